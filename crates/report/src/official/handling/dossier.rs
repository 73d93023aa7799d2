//! 卷宗: everything on record of one case, from the first figure to the hash of every entry.

use super::Matter;
use super::words::{NONE, day, department, figures, money, or_none, pair, row, sentence, unit};
use crate::official::paper::{Form, Rows, Written, cell};
use ::oversight::case::{Action, Leg, Recorded, timeline};
use base::Amount;
use document::{Block, Break, Paragraph, Role as Part};

/// An entry that the case stands on or consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// Its number.
    pub seq: u64,
    /// What it is: 预警, 预警步骤, 支付 …
    pub kind: String,
    /// What it says, short.
    pub text: String,
    /// Its amount, where it has one.
    pub amount: Option<Amount>,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// A file that went with a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Its name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Where it lies and whether it is whole, in words.
    pub state: String,
}

/// The file of a case: cover, warning, figures, basis, course, files, entries.
pub fn dossier(matter: &Matter<'_>, entries: &[EntryLine], files: &[FileLine]) -> Written {
    let mut w = Written::new();
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    w.push(Paragraph::of(Part::Title, "预警处置卷宗"));
    let subtitles = [
        case.id.clone(),
        unit(hit).to_owned(),
        hit.title.zh.clone(),
        format!("{}年度", hit.year),
        matter.sender.clone(),
    ];
    for line in subtitles.into_iter().filter(|l| !l.is_empty()) {
        w.push(Paragraph::of(Part::Subtitle, line));
    }
    warning(&mut w, matter);
    course(&mut w, matter);
    said(&mut w, matter);
    attached(&mut w, files);
    proof(&mut w, entries);
    w
}

fn warning(w: &mut Written, matter: &Matter<'_>) {
    let (now, hit) = (matter.now, matter.now.case.hit());
    let case = &now.case;
    let mut rows = Rows::form(&[18, 32, 18, 32], &[0, 2]);
    pair(&mut rows, ("预警编号", &case.id), ("现状", now.state.zh()));
    pair(&mut rows, ("单位", unit(hit)), ("单位编码", or_none(&hit.unit)));
    let department = department(hit).unwrap_or(NONE);
    pair(&mut rows, ("主管部门", department), ("区划", or_none(&hit.region)));
    let level = format!("{}色", case.level.zh());
    pair(&mut rows, ("规则", &format!("{} {}", hit.rule, hit.title.zh)), ("级别", &level));
    pair(&mut rows, ("首次出现", &day(case.first)), ("最近记录", &day(case.last)));
    let ceased = case.ceased.map_or_else(|| "尚未消除".to_owned(), day);
    let again = match case.is_repeat() {
        true => format!("第{}次（上次{}）", case.offence, case.follows),
        false => "首次".to_owned(),
    };
    pair(&mut rows, ("条件消除", &ceased), ("发生次数", &again));
    row(&mut rows, "预警情况", sentence(&hit.message.zh));
    row(&mut rows, "预警目的", or_none(&hit.purpose.zh));
    row(&mut rows, "预警标准", or_none(&hit.standard.zh));
    row(&mut rows, "预警依据", or_none(&hit.basis.join("；")));
    row(&mut rows, "处理建议", or_none(&hit.advice.zh));
    for other in &case.also {
        let text = format!("{} {}：{}", other.hit.rule, other.hit.title.zh, other.hit.message.zh);
        row(&mut rows, "同因预警", sentence(&text));
    }
    w.push(Paragraph::heading(1, "一、预警").after(Break::Portrait));
    w.document.blocks.push(Block::Table(rows.table()));
    if let Some(table) = figures(hit, true) {
        w.heading(1, "二、指标和阈值");
        w.document.blocks.push(Block::Table(table));
    }
}

/// Every step on record, those that were withdrawn too.
fn course(w: &mut Written, matter: &Matter<'_>) {
    w.heading(1, "三、办理过程");
    let now = matter.now;
    let counts: Vec<u64> = now.standing().iter().map(|r| r.seq).collect();
    let mut legs = timeline(now, matter.handling).into_iter();
    let mut rows = Rows::new(&[7, 12, 19, 15, 15, 32]);
    rows.head(["序号", "步骤", "办理人", "日期", "期限", "意见"].map(cell).into());
    for (n, recorded) in now.steps.iter().enumerate() {
        let step = &recorded.step;
        let stands = counts.contains(&recorded.seq);
        let ends = stands && step.is_leg();
        let leg: Option<Leg> = if ends { legs.next() } else { None };
        let due = leg.as_ref().and_then(|l| l.due.as_ref()).map(|d| d.day.to_string());
        let late = leg.as_ref().map_or(0, Leg::late);
        let due = match (due, late) {
            (None, _) => NONE.to_owned(),
            (Some(due), 0) => due,
            (Some(due), late) => format!("{due}\n逾期{late}天"),
        };
        let name = match (stands, step.action) {
            (false, Action::Withdraw) | (true, _) => step.action.zh().to_owned(),
            (false, _) => format!("{}\n（已撤回）", step.action.zh()),
        };
        rows.row(vec![
            cell((n + 1).to_string()),
            cell(name),
            cell(format!("{} {}", step.role.zh(), or_none(&step.actor))),
            cell(step.day.to_string()),
            cell(due),
            cell(remark(recorded)),
        ]);
    }
    if now.steps.is_empty() {
        w.text("尚未开始办理。");
        return;
    }
    w.document.blocks.push(Block::Table(rows.table()));
    if let Some(broken) = &now.broken {
        let n = broken.step;
        w.text(format!("第{n}步与前面的记录不符：{}。", broken.words.zh));
    }
}

/// Letter, grade, new deadline, words of a step.
fn remark(recorded: &Recorded) -> String {
    let step = &recorded.step;
    let mut parts = Vec::new();
    if let Some(letter) = &step.letter {
        parts.push(format!("{} {}", letter.kind.zh(), letter.number));
    }
    parts.extend(step.grade.map(|g| g.zh().to_owned()));
    parts.extend(step.due.map(|due| format!("限{}前反馈", day(due))));
    if step.action != Action::Answer && !step.comment.trim().is_empty() {
        parts.push(step.comment.trim().to_owned());
    }
    if step.action == Action::Answer {
        parts.push("见下".to_owned());
    }
    match parts.is_empty() {
        true => NONE.to_owned(),
        false => parts.join("；"),
    }
}

/// What the unit answered, each time.
fn said(w: &mut Written, matter: &Matter<'_>) {
    let answers = matter.now.steps.iter().filter(|r| r.step.action == Action::Answer);
    let answers: Vec<&Recorded> = answers.collect();
    if answers.is_empty() {
        return;
    }
    w.heading(1, "四、说明和整改情况");
    for recorded in answers {
        let step = &recorded.step;
        let [refunded, rebooked, other, total] = money(&step.amounts);
        w.text(format!("{}：{}", day(step.day), sentence(&step.comment)));
        if !step.amounts.is_none() {
            w.text(format!(
                "整改金额{total}元，其中退回{refunded}元、调账{rebooked}元、其他{other}元。"
            ));
        }
    }
}

fn attached(w: &mut Written, files: &[FileLine]) {
    if files.is_empty() {
        return;
    }
    w.heading(1, "五、附件");
    let mut rows = Rows::new(&[30, 11, 38, 21]);
    rows.head(["名称", "字节", "SHA-256", "存放"].map(cell).into());
    for file in files {
        rows.row(vec![
            cell(&file.name),
            cell(file.size.to_string()),
            cell(halves(&file.sha256)),
            cell(&file.state),
        ]);
    }
    w.document.blocks.push(Block::Table(rows.table()));
}

/// The entries with their hashes: whoever has the ledger finds them under these numbers.
fn proof(w: &mut Written, entries: &[EntryLine]) {
    let mut rows = Rows::new(&[9, 14, 31, 14, 32]);
    rows.head(["分录号", "种类", "内容", "金额", "校验值（SM3）"].map(cell).into());
    for entry in entries {
        rows.row(vec![
            cell(entry.seq.to_string()),
            cell(&entry.kind),
            cell(or_none(&entry.text)),
            cell(entry.amount.map_or_else(|| NONE.to_owned(), super::words::yuan)),
            cell(halves(&entry.hash)),
        ]);
    }
    w.form(Form {
        title: "分录和校验值".to_owned(),
        mark: String::new(),
        meta: vec!["金额单位：元".to_owned()],
        table: rows.table(),
        notes: vec![
            "注：每笔分录的校验值都包含前一笔的校验值，改动任何一笔都会使其后全部不符；用 mingzhang verify 核对。"
                .to_owned(),
        ],
        before: Break::Portrait,
    });
}

/// A long hash on two lines.
fn halves(hash: &str) -> String {
    match hash.split_at_checked(32) {
        Some((a, b)) if !b.is_empty() => format!("{a}\n{b}"),
        _ => hash.to_owned(),
    }
}
