//! The final-accounts book of a department or unit (部门决算公开): cover, contents, ten tables, the
//! narrative with every sentence made from figures, terms, annexes.

mod figures;
mod layout;
pub(crate) mod money;
mod narrative;
mod others;
mod tables;
mod words;

use crate::official::paper::Written;
use base::{Amount, Decimal};
use document::{Block, Break, Document, Paragraph, Role};
use forms::Catalogue;
use layout::Layout;
use ledger::Accounts;

/// Why the book could not be made at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// The data file of the layout is not valid.
    #[error("表样文件有误：{0} / the layout file is not valid: {0}")]
    Layout(String),
    /// Sums are beyond what can be computed.
    #[error("金额合计超出范围 / sums of amounts are out of range")]
    Overflow,
}

/// What the book says of self-evaluations (预算绩效情况).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluated {
    /// Projects that evaluated themselves.
    pub projects: usize,
    /// 全年执行数 of these projects.
    pub executed: Amount,
    /// Grade and number of projects, best first.
    pub grades: Vec<(String, usize)>,
}

/// Makes the book. `annexes` are documents with their titles, appended as 第五部分.
///
/// # Errors
/// When the layout file is broken or sums overflow; anything else is in `missing`.
pub fn final_accounts(
    accounts: &Accounts,
    catalogue: &Catalogue,
    evaluated: Option<&Evaluated>,
    annexes: Vec<(String, Document)>,
) -> Result<Written, BookError> {
    let layout = Layout::embedded()?;
    let figures = figures::Figures::new(accounts, &layout).ok_or(BookError::Overflow)?;
    let mut book = Book { accounts, catalogue, layout, figures, written: Written::new() };
    book.front();
    book.tables();
    book.narrative(evaluated);
    book.terms();
    book.annexes(annexes);
    Ok(book.written)
}

/// The book while it is written.
struct Book<'a> {
    accounts: &'a Accounts,
    catalogue: &'a Catalogue,
    layout: Layout,
    figures: figures::Figures,
    written: Written,
}

/// Titles of the ten tables, in order.
const TABLES: [&str; 10] = [
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算明细表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款支出决算表",
    "财政拨款“三公”经费支出决算表",
    "部门决算公开相关信息统计表",
];

/// Headings of the narrative, in order.
const SECTIONS: [&str; 10] = [
    "收入支出决算总体情况说明",
    "收入决算情况说明",
    "支出决算情况说明",
    "财政拨款收支决算总体情况说明",
    "一般公共预算财政拨款支出决算情况说明",
    "一般公共预算财政拨款基本支出决算情况说明",
    "政府性基金预算财政拨款收支决算情况说明",
    "国有资本经营预算财政拨款支出决算情况说明",
    "财政拨款“三公”经费支出决算情况说明",
    "其他重要事项情况说明",
];

impl Book<'_> {
    /// 部门 or 单位, as the accounts are those of a department or of one unit in it.
    fn body(&self) -> &'static str {
        if self.accounts.unit.alone { "部门" } else { "单位" }
    }

    fn front(&mut self) {
        let (name, year, body) = (self.accounts.unit.name.clone(), self.accounts.year, self.body());
        self.written.push(Paragraph::of(Role::Title, name));
        self.written.push(Paragraph::of(Role::Title, format!("{year}年度{body}决算公开")));
        self.written.push(Paragraph::of(Role::Subtitle, "目 录").after(Break::Page));
        let entry = |level: u8, text: String| {
            let indent = if level > 1 { "　" } else { "" };
            Paragraph::of(Role::Contents, format!("{indent}{text}"))
        };
        let mut entries = vec![entry(1, "第一部分 概况".to_owned())];
        entries.push(entry(2, format!("一、本{body}职责")));
        entries.push(entry(2, "二、机构设置情况".to_owned()));
        entries.push(entry(1, format!("第二部分 {year}年度{body}决算表")));
        for (n, title) in (1u32..).zip(TABLES) {
            entries.push(entry(2, format!("{}、{title}", base::text::numeral(n))));
        }
        entries.push(entry(1, "第三部分 情况说明".to_owned()));
        for (n, title) in (1u32..).zip(SECTIONS) {
            entries.push(entry(2, format!("{}、{title}", base::text::numeral(n))));
        }
        entries.push(entry(1, "第四部分 名词解释".to_owned()));
        entries.push(entry(1, "第五部分 附件".to_owned()));
        for one in entries {
            self.written.push(one);
        }
        self.written.push(Paragraph::heading(1, "第一部分 概况").after(Break::Page));
        self.written.heading(2, format!("一、本{body}职责"));
        let duties = self.told("职责", "单位的主要职责", "the duties of the unit");
        self.lines(&duties);
        self.written.heading(2, "二、机构设置情况");
        let offices = self.told("机构设置", "内设机构和下属单位", "its offices and units");
        self.lines(&offices);
        let part = format!("第二部分 {year}年度{body}决算表");
        self.written.push(Paragraph::heading(1, part).after(Break::Portrait));
    }

    /// A text that someone wrote, else the request for it.
    fn told(&mut self, field: &str, zh: &str, en: &str) -> String {
        match self.accounts.texts.get(field).map(|t| t.trim()).filter(|t| !t.is_empty()) {
            Some(text) => text.to_owned(),
            None => {
                let (zh, en) = (format!("须写明{zh}"), format!("must be written: {en}"));
                self.written.ask(field, &zh, &en)
            }
        }
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            self.written.text(line.trim());
        }
    }

    /// Name of a functional code in the year.
    fn func(&mut self, code: &str) -> String {
        let name = self.catalogue.codes.name("功能分类", self.accounts.year, code);
        match name.map(str::to_owned) {
            Some(name) => print_brackets(&name),
            None => self.told(&format!("科目名称.{code}"), "这个科目的名称", "its name"),
        }
    }

    /// Name of an economic code in the year.
    fn eco(&mut self, code: &str) -> String {
        let name = self.catalogue.codes.name("部门经济分类", self.accounts.year, code);
        match name.map(str::to_owned) {
            Some(name) => print_brackets(&name),
            None => self.told(&format!("科目名称.{code}"), "这个科目的名称", "its name"),
        }
    }

    fn terms(&mut self) {
        self.written.push(Paragraph::heading(1, "第四部分 名词解释").after(Break::Page));
        for (n, term) in (1u32..).zip(self.layout.terms.clone()) {
            let number = base::text::numeral(n);
            self.written.text(format!("{number}、{}：{}", term.name, term.meaning));
        }
    }

    fn annexes(&mut self, annexes: Vec<(String, Document)>) {
        self.written.push(Paragraph::heading(1, "第五部分 附件").after(Break::Page));
        if annexes.is_empty() {
            self.written.text("无。");
        }
        for (_, document) in annexes {
            self.written.document.blocks.extend(
                document
                    .blocks
                    .into_iter()
                    .filter(|b| !matches!(b, Block::Paragraph(p) if p.text.is_empty())),
            );
        }
    }
}

/// Data files have half-width brackets; paper has the full-width ones.
fn print_brackets(name: &str) -> String {
    name.replace('(', "（").replace(')', "）")
}

/// A share in percent, exact; `None` of nothing.
pub(crate) fn percent(part: Amount, whole: Amount) -> Option<Decimal> {
    let share = (!whole.is_zero()).then(|| part.yuan().checked_div(whole.yuan())).flatten()?;
    share.checked_mul(Decimal::ONE_HUNDRED)
}
