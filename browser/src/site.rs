//! The demonstration, served by a thread of the test, and the browser beside it.

use crate::visit::Visit;
use anyhow::{Context, Result, anyhow};
use headless_chrome::{Browser, LaunchOptions};
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// Accounts of the demonstration.
pub const ROLES: [&str; 8] =
    ["clerk", "department", "finance", "congress", "deputy", "system", "security", "auditor"];

/// Their password.
pub const PASSWORD: &str = "Mingzhang-demo1";

/// Where Chromium is found.
const PLACES: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/// A running demonstration.
pub struct Site {
    address: SocketAddr,
    folder: PathBuf,
    browser: Browser,
}

impl Site {
    /// Makes the demonstration in a folder of its own, serves it, and starts a browser. `None` where there
    /// is no browser: said loudly, for nothing was then tested.
    ///
    /// # Errors
    /// When it cannot be made or served.
    pub fn start(name: &str) -> Result<Option<Site>> {
        let found = std::env::var("MINGZHANG_CHROMIUM").ok();
        let found = found
            .or_else(|| PLACES.iter().find(|p| Path::new(p).exists()).map(|p| (*p).to_owned()));
        let Some(program) = found else {
            if std::env::var_os("MINGZHANG_BROWSER_MUST").is_some() {
                return Err(anyhow!("there is no Chromium, and it must be tested with"));
            }
            eprintln!("NOT TESTED: there is no Chromium; `cargo xtask test` installs it");
            return Ok(None);
        };
        let folder =
            std::env::temp_dir().join(format!("mingzhang-browser-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let ledger = folder.join("demo.db").display().to_string();
        let address = serve(ledger)?;
        let browser = browser(Path::new(&program), &folder)?;
        Ok(Some(Site { address, folder, browser }))
    }

    /// A page on this site, in a window of its own without cookies.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn visit(&self) -> Result<Visit> {
        let context = self.browser.new_context()?;
        Visit::new(context.new_tab()?, format!("http://{}", self.address))
    }

    /// Folder of this test.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it is served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn serve(ledger: String) -> Result<SocketAddr> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let served = web::demo(&ledger, here)
            .and_then(|config| web::serve(config, |s| drop(tell.send(Ok(s.address)))));
        if let Err(fault) = served {
            eprintln!("{fault}");
        }
    });
    let told: Result<SocketAddr> =
        told.recv_timeout(Duration::from_secs(120)).context("not served")?;
    told
}

fn browser(program: &Path, folder: &Path) -> Result<Browser> {
    let args = ["--disable-dev-shm-usage", "--lang=zh-CN", "--force-color-profile=srgb"];
    let args: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
    let options = LaunchOptions::default_builder()
        .path(Some(program.to_owned()))
        .user_data_dir(Some(folder.join("profile")))
        .sandbox(false)
        .window_size(Some((1360, 900)))
        .idle_browser_timeout(Duration::from_secs(600))
        .args(args)
        .build()?;
    Browser::new(options)
}
