//! Files as users send them: empty, cut, locked, scanned, mislabelled, hostile. Each gives a message that
//! says what and what to do, code 2 for itself, and the batch goes on; nothing takes long or much memory.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use zip::write::{SimpleFileOptions, ZipWriter};

const DOC: &[u8] = include_bytes!("../../../tests/corpus/formats/shuoming.doc");
const XLS: &[u8] = include_bytes!("../../../tests/corpus/formats/shouzhi.xls");
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Most a run of the program may take of the machine's memory.
const PEAK_KB: u64 = 600 << 10;

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
        .args(args)
        .env("MINGZHANG_STATS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Audits a file and gives exit code and the line of JSON; checks what holds for every file.
fn audit(path: &Path, lang: &str) -> (i32, String) {
    let start = Instant::now();
    let path = path.display().to_string();
    let output = run(&["audit", &path, "--format", "jsonl", "--lang", lang], b"");
    let said = String::from_utf8(output.stderr).unwrap();
    let peak = said.split("peak_kb=").nth(1).unwrap().trim().parse::<u64>().unwrap();
    assert!(!said.contains("panicked") && said.lines().count() == 1, "{path}: {said}");
    assert!(peak < PEAK_KB, "{path}: {peak} KB");
    assert!(start.elapsed() < Duration::from_secs(20), "{path}: {:?}", start.elapsed());
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Writes each file and expects that it is refused with this code, in words of either language.
fn refused(name: &str, files: &[(&str, Vec<u8>, &str)]) {
    let folder = folder(name);
    for (file, bytes, code) in files {
        let path = folder.join(file);
        std::fs::write(&path, bytes).unwrap();
        for (lang, advice) in [("zh", "；请"), ("en", "; ")] {
            let (exit, line) = audit(&path, lang);
            assert_eq!(exit, 2, "{file}: {line}");
            assert!(line.contains("\"verdict\":\"unreadable\""), "{file}: {line}");
            assert!(line.contains(&format!("\"code\":\"{code}\"")), "{file}: {line}");
            let known = advice == "; " || line.contains(advice) || line.contains("；支持");
            assert!(known && line.contains(if lang == "zh" { "；" } else { "; " }), "{line}");
        }
    }
}

fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(before: &str, body: &str) -> Vec<u8> {
    let text = format!(
        "<?xml version=\"1.0\"?>{before}<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"
    );
    pack(&[("word/document.xml", text.as_bytes())])
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn xlsx(before: &str, rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let link = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{rel}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet =
        format!("{before}<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    pack(&[
        ("_rels/.rels", link("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", link("worksheet", "worksheets/a.xml").as_bytes()),
        ("xl/worksheets/a.xml", sheet.as_bytes()),
    ])
}

/// One row: a text in column A, then numbers.
fn row(number: usize, label: &str, values: &[&str]) -> String {
    let mut out = format!(
        "<row r=\"{number}\"><c r=\"A{number}\" t=\"inlineStr\"><is><t>{label}</t></is></c>"
    );
    for (column, value) in ["B", "C", "D", "E"].iter().zip(values) {
        let _ = write!(out, "<c r=\"{column}{number}\"><v>{value}</v></c>");
    }
    out + "</row>"
}

/// A PDF of these objects; the first is the catalogue.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let _ = write!(out, "{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

fn stream(dict: &str, content: &str) -> String {
    format!("<<{dict}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// Objects of a file of one page: 4 is its content, 5 and on are given.
fn one_page(content: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>/Font<</A 5 0 R>>>>>>".to_owned(),
        stream("", content),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

fn form(content: &str, next: usize) -> String {
    let dict = format!(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F {next} 0 R>>>>"
    );
    stream(&dict, content)
}

fn scan() -> Vec<u8> {
    let image =
        "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8";
    one_page("600 0 0 800 0 0 cm /F Do", &[stream(image, "abcd")])
}

/// Bytes that are nothing, the same every time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..length).map(next).collect()
}

fn locked_doc() -> Vec<u8> {
    // The flag fEncrypted in the header of the Word stream.
    let mut doc = DOC.to_vec();
    let at = doc.windows(2).position(|w| w == [0xec, 0xa5]).unwrap();
    doc[at + 11] |= 1;
    doc
}

fn locked_xls() -> Vec<u8> {
    // The first record after the opening one becomes FILEPASS.
    let mut xls = XLS.to_vec();
    let head = [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];
    let at = xls.windows(8).position(|w| w == head).unwrap() + 20;
    (xls[at], xls[at + 1], xls[at + 4]) = (0x2f, 0, 1);
    xls
}

fn locked_office() -> Vec<u8> {
    let mut bytes = OLE.to_vec();
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn locked_pdf() -> Vec<u8> {
    let plain = String::from_utf8(scan()).unwrap();
    let key = "0".repeat(64);
    let lock = format!(
        "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>>>\nstartxref"
    );
    plain.replace(">>\nstartxref", &lock).into_bytes()
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    let good = docx("", &paragraph("甲县示范局2024年度部门决算"));
    let table = xlsx("", &row(1, "合计", &["10"]));
    let cut = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    refused(
        "refused",
        &[
            ("empty.pdf", Vec::new(), "empty"),
            ("blank.txt", b" \n\t \r\n".to_vec(), "empty"),
            ("wide-blanks.txt", "\u{feff}\u{3000}\n".into(), "empty"),
            ("noise.pdf", noise(50_000), "unknown-format"),
            ("cut.docx", cut(&good), "damaged"),
            ("cut.xlsx", cut(&table), "damaged"),
            ("cut.doc", cut(DOC), "damaged"),
            ("cut.xls", cut(XLS), "damaged"),
            ("cut.pdf", cut(&scan()), "pdf-cut-off"),
            ("noise.doc", [OLE, &noise(5_000)].concat(), "damaged"),
            ("archive.zip", pack(&[("a.txt", b"1")]), "archive"),
            ("cut.zip", cut(&pack(&[("a.txt", &noise(500))])), "damaged"),
            ("locked.docx", locked_office(), "encrypted"),
            ("locked.doc", locked_doc(), "encrypted"),
            ("locked.xls", locked_xls(), "encrypted"),
            ("locked.pdf", locked_pdf(), "encrypted"),
            ("scan.pdf", scan(), "pdf-no-text"),
        ],
    );
}

#[test]
fn hostile_files_are_bounded() {
    let laughs: String = (1..10).fold("<!DOCTYPE a [<!ENTITY l0 \"ha\">".to_owned(), |out, n| {
        out + &format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))
    }) + "]>";
    let outside = "<!DOCTYPE a [<!ENTITY l9 SYSTEM \"file:///etc/passwd\">]>";
    let inner = pack(&[("0", &vec![0; 1 << 20])]);
    let nested = (0..5).fold(inner, |z, _| pack(&[("a.zip", &z), ("b.zip", &z), ("c.zip", &z)]));
    let tables = format!(
        "{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(10_000),
        "</w:tc></w:tr></w:tbl>".repeat(10_000)
    );
    let boxes = format!(
        "{}{}",
        "<w:sdt><w:sdtContent>".repeat(10_000),
        "</w:sdtContent></w:sdt>".repeat(10_000)
    );
    let objects = |kids: &str| {
        pdf(&[
            "<</Type/Catalog/Pages 2 0 R>>".into(),
            format!("<</Type/Pages/Kids[{kids}]/Count 9>>"),
        ])
    };
    let forms: Vec<String> = (0..30).map(|n| form(&"/F Do ".repeat(10), 6 + n)).collect();
    refused(
        "hostile",
        &[
            ("flat-bomb.docx", pack(&[("word/document.xml", &vec![b' '; 20 << 20])]), "too-large"),
            ("nested-bomb.zip", nested, "archive"),
            ("laughs.docx", docx(&laughs, &paragraph("&l9;")), "docx-no-text"),
            ("outside.docx", docx(outside, &paragraph("&l9;")), "docx-no-text"),
            ("tables.docx", docx("", &tables), "limit-depth"),
            ("boxes.docx", docx("", &boxes), "limit-depth"),
            ("divs.html", format!("<html>{}x", "<div>".repeat(100_000)).into(), "limit-depth"),
            (
                "cells.html",
                format!("<html>{}x", "<table><tr><td>".repeat(100_000)).into(),
                "limit-depth",
            ),
            ("own-pages.pdf", objects("2 0 R 2 0 R"), "damaged"),
            ("own-form.pdf", one_page("/F Do", &[form("/F Do /F Do", 5)]), "pdf-blank-page"),
            ("many-forms.pdf", one_page("/F Do", &forms), "pdf-page-cut"),
        ],
    );
}

#[test]
fn what_is_large_or_misnamed_is_read_all_the_same() {
    let folder = folder("large");
    let text = "甲县示范局2024年度收入合计100.00万元。\n";
    let gb: Vec<u8> = encoding(text);
    let page = "<html><body><table><tr><td>收入</td><td>100.00</td></tr></table></body></html>";
    let rows: String = (2..4_000).map(|n| row(n, "事项", &["1.5", "2.5", "9"])).collect();
    let head = row(1, "项目", &["1", "2", "3"]);
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned();
    let mut pages = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    let kids: String = (0..300).fold(String::new(), |out, n| out + &format!("{} 0 R ", 5 + n));
    pages.push(format!("<</Type/Pages/Kids[{kids}]/Count 300>>"));
    pages.push(font.clone());
    pages.push(stream("", "BT /A 12 Tf 50 700 Td (Total 100.00 and 200.00) Tj ET"));
    pages.extend((0..300).map(|_| {
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</A 3 0 R>>>>>>".to_owned()
    }));
    let word = docx("", &paragraph(text));
    let flat = one_page("BT /A 12 Tf 50 700 Td (Total 100.00) Tj ET", &[font]);
    let csv: String = (0..3_000).map(|n| format!("{n},事项{n},{n}.00\n")).collect();
    let files: &[(&str, Vec<u8>)] = &[
        ("pdf-named.docx", flat),
        ("word-named.wps", word),
        ("table-named.et", xlsx("", &head)),
        ("table-named.pdf", xlsx("", &head)),
        ("page-named.xls", page.into()),
        ("text-named.doc", gb),
        ("comma.txt", csv.into()),
        ("rows.xlsx", xlsx("", &(head + &rows))),
        ("pages.pdf", pdf(&pages)),
        ("long.txt", text.repeat(5_000).into()),
    ];
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let (exit, line) = audit(&path, "en");
        assert!(exit < 2 && !line.contains("\"tokens\":0"), "{name}: {exit} {line:.400}");
    }
}

fn encoding(text: &str) -> Vec<u8> {
    // 甲县示范局…: what matters is only that it is GB18030 and no UTF-8.
    let known =
        [("甲", [0xbc, 0xd7]), ("元", [0xd4, 0xaa]), ("万", [0xcd, 0xf2]), ("年", [0xc4, 0xea])];
    let mut out = Vec::new();
    for c in text.chars() {
        match known.iter().find(|(k, _)| k.starts_with(c)) {
            Some((_, bytes)) => out.extend(bytes),
            None if c.is_ascii() => out.push(c as u8),
            None => {}
        }
    }
    out
}

#[test]
fn a_batch_goes_on_past_everything() {
    let folder = folder("batch");
    std::fs::write(folder.join("1.pdf"), noise(100)).unwrap();
    std::fs::write(folder.join("2.docx"), locked_office()).unwrap();
    std::fs::write(folder.join("3.txt"), "今天放假。\n").unwrap();
    std::fs::write(folder.join("4.jpg"), noise(100)).unwrap();
    std::fs::create_dir(folder.join("sub")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&folder, folder.join("sub/loop")).unwrap();
        std::os::unix::fs::symlink("gone.txt", folder.join("sub/gone.txt")).unwrap();
    }
    let path = folder.display().to_string();
    let gone = folder.join("not-there.pdf").display().to_string();
    let output = run(&["audit", &path, &gone, "-", "--format", "jsonl"], "今天上班。\n".as_bytes());
    let lines = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<bool> = lines.lines().map(|l| l.contains("unreadable")).collect();
    let linked = usize::from(cfg!(unix));
    let expect = [&[true, true, false][..], &vec![true; linked], &[true, false]].concat();
    assert_eq!(verdicts, expect, "{lines}");
    assert_eq!(output.status.code(), Some(2));
    assert!(lines.contains("找不到文件；请检查路径"), "{lines}");
    assert!(String::from_utf8(output.stderr).unwrap().contains("4.jpg"));
}

#[test]
#[cfg(unix)]
fn files_without_permission_say_so() {
    use std::os::unix::fs::PermissionsExt;
    let path = folder("permission").join("a.txt");
    std::fs::write(&path, "今天放假。\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // root reads everything
    }
    let (exit, line) = audit(&path, "zh");
    assert!(exit == 2 && line.contains("没有读取权限"), "{line}");
}

#[test]
fn a_late_document_is_left_behind() {
    let folder = folder("late");
    let rows: String = (1..20_000).map(|n| row(n, "事项", &["1.5", "2.5", "9"])).collect();
    let (late, good) = (folder.join("a.xlsx"), folder.join("b.txt"));
    std::fs::write(&late, xlsx("", &rows)).unwrap();
    std::fs::write(&good, "今天放假。\n").unwrap();
    let (late, good) = (late.display().to_string(), good.display().to_string());
    let args = ["audit", &late, &good, "--format", "jsonl", "--time-limit", "1", "--lang", "en"];
    let output = run(&args, b"");
    let lines = String::from_utf8(output.stdout).unwrap();
    // A fast machine may be done in time.
    let over = lines.lines().next().unwrap().contains("\"code\":\"over-time\"");
    assert_eq!(output.status.code(), Some(if over { 2 } else { 0 }), "{lines:.300}");
    assert!(lines.lines().nth(1).unwrap().contains("b.txt"));
}
