//! Finds out which column each figure of a moved funds row belongs to. Figures stay in order when cells
//! move, so only places for the missing ones must be found: 结余 = 全年预算 − 全年执行, 执行率 = 执行 ÷ 预算,
//! 得分 = 执行率 × 分值 decide.

use base::{Decimal, Figure, Interval};

/// Names of the columns the arithmetic speaks of, in the order of the header.
pub(super) type Heads<'a> = &'a [&'a str];

/// What the arithmetic says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One assignment: for each figure the index of its column.
    One(Vec<usize>),
    /// Several or none: for each figure its column, or `None` where it is not certain.
    Open(Vec<Option<usize>>),
}

/// Largest number of columns tried; more are no funds row.
const MOST: usize = 10;

/// Assigns `figures` to columns in order.
pub(super) fn assign(heads: Heads<'_>, figures: &[Figure]) -> Verdict {
    if figures.len() > heads.len() || heads.len() > MOST || figures.is_empty() {
        return Verdict::Open(vec![None; figures.len()]);
    }
    let mut ways: Vec<(usize, Vec<usize>)> = Vec::new();
    combine(heads.len(), figures.len(), &mut Vec::new(), 0, &mut |way| {
        let value = |name: &str| {
            let at = heads.iter().position(|h| *h == name)?;
            way.iter().position(|c| *c == at).map(|f| &figures[f])
        };
        if let Some(proofs) = proofs(&value) {
            ways.push((proofs, way.to_vec()));
        }
    });
    let best = ways.iter().map(|w| w.0).max().unwrap_or(0);
    ways.retain(|w| w.0 == best);
    match ways.as_slice() {
        [(proofs, way)] if *proofs > 0 => Verdict::One(way.clone()),
        [] => Verdict::Open(vec![None; figures.len()]),
        [(_, first), ..] => {
            let same = |i: usize| ways.iter().all(|(_, w)| w[i] == first[i]).then_some(first[i]);
            Verdict::Open((0..figures.len()).map(same).collect())
        }
    }
}

/// All increasing choices of `k` columns out of `n`.
fn combine(n: usize, k: usize, way: &mut Vec<usize>, from: usize, visit: &mut dyn FnMut(&[usize])) {
    if way.len() == k {
        visit(way);
        return;
    }
    for column in from..n {
        if n - column < k - way.len() {
            break;
        }
        way.push(column);
        combine(n, k, way, column + 1, visit);
        way.pop();
    }
}

/// Number of relations that hold; `None` when one is broken.
fn proofs<'f>(value: &dyn Fn(&str) -> Option<&'f Figure>) -> Option<usize> {
    let (budget, spent) = (value("全年预算数"), value("全年执行数"));
    let mut held = 0;
    let mut test = |left: Option<Interval>, right: &Figure, slack: Decimal| -> Option<()> {
        let left = left?;
        let wide = Interval { lo: left.lo.checked_sub(slack)?, hi: left.hi.checked_add(slack)? };
        wide.meets(&right.interval()).then(|| held += 1)
    };
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    let rate = match (budget, spent) {
        (Some(b), Some(s)) => Interval::exact(s.value).div(&Interval::exact(b.value)),
        _ => None,
    };
    if let (Some(b), Some(s), Some(left)) = (budget, spent, value("资金结余")) {
        test(b.interval().sub(&s.interval()), left, Decimal::ZERO)?;
    }
    if let (Some(rate), Some(printed)) = (rate, value("执行率")) {
        test(rate.mul(&hundred), printed, Decimal::new(2, 2))?;
    }
    if let (Some(rate), Some(score)) = (rate, value("得分")) {
        let weight = value("分值").map_or(Decimal::TEN, |w| w.value);
        test(rate.mul(&Interval::exact(weight)), score, Decimal::new(2, 2))?;
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEVEN: [&str; 7] =
        ["目标申报数", "年初预算数", "全年预算数", "全年执行数", "资金结余", "执行率", "得分"];

    fn check(row: &str, want: &str) {
        let figures: Vec<Figure> = row.split(' ').filter_map(Figure::parse).collect();
        let got = match assign(&SEVEN, &figures) {
            Verdict::One(way) => way.iter().map(|c| c.to_string()).collect::<Vec<_>>().join(""),
            Verdict::Open(way) => {
                let show = |c: &Option<usize>| c.map_or("?".to_owned(), |c| c.to_string());
                "~".to_owned() + &way.iter().map(show).collect::<Vec<_>>().join("")
            }
        };
        assert_eq!(got, want, "{row}");
    }

    #[test]
    fn arithmetic_finds_the_missing_column() {
        check("56 56 56 45.885 10.115 81.94", "012345");
        check("62.44 62.44 30.05 22.154 7.896 73.73", "012345");
        check("30 30 26.52 3.48 88.4 8.84", "~?23456");
        check("60 60 0 0 0 0", "~01234?");
        check("16 16 16 16 9 9 9", "~???????");
        check("16 16 16 9 9 9", "~01?456");
        check("", "~");
    }
}
