//! What an address of the API is; all of them stand in [`ENDPOINTS`].

pub(super) use super::table::{ENDPOINTS, PAGE};
use access::Right;
use serde_json::Value;

/// An address.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) right: Right,
    /// What it gives, Chinese and English.
    pub(super) tells: (&'static str, &'static str),
    pub(super) params: &'static [Param],
    /// Schema of what it gives.
    pub(super) gives: fn() -> Value,
    /// A question that can be asked as it stands.
    pub(super) example: &'static str,
}

/// A parameter.
pub(super) struct Param {
    pub(super) name: &'static str,
    /// `query` or `path`.
    pub(super) place: &'static str,
    pub(super) kind: Kind,
    pub(super) tells: (&'static str, &'static str),
}

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text that is not empty.
    Text,
    /// Dimensions, several times.
    Dims,
    /// A measure.
    Measure,
    /// Measures, several times.
    Measures,
    /// A measure that orders the rows, with + before it for the smallest first.
    Sort,
    /// Conditions on dimensions, several times.
    Where,
    /// Entry numbers or days, several times.
    AsOf,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A whole number within bounds.
    Number(u32, u32),
    /// Where a page of entries begins.
    Cursor,
}

impl Kind {
    /// Whether a parameter may be given several times.
    pub(super) fn several(self) -> bool {
        matches!(self, Kind::Dims | Kind::Measures | Kind::Where | Kind::AsOf)
    }
}

/// The address of a route.
pub(super) fn of(method: &str, path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|e| e.path == path && e.method.eq_ignore_ascii_case(method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_routes_say_the_same() {
        let listed: Vec<_> = super::super::pages()
            .listed()
            .into_iter()
            .filter(|l| l.path.starts_with("/api/v1/") && l.path != "/api/v1/openapi.json")
            .collect();
        assert_eq!(listed.len(), ENDPOINTS.len());
        for l in listed {
            let found =
                of(l.method, l.path).unwrap_or_else(|| panic!("{} is not described", l.path));
            assert_eq!(found.right, l.right, "{}", l.path);
            for param in found.params.iter().filter(|p| p.place == "path") {
                assert!(l.path.contains(&format!("{{{}}}", param.name)), "{}", l.path);
            }
        }
    }
}
