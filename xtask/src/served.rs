//! The program as a server, and as little of HTTP as the tasks need.

use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const FORM: &str = "application/x-www-form-urlencoded";

/// A server that is ended when it is let go.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Serves a ledger: `how` is `serve`, or `demo` with `--serve`.
    ///
    /// # Errors
    /// When it does not say where it listens.
    pub fn start(program: &Path, how: &[&str], db: &str) -> Result<Server> {
        let mut command = Command::new(program);
        command.args(how).args(["--db", db, "--listen", "127.0.0.1:0", "--lang", "en"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        for line in BufReader::new(out).lines() {
            let line = line?;
            if let Some(rest) = line.split("http://").nth(1) {
                let address = rest.split('/').next().unwrap_or_default().to_owned();
                return Ok(Server { child, address });
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        bail!("the server did not say where it listens")
    }

    /// Memory of its own in MB, and with the pages of the ledger's file that are mapped, which the system
    /// takes back when it needs them.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn memory(&self) -> Result<[u64; 2]> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let of = |name: &str| -> Result<u64> {
            let line = text.lines().find_map(|l| l.strip_prefix(name)).context("no figure")?;
            let kb: u64 = line.trim().trim_end_matches(" kB").parse()?;
            Ok(kb >> 10)
        };
        Ok([of("RssAnon:")?, of("VmRSS:")?])
    }

    /// Logs in.
    ///
    /// # Errors
    /// When that is refused.
    pub fn log_in(&self, name: &str, password: &str) -> Result<Visitor> {
        let form = format!("name={name}&password={password}&back=/");
        let answer = self.ask("POST", "/log-in", "", FORM, form.as_bytes())?;
        ensure!(answer.status == 303, "log-in: {}", answer.status);
        let cookie = answer.header("set-cookie: mz=").context("no cookie")?;
        let cookie = format!("mz={}", cookie.split(';').next().unwrap_or_default());
        let page = self.ask("GET", "/documents", &cookie, FORM, &[])?.text();
        let csrf = page.split("name=\"_csrf\" value=\"").nth(1).context("no token")?;
        let csrf = csrf.split('"').next().unwrap_or_default().to_owned();
        Ok(Visitor { cookie, csrf })
    }

    /// A request: method, address, cookie, kind of the body, body.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let end = all.windows(4).position(|w| w == b"\r\n\r\n").context("no answer")?;
        let head = String::from_utf8_lossy(all.get(..end).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
        Ok(Answer { status, head, body: all.get(end..).unwrap_or_default().to_vec() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    /// Status.
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What stands behind the beginning of a header line.
    pub fn header(&self, begins: &str) -> Option<String> {
        let found = self.head.lines().find(|l| l.to_lowercase().starts_with(begins))?;
        Some(found.get(begins.len()..)?.trim().to_owned())
    }
}

/// Somebody who has logged in.
pub struct Visitor {
    /// Cookie of the session.
    pub cookie: String,
    /// Token of its forms.
    pub csrf: String,
}

impl Visitor {
    /// Reads a page.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn get(&self, server: &Server, path: &str) -> Result<Answer> {
        server.ask("GET", path, &self.cookie, FORM, &[])
    }

    /// Sends a form.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn post(&self, server: &Server, path: &str, fields: &str) -> Result<Answer> {
        let form = format!("_csrf={}&{fields}", self.csrf);
        server.ask("POST", path, &self.cookie, FORM, form.as_bytes())
    }
}
