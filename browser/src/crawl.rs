//! Every page that a role can reach by links, looked at in every way.

use crate::pictures::{LOOKS, Look, short};
use crate::site::ROLES;
use crate::visit::Visit;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// Whose pages are walked; in short those that between them see every kind of page.
pub fn crawled() -> Vec<&'static str> {
    let roles = match short() {
        true => &["clerk", "finance", "system", "security", "auditor"][..],
        false => ROLES.as_slice(),
    };
    [&["public"], roles].concat()
}

/// Pages of one kind that are looked at; more of the same teach nothing new.
const OF_A_KIND: usize = 2;

/// Walks from the home page along links. Returns what is wrong, one line each, and how many kinds of pages
/// were seen. A kind that another role has shown in every look (`before`) is looked at once more, in one.
///
/// # Errors
/// When the browser does not answer.
pub fn crawl(
    visit: &Visit,
    role: &str,
    pictures: &Path,
    before: &mut BTreeSet<String>,
) -> Result<(Vec<String>, usize)> {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut todo: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    while let Some(path) = todo.pop_front() {
        let kind = kind(&path);
        let count = seen.entry(kind.clone()).or_default();
        let shown = before.contains(&kind) && kind != "/";
        let most = if shown || short() { 1 } else { OF_A_KIND };
        if *count >= most {
            continue;
        }
        *count += 1;
        let looks = if *count == 1 && !shown { LOOKS.len() } else { 1 };
        visit.open(&path)?;
        let at = format!("{role} {path}");
        let name = format!("{role}{}-{count}", kind.replace(['/', '?', '{', '}'], "_"));
        // What another role has shown is then only a way to other pages.
        if !(shown && short()) {
            look(visit, (&at, looks), &pictures.join(&name), &mut wrong)?;
        }
        for link in links(visit)? {
            if known.insert(link.clone()) {
                todo.push_back(link);
            }
        }
    }
    let kinds = seen.len();
    before.extend(seen.into_keys());
    Ok((wrong, kinds))
}

/// Takes the pictures and notes what does not fit, is not accessible, or was refused by the browser. `looks`
/// says how many of [`LOOKS`]; the last part of `picture` is the name, the rest the folder.
///
/// # Errors
/// When the browser does not answer.
pub fn look(
    visit: &Visit,
    (at, looks): (&str, usize),
    picture: &Path,
    wrong: &mut Vec<String>,
) -> Result<()> {
    for complaint in visit.complaints() {
        wrong.push(format!("{at}: the browser says {complaint}"));
    }
    if let Some(violations) = visit.axe()? {
        wrong.extend(violations.into_iter().map(|v| format!("{at}: axe {v}")));
    }
    let chosen = |look: &&Look| !short() || matches!(look.name, "light" | "zoom400");
    for look in LOOKS.iter().take(looks).filter(chosen) {
        look.set(visit)?;
        let wide = visit.js(
            "(() => { const d = document.documentElement; const over = d.scrollWidth - d.clientWidth; \
             if (over <= 1) return ''; const r = d.clientWidth; \
             const e = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > r + 1 \
             && !e.closest('.scroll, .unseen, .skip')); \
             return over + 'px ' + (e ? e.outerHTML.slice(0, 120) : ''); })()",
        )?;
        if let Some(text) = wide.as_str().filter(|t| !t.is_empty()) {
            wrong.push(format!("{at}: {} is wider than the window by {text}", look.name));
        }
        let file = format!("{}.png", picture.file_name().unwrap_or_default().to_string_lossy());
        let folder = picture.parent().unwrap_or(Path::new(".")).join(look.name);
        visit.picture(&folder.join(file))?;
    }
    LOOKS[0].set(visit)
}

/// Links of the page that lead to other pages of ours, not to files.
fn links(visit: &Visit) -> Result<Vec<String>> {
    let found = visit.js(
        "JSON.stringify([...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin \
         && !a.hasAttribute('download')).map(a => a.pathname + a.search))",
    )?;
    let all: Vec<String> = serde_json::from_str(found.as_str().unwrap_or("[]"))?;
    // Data are not pages: axe-core has nothing to say about them.
    let file = |p: &String| {
        let path = p.split('?').next().unwrap_or_default();
        path.rsplit('/').next().is_some_and(|l| l.contains('.'))
            || path == "/metrics"
            || path.starts_with("/api/v1")
    };
    Ok(all
        .into_iter()
        .filter(|p| !file(p) && !matches!(p.as_str(), "/healthz" | "/readyz"))
        .collect())
}

/// The kind of a page: its path with what varies left out.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let part = |p: &str| {
        let varies = p.bytes().any(|b| b.is_ascii_digit()) || !p.is_ascii() || p.contains('%');
        if varies { "{}".to_owned() } else { p.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
