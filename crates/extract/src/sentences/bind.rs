//! Binds one figure: whose it is, which column it stands in, which texts come with it.

use super::clause::Clause;
use super::lead::{self, Lead, Measure};
use super::reader::{Current, Reader};
use super::subject::{self, Subject};
use super::{special, write};
use base::{Token, Unit};
use facts::RecordId;

/// What the words in front of a figure name.
enum Found {
    /// Somebody.
    Subject(Subject),
    /// What was spoken of before.
    Same,
    /// Words that are no name: the figure stays unbound.
    Refused,
}

impl Reader<'_> {
    /// Binds the figures between `start` and `limit`; gives the end of the last one.
    pub fn figures(&mut self, clause: &Clause, start: usize, limit: usize) -> usize {
        let mut from = start;
        for index in clause.figures.clone() {
            let Some(token) = self.text.tokens.get(index).cloned() else { continue };
            if token.start < from || token.start >= limit {
                continue;
            }
            let words = self.text.squash(from, token.start);
            if let Some(end) = self.pair(&words, &token, index) {
                self.carry.clear();
                from = end;
                self.skip = self.skip.max(end);
                continue;
            }
            let special = special::grade(self, clause, &token)
                || special::score(self, &words, &token, clause)
                || special::project(self, &words, &token)
                || special::counted_projects(self, &words, &token, clause)
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
        let mut lead = lead::read(words, token.unit == Unit::Percent, self.words());
        if self.budget_kind(words).is_some() {
            lead.measure = Measure::Plain;
        }
        let full = format!("{}{}", self.carry, words);
        self.compare = lead.compare.clone().or(self.compare.take());
        let found = match self.kind_of_budget(words, &lead, token) {
            Some(found) => found,
            None => self.subject(&lead, &full, token),
        };
        let subject = match found {
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
        if let Some(subject) = subject.as_ref().filter(|_| changes)
            && self.both(subject, &lead, column, token)
        {
            return;
        }
        self.leave_vehicles(token);
        match subject {
            Some(subject) => self.turn_to(if changes { self.shared(subject) } else { subject }),
            None if !self.totals.is_empty() && changes => {
                for record in self.totals.clone() {
                    self.change(record, &lead, column, token);
                }
                return;
            }
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
            Measure::Increase | Measure::Decrease if !column.starts_with("预算") => {
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

    /// 一般公共预算, 政府性基金预算 or 国有资本经营预算 said alone.
    fn budget_kind(&self, words: &str) -> Option<&'static str> {
        let bare = subject::bare(words, self.names);
        let bare = lead::strip_ends(&bare, &self.words().copulas);
        let bare = bare.strip_suffix("资金").unwrap_or(&bare);
        ["一般公共预算", "政府性基金预算", "国有资本经营预算"].into_iter().find(|k| *k == bare)
    }

    /// `财政拨款收入…（其中：一般公共预算…）`: the kind of budget takes income or spending from its whole;
    /// 收入 and 支出 alone are the totals of their sections.
    fn kind_of_budget(&self, words: &str, lead: &Lead, token: &Token) -> Option<Found> {
        if !token.unit.is_amount() {
            return None;
        }
        let subject = |key: String, label: &str| {
            let year = subject::year_of(&lead.subject).0;
            Found::Subject(Subject { key, label: label.to_owned(), code: None, year, known: true })
        };
        if let Some(kind) = self.budget_kind(words) {
            let keys = [self.parent, self.record()];
            let key = keys.into_iter().flatten().find_map(|r| {
                let key = &self.set.records.get(r.0)?.key;
                let sides = ["收入", "支出"].into_iter().filter(|side| key.contains(side));
                let mut sides = sides.collect::<Vec<_>>();
                (sides.len() == 1).then(|| sides.remove(0))
            });
            return Some(match key {
                Some(side) => subject(format!("{kind}财政拨款{side}"), kind),
                None => Found::Refused,
            });
        }
        let said = matches!(lead.measure, Measure::Plain) && matches!(self.current, Current::None);
        let bare = subject::bare(&lead.subject, self.names);
        let total = match (self.flow.scope.as_str(), bare.as_str()) {
            ("收入", "收入") => "本年收入合计",
            ("支出", "支出") => "本年支出合计",
            _ => return None,
        };
        said.then(|| subject(total.to_owned(), &bare))
    }

    fn subject(&self, lead: &Lead, full: &str, token: &Token) -> Found {
        let concepts = &self.names.catalogue.concepts;
        let words = self.under_class(&lead.subject);
        let mut resolved = subject::resolve(&words, self.names);
        if lead.measure == Measure::Budget && resolved.as_ref().is_none_or(|r| !r.known) {
            let whole = format!("{}预算", lead.subject);
            let named = subject::resolve(&whole, self.names).filter(|r| r.known);
            resolved = named.or(resolved);
        }
        if lead.measure == Measure::Actual
            && !lead.subject.contains("收入")
            && resolved.as_ref().is_some_and(|r| r.known && r.key.ends_with("收入"))
        {
            // 财政拨款支出决算: 支出决算 is the measure, but what was spent is meant.
            let whole = format!("{}支出", lead.subject);
            resolved = subject::resolve(&whole, self.names).filter(|r| r.known).or(resolved);
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
            (Measure::Increase | Measure::Decrease, Unit::Percent) => "预算增减率",
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

    /// 收、支总计各增加…: where both totals were stated, each of them grew by this.
    fn both(
        &mut self,
        subject: &Subject,
        lead: &Lead,
        column: &'static str,
        token: &Token,
    ) -> bool {
        self.totals.clear();
        if !subject.key.ends_with("收入支出总计") || self.find(&subject.key).is_some() {
            return false;
        }
        let sides = ["收入总计", "支出总计"];
        let own = sides.map(|side| self.find(&subject.key.replace("收入支出总计", side)));
        let [Some(income), Some(spending)] = own else { return false };
        self.totals = vec![income, spending];
        for record in [income, spending] {
            self.change(record, lead, column, token);
        }
        self.current = Current::Record(income);
        true
    }

    /// `收、支总计分别为A万元和B万元`, `各是A,B万元`, `各下降A%、B%`: one figure for each of the two totals.
    /// Gives the end of the second.
    fn pair(&mut self, words: &str, token: &Token, index: usize) -> Option<usize> {
        let second = self.text.tokens.get(index + 1)?.clone();
        let between = self.text.squash(token.unit_end, second.start);
        let joined = [",", "、", "和", "与", "及"].contains(&between.as_str());
        let alike = token.unit == Unit::None || token.unit == second.unit;
        if !joined || !alike || !words.contains(['各', '分']) {
            return None;
        }
        let lead = lead::read(words, second.unit == Unit::Percent, self.words());
        let compare = lead.compare.clone().or(self.compare.take());
        self.compare = compare;
        let changes = matches!(lead.measure, Measure::Increase | Measure::Decrease);
        let words = lead.subject.replace("分别", "");
        let words = lead::strip_ends(&words, &self.words().copulas);
        let named = subject::resolve(&words, self.names);
        let mut first = token.clone();
        first.unit = second.unit.clone();
        let column = self.column(&lead, &first, named.as_ref())?;
        let records: Vec<RecordId> = match named {
            Some(named) if named.key.ends_with("收入支出总计") => {
                let side = |side: &str| {
                    let key = named.key.replace("收入支出总计", side);
                    Subject {
                        key, label: named.label.replace("收、支总计", side), ..named.clone()
                    }
                };
                let mut made = Vec::new();
                for subject in [side("收入总计"), side("支出总计")] {
                    self.turn_to(subject);
                    made.extend(self.materialise());
                }
                made
            }
            None if changes => self.totals.clone(),
            _ => return None,
        };
        let [income, spending] = records.as_slice() else { return None };
        for (record, figure) in [(*income, &first), (*spending, &second)] {
            self.change(record, &lead, column, figure);
        }
        self.totals = records.clone();
        self.current = Current::None;
        Some(second.unit_end)
    }

    /// A change of one of two totals.
    fn change(&mut self, record: RecordId, lead: &Lead, column: &'static str, token: &Token) {
        if self.set.records[record.0].slots.contains_key(column) {
            return;
        }
        write::figure(self, record, column, token, lead.measure == Measure::Decrease);
        self.annotate(record, lead, column);
    }

    /// 收、支总计各增加…: said of both totals; bound to the income side where only it was stated.
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
        let parent = match &self.current {
            Current::Named(named) if named.key == "绩效自评项目" => self.materialise(),
            _ => self.record(),
        };
        let key = subject.key.clone();
        let record = write::statement(self, &subject, parent);
        write::figure(self, record, column, token, false);
        self.flow.previous = key;
    }
}
