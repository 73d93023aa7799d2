//! The forms that a unit sends back: 预警整改情况反馈表 and 签收回执.

use super::Matter;
use super::words::{
    NONE, day, day_or_gap, department, letter, money, or_none, pair, row, sentence, subject, unit,
};
use crate::official::paper::{Form, Rows, Written, cell, wide};
use ::oversight::case::{Action, Amounts, Recorded};
use document::Break;

/// 预警整改情况反馈表 alone: what the unit answered, or empty to be filled in where it has not.
pub fn feedback_form(matter: &Matter<'_>) -> Written {
    let mut w = Written::new();
    w.form(feedback(matter, true));
    w
}

/// 签收回执 alone.
pub fn receipt_form(matter: &Matter<'_>) -> Written {
    let mut w = Written::new();
    w.form(receipt(matter));
    w
}

/// Columns of a form: two labels with their boxes.
const WIDTHS: [u32; 4] = [18, 32, 18, 32];

/// 预警整改情况反馈表: empty for the unit to fill in, or with what it answered.
pub(super) fn feedback(matter: &Matter<'_>, filled: bool) -> Form {
    let (now, hit) = (matter.now, matter.now.case.hit());
    let of = |action| filled.then(|| now.last(action)).flatten();
    let answer = of(Action::Answer);
    let mut rows = Rows::form(&WIDTHS, &[0, 2]);
    let number = or_none(&matter.number);
    pair(&mut rows, ("预警编号", &now.case.id), ("文号", number));
    let department = department(hit).unwrap_or(NONE);
    pair(&mut rows, ("单位名称", unit(hit)), ("主管部门", department));
    row(&mut rows, "预警事项", format!("{}（{}色）", hit.title.zh, now.case.level.zh()));
    row(&mut rows, "预警情况", sentence(&hit.message.zh));
    let due = day_or_gap(matter.answer_by);
    let done = day_or_gap(answer.map(|a| a.step.day));
    pair(&mut rows, ("反馈期限", &due), ("反馈日期", &done));
    let said = answer.map(|a| a.step.comment.clone()).unwrap_or_else(|| gap(10));
    row(&mut rows, "情况说明和\n整改情况", said);
    amounts(&mut rows, answer.map(|_| now.amounts()));
    let files = answer.map(|a| a.step.files.iter().map(|f| f.name.clone()).collect::<Vec<_>>());
    let files = match files {
        Some(names) if names.is_empty() => "无".to_owned(),
        Some(names) => names.join("；"),
        None => gap(2),
    };
    row(&mut rows, "附件", files);
    let signed = |who: &str| format!("{}\n{who}　　　　　　　　　　{}", gap(3), day_or_gap(None));
    row(&mut rows, "单位意见", signed("负责人（签章）："));
    let pass = of(Action::Pass).map(|r| opinion("同意。", r));
    let review = pass.unwrap_or_else(|| signed("负责人（签章）："));
    row(&mut rows, "主管部门\n审核意见", review);
    let grade = of(Action::Evaluate).map(|r| {
        let grade = r.step.grade.map_or("", |g| g.zh());
        opinion(&format!("{grade}。"), r)
    });
    let choice = "□满意　□基本满意　□不满意";
    let grade = grade.unwrap_or_else(|| format!("{choice}\n{}", signed("经办人：")));
    row(&mut rows, "人大复核\n评价", grade);
    Form {
        title: "预警整改情况反馈表".to_owned(),
        mark: String::new(),
        meta: vec![format!("预算年度：{}\t金额单位：元", hit.year)],
        table: rows.table(),
        notes: vec![
            "注：退回金额指退回国库或原渠道的资金，调账金额指更正科目、项目等账务的资金；没有的填0。".to_owned(),
        ],
        before: Break::Portrait,
    }
}

fn amounts(rows: &mut Rows, said: Option<Amounts>) {
    let labels = ["退回金额", "调账金额", "其他金额", "合计"];
    let values = said.map(|a| money(&a)).unwrap_or_default();
    let [a, b, c, d] = values;
    rows.row(vec![cell(labels[0]), cell(a), cell(labels[1]), cell(b)]);
    rows.row(vec![cell(labels[2]), cell(c), cell(labels[3]), cell(d)]);
}

/// What was decided, by whom and when.
fn opinion(verdict: &str, recorded: &Recorded) -> String {
    let step = &recorded.step;
    let mut text = verdict.to_owned();
    text.push_str(&sentence(&step.comment));
    format!("{text}\n{}　{}", or_none(&step.actor), day(step.day))
}

/// Lines for handwriting.
fn gap(lines: usize) -> String {
    vec!["　"; lines].join("\n")
}

/// 签收回执
pub(super) fn receipt(matter: &Matter<'_>) -> Form {
    let (now, hit) = (matter.now, matter.now.case.hit());
    let signed = now.last(Action::Sign);
    let mut rows = Rows::form(&WIDTHS, &[0, 2]);
    let title = format!("关于{}的{}", subject(&now.case), letter(matter.kind));
    row(&mut rows, "文件名称", title);
    pair(&mut rows, ("文号", or_none(&matter.number)), ("预警编号", &now.case.id));
    pair(&mut rows, ("发文机关", &matter.sender), ("发文日期", &day_or_gap(matter.day)));
    let by = day_or_gap(matter.answer_by);
    pair(&mut rows, ("签收单位", unit(hit)), ("反馈期限", &by));
    let (who, when) = match signed {
        Some(r) => (r.step.actor.clone(), Some(r.step.day)),
        None => (String::new(), None),
    };
    pair(&mut rows, ("签收人", &who), ("签收日期", &day_or_gap(when)));
    pair(&mut rows, ("联系电话", ""), ("签收单位\n（盖章）", &gap(3)));
    rows.row(vec![wide(format!("上述文件已收到，将按要求于{by}前反馈办理情况。"), 4, 1)]);
    Form {
        title: "签收回执".to_owned(),
        mark: String::new(),
        meta: Vec::new(),
        table: rows.table(),
        notes: vec![format!("注：请填写后盖章退回{}。", matter.sender)],
        before: Break::Portrait,
    }
}
