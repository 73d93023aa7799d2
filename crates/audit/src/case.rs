//! The small notation of examples in rule files: one record a line.
//!
//! ```text
//! 支出决算表 合计 | 本年支出合计=100.00 基本支出=60.00 项目支出=∅
//! 支出决算表 201 一般公共服务支出 | 本年支出合计=100.00
//! 叙述@支出 本年支出合计 | 本期=100.00万元 方向:增加
//!   叙述@支出 基本支出 | 本期=60.00万元 占比=60.00%          (indented: part of the line above)
//! 列举@基本支出 公用经费 | [办公费、印刷费]
//! 空表 政府性基金预算财政拨款收入支出决算表                        (a table without any figure)
//! 表注 | 内容:本表无数据                                        (a note below the last table)
//! ---                                                        (begins another table)
//! ```
//! Records of 自评.* share the table of their scope; the scope 部门整体 makes it the whole-department form.
//! Codes get their kind and their parent by their digits; amounts are in 万元 unless a unit is printed.

use base::{Figure, Unit};
use facts::{Fact, FactSet, Item, Kind, Place, Record, RecordId, Slot, TableInfo, TextSlot};

/// Reads examples. The document line, if any, is `文档 年度=2023 单位=某局 类型=部门决算`.
///
/// # Errors
/// Says which line does not read.
pub fn parse(text: &str) -> Result<FactSet, String> {
    let mut set = FactSet::default();
    let mut state = State::default();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        one(&mut set, &mut state, line, number)
            .map_err(|m| format!("第{}行 / line {}: {m}", number + 1, number + 1))?;
    }
    link_codes(&mut set);
    set.settle_groups();
    Ok(set)
}

#[derive(Default)]
struct State {
    table: Option<usize>,
    form: String,
    above: Vec<(usize, RecordId)>,
}

fn one(set: &mut FactSet, state: &mut State, line: &str, number: usize) -> Result<(), String> {
    let indent = line.len() - line.trim_start().len();
    let line = line.trim();
    if line == "---" {
        state.table = None;
        state.form.clear();
        return Ok(());
    }
    if let Some(rest) = line.strip_prefix("文档 ") {
        return profile(set, rest);
    }
    let (head, body) = line.split_once('|').map_or((line, ""), |(h, b)| (h.trim(), b.trim()));
    let mut words = head.split_whitespace();
    let form = words.next().ok_or("缺少表名 / no form")?;
    let (form, scope) = form.split_once('@').unwrap_or((form, ""));
    let key = words.next().unwrap_or_default();
    if form == "空表" || form == "表注" {
        return bare(set, state, (form, key), body, number);
    }
    let narrative = ["叙述", "列举", "段落", "标题", "目录", "名称", "项目清单"].contains(&form)
        || form == "自评结果"
        || form == "自评得分";
    let place = place(form, key, number);
    let mut record = Record {
        form: form.to_owned(),
        scope: scope.to_owned(),
        key: key.to_owned(),
        label: words.next().unwrap_or(key).to_owned(),
        kind: kind(key),
        code: (key.len() >= 3 && key.bytes().all(|b| b.is_ascii_digit())).then(|| key.to_owned()),
        place,
        ..Record::default()
    };
    if !narrative {
        record.table = Some(table(set, state, form, scope));
    }
    state.above.retain(|(i, _)| *i < indent);
    record.parent = state.above.last().map(|(_, r)| *r);
    let id = set.push(record);
    state.above.push((indent, id));
    fill(set, id, body, number)
}

/// A table without figures, or a note below the last table.
fn bare(
    set: &mut FactSet,
    state: &mut State,
    (form, key): (&str, &str),
    body: &str,
    number: usize,
) -> Result<(), String> {
    if form == "空表" {
        state.table = None;
        let table = table(set, state, key, "");
        set.tables[table].empty = true;
        return Ok(());
    }
    let text = body.strip_prefix("内容:").ok_or("表注写作 表注 | 内容:…")?.to_owned();
    let last = set.tables.last_mut().ok_or("表注之前没有表 / no table above the note")?;
    last.notes.push(TextSlot { text, place: place(form, "", number) });
    Ok(())
}

fn profile(set: &mut FactSet, rest: &str) -> Result<(), String> {
    for pair in rest.split_whitespace() {
        let (name, value) = pair.split_once('=').ok_or("文档行写作 名=值")?;
        match name {
            "年度" => set.profile.year = value.parse().ok(),
            "单位" => set.profile.entity = value.to_owned(),
            "类型" => set.profile.kind = value.to_owned(),
            _ => return Err(format!("文档行没有 {name}")),
        }
    }
    Ok(())
}

fn place(form: &str, key: &str, number: usize) -> Place {
    Place {
        spot: base::Spot::line(number as u32 + 1),
        block: number,
        table: form.to_owned(),
        row: key.to_owned(),
        ..Place::default()
    }
}

/// Records of 自评.* share the table of their project.
fn table(set: &mut FactSet, state: &mut State, form: &str, scope: &str) -> usize {
    let family = |f: &str| f.split('.').next().unwrap_or(f).to_owned();
    let same = family(&state.form) == family(form)
        && state.table.is_some_and(|t| set.tables.get(t).is_some_and(|t| t.project == scope));
    if let (true, Some(t)) = (same, state.table) {
        return t;
    }
    let id = match family(form).as_str() {
        "自评" if scope == "部门整体" => "部门整体支出绩效自评表".to_owned(),
        "自评" => "项目支出绩效自评表".to_owned(),
        "基础数据" => "基础数据表".to_owned(),
        _ => form.to_owned(),
    };
    set.tables.push(TableInfo {
        title: id.clone(),
        form: id,
        project: scope.to_owned(),
        sure: true,
        unit: Some(Unit::WanYuan),
        ..TableInfo::default()
    });
    state.form = form.to_owned();
    state.table = Some(set.tables.len() - 1);
    set.tables.len() - 1
}

fn kind(key: &str) -> Kind {
    match (key, key.bytes().all(|b| b.is_ascii_digit()), key.len()) {
        (_, true, 3) => Kind::Class,
        (_, true, 5) => Kind::Section,
        (_, true, 7) => Kind::Item,
        ("合计" | "总计" | "收入总计" | "支出总计", ..) => Kind::Total,
        ("本年收入合计" | "本年支出合计" | "人员经费合计" | "公用经费合计", ..) => {
            Kind::Subtotal
        }
        _ => Kind::Plain,
    }
}

fn fill(set: &mut FactSet, id: RecordId, body: &str, number: usize) -> Result<(), String> {
    if let Some(list) =
        body.find('[').and_then(|at| body.get(at + 1..)).and_then(|b| b.split(']').next())
    {
        for name in list.split('、').filter(|n| !n.is_empty()) {
            let place = set.records[id.0].place.clone();
            set.records[id.0].items.push(Item { name: name.to_owned(), place });
        }
    }
    let body = body.split('[').next().unwrap_or_default();
    for pair in body.split_whitespace() {
        if let Some((column, text)) = pair.split_once(':') {
            let slot = TextSlot { text: text.to_owned(), place: set.records[id.0].place.clone() };
            set.records[id.0].texts.insert(column.to_owned(), slot);
        } else if let Some((column, value)) = pair.split_once('=') {
            figure(set, id, column, value, number)?;
        } else {
            return Err(format!("读不懂 {pair} / cannot read {pair}"));
        }
    }
    Ok(())
}

fn figure(
    set: &mut FactSet,
    id: RecordId,
    column: &str,
    value: &str,
    number: usize,
) -> Result<(), String> {
    let mut place = set.records[id.0].place.clone();
    place.column = column.to_owned();
    if value == "∅" {
        set.records[id.0].slots.insert(column.to_owned(), Slot::Blank(place));
        return Ok(());
    }
    let value = value.trim_end_matches('?');
    let end = value
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .unwrap_or(value.len());
    let figure = Figure::parse(&value[..end]).ok_or(format!("不是数字 / not a number: {value}"))?;
    let unit = match &value[end..] {
        "" if ["分值", "得分", "总分"].contains(&column) => Unit::Score,
        "" => Unit::WanYuan,
        label => Unit::from_label(label).unwrap_or_else(|| Unit::Count(label.to_owned())),
    };
    let group = set.records[id.0].table.unwrap_or(1_000_000 + number);
    let group_decimals = figure.decimals;
    let sure = true;
    set.put(Fact {
        record: id,
        column: column.to_owned(),
        figure,
        unit,
        group,
        group_decimals,
        sure,
        place,
    });
    Ok(())
}

/// A code is part of the longest code of its table that it begins with.
fn link_codes(set: &mut FactSet) {
    for i in 0..set.records.len() {
        let Some(code) = set.records[i].code.clone() else { continue };
        let table = set.records[i].table;
        let parent = (0..set.records.len())
            .filter(|p| {
                *p != i
                    && set.records[*p].table == table
                    && set.records[*p].form == set.records[i].form
            })
            .filter(|p| {
                set.records[*p]
                    .code
                    .as_ref()
                    .is_some_and(|c| code.starts_with(c.as_str()) && *c != code)
            })
            .max_by_key(|p| set.records[*p].code.as_ref().map_or(0, String::len));
        if let Some(p) = parent {
            set.records[i].parent = Some(RecordId(p));
        }
    }
}
