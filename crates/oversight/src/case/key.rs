//! Keys and ids of cases. The key says what a case is about; the id is short enough for a letter.

use super::model::Hit;
use sm3::{Digest, Sm3};

/// Hexadecimal digits of an id, unless two keys share them.
const DIGITS: usize = 6;

/// What a hit is about: `cause|year|object`. A hit of another node's ledger names the node too, as codes
/// of units are only unique within one.
pub fn base_key(hit: &Hit, book: &str) -> String {
    let Hit { cause, year, object, .. } = hit;
    match hit.book.as_str() {
        "" => format!("{cause}|{year}|{object}"),
        own if own == book => format!("{cause}|{year}|{object}"),
        other => format!("{cause}|{year}|@{other}|{object}"),
    }
}

/// Key of the records of an occurrence: the base key for the first, with the number behind the cause
/// (which never holds a `#`) for a later one.
pub fn key(base: &str, occurrence: u32) -> String {
    match (occurrence, base.split_once('|')) {
        (0 | 1, _) | (_, None) => base.to_owned(),
        (n, Some((cause, rest))) => format!("{cause}#{n}|{rest}"),
    }
}

/// Id of an occurrence: `YJ-`, the year, the first digits of the SM3 of its base key; more digits where
/// `taken` says that another key has them.
pub fn id(base: &str, year: i32, occurrence: u32, taken: impl Fn(&str) -> bool) -> String {
    let hash: String = Sm3::digest(base.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    let made = |digits: usize| {
        let short = hash.get(..digits).unwrap_or(&hash);
        match occurrence {
            0 | 1 => format!("YJ-{year}-{short}"),
            n => format!("YJ-{year}-{short}-{n}"),
        }
    };
    let free = (DIGITS..=hash.len()).map(made).find(|id| !taken(id));
    free.unwrap_or_else(|| made(hash.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_cause_year_and_object_and_the_node_where_it_is_another() {
        let hit = Hit {
            cause: "进度".to_owned(),
            year: 2023,
            object: "102001|P1".to_owned(),
            ..Hit::default()
        };
        assert_eq!(base_key(&hit, "140900000"), "进度|2023|102001|P1");
        let own = Hit { book: "140900000".to_owned(), ..hit.clone() };
        assert_eq!(base_key(&own, "140900000"), "进度|2023|102001|P1");
        let other = Hit { book: "140901000".to_owned(), ..hit };
        assert_eq!(base_key(&other, "140900000"), "进度|2023|@140901000|102001|P1");
        assert_eq!(key("进度|2023|102001", 1), "进度|2023|102001");
        assert_eq!(key("进度|2023|102001", 3), "进度#3|2023|102001");
    }

    #[test]
    fn ids_grow_where_two_keys_share_their_digits() {
        let free = id("进度|2023|102001", 2023, 1, |_| false);
        assert!(free.starts_with("YJ-2023-") && free.len() == 14, "{free}");
        let longer = id("进度|2023|102001", 2023, 1, |id| id == free);
        assert!(longer.starts_with(&free) && longer.len() == 15, "{longer}");
        assert_eq!(id("进度|2023|102001", 2023, 2, |_| false), format!("{free}-2"));
        // However many are taken, there is an id.
        assert!(id("进度|2023|102001", 2023, 1, |_| true).len() > 60);
    }
}
