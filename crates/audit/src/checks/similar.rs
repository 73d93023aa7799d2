//! Likeness of names and sentences: what counts as the same thing said in other words.

use base::text::{distance, narrow_char};
use std::collections::BTreeMap;

/// Letters, digits and Chinese characters only, narrow: blanks and punctuation do not tell texts apart.
pub(crate) fn bare(text: &str) -> String {
    text.chars().map(narrow_char).filter(|c| c.is_alphanumeric()).collect()
}

/// Pairs of neighbouring characters with their number.
fn bigrams(text: &str) -> BTreeMap<(char, char), usize> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = BTreeMap::new();
    for pair in chars.windows(2) {
        *found.entry((pair[0], pair[1])).or_insert(0) += 1;
    }
    found
}

/// Likeness of two texts in percent: twice the shared bigrams over all bigrams.
pub(crate) fn likeness(a: &str, b: &str) -> usize {
    let (a, b) = (bare(a), bare(b));
    if a == b {
        return 100;
    }
    let (x, y) = (bigrams(&a), bigrams(&b));
    let all: usize = x.values().chain(y.values()).sum();
    let shared: usize = x.iter().map(|(k, n)| (*n).min(y.get(k).copied().unwrap_or(0))).sum();
    (200 * shared).checked_div(all).unwrap_or(0)
}

/// Share of the bigrams of `part` that occur in `whole`, in percent.
pub(crate) fn covered(part: &str, whole: &str) -> usize {
    let (x, y) = (bigrams(&bare(part)), bigrams(&bare(whole)));
    let all: usize = x.values().sum();
    let shared: usize = x.iter().map(|(k, n)| if y.contains_key(k) { *n } else { 0 }).sum();
    (100 * shared).checked_div(all).unwrap_or(0)
}

/// Whether two texts share a pair of neighbouring characters, pairs among `common` not counted.
pub(crate) fn touches(a: &str, b: &str, common: &[&str]) -> bool {
    let (x, y) = (bigrams(&bare(a)), bigrams(&bare(b)));
    x.keys().any(|k| {
        let pair: String = [k.0, k.1].iter().collect();
        let han = pair.chars().all(|c| !c.is_ascii());
        han && y.contains_key(k) && !common.contains(&pair.as_str())
    })
}

/// A project's name without what authors add or drop: content of brackets and the endings given.
pub(crate) fn core(name: &str, endings: &[&str]) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in name.chars().map(narrow_char) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() {
        out = bare(name);
    }
    for ending in endings {
        if let Some(rest) = out.strip_suffix(ending).filter(|r| r.chars().count() >= 2) {
            out = rest.to_owned();
        }
    }
    out
}

/// How well two names of projects agree: 0 not at all, 100 equal; containment and one letter count.
pub(crate) fn names(a: &str, b: &str, endings: &[&str]) -> usize {
    if bare(a) == bare(b) {
        return 100;
    }
    let (x, y) = (core(a, endings), core(b, endings));
    if x.is_empty() || y.is_empty() {
        return 0;
    }
    if x == y {
        return 95;
    }
    let shorter = x.chars().count().min(y.chars().count());
    if shorter >= 2 && (x.contains(&y) || y.contains(&x)) {
        return 90;
    }
    if shorter >= 4 && distance(&x, &y, 1).is_some() {
        return 85;
    }
    likeness(&x, &y).min(84)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDINGS: &[&str] = &["专项经费", "项目经费", "工作经费", "经费", "项目", "费"];

    #[test]
    fn names_agree_with_brackets_endings_and_parts() {
        for (a, b) in [
            ("人大会议费", "人大会议费（含换届）"),
            ("代表活动经费", "代表活动"),
            ("人大代表活动经费", "代表活动经费"),
            ("预算联网监督中心", "预算联网监查中心"),
        ] {
            assert!(names(a, b, ENDINGS) >= 85, "{a} {b} {}", names(a, b, ENDINGS));
        }
        for (a, b) in [("立法工作经费", "监督工作经费"), ("培训费", "会议费"), ("", "会议费")]
        {
            assert!(names(a, b, ENDINGS) < 60, "{a} {b} {}", names(a, b, ENDINGS));
        }
    }

    #[test]
    fn likeness_overlooks_punctuation_and_sees_copies() {
        assert_eq!(likeness("按时 发放，", "按时发放。"), 100);
        let a = "2023年度开展立法检查，对相关负责部门调查条例落实情况，确保条例有效落实，取得良好的社会效益。";
        let b =
            "2023年开展立法检查，到相关部门调研条例落实情况，确保条例有效落实，取得良好社会效益。";
        assert!(likeness(a, b) >= 70, "{}", likeness(a, b));
        assert!(likeness(a, "保障机关日常工作运转") < 30);
        assert_eq!(likeness("", "甲"), 0);
    }

    #[test]
    fn shares_and_touches() {
        assert_eq!(covered("指标串用", "存在指标串用的问题"), 100);
        assert_eq!(covered("", "甲乙"), 0);
        assert!(touches("培训4次", "履职培训", &[]));
        assert!(!touches("培训4次", "履职培训", &["培训"]));
    }
}
