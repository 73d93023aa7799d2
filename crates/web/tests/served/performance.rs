//! The performance cycle as its people do it: filled in, handed in, sent back with comments, handed in again.
//! Each test has a project of its own, so that they do not stand in each other's way.

use crate::client::{Answer, Visitor};
use std::collections::BTreeMap;
use std::time::Duration;

const YEAR: &str = "/performance/102001/2023";

type Fields = BTreeMap<String, String>;

fn plain(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |t, (from, to)| t.replace(from, to))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let text = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(text.split('"').next()?))
}

/// The fields of the form that is typed into, as a browser would send them.
fn fields(page: &Answer) -> Fields {
    let text = page.text();
    let form = text.split("<form class=\"typing\"").nth(1).expect("a form to type into");
    let form = form.split("</form>").next().unwrap();
    let mut all = Fields::new();
    for tag in form.split("<input ").skip(1) {
        let tag = format!(" {}", tag.split('>').next().unwrap());
        all.insert(attribute(&tag, "name").unwrap(), attribute(&tag, "value").unwrap_or_default());
    }
    for area in form.split("<textarea").skip(1) {
        let (tag, rest) = area.split_once('>').unwrap();
        let text = plain(rest.split("</textarea>").next().unwrap());
        all.insert(attribute(tag, "name").unwrap(), text);
    }
    for select in form.split("<select").skip(1) {
        let (tag, rest) = select.split_once('>').unwrap();
        let options = rest.split("</select>").next().unwrap();
        let chosen = options.split("<option").find(|o| o.contains(" selected"));
        let value = chosen.and_then(|o| attribute(o.split('>').next().unwrap(), "value"));
        all.insert(attribute(tag, "name").unwrap(), value.unwrap_or_default());
    }
    all
}

fn url(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn send(visitor: &Visitor, path: &str, fields: &Fields) -> Answer {
    let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", url(n), url(v))).collect();
    visitor.post_as(path, &pairs.join("&"))
}

fn with(mut fields: Fields, values: &[(&str, &str)]) -> Fields {
    for (name, value) in values {
        assert!(*name == "do" || fields.contains_key(*name), "{name}: {:?}", fields.keys());
        fields.insert((*name).to_owned(), (*value).to_owned());
    }
    fields
}

#[test]
fn a_clerk_fills_in_a_self_evaluation_and_downloads_a_clean_paper() {
    let clerk = Visitor::log_in("clerk");
    let list = clerk.get("/performance?year=2023");
    assert!(list.text().contains("专委会经费"), "{}", list.text());
    // Those who are asked are those who are served, not the office's own people.
    let targets = format!("{YEAR}/XM01/targets");
    let goal =
        with(fields(&clerk.get(&targets)), &[("指标9.三级指标", "人大代表满意度"), ("do", "save")]);
    assert_eq!(send(&clerk, &targets, &goal).status, 303);
    let form = format!("{YEAR}/XM01/self-evaluation");
    let page = clerk.get(&form);
    assert_eq!(page.status, 200, "{}", page.text());
    // The budget comes from the ledger and is not typed.
    assert!(!page.text().contains("name=\"资金1.全年执行数\""));
    assert!(page.text().contains("458,850.00") || page.text().contains("458850.00"));
    let checked = send(
        &clerk,
        &form,
        &with(
            fields(&page),
            &[("指标2.实际完成值", "80份"), ("指标2.偏差原因", ""), ("do", "check")],
        ),
    );
    assert_eq!(checked.status, 200, "{}", checked.text());
    // The value that was typed stands there, and so does what the rule says of it.
    assert_eq!(fields(&checked)["指标2.实际完成值"], "80份");
    assert!(checked.text().contains("须写偏差原因"), "{}", checked.text());
    let wrong = with(fields(&checked), &[("指标2.实际完成值", "很多"), ("do", "save")]);
    let refused = send(&clerk, &form, &wrong);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("读不出完成值"));
    // The cost is what was paid; scores that are left empty are those of the rule.
    let good = [
        ("指标2.实际完成值", "100份"),
        ("指标6.实际完成值", "45.885万"),
        ("指标6.得分", ""),
        ("指标6.偏差原因", ""),
        ("do", "rule"),
    ];
    let filled = send(&clerk, &form, &with(fields(&checked), &good));
    assert_eq!(fields(&filled)["指标6.得分"], "10");
    let saved = send(&clerk, &form, &with(fields(&filled), &[("do", "save")]));
    assert_eq!(saved.status, 303, "{}", saved.text());
    let paper = clerk.get(&format!("{YEAR}/XM01/file/self-evaluation.docx"));
    assert_eq!(paper.status, 200);
    let knowledge = std::sync::Arc::new(app::Knowledge::load(None, None).unwrap());
    let audited = app::audit_bytes("自评表.docx", paper.body, &knowledge, Duration::from_secs(60));
    let found = audited.content.as_ref().map(|c| c.audit.findings.clone());
    assert_eq!(audited.verdict(), report::Verdict::Clean, "{found:#?}");
    for format in ["xlsx", "pdf"] {
        assert_eq!(clerk.get(&format!("{YEAR}/XM01/file/targets.{format}")).status, 200);
    }
}

#[test]
fn a_department_sends_back_with_a_comment_and_the_clerk_hands_in_again() {
    let (clerk, department) = (Visitor::log_in("clerk"), Visitor::log_in("department"));
    let form = format!("{YEAR}/XM02/self-evaluation");
    let handed = send(&clerk, &form, &with(fields(&clerk.get(&form)), &[("do", "submit")]));
    assert_eq!(handed.status, 303, "{}", handed.text());
    let shown = clerk.get(&form).text();
    assert!(shown.contains("单位已报") && !shown.contains("class=\"typing\""), "{shown}");
    let page = department.get(&form).text();
    assert!(page.contains("name=\"c:指标1\""), "{page}");
    let review = format!("{form}/review");
    // Without a reason it is not sent back.
    assert_eq!(department.post(&review, "do=send-back").status, 422);
    let comment = format!(
        "do=send-back&{}={}&{}={}",
        url("b:指标1"),
        url("实际完成值"),
        url("c:指标1"),
        url("请附签到表")
    );
    let back = department.post(&review, &comment);
    assert_eq!(back.status, 303, "{}", back.text());
    let page = clerk.get(&form);
    let text = page.text();
    assert!(text.contains("已退回") && text.contains("请附签到表"), "{text}");
    let beside = text.split("id=\"t-指标1.实际完成值\"").nth(1).unwrap();
    assert!(beside.split("</div>").next().unwrap().contains("请附签到表"));
    let again = with(fields(&page), &[("指标1.偏差原因", "签到表已附"), ("do", "submit")]);
    assert_eq!(send(&clerk, &form, &again).status, 303);
    let approved = department.post(&review, "do=approve");
    assert_eq!(approved.status, 303, "{}", approved.text());
    // The clerk cannot take back what has been reviewed.
    assert_eq!(clerk.post(&format!("{form}/withdraw"), "").status, 422);
    let history = clerk.get(&format!("{YEAR}/XM02")).text();
    assert!(history.contains("签到表已附") && history.contains("部门已审"), "{history}");
}

#[test]
fn two_on_one_form_see_both_values() {
    let (one, two) = (Visitor::log_in("clerk"), Visitor::log_in("clerk"));
    let form = format!("{YEAR}/XM03/self-evaluation");
    let (first, second) = (fields(&one.get(&form)), fields(&two.get(&form)));
    let done = with(first, &[("实际完成情况", "第一人所写"), ("do", "save")]);
    assert_eq!(send(&one, &form, &done).status, 303);
    let mine = with(
        second,
        &[("_csrf", two.csrf.as_str()), ("实际完成情况", "第二人所写"), ("do", "save")],
    );
    let conflict = send(&two, &form, &mine);
    assert_eq!(conflict.status, 409);
    let text = conflict.text();
    assert!(text.contains("第一人所写") && text.contains("第二人所写"), "{text}");
    // What stands there is what the first wrote.
    assert_eq!(fields(&one.get(&form))["实际完成情况"], "第一人所写");
    // Having seen it, the second may keep the own value.
    let seen = text.split("name=\"base\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let chosen = with(mine, &[("base", seen), ("do", "save")]);
    assert_eq!(send(&two, &form, &chosen).status, 303);
    assert_eq!(fields(&one.get(&form))["实际完成情况"], "第二人所写");
}

#[test]
fn a_draft_is_kept_between_two_visits() {
    let clerk = Visitor::log_in("clerk");
    let form = format!("{YEAR}/XM04/monitoring?month=7");
    let typed = with(fields(&clerk.get(&form)), &[("指标1.实际完成值", "1"), ("do", "check")]);
    assert_eq!(send(&clerk, &form, &typed).status, 200);
    let again = fields(&clerk.get(&form));
    assert_eq!(again["指标1.实际完成值"], "1");
    // Another window that has not seen the draft does not overwrite it.
    assert_eq!(send(&clerk, &form, &typed).status, 409);
    let gone = with(again, &[("do", "discard")]);
    assert_eq!(send(&clerk, &form, &gone).status, 303);
    assert_eq!(fields(&clerk.get(&form))["指标1.实际完成值"], "");
}

#[test]
fn a_goal_is_entered_for_a_project_without_one() {
    let (clerk, finance) = (Visitor::log_in("clerk"), Visitor::log_in("finance"));
    let form = "/performance/102001/2024/XM10/targets";
    let page = clerk.get(form);
    assert_eq!(page.status, 200, "{}", page.text());
    let values = [
        ("年度目标", "全年调研不少于9次"),
        ("指标1.三级指标", "调研次数"),
        ("指标1.指标值", "≥9次"),
        ("指标1.分值", "50"),
        ("do", "save"),
    ];
    let saved = send(&clerk, form, &with(fields(&page), &values));
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(finance.get("/performance?year=2024").text().contains("调研考察经费"));
    // The weights do not sum up, so it is not handed in.
    let refused = send(&clerk, form, &with(fields(&clerk.get(form)), &[("do", "submit")]));
    assert_eq!(refused.status, 422, "{}", refused.text());
}

#[test]
fn another_units_goal_is_not_there() {
    let (clerk, department) = (Visitor::log_in("clerk"), Visitor::log_in("department"));
    let other = "/performance/430902001/2022/430902001";
    let finance = Visitor::log_in("finance");
    assert_eq!(finance.get(other).status, 200);
    for path in ["", "/self-evaluation", "/targets", "/file/self-evaluation.docx"] {
        for visitor in [&clerk, &department] {
            assert_eq!(visitor.get(&format!("{other}{path}")).status, 404, "{path}");
        }
    }
    assert_eq!(clerk.post(&format!("{other}/self-evaluation"), "do=save&base=1").status, 404);
    assert_eq!(clerk.post(&format!("{other}/self-evaluation/withdraw"), "").status, 404);
    let review = format!("{other}/self-evaluation/review");
    assert_eq!(department.post(&review, "do=approve").status, 404);
    assert!(!clerk.get("/performance?year=2022").text().contains("430902001"));
}
