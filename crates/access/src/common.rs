//! Passwords that everybody tries first: `params/passwords.toml`.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const EMBEDDED: &str = include_str!("../../../params/passwords.toml");

static COMMON: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let file: File = toml::from_str(EMBEDDED).unwrap_or_default();
    file.common.into_iter().collect()
});

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    common: Vec<String>,
}

/// Whether a password is one of them, in whatever case.
pub(crate) fn is_common(password: &str) -> bool {
    COMMON.contains(&password.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_in_small_letters() {
        let file: File = toml::from_str(EMBEDDED).unwrap();
        assert!(file.common.len() >= 50 && file.common.len() == COMMON.len());
        assert!(file.common.iter().all(|word| *word == word.to_lowercase()));
        assert!(is_common("Admin@123456") && !is_common("jin-tian-xia-yu"));
    }
}
