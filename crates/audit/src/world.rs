//! Where the values of a rule come from: the fact set, seen from one row, column or table.

use base::{Decimal, Interval, Unit};
use facts::{Fact, FactId, FactSet, Kind, Record, RecordId, Slot};
use formula::{Atom, Found, Reference, Source};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Where a rule stands while it is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// Record at hand (`甲`, or `本级`).
    pub record: Option<RecordId>,
    /// Second record (`乙`).
    pub other: Option<RecordId>,
    /// Table at hand.
    pub table: Option<usize>,
    /// Column at hand.
    pub column: Option<String>,
}

/// Figures that are taken to be other than printed.
pub(crate) type Patch = BTreeMap<FactId, Decimal>;

/// The fact set seen from a context.
pub(crate) struct World<'a> {
    pub set: &'a FactSet,
    pub index: &'a Index,
    pub context: &'a Context,
    /// Use the precision of the group instead of that of each print.
    pub fine: bool,
    /// Pretend that figures were others.
    pub patch: Option<&'a Patch>,
    /// Unit of the relation: that of the first amount met.
    unit: RefCell<Option<Unit>>,
    /// Figures met, in order.
    pub touched: RefCell<Vec<FactId>>,
}

/// Records by form and key, by table and by parent, made once a document.
#[derive(Default)]
pub(crate) struct Index {
    forms: BTreeMap<String, Rows>,
    tables: BTreeMap<usize, Vec<RecordId>>,
    homes: BTreeSet<(usize, String)>,
    children: BTreeMap<RecordId, Vec<RecordId>>,
}

/// Records of one form.
#[derive(Default)]
struct Rows {
    all: Vec<RecordId>,
    keys: BTreeMap<String, Vec<RecordId>>,
}

impl Index {
    pub fn new(set: &FactSet) -> Index {
        let mut index = Index::default();
        for (i, record) in set.records.iter().enumerate() {
            let rows = index.forms.entry(record.form.clone()).or_default();
            rows.all.push(RecordId(i));
            rows.keys.entry(record.key.clone()).or_default().push(RecordId(i));
            if let Some(table) = record.table {
                index.tables.entry(table).or_default().push(RecordId(i));
                index.homes.insert((table, record.form.clone()));
            }
            if let Some(parent) = record.parent {
                index.children.entry(parent).or_default().push(RecordId(i));
            }
        }
        index
    }

    pub fn form(&self, form: &str) -> &[RecordId] {
        self.forms.get(form).map_or(&[], |rows| rows.all.as_slice())
    }

    /// Records of a table, in order.
    pub fn table(&self, table: usize) -> &[RecordId] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Forms of the records of a table.
    fn home(&self, table: usize) -> impl Iterator<Item = &str> {
        let from = (table, String::new());
        self.homes.range(from..).take_while(move |(t, _)| *t == table).map(|(_, f)| f.as_str())
    }

    /// Records of a form that a selector means, in order. Only patterns look at every record.
    fn selected(&self, set: &FactSet, form: &str, selector: &str) -> Vec<RecordId> {
        let Some(rows) = self.forms.get(form) else { return Vec::new() };
        let fits = |r: &RecordId| selects(selector, &set.records[r.0]);
        if selector.split('|').any(|one| one.starts_with('@') || one.ends_with('*')) {
            return rows.all.iter().copied().filter(fits).collect();
        }
        let key = |one: &'_ str| one.split_once(':').map_or(one.to_owned(), |(_, k)| k.to_owned());
        let near = selector.split('|').filter_map(|one| rows.keys.get(&key(one))).flatten();
        let mut hits: Vec<RecordId> = near.copied().filter(fits).collect();
        hits.sort();
        hits.dedup();
        hits
    }

    pub fn children(&self, record: RecordId) -> &[RecordId] {
        self.children.get(&record).map_or(&[], Vec::as_slice)
    }
}

impl<'a> World<'a> {
    pub fn new(set: &'a FactSet, index: &'a Index, context: &'a Context) -> World<'a> {
        World {
            set,
            index,
            context,
            fine: false,
            patch: None,
            unit: RefCell::new(None),
            touched: RefCell::new(Vec::new()),
        }
    }

    fn rows(&self, reference: &Reference) -> Vec<RecordId> {
        let Some(row) = reference.row.as_deref() else {
            return self.context.record.into_iter().collect();
        };
        if let Some(form) = &reference.form {
            return match self.own(row) {
                Some(wanted) => self.rows_of(form, &wanted),
                None => Vec::new(),
            };
        }
        match row {
            "甲" | "本级" => self.context.record.into_iter().collect(),
            "乙" => self.context.other.into_iter().collect(),
            "上级" => {
                self.context.record.and_then(|r| self.set.records[r.0].parent).into_iter().collect()
            }
            "下级" => self.context.record.map_or(Vec::new(), |r| self.index.children(r).to_vec()),
            _ => {
                let form = self.context.record.map(|r| self.set.records[r.0].form.as_str());
                let form = form.or(self.context.table.map(|t| self.set.tables[t].form.as_str()));
                self.rows_of(form.unwrap_or_default(), row)
            }
        }
    }

    /// `=码` and `=键` mean the row with the code or key of the record at hand, `=围:键` a row of the
    /// same scope.
    fn own(&self, selector: &str) -> Option<String> {
        let record = || self.context.record.and_then(|r| self.set.records.get(r.0));
        match selector {
            "=码" => record()?.code.clone(),
            "=键" => record().map(|r| r.key.clone()),
            _ => match selector.strip_prefix("=围:") {
                Some(keys) => record().map(|r| {
                    let keys: Vec<String> =
                        keys.split('|').map(|k| format!("{}:{k}", r.scope)).collect();
                    keys.join("|")
                }),
                None => Some(selector.to_owned()),
            },
        }
    }

    /// Rows of a form that a selector means: in the table at hand if it has such rows, else in the
    /// first table (or the narrative) that has.
    fn rows_of(&self, form: &str, selector: &str) -> Vec<RecordId> {
        let table = |id: &RecordId| self.set.records[id.0].table;
        let hits = self.index.selected(self.set, form, selector);
        if let Some(own) = self.context.table {
            let here: Vec<RecordId> =
                hits.iter().copied().filter(|r| table(r) == Some(own)).collect();
            if !here.is_empty() || self.at_home(own, form) {
                return here;
            }
        }
        match hits.first().map(table) {
            Some(Some(first)) => hits.into_iter().filter(|r| table(r) == Some(first)).collect(),
            _ => hits,
        }
    }

    /// Whether the table at hand has records of this form or of its family (`自评.资金` beside
    /// `自评.指标`): what it lacks of them is missing, and must not be looked for in the table of another
    /// project.
    fn at_home(&self, table: usize, form: &str) -> bool {
        let family = |form: &str| form.split_once('.').map(|(f, _)| f.to_owned());
        let wanted = family(form).filter(|_| !self.index.form(form).is_empty());
        self.index.home(table).any(|f| f == form || (wanted.is_some() && family(f) == wanted))
    }

    fn atom(&self, record: RecordId, column: &str) -> Option<Atom> {
        let record = self.set.records.get(record.0)?;
        match record.slots.get(column) {
            Some(Slot::Figure(id)) => self.set.facts.get(id.0).map(|f| self.number(*id, f)),
            Some(Slot::Blank(_)) => Some(Atom::Blank),
            None => match column {
                "标签" => Some(Atom::Text(record.label.clone())),
                "键" => Some(Atom::Text(record.key.clone())),
                "范围" => Some(Atom::Text(record.scope.clone())),
                _ => record.texts.get(column).map(|t| Atom::Text(t.text.clone())),
            },
        }
    }

    fn number(&self, id: FactId, fact: &Fact) -> Atom {
        self.touched.borrow_mut().push(id);
        let mut figure = fact.figure.clone();
        if let Some(value) = self.patch.and_then(|p| p.get(&id)) {
            figure.value = *value;
        }
        let decimals = if self.fine { fact.group_decimals } else { figure.decimals };
        let rounded = figure.interval_at(decimals);
        // Nothing spent is nothing spent: in a sum a printed zero was not rounded from something. Held against
        // another figure, 0.00 may have been, by its half; a bare 0 not even then.
        let nothing = fact.unit.is_amount() && figure.value.is_zero();
        let exact = fact.unit.is_exact() || nothing;
        let interval = if exact { Interval::exact(figure.value) } else { rounded };
        let bare = nothing && figure.decimals == 0;
        let half = if bare { Decimal::ZERO } else { figure.interval().hi - figure.value };
        let factor = self.factor(&fact.unit);
        let scale = |v: Decimal| v.checked_mul(factor).unwrap_or(v);
        Atom::Number {
            id: id.0,
            value: scale(figure.value),
            interval: Interval { lo: scale(interval.lo), hi: scale(interval.hi) },
            half: scale(half),
        }
    }

    fn factor(&self, unit: &Unit) -> Decimal {
        let Some(from) = unit.yuan() else { return Decimal::ONE };
        let mut target = self.unit.borrow_mut();
        let to = target.get_or_insert_with(|| unit.clone()).yuan().unwrap_or(Decimal::ONE);
        from.checked_div(to).unwrap_or(Decimal::ONE)
    }
}

/// Whether a selector means a record: `键`, `范围:键`, `@类`, several joined by `|`, `*` at the end.
pub(crate) fn selects(selector: &str, record: &Record) -> bool {
    selector.split('|').any(|one| {
        if let Some(kind) = one.strip_prefix('@') {
            return record.kind == kind_of(kind);
        }
        match one.split_once(':') {
            Some((scope, key)) => record.scope == scope && matches_key(key, &record.key),
            None => matches_key(one, &record.key),
        }
    })
}

/// Whether `pattern` is the key, or its beginning when the pattern ends with `*`.
pub(crate) fn matches_key(pattern: &str, key: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => key.starts_with(beginning),
        None => key == pattern,
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "合计" => Kind::Total,
        "小计" => Kind::Subtotal,
        "类" => Kind::Class,
        "款" => Kind::Section,
        "项" => Kind::Item,
        _ => Kind::Plain,
    }
}

/// What an atom says, whatever figure says it.
fn value(atom: &Atom) -> Option<Decimal> {
    match atom {
        Atom::Number { value, .. } => Some(*value),
        Atom::Blank | Atom::Text(_) => None,
    }
}

impl Source for World<'_> {
    fn find(&self, reference: &Reference) -> Found {
        let own = self.context.column.as_deref();
        let column = match (reference.column.as_str(), &reference.row) {
            ("", _) => own.unwrap_or_default(),
            ("本级" | "下级" | "上级", None) => {
                let row = Some(reference.column.clone());
                return self.find(&Reference { row, column: String::new(), ..reference.clone() });
            }
            (name, _) => name,
        };
        let rows = self.rows(reference);
        let atoms: Vec<Atom> = rows.iter().filter_map(|r| self.atom(*r, column)).collect();
        if atoms.is_empty() {
            let form = reference.form.as_deref().unwrap_or_default();
            let row = reference.row.as_deref().unwrap_or_default();
            return Found::Missing(format!("{form}[{row}].{column}"));
        }
        // Outside the table at hand the narrative may say one thing several times; the first counts,
        // the others are compared with it by the rules on repeated statements. A code that a table has
        // in several rows (one for each unit) means none of them.
        let several =
            reference.row.as_deref().is_some_and(|r| r.contains(['@', '|', '*']) || r == "下级");
        let printed = rows.first().is_some_and(|r| self.set.records[r.0].table.is_some());
        let repeated = printed && atoms.iter().any(|a| value(a) != value(&atoms[0]));
        if reference.form.is_some() && !several && !repeated {
            return Found::Atoms(atoms.into_iter().take(1).collect());
        }
        Found::Atoms(atoms)
    }
}
