//! Arguments of the commands that work on a ledger.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where the ledger is and who acts.
#[derive(Debug, Clone, Args)]
pub(crate) struct Ledger {
    #[arg(
        long,
        global = true,
        env = "MINGZHANG_DB",
        default_value = "mingzhang.db",
        value_name = "FILE|URL"
    )]
    pub(crate) db: String,
    #[arg(long, global = true, env = "MINGZHANG_ACTOR", default_value = "", value_name = "NAME")]
    pub(crate) actor: String,
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) catalog: Option<PathBuf>,
}

/// A unit and a year.
#[derive(Debug, Clone, Args)]
pub(crate) struct UnitYear {
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: String,
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: i32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Desk {
    Init(InitArgs),
    Import(ImportArgs),
    Adopt(AdoptArgs),
    Findings(FindingsArgs),
    Verify(LedgerArgs),
    Backup(BackupArgs),
    Restore(BackupArgs),
    Reverse(ReverseArgs),
    Target(TargetArgs),
    Monitor(MonitorArgs),
    Score(ScoreArgs),
    Step(StepArgs),
    Text(TextArgs),
    Report(ReportArgs),
    Publish(ReportArgs),
    Export(ExportArgs),
    Query(QueryArgs),
    Analyse(AnalyseArgs),
    Warn(WarnArgs),
    Demo(crate::serve::DemoArgs),
    Serve(Box<crate::serve::ServeArgs>),
    Synth(crate::synth::SynthArgs),
    Cluster(crate::cluster_args::ClusterArgs),
    Case(Box<crate::case_args::CaseArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[arg(long, default_value = "000000000", value_name = "CODE")]
    pub(crate) book: String,
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) mapping: String,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) of_year: Option<i32>,
    #[arg(long, value_name = "DAY")]
    pub(crate) day: Option<String>,
    #[arg(long, value_name = "VALUE")]
    pub(crate) live: Option<String>,
    #[arg(long)]
    pub(crate) replace: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) quarantine: Option<PathBuf>,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct AdoptArgs {
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<PathBuf>,
    #[arg(long = "unit", default_value = "", value_name = "CODE")]
    pub(crate) adopted_unit: String,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) adopted_year: Option<i32>,
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct FindingsArgs {
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<PathBuf>,
    #[arg(long = "unit", default_value = "", value_name = "CODE")]
    pub(crate) adopted_unit: String,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) adopted_year: Option<i32>,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[arg(value_name = "FILE")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct ReverseArgs {
    #[arg(long, value_name = "N", conflicts_with = "batch", required_unless_present = "batch")]
    pub(crate) entry: Option<u64>,
    #[arg(long, value_name = "N")]
    pub(crate) batch: Option<u64>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) goals: Vec<PathBuf>,
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: String,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct MonitorArgs {
    #[command(flatten)]
    pub(crate) of: UnitYear,
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=12), value_name = "MONTH")]
    pub(crate) month: u32,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    #[command(flatten)]
    pub(crate) of: UnitYear,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct StepArgs {
    #[arg(value_name = "ACTION")]
    pub(crate) action: String,
    #[command(flatten)]
    pub(crate) of: UnitYear,
    #[arg(long, default_value = "", value_name = "CODE")]
    pub(crate) project: String,
    #[arg(long, default_value = "unit", value_name = "ROLE")]
    pub(crate) role: String,
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) comment: String,
    #[arg(long, default_value = "", value_name = "FIELD")]
    pub(crate) field: String,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    #[arg(value_name = "NAME")]
    pub(crate) text_name: String,
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) of: UnitYear,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[arg(value_name = "KIND")]
    pub(crate) kind: String,
    #[arg(long = "unit", value_name = "CODE")]
    pub(crate) report_unit: Option<String>,
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: i32,
    #[arg(
        long = "format",
        default_value = "docx,xlsx,pdf,html",
        value_delimiter = ',',
        value_name = "FORMATS"
    )]
    pub(crate) formats: Vec<String>,
    #[arg(long = "month", value_parser = clap::value_parser!(u32).range(1..=12), value_name = "MONTH")]
    pub(crate) of_month: Option<u32>,
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=4), value_name = "QUARTER")]
    pub(crate) quarter: Option<u32>,
    #[arg(long = "department", default_value = "", value_name = "CODE")]
    pub(crate) of_department: String,
    #[arg(long = "out", default_value = "out", value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[arg(long = "format", default_value = "csv", value_name = "FORMAT")]
    pub(crate) export_format: String,
    #[arg(long = "unit", value_name = "CODE")]
    pub(crate) of_unit: Option<String>,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) of_year: Option<i32>,
    #[arg(long = "out", default_value = "out", value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    #[arg(long = "by", value_delimiter = ',', value_name = "DIMS")]
    pub(crate) rows: Vec<String>,
    #[arg(long = "across", value_delimiter = ',', value_name = "DIMS")]
    pub(crate) columns: Vec<String>,
    #[arg(
        long = "show",
        value_delimiter = ',',
        default_value = "全年预算,已支付,执行率",
        value_name = "MEASURES"
    )]
    pub(crate) measures: Vec<String>,
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) filters: Vec<String>,
    #[arg(long, value_name = "MEASURE", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,
    #[arg(long = "as-of", value_delimiter = ',', value_name = "ENTRY|DAY")]
    pub(crate) as_of: Vec<String>,
    #[arg(long, value_name = "DIM=VALUE,…", num_args = 0..=1, default_missing_value = "")]
    pub(crate) open: Option<String>,
    #[arg(long)]
    pub(crate) detail: bool,
    #[arg(long = "format", value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) query_format: QueryFormat,
    #[arg(long = "out", value_name = "FILE")]
    pub(crate) into_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum QueryFormat {
    Table,
    Csv,
    Json,
    Xlsx,
}

#[derive(Debug, Args)]
pub(crate) struct WarnArgs {
    #[arg(value_name = "ACTION", id = "warn_action", default_value = "run")]
    pub(crate) action: String,
    #[arg(value_name = "RULE", id = "warn_rules")]
    pub(crate) rules: Vec<String>,
    #[arg(long = "year", value_name = "YEAR")]
    pub(crate) of_year: Option<i32>,
    #[arg(long = "day", id = "warn_day", value_name = "DAY")]
    pub(crate) day: Option<String>,
    #[arg(long)]
    pub(crate) full: bool,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) region: Option<String>,
    #[arg(long = "from", id = "from_year", value_name = "YEAR")]
    pub(crate) from_year: Option<i32>,
    #[arg(long = "to", id = "to_year", value_name = "YEAR")]
    pub(crate) to_year: Option<i32>,
    #[arg(long, value_name = "COLUMN")]
    pub(crate) column: Option<String>,
    #[arg(long, value_name = "VALUE")]
    pub(crate) value: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    #[arg(long = "reason", id = "warn_reason", default_value = "", value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Args)]
pub(crate) struct AnalyseArgs {
    #[arg(value_name = "KIND")]
    pub(crate) analysis_kind: String,
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: i32,
    #[arg(long = "month", value_parser = clap::value_parser!(u32).range(1..=12), value_name = "MONTH")]
    pub(crate) through: Option<u32>,
    #[arg(long = "unit", value_delimiter = ',', value_name = "CODES")]
    pub(crate) units: Vec<String>,
    #[arg(long = "department", value_delimiter = ',', value_name = "CODES")]
    pub(crate) departments: Vec<String>,
    #[arg(long = "region", value_delimiter = ',', value_name = "CODES")]
    pub(crate) regions: Vec<String>,
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) filters: Vec<String>,
    #[arg(long, value_name = "DIM")]
    pub(crate) by: Option<String>,
    #[arg(long, value_name = "N")]
    pub(crate) least: Option<usize>,
    #[arg(long = "top", default_value_t = 50, value_name = "N")]
    pub(crate) listed: usize,
    #[arg(long = "format", value_enum, default_value = "table", value_name = "FORMAT")]
    pub(crate) analyse_format: AnalyseFormat,
    #[arg(long = "out", value_name = "FILE")]
    pub(crate) into_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AnalyseFormat {
    Table,
    Csv,
    Json,
    Xlsx,
    Html,
}
