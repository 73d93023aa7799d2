//! Arguments of the commands on several nodes.

use crate::desk_args::Ledger;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    #[command(subcommand)]
    pub(crate) action: Cluster,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Cluster {
    Key(KeyArgs),
    Send(SendArgs),
    Receive(ReceiveArgs),
    Trust(TrustArgs),
    Status,
    Init,
    Add(AddArgs),
    Remove(RemoveArgs),
    Share(ShareArgs),
    Warn(WarnArgs),
}

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    #[arg(id = "new_key", default_value = "mingzhang.key", value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    #[arg(
        id = "signing_key",
        long = "key",
        env = "MINGZHANG_KEY",
        default_value = "mingzhang.key",
        value_name = "FILE"
    )]
    pub(crate) key: PathBuf,
    #[arg(id = "send_to", long = "to", default_value = ".", value_name = "FILE|DIR")]
    pub(crate) to: PathBuf,
    #[arg(long, value_name = "N")]
    pub(crate) since: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct ReceiveArgs {
    #[arg(id = "parcels", required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    #[arg(long = "region", value_name = "CODE")]
    pub(crate) node_region: String,
    #[arg(id = "public_key", long = "key", value_name = "FILE")]
    pub(crate) key: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    #[arg(long = "region", value_name = "CODE")]
    pub(crate) node_region: String,
    #[arg(id = "node_name", long = "name", default_value = "", value_name = "NAME")]
    pub(crate) name: String,
    #[arg(
        id = "node_url",
        long = "url",
        env = "MINGZHANG_NODE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) url: String,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    #[arg(long = "region", value_name = "CODE")]
    pub(crate) node_region: String,
}

#[derive(Debug, Args)]
pub(crate) struct ShareArgs {
    #[arg(id = "reader", long = "role", value_name = "NAME")]
    pub(crate) role: String,
}

#[derive(Debug, Args)]
pub(crate) struct WarnArgs {
    #[arg(id = "warn_year", long = "year", value_name = "YEAR")]
    pub(crate) year: Option<i32>,
    #[arg(id = "warn_day", long = "day", value_name = "DAY")]
    pub(crate) day: Option<String>,
    #[arg(id = "warn_rules", long = "rule", value_delimiter = ',', value_name = "ID")]
    pub(crate) rules: Vec<String>,
}
