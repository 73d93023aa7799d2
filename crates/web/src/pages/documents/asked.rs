//! What the address of a document asks for: what is lit, which findings are listed, which part is shown.

use crate::parts::url;
use serde::Deserialize;

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Key of a finding.
    pub(super) finding: String,
    /// Number of a figure.
    pub(super) figure: String,
    /// Part of the paper, from 1.
    pub(super) part: String,
    /// Only findings of this severity.
    pub(super) severity: String,
    /// Only findings of this rule.
    pub(super) rule: String,
    /// `open` or `decided`; empty for all.
    pub(super) state: String,
    /// Where the list of findings begins.
    pub(super) from: String,
}

impl Asked {
    /// An address of the document with the same list of findings and something else lit.
    pub(super) fn lights(&self, id: &str, what: &[(&str, &str)], anchor: &str) -> String {
        let kept = [
            ("severity", self.severity.as_str()),
            ("rule", &self.rule),
            ("state", &self.state),
            ("from", &self.from),
        ];
        let pairs = what.iter().copied().chain(kept).filter(|(_, v)| !v.is_empty());
        let query: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", url(v))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        format!("/documents/{}{query}{anchor}", url(id))
    }

    /// A page as it is printed, with the same lit.
    pub(super) fn page(&self, id: &str, page: u32) -> String {
        let kept = self.lit();
        let pairs = kept.iter().filter(|(_, v)| !v.is_empty());
        let query: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", url(v))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        format!("/documents/{}/page/{page}{query}", url(id))
    }

    /// What is lit.
    pub(super) fn lit(&self) -> [(&'static str, &str); 2] {
        [("finding", self.finding.as_str()), ("figure", self.figure.as_str())]
    }

    /// The list of findings from another one on.
    pub(super) fn list_from(&self, id: &str, from: usize) -> String {
        let from = if from == 0 { String::new() } else { from.to_string() };
        Asked { from, ..self.clone() }.lights(id, &[], "findings")
    }

    /// Another part of the paper.
    pub(super) fn part(&self, id: &str, part: usize) -> String {
        let part = (part + 1).to_string();
        let lit = [("part", part.as_str()), ("finding", &self.finding), ("figure", &self.figure)];
        self.lights(id, &lit, "paper")
    }

    /// The part that is asked for, from 0.
    pub(super) fn part_number(&self) -> Option<usize> {
        self.part.parse::<usize>().ok().and_then(|p| p.checked_sub(1))
    }
}
