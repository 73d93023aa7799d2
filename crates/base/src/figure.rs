//! A figure as it was printed: its exact value and how precisely it was said.

use crate::decimal;
use crate::interval::Interval;
use rust_decimal::Decimal;

/// A printed number. `1,033.5` has value 1033.5 and one decimal, so it says “between 1033.45 and 1033.55”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The exact value printed, in the unit printed beside it.
    pub value: Decimal,
    /// Digits printed after the decimal point.
    pub decimals: u32,
    /// Whether digits were grouped by thousands separators.
    pub grouped: bool,
}

impl Figure {
    /// A figure with the given value, printed with as many decimals as the value's scale.
    pub fn new(value: Decimal) -> Self {
        Figure { value, decimals: value.scale(), grouped: false }
    }

    /// Reads a whole cell or token: optional sign or brackets for minus, digits with or without
    /// thousands separators, decimals. Full-width forms are accepted, units are not.
    /// `None` when the text is anything else or longer than 24 digits.
    pub fn parse(text: &str) -> Option<Figure> {
        let text = crate::text::narrow(text);
        let text = text.trim();
        let (negative, body) = match text.strip_prefix(['-', '−', '–']) {
            Some(rest) => (true, rest),
            None => match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
                Some(rest) => (true, rest),
                None => (false, text),
            },
        };
        let body = body.trim();
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        if body.ends_with('.') || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let grouped = whole.contains(',');
        let digits = if grouped { ungroup(whole)? } else { whole.to_owned() };
        if digits.is_empty() || digits.len() + fraction.len() > 24 {
            return None;
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut value = Decimal::from_str_exact(&format!("{digits}.{fraction}0")).ok()?;
        value.rescale(fraction.len() as u32);
        if negative {
            value = -value;
        }
        Some(Figure { value, decimals: fraction.len() as u32, grouped })
    }

    /// The interval the print stands for when it was rounded to `decimals` digits.
    pub fn interval(&self) -> Interval {
        self.interval_at(self.decimals)
    }

    /// The interval when the author is known to write to `decimals` digits and drop trailing zeros
    /// (`6.2` for 6.20). Never wider than the print itself.
    pub fn interval_at(&self, decimals: u32) -> Interval {
        let places = decimals.max(self.decimals);
        let half = decimal::ulp(places + 1).and_then(|u| u.checked_mul(Decimal::from(5)));
        half.and_then(|h| Interval::around(self.value, h)).unwrap_or(Interval::exact(self.value))
    }

    /// The figure as printed, with its decimals and grouping.
    pub fn print(&self) -> String {
        let plain = decimal::fixed(self.value, self.decimals);
        if self.grouped { group(&plain) } else { plain }
    }

    /// Another value printed the way this one is.
    pub fn print_like(&self, value: Decimal) -> String {
        Figure { value, ..self.clone() }.print()
    }
}

/// `1,033` → `1033`; `None` when the commas are not thousands separators (so `1,2` is no number).
fn ungroup(whole: &str) -> Option<String> {
    let mut parts = whole.split(',');
    let first = parts.next()?;
    if first.is_empty() || first.len() > 3 {
        return None;
    }
    let mut digits = first.to_owned();
    for part in parts {
        if part.len() != 3 {
            return None;
        }
        digits.push_str(part);
    }
    Some(digits)
}

fn group(plain: &str) -> String {
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |r| ("-", r));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let got =
            Figure::parse(text).map_or("-".to_owned(), |f| format!("{}/{}", f.print(), f.decimals));
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn figures_are_read_as_printed() {
        check("1,033.5", "1,033.5/1");
        check("1388.92", "1388.92/2");
        check("57\u{3000}", "57/0");
        check("６．２０", "6.20/2");
        check("-0.01", "-0.01/2");
        check("（12.5）", "-12.5/1");
        check("1,2", "-");
        check("12.", "-");
        check("12a", "-");
        check("0000000000000000000000000000000000000001", "-");
        check("", "-");
    }

    #[test]
    fn intervals_follow_the_last_digit() {
        let f = Figure::parse("6.2").unwrap();
        assert_eq!(
            f.interval(),
            Interval { lo: "6.15".parse().unwrap(), hi: "6.25".parse().unwrap() }
        );
        assert_eq!(f.interval_at(2).lo, "6.195".parse().unwrap());
    }
}
