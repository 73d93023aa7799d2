//! Pages written by hand for each habit the reader must know, damaged files, and (where the folder of
//! published reports is at hand) the reports themselves.

use crate::{Limits, Unreadable};
use document::{Block, Document, dump};
use std::fmt::Write as _;

/// A page: box, rotation and content stream.
struct Leaf<'a> {
    size: (u32, u32),
    rotate: u32,
    content: &'a str,
}

fn leaf(content: &str) -> Leaf<'_> {
    Leaf { size: (600, 800), rotate: 0, content }
}

/// A minimal PDF with two fonts that are not embedded: F1 in UniGB-UCS2-H, F2 in GBK-EUC-H.
fn pdf(pages: &[Leaf<'_>]) -> Vec<u8> {
    let mut objects: Vec<String> = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 7 + i * 2)).collect();
    objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")));
    for encoding in ["UniGB-UCS2-H", "GBK-EUC-H"] {
        let child = objects.len() + 2;
        objects.push(format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [{child} 0 R] >>"
        ));
        objects.push(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 [500] 814 [500 500 500 500]] \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
                .to_owned(),
        );
    }
    for (i, page) in pages.iter().enumerate() {
        let (w, h) = page.size;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {w} {h}] /Rotate {} /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 5 0 R >> >> >>",
            page.rotate,
            8 + i * 2
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{}\nendstream",
            page.content.len(),
            page.content
        ));
    }
    raw(&objects, "")
}

/// A file of these objects, the first of them the catalogue.
fn raw(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer << /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

/// Text at a place in size 12, in UCS-2.
fn text(x: f64, y: f64, what: &str) -> String {
    sized(x, y, 12.0, what)
}

fn sized(x: f64, y: f64, size: f64, what: &str) -> String {
    let hex: String = what.encode_utf16().map(|u| format!("{u:04x}")).collect();
    format!("BT /F1 {size} Tf {x} {y} Td <{hex}> Tj ET\n")
}

/// A grid of ruling lines.
fn grid(xs: &[f64], ys: &[f64]) -> String {
    let (x0, x1) = (xs[0], xs[xs.len() - 1]);
    let (y0, y1) = (ys[0], ys[ys.len() - 1]);
    let mut out = String::new();
    for y in ys {
        let _ = writeln!(out, "{x0} {y} m {x1} {y} l S");
    }
    for x in xs {
        let _ = writeln!(out, "{x} {y0} m {x} {y1} l S");
    }
    out
}

fn read(pages: &[Leaf<'_>]) -> (Document, Vec<&'static str>) {
    let (document, problems) = super::read(&pdf(pages), &Limits::default()).unwrap();
    (document, problems.iter().map(|p| p.code).collect())
}

fn check(pages: &[Leaf<'_>], expect: &str) {
    let (document, problems) = read(pages);
    assert_eq!(dump(&document).trim_end(), expect.trim(), "{problems:?}");
}

#[test]
fn fonts_that_are_not_embedded_read() {
    let gbk = "BT /F2 12 Tf 100 700 Td <b2c6d5fed6a7b3f6> Tj ET\n";
    check(
        &[leaf(&format!("{gbk}{}", text(100.0, 660.0, "决算数")))],
        "p1:1 ¶ 财政支出\np1:2 ¶ 决算数",
    );
}

#[test]
fn ruled_tables_keep_empty_columns_and_spans() {
    let mut content = grid(&[100.0, 200.0, 300.0, 400.0], &[600.0, 620.0, 640.0]);
    // the upper left cell spans two columns: draw the header of its own
    content +=
        "100 640 m 100 660 l S 300 640 m 300 660 l S 400 640 m 400 660 l S 100 660 m 400 660 l S\n";
    content += &text(180.0, 645.0, "项目");
    content += &text(330.0, 645.0, "金额");
    content += &text(110.0, 625.0, "二〇一");
    content += &text(310.0, 624.0, "307.82");
    content += &text(110.0, 605.0, "合计");
    check(
        &[leaf(&content)],
        "table 3×3\np1:1 | ⟨1×2⟩项目 | 金额 |\np1:2 | 二〇一 |  | 307.82 |\np1:3 | 合计 |  |  |",
    );
}

#[test]
fn tables_go_on_over_pages_without_their_repeated_header() {
    let page = |rows: [&str; 4], note: &str| {
        let mut content = grid(&[100.0, 200.0, 300.0], &[600.0, 620.0, 640.0]);
        for (i, cell) in rows.iter().enumerate() {
            content += &text(110.0 + (i % 2) as f64 * 100.0, 625.0 - (i / 2) as f64 * 20.0, cell);
        }
        content + &text(295.0, 40.0, note)
    };
    let first = page(["项目", "决算数", "办公费", "3.78"], "1");
    let second = page(["项目", "决算数", "差旅费", "1.15"], "2");
    check(
        &[leaf(&first), leaf(&second)],
        "table 3×2\np1:1 | 项目 | 决算数 |\np1:2 | 办公费 | 3.78 |\np2:2 | 差旅费 | 1.15 |\n\
         p1:3 (footer) 1\np2:3 (footer) 2",
    );
}

#[test]
fn paragraphs_join_over_wraps_and_pages() {
    let full = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五"; // 35 × 12 = 420
    let indented: String = full.chars().take(33).collect();
    let mut first = text(114.0, 700.0, &indented);
    for i in 0..6 {
        first += &text(90.0, 680.0 - f64::from(i) * 20.0, full);
    }
    let second = text(90.0, 700.0, "小于预算。") + &text(114.0, 680.0, "二、收入");
    let (document, _) = read(&[leaf(&first), leaf(&second)]);
    let Block::Paragraph(p) = &document.blocks[0] else { panic!("{document:?}") };
    assert!(p.text.ends_with("四五小于预算。"), "{}", p.text);
    assert_eq!(p.marks.len(), 8);
    assert_eq!(p.spot_at(p.text.chars().count() - 1).page, Some(2));
    assert_eq!(document.blocks.len(), 2);
}

#[test]
fn texts_far_apart_and_centred_titles_stand_alone() {
    let wide = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五";
    let mut content = sized(252.0, 760.0, 16.0, "收入决算总表");
    content += &(text(90.0, 730.0, "编制部门：某局") + &text(462.0, 730.0, "单位：元"));
    for i in 0..6 {
        content += &text(90.0, 700.0 - f64::from(i) * 20.0, wide);
    }
    let (document, _) = read(&[leaf(&content)]);
    let lines: Vec<_> = document
        .blocks
        .iter()
        .filter_map(|b| {
            if let Block::Paragraph(p) = b { Some((p.text.as_str(), p.centred)) } else { None }
        })
        .take(3)
        .collect();
    assert_eq!(lines, [("收入决算总表", true), ("编制部门：某局", false), ("单位：元", false)]);
}

#[test]
fn rotated_pages_and_sideways_text_read_upright() {
    let turned = Leaf {
        size: (600, 800),
        rotate: 90,
        content: "BT /F2 12 Tf 0 1 -1 0 100 300 Tm <b2c6d5fe> Tj ET\nBT /F2 12 Tf 0 1 -1 0 130 300 Tm <d6a7b3f6> Tj ET\n",
    };
    check(&[turned], "p1:1 ¶ 财政\np1:2 ¶ 支出");
    let sideways = leaf(
        "BT /F2 12 Tf 0 1 -1 0 100 300 Tm <b2c6d5fe> Tj ET\nBT /F2 12 Tf 0 1 -1 0 130 300 Tm <d6a7b3f6> Tj ET\n",
    );
    check(&[sideways], "p1:1 ¶ 财政\np1:2 ¶ 支出");
}

#[test]
fn letter_spacing_is_no_blank_and_baselines_may_differ() {
    let mut content = String::new();
    for (i, c) in "因公出国".chars().enumerate() {
        content += &text(100.0 + i as f64 * 18.0, 700.0, &c.to_string());
    }
    content += &(text(100.0, 600.0, "占") + &text(112.0, 601.6, "79%") + &text(148.0, 598.9, "；"));
    check(&[leaf(&content)], "p1:1 ¶ 因公出国\np1:2 ¶ 占79%；");
}

#[test]
fn filled_and_stroked_text_is_read_once() {
    let content = "2 Tr BT /F2 12 Tf 100 700 Td <b2c6d5fe> Tj ET\n";
    check(&[leaf(content)], "p1:1 ¶ 财政");
}

#[test]
fn text_nobody_sees_is_kept_apart() {
    let content = text(100.0, 700.0, "看得见")
        + &text(100.0, 900.0, "页外")
        + "q 0 0 50 50 re W n\n"
        + &text(100.0, 600.0, "裁切")
        + "Q 3 Tr\n"
        + &text(100.0, 500.0, "隐藏");
    let (document, problems) = read(&[leaf(&content)]);
    assert_eq!(
        dump(&document).trim_end(),
        "p1:1 ¶ 看得见\np1 (outside-page) 页外\np1 (invisible) 裁切\np1 (invisible) 隐藏"
    );
    assert_eq!(problems, ["pdf-hidden-text"]);
}

#[test]
fn aligned_numbers_without_lines_are_a_loose_table() {
    let mut content = String::new();
    for (i, (name, a, b)) in
        [("办公费", "3.78", "4.00"), ("差旅费", "1.15", "2.00"), ("劳务费", "0.68", "1.00")]
            .iter()
            .enumerate()
    {
        let y = 700.0 - i as f64 * 20.0;
        content += &(text(100.0, y, name) + &text(250.0, y, a) + &text(400.0, y, b));
    }
    check(
        &[leaf(&content)],
        "table 3×3 ~\np1:1 | 办公费 | 3.78 | 4.00 |\np1:2 | 差旅费 | 1.15 | 2.00 |\np1:3 | 劳务费 | 0.68 | 1.00 |",
    );
}

#[test]
fn pages_without_text_are_problems() {
    let image = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{7f} EI Q\n";
    let (document, problems) = read(&[leaf(image), leaf(" "), leaf(&text(100.0, 700.0, "有字"))]);
    assert_eq!(problems, ["pdf-no-text", "pdf-blank-page"]);
    assert_eq!(document.pages, Some(3));
}

#[test]
fn limits_stop_reading_and_say_so() {
    let page = text(100.0, 700.0, "一二三四五");
    let bytes = pdf(&[leaf(&page), leaf(&page), leaf(&page)]);
    let few = Limits { pages: 2, ..Limits::default() };
    let (document, problems) = super::read(&bytes, &few).unwrap();
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["pdf-over-limit"]);
    assert_eq!(document.blocks.len(), 2);
    let short = Limits { chars: 7, ..Limits::default() };
    let (_, problems) = super::read(&bytes, &short).unwrap();
    assert_eq!(
        problems.iter().map(|p| p.code).collect::<Vec<_>>(),
        ["pdf-page-cut", "pdf-over-limit"]
    );
}

#[test]
fn rubbish_is_damaged() {
    assert!(matches!(
        super::read(b"%PDF-1.7 nothing", &Limits::default()),
        Err(Unreadable::Damaged("pdf", _))
    ));
    assert!(super::sniff(b"junk %PDF-1.7") && !super::sniff(b"hello"));
}

#[test]
fn encrypted_files_say_so() {
    let key = "00".repeat(32);
    let trailer = format!(
        "/ID [<61><61>] /Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{key}> /U <{key}> >>"
    );
    let objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>"];
    let bytes = raw(&objects.map(str::to_owned), &trailer);
    assert_eq!(super::read(&bytes, &Limits::default()), Err(Unreadable::Encrypted("pdf")));
}

/// Forms that draw the next form ten times, twelve deep: a million million forms that draw nothing.
#[test]
fn nested_forms_are_stopped() {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .to_owned(),
        "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned(),
    ];
    let body = "/X Do ".repeat(10);
    for i in 0..12 {
        objects.push(format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{body}\nendstream",
            6 + i,
            body.len()
        ));
    }
    let (_, problems) = super::read(&raw(&objects, ""), &Limits::default()).unwrap();
    assert_eq!(problems.first().map(|p| p.code), Some("pdf-page-cut"), "{problems:?}");
}

/// Cut and changed copies must give a document or an error, never a panic.
#[test]
fn damaged_copies_never_panic() {
    let table =
        grid(&[100.0, 200.0, 300.0], &[600.0, 620.0, 640.0]) + &text(110.0, 625.0, "合计 12.5");
    let bytes = pdf(&[leaf(&table), leaf(&text(100.0, 700.0, "第一部分"))]);
    mutate(&bytes, 400);
}

fn mutate(bytes: &[u8], rounds: usize) {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % n.max(1) as u64).unwrap_or(0)
    };
    for round in 0..rounds {
        let mut copy = bytes.to_vec();
        if round % 4 == 0 {
            copy.truncate(next(bytes.len()));
        }
        for _ in 0..=next(40) {
            let (at, value) = (next(copy.len()), next(256));
            if let Some(byte) = copy.get_mut(at) {
                *byte = u8::try_from(value).unwrap_or(0);
            }
        }
        let _ = super::read(&copy, &Limits::default());
    }
}

/// A published report, where the folder of reports is at hand.
fn report(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var("MINGZHANG_CORPUS")
        .unwrap_or_else(|_| format!("{}/../../../shared/corpus", env!("CARGO_MANIFEST_DIR")));
    let bytes = std::fs::read(format!("{folder}/{name}")).ok();
    if bytes.is_none() {
        eprintln!(
            "SKIPPED: {name} is not in {folder}; set MINGZHANG_CORPUS to the folder of reports"
        );
    }
    bytes
}

#[test]
fn finance_bureau_final_accounts_read_right() {
    let Some(bytes) = report("final-2024-putuo-finance-bureau.pdf") else { return };
    let (document, problems) = super::read(&bytes, &Limits::default()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let text = dump(&document);
    for line in [
        "p8:12 | 201 | 06 | 01 | 行政运行 | 1,511.90 | 1,511.89 |  |  |  |  | 0.01 |",
        "p9:5 | 221 | 02 | 03 | 购房补贴 | 258.50 | 258.50 |  |  |  |  |  |",
        "p15:27 | ⟨1×4⟩合计 | 2,940.05 | 2,336.91 | 603.14 |",
        "p16:31 | 301 | 13 | 住房公积金 | 187.19 | 302 | 12 | 因公出国（境）费⏎用 |  |",
        "p17:42 | ⟨1×3⟩人员经费合计 | 2,152.26 | ⟨1×3⟩公用经费合计 | 184.65 |",
        "p18:10 | 0.95 |  |  |  |  |  |  |  |  |  | 0.95 |  |",
        "p21:11 ¶ 本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%； 项目支出603.14万元，占20.51%；",
    ] {
        assert!(text.lines().any(|l| l == line), "missing: {line}");
    }
    assert_eq!(document.blocks.iter().filter(|b| matches!(b, Block::Table(_))).count(), 10);
}

#[test]
fn published_reports_give_their_tables() {
    for (name, tables) in [
        ("final-2024-putuo-social-work.pdf", 10),
        ("template-final-accounts-shanghai.pdf", 10),
        ("budget-2025-putuo-government-office.pdf", 9),
        ("budget-2025-putuo-government-office-unit.pdf", 9),
    ] {
        let Some(bytes) = report(name) else { continue };
        let (document, problems) = super::read(&bytes, &Limits::default()).unwrap();
        let found: Vec<_> = document
            .blocks
            .iter()
            .filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None })
            .collect();
        assert_eq!(found.len(), tables, "{name}");
        assert!(found.iter().all(|t| t.firm), "{name}");
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}

#[test]
fn damaged_reports_never_panic() {
    let Some(bytes) = report("final-2024-putuo-social-work.pdf") else { return };
    mutate(&bytes, 20);
}
