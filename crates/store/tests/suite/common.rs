//! Places on both engines, and a small ledger to begin with.

use base::{Amount, Date};
use ledger::{Controls, Draft, Kind, Unit};
use std::path::PathBuf;
use store::{AsOf, Book, Filter, Header, Outcome, Place, Store};

/// A place of one case, gone with it.
pub struct Ground {
    pub place: Place,
    /// A folder for files of the case.
    pub folder: PathBuf,
    server: Option<(String, String)>,
}

impl Ground {
    /// Another place on the same engine, where there is nothing yet.
    pub fn another(&self, name: &str) -> Place {
        match &self.server {
            None => Place::Sqlite(self.folder.join(name)),
            Some((url, schema)) => schema_of(url, &format!("{schema}_{name}")),
        }
    }

    /// That place once more, when something is there.
    pub fn another_again(&self, name: &str) -> Place {
        match &self.server {
            None => Place::Sqlite(self.folder.join(name)),
            Some((url, schema)) => path_of(url, &format!("{schema}_{name}")),
        }
    }

    /// Runs SQL behind the ledger's back.
    pub fn raw(&self, sql: &str) {
        raw(&self.place, sql);
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some((url, schema)) = &self.server
            && let Ok(mut client) = postgres::Client::connect(url, postgres::NoTls)
        {
            let sql = format!(
                "DO $$ DECLARE s text; BEGIN FOR s IN SELECT nspname FROM pg_namespace \
                 WHERE nspname LIKE '{schema}%' LOOP EXECUTE 'DROP SCHEMA ' || s || ' CASCADE'; \
                 END LOOP; END $$"
            );
            let _ = client.batch_execute(&sql);
        }
    }
}

pub fn raw(place: &Place, sql: &str) {
    match place {
        Place::Sqlite(path) => {
            rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
        }
        Place::Postgres(url) => {
            postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}

fn schema_of(url: &str, schema: &str) -> Place {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    path_of(url, schema)
}

fn path_of(url: &str, schema: &str) -> Place {
    let joint = if url.contains('?') { '&' } else { '?' };
    Place::Postgres(format!("{url}{joint}options=-csearch_path%3D{schema}"))
}

/// Runs a case on a fresh file and, where a server is named, on a fresh schema of it.
pub fn each(case: &str, check: fn(&Ground)) {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-{case}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let place = Place::Sqlite(folder.join("book.db"));
    check(&Ground { place, folder: folder.clone(), server: None });
    let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") else {
        println!(
            "SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set; `cargo xtask test` sets it"
        );
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    let schema = format!("case_{case}_{}", std::process::id());
    let place = schema_of(&url, &schema);
    check(&Ground { place, folder, server: Some((url, schema)) });
}

pub fn book() -> Book {
    Book { code: "990101000".to_owned(), name: "试".to_owned() }
}

pub fn day(day: i8) -> Date {
    Date::constant(2023, 5, day)
}

pub fn draft(kind: Kind, on: i8, fen: i64) -> Draft {
    let mut d = Draft::new(kind, day(on), 2023, "102001");
    d.line = "L1".to_owned();
    d.fund = "111".to_owned();
    d.func = "2010101".to_owned();
    d.amount = Amount::fen(fen);
    d
}

/// A payment with the id of its source.
pub fn row(fen: i64, stamp: &str) -> Draft {
    Draft { ext: "支付:1".to_owned(), stamp: stamp.to_owned(), ..draft(Kind::Pay, 3, fen) }
}

pub fn record(topic: &str, key: &str, payload: String) -> Draft {
    let mut d = Draft::new(Kind::Record, day(1), 2023, "");
    (d.topic, d.key, d.payload) = (topic.to_owned(), key.to_owned(), payload);
    d
}

pub fn unit(code: &str) -> Draft {
    let unit = Unit { code: code.to_owned(), name: "试".to_owned(), ..Unit::default() };
    record("单位", code, serde_json::to_string(&unit).unwrap())
}

pub fn header() -> Header {
    Header { actor: "t".to_owned(), at: "2023-05-01T00:00:00Z".to_owned(), ..Header::default() }
}

/// Posts one batch; gives what became of each draft.
pub fn post(store: &mut Store, drafts: impl IntoIterator<Item = Draft>) -> Vec<Outcome> {
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    let outcomes = drafts.into_iter().map(|d| posting.post(d).unwrap()).collect();
    posting.commit().unwrap();
    outcomes
}

/// Posts one draft; a word for what became of it, with the code of a refusal.
pub fn one(store: &mut Store, draft: Draft) -> String {
    word(&post(store, [draft])[0])
}

pub fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Posted(_) => "posted".to_owned(),
        Outcome::Same(_) => "same".to_owned(),
        Outcome::Replaced { .. } => "replaced".to_owned(),
        Outcome::Deleted(_) => "deleted".to_owned(),
        Outcome::Stale(_) => "stale".to_owned(),
        Outcome::Refused(refusal) => refusal.code.to_owned(),
    }
}

pub fn paid(store: &mut Store, as_of: AsOf) -> i64 {
    let filter = Filter { kinds: vec![Kind::Pay], as_of, ..Filter::default() };
    store.sums(&filter, &[]).unwrap()[0].amount.as_fen()
}

/// A ledger with a unit and one line: 1,000 of budget, 800 released. Its entries are 1 to 4.
pub fn filled(place: &Place) -> Store {
    let mut store = Store::create(place, &book()).unwrap();
    post(&mut store, [unit("102001"), draft(Kind::Initial, 1, 1000), draft(Kind::Allot, 2, 800)]);
    store
}

pub fn clean(store: &mut Store) {
    store.verify(&mut |_, _| {}).unwrap();
}
