//! Departments that a person follows: their pages are listed on the person's first page.

use super::{Conflict, House, Record, Who};
use crate::Fault;
use store::register::Scan;

/// Kind of the records.
const SUBSCRIPTION: &str = "subscription";

/// A department that is followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subscription {
    /// Its code.
    pub department: String,
    /// Its name when it was subscribed to.
    pub name: String,
}

impl House {
    /// Departments that an account follows, by code.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn subscriptions(&mut self, owner: &str) -> Result<Vec<Subscription>, Fault> {
        let scan = Scan { owner: Some(owner.to_owned()), ..Scan::default() };
        let items = self.records(SUBSCRIPTION, &scan)?;
        let read = |body: &str| -> Option<Subscription> {
            let value: serde_json::Value = serde_json::from_str(body).ok()?;
            let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
            Some(Subscription { department: text("department")?, name: text("name")? })
        };
        let mut all: Vec<Subscription> = items.iter().filter_map(|i| read(&i.body)).collect();
        all.sort();
        Ok(all)
    }

    /// Follows a department. Following it twice is following it.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn subscribe(&mut self, who: &Who, wanted: &Subscription) -> Result<(), Fault> {
        let body =
            serde_json::json!({ "department": wanted.department, "name": wanted.name }).to_string();
        let record = Record {
            kind: SUBSCRIPTION.to_owned(),
            id: id(who, &wanted.department),
            expected: None,
            owner: who.actor.clone(),
            unit: String::new(),
            body,
        };
        done(self.put_record(who, "subscribe", &wanted.department, record)?)
    }

    /// Follows a department no more.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn unsubscribe(&mut self, who: &Who, department: &str) -> Result<(), Fault> {
        let id = id(who, department);
        if self.record(SUBSCRIPTION, &id)?.is_none() {
            return Ok(());
        }
        done(self.drop_record(who, "unsubscribe", department, (SUBSCRIPTION, &id), None)?)
    }
}

fn id(who: &Who, department: &str) -> String {
    format!("{}/{department}", who.actor)
}

/// Whoever was quicker did the same.
fn done<T>(changed: Result<T, Conflict>) -> Result<(), Fault> {
    drop(changed);
    Ok(())
}
