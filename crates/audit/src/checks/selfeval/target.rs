//! Targets, actual values and what they earn.

use super::{HUNDRED, Row, any, each_row, number};
use crate::checks::Result;
use crate::rule::Rule;
use base::{Decimal, Unit, decimal};
use facts::{Fact, FactSet};
use forms::Catalogue;

/// How an actual value stands to its target.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// ≥, >, = or nothing: more is needed.
    Up,
    /// ≤, <: less is needed.
    Down,
}

/// Counting words that count the same.
const ALIKE: &[&str] = &["人名位", "次场期届", "个项件份家处所", "册本", "台套辆", "天日"];

/// Target and actual value in one unit, when they can be compared.
fn values(target: &Fact, actual: &Fact) -> Option<(Decimal, Decimal)> {
    let (t, a) = (target.figure.value, actual.figure.value);
    match (&target.unit, &actual.unit) {
        (x, y) if x == y => Some((t, a)),
        // Where only one side prints its unit the other may mean another: 100% and 1, 5万元 and 50000.
        (Unit::None | Unit::Score, _) | (_, Unit::None | Unit::Score) => {
            let (small, large) = (t.min(a), t.max(a));
            (small.checked_mul(Decimal::TEN)? > large).then_some((t, a))
        }
        (Unit::Count(x), Unit::Count(y)) => {
            let both = |set: &&&str| set.contains(x.as_str()) && set.contains(y.as_str());
            ALIKE.iter().find(both).map(|_| (t, a))
        }
        (x, y) => Some((t.checked_mul(x.yuan()?)?, a.checked_mul(y.yuan()?)?)),
    }
}

/// Words of indicators of which less is better, or of which neither is said to be.
const REVERSE: &[&str] = &[
    "差错",
    "错误",
    "投诉",
    "事故",
    "死亡",
    "违规",
    "违法",
    "违纪",
    "超支",
    "超时",
    "逾期",
    "下降",
    "降低",
    "降幅",
    "减少",
    "压减",
    "压缩",
    "控制",
    "排放",
    "能耗",
    "返工",
    "缺陷",
    "退货",
    "信访",
    "上访",
    "拖欠",
    "变动率",
    "变更率",
    "偏差",
    "成本",
    "费用",
    "经费",
    "支出",
    "开支",
    "时间",
    "时限",
    "期限",
    "工期",
    "周期",
    "时长",
    "天数",
];

/// Whether a target without ≥ or ≤ may as well be one not to be exceeded: costs, complaints, deadlines.
fn either_way(row: &Row<'_>) -> bool {
    let days = |f: &Fact| matches!(f.unit.label(), "天" | "日" | "小时" | "分钟" | "月" | "年");
    let bare = !matches!(row.text("目标算子"), "≥" | ">" | ">=" | "≧" | "≤" | "<" | "<=" | "≦");
    let money = row.target.is_some_and(|t| t.unit.is_amount()) || row.is(&["成本"]);
    let within = any(row.aim(), &["以内", "以下", "之内", "日内", "底前", "日前", "月前", "之前"]);
    bare && (money || within || any(row.name(), REVERSE) || row.target.is_some_and(days))
}

/// Direction of the target.
pub(crate) fn way(row: &Row<'_>) -> Way {
    if matches!(row.text("目标算子"), "≤" | "<" | "<=" | "≦") { Way::Down } else { Way::Up }
}

/// Whether the target is met by the printed values; `None` when that is no question of numbers.
pub(crate) fn met(row: &Row<'_>) -> Option<bool> {
    let (t, a) = values(row.target?, row.actual?)?;
    if a != t && either_way(row) {
        return None;
    }
    Some(match row.text("目标算子") {
        ">" => a > t,
        "<" => a < t,
        _ if way(row) == Way::Down => a <= t,
        _ => a >= t,
    })
}

/// The score by proportion of a missed target.
fn proportional(row: &Row<'_>) -> Option<Decimal> {
    let (t, a) = values(row.target?, row.actual?)?;
    let weight = row.weight?.figure.value;
    if t <= Decimal::ZERO {
        return None;
    }
    let share = match way(row) {
        Way::Up => a.checked_div(t)?,
        Way::Down => Decimal::ONE.checked_sub(a.checked_sub(t)?.checked_div(t)?)?,
    };
    Some(decimal::round(share.max(Decimal::ZERO).checked_mul(weight)?, 2))
}

/// `target-missed`: a missed target must not score more than its proportion. `score` = 满分: it has full
/// marks, 部分: it loses points, but fewer than by proportion (other ways of scoring may be agreed).
pub(crate) fn missed(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    each_row(set, &|sheet, row| {
        let (weight, score) = row.marks()?;
        if met(row)? {
            return None;
        }
        let fair = proportional(row)?;
        let half = row.score?.figure.interval().hi.checked_sub(score)?;
        let full = score >= weight;
        match (full, rule.text("score") == "满分") {
            (true, false) => return None,
            (false, true) => return Some(None),
            _ => {}
        }
        let above = full && weight > fair || score.checked_sub(half)? > fair;
        Some(above.then(|| row.hit(sheet).expected(fair.normalize().to_string())))
    })
}

/// `partial-band`: wording like 部分达成 belongs to a band of the weight (`words`, `low`, `high` in %).
pub(crate) fn band(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, without) = (rule.list("words"), rule.list("without"));
    let (Some(low), Some(high)) = (number(rule, "low"), number(rule, "high")) else {
        return Result::default();
    };
    each_row(set, &|sheet, row| {
        let (weight, score) = row.marks()?;
        let said = row.text("实际完成值");
        if !any(said, &words) || any(said, &without) || weight <= Decimal::ZERO {
            return None;
        }
        let part = |percent: Decimal| weight.checked_mul(percent)?.checked_div(HUNDRED);
        let (from, to) = (part(low)?, part(high)?);
        let range = format!("{}—{}", from.normalize(), to.normalize());
        Some((score < from || score > to).then(|| row.hit(sheet).expected(range)))
    })
}
