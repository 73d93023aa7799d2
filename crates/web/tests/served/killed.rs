//! A server that is killed (SIGKILL) at any moment: what it has acknowledged is there after the next start, the
//! log of the register verifies, and so does the journal.

use crate::client::{Visitor, ask_at};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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

/// What was acknowledged, by writer.
#[derive(Default)]
struct Acknowledged {
    accounts: Vec<String>,
    /// Last text of each form that was kept, and the last that was sent.
    draft: (String, String),
    saves: BTreeMap<String, u64>,
}

type Shared = Arc<Mutex<Acknowledged>>;

/// New accounts, as fast as they come.
fn open_accounts(visitor: &Visitor, round: u64, seen: &Shared) {
    for n in 0_u64.. {
        let name = format!("r{round}n{n}");
        let fields = format!("name={name}&shown={name}&role=deputy");
        let Some(answer) = visitor.try_post("/accounts", &fields) else { return };
        assert!(answer.status == 200 || answer.status == 303, "{}", answer.text());
        seen.lock().unwrap().accounts.push(name);
    }
}

/// A form of the performance cycle that is kept again and again.
fn keep_draft(visitor: &Visitor, form: &str, round: u64, seen: &Shared) {
    let Some(page) = visitor.try_get(form) else { return };
    let mut version = version(&page.text());
    for n in 0_u64.. {
        let text = format!("round{round}text{n}");
        seen.lock().unwrap().draft.1.clone_from(&text);
        let fields = format!("do=check&base={}&version={}&{}={text}", version.0, version.1, TEXT);
        let Some(answer) = visitor.try_post(form, &fields) else { return };
        assert_eq!(answer.status, 200, "{form} {}", answer.text());
        seen.lock().unwrap().draft.0 = text;
        version = self::version(&answer.text());
    }
}

/// 实际完成情况
const TEXT: &str = "%E5%AE%9E%E9%99%85%E5%AE%8C%E6%88%90%E6%83%85%E5%86%B5";

/// The clerk's first self-evaluation that can still be typed into.
fn a_form(visitor: &Visitor) -> Option<String> {
    let list = visitor.get("/performance").text();
    let links = list.split("href=\"").filter_map(|l| l.split('"').next());
    let goals: Vec<&str> = links.filter(|l| l.starts_with("/performance/")).collect();
    let forms = goals.into_iter().map(|goal| {
        let goal: Vec<&str> = goal.split('/').take(5).collect();
        format!("{}/self-evaluation", goal.join("/"))
    });
    forms.into_iter().find(|form| visitor.get(form).text().contains("name=\"version\""))
}

/// The entry a form was opened with, and the version of its draft.
fn version(page: &str) -> (String, String) {
    let field = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    (field("base"), field("version"))
}

/// Follows a department and stops, each a line of the log.
fn follow(visitor: &Visitor, seen: &Shared) {
    for n in 0_u64.. {
        let to = if n % 2 == 0 { "start" } else { "stop" };
        let fields = format!("department=102&do={to}");
        let Some(answer) = visitor.try_post("/subscriptions", &fields) else { return };
        assert_eq!(answer.status, 303, "{to}: {}", answer.text());
        *seen.lock().unwrap().saves.entry(to.to_owned()).or_default() += 1;
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
        let [system, clerk, deputy] =
            ["system", "clerk", "deputy"].map(|name| Visitor::log_in_at(site, name));
        let form = a_form(&clerk).expect("the clerk has an open form");
        std::thread::scope(|scope| {
            let all = [
                scope.spawn(|| open_accounts(&system, round, &seen)),
                scope.spawn(|| keep_draft(&clerk, &form, round, &seen)),
                scope.spawn(|| follow(&deputy, &seen)),
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
    println!("{} accounts, {:?} acknowledged", seen.accounts.len(), seen.saves);
    assert!(seen.accounts.len() > 10 && !seen.draft.0.is_empty(), "too little was done to be lost");
    drop(server);
    let mut desk = app::desk::Desk::open(&ledger.display().to_string(), "test", None).unwrap();
    assert!(app::desk::verify(&mut desk, &mut |_, _| {}).unwrap().entries > 0);
    let _ = std::fs::remove_dir_all(&folder);
}
