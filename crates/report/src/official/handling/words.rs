//! Phrases that several letters share.

use super::Matter;
use crate::official::paper::{Rows, Written, cell, wide};
use ::oversight::case::{Amounts, Case, Hit, LetterKind, Role};
use base::{Amount, Date};
use document::Table;

/// What stands where nothing is known.
pub(super) const NONE: &str = "——";

/// 2023年7月3日
pub(super) fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The same, or a gap to be filled in by hand.
pub(super) fn day_or_gap(day: Option<Date>) -> String {
    day.map_or_else(|| "　　年　月　日".to_owned(), self::day)
}

/// How the sender calls itself.
pub(super) fn we(role: Role) -> &'static str {
    match role {
        Role::Finance => "我局",
        _ => "我委",
    }
}

/// How the unit is called.
pub(super) fn unit(hit: &Hit) -> &str {
    [&hit.unit_name, &hit.unit].into_iter().find(|n| !n.is_empty()).map_or("", |n| n.as_str())
}

/// 主管部门, where its name is known and it is another than the unit.
pub(super) fn department(hit: &Hit) -> Option<&str> {
    let name = hit.department_name.as_str();
    (!name.is_empty() && name != hit.unit_name).then_some(name)
}

/// A sentence with its full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['。', '！', '？', '；', '…']) || text.is_empty() {
        true => text.to_owned(),
        false => format!("{}。", text.trim_end_matches(['.', ';', ','])),
    }
}

/// What the case is about, in a title: 市档案馆“部门支出进度慢”.
pub(super) fn subject(case: &Case) -> String {
    let hit = case.hit();
    let title = &hit.title.zh;
    match case.called() {
        called if called == unit(hit) || called.is_empty() => format!("{}“{title}”", unit(hit)),
        called => format!("{}“{called}”{title}", unit(hit)),
    }
}

/// 预警函, as a title calls it.
pub(super) fn letter(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Notice => "预警提示函",
        LetterKind::Order => "督办单",
        LetterKind::Closing => "预警销号通知",
    }
}

/// The figures of a hit; with `all` its thresholds too, under the names the rule has for them.
pub(super) fn figures(hit: &Hit, all: bool) -> Option<Table> {
    if hit.figures.is_empty() && !all {
        return None;
    }
    let mut rows = Rows::new(&[60, 40]);
    rows.head(vec![cell("指标"), cell("数值")]);
    for figure in &hit.figures {
        rows.row(vec![cell(&figure.zh), cell(&figure.value)]);
    }
    for threshold in hit.thresholds.iter().filter(|_| all) {
        let kind = match threshold.kind.as_str() {
            "" => String::new(),
            kind => format!("（{kind}）"),
        };
        let name = format!("预警阈值：{}{kind}", threshold.called(false));
        rows.row(vec![cell(name), cell(&threshold.value)]);
    }
    Some(rows.table())
}

/// What the thresholds rest on: the standard says their values.
pub(super) fn ground(hit: &Hit) -> Option<String> {
    let mut kinds: Vec<&str> = hit.thresholds.iter().map(|t| t.kind.as_str()).collect();
    kinds.retain(|k| !k.is_empty());
    kinds.sort_unstable();
    kinds.dedup();
    (!kinds.is_empty()).then(|| format!("上述标准中的数值为{}标准。", kinds.join("、")))
}

/// 退回金额 and the others with their total; thousands are separated.
pub(super) fn money(amounts: &Amounts) -> [String; 4] {
    let all = [amounts.refunded, amounts.rebooked, amounts.other];
    let total = Amount::total(all).unwrap_or_default();
    let [a, b, c] = all.map(yuan);
    [a, b, c, yuan(total)]
}

/// 1,234.50
pub(super) fn yuan(amount: Amount) -> String {
    let text = amount.yuan_text();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |t| ("-", t));
    let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
    let mut out = String::from(sign);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{cents}")
}

/// A label and a text over the rest of a row of four columns.
pub(super) fn row(rows: &mut Rows, label: &str, text: impl Into<String>) {
    rows.row(vec![cell(label), wide(text, 3, 1)]);
}

/// Two labels with their texts.
pub(super) fn pair(rows: &mut Rows, one: (&str, &str), two: (&str, &str)) {
    rows.row(vec![cell(one.0), cell(one.1), cell(two.0), cell(two.1)]);
}

/// A text or a dash.
pub(super) fn or_none(text: &str) -> &str {
    if text.trim().is_empty() { NONE } else { text }
}

/// 文号 and day of a letter, asked for where it is a draft.
pub(super) fn number(w: &mut Written, matter: &Matter<'_>) -> String {
    match matter.number.as_str() {
        "" => w.ask("文号", "尚未下发，没有文号", "not issued yet: no number"),
        number => number.to_owned(),
    }
}

/// “于2023年7月24日前（自发函之日起15个工作日内）”; the count is left out where the day was set otherwise.
pub(super) fn answer_by(matter: &Matter<'_>) -> String {
    use ::oversight::case::Task;
    let Some(by) = matter.answer_by else { return "按规定时限".to_owned() };
    let counted = matter.day.and_then(|from| {
        let level = matter.now.case.level;
        matter.handling.due(Task::Answer, Some(matter.kind), level, from)
    });
    let count = counted.filter(|due| due.day == by).and_then(|due| Some((due.days?, due.count)));
    match count {
        Some((days, count)) => {
            format!("于{}前（自发文之日起{days}个{}内）", day(by), count.zh())
        }
        None => format!("于{}前", day(by)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases() {
        assert_eq!(sentence("进度偏慢"), "进度偏慢。");
        assert_eq!(sentence("进度偏慢。"), "进度偏慢。");
        assert_eq!(yuan(Amount::fen(-123_456_789)), "-1,234,567.89");
        assert_eq!(yuan(Amount::fen(5)), "0.05");
        assert_eq!(day(Date::constant(2023, 7, 3)), "2023年7月3日");
    }
}
