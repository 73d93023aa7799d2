//! How numbers, amounts, targets and values come in from files: exact, with the Chinese forms people
//! write, and refused with a sentence where they are not clear.

use crate::model::{Operator, Target, Value};
use crate::parse::quantity;
use base::text::narrow;
use base::{Amount, Decimal};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::fmt;
use std::str::FromStr;

/// Beyond it no score or weight lies; larger ones are typing errors.
const SCORE_LIMIT: i64 = 10_000;

/// A score or a weight.
pub fn score<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    let value = Exact::deserialize(from)?.0;
    let sane = value.abs() <= Decimal::from(SCORE_LIMIT) && value.scale() <= 10;
    let wrong = || D::Error::custom(format!("分值或得分 {value} 不合理 (not a sensible score)"));
    if sane { Ok(value) } else { Err(wrong()) }
}

/// A score that may be absent.
pub fn score_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    #[derive(Deserialize)]
    struct Score(#[serde(deserialize_with = "score")] Decimal);
    Ok(Option::<Score>::deserialize(from)?.map(|s| s.0))
}

/// An amount of money.
pub fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
    from.deserialize_any(AmountVisitor)
}

/// An amount that may be absent.
pub fn amount_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Amount>, D::Error> {
    #[derive(Deserialize)]
    struct Money(#[serde(deserialize_with = "amount")] Amount);
    Ok(Option::<Money>::deserialize(from)?.map(|m| m.0))
}

/// A decimal without loss: an integer, or a decimal in quotes. A bare decimal of TOML or JSON would pass
/// through binary fractions and is refused.
#[derive(Debug, Clone, Copy)]
pub struct Exact(pub Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Exact, D::Error> {
        from.deserialize_any(ExactVisitor)
    }
}

/// A decimal of a policy file.
pub fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    Exact::deserialize(from).map(|e| e.0)
}

/// A decimal of a policy file that may be absent.
pub fn decimal_maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    Ok(Option::<Exact>::deserialize(from)?.map(|e| e.0))
}

struct ExactVisitor;

impl Visitor<'_> for ExactVisitor {
    type Value = Exact;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("整数，或加引号的小数如 \"6.25\" (an integer, or a decimal in quotes)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Exact, E> {
        let plain = narrow(text).trim().replace(',', "");
        let plain = plain.strip_suffix('分').unwrap_or(&plain);
        let wrong = |_| E::invalid_value(de::Unexpected::Str(text), &self);
        Decimal::from_str(plain).map(Exact).map_err(wrong)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Exact, E> {
        Ok(Exact(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Exact, E> {
        Ok(Exact(value.into()))
    }
}

struct AmountVisitor;

impl AmountVisitor {
    fn within<E: Error>(amount: Amount) -> Result<Amount, E> {
        let sane = amount.as_fen().unsigned_abs() <= Amount::LIMIT.unsigned_abs();
        let wrong = || E::custom("金额超过 10 万亿元，请核对 (beyond any budget)");
        if sane { Ok(amount) } else { Err(wrong()) }
    }
}

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(
            "带单位的金额如 \"56万元\"，或以分为单位的整数 (an amount with its unit, or 分)",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
        let wrong = || E::invalid_value(de::Unexpected::Str(text), &self);
        let (number, unit) = quantity(narrow(text).trim()).ok_or_else(wrong)?;
        let yuan = money(&unit).and_then(|one| one.checked_mul(number)).ok_or_else(wrong)?;
        let fen =
            || E::custom(format!("“{text}”不是整分，或超出范围 (not a whole 分, or too large)"));
        Amount::from_yuan(yuan).ok_or_else(fen)
    }

    fn visit_i64<E: Error>(self, fen: i64) -> Result<Amount, E> {
        Self::within(Amount::fen(fen))
    }

    fn visit_u64<E: Error>(self, fen: u64) -> Result<Amount, E> {
        Self::within(Amount::fen(i64::try_from(fen).unwrap_or(i64::MAX)))
    }
}

/// How many 元 a unit of money is; `None` for other units.
pub fn money(unit: &str) -> Option<Decimal> {
    let one: i64 = match unit {
        "元" => 1,
        "千元" => 1_000,
        "万" | "万元" => 10_000,
        "百万元" => 1_000_000,
        "亿" | "亿元" => 100_000_000,
        _ => return None,
    };
    Some(one.into())
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Target, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Target;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("指标值，如 \"≥95%\" (a target, e.g. \"≥95%\")")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Target, E> {
                Ok(Target::parse(text))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Target, E> {
                Ok(Target::parse(&value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Target, E> {
                Ok(Target::parse(&value.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Target, A::Error> {
                let parts = Parts::deserialize(de::value::MapAccessDeserializer::new(map))?;
                let Parts { operator, number, unit, words } = parts;
                Ok(Target { operator, number, unit, words })
            }
        }
        from.deserialize_any(Either)
    }
}

/// A target written with its parts apart, as records keep it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    operator: Operator,
    #[serde(default, deserialize_with = "decimal_maybe")]
    number: Option<Decimal>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    words: String,
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Value;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(
                    "数字，或 达成、部分达成、未达成 (a number, or how far it was reached)",
                )
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
                let wrong = || E::invalid_value(de::Unexpected::Str(text), &self);
                Value::parse(text).ok_or_else(wrong)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Number(value.into()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
                Ok(Value::Number(value.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let key: Option<String> = map.next_key()?;
                match key.as_deref() {
                    Some("数值") => Ok(Value::Number(map.next_value::<Exact>()?.0)),
                    Some(other) => Err(A::Error::unknown_field(other, &["数值"])),
                    None => Err(A::Error::missing_field("数值")),
                }
            }
        }
        from.deserialize_any(Either)
    }
}
