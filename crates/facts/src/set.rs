//! The set of facts of one document, and the questions rules ask of it.

use crate::model::{Fact, FactId, Profile, Record, RecordId, Slot, TableInfo};

/// Everything one document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactSet {
    /// What the document is.
    pub profile: Profile,
    /// All figures that were bound.
    pub facts: Vec<Fact>,
    /// Rows and statements in reading order.
    pub records: Vec<Record>,
    /// Tables in reading order.
    pub tables: Vec<TableInfo>,
    /// Number tokens seen in the body, bound or not.
    pub tokens: usize,
}

impl FactSet {
    /// Adds a record and gives its id.
    pub fn push(&mut self, record: Record) -> RecordId {
        self.records.push(record);
        RecordId(self.records.len() - 1)
    }

    /// Adds a fact under `column` of its record.
    pub fn put(&mut self, fact: Fact) -> FactId {
        let id = FactId(self.facts.len());
        if let Some(record) = self.records.get_mut(fact.record.0) {
            record.slots.insert(fact.column.clone(), Slot::Figure(id));
        }
        self.facts.push(fact);
        id
    }

    /// The fact in `column` of a record.
    pub fn fact(&self, record: RecordId, column: &str) -> Option<(FactId, &Fact)> {
        match self.records.get(record.0)?.slots.get(column)? {
            Slot::Figure(id) => self.facts.get(id.0).map(|f| (*id, f)),
            Slot::Blank(_) => None,
        }
    }

    /// Records of a form in reading order.
    pub fn of_form<'a>(
        &'a self,
        form: &'a str,
    ) -> impl Iterator<Item = (RecordId, &'a Record)> + 'a {
        self.records
            .iter()
            .enumerate()
            .filter(move |(_, r)| r.form == form)
            .map(|(i, r)| (RecordId(i), r))
    }

    /// A text of a record, empty when there is none.
    pub fn text(&self, record: RecordId, column: &str) -> &str {
        self.records.get(record.0).and_then(|r| r.texts.get(column)).map_or("", |t| t.text.as_str())
    }

    /// Sets the precision of each group: where no figure of the group ends in a printed zero decimal
    /// and decimals vary, the author drops trailing zeros and all figures of the group are as fine as
    /// the finest of it. Amounts only; rates keep their own print.
    pub fn settle_groups(&mut self) {
        use std::collections::BTreeMap;
        let mut seen: BTreeMap<usize, (u32, bool)> = BTreeMap::new();
        for fact in self.facts.iter().filter(|f| f.unit.is_amount()) {
            let finest = seen.entry(fact.group).or_insert((0, false));
            finest.0 = finest.0.max(fact.figure.decimals);
            let trimmed = fact.figure.value.normalize().scale();
            finest.1 |= fact.figure.decimals > 0 && trimmed < fact.figure.decimals;
        }
        for fact in &mut self.facts {
            fact.group_decimals = fact.figure.decimals;
            if let Some((finest, zeros)) = seen.get(&fact.group)
                && fact.unit.is_amount()
                && !zeros
            {
                fact.group_decimals = fact.group_decimals.max(*finest);
            }
        }
    }
}
