//! A small random ledger on both engines.

use base::{Amount, Date};
use ledger::{Controls, Draft, Kind, Project, Unit, UnitKind};
use store::{Book, Header, Outcome, Place, Store};

/// A generator with a seed.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }

    pub fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

/// Runs a check on a file and, where a server is named, on a fresh schema of it.
pub fn each(case: &str, check: fn(&Place)) {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-{case}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    check(&Place::Sqlite(folder.join("book.db")));
    let _ = std::fs::remove_dir_all(&folder);
    let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") else {
        println!(
            "SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set; `cargo xtask test` sets it"
        );
        return;
    };
    let schema = format!("oversight_{case}_{}", std::process::id());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let joint = if url.contains('?') { '&' } else { '?' };
    check(&Place::Postgres(format!("{url}{joint}options=-csearch_path%3D{schema}")));
    client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
}

fn record(topic: &str, key: &str, payload: String) -> Draft {
    let mut d = Draft::new(Kind::Record, Date::constant(2022, 1, 1), 2022, key);
    if topic == "项目" {
        d.unit = String::new();
    }
    (d.topic, d.key, d.payload) = (topic.to_owned(), key.to_owned(), payload);
    d
}

fn unit(n: u64) -> Draft {
    let code = format!("10{n}001");
    let unit = Unit {
        code: code.clone(),
        name: format!("单位{n}"),
        department: format!("10{}", n / 2),
        department_name: format!("部门{}", n / 2),
        region: if n == 5 { String::new() } else { format!("99010{}000", n % 3) },
        kind: if n.is_multiple_of(2) { UnitKind::Administrative } else { UnitKind::Institution },
        alone: false,
    };
    record("单位", &code, serde_json::to_string(&unit).unwrap())
}

fn project(n: u64) -> Draft {
    let code = format!("P{n}");
    let kind = ["人员类", "公用经费", "其他运转类", "特定目标类"][n as usize % 4];
    let project = Project {
        code: code.clone(),
        name: format!("项目{n}"),
        kind: kind.to_owned(),
        unit: String::new(),
    };
    record("项目", &code, serde_json::to_string(&project).unwrap())
}

/// Six units, five projects, three years; some entries taken back.
pub fn filled(place: &Place, seed: u64, entries: u64) -> Store {
    let book = Book { code: "990100000".to_owned(), name: "试".to_owned() };
    let mut store = Store::create(place, &book).unwrap();
    let mut chance = Chance(seed);
    let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
    let cards = (1..7).map(unit).chain((1..6).map(project));
    for card in cards {
        assert!(matches!(posting.post(card).unwrap(), Outcome::Posted(_)));
    }
    let mut staff = Draft::new(Kind::Register, Date::constant(2023, 1, 1), 2023, "102001");
    (staff.topic, staff.key) = ("人员.实有数".to_owned(), "人".to_owned());
    staff.amount = Amount::fen(7);
    posting.post(staff).unwrap();
    posting.commit().unwrap();
    let mut left = entries;
    while left > 0 {
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        let mut seqs = Vec::new();
        for _ in 0..left.min(120) {
            if let Outcome::Posted(seq) = posting.post(money(&mut chance)).unwrap() {
                seqs.push(seq);
            }
            left -= 1;
        }
        let last = Date::constant(2025, 12, 31);
        for seq in seqs.iter().step_by(17) {
            posting.reverse(*seq, last, "录错").unwrap();
        }
        posting.commit().unwrap();
    }
    store
}

fn money(chance: &mut Chance) -> Draft {
    let kind = match chance.below(11) {
        0 => Kind::Initial,
        1 => Kind::Adjust,
        2 | 3 => Kind::Allot,
        4 => Kind::Income,
        5 => Kind::Opening,
        6 => Kind::Recall,
        _ => Kind::Pay,
    };
    let year = 2023 + chance.below(3) as i32;
    let month = 1 + chance.below(12) as i8;
    let day = Date::new(year as i16, month, 1 + chance.below(28) as i8).unwrap();
    let unit = format!("10{}001", 1 + chance.below(6));
    let mut d = Draft::new(kind, day, year, &unit);
    d.project = chance.of(&["", "P1", "P2", "P3", "P4", "P5"]).to_owned();
    d.fund = chance.of(&["111", "12"]).to_owned();
    d.func = chance.of(&["2010101", "2010102", "2050201", "20", ""]).to_owned();
    if kind == Kind::Pay {
        d.eco = chance.of(&["30101", "30201", "30217", ""]).to_owned();
        d.payee = chance.of(&["甲公司", "乙公司", "丙", ""]).to_owned();
    }
    // One line a unit, project and year, so that payments find budget.
    d.line = format!("{year}|{unit}|{}", d.project);
    let fen = chance.below(1_000_000) as i64;
    d.amount =
        Amount::fen(if kind == Kind::Allot || kind == Kind::Initial { fen * 9 } else { fen });
    d
}
