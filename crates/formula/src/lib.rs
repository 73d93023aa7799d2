//! The small language of rules: exact, three-valued (missing is not zero) and traced.
//!
//! ```text
//! 本年支出合计 = 基本支出 + 项目支出 + 经营支出?
//! [合计] = 和([@类])
//! 占比 = 本期 / 上级.本期 * 100
//! 支出决算表[合计].本年支出合计 = 收入支出决算总表[本年支出合计].金额
//! 含(原因, "减少|下降") 且 方向 = "持平"
//! ```
//!
//! A name is a column or text of the record at hand; `表[行].列` is looked up elsewhere; `?` makes a
//! missing operand count as blank. Numbers are decimals with the interval their print stands for.
//!
//! **Invariant:** where values come from is the business of whoever implements [`Source`].

mod ast;
mod eval;
mod lexer;
mod parser;

pub use ast::{Expr, Op, Reference};
pub use eval::{Atom, Found, Number, Source, Value, Verdict, evaluate, judge, references};
pub use parser::{ParseError, parse};
