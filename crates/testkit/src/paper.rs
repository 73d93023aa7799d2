//! Sheets of A4 paper with text and ruling lines on them, and the PDF file made of them. Lengths are whole
//! hundredths of a point, counted from the top left corner, so that nothing is ever rounded differently.

use crate::Cmap;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The short and the long edge of A4.
pub(crate) const SHORT: i32 = 59_500;
pub(crate) const LONG: i32 = 84_200;

/// One sheet.
pub(crate) struct Page {
    pub(crate) wide: bool,
    text: String,
    /// Lines are kept once, however many cells share them.
    rules: BTreeSet<(i32, i32, i32, i32)>,
}

impl Page {
    pub(crate) fn new(wide: bool) -> Page {
        Page { wide, text: String::new(), rules: BTreeSet::new() }
    }

    pub(crate) fn width(&self) -> i32 {
        if self.wide { LONG } else { SHORT }
    }

    pub(crate) fn height(&self) -> i32 {
        if self.wide { SHORT } else { LONG }
    }

    /// Writes one line of text whose baseline is at `y`.
    pub(crate) fn write(&mut self, cmap: Cmap, x: i32, y: i32, size: i32, text: &str) {
        if text.is_empty() {
            return;
        }
        let (x, y, size) = (points(x), points(self.height() - y), points(size));
        let _ = writeln!(self.text, "BT /F1 {size} Tf {x} {y} Td <{}> Tj ET", hex(cmap, text));
    }

    /// Rules the four edges of a rectangle.
    pub(crate) fn frame(&mut self, left: i32, top: i32, right: i32, bottom: i32) {
        self.rules.insert((left, top, right, top));
        self.rules.insert((left, bottom, right, bottom));
        self.rules.insert((left, top, left, bottom));
        self.rules.insert((right, top, right, bottom));
    }

    fn stream(&self) -> String {
        let mut out = String::from("0.5 w\n");
        for (x0, y0, x1, y1) in &self.rules {
            let (y0, y1) = (self.height() - y0, self.height() - y1);
            let from = format!("{} {}", points(*x0), points(y0));
            let _ = writeln!(out, "{from} m {} {} l S", points(*x1), points(y1));
        }
        out.push_str(&self.text);
        out
    }
}

fn points(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Width of a character in thousandths of its size: ASCII is half as wide as Chinese.
pub(crate) fn width(c: char) -> i32 {
    if c.is_ascii() || c == '\u{a0}' { 500 } else { 1000 }
}

/// The bytes of a text in the encoding of the font, in hexadecimal. What it cannot hold becomes `?`.
fn hex(cmap: Cmap, text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = if c == '\u{a0}' { ' ' } else { c };
        let mut buffer = [0; 4];
        let bytes = match cmap {
            Cmap::Gbk => {
                let (bytes, _, lost) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
                if lost { vec![b'?'] } else { bytes.into_owned() }
            }
            Cmap::Unicode => {
                u16::try_from(u32::from(c)).unwrap_or(u16::from(b'?')).to_be_bytes().to_vec()
            }
        };
        for byte in bytes {
            let _ = write!(out, "{byte:02X}");
        }
    }
    out
}

/// The file. The font is named, not embedded, as many programs in China print.
pub(crate) fn file(cmap: Cmap, pages: &[Page]) -> Vec<u8> {
    let name = match cmap {
        Cmap::Gbk => "GBK-EUC-H",
        Cmap::Unicode => "UniGB-UCS2-H",
    };
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 6 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-{name} /Encoding /{name} \
             /DescendantFonts [4 0 R] >>"
        ),
        // Half-width digits and letters are characters 1–95 (by Unicode) and 814–939 (by GBK).
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> \
         /DW 1000 /W [1 95 500 814 939 500] >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] \
         /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    for (i, page) in pages.iter().enumerate() {
        let stream = page.stream();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            points(page.width()),
            points(page.height()),
            7 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}endstream", stream.len()));
    }
    assemble(&objects)
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.5\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in &offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(out, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    out.into_bytes()
}
