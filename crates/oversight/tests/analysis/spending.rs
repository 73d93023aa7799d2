//! Execution, structure, December, deviation, three years, carry-over.

use crate::hand::{ledger, left_out, of, on, refused, text};
use oversight::analysis::{AnalysisError, Kind, Wanted};
use oversight::pivot::Dim;

const TWO_OFFICES: &str = "
    单位 101001 甲局 101 甲部门 行政
    单位 102001 乙局 102 乙部门 行政
    项目 P1 人员类
    项目 P2 特定目标类
    年初预算 2022-01-10 101001 P1 2010101 30101 1000.00
    支付 2022-03-05 101001 P1 2010101 30101 400.00 甲公司
    支付 2022-09-05 101001 P1 2010101 30101 200.00 甲公司
    支付 2022-12-05 101001 P1 2010101 30101 200.00 甲公司
    年初预算 2023-01-10 101001 P1 2010101 30101 1200.00
    年初预算 2023-01-10 102001 P2 2050201 31002 600.00
    预算调整 2023-06-10 102001 P2 2050201 31002 200.00
    支付 2023-01-15 101001 P1 2010101 30101 300.00 甲公司
    支付 2023-09-30 101001 P1 2010101 30101 300.00 甲公司
    支付 2023-10-01 101001 P1 2010101 30101 100.00 甲公司
    支付 2023-02-01 102001 P2 2050201 31002 500.00 乙公司
    支付 2024-01-03 102001 P2 2050201 31002 250.00 乙公司 @2023
    支付 2023-03-01 103001 - 2130101 - 50.00 丙公司
";

#[test]
fn execution_against_the_calendar_and_last_year() {
    on("curve", |place| {
        let mut store = ledger(place, TWO_OFFICES);
        let a = of(&mut store, Kind::ExecutionCurve, 2023, 9, None);
        // 1150 of 2000 = 57.50 %; the calendar 75 %; the year before 600 of 1000.
        let rows: Vec<&str> = text_lines(&a, "各月执行");
        assert_eq!(rows[8], "9|300.00|1150.00|2000.00|57.50|75.00|-17.50|600.00|60.00|-2.50");
        // Budget as it stood in May: 1800.
        assert_eq!(rows[4], "5|0.00|850.00|1800.00|47.22|41.67|5.56|400.00|40.00|7.22");
        assert_eq!(
            text_lines(&a, "各部分执行（从慢到快）"),
            [
                "101|甲部门|1200.00|600.00|50.00|-25.00|60.00",
                "102|乙部门|800.00|500.00|62.50|-12.50|·"
            ]
        );
        assert_eq!(left_out(&a), ["1 没有预算，算不出执行率"]);
        assert_eq!(
            a.finding.zh,
            "到9月底，已支付1150.00元，占全年预算的57.50%，比时间进度慢17.50个百分点，比上年同期慢2.50个百分点；最慢的是甲部门，执行率50.00%"
        );
        assert!(a.finding.en.starts_with("by the end of September 1150.00 yuan was paid"));
        // December takes what was posted to the year later; nothing is known of 2021.
        let a = of(&mut store, Kind::ExecutionCurve, 2023, 12, Some(Dim::Unit));
        assert!(
            text(&a).contains("12|250.00|1500.00|2000.00|75.00|100.00|-25.00|800.00|80.00|-5.00")
        );
        let a = of(&mut store, Kind::ExecutionCurve, 2022, 12, None);
        assert!(left_out(&a).contains(&"1 上年没有数据，未与上年比较".to_owned()));
        assert!(a.finding.zh.contains("上年同期没有可比的数"));
        let wanted = Wanted { year: 2019, month: 12, top: 9, ..Wanted::default() };
        let why = refused(&mut store, Kind::ExecutionCurve, &wanted);
        assert!(matches!(why, AnalysisError::Nothing(..)));
        let wanted = Wanted { year: 2023, month: 9, by: Some(Dim::Payee), ..Wanted::default() };
        let why = refused(&mut store, Kind::ExecutionCurve, &wanted).to_string();
        assert!(why.contains("不能按“收款人”分组；可用：部门、单位"), "{why}");
    });
}

/// The rows of a table.
fn text_lines<'a>(a: &'a oversight::analysis::Analysis, title: &str) -> Vec<&'a str> {
    let text: &'a str = Box::leak(text(a).into_boxed_str());
    let titles: Vec<&str> = a.tables.iter().map(|t| t.title.zh.as_str()).collect();
    let rows = text.lines().skip_while(|l| *l != title).skip(1);
    rows.take_while(|l| !titles.contains(l)).collect()
}

#[test]
fn shares_and_how_they_moved() {
    on("structure", |place| {
        let mut store = ledger(place, TWO_OFFICES);
        let a = of(&mut store, Kind::Structure, 2023, 9, None);
        // 600, 500, 50 of 1150; a year before 600 of 600 in class 201.
        assert_eq!(
            text_lines(&a, "按功能分类"),
            [
                "201|201|600.00|52.17|600.00|100.00|-47.83",
                "205|205|500.00|43.48|0.00|0.00|43.48",
                "213|213|50.00|4.35|0.00|0.00|4.35"
            ]
        );
        assert_eq!(text_lines(&a, "按经济分类")[2], "|（未填）|50.00|4.35|0.00|0.00|4.35");
        assert!(a.finding.zh.contains("份额最大的是201，占52.17%"), "{}", a.finding.zh);
        assert!(a.finding.zh.contains("上升最多的是205，升43.48个百分点"), "{}", a.finding.zh);
        assert!(a.notes.iter().any(|n| n.zh == "没有经济分类的支付占4.35%"));
        let a = of(&mut store, Kind::Structure, 2022, 12, None);
        assert_eq!(text_lines(&a, "按功能分类"), ["201|201|800.00|100.00|·|·|·"]);
        assert_eq!(left_out(&a), ["1 上年同期没有支付，份额的变化未比较"]);
    });
}

#[test]
fn december_against_the_year() {
    on("december", |place| {
        let mut store = ledger(place, TWO_OFFICES);
        let a = of(&mut store, Kind::YearEnd, 2023, 12, Some(Dim::Unit));
        assert_eq!(
            text_lines(&a, "12月支付的份额"),
            [
                "102001|乙局|750.00|250.00|33.33|·|·",
                "101001|甲局|700.00|0.00|0.00|25.00|-25.00",
                "103001|103001|50.00|0.00|0.00|·|·"
            ]
        );
        assert!(a.finding.zh.starts_with("12月支付占全年的16.67%（上年25.00%），超过一半的有0个"));
        assert_eq!(left_out(&a), ["2 上年没有支付，未与上年比较"]);
        // In September nothing may look as if December were in order.
        let a = of(&mut store, Kind::YearEnd, 2023, 9, Some(Dim::Unit));
        assert!(left_out(&a).contains(&"3 12月还没有到，当年份额未计算".to_owned()));
        assert!(a.finding.zh.contains("未计算；上年12月支付占全年的25.00%"), "{}", a.finding.zh);
    });
}

#[test]
fn budgets_and_what_came_of_them() {
    on("deviation", |place| {
        let mut store = ledger(place, TWO_OFFICES);
        let a = of(&mut store, Kind::Deviation, 2023, 12, Some(Dim::Unit));
        assert_eq!(
            text_lines(&a, "预算与决算"),
            [
                "101001|甲局|1200.00|0.00|1200.00|700.00|0.00|-41.67|-41.67",
                "102001|乙局|600.00|200.00|800.00|750.00|33.33|25.00|-6.25"
            ]
        );
        assert_eq!(left_out(&a), ["1 年初没有预算，差异率无法计算"]);
        assert!(a.finding.zh.contains("预决算差异率-16.67%；差异最大的是甲局（-41.67%）"));
        let a = of(&mut store, Kind::Deviation, 2023, 12, Some(Dim::Project));
        let rows = text_lines(&a, "预算与决算");
        assert_eq!(rows[1], "P2|P2|乙局|600.00|200.00|800.00|750.00|33.33|25.00|-6.25");
    });
}

#[test]
fn three_years_side_by_side() {
    on("series", |place| {
        let mut store = ledger(place, TWO_OFFICES);
        let a = of(&mut store, Kind::Series, 2024, 12, Some(Dim::Class));
        assert_eq!(
            text_lines(&a, "合计"),
            [
                "2022|1000.00|1000.00|800.00|80.00|·",
                "2023|1800.00|2000.00|1500.00|75.00|87.50",
                "2024|·|·|·|·|·"
            ]
        );
        assert_eq!(
            left_out(&a),
            ["1 年没有数据，未作对比", "3 个部分不是三年都有数据，未计入增减"]
        );
        assert!(a.finding.zh.ends_with("没有3年都有数的部分，未算增减"));
        let a = of(&mut store, Kind::Series, 2023, 9, Some(Dim::Unit));
        assert_eq!(text_lines(&a, "各部分的支付")[0], "101001|甲局|·|600.00|600.00|·");
        let mut posting =
            store.begin(&store::Header::default(), &ledger::Controls::default()).unwrap();
        let mut early = ledger::Draft::new(
            ledger::Kind::Initial,
            base::Date::constant(2021, 1, 5),
            2021,
            "101001",
        );
        (early.line, early.amount) = ("2021".to_owned(), base::Amount::fen(1));
        posting.post(early.clone()).unwrap();
        early.kind = ledger::Kind::Allot;
        posting.post(early.clone()).unwrap();
        early.kind = ledger::Kind::Pay;
        posting.post(early).unwrap();
        posting.commit().unwrap();
        // From one 分 to 700 yuan; only 甲局 is known in all three years.
        let a = of(&mut store, Kind::Series, 2023, 12, Some(Dim::Unit));
        assert!(
            a.finding.zh.ends_with("；3年都有数的1个部分合计增加6999900.00%"),
            "{}",
            a.finding.zh
        );
    });
}

#[test]
fn carried_over_money_has_an_age() {
    on("ageing", |place| {
        let mut store = ledger(
            place,
            "单位 101001 甲局 101 甲部门 行政
             项目 P1 特定目标类
             年初结转 2021-01-01 101001 P1 2010101 - 100.00
             支付 2021-05-01 101001 P1 2010101 31002 30.00 甲公司 #L21
             年初预算 2021-01-10 101001 P1 2010101 - 80.00 - #L21
             年初结转 2022-01-01 101001 P1 2010101 - 120.00
             收回 2022-06-01 101001 P1 2010101 - 20.00
             年初结转 2023-01-01 101001 P1 2010101 - 100.00
             支付 2023-04-01 101001 P1 2010101 31002 10.00 甲公司 #L23
             支付 2023-11-01 101001 P1 2010101 31002 25.00 甲公司 #L23",
        );
        let a = of(&mut store, Kind::CarryOver, 2023, 9, None);
        // 100 before 2021: 30 used, 20 handed back, 10 used; 50 come from 2021.
        assert_eq!(
            text_lines(&a, "按来源年度"),
            ["2020及以前|50.00|40.00|44.44", "2021|50.00|50.00|55.56"]
        );
        assert_eq!(
            text_lines(&a, "按单位（两年以上多的在前）"),
            ["101001|甲局|100.00|90.00|90.00"]
        );
        assert_eq!(text_lines(&a, "以前年度指标的余额"), ["2021|1|50.00"]);
        assert!(
            a.finding
                .zh
                .starts_with("年初结转100.00元，到9月底还剩90.00元，其中结转两年以上的90.00元")
        );
        assert_eq!(left_out(&a), ["1 个项目的账簿不够早，最早一层可能更老"]);
    });
}
