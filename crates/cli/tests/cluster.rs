//! Files between nodes, from the command line: what is taken, what is refused, and what is said.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Ground(PathBuf);

impl Ground {
    fn new(name: &str) -> Ground {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cluster-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Ground(folder)
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingzhang"));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "MINGZHANG_DB", "MINGZHANG_KEY"] {
            command.env_remove(name);
        }
        let words = line.split_whitespace();
        command.args(words).args(["--lang", "en"]).current_dir(&self.0);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a line; it must end with this code and say this.
    fn check(&self, line: &str, code: i32, says: &[&str]) -> String {
        let done = self.run(line);
        let text = [done.stdout, done.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(done.status.code(), Some(code), "{line}: {text}");
        for said in says {
            assert!(text.contains(said), "{line}: {text}\nis without: {said}");
        }
        text
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A county with the demo in it, its key, and a city.
    fn county_and_city(name: &str) -> Ground {
        let ground = Ground::new(name);
        ground.check("demo --db county.db", 0, &[]);
        ground.check("cluster key county.key", 0, &["fingerprint"]);
        ground.check("init --db city.db --book 140000000 --name 山西省", 0, &[]);
        ground.send("1.parcel", 0, "entries 1–");
        ground
    }

    fn send(&self, file: &str, code: i32, says: &str) -> String {
        let line = format!("cluster send --db county.db --key county.key --to {file}");
        self.check(&line, code, &[says])
    }

    fn receive(&self, files: &str, code: i32, says: &[&str]) -> String {
        self.check(&format!("cluster receive --db city.db {files}"), code, says)
    }

    /// One more batch at the county.
    fn post(&self, text: &str) {
        self.check(&format!("text 职责 {text} --unit 102001 --year 2023 --db county.db"), 0, &[]);
    }

    fn flip(&self, from: &str, to: &str, at: impl Fn(usize) -> usize) {
        let mut bytes = std::fs::read(self.at(from)).unwrap();
        let place = at(bytes.len());
        bytes[place] ^= 1;
        std::fs::write(self.at(to), bytes).unwrap();
    }
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn what_a_county_sends_is_its_ledger_at_the_city() {
    let ground = Ground::county_and_city("there");
    ground.receive("1.parcel", 0, &["the chain holds", "the first file of this node"]);
    ground.receive("1.parcel", 0, &["are there already"]);
    ground.send("2.parcel", 0, "no new entries");
    ground.post("一");
    ground.send("2.parcel", 0, "entries");
    ground.post("二");
    ground.send("3.parcel", 0, "entries");
    // Out of order, and the missing file is named.
    ground.receive("3.parcel", 1, &["expects entry", "is missing"]);
    // Together they are put in order.
    ground.receive("3.parcel 2.parcel", 0, &["2 new"]);
    let own = ground.check("verify --db county.db", 0, &[]);
    let city = ground.check("verify --db city.db", 0, &["140900000", "140000000"]);
    let hash = own.trim().rsplit("head ").next().unwrap();
    assert!(city.contains(hash), "{city} is without {hash}");
    ground.check(
        "cluster status --db city.db",
        0,
        &["140900000", "received, present", "not compared"],
    );
    let trust = "cluster trust --db city.db --region 140900000 --key county.key.pub";
    ground.check(trust, 0, &["is trusted"]);
    let status = ground.check("cluster status --db city.db", 0, &["present"]);
    assert!(!status.contains("not compared"), "{status}");
    ground.check("cluster status --db county.db", 0, &["140900000", "sent, present"]);
    // A file that overlaps what is there adds the rest.
    ground.post("三");
    let again = "cluster send --db county.db --key county.key --since 100 --to 4.parcel";
    ground.check(again, 0, &["entries 101–"]);
    ground.receive("4.parcel", 0, &["2 new"]);
}

#[test]
fn a_folder_gets_a_name() {
    let ground = Ground::county_and_city("folder");
    ground.post("一");
    std::fs::create_dir(ground.at("disc")).unwrap();
    ground.send("disc", 0, "140900000-");
    let files: Vec<_> = std::fs::read_dir(ground.at("disc")).unwrap().collect();
    assert_eq!(files.len(), 1);
}

#[test]
fn what_was_changed_on_the_way_is_refused_and_the_node_isolated() {
    let ground = Ground::county_and_city("changed");
    ground.receive("1.parcel", 0, &[]);
    ground.post("一");
    ground.send("2.parcel", 0, "entries");
    ground.flip("2.parcel", "body.parcel", |len| len - 9);
    ground.receive("body.parcel", 1, &["changed on the way (body)"]);
    ground.flip("2.parcel", "head.parcel", |_| 30);
    ground.receive("head.parcel", 1, &["not taken"]);
    ground.check("cluster status --db city.db", 0, &["present"]);
    let forged = std::fs::read(ground.at("2.parcel")).unwrap();
    let forged = String::from_utf8_lossy(&forged).replacen("\"made\":\"2", "\"made\":\"3", 1);
    std::fs::write(ground.at("forged.parcel"), forged).unwrap();
    ground.receive("forged.parcel", 1, &["the signature does not fit", "is isolated"]);
    ground.check("cluster status --db city.db", 1, &["isolated", "the signature does not fit"]);
    std::fs::write(ground.at("other.parcel"), "PK").unwrap();
    ground.receive("other.parcel missing.parcel", 1, &["not a transfer file", "missing.parcel"]);
    // The node's own file proves itself, and it is believed again.
    ground.receive("2.parcel", 0, &["2 new"]);
    ground.check("cluster status --db city.db", 0, &["present"]);
    ground.check("verify --db city.db", 0, &[]);
}

#[test]
fn two_nodes_with_the_same_code_are_not_mixed_up() {
    let ground = Ground::county_and_city("twins");
    ground.receive("1.parcel", 0, &[]);
    // Another ledger under the same code, with a key of its own.
    std::fs::rename(ground.at("county.db"), ground.at("first.db")).unwrap();
    std::fs::rename(ground.at("county.key"), ground.at("first.key")).unwrap();
    std::fs::rename(ground.at("county.key.pub"), ground.at("first.key.pub")).unwrap();
    ground.check("demo --db county.db", 0, &[]);
    ground.check("cluster key county.key", 0, &[]);
    ground.post("一");
    ground.send("twin.parcel", 0, "entries 1–");
    ground.receive("twin.parcel", 1, &["signed with another key", "two nodes may use one code"]);
    ground.check("cluster status --db city.db", 1, &["isolated", "signed with another key"]);
    // Even believed, it is not the same book.
    let trust = "cluster trust --db city.db --region 140900000 --key county.key.pub";
    ground.check(trust, 0, &["was replaced"]);
    ground.receive("twin.parcel", 1, &["is not the one that was received before"]);
    let back = "cluster trust --db city.db --region 140900000 --key first.key.pub";
    ground.check(back, 0, &["was replaced"]);
    ground.receive("1.parcel", 0, &["are there already"]);
    // The city's own code does not come from outside.
    ground.check("init --db other.db --book 140000000 --name 别处", 0, &[]);
    ground.check("cluster send --db other.db --key first.key --to own.parcel", 0, &["no new"]);
    ground.check("cluster send --db city.db --key first.key --to own.parcel", 0, &["entries 1–"]);
    ground.receive("own.parcel", 1, &["the code of this ledger itself"]);
    ground.check(
        "cluster trust --db city.db --region 140000000 --key first.key.pub",
        2,
        &["the code"],
    );
    ground.check("verify --db city.db", 0, &[]);
}

#[test]
fn a_received_book_stays_as_it_came() {
    let ground = Ground::county_and_city("mirror");
    ground.receive("1.parcel", 0, &[]);
    let db = rusqlite::Connection::open(ground.at("city.db")).unwrap();
    db.execute("UPDATE entry SET amount = amount + 1 WHERE book = '140900000' AND seq = 50", [])
        .unwrap();
    drop(db);
    ground.check("verify --db city.db", 1, &["entry 50", "140900000"]);
}

#[test]
fn keys_are_kept_from_others() {
    let ground = Ground::county_and_city("keys");
    assert_eq!(mode(&ground.at("county.key")), 0o600);
    ground.check("cluster key county.key", 2, &["exists and is not overwritten"]);
    ground.check("cluster send --db county.db --key none.key --to x", 2, &["there is no key"]);
    ground.check(
        "cluster send --db county.db --key county.key.pub --to x",
        2,
        &["others may read"],
    );
    std::fs::write(ground.at("bad.key"), "x").unwrap();
    let rights = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(ground.at("bad.key"), rights).unwrap();
    ground.check("cluster send --db county.db --key bad.key --to x", 2, &["not the PEM file"]);
    ground.check(
        "cluster trust --db city.db --region 1 --key county.key",
        2,
        &["not the PEM file"],
    );
}

#[test]
fn a_ledger_that_is_not_the_one_that_was_sent_is_not_sent() {
    let ground = Ground::county_and_city("restored");
    ground.check("backup old.db --db county.db", 0, &[]);
    ground.post("一");
    ground.send("2.parcel", 0, "entries");
    let node = "UPDATE node SET seen_hash = zeroblob(32)";
    let db = rusqlite::Connection::open(ground.at("county.db")).unwrap();
    db.execute(node, []).unwrap();
    drop(db);
    ground.post("二");
    ground.send("3.parcel", 2, "this is not the ledger that was sent");
}
