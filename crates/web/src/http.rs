//! Requests of our own to other servers: programs that are told of events, and the log-in of the office.
//! Redirects are not followed, and what comes back is bounded.

use crate::config::Config;
use app::Fault;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of an answer that are read.
pub(crate) const MOST: u64 = 1 << 20;

/// What asks.
///
/// # Errors
/// When the file of roots cannot be read.
pub(crate) fn agent(config: &Config) -> Result<Agent, Fault> {
    let roots = match &config.roots {
        None => RootCerts::WebPki,
        Some(file) => {
            let read = std::fs::read(file);
            let bytes = read.map_err(|e| bad_roots(file, &e.to_string()))?;
            let found = certificates(&bytes);
            if found.is_empty() {
                return Err(bad_roots(file, "no certificate"));
            }
            RootCerts::Specific(Arc::new(found))
        }
    };
    let tls = TlsConfig::builder().root_certs(roots).build();
    let agent = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(format!("mingzhang/{}", app::VERSION))
        .tls_config(tls)
        .build();
    Ok(agent.into())
}

fn certificates(pem: &[u8]) -> Vec<Certificate<'static>> {
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    parse_pem(pem).filter_map(certificate).collect()
}

fn bad_roots(file: &std::path::Path, why: &str) -> Fault {
    let file = file.display();
    Fault::new(
        format!("根证书文件 {file} 无法使用：{why}"),
        format!("the file of roots {file} cannot be used: {why}"),
    )
}
