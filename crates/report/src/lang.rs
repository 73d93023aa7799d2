//! The language of a report. Both texts of a phrase stand side by side where it is said, so that
//! neither can be forgotten.

use audit::{Severity, Words};
use base::{Problem, Spot};

/// Language of everything said to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language a locale name asks for: `en_GB.UTF-8` → English, anything else Chinese.
    pub fn from_locale(name: &str) -> Lang {
        if name.to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
    }

    /// One of two phrases.
    pub fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The text in this language, or the other one where it is missing.
    pub fn pick(self, words: &Words) -> &str {
        let (first, second) = match self {
            Lang::Zh => (&words.zh, &words.en),
            Lang::En => (&words.en, &words.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// The message of a problem.
    pub fn problem(self, problem: &Problem) -> &str {
        let (first, second) = match self {
            Lang::Zh => (&problem.zh, &problem.en),
            Lang::En => (&problem.en, &problem.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// Name of a severity.
    pub fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.say("错误", "error"),
            Severity::Warning => self.say("疑点", "warning"),
            Severity::Notice => self.say("提示", "notice"),
        }
    }

    /// A place in words; `format` decides whether pages are pages or sheets. Empty when unknown.
    pub fn spot(self, spot: &Spot, format: &str) -> String {
        let sheets = matches!(format, "xlsx" | "xls" | "ods");
        let page = spot.page.map(|p| match (self, sheets) {
            (Lang::Zh, false) => format!("第{p}页"),
            (Lang::Zh, true) => format!("第{p}张表"),
            (Lang::En, false) => format!("p.{p}"),
            (Lang::En, true) => format!("sheet {p}"),
        });
        let line = spot.line.map(|l| match self {
            Lang::Zh => format!("第{l}行"),
            Lang::En => format!("l.{l}"),
        });
        [page, line].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// A number of things: `3 处错误`, `1 error`, `3 errors`.
    pub fn count(self, n: usize, zh: &str, en: &str) -> String {
        match self {
            Lang::Zh => format!("{n} {zh}"),
            Lang::En if n == 1 => format!("1 {en}"),
            Lang::En => format!("{n} {en}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_english_locales_ask_for_english() {
        assert_eq!(Lang::from_locale("en_US.UTF-8"), Lang::En);
        assert_eq!(Lang::from_locale("C.UTF-8"), Lang::Zh);
        assert_eq!(Lang::from_locale("zh_CN"), Lang::Zh);
    }

    #[test]
    fn places_are_said_in_words() {
        assert_eq!(Lang::Zh.spot(&Spot::page(21, 14), "pdf"), "第21页 第14行");
        assert_eq!(Lang::En.spot(&Spot::line(263), "txt"), "l.263");
        assert_eq!(Lang::Zh.spot(&Spot::page(2, 7), "xlsx"), "第2张表 第7行");
    }
}
