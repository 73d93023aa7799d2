//! A file arrives: kept by its SHA-256, then looked at.

use super::kept::{Sent, keep, sent};
use super::{jobs, reached};
use crate::cx::Cx;
use crate::guard::Uploaded;
use crate::trouble::{Reply, Trouble};
use app::Fault;

pub(super) async fn post(cx: Cx, uploaded: Uploaded) -> Reply {
    reached(&cx).await?;
    let fields = &uploaded.fields;
    let Some((_, name, bytes)) = uploaded.files.first().cloned() else {
        return Err(Trouble::Malformed(Fault::new("没有选择文件", "no file was chosen")));
    };
    let (who, as_) = (cx.visitor.who(), name.clone());
    let sha256 = cx.house(move |house| house.keep_file(&who, bytes.to_vec(), &as_)).await?;
    // A file that is there already keeps what became of it.
    if let Err(Trouble::NotFound) = sent(&cx, &sha256).await {
        let new = Sent {
            name,
            mapping: fields.one("mapping").to_owned(),
            year: fields.one("year").parse().ok(),
            day: fields.one("day").to_owned(),
            ..Sent::default()
        };
        jobs::forget(&sha256);
        keep(&cx, &sha256, "import.send", &new, Some(0)).await?;
    }
    Ok(cx.go(&format!("/imports/{sha256}")))
}
