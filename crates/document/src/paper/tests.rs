//! Sheets, type that fits, and pages of the contents.

use super::{Kind, Side, Sides, anchors, fit, lines, pages, sheets, title};
use crate::model::{Block, Break, Cell, Document, Paragraph, Role, Row, Table};
use base::Spot;

fn table(rows: &[&[&str]], head: usize) -> Table {
    let cells = |r: &&[&str]| {
        let cells = r.iter().enumerate();
        cells.map(|(i, t)| Cell::new(*t, i, Spot::default())).collect()
    };
    let rows = rows.iter().map(|r| Row { cells: cells(r), ..Row::default() });
    Table { rows: rows.collect(), firm: true, head, ..Table::default() }
}

fn document(blocks: Vec<Block>) -> Document {
    Document { blocks, ..Document::default() }
}

fn of(role: Role, text: &str) -> Block {
    Block::Paragraph(Paragraph::of(role, text))
}

fn after(role: Role, text: &str, before: Break) -> Block {
    Block::Paragraph(Paragraph::of(role, text).after(before))
}

#[test]
fn lines_are_counted_as_they_break() {
    let check =
        |text: &str, room: u32, expect: u32| assert_eq!(lines(text, 20, room), expect, "{text}");
    check("", 1000, 1);
    check("收入支出", 800, 1);
    check("收入支出决", 800, 2);
    check("一\n二", 800, 2);
    // A figure goes to the next line whole.
    check("金额1,388.92", 1000, 2);
}

#[test]
fn long_titles_get_smaller_type_before_they_wrap() {
    assert_eq!(title("收入决算表", 32, 24, 8000), 32);
    assert_eq!(title("一般公共预算财政拨款基本支出决算明细表决算", 44, 24, 8400), 40);
    assert_eq!(title(&"很长".repeat(40), 32, 24, 8000), 32);
}

#[test]
fn figures_are_never_broken() {
    let row: &[&str] = &["2010101", "行政运行", "12,345,678.90", "12,345,678.90", "0.00"];
    let mut table = table(&[row; 30], 0);
    table.widths = vec![1, 20, 1, 1, 1];
    let fit = fit(&table, 8_000, 13_000);
    assert_eq!(fit.widths.iter().sum::<u32>(), 8_000);
    for (cell, width) in row.iter().zip(&fit.widths) {
        let room = width - 2 * fit.side;
        assert_eq!(lines(cell, fit.size, room), 1, "{cell} in {room}");
    }
    assert!(fit.heights.iter().sum::<u32>() <= 13_000);
}

#[test]
fn long_lists_stay_readable() {
    let rows = vec![["很长的项目名称", "1.00"].as_slice(); 500];
    assert!(fit(&table(&rows, 1), 8_000, 13_000).size >= 18);
}

#[test]
fn covers_text_and_forms_are_told_apart() {
    let form = || Block::Table(table(&[&["项目", "金额"], &["合计", "1.00"]], 1));
    let document = document(vec![
        of(Role::Title, "某某办公室"),
        after(Role::Subtitle, "目 录", Break::Page),
        of(Role::Contents, "第一部分 概况"),
        of(Role::Contents, "一、收入决算表"),
        of(Role::Contents, "二、别的"),
        Block::Paragraph(Paragraph::heading(1, "第一部分 概况").after(Break::Page)),
        of(Role::Body, "这个单位的主要职责是保管全区的档案。"),
        after(Role::TableTitle, "收入决算表", Break::Landscape),
        form(),
        of(Role::Note, "注：本表反映收入。"),
    ]);
    let sheets = sheets(&document);
    let kinds: Vec<(Kind, bool)> = sheets.iter().map(|s| (s.kind, s.flipped)).collect();
    let expect =
        [(Kind::Cover, false), (Kind::Text, false), (Kind::Text, false), (Kind::Form, true)];
    assert_eq!(kinds, expect);
    assert_eq!(pages(&sheets), [1, 2, 2, 2, 2, 3, 3, 4, 4, 4]);
    assert_eq!(anchors(&document), [(2, Some(5)), (3, Some(7)), (4, None)]);
}

#[test]
fn cells_stand_where_forms_have_them() {
    let table = table(&[&["项目", "金额"], &["合计", "1.00"], &["201", "57"]], 1);
    let at = |row: usize, cell: usize| Sides::new(&table).of(row, &table.rows[row].cells[cell]);
    assert_eq!(at(0, 1), Side::Centre);
    assert_eq!(at(1, 0), Side::Centre);
    assert_eq!(at(1, 1), Side::Right);
    assert_eq!(at(2, 0), Side::Centre);
    // A whole number among amounts is one of them.
    assert_eq!(at(2, 1), Side::Right);
}

#[test]
fn values_with_their_units_stand_in_the_middle() {
    let table = table(&[&["≥100份", "100%"], &["1．货物", "48.5"], &["4人", "2023年度"]], 0);
    let at = |row: usize, cell: usize| Sides::new(&table).of(row, &table.rows[row].cells[cell]);
    assert_eq!([at(0, 0), at(0, 1), at(2, 0)], [Side::Centre; 3]);
    assert_eq!([at(1, 0), at(2, 1)], [Side::Left; 2]);
    assert_eq!(at(1, 1), Side::Right);
}
