//! Reads the words in front of a figure: what is compared, what changed, what the share is of, which
//! measure it is, and which words are left as the subject.

use forms::Words;

/// How the words in front of a figure speak of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lead {
    /// The words left, which name what the figure is about; empty = what was spoken of before.
    pub subject: String,
    /// What the figure measures.
    pub measure: Measure,
    /// The period or budget compared with, when the words name one.
    pub compare: Option<Compare>,
    /// Budget a completion rate is of, or the whole a share is of.
    pub base: String,
}

/// What a figure measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The amount, count or rate itself.
    #[default]
    Plain,
    /// It grew by this.
    Increase,
    /// It shrank by this.
    Decrease,
    /// A share of a whole.
    Share,
    /// A share of the budget was carried out.
    Completion,
    /// The amount of the period compared with.
    Before,
    /// Budget at the beginning of the year.
    Initial,
    /// Budget after adjustment.
    Full,
    /// Budget of either kind.
    Budget,
    /// Executed amount.
    Actual,
}

/// What something is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compare {
    /// Year said (2022 or 上年), empty when none is.
    pub year: String,
    /// Whether it is a budget.
    pub budget: bool,
    /// The words of it.
    pub target: String,
}

/// Reads a lead (squashed, narrow). `percent`: the figure is a rate.
pub(crate) fn read(lead: &str, percent: bool, words: &Words) -> Lead {
    let mut out = Lead::default();
    if percent && let Some((before, base)) = share(lead) {
        out.subject = strip_ends(before, &words.copulas);
        out.base = base;
        out.measure = Measure::Share;
        return out;
    }
    if percent && let Some((before, base)) = completion(lead, words) {
        out.subject = before;
        out.base = base;
        out.measure = Measure::Completion;
        return out;
    }
    if let Some((before, measure, target)) = against_budget(lead) {
        out.subject = self::measure(&strip_ends(before, &words.copulas), words).1;
        out.measure = measure;
        out.compare =
            Some(Compare { budget: true, target: target.to_owned(), ..Compare::default() });
        return out;
    }
    let (before, compare, after) = compare(lead, words);
    let joined = format!("{before}{after}");
    out.compare = compare;
    let bare = without_choice(&strip_ends(&joined, &words.copulas), words);
    let change = strip_ends(bare.trim_end_matches(['率', '额']), &words.copulas);
    if let Some(rest) = strip_word(&change, &words.increase) {
        out.measure = Measure::Increase;
        out.subject = strip_ends(&rest, &words.copulas);
    } else if let Some(rest) = strip_word(&change, &words.decrease) {
        out.measure = Measure::Decrease;
        out.subject = strip_ends(&rest, &words.copulas);
    } else if let Some((measure, rest)) = short_change(&change, out.compare.is_some()) {
        out.measure = measure;
        out.subject = strip_ends(rest, &words.copulas);
    } else if out.compare.is_some() && after.is_empty() {
        out.measure = Measure::Before;
        out.subject = before;
    } else {
        (out.measure, out.subject) = measure(&bare, words);
    }
    if matches!(out.measure, Measure::Increase | Measure::Decrease) {
        out.subject = measure(&out.subject, words).1;
    }
    out
}

/// `决算数大于年初预算数`: the words before it, more or less, which budget.
fn against_budget(lead: &str) -> Option<(&str, Measure, &str)> {
    let more = ["大于", "高于", "超过", "多于", "超出"].map(|w| (w, Measure::Increase));
    let less = ["小于", "低于", "少于"].map(|w| (w, Measure::Decrease));
    more.into_iter().chain(less).find_map(|(word, measure)| {
        let (before, target) = lead.split_once(word)?;
        let whole = target.contains("预算") && target.ends_with(['数', '算']);
        (before.contains("决算") && whole && target.chars().count() <= 10)
            .then_some((before, measure, target))
    })
}

/// 较上年增, 增: the short words of change, only where a comparison stands before them or nothing else.
fn short_change(text: &str, compared: bool) -> Option<(Measure, &str)> {
    let hit = [('增', Measure::Increase), ('减', Measure::Decrease)]
        .into_iter()
        .find_map(|(word, measure)| Some((measure, text.strip_suffix(word)?)));
    hit.filter(|(_, rest)| compared || rest.is_empty())
}

/// 增加（减少） as the template has it → 增加.
fn without_choice(text: &str, words: &Words) -> String {
    let Some((before, choice)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return text.to_owned();
    };
    let change = |w: &String| w == choice;
    let chosen = words.increase.iter().chain(&words.decrease).any(change);
    if chosen { before.to_owned() } else { text.to_owned() }
}

/// The measure a subject ends with, and the subject without it.
pub(crate) fn measure(text: &str, words: &Words) -> (Measure, String) {
    for (list, measure) in [
        (&words.initial_budget, Measure::Initial),
        (&words.full_budget, Measure::Full),
        (&words.actual, Measure::Actual),
        (&words.budget, Measure::Budget),
    ] {
        if let Some(rest) = strip_word(text, list) {
            return (measure, strip_ends(&rest, &words.copulas));
        }
    }
    (Measure::Plain, text.to_owned())
}

/// `X占Y的` → (X, Y); `X占比` → (X, "").
fn share(lead: &str) -> Option<(&str, String)> {
    let at = lead.rfind('占')?;
    let (before, rest) = (&lead[..at], &lead[at + '占'.len_utf8()..]);
    let rest = rest.trim_end_matches(['为', '约', '达', '是']);
    let base = ["的比重", "的比例", "比重", "比例", "比", "的"]
        .iter()
        .find_map(|w| rest.strip_suffix(w))
        .unwrap_or(rest);
    (base.chars().count() <= 30).then(|| (before, base.to_owned()))
}

/// `X完成年初预算的` → (X, 年初预算).
fn completion(lead: &str, words: &Words) -> Option<(String, String)> {
    let rest = lead.trim_end_matches(['为', '约', '是']);
    if let Some(at) = lead.rfind("完成") {
        let (before, base) =
            (&lead[..at], lead[at..].trim_start_matches("完成").trim_end_matches(['为', '约']));
        let base = base.strip_suffix('的').unwrap_or(base);
        let known = base.contains("预算") || base.is_empty() || base == "率";
        return known.then(|| (measure(before, words).1, budget_name(base)));
    }
    for word in ["预算执行率", "预算完成率", "执行率", "完成率"] {
        if let Some(before) = rest.strip_suffix(word) {
            return Some((before.to_owned(), String::new()));
        }
    }
    let of = rest.strip_suffix('的')?;
    let at = of.rfind('为').or_else(|| of.rfind('是'))?;
    let base = &of[at..];
    base.contains("预算").then(|| (measure(&of[..at], words).1, budget_name(base)))
}

/// 年初预算, 全年预算 or 预算, whichever the words say; empty when they name none.
pub(crate) fn budget_name(words: &str) -> String {
    let name = if words.contains("年初") {
        "年初预算"
    } else if words.contains("全年") || words.contains("调整") {
        "全年预算"
    } else if words.contains("预算") {
        "预算"
    } else {
        ""
    };
    name.to_owned()
}

/// Cuts a comparison out: the words before it, what is compared with, the words after it.
pub(crate) fn compare(lead: &str, words: &Words) -> (String, Option<Compare>, String) {
    for end in ["相比较", "相比", "比较", "对比"] {
        if let Some(at) = lead.find(end)
            && let Some(from) = lead[..at].rfind(['与', '同', '和', '跟'])
        {
            let target = skip_first(&lead[from..at]);
            return (
                lead[..from].to_owned(),
                Some(named(target)),
                lead[at + end.len()..].to_owned(),
            );
        }
    }
    for word in &words.same {
        if let Some(before) = lead.strip_suffix(word.as_str())
            && let Some(from) = before.find(['与', '同', '和'])
            && period(skip_first(&before[from..])).is_some_and(|t| !t.is_empty())
        {
            return (
                lead[..from].to_owned(),
                Some(named(skip_first(&before[from..]))),
                word.clone(),
            );
        }
    }
    for (from, c) in lead.char_indices().filter(|(_, c)| matches!(c, '比' | '较')) {
        let target = lead[from + c.len_utf8()..].trim_start_matches('较');
        if lead[..from].ends_with(['占', '对']) || period(target).is_none() {
            continue;
        }
        let before = lead[..from].trim_end_matches(['相', '比', '同']).to_owned();
        let cut = change_at(target, words).unwrap_or(target.len());
        return (before, Some(named(&target[..cut])), target[cut..].to_owned());
    }
    (lead.to_owned(), None, String::new())
}

fn skip_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// The text itself when it begins with a period or a budget to compare with.
fn period(text: &str) -> Option<&str> {
    let year = text.chars().take(4).filter(char::is_ascii_digit).count() == 4;
    let named = [
        "上年",
        "上一年",
        "去年",
        "年初",
        "预算",
        "全年预算",
        "调整",
        "同期",
        "往年",
        "“三公”经费",
    ];
    (year || named.iter().any(|w| text.starts_with(w))).then_some(text)
}

fn named(target: &str) -> Compare {
    let digits: String = target
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let year = if digits.len() == 4 {
        digits
    } else if ["上年", "去年", "上一年", "同期"].iter().any(|w| target.contains(w)) {
        "上年".to_owned()
    } else {
        String::new()
    };
    Compare {
        budget: target.contains("预算") && !target.contains("财政拨款"),
        year,
        target: target.to_owned(),
    }
}

/// Where the first word of change stands.
fn change_at(text: &str, words: &Words) -> Option<usize> {
    let all = words.increase.iter().chain(&words.decrease).chain(&words.same);
    let long = all.filter_map(|w| text.find(w.as_str())).min();
    long.or_else(|| text.ends_with(['增', '减']).then(|| text.len() - '增'.len_utf8()))
}

/// The text without the first of `list` that ends it.
pub(crate) fn strip_word(text: &str, list: &[String]) -> Option<String> {
    list.iter().find_map(|w| text.strip_suffix(w.as_str())).map(str::to_owned)
}

/// The text without any of `list` at its end, as often as there are any.
pub(crate) fn strip_ends(text: &str, list: &[String]) -> String {
    let mut text = text.trim_end_matches([':', ',', '、']).to_owned();
    while let Some(rest) = strip_word(&text, list) {
        text = rest;
    }
    text
}

/// The text without any of `list` at its beginning.
pub(crate) fn strip_starts(text: &str, list: &[String]) -> String {
    let mut text = text;
    while let Some(rest) = list.iter().find_map(|w| text.strip_prefix(w.as_str())) {
        text = rest.trim_start_matches([':', ',', '、']);
    }
    text.to_owned()
}
