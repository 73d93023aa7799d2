//! The performance forms in a browser: what is typed is scored and kept by itself, and nothing is lost.

use browser::{LOOKS, Site};
use std::path::Path;

/// Pages of the area, each in every look.
const PAGES: [(&str, &str); 9] = [
    ("clerk", "/performance?year=2023"),
    ("clerk", "/performance/102001/2023/XM05"),
    ("clerk", "/performance/102001/2023/XM05/targets"),
    ("clerk", "/performance/102001/2024/XM11/targets"),
    ("clerk", "/performance/102001/2023/XM05/monitoring?month=9"),
    ("clerk", "/performance/102001/2023/XM05/self-evaluation"),
    ("department", "/performance/102001/2023/XM05/self-evaluation"),
    ("finance", "/performance/430902001/2022/430902001/self-evaluation"),
    ("finance", "/imports"),
];

#[test]
fn forms_are_accessible_score_themselves_and_keep_what_is_typed() {
    let Some(site) = Site::start("performance").unwrap() else { return };
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures/performance");
    let mut wrong = Vec::new();
    for (n, (role, path)) in PAGES.into_iter().enumerate() {
        let visit = site.visit().unwrap();
        visit.log_in(role).unwrap();
        visit.open(path).unwrap();
        let at = format!("{role} {path}");
        let picture = pictures.join(format!("{n}-{role}"));
        browser::look(&visit, (&at, LOOKS.len()), &picture, &mut wrong).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let visit = site.visit().unwrap();
    visit.log_in("clerk").unwrap();
    visit.open("/performance/102001/2023/XM05/self-evaluation").unwrap();
    visit.fill("指标1.偏差原因", "").unwrap();
    visit.fill("指标1.实际完成值", "50册").unwrap();
    visit.js("document.querySelector('[name=\"指标1.实际完成值\"]').dispatchEvent(new Event('input', {bubbles: true}))").unwrap();
    // The side column and the score beside the box come anew without a button.
    visit
        .until("document.querySelector('[data-draft-says]').textContent.includes('草稿已自动保存')")
        .unwrap();
    visit
        .until("document.getElementById('t-指标1.偏差原因').textContent.includes('须写偏差原因')")
        .unwrap();
    visit.open("/performance/102001/2023/XM05/self-evaluation").unwrap();
    let kept = visit.js("document.querySelector('[name=\"指标1.实际完成值\"]').value").unwrap();
    assert_eq!(kept.as_str(), Some("50册"));
    // A second change in the same window is no conflict.
    for value in ["51册", "52册"] {
        visit.fill("指标1.实际完成值", value).unwrap();
        visit.js("document.querySelector('[name=\"指标1.实际完成值\"]').dispatchEvent(new Event('input', {bubbles: true})); document.querySelector('[data-draft-says]').textContent = ''").unwrap();
        visit.until("document.querySelector('[data-draft-says]').textContent.includes('草稿已自动保存')").unwrap();
    }
    visit.follow("计算").unwrap();
    assert!(!visit.text().contains("两处同时在改"));
}
