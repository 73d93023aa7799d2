//! How a spreadsheet shows a number: the stored binary value and the cell's number format give the text
//! a person reads. All arithmetic is decimal; the binary value is only ever printed.

use super::code::{Piece, Section, parse};
use base::{Decimal, decimal};

/// The shortest decimal that stands for the stored binary value, cut to the 15 significant digits a
/// spreadsheet keeps, so 0.1 + 0.2 is 0.3. `None` beyond what a decimal can hold.
pub(super) fn exact(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let digits = format!("{value}");
    if digits.len() > 400 {
        return None;
    }
    // Tiny leftovers of subtractions (1e-17) print with more places than a decimal holds: they are 0.
    let cut: String = digits.chars().take(30).collect();
    let text = if digits.contains('.') { cut.as_str() } else { digits.as_str() };
    let value = Decimal::from_str_exact(text.trim_end_matches('.')).ok()?;
    value.round_sf(15).map(|v| v.normalize())
}

/// The text shown for a number under a format code.
pub(super) fn display(value: Decimal, code: &str, from_1904: bool) -> String {
    let sections = parse(code);
    let Some((section, signed)) = pick(&sections, value) else {
        return general(value);
    };
    if section.date {
        return super::date::display(value, section, from_1904).unwrap_or_else(|| general(value));
    }
    if section.general {
        return general(value);
    }
    render(value, section, signed).unwrap_or_else(|| general(value))
}

/// The rule of the format “General”: as many digits as eleven characters hold, none that are only noise.
/// Whole numbers are never shortened to powers of ten: no digit an auditor may need is dropped.
pub(super) fn general(value: Decimal) -> String {
    let whole = value.trunc().abs().to_string().len() as u32;
    let rounded = decimal::round(value, 10u32.saturating_sub(whole)).normalize();
    if rounded.is_zero() { "0".to_owned() } else { rounded.to_string() }
}

/// The section that applies, and whether the minus sign still has to be written.
fn pick(sections: &[Section], value: Decimal) -> Option<(&Section, bool)> {
    if sections.iter().any(|s| s.condition.is_some()) {
        let chosen = sections.iter().find(|s| s.condition.as_ref().is_none_or(|c| c.holds(value)));
        return chosen.map(|s| (s, value.is_sign_negative()));
    }
    let negative = value.is_sign_negative() && !value.is_zero();
    match (sections, negative, value.is_zero()) {
        ([_, minus, ..], true, _) => Some((minus, false)),
        ([_, _, zero, ..], _, true) => Some((zero, false)),
        ([plus, ..], ..) => Some((plus, negative)),
        ([], ..) => None,
    }
}

fn render(value: Decimal, section: &Section, signed: bool) -> Option<String> {
    let mut scaled = value.abs();
    for _ in 0..section.percents {
        scaled = scaled.checked_mul(Decimal::ONE_HUNDRED)?;
    }
    for _ in 0..section.thousands {
        scaled = scaled.checked_div(Decimal::ONE_THOUSAND)?;
    }
    let places = section.fraction.len() as u32;
    let fixed = decimal::fixed(scaled, places);
    let (whole, fraction) = fixed.split_once('.').unwrap_or((&fixed, ""));
    let whole = if whole == "0" { "" } else { whole };
    let zero = whole.is_empty() && fraction.bytes().all(|b| b == b'0');
    let mut out = String::new();
    if signed && !zero {
        out.push('-');
    }
    let mut digits = Some((whole, fraction));
    for piece in &section.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Number => {
                // A section holds one number; a second group of digit places is a format we do not know.
                let (whole, fraction) = digits.take()?;
                out.push_str(&integer(whole, section));
                out.push_str(&decimals(fraction, &section.fraction));
            }
        }
    }
    Some(out.trim().to_owned())
}

/// The digits before the point, filled into their places from the right; literal characters between the
/// places (as in `0!.0,`) stay where they are.
fn integer(whole: &str, section: &Section) -> String {
    let mut left: Vec<char> = whole.chars().collect();
    let mut reversed = Vec::new();
    let mut count = 0;
    let mut put = |out: &mut Vec<char>, digit: char| {
        if section.grouped && count > 0 && count % 3 == 0 {
            out.push(',');
        }
        count += 1;
        out.push(digit);
    };
    let last = section.integer.iter().position(|c| matches!(c, '0' | '#' | '?'));
    for (at, place) in section.integer.iter().enumerate().rev() {
        match place {
            '0' | '#' | '?' => match left.pop() {
                Some(digit) => put(&mut reversed, digit),
                None if *place == '0' => put(&mut reversed, '0'),
                None => {}
            },
            literal => reversed.push(*literal),
        }
        if Some(at) == last {
            while let Some(digit) = left.pop() {
                put(&mut reversed, digit);
            }
        }
    }
    if section.integer.is_empty() {
        reversed.extend(left.iter().rev());
    }
    reversed.iter().rev().collect()
}

/// The digits after the point; trailing zeros go where the place is `#` or `?`.
fn decimals(fraction: &str, places: &[char]) -> String {
    let mut digits: Vec<char> = fraction.chars().collect();
    while digits.last() == Some(&'0') && places.get(digits.len() - 1) != Some(&'0') {
        digits.pop();
    }
    if digits.is_empty() { String::new() } else { format!(".{}", String::from_iter(digits)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, code: &str, expect: &str) {
        assert_eq!(display(exact(value).unwrap(), code, false), expect, "{value} as {code}");
    }

    #[test]
    fn numbers_read_as_displayed() {
        check(1388.9200000001, "0.00", "1388.92");
        check(1388.9200000001, "General", "1388.92");
        check(1388.9200000001, "#,##0.00", "1,388.92");
        check(0.64985, "0.00%", "64.99%");
        check(0.123, "0%", "12%");
        check(0.1 + 0.2, "General", "0.3");
        check(1e-17, "General", "0");
        check(123456789012.0, "General", "123456789012");
        check(1234567.8912, "General", "1234567.891");
        check(-1234.5, "#,##0.00;[Red]\\-#,##0.00", "-1,234.50");
        check(-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)");
        check(-0.001, "0.00", "0.00");
        check(0.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-");
        check(57.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "57.00");
        check(1234567.0, "#,##0", "1,234,567");
        check(123456.0, "0!.0,", "12.3");
        check(12345678.0, "0.00,,\"百万\"", "12.35百万");
        check(0.5, "#.##", ".5");
        check(5.0, "0.##", "5");
        check(1234.5, "[$¥-804]#,##0.00", "¥1,234.50");
        check(7.0, "00000", "00007");
        check(201.0, "@", "201");
        check(85.0, "[>=90]\"优\";[>=80]\"良\";0", "良");
        check(12.5, "G/通用格式\"万元\"", "12.5");
        check(1234.0, "0.00E+00", "1234");
    }

    #[test]
    fn dates_read_as_iso() {
        check(45657.0, "yyyy/m/d", "2024-12-31");
        check(45657.0, "yyyy\"年\"m\"月\"d\"日\";@", "2024-12-31");
        check(45657.5, "yyyy-mm-dd hh:mm", "2024-12-31 12:00");
        check(0.75, "h:mm:ss", "18:00:00");
        check(59.0, "yyyy/m/d", "1900-02-28");
        check(61.0, "yyyy/m/d", "1900-03-01");
        check(-5.0, "yyyy/m/d", "-5");
    }
}
