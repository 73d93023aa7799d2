//! Reports from sending to the decision on a finding, and to the next version.

use crate::client::{Answer, Visitor, ask};
use std::time::{Duration, Instant};

const EXAMPLE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/final-accounts-2024.txt");

pub fn example() -> String {
    std::fs::read_to_string(EXAMPLE).unwrap()
}

/// The kind of [`form`].
pub const KIND: &str = "multipart/form-data; boundary=mark";

/// A form with files, as a browser sends it.
pub fn form(csrf: &str, files: &[(String, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut body = Vec::new();
    if !csrf.is_empty() {
        let field =
            format!("--mark\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n");
        body.extend(field.into_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--mark\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(bytes.as_ref());
        body.extend(b"\r\n");
    }
    body.extend(b"--mark--\r\n");
    body
}

fn send(visitor: Option<&Visitor>, files: &[(String, impl AsRef<[u8]>)]) -> Answer {
    let body = form(visitor.map_or("", |v| &v.csrf), files);
    match visitor {
        Some(v) => v.post_kind("/documents", KIND, &body),
        None => ask("POST", "/documents", &[("Content-Type", KIND)], &body),
    }
}

fn get(visitor: Option<&Visitor>, path: &str) -> Answer {
    match visitor {
        Some(v) => v.get(path),
        None => ask("GET", path, &[], &[]),
    }
}

/// Sends one report and waits for it; gives its address.
pub fn checked(visitor: Option<&Visitor>, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let sent = send(visitor, &[(name.to_owned(), bytes)]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let mut to = sent.header("location").to_owned();
    let until = Instant::now() + Duration::from_secs(60);
    while to.starts_with("/documents/batch/") {
        assert!(Instant::now() < until, "{to} is not done");
        std::thread::sleep(Duration::from_millis(100));
        let answer = get(visitor, &to);
        if answer.status == 303 {
            to = answer.header("location").to_owned();
        }
    }
    to
}

/// The same at any server.
pub fn checked_at(visitor: &Visitor, name: &str, text: &str) {
    let body = form(&visitor.csrf, &[(name.to_owned(), text.to_owned())]);
    assert_eq!(visitor.post_kind("/documents", KIND, &body).status, 303);
}

/// What stands between two texts, first occurrence.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split(after).next().unwrap()
}

/// The key of the first finding on a page.
fn first_key(page: &str) -> String {
    between(page, "?finding=", "#").split('&').next().unwrap().to_owned()
}

#[test]
fn a_clerk_finds_decides_and_finds_it_decided_in_the_next_version() {
    let clerk = Visitor::log_in("clerk");
    let document = checked(Some(&clerk), "decide.txt", example());
    let page = clerk.get(&document).text();
    assert!(page.contains("有问题") && page.contains("没有核对"), "{page}");
    let key = first_key(&page);
    let lit = clerk.get(&format!("{document}?finding={key}")).text();
    assert!(lit.contains("lit-mark") && lit.contains("问题 1") && lit.contains("应为"), "{lit}");
    let figure = between(&lit, "?figure=", "#").to_owned();
    let of_figure = clerk.get(&format!("{document}?figure={figure}")).text();
    assert!(of_figure.contains("用到它的关系") || of_figure.contains("没有核对过"), "{of_figure}");

    let decide = format!("{document}/decide");
    let none = clerk.post(&decide, &format!("key={key}&version=0&ruling=not-error&reason="));
    assert_eq!(none.status, 422, "{}", none.text());
    let fields = format!("key={key}&version=0&ruling=not-error&reason=rounded");
    let done = clerk.post(&decide, &fields);
    assert_eq!(done.status, 303, "{}", done.text());
    let raced = clerk.post(&decide, &fields);
    assert_eq!(raced.status, 422, "a decision on what is no longer so");

    let next = example().replacen("2024", "2024 ", 1) + "\n";
    let later = checked(Some(&clerk), "decide.txt", &next);
    assert_ne!(later, document);
    let page = clerk.get(&format!("{later}?finding={key}")).text();
    assert!(page.contains("rounded") && page.contains("不是错误"), "{page}");
    let before = document.rsplit('/').next().unwrap();
    let compared = clerk.get(&format!("{later}/compare/{before}"));
    assert_eq!(compared.status, 200);
    assert!(compared.text().contains("仍然存在的问题"), "{}", compared.text());

    let undone = clerk.post(&format!("{later}/undo"), &format!("key={key}&version=1"));
    assert_eq!(undone.status, 303, "{}", undone.text());
    assert!(clerk.get(&format!("{document}?finding={key}")).text().contains("还没有处理"));
    for format in ["docx", "xlsx", "html", "json"] {
        let file = clerk.get(&format!("{document}/download.{format}"));
        assert_eq!(file.status, 200, "{format}");
        assert!(file.body.len() > 500, "{format}");
    }
    assert_eq!(clerk.get(&format!("{document}/download.original")).body, example().into_bytes());
}

#[test]
fn a_document_is_seen_by_its_owner_and_by_who_decides_on_its_unit() {
    let clerk = Visitor::log_in("clerk");
    let document = checked(Some(&clerk), "mine.txt", &(example() + "\nmine\n"));
    for (name, status) in [
        ("department", 200),
        ("finance", 200),
        ("congress", 200),
        ("deputy", 404),
        ("auditor", 403),
    ] {
        let visitor = Visitor::log_in(name);
        assert_eq!(visitor.get(&document).status, status, "{name}");
    }
    assert_eq!(ask("GET", &document, &[], &[]).status, 404);
    let listed = Visitor::log_in("department").get("/documents?whose=reach").text();
    assert!(listed.contains("mine.txt"), "{listed}");
    // A department's own document has no unit: nobody else sees it.
    let department = Visitor::log_in("department");
    let own = checked(Some(&department), "own.txt", &(example() + "\nown\n"));
    for name in ["clerk", "finance", "congress"] {
        let visitor = Visitor::log_in(name);
        for path in
            [own.clone(), format!("{own}/download.json"), format!("{own}/download.original")]
        {
            assert_eq!(visitor.get(&path).status, 404, "{name} {path}");
        }
        let other = own.rsplit('/').next().unwrap();
        assert_eq!(visitor.get(&format!("{document}/compare/{other}")).status, 404, "{name}");
        let decide =
            visitor.post(&format!("{own}/decide"), "key=0&version=0&ruling=confirmed&reason=x");
        assert_eq!(decide.status, 404, "{name}");
    }
}

#[test]
fn a_visitor_checks_without_an_account_and_nothing_is_kept_under_a_name() {
    let document = checked(None, "visitor.txt", example());
    let page = get(None, &document).text();
    assert!(page.contains("有问题") && page.contains("一小时"), "{page}");
    let key = first_key(&page);
    assert!(get(None, &format!("{document}?finding={key}")).text().contains("登录后可以处理"));
    let answer = ask(
        "POST",
        &format!("{document}/decide"),
        &[("Content-Type", "application/x-www-form-urlencoded")],
        format!("key={key}&version=0&ruling=confirmed&reason=x").as_bytes(),
    );
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert_eq!(get(None, "/documents/v0").status, 404);
}

#[test]
fn many_files_at_once_are_answered_at_once_and_show_their_progress() {
    let clerk = Visitor::log_in("clerk");
    let text = example();
    let files: Vec<(String, String)> =
        (0..30).map(|n| (format!("batch-{n}.txt"), format!("{text}\n{n}\n"))).collect();
    let since = Instant::now();
    let sent = send(Some(&clerk), &files);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    let batch = sent.header("location").to_owned();
    assert!(batch.starts_with("/documents/batch/"), "{batch}");
    let until = Instant::now() + Duration::from_secs(240);
    loop {
        let page = clerk.get(&batch);
        assert_eq!(page.status, 200);
        let text = page.text();
        let done = between(&text, "已完成 ", " 份，共 30 份").parse::<usize>().unwrap();
        assert_eq!(
            text.matches("<a href=\"/documents/9").count()
                + text.matches("<a href=\"/documents/8").count(),
            done
        );
        assert_eq!(text.contains("data-renew"), done < 30, "{done}");
        if done == 30 {
            break;
        }
        assert!(Instant::now() < until, "{done} of 30");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(Visitor::log_in("finance").get(&batch).status, 404);
}

#[test]
fn a_pdf_is_shown_as_it_is_printed_with_its_figures_framed() {
    let clerk = Visitor::log_in("clerk");
    let knowledge = std::sync::Arc::new(app::Knowledge::load(None, None).unwrap());
    let limit = Duration::from_secs(60);
    let read = app::audit_bytes("a.txt", example().into_bytes(), &knowledge, limit);
    let document = &read.content.as_ref().unwrap().document;
    let pdf = app::desk::bytes(document, "pdf", "报告").unwrap();
    let at = checked(Some(&clerk), "printed.pdf", pdf);
    let page = clerk.get(&at).text();
    assert!(page.contains(&format!("{at}/page/1")), "{page}");
    let key = first_key(&page);
    let lit = clerk.get(&format!("{at}?finding={key}")).text();
    assert!(lit.contains("class=\"cutting\"") && lit.contains("picture.png"));
    let printed = clerk.get(&format!("{at}/page/1?finding={key}"));
    assert_eq!(printed.status, 200);
    assert!(printed.text().matches("<rect").count() > 3);
    let picture = clerk.get(&format!("{at}/page/1/picture.png"));
    assert_eq!(
        (picture.header("content-type"), picture.body.get(1..4)),
        ("image/png", Some(b"PNG".as_slice()))
    );
    for beyond in ["page/0", "page/999", "page/x", "page/999/picture.png", "page/0/picture.png"] {
        assert_eq!(clerk.get(&format!("{at}/{beyond}")).status, 404, "{beyond}");
    }
    assert_eq!(Visitor::log_in("deputy").get(&format!("{at}/page/1/picture.png")).status, 404);
}

#[test]
fn what_was_sent_and_not_checked_is_shown_to_its_owner_as_not_checked() {
    let site = crate::told::serve("due", |_| {});
    let ledger = crate::told::folder("due").join("demo.db").display().to_string();
    let mut house = app::house::House::open(&ledger).unwrap();
    let who = app::house::Who { actor: "clerk".to_owned(), ..app::house::Who::default() };
    let files = [("left-behind.txt".to_owned(), b"1".to_vec())];
    app::check::record_sent(&mut house, &who, "102001", "batch", &files).unwrap();
    let page = Visitor::log_in_at(site, "clerk").get("/documents").text();
    assert!(page.contains("left-behind.txt") && page.contains("没有审核：几次"), "{page}");
    let other = Visitor::log_in_at(site, "finance").get("/documents").text();
    assert!(!other.contains("left-behind.txt"));
}
