//! The funds block of a self-evaluation: budget, spending, rate and score by source.

use super::Reader;
use super::shift::{Verdict, assign};
use crate::tables::cell::{Reading, read};
use crate::tables::emit::Column;
use crate::tables::sheet::{Line, one_line};
use base::{Figure, Problem, Unit};
use facts::RecordId;
use forms::header_key;

/// State of the block.
#[derive(Default)]
pub(super) struct Funds {
    /// Grid column, meaning and whether it holds words, in the order of the header.
    heads: Vec<(usize, Column, bool)>,
    /// The record of the total.
    total: Option<RecordId>,
    /// Label of the total met without figures: its row was merged with the next.
    pending: bool,
    /// What the funds are made of: records by key.
    makeup: Vec<(String, RecordId)>,
    /// Rows read, for parents that are found late.
    rows: Vec<RecordId>,
}

impl Funds {
    /// Takes a header row of the block, with the row of 目标申报数|预算编制数 below it.
    pub fn header(&mut self, reader: &mut Reader<'_, '_, '_>, at: usize) -> Option<usize> {
        let sheet = reader.sheet;
        let line = &sheet.lines[at];
        let met = line.met();
        if met.iter().any(|(_, s)| matches!(read(&s.text), Reading::Figure(..))) {
            return None;
        }
        let named = |key: &str| reader.labels.funds_column(&[header_key(key)]);
        let figures = met.iter().filter(|(_, s)| named(&s.key).is_some_and(|c| !c.text)).count();
        let money = |n: &str| matches!(n, "年初预算数" | "全年预算数" | "全年执行数");
        if figures < 2 || !met.iter().any(|(_, s)| named(&s.key).is_some_and(|c| money(&c.name))) {
            return None;
        }
        let below = sheet.lines.get(at + 1).filter(|l| sub_header(l, reader));
        let mut heads: Vec<(usize, Column, bool)> = Vec::new();
        for (column, square) in &met {
            reader.labels.note(&square.key);
            let Some(found) = reader.labels.funds_column(&[header_key(&square.key)]) else {
                self.pending |=
                    reader.labels.source(&square.key).is_some_and(|r| r.key == "资金总额");
                continue;
            };
            if found.name == "年初预算数"
                && let Some(below) = below
            {
                heads.extend(subs(below, reader));
                continue;
            }
            let header = one_line(&square.text);
            let meant = Column { name: found.name.clone(), header, unit: found.unit.clone() };
            heads.push((*column, meant, found.text));
        }
        let mut seen: Vec<String> = Vec::new();
        heads.retain(|(_, c, _)| {
            let new = !seen.contains(&c.name);
            seen.push(c.name.clone());
            new
        });
        for (_, column, _) in &heads {
            reader.found(&column.name);
        }
        self.heads = heads;
        Some(if below.is_some() { at + 2 } else { at + 1 })
    }

    /// A row of the block.
    pub fn row(&mut self, reader: &mut Reader<'_, '_, '_>, at: usize) {
        let line = &reader.sheet.lines[at];
        let met = line.met();
        if self.makeup_row(reader, line) {
            return;
        }
        let number = |text: &str| matches!(read(text), Reading::Figure(..));
        let first = met.iter().find(|(_, s)| number(&s.text)).map(|(c, _)| *c);
        let before = |c: &usize| first.is_none_or(|f| *c < f);
        let source = |key: &str| reader.labels.source(key).is_some();
        let known = met.iter().rfind(|(c, s)| before(c) && source(&s.key));
        let label = known.or_else(|| {
            let fits = |s: &str| !reader.labels.fixed(s);
            met.iter().rfind(|(c, s)| before(c) && first.is_some() && fits(&s.key))
        });
        let Some((label_at, label)) = label else {
            return;
        };
        let rule = reader.labels.source(&label.key);
        let total = rule.is_some_and(|r| r.key == "资金总额");
        if first.is_none() && total && !reader.sheet.firm {
            self.pending = true;
            return;
        }
        let label_text = if self.pending && !total && self.total.is_none() {
            // the rows of total and source were merged: the figures are the total's
            "资金总额".to_owned()
        } else {
            label.text.clone()
        };
        self.pending = false;
        let rule = reader.labels.source(&label_text).or(rule);
        let is_total = rule.is_some_and(|r| r.key == "资金总额");
        let parent = if is_total { None } else { self.total };
        let record = reader.record("自评.资金", rule, &label_text, parent, line, *label_at);
        if is_total && self.total.is_none() {
            self.total = Some(record);
        }
        self.rows.push(record);
        match reader.sheet.firm && self.fits_grid(line, *label_at) {
            true => self.by_grid(reader, line, record),
            false => self.by_order(reader, line, record, *label_at),
        }
    }

    /// Whether every figure right of the label stands below a header.
    fn fits_grid(&self, line: &Line, label: usize) -> bool {
        let below = |c: usize| {
            let left = line.squares.get(c).map_or(c, |s| s.left);
            self.heads
                .iter()
                .any(|(h, ..)| *h == c || line.squares.get(*h).is_some_and(|s| s.left == left))
        };
        let met = line.met();
        let figures =
            met.iter().filter(|(c, s)| *c > label && matches!(read(&s.text), Reading::Figure(..)));
        figures.clone().all(|(c, _)| below(*c))
    }

    fn by_grid(&self, reader: &mut Reader<'_, '_, '_>, line: &Line, record: RecordId) {
        for (at, column, text) in &self.heads {
            match text {
                // Text exports drop empty cells at the end of a row, so an empty reason says nothing.
                true if line.key(*at).is_empty() => {}
                true => reader.out.text(record, &column.name, &column.header, line, *at),
                false => reader.out.bind(record, column, line, *at),
            }
        }
    }

    /// Binds by the order of the cells after the label; where cells are missing, by arithmetic.
    fn by_order(
        &self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        record: RecordId,
        label: usize,
    ) {
        let figure_heads: Vec<&Column> =
            self.heads.iter().filter(|(.., t)| !t).map(|(_, c, _)| c).collect();
        let cells = cells_after(line, label, figure_heads.len());
        let figures: Vec<(usize, Figure, Unit)> = cells
            .iter()
            .filter_map(|at| match read(&line.squares[*at].text) {
                Reading::Figure(figure, unit) => Some((*at, figure, unit)),
                _ => None,
            })
            .collect();
        let straight = self.straight(&figures, figure_heads.len());
        if figures.len() == figure_heads.len() {
            for (column, (at, figure, unit)) in figure_heads.iter().zip(figures) {
                reader.out.figure(record, column, line, at, (figure, unit), true);
            }
            if !straight && !reader.sheet.firm {
                repaired(reader, line, true);
            }
        } else if cells.len() == figure_heads.len()
            && (trailing(&cells, &figures) || self.stands(line, &cells))
        {
            // nothing moved: some cells are empty or hold a dash
            for (column, at) in figure_heads.iter().zip(&cells) {
                reader.out.bind(record, column, line, *at);
            }
        } else {
            self.by_arithmetic(reader, line, record, &figure_heads, &figures);
        }
        self.reason(reader, line, record, cells.last().copied().unwrap_or(label));
    }

    fn by_arithmetic(
        &self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        record: RecordId,
        heads: &[&Column],
        figures: &[(usize, Figure, Unit)],
    ) {
        if figures.is_empty() {
            return;
        }
        let names: Vec<&str> = heads.iter().map(|h| h.name.as_str()).collect();
        let values: Vec<Figure> = figures.iter().map(|(_, f, _)| f.clone()).collect();
        let (way, sure) = match assign(&names, &values) {
            Verdict::One(way) => (way.into_iter().map(Some).collect(), true),
            Verdict::Open(way) => (way, false),
        };
        for ((at, figure, unit), column) in figures.iter().zip(&way) {
            let Some(column) = column.and_then(|c| heads.get(c)) else { continue };
            reader.out.figure(record, column, line, *at, (figure.clone(), unit.clone()), sure);
        }
        repaired(reader, line, sure);
    }

    /// Whether all cells stand right below their headers, or every one is filled, if only with a dash.
    fn stands(&self, line: &Line, cells: &[usize]) -> bool {
        let heads = self.heads.iter().filter(|(.., t)| !t).map(|(c, ..)| *c);
        heads.eq(cells.iter().copied()) || cells.iter().all(|c| !line.key(*c).is_empty())
    }

    /// Whether each figure stands right below its header.
    fn straight(&self, figures: &[(usize, Figure, Unit)], count: usize) -> bool {
        let columns: Vec<usize> =
            self.heads.iter().filter(|(.., t)| !t).map(|(c, ..)| *c).collect();
        figures.len() == count && figures.iter().zip(&columns).all(|((at, ..), c)| at == c)
    }

    /// The reason for a deviation: words right of the figures.
    fn reason(&self, reader: &mut Reader<'_, '_, '_>, line: &Line, record: RecordId, from: usize) {
        let Some((_, column, _)) = self.heads.iter().find(|(.., t)| *t) else {
            return;
        };
        let met = line.met();
        let words = met.iter().find(|(c, s)| *c > from && matches!(read(&s.text), Reading::Words));
        if let Some((at, _)) = words {
            reader.out.text(record, &column.name, &column.header, line, *at);
        }
    }

    /// `按收入性质分：1388.92`, `其中：基本支出：937.05`: label and figure in one cell or in two.
    fn makeup_row(&mut self, reader: &mut Reader<'_, '_, '_>, line: &Line) -> bool {
        let met = line.met();
        let mut any = false;
        for (i, (at, square)) in met.iter().enumerate() {
            let text = one_line(&square.text).replace('：', ":");
            let body = text.trim_start_matches(base::text::is_blank).trim_start_matches("其中:");
            let Some((label, value)) = body.split_once(':') else { continue };
            let Some(rule) = reader.labels.makeup(label) else { continue };
            any = true;
            let parent = rule.parent.as_ref();
            let parent =
                parent.and_then(|p| self.makeup.iter().rev().find(|(k, _)| k == p)).map(|p| p.1);
            let record = reader.record("自评.构成", Some(rule), label, parent, line, *at);
            self.makeup.push((rule.key.clone(), record));
            let column =
                Column { name: "金额".to_owned(), header: label.trim().to_owned(), unit: None };
            let next = met
                .get(i + 1)
                .filter(|(_, s)| s.key.chars().all(|c| c.is_ascii_digit() || ".,".contains(c)));
            match (read(value), next) {
                (Reading::Figure(figure, unit), _) => {
                    reader.out.figure(record, &column, line, *at, (figure, unit), true);
                }
                (_, Some((after, _))) => reader.out.bind(record, &column, line, *after),
                _ => reader.out.blank(record, &column, line, *at),
            }
        }
        any
    }

    /// 年度资金总额 | 100 | 其中：财政拨款 | 100: label and amount in pairs, as in tables of goals.
    pub fn pairs(&mut self, reader: &mut Reader<'_, '_, '_>, at: usize) {
        let line = &reader.sheet.lines[at];
        let met = line.met();
        for pair in met.windows(2) {
            let [(label_at, label), (amount_at, amount)] = pair else { continue };
            let Some(rule) = reader.labels.source(&label.key) else { continue };
            if !matches!(read(&amount.text), Reading::Figure(..)) {
                continue;
            }
            let total = rule.key == "资金总额";
            let parent = if total { None } else { self.total };
            let record =
                reader.record("自评.资金", Some(rule), &label.text, parent, line, *label_at);
            if total {
                self.total = Some(record);
            }
            let header = one_line(&label.text);
            let column = Column { name: "年初预算数".to_owned(), header, unit: None };
            reader.out.bind(record, &column, line, *amount_at);
            reader.found("年初预算数");
        }
    }

    /// Sources above the total get their parent.
    pub fn finish(&self, reader: &mut Reader<'_, '_, '_>) {
        for record in &self.rows {
            if let Some(r) = reader.out.set.records.get_mut(record.0)
                && Some(*record) != self.total
                && r.parent.is_none()
            {
                r.parent = self.total;
            }
        }
    }
}

fn sub_header(line: &Line, reader: &Reader<'_, '_, '_>) -> bool {
    let met = line.met();
    let sub = |k: &str| {
        let named = reader.labels.funds_column(&[header_key(k)]);
        named.is_some_and(|c| matches!(c.name.as_str(), "目标申报数" | "年初预算数"))
    };
    met.iter().any(|(_, s)| sub(&s.key))
        && met.iter().all(|(_, s)| !matches!(read(&s.text), Reading::Figure(..)))
}

fn subs(line: &Line, reader: &Reader<'_, '_, '_>) -> Vec<(usize, Column, bool)> {
    let met = line.met();
    let column = |(at, s): &(usize, &crate::tables::sheet::Square)| {
        let found = reader.labels.funds_column(&[header_key(&s.key)])?;
        let header = one_line(&s.text);
        Some((*at, Column { name: found.name.clone(), header, unit: found.unit.clone() }, false))
    };
    met.iter().filter_map(column).collect()
}

/// The cells after the label that stand for the figure columns: leading empty ones are skipped.
fn cells_after(line: &Line, label: usize, count: usize) -> Vec<usize> {
    let after = line.squares.iter().enumerate().skip(label + 1);
    let own = after.filter(|(c, s)| s.left == *c && s.own_row);
    let blank = |s: &str| s.is_empty();
    own.skip_while(|(_, s)| blank(&s.key))
        .take_while(|(_, s)| !matches!(read(&s.text), Reading::Words))
        .map(|(c, _)| c)
        .take(count)
        .collect()
}

/// Whether the figures fill the first cells and only empty ones follow.
fn trailing(cells: &[usize], figures: &[(usize, Figure, Unit)]) -> bool {
    !figures.is_empty() && figures.iter().zip(cells).all(|((at, ..), c)| at == c)
}

fn repaired(reader: &mut Reader<'_, '_, '_>, line: &Line, sure: bool) {
    let (title, row) = (&reader.out.title, line.text());
    let spot = line.spot.clone();
    let problem = if sure {
        let zh = format!("《{title}》资金行与表头错位，已按数字之间的关系归位：{row}");
        let en = format!(
            "a funds row of “{title}” is shifted; its figures were put back in place: {row}"
        );
        Problem::new("row-shifted-repaired", spot, zh, en)
    } else {
        let zh = format!("《{title}》资金行与表头错位，无法确定各数所属栏目：{row}；请对照原件");
        let en =
            format!("a funds row of “{title}” is shifted beyond repair: {row}; see the original");
        Problem::new("row-shifted", spot, zh, en)
    };
    reader.out.problems.push(problem);
}
