//! Spreadsheets read as they are displayed.

use crate::{Limits, Unreadable, read};

/// Text and problem codes, one place a line.
fn dump(bytes: &[u8], limits: &Limits) -> String {
    let (document, problems) = read(bytes, limits).unwrap();
    let mut out = document::dump(&document);
    for problem in problems {
        let place = |n: Option<u32>| n.map_or("-".to_owned(), |n| n.to_string());
        let (page, line) = (place(problem.spot.page), place(problem.spot.line));
        out.push_str(&format!("! {} {page}:{line}\n", problem.code));
    }
    out
}

fn check(bytes: &[u8], expect: &str) {
    assert_eq!(dump(bytes, &Limits::default()), expect);
}

const BOOK: &str = "\
p1:1 ¶ 收入支出决算总表
table 5×4
p1:2 | ⟨2×1⟩项目 | ⟨1×2⟩决算数 | 占比 |
p1:3 | ^ | 本年 | 上年 |  |
p1:4 | 财政拨款 | 1,388.92 | 0.3 | 64.99% |
p1:5 hidden | 其他 | 0.00 | 57 |  |
p1:6 | 合计 | 1,388.92 | #DIV/0! | 2024-12-31 |
p1:10 ¶ 单位：万元
p2 (hidden-sheet) 草稿	1
! cell-error 1:6
! sheet-hidden 2:-
";

const XLSX: &[u8] = include_bytes!("../../../../tests/corpus/formats/shouzhi.xlsx");
const XLS: &[u8] = include_bytes!("../../../../tests/corpus/formats/shouzhi.xls");
const ODS: &[u8] = include_bytes!("../../../../tests/corpus/formats/shouzhi.ods");

#[test]
fn xlsx_reads_as_displayed() {
    check(XLSX, BOOK);
}

#[test]
fn xls_reads_as_displayed() {
    check(XLS, BOOK);
}

#[test]
fn ods_reads_as_displayed() {
    check(ODS, BOOK);
}

#[test]
fn limits_are_said_not_silent() {
    for bytes in [XLSX, XLS, ODS] {
        let limits = Limits { cells: 6, ..Limits::default() };
        assert!(dump(bytes, &limits).contains("! over-limit"), "{}", dump(bytes, &limits));
        let limits = Limits { rows: 2, ..Limits::default() };
        assert!(dump(bytes, &limits).contains("! over-limit 1:3"));
    }
    let limits = Limits { unpacked: 1000, ..Limits::default() };
    assert!(matches!(read(XLSX, &limits), Err(Unreadable::TooLarge(_))));
}

#[test]
fn damaged_files_never_panic() {
    for bytes in [XLSX, XLS, ODS] {
        for seed in 0..300usize {
            let mut damaged = bytes.to_vec();
            for n in 0..(1 + seed % 20) {
                let at = (seed * 7919 + n * 104_729 + seed * seed * 31) % damaged.len();
                damaged[at] = damaged[at].wrapping_add((seed * 37 + n * 101 + 1) as u8);
            }
            let _ = read(&damaged, &Limits::default());
            damaged.truncate(seed * damaged.len() / 300);
            let _ = read(&damaged, &Limits::default());
        }
    }
}

/// A workbook built with the library that writes ours.
fn built(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn merged_cells_bridge_blank_rows() {
    let bytes = built(|sheet| {
        let plain = rust_xlsxwriter::Format::new();
        sheet.merge_range(1, 0, 5, 0, "一季度", &plain).unwrap();
        sheet.write(1, 1, 1.5).unwrap();
        sheet.write(5, 1, 2).unwrap();
        sheet.write(8, 1, "  ").unwrap();
        sheet.write(9, 1, "表二").unwrap();
        sheet.merge_range(9, 2, 9, 900, "", &plain).unwrap();
    });
    let expect = "\
table 5×2
p1:2 | ⟨5×1⟩一季度 | 1.5 |
p1:3 | ^ |  |
p1:4 | ^ |  |
p1:5 | ^ |  |
p1:6 | ^ | 2 |
table 1×2
p1:10 |  | 表二 |
";
    check(&bytes, expect);
}

#[test]
fn far_away_cells_cost_nothing() {
    let bytes = built(|sheet| {
        sheet.write(0, 0, "甲").unwrap();
        sheet.write(1_048_575, 0, "乙").unwrap();
        sheet.write(1_048_575, 16_383, "丙").unwrap();
    });
    let (document, _) = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(document.blocks.len(), 2);
}

#[test]
fn hidden_columns_and_pictures_are_said() {
    let bytes = built(|sheet| {
        sheet.write(0, 0, "甲").unwrap();
        sheet.set_column_hidden(1).unwrap();
    });
    check(&bytes, "p1:1 ¶ 甲\n! column-hidden 1:-\n");
    let bytes = built(|sheet| {
        let shape = rust_xlsxwriter::Shape::textbox().set_text("截图");
        sheet.insert_shape(0, 0, &shape).unwrap();
    });
    check(&bytes, "! sheet-no-text 1:-\n");
}

#[test]
fn a_bomb_is_refused() {
    let bytes = built(|sheet| {
        for row in 0..20_000 {
            sheet.write(row, 0, "一样的内容").unwrap();
        }
    });
    let limits = Limits { unpacked: 200_000, ..Limits::default() };
    assert!(matches!(read(&bytes, &limits), Err(Unreadable::TooLarge(_))));
}

#[test]
fn a_sheet_that_declares_a_billion_rows_is_refused() {
    let mut bytes = XLS.to_vec();
    let at = bytes.windows(4).position(|w| w == [0x00, 0x02, 0x0e, 0x00]).unwrap();
    bytes[at + 8..at + 12].fill(0xff);
    assert!(matches!(read(&bytes, &Limits::default()), Err(Unreadable::TooLarge(_))));
}
