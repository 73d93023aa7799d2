//! How far rights reach: regions, departments, units.

use serde::{Deserialize, Serialize};

/// Where the levels of a region's code end: 省, 市, 县, 乡, 村 (GB/T 2260, GB/T 10114).
const LEVELS: [usize; 5] = [2, 4, 6, 9, 12];

/// How far rights reach: codes. Empty lists in all three mean everything; else whatever one of them names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// Codes of regions (区划); a region covers those below it.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Codes of departments.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Codes of units.
    #[serde(default)]
    pub units: Vec<String>,
}

impl Reach {
    /// Everything.
    pub fn all() -> Reach {
        Reach::default()
    }

    /// Nothing: a list with a code that is nobody's.
    pub fn nothing() -> Reach {
        Reach { units: vec![String::new()], ..Reach::default() }
    }

    /// Whether it is everything.
    pub fn is_all(&self) -> bool {
        self.regions.is_empty() && self.departments.is_empty() && self.units.is_empty()
    }

    /// Whether a unit is within it, given the codes of its region, its department and itself. A code that
    /// is not known (empty) is within nothing but everything.
    pub fn covers_unit(&self, region: &str, department: &str, unit: &str) -> bool {
        let named =
            |codes: &[String], code: &str| !code.is_empty() && codes.iter().any(|c| c == code);
        self.is_all()
            || self.regions.iter().any(|r| is_within(r, region))
            || named(&self.departments, department)
            || named(&self.units, unit)
    }

    /// Whether a code is blank, which is nobody's and certainly a slip.
    pub fn has_blank(&self) -> bool {
        let all = [&self.regions, &self.departments, &self.units];
        all.into_iter().flatten().any(|code| code.trim().is_empty())
    }
}

/// Whether a region is another or below it.
fn is_within(above: &str, region: &str) -> bool {
    let stem = stem(above);
    !stem.is_empty() && region.starts_with(stem)
}

/// The code without the levels at its end that are all zeros: 140900000 is all of 1409.
fn stem(code: &str) -> &str {
    let zeros = |from: usize| code.get(from..).is_some_and(|rest| rest.bytes().all(|b| b == b'0'));
    let ends = std::iter::once(0).chain(LEVELS).find(|end| zeros(*end));
    ends.and_then(|end| code.get(..end)).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(regions: &[&str], departments: &[&str], units: &[&str]) -> Reach {
        let owned = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
        Reach { regions: owned(regions), departments: owned(departments), units: owned(units) }
    }

    #[test]
    fn a_reach_is_the_union_of_what_it_names() {
        let unit = ("140902000", "102", "102001");
        let cases = [
            (Reach::all(), true),
            (Reach::nothing(), false),
            (reach(&["140000"], &[], &[]), true),
            (reach(&["140900"], &[], &[]), true),
            (reach(&["140900000"], &[], &[]), true),
            (reach(&["140900000000"], &[], &[]), true),
            (reach(&["1409"], &[], &[]), true),
            (reach(&["140902000"], &[], &[]), true),
            (reach(&["140981000"], &[], &[]), false),
            (reach(&["430000"], &[], &[]), false),
            (reach(&["000000"], &[], &[]), false),
            (reach(&[""], &[""], &[""]), false),
            (reach(&[], &["102"], &[]), true),
            (reach(&[], &["10"], &[]), false),
            (reach(&[], &[], &["102001"]), true),
            (reach(&[], &[], &["1020"]), false),
            (reach(&["430000"], &["101"], &["102001"]), true),
        ];
        for (reach, expect) in cases {
            assert_eq!(reach.covers_unit(unit.0, unit.1, unit.2), expect, "{reach:?}");
        }
    }

    #[test]
    fn a_county_level_city_is_within_its_city() {
        // 140981 begins with 14098, not with 14090: zeros go by levels, not one by one.
        assert!(reach(&["140900000"], &[], &[]).covers_unit("140981000", "", ""));
        assert!(!reach(&["140981000"], &[], &[]).covers_unit("140900000", "", ""));
        assert!(reach(&["140981100"], &[], &[]).covers_unit("140981100", "", ""));
        assert!(!reach(&["140981100"], &[], &[]).covers_unit("140981101", "", ""));
    }

    #[test]
    fn what_is_not_known_is_within_everything_only() {
        assert!(Reach::all().covers_unit("", "", ""));
        assert!(!reach(&["14"], &["1"], &["1"]).covers_unit("", "", ""));
        assert!(!Reach::nothing().covers_unit("", "", ""));
        assert!(Reach::nothing().has_blank() && !Reach::all().has_blank());
    }
}
