//! What people decide on findings. A decision belongs to the finding's key, so that it stands in the next
//! version of the document as long as the same is stated at the same place.

use super::keep::KeptDocument;
use super::tell::Told;
use crate::Fault;
use crate::house::{Conflict, House, Record, Scan, Who};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of the record.
const DECISION: &str = "decision";

/// Characters of a reason at most.
const LONGEST: usize = 2000;

/// What is decided on a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ruling {
    /// It is an error.
    #[serde(rename = "confirmed")]
    Confirmed,
    /// It is none.
    #[serde(rename = "not-error")]
    NotError,
}

impl Ruling {
    /// Reads an id.
    pub fn parse(id: &str) -> Option<Ruling> {
        match id {
            "confirmed" => Some(Ruling::Confirmed),
            "not-error" => Some(Ruling::NotError),
            _ => None,
        }
    }

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Ruling::Confirmed => "confirmed",
            Ruling::NotError => "not-error",
        }
    }
}

/// A decision on a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Account that decided.
    pub by: String,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// The version it was decided on.
    pub document: String,
    /// Rule of the finding.
    pub rule: String,
    /// Version of the record.
    #[serde(skip)]
    pub version: u64,
}

/// The decisions on a document and its other versions, by key of the finding.
///
/// # Errors
/// When the register cannot be reached, or holds what no decision is.
pub fn decisions(
    house: &mut House,
    document: &KeptDocument,
) -> Result<BTreeMap<String, Decision>, Fault> {
    let prefix = id(document, "");
    let items = house.records(DECISION, &Scan { prefix: prefix.clone(), ..Scan::default() })?;
    let mut all = BTreeMap::new();
    for item in items {
        let decision: Decision = serde_json::from_str(&item.body).map_err(|e| {
            Fault::new(
                format!("处理意见 {} 无法识别：{e}；请运行日志校验", item.id),
                format!("decision {} cannot be read: {e}; verify the log", item.id),
            )
        })?;
        let key = item.id.strip_prefix(&prefix).unwrap_or(&item.id).to_owned();
        all.insert(key, Decision { version: item.version, ..decision });
    }
    Ok(all)
}

/// Decides on a finding. `expected` is the version of the decision that was seen, 0 for none.
///
/// # Errors
/// When no reason is given, or the register cannot be written; that somebody else was quicker is a [`Conflict`].
pub fn decide(
    house: &mut House,
    who: &Who,
    document: &KeptDocument,
    finding: &Told,
    (ruling, reason): (Ruling, &str),
    expected: u64,
) -> Result<Result<(), Conflict>, Fault> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Fault::new(
            "请写明理由，以便他人复核",
            "give the reason, so that others can follow it",
        ));
    }
    if reason.chars().count() > LONGEST {
        return Err(Fault::new(
            format!("理由超过 {LONGEST} 字；请写短一些"),
            format!("the reason is longer than {LONGEST} characters; shorten it"),
        ));
    }
    let decision = Decision {
        ruling,
        reason: reason.to_owned(),
        by: who.actor.clone(),
        at: house.now(),
        document: document.id.clone(),
        rule: finding.rule.clone(),
        version: 0,
    };
    let record = Record {
        kind: DECISION.to_owned(),
        id: id(document, &finding.key),
        expected: Some(expected),
        owner: document.owner.clone(),
        unit: document.unit.clone(),
        body: serde_json::to_string(&decision).unwrap_or_default(),
    };
    let note =
        format!("{} {} {} {}: {reason}", document.id, finding.rule, finding.key, ruling.id());
    Ok(house.put_record(who, "document.decide", &note, record)?.map(|_| ()))
}

/// Takes a decision back.
///
/// # Errors
/// As [`decide`].
pub fn undo(
    house: &mut House,
    who: &Who,
    document: &KeptDocument,
    key: &str,
    expected: u64,
) -> Result<Result<(), Conflict>, Fault> {
    let id = id(document, key);
    let note = format!("{} {key}", document.id);
    house.drop_record(who, "document.undo", &note, (DECISION, &id), Some(expected))
}

fn id(document: &KeptDocument, key: &str) -> String {
    format!("{}/{key}", document.kept.series)
}
