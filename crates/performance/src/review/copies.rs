//! Texts taken from another project or from the year before: the Jaccard measure of character shingles,
//! the established near-duplicate measure (Broder 1997). Figures and punctuation do not count, so that a
//! copy with another year is still a copy.

use super::Remark;
use crate::model::Evaluation;
use crate::policy::Policy;
use base::Decimal;
use base::text::squash;

/// Goals and results whose words were taken from another evaluation.
pub fn copies(evaluation: &Evaluation, policy: &Policy, others: &[&Evaluation]) -> Vec<Remark> {
    let rule = &policy.review;
    let mut found = Vec::new();
    for field in ["年度目标", "实际完成情况"] {
        let mine = words(text(evaluation, field));
        if mine.len() < rule.length {
            continue;
        }
        let shingled = shingles(&mine, rule.shingle);
        for other in others {
            if other.code == evaluation.code && other.year == evaluation.year {
                continue;
            }
            let theirs = words(text(other, field));
            if theirs.len() < rule.length {
                continue;
            }
            let (common, all) = jaccard(&shingled, &shingles(&theirs, rule.shingle));
            if alike(common, all, rule.copied) {
                found.push(copied(field, other, evaluation, common, all));
            }
        }
    }
    found
}

fn text<'a>(evaluation: &'a Evaluation, field: &str) -> &'a str {
    if field == "年度目标" { &evaluation.goal } else { &evaluation.done }
}

fn copied(
    field: &str,
    other: &Evaluation,
    evaluation: &Evaluation,
    common: usize,
    all: usize,
) -> Remark {
    let percent = Decimal::from(common * 100).checked_div(all.into()).unwrap_or_default();
    let percent = base::decimal::fixed(percent, 0);
    let (name, year) = (&other.name, other.year);
    let own = other.code == evaluation.code || squash(&other.name) == squash(&evaluation.name);
    let advice = match own {
        true => ("按本年任务重写", "write it anew for this year's tasks"),
        false => ("写本项目自己的内容", "write what is this project's own"),
    };
    Remark::ask(
        "copied",
        field,
        (
            format!("{field}与“{name}”（{year}年）相似度 {percent}%"),
            format!("{field} is {percent}% like that of “{name}” ({year})"),
        ),
        advice,
    )
}

/// Whether two names share half of the character pairs of the shorter one.
pub fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (shingles(&words(a), 2), shingles(&words(b), 2));
    let (common, _) = jaccard(&a, &b);
    let least = a.len().min(b.len());
    least > 0 && common * 2 >= least
}

/// The characters that carry words.
fn words(text: &str) -> Vec<char> {
    squash(text).chars().filter(|c| c.is_alphabetic()).collect()
}

/// The distinct shingles of `size` characters (1–3), sorted; a shingle is packed into one number.
fn shingles(text: &[char], size: usize) -> Vec<u64> {
    let pack = |window: &[char]| window.iter().fold(0u64, |sum, c| (sum << 21) | u64::from(*c));
    let mut all: Vec<u64> = text.windows(size.clamp(1, 3)).map(pack).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How many shingles two texts share, and how many they have together.
fn jaccard(a: &[u64], b: &[u64]) -> (usize, usize) {
    let common = a.iter().filter(|s| b.binary_search(s).is_ok()).count();
    (common, a.len() + b.len() - common)
}

fn alike(common: usize, all: usize, threshold: Decimal) -> bool {
    let needed = threshold.checked_mul(all.into());
    all > 0 && needed.is_some_and(|n| Decimal::from(common) >= n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str, size: usize) -> (usize, usize) {
        jaccard(&shingles(&words(a), size), &shingles(&words(b), size))
    }

    #[test]
    fn figures_and_punctuation_do_not_count() {
        assert_eq!(share("2023年开展检查，4次。", "2024年开展检查，6次", 2), (5, 5));
        assert_eq!(share("开展检查", "植树造林", 2), (0, 6));
    }

    #[test]
    fn short_names_of_one_thing_overlap() {
        assert!(overlap("监督检查次数", "保障监督检查工作"));
        assert!(!overlap("培训人数", "受训代表满意度"));
    }
}
