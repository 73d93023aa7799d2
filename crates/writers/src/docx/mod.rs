//! Word documents, part by part: styles after GB/T 9704, sections that lie upright or on their side, page
//! numbers outside, tables whose heads are repeated. The XML is written here because no library writes
//! repeated heads, and because the bytes must be the same every time.

mod body;
mod chart;
mod parts;
mod styles;
mod table;

use crate::WriteError;
use crate::layout::clean;
use document::{Document, paper};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let laid_out = paper::is_laid_out(document);
    let charts = chart::all(document);
    let named = |n: &usize| format!("word/charts/chart{n}.xml");
    let mut parts: Vec<(String, String)> = [
        ("[Content_Types].xml", parts::content_types(charts.len())),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("word/document.xml", body::xml(document)),
        ("word/_rels/document.xml.rels", parts::document_relations(charts.len())),
        ("word/styles.xml", styles::xml(laid_out)),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/fontTable.xml", parts::FONTS.to_owned()),
        ("word/footer1.xml", parts::footer("right")),
        ("word/footer2.xml", parts::footer("left")),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into();
    parts.extend(charts.into_iter().map(|(n, text)| (named(&n), text)));
    pack(&parts).map_err(|e| WriteError::Refused("docx", e.to_string()))
}

/// The package. Its clock stands still: the same document gives the same bytes.
fn pack(parts: &[(String, String)]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Text as it may stand in XML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// A run of text; the hint keeps Chinese quotes in the Chinese font. Tabs go to the next stop.
fn run(text: &str, look: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = text
        .split('\t')
        .map(|t| match t.is_empty() {
            true => String::new(),
            false => format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(t)),
        })
        .collect();
    let inner = parts.join("<w:tab/>");
    format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>{look}</w:rPr>{inner}</w:r>")
}
