//! The contract of the command line: exit codes, streams, help in both languages.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn mingzhang(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingzhang"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null()).output().unwrap()
}

fn code(args: &[&str]) -> i32 {
    mingzhang(args).status.code().unwrap_or(-1)
}

fn out(o: &Output) -> String {
    String::from_utf8(o.stdout.clone()).unwrap()
}

fn err(o: &Output) -> String {
    String::from_utf8(o.stderr.clone()).unwrap()
}

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn file(folder: &std::path::Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn help_is_in_the_language_asked_for() {
    let zh = mingzhang(&["--help"]);
    assert_eq!(zh.status.code(), Some(0));
    assert!(out(&zh).contains("示例") && out(&zh).contains("用法：mingzhang"), "{}", out(&zh));
    assert!(!out(&zh).contains("Options"), "{}", out(&zh));
    let en = out(&mingzhang(&["--lang", "en", "--help"]));
    assert!(en.contains("Examples") && en.contains("Usage: mingzhang"), "{en}");
    let chinese = en.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    assert_eq!(chinese, 0, "{en}");
    for name in ["audit", "read", "facts", "trace", "rules"] {
        assert!(out(&mingzhang(&[name, "--help"])).contains("示例"), "{name}");
        assert!(out(&mingzhang(&[name, "--help", "--lang=en"])).contains("Example"), "{name}");
    }
}

#[test]
fn arguments_that_make_no_sense_say_what_to_do() {
    for args in [&["audit"][..], &["audti", "x"], &["audit", "x", "--format", "foo"], &["--nope"]] {
        let o = mingzhang(args);
        assert_eq!(o.status.code(), Some(2), "{args:?}");
        assert!(err(&o).contains("mingzhang --help") && out(&o).is_empty(), "{}", err(&o));
    }
}

#[test]
fn an_unreadable_file_is_2_and_the_batch_goes_on() {
    let folder = folder("unreadable");
    let good = file(&folder, "a.txt", "甲县示范局2024年度部门决算\n");
    let empty = file(&folder, "b.txt", "");
    let gone = folder.join("gone.pdf").display().to_string();
    let o = mingzhang(&["audit", &empty, &gone, &good, "--format", "jsonl"]);
    assert_eq!(o.status.code(), Some(2));
    let lines: Vec<String> = out(&o).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].contains("b.txt") && lines[0].contains("\"verdict\":\"unreadable\""));
    assert!(lines[1].contains("gone.pdf") && lines[1].contains("找不到文件"));
    assert!(lines[2].contains("a.txt") && !lines[2].contains("\"verdict\":\"unreadable\""));
}

#[test]
fn a_readable_file_without_errors_is_0() {
    let folder = folder("clean");
    let good = file(&folder, "a.txt", "通知\n\n今天放假。\n");
    assert_eq!(code(&["audit", &good]), 0);
    assert_eq!(code(&["audit", &good, "--fail-on", "never"]), 0);
    assert_eq!(code(&["read", &good]), 0);
    assert_eq!(code(&["facts", &good]), 0);
    assert_eq!(code(&["rules"]), 0);
    assert_eq!(code(&["rules", "no-such-rule"]), 2);
    assert_eq!(code(&["read", "no-such-file"]), 2);
    assert_eq!(code(&["trace", &good, "1,709.73"]), 1);
    assert_eq!(code(&["trace", &good, "甲"]), 2);
}

#[test]
fn twins_are_reported_twice_and_folders_are_searched() {
    let folder = folder("twins");
    std::fs::create_dir_all(folder.join("sub")).unwrap();
    file(&folder, "a.txt", "今天放假。\n");
    file(&folder, "sub/b.txt", "今天放假。\n");
    file(&folder, "c.jpg", "…");
    let path = folder.display().to_string();
    let o = mingzhang(&["audit", &path, "--format", "jsonl", "--jobs", "2"]);
    assert_eq!(o.status.code(), Some(0), "{}", err(&o));
    assert_eq!(out(&o).lines().count(), 2);
    assert!(out(&o).lines().nth(1).unwrap().contains("same-file"));
    assert!(err(&o).contains("c.jpg"));
    let again = mingzhang(&["audit", &path, "--format", "jsonl", "--jobs", "1"]);
    assert_eq!(out(&o), out(&again));
    let pattern = folder.join("*.txt").display().to_string();
    assert_eq!(out(&mingzhang(&["audit", &pattern, "--format", "jsonl"])).lines().count(), 1);
}

#[test]
fn the_ending_of_out_decides_the_format() {
    let folder = folder("out");
    let good = file(&folder, "a.txt", "今天放假。\n");
    for (name, begins) in
        [("r.html", "<!DOCTYPE"), ("r.json", "{"), ("r.xlsx", "PK"), ("r.txt", "==")]
    {
        let path = folder.join(name);
        let o = mingzhang(&["audit", &good, "--out", &path.display().to_string()]);
        assert_eq!(o.status.code(), Some(0), "{name} {}", err(&o));
        assert!(out(&o).is_empty());
        assert!(std::fs::read(&path).unwrap().starts_with(begins.as_bytes()), "{name}");
    }
    let bad = folder.join("none/r.html").display().to_string();
    assert_eq!(code(&["audit", &good, "--out", &bad]), 2);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let folder = folder("pipe");
    let text = "今天放假，大家休息。\n\n".repeat(20_000);
    let good = file(&folder, "a.txt", &text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
        .args(["read", &good])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let o = child.wait_with_output().unwrap();
    assert!(!err(&o).contains("panicked"), "{}", err(&o));
}

#[test]
fn a_folder_of_rules_is_laid_over_the_built_in_ones() {
    let folder = folder("rules");
    std::fs::create_dir_all(folder.join("text")).unwrap();
    let rule = "id = 'ZZ-01'\nseverity = 'notice'\nbasis = []\nformula = '1 = 1'\n\
                title = { zh = '新规则', en = 'A new rule' }\nwhy = { zh = '', en = '' }\n\
                message = { zh = '', en = '' }\n";
    file(&folder, "text/ZZ-01.toml", rule);
    let path = folder.display().to_string();
    let o = mingzhang(&["rules", "ZZ-01", "--rules", &path, "--lang", "en"]);
    assert_eq!(o.status.code(), Some(0), "{}", err(&o));
    assert!(out(&o).contains("A new rule"), "{}", out(&o));
    let count = |args: &[&str]| out(&mingzhang(args)).lines().count();
    assert_eq!(count(&["rules", "--rules", &path]), count(&["rules"]) + 1);
    file(&folder, "text/ZZ-01.toml", "id = ");
    let o = mingzhang(&["rules", "--rules", &path]);
    assert_eq!(o.status.code(), Some(2));
    assert!(err(&o).contains("rules/text/ZZ-01.toml"), "{}", err(&o));
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
        .args(["audit", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("今天放假。\n".as_bytes()).unwrap();
    let o = child.wait_with_output().unwrap();
    assert_eq!(o.status.code(), Some(0));
    assert!(out(&o).starts_with("{\"path\":\"-\""), "{}", out(&o));
}
