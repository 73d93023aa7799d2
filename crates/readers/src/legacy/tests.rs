//! Old formats made by a real office program.

use crate::{Limits, Unreadable, read};

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
    check(include_bytes!("../../../../tests/corpus/formats/shuoming.doc"), TEXT);
}

#[test]
fn opendocument_texts_keep_their_tables() {
    check(include_bytes!("../../../../tests/corpus/formats/shuoming.odt"), TEXT);
}

#[test]
fn rtf_needs_a_converter() {
    let rtf = b"{\\rtf1\\ansi hello}";
    assert_eq!(read(rtf, &Limits::default()), Err(Unreadable::NeedsConverter("rtf")));
}
