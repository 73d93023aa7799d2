//! Makes a page safe to parse: tags nested beyond any real page are taken out beforehand, because the
//! time of an HTML parser grows with the square of the nesting.

/// Elements whose end may be left out or which have none: they do not nest without one that counts.
const OPEN_ENDED: &[&str] = &[
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "optgroup",
    "colgroup", "html", "head", "body", "br", "img", "hr", "input", "meta", "link", "col", "base",
    "area", "embed", "source", "track", "wbr", "param", "rp", "rt",
];
/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "noscript", "iframe"];

/// The page without tags more than `depth` deep, and whether there were any.
pub(super) fn flatten(page: &str, depth: usize) -> (String, bool) {
    let mut out = String::with_capacity(page.len());
    let mut open = 0_usize;
    let mut cut = false;
    let mut quotes = true;
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = markup(rest, &mut quotes);
        let (tag, after) = rest.split_at(length);
        rest = after;
        let (closing, name) = name(tag);
        let counted =
            !name.is_empty() && !OPEN_ENDED.contains(&name.as_str()) && !tag.ends_with("/>");
        if counted && !closing {
            open += 1;
        }
        if counted && open > depth {
            cut = true;
        } else {
            out.push_str(tag);
        }
        if counted && closing {
            open = open.saturating_sub(1);
        }
        if !closing && RAW.contains(&name.as_str()) {
            let (raw, after) = rest.split_at(raw_end(rest, &name));
            out.push_str(raw);
            rest = after;
        }
    }
    out.push_str(rest);
    (out, cut)
}

/// Length of the tag or comment that begins here, at least 1; quotes hide `>` as long as they all close
/// (`quotes`): looking for the end of a broken one at every tag would take the square of the time.
fn markup(text: &str, quotes: &mut bool) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |at| at + 3);
    }
    let second = text.as_bytes().get(1).copied().unwrap_or(0);
    if !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?')) {
        return 1;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if *quotes => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    // A quote that never ends is a slip, not an attribute as long as the page.
    *quotes = false;
    text.find('>').map_or(text.len(), |at| at + 1)
}

fn name(tag: &str) -> (bool, String) {
    let body = tag.strip_prefix('<').unwrap_or_default();
    let (closing, body) = body.strip_prefix('/').map_or((false, body), |b| (true, b));
    let end = body.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    let name = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (closing, if plain { name.to_ascii_lowercase() } else { String::new() })
}

fn raw_end(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find("</")) {
        let here = from + at;
        let tail = text.get(here + 2..here + 2 + name.len());
        if tail.is_some_and(|t| t.eq_ignore_ascii_case(name)) {
            return here;
        }
        from = here + 2;
    }
    text.len()
}
