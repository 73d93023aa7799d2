//! Figures in the texts of an evaluation against its own table.

use super::target::met;
use super::{Row, Sheet, any, evaluated, first, money_range, number};
use crate::checks::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::text::{narrow, ordinal};
use base::{Decimal, Figure, Interval, Token, Unit, scan};
use facts::{Fact, FactSet, TextSlot};
use forms::Catalogue;

/// A rate said in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Percent {
    pub figure: Figure,
    /// As printed.
    pub print: String,
    /// 以上 follows, or ≥, 超过 and the like stand before it: the value is a lower bound.
    pub above: bool,
}

/// Parts of a text between punctuation; a comma inside a number does not part it.
pub(crate) fn clauses(text: &str) -> Vec<String> {
    let chars: Vec<char> = narrow(text).chars().collect();
    let mut out = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let inner = *c == ','
            && chars.get(i + 1).is_some_and(char::is_ascii_digit)
            && i.checked_sub(1).is_some_and(|b| chars[b].is_ascii_digit());
        if matches!(c, ',' | '。' | ';' | '!' | '\n' | '、') && !inner {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(*c);
        }
    }
    out.retain(|c| !c.trim().is_empty());
    out
}

/// Words before a rate that make it a lower bound.
const LOWER: &[&str] = &[
    "≥",
    "≧",
    ">",
    ">=",
    "超过",
    "超",
    "高于",
    "大于",
    "不低于",
    "不少于",
    "不小于",
    "至少",
    "突破",
];

/// Rates of a clause, in digits or as 百分之….
pub(crate) fn percents(clause: &str) -> Vec<Percent> {
    let chars: Vec<char> = narrow(clause).chars().collect();
    let follows = |end: usize| chars.iter().skip(end).take(2).collect::<String>() == "以上";
    let bound = |start: usize| {
        let before: String = chars.iter().take(start).collect();
        LOWER.iter().any(|w| before.trim_end().ends_with(w))
    };
    let mut out: Vec<Percent> = scan(clause)
        .into_iter()
        .filter(|t| t.unit == Unit::Percent)
        .map(|t| Percent {
            print: format!("{}%", t.figure.print()),
            figure: t.figure,
            above: follows(t.unit_end) || bound(t.start),
        })
        .collect();
    let text: String = chars.iter().collect();
    for (at, words) in text.match_indices("百分之") {
        let rest = &text[at + words.len()..];
        let numeral: String = rest
            .chars()
            .take_while(|c| "零一二三四五六七八九十百.0123456789".contains(*c))
            .collect();
        let value = match numeral.as_str() {
            "百" | "一百" => Some(Figure::new(Decimal::ONE_HUNDRED)),
            n => ordinal(n).map(|v| Figure::new(Decimal::from(v))).or_else(|| Figure::parse(n)),
        };
        let end = rest.get(numeral.len()..).unwrap_or_default();
        if let Some(figure) = value {
            out.push(Percent {
                figure,
                print: format!("百分之{numeral}"),
                above: end.starts_with("以上") || LOWER.iter().any(|w| text[..at].ends_with(w)),
            });
        }
    }
    out
}

fn agrees(said: &Percent, fact: &Fact) -> bool {
    let value = fact.figure.value;
    said.figure.value == value || (said.above && value >= said.figure.value)
}

/// Rates said beside one of the words, in the boxes with results.
fn spoken<'a>(sheet: &Sheet<'a>, words: &[&str], goals: &[&str]) -> Vec<(&'a TextSlot, Percent)> {
    let mut out = Vec::new();
    for (key, slot) in sheet.boxes() {
        if goals.contains(&key) {
            continue;
        }
        for clause in clauses(&slot.text).iter().filter(|c| any(c, words)) {
            out.extend(percents(clause).into_iter().map(|p| (slot, p)));
        }
    }
    out
}

/// `satisfaction-said`: a satisfaction said in a text that no indicator has; `mode = "部分"`: that some
/// have and others have not. Satisfaction of one's own staff decides only where there is no other.
pub(crate) fn satisfaction(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, goals, own) = (rule.list("words"), rule.list("goals"), rule.list("own"));
    let partly = rule.text("mode") == "部分";
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let measured: Vec<(&Row<'_>, &Fact)> = rows
            .iter()
            .filter(|r| r.is(&words) || any(r.name(), &words))
            .filter_map(|r| {
                Some((r, r.actual.filter(|f| matches!(f.unit, Unit::Percent | Unit::None))?))
            })
            .collect();
        if measured.is_empty() {
            continue;
        }
        for (slot, said) in spoken(&sheet, &words, &goals) {
            let outside: Vec<_> = measured.iter().filter(|(r, _)| !any(r.name(), &own)).collect();
            let some = measured.iter().any(|(_, f)| agrees(&said, f));
            let decisive = if outside.is_empty() { measured.len() } else { outside.len() };
            let matched = if outside.is_empty() {
                measured.iter().filter(|(_, f)| agrees(&said, f)).count()
            } else {
                outside.iter().filter(|(_, f)| agrees(&said, f)).count()
            };
            let wrong = if partly { some && matched < decisive } else { !some };
            let list: Vec<String> =
                measured.iter().map(|(r, f)| format!("{}{}", r.name(), super::shown(f))).collect();
            result.judge(wrong.then(|| {
                let mut hit =
                    sheet.hit(&slot.place).stated(said.print.clone()).with("list", list.join("、"));
                hit.places.extend(measured.iter().map(|(_, f)| f.place.clone()));
                hit.operands = measured.iter().map(|(_, f)| operand(f, set)).collect();
                hit
            }));
        }
    }
    result
}

/// `rate-said`: an execution rate said in a text against that of the funds.
pub(crate) fn rate(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, goals) = (rule.list("words"), rule.list("goals"));
    let without = rule.list("without");
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let Some(rate) = sheet.fund("执行率") else { continue };
        let said = spoken(&sheet, &words, &goals);
        let meets = |p: &Percent| {
            p.figure.interval().meets(&rate.figure.interval())
                || (p.above && rate.figure.value >= p.figure.value)
        };
        for (slot, said_one) in &said {
            // A box that tells several rates speaks of several things.
            let here = || said.iter().filter(|(s, _)| s.place == slot.place);
            let several = here().count() > 1 && (sheet.whole || here().any(|(_, p)| meets(p)));
            if !meets(said_one) && (several || any(&slot.text, &without)) {
                continue;
            }
            let (slot, said, apart) = (*slot, said_one, !meets(said_one));
            result.judge(apart.then(|| {
                let mut hit = sheet.hit(&slot.place).and(&rate.place).stated(said.print.clone());
                hit.unsure |= !rate.sure;
                hit.operands.push(operand(rate, set));
                hit.expected(super::shown(rate))
            }));
        }
    }
    result
}

/// `product-said`: N名…每人每月M元 over the months against the money of the year.
pub(crate) fn product(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (people, each, goals) = (rule.list("people"), rule.list("each"), rule.list("goals"));
    let (months, Some(usual)) = (rule.list("months"), number(rule, "usual")) else {
        return Result::default();
    };
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let mut seen = Vec::new();
        for (key, slot) in sheet.boxes() {
            let goal = goals.contains(&key);
            let Some((count, pay)) = per_head(&slot.text, &people, &each) else { continue };
            let month = |r: &Row<'_>| {
                let fact = if goal { r.target } else { r.actual.or(r.target) }?;
                months.contains(&fact.unit.label()).then_some(fact.figure.value)
            };
            // Without printed months the usual number is only a guess, and the finding a question.
            let printed = sheet.rows().iter().find_map(month);
            let times = printed.unwrap_or(usual);
            let fact = sheet.fund(if goal { "全年预算数" } else { "全年执行数" });
            let (Some(fact), Some(range)) = (fact, fact.and_then(money_range)) else { continue };
            let total =
                count.figure.value.checked_mul(pay.figure.value).and_then(|v| v.checked_mul(times));
            let Some(total) = total.filter(|t| !seen.contains(&(goal, *t))) else { continue };
            seen.push((goal, total));
            let unit = fact.unit.yuan().unwrap_or(Decimal::ONE);
            let expected = total.checked_div(unit).unwrap_or(total).normalize();
            let apart = !range.meets(&Interval::exact(total));
            result.judge(apart.then(|| {
                let mut hit = sheet.hit(&fact.place).and(&slot.place).stated(super::shown(fact));
                hit.unsure |= !fact.sure || printed.is_none();
                hit.operands.push(operand(fact, set));
                hit.expected(format!("{expected}{}", fact.unit.label()))
                    .with("people", format!("{}{}", count.figure.print(), count.unit.label()))
                    .with("pay", format!("{}{}", pay.figure.print(), pay.unit.label()))
                    .with("months", times.normalize().to_string())
                    .with("fund", fact.column.clone())
            }));
        }
    }
    result
}

/// The number of people and what each of them gets, when a text says both.
pub(crate) fn per_head(text: &str, people: &[&str], each: &[&str]) -> Option<(Token, Token)> {
    let chars: Vec<char> = narrow(text).chars().collect();
    let plain: String = chars.iter().collect();
    let (at, word) = each.iter().find_map(|w| Some((plain.find(w)?, *w)))?;
    let at = plain.get(..at)?.chars().count();
    let after = at + word.chars().count();
    let tokens = scan(text);
    let count = tokens.iter().rfind(|t| t.end <= at && people.contains(&t.unit.label()))?;
    let pay =
        tokens.iter().find(|t| t.start >= after && t.start <= after + 4 && t.unit == Unit::Yuan)?;
    Some((count.clone(), pay.clone()))
}

/// `reached-said`: a text says that the targets are reached. `by = "指标"`: a numeric target is missed;
/// `by = "等级"`: the grade is among the bad ones.
pub(crate) fn reached(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, without) = (rule.list("words"), rule.list("without"));
    let (goals, bad) = (rule.list("goals"), rule.list("bad"));
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let claim = sheet.boxes().into_iter().filter(|(key, _)| !goals.contains(key)).find_map(
            |(_, slot)| {
                let clause = clauses(&slot.text)
                    .into_iter()
                    .find(|c| any(c, &words) && !any(c, &without))?;
                Some((slot, first(&clause, &words)?))
            },
        );
        let Some((slot, word)) = claim else { continue };
        let hit = || sheet.hit(&slot.place).stated(word);
        if rule.text("by") == "等级" {
            let Some(grade) = sheet.grade() else { continue };
            let wrong = bad.iter().any(|b| grade.text.starts_with(b));
            result.judge(wrong.then(|| hit().and(&grade.place).with("grade", grade.text.clone())));
            continue;
        }
        let rows = sheet.rows();
        if !rows.iter().any(|r| met(r).is_some()) {
            continue;
        }
        let missed = rows.iter().find(|r| met(r) == Some(false));
        result.judge(missed.map(|row| {
            let mut hit: Hit = hit().and(&row.record.place);
            hit.operands = row.operands(set);
            hit.with("indicator", row.name())
                .with("target", row.aim())
                .with("actual", row.text("实际完成值"))
        }));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_heard_in_digits_and_words() {
        let say =
            |t: &str| percents(t).iter().map(|p| p.figure.print()).collect::<Vec<_>>().join(" ");
        assert_eq!(say("满意度95%以上"), "95");
        assert!(percents("满意度95%以上")[0].above);
        assert_eq!(say("满意度百分之九十五"), "95");
        assert_eq!(say("满意度百分之百"), "100");
        assert_eq!(say("满意度百分之98.5"), "98.5");
        assert_eq!(say("满意度很高"), "");
    }

    #[test]
    fn clauses_keep_numbers_whole() {
        assert_eq!(clauses("支出1,200元，节约。"), ["支出1,200元", "节约"]);
    }

    #[test]
    fn pay_per_head_needs_both_numbers() {
        let (people, each) = (["名", "人"], ["每人每月"]);
        let found = per_head("343名代表每人每月200元,按时发放", &people, &each).unwrap();
        assert_eq!((found.0.figure.print(), found.1.figure.print()), ("343".into(), "200".into()));
        assert!(per_head("每人每月200元", &people, &each).is_none());
        assert!(per_head("354名代表", &people, &each).is_none());
    }
}
