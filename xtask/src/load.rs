//! `cargo xtask load`: the served pages under many connections (wrk, from the distribution), and a hundred
//! files sent at once. It serves the program on a ledger with an account of the demonstration's kind, so give it
//! one of its own, as `mingzhang synth --units 3000 --payments 10000000` makes.

use crate::served::{Server, Visitor};
use crate::test::apt;
use crate::{clerk, house, seeds};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
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
    let server = Server::start(&clerk::program(true)?, &["serve"], &db)?;
    let visitor = server.log_in(NAME, PASSWORD)?;
    let mut pages: Vec<(String, String)> = PAGES
        .iter()
        .map(|(n, p)| ((*n).to_owned(), p.replace("{year}", &year.to_string())))
        .collect();
    let (document, took) = hundred(&server, &visitor)?;
    println!("100 files at once: all verdicts in {:.1} s", took.as_secs_f64());
    pages.push(("document".to_owned(), document));
    println!("{connections} connections, {seconds} s a page, two threads of wrk beside the server");
    println!(
        "page        first ms   p50 ms   p95 ms   p99 ms   requests  errors  not 200  MB own  MB mapped"
    );
    for (name, path) in &pages {
        let since = Instant::now();
        let answer = visitor.get(&server, path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        let first = since.elapsed().as_millis();
        let [p50, p95, p99, requests, errors, status] =
            wrk(&server, &visitor.cookie, path, connections, seconds)?;
        let [own, mapped] = server.memory()?;
        let ms = |us: u64| format!("{}.{}", us / 1000, us % 1000 / 100);
        println!(
            "{name:<10} {first:>9} {:>8} {:>8} {:>8} {requests:>10} {errors:>7} {status:>8} {own:>7} {mapped:>10}",
            ms(p50),
            ms(p95),
            ms(p99),
        );
    }
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

/// Sends a hundred reports at once; the address of one of them, and how long it took until all were judged.
fn hundred(server: &Server, visitor: &Visitor) -> Result<(String, Duration)> {
    let seeds: Vec<seeds::Seed> = seeds::usual()?;
    ensure!(!seeds.is_empty(), "there is no report to send");
    let csrf = &visitor.csrf;
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
    let answer = server.ask("POST", "/documents", &visitor.cookie, kind, &body)?;
    let batch = answer.header("location: ").context(format!("sent: {}", answer.status))?;
    loop {
        let page = visitor.get(server, &batch)?.text();
        if page.contains("value=\"100\" max=\"100\"") {
            let link = page.split("href=\"/documents/").nth(1).context("no document")?;
            let link = link.split('"').next().unwrap_or_default();
            return Ok((format!("/documents/{link}"), since.elapsed()));
        }
        ensure!(since.elapsed() < Duration::from_secs(300), "not judged in five minutes");
        std::thread::sleep(Duration::from_millis(100));
    }
}
