//! 销号通知: what was found, what was put right, how it was judged, and that the case is closed.

use super::Matter;
use super::words::{day, day_or_gap, department, money, sentence, subject, unit, we};
use crate::official::paper::{Rows, Written, cell};
use ::oversight::case::{Action, Grade};
use document::{Block, Paragraph, Role as Part};

/// The letter.
pub fn closing(matter: &Matter<'_>) -> Written {
    let mut w = Written::new();
    let (now, hit) = (matter.now, matter.now.case.hit());
    let closed = now.last(Action::Close);
    w.push(Paragraph::of(Part::Letterhead, &matter.sender));
    let number = closed.and_then(|c| c.step.letter.as_ref()).map(|l| l.number.clone());
    w.push(Paragraph::of(
        Part::Number,
        number.unwrap_or_else(|| "　　　〔　　　〕　　号".to_owned()),
    ));
    let title = format!("关于{}预警销号的通知", subject(&now.case));
    w.push(Paragraph::of(Part::Title, title));
    w.push(Paragraph::of(Part::Addressee, format!("{}：", unit(hit))));
    w.text(course(matter));
    if let Some(answer) = now.last(Action::Answer) {
        w.text(format!("你单位反馈：{}", sentence(&answer.step.comment)));
    }
    if !now.amounts().is_none() {
        amounts(&mut w, &money(&now.amounts()));
    }
    let verdict = match closed {
        Some(_) => "经研究，同意对该预警予以销号。".to_owned(),
        None => {
            let text = w.ask("销号", "这件预警还没有销号", "the case has not been closed yet");
            format!("{text}同意对该预警予以销号。")
        }
    };
    w.text(verdict);
    w.text(
        "请你单位巩固整改成效，完善内部控制。销号后同类情况再次发生的，将作为重复问题从严处理。",
    );
    w.text("特此通知。");
    w.push(Paragraph::of(Part::Signature, &matter.sender));
    w.push(Paragraph::of(Part::Signature, day_or_gap(closed.map(|c| c.step.day))));
    if let Some(department) = department(hit) {
        w.text(format!("（抄送：{department}）"));
    }
    w
}

/// The letter, the review and the grade, in one paragraph.
fn course(matter: &Matter<'_>) -> String {
    let now = matter.now;
    let (case, we) = (&now.case, we(matter.role));
    let mut text = match matter.day.filter(|_| !matter.number.is_empty()) {
        Some(on) => format!(
            "{}，{we}以{}就{}预警（编号{}）发函",
            day(on),
            matter.number,
            subject(case),
            case.id
        ),
        None => format!("{we}就{}预警（编号{}）发函", subject(case), case.id),
    };
    if let Some(pass) = now.last(Action::Pass) {
        text.push_str(&format!("。你单位的整改情况已于{}经审核通过", day(pass.step.day)));
    }
    if let Some(judged) = now.last(Action::Evaluate) {
        let grade = judged.step.grade.map_or("", Grade::zh);
        text.push_str(&format!("，{}复核评价为“{grade}”", day(judged.step.day)));
    }
    if let Some(ceased) = case.ceased {
        text.push_str(&format!("。系统监测显示，预警条件已于{}消除", day(ceased)));
    }
    text + "。"
}

fn amounts(w: &mut Written, values: &[String; 4]) {
    let mut rows = Rows::new(&[25, 25, 25, 25]);
    rows.head(["退回金额", "调账金额", "其他金额", "合计"].map(cell).into());
    rows.row(values.clone().map(cell).into());
    w.push(Paragraph::of(Part::TableMeta, "单位：元"));
    w.document.blocks.push(Block::Table(rows.table()));
}
