//! Words of the screens, Chinese and English, from `wording/web/*.toml`: `[area.name]` with `zh` and `en`.

use include_dir::{Dir, include_dir};
use report::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../wording/web");

/// A word in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    zh: String,
    en: String,
}

static WORDS: LazyLock<BTreeMap<String, Word>> = LazyLock::new(|| {
    let texts = FILES.files().filter_map(include_dir::File::contents_utf8);
    texts.flat_map(|t| read(t).unwrap_or_default()).collect()
});

fn read(text: &str) -> Result<BTreeMap<String, Word>, toml::de::Error> {
    let areas: BTreeMap<String, BTreeMap<String, Word>> = toml::from_str(text)?;
    let of = |(area, words): (String, BTreeMap<String, Word>)| {
        words.into_iter().map(move |(name, word)| (format!("{area}.{name}"), word))
    };
    Ok(areas.into_iter().flat_map(of).collect())
}

/// The word of a key; one that is missing shows its key, and a test finds it.
pub(crate) fn word(lang: Lang, key: &'static str) -> &'static str {
    match (WORDS.get(key), lang) {
        (None, _) => key,
        (Some(w), Lang::Zh) => &w.zh,
        (Some(w), Lang::En) => &w.en,
    }
}

/// A word with `{0}`, `{1}` filled in.
pub(crate) fn filled(lang: Lang, key: &'static str, with: &[&str]) -> String {
    let mut text = word(lang, key).to_owned();
    for (n, value) in with.iter().enumerate() {
        text = text.replace(&format!("{{{n}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_is_read_and_no_word_is_empty() {
        for file in FILES.files() {
            let words = read(file.contents_utf8().unwrap()).unwrap();
            for (key, word) in words {
                assert!(!word.zh.trim().is_empty() && !word.en.trim().is_empty(), "{key}");
            }
        }
    }

    #[test]
    fn every_word_that_is_said_exists_and_every_word_is_said() {
        let mut source = String::new();
        gather(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut source);
        let mut said = Vec::new();
        for part in source.split('"').skip(1).step_by(1) {
            if WORDS.contains_key(part) {
                said.push(part.to_owned());
            }
        }
        let heads = [".t(\"", ".fill(\"", "word(lang, \"", "filled(lang, \""];
        for head in heads {
            for rest in source.split(head).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(WORDS.contains_key(key), "no word {key}");
            }
        }
        for key in WORDS.keys() {
            assert!(said.iter().any(|s| s == key), "{key} is never said");
        }
    }

    fn gather(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => gather(&path, into),
                false => into.push_str(&fs::read_to_string(&path).unwrap()),
            }
        }
    }
}
