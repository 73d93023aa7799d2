//! Starts the server, and stops it without losing what is under way.

use crate::config::Config;
use crate::state::State;
use crate::{assets, guard, ops, pages, tell};
use app::Fault;
use app::desk::Desk;
use app::house::House;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

/// How long a request may take as a whole.
const LONGEST: Duration = Duration::from_secs(300);

/// How long a body that is sent may pause.
const SILENT: Duration = Duration::from_secs(20);

/// How long requests under way may still take when the server is stopped.
const GRACE: Duration = Duration::from_secs(20);

/// How often the ledger is looked at for what others have posted.
const LOOK: Duration = Duration::from_millis(500);

/// Requests in the making at a time; more wait for their turn.
const AT_ONCE: usize = 1024;

/// What is told once the server listens.
#[derive(Debug, Clone)]
pub struct Served {
    /// Where.
    pub address: SocketAddr,
    /// Where the first administrator is made, when there is none: shown once.
    pub first: Option<String>,
}

/// Serves until the process is told to stop (SIGINT, SIGTERM).
///
/// # Errors
/// When the ledger, the address or the certificate cannot be used.
pub fn serve(config: Config, ready: impl FnOnce(&Served)) -> Result<(), Fault> {
    log(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Fault::new(format!("无法启动：{e}"), format!("cannot start: {e}")))?;
    runtime.block_on(run(config, ready))
}

/// Lines for those who run the server, on standard error: `RUST_LOG` says how much. The demonstration tells
/// only what goes wrong.
fn log(config: &Config) {
    use tracing_subscriber::EnvFilter;
    let usual = if config.demo.is_empty() { "info" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second server in one process (a test) keeps the lines of the first.
    let _ = match config.json_logs {
        true => lines.json().try_init(),
        false => lines.try_init(),
    };
}

async fn run(config: Config, ready: impl FnOnce(&Served)) -> Result<(), Fault> {
    let (address, tls) = (config.listen, config.tls.clone());
    let opening = tokio::task::spawn_blocking(move || open(config));
    let (state, app, first) = opening.await.unwrap_or_else(|_| Err(crate::pool::broke_down()))?;
    let listener = bound(address)?;
    let address = listener.local_addr().unwrap_or(address);
    state.look().await?;
    tokio::spawn(watch(Arc::clone(&state)));
    tokio::spawn(tell::watch(Arc::clone(&state)));
    let handle = Handle::new();
    tokio::spawn(until_told(handle.clone()));
    let scheme = if tls.is_some() { "https" } else { "http" };
    let first = first.map(|token| format!("{scheme}://{address}/first/{token}"));
    ready(&Served { address, first });
    let made = app.into_make_service_with_connect_info::<SocketAddr>();
    let failed =
        |e: std::io::Error| Fault::new(format!("服务中断：{e}"), format!("served no more: {e}"));
    match tls {
        None => {
            let server = axum_server::from_tcp(listener).map_err(failed)?.handle(handle);
            server.serve(made).await.map_err(failed)
        }
        Some((certificate, key)) => {
            // Where several providers are built in, one must be named.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(&certificate, &key).await.map_err(|e| {
                let (c, k) = (certificate.display(), key.display());
                Fault::new(
                    format!("证书 {c} 或密钥 {k} 无法使用：{e}"),
                    format!("certificate {c} or key {k} cannot be used: {e}"),
                )
            })?;
            let server = axum_server::from_tcp_rustls(listener, tls).map_err(failed)?;
            server.handle(handle).serve(made).await.map_err(failed)
        }
    }
}

type Opened = (Arc<State>, Router, Option<String>);

fn open(config: Config) -> Result<Opened, Fault> {
    if let Some(smtp) = &config.smtp {
        tell::check_mail(smtp, config.roots.as_deref())?;
    }
    let desk = Desk::open(&config.ledger, "web", config.catalog.as_deref())?;
    let knowledge = Arc::clone(desk.knowledge());
    let mut house = House::open(&config.ledger)?;
    let first = if config.demo.is_empty() { house.first_link()? } else { None };
    let pages = pages::all();
    let state = Arc::new(State::new(config, desk, house, pages.table())?);
    pages::documents::resume(&state, &knowledge)?;
    let app = router(pages.router(), &state);
    Ok((state, app, first))
}

fn router(pages: Router<Arc<State>>, state: &Arc<State>) -> Router {
    let largest = state.config.largest;
    pages
        .route("/assets/{mark}/{name}", get(assets::asset))
        .route("/healthz", get(ops::alive))
        .route("/readyz", get(ops::ready))
        .route("/metrics", get(ops::metrics))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(axum::middleware::from_fn_with_state(Arc::clone(state), guard::guard))
        .layer(DefaultBodyLimit::max(largest))
        .layer(RequestBodyTimeoutLayer::new(SILENT))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(tower::limit::GlobalConcurrencyLimitLayer::new(AT_ONCE))
        .with_state(Arc::clone(state))
}

fn bound(address: SocketAddr) -> Result<TcpListener, Fault> {
    let failed = |e: std::io::Error| {
        Fault::new(
            format!("无法监听 {address}：{e}；可能已有程序占用，请换一个端口（--listen）"),
            format!(
                "cannot listen on {address}: {e}; something may use it, choose another port (--listen)"
            ),
        )
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Sees what other programs post to the ledger.
async fn watch(state: Arc<State>) {
    loop {
        tokio::time::sleep(LOOK).await;
        if let Err(fault) = state.look().await {
            tracing::warn!(error = %fault, "the ledger cannot be reached");
        }
    }
}

/// Lets requests under way end when the process is told to stop.
async fn until_told(handle: Handle<SocketAddr>) {
    let interrupted = tokio::signal::ctrl_c();
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    match terminate {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupted => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupted.await;
        }
    }
    handle.graceful_shutdown(Some(GRACE));
}
