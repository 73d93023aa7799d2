//! What each role comes for, from log-in to the finished thing, as a person does it: with the mouse, once with
//! the keyboard alone, once in English, and every page that is only read with scripts off.

use anyhow::{Context, Result, bail};
use browser::{LOOKS, Site, Visit};
use std::path::Path;

/// The first warning of a list.
fn first_warning(visit: &Visit, query: &str) -> Result<String> {
    visit.open(&format!("/warnings?{query}"))?;
    let found = visit.js("document.querySelector('tbody a[href^=\"/warnings/\"]').pathname")?;
    found.as_str().map(str::to_owned).context("no warning is listed")
}

/// Takes a step on the page of a warning: opens its form, fills it, sends it.
fn step(visit: &Visit, at: &str, action: &str, fields: &[(&str, &str)], ends: &str) -> Result<()> {
    visit.open(at)?;
    let form = format!("form:has(input[name=action][value={action}])");
    visit.js(&format!("document.querySelector('{form}').closest('details').open = true"))?;
    for (name, value) in fields {
        let field = serde_json::Value::from(*value);
        visit.js(&format!("document.querySelector('{form} [name={name}]').value = {field}"))?;
    }
    visit.press(&format!("{form} button"))?;
    visit
        .until(&format!("document.querySelector('h1').innerText.includes('{ends}')"))
        .with_context(|| format!("{action}\n{}", visit.text()))
}

#[test]
fn a_warning_is_handled_to_its_end_by_three_roles() {
    let Some(site) = Site::start("tasks").unwrap() else { return };
    let [congress, clerk, department] = ["congress", "clerk", "department"].map(|name| {
        let visit = site.visit().unwrap();
        visit.log_in(name).unwrap();
        visit
    });
    let at = first_warning(&clerk, "which=all").unwrap();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures/tasks");
    let mut wrong = Vec::new();
    let mut look = |visit: &Visit, name: &str| {
        visit.open(&at).unwrap();
        browser::look(visit, (name, LOOKS.len()), &pictures.join(name), &mut wrong).unwrap();
    };
    look(&congress, "raised");
    step(&congress, &at, "确认", &[("comment", "情况属实")], "已确认").unwrap();
    step(&congress, &at, "下发", &[], "已下发").unwrap();
    look(&clerk, "issued");
    step(&clerk, &at, "签收", &[], "已签收").unwrap();
    step(&clerk, &at, "反馈", &[("comment", "已整改"), ("refunded", "100.00")], "已反馈").unwrap();
    look(&department, "answered");
    step(&department, &at, "通过", &[("comment", "同意")], "已审核").unwrap();
    step(&congress, &at, "评价", &[("result", "满意")], "已评价").unwrap();
    step(&congress, &at, "销号", &[("comment", "整改到位")], "已销号").unwrap();
    step(&congress, &at, "归档", &[], "已归档").unwrap();
    look(&congress, "archived");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Presses Tab until the focus is on what a selector names, then another key.
fn by_keyboard(visit: &Visit, selector: &str, then: &str) -> Result<()> {
    for _ in 0..80 {
        visit.key("Tab")?;
        let there = visit.js(&format!("document.activeElement.matches({selector:?})"))?;
        if there == serde_json::Value::Bool(true) {
            visit.key(then)?;
            return Ok(());
        }
    }
    bail!("the keyboard does not reach {selector} at {}", visit.path());
}

#[test]
fn the_keyboard_alone_is_enough_and_english_is_spoken() {
    let Some(site) = Site::start("keyboard").unwrap() else { return };
    let visit = site.visit().unwrap();
    visit.open("/log-in").unwrap();
    by_keyboard(&visit, "input[name=name]", "End").unwrap();
    visit.write("deputy").unwrap();
    by_keyboard(&visit, "input[name=password]", "End").unwrap();
    visit.write(browser::PASSWORD).unwrap();
    visit.key("Enter").unwrap();
    visit.until("location.pathname === '/'").unwrap();
    by_keyboard(&visit, "button[name=lang]", "Enter").unwrap();
    visit.until("document.documentElement.lang === 'en'").unwrap();
    by_keyboard(&visit, "main a[href^='/department/']", "Enter").unwrap();
    visit.until("location.pathname.startsWith('/department/')").unwrap();
    by_keyboard(&visit, "button[value=start]", "Enter").unwrap();
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

#[test]
fn the_three_officers_let_somebody_in_and_the_log_tells_of_it() {
    let Some(site) = Site::start("officers").unwrap() else { return };
    let [system, security, auditor] = ["system", "security", "auditor"].map(|name| {
        let visit = site.visit().unwrap();
        visit.log_in(name).unwrap();
        visit
    });
    system.open("/accounts").unwrap();
    system.fill("name", "wang").unwrap().fill("shown", "预算科").unwrap();
    system.press("form[action='/accounts'] button").unwrap();
    system.until("document.querySelector('code.secret') !== null").unwrap();
    let link = system.js("document.querySelector('code.secret').textContent").unwrap();
    let newcomer = site.visit().unwrap();
    newcomer.open(link.as_str().unwrap()).unwrap();
    let password = "Yunling-2026-jz";
    newcomer.fill("password", password).unwrap().fill("again", password).unwrap();
    newcomer.press("main form button").unwrap();
    newcomer.until("location.pathname === '/log-in'").unwrap();
    security.open("/grants").unwrap();
    security.fill("departments-wang", "102").unwrap();
    security.press("form[action='/grants/wang'] button").unwrap();
    security
        .until("document.querySelector('details form[action=\"/grants/wang\"]') !== null")
        .unwrap();
    newcomer.fill("name", "wang").unwrap().fill("password", password).unwrap();
    newcomer.press("main form button").unwrap();
    newcomer.until("location.pathname === '/'").unwrap();
    assert!(newcomer.text().contains("预算科"), "{}", newcomer.text());
    auditor.open("/log?object=wang").unwrap();
    let text = auditor.text();
    assert!(auditor.js("document.querySelector('.said') !== null").unwrap() == true, "{text}");
    assert!(text.contains("wang") && text.contains("security"), "{text}");
}

#[test]
fn the_finance_bureau_tries_a_threshold_before_it_sets_it() {
    let Some(site) = Site::start("finance").unwrap() else { return };
    let visit = site.visit().unwrap();
    visit.log_in("finance").unwrap();
    visit.open("/rules?find=W27").unwrap();
    visit.press("tbody a[href='/rules/W27']").unwrap();
    visit.until("location.pathname === '/rules/W27'").unwrap();
    visit.fill("year", "2024").unwrap();
    // The slider moves the number beside it.
    visit
        .js("(() => { const r = document.querySelector('form[action$=trial] input[type=range]'); \
             r.value = r.max; r.dispatchEvent(new Event('input')); })()")
        .unwrap();
    let same = "(() => { const f = document.querySelector('form[action$=trial]'); return \
        Number(f.querySelector('[data-slider]').value) === Number(f.querySelector('[type=range]').value); })()";
    assert_eq!(visit.js(same).unwrap(), true);
    visit.press("form[action$=trial] button").unwrap();
    visit.until("location.pathname === '/rules/W27/trial'").unwrap();
    let mut wrong = Vec::new();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures/tasks");
    browser::look(&visit, ("trial", LOOKS.len()), &pictures.join("trial"), &mut wrong).unwrap();
    assert!(visit.text().contains("2024-12-31"), "{}", visit.text());
    visit.open("/rules/W27").unwrap();
    visit.js("document.querySelectorAll('section details').forEach(d => d.open = true)").unwrap();
    let form = "form[action='/rules/W27']:has(button[value=off])";
    visit.js(&format!("document.querySelector({:?}).reason.value = '试点期间停用'", form)).unwrap();
    visit.press(&format!("{form} button")).unwrap();
    visit.until("document.body.innerText.includes('试点期间停用')").unwrap();
    browser::look(&visit, ("rule set", 1), &pictures.join("rule"), &mut wrong).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
