//! 预警提示函: what was found, by which standard, on what basis, and until when to answer. With the form for
//! the answer and the receipt as annexes.

use super::Matter;
use super::form::{feedback, receipt};
use super::words::{
    answer_by, day, day_or_gap, department, figures, ground, letter, number, sentence, subject,
    unit, we,
};
use crate::official::paper::{Form, Written};
use ::oversight::case::Role;
use document::{Block, Break, Paragraph, Role as Part};

/// The letter with its annexes.
pub fn notice(matter: &Matter<'_>) -> Written {
    let mut w = Written::new();
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    w.push(Paragraph::of(Part::Letterhead, &matter.sender));
    let number = number(&mut w, matter);
    w.push(Paragraph::of(Part::Number, number));
    let title = format!("关于{}的{}", subject(case), letter(matter.kind));
    w.push(Paragraph::of(Part::Title, title));
    w.push(Paragraph::of(Part::Addressee, format!("{}：", unit(hit))));
    w.text(opening(matter));
    found(&mut w, matter);
    standard(&mut w, matter);
    asked(&mut w, matter);
    w.text("特此函告。");
    w.text("附件：1.预警整改情况反馈表");
    w.text("　　　2.签收回执");
    w.push(Paragraph::of(Part::Signature, &matter.sender));
    w.push(Paragraph::of(Part::Signature, day_or_gap(matter.day)));
    if let Some(department) = department(hit) {
        w.text(format!("（抄送：{department}）"));
    }
    annex(&mut w, "附件1", feedback(matter, false));
    annex(&mut w, "附件2", receipt(matter));
    w
}

fn opening(matter: &Matter<'_>) -> String {
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    let (level, id, title, year) = (case.level.zh(), &case.id, &hit.title.zh, hit.year);
    let from = match matter.role {
        Role::Finance => "在预算执行动态监控中",
        _ => {
            "根据《中华人民共和国各级人民代表大会常务委员会监督法》关于开展联网监督的规定，在预算联网监督中"
        }
    };
    format!(
        "{from}，发现你单位{year}年度有关事项触发“{title}”{level}色预警（编号{id}），经核实情况属实。现将有关情况函告如下。"
    )
}

fn found(w: &mut Written, matter: &Matter<'_>) {
    let (case, hit) = (&matter.now.case, matter.now.case.hit());
    w.heading(1, "一、预警情况");
    w.text(sentence(&hit.message.zh));
    let mut seen = format!("该情况首次出现于{}", day(case.first));
    if case.last > case.first {
        seen.push_str(&format!("，截至{}", day(case.last)));
        seen.push_str(if case.ceased.is_some() { "已消除" } else { "仍未消除" });
    }
    seen.push('。');
    if case.is_repeat() {
        let (n, before) = (case.offence, &case.follows);
        seen.push_str(&format!("同类问题此前已销号（编号{before}），本次为第{n}次发生。"));
    }
    w.text(seen);
    if let Some(table) = figures(hit, false) {
        w.text("有关指标如下：");
        w.document.blocks.push(Block::Table(table));
    }
    for other in &case.also {
        let (title, level) = (&other.hit.title.zh, other.hit.level.zh());
        let message = sentence(&other.hit.message.zh);
        w.text(format!("同一原因另触发“{title}”（{level}色）：{message}"));
    }
}

fn standard(w: &mut Written, matter: &Matter<'_>) {
    let hit = matter.now.case.hit();
    w.heading(1, "二、预警标准和依据");
    for (label, text) in [("预警目的", &hit.purpose.zh), ("预警标准", &hit.standard.zh)] {
        if !text.trim().is_empty() {
            w.text(format!("{label}：{}", sentence(text)));
        }
    }
    if let Some(ground) = ground(hit) {
        w.text(ground);
    }
    if !hit.basis.is_empty() {
        w.text(format!("预警依据：{}", sentence(&hit.basis.join("；"))));
    }
}

fn asked(w: &mut Written, matter: &Matter<'_>) {
    let hit = matter.now.case.hit();
    let we = we(matter.role);
    w.heading(1, "三、办理要求");
    if !hit.advice.zh.trim().is_empty() {
        w.text(sentence(&hit.advice.zh));
    }
    let sign = match matter.sign_by {
        Some(by) => format!("请于{}前签收本函并退回回执（附件2），", day(by)),
        None => "请签收本函并退回回执（附件2），".to_owned(),
    };
    let review = match department(hit) {
        Some(department) => format!("经{department}审核后报{we}"),
        None => format!("经审核后报{we}"),
    };
    w.text(format!(
        "{sign}{}书面反馈情况说明或整改情况，填报《预警整改情况反馈表》（附件1）并附有关凭证，{review}。逾期未反馈的，{we}将予以督办。",
        answer_by(matter)
    ));
}

/// Puts a form behind a letter, its mark above it on the page that it begins.
pub(super) fn annex(w: &mut Written, mark: &str, form: Form) {
    let before = form.before;
    w.push(Paragraph::new(mark, base::Spot::default()).after(before));
    w.form(Form { before: Break::None, ..form });
}
