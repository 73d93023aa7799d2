//! Old formats made by a real office program.

use crate::{Limits, Unreadable, read};

const DOC: &[u8] = include_bytes!("../../../../tests/corpus/formats/shuoming.doc");
const ODT: &[u8] = include_bytes!("../../../../tests/corpus/formats/shuoming.odt");
const XLS: &[u8] = include_bytes!("../../../../tests/corpus/formats/shouzhi.xls");

const TEXT: &str = "\
l1 ¶ #1 某某中心2024年度部门决算公开说明
l2 ¶ （示例）
l3 ¶ 本年收入总计1,388.92万元，比上年增加12.5万元，增长0.91%。
l4 ¶ 支出总计1,388.92万元。
table 4×3
l5 | ⟨1×2⟩收入 | ⟨2×1⟩决算数 |
l6 | 项目 | 行次 |
l7 | 一、财政拨款⏎收入 | 1 | 1,388.92 |
l8 | 二、其他收入 | 2 |  |
l9 ¶ #2 二、其他说明
l10 ¶ 无需要说明的事项。
";

fn check(bytes: &[u8], expect: &str) {
    let (document, problems) = read(bytes, &Limits::default()).unwrap();
    assert_eq!(document::dump(&document), expect);
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn word_97_files_keep_their_tables() {
    check(DOC, TEXT);
}

#[test]
fn opendocument_texts_keep_their_tables() {
    check(ODT, TEXT);
}

#[test]
fn rtf_needs_a_converter() {
    let rtf = b"{\\rtf1\\ansi hello}";
    assert_eq!(read(rtf, &Limits::default()), Err(Unreadable::NeedsConverter("rtf")));
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).position(|w| w == what).unwrap()
}

/// Gives an entry of an OLE2 directory another name.
fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = find(&bytes, &wide(from));
    let name = wide(to);
    bytes[at..at + 64].fill(0);
    bytes[at..at + name.len()].copy_from_slice(&name);
    bytes[at + 64] = name.len() as u8 + 2;
    bytes
}

fn refused(bytes: &[u8]) -> Unreadable {
    read(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn passwords_are_named() {
    // The flag fEncrypted in the header of the Word stream.
    let mut doc = DOC.to_vec();
    let at = find(&doc, &[0xec, 0xa5]);
    doc[at + 11] |= 1;
    assert_eq!(refused(&doc), Unreadable::Encrypted("doc"));
    // The first record after the opening one becomes FILEPASS.
    let mut xls = XLS.to_vec();
    let at = find(&xls, &[0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]) + 20;
    let size = usize::from(xls[at + 2]);
    assert!(size >= 2);
    (xls[at], xls[at + 1], xls[at + 4]) = (0x2f, 0, 1);
    assert_eq!(refused(&xls), Unreadable::Encrypted("xls"));
    let package = renamed(DOC, "WordDocument", "EncryptedPackage");
    assert_eq!(refused(&package), Unreadable::Encrypted("Office"));
}

#[test]
fn other_compound_files_are_named() {
    let works = renamed(DOC, "WordDocument", "CONTENTS");
    assert_eq!(refused(&works), Unreadable::NeedsConverter("wps"));
    assert!(matches!(refused(&DOC[..600]), Unreadable::Damaged("Office 97", _)));
}

#[test]
fn damaged_files_never_panic() {
    for bytes in [DOC, ODT] {
        for seed in 0..200usize {
            let mut damaged = bytes.to_vec();
            for n in 0..(1 + seed % 20) {
                let at = (seed * 7919 + n * 104_729 + seed * seed * 31) % damaged.len();
                damaged[at] = damaged[at].wrapping_add((seed * 37 + n * 101 + 1) as u8);
            }
            let _ = read(&damaged, &Limits::default());
            damaged.truncate(seed * damaged.len() / 200);
            let _ = read(&damaged, &Limits::default());
        }
    }
}

/// A text with header, footer, numbered list, footnote, text box and a deletion kept by change tracking.
#[test]
fn what_is_not_running_text_is_kept_apart() {
    let body = "\
l1 ¶ （居中）某某部门说明
l2 ¶ 部门概况
l3 ¶ 收支情况
l4 ¶ 收入5.00万元，其中   结余\t1万元。
l5 ¶ 框外文字
table 2×3
l6 | ⟨2×1⟩左 | ⟨1×2⟩上⏎二 |
l7 | ^ | 1 | 2 |
";
    let doc: &[u8] = include_bytes!("../../../../tests/corpus/formats/biaohao.doc");
    let odt: &[u8] = include_bytes!("../../../../tests/corpus/formats/biaohao.odt");
    for bytes in [doc, odt] {
        let (document, problems) = read(bytes, &Limits::default()).unwrap();
        assert!(document::dump(&document).starts_with(body), "{}", document::dump(&document));
        let kinds: Vec<_> = document.asides.iter().map(|a| a.kind).collect();
        assert!(kinds.contains(&"footnote") && kinds.contains(&"text-box"), "{kinds:?}");
        assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["list-numbers"]);
    }
}
