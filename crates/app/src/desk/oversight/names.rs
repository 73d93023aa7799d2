//! Names of what figures are broken down by: from cards and code lists.

use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::pivot::{Answer, Dim, Filter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Value;

/// What has its names on cards: dimension, table, code, name.
const CARDS: [(Dim, &str, &str, &str); 4] = [
    (Dim::Unit, "unit_card", "code", "name"),
    (Dim::Department, "unit_card", "department", "department_name"),
    (Dim::Project, "project_card", "code", "name"),
    (Dim::Book, "book", "code", "name"),
];

/// Names of the keys of an answer.
pub(super) struct Names<'a> {
    cards: HashMap<(Dim, String), String>,
    codes: &'a forms::Codes,
    year: i32,
}

/// Codes that are asked for by name rather than reading every card.
const FEW: usize = 500;

impl<'a> Names<'a> {
    /// Those of an answer: only what stands at its sides.
    pub(super) fn of(desk: &'a mut Desk, answer: &Answer) -> Result<Names<'a>, Fault> {
        let q = &answer.question;
        let mut codes: BTreeMap<Dim, BTreeSet<String>> = BTreeMap::new();
        let rows = answer.rows.iter().flat_map(|g| q.rows.iter().zip(&g.key));
        let columns = answer.columns.iter().flat_map(|keys| q.columns.iter().zip(keys));
        for (dim, key) in rows.chain(columns) {
            if CARDS.iter().any(|(d, ..)| d == dim) {
                codes.entry(*dim).or_default().insert(key.clone());
            }
        }
        Names::of_codes(desk, &codes, &q.filters)
    }

    /// Those of the values of conditions.
    pub(super) fn of_filters(desk: &'a mut Desk, filters: &[Filter]) -> Result<Names<'a>, Fault> {
        let mut codes: BTreeMap<Dim, BTreeSet<String>> = BTreeMap::new();
        for filter in filters {
            codes.entry(filter.dim).or_default().extend(filter.values.iter().cloned());
        }
        Names::of_codes(desk, &codes, filters)
    }

    fn of_codes(
        desk: &'a mut Desk,
        codes: &BTreeMap<Dim, BTreeSet<String>>,
        filters: &[Filter],
    ) -> Result<Names<'a>, Fault> {
        let mut cards = HashMap::new();
        for (dim, table, code, name) in CARDS {
            let Some(wanted) = codes.get(&dim) else { continue };
            let mut sql = format!("SELECT {code}, MAX({name}) FROM {table}");
            let mut values = Vec::new();
            if wanted.len() <= FEW {
                let slots: Vec<String> = (1..=wanted.len()).map(|n| format!("?{n}")).collect();
                sql += &format!(" WHERE {code} IN ({})", slots.join(", "));
                values.extend(wanted.iter().map(|code| Value::from(code.as_str())));
            }
            for row in desk.store.ask(&format!("{sql} GROUP BY {code}"), &values)? {
                if let [code, name] = row.as_slice() {
                    cards.insert((dim, code.text().to_owned()), name.text().to_owned());
                }
            }
        }
        let years = filters.iter().filter(|f| f.dim == Dim::Year).flat_map(|f| &f.values);
        let year = years.filter_map(|v| v.parse().ok()).max().unwrap_or(2024);
        Ok(Names { cards, codes: &desk.knowledge.catalogue.codes, year })
    }

    /// The name of a key, where it has one.
    pub(super) fn of_key(&self, dim: Dim, key: &str) -> Option<String> {
        let kind = match dim {
            Dim::Class | Dim::Section | Dim::Item => "功能分类",
            Dim::EcoClass | Dim::EcoItem => "部门经济分类",
            Dim::Fund => "资金性质",
            Dim::Region => "区划",
            _ => return self.cards.get(&(dim, key.to_owned())).cloned(),
        };
        self.codes.name(kind, self.year, key).map(str::to_owned)
    }
}
