//! Keys that are the same in the next version of a document: of findings, so that a decision carries over, and
//! of documents, so that versions are known as such.

use audit::Finding;
use base::text::squash;
use report::{Audited, Content};
use std::collections::BTreeMap;

/// The key of each finding: rule, labels of its first place without blanks, what is stated there. Where two
/// share all of it, the later one has its number added.
pub fn keys(content: &Content) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let bare = content.audit.findings.iter().map(key);
    bare.map(|key| {
        let times = seen.entry(key.clone()).or_default();
        *times += 1;
        if *times == 1 { key } else { format!("{key}-{times}") }
    })
    .collect()
}

fn key(finding: &Finding) -> String {
    let place = finding.places.first();
    let labels = place.map(|p| [squash(&p.table), squash(&p.row), squash(&p.column)]);
    let stated = squash(finding.stated.as_deref().unwrap_or_default());
    let mut parts = vec![finding.rule.clone()];
    parts.extend(labels.unwrap_or_default());
    parts.push(stated);
    short(&parts)
}

/// What the versions of a document share: its owner and its title, or its name where it has no title.
pub(super) fn series(owner: &str, audited: &Audited) -> String {
    short(&[owner.to_owned(), squash(&title(audited))])
}

/// Title of a document; the name of its file, without ending, where it has none.
pub fn title(audited: &Audited) -> String {
    let profile = audited.content.as_ref().map(|c| c.facts.profile.title.trim().to_owned());
    let name = audited.path.rsplit(['/', '\\']).next().unwrap_or(&audited.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    profile.filter(|t| !t.is_empty()).unwrap_or_else(|| stem.to_owned())
}

/// A digest of texts, each with its length before it so that they cannot run into one another.
fn short(parts: &[String]) -> String {
    let joined: String = parts.iter().map(|p| format!("{}:{p}", p.len())).collect();
    access::fingerprint(&joined).get(..20).unwrap_or_default().to_owned()
}
