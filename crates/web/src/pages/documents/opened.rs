//! A document that is opened: found, allowed, and its result at hand.

use crate::cx::Cx;
use crate::trouble::Trouble;
use access::{Reach, Right};
use app::check::{self, Decision, KeptDocument};
use app::desk::Desk;
use app::desk::oversight::unit_place;
use app::{Fault, Knowledge};
use report::Audited;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A document that the visitor may see.
#[derive(Clone)]
pub(in crate::pages) struct Opened {
    pub(in crate::pages) id: String,
    /// The record; none for a visitor's document in memory.
    pub(super) kept: Option<KeptDocument>,
    pub(in crate::pages) audited: Arc<Audited>,
    pub(in crate::pages) knowledge: Arc<Knowledge>,
    /// Decisions by key of the finding.
    pub(in crate::pages) decisions: BTreeMap<String, Decision>,
    /// The latest version, where it is another one.
    pub(in crate::pages) newer: Option<String>,
}

/// Opens a document: told like one that does not exist where the visitor may not see it.
pub(in crate::pages) async fn open(cx: &Cx, id: &str) -> Result<Opened, Trouble> {
    let knowledge = cx.desk(|desk| Ok(Arc::clone(desk.knowledge()))).await?;
    if let Some(held) = cx.state.checks.held(id) {
        let bytes = Arc::clone(&held.bytes);
        let audited =
            audited(cx, (held.name, held.sha256), &knowledge, move |_| Ok(bytes.as_ref().clone()));
        return Ok(Opened {
            id: id.to_owned(),
            kept: None,
            audited: audited.await?,
            knowledge,
            decisions: BTreeMap::new(),
            newer: None,
        });
    }
    let kept = seen(cx, id).await?;
    let copy = kept.clone();
    let (decisions, latest) = cx
        .house(move |house| Ok((check::decisions(house, &copy)?, check::latest(house, &copy)?)))
        .await?;
    let (name, sha256) = (kept.kept.name.clone(), kept.kept.sha256.clone());
    let wanted = sha256.clone();
    let audited = audited(cx, (name, sha256), &knowledge, move |cx| {
        let file = cx.state.house_here(|house| house.file(&wanted))?;
        file.ok_or_else(|| {
            Fault::new(
                "保存的文件不在登记中；请告诉管理员，或重新上传",
                "the kept file is not in the register; tell the administrator, or send it again",
            )
        })
    });
    Ok(Opened {
        id: kept.id.clone(),
        newer: latest.filter(|latest| *latest != kept.id),
        kept: Some(kept),
        audited: audited.await?,
        knowledge,
        decisions,
    })
}

/// The file of a document as it was sent.
pub(super) async fn bytes(cx: &Cx, opened: &Opened) -> Result<Arc<Vec<u8>>, Trouble> {
    if let Some(held) = cx.state.checks.held(&opened.id) {
        return Ok(held.bytes);
    }
    let sha256 = opened.audited.sha256.clone();
    let bytes = cx.house(move |house| house.file(&sha256)).await?;
    bytes.map(Arc::new).ok_or(Trouble::NotFound)
}

/// The record of a document that the visitor may see.
pub(super) async fn seen(cx: &Cx, id: &str) -> Result<KeptDocument, Trouble> {
    if cx.visitor.account.is_none() {
        return Err(Trouble::NotFound);
    }
    let wanted = id.to_owned();
    let kept = cx.house(move |house| check::kept(house, &wanted)).await?;
    let kept = kept.ok_or(Trouble::NotFound)?;
    if kept.owner == cx.visitor.name() {
        return Ok(kept);
    }
    let units = BTreeSet::from([kept.unit.clone()]);
    let reached = within_reach(cx, units).await?;
    match cx.may(Right::DocumentDecide) && reached.contains(&kept.unit) {
        true => Ok(kept),
        false => Err(Trouble::NotFound),
    }
}

/// Those of some units that the visitor's rights reach. A document without a unit is its owner's alone.
pub(super) async fn within_reach(
    cx: &Cx,
    units: BTreeSet<String>,
) -> Result<BTreeSet<String>, Trouble> {
    let reach = cx.visitor.reach();
    let named = units.into_iter().filter(|unit| !unit.is_empty()).collect();
    cx.desk(move |desk| reached(desk, &reach, named)).await
}

fn reached(
    desk: &mut Desk,
    reach: &Reach,
    units: BTreeSet<String>,
) -> Result<BTreeSet<String>, Fault> {
    let mut all = BTreeSet::new();
    for unit in units {
        let place = unit_place(desk, &unit)?;
        let [region, department] = place.unwrap_or_default();
        if reach.covers_unit(&region, &department, &unit) {
            all.insert(unit);
        }
    }
    Ok(all)
}

async fn audited(
    cx: &Cx,
    (name, sha256): (String, String),
    knowledge: &Arc<Knowledge>,
    bytes: impl FnOnce(&Cx) -> Result<Vec<u8>, Fault> + Send + 'static,
) -> Result<Arc<Audited>, Trouble> {
    let (cx, knowledge) = (cx.clone(), Arc::clone(knowledge));
    let work = tokio::task::spawn_blocking(move || {
        cx.state.checks.audited(&name, &sha256, &knowledge, || bytes(&cx))
    });
    let done = work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    Ok(done?)
}

impl Opened {
    /// Whether the visitor may decide on its findings: whose it is, and who has the right over its unit. What
    /// somebody with the right has decided, its owner does not change.
    pub(super) fn may_decide(&self, cx: &Cx, before: Option<&Decision>) -> bool {
        let own = self.kept.as_ref().is_some_and(|k| k.owner == cx.visitor.name());
        let theirs = before.is_some_and(|d| d.by != cx.visitor.name());
        self.kept.is_some() && (cx.may(Right::DocumentDecide) || (own && !theirs))
    }
}
