//! The picture beside a warning: what its object was paid month by month, from the year before on.

use super::super::asked::{View, asked};
use super::super::query::Query;
use super::super::within::Within;
use super::answer::picture;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::CaseNow;
use ledger::Nature;
use report::Lang;
use report::chart::Picture;
use store::AsOf;

/// What a warning's object was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePicture {
    /// The project or the unit.
    pub object: String,
    /// The chart.
    pub picture: Picture,
    /// Its figures, by month.
    pub view: View,
    /// The question it answers: conditions of a query by month, dimension and values.
    pub conditions: Vec<(&'static str, String)>,
}

/// The picture of a case; none where nothing was paid.
///
/// # Errors
/// When the store fails.
pub fn case_picture(
    desk: &mut Desk,
    now: &CaseNow,
    within: &Within,
    lang: Lang,
) -> Result<Option<CasePicture>, Fault> {
    let hit = now.case.hit();
    let projects = desk.store.projects(AsOf::default())?;
    // The object of a rule may be a project, or something within one.
    let project = hit.object.split('|').find_map(|part| {
        let found = projects.get(part).filter(|p| p.nature() == Nature::Project)?;
        Some((part.to_owned(), found.name.clone()))
    });
    let mut conditions =
        vec![("year", format!("{},{}", hit.year - 1, hit.year)), ("unit", hit.unit.clone())];
    conditions.extend(project.as_ref().map(|(code, _)| ("project", code.clone())));
    let query = Query {
        rows: vec!["month".to_owned()],
        measures: vec!["paid".to_owned()],
        filters: conditions.iter().map(|(dim, values)| format!("{dim}={values}")).collect(),
        within: within.clone(),
        ..Query::default()
    };
    let view = asked(desk, &query, lang)?;
    let object = project.map_or_else(|| hit.unit_name.clone(), |(_, name)| name);
    let picture = picture(&view, "lines", &|_| String::new());
    Ok(picture.map(|picture| CasePicture { object, picture, view, conditions }))
}
