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
