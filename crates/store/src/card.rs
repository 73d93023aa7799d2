//! Cards of units and projects: the latest registration of each that was not taken back, as a table that
//! questions can be joined with.

use crate::db::{Db, In, at};
use crate::error::StoreError;
use crate::{Filter, Store, department};
use ledger::{AsOf, Project, Unit, UnitKind};
use std::collections::BTreeSet;

/// Topics of the registrations that have cards.
pub(crate) const TOPICS: [&str; 2] = ["单位", "项目"];

/// Registrations that a batch has touched: topic and code.
pub(crate) type Touched = BTreeSet<(&'static str, String)>;

/// Notes that a record has changed a card, if it has.
pub(crate) fn touch(touched: &mut Touched, topic: &str, key: &str) {
    if let Some(topic) = TOPICS.iter().find(|t| **t == topic) {
        touched.insert((topic, key.to_owned()));
    }
}

/// Writes the card that stands, or removes it when none does.
pub(crate) fn save(
    db: &mut Db,
    book: &str,
    topic: &str,
    code: &str,
    payload: Option<&str>,
) -> Result<(), StoreError> {
    let table = if topic == "单位" { "unit_card" } else { "project_card" };
    db.run(
        &format!("DELETE FROM {table} WHERE book = ?1 AND code = ?2"),
        &[book.into(), code.into()],
    )?;
    let Some(payload) = payload else { return Ok(()) };
    if topic == "单位" {
        let Ok(unit) = serde_json::from_str::<Unit>(payload) else { return Ok(()) };
        db.run(
            "INSERT INTO unit_card (book, code, name, department, department_name, region, kind, \
             alone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &[
                book.into(),
                code.into(),
                (&unit.name).into(),
                (&unit.department).into(),
                (&unit.department_name).into(),
                (&unit.region).into(),
                unit.kind.zh().into(),
                In::Int(unit.alone.into()),
            ],
        )?;
    } else {
        let Ok(project) = serde_json::from_str::<Project>(payload) else { return Ok(()) };
        db.run(
            "INSERT INTO project_card (book, code, name, kind, unit) VALUES (?1, ?2, ?3, ?4, ?5)",
            &[
                book.into(),
                code.into(),
                (&project.name).into(),
                (&project.kind).into(),
                (&project.unit).into(),
            ],
        )?;
    }
    Ok(())
}

/// What stands of the registrations that were touched, written as their cards. The rollups are written
/// already: what a unit has moves with it.
pub(crate) fn settle(db: &mut Db, book: &str, touched: &Touched) -> Result<(), StoreError> {
    let sql = "SELECT payload FROM entry WHERE book = ?1 AND topic = ?2 AND item = ?3 \
         AND topic <> '' AND kind = '记录' AND reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry r \
         WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0) \
         ORDER BY +seq DESC LIMIT 1";
    let mut moved = false;
    for (topic, code) in touched {
        let rows = db.query(sql, &[book.into(), (*topic).into(), code.into()])?;
        let payload = rows.first().map(|row| at(row, 0).text().to_owned());
        if *topic != "单位" {
            save(db, book, topic, code, payload.as_deref())?;
            continue;
        }
        let from = department::group(db, book, code)?;
        save(db, book, topic, code, payload.as_deref())?;
        let to = department::group(db, book, code)?;
        if from != to {
            department::moved(db, book, code, &from, &to)?;
            moved = true;
        }
    }
    if moved {
        department::clear(db, book)?;
    }
    Ok(())
}

impl Store {
    /// Fills the empty cards from the journal.
    pub(crate) fn fill_cards(&mut self) -> Result<(), StoreError> {
        let book = self.book.code.clone();
        for topic in TOPICS {
            for step in self.history(topic, &Filter::default())? {
                save(&mut self.db, &book, topic, &step.key, Some(&step.payload))?;
            }
        }
        Ok(())
    }

    /// Compares the cards with the journal; names the first that differs.
    pub(crate) fn prove_cards(&mut self) -> Result<Option<String>, StoreError> {
        let book = self.book.code.clone();
        let units = self.units(AsOf::default())?;
        let rows = self.db.query(
            "SELECT code, name, department, department_name, region, kind, alone FROM unit_card \
             WHERE book = ?1 ORDER BY code",
            &[(&book).into()],
        )?;
        let text = |row: &[crate::db::Val], n: usize| at(row, n).text().to_owned();
        let mut due = units.into_values();
        for row in &rows {
            let kind = UnitKind::parse(at(row, 5).text()).unwrap_or_default();
            let card = Unit {
                code: text(row, 0),
                name: text(row, 1),
                department: text(row, 2),
                department_name: text(row, 3),
                region: text(row, 4),
                kind,
                alone: at(row, 6).int() != 0,
            };
            if due.next().as_ref() != Some(&card) {
                return Ok(Some(format!("unit_card {}", card.code)));
            }
        }
        if let Some(missing) = due.next() {
            return Ok(Some(format!("unit_card {}", missing.code)));
        }
        let mut due = self.projects(AsOf::default())?.into_values();
        let rows = self.db.query(
            "SELECT code, name, kind, unit FROM project_card WHERE book = ?1 ORDER BY code",
            &[(&book).into()],
        )?;
        for row in &rows {
            let card = Project {
                code: text(row, 0),
                name: text(row, 1),
                kind: text(row, 2),
                unit: text(row, 3),
            };
            if due.next().as_ref() != Some(&card) {
                return Ok(Some(format!("project_card {}", card.code)));
            }
        }
        Ok(due.next().map(|missing| format!("project_card {}", missing.code)))
    }
}
