//! Bytes → text for the formats that do not fix their encoding (plain text, web pages).

use base::{Problem, Spot};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8};

/// Problems told one by one before the rest is only counted.
const TOLD: usize = 50;

/// Decodes by byte order mark, else as UTF-8 where that fits, else as `declared` says, else by
/// detection. GBK and GB2312 are always read as GB18030, which contains both: official files name the
/// former and use characters (镕, 㐀) of the latter.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let utf8 = UTF_8.decode_without_bom_handling(bytes).0;
    if mostly_read(&utf8) {
        return utf8.into_owned();
    }
    let named = declared.and_then(|d| Encoding::for_label(d.trim().as_bytes()));
    let named = named.filter(|e| *e != UTF_8);
    let encoding = named.unwrap_or_else(|| detect(bytes));
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-8 with a few broken bytes (a cut file, one bad character) still has far more whole Chinese
/// characters than losses; any other encoding read as UTF-8 has next to none.
fn mostly_read(text: &str) -> bool {
    let lost = text.matches('\u{fffd}').count();
    let wide = text.chars().filter(|c| *c >= '\u{800}' && *c != '\u{fffd}').count();
    lost * 10 <= wide
}

/// GB18030 unless the bytes are cleanly Big5: everything else is not met in these reports.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let clean = |e: &'static Encoding| !e.decode_without_bom_handling(bytes).1;
    if guess == BIG5 && clean(BIG5) { BIG5 } else { GB18030 }
}

/// Whether the bytes are text in some encoding: no NULs without a UTF-16 mark, hardly any control
/// characters, hardly any undecodable bytes. Only the beginning is looked at.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(65_536)).unwrap_or_default();
    let marked = Encoding::for_bom(bytes).is_some();
    if !marked && head.contains(&0) {
        return false;
    }
    let text = decode(head, None);
    let mut all = 0;
    let mut odd = 0;
    for c in text.chars() {
        all += 1;
        let layout = matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{b}');
        odd += usize::from(c == '\u{fffd}' || (c.is_control() && !layout));
    }
    // A cut of the head may split one last character.
    all > 0 && (odd.saturating_sub(2)) * 20 <= all
}

/// One problem for each line that holds undecodable bytes (or the mark an earlier program left for
/// them), after the first [`TOLD`] only their number.
pub(crate) fn losses(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut more = 0_usize;
    for (at, line) in text.split('\n').enumerate() {
        if !line.contains('\u{fffd}') {
            continue;
        }
        if problems.len() >= TOLD {
            more += 1;
            continue;
        }
        problems.push(Problem::new(
            "text-undecodable",
            Spot::line(u32::try_from(at + 1).unwrap_or(u32::MAX)),
            "有无法解码的字符；请以 UTF-8 或 GB18030 重新保存",
            "undecodable characters; save the file again as UTF-8 or GB18030",
        ));
    }
    if more > 0 {
        problems.push(Problem::new(
            "text-undecodable",
            Spot::default(),
            format!("另有 {more} 行含无法解码的字符"),
            format!("{more} more lines with undecodable characters"),
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised() {
        let text = "收入决算表：朱镕基，合计 1,683.73 万元";
        let gb = GB18030.encode(text).0.into_owned();
        assert_eq!(decode(&gb, None), text);
        assert_eq!(decode(&gb, Some("gb2312")), text);
        assert_eq!(decode(text.as_bytes(), Some("gbk")), text);
        let mut marked = vec![0xff, 0xfe];
        marked.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&marked, None), text);
        let cut = &text.as_bytes()[..text.len() - 1];
        assert!(decode(cut, None).starts_with("收入决算表"));
        assert_eq!(losses(&decode(cut, None)).len(), 1);
    }

    #[test]
    fn binaries_are_not_text() {
        assert!(is_text("合计\t10".as_bytes()));
        assert!(is_text(&GB18030.encode("第一部分 概况").0));
        assert!(!is_text(b"PK\x03\x04\0\0"));
        assert!(!is_text(&(1..=255).collect::<Vec<u8>>()));
        assert!(!is_text(b""));
    }
}
