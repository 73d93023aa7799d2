//! Those who write while the server is killed, and what was acknowledged to them.

use crate::client::Visitor;
use crate::{documents, warnings};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What was acknowledged, by writer.
#[derive(Default)]
pub struct Acknowledged {
    pub accounts: Vec<String>,
    /// Last text of each form that was kept, and the last that was sent.
    pub draft: (String, String),
    /// How often each was done.
    pub saves: BTreeMap<String, u64>,
    /// Names of the reports that were taken.
    pub documents: Vec<String>,
    /// Warnings that were confirmed, with the reason given.
    pub confirmed: Vec<(String, String)>,
}

/// Shared by the writers of a round.
pub type Shared = Arc<Mutex<Acknowledged>>;

/// New accounts, as fast as they come.
pub fn open_accounts(visitor: &Visitor, round: u64, seen: &Shared) {
    for n in 0_u64.. {
        let name = format!("r{round}n{n}");
        let fields = format!("name={name}&shown={name}&role=deputy");
        let Some(answer) = visitor.try_post("/accounts", &fields) else { return };
        assert!(answer.status == 200 || answer.status == 303, "{}", answer.text());
        seen.lock().unwrap().accounts.push(name);
    }
}

/// A form of the performance cycle that is kept again and again.
pub fn keep_draft(visitor: &Visitor, form: &str, round: u64, seen: &Shared) {
    let Some(page) = visitor.try_get(form) else { return };
    let mut version = version(&page.text());
    for n in 0_u64.. {
        let text = format!("round{round}text{n}");
        seen.lock().unwrap().draft.1.clone_from(&text);
        let fields = format!("do=check&base={}&version={}&{}={text}", version.0, version.1, TEXT);
        let Some(answer) = visitor.try_post(form, &fields) else { return };
        assert_eq!(answer.status, 200, "{form} {}", answer.text());
        seen.lock().unwrap().draft.0 = text;
        version = self::version(&answer.text());
    }
}

/// 实际完成情况
const TEXT: &str = "%E5%AE%9E%E9%99%85%E5%AE%8C%E6%88%90%E6%83%85%E5%86%B5";

/// The clerk's first self-evaluation that can still be typed into.
pub fn a_form(visitor: &Visitor) -> Option<String> {
    let list = visitor.get("/performance").text();
    let links = list.split("href=\"").filter_map(|l| l.split('"').next());
    let goals: Vec<&str> = links.filter(|l| l.starts_with("/performance/")).collect();
    let forms = goals.into_iter().map(|goal| {
        let goal: Vec<&str> = goal.split('/').take(5).collect();
        format!("{}/self-evaluation", goal.join("/"))
    });
    forms.into_iter().find(|form| visitor.get(form).text().contains("name=\"version\""))
}

/// The entry a form was opened with, and the version of its draft.
fn version(page: &str) -> (String, String) {
    let field = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    (field("base"), field("version"))
}

/// Follows a department and stops, each a line of the log.
pub fn follow(visitor: &Visitor, seen: &Shared) {
    for n in 0_u64.. {
        let to = if n % 2 == 0 { "start" } else { "stop" };
        let fields = format!("department=102&do={to}");
        let Some(answer) = visitor.try_post("/subscriptions", &fields) else { return };
        assert_eq!(answer.status, 303, "{to}: {}", answer.text());
        *seen.lock().unwrap().saves.entry(to.to_owned()).or_default() += 1;
    }
}

/// Reports, two at a time, acknowledged when the browser is sent to their batch: nothing is checked by then.
pub fn upload(visitor: &Visitor, round: u64, seen: &Shared) {
    for n in 0_u64.. {
        let report = |one: &str| {
            let text = format!(
                "收入合计 {n} 万元。基本支出 1 万元，项目支出 2 万元，合计 {round} 万元。{one}\n"
            );
            (format!("round{round}file{n}{one}.txt"), text)
        };
        let files = [report("a"), report("b")];
        let body = documents::form(&visitor.csrf, &files);
        let Some(sent) = visitor.try_post_kind("/documents", documents::KIND, &body) else {
            return;
        };
        assert_eq!(sent.status, 303, "{}", sent.text());
        seen.lock().unwrap().documents.extend(files.map(|(name, _)| name));
    }
}

/// Confirms the open warnings, one after the other.
pub fn confirm(visitor: &Visitor, round: u64, seen: &Shared) {
    let Some(list) = visitor.try_get("/warnings?which=open") else { return };
    for id in warnings::ids(&list.text()) {
        let Some(page) = visitor.try_get(&format!("/warnings/{id}")) else { return };
        let page = page.text();
        if !page.contains("value=\"确认\"") {
            continue;
        }
        let reason = format!("第{round}轮属实");
        let fields = [("action", "确认"), ("comment", reason.as_str())];
        let body = warnings::form(&visitor.csrf, &warnings::after(&page), &fields);
        let at = format!("/warnings/{id}/act");
        let Some(answer) = visitor.try_post_kind(&at, warnings::KIND, &body) else { return };
        assert_eq!(answer.status, 303, "{}", answer.text());
        seen.lock().unwrap().confirmed.push((id, reason));
    }
}
