//! Rows to drafts. A row gives its drafts, or goes to quarantine with its place and the reason.

use crate::cells::Cells;
use crate::mapping::{Column, How, Mapping};
use crate::rows::{FATAL, Line, Rows};
use crate::value::{self, Bad};
use base::{Amount, Date, Decimal, Problem};
use forms::Codes;
use ledger::{Draft, Hashed, Kind, Source, kind_of};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// What the rows are read against.
#[derive(Default)]
pub struct Context {
    /// Name of the file.
    pub file: String,
    /// Year of rows that say none and have no date.
    pub year: Option<i32>,
    /// Day of rows that say none (opening data).
    pub day: Option<Date>,
    /// Value of the deletion column that means live, instead of the mapping's.
    pub live: Option<String>,
    /// Units already known; grows as rows introduce new ones.
    pub units: HashSet<String>,
    /// Projects already known.
    pub projects: HashSet<String>,
    /// Code lists.
    pub codes: Codes,
}

/// A row that could be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its drafts, in the order they are posted; the row's own is the last.
    pub drafts: Vec<Hashed>,
    /// The row says that it was deleted at its source: the last draft names what.
    pub deleted: bool,
    /// The cells as they were, for the quarantine should the journal refuse the row.
    pub cells: Cells,
}

/// A row that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Sheet.
    pub sheet: String,
    /// Row.
    pub row: u32,
    /// Heading of the column; empty where the whole row is meant.
    pub column: String,
    /// What stands in the cell.
    pub value: String,
    /// Stable code.
    pub code: &'static str,
    /// Reason, Chinese.
    pub zh: String,
    /// Reason, English.
    pub en: String,
    /// The cells as they were.
    pub cells: Cells,
}

/// What a row turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Drafts.
    Taken(Taken),
    /// Quarantine.
    Rejected(Rejected),
    /// A total (合计, 小计): not an entry, but counted.
    Total(u32),
    /// The file cannot be read any further, so what it says is not known: nothing of it may be posted.
    Broken(Problem),
}

/// Reads rows through a mapping.
pub struct Reader<'m> {
    rows: Rows,
    mapping: &'m Mapping,
    /// What it reads against.
    pub context: Context,
    /// The heading row.
    pub head: Vec<String>,
    places: Vec<Option<usize>>,
    units: Vec<Decimal>,
    line: Line,
    // TODO-scale: 16 bytes a row without an id of its own; the others cost nothing.
    seen: HashMap<[u8; 12], u32>,
    sheet: String,
    /// How many 元 one of the table is, as a line above it says.
    above: Option<Decimal>,
    /// Rows of a later sheet before its own heading row; `None` when that is known.
    searching: Option<usize>,
}

/// Picks the mapping for a row of headings, or says which columns the nearest one misses.
pub type Choose<'m, 'f> = dyn Fn(&[String]) -> Result<&'m Mapping, Vec<String>> + 'f;

/// The heading row is looked for in so many rows.
const SEARCH: usize = 20;

impl<'m> Reader<'m> {
    /// Finds the heading row. `choose` picks the mapping for a row of headings, if it is one.
    ///
    /// # Errors
    /// When no heading row is found; says which columns the nearest mapping misses.
    pub fn open(
        mut rows: Rows,
        choose: &Choose<'m, '_>,
        context: Context,
    ) -> Result<Reader<'m>, Problem> {
        let mut nearest: Option<Vec<String>> = None;
        let mut line = Line::default();
        let mut above = None;
        for _ in 0..SEARCH {
            match rows.next(&mut line) {
                None => break,
                Some(Err(problem)) => return Err(problem),
                Some(Ok(())) => {}
            }
            let heads: Vec<String> = line.cells.iter().map(str::to_owned).collect();
            match choose(&heads) {
                Ok(mapping) => {
                    let mut reader = Reader {
                        rows,
                        mapping,
                        context,
                        places: Vec::new(),
                        units: Vec::new(),
                        sheet: line.sheet.clone(),
                        head: Vec::new(),
                        above,
                        searching: None,
                        line: Line::default(),
                        seen: HashMap::new(),
                    };
                    reader.place(heads);
                    return Ok(reader);
                }
                Err(missing) => {
                    above = unit_above(&line.cells).or(above);
                    if nearest.as_ref().is_none_or(|n| missing.len() < n.len()) {
                        nearest = Some(missing);
                    }
                }
            }
        }
        let missing = nearest.unwrap_or_default().join("、");
        if let Some(names) = missing.strip_prefix("--mapping ") {
            return Err(Problem::new(
                "mapping-ambiguous",
                base::Spot::default(),
                format!("表头同时符合几种映射（{names}）；请用 --mapping 指明一种"),
                format!("the headings fit several mappings ({names}); choose one with --mapping"),
            ));
        }
        Err(Problem::new(
            "no-heading",
            base::Spot::default(),
            format!(
                "前 {SEARCH} 行中没有找到表头；缺少的列：{missing}。请核对 --mapping 或补上这些列"
            ),
            format!(
                "no heading row in the first {SEARCH} rows; missing columns: {missing}; check --mapping or add them"
            ),
        ))
    }

    /// Takes a heading row: where the columns are and what their amounts are in.
    fn place(&mut self, head: Vec<String>) {
        self.places = self.mapping.place(&head).unwrap_or_default();
        let above = self.above;
        let unit = |(column, at): (&Column, &Option<usize>)| {
            let text = at.and_then(|i| head.get(i)).map(|h| base::text::narrow(h));
            let text = text.unwrap_or_default();
            let wan = Decimal::from(10_000);
            let yuan = text.contains("(元)") || text.contains(":元)");
            // The heading knows best, then the line above the table, then the mapping.
            match column.read {
                How::Wan | How::Yuan if yuan => Decimal::ONE,
                How::Wan | How::Yuan if text.contains("万元") => wan,
                How::Yuan => above.unwrap_or(Decimal::ONE),
                How::Wan => above.unwrap_or(wan),
                _ => Decimal::ONE,
            }
        };
        self.units = self.mapping.columns.iter().zip(&self.places).map(unit).collect();
        self.head = head;
    }

    /// The mapping in use.
    pub fn mapping(&self) -> &'m Mapping {
        self.mapping
    }

    fn read(&mut self) -> Result<Read, Box<Rejected>> {
        if self.is_total() {
            return Ok(Read::Total(self.line.number));
        }
        // An amount with a comma that nobody quoted moves everything after it.
        let over = self.line.cells.iter().skip(self.head.len()).any(|c| !c.trim().is_empty());
        if over {
            let zh = "这一行的格比表头多，疑为金额或文字中的逗号没有加引号";
            return Err(self.reject_row((
                "extra-cells",
                zh,
                "more cells than headings; quote commas",
            )));
        }
        let mapping = self.mapping;
        let kind = mapping.kind.unwrap_or(Kind::Record);
        let mut row = Row::new(kind, &mapping.topic);
        for (n, column) in mapping.columns.iter().enumerate() {
            let at = self.places.get(n).copied().flatten();
            let text = at.and_then(|i| self.line.cells.get(i)).map_or("", |t| t.trim());
            let text = match (text.is_empty(), &column.default) {
                (true, Some(default)) => default.as_str(),
                _ => text,
            };
            if text.is_empty() {
                if column.required {
                    return Err(self.reject(n, ("empty", "必填而没有填", "must be filled")));
                }
                continue;
            }
            let unit = self.units.get(n).copied().unwrap_or(Decimal::ONE);
            row.set(column, text, unit).map_err(|bad| self.reject(n, bad))?;
        }
        self.finish(row)
    }

    /// Fills in what follows from other columns, and checks codes.
    fn finish(&mut self, mut row: Row) -> Result<Read, Box<Rejected>> {
        let mapping = self.mapping;
        let no_date: Bad = ("no-date", "没有日期，也没有用 --day 指定", "no date; give --day");
        let day = row
            .day
            .or(self.context.day)
            .or_else(|| row.year.and_then(|y| Date::new(i16::try_from(y).ok()?, 1, 1).ok()));
        row.draft.day = day.ok_or_else(|| self.reject_row(no_date))?;
        let year = row.year.or(self.context.year);
        row.draft.year = year.unwrap_or_else(|| i32::from(row.draft.day.year()));
        for (n, column) in mapping.columns.iter().enumerate() {
            if let Some(list) = &column.codes {
                self.known_code(n, list, &row, &column.field)?;
            }
        }
        if row.draft.line.is_empty() && !mapping.line_fields.is_empty() {
            let parts: Vec<&str> = mapping.line_fields.iter().map(|f| row.get(f)).collect();
            row.draft.line = parts.join("|");
        }
        if row.draft.kind == Kind::Record && row.draft.payload.is_empty() {
            row.draft.payload = serde_json::to_string(&row.payload).unwrap_or_default();
        }
        row.draft.ext = self.ext(&row);
        row.draft.source = Source {
            file: self.context.file.clone(),
            sheet: self.line.sheet.clone(),
            row: self.line.number,
        };
        let deleted = self.deleted(&row.deleted)?;
        let mut drafts = Vec::with_capacity(1);
        if mapping.introduces && !deleted {
            self.introduce(&row, &mut drafts);
        }
        drafts.push(Hashed::new(row.draft));
        let cells = self.line.cells.clone();
        Ok(Read::Taken(Taken { drafts, deleted, cells }))
    }

    /// Whether the deletion column says so. Systems write 0/1, 1/2, 是/否 …; what means neither for this
    /// file is not guessed.
    fn deleted(&self, said: &str) -> Result<bool, Box<Rejected>> {
        let live = self.context.live.as_ref().unwrap_or(&self.mapping.live).trim();
        let plain = base::text::squash(said).to_lowercase();
        let plain = plain.strip_suffix(".0").unwrap_or(&plain);
        const NO: [&str; 6] = ["", "否", "n", "no", "false", "未删除"];
        const YES: [&str; 6] = ["1", "是", "y", "yes", "true", "已删除"];
        if plain == live.to_lowercase() || NO.contains(&plain) {
            return Ok(false);
        }
        if YES.contains(&plain) || live == "1" && matches!(plain, "0" | "2") {
            return Ok(true);
        }
        let at = self.mapping.columns.iter().position(|c| c.field == "deleted").unwrap_or(0);
        let zh = "不知道这个删除标志的意思；有效行的标志请用 --live 指明";
        Err(self.reject(at, ("deleted", zh, "this deletion flag is not known; give --live")))
    }

    /// A code of a complete list must be in it; other lists cannot say.
    fn known_code(
        &self,
        n: usize,
        list: &str,
        row: &Row,
        field: &str,
    ) -> Result<(), Box<Rejected>> {
        let code = row.get(field);
        if code.is_empty() || !self.context.codes.is_complete(list, row.draft.year) {
            return Ok(());
        }
        match self.context.codes.name(list, row.draft.year, code) {
            Some(_) => Ok(()),
            None => Err(self.reject(n, ("code", "这一年度没有这个科目", "no such code that year"))),
        }
    }

    /// The id of the row in its source; where it has none, one of its content and how often that
    /// has been seen, so that reading the file again adds nothing while two equal rows both count.
    fn ext(&mut self, row: &Row) -> String {
        let (id, own) = (&self.mapping.id, &self.mapping.id_fields);
        if !own.is_empty() && own.iter().all(|field| !row.get(field).is_empty()) {
            let mut ext = id.clone();
            for (n, field) in own.iter().enumerate() {
                ext.push(if n == 0 { ':' } else { '|' });
                ext.push_str(row.get(field));
            }
            return ext;
        }
        let mut hasher = Sha256::new();
        for at in self.places.iter().flatten() {
            let text = self.line.cells.get(*at).map_or("", |t| t.trim());
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        let digest = hasher.finalize();
        let mut key = [0; 12];
        key.copy_from_slice(digest.get(..12).unwrap_or(&[0; 12]));
        let times = self.seen.entry(key).or_insert(0);
        *times += 1;
        let mut ext = format!("{id}:#");
        for byte in key {
            let _ = write!(ext, "{byte:02x}");
        }
        let _ = write!(ext, "/{times}");
        ext
    }

    /// Registers the unit and the project of a row when they are new.
    fn introduce(&mut self, row: &Row, drafts: &mut Vec<Hashed>) {
        let d = &row.draft;
        let record = |topic: &str, key: &str, payload: serde_json::Value| {
            let mut draft = Draft::new(Kind::Record, d.day, d.year, &d.unit);
            topic.clone_into(&mut draft.topic);
            key.clone_into(&mut draft.key);
            draft.payload = payload.to_string();
            draft.source = d.source.clone();
            Hashed::new(draft)
        };
        if !d.unit.is_empty() && !self.context.units.contains(&d.unit) {
            self.context.units.insert(d.unit.clone());
            let name = if row.unit_name.is_empty() { &d.unit } else { &row.unit_name };
            drafts.push(record(
                "单位",
                &d.unit,
                serde_json::json!({
                    "code": d.unit, "name": name, "department": d.unit.get(..3).unwrap_or(""),
                    "department_name": "", "region": "", "kind": "Administrative", "alone": true,
                }),
            ));
        }
        if !d.project.is_empty() && !self.context.projects.contains(&d.project) {
            self.context.projects.insert(d.project.clone());
            let name = if row.project_name.is_empty() { &d.project } else { &row.project_name };
            drafts.push(record(
                "项目",
                &d.project,
                serde_json::json!({
                    "code": d.project, "name": name, "kind": row.project_kind, "unit": d.unit,
                }),
            ));
        }
    }

    /// 合计 or 小计 in the first filled cell, and no id of its own.
    fn is_total(&self) -> bool {
        let first = self.line.cells.iter().map(str::trim).find(|c| !c.is_empty());
        first.is_some_and(|f| matches!(f, "合计" | "小计" | "总计" | "合 计" | "合计：" | "总 计"))
    }

    fn reject(&self, column: usize, bad: Bad) -> Box<Rejected> {
        let at = self.places.get(column).copied().flatten();
        let value = at.and_then(|i| self.line.cells.get(i)).unwrap_or_default().to_owned();
        let head = at.and_then(|i| self.head.get(i)).cloned();
        let fallback = self.mapping.columns.get(column).and_then(|c| c.heads.first()).cloned();
        let name = head.or(fallback).unwrap_or_default();
        let (code, zh, en) = bad;
        Box::new(Rejected {
            zh: format!("“{name}”列的“{value}”：{zh}"),
            en: format!("column “{name}”, “{value}”: {en}"),
            column: name,
            value,
            code,
            ..*self.reject_row(bad)
        })
    }

    fn reject_row(&self, (code, zh, en): Bad) -> Box<Rejected> {
        Box::new(Rejected {
            sheet: self.line.sheet.clone(),
            row: self.line.number,
            column: String::new(),
            value: String::new(),
            code,
            zh: zh.to_owned(),
            en: en.to_owned(),
            cells: self.line.cells.clone(),
        })
    }

    /// Whether the row stands before the data of a later sheet: its heading row, which places the columns
    /// anew, or a title above it. A row of data before any heading row cannot be read.
    fn before_data(&mut self) -> Option<Result<(), Box<Rejected>>> {
        if self.line.sheet != self.sheet {
            self.sheet.clone_from(&self.line.sheet);
            (self.searching, self.above) = (Some(0), None);
        }
        let met = self.searching?;
        let heads: Vec<String> = self.line.cells.iter().map(str::to_owned).collect();
        if self.mapping.place(&heads).is_ok() {
            self.place(heads);
            self.searching = None;
            return Some(Ok(()));
        }
        self.above = unit_above(&self.line.cells).or(self.above);
        self.searching = Some(met + 1);
        let title = self.line.cells.iter().filter(|c| !c.trim().is_empty()).count() <= 2;
        if title && met < SEARCH {
            return Some(Ok(()));
        }
        let why = "这个工作表的表头还没有找到，列无法辨认";
        Some(Err(self.reject_row(("no-heading", why, "no heading row of this sheet was found"))))
    }
}

/// How many 元 one is, where a line says so: 金额单位：万元.
fn unit_above(cells: &crate::Cells) -> Option<Decimal> {
    cells.iter().find_map(|cell| {
        let text = base::text::squash(cell);
        let (_, unit) = text.split_once("单位:")?;
        match () {
            () if unit.starts_with("万元") => Some(Decimal::from(10_000)),
            () if unit.starts_with('元') => Some(Decimal::ONE),
            () => None,
        }
    })
}

impl Iterator for Reader<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        loop {
            match self.rows.next(&mut self.line)? {
                Err(problem) if FATAL.contains(&problem.code) => {
                    return Some(Read::Broken(problem));
                }
                Err(problem) => {
                    let bad = (problem.code, "", "");
                    let rejected = self.reject_row(bad);
                    return Some(Read::Rejected(Rejected {
                        zh: problem.zh,
                        en: problem.en,
                        ..*rejected
                    }));
                }
                Ok(()) if self.line.cells.iter().all(|c| c.trim().is_empty()) => {}
                Ok(()) => match self.before_data() {
                    Some(Ok(())) => {}
                    Some(Err(rejected)) => return Some(Read::Rejected(*rejected)),
                    None => return Some(self.read().unwrap_or_else(|r| Read::Rejected(*r))),
                },
            }
        }
    }
}

/// A row while it is read.
struct Row {
    draft: Draft,
    day: Option<Date>,
    year: Option<i32>,
    deleted: String,
    unit_name: String,
    project_name: String,
    project_kind: String,
    payload: BTreeMap<String, serde_json::Value>,
}

impl Row {
    fn new(kind: Kind, topic: &str) -> Row {
        let mut draft = Draft::new(kind, Date::constant(1970, 1, 1), 0, "");
        topic.clone_into(&mut draft.topic);
        Row {
            draft,
            day: None,
            year: None,
            deleted: String::new(),
            unit_name: String::new(),
            project_name: String::new(),
            project_kind: String::new(),
            payload: BTreeMap::new(),
        }
    }

    fn set(&mut self, column: &Column, text: &str, unit: Decimal) -> Result<(), Bad> {
        match column.read {
            How::Date => {
                let day = value::date(text)?;
                match column.field.strip_prefix("payload.") {
                    Some(name) => {
                        drop(self.payload.insert(name.to_owned(), day.to_string().into()))
                    }
                    None => self.day = Some(day),
                }
            }
            How::Year => self.year = Some(value::year(text)?),
            How::Yuan | How::Wan => {
                let amount = value::amount(text, unit)?;
                match column.field.strip_prefix("payload.") {
                    Some(name) => {
                        drop(self.payload.insert(name.to_owned(), amount.as_fen().into()))
                    }
                    None => self.draft.amount = amount,
                }
            }
            How::Count => {
                let n: i64 = base::text::narrow(text)
                    .trim()
                    .parse()
                    .map_err(|_| ("count", "不是整数", "this is not a whole number") as Bad)?;
                match column.field.strip_prefix("payload.") {
                    Some(name) => drop(self.payload.insert(name.to_owned(), n.into())),
                    None => self.draft.amount = Amount::fen(n),
                }
            }
            How::Code => {
                let plain = base::text::narrow(text);
                let (code, name) = value::code(&plain);
                if value::is_rounded(code) {
                    let zh =
                        "编码被表格软件改成了科学计数，末几位已丢失；请把该列设为文本后重新导出";
                    return Err(("code-rounded", zh, "the spreadsheet rounded this code"));
                }
                if code.contains(char::is_whitespace) {
                    return Err(("code", "编码中有空格", "there are blanks in the code"));
                }
                match column.field.as_str() {
                    "unit" => name.clone_into(&mut self.unit_name),
                    "project" => name.clone_into(&mut self.project_name),
                    _ => {}
                }
                self.text(&column.field, code)?;
            }
            How::Text => {
                const IDS: [&str; 6] = ["ext", "line", "doc", "contract", "key", "project"];
                if IDS.contains(&column.field.as_str()) && value::is_rounded(text) {
                    let zh =
                        "编号被表格软件改成了科学计数，末几位已丢失；请把该列设为文本后重新导出";
                    return Err(("code-rounded", zh, "the spreadsheet rounded this number"));
                }
                match column.field.as_str() {
                    "stamp" => self.text("stamp", &value::stamp(text))?,
                    field => self.text(field, text)?,
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, field: &str, text: &str) -> Result<(), Bad> {
        if field == "kind" {
            let kind = kind_of(text);
            self.draft.kind = kind.ok_or(("kind", "不认识的分录类型", "no such kind of entry"))?;
            return Ok(());
        }
        if let Some(name) = field.strip_prefix("payload.") {
            self.payload.insert(name.to_owned(), text.into());
            return Ok(());
        }
        match self.slot(field) {
            // Names that came with a code are not blanked by an empty name column.
            Some(slot) => text.clone_into(slot),
            None => {
                return Err((
                    "mapping",
                    "映射文件里的字段不存在",
                    "the mapping names no such field",
                ));
            }
        }
        Ok(())
    }

    fn slot(&mut self, field: &str) -> Option<&mut String> {
        let d = &mut self.draft;
        Some(match field {
            "unit" => &mut d.unit,
            "line" => &mut d.line,
            "project" => &mut d.project,
            "fund" => &mut d.fund,
            "func" => &mut d.func,
            "eco" => &mut d.eco,
            "gov_eco" => &mut d.gov_eco,
            "payee" => &mut d.payee,
            "purpose" => &mut d.purpose,
            "doc" => &mut d.doc,
            "contract" => &mut d.contract,
            "method" => &mut d.method,
            "topic" => &mut d.topic,
            "key" => &mut d.key,
            "payload" => &mut d.payload,
            "ext" => &mut d.ext,
            "stamp" => &mut d.stamp,
            "reason" => &mut d.reason,
            "deleted" => &mut self.deleted,
            "unit_name" => &mut self.unit_name,
            "project_name" => &mut self.project_name,
            "project_kind" => &mut self.project_kind,
            _ => return None,
        })
    }

    fn get(&self, field: &str) -> &str {
        let d = &self.draft;
        match field {
            "unit" => &d.unit,
            "line" => &d.line,
            "project" => &d.project,
            "fund" => &d.fund,
            "func" => &d.func,
            "eco" => &d.eco,
            "gov_eco" => &d.gov_eco,
            "doc" => &d.doc,
            "ext" => &d.ext,
            "topic" => &d.topic,
            "key" => &d.key,
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mappings;
    use ledger::{Balance, Controls, check};
    use std::io::Cursor;

    /// A list that names only what it must is taken by the journal too.
    #[test]
    fn a_list_of_units_and_one_of_projects_is_taken() {
        let mappings = Mappings::from_files(&Mappings::embedded_files()).unwrap();
        for (id, text) in [
            ("单位", "单位编码,单位名称,年度\n101001,示范局,2023\n"),
            ("项目", "项目编码,项目名称,年度\nP1,会议,2023\n"),
        ] {
            let rows = Rows::open(Cursor::new(text.to_owned().into_bytes())).unwrap();
            let mapping = mappings.get(id).unwrap();
            let choose = |heads: &[String]| mapping.place(heads).map(|_| mapping);
            let reader = Reader::open(rows, &choose, Context::default()).unwrap();
            for read in reader {
                let Read::Taken(taken) = read else { panic!("{id}: {read:?}") };
                for hashed in &taken.drafts {
                    let checked = check(hashed.draft(), Balance::default(), &Controls::default());
                    assert_eq!(checked.map(|_| ()), Ok(()), "{id}");
                }
            }
        }
    }
}
