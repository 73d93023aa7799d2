//! Look up one rule of the catalogue.

use crate::catalogue::Knowledge;
use crate::fault::Fault;
use audit::Rule;

/// The rule with this id.
///
/// # Errors
/// When there is none; names the nearest ids.
pub fn rule<'a>(knowledge: &'a Knowledge, id: &str) -> Result<&'a Rule, Fault> {
    let rules = &knowledge.rulebook.rules;
    if let Some(rule) = rules.iter().find(|r| r.id.eq_ignore_ascii_case(id)) {
        return Ok(rule);
    }
    let near =
        rules.iter().filter(|r| r.id.contains(id) || base::text::distance(&r.id, id, 2).is_some());
    let near: Vec<&str> = near.map(|r| r.id.as_str()).take(5).collect();
    let (zh, en) = match near.is_empty() {
        true => (String::new(), String::new()),
        false => {
            (format!("相近的有 {}；", near.join("、")), format!("near are {}; ", near.join(", ")))
        }
    };
    Err(Fault::new(
        format!("没有规则 {id}；{zh}用 mingzhang rules 查看全部"),
        format!("no rule {id}; {en}list all with mingzhang rules"),
    ))
}
