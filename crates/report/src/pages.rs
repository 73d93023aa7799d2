//! The rule catalogue for a terminal: the list, and one rule's page.

use crate::text::Style;
use crate::text::layout::{left, wrap};
use audit::Rule;
use base::text::width;

const WIDTH: usize = 80;

/// One line a rule: id, severity, title.
pub fn rule_list(rules: &[Rule], style: Style) -> String {
    let lang = style.lang;
    let id = rules.iter().map(|r| width(&r.id)).max().unwrap_or(0);
    let name = rules.iter().map(|r| width(lang.severity(r.severity))).max().unwrap_or(0);
    let mut out = String::new();
    for rule in rules {
        let padded = left(lang.severity(rule.severity), name);
        let severity = style.severity(rule.severity, &padded);
        out.push_str(&format!("{}  {severity}  {}\n", left(&rule.id, id), lang.pick(&rule.title)));
    }
    let total = lang.count(rules.len(), "条规则", "rule");
    out + &style.dim(&total) + "\n"
}

/// Everything a rule's file says to a reader.
pub fn rule_page(rule: &Rule, style: Style) -> String {
    let lang = style.lang;
    let title = format!("{}  {}", rule.id, lang.pick(&rule.title));
    let mut out = format!("{}\n\n", style.bold(&title));
    let sections = [
        (lang.say("程度", "severity"), lang.severity(rule.severity).to_owned()),
        (lang.say("范围", "reach"), rule.reach.clone()),
        (lang.say("理由", "why"), lang.pick(&rule.why).to_owned()),
        (lang.say("依据", "basis"), rule.basis.join("\n")),
        (lang.say("条件", "when"), rule.when.clone().unwrap_or_default()),
        (lang.say("公式", "formula"), rule.formula.clone().unwrap_or_default()),
        (lang.say("检查", "check"), rule.check.clone().unwrap_or_default()),
        (lang.say("说法", "message"), lang.pick(&rule.message).to_owned()),
        (lang.say("建议", "advice"), lang.pick(&rule.advice).to_owned()),
        (lang.say("状态", "status"), rule.status.clone()),
        (lang.say("文件", "file"), rule.path.clone()),
    ];
    let names = sections.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, text) in sections.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let lines = text.trim().lines().flat_map(|l| wrap(l, WIDTH - names - 2));
        for (i, l) in lines.enumerate() {
            let lead = left(if i == 0 { name } else { "" }, names);
            out.push_str(&format!("{}  {l}\n", style.dim(&lead)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_rule_page_leaves_out_what_the_rule_does_not_say() {
        let file = "id = 'C001'\nseverity = 'error'\nbasis = []\nformula = '甲 = 乙'\n\
                    title = { zh = '相等', en = 'They are equal' }\nwhy = { zh = '', en = '' }\n\
                    message = { zh = '', en = '' }\n";
        let file = ("rules/table/C001.toml".to_owned(), file.to_owned());
        let book = audit::Rulebook::from_files(&[file]).unwrap();
        let got = rule_page(&book.rules[0], Style { lang: Lang::En, colour: false });
        let expect = "C001  They are equal\n\n\
                      severity  error\nreach     table\nformula   甲 = 乙\nstatus    stable\n\
                      file      rules/table/C001.toml\n";
        assert_eq!(got, expect);
    }
}
