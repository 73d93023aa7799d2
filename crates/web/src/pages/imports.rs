//! Files of other systems into the ledger: sent, looked at, taken as one batch, rejected rows mended in place,
//! a batch taken back.

mod jobs;
mod kept;
mod list;
mod mend;
mod preview;
mod upload;

use crate::cx::Cx;
use crate::routes::Pages;
use crate::trouble::Trouble;
use access::Right;
use app::desk::oversight::{reaches_everything, within};

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/imports", Right::Import, list::page)
        .post("/imports", Right::Import, upload::post)
        .post("/imports/undo", Right::Import, list::undo)
        .get("/imports/{sha256}", Right::Import, preview::page)
        .post("/imports/{sha256}", Right::Import, preview::post)
        .post("/imports/{sha256}/mend", Right::Import, mend::post)
}

/// A file may speak of any unit, so only who reaches all of the ledger imports; to others nothing is here.
pub(super) async fn reached(cx: &Cx) -> Result<(), Trouble> {
    let reach = cx.visitor.reach();
    let all = cx
        .desk(move |desk| {
            let within = within(desk, &reach)?;
            Ok(within.is_all() || reaches_everything(desk, &within)?)
        })
        .await?;
    if all { Ok(()) } else { Err(Trouble::NotFound) }
}
