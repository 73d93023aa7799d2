//! What the one who starts the server decides.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Where people reach the server, without a slash at the end: for links in letters and the log-in of the
    /// office.
    pub public_url: Option<String>,
    /// Certificates (PEM) that other servers are believed by, in place of the public ones.
    pub roots: Option<PathBuf>,
    /// The server of mail; without it no letters are sent.
    pub smtp: Option<Smtp>,
    /// A person gets a letter this often at most.
    pub mail_every: Duration,
    /// How often it is looked for what is to be told.
    pub tell_every: Duration,
    /// The log-in of the office (OpenID Connect), beside that with a password.
    pub oidc: Option<Oidc>,
    /// Accounts that exist in the demonstration only; shown on its log-in page.
    pub demo: Vec<DemoAccount>,
}

/// A server of mail.
#[derive(Clone)]
pub struct Smtp {
    /// `smtps://name:password@host`, `smtp://name:password@host:587?tls=required`, or `smtp://host` on a network
    /// of one's own.
    pub url: String,
    /// Who letters come from: `明账 <no-reply@example.gov.cn>`.
    pub from: String,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from).finish_non_exhaustive()
    }
}

/// The log-in of the office.
#[derive(Clone)]
pub struct Oidc {
    /// Address of the issuer.
    pub issuer: String,
    /// Name of this server there.
    pub client: String,
    /// Its secret there.
    pub secret: String,
    /// The claim that is the login name here.
    pub claim: String,
}

impl fmt::Debug for Oidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oidc").field("issuer", &self.issuer).finish_non_exhaustive()
    }
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
            public_url: None,
            roots: None,
            smtp: None,
            mail_every: Duration::from_secs(900),
            tell_every: Duration::from_secs(2),
            oidc: None,
            demo: Vec::new(),
        }
    }
}
