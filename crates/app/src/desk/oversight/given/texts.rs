//! What units wrote of themselves in self-evaluations: boxes of 绩效, and the texts of the reports. Goals are left
//! out, as they may stay the same from year to year.

use super::Scope;
use super::records::{Kept, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::analysis::CopiedText;
use ::performance::Evaluation;
use base::Date;

/// Years before the wanted one whose texts are looked at.
const BACK: i32 = 2;

/// Texts of reports on performance, by the beginning of their key; what an office does (职责) is no such text.
const REPORTS: [&str; 3] = ["汇总.", "整体.", "预算绩效"];

/// The texts of a year and of the years before.
pub(in crate::desk::oversight) fn texts(
    desk: &mut Desk,
    year: i32,
) -> Result<Vec<CopiedText>, Fault> {
    let book = desk.store.book().code.clone();
    let mut all = Vec::new();
    for year in year - BACK..=year {
        let scope = Scope { year, day: Date::MAX, months: 12, units: None, keys: None };
        for kept in standing(desk, "绩效", Years::Of(year), &scope)? {
            if let Ok(e) = serde_json::from_str::<Evaluation>(&kept.payload) {
                all.extend(boxes(&book, &kept, &e));
            }
        }
        for kept in standing(desk, "文字", Years::Of(year), &scope)? {
            let Some(text) = serde_json::from_str::<String>(&kept.payload).ok() else { continue };
            if REPORTS.iter().any(|r| kept.key.starts_with(r)) {
                all.push(of(&book, &kept, "", &kept.key, &text));
            }
        }
    }
    Ok(all)
}

fn of(book: &str, kept: &Kept, about: &str, field: &str, text: &str) -> CopiedText {
    CopiedText {
        book: book.to_owned(),
        unit: kept.unit.clone(),
        year: kept.year,
        about: about.to_owned(),
        field: field.to_owned(),
        text: text.to_owned(),
    }
}

fn boxes(book: &str, kept: &Kept, e: &Evaluation) -> Vec<CopiedText> {
    let mut all =
        vec![("实际完成情况".to_owned(), &e.done), ("资金偏差原因".to_owned(), &e.funds_reason)];
    all.extend(e.analysis.texts.iter().map(|(heading, text)| (heading.clone(), text)));
    all.extend(e.indicators.iter().map(|i| (format!("偏差原因 {}", i.name), &i.reason)));
    let said = all.into_iter().filter(|(_, text)| !text.trim().is_empty());
    said.map(|(field, text)| of(book, kept, &e.name, &field, text)).collect()
}
