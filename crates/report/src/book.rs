//! The audit as a workbook: overview, list of findings, what was not checked.

use crate::audited::{Audited, Verdict};
use crate::lang::Lang;
use audit::{Finding, Outcome, Severity};
use base::Spot;
use document::{Block, Cell, Document, Row, Table};
use std::collections::BTreeMap;

/// Three tables, each with its caption as the name of its sheet.
pub fn book(all: &[Audited], lang: Lang) -> Document {
    let tables = [overview(all, lang), findings(all, lang), unchecked(all, lang)];
    Document {
        format: "report".to_owned(),
        blocks: tables.into_iter().map(Block::Table).collect(),
        ..Document::default()
    }
}

fn table(caption: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Table {
    let heads = heads.iter().map(|h| (*h).to_owned()).collect();
    let rows = std::iter::once(heads).chain(rows);
    Table {
        rows: rows.map(row).collect(),
        firm: true,
        caption: Some(caption.to_owned()),
        ..Table::default()
    }
}

fn row(texts: Vec<String>) -> Row {
    let cells = texts.into_iter().enumerate();
    Row {
        cells: cells.map(|(i, text)| Cell::new(text, i, Spot::default())).collect(),
        ..Row::default()
    }
}

fn overview(all: &[Audited], lang: Lang) -> Table {
    let heads = match lang {
        Lang::Zh => [
            "文件",
            "类型",
            "单位名称",
            "年度",
            "金额单位",
            "结论",
            "错误",
            "疑点",
            "提示",
            "成立",
            "尾差",
            "不成立",
            "未适用",
            "数字",
            "金额",
            "有勾稽",
            "无勾稽",
            "覆盖率",
            "SHA-256",
        ],
        Lang::En => [
            "file",
            "kind",
            "entity",
            "year",
            "unit",
            "verdict",
            "errors",
            "warnings",
            "notices",
            "holds",
            "tail",
            "broken",
            "not applied",
            "figures",
            "amounts",
            "pinned",
            "free",
            "coverage",
            "SHA-256",
        ],
    };
    let rows = all.iter().map(|one| overview_row(one, lang)).collect();
    table(lang.say("概览", "Overview"), &heads, rows)
}

fn overview_row(one: &Audited, lang: Lang) -> Vec<String> {
    let profile = one.content.as_ref().map(|c| c.facts.profile.clone()).unwrap_or_default();
    let verdict = match one.verdict() {
        Verdict::Clean if one.unchecked() => lang.say("没有核对到数字", "no figure checked"),
        Verdict::Clean => lang.say("未发现问题", "clean"),
        Verdict::Findings => lang.say("有问题", "findings"),
        Verdict::Unreadable => one.unread(lang),
    };
    let (checks, figures) = (one.checks(), one.figures());
    let counts = [
        one.of(Severity::Error),
        one.of(Severity::Warning),
        one.of(Severity::Notice),
        checks.holds,
        checks.tail,
        checks.broken,
        checks.not_applied,
        figures.tokens,
        figures.amounts,
        figures.pinned,
        figures.free,
    ];
    let mut row = vec![
        one.path.clone(),
        profile.kind,
        profile.entity,
        profile.year.map(|y| y.to_string()).unwrap_or_default(),
        profile.unit.map(|u| u.label().to_owned()).unwrap_or_default(),
        verdict.to_owned(),
    ];
    row.extend(counts.iter().map(ToString::to_string));
    row.extend([figures.coverage(), one.sha256.clone()]);
    row
}

fn findings(all: &[Audited], lang: Lang) -> Table {
    let heads = match lang {
        Lang::Zh => [
            "序号",
            "文件",
            "程度",
            "问题",
            "说明",
            "位置",
            "表",
            "行",
            "列",
            "印出",
            "应为",
            "相差",
            "依据的数",
            "原文",
            "建议",
            "规则",
            "依据",
        ],
        Lang::En => [
            "no.",
            "file",
            "severity",
            "title",
            "message",
            "place",
            "table",
            "row",
            "column",
            "stated",
            "expected",
            "difference",
            "judged from",
            "text",
            "advice",
            "rule",
            "basis",
        ],
    };
    let mut rows = Vec::new();
    for one in all {
        for finding in one.content.iter().flat_map(|c| &c.audit.findings) {
            rows.push(finding_row(rows.len() + 1, one, finding, lang));
        }
    }
    table(lang.say("问题清单", "Findings"), &heads, rows)
}

fn finding_row(n: usize, one: &Audited, finding: &Finding, lang: Lang) -> Vec<String> {
    let place = finding.places.first().cloned().unwrap_or_default();
    let operands = finding.operands.iter().map(|o| {
        let spot = lang.spot(&o.place.spot, one.format());
        format!("{} {} {spot}", o.label, o.value).trim_end().to_owned()
    });
    vec![
        n.to_string(),
        one.path.clone(),
        lang.severity(finding.severity).to_owned(),
        lang.pick(&finding.title).to_owned(),
        lang.pick(&finding.message).to_owned(),
        lang.spot(&place.spot, one.format()),
        place.table,
        place.row,
        place.column,
        finding.stated.clone().unwrap_or_default(),
        finding.expected.clone().unwrap_or_default(),
        finding.difference.clone().unwrap_or_default(),
        operands.collect::<Vec<_>>().join("\n"),
        place.text,
        lang.pick(&finding.advice).to_owned(),
        finding.rule.clone(),
        finding.basis.join("\n"),
    ]
}

fn unchecked(all: &[Audited], lang: Lang) -> Table {
    let heads = match lang {
        Lang::Zh => ["文件", "类别", "事项", "原因", "次数", "位置"],
        Lang::En => ["file", "sort", "item", "reason", "times", "place"],
    };
    let mut rows = Vec::new();
    for one in all {
        for problem in one.all_problems() {
            rows.push(vec![
                one.path.clone(),
                lang.say("未能读取或检查", "not read or checked").to_owned(),
                problem.code.to_owned(),
                lang.problem(problem).to_owned(),
                "1".to_owned(),
                lang.spot(&problem.spot, one.format()),
            ]);
        }
        for skipped in skipped(one) {
            rows.push(vec![
                one.path.clone(),
                lang.say("未适用的检查", "check not applied").to_owned(),
                format!("{} {}", skipped.rule, lang.pick(&skipped.title)),
                skipped.reason,
                skipped.times.to_string(),
                String::new(),
            ]);
        }
    }
    table(lang.say("未检查事项", "Not checked"), &heads, rows)
}

/// Checks of one rule that were not applied for one reason.
pub(crate) struct Skipped {
    pub(crate) rule: String,
    pub(crate) title: audit::Words,
    pub(crate) reason: String,
    pub(crate) times: usize,
}

/// Checks not applied, by rule and reason.
pub(crate) fn skipped(one: &Audited) -> Vec<Skipped> {
    let mut groups: BTreeMap<(&str, &str), Skipped> = BTreeMap::new();
    let relations = one.content.iter().flat_map(|c| &c.audit.relations);
    for relation in relations.filter(|r| r.outcome == Outcome::NotApplied) {
        let group = groups.entry((&relation.rule, &relation.reason)).or_insert_with(|| Skipped {
            rule: relation.rule.clone(),
            title: relation.title.clone(),
            reason: relation.reason.clone(),
            times: 0,
        });
        group.times += 1;
    }
    groups.into_values().collect()
}
