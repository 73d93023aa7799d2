//! Evaluation: decimals with intervals, missing kept apart from zero, every operand traced.

use crate::ast::{Expr, Op, Reference};
use base::{Decimal, Interval};

/// One value found in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Atom {
    /// A printed figure: whose it is, its value and what its print stands for.
    Number {
        /// Identity, given back in traces.
        id: usize,
        /// The printed value, in the unit of the relation.
        value: Decimal,
        /// The values the print may mean.
        interval: Interval,
        /// Half a unit of the last printed digit, also for exact figures (scores, counts).
        half: Decimal,
    },
    /// An empty cell.
    Blank,
    /// A text.
    Text(String),
}

/// Answer of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Not in the document; says what was looked for.
    Missing(String),
    /// One value, or several for a selector that matches several rows.
    Atoms(Vec<Atom>),
}

/// Where the values of references come from.
pub trait Source {
    /// Looks up a reference.
    fn find(&self, reference: &Reference) -> Found;
}

/// A number under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Value computed from the printed values.
    pub value: Decimal,
    /// Values the prints allow.
    pub interval: Interval,
    /// Half a unit of the last digit where the number is a single print, else zero.
    pub half: Decimal,
    /// Whether every operand was blank.
    pub blank: bool,
}

/// Result of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Could not be computed; says why.
    Missing(String),
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
}

/// Judgement of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Printed values agree exactly.
    Holds,
    /// They differ, but rounding alone can explain it (尾差).
    Tail,
    /// No rounding explains it. Both sides, where there are two numbers.
    Broken(Option<(Number, Number)>),
    /// An operand is missing, or everything is blank.
    NotApplied(String),
}

impl Number {
    fn exact(value: Decimal) -> Number {
        Number { value, interval: Interval::exact(value), half: Decimal::ZERO, blank: false }
    }

    fn blank() -> Number {
        Number { blank: true, ..Number::exact(Decimal::ZERO) }
    }
}

/// All references of an expression, in order.
pub fn references(expr: &Expr) -> Vec<&Reference> {
    match expr {
        Expr::Number(_) | Expr::Text(_) => Vec::new(),
        Expr::Ref(r) => vec![r],
        Expr::Neg(e) | Expr::Not(e) => references(e),
        Expr::Binary(_, a, b) => [references(a), references(b)].concat(),
        Expr::Call(_, arguments) => arguments.iter().flat_map(references).collect(),
    }
}

/// Judges a formula. A comparison of numbers is judged on intervals; anything else must be true.
pub fn judge(expr: &Expr, source: &dyn Source) -> Verdict {
    if let Expr::Binary(op @ (Op::Equal | Op::About | Op::AtMost | Op::AtLeast), a, b) = expr {
        let (left, right) = (evaluate(a, source), evaluate(b, source));
        if let (Value::Number(l), Value::Number(r)) = (&left, &right) {
            return compare(*op, l, r);
        }
    }
    match evaluate(expr, source) {
        Value::Missing(why) => Verdict::NotApplied(why),
        Value::Truth(true) => Verdict::Holds,
        Value::Truth(false) => Verdict::Broken(None),
        Value::Number(_) | Value::Text(_) => {
            Verdict::NotApplied("公式不是判断 / not a judgement".into())
        }
    }
}

fn compare(op: Op, l: &Number, r: &Number) -> Verdict {
    if l.blank && r.blank {
        return Verdict::NotApplied("均为空 / all blank".into());
    }
    // A printed zero that counts as exact in sums may still have been rounded when it stands alone.
    let own = |n: &Number| match n.value.is_zero() && n.interval.lo == n.interval.hi {
        true => Interval::around(n.value, n.half).unwrap_or(n.interval),
        false => n.interval,
    };
    let (mut left, right) = (own(l), own(r));
    if op == Op::About {
        left = Interval::around(l.value, l.half).unwrap_or(left);
    }
    let (holds, possible) = match op {
        Op::AtMost => (l.value <= r.value, left.lo <= right.hi),
        Op::AtLeast => (l.value >= r.value, left.hi >= right.lo),
        _ => (l.value == r.value, left.meets(&right)),
    };
    match (holds, possible) {
        (true, _) => Verdict::Holds,
        (false, true) => Verdict::Tail,
        (false, false) => Verdict::Broken(Some((l.clone(), r.clone()))),
    }
}

/// Computes an expression.
pub fn evaluate(expr: &Expr, source: &dyn Source) -> Value {
    match expr {
        Expr::Number(n) => Value::Number(Number::exact(*n)),
        Expr::Text(t) => Value::Text(t.clone()),
        Expr::Ref(r) => lookup(r, source),
        Expr::Neg(e) => match evaluate(e, source) {
            Value::Number(n) => {
                Value::Number(Number { value: -n.value, interval: n.interval.neg(), ..n })
            }
            other => other,
        },
        Expr::Not(e) => match evaluate(e, source) {
            Value::Truth(t) => Value::Truth(!t),
            other => other,
        },
        Expr::Binary(op, a, b) => binary(*op, evaluate(a, source), evaluate(b, source)),
        Expr::Call(name, arguments) => call(name, arguments, source),
    }
}

fn lookup(reference: &Reference, source: &dyn Source) -> Value {
    match source.find(reference) {
        Found::Missing(_) if reference.optional => Value::Number(Number::blank()),
        Found::Missing(why) => Value::Missing(why),
        Found::Atoms(atoms) => match atoms.as_slice() {
            [atom] => of_atom(atom),
            [] => Value::Missing(reference.column.clone()),
            _ => Value::Missing(format!(
                "{} 有多个 / several {}",
                reference.column, reference.column
            )),
        },
    }
}

fn of_atom(atom: &Atom) -> Value {
    match atom {
        Atom::Number { value, interval, half, .. } => {
            Value::Number(Number { value: *value, interval: *interval, half: *half, blank: false })
        }
        Atom::Blank => Value::Number(Number::blank()),
        Atom::Text(t) => Value::Text(t.clone()),
    }
}

fn binary(op: Op, left: Value, right: Value) -> Value {
    match (op, left, right) {
        (Op::And, Value::Truth(false), _) | (Op::And, _, Value::Truth(false)) => {
            Value::Truth(false)
        }
        (Op::Or, Value::Truth(true), _) | (Op::Or, _, Value::Truth(true)) => Value::Truth(true),
        (_, Value::Missing(why), _) | (_, _, Value::Missing(why)) => Value::Missing(why),
        (Op::And | Op::Or, Value::Truth(a), Value::Truth(b)) => {
            Value::Truth(if op == Op::And { a && b } else { a || b })
        }
        (Op::Equal, Value::Text(a), Value::Text(b)) => Value::Truth(a == b),
        (Op::Unequal, Value::Text(a), Value::Text(b)) => Value::Truth(a != b),
        (op, Value::Number(a), Value::Number(b)) => arithmetic(op, &a, &b),
        _ => Value::Missing("类型不合 / types do not fit".into()),
    }
}

fn arithmetic(op: Op, a: &Number, b: &Number) -> Value {
    let (x, y) = (a.value, b.value);
    let (value, interval) = match op {
        Op::Add => (x.checked_add(y), a.interval.add(&b.interval)),
        Op::Sub => (x.checked_sub(y), a.interval.sub(&b.interval)),
        Op::Mul => (x.checked_mul(y), a.interval.mul(&b.interval)),
        Op::Div if y.is_zero() => return Value::Missing("除数为零 / division by zero".into()),
        Op::Div => (x.checked_div(y), a.interval.div(&b.interval)),
        Op::Less => return Value::Truth(x < y),
        Op::More => return Value::Truth(x > y),
        Op::Unequal => return Value::Truth(x != y),
        _ => return Value::Truth(matches!(compare(op, a, b), Verdict::Holds | Verdict::Tail)),
    };
    match value {
        Some(value) => {
            let interval = interval.unwrap_or(Interval::exact(value));
            Value::Number(Number {
                value,
                interval,
                half: Decimal::ZERO,
                blank: a.blank && b.blank,
            })
        }
        None => Value::Missing("数值过大 / number too large".into()),
    }
}

fn call(name: &str, arguments: &[Expr], source: &dyn Source) -> Value {
    match (name, arguments) {
        ("和", [Expr::Ref(r)]) => sum(r, source),
        ("个数", [Expr::Ref(r)]) => match source.find(r) {
            Found::Missing(_) => Value::Number(Number::exact(Decimal::ZERO)),
            Found::Atoms(a) => Value::Number(Number::exact(Decimal::from(a.len()))),
        },
        ("有", [Expr::Ref(r)]) => Value::Truth(present(r, source)),
        ("无", [Expr::Ref(r)]) => Value::Truth(!present(r, source)),
        ("含", [text, words]) => match (evaluate(text, source), evaluate(words, source)) {
            (Value::Text(t), Value::Text(w)) => Value::Truth(w.split('|').any(|w| t.contains(w))),
            (Value::Missing(_), _) => Value::Truth(false),
            _ => Value::Missing("含() 需要文本 / 含() wants texts".into()),
        },
        ("绝对值", [e]) => match evaluate(e, source) {
            Value::Number(n) if n.value.is_sign_negative() => {
                Value::Number(Number { value: -n.value, interval: n.interval.neg(), ..n })
            }
            other => other,
        },
        ("小者", [a, b]) => match (evaluate(a, source), evaluate(b, source)) {
            (Value::Number(a), Value::Number(b)) => {
                Value::Number(if a.value <= b.value { a } else { b })
            }
            (Value::Missing(w), _) | (_, Value::Missing(w)) => Value::Missing(w),
            _ => Value::Missing("小者() 需要数字 / 小者() wants numbers".into()),
        },
        _ => Value::Missing(format!("未知函数 / unknown function {name}")),
    }
}

fn present(reference: &Reference, source: &dyn Source) -> bool {
    match source.find(reference) {
        Found::Missing(_) => false,
        Found::Atoms(atoms) => atoms.iter().any(|a| match a {
            Atom::Blank => false,
            Atom::Text(t) => !t.is_empty(),
            Atom::Number { .. } => true,
        }),
    }
}

fn sum(reference: &Reference, source: &dyn Source) -> Value {
    let atoms = match source.find(reference) {
        Found::Missing(_) if reference.optional => return Value::Number(Number::blank()),
        Found::Missing(why) => return Value::Missing(why),
        Found::Atoms(atoms) => atoms,
    };
    let mut total = Number::blank();
    for atom in &atoms {
        let Value::Number(n) = of_atom(atom) else {
            return Value::Missing("求和项不是数字 / not a number".into());
        };
        total = match arithmetic(Op::Add, &total, &n) {
            Value::Number(next) => next,
            other => return other,
        };
    }
    Value::Number(total)
}
