//! The boxes of a form on the page: a field or a text, and below it what is to be said of it.

use crate::cx::Cx;
use app::desk::cycle::{Checked, Colour, Scoring, Standing, Strictness, Typed};
use base::Decimal;
use maud::{Markup, html};

/// A form on the page.
pub(super) struct Sheet<'a> {
    pub(super) cx: &'a Cx,
    pub(super) standing: &'a Standing,
    pub(super) checked: &'a Checked,
    pub(super) typed: &'a Typed,
    /// It is typed into.
    pub(super) edit: bool,
    /// A reviewer may comment on it.
    pub(super) review: bool,
}

impl Sheet<'_> {
    /// What was typed into a box.
    pub(super) fn text(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// A box of one line. `label` is read out; the head of the column stands above.
    pub(super) fn line(&self, name: &str, label: &str, class: &str) -> Markup {
        let (id, tell) = ids(name);
        html! {
            @if self.edit {
                input id=(id) class=(class) name=(name) value=(self.text(name)) aria-label=(label) aria-describedby=(tell)
                    autocomplete="off" aria-invalid=[self.wrong(name).then_some("true")];
            } @else { span id=(id) { (self.text(name)) } }
            (self.tell(name))
        }
    }

    /// A box of several lines.
    pub(super) fn area(&self, name: &str, label: &str) -> Markup {
        let (id, tell) = ids(name);
        html! {
            @if self.edit {
                textarea id=(id) name=(name) rows="2" aria-label=(label) aria-describedby=(tell)
                    aria-invalid=[self.wrong(name).then_some("true")] { (self.text(name)) }
            } @else { span id=(id) { (self.text(name)) } }
            (self.tell(name))
        }
    }

    /// A box with one of several values; what stands there and is none of them stays.
    pub(super) fn pick(&self, name: &str, label: &str, options: &[(&str, &str)]) -> Markup {
        let (id, tell) = ids(name);
        let now = self.text(name);
        let known = options.iter().any(|(value, _)| *value == now);
        html! {
            @if self.edit {
                select id=(id) name=(name) aria-label=(label) aria-describedby=(tell) {
                    option value="" {}
                    @if !known && !now.is_empty() { option value=(now) selected { (now) } }
                    @for (value, text) in options { option value=(value) selected[*value == now] { (text) } }
                }
            } @else { span id=(id) { (options.iter().find(|(v, _)| *v == now).map_or(now, |(_, t)| t)) } }
            (self.tell(name))
        }
    }

    fn wrong(&self, name: &str) -> bool {
        self.checked.unread.iter().any(|u| u.field == name)
    }

    /// What is to be said of a box: renewed by itself while it is typed.
    pub(super) fn tell(&self, name: &str) -> Markup {
        let (cx, (_, id)) = (self.cx, ids(name));
        let missing = self.checked.missing.iter().filter(|m| m.field == name);
        let remarks = self.checked.remarks.iter().filter(|r| r.field == name);
        let comments = self.standing.comments.iter().filter(|c| c.field == name);
        html! {
            div.tell id=(id) data-part {
                @for u in self.checked.unread.iter().filter(|u| u.field == name) {
                    p.wrong { (cx.say(&u.words.zh, &u.words.en)) }
                }
                @for m in missing { p.todo { (cx.say(&m.words.zh, &m.words.en)) } }
                @for r in remarks {
                    p class=(if r.strictness == Strictness::Must { "wrong" } else { "todo" }) {
                        (cx.say(&r.words.zh, &r.words.en)) " " small { (cx.say(&r.advice.zh, &r.advice.en)) }
                    }
                }
                @for c in comments { p.comment { strong { (c.by) } " " (c.text) } }
            }
        }
    }

    /// What the rule gives for a line.
    pub(super) fn score(&self, name: &str, line: Option<&Scoring>) -> Markup {
        let cx = self.cx;
        html! {
            div.tell id={ "s-" (name) } data-part {
                @if let Some(s) = line {
                    strong { (number(s.score)) }
                    @if s.within == Some(false) { p.wrong { (cx.t("performance.not_by_rule")) } }
                    @if let (None, Some((low, high))) = (s.score, s.range) {
                        p.todo { (cx.fill("performance.by_person", &[&low.normalize().to_string(), &high.normalize().to_string()])) }
                    }
                    p.minor { (cx.say(&s.why.zh, &s.why.en)) }
                }
            }
        }
    }

    /// What a reviewer says of a row, and of which box in it.
    pub(super) fn comment(&self, row: &str, parts: &[(&str, &str)]) -> Markup {
        let cx = self.cx;
        html! {
            @if self.review {
                details {
                    summary { (cx.t("performance.comment")) span.unseen { " " (row) } }
                    select name={ "b:" (row) } aria-label={ (cx.t("performance.comment_box")) " " (row) } {
                        @for (value, text) in parts { option value=(value) { (text) } }
                    }
                    textarea name={ "c:" (row) } rows="2" aria-label={ (cx.t("performance.comment")) " " (row) } {}
                }
            }
        }
    }
}

/// Ids of a box and of what is said of it.
fn ids(name: &str) -> (String, String) {
    (format!("f-{name}"), format!("t-{name}"))
}

/// A number as a form prints it.
pub(super) fn number(value: Option<Decimal>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| v.normalize().to_string())
}

/// Class of a colour.
pub(super) fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Red => "red",
        Colour::Yellow => "yellow",
        Colour::Green => "good",
        Colour::Blue => "blue",
    }
}
