//! Arguments of `mingzhang case`.

use crate::desk_args::Ledger;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct CaseArgs {
    #[arg(value_name = "ACTION")]
    pub(crate) case_action: String,
    #[arg(value_name = "ID")]
    pub(crate) case_ids: Vec<String>,
    #[arg(long = "result", default_value = "", value_name = "RESULT")]
    pub(crate) case_result: String,
    #[arg(long = "role", default_value = "", value_name = "ROLE")]
    pub(crate) case_role: String,
    #[arg(long = "comment", default_value = "", value_name = "TEXT")]
    pub(crate) case_comment: String,
    #[arg(long = "day", value_name = "DAY")]
    pub(crate) case_day: Option<String>,
    #[arg(long = "letter", default_value = "", value_name = "LETTER")]
    pub(crate) case_letter: String,
    #[arg(long = "number", default_value = "", value_name = "NUMBER")]
    pub(crate) case_number: String,
    #[arg(long = "signer", default_value = "", value_name = "NAME")]
    pub(crate) case_signer: String,
    #[arg(long = "due", value_name = "DAY")]
    pub(crate) case_due: Option<String>,
    #[arg(long = "refund", default_value = "", value_name = "YUAN")]
    pub(crate) case_refunded: String,
    #[arg(long = "rebook", default_value = "", value_name = "YUAN")]
    pub(crate) case_rebooked: String,
    #[arg(long = "other", default_value = "", value_name = "YUAN")]
    pub(crate) case_other: String,
    #[arg(long = "file", value_name = "FILE")]
    pub(crate) case_files: Vec<PathBuf>,
    #[arg(long = "evidence", env = "MINGZHANG_EVIDENCE", value_name = "DIR")]
    pub(crate) case_evidence: Option<PathBuf>,
    #[arg(long = "after", value_name = "N")]
    pub(crate) case_after: Option<u64>,
    #[arg(long = "unit", default_value = "", value_name = "CODE")]
    pub(crate) case_unit: String,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) case_year: Option<i32>,
    #[arg(long = "region", default_value = "", value_name = "CODE")]
    pub(crate) case_region: String,
    #[arg(long = "rule", default_value = "", value_name = "ID")]
    pub(crate) case_rule: String,
    #[arg(long = "level", default_value = "", value_name = "LEVEL")]
    pub(crate) case_level: String,
    #[arg(long = "state", default_value = "", value_name = "STATE")]
    pub(crate) case_state: String,
    #[arg(long = "open")]
    pub(crate) case_open: bool,
    #[arg(long = "overdue")]
    pub(crate) case_overdue: bool,
    #[arg(long = "all")]
    pub(crate) case_all: bool,
    #[arg(long = "officer", value_name = "NAME")]
    pub(crate) case_officer: Option<String>,
    #[arg(long = "on", default_value = "", value_name = "DAY")]
    pub(crate) case_on: String,
    #[arg(long = "format", value_delimiter = ',', value_name = "FORMAT")]
    pub(crate) case_formats: Vec<String>,
    #[arg(long = "out", default_value = "out", value_name = "DIR")]
    pub(crate) case_out: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}
