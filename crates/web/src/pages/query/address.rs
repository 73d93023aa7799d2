//! A question as an address: what a view shows stands in it and nowhere else.

use crate::parts::url;
use app::desk::oversight::{Key, Query, Within};
use std::collections::BTreeMap;

/// A question as it stands in an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) show: Vec<String>,
    /// Values by dimension, each taken whole.
    pub(crate) only: BTreeMap<String, Vec<String>>,
    /// More conditions, as they are typed.
    pub(crate) more: Vec<String>,
    pub(crate) sort: String,
    pub(crate) top: String,
    /// Entry numbers or days.
    pub(crate) as_of: Vec<String>,
    pub(crate) chart: String,
    /// What an opened figure is broken down by.
    pub(crate) by: String,
    /// The entry after which a page of entries begins: book and number.
    pub(crate) after: String,
    /// Entries, or rows, on the pages before.
    pub(crate) seen: usize,
}

impl Address {
    /// Reads the pairs of an address; what is empty was not chosen.
    pub(crate) fn read(pairs: &[(String, String)]) -> Address {
        let mut a = Address::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let value = value.to_owned();
            match name.as_str() {
                "rows" => put(&mut a.rows, value),
                "columns" => put(&mut a.columns, value),
                "show" => put(&mut a.show, value),
                "where" => {
                    let lines = value.lines().map(str::trim).filter(|l| !l.is_empty());
                    a.more.extend(lines.map(str::to_owned));
                }
                "sort" => a.sort = value,
                "top" => a.top = value,
                "as_of" => value.split_whitespace().for_each(|t| put(&mut a.as_of, t.to_owned())),
                "chart" => a.chart = value,
                "by" => a.by = value,
                "after" => a.after = value,
                "seen" => a.seen = value.parse().unwrap_or(0),
                dim => put(a.only.entry(dim.to_owned()).or_default(), value),
            }
        }
        a
    }

    /// The question.
    pub(crate) fn query(&self, within: Within) -> Query {
        let show = match self.show.is_empty() {
            true => vec!["paid".to_owned()],
            false => self.show.clone(),
        };
        Query {
            rows: self.rows.clone(),
            columns: self.columns.clone(),
            measures: show,
            filters: self.more.clone(),
            sort: (!self.sort.is_empty()).then(|| self.sort.clone()),
            // A number that is none is told by the answer's own limit: nothing is cut.
            top: self.top.parse().ok().filter(|n| *n > 0),
            as_of: self.as_of.clone(),
            detail: false,
            open: None,
            only: self.only.iter().map(|(d, v)| (d.clone(), v.clone())).collect(),
            within,
        }
    }

    /// As it stands behind the question mark of an address, always in the same order.
    pub(crate) fn text(&self) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let lists = [("rows", &self.rows), ("columns", &self.columns), ("show", &self.show)];
        for (name, values) in lists {
            pairs.extend(values.iter().map(|v| (name, v.as_str())));
        }
        for (dim, values) in &self.only {
            pairs.extend(values.iter().map(|v| (dim.as_str(), v.as_str())));
        }
        pairs.extend(self.more.iter().map(|v| ("where", v.as_str())));
        pairs.extend([
            ("sort", self.sort.as_str()),
            ("top", &self.top),
            ("chart", &self.chart),
            ("by", &self.by),
            ("after", &self.after),
        ]);
        pairs.extend(self.as_of.iter().map(|v| ("as_of", v.as_str())));
        let seen = self.seen.to_string();
        if self.seen > 0 {
            pairs.push(("seen", &seen));
        }
        let kept = pairs.iter().filter(|(_, v)| !v.is_empty());
        kept.map(|(n, v)| format!("{}={}", url(n), url(v))).collect::<Vec<_>>().join("&")
    }

    /// The same question as of an entry, unless it says a state already.
    pub(crate) fn as_of_entry(&self, seq: u64) -> Address {
        let mut a = self.clone();
        // A day alone says what had happened, not what was known.
        if !a.as_of.iter().any(|t| t.parse::<u64>().is_ok()) && a.as_of.len() < 2 {
            a.as_of.push(seq.to_string());
        }
        a
    }

    /// Where a figure is opened: its keys are the conditions, its measure the only one.
    pub(crate) fn opening(&self, keys: &[&Key], measure: &str) -> Address {
        let mut a = Address {
            show: vec![measure.to_owned()],
            only: self.only.clone(),
            more: self.more.clone(),
            as_of: self.as_of.clone(),
            ..Address::default()
        };
        for key in keys {
            match key.dim {
                // A state of the ledger.
                "" => a.as_of = vec![key.code.clone()],
                dim => {
                    let code = if key.code.is_empty() { "-" } else { &key.code };
                    a.only.insert(dim.to_owned(), vec![code.to_owned()]);
                }
            }
        }
        a
    }

    /// The entry after which the page begins.
    pub(crate) fn after(&self) -> Option<(String, i64)> {
        let (book, seq) = self.after.rsplit_once('.')?;
        Some((book.to_owned(), seq.parse().ok()?))
    }

    /// Whether nothing was chosen yet.
    pub(crate) fn is_blank(&self) -> bool {
        *self == Address { as_of: self.as_of.clone(), ..Address::default() }
    }
}

fn put(list: &mut Vec<String>, value: String) {
    if !list.contains(&value) {
        list.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[(&str, &str)]) -> Address {
        let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
        Address::read(&text.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_reads_back_as_itself() {
        let a = read(&[
            ("rows", "department"),
            ("rows", ""),
            ("columns", "month"),
            ("show", "paid"),
            ("show", "rate"),
            ("year", "2024"),
            ("payee", "甲，乙=公司&丙"),
            ("where", "功能类!=205\n单位=1,2"),
            ("sort", "+paid"),
            ("top", "20"),
            ("as_of", "17"),
            ("seen", "100"),
        ]);
        let pairs: Vec<(String, String)> = a
            .text()
            .split('&')
            .filter_map(|p| p.split_once('='))
            .map(|(n, v)| (n.to_owned(), unescaped(v)))
            .collect();
        assert_eq!(Address::read(&pairs), a);
        assert_eq!(a.query(Within::default()).only[0].1, ["甲，乙=公司&丙"]);
        assert_eq!(a.more, ["功能类!=205", "单位=1,2"]);
    }

    fn unescaped(text: &str) -> String {
        let bytes = text.as_bytes();
        let (mut out, mut n) = (Vec::new(), 0);
        while n < bytes.len() {
            if bytes[n] == b'%' {
                out.push(u8::from_str_radix(&text[n + 1..n + 3], 16).unwrap());
                n += 3;
            } else {
                out.push(bytes[n]);
                n += 1;
            }
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_keys_of_a_figure_take_the_place_of_what_they_narrow() {
        let a = read(&[("rows", "unit"), ("unit", "1"), ("unit", "2"), ("year", "2024")]);
        let key = Key { dim: "unit", code: "2".to_owned(), shown: "2 乙".to_owned() };
        let open = a.opening(&[&key], "paid");
        assert_eq!(open.text(), "show=paid&unit=2&year=2024");
        assert_eq!(open.as_of_entry(9).text(), "show=paid&unit=2&year=2024&as_of=9");
        assert_eq!(open.as_of_entry(9).as_of_entry(10).as_of, ["9"]);
        assert!(read(&[("as_of", "3"), ("year", "")]).is_blank());
    }
}
