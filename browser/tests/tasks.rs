//! What each role comes for, from log-in to the finished thing, as a person does it: with the mouse, once with
//! the keyboard alone, once in English, and every page that is only read with scripts off.

use browser::{LOOKS, Site, Visit};
use std::path::Path;

/// The first warning of a list.
fn first_warning(visit: &Visit, query: &str) -> String {
    visit.open(&format!("/warnings?{query}")).unwrap();
    let found =
        visit.js("document.querySelector('tbody a[href^=\"/warnings/\"]').pathname").unwrap();
    found.as_str().unwrap().to_owned()
}

/// Takes a step on the page of a warning: opens its form, fills it, sends it.
fn step(visit: &Visit, at: &str, action: &str, fields: &[(&str, &str)], ends: &str) {
    visit.open(at).unwrap();
    let form = format!("form:has(input[name=action][value={action}])");
    visit.js(&format!("document.querySelector('{form}').closest('details').open = true")).unwrap();
    for (name, value) in fields {
        let field = serde_json::Value::from(*value);
        visit
            .js(&format!("document.querySelector('{form} [name={name}]').value = {field}"))
            .unwrap();
    }
    visit.press(&format!("{form} button")).unwrap();
    visit
        .until(&format!("document.querySelector('h1').innerText.includes('{ends}')"))
        .unwrap_or_else(|e| panic!("{action}: {e:#}\n{}", visit.text()));
}

#[test]
fn a_warning_is_handled_to_its_end_by_three_roles() {
    let Some(site) = Site::start("tasks").unwrap() else { return };
    let [congress, clerk, department] = ["congress", "clerk", "department"].map(|name| {
        let visit = site.visit().unwrap();
        visit.log_in(name).unwrap();
        visit
    });
    let at = first_warning(&clerk, "which=all");
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures/tasks");
    let mut wrong = Vec::new();
    let mut look = |visit: &Visit, name: &str| {
        visit.open(&at).unwrap();
        browser::look(visit, (name, LOOKS.len()), &pictures.join(name), &mut wrong).unwrap();
    };
    look(&congress, "raised");
    step(&congress, &at, "确认", &[("comment", "情况属实")], "已确认");
    step(&congress, &at, "下发", &[], "已下发");
    look(&clerk, "issued");
    step(&clerk, &at, "签收", &[], "已签收");
    step(&clerk, &at, "反馈", &[("comment", "已整改"), ("refunded", "100.00")], "已反馈");
    look(&department, "answered");
    step(&department, &at, "通过", &[("comment", "同意")], "已审核");
    step(&congress, &at, "评价", &[("result", "满意")], "已评价");
    step(&congress, &at, "销号", &[("comment", "整改到位")], "已销号");
    step(&congress, &at, "归档", &[], "已归档");
    look(&congress, "archived");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Presses Tab until the focus is on what a selector names, then Enter.
fn by_keyboard(visit: &Visit, selector: &str, then: &str) {
    for _ in 0..80 {
        visit.key("Tab").unwrap();
        let there = visit.js(&format!("document.activeElement.matches({selector:?})")).unwrap();
        if there == serde_json::Value::Bool(true) {
            visit.key(then).unwrap();
            return;
        }
    }
    panic!("the keyboard does not reach {selector} at {}", visit.path());
}

#[test]
fn the_keyboard_alone_is_enough_and_english_is_spoken() {
    let Some(site) = Site::start("keyboard").unwrap() else { return };
    let visit = site.visit().unwrap();
    visit.open("/log-in").unwrap();
    by_keyboard(&visit, "input[name=name]", "End");
    visit.write("deputy").unwrap();
    by_keyboard(&visit, "input[name=password]", "End");
    visit.write(browser::PASSWORD).unwrap();
    visit.key("Enter").unwrap();
    visit.until("location.pathname === '/'").unwrap();
    by_keyboard(&visit, "button[name=lang]", "Enter");
    visit.until("document.documentElement.lang === 'en'").unwrap();
    by_keyboard(&visit, "main a[href^='/department/']", "Enter");
    visit.until("location.pathname.startsWith('/department/')").unwrap();
    by_keyboard(&visit, "button[value=start]", "Enter");
    visit.until("document.querySelector('button[value=stop]') !== null").unwrap();
    visit.open("/").unwrap();
    assert!(visit.text().contains("Departments you follow"), "{}", visit.text());
    let chinese = visit.js("document.querySelector('header nav').innerText").unwrap();
    assert!(chinese.as_str().unwrap().is_ascii(), "{chinese}");
}

/// Pages that are only read, and something that stands there without any script.
const READ: [(&str, &str, &str); 9] = [
    ("deputy", "/", "tbody"),
    ("deputy", "/department/102", "main h1"),
    ("congress", "/warnings", "tbody a"),
    ("congress", "/rules", "tbody a"),
    ("congress", "/query?rows=department&show=paid&chart=bar", "td.n a"),
    ("congress", "/analyses/execution-curve", "figure table"),
    ("congress", "/reports", "main a"),
    ("auditor", "/log", "tbody"),
    ("clerk", "/performance?year=2023", "tbody a"),
];

#[test]
fn pages_are_read_without_scripts() {
    let Some(site) = Site::start("scripts").unwrap() else { return };
    for (role, path, there) in READ {
        let visit = site.visit().unwrap();
        visit.log_in(role).unwrap();
        visit.scripts(false).unwrap();
        visit.open(path).unwrap();
        let found = visit.js(&format!("document.querySelector({there:?}) !== null")).unwrap();
        assert_eq!(found, serde_json::Value::Bool(true), "{role} {path}: no {there}");
    }
}
