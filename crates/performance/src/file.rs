//! The file in which a goal or a self-evaluation is written by hand: TOML with the names of the form,
//! described in `policies/README.md`. What is not clear is refused with the line it stands in.

use crate::model::{Direction, Evaluation, Evidence, Funding, Indicator, Operator, Target, Value};
use crate::parse::{operator, quantity};
use crate::wire::money;
use base::text::narrow;
use base::{Amount, Decimal, Problem, Spot};
use std::fmt::Write;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

impl Evaluation {
    /// Reads the file.
    ///
    /// # Errors
    /// The first thing that is not clear, with its line: a key that is not known, a number without its
    /// unit, an actual value in another unit than its target.
    pub fn from_toml(text: &str) -> Result<Evaluation, Problem> {
        let text = &quote_keys(text);
        let wrong = |e| wrong(text, e);
        let evaluation: Evaluation = toml::from_str(text).map_err(wrong)?;
        let table = DeTable::parse(text).map_err(wrong)?;
        match mixed_units(table.get_ref()) {
            None => Ok(evaluation),
            Some(mixed) => {
                let (target, actual) = (mixed.target, mixed.actual);
                Err(problem(
                    text,
                    mixed.at,
                    format!("指标值的单位是“{target}”，实际完成值是“{actual}”；请用同一单位"),
                    format!("the target is in “{target}”, the actual value in “{actual}”"),
                ))
            }
        }
    }

    /// Writes the file; it reads back as the same evaluation.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        let mut line = |key: &str, value: String| {
            let _ = writeln!(out, "\"{key}\" = {value}");
        };
        line("编码", quoted(&self.code));
        line("名称", quoted(&self.name));
        line("年度", self.year.to_string());
        if self.whole {
            line("整体", "true".to_owned());
        }
        line("主管部门", quoted(&self.department));
        line("预算单位", quoted(&self.unit));
        line("办法", quoted(&self.policy));
        line("年度目标", quoted(&self.goal));
        let texts = [
            ("实际完成情况", &self.done),
            ("等级", &self.reported_grade),
            ("资金偏差原因", &self.funds_reason),
        ];
        for (key, text) in texts.into_iter().filter(|(_, t)| !t.is_empty()) {
            line(key, quoted(text));
        }
        let scores = [("预算执行得分", self.reported_execution), ("总分", self.reported_total)];
        for (key, score) in scores {
            if let Some(score) = score {
                line(key, decimal(score));
            }
        }
        if self.funds.is_empty() {
            line("资金", "[]".to_owned());
        }
        if self.indicators.is_empty() {
            line("指标", "[]".to_owned());
        }
        if !self.analysis.texts.is_empty() {
            out.push_str("\n[\"绩效分析\".\"文字\"]\n");
            for (heading, text) in &self.analysis.texts {
                let _ = writeln!(out, "{} = {}", quoted(heading), quoted(text));
            }
        }
        self.funds.iter().for_each(|f| funding(&mut out, f));
        self.indicators.iter().for_each(|i| indicator(&mut out, i));
        out
    }
}

/// TOML lets bare keys be ASCII only; names of the form may stand without quotes all the same. Lines stay
/// lines, so that messages name the right one.
fn quote_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        match line.split_once('=') {
            Some((key, rest)) if !inside && bare(key.trim()) => {
                let _ = write!(out, "{} ={rest}", quoted(key.trim()));
            }
            _ if !inside && line.trim_start().starts_with('[') => out.push_str(&quote_header(line)),
            _ => out.push_str(line),
        }
        let marks = line.matches("\"\"\"").count() + line.matches("'''").count();
        inside ^= marks % 2 == 1;
    }
    out
}

/// A key that only lacks its quotes.
fn bare(key: &str) -> bool {
    !key.is_ascii() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// The names in `[[指标]]` and `[绩效分析.文字]`, quoted.
fn quote_header(line: &str) -> String {
    let name = line.trim_start().trim_start_matches('[');
    let Some((name, rest)) = name.split_once(']') else { return line.to_owned() };
    let one = |part: &str| {
        let part = part.trim();
        if bare(part) { quoted(part) } else { part.to_owned() }
    };
    let names: Vec<String> = name.split('.').map(one).collect();
    let open = if line.trim_start().starts_with("[[") { "[[" } else { "[" };
    format!("{open}{}]{rest}", names.join("."))
}

fn wrong(text: &str, error: toml::de::Error) -> Problem {
    let what = error.message().trim();
    let at = error.span().map_or(0, |s| s.start);
    problem(text, at, format!("不合格式：{what}"), format!("not valid: {what}"))
}

fn problem(text: &str, at: usize, zh: String, en: String) -> Problem {
    let before = text.bytes().take(at).filter(|b| *b == b'\n').count();
    let line = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    let zh = format!("第 {line} 行：{zh}");
    let en = format!("line {line}: {en}");
    Problem::new("evaluation-file", Spot::line(line), zh, en)
}

/// An actual value in another unit of money, or a rate beside a number, read as the same number.
struct Mixed {
    at: usize,
    target: String,
    actual: String,
}

fn mixed_units(table: &DeTable<'_>) -> Option<Mixed> {
    let list = pick(table, &["指标", "indicators"])?;
    let DeValue::Array(list) = list.get_ref() else { return None };
    list.iter().find_map(|item| {
        let DeValue::Table(item) = item.get_ref() else { return None };
        let target = pick(item, &["调整后指标值", "adjusted"])
            .or_else(|| pick(item, &["年初指标值", "指标值", "target"]))?;
        let actual = pick(item, &["实际完成值", "actual"])?;
        let at = actual.span().start;
        let (target, actual) = (unit(target)?, unit(actual)?);
        let exact = |u: &str| u == "%" || money(u).is_some();
        let same = target == actual || money(&target).is_some() && money(&target) == money(&actual);
        let clash = !same && !actual.is_empty() && (exact(&target) || exact(&actual));
        clash.then_some(Mixed { at, target, actual })
    })
}

fn pick<'a, 'i>(table: &'a DeTable<'i>, names: &[&str]) -> Option<&'a Spanned<DeValue<'i>>> {
    names.iter().find_map(|n| table.iter().find(|(k, _)| k.get_ref() == n).map(|(_, v)| v))
}

/// The unit of a number written as text; the table form carries its own.
fn unit(value: &Spanned<DeValue<'_>>) -> Option<String> {
    let text = match value.get_ref() {
        DeValue::String(text) => narrow(text.trim()),
        DeValue::Table(parts) => {
            let unit = pick(parts, &["unit"])?;
            let DeValue::String(text) = unit.get_ref() else { return None };
            return Some(text.to_string());
        }
        _ => return None,
    };
    quantity(operator(text.trim()).1).map(|(_, unit)| unit)
}

fn funding(out: &mut String, f: &Funding) {
    out.push_str("\n[[\"资金\"]]\n");
    let _ = writeln!(out, "\"资金来源\" = {}", quoted(&f.source));
    if let Some(declared) = f.declared {
        let _ = writeln!(out, "\"目标申报数\" = {}", amount(declared));
    }
    let rest = [("年初预算数", f.initial), ("全年预算数", f.current), ("全年执行数", f.executed)];
    for (key, value) in rest {
        let _ = writeln!(out, "\"{key}\" = {}", amount(value));
    }
}

fn indicator(out: &mut String, i: &Indicator) {
    out.push_str("\n[[\"指标\"]]\n");
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "\"{key}\" = {value}");
    };
    line("一级指标", quoted(&i.level1));
    line("二级指标", quoted(&i.level2));
    line("三级指标", quoted(&i.name));
    line("年初指标值", target(&i.target));
    if let Some(adjusted) = &i.adjusted {
        line("调整后指标值", target(adjusted));
    }
    if i.direction == Direction::Reverse {
        line("方向", quoted("反向"));
    }
    line("分值", decimal(i.weight));
    if !i.standard.is_empty() {
        line("指标解释", quoted(&i.standard));
    }
    if let Some(evidence) = &i.evidence {
        line("证据", evidence_text(evidence));
    }
    match &i.actual {
        Some(Value::Number(n)) => line("实际完成值", decimal(*n)),
        Some(Value::Reached) => line("实际完成值", quoted("达成")),
        Some(Value::Partly) => line("实际完成值", quoted("部分达成")),
        Some(Value::Missed) => line("实际完成值", quoted("未达成")),
        None => {}
    }
    if let Some(reported) = i.reported {
        line("得分", decimal(reported));
    }
    if !i.reason.is_empty() {
        line("偏差原因", quoted(&i.reason));
    }
}

/// As one text where that reads back as the same, else with its parts apart.
fn target(target: &Target) -> String {
    let text = target.text();
    if Target::parse(&text) == *target {
        return quoted(&text);
    }
    let sign = match target.operator {
        Operator::Qualitative => "定性",
        other => crate::score::sign(other),
    };
    let mut parts = format!("{{ operator = {}", quoted(sign));
    if let Some(number) = target.number {
        let _ = write!(parts, ", number = {}", decimal(number));
    }
    let _ =
        write!(parts, ", unit = {}, words = {} }}", quoted(&target.unit), quoted(&target.words));
    parts
}

fn evidence_text(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Activities(sort) => format!("{{ \"活动\" = {} }}", quoted(sort)),
        Evidence::Payments { eco } => format!("{{ \"支付\" = {{ eco = {} }} }}", quoted(eco)),
        Evidence::File { name, sha256 } => {
            format!("{{ \"附件\" = {{ name = {}, sha256 = {} }} }}", quoted(name), quoted(sha256))
        }
    }
}

/// Decimals stand in quotes, so that no reader takes them for binary fractions.
fn decimal(value: Decimal) -> String {
    format!("\"{value}\"")
}

fn amount(value: Amount) -> String {
    quoted(&format!("{}元", value.yuan_text()))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
