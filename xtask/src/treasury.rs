//! A made-up treasury for tools that import: units, budgets, releases and payments as the files that
//! `mingzhang import` reads, the same on every machine for the same seed, with errors planted where they
//! are known.

use crate::chance::Chance;
use crate::house;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Units, and budget lines of each.
const UNITS: usize = 200;
const LINES: usize = 20;

/// Columns of a payment, as the budget system exports them (支付凭证, PayVoucherBill).
const HEADS: [&str; 20] = [
    "PAY_CERT_ID",
    "PAY_CERT_NO",
    "XPAY_DATE",
    "FISCAL_YEAR",
    "AGENCY_CODE",
    "AGENCY_NAME",
    "PRO_CODE",
    "PRO_NAME",
    "PRO_CAT_NAME",
    "FUND_TYPE_CODE",
    "EXP_FUNC_CODE",
    "DEP_BGT_ECO_CODE",
    "GOV_BGT_ECO_CODE",
    "BGT_ID",
    "PAY_AMT",
    "PAYEE_ACCT_NAME",
    "USE_DES",
    "SET_MODE_NAME",
    "UPDATE_TIME",
    "IS_DELETED",
];

const DAY: usize = 2;
const UNIT: usize = 4;
const ECO: usize = 11;
const LINE: usize = 13;
const AMOUNT: usize = 14;

/// What can be wrong with a row: what stands in which column, and whether the reader finds it, which
/// names the column, or the journal, which means the whole row.
struct Flaw {
    column: usize,
    text: &'static str,
    by_reader: bool,
}

const fn flaw(column: usize, text: &'static str, by_reader: bool) -> Flaw {
    Flaw { column, text, by_reader }
}

const FLAWS: [Flaw; 10] = [
    flaw(AMOUNT, "待定", true),
    flaw(DAY, "2023-02-30", true),
    flaw(ECO, "88888", true),
    flaw(UNIT, "", true),
    flaw(AMOUNT, "10000000000000.01", true),
    flaw(LINE, "无此指标", false),
    flaw(AMOUNT, "0.001", true),
    flaw(AMOUNT, "5000000000.00", false),
    flaw(AMOUNT, "\"12,34.50\"", true),
    flaw(AMOUNT, "", true),
];

/// The files of a treasury in a folder.
pub struct Treasury {
    folder: PathBuf,
    /// A folder for `--catalog` with a list of economic codes that is complete, so that an unknown code
    /// is an error.
    pub catalog: PathBuf,
    /// What must be imported before payments, in order.
    pub before: Vec<PathBuf>,
}

/// A file of payments.
pub struct Payments {
    /// The file.
    pub path: PathBuf,
    /// The rows that are wrong, as a user counts them, and the column the quarantine must name.
    pub planted: BTreeMap<u32, &'static str>,
}

impl Treasury {
    /// Writes units, budgets and releases.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn new(folder: &Path) -> Result<Treasury> {
        fs::create_dir_all(folder.join("catalog/codes"))?;
        let list = fs::read_to_string(house::root().join("codes/economic.toml"))?;
        let list = list.replace("complete = false", "complete = true");
        fs::write(folder.join("catalog/codes/economic.toml"), list)?;
        let mut units = "单位编码,单位名称,主管部门编码,年度\n".to_owned();
        let mut budgets = "BGT_PMAN_ID,DOC_DATE,FISCAL_YEAR,AGENCY_CODE,PRO_CODE,PRO_NAME,\
             PRO_CAT_NAME,FUND_TYPE_CODE,EXP_FUNC_CODE,REPLY_AMT\n"
            .to_owned();
        let mut releases = "BGT_ID,DOC_DATE,FISCAL_YEAR,AGENCY_CODE,PRO_CODE,FUND_TYPE_CODE,\
             EXP_FUNC_CODE,AMOUNT\n"
            .to_owned();
        for unit in 0..UNITS {
            let code = unit_code(unit);
            units += &format!("{code},示范单位{unit:03},{},2023\n", &code[..3]);
            for line in 0..LINES {
                let (id, project) = (line_id(unit, line), project_code(unit, line));
                budgets += &format!(
                    "{id},2023-01-10,2023,{code},{project},示范项目{line},特定目标类,111,2010102,1000000000.00\n"
                );
                releases +=
                    &format!("{id},2023-01-11,2023,{code},{project},111,2010102,1000000000.00\n");
            }
        }
        let mut before = Vec::new();
        for (name, text) in [("单位.csv", units), ("年初预算.csv", budgets), ("指标.csv", releases)]
        {
            fs::write(folder.join(name), text)?;
            before.push(folder.join(name));
        }
        Ok(Treasury { folder: folder.to_owned(), catalog: folder.join("catalog"), before })
    }

    /// Writes a file of payments, `bad` of them wrong. Files of different names share no payment.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn payments(&self, name: &str, rows: usize, bad: usize, seed: u64) -> Result<Payments> {
        let mut chance = Chance::new(seed);
        let mut flaws = BTreeMap::new();
        while flaws.len() < bad.min(rows) {
            let at = chance.below(rows);
            let next = flaws.len() % FLAWS.len();
            flaws.entry(at).or_insert(next);
        }
        let path = self.folder.join(format!("{name}.csv"));
        let file = fs::File::create(&path).with_context(|| path.display().to_string())?;
        let mut file = BufWriter::new(file);
        writeln!(file, "{}", HEADS.join(","))?;
        let mut planted = BTreeMap::new();
        for at in 0..rows {
            let mut cells = payment(name, at, &mut chance);
            if let Some(flaw) = flaws.get(&at).and_then(|n| FLAWS.get(*n)) {
                flaw.text.clone_into(&mut cells[flaw.column]);
                // The headings are row 1.
                let column = if flaw.by_reader { HEADS[flaw.column] } else { "" };
                planted.insert(u32::try_from(at)? + 2, column);
            }
            writeln!(file, "{}", cells.join(","))?;
        }
        file.flush()?;
        Ok(Payments { path, planted })
    }
}

fn unit_code(unit: usize) -> String {
    format!("{}{:03}", 101 + unit / 20, unit % 20 + 1)
}

fn project_code(unit: usize, line: usize) -> String {
    format!("53000023{unit:03}T{line:07}")
}

fn line_id(unit: usize, line: usize) -> String {
    format!("5300002023B{unit:04}{line:06}")
}

fn payment(name: &str, at: usize, chance: &mut Chance) -> [String; HEADS.len()] {
    const ECOS: [[&str; 2]; 4] =
        [["30201", "50201"], ["30207", "50201"], ["30211", "50201"], ["30239", "50201"]];
    let (unit, line) = (chance.below(UNITS), chance.below(LINES));
    let (month, day) = (2 + chance.below(11), 1 + chance.below(28));
    let [eco, gov] = ECOS[chance.below(ECOS.len())];
    let fen = 1 + chance.below(1_000_000);
    let date = format!("2023-{month:02}-{day:02}");
    [
        format!("{name}{at:012}{:08x}", chance.below(1 << 32)),
        format!("{:010}", at + 1),
        date.clone(),
        "2023".to_owned(),
        unit_code(unit),
        format!("示范单位{unit:03}"),
        project_code(unit, line),
        format!("示范项目{line}"),
        "特定目标类".to_owned(),
        "111".to_owned(),
        "2010102".to_owned(),
        eco.to_owned(),
        gov.to_owned(),
        line_id(unit, line),
        format!("{}.{:02}", fen / 100, fen % 100),
        format!("示范供应商第{:04}号有限公司", chance.below(5000)),
        "业务支出".to_owned(),
        "直接支付".to_owned(),
        format!("{date} 10:{:02}:{:02}", chance.below(60), chance.below(60)),
        "0".to_owned(),
    ]
}
