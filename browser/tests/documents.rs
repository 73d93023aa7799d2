//! A report checked in the browser: sent, looked at in every way with a finding and with a figure lit, decided
//! with the keyboard's fields, and a batch that renews itself.

use anyhow::{Context, Result};
use browser::{LOOKS, Site};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/final-accounts-2024.txt")
}

/// The example as a PDF.
fn pdf() -> Result<Vec<u8>> {
    let knowledge = Arc::new(app::Knowledge::load(None, None)?);
    let text = std::fs::read(example())?;
    let read = app::audit_bytes("a.txt", text, &knowledge, Duration::from_secs(60));
    let document = read.content.context("the example is read")?;
    Ok(app::desk::bytes(&document.document, "pdf", "报告")?)
}

#[test]
fn a_report_is_checked_and_every_view_of_it_is_accessible() {
    let Some(site) = Site::start("documents").unwrap() else { return };
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures/documents");
    let visit = site.visit().unwrap();
    visit.log_in("clerk").unwrap();
    visit.until("document.readyState === 'complete'").unwrap();
    visit.open("/documents").unwrap();
    visit.until("location.pathname === '/documents'").unwrap();
    visit.files("input[type=file]", &[example()]).unwrap();
    visit.until("document.querySelector('input[type=file]').files.length === 1").unwrap();
    visit.press("form.drop button").unwrap();
    visit.until("/^\\/documents\\/[0-9]/.test(location.pathname)").unwrap();
    let mut wrong = Vec::new();
    let mut look = |name: &str| {
        browser::look(&visit, (name, LOOKS.len()), &pictures.join(name), &mut wrong).unwrap();
    };
    let document = visit.path();
    look("document");
    visit.press("ol.findings a").unwrap();
    visit.until("document.querySelector('.lit-mark') !== null").unwrap();
    look("finding");
    visit.press("input[value=confirmed]").unwrap();
    visit.fill("reason", "核对了底稿，确实有误").unwrap();
    visit.press(".decision button.primary").unwrap();
    visit.until("document.body.innerText.includes('核对了底稿')").unwrap();
    look("decided");
    visit.press("a.fig.held").unwrap();
    visit.until("location.search.includes('figure=')").unwrap();
    look("figure");
    visit.open("/documents").unwrap();
    look("list");
    let printed = site.folder().join("printed.pdf");
    std::fs::write(&printed, pdf().unwrap()).unwrap();
    visit.files("input[type=file]", &[printed]).unwrap();
    visit.press("form.drop button").unwrap();
    visit.until("/^\\/documents\\/[0-9]/.test(location.pathname)").unwrap();
    visit.press("ol.findings a").unwrap();
    visit.until("document.querySelector('.cutting image') !== null").unwrap();
    look("printed finding");
    visit.press(".cutting figcaption a").unwrap();
    visit.until("/page\\/[0-9]+$/.test(location.pathname)").unwrap();
    look("printed page");
    visit.open("/documents").unwrap();
    let again = site.folder().join("again.txt");
    let text = std::fs::read_to_string(example()).unwrap();
    std::fs::write(&again, text.replacen("2024", "2023", 1) + "\n附记。\n").unwrap();
    visit.files("input[type=file]", &[again, example()]).unwrap();
    visit.press("form.drop button").unwrap();
    visit.until("location.pathname.startsWith('/documents/batch/')").unwrap();
    visit.until("document.querySelector('#batch a') !== null").unwrap();
    visit.until("document.querySelectorAll('#batch tbody a').length === 2").unwrap();
    look("batch");
    let other = visit
        .js("[...document.querySelectorAll('#batch tbody a')].find(a => a.textContent === 'again.txt').pathname")
        .unwrap();
    let other = other.as_str().unwrap().to_owned();
    let before = document.rsplit('/').next().unwrap();
    visit.open(&format!("{other}/compare/{before}")).unwrap();
    look("compare");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
