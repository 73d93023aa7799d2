//! `cargo xtask load`: the served pages under many connections (wrk, from the distribution), and a hundred
//! files sent at once. It serves the program on a ledger with an account of the demonstration's kind, so give it
//! one of its own, as `mingzhang synth --units 3000 --payments 10000000` makes.

use crate::test::apt;
use crate::{clerk, house, seeds};
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Account that asks, and its password.
const NAME: &str = "load";
const PASSWORD: &str = "Load-of-pages-1";

/// Pages that are asked for; `{year}` is that of `--year`.
const PAGES: [(&str, &str); 4] = [
    ("home", "/"),
    ("pivot", "/query?rows=department&show=current&show=paid&show=rate&sort=paid&year={year}"),
    ("warnings", "/warnings"),
    ("rules", "/rules"),
];

/// Prints the percentiles in µs, and what went wrong.
const LUA: &str = "done = function(s, l, r) io.write(string.format('RESULT %d %d %d %d %d %d\\n', \
    l:percentile(50), l:percentile(95), l:percentile(99), s.requests, \
    s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, s.errors.status)) end\n";

pub fn run(arguments: &[String]) -> Result<()> {
    let db: String = seeds::option(arguments, "--db", String::new())?;
    ensure!(!db.is_empty(), "give a ledger of its own with --db, as `mingzhang synth` makes one");
    let connections: u32 = seeds::option(arguments, "--connections", 200)?;
    let seconds: u32 = seeds::option(arguments, "--seconds", 30)?;
    let year: i32 = seeds::option(arguments, "--year", 2025)?;
    if !house::present("wrk", &["--version"]) && !Path::new("/usr/bin/wrk").exists() {
        apt("wrk")?;
    }
    let mut house = app::house::House::open(&db)?;
    let (role, reach) = (access::Role::Congress, access::Reach::all());
    house.demo_account(NAME, NAME, role, reach, PASSWORD)?;
    let server = Server::start(&clerk::program(true)?, &db)?;
    let visitor = server.log_in()?;
    let mut pages: Vec<(String, String)> = PAGES
        .iter()
        .map(|(n, p)| ((*n).to_owned(), p.replace("{year}", &year.to_string())))
        .collect();
    let (document, took) = visitor.hundred(&server)?;
    println!("100 files at once: all verdicts in {:.1} s", took.as_secs_f64());
    pages.push(("document".to_owned(), document));
    println!("{connections} connections, {seconds} s a page, two threads of wrk beside the server");
    println!("page        first ms   p50 ms   p95 ms   p99 ms   requests  errors  not 200");
    for (name, path) in &pages {
        let since = Instant::now();
        let answer = visitor.get(&server, path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        let first = since.elapsed().as_millis();
        let [p50, p95, p99, requests, errors, status] =
            wrk(&server, &visitor.cookie, path, connections, seconds)?;
        let ms = |us: u64| format!("{}.{}", us / 1000, us % 1000 / 100);
        println!(
            "{name:<10} {first:>9} {:>8} {:>8} {:>8} {requests:>10} {errors:>7} {status:>8}",
            ms(p50),
            ms(p95),
            ms(p99)
        );
    }
    println!("memory of the server at most {} MB", server.memory()? >> 10);
    Ok(())
}

fn wrk(
    server: &Server,
    cookie: &str,
    path: &str,
    connections: u32,
    seconds: u32,
) -> Result<[u64; 6]> {
    let script = std::env::temp_dir().join(format!("mingzhang-load-{}.lua", std::process::id()));
    std::fs::write(&script, LUA)?;
    let mut wrk = Command::new("wrk");
    wrk.args([
        "-t2",
        &format!("-c{connections}"),
        &format!("-d{seconds}s"),
        "--timeout",
        "30s",
        "-s",
    ]);
    wrk.arg(&script).args(["-H", &format!("Cookie: {cookie}")]);
    let said = house::output(wrk.arg(format!("http://{}{path}", server.address)))?;
    let line = said.lines().find_map(|l| l.strip_prefix("RESULT ")).context(said.clone())?;
    let all: Vec<u64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
    <[u64; 6]>::try_from(all).map_err(|_| anyhow::anyhow!("{said}"))
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, db: &str) -> Result<Server> {
        let mut command = Command::new(program);
        command.args(["serve", "--db", db, "--listen", "127.0.0.1:0", "--lang", "en"]);
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

    /// The most memory it had, in KB.
    fn memory(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).context("no VmHWM")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    fn log_in(&self) -> Result<Visitor> {
        let form = format!("name={NAME}&password={PASSWORD}&back=/");
        let answer = self.ask("POST", "/log-in", "", FORM, form.as_bytes())?;
        ensure!(answer.status == 303, "log-in: {}", answer.status);
        let cookie = answer.header("set-cookie: mz=").context("no cookie")?;
        let cookie = format!("mz={}", cookie.split(';').next().unwrap_or_default());
        let page = self.ask("GET", "/documents", &cookie, FORM, &[])?.text();
        let csrf = page.split("name=\"_csrf\" value=\"").nth(1).context("no token")?;
        let csrf = csrf.split('"').next().unwrap_or_default().to_owned();
        Ok(Visitor { cookie, csrf })
    }

    fn ask(
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

const FORM: &str = "application/x-www-form-urlencoded";

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, begins: &str) -> Option<String> {
        let found = self.head.lines().find(|l| l.to_lowercase().starts_with(begins))?;
        Some(found.get(begins.len()..)?.trim().to_owned())
    }
}

struct Visitor {
    cookie: String,
    csrf: String,
}

impl Visitor {
    fn get(&self, server: &Server, path: &str) -> Result<Answer> {
        server.ask("GET", path, &self.cookie, FORM, &[])
    }

    /// Sends a hundred reports at once; the address of one of them, and how long it took until all were judged.
    fn hundred(&self, server: &Server) -> Result<(String, Duration)> {
        let seeds: Vec<seeds::Seed> = seeds::usual()?;
        ensure!(!seeds.is_empty(), "there is no report to send");
        let csrf = &self.csrf;
        let mut body =
            format!("--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n")
                .into_bytes();
        for n in 0..100 {
            let Some(seed) = seeds.get(n % seeds.len()) else { continue };
            let name = PathBuf::from(&seed.name);
            let name = name.file_name().map_or(String::new(), |f| f.to_string_lossy().into_owned());
            body.extend_from_slice(
                format!("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{n}-{name}\"\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(&seed.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let since = Instant::now();
        let kind = "multipart/form-data; boundary=x";
        let answer = server.ask("POST", "/documents", &self.cookie, kind, &body)?;
        let batch = answer.header("location: ").context(format!("sent: {}", answer.status))?;
        loop {
            let page = self.get(server, &batch)?.text();
            if page.contains("value=\"100\" max=\"100\"") {
                let link = page.split("href=\"/documents/").nth(1).context("no document")?;
                let link = link.split('"').next().unwrap_or_default();
                return Ok((format!("/documents/{link}"), since.elapsed()));
            }
            ensure!(since.elapsed() < Duration::from_secs(300), "not judged in five minutes");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
