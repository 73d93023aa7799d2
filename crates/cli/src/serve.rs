//! The commands that open the web application: `serve`, and `demo --serve`.

use crate::desk::say;
use crate::desk_args::Ledger;
use anyhow::Result;
use clap::Args;
use report::Lang;
use std::net::SocketAddr;
use std::path::PathBuf;
use web::{Config, DemoAccount, Oidc, Served, Smtp};

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) ledger: Ledger,
    #[arg(
        long,
        env = "MINGZHANG_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub(crate) listen: SocketAddr,
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    #[arg(long)]
    pub(crate) closed: bool,
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    #[arg(long, default_value_t = 64, value_name = "MB", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) largest: u16,
    #[arg(long)]
    pub(crate) json_logs: bool,
    #[arg(long, env = "MINGZHANG_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) roots: Option<PathBuf>,
    #[arg(
        long,
        env = "MINGZHANG_SMTP",
        hide_env_values = true,
        value_name = "URL",
        requires = "mail_from"
    )]
    pub(crate) smtp: Option<String>,
    #[arg(long, env = "MINGZHANG_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
    #[arg(long, env = "MINGZHANG_OIDC_ISSUER", value_name = "URL", requires_all = ["oidc_client", "oidc_secret"])]
    pub(crate) oidc_issuer: Option<String>,
    #[arg(long, env = "MINGZHANG_OIDC_CLIENT", value_name = "ID")]
    pub(crate) oidc_client: Option<String>,
    #[arg(long, env = "MINGZHANG_OIDC_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub(crate) oidc_secret: Option<String>,
    #[arg(long, default_value = "preferred_username", value_name = "CLAIM")]
    pub(crate) oidc_claim: String,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) ledger: Ledger,
    #[arg(long)]
    pub(crate) serve: bool,
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
}

pub(crate) fn serve(args: &ServeArgs, lang: Lang) -> Result<u8> {
    let mut config = Config::new(&args.ledger.db);
    config.catalog.clone_from(&args.ledger.catalog);
    config.listen = args.listen;
    config.tls = args.tls_cert.clone().zip(args.tls_key.clone());
    config.open_check = !args.closed;
    config.behind_proxy = args.behind_proxy;
    config.json_logs = args.json_logs;
    config.largest = usize::from(args.largest) << 20;
    config.public_url = args.public_url.as_ref().map(|u| u.trim_end_matches('/').to_owned());
    config.roots.clone_from(&args.roots);
    let letters = args.smtp.clone().zip(args.mail_from.clone());
    config.smtp = letters.map(|(url, from)| Smtp { url, from });
    config.oidc = oidc(args);
    run(config, lang)
}

fn oidc(args: &ServeArgs) -> Option<Oidc> {
    Some(Oidc {
        issuer: args.oidc_issuer.clone()?,
        client: args.oidc_client.clone()?,
        secret: args.oidc_secret.clone()?,
        claim: args.oidc_claim.clone(),
    })
}

fn run(config: Config, lang: Lang) -> Result<u8> {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let demo = config.demo.clone();
    web::serve(config, |served| {
        let _ = say(&started(served, scheme, &demo, lang));
    })?;
    Ok(0)
}

/// What is printed once it listens.
fn started(served: &Served, scheme: &str, demo: &[DemoAccount], lang: Lang) -> String {
    let at = served.address;
    let mut lines = vec![match lang {
        Lang::Zh => format!("明账已启动：{scheme}://{at}/  （按 Ctrl+C 停止）"),
        Lang::En => format!("Mingzhang serves at {scheme}://{at}/  (Ctrl+C stops it)"),
    }];
    if let Some(first) = &served.first {
        lines.push(match lang {
            Lang::Zh => format!("请在 24 小时内打开此链接建立系统管理员（只能使用一次）：\n  {first}"),
            Lang::En => format!("Open this link within 24 hours to make the system administrator (it works once):\n  {first}"),
        });
    }
    for account in demo {
        let shown = lang.say(&account.shown.0, &account.shown.1);
        lines.push(format!("  {:<11} {}  {shown}", account.name, account.password));
    }
    lines.join("\n")
}

/// Makes the demonstration, or goes on with one that is there, and serves it.
pub(crate) fn demo(args: &DemoArgs, lang: Lang) -> Result<u8> {
    run(web::demo(&args.ledger.db, args.listen)?, lang)
}
