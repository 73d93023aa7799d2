//! An invented document with one finding of each severity, and one that could not be read.

use audit::{Audit, Checks, Finding, Operand, Outcome, Relation, Severity, Words};
use base::{Figure, Problem, Spot, Unit};
use document::{Block, Cell, Document, Paragraph, Row, Table};
use facts::{Fact, FactId, FactSet, Place, Profile, RecordId, TableInfo};
use report::{Audited, Content, Engine};
use std::sync::Arc;

pub fn engine() -> Engine {
    Engine { version: "0.1.0".into(), rules: "0123456789abcdef".into() }
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

fn row(page: u32, line: u32, texts: &[&str]) -> Row {
    let spot = Spot::page(page, line);
    let cells = texts.iter().enumerate();
    let cells = cells.map(|(i, t)| Cell::new(*t, i, spot.clone())).collect();
    Row { cells, spot, hidden: false }
}

const SENTENCE: &str = "2024年度财政拨款支出1,709.73万元，占本年支出合计的98.20%，与上年相比，财政拨款支出\
     增加29.99万元，增长1.79%，主要是因为人员增加、工资调整以及社会保障缴费基数提高等。";

fn document() -> Document {
    let heading = Paragraph {
        level: Some(1),
        ..Paragraph::new("第二部分 部门决算表", Spot::page(3, 1))
    };
    let mut table = Table {
        rows: vec![
            row(4, 3, &["项目", "", "本年支出合计", "基本支出", "项目支出"]),
            row(4, 4, &["功能分类科目编码", "科目名称", "", "", ""]),
            row(4, 5, &["栏次", "", "1", "2", "3"]),
            row(4, 6, &["合计", "", "1,709.73", "1,209.73", "490.00"]),
            row(4, 7, &["201", "一般公共服务支出", "1,500.00", "1,000.00", "500.00"]),
            row(4, 8, &["208", "社会保障和就业支出", "209.73", "209.73", ""]),
        ],
        firm: true,
        caption: Some("支出决算表".into()),
        ..Table::default()
    };
    table.rows[0].cells[0].colspan = 2;
    table.rows[0].cells.remove(1);
    table.rows[3].cells[0].colspan = 2;
    table.rows[3].cells.remove(1);
    for i in [1, 2, 3] {
        table.rows[0].cells[i].rowspan = 2;
    }
    table.rows[1].cells.truncate(2);
    Document {
        format: "pdf".into(),
        blocks: vec![
            Block::Paragraph(heading),
            Block::Table(table),
            Block::Paragraph(Paragraph::new(
                "三、财政拨款支出决算情况说明 <总体>",
                Spot::page(9, 2),
            )),
            Block::Paragraph(Paragraph::new(SENTENCE, Spot::page(9, 3))),
        ],
        asides: Vec::new(),
        pages: Some(12),
    }
}

fn cell(line: u32, at: (usize, usize), row: &str, column: &str) -> Place {
    Place {
        spot: Spot::page(4, line),
        block: 1,
        cell: Some(at),
        table: "支出决算表".into(),
        row: row.into(),
        column: column.into(),
        text: "合计 1,709.73 1,209.73 490.00".into(),
        ..Place::default()
    }
}

fn said(start: &str, column: &str) -> Place {
    let at = SENTENCE.find(start).unwrap();
    let from = SENTENCE[..at].chars().count();
    Place {
        spot: Spot::page(9, 3),
        block: 3,
        span: (from, from + start.chars().count()),
        table: "财政拨款支出决算情况说明".into(),
        row: "财政拨款支出".into(),
        column: column.into(),
        text: SENTENCE.into(),
        ..Place::default()
    }
}

fn operand(label: &str, value: &str, place: Place) -> Operand {
    Operand { label: label.into(), value: value.into(), place }
}

fn sum() -> Finding {
    Finding {
        key: "T101-合计-490.00".into(),
        rule: "T101".into(),
        title: words("合计等于各类之和", "The total equals the sum of its classes"),
        severity: Severity::Error,
        basis: vec!["《部门决算报表编制说明》".into()],
        message: words(
            "合计行的项目支出印为490.00万元，而各类之和为500.00万元，少10.00万元。",
            "Project spending in the total row is printed as 490.00; its classes add up to 500.00.",
        ),
        advice: words(
            "核对合计行的项目支出，改为500.00。",
            "Check the total row; 500.00 closes it.",
        ),
        stated: Some("490.00".into()),
        expected: Some("500.00".into()),
        difference: Some("-10.00".into()),
        places: vec![cell(6, (3, 4), "合计", "项目支出")],
        operands: vec![
            operand("合计 / 项目支出", "490.00万元", cell(6, (3, 4), "合计", "项目支出")),
            operand("201 / 项目支出", "500.00万元", cell(7, (4, 4), "201", "项目支出")),
            operand("208 / 项目支出", "（空）", cell(8, (5, 4), "208", "项目支出")),
        ],
        also: vec![words("本年支出合计＝基本支出＋项目支出", "total = basic + project")],
    }
}

fn rate() -> Finding {
    Finding {
        key: "N201-财政拨款支出-98.20%".into(),
        rule: "N201".into(),
        title: words("占比与金额相符", "The share follows from the amounts"),
        severity: Severity::Warning,
        basis: Vec::new(),
        message: words(
            "占比应为100.00%，文中为98.20%。",
            "The share should be 100.00%, not 98.20%.",
        ),
        advice: words("", ""),
        stated: Some("98.20%".into()),
        expected: Some("100.00%".into()),
        difference: Some("-1.80个百分点".into()),
        places: vec![said("98.20", "占比")],
        operands: vec![
            operand("财政拨款支出 / 本期", "1,709.73万元", said("1,709.73", "本期")),
            operand("支出决算表 / 合计", "1,709.73万元", cell(6, (3, 2), "合计", "本年支出合计")),
        ],
        also: Vec::new(),
    }
}

fn tail() -> Finding {
    Finding {
        key: "N105-增长率-1.79".into(),
        rule: "N105".into(),
        title: words("增长率的尾差", "Rounding of the rate of change"),
        severity: Severity::Notice,
        message: words("四舍五入后应为1.785%。", "Rounding explains the difference."),
        stated: Some("1.79%".into()),
        expected: None,
        difference: None,
        places: vec![said("1.79", "增减率")],
        operands: Vec::new(),
        basis: Vec::new(),
        advice: Words::default(),
        also: Vec::new(),
    }
}

fn facts() -> FactSet {
    let mut set = FactSet {
        profile: Profile {
            kind: "部门决算".into(),
            entity: "甲县示范局".into(),
            year: Some(2024),
            unit: Some(Unit::WanYuan),
            title: "甲县示范局2024年度部门决算".into(),
        },
        tables: vec![TableInfo {
            form: "支出决算表".into(),
            title: "支出决算表".into(),
            block: 1,
            spot: Spot::page(4, 3),
            size: (6, 5),
            ..TableInfo::default()
        }],
        tokens: 21,
        ..FactSet::default()
    };
    for text in ["1709.73", "1209.73", "490.00"] {
        set.facts.push(Fact {
            record: RecordId(0),
            column: "本年支出合计".into(),
            figure: Figure::parse(text).unwrap(),
            unit: Unit::WanYuan,
            group: 0,
            group_decimals: 2,
            sure: true,
            place: cell(6, (3, 2), "合计", "本年支出合计"),
        });
    }
    set
}

fn relation(outcome: Outcome, reason: &str) -> Relation {
    Relation {
        rule: "S301".into(),
        title: words("与上年决算衔接", "Carries on from last year's accounts"),
        outcome,
        facts: vec![FactId(0)],
        sides: None,
        slack: None,
        reason: reason.into(),
    }
}

fn audit() -> Audit {
    Audit {
        findings: vec![sum(), rate(), tail()],
        relations: vec![relation(Outcome::NotApplied, "没有上年的文件")],
        checks: Checks { holds: 18, tail: 1, broken: 2, not_applied: 1 },
        pinned: [FactId(0), FactId(2)].into(),
        problems: Vec::new(),
    }
}

/// A document with findings.
pub fn found() -> Audited {
    let content = Content { document: document(), facts: facts(), audit: audit() };
    Audited {
        path: "样例/甲县示范局2024年度部门决算.pdf".into(),
        sha256: "ab".repeat(32),
        content: Some(Arc::new(content)),
        problems: vec![Problem::new(
            "pdf-no-text",
            Spot { page: Some(12), line: None },
            "该页是图片，没有文字；请先做文字识别",
            "the page is a picture without text; run text recognition first",
        )],
    }
}

/// A document without findings.
pub fn clean() -> Audited {
    let mut one = found();
    let mut content = Content { document: document(), facts: facts(), audit: audit() };
    content.audit.findings.clear();
    one.path = "样例/b.docx".into();
    one.content = Some(Arc::new(content));
    one.problems.clear();
    one
}

/// A file that could not be read.
pub fn unreadable() -> Audited {
    Audited {
        path: "样例/<坏>.doc".into(),
        problems: vec![Problem::new(
            "encrypted",
            Spot::default(),
            "doc 文件有密码保护；请去除密码后重试",
            "the file is password-protected; remove the password and retry",
        )],
        ..Audited::default()
    }
}
