//! What is written reads back as it was, and the same document gives the same bytes.

use crate::{WRITERS, writer};
use base::Spot;
use document::{Block, Cell, Document, Paragraph, Row, Table};

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
