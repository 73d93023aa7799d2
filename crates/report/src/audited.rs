//! The plain view of one audited document that every face presents.

use crate::lang::Lang;
use audit::{Audit, Checks, Severity};
use base::Problem;
use document::Document;
use facts::{FactId, FactSet};
use std::sync::Arc;

/// The program that judged, for the head of machine-readable reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Engine {
    /// Version of the program.
    pub version: String,
    /// Hash of the rule catalogue.
    pub rules: String,
}

/// One document and everything known about it.
#[derive(Clone, Debug, Default)]
pub struct Audited {
    /// Path as given, or `-`.
    pub path: String,
    /// SHA-256 of the bytes, hexadecimal; empty when they could not be had.
    pub sha256: String,
    /// What was read and judged; `None` when the file is unreadable. Twins share it.
    pub content: Option<Arc<Content>>,
    /// What could not be read, or why nothing could.
    pub problems: Vec<Problem>,
}

/// A document that could be read.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The paper.
    pub document: Document,
    /// What it says.
    pub facts: FactSet,
    /// How it was judged.
    pub audit: Audit,
}

/// Overall outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Read and nothing found.
    Clean,
    /// At least one finding.
    Findings,
    /// Could not be read, or only in part and nothing was found in that.
    Unreadable,
}

impl Verdict {
    /// `clean`, `findings`, `unreadable`: as in the JSON contract.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Clean => "clean",
            Verdict::Findings => "findings",
            Verdict::Unreadable => "unreadable",
        }
    }
}

/// How many figures a document has and how many of them something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Number tokens seen.
    pub tokens: usize,
    /// Amounts bound to a row and column.
    pub amounts: usize,
    /// Amounts held by at least one judged relation.
    pub pinned: usize,
    /// Amounts nothing holds.
    pub free: usize,
}

impl Figures {
    /// Share of the amounts that are pinned, `93.1%`; `–` when there are no amounts.
    pub fn coverage(&self) -> String {
        if self.amounts == 0 {
            return "–".to_owned();
        }
        // Rounded down: full coverage is claimed only when nothing is free.
        let tenths = self.pinned * 1000 / self.amounts;
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

impl Audited {
    /// Overall outcome of this document.
    pub fn verdict(&self) -> Verdict {
        match &self.content {
            None => Verdict::Unreadable,
            Some(c) if c.audit.findings.is_empty() && self.partial() => Verdict::Unreadable,
            Some(c) if c.audit.findings.is_empty() => Verdict::Clean,
            Some(_) => Verdict::Findings,
        }
    }

    /// Whether only a part could be read: what was lost may hold anything.
    pub fn partial(&self) -> bool {
        self.content.is_some() && self.problems.iter().any(Problem::is_loss)
    }

    /// Why there is no verdict on the whole document, in words.
    pub(crate) fn unread(&self, lang: Lang) -> &'static str {
        if self.partial() {
            lang.say("未读完整，不等于没有问题", "read in part; not a clean bill")
        } else {
            lang.say("无法读取", "unreadable")
        }
    }

    /// Source format, empty when unreadable.
    pub fn format(&self) -> &str {
        self.content.as_ref().map_or("", |c| c.document.format.as_str())
    }

    /// Problems of reading, then of judging.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        let judging = self.content.iter().flat_map(|c| &c.audit.problems);
        self.problems.iter().chain(judging)
    }

    /// Findings of one severity.
    pub fn of(&self, severity: Severity) -> usize {
        let all = self.content.iter().flat_map(|c| &c.audit.findings);
        all.filter(|f| f.severity == severity).count()
    }

    /// The most serious finding.
    pub fn worst(&self) -> Option<Severity> {
        self.content.iter().flat_map(|c| &c.audit.findings).map(|f| f.severity).min()
    }

    /// Whether the document was read but no figure of it was held by any relation: that nothing was
    /// found means nothing then, whatever its wording is like.
    pub fn unchecked(&self) -> bool {
        self.verdict() == Verdict::Clean && self.figures().pinned == 0
    }

    /// Counts of outcomes.
    pub fn checks(&self) -> Checks {
        self.content.as_ref().map(|c| c.audit.checks).unwrap_or_default()
    }

    /// Counts of figures.
    pub fn figures(&self) -> Figures {
        let Some(content) = &self.content else { return Figures::default() };
        let amounts = content.facts.facts.iter().enumerate().filter(|(_, f)| f.unit.is_amount());
        let (mut all, mut pinned) = (0, 0);
        for (i, _) in amounts {
            all += 1;
            pinned += usize::from(content.audit.pinned.contains(&FactId(i)));
        }
        Figures { tokens: content.facts.tokens, amounts: all, pinned, free: all - pinned }
    }
}

/// Sums over several documents; documents are added as they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents.
    pub documents: usize,
    /// Documents that were checked and have no findings.
    pub clean: usize,
    /// Documents to which no check applied.
    pub unchecked: usize,
    /// Documents with findings.
    pub found: usize,
    /// Documents that could not be read.
    pub unreadable: usize,
    /// Documents read in part only, whatever was found in that.
    pub partial: usize,
    /// Findings by severity: errors, warnings, notices.
    pub findings: [usize; 3],
    /// Outcomes.
    pub checks: Checks,
    /// Figures.
    pub figures: Figures,
}

impl Tally {
    /// Counts one more document.
    pub fn add(&mut self, one: &Audited) {
        self.documents += 1;
        self.partial += usize::from(one.partial());
        match one.verdict() {
            Verdict::Clean if one.unchecked() => self.unchecked += 1,
            Verdict::Clean => self.clean += 1,
            Verdict::Findings => self.found += 1,
            Verdict::Unreadable => self.unreadable += 1,
        }
        for (slot, severity) in
            [Severity::Error, Severity::Warning, Severity::Notice].iter().enumerate()
        {
            self.findings[slot] += one.of(*severity);
        }
        let (c, f) = (one.checks(), one.figures());
        self.checks.holds += c.holds;
        self.checks.tail += c.tail;
        self.checks.broken += c.broken;
        self.checks.not_applied += c.not_applied;
        self.figures.tokens += f.tokens;
        self.figures.amounts += f.amounts;
        self.figures.pinned += f.pinned;
        self.figures.free += f.free;
    }

    /// Counts all of them.
    pub fn of(all: &[Audited]) -> Tally {
        let mut tally = Tally::default();
        all.iter().for_each(|one| tally.add(one));
        tally
    }

    /// Whether there is a finding at or above `severity`.
    pub fn reaches(&self, severity: Severity) -> bool {
        let slots = match severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Notice => 3,
        };
        self.findings.iter().take(slots).any(|n| *n > 0)
    }

    /// Outcome of the whole batch: one file not read as a whole makes it unreadable, as the exit code does.
    pub fn verdict(&self) -> Verdict {
        if self.unreadable + self.partial > 0 {
            Verdict::Unreadable
        } else if self.found > 0 {
            Verdict::Findings
        } else {
            Verdict::Clean
        }
    }
}
