//! What the style sheet says about a paragraph: heading level, centring, numbering, hidden text.

use super::xml::{Id, Tree};
use std::collections::HashMap;

/// Longest chain of styles based on each other that is followed; a circle ends here.
const CHAIN: usize = 32;

/// Paragraph and character styles by their id.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    standard: Option<String>,
}

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    name: String,
    look: Look,
}

/// Properties that matter to reading; `None` where nothing is said.
#[derive(Clone, Default, Debug)]
pub(super) struct Look {
    /// 0–8 is a heading, 9 body text.
    pub(super) outline: Option<u8>,
    /// Alignment.
    pub(super) jc: Option<String>,
    /// List.
    pub(super) list: Option<String>,
    /// Level in the list.
    pub(super) list_level: Option<usize>,
    /// Hidden text.
    pub(super) vanish: bool,
}

impl Look {
    /// Reads `pPr` and `rPr` below a style or paragraph.
    pub(super) fn of(tree: &Tree, id: Id) -> Look {
        let mut look = Look::default();
        if let Some(p) = tree.child(id, "pPr") {
            look.outline = tree.val(p, "outlineLvl").and_then(|v| v.parse().ok());
            look.jc = tree.val(p, "jc");
            if let Some(list) = tree.child(p, "numPr") {
                look.list = tree.val(list, "numId");
                look.list_level = tree.val(list, "ilvl").and_then(|v| v.parse().ok());
            }
        }
        look.vanish = tree.child(id, "rPr").is_some_and(|r| tree.on(r, "vanish"));
        look
    }
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(tree: &Tree) -> Styles {
        let mut out = Styles::default();
        for id in tree.children(tree.root()).filter(|c| tree.name(*c) == "style") {
            let Some(key) = tree.attr(id, "styleId") else {
                continue;
            };
            let standard = matches!(tree.attr(id, "default").as_deref(), Some("1" | "true"));
            if standard && tree.attr(id, "type").as_deref() == Some("paragraph") {
                out.standard = Some(key.clone());
            }
            let style = Style {
                based_on: tree.val(id, "basedOn"),
                name: tree.val(id, "name").unwrap_or_default(),
                look: Look::of(tree, id),
            };
            out.styles.insert(key, style);
        }
        out
    }

    /// The style's own properties completed by the styles it is based on; the standard paragraph
    /// style where `key` is `None`.
    pub(super) fn look(&self, key: Option<&str>) -> Look {
        let mut look = Look::default();
        let mut heading = None;
        let mut at = key.or(self.standard.as_deref());
        for _ in 0..CHAIN {
            let Some(style) = at.and_then(|k| self.styles.get(k)) else {
                break;
            };
            look.outline = look.outline.or(style.look.outline);
            look.jc = look.jc.take().or_else(|| style.look.jc.clone());
            look.list_level = look.list_level.or(style.look.list_level);
            look.list = look.list.take().or_else(|| style.look.list.clone());
            look.vanish |= style.look.vanish;
            heading = heading.or_else(|| heading_level(&style.name));
            at = style.based_on.as_deref();
        }
        look.outline = look.outline.or(heading);
        look
    }

    /// The list a numbering style stands for.
    pub(super) fn list_of(&self, key: &str) -> Option<String> {
        self.styles.get(key)?.look.list.clone()
    }
}

/// `heading 1`, `标题 1` → 0.
fn heading_level(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    let level: u8 = rest.trim().parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}
