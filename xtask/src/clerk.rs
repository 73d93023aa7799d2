//! Runs the program on a ledger as a clerk does, and reads what it says.

use crate::house;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The program and the ledger it works on.
pub struct Clerk {
    program: PathBuf,
    db: PathBuf,
    catalog: Option<PathBuf>,
}

/// What a run said.
pub struct Said {
    /// Exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// From its start to its end.
    pub wall: Duration,
}

impl Clerk {
    /// A clerk for the ledger at `db`; `catalog` is laid over what the program knows.
    pub fn new(program: &Path, db: &Path, catalog: Option<&Path>) -> Clerk {
        let catalog = catalog.map(Path::to_owned);
        Clerk { program: program.to_owned(), db: db.to_owned(), catalog }
    }

    /// The command, not started yet.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).args(["--lang", "en", "--actor", "xtask"]);
        command.arg("--db").arg(&self.db).env("MINGZHANG_STATS", "1");
        if let Some(catalog) = &self.catalog {
            command.arg("--catalog").arg(catalog);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn ask<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Said> {
        let start = Instant::now();
        let output = self.command(arguments).output();
        let output = output.with_context(|| self.program.display().to_string())?;
        Ok(Said::new(&output, start.elapsed()))
    }

    /// Runs a command that must end well.
    ///
    /// # Errors
    /// When it does not.
    pub fn must<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Said> {
        let said = self.ask(arguments)?;
        if said.code != Some(0) {
            let words: Vec<_> = arguments.iter().map(|a| a.as_ref().to_string_lossy()).collect();
            bail!("mingzhang {} failed: {}{}", words.join(" "), said.out, said.err);
        }
        Ok(said)
    }

    /// Imports a file; code 1 is rows in quarantine.
    ///
    /// # Errors
    /// When the import as a whole fails.
    pub fn import(&self, file: &Path) -> Result<Said> {
        let said = self.ask(&[OsStr::new("import"), file.as_os_str()])?;
        match said.code {
            Some(0 | 1) => Ok(said),
            _ => bail!("import of {} failed: {}", file.display(), said.err),
        }
    }

    /// Verifies the ledger; gives its entries and batches.
    ///
    /// # Errors
    /// When it is not whole.
    pub fn verify(&self) -> Result<(u64, u64)> {
        let said = self.must(&["verify"])?;
        Ok((said.number(" entries")?, said.number(" batches")?))
    }
}

impl Said {
    /// What a run that has ended said.
    pub fn new(output: &Output, wall: Duration) -> Said {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code();
        Said { code, out: text(&output.stdout), err: text(&output.stderr), wall }
    }

    /// The number that stands before these words.
    ///
    /// # Errors
    /// When there is none.
    pub fn number(&self, words: &str) -> Result<u64> {
        let at = self.out.find(words).with_context(|| format!("no “{words}” in: {}", self.out))?;
        let before = self.out.get(..at).unwrap_or_default();
        let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.parse().with_context(|| format!("no number before “{words}” in: {}", self.out))
    }

    /// Peak memory in MB, as the program says itself.
    pub fn peak_mb(&self) -> u64 {
        let kb = self.err.split("peak_kb=").nth(1).and_then(|t| t.split_whitespace().next());
        kb.and_then(|t| t.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

/// A folder for one run, removed with what is in it when the run ends.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one in the system's place for such.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> Result<Folder> {
        let path = std::env::temp_dir().join(format!("mingzhang-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).with_context(|| path.display().to_string())?;
        Ok(Folder(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Builds the program, and says where it is: as it is shipped, or as the tests of the workspace build it,
/// so that nothing is compiled twice.
///
/// # Errors
/// When the build fails.
pub fn program(release: bool) -> Result<PathBuf> {
    let mut build = house::cargo();
    house::run(match release {
        true => build.args(["build", "--quiet", "--release", "--package", "cli"]),
        false => build.args(["build", "--quiet", "--workspace", "--bin", "mingzhang"]),
    })?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let profile = if release { "release" } else { "debug" };
    Ok(target.unwrap_or(house::root().join("target")).join(profile).join("mingzhang"))
}
