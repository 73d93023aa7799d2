//! Reads one paragraph clause by clause and binds its figures: who is spoken of, what is measured, which
//! list it is part of. What the grammar does not understand stays unbound.

use super::clause::{Clause, Text, rank};
use super::lead::{self, Compare};
use super::subject::{self, Names, Subject};
use super::{Flow, lists, special, write};
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
    /// The two totals spoken of together.
    pub totals: Vec<RecordId>,
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
            totals: Vec::new(),
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
            self.totals.clear();
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
            self.flow.by_sentence = true;
        } else if broken {
            self.flow.by_sentence &= !ends.ends_with([';', '；']);
            self.flow.list = self.parent.or(self.flow.list);
        } else if !(self.flow.numbered || self.flow.by_sentence && self.goes_on()) {
            self.flow.list = None;
        }
    }

    /// Whether the paragraph was one part of a list whose parts are whole sentences.
    fn goes_on(&self) -> bool {
        let own = self.set.records.iter().skip(self.from).filter(|r| r.form == "叙述");
        let mut keys = own.map(|r| (r.parent.is_some() && r.parent == self.flow.list, &r.key));
        let Some((true, first)) = keys.next() else { return false };
        // Several parts in one paragraph are the whole list.
        !keys.any(|(part, key)| part && key != first)
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
        if rank(clause.opens) >= 2 && words.starts_with(['与', '同', '和']) {
            self.back_to_total(&words);
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

    /// `其中A…，B…；与上年相比增加…`: a comparison that opens a new part of the sentence speaks of the total.
    fn back_to_total(&mut self, words: &str) {
        let (before, compare, _) = lead::compare(words, self.words());
        if before.is_empty()
            && compare.is_some()
            && let Some(total) = self.head()
        {
            self.current = Current::Record(total);
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
        let known = subject::resolve(&bare, self.names).filter(|s| s.known);
        if within && known.is_none() {
            return false;
        }
        // `其中：基本支出…，项目支出…，具体支出如下：` leaves open whose parts follow.
        let open = !self.stopped && words.ends_with("如下") && self.head().is_some();
        if open && known.is_none() {
            (self.parent, self.current, self.flow.list) = (None, Current::None, None);
            return true;
        }
        if let Some(known) = known {
            self.current =
                self.find_in_section(&known.key).map_or(Current::Named(known), Current::Record);
        }
        let rated = matches!(&self.current, Current::Named(n) if n.key == "绩效自评项目");
        let head = if within || rated { self.materialise() } else { self.record() };
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
        let current = self.set.records.get(self.record()?.0)?;
        // 总支出…，其中本年支出…。具体情况如下：the parts are those of 本年支出.
        let parent = current.parent.filter(|_| current.kind != facts::Kind::Subtotal);
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
        if self.flow.scope.starts_with("预算绩效") && words.contains("整体支出") {
            let key = "部门整体支出".to_owned();
            let label = key.clone();
            self.turn_to(Subject { key, label, known: true, ..Subject::default() });
            return;
        }
        let rated = words.contains("开展绩效自评") || words.contains("开展了绩效自评");
        if self.flow.scope == "预算绩效" && rated && self.record().is_none() {
            let key = "绩效自评项目".to_owned();
            let label = key.clone();
            self.turn_to(Subject { key, label, known: true, ..Subject::default() });
            self.carry.push_str(words);
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
        let subject = subject::resolve(&bare, self.names);
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

    /// `财政事务（款）行政运行（项）` under the heading `（一）一般公共服务支出（类）`: the whole path.
    pub fn under_class(&self, words: &str) -> String {
        let heading = base::text::squash(&self.flow.heading);
        let heading: String = heading.chars().map(base::text::narrow_char).collect();
        let titled = heading.split_once("(类)").filter(|(_, rest)| !rest.contains('('));
        let class = match titled {
            Some((name, _)) => super::outline::split_number(name).1,
            None => self.flow.class.clone(),
        };
        if class.is_empty() || !words.contains("(款)") || words.contains("(类)") {
            return words.to_owned();
        }
        format!("{class}(类){words}")
    }

    /// A clause that only names what comes next.
    pub fn name(&mut self, words: &str) {
        if let Some(class) = words.strip_suffix("(类)") {
            self.flow.class = super::outline::split_number(class).1;
        }
        let words = &self.under_class(words);
        let (_, bare) = lead::measure(words, self.words());
        if let Some(subject) = subject::resolve(&bare, self.names)
            && (subject.known || words.contains("(项)") || words.contains("(款)"))
        {
            self.turn_to(subject);
        }
    }

    /// From now on this subject is spoken of.
    pub fn turn_to(&mut self, mut subject: Subject) {
        self.totals.clear();
        if self.flow.scope == "财政拨款收支"
            && ["收入总计", "支出总计", "收入支出总计"].contains(&subject.key.as_str())
        {
            subject.key = format!("财政拨款{}", subject.key);
        }
        let kinds = ["一般公共预算", "政府性基金预算", "国有资本经营预算"];
        let other =
            ["三公", "机关运行", "预算机关", "预算三公", "政府采购", "预算采购", "预算绩效"];
        if other.iter().any(|s| self.flow.scope.starts_with(s))
            && kinds.iter().any(|k| subject.key == format!("{k}财政拨款支出"))
            && let Some(whole) = self.parent.and_then(|p| self.set.records.get(p.0))
        {
            // 三公经费…（其中：一般公共预算支出…）: that part of it, not of all spending.
            subject.key = format!("{}:{}", whole.key, subject.label);
        }
        let fund = match self.flow.scope.as_str() {
            "政府性基金" => "政府性基金预算财政拨款",
            "国有资本" => "国有资本经营预算财政拨款",
            _ => "",
        };
        match subject.key.as_str() {
            _ if fund.is_empty() => {}
            "本年收入合计" => subject.key = format!("{fund}收入"),
            "本年支出合计" => subject.key = format!("{fund}支出"),
            "年初结转和结余" | "年末结转和结余" => subject.key.insert_str(0, fund),
            _ => {}
        }
        if self.flow.scope.starts_with("三公") && subject.key == "车辆" {
            "公务用车保有量".clone_into(&mut subject.key);
        }
        let general = self.flow.heading.contains("一般公共") || subject.label.contains("一般公共");
        if general && self.flow.scope.starts_with("一般公共") && subject.key == "财政拨款支出"
        {
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
