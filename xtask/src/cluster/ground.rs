//! The three servers, what stands on them, and the one database beside them.

use super::Wanted;
use crate::chance::Chance;
use crate::clerk::{Clerk, Folder};
use crate::postgres::Server;
use anyhow::{Context, Result, bail, ensure};
use app::desk::{self, Desk};
use base::{Amount, Date};
use ledger::{Control, Controls, Draft, Kind, Unit};
use std::path::{Path, PathBuf};
use store::{Book, Header, Outcome, Place, Store};

/// A county: its code, name and server.
pub struct County {
    pub code: &'static str,
    pub name: &'static str,
    pub server: Server,
}

pub struct Ground {
    pub city: Server,
    pub counties: [County; 2],
    /// The one database that holds all: a file.
    pub whole: PathBuf,
    pub program: PathBuf,
    folder: Folder,
}

/// The role by which the city reads, and its password, which no message or log may hold.
pub const ROLE: &str = "reader";
pub const PASSWORD: &str = "Kou-Ling-1949";

pub const CITY: &str = "990100000";

/// Every statement is logged: what the nodes are asked can be read, and what must not be said is looked
/// for.
const LOGGED: &[&str] = &["log_statement=all"];

impl Ground {
    pub fn new(program: PathBuf, wanted: &Wanted) -> Result<Ground> {
        let folder = Folder::new("cluster")?;
        let ground = Ground {
            city: Server::named("city", LOGGED)?,
            counties: [
                County {
                    code: "990101000", name: "云岭区", server: Server::named("c1", LOGGED)?
                },
                County {
                    code: "990102000", name: "青川县", server: Server::named("c2", LOGGED)?
                },
            ],
            whole: folder.path().join("whole.db"),
            program,
            folder,
        };
        ground.fill(wanted)?;
        ground.gather()?;
        ground.mount()?;
        Ok(ground)
    }

    /// The program on a ledger.
    pub fn clerk(&self, db: &str) -> Clerk {
        Clerk::new(&self.program, Path::new(db), None)
    }

    /// A session over all nodes.
    pub fn all(&self) -> Result<Store> {
        Ok(Store::open(&Place::Postgres(self.everywhere()))?)
    }

    /// Its address.
    pub fn everywhere(&self) -> String {
        format!("{}?schema=cluster", self.city.url())
    }

    /// The one database.
    pub fn one(&self) -> Result<Store> {
        Ok(Store::open(&Place::Sqlite(self.whole.clone()))?)
    }

    /// The counties at the same time, the city meanwhile.
    fn fill(&self, wanted: &Wanted) -> Result<()> {
        let mut chance = Chance::new(wanted.seed);
        let seeds: Vec<u64> = self.counties.iter().map(|_| chance.next()).collect();
        std::thread::scope(|scope| {
            let counties = self.counties.iter().zip(seeds);
            let filling: Vec<_> = counties
                .map(|(county, seed)| scope.spawn(move || county.fill(wanted, seed)))
                .collect();
            let city = Book { code: CITY.to_owned(), name: "云州市".to_owned() };
            let mut store = Store::create(&Place::Postgres(self.city.url()), &city)?;
            pay(&mut store, "001001", 20, chance.next())?;
            for one in filling {
                match one.join() {
                    Ok(done) => done?,
                    Err(_) => bail!("filling a county failed"),
                }
            }
            Ok(())
        })
    }

    /// The same, in one database: every book travels by files.
    fn gather(&self) -> Result<()> {
        let whole = self.whole.display().to_string();
        self.clerk(&whole).must(&["init", "--book", "990199000", "--name", "全部"])?;
        let key = self.folder.path().join("key").display().to_string();
        self.clerk(&whole).must(&["cluster", "key", &key])?;
        let servers = self.counties.iter().map(|c| &c.server).chain([&self.city]);
        for (n, server) in servers.enumerate() {
            let file = self.folder.path().join(format!("{n}.parcel")).display().to_string();
            let send = ["cluster", "send", "--key", &key, "--to", &file];
            self.clerk(&server.url()).must(&send)?;
            self.clerk(&whole).must(&["cluster", "receive", &file])?;
        }
        self.clerk(&whole).must(&["verify"])?;
        Ok(())
    }

    fn mount(&self) -> Result<()> {
        let city = self.clerk(&self.city.url());
        city.must(&["cluster", "init"])?;
        for county in &self.counties {
            county.server.ask_password_of(ROLE)?;
            run(&county.server.url(), &format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'"))?;
            let clerk = self.clerk(&county.server.url());
            clerk.must(&["cluster", "share", "--role", ROLE])?;
            let add = |password: &str| {
                let url = county.server.url_of(&format!("{ROLE}:{password}"));
                city.ask(&["cluster", "add", "--region", county.code, "--url", &url])
            };
            let refused = add("wrong")?;
            ensure!(
                refused.code == Some(2) && refused.err.contains("password authentication failed"),
                "a wrong password must be refused: {}{}",
                refused.out,
                refused.err
            );
            let added = add(PASSWORD)?;
            ensure!(added.code == Some(0), "cluster add: {}{}", added.out, added.err);
            ensure!(!added.out.contains(PASSWORD), "the password is shown: {}", added.out);
            ensure!(added.out.contains(county.name), "not named by itself: {}", added.out);
        }
        let said = city.must(&["cluster", "status"])?;
        ensure!(said.out.matches("mounted, present").count() == 2, "status: {}", said.out);
        Ok(())
    }
}

impl County {
    fn fill(&self, wanted: &Wanted, seed: u64) -> Result<()> {
        let mut desk = Desk::create(&self.server.url(), self.code, self.name, "xtask")?;
        if !wanted.short {
            desk::demo(&mut desk)?;
        }
        drop(desk);
        let mut store = Store::open(&Place::Postgres(self.server.url()))?;
        let unit = if self.code.ends_with("1000") { "901001" } else { "902001" };
        pay(&mut store, unit, wanted.payments, seed)?;
        // What a server does by itself within a minute.
        run(&self.server.url(), "ANALYZE")
    }

    /// The server of its name.
    pub fn stop(&self) -> Result<()> {
        self.server.stop()
    }
}

/// A unit of its own with so many payments, whose amounts the seed decides.
fn pay(store: &mut Store, unit: &str, payments: usize, seed: u64) -> Result<()> {
    let mut chance = Chance::new(seed);
    let header = Header { at: "2023-12-31T00:00:00Z".to_owned(), ..Header::default() };
    let controls = Controls { unknown_unit: Control::Warn, ..Controls::default() };
    let mut posting = store.begin(&header, &controls)?;
    let mut known = Draft::new(Kind::Record, Date::constant(2023, 1, 1), 2023, "");
    let card = Unit {
        code: unit.to_owned(),
        name: format!("{unit}号单位"),
        department: "9".to_owned(),
        department_name: "直属".to_owned(),
        ..Unit::default()
    };
    (known.topic, known.key) = ("单位".to_owned(), unit.to_owned());
    known.payload = serde_json::to_string(&card)?;
    let mut drafts = vec![known];
    for kind in [Kind::Initial, Kind::Allot] {
        let mut draft = Draft::new(kind, Date::constant(2023, 1, 5), 2023, unit);
        (draft.line, draft.fund, draft.func) = ("零星".into(), "111".into(), "2010301".into());
        draft.amount = Amount::fen(1_000_000_000_000);
        drafts.push(draft);
    }
    for _ in 0..payments {
        let month = i8::try_from(1 + chance.below(12))?;
        let day = Date::new(2023, month, i8::try_from(6 + chance.below(20))?)?;
        let mut draft = Draft::new(Kind::Pay, day, 2023, unit);
        (draft.line, draft.fund, draft.func) = ("零星".into(), "111".into(), "2010301".into());
        draft.eco = ["30201", "30211", "30227"][chance.below(3)].to_owned();
        draft.payee = format!("商户{:03}", chance.below(300));
        draft.amount = Amount::fen(i64::try_from(100 + chance.below(5_000_000))?);
        drafts.push(draft);
    }
    for draft in drafts {
        if let Outcome::Refused(refusal) = posting.post(draft)? {
            bail!("{}", refusal.en);
        }
    }
    posting.commit()?;
    Ok(())
}

/// Runs SQL on a server, past our own program.
pub fn run(url: &str, sql: &str) -> Result<()> {
    let mut client = postgres::Client::connect(url, postgres::NoTls)?;
    client.batch_execute(sql).context("SQL")
}
