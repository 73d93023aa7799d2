//! A warning from the first look to its end: congress staff, the unit and its department, each with the
//! page's own forms.

use crate::client::Visitor;

/// Ids of the warnings that a list shows.
pub fn ids(list: &str) -> Vec<String> {
    let links = list.split("href=\"/warnings/").skip(1).filter_map(|l| l.split('"').next());
    let mut ids: Vec<String> = Vec::new();
    for id in links.filter(|l| l.starts_with("YJ-")) {
        if !ids.contains(&id.to_owned()) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn listed(visitor: &Visitor, query: &str) -> Vec<String> {
    ids(&visitor.get(&format!("/warnings?{query}")).text())
}

/// The last step that a page knows of.
pub fn after(page: &str) -> String {
    let rest = page.split("name=\"after\" value=\"").nth(1).expect("a form on the page");
    rest.split('"').next().unwrap().to_owned()
}

/// The kind of [`form`].
pub const KIND: &str = "multipart/form-data; boundary=x";

/// The form of a step, as its page has it.
pub fn form(csrf: &str, after: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in [("_csrf", csrf), ("after", after)].iter().chain(fields) {
        body +=
            &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body +=
        "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
    body.into_bytes()
}

fn send(visitor: &Visitor, id: &str, after: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = form(&visitor.csrf, after, fields);
    let answer = visitor.post_kind(&format!("/warnings/{id}/act"), KIND, &body);
    (answer.status, answer.text())
}

/// Takes a step from the page as it stands; gives the page after it.
fn act(visitor: &Visitor, id: &str, fields: &[(&str, &str)]) -> String {
    let page = visitor.get(&format!("/warnings/{id}")).text();
    let (status, text) = send(visitor, id, &after(&page), fields);
    assert_eq!(status, 303, "{fields:?}: {text}");
    visitor.get(&format!("/warnings/{id}")).text()
}

#[test]
fn a_warning_goes_its_whole_way() {
    let [congress, clerk, department] = ["congress", "clerk", "department"].map(Visitor::log_in);
    let ids = listed(&clerk, "which=all");
    let id = ids.first().expect("a warning of the clerk's unit").as_str();
    let first = congress.get(&format!("/warnings/{id}")).text();
    assert!(first.contains("value=\"确认\"") && !first.contains("value=\"签收\""));
    assert!(!clerk.get(&format!("/warnings/{id}")).text().contains("value=\"确认\""));

    act(&congress, id, &[("action", "确认"), ("comment", "情况属实")]);
    act(&congress, id, &[("action", "下发"), ("letter", "提示函")]);
    let signed = act(&clerk, id, &[("action", "签收")]);
    assert!(signed.contains("已签收"));
    act(&clerk, id, &[("action", "反馈"), ("comment", "已退回财政"), ("refunded", "100.00")]);
    act(&department, id, &[("action", "通过"), ("comment", "同意")]);
    act(&congress, id, &[("action", "评价"), ("result", "满意")]);
    act(&congress, id, &[("action", "销号"), ("comment", "整改到位")]);
    let end = act(&congress, id, &[("action", "归档")]);
    assert!(end.contains("已归档") && end.contains("已退回财政"));
    let letter = congress.get(&format!("/warnings/{id}/letter/notice.docx"));
    assert_eq!((letter.status, &letter.body[..2]), (200, b"PK".as_slice()));
}

#[test]
fn a_form_acts_once_and_a_stale_one_says_what_happened() {
    let [congress, finance] = ["congress", "finance"].map(Visitor::log_in);
    let ids = listed(&congress, "which=open");
    let id = ids.last().expect("an open warning").as_str();
    let seen = after(&congress.get(&format!("/warnings/{id}")).text());
    let confirm = [("action", "确认"), ("comment", "属实")];
    assert_eq!(send(&congress, id, &seen, &confirm).0, 303);
    assert_eq!(send(&congress, id, &seen, &confirm).0, 303, "the same form again does nothing");
    let (status, text) = send(&finance, id, &seen, &[("action", "误报"), ("comment", "不是")]);
    assert_eq!(status, 409);
    assert!(text.contains("属实"));
    let page = congress.get(&format!("/warnings/{id}")).text();
    assert_eq!(page.matches("<strong>确认</strong>").count(), 1);
}

#[test]
fn what_is_out_of_reach_is_not_there() {
    let [congress, clerk, deputy] = ["congress", "clerk", "deputy"].map(Visitor::log_in);
    let own = listed(&clerk, "which=all");
    let all = listed(&congress, "which=all");
    let other = all.iter().find(|id| !own.contains(id)).expect("a warning of another unit");
    assert_eq!(clerk.get(&format!("/warnings/{other}")).status, 404);
    assert_eq!(clerk.get(&format!("/warnings/{other}/letter/file.pdf")).status, 404);
    assert_eq!(send(&clerk, other, "0", &[("action", "签收")]).0, 404);
    assert_eq!(send(&clerk, &own[0], "0", &[("action", "确认")]).0, 403);
    assert_eq!(send(&deputy, other, "0", &[("action", "确认")]).0, 403);
    assert_eq!(congress.get("/warnings/YJ-2024-000000").status, 404);
}
