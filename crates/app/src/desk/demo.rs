//! The bundled example: one office's year with the figures it published, and a made-up district.

use super::{Desk, today};
use crate::fault::Fault;
use base::{Amount, Date};
use include_dir::{Dir, include_dir};
use intake::{Context, Read, Reader, Rows};
use ledger::{Control, Controls, Draft, Hashed, Kind};
use std::io::Cursor;
use store::{Outcome, Receipt};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples/demo");

/// What the demo filled in.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// Batches.
    pub batches: u64,
    /// Entries.
    pub entries: u64,
    /// Units.
    pub units: usize,
}

/// Fills a fresh ledger with the example.
///
/// # Errors
/// When an entry of the example is refused: that would be a defect of the example.
pub fn demo(desk: &mut Desk) -> Result<Demo, Fault> {
    let mut done = Demo::default();
    for folder in FILES.dirs() {
        let name = folder.path().to_string_lossy().into_owned();
        let mut drafts = Vec::new();
        for file in folder.files() {
            let text = file.contents_utf8().unwrap_or_default();
            let path = file.path().to_string_lossy().into_owned();
            if path.ends_with(".csv") {
                drafts.extend(journal(desk, &path, text)?);
            }
        }
        for file in folder.dirs().flat_map(|d| d.files()) {
            drafts.push(goal(file.contents_utf8().unwrap_or_default(), &name)?);
        }
        add(&mut done, post(desk, &format!("demo {name}"), drafts)?);
    }
    for year in [2023, 2024] {
        add(&mut done, post(desk, &format!("demo 云岭区 {year}"), district(year))?);
    }
    done.units = desk.store.units(store::AsOf::default())?.len();
    Ok(done)
}

fn add(done: &mut Demo, receipt: Receipt) {
    done.batches += 1;
    done.entries += receipt.posted;
}

fn post(desk: &mut Desk, source: &str, drafts: Vec<Draft>) -> Result<Receipt, Fault> {
    let header = desk.header(source, "", "");
    // Published figures are posted as they are, also where a release was above the budget.
    let controls = Controls { above_budget: Control::Warn, ..Controls::default() };
    let mut posting = desk.store.begin(&header, &controls)?;
    for draft in drafts {
        let what = format!("{} {} {}", draft.topic, draft.line, draft.source.row);
        if let Outcome::Refused(refusal) = posting.post(draft)? {
            return Err(Fault::new(
                format!("{source} {what}：{}", refusal.zh),
                format!("{source} {what}: {}", refusal.en),
            ));
        }
    }
    Ok(posting.commit()?)
}

/// Drafts of a file in the form of the journal.
fn journal(desk: &Desk, path: &str, text: &str) -> Result<Vec<Draft>, Fault> {
    let rows = Rows::open(Cursor::new(text.to_owned().into_bytes()));
    let rows = rows.map_err(|p| Fault::at(path, &p))?;
    let mappings = desk.mappings.clone();
    let mapping = mappings.get("分录").ok_or_else(|| Fault::new("缺少映射“分录”", "no mapping"))?;
    let context = Context { file: path.to_owned(), ..Context::default() };
    let choose = |heads: &[String]| mapping.place(heads).map(|_| mapping);
    let reader = Reader::open(rows, &choose, context).map_err(|p| Fault::at(path, &p))?;
    let mut drafts = Vec::new();
    for read in reader {
        match read {
            Read::Taken(taken) => {
                drafts.extend(taken.drafts.into_iter().map(Hashed::into_draft));
            }
            Read::Total(_) => {}
            Read::Broken(problem) => return Err(Fault::at(path, &problem)),
            Read::Rejected(r) => {
                let row = r.row;
                return Err(Fault::new(
                    format!("{path} 第 {row} 行：{}", r.zh),
                    format!("{path} row {row}: {}", r.en),
                ));
            }
        }
    }
    Ok(drafts)
}

fn goal(text: &str, folder: &str) -> Result<Draft, Fault> {
    let e: ::performance::Evaluation = toml::from_str(text)
        .map_err(|e| Fault::new(format!("{folder}：{e}"), format!("{folder}: {e}")))?;
    let unit = e.unit.split('-').next().unwrap_or_default();
    let mut draft = Draft::new(Kind::Record, today(), e.year, unit);
    draft.topic = "绩效".to_owned();
    draft.key.clone_from(&e.code);
    draft.payload = serde_json::to_string(&e).unwrap_or_default();
    Ok(draft)
}

/// A small generator with a seed: the district is the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

/// Units of the made-up district and what they do, with the functional code of it.
const OFFICES: [(&str, &str); 20] = [
    ("人大办公室", "20101"),
    ("政协办公室", "20102"),
    ("区政府办公室", "20103"),
    ("发展和改革局", "20104"),
    ("统计局", "20105"),
    ("财政局", "20106"),
    ("审计局", "20108"),
    ("纪委监委", "20111"),
    ("商务局", "20113"),
    ("档案馆", "20126"),
    ("司法局", "20406"),
    ("教育局", "20501"),
    ("科学技术局", "20601"),
    ("文化和旅游局", "20701"),
    ("人力资源和社会保障局", "20801"),
    ("民政局", "20802"),
    ("卫生健康局", "21001"),
    ("生态环境局", "21101"),
    ("农业农村局", "21301"),
    ("应急管理局", "22401"),
];

/// One year of the made-up 云岭区: forty units, budgets, releases, a transfer each, payments by month
/// with a rush at the end of the year, one project in ten that never spends.
fn district(year: i32) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut chance = Chance(20_230_000 + u64::from(year.unsigned_abs()));
    for n in 0..40u64 {
        let (name, section) = OFFICES[(n as usize) % OFFICES.len()];
        let unit = format!("9{:02}001", n + 1);
        let full = match n < 20 {
            true => format!("云岭区{name}"),
            false => format!("云岭区{name}服务中心"),
        };
        drafts.extend(introduce(&unit, &full, year, n >= 20));
        for p in 0..5u64 {
            drafts.extend(project(&unit, section, year, p, &mut chance));
        }
    }
    drafts
}

fn day(year: i32, month: i8, day: i8) -> Date {
    let year = i16::try_from(year).unwrap_or(2023);
    Date::new(year, month, day).unwrap_or(Date::constant(2023, 1, 1))
}

fn introduce(unit: &str, name: &str, year: i32, institution: bool) -> Vec<Draft> {
    let record = |topic: &str, key: &str, payload: serde_json::Value| {
        let mut d = Draft::new(Kind::Record, day(year, 1, 1), year, unit);
        topic.clone_into(&mut d.topic);
        key.clone_into(&mut d.key);
        d.payload = payload.to_string();
        d
    };
    let kind = if institution { "Institution" } else { "Administrative" };
    let mut all = vec![record(
        "单位",
        unit,
        serde_json::json!({
            "code": unit, "name": name, "department": unit.get(..3).unwrap_or(""),
            "department_name": name, "region": "990101000", "kind": kind, "alone": true,
        }),
    )];
    let names = ["人员经费", "公用经费", "业务工作经费", "信息化运行维护", "专项工作经费"];
    let kinds = ["人员类", "公用经费", "其他运转类", "其他运转类", "特定目标类"];
    for (p, (name, kind)) in names.iter().zip(kinds).enumerate() {
        let code = format!("{unit}-{p}");
        all.push(record(
            "项目",
            &code,
            serde_json::json!({
                "code": code, "name": name, "kind": kind, "unit": unit,
            }),
        ));
    }
    all
}

/// Budget, transfer, release and payments of one project.
fn project(unit: &str, section: &str, year: i32, p: u64, chance: &mut Chance) -> Vec<Draft> {
    const ECO: [&[&str]; 5] = [
        &["30101", "30102", "30108", "30113"],
        &["30201", "30207", "30211", "30239"],
        &["30201", "30216", "30227"],
        &["30213", "30227"],
        &["30226", "30227", "31002"],
    ];
    const ITEM: [&str; 5] = ["01", "01", "02", "02", "99"];
    let code = format!("{unit}-{p}");
    let func = format!("{section}{}", ITEM[p as usize % 5]);
    let line = format!("{year}-{code}");
    let wan = [600, 120, 80, 40, 150][p as usize % 5];
    let budget = Amount::fen(i64::try_from((wan / 2 + chance.below(wan)) * 1_000_000).unwrap_or(0));
    let entry = |kind, on, amount| {
        let mut d = Draft::new(kind, on, year, unit);
        d.line.clone_from(&line);
        d.project.clone_from(&code);
        d.func.clone_from(&func);
        "111".clone_into(&mut d.fund);
        d.amount = amount;
        d
    };
    let mut initial = entry(Kind::Initial, day(year, 1, 1), budget);
    initial.doc = format!("云财预〔{year}〕1号");
    let mut release = entry(Kind::Allot, day(year, 1, 1), budget);
    release.doc = format!("云财预〔{year}〕6号");
    let mut drafts = vec![initial, release];
    // One project in ten is stopped and never spends.
    if p > 1 && chance.below(10) == 0 {
        return drafts;
    }
    // One project in eight is spent at the end of the year; the others as the year goes by.
    let late = p > 1 && chance.below(8) == 0;
    let mut left = budget.as_fen();
    for month in 1..=12i8 {
        for n in 0..8i8 {
            let to_come = i64::from(12 - month) * 8 + i64::from(8 - n);
            let part = 70 + i64::try_from(chance.below(60)).unwrap_or(0);
            let part = match (late, to_come) {
                (true, 9..) => part / 4,
                (_, 1) => 90,
                _ => part,
            };
            let fen = left * part / (100 * to_come);
            if fen <= 0 || fen > left {
                continue;
            }
            left -= fen;
            let mut pay = entry(Kind::Pay, day(year, month, 1 + n * 3), Amount::fen(fen));
            let eco = ECO[p as usize % 5];
            pay.eco = eco[chance.below(eco.len() as u64) as usize % eco.len()].to_owned();
            pay.payee = format!("云岭供应商{:02}", chance.below(60));
            pay.purpose = "业务支出".to_owned();
            pay.method = "直接支付".to_owned();
            drafts.push(pay);
        }
    }
    let spent = budget.as_fen() - left;
    let mut income = entry(Kind::Income, day(year, 12, 31), Amount::fen(spent));
    income.line = String::new();
    drafts.push(income);
    drafts
}
