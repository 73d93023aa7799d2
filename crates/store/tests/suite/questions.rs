//! Questions to the journal: sums, registers, records, a unit's year, and the same for any past day.

use crate::common::*;
use base::Amount;
use ledger::{Controls, Draft, Fund, Kind, Nature, Project, Register};
use store::{AsOf, Dim, Filter};

fn on(d: i8) -> AsOf {
    AsOf { day: Some(day(d)), seq: None }
}

fn up_to(seq: u64) -> AsOf {
    AsOf { day: None, seq: Some(seq) }
}

#[test]
fn a_past_day_gives_the_answer_of_that_day() {
    each("asof", |ground| {
        let mut store = filled(&ground.place);
        post(&mut store, [draft(Kind::Pay, 3, 500), draft(Kind::Pay, 9, 300)]);
        let before = store.head().unwrap().seq;
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.reverse(6, day(12), "退回").unwrap();
        posting.commit().unwrap();
        let cases = [
            (on(2), 0),
            (on(3), 500),
            (on(9), 800),
            (on(11), 800),
            (on(12), 300),
            (up_to(before), 800),
            (up_to(6), 500),
            (AsOf { seq: Some(before), day: Some(day(12)) }, 800),
            (AsOf::default(), 300),
        ];
        for (as_of, expect) in cases {
            assert_eq!(paid(&mut store, as_of), expect, "{as_of:?}");
        }
    });
}

#[test]
fn sums_go_by_any_dimensions_and_lose_nothing() {
    each("sums", |ground| {
        let mut store = filled(&ground.place);
        let pay = |on, fen, eco: &str, payee: &str| Draft {
            eco: eco.to_owned(),
            payee: payee.to_owned(),
            ..draft(Kind::Pay, on, fen)
        };
        post(
            &mut store,
            [pay(3, 5, "30201", "甲"), pay(4, 7, "30202", "甲"), pay(5, 11, "30201", "乙")],
        );
        let filter = Filter { kinds: vec![Kind::Pay], ..Filter::default() };
        let mut sums = |by: &[Dim]| -> Vec<(String, i64, u64)> {
            let all = store.sums(&filter, by).unwrap();
            all.iter().map(|s| (s.by.join("/"), s.amount.as_fen(), s.entries)).collect()
        };
        assert_eq!(sums(&[]), [(String::new(), 23, 3)]);
        let by_eco = [("30201".to_owned(), 16, 2), ("30202".to_owned(), 7, 1)];
        assert_eq!(sums(&[Dim::Eco]), by_eco);
        let both = [
            ("乙/30201".to_owned(), 11, 1),
            ("甲/30201".to_owned(), 5, 1),
            ("甲/30202".to_owned(), 7, 1),
        ];
        assert_eq!(sums(&[Dim::Payee, Dim::Eco]), both);
        assert_eq!(
            sums(&[Dim::Year, Dim::Month, Dim::Kind]),
            [("2023/2023-05/支付".to_owned(), 23, 3)]
        );
        let none = Filter { unit: Some("nobody".to_owned()), ..filter.clone() };
        assert_eq!(store.sums(&none, &[]).unwrap()[0].entries, 0);
    });
}

#[test]
fn the_latest_statement_holds_by_day_not_by_arrival() {
    each("register", |ground| {
        let mut store = filled(&ground.place);
        let staff = |on, n| Draft {
            topic: "编制.行政".to_owned(),
            key: "人".to_owned(),
            line: String::new(),
            ..draft(Kind::Register, on, n)
        };
        let bought =
            Draft {
                topic: "政府采购.货物".to_owned(), key: "元".to_owned(), ..staff(6, 900)
            };
        // The statement of the 9th arrives before that of the 4th.
        post(&mut store, [staff(9, 31), staff(4, 28), bought]);
        let mut at = |as_of| {
            let filter = Filter { unit: Some("102001".to_owned()), as_of, ..Filter::default() };
            store.registers(&filter).unwrap()
        };
        assert_eq!(at(AsOf::default())["编制.行政"], Register::Count(31));
        assert_eq!(at(on(8))["编制.行政"], Register::Count(28));
        assert_eq!(at(AsOf::default())["政府采购.货物"], Register::Money(Amount::fen(900)));
        assert!(at(on(3)).is_empty());
        // Withdrawn, the one before it holds again; asked for the time before, it still stands.
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.reverse(6, day(12), "填错").unwrap();
        posting.commit().unwrap();
        let filter = |as_of| Filter { as_of, ..Filter::default() };
        assert_eq!(
            store.registers(&filter(AsOf::default())).unwrap()["编制.行政"],
            Register::Count(28)
        );
        assert_eq!(store.registers(&filter(on(11))).unwrap()["编制.行政"], Register::Count(31));
    });
}

#[test]
fn records_keep_every_version() {
    each("record", |ground| {
        let mut store = filled(&ground.place);
        let text = |key: &str, text: &str| Draft {
            unit: "102001".to_owned(),
            ..record("文字", key, format!("\"{text}\""))
        };
        post(&mut store, [text("职责", "一"), text("机构设置", "甲")]);
        post(&mut store, [text("职责", "二")]);
        let filter =
            Filter { unit: Some("102001".to_owned()), year: Some(2023), ..Filter::default() };
        let mut hold = |as_of| -> Vec<(String, String)> {
            let all = store.records("文字", &Filter { as_of, ..filter.clone() }).unwrap();
            all.into_iter().map(|s| (s.key, s.payload)).collect()
        };
        let pair = |k: &str, p: &str| (k.to_owned(), format!("\"{p}\""));
        assert_eq!(hold(AsOf::default()), [pair("机构设置", "甲"), pair("职责", "二")]);
        assert_eq!(hold(up_to(7)), [pair("机构设置", "甲"), pair("职责", "一")]);
        let versions =
            store.history("文字", &Filter { key: Some("职责".to_owned()), ..filter }).unwrap();
        assert_eq!(versions.iter().map(|s| s.seq).collect::<Vec<_>>(), [6, 9]);
    });
}

#[test]
fn a_units_year_stands_beside_the_year_before() {
    each("accounts", |ground| {
        let mut store = filled(&ground.place);
        let kind = Project {
            name: "会议".to_owned(),
            kind: "特定目标类".to_owned(),
            ..Project::default()
        };
        let with = |kind, on, fen| Draft { project: "P1".to_owned(), ..draft(kind, on, fen) };
        let last = Draft { year: 2022, ..draft(Kind::Income, 1, 70) };
        post(
            &mut store,
            [
                record("项目", "P1", serde_json::to_string(&kind).unwrap()),
                with(Kind::Pay, 3, 500),
                with(Kind::Pay, 20, 100),
                with(Kind::Income, 3, 600),
                last,
            ],
        );
        let funds = [("111".to_owned(), Fund::General)];
        let (year, _) = store.accounts("102001", 2023, AsOf::default(), &funds).unwrap();
        let spent = &year.spending[0];
        assert_eq!(
            (spent.fund, spent.nature, spent.amount.as_fen()),
            (Fund::General, Nature::Project, 600)
        );
        assert_eq!(year.income[0].amount.as_fen(), 600);
        assert_eq!(year.budget[0].initial.as_fen(), 1000);
        assert_eq!(year.prior.unwrap().income[0].amount.as_fen(), 70);
        let (then, _) = store.accounts("102001", 2023, on(4), &funds).unwrap();
        assert_eq!(then.spending[0].amount.as_fen(), 500);
        let (_, problems) = store.accounts("102001", 2023, AsOf::default(), &[]).unwrap();
        assert!(problems.iter().any(|p| p.code == "fund-unknown"), "{problems:?}");
        let missing = store.accounts("nobody", 2023, AsOf::default(), &funds).unwrap_err();
        assert!(missing.to_string().contains("nobody"));
    });
}
