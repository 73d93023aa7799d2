//! Files and functions that can be read in one sitting.

use super::{Rust, Violations, lexer};

/// No file is longer.
const FILE: usize = 800;
/// Nine files of ten that ship are not longer.
const FILE_P90: usize = 500;
/// Functions aim at this.
const FUNCTION: usize = 70;
/// Of a thousand functions so many may be longer.
const LONG_PER_MILLE: usize = 30;

pub fn check(rust: &[Rust<'_>]) -> Violations {
    let mut found = files(rust);
    found.extend(functions(rust));
    found
}

fn files(rust: &[Rust<'_>]) -> Violations {
    let mut found = Vec::new();
    let mut shipped = Vec::new();
    for file in rust {
        let lines = file.text.lines().count();
        if lines > FILE {
            found.push(format!(
                "{}: {lines} lines; split it at {FILE} by what its parts do",
                file.path
            ));
        }
        if !file.test {
            shipped.push(lines);
        }
    }
    shipped.sort_unstable();
    let share = |percent: usize| shipped.get(shipped.len() * percent / 100).copied().unwrap_or(0);
    println!("tidy: lines a file that ships: median {}, nine in ten ≤ {}", share(50), share(90));
    if share(90) > FILE_P90 {
        found.push(format!("one file in ten is longer than {FILE_P90} lines; split the longest"));
    }
    found
}

fn functions(rust: &[Rust<'_>]) -> Violations {
    let mut all = 0;
    let mut long = Vec::new();
    for file in rust {
        for function in lexer::functions(&file.code) {
            all += 1;
            if function.lines > FUNCTION {
                long.push(format!(
                    "{}:{}: fn {} has {} lines; cut it into steps with names (≤ {FUNCTION})",
                    file.path, function.line, function.name, function.lines
                ));
            }
        }
    }
    println!("tidy: {} of {all} functions are longer than {FUNCTION} lines", long.len());
    if long.len() * 1000 > all * LONG_PER_MILLE { long } else { Violations::new() }
}
