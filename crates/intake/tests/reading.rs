//! Files as offices send them: units above the table, sheets of different shape, quotes that were never
//! closed, encodings. What cannot be known is refused, never guessed.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use base::Amount;
use intake::{Context, Mapping, Mappings, Read, Reader, Rows};
use rust_xlsxwriter::Workbook;
use std::io::Cursor;

fn read(bytes: &[u8]) -> Vec<Read> {
    let mappings = Mappings::from_files(&Mappings::embedded_files()).unwrap();
    let mapping: &Mapping = mappings.get("收入").unwrap();
    let rows = Rows::open(Cursor::new(bytes.to_vec())).unwrap();
    let choose = |heads: &[String]| mapping.place(heads).map(|_| mapping);
    Reader::open(rows, &choose, Context::default()).unwrap().collect()
}

/// Amounts in 分, `None` for what was not taken.
fn amounts(reads: &[Read]) -> Vec<Option<i64>> {
    let one = |r: &Read| match r {
        Read::Taken(t) => Some(t.drafts.last()?.draft().amount.as_fen()),
        _ => None,
    };
    reads.iter().map(one).collect()
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate() {
                let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
                match text.strip_prefix('#') {
                    // A formula's value is what a calculating cell holds.
                    Some(number) => {
                        let formula = rust_xlsxwriter::Formula::new("=1").set_result(number);
                        sheet.write_formula(r, c, formula).unwrap()
                    }
                    None => sheet.write_string(r, c, *text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_unit_above_the_table_holds_unless_the_heading_says_another() {
    for (above, heading, fen) in [
        ("金额单位：万元", "金额", 1_234_560_000),
        ("单位：元", "金额", 123_456),
        ("", "金额", 123_456),
        ("金额单位：万元", "金额（元）", 123_456),
        ("单位:元", "收入金额（万元）", 1_234_560_000),
    ] {
        let csv =
            format!("收入明细\n{above}\n单位编码,日期,{heading}\n102001,2023-05-01,1234.56\n");
        assert_eq!(amounts(&read(csv.as_bytes())), [Some(fen)], "{above} {heading}");
    }
}

#[test]
fn each_sheet_has_its_own_columns() {
    let bytes = book(&[
        ("1月", &[&["单位编码", "日期", "金额"], &["102001", "2023-01-05", "1.00"]]),
        ("2月", &[&["二月"], &["日期", "金额", "单位编码"], &["2023-02-05", "2.00", "102001"]]),
        ("说明", &[&["本表由财务科填报"]]),
        ("乱", &[&["2023-03-05", "3.00", "102001"]]),
    ]);
    let reads = read(&bytes);
    assert_eq!(amounts(&reads), [Some(100), Some(200), None]);
    let Some(Read::Rejected(last)) = reads.last() else { panic!("{reads:?}") };
    assert_eq!((last.code, last.sheet.as_str(), last.row), ("no-heading", "乱", 1));
}

#[test]
fn a_quote_that_is_never_closed_breaks_the_file() {
    let csv =
        "单位编码,日期,金额,用途\n102001,2023-05-01,1.00,\"办公\n102001,2023-05-02,2.00,差旅\n";
    let reads = read(csv.as_bytes());
    let Some(Read::Broken(problem)) = reads.first() else { panic!("{reads:?}") };
    assert_eq!(problem.code, "quote-open");
    // A line break that was meant is none of its business.
    let csv = "单位编码,日期,金额,用途\n102001,2023-05-01,1.00,\"办公\n用品\"\n";
    assert_eq!(amounts(&read(csv.as_bytes())), [Some(100)]);
}

#[test]
fn bytes_that_are_none_of_the_encoding_break_the_file() {
    let mut csv = "单位编码,日期,金额,用途\n102001,2023-05-01,1.00,".as_bytes().to_vec();
    csv.extend(b"\xff\xff\xff\n");
    let mappings = Mappings::from_files(&Mappings::embedded_files()).unwrap();
    let mapping: &Mapping = mappings.get("收入").unwrap();
    let choose = |heads: &[String]| mapping.place(heads).map(|_| mapping);
    let rows = Rows::open(Cursor::new(csv)).unwrap();
    let said = Reader::open(rows, &choose, Context::default()).map(|_| ());
    assert_eq!(said.map_err(|p| p.code), Err("encoding"));
}

#[test]
fn a_computed_cell_is_what_the_sheet_shows() {
    let bytes = book(&[(
        "表",
        &[
            &["单位编码", "日期", "金额"],
            &["102001", "2023-05-01", "#0.30000000000000004"],
            &["102001", "2023-05-01", "#1234567.89"],
            &["102001", "2023-05-01", "#0.001"],
        ],
    )]);
    let reads = read(&bytes);
    assert_eq!(amounts(&reads), [Some(30), Some(123_456_789), None]);
    assert_eq!(Amount::fen(30).yuan_text(), "0.30");
}
