//! `cargo xtask browser [--short]`: the tests in a real browser. Installs Chromium from the distribution and fetches
//! axe-core from its registry where they are missing.

use crate::house;
use crate::test::apt;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// axe-core as it was when the pages were last looked at.
const AXE: &str = "axe-core@4.14.1";

/// The tests of `browser/tests`.
const TESTS: [&str; 4] = ["pages", "documents", "performance", "tasks"];

pub fn run(arguments: &[String]) -> Result<()> {
    let ready = chromium().and_then(|()| axe());
    if let Err(error) = ready {
        // What was not tested never looks like what passed.
        println!("   SKIPPED: no page is tested in a browser: {error:#}");
        println!("   `apt-get install chromium fonts-noto-cjk npm` enables these tests.");
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(house::root().join("target/pictures"));
    let mut cargo = house::cargo();
    // With the whole workspace chosen, everything that the other tests have built is used again.
    cargo.args(["test", "--workspace", "--quiet"]);
    for test in TESTS {
        cargo.args(["--test", test]);
    }
    let (short, others): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|a| a.as_str() == "--short");
    if !short.is_empty() {
        cargo.env("MINGZHANG_BROWSER_SHORT", "1");
    }
    cargo.args(others);
    cargo.args(["--", "--nocapture", "--test-threads=1"]);
    cargo.env("MINGZHANG_BROWSER_MUST", "1");
    house::run(&mut cargo).context("pictures are in target/pictures")
}

/// Chromium and a font with Chinese characters.
fn chromium() -> Result<()> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    if names.iter().any(|n| Path::new("/usr/bin").join(n).exists()) {
        return Ok(());
    }
    apt("chromium fonts-noto-cjk")
}

/// `target/axe/axe.min.js`, from npm, else from the Python package that carries it.
fn axe() -> Result<()> {
    let folder = house::root().join("target/axe");
    if folder.join("axe.min.js").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    by_npm(&folder).or_else(|e| {
        println!("   npm did not give axe-core ({e:#}); trying pip");
        by_pip(&folder)
    })
}

fn by_npm(folder: &Path) -> Result<()> {
    if !house::present("npm", &["--version"]) {
        bail!("there is no npm");
    }
    let mut pack = Command::new("npm");
    let packed = house::output(pack.args(["pack", "--silent", AXE]).current_dir(folder))?;
    let name = packed.lines().last().unwrap_or_default().trim().to_owned();
    let mut unpack = Command::new("tar");
    unpack.args(["-xzf", &name, "--strip-components=1", "package/axe.min.js"]);
    house::run(unpack.current_dir(folder))
}

fn by_pip(folder: &Path) -> Result<()> {
    let mut pip = Command::new("python3");
    let wheel = ["-m", "pip", "download", "--no-deps", "--quiet", "axe-core-python"];
    house::run(pip.args(wheel).current_dir(folder))?;
    let script = "import glob, zipfile\n\
        z = zipfile.ZipFile(glob.glob('axe_core_python-*.whl')[0])\n\
        n = [n for n in z.namelist() if n.endswith('axe.min.js')][0]\n\
        open('axe.min.js', 'wb').write(z.read(n))";
    let mut python = Command::new("python3");
    house::run(python.args(["-c", script]).current_dir(folder))
}
