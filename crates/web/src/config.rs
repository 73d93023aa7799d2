//! What the one who starts the server decides.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Settings of a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// The ledger: a file or the URL of a server.
    pub ledger: String,
    /// Folder laid over the built-in knowledge.
    pub catalog: Option<PathBuf>,
    /// Address and port.
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM; without them plain HTTP is spoken.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether documents may be checked without an account.
    pub open_check: bool,
    /// The server stands behind a proxy of ours, whose `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
    /// Structured logs, a JSON object a line.
    pub json_logs: bool,
    /// Largest file taken, in bytes.
    pub largest: usize,
    /// Accounts that exist in the demonstration only; shown on its log-in page.
    pub demo: Vec<DemoAccount>,
}

/// An account of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// Name.
    pub name: String,
    /// What it shows, Chinese and English.
    pub shown: (String, String),
    /// Password.
    pub password: String,
}

impl Config {
    /// A server of a ledger on this machine.
    pub fn new(ledger: &str) -> Config {
        Config {
            ledger: ledger.to_owned(),
            catalog: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            tls: None,
            open_check: true,
            behind_proxy: false,
            json_logs: false,
            largest: 64 << 20,
            demo: Vec::new(),
        }
    }
}
