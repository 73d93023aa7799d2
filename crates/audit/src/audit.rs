//! The audit of one fact set, from rules to ordered findings.

use crate::checks;
use crate::diagnose::diagnose;
use crate::engine::{Judged, count, judge_rule};
use crate::fill;
use crate::finding::{Audit, Finding, Outcome, Relation};
use crate::rule::{Rule, Rulebook};
use crate::world::Index;
use base::{Problem, Spot, decimal};
use facts::FactSet;
use forms::Catalogue;
use formula::Verdict;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Checks every figure and text of `set` against every rule.
pub fn audit(set: &FactSet, rulebook: &Rulebook, catalogue: &Catalogue) -> Audit {
    let index = Index::new(set);
    let mut audit = Audit::default();
    let mut judged = Vec::new();
    for rule in &rulebook.rules {
        match guarded(rule, || judge_rule(rule, set, &index)) {
            Ok(more) => judged.extend(more),
            Err(problem) => audit.problems.push(problem),
        }
    }
    for j in &judged {
        count(&mut audit.checks, j.outcome());
        if j.outcome() != Outcome::NotApplied {
            audit.pinned.extend(j.facts.iter().copied());
        }
        audit.relations.push(relation(j));
    }
    for cause in diagnose(&judged, set, &index) {
        let Some(first) = cause.broken.first().and_then(|i| judged.get(*i)) else { continue };
        match guarded(first.rule, || fill::finding(&cause, &judged, set)) {
            Ok(finding) => audit.findings.push(finding),
            Err(problem) => audit.problems.push(problem),
        }
    }
    for rule in &rulebook.rules {
        let Some(name) = &rule.check else { continue };
        if !rule.scope.document.is_empty() && !rule.scope.document.contains(&set.profile.kind) {
            continue;
        }
        match guarded(rule, || checks::run(name, rule, set, catalogue)) {
            Ok(Some(result)) => result.into_audit(rule, &mut audit),
            Ok(None) => audit.problems.push(unknown(rule.id.as_str(), name)),
            Err(problem) => audit.problems.push(problem),
        }
    }
    tidy(&mut audit, rulebook);
    audit
}

/// Runs one rule; one that breaks down is a problem, and the others go on.
fn guarded<T>(rule: &Rule, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let text = text.or(cause.downcast_ref::<&str>().copied()).unwrap_or("?");
        Problem::new(
            "rule-failed",
            Spot::default(),
            format!("规则 {} 运行时出错，未检查：{text}；其余规则不受影响，请报告给开发者", rule.id),
            format!(
                "rule {} broke down and was not checked: {text}; the others ran, please report this",
                rule.id
            ),
        )
    })
}

fn unknown(rule: &str, check: &str) -> Problem {
    Problem::new(
        "rule-failed",
        Spot::default(),
        format!("规则 {rule} 未能运行：没有名为“{check}”的检查；请改正规则文件"),
        format!("rule {rule} did not run: there is no check named {check}; correct the rule file"),
    )
}

/// Errors first, then by place. What is said twice is kept once: the same words about the same line
/// (a text may stand in a record and in its paragraph), and two rules that mend the same place alike.
fn tidy(audit: &mut Audit, rulebook: &Rulebook) {
    audit.findings.sort_by(order);
    let mut kept: Vec<Finding> = Vec::new();
    // Only findings of one line can repeat each other.
    let mut lines: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
    for finding in std::mem::take(&mut audit.findings) {
        let spot = finding.places.first().map(|p| p.spot.clone()).unwrap_or_default();
        let line = lines.entry(spot).or_default();
        match line.iter().copied().find(|k| repeats(&kept[*k], &finding)) {
            Some(k) if kept[k].rule != finding.rule => kept[k].also.push(finding.title),
            Some(_) => {}
            None => {
                line.push(kept.len());
                kept.push(finding);
            }
        }
    }
    let yields = |f: &Finding| rulebook.get(&f.rule).is_some_and(|r| r.yields);
    let (yielding, firm): (Vec<Finding>, Vec<Finding>) = kept.into_iter().partition(yields);
    kept = firm;
    for finding in yielding {
        let blamed =
            |k: &&mut Finding| k.places.first().is_some_and(|p| finding.places.contains(p));
        match kept.iter_mut().find(blamed) {
            Some(other) => other.also.push(finding.title),
            None => kept.push(finding),
        }
    }
    kept.sort_by(order);
    audit.findings = kept;
}

/// Errors first, then by place; rule and key settle what is left.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let place =
        |f: &Finding| f.places.first().map(|p| (p.block, p.cell, p.span)).unwrap_or_default();
    (a.severity, place(a), &a.rule, &a.key).cmp(&(b.severity, place(b), &b.rule, &b.key))
}

fn repeats(kept: &Finding, next: &Finding) -> bool {
    let (Some(a), Some(b)) = (kept.places.first(), next.places.first()) else { return false };
    let same_line = a.spot == b.spot && a.spot != Spot::default();
    if kept.rule == next.rule {
        let same_place = a.cell == b.cell || a.block == b.block;
        return same_line && kept.message == next.message && same_place
            || kept.key == next.key && kept.places == next.places;
    }
    let overlap =
        a.block == b.block && a.cell == b.cell && a.span.0 < b.span.1 && b.span.0 < a.span.1;
    same_line && overlap && kept.expected.is_some() && kept.expected == next.expected
}

fn relation(j: &Judged<'_>) -> Relation {
    let show = |v| decimal::round(v, 4).normalize().to_string();
    Relation {
        rule: j.rule.id.clone(),
        title: j.rule.title.clone(),
        outcome: j.outcome(),
        facts: j.facts.clone(),
        sides: j.sides.map(|(a, b)| (show(a), show(b))),
        slack: j.slack.map(show),
        reason: match &j.verdict {
            Verdict::NotApplied(why) => why.clone(),
            _ => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, check: &str) -> (String, String) {
        let words = "{ zh = \"甲\", en = \"a\" }";
        let text = format!(
            "id = \"{id}\"\nseverity = \"error\"\nbasis = []\ntitle = {words}\nwhy = {words}\n\
             message = {words}\ncheck = \"{check}\"\n"
        );
        (format!("rules/text/{id}.toml"), text)
    }

    #[test]
    fn a_rule_that_breaks_down_is_reported_and_the_others_run() {
        let files = [rule("a", "test-breaks-down"), rule("b", "no-such"), rule("c", "doubled")];
        let book = Rulebook::from_files(&files).unwrap();
        let catalogue = Catalogue::from_files(&[]).unwrap();
        let mut set = FactSet::default();
        let mut record = facts::Record { form: "段落".to_owned(), ..Default::default() };
        let slot = facts::TextSlot {
            text: "按照按照规定执行。".to_owned(), ..Default::default()
        };
        record.texts.insert("内容".to_owned(), slot);
        set.push(record);
        let audit = audit(&set, &book, &catalogue);
        let said: Vec<&str> = audit.problems.iter().map(|p| p.en.as_str()).collect();
        assert_eq!(
            audit.problems.iter().filter(|p| p.code == "rule-failed").count(),
            2,
            "{said:?}"
        );
        assert!(
            said[0].contains("rule a broke down") && said[0].contains("on purpose"),
            "{said:?}"
        );
        assert!(said[1].contains("no check named no-such"), "{said:?}");
        assert!(!audit.relations.is_empty(), "the last rule ran");
    }

    /// Rows of three amounts and a total row above them; `wrong` rows do not add up.
    fn table(rows: usize, wrong: impl Fn(usize) -> bool) -> FactSet {
        let sum = |n: usize| if wrong(n) { 903 } else { 3 };
        let total: usize = (0..rows).map(sum).sum();
        let mut text =
            format!("基础数据.经费 合计 | 甲={rows}.00 乙={}.00 丙={}.00\n", rows * 2, total + 1);
        for n in 0..rows {
            text += &format!("基础数据.经费 行{n} | 甲=1.00 乙=2.00 丙={}.00\n", sum(n));
        }
        crate::case::parse(&text).unwrap()
    }

    fn formula(id: &str, each: &str, formula: &str) -> (String, String) {
        let (path, text) = rule(id, "x");
        let head = text.replace("check = \"x\"\n", &format!("formula = '{formula}'\n"));
        (
            path,
            format!("{head}[for]\neach = \"{each}\"\nform = [\"基础数据.经费\", \"基础数据表\"]\n"),
        )
    }

    fn judged(set: &FactSet) -> Audit {
        let files = [
            formula("a", "行", "丙 = 甲 + 乙"),
            formula("b", "列", "基础数据.经费[合计] = 和(基础数据.经费[行*])"),
        ];
        audit(set, &Rulebook::from_files(&files).unwrap(), &Catalogue::from_files(&[]).unwrap())
    }

    #[test]
    fn one_wrong_figure_is_found_among_thousands() {
        let mut set = table(2_000, |n| n == 700);
        // The total is right but for the row that is wrong.
        let total = set.facts[2].figure.value;
        set.facts[2].figure.value = total.checked_sub(901.into()).unwrap();
        let audit = judged(&set);
        assert_eq!(audit.checks.broken, 2, "the row and its column");
        let said: Vec<_> = audit.findings.iter().map(|f| (&f.stated, &f.expected)).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(audit.findings[0].places[0].row, "行700", "{said:?}");
    }

    #[test]
    fn thousands_of_wrong_rows_take_no_time() {
        let start = std::time::Instant::now();
        let audit = judged(&table(5_000, |_| true));
        assert!(audit.findings.len() > 1_000, "{}", audit.findings.len());
        // Ten times as slow without optimisation.
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
