//! Automatic numbering: the numbers a reader sees but the text does not hold (一、 （一） 1.1).

use super::styles::Styles;
use super::xml::{Id, Tree};
use std::collections::{HashMap, HashSet};

/// Levels of a list.
const LEVELS: usize = 9;

/// Lists and their running counters.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: HashMap<String, Vec<Level>>,
    lists: HashMap<String, List>,
    /// Counters by pattern: lists that share a pattern count on together.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists met before: a restart acts at a list's first paragraph.
    met: HashSet<(String, usize)>,
}

#[derive(Default)]
struct List {
    pattern: String,
    restarts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

#[derive(Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    suffix: String,
    legal: bool,
    /// Level whose step sets this one back; `Some(0)` never.
    restart: Option<usize>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(tree: &Tree, styles: &Styles) -> Numbering {
        let mut out = Numbering::default();
        let mut links = Vec::new();
        for id in tree.children(tree.root()) {
            match tree.name(id) {
                "abstractNum" => {
                    let key = tree.attr(id, "abstractNumId").unwrap_or_default();
                    if let Some(style) = tree.val(id, "numStyleLink") {
                        links.push((key.clone(), style));
                    }
                    out.patterns.insert(key, levels(tree, id));
                }
                "num" => {
                    let key = tree.attr(id, "numId").unwrap_or_default();
                    out.lists.insert(key, list(tree, id));
                }
                _ => {}
            }
        }
        // A pattern may stand for the list of a numbering style.
        for (key, style) in links {
            let list = styles.list_of(&style).and_then(|l| out.lists.get(&l));
            let levels = list.and_then(|l| out.patterns.get(&l.pattern)).cloned();
            if let Some(levels) = levels {
                out.patterns.insert(key, levels);
            }
        }
        out
    }

    /// The printed number of the next paragraph of `list` at `level`, with the blank that follows it.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some(found) = self.lists.get(list) else {
            return String::new();
        };
        let pattern = self.patterns.get(&found.pattern).map_or(&[][..], Vec::as_slice);
        let rule = |l: usize| found.levels.get(&l).or_else(|| pattern.get(l));
        let start =
            |l: usize| found.restarts.get(&l).copied().or(rule(l).map(|r| r.start)).unwrap_or(1);
        let counts = self.counters.entry(found.pattern.clone()).or_default();
        if self.met.insert((list.to_owned(), level)) && found.restarts.contains_key(&level) {
            counts[level] = None;
        }
        for (at, count) in counts.iter_mut().enumerate() {
            if at < level {
                count.get_or_insert(start(at));
            } else if at == level {
                *count = Some(count.map_or(start(at), |c| c.saturating_add(1)));
            } else {
                let back = rule(at).and_then(|r| r.restart).unwrap_or(at);
                if back != 0 && level < back {
                    *count = None;
                }
            }
        }
        let counts = *counts;
        let Some(own) = rule(level) else {
            return String::new();
        };
        let number = |l: usize| {
            let count = counts.get(l).copied().flatten().unwrap_or(1);
            let format = if own.legal { "decimal" } else { rule(l).map_or("", |r| &r.format) };
            write(count, format)
        };
        render(own, number)
    }
}

fn render(level: &Level, number: impl Fn(usize) -> String) -> String {
    if matches!(level.format.as_str(), "bullet" | "none") && !level.text.contains('%') {
        return String::new();
    }
    let mut out = String::new();
    let mut chars = level.text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek().and_then(|d| d.to_digit(10))) {
            ('%', Some(digit @ 1..=9)) => {
                chars.next();
                out.push_str(&number(digit as usize - 1));
            }
            _ => out.push(c),
        }
    }
    let closed = out.is_empty() || out.ends_with(['、', '）', ')', '．', '，', '：', ' ']);
    if level.suffix != "nothing" && !closed {
        out.push(' ');
    }
    out
}

fn levels(tree: &Tree, id: Id) -> Vec<Level> {
    let mut out = vec![Level { start: 1, ..Level::default() }; LEVELS];
    for child in tree.children(id).filter(|c| tree.name(*c) == "lvl") {
        let at = tree.attr(child, "ilvl").and_then(|v| v.parse::<usize>().ok());
        if let Some(slot) = at.and_then(|at| out.get_mut(at)) {
            *slot = level(tree, child);
        }
    }
    out
}

fn level(tree: &Tree, id: Id) -> Level {
    let number = |name| tree.val(id, name).and_then(|v| v.parse().ok());
    Level {
        start: number("start").unwrap_or(1),
        format: tree.val(id, "numFmt").unwrap_or_else(|| "decimal".to_owned()),
        text: tree.val(id, "lvlText").unwrap_or_default(),
        suffix: tree.val(id, "suff").unwrap_or_default(),
        legal: tree.on(id, "isLgl"),
        restart: tree.val(id, "lvlRestart").and_then(|v| v.parse().ok()),
    }
}

fn list(tree: &Tree, id: Id) -> List {
    let mut out =
        List { pattern: tree.val(id, "abstractNumId").unwrap_or_default(), ..List::default() };
    for over in tree.children(id).filter(|c| tree.name(*c) == "lvlOverride") {
        let Some(at) = tree.attr(over, "ilvl").and_then(|v| v.parse().ok()) else {
            continue;
        };
        if let Some(start) = tree.val(over, "startOverride").and_then(|v| v.parse().ok()) {
            out.restarts.insert(at, start);
        }
        if let Some(lvl) = tree.child(over, "lvl") {
            out.levels.insert(at, level(tree, lvl));
        }
    }
    out
}

/// Writes a count in one of the formats met in Chinese documents; others as plain digits.
fn write(n: u32, format: &str) -> String {
    let cycle = |letters: &str| {
        let all: Vec<char> = letters.chars().collect();
        let at = (n.max(1) as usize - 1) % all.len().max(1);
        let times = (n.max(1) as usize - 1) / all.len().max(1) + 1;
        all.get(at).map(|c| c.to_string().repeat(times.min(8))).unwrap_or_default()
    };
    let circled = |from: u32| char::from_u32(from + n - 1).map(String::from).unwrap_or_default();
    match format {
        "none" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographLegalTraditional" => counting(n),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            digits(n, "〇一二三四五六七八九")
        }
        "chineseLegalSimplified" => legal(n),
        "decimalFullWidth" | "decimalFullWidth2" => digits(n, "０１２３４５６７８９"),
        "decimalZero" => format!("{n:02}"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&n) => {
            circled(0x2460)
        }
        "decimalEnclosedParen" if (1..=20).contains(&n) => circled(0x2474),
        "decimalEnclosedFullstop" if (1..=20).contains(&n) => circled(0x2488),
        "lowerLetter" => cycle("abcdefghijklmnopqrstuvwxyz"),
        "upperLetter" => cycle("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "ideographTraditional" => cycle("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle("子丑寅卯辰巳午未申酉戌亥"),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        _ => n.to_string(),
    }
}

fn digits(n: u32, set: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|d| set.chars().nth(d as usize));
    n.to_string().chars().filter_map(digit).collect()
}

/// 12 → 十二, 120 → 一百二十, 101 → 一百零一.
fn counting(n: u32) -> String {
    if n > 9999 {
        return n.to_string();
    }
    let full = compose(n, "零一二三四五六七八九", ["", "十", "百", "千"]);
    match full.strip_prefix("一十") {
        Some(rest) if n < 20 => format!("十{rest}"),
        _ => full,
    }
}

fn legal(n: u32) -> String {
    if n > 9999 {
        return n.to_string();
    }
    compose(n, "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"])
}

fn compose(n: u32, set: &str, units: [&str; 4]) -> String {
    let figures: Vec<u32> = n.to_string().chars().filter_map(|c| c.to_digit(10)).collect();
    let mut out = String::new();
    let mut gap = false;
    for (at, figure) in figures.iter().enumerate() {
        if *figure == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.extend(set.chars().next());
        }
        out.extend(set.chars().nth(*figure as usize));
        out.push_str(units.get(figures.len() - 1 - at).unwrap_or(&""));
    }
    out
}

fn roman(n: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = n.min(3999);
    let mut out = String::new();
    for (value, letters) in STEPS {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn counts_are_written_as_printed() {
        for (n, format, expect) in [
            (12, "chineseCountingThousand", "十二"),
            (120, "chineseCounting", "一百二十"),
            (105, "japaneseCounting", "一百零五"),
            (10, "ideographDigital", "一〇"),
            (3, "decimalEnclosedCircle", "③"),
            (4, "upperRoman", "IV"),
            (27, "lowerLetter", "aa"),
            (0, "lowerLetter", "a"),
            (7, "unknown", "7"),
        ] {
            assert_eq!(write(n, format), expect, "{n} {format}");
        }
    }
}
