//! Who a figure is about: the words in front of it become a canonical key, a subject code and a year.

use super::lead::{strip_ends, strip_starts};
use facts::FactSet;
use forms::{Catalogue, Words};

/// The subject of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Canonical key, code, or the squashed words.
    pub key: String,
    /// The words as printed, blanks removed.
    pub label: String,
    /// Subject code, where the names resolve.
    pub code: Option<String>,
    /// Year said with it.
    pub year: String,
    /// Whether the key is one of the concepts or a code.
    pub known: bool,
}

/// What is needed to resolve a subject.
pub(crate) struct Names<'a> {
    /// Concepts, words and code lists.
    pub catalogue: &'a Catalogue,
    /// Name of the unit the document is about.
    pub entity: &'a str,
    /// Fiscal year, for the code lists.
    pub year: Option<i32>,
}

/// Resolves the words left of a lead. `None` when they only point back to what was spoken of.
pub(crate) fn resolve(words: &str, names: &Names<'_>, set: &FactSet) -> Option<Subject> {
    let lists = &names.catalogue.narrative.words;
    let plain = unquote(words);
    let opened = strip_starts(&plain, &lists.openers);
    let (year, rest) = year_of(&opened);
    let label = rest.clone();
    for candidate in candidates(&plain, &opened, &rest, names) {
        if let Some(key) = names.catalogue.concepts.named(&candidate) {
            let (key, label) = (key.to_owned(), candidate.clone());
            return Some(Subject { key, label, code: None, year, known: true });
        }
    }
    if let Some(code) = printed_code(&rest) {
        return Some(Subject {
            key: code.clone(),
            label: rest,
            code: Some(code),
            year,
            known: true,
        });
    }
    if let Some(path) = path(words)
        && !path.is_empty()
    {
        let label = base::text::squash(words);
        let code = code(&path, names, set);
        let key =
            code.clone().unwrap_or_else(|| unquote(&label).trim_end_matches("科目").to_owned());
        return Some(Subject { key, label, known: true, code, year });
    }
    let bare = trim(&rest, names, lists);
    if bare.is_empty() || lists.generic.contains(&bare) {
        return None;
    }
    if bare.chars().count() >= 4
        && let Some(code) = code(std::slice::from_ref(&bare), names, set)
    {
        return Some(Subject {
            key: code.clone(),
            label: bare,
            code: Some(code),
            year,
            known: true,
        });
    }
    let label = if bare.is_empty() { label } else { bare.clone() };
    Some(Subject { key: bare, label, code: None, year, known: false })
}

/// What is left of the words without who and when.
pub(crate) fn bare(words: &str, names: &Names<'_>) -> String {
    let lists = &names.catalogue.narrative.words;
    let (_, rest) = year_of(&strip_starts(&unquote(words), &lists.openers));
    trim(&rest, names, lists)
}

/// The ways a subject may be cut down before it is looked up, longest first.
fn candidates(plain: &str, opened: &str, rest: &str, names: &Names<'_>) -> Vec<String> {
    let lists = &names.catalogue.narrative.words;
    let bare = trim(rest, names, lists);
    let mut out = vec![plain.to_owned(), opened.to_owned(), rest.to_owned(), bare.clone()];
    for suffix in ["总额", "金额", "支出", "合计", "预算", "总数", "数", "有", "共有"]
    {
        if let Some(cut) = bare.strip_suffix(suffix) {
            out.push(cut.to_owned());
        }
    }
    if bare.chars().count() >= 4 {
        out.push(format!("{bare}支出"));
    }
    out.extend(after_authority(&bare));
    out
}

/// What follows the name of an authority in front of a subject: `某区财政局收入预算` → 收入预算.
fn after_authority(text: &str) -> Vec<String> {
    let ends = ["办公室", "委员会", "局", "部", "中心", "院", "学校", "厅", "会", "站", "所"];
    let cuts = ends.iter().flat_map(|w| text.match_indices(w).map(|(at, w)| at + w.len()));
    cuts.map(|at| text[at..].to_owned()).filter(|t| t.chars().count() >= 2).collect()
}

/// The subject without who and when in front of it.
fn trim(rest: &str, names: &Names<'_>, lists: &Words) -> String {
    let mut text = rest.rsplit("共有").next().unwrap_or(rest).to_owned();
    for _ in 0..4 {
        let mut next = text.clone();
        if !names.entity.is_empty()
            && let Some(cut) = next.strip_prefix(names.entity)
        {
            next = cut.to_owned();
        }
        next = strip_starts(&next, &lists.times);
        // 机关事业单位基本养老保险缴费 is a name, not what the 机关 did.
        let name = next.starts_with("机关事业单位");
        let kept = |text: &str| {
            let all = names.catalogue.concepts.all.iter();
            let known = |k: &String| text.starts_with(k.as_str());
            all.into_iter().any(|c| known(&c.key) || c.aliases.iter().any(known))
        };
        while !name
            && !kept(&next)
            && let Some(rest) = lists.owners.iter().find_map(|w| next.strip_prefix(w.as_str()))
        {
            next = rest.trim_start_matches([':', ',', '、']).to_owned();
        }
        next = next.trim_start_matches(['共', '有', '的', ',', ':', '、']).to_owned();
        if next == text {
            break;
        }
        text = next;
    }
    strip_ends(&text, &lists.copulas)
}

/// The last year said in the words, and the words after it.
pub(crate) fn year_of(words: &str) -> (String, String) {
    let chars: Vec<char> = words.chars().collect();
    let mut found = None;
    for at in 0..chars.len().saturating_sub(4) {
        let digits = chars[at..at + 4].iter().all(char::is_ascii_digit);
        if digits && chars[at + 4] == '年' && chars[at] == '2' {
            found = Some(at);
        }
    }
    let Some(at) = found else { return (String::new(), words.to_owned()) };
    let year: String = chars[at..at + 4].iter().collect();
    let mut rest: String = chars[at + 5..].iter().collect();
    if rest.is_empty() {
        rest = chars[..at].iter().collect();
    }
    if let Some(cut) = rest.strip_prefix('度') {
        rest = cut.to_owned();
    }
    if let Some(day) = rest.find('日').filter(|d| *d < 20 && rest.contains('月')) {
        rest = rest[day + '日'.len_utf8()..].to_owned();
    }
    (year, rest.trim_start_matches([',', '、', ':']).to_owned())
}

/// Without quotation marks, blanks and enumerators.
pub(crate) fn unquote(words: &str) -> String {
    let text: String = base::text::squash(words)
        .chars()
        .filter(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’'))
        .collect();
    text.replace("((", "(")
}

/// The code printed behind a name: `教育支出(205类)`, `行政运行(2010101)`.
fn printed_code(text: &str) -> Option<String> {
    let (_, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    let digits = inside.trim_end_matches(['类', '款', '项']);
    let plain = digits.chars().all(|c| c.is_ascii_digit()) && digits.starts_with('2');
    (plain && matches!(digits.len(), 3 | 5 | 7)).then(|| digits.to_owned())
}

/// The names of a 类/款/项 path: `A(类)B(款)C(项)` or `“A-B-C”科目`.
fn path(words: &str) -> Option<Vec<String>> {
    let text = unquote(words);
    if let Some(body) = text.strip_suffix("科目") {
        let names = body.split(['-', '—', '－', '–']).filter(|n| !n.is_empty());
        return Some(names.map(str::to_owned).collect());
    }
    let marks = ["(类)", "(款)", "(项)"];
    if !marks.iter().any(|m| text.contains(m)) {
        return None;
    }
    let mut names = Vec::new();
    let mut rest = text.as_str();
    for mark in marks {
        if let Some((name, tail)) = rest.split_once(mark) {
            let name = name.trim_matches(['、', ',', ':', '-', '—']);
            let name = name.rsplit([',', ':']).next().unwrap_or(name);
            names
                .push(name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned());
            rest = tail;
        }
    }
    Some(names)
}

/// The code of a path of names: first by the document's own tables, then by the code lists.
fn code(path: &[String], names: &Names<'_>, set: &FactSet) -> Option<String> {
    let mut found = String::new();
    for (depth, name) in path.iter().enumerate() {
        let length = 3 + 2 * depth;
        let whole = format!("{name}支出");
        let tried = [name.as_str(), whole.as_str()];
        let hit = tried.iter().find_map(|n| {
            own_code(&found, length, n, set).or_else(|| listed_code(&found, length, n, names))
        });
        found = hit?;
    }
    (!found.is_empty()).then_some(found)
}

fn own_code(prefix: &str, length: usize, name: &str, set: &FactSet) -> Option<String> {
    let coded = set.records.iter().filter_map(|r| Some((r.code.as_deref()?, r)));
    let fits = coded.filter(|(c, r)| {
        let functional = !r.form.contains("基本支出") && c.starts_with('2');
        r.table.is_some() && functional && c.len() == length && c.starts_with(prefix)
    });
    let labels: Vec<(&str, String)> = fits.map(|(c, r)| (c, label_name(&r.label))).collect();
    let exact = labels.iter().find(|(_, l)| l == name);
    let near = || labels.iter().find(|(_, l)| alike(l, name));
    exact.or_else(near).map(|(c, _)| (*c).to_owned())
}

fn label_name(label: &str) -> String {
    let counts = |c: char| "一二三四五六七八九十".contains(c) || c.is_ascii_digit();
    // 一般行政管理事务 begins with no number
    let numbered = label.trim_start_matches(counts).strip_prefix('、');
    numbered.unwrap_or(label.trim_start_matches(|c: char| c.is_ascii_digit())).to_owned()
}

/// Two long names that differ by a slip of the pen (一般公共预算服务支出).
fn alike(a: &str, b: &str) -> bool {
    let long = a.chars().count().min(b.chars().count()) >= 6;
    long && base::text::distance(a, b, 2).is_some() && a.chars().take(2).eq(b.chars().take(2))
}

fn listed_code(prefix: &str, length: usize, name: &str, names: &Names<'_>) -> Option<String> {
    let year = names.year?;
    let lists = names.catalogue.codes.lists.iter();
    let valid =
        lists.filter(|l| l.kind == "功能分类" && l.from <= year && l.to.is_none_or(|t| year <= t));
    let mut near = None;
    for (code, known) in valid.flat_map(|l| &l.names) {
        if code.len() != length || !code.starts_with(prefix) {
            continue;
        }
        if known == name {
            return Some(code.clone());
        }
        if near.is_none() && alike(known, name) {
            near = Some(code.clone());
        }
    }
    near
}
