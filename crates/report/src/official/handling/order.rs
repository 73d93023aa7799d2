//! 督办单: one sheet with the matter, what must be done until when, and room for who signs for it. With the
//! form for the answer and the receipt behind it.

use super::Matter;
use super::form::{feedback, receipt};
use super::notice::annex;
use super::words::{
    answer_by, day, day_or_gap, department, number, or_none, pair, row, sentence, unit, we,
};
use crate::official::paper::{Form, Rows, Written, cell, wide};
use ::oversight::case::{Action, Hit};
use document::Break;

/// The order with its annexes.
pub fn order(matter: &Matter<'_>) -> Written {
    let mut w = Written::new();
    let number = number(&mut w, matter);
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    let mut rows = Rows::form(&[18, 32, 18, 32], &[0, 2]);
    pair(&mut rows, ("督办机关", &matter.sender), ("承办单位", unit(hit)));
    let department = department(hit).unwrap_or(super::words::NONE);
    pair(&mut rows, ("主管部门", department), ("预警编号", &case.id));
    let repeat = match case.is_repeat() {
        true => format!("（第{}次发生，上次编号{}）", case.offence, case.follows),
        false => String::new(),
    };
    let matters = format!("{}（{}色预警）{repeat}", hit.title.zh, case.level.zh());
    row(&mut rows, "督办事项", matters);
    row(&mut rows, "预警情况", situation(matter));
    row(&mut rows, "标准和依据", standard(hit));
    let asked = match sentence(&hit.advice.zh).as_str() {
        "" => "查明原因，制定措施，限期整改。".to_owned(),
        advice => advice.to_owned(),
    };
    let we = we(matter.role);
    row(
        &mut rows,
        "办理要求",
        format!(
            "{asked}\n请{}将办理结果填入《预警整改情况反馈表》，附有关凭证，经主管部门审核后报{we}。",
            answer_by(matter)
        ),
    );
    let (sign, answer) = (day_or_gap(matter.sign_by), day_or_gap(matter.answer_by));
    pair(&mut rows, ("签收期限", &sign), ("办理期限", &answer));
    let signed = matter.now.last(Action::Sign);
    let receipt_of = signed.map(|r| format!("{}　{}", or_none(&r.step.actor), day(r.step.day)));
    pair(&mut rows, ("签发人", &matter.signer), ("签收人及日期", &receipt_of.unwrap_or_default()));
    let said = matter.now.last(Action::Answer).map(|r| {
        let when = day(r.step.day);
        format!("{}\n{}　{when}", sentence(&r.step.comment), or_none(&r.step.actor))
    });
    row(&mut rows, "办理结果", said.unwrap_or_else(|| ["　"; 6].join("\n")));
    rows.row(vec![
        cell("督办机关\n（盖章）"),
        wide(format!("　\n　\n　\n{}{}", "　".repeat(16), day_or_gap(matter.day)), 3, 1),
    ]);
    w.form(Form {
        title: "预算执行监督督办单".to_owned(),
        mark: String::new(),
        meta: vec![format!("编号：{number}\t预算年度：{}", hit.year)],
        table: rows.table(),
        notes: vec!["注：本单一式三份，督办机关、承办单位、主管部门各存一份。".to_owned()],
        before: Break::Portrait,
    });
    annex(&mut w, "附件1", feedback(matter, false));
    annex(&mut w, "附件2", receipt(matter));
    w
}

fn situation(matter: &Matter<'_>) -> String {
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    let mut lines = vec![sentence(&hit.message.zh)];
    let figures: Vec<String> =
        hit.figures.iter().map(|f| format!("{}：{}", f.zh, f.value)).collect();
    if !figures.is_empty() {
        lines.push(figures.join("；"));
    }
    for other in &case.also {
        lines.push(format!("另：{}，{}", other.hit.title.zh, sentence(&other.hit.message.zh)));
    }
    lines.push(format!("首次出现：{}", day(case.first)));
    lines.join("\n")
}

fn standard(hit: &Hit) -> String {
    let mut lines = Vec::new();
    if !hit.standard.zh.trim().is_empty() {
        lines.push(format!("标准：{}", sentence(&hit.standard.zh)));
    }
    lines.extend(super::words::ground(hit));
    if !hit.basis.is_empty() {
        lines.push(format!("依据：{}", sentence(&hit.basis.join("；"))));
    }
    match lines.is_empty() {
        true => super::words::NONE.to_owned(),
        false => lines.join("\n"),
    }
}
