//! Hand-written pages, each with one of the hard cases.

use super::*;
use encoding_rs::GB18030;

fn check(page: &str, expect: &str) {
    let (document, problems) = read(page.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(document::dump(&document).trim_end(), expect.trim(), "{page}");
    assert_eq!(problems, [], "{page}");
}

#[test]
fn blocks_become_paragraphs() {
    check(
        "<!doctype html><html><head><title>题</title><style>p{}</style></head><body><nav>导航</nav>\
         <h2>一、<b>概况</b></h2><div>总收入\n   <span>1,709.74</span>万元<br>第二行<p align=center>居中</div>\
         <script>document.write('x')</script>尾<!-- 注 --></body></html>",
        "l1 ¶ #2 一、概况\nl2 ¶ 总收入 1,709.74万元\nl3 ¶ 第二行\nl4 ¶ 居中\nl5 ¶ 尾",
    );
    check(
        "<p>收入\n支出&nbsp;A\nB</p><pre>甲\n乙</pre>",
        "l1 ¶ 收入支出\u{a0}A B\nl2 ¶ 甲\nl3 ¶ 乙",
    );
}

#[test]
fn hidden_text_is_kept_apart() {
    check(
        "<p>明</p><div style='DISPLAY : none'>密<table><tr><td>1</td></tr></table></div><p hidden>藏</p><p>末</p>",
        "l1 ¶ 明\nl2 ¶ 末\nl1 (invisible) 密1\nl1 (invisible) 藏",
    );
}

#[test]
fn spans_are_laid_out() {
    check(
        "<p>前</p><table><caption>总表</caption><tr><th rowspan=2>项目<th colspan=2>支出</tr><tr><td>基本<td>项目</tr>\
         <tr><td>合计<td>1<br>2<td><p>3</p><p>4</p></tr></table>",
        "l1 ¶ 前\ntable 3×3\nl2 | ⟨2×1⟩项目 | ⟨1×2⟩支出 |\nl3 | ^ | 基本 | 项目 |\nl4 | 合计 | 1⏎2 | 3⏎4 |",
    );
    check(
        "<table><tr><td colspan=0 rowspan=99>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        "table 2×2\nl1 | ⟨99×1⟩a | b |\nl2 | ^ | c |",
    );
}

#[test]
fn nested_and_layout_tables() {
    check(
        "<table><tr><td><p>文</p><table><tr><td>1<td>2</table><p>后</p></td></tr></table>",
        "l1 ¶ 文\ntable 1×2\nl2 | 1 | 2 |\nl3 ¶ 后",
    );
    check(
        "<table><tr><td>外<table><tr><td>1<td>2</table></td><td>右</td></tr></table><p>末",
        "table 1×2\nl1 | 外 | 右 |\ntable 1×2\nl2 | 1 | 2 |\nl3 ¶ 末",
    );
}

#[test]
fn encodings_are_found() {
    let page = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"></head><body><p>朱镕基 决算</p>";
    for bytes in [GB18030.encode(page).0.into_owned(), page.as_bytes().to_vec()] {
        assert!(sniff(&bytes));
        let (document, _) = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(document::dump(&document), "l1 ¶ 朱镕基 决算\n");
    }
}

#[test]
fn pages_are_told_from_text() {
    for yes in ["<!DOCTYPE HTML>", "<p>甲</p>", "\n<TABLE border=1>", "abc <div class=x>y</div>"] {
        assert!(sniff(yes.as_bytes()), "{yes}");
    }
    for no in ["甲 < 乙", "<para>", "<?xml version='1.0'?><Workbook><Table ss:x='1'>", "a <p b"] {
        assert!(!sniff(no.as_bytes()), "{no}");
    }
}

#[test]
fn hostile_pages_end() {
    let deep =
        format!("<p>前</p>{}深{}<p>后</p>", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let (document, problems) = read(deep.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((document.blocks.len(), problems[0].code), (3, "limit-depth"));
    let tables = "<table><tr><td>x<td>y".repeat(20_000);
    let (_, problems) = read(tables.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(problems[0].code, "limit-depth");
    let wide = format!("<table><tr>{}</tr></table>", "<td colspan=600>1".repeat(50));
    let (document, problems) = read(wide.as_bytes(), &Limits::default()).unwrap();
    let document::Block::Table(table) = &document.blocks[0] else { panic!() };
    assert_eq!((table.width(), problems[0].code), (1000, "limit-columns"));
    let rows = format!("<table>{}</table><p>后", "<tr><td>1<td>2".repeat(9));
    let (document, problems) =
        read(rows.as_bytes(), &Limits { rows: 3, ..Limits::default() }).unwrap();
    assert_eq!((document.blocks.len(), problems[0].code), (2, "limit-rows"));
}

#[test]
fn mutations_never_panic() {
    let seed = "<html><body><h1>题</h1><table><caption>c</caption><tr><td rowspan='2'>1<td colspan=3>2</tr></table>\
                <div hidden>x</div><script>var a='<p>'</script><!-- c --><p>末&amp;</body></html>";
    let mut bytes = seed.as_bytes().to_vec();
    let mut state = 11_u64;
    for round in 0..600 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (state >> 33) as usize % bytes.len();
        bytes[at] = b"<>/&\"'= 9\xff!-"[(state >> 20) as usize % 12];
        let _ = read(&bytes, &Limits::default());
        if round % 12 == 0 {
            bytes = seed.as_bytes().to_vec();
        }
    }
}
