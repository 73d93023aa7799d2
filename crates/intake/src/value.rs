//! What stands in a cell: amounts, dates, codes. Nothing is guessed; what cannot be read is refused with
//! the reason.

use base::text::narrow;
use base::{Amount, Date, Decimal};

/// Why a cell could not be read: code, Chinese, English.
pub(crate) type Bad = (&'static str, &'static str, &'static str);

/// An amount; `unit` is how many 元 one of the column is.
pub(crate) fn amount(text: &str, unit: Decimal) -> Result<Amount, Bad> {
    if let Some(plain) = plain_fen(text, unit) {
        return Ok(plain);
    }
    let plain = narrow(text.trim());
    let plain = plain.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元');
    let (plain, negative) = match plain.strip_prefix('(').and_then(|p| p.strip_suffix(')')) {
        Some(inside) => (inside, true),
        None => (plain, false),
    };
    let digits: String = plain.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    if plain.contains(',') && !grouped(plain) {
        return Err(("amount-grouping", "千分位分隔不对", "thousands separators are misplaced"));
    }
    let value = digits.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&digits));
    let value = value.map_err(|_| ("amount", "不是金额", "this is not an amount") as Bad)?;
    let value = if negative { -value } else { value };
    let yuan = value.checked_mul(unit);
    let yuan = yuan.ok_or(("amount-too-large", "金额过大", "the amount is too large"))?;
    Amount::from_yuan(yuan).ok_or_else(|| {
        let limit = Decimal::new(Amount::LIMIT, 2);
        match yuan.abs() > limit {
            true => ("amount-too-large", "金额超过 10 万亿元，疑为录入错误", "beyond 10^15 分"),
            false => ("amount-fraction", "金额不是整分", "the amount is not a whole 分"),
        }
    })
}

/// The usual case without allocation: `-1234.50` in 元.
fn plain_fen(text: &str, unit: Decimal) -> Option<Amount> {
    if unit != Decimal::ONE {
        return None;
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
    let (whole, cents) = digits.split_once('.').unwrap_or((digits, ""));
    let fine = !whole.is_empty()
        && whole.len() <= 13
        && cents.len() <= 2
        && whole.bytes().chain(cents.bytes()).all(|b| b.is_ascii_digit());
    if !fine {
        return None;
    }
    let digit = |b: u8| i64::from(b - b'0');
    let mut fen = whole.bytes().fold(0, |n: i64, b| n * 10 + digit(b)) * 100;
    let mut cents = cents.bytes();
    fen += cents.next().map_or(0, digit) * 10 + cents.next().map_or(0, digit);
    (fen <= Amount::LIMIT).then_some(Amount::fen(if negative { -fen } else { fen }))
}

fn grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default().trim_start_matches('-');
    let mut parts = whole.split(',');
    let first = parts.next().is_some_and(|p| (1..=3).contains(&p.trim().len()));
    first && parts.all(|p| p.trim().len() == 3)
}

/// A date: `2023-01-05`, `20230105`, `2023/1/5`, `2023年1月5日`, a spreadsheet serial, a time stamp.
pub(crate) fn date(text: &str) -> Result<Date, Bad> {
    let bad: Bad = ("date", "不是日期", "this is not a date");
    let plain = text.trim();
    if let Some(date) = iso(plain) {
        return Ok(date);
    }
    let plain = narrow(plain);
    let plain = plain.trim();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    if digits && plain.len() == 8 {
        let part = |a: usize, b: usize| plain.get(a..b).and_then(|p| p.parse::<i16>().ok());
        return made(part(0, 4), part(4, 6), part(6, 8)).ok_or(bad);
    }
    // A month alone (PLAN_MONTH) is its first day.
    if digits && plain.len() == 6 {
        let part = |a: usize, b: usize| plain.get(a..b).and_then(|p| p.parse::<i16>().ok());
        return made(part(0, 4), part(4, 6), Some(1)).ok_or(bad);
    }
    if let Some((year, month)) = month(plain) {
        return made(Some(year), Some(month), Some(1)).ok_or(bad);
    }
    if digits && plain.len() == 5 {
        // Days since 1899-12-30, as spreadsheets count.
        let days = plain.parse::<i32>().map_err(|_| bad)?;
        let zero = Date::constant(1899, 12, 30);
        return zero.checked_add(jiff::Span::new().days(days)).map_err(|_| bad);
    }
    let mut parts = plain
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .map(|p| p.parse::<i16>().ok());
    let shaped = plain.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | ' ' | ':' | 'T' | 'Z')
    });
    let date = made(parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
    date.filter(|_| shaped).ok_or(bad)
}

/// `2024-03`, `2024/3`, `2024年3月`.
fn month(text: &str) -> Option<(i16, i16)> {
    let (year, month) = text.split_once(['-', '/', '年'])?;
    let month = month.strip_suffix('月').unwrap_or(month);
    let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse().ok()).flatten();
    (year.len() == 4).then_some(())?;
    Some((number(year)?, number(month)?))
}

fn iso(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let head = text.get(..10)?;
    let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let ends = bytes.len() == 10 || matches!(bytes.get(10), Some(b' ' | b'T'));
    let part = |a: usize, b: usize| head.get(a..b).and_then(|p| p.parse::<i16>().ok());
    if dashes && ends { made(part(0, 4), part(5, 7), part(8, 10)) } else { None }
}

fn made(year: Option<i16>, month: Option<i16>, day: Option<i16>) -> Option<Date> {
    let (month, day) = (i8::try_from(month?).ok()?, i8::try_from(day?).ok()?);
    let year = year.filter(|y| (1949..=2200).contains(y))?;
    Date::new(year, month, day).ok()
}

/// A code and the name that may come with it: `2019999##其他…##2019999`, `111-一般公共预算拨款`,
/// `2010101 行政运行`.
pub fn code(text: &str) -> (&str, &str) {
    let text = text.trim().trim_start_matches('\'');
    if let Some((code, rest)) = text.split_once("##") {
        return (code.trim(), rest.split("##").next().unwrap_or_default().trim());
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
    let Some(end) = end.filter(|e| *e > 0) else { return (text, "") };
    let (code, rest) = text.split_at(end);
    let separated = rest.starts_with(['-', ' ', '\u{3000}', '：', ':', '—']);
    let named = !rest.is_ascii();
    match separated && named {
        true => (code, rest.trim_start_matches(['-', ' ', '\u{3000}', '：', ':', '—']).trim()),
        false => (text, ""),
    }
}

/// Whether a spreadsheet turned a long number into 1.409E+20: its last digits are gone.
pub(crate) fn is_rounded(text: &str) -> bool {
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else { return false };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let power = power.strip_prefix('+').unwrap_or(power);
    mantissa.contains('.') && digits(&mantissa.replace('.', "")) && digits(power)
        || digits(mantissa) && mantissa.len() == 1 && text.contains("E+")
}

/// A time of change so that later ones sort later: 2024/3/9 10:00 as 2024-03-09 10:00; what is no date stays
/// as it is.
pub(crate) fn stamp(text: &str) -> String {
    let plain = narrow(text);
    let plain = plain.trim();
    let (day, time) = plain.split_once([' ', 'T']).unwrap_or((plain, ""));
    let parts: Vec<&str> =
        day.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|p| p.parse().ok()).collect();
    match numbers.as_deref() {
        Some([year, month, day]) if (1949..=2200).contains(year) => {
            let time: Vec<String> = time
                .trim_end_matches('Z')
                .split(':')
                .filter(|p| !p.is_empty())
                .map(|p| if p.len() == 1 { format!("0{p}") } else { p.to_owned() })
                .collect();
            format!("{year:04}-{month:02}-{day:02} {}", time.join(":")).trim_end().to_owned()
        }
        _ => plain.to_owned(),
    }
}

/// A fiscal year.
pub(crate) fn year(text: &str) -> Result<i32, Bad> {
    let digits: String = narrow(text).chars().filter(char::is_ascii_digit).take(4).collect();
    let year = digits.parse::<i32>().ok().filter(|y| (1949..=2200).contains(y));
    year.ok_or(("year", "不是年度", "this is not a year"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (text, expect) in [
            ("1234.5", Ok(123_450)),
            ("-0.01", Ok(-1)),
            ("1,234.50", Ok(123_450)),
            ("１２３．４５", Ok(12_345)),
            ("(5.00)", Ok(-500)),
            ("1.2E+05", Ok(12_000_000)),
            ("¥8", Ok(800)),
            ("12,34.5", Err("amount-grouping")),
            ("0.001", Err("amount-fraction")),
            ("10000000000000.01", Err("amount-too-large")),
            ("合计", Err("amount")),
            ("#REF!", Err("amount")),
            ("", Err("amount")),
            ("-", Err("amount")),
        ] {
            let got = amount(text, Decimal::ONE).map(Amount::as_fen).map_err(|b| b.0);
            assert_eq!(got, expect, "{text}");
        }
        assert_eq!(amount("1.2345", Decimal::from(10_000)).unwrap(), Amount::fen(1_234_500));
    }

    #[test]
    fn dates() {
        for (text, expect) in [
            ("2023-01-05", Some("2023-01-05")),
            ("20230105", Some("2023-01-05")),
            ("2023/1/5", Some("2023-01-05")),
            ("2023年1月5日", Some("2023-01-05")),
            ("44931", Some("2023-01-05")),
            ("2023-01-05 12:30:00", Some("2023-01-05")),
            ("2023-02-30", None),
            ("二月", None),
            ("1", None),
            ("202403", Some("2024-03-01")),
            ("2024-03", Some("2024-03-01")),
            ("2024年3月", Some("2024-03-01")),
            ("202413", None),
        ] {
            assert_eq!(date(text).ok().map(|d| d.to_string()), expect.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn codes() {
        for (text, expect) in [
            ("2019999##其他一般公共服务支出##2019999", ("2019999", "其他一般公共服务支出")),
            ("111-一般公共预算拨款", ("111", "一般公共预算拨款")),
            ("2010101 行政运行", ("2010101", "行政运行")),
            ("102001", ("102001", "")),
            ("A-1", ("A-1", "")),
        ] {
            assert_eq!(code(text), expect, "{text}");
        }
    }

    #[test]
    fn rounded_codes_and_times_of_change() {
        for (text, rounded) in [
            ("1.40900E+20", true),
            ("1.409e20", true),
            ("1E+20", true),
            ("2010101", false),
            ("E01", false),
        ] {
            assert_eq!(is_rounded(text), rounded, "{text}");
        }
        for (text, sorted) in [
            ("2024/3/9", "2024-03-09"),
            ("2024-03-10 8:05:00", "2024-03-10 08:05:00"),
            ("2024-03-10T08:05:00", "2024-03-10 08:05:00"),
            ("v12", "v12"),
        ] {
            assert_eq!(stamp(text), sorted);
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in ".{0,40}") {
            let _ = amount(&text, Decimal::ONE);
            let _ = date(&text);
            let _ = code(&text);
            let _ = year(&text);
            let _ = stamp(&text);
            let _ = is_rounded(&text);
        }

        #[test]
        fn amounts_are_exact(fen in -1_000_000_000_000_i64..1_000_000_000_000) {
            let text = Amount::fen(fen).yuan_text();
            proptest::prop_assert_eq!(amount(&text, Decimal::ONE).ok(), Some(Amount::fen(fen)));
        }
    }
}
