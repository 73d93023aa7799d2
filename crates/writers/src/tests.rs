//! What is written reads back as it was, and the same document gives the same bytes.

use crate::{WRITERS, writer};
use base::Spot;
use document::{Block, Break, Cell, Chart, ChartKind, Document, Paragraph, Role, Row, Table};

/// A small report with everything that is hard: spans, line breaks, codes, percentages, formulas in text.
fn sample() -> Document {
    let mut title = Paragraph::new("某某中心2024年度部门决算", Spot::line(1));
    (title.level, title.centred) = (Some(1), true);
    let body = Paragraph::new("本年收入总计1,388.92万元 <含> & \"结转\"。", Spot::line(2));
    let mut wide = Cell::new("科目编码", 0, Spot::default());
    wide.colspan = 2;
    let mut tall = Cell::new("决算数\n（万元）", 2, Spot::default());
    tall.rowspan = 2;
    let plain = |texts: &[&str]| {
        let cells = texts.iter().enumerate();
        Row {
            cells: cells.map(|(i, t)| Cell::new(*t, i, Spot::default())).collect(),
            ..Row::default()
        }
    };
    let rows = vec![
        Row { cells: vec![wide, tall], ..Row::default() },
        plain(&["类", "款"]),
        plain(&["201", "2010101", "1,234.50"]),
        plain(&["208", "05", "-0.01"]),
        Row { hidden: true, ..plain(&["210", "", "12.3%"]) },
        plain(&["=1+1", "@SUM(A1)", "57"]),
        plain(&["合计", "", "007"]),
    ];
    let table =
        Table {
            rows, firm: true, caption: Some("收入/决算表".to_owned()), ..Table::default()
        };
    let last = Block::Paragraph(Paragraph::new("无其他说明。", Spot::line(9)));
    Document {
        blocks: vec![Block::Paragraph(title), Block::Paragraph(body), Block::Table(table), last],
        ..Document::default()
    }
}

fn text(format: &str) -> String {
    String::from_utf8((writer(format).unwrap().write)(&sample()).unwrap()).unwrap()
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for writer in WRITERS {
        let once = (writer.write)(&sample()).unwrap();
        assert_eq!((writer.write)(&sample()).unwrap(), once, "{}", writer.format);
        assert!(!once.is_empty());
    }
}

#[test]
fn workbooks_read_back_as_printed() {
    let bytes = (writer("xlsx").unwrap().write)(&sample()).unwrap();
    let (document, problems) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    let expect = "\
p1:1 ¶ 某某中心2024年度部门决算
p1:2 ¶ 本年收入总计1,388.92万元 <含> & \"结转\"。
table 7×3
p1:3 | ⟨1×2⟩科目编码 | ⟨2×1⟩决算数⏎（万元） |
p1:4 | 类 | 款 |
p1:5 | 201 | 2010101 | 1,234.50 |
p1:6 | 208 | 05 | -0.01 |
p1:7 hidden | 210 |  | 12.3% |
p1:8 | =1+1 | @SUM(A1) | 57 |
p1:9 | 合计 |  | 007 |
p2:1 ¶ 无其他说明。
";
    assert_eq!(document::dump(&document), expect);
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn text_exports_have_a_line_a_cell() {
    let expect = "\
某某中心2024年度部门决算
本年收入总计1,388.92万元 <含> & \"结转\"。
\t科目编码
\t
\t决算数
（万元）

\t类
\t款
\t

";
    assert!(text("txt").starts_with(expect), "{}", text("txt"));
}

#[test]
fn web_pages_are_escaped() {
    let html = text("html");
    assert!(html.contains("<h1 style=\"text-align:center\">"));
    assert!(html.contains("&lt;含&gt; &amp; &quot;结转&quot;"));
    assert!(
        html.contains("<td colspan=\"2\">科目编码</td><td rowspan=\"2\">决算数<br>（万元）</td>")
    );
}

/// Texts of paragraphs and cells in order, without places: what every format must keep.
fn words(document: &Document) -> Vec<String> {
    let mut words = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => words.push(p.text.clone()),
            Block::Table(t) => {
                let cells = t.rows.iter().flat_map(|r| &r.cells);
                words.extend(cells.map(|c| format!("{}⟨{}×{}⟩", c.text, c.rowspan, c.colspan)));
            }
        }
    }
    words
}

#[test]
fn documents_read_back_whole() {
    let bytes = (writer("docx").unwrap().write)(&sample()).unwrap();
    let (document, problems) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    assert_eq!(words(&document), words(&sample()));
    assert!(problems.is_empty(), "{problems:?}");
}

/// A hidden row stays hidden: the reader of web pages keeps it apart.
#[test]
fn pages_read_back_but_for_hidden_rows() {
    let bytes = (writer("html").unwrap().write)(&sample()).unwrap();
    let (document, _) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    let mut expect = sample();
    for block in &mut expect.blocks {
        if let Block::Table(table) = block {
            table.rows.retain(|r| !r.hidden);
        }
    }
    assert_eq!(words(&document), words(&expect));
}

/// The format knows no spans: covered positions read back as empty cells.
#[test]
fn text_exports_read_back() {
    let bytes = (writer("txt").unwrap().write)(&sample()).unwrap();
    let (document, _) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    let expect = "\
l1 ¶ 某某中心2024年度部门决算
l2 ¶ 本年收入总计1,388.92万元 <含> & \"结转\"。
table 7×3 ~
l3 | 科目编码 |  | 决算数⏎（万元） |
l8 | 类 | 款 |  |
l12 | 201 | 2010101 | 1,234.50 |
l16 | 208 | 05 | -0.01 |
l20 | 210 |  | 12.3% |
l24 | =1+1 | @SUM(A1) | 57 |
l28 | 合计 |  | 007 |
l32 ¶ 无其他说明。
";
    assert_eq!(document::dump(&document), expect);
}

/// A cover, contents, a part of text and a form on its side, as the official documents have them.
fn official() -> Document {
    let of = |role: Role, text: &str| Block::Paragraph(Paragraph::of(role, text));
    let page = |role: Role, text: &str, before: Break| {
        Block::Paragraph(Paragraph::of(role, text).after(before))
    };
    let part = Paragraph::heading(1, "第一部分 概况").after(Break::Page);
    let blocks = vec![
        of(Role::Title, "某某中心"),
        of(Role::Title, "2024年度部门决算"),
        page(Role::Subtitle, "目 录", Break::Page),
        of(Role::Contents, "第一部分 概况"),
        of(Role::Contents, "　一、收入决算表"),
        Block::Paragraph(part),
        of(Role::Body, "本中心的主要职责是“保管”全区的档案。"),
        page(Role::TableTitle, "收入决算表", Break::Landscape),
        of(Role::TableMark, "公开02表"),
        of(Role::TableMeta, "部门名称：某某中心\t2024年度\t金额单位：万元"),
        Block::Table(Table { head: 2, caption: None, ..table() }),
        of(Role::Note, "注：本表反映收入情况。"),
    ];
    Document { blocks, ..Document::default() }
}

fn table() -> Table {
    let sample = sample().blocks.into_iter();
    sample.filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).next().unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(package.by_name(name).unwrap()).unwrap()
}

/// Blanks aside, what every format of an official document must say.
fn said(bytes: &[u8]) -> Vec<String> {
    let (document, problems) = readers::read(bytes, &readers::Limits::default()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    squashed(&document)
}

fn squashed(document: &Document) -> Vec<String> {
    words(document).into_iter().map(|w| base::text::squash(&w)).collect()
}

#[test]
fn official_word_documents_turn_their_pages_and_repeat_heads() {
    let bytes = (writer("docx").unwrap().write)(&official()).unwrap();
    assert_eq!((writer("docx").unwrap().write)(&official()).unwrap(), bytes);
    let body = part(&bytes, "word/document.xml");
    let count = |what: &str| body.matches(what).count();
    assert_eq!(count("<w:tblHeader/>"), 2);
    assert_eq!(count("w:orient=\"landscape\""), 1);
    // The cover has no number; the table begins on its own page, the contents say which.
    assert_eq!(count("<w:titlePg/>"), 1);
    assert_eq!(count("PAGEREF _Toc"), 2);
    assert!(body.contains("<w:t>4</w:t>"));
    let mut expect = squashed(&official());
    expect[3].push('3');
    expect[4].push('4');
    assert_eq!(said(&bytes), expect);
}

#[test]
fn official_workbooks_have_a_sheet_a_form_and_print_its_head() {
    let bytes = (writer("xlsx").unwrap().write)(&official()).unwrap();
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("name=\"封面目录\"") && book.contains("name=\"收入决算表\""));
    assert!(book.contains("'收入决算表'!$4:$5") || book.contains("收入决算表!$4:$5"), "{book}");
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToPage=\"1\""));
    // The amount is a number, its code a text.
    assert!(sheet.contains("<v>1234.5</v>") && !sheet.contains("<v>2010101</v>"));
    assert_eq!(said(&bytes), squashed(&official()));
}

#[test]
fn official_pages_look_like_paper_and_fetch_nothing() {
    let bytes = (writer("html").unwrap().write)(&official()).unwrap();
    let html = String::from_utf8(bytes.clone()).unwrap();
    assert!(html.contains("<section class=\"form wide\">") && html.contains("<thead>"));
    assert!(html.contains("<a href=\"#b5\">") && html.contains(" id=\"b5\""));
    assert!(!html.contains("src=") && !html.contains("url(") && !html.contains("http"));
    let mut shown = official();
    for block in &mut shown.blocks {
        if let Block::Table(table) = block {
            table.rows.retain(|r| !r.hidden);
        }
    }
    let (document, _) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    assert_eq!(squashed(&document), squashed(&shown));
}

/// A chart between two paragraphs.
fn charted(kind: ChartKind) -> Document {
    let row = |texts: [&str; 3]| Row {
        cells: texts
            .into_iter()
            .enumerate()
            .map(|(n, t)| Cell::new(t, n, Spot::default()))
            .collect(),
        ..Row::default()
    };
    let rows = [["月份", "今年", "去年"], ["1月", "8.25", "7.50"], ["2月", "16.50", "—"]];
    let mark = Some(("时间进度".to_owned(), base::Decimal::from(50)));
    let chart = Some(Chart { kind, unit: "%".to_owned(), mark });
    let table =
        Table { rows: rows.map(row).into(), head: 1, firm: true, chart, ..Table::default() };
    let text = |t: &str| Block::Paragraph(Paragraph::of(Role::Body, t));
    let title = Block::Paragraph(Paragraph::of(Role::Title, "执行情况"));
    let blocks = vec![title, text("进度如图所示。"), Block::Table(table), text("以上请审阅。")];
    Document { blocks, ..Document::default() }
}

#[test]
fn a_chart_is_drawn_where_pictures_can_be_and_a_table_elsewhere() {
    for (kind, native) in [(ChartKind::Bars, "<c:barChart>"), (ChartKind::Lines, "<c:lineChart>")] {
        let document = charted(kind);
        let write = |format: &str| (writer(format).unwrap().write)(&document).unwrap();
        let docx = write("docx");
        let chart = part(&docx, "word/charts/chart1.xml");
        assert!(chart.contains(native) && chart.contains("<c:v>16.5</c:v>"), "{chart}");
        // What is not known is a gap, not nothing.
        assert_eq!(
            chart.matches("<c:pt idx=\"1\">").count(),
            if kind == ChartKind::Bars { 3 } else { 5 }
        );
        assert!(part(&docx, "word/document.xml").contains("r:id=\"rIdChart1\""));
        assert!(part(&docx, "[Content_Types].xml").contains("/word/charts/chart1.xml"));
        assert!(part(&docx, "word/_rels/document.xml.rels").contains("rIdChart1"));
        let html = String::from_utf8(write("html")).unwrap();
        assert!(html.contains(
            "<title>今年：1月 8.25%，2月 16.50%；去年：1月 7.50%；时间进度：50%</title>"
        ));
        assert!(html.contains(">今年</text>") && !html.contains("http"), "{html}");
        assert!(String::from_utf8(write("txt")).unwrap().contains("\t16.50\n"));
        let read = said(&docx);
        assert!(read.contains(&"以上请审阅。".to_owned()), "{read:?}");
    }
}
