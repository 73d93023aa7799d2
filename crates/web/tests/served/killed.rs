//! A server that is killed (SIGKILL) at any moment: what it has acknowledged is there after the next start, the
//! log of the register verifies, and so does the journal.

mod writers;

use crate::client::{Visitor, ask_at};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use writers::{Acknowledged, Shared, a_form, confirm, follow, keep_draft, open_accounts, upload};

/// Set for the program that is to serve and to be killed: this same program, started again.
const LEDGER: &str = "MINGZHANG_SERVED_LEDGER";

/// How often it is killed; `MINGZHANG_KILLS` for more.
const ROUNDS: u64 = 5;

/// Serves where it was told to; a test only for who starts it so.
#[test]
fn serves_when_told() {
    let Some(ledger) = std::env::var_os(LEDGER) else { return };
    let ledger = ledger.to_string_lossy().into_owned();
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    let config = web::demo(&ledger, here).unwrap();
    let told = format!("{ledger}.address");
    web::serve(config, |s| {
        std::fs::write(format!("{told}.new"), s.address.to_string()).unwrap();
        std::fs::rename(format!("{told}.new"), &told).unwrap();
    })
    .unwrap();
}

struct Server {
    child: Child,
    site: SocketAddr,
}

impl Server {
    fn start(ledger: &Path) -> Server {
        let told = PathBuf::from(format!("{}.address", ledger.display()));
        let _ = std::fs::remove_file(&told);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "killed::serves_when_told"]).env(LEDGER, ledger);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Server { child, site: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(120) {
            if let Ok(text) = std::fs::read_to_string(&told) {
                server.site = text.parse().unwrap();
                return server;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not start");
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn holds(site: SocketAddr, seen: &Acknowledged) {
    let system = Visitor::log_in_at(site, "system").get("/accounts").text();
    let missing: Vec<&String> =
        seen.accounts.iter().filter(|n| !system.contains(&format!(">{n}<"))).collect();
    assert!(missing.is_empty(), "acknowledged and not there: {missing:?}");
    let clerk = Visitor::log_in_at(site, "clerk");
    let form = clerk.get(&a_form(&clerk).unwrap()).text();
    let (kept, sent) = &seen.draft;
    assert!(
        kept.is_empty() || form.contains(kept) || form.contains(sent),
        "the draft {kept} is lost"
    );
    let until = Instant::now() + Duration::from_secs(60);
    for name in &seen.documents {
        // What was not checked before is checked now.
        while !clerk.get(&format!("/documents?find={name}")).text().contains(&format!(">{name}")) {
            assert!(Instant::now() < until, "{name} was taken and is not there");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let congress = Visitor::log_in_at(site, "congress");
    for (id, reason) in &seen.confirmed {
        let page = congress.get(&format!("/warnings/{id}")).text();
        assert!(page.contains(reason), "{id} does not say {reason}");
    }
    let log = Visitor::log_in_at(site, "auditor").get("/log").text();
    assert!(log.contains("class=\"said\""), "the log does not verify");
    let ready = ask_at(site, "GET", "/readyz", &[], &[]).unwrap();
    assert_eq!(ready.status, 200);
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let folder = std::env::temp_dir().join(format!("mingzhang-killed-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let ledger = folder.join("demo.db");
    let rounds = std::env::var("MINGZHANG_KILLS").ok().and_then(|n| n.parse().ok());
    let seen = Shared::default();
    for round in 0..rounds.unwrap_or(ROUNDS) {
        let mut server = Server::start(&ledger);
        let site = server.site;
        holds(site, &seen.lock().unwrap());
        let [system, clerk, deputy, congress] =
            ["system", "clerk", "deputy", "congress"].map(|name| Visitor::log_in_at(site, name));
        let form = a_form(&clerk).expect("the clerk has an open form");
        std::thread::scope(|scope| {
            let all = [
                scope.spawn(|| open_accounts(&system, round, &seen)),
                scope.spawn(|| keep_draft(&clerk, &form, round, &seen)),
                scope.spawn(|| follow(&deputy, &seen)),
                scope.spawn(|| upload(&clerk, round, &seen)),
                scope.spawn(|| confirm(&congress, round, &seen)),
            ];
            // Later each time, so that it is not always in the middle of the same thing.
            std::thread::sleep(Duration::from_millis(400 + 97 * (round % 13)));
            server.kill();
            for one in all {
                one.join().unwrap();
            }
        });
    }
    let server = Server::start(&ledger);
    let seen = seen.lock().unwrap();
    holds(server.site, &seen);
    let [documents, steps] = [seen.documents.len(), seen.confirmed.len()];
    println!(
        "acknowledged: {} accounts, {documents} documents, {steps} steps of warnings, {:?}",
        seen.accounts.len(),
        seen.saves
    );
    assert!(
        seen.accounts.len() > 10 && !seen.draft.0.is_empty() && documents > 2 && steps > 2,
        "too little was done to be lost"
    );
    drop(server);
    let mut desk = app::desk::Desk::open(&ledger.display().to_string(), "test", None).unwrap();
    assert!(app::desk::verify(&mut desk, &mut |_, _| {}).unwrap().entries > 0);
    let _ = std::fs::remove_dir_all(&folder);
}
