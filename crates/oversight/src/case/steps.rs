//! The steps of a case and the table of what each state lets each role do. The state is what the recorded
//! steps add up to; 撤回 takes the last one back, and both stay on record.

use super::day;
use super::model::Level;
use crate::words::Words;
use base::{Amount, Date};
use serde::{Deserialize, Serialize};

/// An enum whose variants have a Chinese name (as recorded) and an English one.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = $zh] #[serde(rename = $zh)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// Its Chinese name, as recorded.
            pub fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)+ }
            }

            /// Its English name.
            pub fn en(self) -> &'static str {
                match self { $($name::$variant => $en,)+ }
            }
        }
    };
}
pub(crate) use named;

named! {
    /// Where a case stands.
    State {
        Raised = "待核实", "to verify";
        Dismissed = "误报", "false alarm";
        Confirmed = "已确认", "confirmed";
        Issued = "已下发", "issued";
        Signed = "已签收", "signed for";
        Returned = "退回整改", "back to rectify";
        Answered = "已反馈", "answered";
        Reviewed = "已审核", "reviewed";
        Evaluated = "已评价", "evaluated";
        Closed = "已销号", "closed";
        Archived = "已归档", "archived";
        Voided = "已作废", "void";
    }
}

named! {
    /// Who acts.
    Role {
        Congress = "人大", "congress";
        Finance = "财政", "finance";
        Department = "主管部门", "department";
        Unit = "单位", "unit";
    }
}

named! {
    /// What is done.
    Action {
        Confirm = "确认", "confirm";
        Dismiss = "误报", "false-alarm";
        Issue = "下发", "issue";
        Sign = "签收", "sign";
        Answer = "反馈", "feedback";
        Pass = "通过", "pass";
        Return = "退回", "return";
        Evaluate = "评价", "evaluate";
        Close = "销号", "close";
        Archive = "归档", "archive";
        Extend = "延期", "extend";
        Withdraw = "撤回", "withdraw";
        Void = "作废", "void";
    }
}

named! {
    /// 人大复核评价
    Grade {
        Satisfied = "满意", "satisfied";
        Mostly = "基本满意", "mostly satisfied";
        Unsatisfied = "不满意", "unsatisfied";
    }
}

named! {
    /// What is sent to the unit.
    LetterKind {
        Notice = "提示函", "notice";
        Order = "督办单", "order";
        Closing = "销号通知", "closing";
    }
}

/// The letter that a case was issued with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// 提示函 or 督办单.
    pub kind: LetterKind,
    /// 文号
    pub number: String,
    /// Who signs; empty for the usual body of the role.
    #[serde(default)]
    pub from: String,
    /// Who issues it (签发人); empty where nobody is named.
    #[serde(default)]
    pub signer: String,
}

impl Letter {
    /// Whether it asks the unit for something, under a number.
    fn asks(&self) -> bool {
        self.kind != LetterKind::Closing && !self.number.trim().is_empty()
    }
}

/// Money that was put right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Amounts {
    /// 退回金额
    pub refunded: Amount,
    /// 调账金额
    pub rebooked: Amount,
    /// 其他金额
    pub other: Amount,
}

impl Amounts {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Amounts::default()
    }
}

/// A file that goes with a step, kept by its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its name as it came.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Whether the content lies in the journal; else in the folder beside it.
    #[serde(default)]
    pub inside: bool,
}

/// One recorded step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who, by name or account.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// When it was recorded (UTC, ISO 8601).
    pub at: String,
    /// Day on which it was done: that of the letter, the receipt, the reply.
    #[serde(with = "day")]
    pub day: Date,
    /// What.
    pub action: Action,
    /// Reason, account of what was done, opinion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// 下发: the letter; 销号: the notice, where it has a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// Until when the unit must answer: set by 下发, 退回, 不满意 and 延期.
    #[serde(default, with = "day::maybe", skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Level of the case when the step was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// 评价: the grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// 反馈: the money.
    #[serde(default, skip_serializing_if = "Amounts::is_none")]
    pub amounts: Amounts,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Evidence>,
    /// Number of the last entry of this case when the step was taken: nobody had acted in between.
    #[serde(default)]
    pub after: u64,
}

impl Step {
    /// A step with nothing but who, when and what.
    pub fn new(action: Action, role: Role, actor: &str, day: Date, at: &str) -> Step {
        Step {
            actor: actor.to_owned(),
            role,
            at: at.to_owned(),
            day,
            action,
            comment: String::new(),
            letter: None,
            due: None,
            level: None,
            grade: None,
            amounts: Amounts::default(),
            files: Vec::new(),
            after: 0,
        }
    }
}

impl Step {
    /// Whether it does what was waited for, unlike 延期, 撤回 and 作废.
    pub fn is_leg(&self) -> bool {
        !matches!(self.action, Action::Extend | Action::Withdraw | Action::Void)
    }
}

/// A step of a record that was not possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which step, counted from 1.
    pub step: usize,
    /// The state before it.
    pub state: State,
    /// Why.
    pub words: Words,
}

/// What each state lets each role do, and where it leads. What is not here is not possible. 撤回 leads back
/// to where the last step began, for whoever took that step.
const MOVES: &[(State, Action, &[Role], State)] = {
    use Action::{
        Answer, Archive, Close, Confirm, Dismiss, Evaluate, Extend, Issue, Pass, Return, Sign, Void,
    };
    use Role::{Congress, Department, Finance, Unit};
    use State::{
        Answered, Archived, Closed, Confirmed, Dismissed, Evaluated, Issued, Raised, Returned,
        Reviewed, Signed, Voided,
    };
    const LEAD: &[Role] = &[Congress, Finance];
    &[
        (Raised, Confirm, LEAD, Confirmed),
        (Raised, Dismiss, LEAD, Dismissed),
        (Confirmed, Issue, LEAD, Issued),
        (Issued, Sign, &[Unit], Signed),
        (Signed, Answer, &[Unit], Answered),
        (Returned, Answer, &[Unit], Answered),
        (Answered, Pass, &[Department, Finance], Reviewed),
        (Answered, Return, &[Department, Finance], Returned),
        // Not satisfied leads back to Returned.
        (Reviewed, Evaluate, &[Congress], Evaluated),
        (Evaluated, Close, LEAD, Closed),
        (Closed, Archive, LEAD, Archived),
        (Issued, Extend, LEAD, Issued),
        (Signed, Extend, LEAD, Signed),
        (Returned, Extend, LEAD, Returned),
        (Confirmed, Void, LEAD, Voided),
        (Issued, Void, LEAD, Voided),
        (Signed, Void, LEAD, Voided),
        (Returned, Void, LEAD, Voided),
        (Answered, Void, LEAD, Voided),
        (Reviewed, Void, LEAD, Voided),
        (Evaluated, Void, LEAD, Voided),
    ]
};

/// Where a case stands, and the steps that led there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Indexes of the steps that count: neither withdrawn nor a withdrawal.
    pub taken: Vec<usize>,
    /// The state before each of them.
    pub before: Vec<State>,
}

impl Default for Standing {
    fn default() -> Self {
        Standing { state: State::Raised, taken: Vec::new(), before: Vec::new() }
    }
}

impl State {
    /// Whether somebody still has to do something about the case.
    pub fn is_open(self) -> bool {
        !self.is_settled() && !matches!(self, State::Dismissed | State::Voided)
    }

    /// 已销号 or 已归档.
    pub fn is_settled(self) -> bool {
        matches!(self, State::Closed | State::Archived)
    }
}

/// The state after a step. `steps` are those recorded before it, of which `standing` is what they add up
/// to.
///
/// # Errors
/// Says why the step is not possible.
pub fn advance(steps: &[&Step], standing: &Standing, step: &Step) -> Result<State, Words> {
    let last = standing.taken.last().and_then(|at| steps.get(*at)).copied();
    let to = match step.action {
        Action::Withdraw => withdraw(standing, last, step)?,
        _ => by_table(standing.state, step)?,
    };
    complete(step)?;
    if let Some(last) = last.filter(|last| step.action != Action::Withdraw && step.day < last.day) {
        let (day, then, done) = (step.day, last.day, last.action);
        return Err(Words::new(
            format!(
                "日期 {day} 早于上一步“{}”的 {then}；请核对本机时间，或用 --day 写明日期",
                done.zh()
            ),
            format!(
                "{day} is before {then}, the day of the step before ({}); check the clock, or give the day with --day",
                done.en()
            ),
        ));
    }
    if step.action == Action::Void {
        issuer_only(steps, standing, step)?;
    }
    Ok(to)
}

fn by_table(state: State, step: &Step) -> Result<State, Words> {
    let found = MOVES.iter().find(|(from, what, ..)| *from == state && *what == step.action);
    let Some((_, _, roles, to)) = found else {
        let can: Vec<Action> = moves(state).map(|(action, _)| action).collect();
        let zh: Vec<&str> = can.iter().map(|a| a.zh()).collect();
        let en: Vec<&str> = can.iter().map(|a| a.en()).collect();
        let (zh, en) = match can.is_empty() {
            true => ("没有后续步骤".to_owned(), "nothing follows".to_owned()),
            false => (format!("可以{}", zh.join("、")), format!("possible: {}", en.join(", "))),
        };
        return Err(Words::new(
            format!("现在的状态是“{}”，不能{}；{zh}", state.zh(), step.action.zh()),
            format!("it is “{}”, so “{}” is not possible; {en}", state.en(), step.action.en()),
        ));
    };
    if !roles.contains(&step.role) {
        let zh: Vec<&str> = roles.iter().map(|r| r.zh()).collect();
        let en: Vec<&str> = roles.iter().map(|r| r.en()).collect();
        return Err(Words::new(
            format!(
                "“{}”状态下由{}{}，{}不能做这一步",
                state.zh(),
                zh.join("、"),
                step.action.zh(),
                step.role.zh()
            ),
            format!(
                "in state “{}” the step “{}” is for {}, not for {}",
                state.en(),
                step.action.en(),
                en.join(", "),
                step.role.en()
            ),
        ));
    }
    Ok(match (step.action, step.grade) {
        (Action::Evaluate, Some(Grade::Unsatisfied)) => State::Returned,
        _ => *to,
    })
}

/// What a step must say.
fn complete(step: &Step) -> Result<(), Words> {
    let silent = step.comment.trim().is_empty();
    let action = step.action;
    let missing = match action {
        Action::Dismiss if silent => Some(("误报须写明理由", "say why it is a false alarm")),
        Action::Return if silent => Some(("退回须写明意见", "say why it is sent back")),
        Action::Void if silent => Some(("作废须写明原因", "say why it is void")),
        Action::Extend if silent => Some(("延期须写明原因", "say why there is more time")),
        Action::Answer if silent => {
            Some(("反馈须写明说明或整改情况", "say what was found and put right"))
        }
        Action::Evaluate if step.grade.is_none() => Some((
            "评价须写明 满意、基本满意 或 不满意",
            "give the grade: satisfied, mostly or unsatisfied",
        )),
        Action::Evaluate if step.grade == Some(Grade::Unsatisfied) && silent => {
            Some(("不满意须写明意见", "say what is not satisfactory"))
        }
        Action::Issue if step.letter.as_ref().is_none_or(|l| !l.asks()) => Some((
            "下发须有文书种类（提示函或督办单）和文号",
            "a letter needs its kind (notice or order) and number",
        )),
        Action::Extend if step.due.is_none() => {
            Some(("延期须写明新的期限", "give the new deadline"))
        }
        _ => None,
    };
    if let Some((zh, en)) = missing {
        return Err(Words::new(zh, en));
    }
    if let Some(due) = step.due.filter(|due| *due < step.day) {
        let day = step.day;
        return Err(Words::new(
            format!("期限 {due} 早于{}日期 {day}；请核对", action.zh()),
            format!("the deadline {due} is before {day}, the day of the step; check it"),
        ));
    }
    Ok(())
}

/// 撤回: one's own last step, before anybody else has acted.
fn withdraw(standing: &Standing, last: Option<&Step>, step: &Step) -> Result<State, Words> {
    let (Some(last), Some(before)) = (last, standing.before.last()) else {
        return Err(Words::new("没有可以撤回的步骤", "there is no step to withdraw"));
    };
    if last.role != step.role || last.actor != step.actor {
        let who = if last.actor.is_empty() { "—" } else { &last.actor };
        return Err(Words::new(
            format!(
                "最后一步“{}”是{}（{who}）做的，只能由其本人撤回",
                last.action.zh(),
                last.role.zh()
            ),
            format!(
                "the last step “{}” was taken by {who} ({}), who alone can withdraw it",
                last.action.en(),
                last.role.en()
            ),
        ));
    }
    Ok(*before)
}

/// A letter is declared void by the role that issued it.
fn issuer_only(steps: &[&Step], standing: &Standing, step: &Step) -> Result<(), Words> {
    let issued = standing.taken.iter().rev().filter_map(|at| steps.get(*at));
    let issued = issued.copied().find(|s| s.action == Action::Issue);
    match issued.filter(|issued| issued.role != step.role) {
        None => Ok(()),
        Some(issued) => Err(Words::new(
            format!("这份文书由{}下发，应由{}作废", issued.role.zh(), issued.role.zh()),
            format!("the letter was issued by {0}, so {0} must void it", issued.role.en()),
        )),
    }
}

/// What a state lets do, and whom; without 撤回, which any state allows.
pub(crate) fn moves(state: State) -> impl Iterator<Item = (Action, &'static [Role])> {
    MOVES
        .iter()
        .filter(move |(from, ..)| *from == state)
        .map(|(_, action, roles, _)| (*action, *roles))
}

/// Who may take a step in a state; empty where the step is not possible.
pub fn roles_of(state: State, action: Action) -> &'static [Role] {
    moves(state).find(|(what, _)| *what == action).map_or(&[], |(_, roles)| roles)
}

/// Adds up recorded steps. The second value names the first that was not possible: the record was taken
/// back in part or tampered with; the state is then that before it.
pub fn replay<'a>(steps: impl IntoIterator<Item = &'a Step>) -> (Standing, Option<Refused>) {
    let steps: Vec<&Step> = steps.into_iter().collect();
    let mut standing = Standing::default();
    for (at, step) in steps.iter().enumerate() {
        let known = steps.get(..at).unwrap_or_default();
        match advance(known, &standing, step) {
            Ok(to) => standing.follow(at, step.action, to),
            Err(words) => {
                let refused = Refused { step: at + 1, state: standing.state, words };
                return (standing, Some(refused));
            }
        }
    }
    (standing, None)
}

impl Standing {
    fn follow(&mut self, at: usize, action: Action, to: State) {
        if action == Action::Withdraw {
            self.taken.pop();
            self.before.pop();
        } else {
            self.taken.push(at);
            self.before.push(self.state);
        }
        self.state = to;
    }
}
