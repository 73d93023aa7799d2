//! placeholder until the handling lands
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::{Hit, Looked};
use report::Lang;
#[derive(Debug, Clone, Default)]
pub struct Raised;
pub(super) fn raise(_: &mut Desk, _: &[Hit], _: &Looked, _: base::Date) -> Result<Raised, Fault> {
    Ok(Raised)
}
pub(super) fn raised_text(_: &Raised, _: Lang) -> String {
    String::new()
}
