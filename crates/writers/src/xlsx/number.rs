//! Printed figures as numbers of a sheet.

use base::{Decimal, Figure};

/// The value and the format that shows it exactly as it was printed; `None` when there is none (blanks,
/// leading zeros, more digits than a spreadsheet keeps).
pub(super) fn number(text: &str) -> Option<(f64, String)> {
    let (body, percent) = text.strip_suffix('%').map_or((text, false), |b| (b, true));
    let figure = Figure::parse(body)?;
    if figure.print() != body || figure.value.mantissa().unsigned_abs() >= 10u128.pow(15) {
        return None;
    }
    let value = match percent {
        true => figure.value.checked_div(Decimal::ONE_HUNDRED)?,
        false => figure.value,
    };
    let mut format = String::from(if figure.grouped { "#,##0" } else { "0" });
    if figure.decimals > 0 {
        format.push('.');
        format.extend(std::iter::repeat_n('0', figure.decimals as usize));
    }
    if percent {
        format.push('%');
    }
    // The one place where the format asks for a binary number: it is made from the digits, not reckoned.
    Some((value.to_string().parse().ok()?, format))
}
