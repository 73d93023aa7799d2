//! Tokens → expression, by precedence: 或 < 且 < comparison < + - < * / < unary.

use crate::ast::{Expr, Op, Reference};
use crate::lexer::{Token, lex};

/// A formula that does not parse, with the byte where it stops making sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("公式第 {at} 字节处：{message} / formula, byte {at}")]
pub struct ParseError {
    /// Byte offset.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// Nesting allowed in a formula.
const DEPTH: usize = 40;

/// Parses a formula.
///
/// # Errors
/// [`ParseError`] with the place.
pub fn parse(text: &str) -> Result<Expr, ParseError> {
    let tokens = lex(text).map_err(|(at, message)| ParseError { at, message })?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.len(), depth: 0 };
    let expr = parser.binary(0)?;
    if parser.at < tokens.len() {
        return Err(parser.error("多余的内容 / something left over"));
    }
    Ok(expr)
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    end: usize,
    depth: usize,
}

/// Operators by precedence, loosest first.
const LEVELS: &[&[(&str, Op)]] = &[
    &[("或", Op::Or)],
    &[("且", Op::And)],
    &[
        ("=", Op::Equal),
        ("≈", Op::About),
        ("≠", Op::Unequal),
        ("<", Op::Less),
        ("<=", Op::AtMost),
        (">", Op::More),
        (">=", Op::AtLeast),
    ],
    &[("+", Op::Add), ("-", Op::Sub)],
    &[("*", Op::Mul), ("/", Op::Div)],
];

impl Parser<'_> {
    fn error(&self, message: &str) -> ParseError {
        let at = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
        ParseError { at, message: message.to_owned() }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, t)| t)
    }

    fn word(&self) -> Option<&str> {
        match self.peek()? {
            Token::Sign(s) => Some(s),
            Token::Name(n) => Some(n),
            _ => None,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(hit);
        hit
    }

    fn binary(&mut self, level: usize) -> Result<Expr, ParseError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some((_, op)) = operators.iter().find(|(s, _)| self.word() == Some(s)) {
            self.at += 1;
            let right = self.binary(level + 1)?;
            left = Expr::Binary(*op, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, ParseError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error("嵌套过深 / nested too deeply"));
        }
        let expr = if self.take("-") {
            Expr::Neg(Box::new(self.unary()?))
        } else if self.word() == Some("非") {
            self.at += 1;
            Expr::Not(Box::new(self.unary()?))
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn primary(&mut self) -> Result<Expr, ParseError> {
        let Some(token) = self.peek().cloned() else {
            return Err(self.error("缺少内容 / something is missing"));
        };
        self.at += 1;
        match token {
            Token::Number(n) => Ok(Expr::Number(n)),
            Token::Text(t) => Ok(Expr::Text(t)),
            Token::Sign("(") => {
                let inner = self.binary(0)?;
                if self.take(")") { Ok(inner) } else { Err(self.error("缺少 ) / missing )")) }
            }
            Token::Row(row) => self.reference(None, Some(row)),
            Token::Name(name) => {
                if self.take("(") {
                    return self.call(name);
                }
                if let Some(Token::Row(row)) = self.peek().cloned() {
                    self.at += 1;
                    return self.reference(Some(name), Some(row));
                }
                self.named(name)
            }
            Token::Sign(_) => {
                self.at -= 1;
                Err(self.error("此处不应有符号 / unexpected sign"))
            }
        }
    }

    /// `自评.资金[…]` has a dot in its form; `甲.合计` and `上级.本期` name another record at hand.
    fn named(&mut self, name: String) -> Result<Expr, ParseError> {
        if self.take(".") {
            let Some(Token::Name(next)) = self.peek().cloned() else {
                return Err(self.error("点号后缺少列名 / a column is missing after the dot"));
            };
            self.at += 1;
            if let Some(Token::Row(row)) = self.peek().cloned() {
                self.at += 1;
                return self.reference(Some(format!("{name}.{next}")), Some(row));
            }
            let optional = self.take("?");
            return Ok(Expr::Ref(Reference {
                form: None,
                row: Some(name),
                column: next,
                optional,
            }));
        }
        let optional = self.take("?");
        Ok(Expr::Ref(Reference { form: None, row: None, column: name, optional }))
    }

    fn reference(&mut self, form: Option<String>, row: Option<String>) -> Result<Expr, ParseError> {
        let mut column = String::new();
        if self.take(".") {
            match self.peek().cloned() {
                Some(Token::Name(name)) => {
                    self.at += 1;
                    column = name;
                }
                _ => return Err(self.error("点号后缺少列名 / a column is missing after the dot")),
            }
        }
        let optional = self.take("?");
        Ok(Expr::Ref(Reference { form, row, column, optional }))
    }

    fn call(&mut self, name: String) -> Result<Expr, ParseError> {
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.binary(0)?);
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.error("缺少 , 或 ) / missing , or )"));
                }
            }
        }
        Ok(Expr::Call(name, arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, ok: bool) {
        assert_eq!(parse(text).is_ok(), ok, "{text}: {:?}", parse(text));
    }

    #[test]
    fn formulas_parse() {
        check("本年支出合计 = 基本支出 + 项目支出? + 经营支出?", true);
        check("[合计] = 和([@类])", true);
        check("支出决算表[合计].本年支出合计 = 收入支出决算总表[本年支出合计].金额", true);
        check("自评.资金[资金总额].执行率 ≈ 执行 / 预算 * 100", true);
        check("含(原因, \"减少|下降\") 且 非 方向 = \"持平\"", true);
        check("占比 = 本期 / 上级.本期 * 100", true);
        check("a = ", false);
        check("(a", false);
        check("和(a b)", false);
        check(&"(".repeat(100), false);
    }
}
