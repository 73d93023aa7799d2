//! A house of a case, with a clock that the case turns.

use access::{Account, Reach, Role};
use app::Fault;
use app::house::{House, LogIn, LogInRefused, LoggedIn, NewAccount, Who};
use std::cell::Cell;
use std::path::PathBuf;

/// A password that is strong enough.
pub const GOOD: &str = "Regen-am-17-Mai";
/// Another.
pub const OTHER: &str = "sonne und wind im april";

thread_local! {
    /// Seconds since the case began.
    static CLOCK: Cell<i64> = const { Cell::new(0) };
}

/// 2026-01-01 and so many seconds.
fn now() -> String {
    let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let now = start.checked_add(jiff::SignedDuration::from_secs(CLOCK.get())).unwrap();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Seconds since 1970, as the clock of the case stands.
pub fn unix() -> u64 {
    1_767_225_600 + u64::try_from(CLOCK.get()).unwrap()
}

/// Lets time pass.
pub fn wait(seconds: i64) {
    CLOCK.set(CLOCK.get() + seconds);
}

/// Minutes and hours in seconds.
pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 3600;

/// Where the house of a case is, gone with it.
pub struct Ground {
    /// The ledger's place.
    pub place: String,
    pub folder: PathBuf,
    server: Option<(String, String)>,
}

impl Ground {
    pub fn open(&self) -> House {
        House::open(&self.place).map_err(|f| f.en).unwrap().with_clock(now)
    }

    /// Runs SQL behind the house's back.
    pub fn raw(&self, sql: &str) {
        match &self.server {
            None => {
                let path = format!("{}.house", self.place);
                rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
            }
            Some((url, schema)) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                let sql = format!("SET search_path TO {schema}_house; {sql}");
                client.batch_execute(&sql).unwrap();
            }
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some((url, schema)) = &self.server
            && let Ok(mut client) = postgres::Client::connect(url, postgres::NoTls)
        {
            let sql = format!(
                "DROP SCHEMA IF EXISTS {schema} CASCADE; DROP SCHEMA IF EXISTS {schema}_house CASCADE"
            );
            let _ = client.batch_execute(&sql);
        }
    }
}

/// Runs a case on a fresh file and, where a server is named, on a fresh schema of it.
pub fn each(case: &str, check: fn(&Ground)) {
    let folder =
        std::env::temp_dir().join(format!("mingzhang-house-{}-{case}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let place = folder.join("book.db").display().to_string();
    CLOCK.set(0);
    check(&Ground { place, folder: folder.clone(), server: None });
    let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") else {
        println!(
            "SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set; `cargo xtask test` sets it"
        );
        return;
    };
    let schema = format!("house_{case}_{}", std::process::id());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let joint = if url.contains('?') { '&' } else { '?' };
    let place = format!("{url}{joint}schema={schema}");
    CLOCK.set(0);
    check(&Ground { place, folder, server: Some((url, schema)) });
}

pub fn who(name: &str) -> Who {
    Who { actor: name.to_owned(), role: String::new(), address: "192.0.2.1".to_owned() }
}

/// What is said in English.
pub fn en<T>(done: Result<T, Fault>) -> Result<T, String> {
    done.map_err(|fault| {
        assert!(!fault.zh.is_empty() && fault.zh != fault.en, "{fault:?}");
        fault.en
    })
}

/// What is refused, in English.
pub fn refused<T>(done: Result<T, Fault>) -> String {
    match en(done) {
        Ok(_) => "nothing was refused".to_owned(),
        Err(said) => said,
    }
}

pub fn login(name: &str, password: &str) -> LogIn {
    LogIn {
        name: name.to_owned(),
        password: password.to_owned(),
        code: None,
        address: "192.0.2.1".to_owned(),
        agent: "a browser".to_owned(),
        vouched: String::new(),
    }
}

pub fn try_log_in(house: &mut House, name: &str, password: &str) -> Result<LoggedIn, LogInRefused> {
    en(house.log_in(login(name, password))).unwrap()
}

/// The cookie of somebody who logs in.
pub fn log_in(house: &mut House, name: &str, password: &str) -> String {
    match try_log_in(house, name, password) {
        Ok(done) => done.token,
        Err(why) => panic!("{name}: {why:?}"),
    }
}

pub fn new(name: &str, role: Role) -> NewAccount {
    NewAccount { name: name.to_owned(), shown: String::new(), role }
}

/// Makes an account and sets its password; who keeps accounts is `root`.
pub fn made(house: &mut House, name: &str, role: Role) -> Account {
    let (_, token) = en(house.create_account(&who("root"), new(name, role))).unwrap();
    en(house.redeem_invitation(&token, GOOD, "192.0.2.2")).unwrap()
}

/// Units of a clerk.
pub fn units(codes: &[&str]) -> Reach {
    let units = codes.iter().map(|c| (*c).to_owned()).collect();
    Reach { units, ..Reach::default() }
}

/// A house with its three officers: root, sec, aud.
pub fn staffed(ground: &Ground) -> House {
    let mut house = ground.open();
    let token = en(house.first_link()).unwrap().unwrap();
    en(house.redeem_first(&token, "root", "", GOOD, "192.0.2.1")).unwrap();
    made(&mut house, "sec", Role::Security);
    made(&mut house, "aud", Role::Auditor);
    house
}

/// The same with a clerk of unit 102001: li.
pub fn working(ground: &Ground) -> House {
    let mut house = staffed(ground);
    made(&mut house, "li", Role::Clerk);
    en(house.grant(&who("sec"), "li", Role::Clerk, units(&["102001"]))).unwrap();
    house
}

/// The log holds whatever was done.
pub fn sound(house: &mut House) {
    let proof = en(house.log_verify_files()).unwrap();
    assert!(proof.holds(), "{proof:?}");
}
