//! Shapes of their own: grades and scores of self-evaluations, lists of projects with budget and
//! spending, counts with the noun behind them, enumerators.

use super::clause::{Clause, Text};
use super::lead::{self, Lead, Measure};
use super::lists;
use super::reader::{Current, Reader};
use super::subject::{self, Subject};
use super::write;
use base::{Token, Unit};
use facts::RecordId;

/// One past an enumerator that opens a clause: `1、`, `(二)`, `⑴、`, `一是`.
pub(crate) fn enumerator(text: &Text, start: usize, end: usize) -> usize {
    let Some(chars) = text.chars.get(start..end) else { return start };
    let blank = chars.iter().take_while(|c| base::text::is_blank(**c)).count();
    let body = &chars[blank..];
    let number = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let open = usize::from(body.first() == Some(&'('));
    let digits = body[open..].iter().take_while(|c| number(c)).count();
    let after = body.get(open + digits).copied();
    let length = match (open, digits, after) {
        (1, 1..=3, Some(')')) => digits + 2,
        (0, 1..=3, Some('、' | '.' | ')'))
            if !body.get(digits + 1).is_some_and(char::is_ascii_digit) =>
        {
            digits + 1
        }
        (0, 1, Some('是')) if !body[0].is_ascii_digit() => 2,
        (0, 0, Some(c)) if ('①'..='⒇').contains(&c) => 1,
        _ => 0,
    };
    if length == 0 {
        return start;
    }
    let rest = &body[length..];
    let more = rest.iter().take_while(|c| base::text::is_blank(**c) || **c == '、').count();
    start + blank + length + more
}

/// Whether the paragraph lists projects with budget and spending: several clauses 项目支出…万元 or 未下达.
pub(crate) fn lists_projects(text: &Text, clauses: &[Clause]) -> bool {
    let spent = |c: &&Clause| {
        let words = text.squash(c.start, c.end);
        (words.starts_with("项目支出") && !c.figures.is_empty() && c.opens == ',')
            || lists::unfunded(&words)
    };
    clauses.iter().filter(spent).count() >= 2 && !text.tokens.is_empty()
}

/// A figure of the list of projects: the first amount is the budget, 项目支出 the spending.
pub(crate) fn project(reader: &mut Reader<'_>, words: &str, token: &Token) -> bool {
    let head = reader.find("项目支出");
    let Some(head) = head.filter(|_| reader.projects && token.unit.is_amount()) else {
        return false;
    };
    let bare = lead::strip_ends(words, &reader.words().copulas);
    if let Some(item) = reader.record().filter(|r| reader.set.records[r.0].form == "项目清单")
        && (bare == "项目支出" || bare == "支出" || bare.is_empty())
    {
        write::figure(reader, item, "支出", token, false);
        return true;
    }
    let name = bare.strip_suffix("支出").unwrap_or(&bare);
    let name = lead::strip_starts(name, &reader.words().openers);
    if name.chars().count() < 2 {
        return false;
    }
    let mut record = write::blank(reader, "项目清单", &name);
    record.parent = Some(head);
    let id = reader.set.push(record);
    write::figure(reader, id, "预算", token, false);
    reader.current = Current::Record(id);
    true
}

/// 财政部门未下达该经费: the status of the project spoken of.
pub(crate) fn status_of_project(reader: &mut Reader<'_>, words: &str, clause: &Clause) -> bool {
    let item = reader.record().filter(|r| reader.set.records[r.0].form == "项目清单");
    match item {
        Some(item) if lists::unfunded(words) && clause.figures.is_empty() => {
            write::say(reader, item, "状态", "未下达");
            true
        }
        _ => false,
    }
}

/// 7个项目自评等级为“优”, 绩效评级为“优”的项目4个.
pub(crate) fn grade(reader: &mut Reader<'_>, clause: &Clause, token: &Token) -> bool {
    if !matches!(&token.unit, Unit::Count(w) if w == "个" || w == "项") || clause.figures.len() != 1
    {
        return false;
    }
    let words = reader.text.squash(clause.start, clause.end);
    let rated =
        ["评级", "等级", "评为", "评价", "自评", "结果为"].iter().any(|w| words.contains(w));
    let Some(grade) = quoted_grade(&words, reader.words()).filter(|_| rated || words.contains('“'))
    else {
        return false;
    };
    let parent = reader.find("绩效自评项目");
    let mut record = write::blank(reader, "自评结果", &grade);
    record.parent = parent;
    let id = reader.set.push(record);
    write::figure(reader, id, "数量", token, false);
    reader.stopped = false;
    reader.current = Current::None;
    true
}

/// 对10个项目开展绩效自评, 共3个项目开展了重点绩效评价: the words behind the count say what is counted.
pub(crate) fn counted_projects(
    reader: &mut Reader<'_>,
    words: &str,
    token: &Token,
    clause: &Clause,
) -> bool {
    let unit = token.unit.label();
    let after = reader.text.squash(token.unit_end, clause.end);
    let rated = |w: &&str| after.contains(*w);
    let behind =
        after.starts_with("项目") || after.starts_with("部门") || after.starts_with("预算项目");
    let plain = !["评级", "等级", "结果为", "评为"].iter().any(rated);
    if !["个", "项"].contains(&unit) || !behind || !plain {
        return false;
    }
    let kinds = [
        ("绩效自评项目", ["绩效自评", "开展自评", "自我评价", "自评工作"]),
        ("绩效评价项目", ["重点绩效评价", "重点评价", "部门评价", "绩效评价"]),
        ("绩效监控项目", ["绩效运行监控", "绩效监控", "运行监控", "双监控"]),
        ("编报绩效目标项目", ["绩效目标编", "编报绩效目标", "编制绩效目标", "绩效目标管理"]),
    ];
    let concepts = &reader.names.catalogue.concepts;
    if concepts.told(&subject::unquote(words), unit).is_some() {
        return false;
    }
    let hit = kinds.iter().find(|(_, said)| said.iter().any(rated));
    let Some((key, _)) = hit else { return false };
    let subject =
        Subject { key: (*key).to_owned(), label: (*key).to_owned(), ..Subject::default() };
    let id = write::statement(reader, &subject, None);
    write::figure(reader, id, "数量", token, false);
    reader.current = Current::Record(id);
    reader.parent = None;
    reader.stopped = false;
    true
}

/// The grade in quotation marks or after 为: 优, 良, 中, 差, 合格, 不合格.
fn quoted_grade(words: &str, lists: &forms::Words) -> Option<String> {
    let said = |g: &&String| {
        let marks = [
            format!("“{g}”"),
            format!("\"{g}\""),
            format!("‘{g}’"),
            format!("为{g}"),
            format!("于{g}"),
            format!("结果:{g}"),
        ];
        marks.iter().any(|m| words.contains(m.as_str()))
    };
    lists.grades.iter().find(said).map(|g| match g.as_str() {
        "优秀" => "优".to_owned(),
        "良好" => "良".to_owned(),
        other => other.to_owned(),
    })
}

/// Scores: 平均得分 goes to the statement spoken of, all others to the 自评得分 of the paragraph.
pub(crate) fn score(reader: &mut Reader<'_>, words: &str, token: &Token, clause: &Clause) -> bool {
    if !matches!(token.unit, Unit::Score | Unit::None) {
        return false;
    }
    let bare = words.trim_end_matches(['为', ':', '是', '达', '共']);
    if bare.ends_with("平均得分") || bare.ends_with("平均分") {
        if let Some(record) = reader.materialise() {
            write::figure(reader, record, "平均分", token, false);
        }
        return true;
    }
    let known =
        ["得分", "总分", "评分", "分数", "总得分", "自评分"].iter().any(|w| bare.ends_with(w));
    if !known {
        return false;
    }
    let column = if bare.contains("执行") {
        "执行得分"
    } else if bare.contains("指标") {
        "指标得分"
    } else {
        "总分"
    };
    let id = score_record(reader, clause);
    write::figure(reader, id, column, token, false);
    if column == "总分" {
        let end = reader.sentence_end(token.unit_end);
        let rest = reader.text.squash(token.unit_end, end);
        let printed = reader.words().grades.iter().find(|g| {
            [
                format!("“{g}”"),
                format!("为{g}"),
                format!(":{g}"),
                format!("属于{g}"),
                format!("\"{g}\""),
            ]
            .iter()
            .any(|m| rest.contains(m.as_str()))
        });
        let grade = printed.cloned().unwrap_or_default();
        write::say(reader, id, "等级", &grade);
    }
    true
}

/// The 自评得分 of this paragraph: its key is the project, where one is named.
fn score_record(reader: &mut Reader<'_>, clause: &Clause) -> RecordId {
    let own = reader.set.records.iter().skip(reader.from).position(|r| r.form == "自评得分");
    if let Some(at) = own {
        return RecordId(reader.from + at);
    }
    let all = reader.text.squash(clause.start, reader.text.chars.len());
    let named = all.split_once("项目绩效自我评价").map(|(before, _)| {
        before.rsplit([',', ':', '。', '为']).next().unwrap_or_default().to_owned()
    });
    let key = named.filter(|n| !n.is_empty()).unwrap_or_else(|| reader.flow.project.clone());
    let record = write::blank(reader, "自评得分", if key.is_empty() { "总得分" } else { &key });
    reader.set.push(record)
}

/// Whether a count with an unknown subject is worth a record: a total (共33名), or a part of one.
pub(crate) fn counts(reader: &Reader<'_>, lead: &Lead, found: &Subject) -> bool {
    let parent = reader.parent.and_then(|p| reader.set.records.get(p.0));
    let part = parent.is_some_and(|p| p.slots.contains_key("数量")) && !reader.stopped;
    let total = lead.subject.contains("共有")
        || reader.text.squash(reader.at.0, reader.at.1).contains(&format!("{}共", found.label));
    lead.measure == Measure::Plain && (part || total) && found.key.chars().count() <= 16
}

/// 设11个内设机构，分别是：A、B; 设专门委员会7个：A、B: a count and the names of what is counted.
pub(crate) fn counted_noun(
    reader: &mut Reader<'_>,
    words: &str,
    token: &Token,
    clause: &Clause,
) -> bool {
    if !matches!(token.unit, Unit::Count(_)) {
        return false;
    }
    let after = reader.text.squash(token.unit_end, clause.end);
    let noun = if after.is_empty() && (clause.closes == ':' || followed_by_names(reader, clause)) {
        let tail = words.find('设').map_or(words, |at| &words[at + '设'.len_utf8()..]);
        tail.trim_start_matches(['有', '立']).to_owned()
    } else if ["设", "设有", "下属", "下设", "所属"].iter().any(|w| words.ends_with(w)) {
        after
    } else {
        return false;
    };
    if !(2..=12).contains(&noun.chars().count()) || subject::unquote(&noun).contains(['(', ')']) {
        return false;
    }
    let subject = Subject { key: noun.clone(), label: noun.clone(), ..Subject::default() };
    let id = write::statement(reader, &subject, None);
    write::figure(reader, id, "数量", token, false);
    reader.current = Current::Record(id);
    reader.stopped = false;
    let end = lists_end(reader, clause.end);
    let from = names_start(reader, clause.end);
    let inside = reader.text.tokens.iter().any(|t| t.start >= from && t.end <= end);
    let mut spans = lists::pieces(reader, from, end);
    split_two(reader, token, &mut spans);
    if from < end && !inside && !spans.is_empty() && names_follow(reader, clause) {
        lists::list(reader, &noun, spans);
        reader.skip = end;
    }
    true
}

/// Two names are joined by 和, not by 、.
fn split_two(reader: &Reader<'_>, token: &Token, spans: &mut Vec<(usize, usize)>) {
    let two = token.figure.print() == "2";
    if let ([(from, to)], true) = (spans.as_slice(), two)
        && let Some(at) = reader.text.chars[*from..*to].iter().position(|c| *c == '和')
    {
        let (from, to) = (*from, *to);
        *spans = vec![(from, from + at), (from + at + 1, to)];
    }
}

fn names_follow(reader: &Reader<'_>, clause: &Clause) -> bool {
    clause.closes == ':' || followed_by_names(reader, clause)
}

fn followed_by_names(reader: &Reader<'_>, clause: &Clause) -> bool {
    let rest = reader.text.squash(clause.end, reader.text.chars.len());
    let rest = rest.trim_start_matches([',', ':']);
    ["分别是", "分别为"].iter().any(|w| rest.starts_with(w))
}

fn names_start(reader: &Reader<'_>, at: usize) -> usize {
    let chars = &reader.text.chars;
    let skipped =
        |c: &char| matches!(c, ',' | ':' | '分' | '别' | '是' | '为') || base::text::is_blank(*c);
    at + chars.get(at..).unwrap_or(&[]).iter().take_while(|c| skipped(c)).count()
}

fn lists_end(reader: &Reader<'_>, at: usize) -> usize {
    let tail = reader.text.chars.iter().enumerate().skip(at);
    tail.filter(|(_, c)| matches!(c, '。' | ';' | '\n'))
        .map(|(i, _)| i)
        .next()
        .unwrap_or(reader.text.chars.len())
}
