//! `cargo xtask bless`: the golden tests write what the program does now; review reads the difference.

use crate::house;
use anyhow::Result;

/// Test binaries that hold goldens, as `(crate, test)`.
const GOLDENS: &[(&str, &str)] = &[("testkit", "corpus")];

pub fn run(_: &[String]) -> Result<()> {
    for (package, test) in GOLDENS {
        let mut cargo = house::cargo();
        cargo.args(["test", "--quiet", "--package", package, "--test", test]);
        house::run(cargo.env("MINGZHANG_BLESS", "1"))?;
    }
    println!("goldens written; read `git diff` before committing");
    Ok(())
}
