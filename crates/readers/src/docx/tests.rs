//! Hand-written Word packages, each with one of the hard cases.

use super::*;
use crate::package::tests::pack;

const HEAD: &str =
    r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>"#;

fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let main = format!("{HEAD}{body}</w:body></w:document>");
    let mut all = vec![("word/document.xml", main.as_bytes())];
    all.extend(parts.iter().map(|(n, t)| (*n, t.as_bytes())));
    pack(&all)
}

fn check_with(body: &str, parts: &[(&str, &str)], expect: &str) {
    let bytes = docx(body, parts);
    assert!(sniff(&bytes));
    let (document, problems) = read(&bytes, &Limits::default()).unwrap();
    assert_eq!(document::dump(&document).trim_end(), expect.trim(), "{body}");
    assert_eq!(problems, [], "{body}");
}

fn check(body: &str, expect: &str) {
    check_with(body, &[], expect);
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(look: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{look}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn runs_are_joined_and_breaks_end_lines() {
    check(
        "<w:p><w:r><w:t>合计</w:t><w:tab/><w:t xml:space=\"preserve\"> 1&lt;2</w:t></w:r>\
         <w:r><w:noBreakHyphen/><w:t>&#20803;</w:t></w:r></w:p>\
         <w:p/><w:p><w:r><w:t>甲</w:t><w:br w:type=\"page\"/><w:t>乙</w:t></w:r></w:p>",
        "l1 ¶ 合计  1<2-元\nl3 ¶ 甲\nl3 ¶ 乙",
    );
}

#[test]
fn changes_are_read_as_accepted() {
    check(
        "<w:p><w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>6</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>\
         <w:moveTo><w:r><w:t>元</w:t></w:r></w:moveTo></w:p>",
        "l1 ¶ 收入6元",
    );
}

#[test]
fn fields_show_their_result() {
    check(
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> =SUM(ABOVE) </w:instrText>\
         <w:t>不显示</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>12.5</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:fldSimple w:instr=\"PAGE\"><w:r><w:t>3</w:t></w:r></w:fldSimple>\
         <w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt></w:p>\
         <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:t>x</w:t></w:r></w:p><w:p><w:r><w:t>仍可见</w:t></w:r></w:p>",
        "l1 ¶ 12.53链控\nl3 ¶ 仍可见",
    );
}

#[test]
fn hidden_text_and_symbols() {
    check(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr>\
         <w:t>明</w:t></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p>",
        "l1 ¶ 明☑\nl1 (invisible) 密",
    );
}

#[test]
fn text_boxes_are_read_once() {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", p("框中 3 万元"));
    check(
        &format!(
            "<w:p><w:r><w:t>锚</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps>{inside}</wps></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>{}\
             <w:p><w:r><mc:AlternateContent><mc:Choice><x/></mc:Choice><mc:Fallback><w:t>备</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>",
            p("后")
        ),
        "l1 ¶ 锚\nl1 ¶ 框中 3 万元\nl2 ¶ 后\nl3 ¶ 备",
    );
}

#[test]
fn spans_are_kept() {
    let restart = "<w:vMerge w:val=\"restart\"/>";
    let on = "<w:vMerge/>";
    check(
        &format!(
            "<w:tbl><w:tblPr><w:tblCaption w:val=\"表\"/></w:tblPr><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>{}",
            tc(restart, "项目"),
            tc("<w:gridSpan w:val=\"2\"/>", "支出"),
            tc(on, ""),
            tc("", "基本"),
            tc(restart, "项目"),
            tc("<w:vMerge w:val=\"continue\"/>", "藏"),
            tc("", "1.0"),
            tc(on, ""),
            p("后"),
        ),
        "table 3×3\nl1 | ⟨3×1⟩项目 | ⟨1×2⟩支出 |\nl2 | ^ | 基本 | ⟨2×1⟩项目 |\nl3 | ^ | 1.0 |\nl4 ¶ 后",
    );
}

#[test]
fn nested_tables_follow_the_outer_one() {
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "内"));
    check(
        &format!(
            "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>",
            p("外"),
            p("二")
        ),
        "table 1×2\nl1 | ^ | 外⏎二 |\ntable 1×1\nl1 | 内 |",
    );
}

const NUMBERING: &str = r#"<w:numbering><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>"#;

fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn numbers_are_printed() {
    let body: String = [
        item(1, 0, "概况"),
        item(1, 1, "职责"),
        item(1, 1, "机构"),
        item(1, 0, "决算"),
        item(1, 1, "总表"),
        item(1, 2, "收入"),
        item(2, 0, "另起"),
        item(0, 0, "无号"),
    ]
    .concat();
    check_with(
        &body,
        &[("word/numbering.xml", NUMBERING)],
        "l1 ¶ 一、概况\nl2 ¶ （一）职责\nl3 ¶ （二）机构\nl4 ¶ 二、决算\nl5 ¶ （一）总表\n\
         l6 ¶ 2.1 收入\nl7 ¶ 九、另起\nl8 ¶ 无号",
    );
    let cell = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        item(1, 2, ""),
        p("甲")
    );
    check_with(&cell, &[("word/numbering.xml", NUMBERING)], "table 1×2\nl1 | 1.1 | 甲 |");
}

#[test]
fn headings_come_from_styles() {
    let styles = r#"<w:styles><w:style w:styleId="a1"><w:name w:val="heading 2"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
        <w:style w:styleId="b"><w:name w:val="正文"/><w:basedOn w:val="a1"/></w:style>
        <w:style w:styleId="c"><w:name w:val="x"/><w:basedOn w:val="c"/></w:style></w:styles>"#;
    let of = |s: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{s}\"/></w:pPr><w:r><w:t>{s}</w:t></w:r></w:p>")
    };
    let own = "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>";
    let body = format!("{}{}{}{own}", of("a1"), of("b"), of("c"));
    check_with(&body, &[("word/styles.xml", styles)], "l1 ¶ #2 a1\nl2 ¶ #2 b\nl3 ¶ c\nl4 ¶ #1 一");
    let (document, _) =
        read(&docx(&body, &[("word/styles.xml", styles)]), &Limits::default()).unwrap();
    assert!(matches!(&document.blocks[1], Block::Paragraph(p) if p.centred));
}

#[test]
fn notes_and_margins_are_asides() {
    check_with(
        "<w:p><w:r><w:t>文</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        &[
            (
                "word/footnotes.xml",
                &format!(
                    "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
                    p("—"),
                    p("注")
                ),
            ),
            ("word/header1.xml", &format!("<w:hdr>{}</w:hdr>", p("眉"))),
            ("word/header2.xml", &format!("<w:hdr>{}</w:hdr>", p("眉"))),
        ],
        "l1 ¶ 文\nl1 (footnote) 注\n- (header) 眉",
    );
}

#[test]
fn damage_and_limits_are_told() {
    let bytes = docx(&p("甲"), &[]);
    let cut = &bytes[..bytes.len() - 30];
    assert!(sniff(cut));
    assert!(matches!(read(cut, &Limits::default()), Err(Unreadable::Damaged("docx", _))));
    let broken =
        pack(&[("word/document.xml", format!("{HEAD}{}<w:p><w:r><w:t>乙", p("甲")).as_bytes())]);
    let (document, problems) = read(&broken, &Limits::default()).unwrap();
    assert_eq!((document.blocks.len(), problems[0].code), (2, "docx-damaged"));
    let deep = format!("{}{}{}", "<w:sdt>".repeat(50_000), p("深"), "</w:sdt>".repeat(50_000));
    let (document, problems) =
        read(&docx(&format!("{deep}{}", p("浅")), &[]), &Limits::default()).unwrap();
    assert_eq!((document.blocks.len(), problems[0].code), (1, "limit-depth"));
    let rows =
        format!("<w:tbl>{}</w:tbl>{}", format!("<w:tr>{}</w:tr>", tc("", "1")).repeat(3), p("后"));
    let (document, problems) =
        read(&docx(&rows, &[]), &Limits { cells: 2, ..Limits::default() }).unwrap();
    assert_eq!((document.blocks.len(), problems[0].code), (2, "limit-cells"));
    let entity = pack(&[(
        "word/document.xml",
        format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}", p("&e;甲"))
            .as_bytes(),
    )]);
    let (document, _) = read(&entity, &Limits::default()).unwrap();
    assert_eq!(document.blocks.len(), 0);
}

#[test]
fn mutations_never_panic() {
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr></w:tbl>{}",
        item(1, 1, "x"),
        tc("<w:vMerge/>", "1"),
        tc("<w:gridSpan w:val=\"3\"/>", "2"),
        p("&lt;后")
    );
    let seed = format!("{HEAD}{body}</w:body></w:document>").into_bytes();
    let mut bytes = seed.clone();
    let mut state = 3_u64;
    for round in 0..500 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (state >> 33) as usize % bytes.len();
        bytes[at] = b"<>/&\"= 9\xffw"[(state >> 20) as usize % 10];
        let main =
            pack(&[("word/document.xml", &bytes), ("word/numbering.xml", NUMBERING.as_bytes())]);
        let _ = read(&main, &Limits::default());
        if round % 8 == 0 {
            bytes = seed.clone();
        }
    }
    let whole = docx(&body, &[]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = crate::read(&bytes, &Limits::default());
    }
}
