//! A step with one case or several: checked, posted with its letter's number and its files, in one batch.

use super::letters::usual_letter;
use super::load::seen;
use super::proof::{Brought, bring};
use super::settings::case_settings;
use super::{FILE, NUMBER, STEP, controls, draft};
use crate::desk::{Desk, now, today};
use crate::fault::Fault;
use crate::stages::sha256;
use ::oversight::case::{
    Action, Amounts, Awaited, CaseNow, Grade, Handling, Letter, LetterKind, Role, Settings, State,
    Step, Task, advance, awaited, replay, roles_of,
};
use base::{Amount, Date, Decimal};
use ledger::Draft;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::{Filter, Outcome};

/// A step that somebody takes with cases.
#[derive(Debug, Clone, Default)]
pub struct CaseAct {
    /// Their ids.
    pub ids: Vec<String>,
    /// 核实, 下发, 签收, 反馈, 审核, 评价, 销号, 归档, 延期, 撤回, 作废, or their English names.
    pub action: String,
    /// 确认 or 误报; 通过 or 退回; 满意, 基本满意 or 不满意.
    pub result: String,
    /// 人大, 财政, 主管部门, 单位; empty for whoever usually takes the step.
    pub role: String,
    /// Reason, account of what was done, opinion.
    pub comment: String,
    /// Day on which it was done; today without one.
    pub day: Option<String>,
    /// 提示函 or 督办单; by the level without one.
    pub letter: String,
    /// 文号; made without one.
    pub number: String,
    /// 签发人
    pub signer: String,
    /// Until when the unit must answer; by the limits without one.
    pub due: Option<String>,
    /// 退回金额, 调账金额, 其他金额 in 元.
    pub amounts: [String; 3],
    /// Files that go with it.
    pub files: Vec<PathBuf>,
    /// Files that are at hand: name and content.
    pub given: Vec<(String, Vec<u8>)>,
    /// Folder for large files, where not beside the ledger.
    pub folder: Option<PathBuf>,
    /// Last step that the one who acts has seen; without one, the last there is.
    pub after: Option<u64>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acted {
    /// Id of the case.
    pub id: String,
    /// Where it stands now.
    pub state: State,
    /// What it waits for.
    pub awaited: Option<Awaited>,
    /// 文号 it was issued with.
    pub number: String,
    /// Number of the step's entry.
    pub seq: u64,
}

/// How often a number of a letter is looked for again when another program was quicker.
const TRIES: usize = 20;

/// Takes a step with cases; all of them or none.
///
/// # Errors
/// Says why the step is not possible; nothing is then recorded.
pub fn case_act(desk: &mut Desk, act: &CaseAct) -> Result<Vec<Acted>, Fault> {
    let wanted = Wanted::read(act)?;
    if act.ids.is_empty() {
        return Err(Fault::new("请给出预警编号", "give the id of a case"));
    }
    if act.ids.len() > 1 && !act.number.is_empty() {
        return Err(Fault::new(
            "一个文号只能用于一件预警；请逐件下发，或省略文号由程序编号",
            "a number is for one letter; issue one at a time, or leave the number out",
        ));
    }
    let brought = bring(desk, &act.files, &act.given, act.folder.as_deref())?;
    let settings = case_settings(desk)?;
    for _ in 0..TRIES {
        let mut plans: Vec<Plan> = Vec::new();
        for id in &act.ids {
            let plan = plan(desk, act, &wanted, (&settings, &brought), id, &plans)?;
            plans.push(plan);
        }
        if let Some(acted) = post(desk, &plans, &brought)? {
            return Ok(acted);
        }
    }
    Err(store::StoreError::Busy.into())
}

/// Whether a recorded step says all that an act says: what was sent twice, not something else. What the act
/// leaves out is filled in when it is recorded, and is not compared.
pub(super) fn says(act: &CaseAct, step: &Step) -> bool {
    let Ok(wanted) = Wanted::read(act) else { return false };
    let letter = step.letter.as_ref();
    let number = act.number.trim();
    let files = step.files.iter().map(|f| f.sha256.clone()).collect::<BTreeSet<String>>();
    let given = act.given.iter().map(|(_, bytes)| sha256(bytes)).collect::<BTreeSet<String>>();
    step.action == wanted.action
        && step.grade == wanted.grade
        && step.amounts == wanted.amounts
        && step.comment == act.comment.trim()
        && wanted.role.is_none_or(|role| role == step.role)
        && wanted.day.is_none_or(|day| day == step.day)
        && (!sets_due(step) || wanted.due.is_none_or(|due| Some(due) == step.due))
        && letter.is_none_or(|l| {
            l.signer == act.signer.trim()
                && wanted.letter.is_none_or(|kind| kind == l.kind || step.action == Action::Close)
                && (number.is_empty() || number == l.number)
        })
        // Files that are named by their places may have changed since.
        && act.files.is_empty()
        && files == given
}

/// What was asked for, read.
struct Wanted {
    action: Action,
    grade: Option<Grade>,
    role: Option<Role>,
    letter: Option<LetterKind>,
    day: Option<Date>,
    due: Option<Date>,
    amounts: Amounts,
}

/// A step that is to be posted.
struct Plan {
    now: CaseNow,
    step: Step,
    /// Number of the last entry of the case's steps as it was read.
    last: u64,
}

impl Wanted {
    fn read(act: &CaseAct) -> Result<Wanted, Fault> {
        let (action, grade) = action(&act.action, &act.result)?;
        let one = |text: &str, what: &str, known: bool| match known || text.is_empty() {
            true => Ok(()),
            false => Err(unknown(text, what)),
        };
        let role = Role::parse(&act.role);
        one(
            &act.role,
            "人大、财政、主管部门、单位 / congress, finance, department, unit",
            role.is_some(),
        )?;
        let letter = LetterKind::parse(&act.letter);
        one(&act.letter, "提示函、督办单 / notice, order", letter.is_some())?;
        let [refunded, rebooked, other] = &act.amounts;
        Ok(Wanted {
            action,
            grade,
            role,
            letter,
            day: act.day.as_deref().map(date).transpose()?,
            due: act.due.as_deref().map(date).transpose()?,
            amounts: Amounts {
                refunded: yuan(refunded)?,
                rebooked: yuan(rebooked)?,
                other: yuan(other)?,
            },
        })
    }
}

/// The words of a command as a step: those that end in one of several ways take the result with them.
fn action(text: &str, result: &str) -> Result<(Action, Option<Grade>), Fault> {
    let text = text.trim();
    let ask = |words: &str| Err(unknown(result, words));
    match text {
        "核实" | "verify" => match Action::parse(result) {
            Some(action @ (Action::Confirm | Action::Dismiss)) => Ok((action, None)),
            _ => ask("确认、误报 / confirm, false-alarm"),
        },
        "审核" | "review" => match Action::parse(result) {
            Some(action @ (Action::Pass | Action::Return)) => Ok((action, None)),
            _ => ask("通过、退回 / pass, return"),
        },
        _ => match (Action::parse(text), Grade::parse(result)) {
            (Some(Action::Evaluate), None) => {
                ask("满意、基本满意、不满意 / satisfied, mostly, unsatisfied")
            }
            (Some(Action::Evaluate), grade) => Ok((Action::Evaluate, grade)),
            (Some(action), _) => Ok((action, None)),
            (None, _) => Err(unknown(
                text,
                "核实、下发、签收、反馈、审核、评价、销号、归档、延期、撤回、作废 / verify, issue, sign, feedback, review, evaluate, close, archive, extend, withdraw, void",
            )),
        },
    }
}

fn unknown(text: &str, words: &str) -> Fault {
    let (zh, en) = words.split_once(" / ").unwrap_or((words, words));
    Fault::new(
        format!("不认识“{text}”；可用的有：{zh}"),
        format!("“{text}” is not known; there are: {en}"),
    )
}

/// A day as people write it: 2023-07-03 or 20230703.
pub(super) fn date(text: &str) -> Result<Date, Fault> {
    let plain: String = text.chars().filter(char::is_ascii_digit).collect();
    let parts = (plain.get(..4), plain.get(4..6), plain.get(6..8));
    let read = match (parts, plain.len()) {
        ((Some(y), Some(m), Some(d)), 8) => format!("{y}-{m}-{d}").parse().ok(),
        _ => text.trim().parse().ok(),
    };
    read.ok_or_else(|| {
        Fault::new(
            format!("“{text}”不是日期；请写成 2023-07-03"),
            format!("“{text}” is not a day; write 2023-07-03"),
        )
    })
}

/// An amount in 元.
fn yuan(text: &str) -> Result<Amount, Fault> {
    let plain = text.trim().trim_end_matches('元').replace([',', '，'], "");
    if plain.is_empty() {
        return Ok(Amount::ZERO);
    }
    let read: Option<Decimal> = plain.parse().ok();
    let amount = read.and_then(Amount::from_yuan).filter(|a| *a >= Amount::ZERO);
    amount.ok_or_else(|| {
        Fault::new(
            format!("“{text}”不是金额；请以元为单位填写，最多两位小数，不为负"),
            format!(
                "“{text}” is not an amount; give it in yuan, at most two decimals, not negative"
            ),
        )
    })
}

/// The step with one case, checked against what is on record.
fn plan(
    desk: &mut Desk,
    act: &CaseAct,
    wanted: &Wanted,
    (settings, brought): (&Settings, &[Brought]),
    id: &str,
    before: &[Plan],
) -> Result<Plan, Fault> {
    let (now_case, last) = seen(desk, id)?;
    if before.iter().any(|p| p.now.case.id == now_case.case.id) {
        return Err(Fault::new(format!("{id} 写了两次"), format!("{id} is given twice")));
    }
    if act.after.is_some_and(|seen| seen != now_case.last_step()) {
        return Err(raced(id));
    }
    if let Some(broken) = &now_case.broken {
        let (n, zh, en) = (broken.step, &broken.words.zh, &broken.words.en);
        return Err(Fault::new(
            format!("{id} 的第 {n} 步与前面的记录不符（{zh}），不能继续；请核对被冲销的分录"),
            format!(
                "step {n} of {id} does not fit what precedes it ({en}); see what was taken back"
            ),
        ));
    }
    let steps: Vec<&Step> = now_case.steps.iter().map(|r| &r.step).collect();
    let (standing, _) = replay(steps.iter().copied());
    let previous = standing.taken.last().and_then(|at| steps.get(*at));
    let usual = match (wanted.action, previous) {
        (Action::Withdraw, Some(previous)) => previous.role,
        (action, _) => roles_of(now_case.state, action).first().copied().unwrap_or(Role::Congress),
    };
    let role = wanted.role.unwrap_or(usual);
    let day = wanted.day.unwrap_or_else(today);
    if day > today() {
        return Err(Fault::new(
            format!("日期 {day} 晚于今天；请核对，或检查本机时间"),
            format!("{day} is after today; check it, or the clock"),
        ));
    }
    let mut step = Step::new(wanted.action, role, &desk.actor, day, &now());
    step.comment = act.comment.trim().to_owned();
    step.level = Some(now_case.case.level);
    (step.grade, step.amounts, step.after) = (wanted.grade, wanted.amounts, now_case.last_step());
    step.files = brought.iter().map(|b| b.evidence.clone()).collect();
    step.due = wanted.due.filter(|_| sets_due(&step));
    let notice = step.action == Action::Close && !act.number.trim().is_empty();
    if step.action == Action::Issue || notice {
        step.letter = Some(letter(desk, act, wanted, settings, &now_case, (&step, before))?);
    }
    if sets_due(&step) && step.due.is_none() {
        step.due = usual_due(desk.handling(), &now_case, &step);
    }
    advance(&steps, &standing, &step)
        .map_err(|w| Fault::new(format!("{id}：{}", w.zh), format!("{id}: {}", w.en)))?;
    Ok(Plan { now: now_case, step, last })
}

/// Somebody else was quicker.
fn raced(id: &str) -> Fault {
    Fault::new(
        format!("{id} 刚刚被他人办理；请用 case show {id} 查看后再办"),
        format!("somebody has just acted on {id}; look at it with case show {id} first"),
    )
}

/// Whether a step says until when the unit must answer.
fn sets_due(step: &Step) -> bool {
    matches!(step.action, Action::Issue | Action::Return | Action::Extend)
        || step.grade == Some(Grade::Unsatisfied)
}

/// That day by the limits; an extension has none.
fn usual_due(handling: &Handling, now: &CaseNow, step: &Step) -> Option<Date> {
    let kind = |s: &Step| s.letter.as_ref().map(|l| l.kind);
    let (task, letter) = match step.action {
        Action::Issue => (Task::Answer, kind(step)),
        Action::Extend => return None,
        _ => (Task::Again, now.last(Action::Issue).and_then(|r| kind(&r.step))),
    };
    handling.due(task, letter, now.case.level, step.day).map(|due| due.day)
}

/// The letter a case is issued with.
fn letter(
    desk: &mut Desk,
    act: &CaseAct,
    wanted: &Wanted,
    settings: &Settings,
    now: &CaseNow,
    (step, before): (&Step, &[Plan]),
) -> Result<Letter, Fault> {
    let kind = match step.action {
        Action::Close => LetterKind::Closing,
        _ => wanted.letter.unwrap_or_else(|| usual_letter(now)),
    };
    let book = desk.store.book().name.clone();
    let from = settings.body(step.role).map(str::to_owned);
    let from = from.unwrap_or_else(|| desk.handling().body(step.role, &book));
    let number = match act.number.trim() {
        "" => {
            let code = desk.handling().code(step.role, kind);
            next_number(desk, &code, i32::from(step.day.year()), before)?
        }
        given => {
            free(desk, given, &now.case.key)?;
            given.to_owned()
        }
    };
    Ok(Letter { kind, number, from, signer: act.signer.trim().to_owned() })
}

/// A number that another case has is not given twice; a letter that was taken back may keep its own.
fn free(desk: &mut Desk, number: &str, key: &str) -> Result<(), Fault> {
    let filter = Filter { key: Some(number.to_owned()), ..Filter::default() };
    let used = desk.store.history(NUMBER, &filter)?;
    let other = used
        .iter()
        .any(|s| serde_json::from_str::<String>(&s.payload).ok().as_deref() != Some(key));
    match other {
        false => Ok(()),
        true => Err(Fault::new(
            format!("文号“{number}”已经用过；请换一个，或省略由程序编号"),
            format!("the number “{number}” is taken; choose another, or leave it out"),
        )),
    }
}

/// The next free number: 预警函〔2023〕3号.
fn next_number(desk: &mut Desk, code: &str, year: i32, before: &[Plan]) -> Result<String, Fault> {
    let head = format!("{code}〔{year}〕");
    let read = |number: &str| -> Option<u32> {
        number.strip_prefix(&head)?.strip_suffix('号')?.parse().ok()
    };
    let used = desk.store.history(NUMBER, &Filter { year: Some(year), ..Filter::default() })?;
    let given = before.iter().filter_map(|p| p.step.letter.as_ref()).map(|l| l.number.as_str());
    let highest = used.iter().map(|s| s.key.as_str()).chain(given).filter_map(read).max();
    Ok(format!("{head}{}号", highest.unwrap_or(0).saturating_add(1)))
}

/// Posts the steps; `None` when a number was taken meanwhile.
fn post(desk: &mut Desk, plans: &[Plan], brought: &[Brought]) -> Result<Option<Vec<Acted>>, Fault> {
    let mut drafts: Vec<(Draft, Option<usize>)> = Vec::new();
    for (n, plan) in plans.iter().enumerate() {
        let (hit, step) = (plan.now.case.hit(), &plan.step);
        let of = (hit.year, hit.unit.as_str());
        drafts.push((draft(STEP, &plan.now.case.key, step.day, of, step)?, Some(n)));
        if let Some(letter) = &step.letter {
            let year = (i32::from(step.day.year()), hit.unit.as_str());
            drafts.push((draft(NUMBER, &letter.number, step.day, year, &plan.now.case.key)?, None));
        }
    }
    let header = desk.header("case", "", "");
    let mut posting = desk.store.begin(&header, &controls())?;
    for plan in plans {
        let key = &plan.now.case.key;
        if posting.last_of(STEP, key)? != plan.last {
            return Err(raced(&plan.now.case.id));
        }
    }
    let mut seqs = vec![0; plans.len()];
    for file in brought.iter().filter(|b| b.evidence.inside) {
        if posting.last_of(FILE, &file.evidence.sha256)? == 0 {
            let today = today();
            let year = (i32::from(today.year()), "");
            let kept = draft(FILE, &file.evidence.sha256, today, year, &file.content())?;
            take(posting.post(kept)?)?;
        }
    }
    for (draft, plan) in drafts {
        if draft.topic == NUMBER && posting.last_of(NUMBER, &draft.key)? != 0 {
            let own = plans.iter().any(|p| reissued(p, &draft.key));
            if !own {
                return Ok(None);
            }
            continue;
        }
        let seq = take(posting.post(draft)?)?;
        if let Some(slot) = plan.and_then(|n| seqs.get_mut(n)) {
            *slot = seq;
        }
    }
    posting.commit()?;
    Ok(Some(plans.iter().zip(seqs).map(|(plan, seq)| acted(desk, plan, seq)).collect()))
}

/// Whether a case goes out anew under the number it had before.
fn reissued(plan: &Plan, number: &str) -> bool {
    let had = |step: &Step| step.letter.as_ref().is_some_and(|l| l.number == number);
    had(&plan.step) && plan.now.steps.iter().any(|r| had(&r.step))
}

fn take(outcome: Outcome) -> Result<u64, Fault> {
    match outcome {
        Outcome::Posted(seq) => Ok(seq),
        Outcome::Refused(refusal) => Err(Fault::new(refusal.zh, refusal.en)),
        _ => Ok(0),
    }
}

fn acted(desk: &Desk, plan: &Plan, seq: u64) -> Acted {
    let mut steps = plan.now.steps.clone();
    steps.push(::oversight::case::Recorded { seq, step: plan.step.clone() });
    let after = CaseNow::new(plan.now.case.clone(), plan.now.seq, steps);
    let after = CaseNow { told: plan.now.told, ..after };
    Acted {
        id: plan.now.case.id.clone(),
        state: after.state,
        awaited: awaited(&after, desk.handling()),
        number: plan.step.letter.as_ref().map_or_else(String::new, |l| l.number.clone()),
        seq,
    }
}
