//! Charts as data: what is drawn, in exact figures, before anybody knows how. [`option`] is the one place
//! where it becomes what the chart library of the pages reads.
//!
//! **Invariant:** figures are whole 分, counts, or texts of decimals; no float. What is not drawn because it
//! would be too much is counted.

mod grid;
mod option;
mod paper;

pub use grid::grid;
pub use option::option;
pub use paper::of_table;

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What is drawn, and how.
    pub drawing: Drawing,
    /// What its figures count in.
    pub unit: Unit,
    /// Parts that are not drawn, because nobody could tell them apart.
    pub left_out: usize,
}

/// What the figures of a chart count in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// 元; figures are 分.
    Yuan,
    /// %; figures are hundredths.
    Percent,
    /// Things; figures are counts.
    Count,
    /// Another one, as written behind figures.
    Other(String),
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// There is none: a gap.
    None,
    /// 分, or a count.
    Whole(i128),
    /// Hundredths.
    Hundredths(i128),
}

/// A figure and the address it opens; empty for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The figure.
    pub figure: Figure,
    /// Where a click leads.
    pub href: String,
}

/// One series: as many points as there are labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its points.
    pub points: Vec<Point>,
    /// Drawn as a thin broken line, for comparison only.
    pub faint: bool,
}

/// A part of a whole, with its own parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// How much it is; above zero, for nothing else has an area.
    pub fen: i128,
    /// Where a click leads.
    pub href: String,
    /// Its parts.
    pub parts: Vec<Node>,
}

/// A stream between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Position of the node it comes from.
    pub from: usize,
    /// Position of the node it goes to.
    pub to: usize,
    /// How much.
    pub fen: i128,
    /// Where a click leads.
    pub href: String,
}

/// A field of a heat map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Position across.
    pub across: usize,
    /// Position down.
    pub down: usize,
    /// What colours it.
    pub figure: Figure,
    /// What is said of it.
    pub said: String,
    /// Where a click leads.
    pub href: String,
}

/// A dot between two axes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    /// What it is called, and what is said of it.
    pub said: String,
    /// A count, along.
    pub along: i128,
    /// 分, up.
    pub up: i128,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawing {
    /// A bar for each figure, labels on the left.
    Bars {
        /// What the bars stand for.
        labels: Vec<String>,
        /// What is drawn of each.
        series: Vec<Series>,
    },
    /// A line for each series, labels below.
    Lines {
        /// What stands below.
        labels: Vec<String>,
        /// The lines.
        series: Vec<Series>,
    },
    /// Areas within areas.
    Tree(Vec<Node>),
    /// Streams from left to right.
    Flow {
        /// Names, each once.
        nodes: Vec<String>,
        /// What flows between them.
        streams: Vec<Stream>,
    },
    /// Colours in a grid.
    Heat {
        /// Names of the columns.
        across: Vec<String>,
        /// Names of the rows.
        down: Vec<String>,
        /// The fields.
        fields: Vec<Field>,
    },
    /// Dots between two axes: names of the axes, and the dots.
    Dots {
        /// What is counted along.
        along: String,
        /// What is measured up.
        up: String,
        /// The dots.
        dots: Vec<Dot>,
    },
}

impl Figure {
    /// As printed: 元 with separators from 分, or the hundredths with two decimals; nothing for a gap.
    pub fn text(self, unit: &Unit) -> String {
        match (self, unit) {
            (Figure::None, _) => String::new(),
            (Figure::Whole(fen), Unit::Yuan) => grouped(&hundredths(fen)),
            (Figure::Whole(n), _) => grouped(&n.to_string()),
            (Figure::Hundredths(n), _) => grouped(&hundredths(n)),
        }
    }
}

/// A number of hundredths with two decimals.
fn hundredths(n: i128) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{:02}", n / 100, n % 100)
}

/// A printed number with separators of thousands.
pub fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, decimals) = rest.split_once('.').map_or((rest, None), |(w, d)| (w, Some(d)));
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = sign.to_owned();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    match decimals {
        Some(decimals) => out + "." + decimals,
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        let cases = [
            ("0.00", "0.00"),
            ("-5", "-5"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.89", "-1,234,567.89"),
            ("100.50", "100.50"),
            ("无", "无"),
            ("", ""),
        ];
        for (text, expect) in cases {
            assert_eq!(grouped(text), expect);
        }
        assert_eq!(Figure::Whole(-123_456).text(&Unit::Yuan), "-1,234.56");
        assert_eq!(Figure::Whole(123_456).text(&Unit::Count), "123,456");
        assert_eq!(Figure::Hundredths(-7).text(&Unit::Percent), "-0.07");
        assert_eq!(Figure::None.text(&Unit::Yuan), "");
    }
}
