//! What is kept: drafts, records, files; the log, and what it says when somebody has been at it.

use crate::common::*;
use app::house::{Conflict, LogProof, LogSearch, Record, RecordChange, Scan};

fn record(kind: &str, id: &str, expected: Option<u64>, body: &str) -> Record {
    Record {
        kind: kind.to_owned(),
        id: id.to_owned(),
        expected,
        owner: "li".to_owned(),
        unit: "102001".to_owned(),
        body: body.to_owned(),
    }
}

#[test]
fn a_draft_is_kept_until_it_is_sent() {
    each("drafts", |ground| {
        let mut house = working(ground);
        let lines = en(house.log_head()).unwrap().seq;
        let li = who("li");
        let save = |house: &mut app::house::House, body: &str, expected| {
            en(house.save_draft(&li, "自评", "P1/2024", body, expected)).unwrap()
        };
        assert_eq!(save(&mut house, "一", Some(0)), Ok(1));
        assert_eq!(save(&mut house, "二", Some(1)), Ok(2));
        // Another tab, which read the first version.
        let mut other = house.again().unwrap();
        let late = save(&mut other, "三", Some(1));
        assert!(matches!(late, Err(Conflict(ref f)) if f.en.contains("somebody else")), "{late:?}");
        let draft = en(house.draft("li", "自评", "P1/2024")).unwrap().unwrap();
        assert_eq!((draft.body.as_str(), draft.version), ("二", 2));
        assert_eq!((draft.form.as_str(), draft.key.as_str()), ("自评", "P1/2024"));
        assert_eq!(save(&mut house, "四\0", None), Ok(3));
        en(house.save_draft(&li, "自评/P1", "2024", "x", Some(0))).unwrap().unwrap();
        assert_eq!(en(house.drafts_of("li")).unwrap().len(), 2, "ids do not run into each other");
        assert_eq!(en(house.drafts_of("wang")), Ok(Vec::new()));
        assert_eq!(en(house.draft("wang", "自评", "P1/2024")), Ok(None));
        assert!(refused(house.save_draft(&who(""), "f", "k", "", None)).contains("log in"));
        assert!(
            refused(house.save_draft(&li, "f", "k", &"x".repeat(5 << 20), None)).contains("MB")
        );
        en(house.drop_draft(&li, "自评", "P1/2024")).unwrap();
        assert_eq!(en(house.draft("li", "自评", "P1/2024")), Ok(None));
        assert_eq!(en(house.log_head()).unwrap().seq, lines, "drafts are not in the log");
        sound(&mut house);
    });
}

#[test]
fn records_of_two_at_once_conflict_and_are_logged() {
    each("records", |ground| {
        let mut house = working(ground);
        let mut other = house.again().unwrap();
        let li = who("li");
        let first =
            house.put_record(&li, "decide", "采纳", record("decision", "d1", Some(0), "{}"));
        assert_eq!(en(first).unwrap(), Ok(1));
        let change = |n| record("decision", "d1", Some(1), n);
        assert_eq!(en(house.put_record(&li, "decide", "", change("{1}"))).unwrap(), Ok(2));
        let late = en(other.put_record(&who("wang"), "decide", "", change("{2}"))).unwrap();
        assert!(matches!(late, Err(Conflict(ref f)) if f.en.contains("decision d1")), "{late:?}");
        let item = en(other.record("decision", "d1")).unwrap().unwrap();
        assert_eq!((item.body.as_str(), item.version, item.owner.as_str()), ("{1}", 2, "li"));
        // Several together, or none.
        let both = vec![
            RecordChange::Put(record("decision", "d2", Some(0), "{}")),
            RecordChange::Drop {
                kind: "decision".to_owned(),
                id: "d1".to_owned(),
                expected: Some(1),
            },
        ];
        assert!(en(house.put_records(&li, "move", "", both)).unwrap().is_err());
        assert_eq!(en(house.record("decision", "d2")), Ok(None));
        let scan = Scan { unit: Some("102001".to_owned()), ..Scan::default() };
        assert_eq!(en(house.records("decision", &scan)).unwrap().len(), 1);
        en(house.drop_record(&li, "drop", "", ("decision", "d1"), Some(2))).unwrap().unwrap();
        assert_eq!(en(house.records("decision", &Scan::default())), Ok(Vec::new()));
        // What has secrets or rules of its own is not got at this way.
        for kind in
            ["account", "session", "invitation", "token", "factor", "first", "draft", "blob"]
        {
            assert!(refused(house.record(kind, "li")).contains(kind));
            assert!(refused(house.records(kind, &Scan::default())).contains(kind));
            assert!(
                refused(house.put_record(&li, "x", "", record(kind, "li", None, "")))
                    .contains(kind)
            );
        }
        sound(&mut house);
    });
}

#[test]
fn files_are_found_by_what_they_are() {
    each("files", |ground| {
        let mut house = working(ground);
        let hash = en(house.keep_file(&who("li"), b"abc".to_vec(), "自评.docx")).unwrap();
        // FIPS 180-4.
        let expect = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash, expect);
        assert_eq!(en(house.keep_file(&who("sec"), b"abc".to_vec(), "x")), Ok(hash.clone()));
        assert_eq!(en(house.file(&hash)), Ok(Some(b"abc".to_vec())));
        assert_eq!(en(house.file("none")), Ok(None));
        sound(&mut house);
        ground.raw("UPDATE blob SET bytes = (SELECT hash FROM log WHERE seq = 1)");
        assert!(en(house.log_verify()).unwrap().holds(), "only that it is there");
        let (_, en) = en(house.log_verify_files()).unwrap().words();
        assert!(en.contains(expect), "{en}");
    });
}

#[test]
fn the_log_is_searched_by_day_and_names_what_was_tampered_with() {
    each("log", |ground| {
        let mut house = working(ground);
        wait(15 * HOUR + 59 * MINUTE);
        en(house.log_note(&who("li"), "import", "1月支付.csv\0", "first")).unwrap();
        wait(MINUTE);
        en(house.log_note(&who("li"), "import", "2月支付.csv", "second")).unwrap();
        let day = |from: &str, to: &str| LogSearch {
            action: Some("import".to_owned()),
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
            ..LogSearch::default()
        };
        // 16:00 in UTC is midnight in China.
        let cases = [
            (day("2026-01-01", "2026-01-01"), 1),
            (day("2026-01-02", "2026-01-02"), 1),
            (day("2026-01-01", "2026-01-02"), 2),
            (day("2026-01-03", "2026-01-03"), 0),
            (day("2026-01-01T16:00:00Z", "2026-01-01T16:00:01Z"), 1),
        ];
        for (search, expect) in cases {
            assert_eq!(en(house.log_search(&search)).unwrap().len(), expect, "{search:?}");
        }
        assert!(refused(house.log_search(&day("yesterdays", "2026-01-01"))).contains("day"));
        let LogProof::Holds(proved) = en(house.log_verify()).unwrap() else { panic!() };
        assert_eq!(proved.hash, en(house.log_head()).unwrap().hash);
        // The clerk makes himself a finance reviewer.
        ground.raw(
            "UPDATE item SET body = REPLACE(body, '\"clerk\"', '\"finance\"') WHERE id = 'li'",
        );
        let proof = en(house.log_verify()).unwrap();
        let (zh, en_) = proof.words();
        assert!(!proof.holds() && en_.contains("account li") && zh.contains("account li"), "{en_}");
        ground.raw(
            "UPDATE item SET body = REPLACE(body, '\"finance\"', '\"clerk\"') WHERE id = 'li'",
        );
        sound(&mut house);
        ground.raw("UPDATE log SET note = 'third' WHERE note = 'second'");
        let (_, en) = en(house.log_verify()).unwrap().words();
        assert!(en.contains(&format!("line {} of", proved.lines)), "{en}");
    });
}

#[test]
fn a_register_is_its_owners_alone() {
    each("file_mode", |ground| {
        drop(working(ground));
        let file = std::path::PathBuf::from(format!("{}.house", ground.place));
        if !file.exists() {
            return;
        }
        #[cfg(unix)]
        for end in ["", "-wal"] {
            use std::os::unix::fs::PermissionsExt;
            let Ok(of) = std::fs::metadata(format!("{}{end}", file.display())) else { continue };
            assert_eq!(of.permissions().mode() & 0o777, 0o600, "{end}");
        }
        // Where there is no folder, it is said.
        let nowhere = ground.folder.join("none/book.db").display().to_string();
        assert!(refused(app::house::House::open(&nowhere).map(|_| ())).contains("folder"));
    });
}
