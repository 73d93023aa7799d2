//! The indicator block of a self-evaluation. A row may stand some cells left or right of its header in
//! a text export; it is put back by its content: a name, a target, a result, a weight and a score.

use super::Reader;
use crate::tables::cell::{Reading, is_blank, is_pending, read, score, target, unit_of_form};
use crate::tables::emit::{Column, Row};
use crate::tables::sheet::{Line, one_line};
use base::text::squash;
use facts::Kind;
use forms::{header_key, label_key};

/// One column of the block.
struct Head {
    at: usize,
    /// One past the last column of its header.
    to: usize,
    column: Column,
}

/// State of the block.
#[derive(Default)]
pub(super) struct Indicators {
    heads: Vec<Head>,
    first: String,
    second: String,
    /// A second-level name printed one row too early.
    ahead: Option<String>,
    /// How far the current row stands right of its header.
    shift: isize,
}

impl Indicators {
    /// Takes a header row of the block, with the row below it that divides 年度指标.
    pub fn header(&mut self, reader: &mut Reader<'_, '_, '_>, at: usize) -> Option<usize> {
        let sheet = reader.sheet;
        let line = &sheet.lines[at];
        let named =
            |key: &str| reader.labels.indicator_column(&[header_key(key)]).map(|c| c.name.as_str());
        let met = line.met();
        let levels = met
            .iter()
            .filter(|(_, s)| matches!(named(&s.key), Some("一级指标" | "二级指标" | "三级指标")));
        if levels.count() < 2 {
            return None;
        }
        let below = sheet.lines.get(at + 1).filter(|l| {
            let met = l.met();
            let known = |k: &str| {
                named(k).is_some_and(|n| matches!(n, "年初指标值" | "指标值" | "实际完成值"))
            };
            !met.is_empty() && met.iter().all(|(_, s)| known(&s.key))
        });
        self.heads.clear();
        for (column, square) in line.squares.iter().enumerate() {
            reader.labels.note(&square.key);
            let mut path = vec![header_key(&square.key)];
            let mut header = one_line(&square.text);
            if let Some(sub) =
                below.and_then(|l| l.squares.get(column)).filter(|s| s.own_row && !s.key.is_empty())
            {
                path.push(header_key(&sub.key));
                header = one_line(&sub.text);
            }
            path.retain(|p| !p.is_empty());
            let Some(found) = reader.labels.indicator_column(&path) else { continue };
            if self.heads.iter().any(|h| h.column.name == found.name) {
                continue;
            }
            let column_of = Column { name: found.name.clone(), header, unit: found.unit.clone() };
            let left = line.squares[column].left;
            let wide =
                line.squares.iter().skip(column).take_while(|s| s.left == left && left == column);
            let to = column + wide.count().max(1);
            self.heads.push(Head { at: column, to, column: column_of });
        }
        for name in ["分值", "得分"] {
            if self.at(name).is_some() {
                reader.found(name);
            }
        }
        (self.first, self.second) = (String::new(), String::new());
        Some(if below.is_some() { at + 2 } else { at + 1 })
    }

    fn at(&self, name: &str) -> Option<usize> {
        self.heads.iter().find(|h| h.column.name == name).map(|h| h.at)
    }

    /// Where the cell of a column stands in a row.
    fn place(&self, name: &str, line: &Line, shift: isize) -> Option<usize> {
        let head = self.heads.iter().find(|h| h.column.name == name)?;
        place_of(head, line, shift)
    }

    /// A row of the block.
    pub fn row(&mut self, reader: &mut Reader<'_, '_, '_>, at: usize) {
        let sheet = reader.sheet;
        let line = &sheet.lines[at];
        let name = if self.at("三级指标").is_some() { "三级指标" } else { "二级指标" };
        if self.at(name).is_none() {
            return;
        }
        let shifts: &[isize] = if sheet.firm { &[0] } else { &[0, 1, -1, 2, -2, 3, -3] };
        let fitting = shifts.iter().copied().find(|d| self.fits(line, *d, true));
        let shift = fitting.or_else(|| shifts.iter().copied().find(|d| self.fits(line, *d, false)));
        self.shift = shift.unwrap_or(0);
        let third = self.place(name, line, self.shift);
        self.levels(reader, line, third);
        let Some(shift) = shift else {
            unread(reader, line);
            return;
        };
        let Some(third) = third else { return };
        let label = one_line(line.squares.get(third).map_or("", |s| s.text.as_str()));
        let key = squash(&label);
        if key.is_empty() {
            return;
        }
        let row = Row { form: "自评.指标", key: &key, label: &label, ..Row::default() };
        let record = reader.out.record(row, line, third);
        for (column, text) in [
            ("一级指标", self.first.clone()),
            ("二级指标", self.second.clone()),
            ("三级指标", label.clone()),
        ] {
            reader.out.text_of(record, column, column, line, third, &text);
        }
        self.bind(reader, line, record, shift);
    }

    fn bind(
        &self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        record: facts::RecordId,
        shift: isize,
    ) {
        for head in &self.heads {
            let name = head.column.name.as_str();
            let Some(at) = place_of(head, line, shift) else { continue };
            let Some(square) = line.squares.get(at) else { continue };
            match name {
                "分值" | "得分" => reader.out.bind(record, &head.column, line, at),
                "年初指标值" | "指标值" | "实际完成值" => {
                    reader.out.text(record, name, &head.column.header, line, at);
                    self.figure_of(reader, line, record, at, head);
                }
                "偏差原因" if !is_blank(&square.key) => {
                    reader.out.text(record, name, &head.column.header, line, at);
                }
                _ => {}
            }
        }
        // one target only: it is the target in force
        if self.at("指标值").is_none()
            && let Some(at) = self.place("年初指标值", line, shift)
        {
            reader.out.text(record, "指标值", "年初指标值", line, at);
        }
    }

    /// The figure inside the text of a target or a result.
    fn figure_of(
        &self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        record: facts::RecordId,
        at: usize,
        head: &Head,
    ) {
        let text = line.squares.get(at).map_or("", |s| s.text.as_str());
        let (column, sign_column) = match head.column.name.as_str() {
            "实际完成值" => ("实际值", "实际算子"),
            "年初指标值" if self.at("指标值").is_some() => ("年初目标值", ""),
            _ => ("目标值", "目标算子"),
        };
        let (sign, figure) = target(text);
        if let Some((figure, unit)) = figure {
            // a target has the unit printed with it or none: that of the table is not its own
            let unit =
                if unit == base::Unit::None { String::new() } else { unit.label().to_owned() };
            let header = head.column.header.clone();
            let own = Column { name: column.to_owned(), header, unit: Some(unit.clone()) };
            let unit = if unit.is_empty() { base::Unit::None } else { unit_of_form(&unit) };
            self.put(reader, line, record, at, &own, (figure, unit));
        }
        if !sign_column.is_empty() {
            reader.out.text_of(record, sign_column, "", line, at, &sign);
        }
    }

    fn put(
        &self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        record: facts::RecordId,
        at: usize,
        column: &Column,
        value: (base::Figure, base::Unit),
    ) {
        let table_unit = reader.out.unit.take();
        let bare = Column { unit: None, header: String::new(), ..column.clone() };
        reader.out.figure(record, &bare, line, at, value, true);
        reader.out.unit = table_unit;
    }

    /// Whether the row reads well when moved by `shift`: a name, a weight, a score, and something said
    /// about target and result. `strict` wants the score printed.
    fn fits(&self, line: &Line, shift: isize, strict: bool) -> bool {
        let key = |name: &str| -> Option<&str> {
            let at = self.place(name, line, shift)?;
            line.squares.get(at).map(|s| s.key.as_str())
        };
        let name = key("三级指标").or_else(|| key("二级指标")).unwrap_or_default();
        if name.is_empty() || score(name).is_some() || is_blank(name) {
            return false;
        }
        let result = key("实际完成值");
        if self.at("实际完成值").is_some() && result.is_none_or(is_blank) && strict {
            return false;
        }
        if self.at("分值").is_none() && self.at("得分").is_none() {
            return true;
        }
        let weight = key("分值").map(|k| score(k).is_some());
        let points = match key("得分") {
            Some(k) if is_blank(k) || is_pending(k) => !strict,
            Some(k) => score(k).is_some(),
            None => self.at("得分").is_none(),
        };
        weight.unwrap_or(true) && points
    }

    /// 一级 and 二级 names: those printed left of the indicator, else those above it.
    fn levels(&mut self, reader: &mut Reader<'_, '_, '_>, line: &Line, third: Option<usize>) {
        let printed: Vec<(usize, String)> = line
            .squares
            .iter()
            .enumerate()
            .filter(|(c, s)| Some(*c) < third && s.left == *c && s.own_row && s.head)
            .filter(|(_, s)| !s.key.is_empty() && !reader.labels_frame(&s.key))
            .map(|(c, s)| (c, s.text.clone()))
            .collect();
        let ahead = self.ahead.take();
        match printed.as_slice() {
            [] => {
                if let Some(second) = ahead {
                    self.second = String::new();
                    self.shift = 1;
                    self.set_second(reader, &second);
                }
            }
            [(at, one)] => self.one_level(reader, line, *at, one),
            [(at, one), .., (_, two)] => self.two_levels(reader, line, *at, one, two),
        }
    }

    fn one_level(&mut self, reader: &mut Reader<'_, '_, '_>, line: &Line, at: usize, text: &str) {
        let (bare, _) = without_points(text);
        let is_first = reader.labels.level(&bare, true).is_some();
        let is_second = reader.labels.level(&bare, false).is_some();
        let by_place = self.at("一级指标").and_then(|c| moved(c, self.shift)) == Some(at);
        let placed = reader.sheet.firm || is_first == is_second;
        if if placed { by_place } else { is_first } {
            self.set_first(reader, line, at, text);
            self.second.clear();
        } else {
            self.set_second(reader, text);
        }
    }

    fn two_levels(
        &mut self,
        reader: &mut Reader<'_, '_, '_>,
        line: &Line,
        at: usize,
        one: &str,
        two: &str,
    ) {
        let (bare, _) = without_points(one);
        let second = reader.labels.level(two, false);
        let home = second.and_then(|r| r.parent.clone());
        let first = reader.labels.level(&bare, true).map(|r| r.key.clone());
        let fits = |f: &str| reader.labels.belongs(two, f);
        match (&first, &home) {
            // 成本指标 | 社会效益指标: the second name belongs to the next row
            (Some(f), Some(_)) if !reader.sheet.firm && !fits(f) => {
                if reader.labels.level(&bare, false).is_some() {
                    self.set_second(reader, one);
                    self.ahead = Some(squash(two));
                } else {
                    self.set_second(reader, two);
                }
            }
            _ => {
                self.set_first(reader, line, at, one);
                self.second = label_key(two);
            }
        }
    }

    fn set_first(&mut self, reader: &mut Reader<'_, '_, '_>, line: &Line, at: usize, text: &str) {
        let (name, points) = without_points(text);
        self.first = reader.labels.level(&name, true).map_or(name, |r| r.key.clone());
        let Some(points) = points else { return };
        let key = self.first.clone();
        let row = Row {
            form: "自评.板块",
            key: &key,
            label: &key,
            kind: Kind::Subtotal,
            ..Row::default()
        };
        let record = reader.out.record(row, line, at);
        let column =
            Column {
                name: "分值".to_owned(), header: one_line(text), unit: Some("分".to_owned())
            };
        reader.out.figure(record, &column, line, at, (points, base::Unit::Score), true);
    }

    /// In a moved row a second-level name that cannot belong to the current first level brings its own;
    /// where nothing moved the paper is right (满意度 within 效益指标).
    fn set_second(&mut self, reader: &Reader<'_, '_, '_>, text: &str) {
        self.second = label_key(text);
        let home = reader.labels.level(text, false).and_then(|r| r.parent.clone());
        if let Some(home) = home
            && self.shift != 0
            && !reader.labels.belongs(text, &self.first)
        {
            self.first = home;
        }
    }
}

/// Below the header; where its cell is wider or narrower, the cell that shares most with it.
fn place_of(head: &Head, line: &Line, shift: isize) -> Option<usize> {
    match shift {
        0 => Some(line.under(head.at, head.to)),
        _ => moved(head.at, shift),
    }
}

fn moved(at: usize, shift: isize) -> Option<usize> {
    at.checked_add_signed(shift)
}

/// `产出指标(50分)` → name and points.
fn without_points(text: &str) -> (String, Option<base::Figure>) {
    let key = squash(text);
    let open = key.find('(');
    if let Some((head, tail)) = open.and_then(|o| Some((key.get(..o)?, key.get(o + 1..)?)))
        && let Some(inner) = tail.strip_suffix(')')
        && let Some(points) = score(inner)
    {
        return (label_key(head), Some(points));
    }
    let digits = key.trim_end_matches('分');
    let name = digits.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if key.ends_with('分') && name.len() < digits.len() && !name.is_empty() {
        return (label_key(name), score(digits.strip_prefix(name).unwrap_or_default()));
    }
    (label_key(&key), None)
}

fn unread(reader: &mut Reader<'_, '_, '_>, line: &Line) {
    let figures =
        line.met().iter().filter(|(_, s)| matches!(read(&s.text), Reading::Figure(..))).count();
    if figures == 0 {
        return;
    }
    let (title, row) = (&reader.out.title, line.text());
    let zh = format!("《{title}》有一行指标与表头对不上，未读入：{row}；请对照原件");
    let en =
        format!("an indicator row of “{title}” does not fit its header and was not read: {row}");
    reader.out.problems.push(base::Problem::new("row-shifted", line.spot.clone(), zh, en));
}

impl Reader<'_, '_, '_> {
    /// Whether a text left of the indicators is part of the frame (绩效指标), not a level.
    fn labels_frame(&self, key: &str) -> bool {
        let key = header_key(key);
        let known =
            self.labels.level(&key, true).is_some() || self.labels.level(&key, false).is_some();
        !known && (self.labels.fixed(&key) || matches!(key.as_str(), "绩效指标" | "年度绩效指标"))
    }
}
