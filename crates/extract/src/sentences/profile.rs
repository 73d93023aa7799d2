//! What the document is: kind, unit, fiscal year, title; and each place where it names its unit.

use super::outline::Role;
use super::subject;
use base::Unit;
use base::text::squash;
use document::{Block, Document};
use facts::{FactSet, Profile};
use std::collections::BTreeMap;

/// Labels in front of the name of the unit.
const LABELS: &[&str] = &[
    "预算主管部门:",
    "主管部门:",
    "预算单位:",
    "部门名称:",
    "单位名称:",
    "编制单位:",
    "编制部门:",
    "项目单位:",
    "填报单位:",
];

/// Reads the profile off the first lines of the document.
pub(crate) fn read(document: &Document, set: &FactSet) -> Profile {
    let lines = lines(document);
    let head: Vec<String> = lines.iter().take(12).cloned().collect();
    let title = title(&head);
    let kind =
        kind(&format!("{title}{}", head.iter().take(4).cloned().collect::<String>()), &lines);
    let entity = entity(&head, &lines, &title);
    let year = year(&title)
        .or_else(|| head.iter().find_map(|l| year(l)))
        .or_else(|| most_said_year(&lines));
    let unit = set.tables.iter().find_map(|t| t.unit.clone()).or_else(|| common_unit(&lines));
    Profile { kind, entity, year, unit, title }
}

/// The squashed paragraphs that are not empty.
fn lines(document: &Document) -> Vec<String> {
    let texts = document.blocks.iter().filter_map(|b| match b {
        Block::Paragraph(p) => Some(squash(&p.text)),
        Block::Table(_) => None,
    });
    texts.filter(|t| !t.is_empty()).collect()
}

/// The first line that names a kind of document; two cover lines are joined.
fn title(head: &[String]) -> String {
    let names =
        |l: &str| ["决算", "预算", "自评", "评价报告", "绩效"].iter().any(|w| l.contains(w));
    let short = |l: &&String| l.chars().count() <= 60 && !l.contains('。');
    let at = head.iter().take(6).position(|l| names(l) && short(&l));
    let Some(at) = at else {
        return head.first().filter(|l| short(l)).cloned().unwrap_or_default();
    };
    let before =
        head.iter().take(at).filter(|l| short(l) && !LABELS.iter().any(|w| l.starts_with(w)));
    let before: String = before.cloned().collect();
    let whole = at > 3 || before.is_empty() || head[at].contains(before.as_str());
    if whole { head[at].clone() } else { format!("{before}{}", head[at]) }
}

fn kind(title: &str, lines: &[String]) -> String {
    let rules: [(&[&str], &str); 8] = [
        (&["项目支出", "自评"], "项目支出绩效自评"),
        (&["整体支出", "绩效"], "整体支出绩效自评"),
        (&["单位预算"], "单位预算"),
        (&["部门预算"], "部门预算"),
        (&["决算"], "部门决算"),
        (&["自评"], "项目支出绩效自评"),
        (&["绩效"], "绩效报告"),
        (&["预算"], "部门预算"),
    ];
    let hit = |text: &str| rules.iter().find(|(w, _)| w.iter().all(|w| text.contains(w)));
    let body = || lines.iter().take(200).find_map(|l| hit(l).filter(|_| l.chars().count() < 40));
    hit(title).or_else(body).map(|(_, k)| (*k).to_owned()).unwrap_or_default()
}

fn entity(head: &[String], lines: &[String], title: &str) -> String {
    let labelled = |l: &String| LABELS.iter().find_map(|w| l.strip_prefix(w)).map(name_only);
    if let Some(name) = lines.iter().find_map(labelled).filter(|n| n.chars().count() >= 3) {
        return name;
    }
    let before_year = title.split("20").next().unwrap_or_default();
    if title.contains("20")
        && before_year.chars().count() >= 4
        && !before_year.ends_with(['区', '市', '县', '省'])
    {
        return before_year.to_owned();
    }
    let ends = ["局", "办公室", "委员会", "部", "院", "中心", "学校", "厅", "会"];
    let named = head
        .iter()
        .take(4)
        .find(|l| ends.iter().any(|w| l.ends_with(w)) && l.chars().count() <= 40);
    if let Some(name) = named {
        return name.clone();
    }
    repeated(lines).unwrap_or_default()
}

/// The name a line gives, up to the next label or year.
fn name_only(rest: &str) -> String {
    let cut = rest.find("20").into_iter().chain(rest.find("金额")).chain(rest.find("单位:")).min();
    let name = &rest[..cut.unwrap_or(rest.len())];
    let coded = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    coded.trim_end_matches(['(', '(']).to_owned()
}

/// The name of an authority that the sentences use most often.
fn repeated(lines: &[String]) -> Option<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        for part in line.split(['。', ',', ';', ':', '、', '“', '”']) {
            if let Some(name) = authority(part) {
                *seen.entry(name).or_default() += 1;
            }
        }
    }
    let best = seen
        .into_iter()
        .filter(|(_, n)| *n >= 2)
        .max_by_key(|(name, n)| (*n, name.chars().count()));
    best.map(|(name, _)| name)
}

/// `石鼓区人民代表大会常务委员会在…` → the name in front.
fn authority(part: &str) -> Option<String> {
    let place = part.find(['区', '县', '市', '省']).filter(|at| (3..=18).contains(at))?;
    let ends = ["委员会", "办公室", "局", "中心", "法院", "检察院"];
    let end =
        ends.iter().filter_map(|w| part[place..].find(w).map(|at| place + at + w.len())).min()?;
    let name = &part[..end];
    (name.chars().count() <= 24).then(|| name.to_owned())
}

/// The first year of a line written as 20xx年.
fn year(line: &str) -> Option<i32> {
    let (year, _) = subject::year_of(line);
    year.parse().ok()
}

fn most_said_year(lines: &[String]) -> Option<i32> {
    let mut seen: BTreeMap<i32, usize> = BTreeMap::new();
    for line in lines {
        if let Some(year) = year(line) {
            *seen.entry(year).or_default() += 1;
        }
    }
    seen.into_iter().max_by_key(|(y, n)| (*n, *y)).map(|(y, _)| y)
}

fn common_unit(lines: &[String]) -> Option<Unit> {
    let mut seen: BTreeMap<Unit, usize> = BTreeMap::new();
    for token in lines.iter().flat_map(|l| base::scan(l)).filter(|t| t.unit.is_amount()) {
        *seen.entry(token.unit).or_default() += 1;
    }
    seen.into_iter().max_by_key(|(_, n)| *n).map(|(u, _)| u)
}

/// The unit a heading (标题) or a sentence (正文) begins with: `某区财政局2024年度收入支出总计…`.
pub(crate) fn mentioned(text: &str, role: &Role) -> Option<(&'static str, String)> {
    let (key, line) = match role {
        Role::Heading(heading) if heading.level == 0 => ("标题", heading.text.clone()),
        Role::Body => ("正文", squash(text)),
        _ => return None,
    };
    let cuts = [line.find("20"), line.find("概况"), line.find("主要职能"), line.find("机构设置")];
    let at = cuts.into_iter().flatten().min()?;
    let name = line.get(..at)?;
    let ends = [
        "局",
        "办公室",
        "委员会",
        "部",
        "中心",
        "院",
        "学校",
        "厅",
        "会",
        "处",
        "队",
        "站",
        "所",
        "馆",
        "大学",
    ];
    let length = name.chars().count();
    let name = name.trim_start_matches("纳入").trim_start_matches("截至");
    let plain = !name.contains([',', '。', ':', '、', '“', '(', '在', '对', '按'])
        && !["本部", "全部", "各部"].contains(&name);
    let said = (4..=30).contains(&length) && plain && ends.iter().any(|w| name.ends_with(w));
    said.then(|| (key, name.to_owned()))
}

/// The name a paragraph gives its unit, and where: 封面, 表头 or 落款.
pub(crate) fn named(
    text: &str,
    entity: &str,
    cover: bool,
    last: bool,
) -> Option<(&'static str, String)> {
    let line = squash(text);
    if let Some(rest) = LABELS.iter().find_map(|w| line.strip_prefix(w)) {
        let place = if cover { "封面" } else { "表头" };
        return Some((place, name_only(rest))).filter(|(_, n)| !n.is_empty());
    }
    if entity.is_empty() || line.chars().count() > 60 {
        return None;
    }
    if cover && line.contains(entity) {
        return Some(("封面", entity.to_owned()));
    }
    (last && line == entity).then_some(("落款", line))
}
