//! Settings of the handling: the alert budget, who looks at which units, who signs.

use super::{SETTINGS, controls, draft};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::case::Settings;
use std::path::Path;
use store::{Filter, Outcome};

/// Key of these settings.
const KEY: &str = "处置";

/// The settings in force.
///
/// # Errors
/// When the engine fails or the record cannot be read.
pub fn case_settings(desk: &mut Desk) -> Result<Settings, Fault> {
    let filter = Filter { key: Some(KEY.to_owned()), ..Filter::default() };
    let Some(last) = desk.store.history(SETTINGS, &filter)?.pop() else {
        return Ok(Settings::default());
    };
    serde_json::from_str(&last.payload).map_err(|e| {
        Fault::new(
            format!("处置设置（第 {} 号分录）无法识别：{e}；请用 case settings 重新设置", last.seq),
            format!("the settings (entry {}) cannot be read: {e}; set them anew", last.seq),
        )
    })
}

/// Takes settings from a TOML file; the old ones stay on record.
///
/// # Errors
/// When the file is not valid.
pub fn set_case_settings(desk: &mut Desk, path: &Path) -> Result<Settings, Fault> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Fault::new(format!("{shown}：{e}"), format!("{shown}: {e}")))?;
    let settings = Settings::from_toml(&text)
        .map_err(|e| Fault::new(format!("{shown}：{e}"), format!("{shown}: {e}")))?;
    let today = today();
    let draft = draft(SETTINGS, KEY, today, (i32::from(today.year()), ""), &settings)?;
    let header = desk.header("case settings", "", "");
    let mut posting = desk.store.begin(&header, &controls())?;
    if let Outcome::Refused(refusal) = posting.post(draft)? {
        return Err(Fault::new(refusal.zh, refusal.en));
    }
    posting.commit()?;
    Ok(settings)
}
