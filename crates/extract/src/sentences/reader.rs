//! Reads one paragraph clause by clause and binds its figures: who is spoken of, what is measured, which
//! list it is part of. What the grammar does not understand stays unbound.

use super::clause::{Clause, Text, rank};
use super::lead::{self, Compare, Lead, Measure};
use super::subject::{self, Names, Subject};
use super::{Flow, lists, special, write};
use base::{Token, Unit};
use document::Paragraph;
use facts::{FactSet, RecordId};
use forms::Words;

/// What the next figure without a subject belongs to.
#[derive(Clone, Debug, Default)]
pub(crate) enum Current {
    /// Nothing yet.
    #[default]
    None,
    /// A record.
    Record(RecordId),
    /// A subject that was named but has no figure yet.
    Named(Subject),
}

/// The state of reading one paragraph.
pub(crate) struct Reader<'a> {
    /// Concepts, words, names.
    pub names: &'a Names<'a>,
    /// Where records go.
    pub set: &'a mut FactSet,
    /// What carries over from paragraph to paragraph.
    pub flow: &'a mut Flow,
    /// The paragraph.
    pub paragraph: &'a Paragraph,
    /// Its block.
    pub block: usize,
    /// Its characters and figures.
    pub text: Text,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Records of this paragraph begin here.
    pub from: usize,
    /// Who is spoken of.
    pub current: Current,
    /// The total that is being broken down.
    pub parent: Option<RecordId>,
    /// Only known subjects are bound (inside a reason or an explanation).
    pub strict: bool,
    /// What the next change is compared with.
    pub compare: Option<Compare>,
    /// Words of the clauses without figures since the last figure.
    pub carry: String,
    /// A full stop has passed since the last figure.
    pub stopped: bool,
    /// The clause began with an enumerator.
    pub numbered: bool,
    /// Clauses up to here have been read as text.
    pub skip: usize,
    /// The paragraph lists projects with budget and spending.
    pub projects: bool,
    /// The clause being read.
    pub at: (usize, usize),
    stack: Vec<(Current, Option<RecordId>, bool)>,
}

impl<'a> Reader<'a> {
    /// Prepares to read a paragraph.
    pub fn new(
        names: &'a Names<'a>,
        set: &'a mut FactSet,
        flow: &'a mut Flow,
        paragraph: &'a Paragraph,
        block: usize,
    ) -> Self {
        let text = Text::new(&paragraph.text);
        let clauses = text.clauses();
        let projects = special::lists_projects(&text, &clauses);
        let (from, parent) = (set.records.len(), flow.list);
        Reader {
            names,
            set,
            flow,
            paragraph,
            block,
            text,
            clauses,
            from,
            parent,
            projects,
            current: Current::None,
            strict: false,
            compare: None,
            carry: String::new(),
            stopped: false,
            numbered: false,
            skip: 0,
            at: (0, 0),
            stack: Vec::new(),
        }
    }

    /// The words of the grammar.
    pub fn words(&self) -> &'a Words {
        &self.names.catalogue.narrative.words
    }

    /// Reads the whole paragraph.
    pub fn run(&mut self) {
        if let Some(record) = self.flow.waiting.take() {
            let end = self.sentence_end(0);
            write::text(self, record, "原因", (0, end));
            self.skip = end;
        }
        if lists::statuses(self) {
            return;
        }
        for i in 0..self.clauses.len() {
            let clause = self.clauses[i].clone();
            self.separator(&clause, i == 0);
            if clause.end > self.skip {
                self.clause(i, &clause);
            }
        }
        self.leave();
        write::settle(self.set, self.from, &self.flow.scope);
    }

    fn separator(&mut self, clause: &Clause, first: bool) {
        while clause.depth > self.stack.len() {
            self.stack.push((self.current.clone(), self.parent, self.strict));
            self.parent = self.record().or(self.parent);
        }
        while clause.depth < self.stack.len() {
            if let Some((current, parent, strict)) = self.stack.pop() {
                (self.current, self.parent, self.strict) = (current, parent, strict);
            }
        }
        if clause.opens == ':' {
            self.carry.clear();
        }
        if rank(clause.opens) >= 2 && !first {
            self.stopped |= rank(clause.opens) == 3;
            self.strict = false;
            self.compare = None;
            self.carry.clear();
        }
    }

    /// Keeps the list open for the next paragraph, or closes it.
    fn leave(&mut self) {
        let ends = self.paragraph.text.trim_end();
        let broken = !ends.ends_with(['。', '！', '”', ')', '）', ':', '：']);
        if ends.ends_with([':', '：']) {
            self.flow.list = self.record().or(self.parent).or(self.flow.list);
        } else if broken {
            self.flow.list = self.parent.or(self.flow.list);
        } else if !self.flow.numbered {
            self.flow.list = None;
        }
    }

    fn clause(&mut self, i: usize, clause: &Clause) {
        let mut start = clause.start.max(self.skip);
        self.at = (start, clause.end);
        let past = special::enumerator(&self.text, start, clause.end);
        self.numbered = past > start && rank(clause.opens) >= 1;
        start = past;
        let words = self.text.squash(start, clause.end);
        if special::status_of_project(self, &words, clause) || self.opens_list(&words, clause) {
            return;
        }
        if words.starts_with("其中") {
            let before = if i == 0 { self.flow.last } else { None };
            self.parent = self.record().or(before).or(self.parent);
            self.stopped = false;
        }
        let from = self.figures(clause, start, lists::trigger_at(self, start, clause.end));
        if lists::trigger(self, i, start) {
            return;
        }
        if from == start && clause.figures.is_empty() {
            self.context(&words);
        }
    }

    /// `其中：`, `主要用于以下方面：`, `具体情况如下：`, `X中，`: what follows is part of what was said.
    fn opens_list(&mut self, words: &str, clause: &Clause) -> bool {
        if !clause.figures.is_empty() {
            return false;
        }
        let listed = self.words().lists.iter().any(|w| words.ends_with(w.as_str()));
        let within = words.ends_with('中') && !words.ends_with("其中");
        if !listed && !within {
            return false;
        }
        let bare =
            words.trim_end_matches("如下").trim_end_matches("主要内容").trim_end_matches('中');
        let (_, bare) = lead::measure(bare, self.words());
        let known = subject::resolve(&bare, self.names, self.set).filter(|s| s.known);
        if within && known.is_none() {
            return false;
        }
        if let Some(known) = known {
            self.current =
                self.find_in_section(&known.key).map_or(Current::Named(known), Current::Record);
        }
        let head = if within { self.materialise() } else { self.record() };
        let first = if self.stopped && !within { self.head() } else { None };
        let fresh = words == "其中" && matches!(self.current, Current::None);
        let first =
            first.or(self.flow.last.filter(|_| fresh && self.set.records.len() == self.from));
        self.parent = first.or(head).or(self.parent);
        self.current = self.parent.map_or(Current::None, Current::Record);
        self.stopped = false;
        true
    }

    /// The total of the list that the sentence before closed.
    fn head(&self) -> Option<RecordId> {
        let current = self.record()?;
        let parent = self.set.records.get(current.0)?.parent;
        parent.filter(|p| p.0 >= self.from)
    }

    /// A clause without figures: a comparison, a direction, or a subject.
    fn context(&mut self, words: &str) {
        if let Some((project, _)) = words.split_once("绩效自评综述") {
            let name = subject::unquote(project.trim_end_matches("项目"));
            let subject = Subject { label: name.clone(), key: name, ..Subject::default() };
            self.flow.project.clone_from(&subject.key);
            self.current = Current::Named(subject);
            return;
        }
        let (before, compare, after) = lead::compare(words, self.words());
        let bare = lead::strip_ends(words, &self.words().copulas);
        if let Some(rest) = lead::strip_word(&bare, &self.words().same) {
            let compared = compare.is_some();
            let name = if compared { before } else { rest };
            let compare = compare.or(self.compare.take());
            self.no_change(&name, compare);
            return;
        }
        if let Some(compare) = compare {
            self.compare = Some(compare);
            if !before.is_empty() && after.is_empty() {
                self.name(&before);
            }
            return;
        }
        if words == "同比" {
            self.compare = Some(Compare { year: "上年".to_owned(), ..Compare::default() });
        }
        self.name(words);
        self.carry.push_str(words);
    }

    fn no_change(&mut self, name: &str, compare: Option<Compare>) {
        let (_, bare) = lead::measure(name, self.words());
        let subject = subject::resolve(&bare, self.names, self.set);
        if let Some(subject) = subject {
            if !subject.known {
                return;
            }
            self.turn_to(subject);
        }
        let against_budget = compare.as_ref().is_some_and(|c| c.budget && c.year.is_empty());
        if let Some(record) = self.materialise() {
            if against_budget {
                write::say(self, record, "比预算", "持平");
                let base = compare.map(|c| lead::budget_name(&c.target)).unwrap_or_default();
                write::say(self, record, "完成口径", &base);
            } else {
                write::say(self, record, "方向", "持平");
                write::say(self, record, "上期年份", &compare.unwrap_or_default().year);
            }
            self.stopped = false;
        }
    }

    /// A clause that only names what comes next.
    pub fn name(&mut self, words: &str) {
        let (_, bare) = lead::measure(words, self.words());
        if let Some(subject) = subject::resolve(&bare, self.names, self.set)
            && (subject.known || words.contains("(项)") || words.contains("(款)"))
        {
            self.turn_to(subject);
        }
    }

    /// Binds the figures between `start` and `limit`; gives the end of the last one.
    pub fn figures(&mut self, clause: &Clause, start: usize, limit: usize) -> usize {
        let mut from = start;
        for index in clause.figures.clone() {
            let Some(token) = self.text.tokens.get(index).cloned() else { continue };
            if token.start < from || token.start >= limit {
                continue;
            }
            let words = self.text.squash(from, token.start);
            let special = special::grade(self, clause, &token)
                || special::score(self, &words, &token, clause)
                || special::project(self, &words, &token)
                || special::counted_noun(self, &words, &token, clause);
            if !special {
                self.bind(&words, &token);
            }
            self.carry.clear();
            from = token.unit_end;
        }
        from
    }

    fn bind(&mut self, words: &str, token: &Token) {
        let lead = lead::read(words, token.unit == Unit::Percent, self.words());
        let full = format!("{}{}", self.carry, words);
        self.compare = lead.compare.clone().or(self.compare.take());
        let subject = match self.subject(&lead, &full, token) {
            Found::Subject(subject) => Some(subject),
            Found::Same => None,
            Found::Refused => return,
        };
        let Some(column) = self.column(&lead, token, subject.as_ref()) else { return };
        if let Some(subject) = &subject
            && self.names.catalogue.concepts.is_part(&subject.key)
        {
            self.part(subject.clone(), column, token);
            return;
        }
        let changes = matches!(lead.measure, Measure::Increase | Measure::Decrease);
        self.leave_vehicles(token);
        match subject {
            Some(subject) => self.turn_to(if changes { self.shared(subject) } else { subject }),
            None if matches!(self.current, Current::None) && changes && self.opens_with(token) => {
                self.current = self.flow.last.map_or(Current::None, Current::Record);
            }
            None => {}
        }
        let Some(record) = self.materialise() else { return };
        self.stopped = false;
        let record = write::figure(self, record, column, token, lead.measure == Measure::Decrease);
        self.current = Current::Record(record);
        self.annotate(record, &lead, column);
    }

    /// Whether the paragraph begins with this figure.
    fn opens_with(&self, token: &Token) -> bool {
        self.text.tokens.first().is_some_and(|t| t.start == token.start)
    }

    /// Texts that come with a figure: direction, period compared with, base of a share.
    fn annotate(&mut self, record: RecordId, lead: &Lead, column: &str) {
        let compare = lead.compare.clone().or(self.compare.clone()).unwrap_or_default();
        match lead.measure {
            Measure::Increase | Measure::Decrease if column != "预算增减额" => {
                let direction = if lead.measure == Measure::Increase { "增加" } else { "减少" };
                write::say(self, record, "方向", direction);
                write::say(self, record, "上期年份", &compare.year);
            }
            Measure::Before => write::say(self, record, "上期年份", &compare.year),
            Measure::Share => write::say(self, record, "占比基数", &lead.base),
            Measure::Completion => write::say(self, record, "完成口径", &lead.base),
            _ => {}
        }
    }

    fn subject(&self, lead: &Lead, full: &str, token: &Token) -> Found {
        let concepts = &self.names.catalogue.concepts;
        let mut resolved = subject::resolve(&lead.subject, self.names, self.set);
        if lead.measure == Measure::Budget && resolved.as_ref().is_none_or(|r| !r.known) {
            let whole = format!("{}预算", lead.subject);
            let named = subject::resolve(&whole, self.names, self.set).filter(|r| r.known);
            resolved = named.or(resolved);
        }
        let unit = if token.unit.is_amount() { "amount" } else { token.unit.label() };
        let plain = !matches!(lead.measure, Measure::Increase | Measure::Decrease | Measure::Share);
        let told = concepts.told(&subject::unquote(full), unit).filter(|_| plain);
        let part = told.is_some_and(|k| concepts.is_part(k));
        if let Some(found) = &resolved
            && found.known
            && !part
        {
            return Found::Subject(found.clone());
        }
        let followed = (lead.subject.is_empty() || resolved.is_none())
            .then(|| concepts.following(&self.flow.previous, unit))
            .flatten();
        if let Some(key) = told.or(followed) {
            let label = if lead.subject.is_empty() { key.to_owned() } else { lead.subject.clone() };
            let year = resolved.map(|r| r.year).unwrap_or_default();
            return Found::Subject(Subject {
                key: key.to_owned(),
                label,
                code: None,
                year,
                known: true,
            });
        }
        match resolved {
            None if self.strict && matches!(self.current, Current::None) => Found::Refused,
            None => Found::Same,
            Some(mut found) if self.accepts(&found, lead, token) => {
                if found.key.ends_with("满意度") {
                    "满意度".clone_into(&mut found.key);
                }
                Found::Subject(found)
            }
            Some(_) => Found::Refused,
        }
    }

    /// Whether an unknown subject is good enough to be the name of something.
    fn accepts(&self, found: &Subject, lead: &Lead, token: &Token) -> bool {
        let length = found.key.chars().count();
        let clean = !self.words().never.iter().any(|w| found.key.contains(w.as_str()));
        if !clean || !(2..=40).contains(&length) {
            return false;
        }
        if token.unit.is_amount() {
            let said = !found.year.is_empty() || lead.measure != Measure::Plain;
            return !self.strict || said;
        }
        if token.unit == Unit::Percent {
            let rate = found.key.ends_with(['率', '度']);
            return lead.measure == Measure::Share || (lead.measure == Measure::Plain && rate);
        }
        matches!(token.unit, Unit::Count(_)) && !self.strict && special::counts(self, lead, found)
    }

    fn column(
        &self,
        lead: &Lead,
        token: &Token,
        subject: Option<&Subject>,
    ) -> Option<&'static str> {
        let amount = token.unit.is_amount();
        let compare = lead.compare.as_ref().or(self.compare.as_ref());
        let doc_year = self.names.year.map(|y| y.to_string()).unwrap_or_default();
        let to_budget = compare
            .is_some_and(|c| c.budget && (c.year.is_empty() || c.year == doc_year))
            && !self.flow.scope.starts_with("预算编制");
        Some(match (lead.measure, &token.unit) {
            (Measure::Increase | Measure::Decrease, Unit::Percent) if !to_budget => "增减率",
            (Measure::Increase | Measure::Decrease, _) if amount && to_budget => "预算增减额",
            (Measure::Increase | Measure::Decrease, _) if amount => "增减额",
            (Measure::Share, Unit::Percent) => "占比",
            (Measure::Completion, Unit::Percent) => "完成率",
            (Measure::Before, _) if amount && to_budget => "年初预算",
            (Measure::Before, _) if amount => "上期",
            (Measure::Initial, _) if amount => "年初预算",
            (Measure::Full, _) if amount => "全年预算",
            (Measure::Budget, _) if amount => "预算",
            (Measure::Actual, _) if amount => "决算",
            (Measure::Plain, _) if amount => "本期",
            (Measure::Plain, Unit::Count(_)) => "数量",
            (Measure::Plain, Unit::Percent) if subject.is_some() => "数值",
            _ => return None,
        })
    }

    /// 收、支总计各增加…: said of both totals; bound to the income side where both stand alone.
    fn shared(&self, subject: Subject) -> Subject {
        let single = subject.key.replace("收入支出总计", "收入总计");
        let own = |key: &str| self.find(key).is_some();
        if single != subject.key && !own(&subject.key) && own(&single) {
            return Subject { key: single, ..subject };
        }
        subject
    }

    /// A list of vehicles ends where something else is counted.
    fn leave_vehicles(&mut self, token: &Token) {
        let counted = |word: &str| matches!(&token.unit, Unit::Count(w) if w == word);
        let vehicles =
            self.parent.and_then(|p| self.set.fact(p, "数量")).map(|(_, f)| f.unit.label());
        if vehicles == Some("辆") && matches!(token.unit, Unit::Count(_)) && !counted("辆") {
            self.parent = None;
        }
    }

    /// A count that goes with the amount in front of it.
    fn part(&mut self, subject: Subject, column: &'static str, token: &Token) {
        let parent = self.record();
        let key = subject.key.clone();
        let record = write::statement(self, &subject, parent);
        write::figure(self, record, column, token, false);
        self.flow.previous = key;
    }

    /// From now on this subject is spoken of.
    pub fn turn_to(&mut self, mut subject: Subject) {
        if self.flow.scope == "财政拨款收支"
            && ["收入总计", "支出总计", "收入支出总计"].contains(&subject.key.as_str())
        {
            subject.key = format!("财政拨款{}", subject.key);
        }
        if self.flow.scope.starts_with("一般公共") && subject.key == "财政拨款支出" {
            "一般公共预算财政拨款支出".clone_into(&mut subject.key);
        }
        if self.stopped && !self.numbered {
            self.parent = self.flow.list;
        }
        self.stopped = false;
        self.flow.previous.clone_from(&subject.key);
        self.current = match self.find(&subject.key) {
            Some(record) => Current::Record(record),
            None => Current::Named(subject),
        };
    }

    /// The last statement of this paragraph with this key.
    pub fn find(&self, key: &str) -> Option<RecordId> {
        let own = self.set.records.iter().enumerate().skip(self.from);
        own.rev().find(|(_, r)| r.form == "叙述" && r.key == key).map(|(i, _)| RecordId(i))
    }

    /// The last statement of this section with this key.
    pub fn find_in_section(&self, key: &str) -> Option<RecordId> {
        let own = self.set.records.iter().enumerate().skip(self.flow.section);
        own.rev().find(|(_, r)| r.form == "叙述" && r.key == key).map(|(i, _)| RecordId(i))
    }

    /// The record spoken of, if it has one.
    pub fn record(&self) -> Option<RecordId> {
        match &self.current {
            Current::Record(record) => Some(*record),
            _ => None,
        }
    }

    /// The record spoken of; made now if only its subject is known yet.
    pub fn materialise(&mut self) -> Option<RecordId> {
        if let Current::Named(subject) = self.current.clone() {
            let record = write::statement(self, &subject, self.parent);
            self.current = Current::Record(record);
        }
        let record = self.record();
        self.flow.last = record.or(self.flow.last);
        record
    }

    /// Where the sentence (。) around `at` ends.
    pub fn sentence_end(&self, at: usize) -> usize {
        let tail = self.text.chars.iter().enumerate().skip(at);
        tail.filter(|(_, c)| matches!(c, '。' | '\n'))
            .map(|(i, _)| i)
            .next()
            .unwrap_or(self.text.chars.len())
    }
}

/// What the words in front of a figure name.
enum Found {
    /// Somebody.
    Subject(Subject),
    /// What was spoken of before.
    Same,
    /// Words that are no name: the figure stays unbound.
    Refused,
}
