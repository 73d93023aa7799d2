//! What may be posted: balances of a budget line and the controls over them.

use crate::accounts::Unit;
use crate::build::Project;
use crate::entry::{Draft, Kind};
use base::{Amount, Date};

/// What a control does when it is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// The entry is refused.
    Refuse,
    /// The entry is taken and a warning kept.
    Warn,
}

/// The controls of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Controls {
    /// Payment without a budget line (预算法第十三条).
    pub no_line: Control,
    /// Payments above what was released (预算法实施条例第五十七条).
    pub above_allotment: Control,
    /// Released above the current budget.
    pub above_budget: Control,
    /// Payment of a day before anything was released on its line.
    pub before_release: Control,
    /// Entries of one unit on the line of another (预算法实施条例第五十七条).
    pub foreign_line: Control,
    /// Entries of a unit that nobody has registered.
    pub unknown_unit: Control,
    /// Money of a project that nobody has registered.
    pub unknown_project: Control,
}

impl Default for Controls {
    fn default() -> Self {
        Controls {
            no_line: Control::Refuse,
            above_allotment: Control::Refuse,
            above_budget: Control::Warn,
            before_release: Control::Warn,
            foreign_line: Control::Refuse,
            unknown_unit: Control::Refuse,
            unknown_project: Control::Refuse,
        }
    }
}

/// What stands on a budget line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// 年初预算
    pub initial: Amount,
    /// Net adjustments.
    pub adjusted: Amount,
    /// 已下达
    pub allotted: Amount,
    /// 用款计划
    pub planned: Amount,
    /// 已支付
    pub paid: Amount,
    /// Whether a budget, adjustment or release was ever posted to it.
    pub known: bool,
    /// Day of the earliest release since nothing was released; `None` while nothing is.
    pub released: Option<Date>,
}

/// Whose a budget line is and what it is for: of each, the first that an entry of the line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// 单位编码
    pub unit: String,
    /// 预算年度
    pub year: i32,
    /// 项目编码
    pub project: String,
    /// 资金性质编码
    pub fund: String,
    /// 支出功能分类科目编码
    pub func: String,
    /// 部门预算支出经济分类科目编码
    pub eco: String,
}

impl Line {
    /// Learns what an entry of the line says and no earlier one did.
    pub fn learn(&mut self, draft: &Draft) {
        if self.year == 0 {
            self.year = draft.year;
        }
        let said = [
            (&mut self.unit, &draft.unit),
            (&mut self.project, &draft.project),
            (&mut self.fund, &draft.fund),
            (&mut self.func, &draft.func),
            (&mut self.eco, &draft.eco),
        ];
        for (slot, text) in said {
            if slot.is_empty() {
                slot.clone_from(text);
            }
        }
    }

    /// Whether learning from an entry would change anything.
    pub fn knows(&self, draft: &Draft) -> bool {
        let known = |slot: &str, text: &str| !slot.is_empty() || text.is_empty();
        self.year != 0
            && known(&self.unit, &draft.unit)
            && known(&self.project, &draft.project)
            && known(&self.fund, &draft.fund)
            && known(&self.func, &draft.func)
            && known(&self.eco, &draft.eco)
    }

    /// What is wrong when a unit uses the line of another. A correction only repeats what it takes back.
    pub fn foreign(&self, draft: &Draft) -> Option<Refusal> {
        let named = !self.unit.is_empty() && !draft.unit.is_empty();
        let other = named && self.unit != draft.unit && draft.reverses.is_none();
        other.then(|| {
            let (line, owner, unit) = (&draft.line, &self.unit, &draft.unit);
            Refusal::new(
                "foreign-line",
                format!(
                    "指标 {line} 属于单位 {owner}，单位 {unit} 不能使用；请核对指标编号和单位编码"
                ),
                format!("line {line} is unit {owner}'s, not {unit}'s; check the line and the unit"),
            )
        })
    }
}

/// Why an entry was refused, or what is odd about one that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code.
    pub code: &'static str,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
        Refusal { code, zh: zh.into(), en: en.into() }
    }
}

impl Balance {
    /// 全年预算: initial and adjustments. `None` beyond the range.
    pub fn current(&self) -> Option<Amount> {
        self.initial.plus(self.adjusted)
    }

    /// The balance after an entry; `None` beyond the range. Kinds without a line leave it as it is.
    pub fn after(mut self, draft: &Draft) -> Option<Balance> {
        let (kind, amount) = (draft.kind, draft.amount);
        match kind {
            Kind::Initial => self.initial = self.initial.plus(amount)?,
            Kind::Adjust => self.adjusted = self.adjusted.plus(amount)?,
            Kind::Allot => {
                self.allotted = self.allotted.plus(amount)?;
                let first = self.released.map_or(draft.day, |day| day.min(draft.day));
                self.released = (self.allotted > Amount::ZERO).then_some(first);
            }
            Kind::Plan => self.planned = self.planned.plus(amount)?,
            Kind::Pay => self.paid = self.paid.plus(amount)?,
            _ => return Some(self),
        }
        self.known |= matches!(kind, Kind::Initial | Kind::Adjust | Kind::Allot);
        Some(self)
    }
}

/// Whether entries of this kind stand on a budget line.
pub fn on_line(kind: Kind) -> bool {
    matches!(kind, Kind::Initial | Kind::Adjust | Kind::Allot | Kind::Plan | Kind::Pay)
}

/// The line of an entry that names none: its dimensions, joined.
pub fn line_of(d: &Draft) -> String {
    [&d.year.to_string(), &d.unit, &d.project, &d.fund, &d.func, &d.eco]
        .map(|s| s.replace('|', "/"))
        .join("|")
}

/// Checks an entry against its line; gives the balance after it and what is odd.
///
/// # Errors
/// Says why the entry must not be posted.
pub fn check(
    draft: &Draft,
    before: Balance,
    controls: &Controls,
) -> Result<(Balance, Vec<Refusal>), Refusal> {
    shape(draft)?;
    let after = before.after(draft).ok_or_else(too_large)?;
    let mut odd = Vec::new();
    if draft.reverses.is_some() {
        // A correction takes back what was once allowed; it may leave a line overdrawn, and says so.
        odd.extend(overdrawn(draft, &after));
        return Ok((after, odd));
    }
    let current = after.current().ok_or_else(too_large)?;
    match draft.kind {
        Kind::Pay => odd.extend(payment(draft, &before, &after, controls)?),
        Kind::Allot if draft.amount > Amount::ZERO && after.allotted > current => {
            let refusal = above("above-budget", "下达累计", after.allotted, "全年预算", current);
            odd.extend(controls.above_budget.judge(refusal)?);
        }
        // A reversal may have left the line below nothing; only what lowers it further is refused.
        Kind::Initial | Kind::Adjust if current < Amount::ZERO && draft.amount < Amount::ZERO => {
            return Err(Refusal::new(
                "negative-budget",
                format!("指标预算将为负数（{current}）；请核对金额和方向"),
                format!("the line's budget would be negative ({current}); check amount and sign"),
            ));
        }
        _ => {}
    }
    Ok((after, odd))
}

/// A payment follows budget and release. A refund is always taken.
fn payment(
    draft: &Draft,
    before: &Balance,
    after: &Balance,
    controls: &Controls,
) -> Result<Option<Refusal>, Refusal> {
    let (line, day) = (&draft.line, draft.day);
    if !before.known {
        return controls.no_line.judge(Refusal::new(
            "no-line",
            format!("支付没有对应的预算指标（{line}）；请先录入预算和下达"),
            format!("no budget line {line} for this payment; enter budget and release first"),
        ));
    }
    if draft.amount <= Amount::ZERO {
        return Ok(None);
    }
    if after.paid > after.allotted {
        let refusal = above("above-allotment", "支付累计", after.paid, "已下达", after.allotted);
        return controls.above_allotment.judge(refusal);
    }
    match before.released {
        Some(released) if day < released => controls.before_release.judge(Refusal::new(
            "before-release",
            format!("支付日期 {day} 早于指标下达日期 {released}；请核对日期"),
            format!("paid on {day}, before the line was released on {released}; check the days"),
        )),
        _ => Ok(None),
    }
}

impl Control {
    /// What the control makes of a violation: a warning to keep, or the refusal.
    ///
    /// # Errors
    /// The refusal, when the control refuses.
    pub fn judge(self, refusal: Refusal) -> Result<Option<Refusal>, Refusal> {
        match self {
            Control::Refuse => Err(refusal),
            Control::Warn => Ok(Some(refusal)),
        }
    }
}

fn overdrawn(draft: &Draft, after: &Balance) -> Option<Refusal> {
    let line = &draft.line;
    (after.paid > after.allotted).then(|| {
        Refusal::new(
            "overdrawn",
            format!("冲销后指标 {line} 的支付大于下达"),
            format!("after the reversal line {line} has paid more than was released"),
        )
    })
}

fn above(code: &'static str, what: &str, sum: Amount, limit: &str, most: Amount) -> Refusal {
    Refusal::new(
        code,
        format!("{what}{sum} 超过{limit}{most}；请先追加，或核对金额"),
        format!("the sum {sum} would exceed {most}; raise the limit first, or check the amount"),
    )
}

fn too_large() -> Refusal {
    Refusal::new(
        "too-large",
        "金额超过 10 万亿元，超出可记录的范围；请核对单位（元、万元）",
        "the amount is beyond 10 trillion yuan; check its unit",
    )
}

/// What must be right about any entry.
fn shape(draft: &Draft) -> Result<(), Refusal> {
    if draft.amount.as_fen().unsigned_abs() > Amount::LIMIT.unsigned_abs() {
        return Err(too_large());
    }
    let initial = draft.kind == Kind::Initial && draft.reverses.is_none();
    if initial && draft.amount < Amount::ZERO {
        return Err(Refusal::new(
            "negative-budget",
            "年初预算不能是负数；减少请用预算调整",
            "an initial budget cannot be negative; a cut is an adjustment",
        ));
    }
    // A stated value of no unit is that of the government itself.
    let own = matches!(draft.kind, Kind::Record | Kind::Register);
    if draft.unit.trim().is_empty() && !own {
        return Err(Refusal::new("no-unit", "没有单位编码；请补上", "the unit code is missing"));
    }
    if draft.reverses.is_some() && draft.reason.trim().is_empty() {
        return Err(Refusal::new("no-reason", "冲销须写明原因", "a reversal needs a reason"));
    }
    if !(1900..=9999).contains(&draft.day.year()) {
        let day = draft.day;
        return Err(Refusal::new(
            "day",
            format!("日期 {day} 不合理；请核对年份"),
            format!("the day {day} cannot be right; check its year"),
        ));
    }
    match draft.kind {
        Kind::Record if draft.reverses.is_none() => record(draft),
        _ => Ok(()),
    }
}

/// A record must be what those who ask for it expect.
fn record(draft: &Draft) -> Result<(), Refusal> {
    let (topic, payload) = (draft.topic.as_str(), draft.payload.as_str());
    let read = match topic {
        "单位" => serde_json::from_str::<Unit>(payload).map(drop),
        "项目" => serde_json::from_str::<Project>(payload).map(drop),
        _ => serde_json::from_str::<serde_json::Value>(payload).map(drop),
    };
    read.map_err(|why| {
        let key = &draft.key;
        Refusal::new(
            "payload",
            format!("记录“{topic}”（{key}）的内容读不出来（{why}）；请补全各项"),
            format!("the record {topic} ({key}) cannot be read ({why}); complete it"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Date;

    fn draft(kind: Kind, fen: i64) -> Draft {
        let mut d = Draft::new(kind, Date::constant(2023, 5, 1), 2023, "102001");
        d.amount = Amount::fen(fen);
        d
    }

    /// Posts one after the other with the default controls; gives the code of the first refusal.
    fn run(steps: &[(Kind, i64)]) -> Result<Balance, &'static str> {
        steps.iter().try_fold(Balance::default(), |b, (kind, fen)| {
            check(&draft(*kind, *fen), b, &Controls::default()).map(|(b, _)| b).map_err(|r| r.code)
        })
    }

    #[test]
    fn money_follows_the_budget() {
        use Kind::{Adjust, Allot, Initial, Pay};
        type Case<'a> = (&'a [(Kind, i64)], Result<i64, &'a str>);
        let cases: &[Case<'_>] = &[
            (&[(Initial, 100), (Allot, 100), (Pay, 60)], Ok(60)),
            (&[(Pay, 1)], Err("no-line")),
            (&[(Initial, 100), (Pay, 1)], Err("above-allotment")),
            (&[(Initial, 100), (Allot, 50), (Pay, 51)], Err("above-allotment")),
            (&[(Initial, 100), (Allot, 50), (Pay, 50), (Pay, -20), (Pay, 20)], Ok(50)),
            (&[(Initial, 100), (Allot, 120), (Pay, 120)], Ok(120)),
            (&[(Initial, -1)], Err("negative-budget")),
            (&[(Initial, 100), (Adjust, -101)], Err("negative-budget")),
            (&[(Initial, 100), (Adjust, -100)], Ok(0)),
            (&[(Initial, Amount::LIMIT + 1)], Err("too-large")),
            (&[(Initial, Amount::LIMIT)], Ok(0)),
            (&[(Initial, i64::MIN)], Err("too-large")),
        ];
        for (steps, expect) in cases {
            assert_eq!(run(steps).map(|b| b.paid.as_fen()), *expect, "{steps:?}");
        }
    }

    #[test]
    fn a_line_below_nothing_after_a_reversal_can_be_mended_in_steps() {
        let below = Balance { adjusted: Amount::fen(-100), known: true, ..Balance::default() };
        for (fen, expect) in [(30, Ok(())), (100, Ok(())), (-1, Err("negative-budget"))] {
            let checked = check(&draft(Kind::Adjust, fen), below, &Controls::default());
            assert_eq!(checked.map(|_| ()).map_err(|r| r.code), expect, "{fen}");
        }
    }

    #[test]
    fn a_control_warns_or_refuses_as_it_is_set() {
        let (mut strict, mut mild) = (Controls::default(), Controls::default());
        (strict.above_budget, strict.before_release) = (Control::Refuse, Control::Refuse);
        (mild.no_line, mild.above_allotment) = (Control::Warn, Control::Warn);
        let budget = Balance::default().after(&draft(Kind::Initial, 100)).unwrap();
        let released = budget.after(&draft(Kind::Allot, 100)).unwrap();
        let mut early = draft(Kind::Pay, 1);
        early.day = Date::constant(2023, 4, 30);
        let cases = [
            (draft(Kind::Pay, 1), Balance::default(), mild, Ok("no-line")),
            (draft(Kind::Pay, 101), released, mild, Ok("above-allotment")),
            (draft(Kind::Allot, 101), budget, mild, Ok("above-budget")),
            (draft(Kind::Allot, 101), budget, strict, Err("above-budget")),
            (early.clone(), released, mild, Ok("before-release")),
            (early, released, strict, Err("before-release")),
            (draft(Kind::Pay, 1), released, strict, Ok("")),
        ];
        for (draft, before, controls, expect) in cases {
            let judged = check(&draft, before, &controls);
            let judged = judged.map(|(_, odd)| odd.first().map_or("", |o| o.code));
            assert_eq!(judged.map_err(|r| r.code), expect, "{draft:?}");
        }
    }

    #[test]
    fn a_record_is_what_its_readers_expect() {
        let unit = serde_json::to_string(&Unit::default()).unwrap();
        let cases = [
            ("单位", unit.as_str(), true),
            ("单位", "{}", false),
            ("项目", r#"{"name":"会议"}"#, true),
            ("项目", r#"{"kind":"特定目标类"}"#, false),
            ("文字", r#""一句话""#, true),
            ("文字", "一句话", false),
        ];
        for (topic, payload, taken) in cases {
            let mut d = draft(Kind::Record, 0);
            (d.topic, d.payload) = (topic.to_owned(), payload.to_owned());
            let judged = check(&d, Balance::default(), &Controls::default());
            assert_eq!(judged.is_ok(), taken, "{topic} {payload}");
        }
        let mut early = draft(Kind::Income, 1);
        early.day = Date::constant(203, 1, 1);
        let judged = check(&early, Balance::default(), &Controls::default());
        assert_eq!(judged.map_err(|r| r.code).err(), Some("day"));
    }

    #[test]
    fn taking_a_release_back_takes_its_day_back() {
        let released = Balance::default().after(&draft(Kind::Allot, 100)).unwrap();
        assert_eq!(released.released, Some(Date::constant(2023, 5, 1)));
        assert_eq!(released.after(&draft(Kind::Allot, -100)).unwrap().released, None);
        assert_eq!(released.after(&draft(Kind::Allot, -50)).unwrap().released, released.released);
    }
}
