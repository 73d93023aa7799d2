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
        return Err(too_large(limits));
    }
    Ok(bytes)
}

/// A file larger than the limit.
pub(crate) fn too_large(limits: &Limits) -> Problem {
    unreadable(&Unreadable::TooLarge(format!("{} MB", limits.bytes >> 20)))
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
        let (document, mut problems) =
            timed(Stage::Read, || document(bytes, limits)).map_err(|p| vec![p])?;
        if document.blocks.is_empty() {
            return Err(blank(problems));
        }
        let (facts, more) =
            timed(Stage::Extract, || extract::extract(&document, &knowledge.catalogue));
        problems.extend(more);
        let audit =
            timed(Stage::Audit, || audit::audit(&facts, &knowledge.rulebook, &knowledge.catalogue));
        Ok((Content { document, facts, audit }, problems))
    });
    let (content, problems) = match result {
        Ok((content, problems)) => (Some(Arc::new(content)), problems),
        Err(problems) => (None, problems),
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
fn guarded<T>(stages: impl FnOnce() -> Result<T, Vec<Problem>>) -> Result<T, Vec<Problem>> {
    let result = catch_unwind(AssertUnwindSafe(stages));
    result.unwrap_or_else(|cause| Err(vec![broke_down(cause.as_ref())]))
}

/// A document without a word cannot be audited; what its reader said tells why.
fn blank(mut problems: Vec<Problem>) -> Vec<Problem> {
    if problems.is_empty() {
        problems.push(Problem::new(
            "no-text",
            Spot::default(),
            "文件中没有文字和表格；请确认文件是否正确",
            "the file holds neither text nor tables; check that it is the right one",
        ));
    }
    problems
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

fn unreadable(error: &Unreadable) -> Problem {
    let (zh, en) = error.words();
    Problem::new(error.code(), Spot::default(), zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_breaks_down_becomes_a_problem() {
        let problem = guarded::<()>(|| panic!("page {}", 7)).unwrap_err();
        assert_eq!(problem[0].code, "internal");
        assert!(problem[0].en.contains("page 7"));
    }
}
