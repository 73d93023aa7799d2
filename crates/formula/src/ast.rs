//! The shape of a formula.

use base::Decimal;

/// A value named in a formula.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reference {
    /// Form, when another than the one at hand.
    pub form: Option<String>,
    /// Row selector between `[` and `]`.
    pub row: Option<String>,
    /// Column or text; empty in `[行]`, which means the column at hand.
    pub column: String,
    /// Whether a missing value counts as blank (`?`).
    pub optional: bool,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `=`: equal within what was printed
    Equal,
    /// `≈`: equal once rounded as the left side is printed, also for scores and counts
    About,
    /// `≠`
    Unequal,
    /// `<`
    Less,
    /// `<=` or `≤`
    AtMost,
    /// `>`
    More,
    /// `>=` or `≥`
    AtLeast,
    /// `且`
    And,
    /// `或`
    Or,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A constant.
    Number(Decimal),
    /// A text constant.
    Text(String),
    /// A value of the document.
    Ref(Reference),
    /// `-x`
    Neg(Box<Expr>),
    /// `非 x`
    Not(Box<Expr>),
    /// `a op b`
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `名(…)`
    Call(String, Vec<Expr>),
}
