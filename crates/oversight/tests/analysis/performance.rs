//! Self-evaluations: scores that are too high, texts that were used twice.

use crate::ground::Chance;
use crate::hand::{ledger, left_out, on, text};
use oversight::analysis::{
    CopiedText, Evaluated, Found, Given, Kind, Noise, Text, Wanted, alike, analyse,
};
use std::collections::BTreeSet;

const UNITS: &str = "
    单位 101001 甲局 101 甲部门 行政
    单位 102001 乙局 102 乙部门 行政
";

fn evaluated(unit: &str, name: &str, said: Option<i64>, due: Option<(i64, i64)>) -> Evaluated {
    let book = "990100000".to_owned();
    let (unit, name) = (unit.to_owned(), name.to_owned());
    Evaluated { book, unit, project: name.clone(), name, said, due }
}

#[test]
fn reported_scores_against_recomputed_ones() {
    on("inflation", |place| {
        let mut store = ledger(place, UNITS);
        let given = Given {
            evaluations: vec![
                evaluated("101001", "P1", Some(9_800), Some((9_000, 9_000))),
                // A person decides between 85 and 95: 93 may be right.
                evaluated("101001", "P2", Some(9_300), Some((8_500, 9_500))),
                evaluated("102001", "P3", Some(8_000), Some((8_400, 8_400))),
                evaluated("102001", "P4", None, Some((8_000, 8_000))),
                evaluated("102001", "P5", Some(9_900), None),
            ],
            texts: Vec::new(),
        };
        let wanted = Wanted { year: 2023, month: 12, top: 9, ..Wanted::default() };
        let a = analyse(&mut store, Kind::ScoreInflation, &wanted, &given, &()).unwrap();
        let rows = text(&a);
        assert!(rows.contains("101001|甲局|2|1|95.50|91.50|4.00|8.00|P1\n"), "{rows}");
        assert!(rows.contains("102001|乙局|1|0|80.00|80.00|0.00|0.00|\n"), "{rows}");
        assert_eq!(
            left_out(&a),
            [
                "1 份自评没有上报总分，没有比较",
                "1 份自评复算不出总分（有应填未填或办法不明），没有比较"
            ]
        );
        // Excess 8 of the one.
        assert_eq!(
            a.finding.zh,
            "3份自评平均报90.33分，其中1份高于办法所允许的，这几份平均虚高8.00分；虚高最多的是甲局，平均4.00分"
        );
        let empty = analyse(&mut store, Kind::ScoreInflation, &wanted, &Given::default(), &());
        assert!(empty.is_err());
    });
}

fn copied(unit: &str, year: i32, text: &str) -> CopiedText {
    CopiedText {
        book: "990100000".to_owned(),
        unit: unit.to_owned(),
        year,
        about: "培训经费".to_owned(),
        field: "实际完成情况".to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_text_of_last_year_is_found_again() {
    on("copied", |place| {
        let mut store = ledger(place, UNITS);
        let old = "2022年我局组织全区干部业务培训12期，参训1280人次，课程满意度达到百分之九十八，培训质量稳步提高。";
        let new = "2023年我局组织全区干部业务培训15期，参训1431人次，课程满意度达到百分之九十八，培训质量稳步提高。";
        let other = "完成老旧管网改造三十公里，更换阀门二百余只，漏损率由百分之十五降到百分之九，居民用水有了保障，群众反映良好。";
        let given = Given {
            texts: vec![
                copied("101001", 2022, old),
                copied("101001", 2023, new),
                copied("102001", 2023, other),
                copied("102001", 2023, "已完成。"),
            ],
            ..Given::default()
        };
        let wanted = Wanted { year: 2023, month: 12, top: 9, ..Wanted::default() };
        let a = analyse(&mut store, Kind::CopiedText, &wanted, &given, &()).unwrap();
        let Found::Copied(found) = &a.found else { panic!() };
        assert_eq!((found.found, found.between_years, found.between_units), (1, 1, 0));
        let pair = &found.pairs[0];
        assert_eq!(
            (pair.here.year, pair.there.year, pair.share.percent().as_str()),
            (2023, 2022, "100.00")
        );
        assert!(pair.passage.contains("课程满意度达到百分之九十八"), "{}", pair.passage);
        assert_eq!(left_out(&a), ["1 段文字不足40字，没有比较"]);
        assert!(
            a.finding.zh.contains("发现雷同1对：单位之间0对，同一单位跨年1对；最多的是甲局（1对）")
        );
    });
}

/// Clauses of which made-up reports are put together, each with a hole for a word.
const CLAUSES: [&str; 24] = [
    "组织开展{}专项检查",
    "完成{}设备更新改造",
    "推进{}信息系统建设",
    "举办{}业务骨干培训",
    "落实{}安全生产责任",
    "修缮{}公共服务场所",
    "开展{}政策宣传活动",
    "建立{}数据共享机制",
    "新增{}便民服务窗口",
    "受理{}群众来信来访",
    "编制{}年度工作规划",
    "清理{}历史遗留问题",
    "支持{}小微企业发展",
    "改善{}农村人居环境",
    "保障{}困难群体生活",
    "加强{}基层队伍建设",
    "维护{}道路桥梁设施",
    "评估{}重大行政决策",
    "采购{}应急救援物资",
    "治理{}河道水体污染",
    "发放{}一次性补助资金",
    "验收{}高标准农田项目",
    "巡查{}森林防火重点部位",
    "整理{}馆藏文书档案",
];
const WORDS: [&str; 16] = [
    "城东片区",
    "北部山区",
    "老旧小区",
    "中心城区",
    "沿河乡镇",
    "工业园区",
    "学校周边",
    "商贸市场",
    "高新企业",
    "农业合作社",
    "社区卫生",
    "旅游景区",
    "交通枢纽",
    "养老机构",
    "文化场馆",
    "水利工程",
];
/// What everybody writes.
const SPEECH: [&str; 3] = [
    "严格按照预算批复执行，专款专用，未发现截留挤占挪用资金的情况。",
    "项目总体完成情况良好，达到了预期的绩效目标，取得了较好的社会效益。",
    "下一步将进一步加强预算绩效管理，提高财政资金使用效益。",
];

fn report(chance: &mut Chance, clauses: usize) -> Vec<String> {
    (0..clauses)
        .map(|_| {
            let clause = chance.of(&CLAUSES).replace("{}", chance.of(&WORDS));
            format!(
                "{clause}{}项，涉及{}，投入{}万元；",
                chance.below(90) + 10,
                chance.of(&WORDS),
                chance.below(900) + 10
            )
        })
        .collect()
}

/// A copy as people make one: figures changed, some clauses of their own, the order turned round.
fn copy(chance: &mut Chance, from: &[String]) -> Vec<String> {
    let mut made: Vec<String> = from
        .iter()
        .map(|c| {
            c.chars()
                .map(|d| {
                    if d.is_ascii_digit() { char::from(b'0' + (chance.below(10) as u8)) } else { d }
                })
                .collect()
        })
        .collect();
    let own = report(chance, 1);
    let at = chance.below(made.len() as u64) as usize;
    made[at] = own.concat();
    let turn = chance.below(made.len() as u64) as usize;
    made.rotate_left(turn);
    made
}

#[test]
fn planted_copies_are_found_and_nothing_else() {
    let (mut planted, mut found, mut right) = (0, 0, 0);
    for seed in 1..=5 {
        let [p, f, r] = plant(seed);
        (planted, found, right) = (planted + p, found + f, right + r);
    }
    println!("planted {planted}, found {found}, right {right}");
    // Precision is complete; of 100 copies at most two are missed, those with most clauses of their own.
    assert_eq!(right, found);
    assert!(right * 100 >= planted * 98);
}

/// Planted pairs, found ones, and those that are both.
fn plant(seed: u64) -> [usize; 3] {
    let mut chance = Chance(seed);
    let mut texts = Vec::new();
    let mut planted = BTreeSet::new();
    for n in 0..400_usize {
        let clauses = if n % 10 == 9 {
            let from = texts.len() - 1 - chance.below(8) as usize;
            let (_, original): &(String, Vec<String>) = &texts[from];
            let made = copy(&mut chance, &original.clone());
            planted.insert((from, n));
            made
        } else {
            report(&mut chance, 8)
        };
        texts.push((format!("单位{}", n % 200), clauses));
    }
    let texts: Vec<Text> = texts
        .into_iter()
        .map(|(author, clauses)| {
            let speech: Vec<&str> =
                SPEECH.iter().copied().filter(|_| chance.below(4) > 0).collect();
            Text { author, text: format!("{}{}", clauses.concat(), speech.concat()) }
        })
        .collect();
    let found = alike(&texts, &Noise::default(), &|_, _| true);
    let pairs: BTreeSet<(usize, usize)> = found.pairs.iter().map(|p| p.texts).collect();
    let right = pairs.intersection(&planted).count();
    // What everybody writes is named as such.
    assert!(found.speech.iter().any(|(passage, n)| passage.contains("未发现截留") && *n > 100));
    [planted.len(), pairs.len(), right]
}
