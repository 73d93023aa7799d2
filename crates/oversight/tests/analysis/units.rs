//! Peers, payees, outliers.

use crate::hand::{ledger, left_out, of, on, text};
use oversight::analysis::{Found, Given, Kind, Wanted, analyse};
use oversight::pivot::{Dim, Filter};
use std::fmt::Write as _;

#[test]
fn units_among_their_peers() {
    on("peers", |place| {
        let mut text_ = String::from("项目 G 公用经费\n项目 R 人员类\n");
        // Per head 10, 11, 12, 13, 40 of five offices with two people each; 公用经费 1 … of the first four.
        for (n, yuan) in [20, 22, 24, 26, 80].iter().enumerate() {
            let unit = format!("10{n}001");
            writeln!(text_, "单位 {unit} 局{n} 10{n} 部{n} 行政\n人员 {unit} 2023 2").unwrap();
            writeln!(text_, "支付 2023-03-01 {unit} R 2010101 30101 {}.00 甲", yuan - n - 1)
                .unwrap();
            writeln!(text_, "支付 2023-03-01 {unit} G 2010102 30201 {}.00 甲", n + 1).unwrap();
        }
        text_ += "单位 201001 所 201 部 事业\n人员 201001 2023 3\n支付 2023-03-01 201001 R 2010101 30101 30.00 甲\n";
        text_ += "单位 202001 站 202 部 行政\n支付 2023-03-01 202001 R 2010101 30101 30.00 甲\n";
        let mut store = ledger(place, &text_);
        let a = of(&mut store, Kind::Peers, 2023, 12, None);
        let text = text(&a);
        // Median 12, deviations 2 1 0 1 28 → MAD 1; 40 lies 28 deviations away.
        assert!(
            text.contains("104001|局4|20101 行政单位|5|2|40.00|12.00|28.00|2.50|1.50|2.00"),
            "{text}"
        );
        assert!(
            text.contains("100001|局0|20101 行政单位|5|2|10.00|12.00|-2.00|0.50|1.50|-2.00"),
            "{text}"
        );
        assert_eq!(a.tables[0].rows.len(), 5);
        let out = left_out(&a);
        assert!(out.contains(&"1 同类不足5个，未比较".to_owned()), "{out:?}");
        assert!(out.contains(&"1 没有登记实有人数，算不出人均".to_owned()), "{out:?}");
        assert!(
            a.finding
                .zh
                .contains("高出最多的是局4：人均40.00元，同类中位数12.00元，相距28.00倍离差")
        );
        // With six wanted there is nothing to compare, and it says so.
        let wanted = Wanted { year: 2023, month: 12, least: Some(6), top: 9, ..Wanted::default() };
        let a = analyse(&mut store, Kind::Peers, &wanted, &Given::default(), &()).unwrap();
        assert_eq!(a.finding.zh, "7个单位中没有一组同类够数，未作比较");
        assert_eq!(left_out(&a)[0], "6 同类不足6个，未比较");
    });
}

#[test]
fn payees_new_large_and_common() {
    on("payees", |place| {
        let mut store = ledger(
            place,
            "单位 101001 甲局 101 甲部门 行政
             单位 102001 乙局 102 乙部门 行政
             单位 103001 丙局 103 丙部门 行政
             项目 P 特定目标类
             支付 2022-03-01 101001 P 2010101 31002 5.00 A
             支付 2022-03-01 101001 P 2010101 31002 5.00 B
             支付 2023-03-01 101001 P 2010101 31002 50.00 A
             支付 2023-03-01 101001 P 2010101 31002 20.00 B
             支付 2023-03-01 101001 P 2010101 31002 10.00 C
             支付 2023-03-01 101001 P 2010101 31002 10.00 D
             支付 2023-03-01 101001 P 2010101 31002 5.00 E
             支付 2023-03-01 101001 P 2010101 31002 5.00 F
             支付 2023-03-01 101001 P 2010101 31002 70.00 甲局
             支付 2023-03-01 101001 P 2010101 31002 7.00 -
             支付 2023-03-01 101001 P 2010101 31002 -3.00 G
             支付 2023-03-01 102001 P 2010101 31002 30.00 A
             支付 2023-03-01 103001 P 2010101 31002 20.00 A
             支付 2023-10-01 103001 P 2010101 31002 900.00 A",
        );
        let a = of(&mut store, Kind::Payees, 2023, 9, None);
        // Shares .5 .2 .1 .1 .05 .05: squares .25 .04 .01 .01 .0025 .0025 = .315.
        let rows = text(&a);
        assert!(rows.contains("101001|甲局|100.00|6|A|50.00|95.00|100.00|3150|4|30.00"), "{rows}");
        let Found::Payees(found) = &a.found else { panic!() };
        let index = found.units[0].herfindahl.unwrap();
        assert_eq!(index.times(10_000), 3_150);
        // A has 50, 30 and 20 of 150 from three units.
        assert!(rows.contains("多个单位共同的收款人\nA|3|100.00|66.67\n"), "{rows}");
        assert_eq!(
            left_out(&a),
            [
                "2 个单位的收款人不足5个，集中度未比较",
                "1 个单位有未写收款人的支付，这部分没有计入",
                "1 个单位有付给本单位账户的支付（如工资），这部分没有计入",
                "1 个收款人净额不为正（退回多于支付），没有计入"
            ]
        );
        assert_eq!(
            a.finding.zh,
            "比较了1个单位，最集中的是甲局，50.00%付给A；A有3个单位付款，共100.00元"
        );
    });
}

#[test]
fn payments_and_months_that_stand_out() {
    on("outliers", |place| {
        let mut text_ = String::from("单位 101001 甲局 101 甲部门 行政\n项目 P 特定目标类\n");
        // Powers of two, so that the logarithms are whole: 2 2 2 4 4 4 4 8 8 8 and 4096 yuan.
        for (n, yuan) in [2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 4096].iter().enumerate() {
            let day = n + 1;
            let fen = yuan * 64;
            writeln!(
                text_,
                "支付 2023-05-{day:02} 101001 P 2010101 30201 {}.{:02} 甲",
                fen / 100,
                fen % 100
            )
            .unwrap();
        }
        // Months of 10, 11 … yuan, and one of 500.
        for month in 1..=12 {
            writeln!(text_, "支付 2022-{month:02}-01 101001 P 2010101 30207 {}.00 乙", 9 + month)
                .unwrap();
        }
        text_ += "支付 2023-02-01 101001 P 2010101 30207 -1.00 乙\n";
        text_ += "支付 2023-02-02 101001 P 2010101 - 12.00 乙\n";
        let mut store = ledger(place, &text_);
        let a = of(&mut store, Kind::Outliers, 2023, 12, None);
        let rows = text(&a);
        // log2 of the eleven: 7 7 7 8 8 8 8 9 9 9 18; median 8, MAD 1, score 0.6745 × 10 = 6.745.
        let Found::Outliers(found) = &a.found else { panic!() };
        assert_eq!((found.found, found.compared, found.groups), (1, 11, 1));
        assert_eq!(found.payments[0].score.times(1000), 6_745);
        assert!(rows.contains("|2023-05-11|甲局|30201|甲|2621.44|2.56|11|6.75"), "{rows}");
        // Fourteen months; median of 10 … 21, 11 and 2650.88 = 15.5 …; May stands out.
        assert!(rows.contains("101001|甲局|2023-05|"), "{rows}");
        assert_eq!((found.found_months, found.compared_units), (1, 1));
        assert_eq!(
            left_out(&a),
            ["1 笔退回或零额支付，没有比较", "1 笔没有经济科目的支付，没有比较"]
        );
        // Another unit is not in the scope.
        let filters =
            vec![Filter { dim: Dim::Unit, values: vec!["102001".to_owned()], not: false }];
        let wanted = Wanted { year: 2023, month: 12, filters, top: 9, ..Wanted::default() };
        let a = analyse(&mut store, Kind::Outliers, &wanted, &Given::default(), &()).unwrap();
        assert_eq!(a.finding.zh, "支付的样本不够，没有比较；各月的样本不够，没有比较");
    });
}

#[test]
fn a_payment_taken_back_is_no_outlier() {
    on("takenback", |place| {
        let mut text_ = String::from("单位 101001 甲局 101 甲部门 行政\n项目 P 特定目标类\n");
        for day in 1..=12 {
            let yuan = if day == 12 { 9000 } else { 10 + day };
            writeln!(text_, "支付 2023-05-{day:02} 101001 P 2010101 30201 {yuan}.00 甲").unwrap();
        }
        let mut store = ledger(place, &text_);
        let found = |store: &mut store::Store| match of(store, Kind::Outliers, 2023, 12, None).found
        {
            Found::Outliers(found) => (found.found, found.compared),
            _ => panic!(),
        };
        assert_eq!(found(&mut store), (1, 12));
        let seq = store.head().unwrap().seq;
        let mut posting =
            store.begin(&store::Header::default(), &ledger::Controls::default()).unwrap();
        posting.reverse(seq, base::Date::constant(2023, 6, 1), "录错").unwrap();
        posting.commit().unwrap();
        assert_eq!(found(&mut store), (0, 11));
    });
}
