//! Days in records and data files: `2023-06-30`.

use base::Date;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(crate) fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("不是日期 / not a day: {text}")))
}

/// The same for a day that may be missing.
pub(crate) mod maybe {
    use super::{Date, Deserialize, Deserializer, Error, Serializer};

    pub(crate) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => to.collect_str(day),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        let read = |text: String| {
            let wrong = || D::Error::custom(format!("不是日期 / not a day: {text}"));
            text.parse().map_err(|_| wrong())
        };
        text.map(read).transpose()
    }
}
