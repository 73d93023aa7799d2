//! The findings as a paper to hand on: what was found, where, and what was decided.

use super::decide::{Decision, Ruling};
use super::keys::title;
use super::tell::Told;
use base::Spot;
use document::{Block, Break, Cell, Document, Paragraph, Role, Row, Table};
use report::{Audited, Lang, Verdict};
use std::collections::BTreeMap;

/// The paper, for the writers.
pub fn paper(
    audited: &Audited,
    told: &[Told],
    decisions: &BTreeMap<String, Decision>,
    lang: Lang,
) -> Document {
    let figures = audited.figures();
    let verdict = match audited.verdict() {
        Verdict::Clean if audited.unchecked() => lang.say("没有核对到数字", "no figure checked"),
        Verdict::Clean => lang.say("所作检查中未发现问题", "the checks made found nothing"),
        Verdict::Findings => lang.say("有问题", "findings"),
        Verdict::Unreadable => lang.say(
            "无法读取或未读完整，不等于没有问题",
            "unreadable, or read in part; not a clean bill",
        ),
    };
    let coverage = match lang {
        Lang::Zh => format!(
            "金额 {} 个，有勾稽 {} 个，无勾稽（未核对）{} 个，覆盖 {}。",
            figures.amounts,
            figures.pinned,
            figures.free,
            figures.coverage()
        ),
        Lang::En => format!(
            "{} amounts, {} held by a relation, {} free (not checked), coverage {}.",
            figures.amounts,
            figures.pinned,
            figures.free,
            figures.coverage()
        ),
    };
    let mut blocks = vec![
        paragraph(Role::Title, lang.say("审核结果", "What was found")),
        paragraph(Role::Subtitle, &title(audited)),
        paragraph(Role::Body, &format!("{}{}", lang.say("结论：", "Verdict: "), verdict)),
        paragraph(Role::Body, &coverage),
    ];
    blocks.extend(audited.all_problems().map(|p| paragraph(Role::Note, lang.problem(p))));
    if !told.is_empty() {
        let heading = Paragraph::of(Role::TableTitle, lang.say("问题清单", "Findings"));
        blocks.push(Block::Paragraph(heading.after(Break::Landscape)));
        blocks.push(Block::Table(table(told, decisions, lang)));
    }
    blocks.push(paragraph(Role::Note, &format!("{} SHA-256 {}", audited.path, audited.sha256)));
    Document { format: "report".to_owned(), blocks, ..Document::default() }
}

fn paragraph(role: Role, text: &str) -> Block {
    Block::Paragraph(Paragraph::of(role, text))
}

fn table(told: &[Told], decisions: &BTreeMap<String, Decision>, lang: Lang) -> Table {
    let heads = match lang {
        Lang::Zh => ["序号", "程度", "问题", "位置", "印出", "应为", "相差", "处理", "理由"],
        Lang::En => [
            "No.",
            "Severity",
            "Finding",
            "Place",
            "Stated",
            "Expected",
            "Difference",
            "Decision",
            "Reason",
        ],
    };
    let rows = told.iter().map(|t| {
        let decision = decisions.get(&t.key);
        let ruling = match decision.map(|d| d.ruling) {
            Some(Ruling::Confirmed) => lang.say("确认有误", "confirmed"),
            Some(Ruling::NotError) => lang.say("不是错误", "not an error"),
            None => lang.say("未处理", "open"),
        };
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        row([
            (t.number + 1).to_string(),
            lang.severity(t.severity).to_owned(),
            format!("{}{}{}（{}）", t.title, lang.say("。", ". "), t.message, t.rule),
            t.place.clone(),
            or(&t.stated),
            or(&t.expected),
            or(&t.difference),
            ruling.to_owned(),
            decision.map(|d| d.reason.clone()).unwrap_or_default(),
        ])
    });
    Table {
        rows: std::iter::once(row(heads.map(str::to_owned))).chain(rows).collect(),
        firm: true,
        head: 1,
        widths: vec![3, 4, 22, 14, 8, 8, 7, 6, 10],
        ..Table::default()
    }
}

fn row<const N: usize>(texts: [String; N]) -> Row {
    let cells = texts.into_iter().enumerate();
    Row {
        cells: cells.map(|(i, text)| Cell::new(text, i, Spot::default())).collect(),
        ..Row::default()
    }
}
