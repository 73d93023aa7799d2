//! Styles of Word documents: those of GB/T 9704 for official documents, plain ones for converted text.

use super::parts;

/// One paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    /// Font for Chinese text; none: that of the body.
    font: &'static str,
    /// Half points.
    size: u32,
    bold: bool,
    /// Content of `w:pPr`.
    paragraph: &'static str,
}

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const FANG: &str = "仿宋_GB2312";

const fn style(
    id: &'static str,
    name: &'static str,
    (font, size, bold): (&'static str, u32, bool),
    paragraph: &'static str,
) -> Style {
    Style { id, name, font, size, bold, paragraph }
}

/// 28 points from line to line, two characters in.
const OFFICIAL: &[Style] = &[
    style(
        "Heading1",
        "heading 1",
        (SONG, 36, true),
        r#"<w:keepNext/><w:spacing w:before="100" w:after="100" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>"#,
    ),
    style("Heading2", "heading 2", (HEI, 32, false), r#"<w:keepNext/><w:outlineLvl w:val="1"/>"#),
    style("Heading3", "heading 3", (KAI, 32, false), r#"<w:keepNext/><w:outlineLvl w:val="2"/>"#),
    style("Heading4", "heading 4", (FANG, 32, true), r#"<w:keepNext/><w:outlineLvl w:val="3"/>"#),
    style(
        "Title",
        "Title",
        (SONG, 44, true),
        r#"<w:spacing w:before="150" w:after="150" w:line="680" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
    ),
    style(
        "Subtitle",
        "Subtitle",
        (KAI, 32, false),
        r#"<w:spacing w:before="60" w:after="200" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
    ),
    style(
        "TOC1",
        "toc 1",
        (HEI, 28, false),
        r#"<w:spacing w:line="430" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "TOC2",
        "toc 2",
        (FANG, 28, false),
        r#"<w:spacing w:line="430" w:lineRule="exact"/><w:ind w:left="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "TableTitle",
        "表题",
        (SONG, 32, true),
        r#"<w:keepNext/><w:spacing w:after="60" w:line="480" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
    ),
    style(
        "TableMark",
        "表号",
        (FANG, 21, false),
        r#"<w:keepNext/><w:spacing w:line="320" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>"#,
    ),
    style(
        "TableMeta",
        "表头说明",
        (FANG, 21, false),
        r#"<w:keepNext/><w:spacing w:line="320" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "TableText",
        "表格文字",
        (FANG, 21, false),
        r#"<w:spacing w:line="260" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "TableNote",
        "表注",
        (FANG, 18, false),
        r#"<w:spacing w:before="20" w:line="280" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "Signature",
        "落款",
        (FANG, 32, false),
        r#"<w:ind w:right="640" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>"#,
    ),
    style(
        "Letterhead",
        "发文机关标志",
        (SONG, 60, true),
        r#"<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="4" w:color="FF0000"/></w:pBdr><w:spacing w:line="900" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
    ),
    style(
        "LetterNumber",
        "发文字号",
        (FANG, 32, false),
        r#"<w:spacing w:before="120" w:after="280" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>"#,
    ),
    style(
        "Addressee",
        "主送机关",
        (FANG, 32, false),
        r#"<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
    ),
    style(
        "SectionEnd",
        "节尾",
        (FANG, 2, false),
        r#"<w:spacing w:line="20" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>"#,
    ),
    style(
        "Footer",
        "footer",
        (SONG, 28, false),
        r#"<w:spacing w:line="360" w:lineRule="exact"/><w:ind w:left="280" w:right="280" w:firstLineChars="0" w:firstLine="0"/>"#,
    ),
];

/// Text that somebody else laid out: headings by size, nothing indented.
const PLAIN: &[Style] = &[
    style("Heading1", "heading 1", (SONG, 34, true), r#"<w:keepNext/><w:outlineLvl w:val="0"/>"#),
    style("Heading2", "heading 2", (SONG, 32, true), r#"<w:keepNext/><w:outlineLvl w:val="1"/>"#),
    style("Heading3", "heading 3", (SONG, 30, true), r#"<w:keepNext/><w:outlineLvl w:val="2"/>"#),
    style("Heading4", "heading 4", (SONG, 28, true), r#"<w:keepNext/><w:outlineLvl w:val="3"/>"#),
    style("Heading5", "heading 5", (SONG, 26, true), r#"<w:keepNext/><w:outlineLvl w:val="4"/>"#),
    style("Heading6", "heading 6", (SONG, 24, true), r#"<w:keepNext/><w:outlineLvl w:val="5"/>"#),
    style("Heading7", "heading 7", (SONG, 24, true), r#"<w:keepNext/><w:outlineLvl w:val="6"/>"#),
    style("Heading8", "heading 8", (SONG, 24, true), r#"<w:keepNext/><w:outlineLvl w:val="7"/>"#),
    style("Heading9", "heading 9", (SONG, 24, true), r#"<w:keepNext/><w:outlineLvl w:val="8"/>"#),
    style(
        "TableText",
        "表格文字",
        (SONG, 21, false),
        r#"<w:spacing w:line="260" w:lineRule="exact"/>"#,
    ),
    style(
        "Footer",
        "footer",
        (SONG, 28, false),
        r#"<w:spacing w:line="360" w:lineRule="exact"/><w:ind w:left="280" w:right="280"/>"#,
    ),
];

/// `word/styles.xml`.
pub(super) fn xml(laid_out: bool) -> String {
    let (font, size, body, all) = match laid_out {
        true => (
            FANG,
            32,
            r#"<w:widowControl w:val="0"/><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>"#,
            OFFICIAL,
        ),
        false => (SONG, 24, r#"<w:spacing w:line="360" w:lineRule="auto"/>"#, PLAIN),
    };
    let mut out = parts::open("styles");
    out.push_str(&format!(
        "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"{font}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    ));
    out.push_str(&format!(
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr>{body}</w:pPr></w:style>"
    ));
    for s in all {
        let bold = if s.bold { "<w:b/>" } else { "" };
        let red = if s.id == "Letterhead" { "<w:color w:val=\"FF0000\"/>" } else { "" };
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{}</w:pPr><w:rPr><w:rFonts w:eastAsia=\"{}\"/>{bold}{red}<w:sz w:val=\"{}\"/><w:szCs w:val=\"{}\"/></w:rPr></w:style>",
            s.id, s.name, s.paragraph, s.font, s.size, s.size
        ));
    }
    out.push_str("</w:styles>");
    out
}
