//! Rows of a table, one at a time, in constant memory: CSV in any usual encoding, and workbooks.

use crate::cells::Cells;
use crate::decode::Decoded;
use base::{Problem, Spot};
use calamine::{Data, DataRef, Ods, Reader, Xls, Xlsx};
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A row as the user counts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Sheet; empty for CSV.
    pub sheet: String,
    /// Row, from 1.
    pub number: u32,
    /// Cells as texts; dates as `2023-01-05`, errors as `#REF!`.
    pub cells: Cells,
}

/// A source of rows.
pub struct Rows {
    inner: Inner,
}

enum Inner {
    Csv {
        reader: Box<csv::Reader<Box<dyn Read + Send>>>,
        record: csv::StringRecord,
        /// Separator, and most cells of a row so far: a cell that holds lines of so many was never closed.
        shape: (char, usize),
        /// Whether lines end in CR LF, whose LF the library counts with the next record; whether a record
        /// has been read.
        ends: (bool, bool),
        /// Whether bytes were met that the encoding does not have.
        garbled: Arc<AtomicBool>,
    },
    Sheets {
        sheets: Vec<(String, Vec<Vec<String>>, u32)>,
        sheet: usize,
        row: usize,
    },
    /// `None` ends the book; a channel that closes without it was broken off.
    Xlsx {
        lines: std::sync::mpsc::Receiver<Result<Option<Line>, Problem>>,
        ended: bool,
    },
}

/// Codes of problems after which the rest of the file is not known: nothing of it may be taken.
pub(crate) const FATAL: [&str; 3] = ["quote-open", "sheet-damaged", "encoding"];

/// A cell of more bytes is a quote that was never closed; Excel takes no longer one either.
const CELL_BYTES: usize = 32_000;

/// Longest row taken; a longer one is a damaged file.
const CELLS: usize = 2_000;

fn problem(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(code, Spot::default(), zh, en)
}

impl Rows {
    /// Opens a table by its content.
    ///
    /// # Errors
    /// When it is no table that can be read.
    pub fn open<R: Read + Seek + Send + 'static>(mut source: R) -> Result<Rows, Problem> {
        let failed = |e: std::io::Error| {
            problem("io", format!("读取失败：{e}"), format!("cannot be read: {e}"))
        };
        let mut head = vec![0; 64 * 1024];
        let mut length = 0;
        while length < head.len() {
            let more = source.read(head.get_mut(length..).unwrap_or_default()).map_err(failed)?;
            if more == 0 {
                break;
            }
            length += more;
        }
        head.truncate(length);
        source.seek(SeekFrom::Start(0)).map_err(failed)?;
        if head.is_empty() {
            return Err(problem("empty-file", "文件是空的", "the file is empty"));
        }
        let ods = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        if head.windows(ods.len()).take(256).any(|w| w == ods) {
            let book = Ods::new(std::io::BufReader::new(source)).map_err(|e| unreadable(&e));
            return whole_book(book?);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return workbook(source, head.starts_with(b"PK"));
        }
        let whole = (length as u64) < 64 * 1024;
        let decoded = Decoded::new(source, &head, whole);
        let delimiter = delimiter(&decoded.sample);
        let garbled = Arc::clone(&decoded.garbled);
        let decoded_crlf = decoded.sample.split_once('\n').is_some_and(|(l, _)| l.ends_with('\r'));
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(Box::new(decoded) as Box<dyn Read + Send>);
        let record = csv::StringRecord::new();
        let shape = (char::from(delimiter), 0);
        let ends = (decoded_crlf, false);
        Ok(Rows { inner: Inner::Csv { reader: Box::new(reader), record, shape, ends, garbled } })
    }

    /// The next row into `line`; `None` at the end. A row that cannot be read is a problem, and the
    /// next call goes on after it.
    pub fn next(&mut self, line: &mut Line) -> Option<Result<(), Problem>> {
        match &mut self.inner {
            Inner::Csv { reader, record, shape, ends, garbled } => {
                let next = csv_line(reader, record, line, shape);
                if *ends == (true, true) {
                    line.number = line.number.saturating_add(1);
                }
                ends.1 = true;
                // Said once, at the end or at the row where it was met.
                match garbled.swap(false, Ordering::Relaxed) {
                    true => Some(Err(garbled_text())),
                    false => next,
                }
            }
            Inner::Sheets { sheets, sheet, row } => loop {
                let (name, rows, first) = sheets.get(*sheet)?;
                let Some(cells) = rows.get(*row) else {
                    (*sheet, *row) = (*sheet + 1, 0);
                    continue;
                };
                line.sheet.clone_from(name);
                line.number = first + u32::try_from(*row).unwrap_or(u32::MAX) + 1;
                line.cells = cells.iter().collect();
                *row += 1;
                return Some(Ok(()));
            },
            Inner::Xlsx { lines, ended } => {
                if *ended {
                    return None;
                }
                let broken = || {
                    let zh = "工作簿读到一半出错；请用 Excel 或 WPS 另存为 xlsx 后重试";
                    problem("sheet-damaged", zh, "the workbook broke off; save it anew as xlsx")
                };
                match lines.recv().unwrap_or_else(|_| Err(broken())) {
                    Ok(Some(next)) => *line = next,
                    Ok(None) => {
                        *ended = true;
                        return None;
                    }
                    Err(problem) => {
                        *ended = problem.code == "sheet-damaged";
                        line.cells.clear();
                        return Some(Err(problem));
                    }
                }
                Some(Ok(()))
            }
        }
    }
}

fn csv_line(
    reader: &mut csv::Reader<Box<dyn Read + Send>>,
    record: &mut csv::StringRecord,
    line: &mut Line,
    (delimiter, width): &mut (char, usize),
) -> Option<Result<(), Problem>> {
    match reader.read_record(record) {
        Ok(false) => None,
        Ok(true) => {
            let at = record.position().map_or(0, csv::Position::line);
            line.number = u32::try_from(at).unwrap_or(u32::MAX);
            line.cells.clear();
            *width = (*width).max(record.len());
            let swallowed = |l: &str| *width > 3 && 2 * l.matches(*delimiter).count() >= *width;
            let open = |c: &str| {
                c.len() > CELL_BYTES || c.contains('\n') && c.lines().skip(1).any(swallowed)
            };
            if record.iter().any(open) {
                return Some(Err(problem(
                    "quote-open",
                    format!("第 {at} 行的引号没有闭合，其后的行被并成一格；请补上引号"),
                    format!("a quote of row {at} is never closed and swallows the rows after it"),
                )));
            }
            if record.len() > CELLS {
                let n = record.len();
                return Some(Err(problem(
                    "row-too-long",
                    format!("第 {at} 行有 {n} 格，疑为引号不配对"),
                    format!("row {at} has {n} cells; quotes may not match"),
                )));
            }
            for text in record.iter() {
                line.cells.push(text.trim_start_matches('\u{feff}'));
            }
            Some(Ok(()))
        }
        Err(e) => {
            let at = e.position().map_or(0, csv::Position::line);
            line.cells.clear();
            line.number = u32::try_from(at).unwrap_or(u32::MAX);
            Some(Err(problem(
                "row-damaged",
                format!("第 {at} 行无法读取：{e}"),
                format!("row {at} cannot be read: {e}"),
            )))
        }
    }
}

/// The separator that the first lines have most of.
fn delimiter(sample: &str) -> u8 {
    let first: String = sample.lines().take(5).collect();
    let count = |c: char| first.matches(c).count();
    let best = [(b',', count(',')), (b'\t', count('\t')), (b';', count(';'))];
    best.into_iter().max_by_key(|(c, n)| (*n, *c == b',')).map_or(b',', |(c, _)| c)
}

fn unreadable(e: &impl std::fmt::Display) -> Problem {
    problem(
        "sheet-damaged",
        format!("工作簿无法打开：{e}；请用 Excel 或 WPS 另存为 xlsx 后重试"),
        format!("the workbook cannot be opened: {e}; save it anew as xlsx"),
    )
}

fn workbook<R: Read + Seek + Send + 'static>(source: R, zipped: bool) -> Result<Rows, Problem> {
    let source = std::io::BufReader::new(source);
    if zipped {
        let book = Xlsx::new(source).map_err(|e| unreadable(&e))?;
        return Ok(Rows { inner: Inner::Xlsx { lines: stream(book), ended: false } });
    }
    whole_book(Xls::new(source).map_err(|e| unreadable(&e))?)
}

/// The sheets of a book that is read as a whole: old ones are small.
fn whole_book<S, B>(mut book: B) -> Result<Rows, Problem>
where
    S: Read + Seek,
    B: Reader<S>,
    B::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|e| unreadable(&e))?;
        let first = range.start().map_or(0, |s| s.0);
        let rows = range.rows().map(|r| r.iter().map(cell).collect()).collect();
        sheets.push((name, rows, first));
    }
    Ok(Rows { inner: Inner::Sheets { sheets, sheet: 0, row: 0 } })
}

/// Reads the sheets on a thread of its own, cell by cell.
fn stream<R: Read + Seek + Send + 'static>(
    mut book: Xlsx<R>,
) -> std::sync::mpsc::Receiver<Result<Option<Line>, Problem>> {
    let (send, receive) = std::sync::mpsc::sync_channel(4096);
    std::thread::spawn(move || {
        for name in book.sheet_names() {
            if !one_sheet(&mut book, &name, &send) {
                return;
            }
        }
        let _ = send.send(Ok(None));
    });
    receive
}

/// Sends the rows of a sheet; false when nobody listens any more.
fn one_sheet<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    send: &std::sync::mpsc::SyncSender<Result<Option<Line>, Problem>>,
) -> bool {
    let damaged = |e: String| {
        problem(
            "sheet-damaged",
            format!("工作表“{name}”读到一半出错：{e}"),
            format!("sheet “{name}” broke off: {e}"),
        )
    };
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(e) => return send.send(Err(damaged(e.to_string()))).is_ok(),
    };
    let (mut number, mut texts, mut wide) = (0, Vec::new(), false);
    let give = |number: u32, texts: &mut Vec<String>, wide: &mut bool| {
        let cells = texts.drain(..).collect();
        if std::mem::take(wide) {
            let zh = format!("工作表“{name}”第 {number} 行超过 {CELLS} 格，没有读取");
            let en = format!("row {number} of sheet “{name}” has more than {CELLS} cells");
            return send.send(Err(problem("row-too-long", zh, en))).is_ok();
        }
        send.send(Ok(Some(Line { sheet: name.to_owned(), number, cells }))).is_ok()
    };
    loop {
        match cells.next_cell() {
            Ok(Some(next)) => {
                let (row, column) = next.get_position();
                if row + 1 != number {
                    if number > 0 && !give(number, &mut texts, &mut wide) {
                        return false;
                    }
                    number = row + 1;
                }
                let at = column as usize;
                if at < CELLS {
                    texts.resize(texts.len().max(at + 1), String::new());
                    if let Some(slot) = texts.get_mut(at) {
                        *slot = cell_ref(next.get_value());
                    }
                } else {
                    wide = true;
                }
            }
            Ok(None) => {
                return number == 0 || give(number, &mut texts, &mut wide);
            }
            Err(e) => return send.send(Err(damaged(e.to_string()))).is_ok(),
        }
    }
}

fn cell_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => cell(&Data::from(other.clone())),
    }
}

/// A cell as text.
fn cell(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::Error(e) => format!("{e}"),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::Float(number) => float_text(*number),
    }
}

/// The decimal that a workbook's number stands for: fifteen digits, as a spreadsheet shows it, not the
/// binary tail behind them (0.1 + 0.2 is 0.3).
fn float_text(number: impl std::fmt::Display + std::fmt::LowerExp + std::fmt::UpperExp) -> String {
    let plain = || number.to_string();
    // Beyond fifteen digits the workbook has lost the rest: it must not look like a number that is whole.
    let digits = format!("{number:.0}");
    if digits.trim_start_matches('-').len() > 15 {
        return format!("{number:.14E}").replace('E', "E+");
    }
    let Ok(value) = base::Decimal::from_scientific(&format!("{number:.14e}")) else {
        return plain();
    };
    value.normalize().to_string()
}

fn garbled_text() -> Problem {
    problem(
        "encoding",
        "文件中有按其编码无法识别的字节；请用 Excel 或记事本另存为 UTF-8 后重试",
        "the file holds bytes its encoding does not have; save it as UTF-8 and retry",
    )
}
