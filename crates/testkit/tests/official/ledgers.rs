//! Random ledgers of one unit: income, spending, carry-over, budgets, registers, self-evaluations.

use app::desk::{self, Desk, ImportOptions};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use std::fmt::Write;
use std::path::Path;

pub(crate) const UNIT: &str = "901001";
pub(crate) const YEAR: i32 = 2023;
const NAME: &str = "云岭区档案馆";

/// Money of one subject.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    fund: &'static str,
    func: &'static str,
    eco: &'static str,
    project: &'static str,
    spent: i64,
    left: i64,
    carried: bool,
}

/// A goal and how it ended.
#[derive(Debug, Clone)]
pub(crate) struct Goal {
    budget: i64,
    spent: i64,
    reached: [u8; 6],
}

/// A ledger to be made.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    institution: bool,
    flows: Vec<Flow>,
    prior: Vec<Flow>,
    goals: Vec<Goal>,
    procured: [i64; 3],
    vehicles: [i64; 3],
    staff: (i64, i64),
}

const BASIC: [(&str, &str); 9] = [
    ("2010301", "30101"),
    ("2010301", "30102"),
    ("2010301", "30201"),
    ("2010301", "30211"),
    ("2010350", "30103"),
    ("2080505", "30108"),
    ("2101101", "30110"),
    ("2210201", "30113"),
    ("2080501", "30302"),
];
const PROJECTS: [(&str, &str, &str); 6] = [
    ("111", "2010302", "30227"),
    ("111", "2012602", "30213"),
    ("111", "2130599", "31002"),
    ("12", "2296002", "30227"),
    ("39", "2012699", "30226"),
    ("31", "2012604", "30201"),
];

const GOALS: [&str; 4] = [
    "按职责完成全年工作，保障单位运转",
    "完成文书档案整理入库，纸质文件应归尽归",
    "把婚姻登记等民生档案数字化，群众就近查阅",
    "修复破损古籍，库房温湿度达到标准",
];

/// Amounts from one 分 to a hundred million 元, of any tail.
fn money() -> impl Strategy<Value = i64> {
    prop_oneof![
        1_i64..10_000,
        10_000_i64..100_000_000,
        100_000_000_i64..10_000_000_000,
        (1_i64..100_000).prop_map(|n| n * 10_000),
        (1_i64..100_000).prop_map(|n| n * 10_000 + 5_000),
    ]
}

fn flow() -> impl Strategy<Value = Flow> {
    let basic = (0..BASIC.len()).prop_map(|n| ("111", BASIC[n].0, BASIC[n].1, "JB"));
    let project =
        (0..PROJECTS.len()).prop_map(|n| (PROJECTS[n].0, PROJECTS[n].1, PROJECTS[n].2, "XM"));
    let key = prop_oneof![3 => basic, 2 => project];
    (key, money(), prop_oneof![Just(0), money()], any::<bool>()).prop_map(
        |((fund, func, eco, project), spent, left, carried)| {
            // Other money than fiscal that no table in 万元 could show would look as if there were none.
            let spent = if fund == "111" { spent } else { spent.max(100_000) };
            // Fiscal money that is left goes back; other money may stay.
            let left = if fund == "111" { 0 } else { left };
            Flow { fund, func, eco, project, spent, left, carried: carried && fund != "111" }
        },
    )
}

fn goal() -> impl Strategy<Value = Goal> {
    (100_000_i64..10_000_000_000, 0_u8..=100, proptest::array::uniform6(0_u8..=100)).prop_map(
        |(budget, share, reached)| Goal { budget, spent: budget / 100 * i64::from(share), reached },
    )
}

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let flows = || vec(flow(), 3..14);
    let prior = prop_oneof![1 => Just(Vec::new()), 3 => flows()];
    let counts = proptest::array::uniform3(0_i64..4);
    let procured = proptest::array::uniform3(prop_oneof![Just(0), money()]);
    // More people than posts would be a finding about the office, not about the document.
    let staff = (10_i64..60).prop_flat_map(|posts| (Just(posts), 5..=posts));
    (any::<bool>(), flows(), prior, vec(goal(), 1..4), procured, counts, staff).prop_map(
        |(institution, flows, prior, goals, procured, vehicles, staff)| Plan {
            institution,
            flows,
            prior,
            goals,
            procured,
            vehicles,
            staff,
        },
    )
}

/// The text of a box that only a person can fill, under the name `text` takes.
pub(crate) fn said(field: &str) -> (String, String) {
    let text = match field {
        "日期" | "整体.日期" => "2024年3月1日",
        _ => "按年度工作安排和实际业务量变动",
    };
    (field.to_owned(), text.to_owned())
}

impl Plan {
    /// The ledger, made the way an office makes it: files are imported, goals entered.
    pub(crate) fn desk(&self, folder: &Path) -> Desk {
        let place = folder.join("ledger.db").display().to_string();
        let mut desk = Desk::create(&place, "990101000", "试", "甲").map_err(|f| f.en).unwrap();
        let file = folder.join("journal.csv");
        std::fs::write(&file, self.journal()).unwrap();
        let options = ImportOptions { mapping: "分录".to_owned(), ..ImportOptions::default() };
        let done = desk::import(&mut desk, &file, &options, &|_| {}).map_err(|f| f.en).unwrap();
        assert_eq!(done.quarantined, 0, "{:?}", done.samples);
        let mut goals = Vec::new();
        for n in 0..=self.goals.len() {
            let path = folder.join(format!("{n}.toml"));
            std::fs::write(&path, self.goal(n)).unwrap();
            goals.push(path);
        }
        desk::goals(&mut desk, UNIT, &goals, report::Lang::En).map_err(|f| f.zh).unwrap();
        desk
    }

    fn journal(&self) -> String {
        let mut csv = String::from(
            "类型,日期,年度,单位,指标,项目,资金性质,功能科目,经济科目,金额（元）,收款人,用途,文号,主题,键,内容,原因\n",
        );
        let kind = if self.institution { "Institution" } else { "Administrative" };
        let unit = serde_json::json!({
            "code": UNIT, "name": NAME, "department": "901", "department_name": NAME,
            "region": "990101000", "kind": kind, "alone": true,
        });
        record(&mut csv, "单位", UNIT, &unit.to_string());
        let mut projects = vec![("JB".to_owned(), "基本支出"), ("XM".to_owned(), "特定目标类")];
        projects.extend((1..=self.goals.len()).map(|n| (format!("ZP{n}"), "特定目标类")));
        for (code, kind) in &projects {
            let name = project_name(code);
            let one = serde_json::json!({ "code": code, "name": name, "kind": kind, "unit": UNIT });
            record(&mut csv, "项目", code, &one.to_string());
        }
        year(&mut csv, YEAR - 1, &self.prior);
        year(&mut csv, YEAR, &self.flows);
        for (n, goal) in (1..).zip(&self.goals) {
            let flow = Flow {
                fund: "111",
                func: "2010302",
                eco: "30227",
                project: "",
                spent: goal.spent,
                left: 0,
                carried: false,
            };
            spend(&mut csv, YEAR, &flow, &format!("ZP{n}"), goal.budget);
        }
        for (kind, amount) in ["货物", "工程", "服务"].iter().zip(self.procured) {
            register(&mut csv, &format!("政府采购.{kind}"), "元", amount);
        }
        let procured: i64 = self.procured.iter().sum();
        register(&mut csv, "政府采购.中小企业", "元", procured);
        register(&mut csv, "政府采购.小微企业", "元", procured / 2);
        for (kind, n) in ["机要通信用车", "应急保障用车", "其他用车"].iter().zip(self.vehicles)
        {
            register(&mut csv, &format!("车辆.{kind}"), "辆", n);
        }
        register(&mut csv, "单价100万元以上设备", "台（套）", 0);
        register(&mut csv, "人员.编制数", "人", self.staff.0);
        register(&mut csv, "人员.实有数", "人", self.staff.1);
        for name in ["因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
        {
            register(&mut csv, &format!("三公预算.{name}"), "元", 0);
            register(&mut csv, &format!("三公决算.{name}"), "元", 0);
        }
        csv
    }

    /// Goal 0 is that of the whole department.
    fn goal(&self, n: usize) -> String {
        let whole = n == 0;
        let goal = self.goals.get(n.saturating_sub(1)).unwrap_or(&self.goals[0]);
        let (code, name) = match whole {
            true => (UNIT.to_owned(), NAME.to_owned()),
            false => (format!("ZP{n}"), project_name(&format!("ZP{n}"))),
        };
        let policy = if whole {
            "湖南整体"
        } else {
            ["国家2020", "山西项目", "核心2021"][n % 3]
        };
        let mut toml = format!(
            "code = \"{code}\"\nname = \"{name}\"\nyear = {YEAR}\nwhole = {whole}\npolicy = \"{policy}\"\n\
             department = \"901-{NAME}\"\nunit = \"{UNIT}-{NAME}\"\n\
             goal = \"{}\"\ndone = \"第{n}批档案整理按计划开展\"\n\
             funds_reason = \"按合同进度付款，部分款项结转下年\"\n",
            GOALS[n % GOALS.len()]
        );
        let (budget, spent) = match whole {
            true => {
                let sum = |of: &dyn Fn(&Goal) -> i64| self.goals.iter().map(of).sum::<i64>();
                let flows: i64 = self.flows.iter().map(|f| f.spent).sum();
                (sum(&|g| g.budget) + flows, sum(&|g| g.spent) + flows)
            }
            false => (goal.budget, goal.spent),
        };
        let declared =
            if policy == "山西项目" { format!("declared = {budget}\n") } else { String::new() };
        let _ = write!(
            toml,
            "\n[[funds]]\nsource = \"一般公共预算\"\n{declared}initial = {budget}\ncurrent = {budget}\nexecuted = {spent}\n"
        );
        let rows: &[(&str, &str, &str, &str)] = match policy {
            "核心2021" => &[
                ("成本指标", "经济成本指标", "整理成本控制率", "20"),
                ("产出指标", "数量指标", "整理档案卷数", "20"),
                ("产出指标", "质量指标", "整理合格率", "10"),
                ("产出指标", "时效指标", "按期完成率", "10"),
                ("效益指标", "社会效益指标", "档案查阅人次", "20"),
                ("满意度指标", "服务对象满意度指标", "查阅群众满意度", "10"),
            ],
            "湖南整体" => &[
                ("产出指标", "数量指标", "整理档案卷数", "20"),
                ("产出指标", "质量指标", "整理合格率", "10"),
                ("产出指标", "时效指标", "按期完成率", "10"),
                ("产出指标", "成本指标", "成本控制率", "10"),
                ("效益指标", "社会效益指标", "档案查阅人次", "30"),
                ("效益指标", "服务对象满意度指标", "查阅群众满意度", "10"),
            ],
            _ => &[
                ("产出指标", "数量指标", "整理档案卷数", "20"),
                ("产出指标", "质量指标", "整理合格率", "10"),
                ("产出指标", "时效指标", "按期完成率", "10"),
                ("产出指标", "成本指标", "成本控制率", "10"),
                ("效益指标", "社会效益指标", "档案查阅人次", "30"),
                ("满意度指标", "服务对象满意度指标", "查阅群众满意度", "10"),
            ],
        };
        for ((level1, level2, name, weight), reached) in rows.iter().zip(goal.reached) {
            let cost = name.contains("成本");
            let (operator, number, unit) = match *name {
                "整理档案卷数" => ("≥", 1_000 + 10 * n, "卷"),
                "档案查阅人次" => ("≥", 500 + 10 * n, "人次"),
                _ if cost => ("≤", 100, "%"),
                _ => ("≥", 95, "%"),
            };
            let actual = match unit {
                "%" => usize::from(reached),
                _ => number * usize::from(reached) / 100,
            };
            let direction = if cost { "反向" } else { "正向" };
            let _ = write!(
                toml,
                "\n[[indicators]]\nlevel1 = \"{level1}\"\nlevel2 = \"{level2}\"\nname = \"{name}\"\n\
                 target = {{ operator = \"{operator}\", number = \"{number}\", unit = \"{unit}\", words = \"\" }}\n\
                 direction = \"{direction}\"\nweight = \"{weight}\"\nactual = {{ \"数值\" = \"{actual}\" }}\n\
                 reason = \"受场地调整影响，实际完成与目标有差距\"\n"
            );
        }
        toml.push_str("\n[analysis.texts]\n");
        for (name, text) in [
            ("主要经验做法", "分批整理，逐卷核对"),
            ("存在的主要问题", "场地调整影响整理进度，部分指标没有达到目标"),
            ("下一步改进措施", "提前落实场地，按月检查整理进度"),
            ("项目概况", "整理馆藏档案，提供查阅利用"),
        ] {
            let _ = writeln!(toml, "\"{name}\" = \"{text}\"");
        }
        toml
    }
}

fn project_name(code: &str) -> String {
    match code {
        "JB" => "人员和公用经费".to_owned(),
        "XM" => "业务工作经费".to_owned(),
        other => format!("档案整理第{}批", other.trim_start_matches("ZP")),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn record(csv: &mut String, topic: &str, key: &str, payload: &str) {
    let day = format!("{}-01-01", YEAR - 1);
    let year = YEAR - 1;
    let _ =
        writeln!(csv, "记录,{day},{year},{UNIT},,,,,,0.00,,,,{topic},{key},{},", quoted(payload));
}

fn register(csv: &mut String, topic: &str, unit: &str, value: i64) {
    let amount = yuan(value);
    let _ = writeln!(csv, "登记,{YEAR}-12-31,{YEAR},{UNIT},,,,,,{amount},,,,{topic},{unit},,");
}

fn yuan(fen: i64) -> String {
    base::Amount::fen(fen).yuan_text().replace(',', "")
}

fn year(csv: &mut String, year: i32, flows: &[Flow]) {
    for flow in flows {
        spend(csv, year, flow, flow.project, flow.spent);
        let Flow { fund, func, project, spent, left, carried, .. } = flow;
        let nature = project;
        let (opening, income) = if *carried { (*spent, *left) } else { (0, spent + left) };
        if opening > 0 {
            let amount = yuan(opening);
            let _ = writeln!(
                csv,
                "年初结转,{year}-01-01,{year},{UNIT},,{nature},{fund},{func},,{amount},,,,,,,"
            );
        }
        if income > 0 {
            let amount = yuan(income);
            let _ = writeln!(
                csv,
                "收入,{year}-12-31,{year},{UNIT},,{nature},{fund},{func},,{amount},,,,,,,"
            );
        }
    }
}

/// Budget, release and payment on one line.
fn spend(csv: &mut String, year: i32, flow: &Flow, project: &str, budget: i64) {
    let Flow { fund, func, eco, spent, .. } = flow;
    let line = format!("{year}-{project}-{fund}-{func}-{eco}");
    let row = |kind: &str, day: &str, amount: i64, doc: &str| {
        let amount = yuan(amount);
        let eco = if kind == "支付" { *eco } else { "" };
        format!(
            "{kind},{year}-{day},{year},{UNIT},{line},{project},{fund},{func},{eco},{amount},,,{doc},,,,\n"
        )
    };
    csv.push_str(&row("年初预算", "01-20", budget, "云财预1号"));
    csv.push_str(&row("指标下达", "02-01", budget, "云财预6号"));
    if *spent > 0 {
        csv.push_str(&row("支付", "06-30", *spent, ""));
    }
    if flow.project.is_empty() && *spent > 0 {
        let amount = yuan(*spent);
        let _ = writeln!(
            csv,
            "收入,{year}-12-31,{year},{UNIT},,{project},{fund},{func},,{amount},,,,,,,"
        );
    }
}
