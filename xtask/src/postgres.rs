//! A PostgreSQL of our own for the tests: made in a temporary folder, reached through a socket in it, and
//! gone afterwards, also when a test failed.

use crate::house;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable by which the tests of the store find a server.
pub const VARIABLE: &str = "MINGZHANG_TEST_POSTGRES";

/// A server of our own; dropping it stops it and removes its folder.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    account: Option<&'static str>,
    /// Settings beside those of every test.
    settings: &'static [&'static str],
}

impl Server {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed and cannot be, or does not start.
    pub fn start() -> Result<Server> {
        Server::named("one", &[])
    }

    /// One of several, with settings of its own.
    ///
    /// # Errors
    /// The same.
    pub fn named(name: &str, settings: &'static [&'static str]) -> Result<Server> {
        let programs = match programs() {
            Some(found) => found,
            None => {
                println!("   PostgreSQL is missing, asking apt-get for it");
                super::test::apt("postgresql")?;
                programs().context("initdb is not where Debian's postgresql puts it")?
            }
        };
        let folder = format!("mingzhang-pg-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        // From here on a failure removes the folder: the server is dropped.
        let server = Server { folder, programs, account: account()?, settings };
        if let Some(account) = server.account {
            house::run(Command::new("chown").arg(account).arg(&server.folder))?;
        }
        let mut initdb = server.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        house::output(initdb.args(["--no-sync", "--pgdata"]).arg(server.data()))?;
        server.go()?;
        Ok(server)
    }

    /// Starts it, again after [`Server::stop`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn go(&self) -> Result<()> {
        let folder = self.folder.display();
        // Tests kill connections and servers, never the machine: waiting for the disk proves nothing.
        let mut options =
            format!("-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off");
        for setting in self.settings {
            options += &format!(" -c {setting}");
        }
        let mut start = self.program("pg_ctl");
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(self.data());
        start.arg("--log").arg(self.folder.join("log")).arg("--options").arg(options);
        house::run(&mut start).with_context(|| self.log())
    }

    /// Stops it at once, as a failure of power would.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&self) -> Result<()> {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--mode=immediate", "--wait", "--silent", "--pgdata"]);
        house::run(stop.arg(self.data()))
    }

    /// Asks a role for its password from now on, and everybody else for none.
    ///
    /// # Errors
    /// When the file of its rules cannot be written.
    pub fn ask_password_of(&self, role: &str) -> Result<()> {
        let rules = format!("local all {role} scram-sha-256\nlocal all all trust\n");
        std::fs::write(self.data().join("pg_hba.conf"), rules)?;
        let mut reload = self.program("pg_ctl");
        house::run(reload.args(["reload", "--silent", "--pgdata"]).arg(self.data()))
    }

    /// Where the tests reach it.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The same for a role, which may be followed by its password.
    pub fn url_of(&self, role: &str) -> String {
        let host = self.folder.display().to_string().replace('%', "%25").replace('/', "%2F");
        format!("postgresql://{role}@{host}/postgres")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// One of its programs; PostgreSQL refuses to run as root, so root runs it as its own account.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match self.account {
            None => Command::new(path),
            Some(account) => {
                let mut command = Command::new("runuser");
                command.args(["-u", account, "--"]).arg(path);
                command
            }
        };
        // A folder that the other account may not enter would be refused.
        command.current_dir(std::env::temp_dir());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists()
            && let Err(error) = self.stop()
        {
            eprintln!("   {error:#}");
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("   cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// Whether this machine can run one.
pub fn is_here() -> bool {
    programs().is_some()
}

/// The folder of `initdb` and `pg_ctl`: where Debian keeps its newest version, else on the path.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|v| Some((v.file_name().to_str()?.parse().ok()?, v.path().join("bin"))))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let complete = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|p| Path::is_file(&folder.join(p)))
    };
    let debian = versions.into_iter().rev().map(|(_, folder)| folder);
    debian.chain(std::env::split_paths(&path)).find(complete)
}

/// The account to run it under: none of its own unless we are root.
fn account() -> Result<Option<&'static str>> {
    if house::output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(None);
    }
    if !house::present("id", &["-u", "postgres"]) {
        bail!(
            "PostgreSQL does not run as root, and there is no account `postgres` to run it under"
        );
    }
    Ok(Some("postgres"))
}
