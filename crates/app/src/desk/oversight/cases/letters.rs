//! The letters of a case, written in the formats that are asked for.

use super::load::case;
use super::proof::{Kept, kept};
use super::settings::case_settings;
use super::{CASE, STEP};
use crate::desk::{Desk, Made, bytes};
use crate::fault::Fault;
use ::oversight::case::{Action, CaseNow, Handling, LetterKind, Level, Role, Settings, Task};
use ledger::{Entry, Kind, kind_name};
use report::official::Written;
use report::official::handling::{
    EntryLine, FileLine, Matter, closing, dossier, feedback_form, notice, order, receipt_form,
};
use std::path::{Path, PathBuf};
use store::{AsOf, Filter};

/// Letters: name on the command line, Chinese name.
pub const LETTERS: &[(&str, &str)] = &[
    ("notice", "预警提示函"),
    ("order", "督办单"),
    ("feedback", "整改情况反馈表"),
    ("receipt", "签收回执"),
    ("closing", "销号通知"),
    ("file", "卷宗"),
];

/// Which letter, and how.
#[derive(Debug, Clone, Default)]
pub struct LetterOptions {
    /// One of [`LETTERS`], by either name; the one the case was issued with when empty.
    pub kind: String,
    /// docx, pdf, html, txt.
    pub formats: Vec<String>,
    /// Where the files go.
    pub folder: PathBuf,
    /// Folder of large evidence, where not beside the ledger.
    pub evidence: Option<PathBuf>,
}

/// Writes a letter of a case.
///
/// # Errors
/// When there is no such letter or case, or a file cannot be written.
pub fn case_letter(desk: &mut Desk, id: &str, options: &LetterOptions) -> Result<Made, Fault> {
    let now = case(desk, id)?;
    let (written, zh) = compose(desk, &now, &options.kind, options.evidence.as_deref())?;
    write(written, &now, zh, options)
}

/// A letter of a case in one format: its name, its bytes.
///
/// # Errors
/// When there is no such letter or format.
pub fn letter_bytes(
    desk: &mut Desk,
    now: &CaseNow,
    kind: &str,
    format: &str,
) -> Result<(String, Vec<u8>), Fault> {
    let (written, zh) = compose(desk, now, kind, None)?;
    let bytes = bytes(&written.document, format, zh)?;
    Ok((format!("{}-{zh}.{format}", now.case.id), bytes))
}

/// A letter and its Chinese name.
fn compose(
    desk: &mut Desk,
    now: &CaseNow,
    kind: &str,
    evidence: Option<&Path>,
) -> Result<(Written, &'static str), Fault> {
    let settings = case_settings(desk)?;
    let handling = desk.handling().clone();
    let matter = matter(now, &handling, &settings, &desk.store.book().name);
    let (name, zh) = named(kind, matter.kind)?;
    let written = match name {
        "notice" => notice(&Matter { kind: LetterKind::Notice, ..matter }),
        "order" => order(&Matter { kind: LetterKind::Order, ..matter }),
        "feedback" => feedback_form(&matter),
        "receipt" => receipt_form(&matter),
        "closing" => closing(&matter),
        _ => {
            let files = kept(desk, now, evidence)?;
            let files: Vec<FileLine> = files.into_iter().map(file_line).collect();
            dossier(&matter, &entries(desk, now)?, &files)
        }
    };
    Ok((written, zh))
}

/// The letter by either name.
fn named(kind: &str, issued: LetterKind) -> Result<(&'static str, &'static str), Fault> {
    let kind = match (kind.trim(), issued) {
        ("", LetterKind::Notice) | ("提示函", _) => "notice",
        ("", LetterKind::Order) => "order",
        ("", LetterKind::Closing) => "closing",
        (other, _) => other,
    };
    let found = LETTERS.iter().find(|(name, zh)| *name == kind || *zh == kind);
    found.copied().ok_or_else(|| {
        let zh: Vec<&str> = LETTERS.iter().map(|(_, zh)| *zh).collect();
        let en: Vec<&str> = LETTERS.iter().map(|(name, _)| *name).collect();
        Fault::new(
            format!("没有“{kind}”这种文书；可用的有：{}", zh.join("、")),
            format!("there is no letter “{kind}”; there are: {}", en.join(", ")),
        )
    })
}

/// What the letters of a case are made from: as it was issued, else as it would be.
pub(super) fn matter<'a>(
    now: &'a CaseNow,
    handling: &'a Handling,
    settings: &Settings,
    book: &str,
) -> Matter<'a> {
    let level = now.case.level;
    let issued = now.last(Action::Issue).map(|r| &r.step);
    let letter = issued.and_then(|step| step.letter.as_ref());
    let role = issued.map_or(Role::Congress, |step| step.role);
    let usual = || settings.body(role).map_or_else(|| handling.body(role, book), str::to_owned);
    let sender = letter.map(|l| l.from.clone()).filter(|f| !f.is_empty());
    let kind = letter.map_or_else(|| usual_letter(now), |l| l.kind);
    let sign = issued.and_then(|s| handling.due(Task::Sign, Some(kind), level, s.day));
    // Sent back or extended: the last day that was set holds.
    let due = now.standing().iter().rev().find_map(|r| r.step.due);
    Matter {
        now,
        handling,
        kind,
        role,
        sender: sender.unwrap_or_else(usual),
        signer: letter.map_or_else(String::new, |l| l.signer.clone()),
        number: letter.map_or_else(String::new, |l| l.number.clone()),
        day: issued.map(|s| s.day),
        sign_by: sign.map(|d| d.day),
        answer_by: due,
    }
}

/// Red cases and repeats go out as 督办单 unless said otherwise.
pub(super) fn usual_letter(now: &CaseNow) -> LetterKind {
    match now.case.level == Level::Red || now.case.is_repeat() {
        true => LetterKind::Order,
        false => LetterKind::Notice,
    }
}

/// The letter in each format; all are ready before the first is put on disk.
fn write(
    written: Written,
    now: &CaseNow,
    name: &str,
    options: &LetterOptions,
) -> Result<Made, Fault> {
    let mut ready = Vec::new();
    for format in &options.formats {
        ready.push((format, bytes(&written.document, format, name)?));
    }
    let folder = &options.folder;
    std::fs::create_dir_all(folder).map_err(|e| {
        let folder = folder.display();
        Fault::new(format!("无法建立文件夹 {folder}：{e}"), format!("cannot make {folder}: {e}"))
    })?;
    let mut made = Made { missing: written.missing, ..Made::default() };
    for (format, bytes) in ready {
        let path = folder.join(format!("{}-{name}.{format}", now.case.id));
        crate::save(&path, &bytes)?;
        made.files.push(path);
    }
    Ok(made)
}

fn file_line(kept: Kept) -> FileLine {
    let state = match (kept.whole, kept.file.inside) {
        (true, true) => "账簿内，完好",
        (true, false) => "附件夹，完好",
        (false, _) => "缺失或被改动",
    };
    let file = kept.file;
    FileLine { name: file.name, sha256: file.sha256, size: file.size, state: state.to_owned() }
}

/// The entries a case stands on, and those it consists of, with their hashes.
fn entries(desk: &mut Desk, now: &CaseNow) -> Result<Vec<EntryLine>, Fault> {
    let mut all = Vec::new();
    let mut numbers: Vec<u64> =
        now.case.sightings().flat_map(|s| s.hit.entries.iter().copied()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for seq in numbers {
        let as_of = AsOf { seq: Some(seq), day: None };
        let filter = Filter { after: seq.saturating_sub(1), as_of, ..Filter::default() };
        desk.store.entries(&filter, &mut |e| all.push(line(e)))?;
    }
    for topic in [CASE, STEP] {
        let (topic, key) = (Some(topic.to_owned()), Some(now.case.key.clone()));
        let filter = Filter { topic, key, ..Filter::default() };
        desk.store.entries(&filter, &mut |e| all.push(line(e)))?;
    }
    all.sort_by_key(|e| e.seq);
    all.dedup_by_key(|e| e.seq);
    Ok(all)
}

fn line(entry: Entry) -> EntryLine {
    let draft = entry.draft;
    let said = |name: &str| -> String {
        let payload: serde_json::Value = serde_json::from_str(&draft.payload).unwrap_or_default();
        payload.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
    };
    let (kind, text) = match (draft.topic.as_str(), draft.reverses) {
        (topic, Some(seq)) => (topic.to_owned(), format!("冲销第{seq}号：{}", draft.reason)),
        (CASE, None) => (CASE.to_owned(), said("change")),
        (STEP, None) => ("步骤".to_owned(), format!("{}（{}）", said("action"), said("role"))),
        (topic, None) if draft.kind == Kind::Record => (topic.to_owned(), draft.key.clone()),
        (_, None) => {
            let parts = [draft.day.to_string(), draft.payee.clone(), draft.purpose.clone()];
            let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
            (kind_name(draft.kind).to_owned(), parts.join(" "))
        }
    };
    let money = !matches!(draft.kind, Kind::Record | Kind::Register);
    EntryLine {
        seq: entry.seq,
        kind,
        text,
        amount: money.then_some(draft.amount),
        hash: entry.hash.iter().map(|b| format!("{b:02x}")).collect(),
    }
}
