//! A city over counties: databases of one server stand for the nodes.

use crate::common::*;
use ledger::{Controls, Draft, Kind};
use store::{Book, Place, State, Store, StoreError, Value, Way};

/// A city and counties, each in a database of its own; gone with the case.
struct Nodes {
    base: String,
    case: String,
    made: Vec<String>,
}

impl Nodes {
    /// `None`, and a word about it, where no server is named.
    fn new(case: &str) -> Option<Nodes> {
        let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") else {
            println!("SKIPPED: a cluster needs PostgreSQL; MINGZHANG_TEST_POSTGRES names none");
            return None;
        };
        let base = url.rsplit_once('/').unwrap().0.to_owned();
        Some(Nodes { base, case: format!("{case}_{}", std::process::id()), made: Vec::new() })
    }

    fn database(&mut self, name: &str) -> String {
        let name = format!("mz_{}_{name}", self.case);
        self.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        self.admin(&format!("CREATE DATABASE {name}"));
        self.made.push(name.clone());
        format!("{}/{name}", self.base)
    }

    fn admin(&self, sql: &str) {
        raw(&Place::Postgres(format!("{}/postgres", self.base)), sql);
    }

    fn city(&mut self) -> (Store, String) {
        let url = self.database("city");
        let book = Book { code: "990100000".to_owned(), name: "市".to_owned() };
        let mut store = Store::create(&Place::Postgres(url.clone()), &book).unwrap();
        post(
            &mut store,
            [unit("001001"), Draft { unit: "001001".to_owned(), ..draft(Kind::Initial, 1, 7) }],
        );
        store.cluster_init().unwrap();
        (store, url)
    }

    fn county(&mut self, code: &str, paid: i64) -> String {
        let url = self.database(&format!("c{code}"));
        fill(&Place::Postgres(url.clone()), code, paid);
        url
    }

    /// Nobody gets in any more, and who is in is put out: what a county looks like when it is gone.
    fn stop(&self, url: &str) {
        let name = url.rsplit('/').next().unwrap();
        self.admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        self.admin(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }

    fn start(&self, url: &str) {
        let name = url.rsplit('/').next().unwrap();
        self.admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for name in &self.made {
            let place = format!("{}/postgres", self.base);
            if let Ok(mut client) = postgres::Client::connect(&place, postgres::NoTls) {
                let _ = client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
            }
        }
    }
}

fn county_book(code: &str) -> Book {
    Book { code: code.to_owned(), name: format!("县{code}") }
}

/// A county's ledger: one budget and one payment.
fn fill(place: &Place, code: &str, paid: i64) -> Store {
    let mut store = Store::create(place, &county_book(code)).unwrap();
    let drafts = [draft(Kind::Initial, 1, 1000), draft(Kind::Allot, 2, 800)];
    post(&mut store, [unit("102001")].into_iter().chain(drafts));
    post(&mut store, [draft(Kind::Pay, 3, paid)]);
    store
}

/// The session over all nodes.
fn joined(city: &str) -> Store {
    Store::open(&Place::Postgres(format!("{city}?schema=cluster"))).unwrap()
}

const SUMS: &str = "SELECT r.book, u.name, r.kind, CAST(SUM(r.amount) AS BIGINT) FROM by_unit r \
     LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit WHERE r.year = 2023 \
     GROUP BY r.book, u.name, r.kind ORDER BY r.book, r.kind";

/// What was paid, by book.
fn paid_by(store: &mut Store) -> Vec<(String, i64)> {
    let rows = store.ask(SUMS, &[]).unwrap();
    let paid = rows.iter().filter(|r| r[2] == Value::from("支付"));
    paid.map(|r| (r[0].text().to_owned(), r[3].int().unwrap())).collect()
}

fn is(code: &str, paid: i64) -> (String, i64) {
    (code.to_owned(), paid)
}

const ONE: &str = "990101000";
const TWO: &str = "990102000";

/// A city with two counties mounted, and their addresses: the city's, then the counties'.
fn ready(nodes: &mut Nodes) -> (Store, [String; 3]) {
    let (mut city, url) = nodes.city();
    let counties = [nodes.county(ONE, 300), nodes.county(TWO, 500)];
    for (code, url) in [ONE, TWO].into_iter().zip(&counties) {
        let node = city.mount(&Book { code: code.to_owned(), name: String::new() }, url).unwrap();
        assert_eq!((node.book, node.state, node.seen_seq), (county_book(code), State::Present, 6));
    }
    let [one, two] = counties;
    (city, [url, one, two])
}

#[test]
fn a_city_asks_its_counties_as_one_ledger() {
    let Some(mut nodes) = Nodes::new("ask") else { return };
    let (mut city, [url, ..]) = ready(&mut nodes);
    let mut all = joined(&url);
    assert_eq!(paid_by(&mut all), [is(ONE, 300), is(TWO, 500)]);
    assert!(all.missing().is_empty() && all.is_cluster());
    let codes: Vec<String> = all.books().unwrap().into_iter().map(|b| b.code).collect();
    assert_eq!(codes, ["990100000", ONE, TWO]);
    // A county's book is proved from here as at home.
    all.turn_to(TWO).unwrap();
    clean(&mut all);
    assert_eq!(all.head().unwrap().seq, 6);
    // For questions only; the city posts to its own ledger while the session lasts.
    let said = all.begin(&header(), &Controls::default()).map(|_| ());
    assert_eq!(said, Err(StoreError::ManyNodes));
    assert_eq!(all.receive(&book()).map(|_| ()), Err(StoreError::ManyNodes));
    assert!(matches!(all.ask("DELETE FROM entry", &[]), Err(StoreError::ReadOnly)));
    let pay = Draft { unit: "001001".to_owned(), line: "L9".to_owned(), ..draft(Kind::Pay, 4, 1) };
    let allot = Draft { kind: Kind::Allot, ..pay.clone() };
    let budget = Draft { kind: Kind::Initial, ..pay.clone() };
    post(&mut city, [budget, allot, pay]);
    clean(&mut city);
    assert_eq!(paid_by(&mut all), [is("990100000", 1), is(ONE, 300), is(TWO, 500)]);
    // And a county that goes on posting is seen at once.
    let mut county =
        Store::open(&Place::Postgres(format!("{}/mz_{}_c{ONE}", nodes.base, nodes.case)));
    post(county.as_mut().unwrap(), [draft(Kind::Pay, 5, 20)]);
    assert_eq!(paid_by(&mut all)[1], is(ONE, 320));
    // The city alone knows nothing of them.
    assert_eq!(paid_by(&mut Store::open(&Place::Postgres(url)).unwrap()), [is("990100000", 1)]);
}

#[test]
fn a_county_that_is_gone_is_left_out_and_named_until_it_is_back() {
    let Some(mut nodes) = Nodes::new("gone") else { return };
    let (_, [url, one, _]) = ready(&mut nodes);
    let mut all = joined(&url);
    assert_eq!(paid_by(&mut all), [is(ONE, 300), is(TWO, 500)]);
    nodes.stop(&one);
    // A session that knows nothing of it, and a new one.
    assert_eq!(paid_by(&mut all), [is(TWO, 500)]);
    let mut fresh = joined(&url);
    assert_eq!(paid_by(&mut fresh), [is(TWO, 500)]);
    for store in [&all, &fresh] {
        let [gap] = store.missing() else { panic!("{:?}", store.missing()) };
        assert_eq!((&gap.book, gap.last_seq), (&county_book(ONE), 6));
        assert_eq!(gap.since.len(), 20);
        assert!(gap.reason.contains("cannot be reached"), "{}", gap.reason);
    }
    let node = fresh.node(ONE).unwrap().unwrap();
    assert_eq!((node.state, node.seen_seq), (State::Missing, 6));
    nodes.start(&one);
    assert!(all.refresh_nodes().unwrap());
    assert_eq!(paid_by(&mut all), [is(ONE, 300), is(TWO, 500)]);
    assert!(all.missing().is_empty());
}

#[test]
fn a_county_that_is_lost_between_two_questions_costs_no_answer() {
    let Some(mut nodes) = Nodes::new("lost") else { return };
    let (_, [url, one, two]) = ready(&mut nodes);
    let mut all = joined(&url);
    let mut stopped = false;
    let both = all
        .at_once(|store| {
            let first = store.ask(SUMS, &[])?.len();
            if !stopped {
                stopped = true;
                nodes.stop(&one);
            }
            Ok((first, store.ask(SUMS, &[])?.len()))
        })
        .unwrap();
    assert_eq!((both, all.missing().len()), ((4, 4), 1));
    // All of them.
    nodes.stop(&two);
    assert_eq!(all.ask(SUMS, &[]).unwrap().len(), 1);
    assert_eq!(all.missing().len(), 2);
    // What is wrong with the question itself is said once.
    assert!(matches!(all.ask("SELECT nothing FROM by_unit", &[]), Err(StoreError::Engine(_))));
}

/// It is there, but holds up whoever asks.
#[test]
fn a_county_that_gives_no_answer_is_left_out() {
    let Some(mut nodes) = Nodes::new("frozen") else { return };
    let (_, [url, one, _]) = ready(&mut nodes);
    let mut all = joined(&url);
    let mut holder = postgres::Client::connect(&one, postgres::NoTls).unwrap();
    holder.batch_execute("BEGIN; LOCK TABLE by_unit, mingzhang_schema").unwrap();
    all.scratch("SET statement_timeout = '1s'").unwrap();
    assert_eq!(paid_by(&mut all), [is(TWO, 500)]);
    assert_eq!(all.missing()[0].book.code, ONE);
    holder.batch_execute("ROLLBACK").unwrap();
    all.refresh_nodes().unwrap();
    assert_eq!(paid_by(&mut all), [is(ONE, 300), is(TWO, 500)]);
}

/// Why a node is not mounted; nothing of it is left then.
#[test]
fn what_must_not_be_mounted_is_refused() {
    let Some(mut nodes) = Nodes::new("refuse") else { return };
    let (mut city, _) = nodes.city();
    let county = nodes.county(ONE, 300);
    let (older, newer) = (nodes.county("990103000", 1), nodes.county("990104000", 1));
    raw(&Place::Postgres(older.clone()), "UPDATE mingzhang_schema SET version = 2");
    raw(&Place::Postgres(newer.clone()), "UPDATE mingzhang_schema SET version = 99");
    let (empty, gone) = (nodes.database("empty"), format!("{}/nowhere", nodes.base));
    let role = format!("mz_{}", nodes.case);
    nodes.admin(&format!("CREATE ROLE {role} LOGIN PASSWORD 'geheim'"));
    let (_, host) = county.split_once('@').unwrap();
    let stranger = format!("postgresql://{role}:geheim@{host}");
    let own = Store::open(&Place::Postgres(county.clone())).unwrap();
    let cases = [
        ("12", county.as_str(), "not a region code"),
        ("99010100x", &county, "not a region code"),
        ("990100000", &county, "taken by this ledger itself"),
        (TWO, &county, "is 990101000's, not 990102000's"),
        ("990103000", &older, "is older (2)"),
        ("990104000", &newer, "is newer (99)"),
        ("990105000", &empty, "there is no ledger of ours"),
        ("990105000", &gone, "cannot be reached"),
        (ONE, "postgres://u:geheim@h:x/d", "the address of the node is wrong"),
        (ONE, &stranger, "run cluster share there"),
    ];
    for (code, url, said) in cases {
        let book = Book { code: code.to_owned(), name: String::new() };
        let error = city.mount(&book, url).unwrap_err().to_string();
        assert!(error.contains(said), "{error}\nis not about {said}");
        assert!(!error.contains("geheim"), "{error}");
    }
    assert!(city.nodes().unwrap().is_empty());
    let servers = city.ask("SELECT COUNT(*) FROM pg_foreign_server", &[]).unwrap();
    assert_eq!(servers, [[Value::Int(0)]]);
    // With the rights it is given, the role reads and does nothing else.
    let mut own = own;
    assert!(own.share("nobody_knows").unwrap_err().to_string().contains("CREATE ROLE"));
    own.share(&role).unwrap();
    let node = city.mount(&county_book(ONE), &stranger).unwrap();
    assert!(
        !node.place.contains("geheim") && node.place.ends_with(&format!("c{ONE}")),
        "{}",
        node.place
    );
    let again = city.mount(&county_book(ONE), &county).unwrap_err().to_string();
    assert!(again.contains("two nodes cannot share one"), "{again}");
    let mut client = postgres::Client::connect(&stranger, postgres::NoTls).unwrap();
    assert!(client.batch_execute("DELETE FROM entry").is_err());
    drop(client);
    city.unmount(ONE).unwrap();
    assert_eq!(city.unmount(ONE), Err(StoreError::NoBook(ONE.to_owned())));
    raw(&Place::Postgres(county), &format!("DROP OWNED BY {role}"));
    nodes.admin(&format!("DROP ROLE {role}"));
}

#[test]
fn a_county_whose_history_has_changed_is_isolated() {
    let Some(mut nodes) = Nodes::new("history") else { return };
    let (mut city, [url, one, _]) = ready(&mut nodes);
    // Another ledger of the same code in the same place.
    raw(&Place::Postgres(one.clone()), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    fill(&Place::Postgres(one.clone()), ONE, 301);
    let mut all = joined(&url);
    assert_eq!(paid_by(&mut all), [is(TWO, 500)]);
    assert!(all.missing()[0].reason.contains("the history of node 990101000 has changed"));
    assert_eq!(all.node(ONE).unwrap().unwrap().state, State::Isolated);
    city.unmount(ONE).unwrap();
    city.mount(&county_book(ONE), &one).unwrap();
    all.refresh_nodes().unwrap();
    assert_eq!(paid_by(&mut all), [is(ONE, 301), is(TWO, 500)]);
}

#[test]
fn books_that_are_received_and_mounted_stand_side_by_side() {
    let Some(mut nodes) = Nodes::new("both") else { return };
    let (mut city, [url, ..]) = ready(&mut nodes);
    let said = city.receive(&county_book(ONE)).map(|_| ());
    assert_eq!(said, Err(StoreError::Mounted(ONE.to_owned())));
    let three = county_book("990103000");
    let file = std::env::temp_dir().join(format!("mingzhang-{}-both.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let mut source = fill(&Place::Sqlite(file.clone()), &three.code, 90);
    let mut entries = Vec::new();
    source.entries(&store::Filter::default(), &mut |e| entries.push(e)).unwrap();
    let mut receiving = city.receive(&three).unwrap();
    entries.into_iter().for_each(|e| receiving.keep(e).unwrap());
    receiving.commit(&store::Node::new(three.clone(), Way::Received)).unwrap();
    let mut all = joined(&url);
    assert_eq!(paid_by(&mut all), [is(ONE, 300), is(TWO, 500), is("990103000", 90)]);
    let address = nodes.county("990103000", 90);
    let error = city.mount(&three, &address).unwrap_err().to_string();
    assert!(error.contains("received by files"), "{error}");
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn what_is_laid_can_be_laid_again() {
    let Some(mut nodes) = Nodes::new("lay") else { return };
    let (mut city, [url, ..]) = ready(&mut nodes);
    city.cluster_init().unwrap();
    assert_eq!(paid_by(&mut joined(&url)), [is(ONE, 300), is(TWO, 500)]);
    drop(city);
    // An older ledger that is brought up while it is laid; its list of nodes was not there yet.
    raw(&Place::Postgres(url.clone()), "DROP TABLE node; UPDATE mingzhang_schema SET version = 2");
    let mut city = Store::open(&Place::Postgres(url.clone())).unwrap();
    clean(&mut city);
    assert_eq!(paid_by(&mut joined(&url)), []);
}

#[test]
fn a_file_cannot_mount() {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-mount", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut store = filled(&Place::Sqlite(folder.join("a.db")));
    for done in [store.cluster_init(), store.share("x"), store.unmount(ONE)] {
        assert!(matches!(done, Err(StoreError::Node(_))));
    }
    assert!(matches!(store.mount(&county_book(ONE), "postgres://u@h/d"), Err(StoreError::Node(_))));
    assert!(!store.refresh_nodes().unwrap() && store.missing().is_empty());
    std::fs::remove_dir_all(&folder).unwrap();
}
