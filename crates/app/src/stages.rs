//! The chain every use case shares: bytes → document → facts → findings, one document at a time.

use crate::catalogue::Knowledge;
use crate::convert;
use crate::fault::Fault;
use crate::stats::{Stage, timed};
use base::{Problem, Spot};
use document::Document;
use readers::{Limits, Unreadable};
use report::{Audited, Content};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// The bytes of a file, never more than the limit.
pub(crate) fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let file = File::open(path).map_err(|e| io_problem(&e))?;
    all_of(file, limits)
}

/// Everything a source gives, never more than the limit.
pub(crate) fn all_of(source: impl Read, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is too much.
    source.take(limits.bytes + 1).read_to_end(&mut bytes).map_err(|e| io_problem(&e))?;
    if bytes.len() as u64 > limits.bytes {
        return Err(unreadable(&Unreadable::TooLarge(format!("{} MB", limits.bytes >> 20))));
    }
    Ok(bytes)
}

/// SHA-256, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads a document, through LibreOffice where only that can.
pub(crate) fn document(bytes: &[u8], limits: &Limits) -> Result<(Document, Vec<Problem>), Problem> {
    let ending = match readers::read(bytes, limits) {
        Ok(read) => return Ok(read),
        Err(Unreadable::NeedsConverter(ending)) => ending,
        Err(e) => return Err(unreadable(&e)),
    };
    let Some(converted) = convert::convert(bytes, ending) else {
        return Err(unreadable(&Unreadable::NeedsConverter(ending)));
    };
    let (document, mut problems) =
        readers::read(&converted?, limits).map_err(|e| unreadable(&e))?;
    problems.push(Problem::new(
        "converted",
        Spot::default(),
        format!("经 LibreOffice 由 .{ending} 转换后读取；页码以转换结果为准"),
        format!(
            "read after LibreOffice converted it from .{ending}; places are those of the result"
        ),
    ));
    Ok((document, problems))
}

/// Audits one document. Whatever happens inside stays inside: a stage that breaks down gives an
/// unreadable result and the batch goes on.
pub(crate) fn audited(path: &str, bytes: &[u8], knowledge: &Knowledge, limits: &Limits) -> Audited {
    let result = guarded(|| {
        let (document, mut problems) = timed(Stage::Read, || document(bytes, limits))?;
        let (facts, more) =
            timed(Stage::Extract, || extract::extract(&document, &knowledge.catalogue));
        problems.extend(more);
        let audit =
            timed(Stage::Audit, || audit::audit(&facts, &knowledge.rulebook, &knowledge.catalogue));
        Ok((Content { document, facts, audit }, problems))
    });
    let (content, problems) = match result {
        Ok((content, problems)) => (Some(Arc::new(content)), problems),
        Err(problem) => (None, vec![problem]),
    };
    Audited { path: path.to_owned(), sha256: sha256(bytes), content, problems }
}

/// A file of which not even the bytes could be had.
pub(crate) fn lost(path: &str, problem: Problem) -> Audited {
    Audited { path: path.to_owned(), problems: vec![problem], ..Audited::default() }
}

/// One file through readers only.
pub(crate) fn open(path: &str) -> Result<(Document, Vec<Problem>), Fault> {
    let limits = Limits::default();
    let bytes = match path {
        "-" => all_of(std::io::stdin().lock(), &limits),
        _ => bytes(Path::new(path), &limits),
    };
    bytes.and_then(|b| document(&b, &limits)).map_err(|p| Fault::at(path, &p))
}

/// Runs the stages of one document; one that breaks down becomes a problem.
fn guarded<T>(stages: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(stages)).unwrap_or_else(|cause| Err(broke_down(cause.as_ref())))
}

fn broke_down(cause: &(dyn std::any::Any + Send)) -> Problem {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or(cause.downcast_ref::<&str>().copied()).unwrap_or("?");
    Problem::new(
        "internal",
        Spot::default(),
        format!("程序内部出错：{text}；其余文件不受影响，请把此文件报告给开发者"),
        format!("internal failure: {text}; other files are not affected, please report this file"),
    )
}

fn io_problem(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("找不到文件；请检查路径", "no such file; check the path"),
        ErrorKind::PermissionDenied => {
            ("没有读取权限；请检查文件权限", "permission denied; check the file's permissions")
        }
        ErrorKind::IsADirectory => ("这是文件夹，不是文件", "this is a folder, not a file"),
        _ => {
            let (zh, en) = (format!("读取失败：{error}"), format!("cannot be read: {error}"));
            return Problem::new("io", Spot::default(), zh, en);
        }
    };
    Problem::new("io", Spot::default(), zh, en)
}

/// The readers say both languages in one line, `中文 / English`.
fn unreadable(error: &Unreadable) -> Problem {
    let code = match error {
        Unreadable::Empty => "empty",
        Unreadable::Unknown => "unknown-format",
        Unreadable::Encrypted(_) => "encrypted",
        Unreadable::Damaged(..) => "damaged",
        Unreadable::TooLarge(_) => "too-large",
        Unreadable::NeedsConverter(_) => "needs-converter",
    };
    let text = error.to_string();
    let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
    Problem::new(code, Spot::default(), zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_breaks_down_becomes_a_problem() {
        let problem = guarded::<()>(|| panic!("page {}", 7)).unwrap_err();
        assert_eq!(problem.code, "internal");
        assert!(problem.en.contains("page 7"));
    }

    #[test]
    fn the_readers_two_languages_are_taken_apart() {
        let problem = unreadable(&Unreadable::Encrypted("doc"));
        assert_eq!(problem.zh, "doc 文件有密码保护；请去除密码后重试");
        assert_eq!(problem.en, "the file is password-protected; remove the password and retry");
    }
}
