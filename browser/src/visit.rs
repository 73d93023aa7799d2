//! One window of the browser: what a person does in it, and what is looked at.

use anyhow::{Context, Result, anyhow, bail};
use base64::Engine as _;
use headless_chrome::Tab;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Page, Runtime};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// A window.
pub struct Visit {
    pub(crate) tab: Arc<Tab>,
    base: String,
    said: Arc<Mutex<Vec<String>>>,
}

impl Visit {
    pub(crate) fn new(tab: Arc<Tab>, base: String) -> Result<Visit> {
        tab.set_default_timeout(PATIENCE);
        tab.enable_log()?;
        tab.enable_runtime()?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&said);
        tab.add_event_listener(Arc::new(move |event: &Event| {
            let text = match event {
                // A page that is refused (401, 403, 404) is an answer with a page of its own.
                Event::LogEntryAdded(e)
                    if e.params.entry.level == Log::LogEntryLevel::Error
                        && !refusal(&e.params.entry.text, e.params.entry.url.as_deref()) =>
                {
                    Some(format!("{} {:?}", e.params.entry.text, e.params.entry.url))
                }
                Event::RuntimeExceptionThrown(e) => {
                    Some(format!("{:?}", e.params.exception_details.exception))
                }
                _ => None,
            };
            if let (Some(text), Ok(mut kept)) = (text, kept.lock()) {
                kept.push(text);
            }
        }))?;
        Ok(Visit { tab, base, said })
    }

    /// Opens an address of the site and waits until the page is there.
    ///
    /// # Errors
    /// When it does not come.
    pub fn open(&self, path: &str) -> Result<&Visit> {
        let to = format!("{}{path}", self.base);
        // The page that is left is told apart from the one that comes; waiting until the network is idle, as the
        // library does, takes longer than the page.
        self.js("window.__left = true")?;
        self.tab.navigate_to(&to)?;
        self.until("!window.__left && document.readyState === 'complete'").with_context(|| to)?;
        Ok(self)
    }

    /// Waits until the document is complete.
    fn settled(&self) -> Result<()> {
        self.until("document.readyState === 'complete'")
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// When it never is.
    pub fn until(&self, expression: &str) -> Result<()> {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if self.js(expression).is_ok_and(|v| v == Value::Bool(true)) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("never true at {}: {expression}", self.path())
    }

    /// Logs in.
    ///
    /// # Errors
    /// When the log-in page stays.
    pub fn log_in(&self, name: &str) -> Result<&Visit> {
        self.open("/log-in")?;
        self.fill("name", name)?.fill("password", crate::site::PASSWORD)?;
        self.press("main form button")?;
        self.until("!location.pathname.startsWith('/log-in')")
            .with_context(|| format!("{name} could not log in: {}", self.text()))?;
        self.settled()?;
        Ok(self)
    }

    /// Fills a field by its name.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn fill(&self, name: &str, value: &str) -> Result<&Visit> {
        let (name, value) = (Value::from(name), Value::from(value));
        let done = self.js(&format!(
            "(() => {{ const f = [...document.querySelectorAll('main [name]')].find(e => e.name === {name} \
             && e.type !== 'hidden'); if (!f) return false; f.focus(); f.value = {value}; \
             f.dispatchEvent(new Event('input', {{bubbles: true}})); \
             f.dispatchEvent(new Event('change', {{bubbles: true}})); return true; }})()"
        ))?;
        match done {
            Value::Bool(true) => Ok(self),
            _ => Err(anyhow!("no field {name} at {}", self.path())),
        }
    }

    /// Clicks the first element of a selector.
    ///
    /// # Errors
    /// When there is none.
    pub fn press(&self, selector: &str) -> Result<&Visit> {
        self.tab
            .wait_for_element(selector)
            .with_context(|| format!("no {selector} at {}", self.path()))?;
        let selector_text = Value::from(selector);
        // Clicked where a pointer would meet it: what is covered by something else cannot be pressed.
        let met = self.js(&format!(
            "(() => {{ const e = document.querySelector({selector_text}); \
             e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const r = e.getBoundingClientRect(); \
             const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); \
             if (top !== e && !e.contains(top)) return top ? top.outerHTML.slice(0, 120) : 'nothing'; \
             e.click(); return true; }})()"
        ))?;
        match met {
            Value::Bool(true) => Ok(self),
            met => Err(anyhow!("{selector} at {} is covered by {met}", self.path())),
        }
    }

    /// Clicks the link or button that carries a text, and waits for what comes.
    ///
    /// # Errors
    /// When there is none.
    pub fn follow(&self, text: &str) -> Result<&Visit> {
        let text = Value::from(text);
        let done = self.js(&format!(
            "(() => {{ const e = [...document.querySelectorAll('main a, main button, main summary, nav a')]\
             .find(e => e.textContent.includes({text})); if (!e) return false; \
             window.__old = true; e.click(); return true; }})()"
        ))?;
        if done != Value::Bool(true) {
            bail!("no link or button {text} at {}\n{}", self.path(), self.text());
        }
        // A part of the page may be renewed in place; a whole page is waited for.
        std::thread::sleep(Duration::from_millis(150));
        self.settled()?;
        Ok(self)
    }

    /// Presses a key.
    ///
    /// # Errors
    /// When the browser does not know it.
    pub fn key(&self, key: &str) -> Result<&Visit> {
        self.tab.press_key(key)?;
        Ok(self)
    }

    /// Types a text with the keyboard, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn write(&self, text: &str) -> Result<&Visit> {
        self.tab.type_str(text)?;
        Ok(self)
    }

    /// Gives files to a field.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn files(&self, selector: &str, files: &[PathBuf]) -> Result<&Visit> {
        let field = self.tab.wait_for_element(selector)?;
        // The browser refuses a path that it has to resolve.
        let files = files.iter().map(|f| Ok(f.canonicalize()?.display().to_string()));
        let files = files.collect::<Result<Vec<String>>>()?;
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        field.set_input_files(&files)?;
        Ok(self)
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// When it throws.
    pub fn js(&self, expression: &str) -> Result<Value> {
        let done = self.tab.call_method(Runtime::Evaluate {
            expression: expression.to_owned(),
            return_by_value: Some(true),
            await_promise: Some(true),
            object_group: None,
            include_command_line_api: None,
            silent: None,
            context_id: None,
            generate_preview: None,
            user_gesture: Some(true),
            throw_on_side_effect: None,
            timeout: None,
            disable_breaks: None,
            repl_mode: None,
            allow_unsafe_eval_blocked_by_csp: None,
            unique_context_id: None,
            serialization_options: None,
        })?;
        if let Some(thrown) = done.exception_details {
            bail!("{}: {:?}", thrown.text, thrown.exception.and_then(|e| e.description));
        }
        Ok(done.result.value.unwrap_or(Value::Null))
    }

    /// What can be read of the page.
    pub fn text(&self) -> String {
        let text = self.js("document.querySelector('main')?.innerText ?? document.body.innerText");
        text.ok().and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Path and query of the page.
    pub fn path(&self) -> String {
        let url = self.js("location.pathname + location.search").unwrap_or(Value::Null);
        url.as_str().unwrap_or_default().to_owned()
    }

    /// Errors that the browser has reported since the last time; a refused resource or script is one.
    pub fn complaints(&self) -> Vec<String> {
        self.said.lock().map(|mut s| std::mem::take(&mut *s)).unwrap_or_default()
    }

    /// Turns scripts off or on.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn scripts(&self, on: bool) -> Result<&Visit> {
        self.tab.call_method(Emulation::SetScriptExecutionDisabled { value: !on })?;
        Ok(self)
    }

    /// Violations that axe-core finds in the page as it stands; `None` where axe-core is not installed.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn axe(&self) -> Result<Option<Vec<String>>> {
        let Some(script) = axe_script()? else { return Ok(None) };
        self.js(&format!("{script}; true"))?;
        let found = self.js(
            "axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })\
             .then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.help + ' | ' + \
             v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' || '))))",
        )?;
        let found: Vec<String> = serde_json::from_str(found.as_str().unwrap_or("[]"))?;
        Ok(Some(found))
    }

    /// A picture of the whole page.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub fn picture(&self, to: &Path) -> Result<()> {
        let taken = self.tab.call_method(Page::CaptureScreenshot {
            format: Some(Page::CaptureScreenshotFormatOption::Png),
            quality: None,
            clip: None,
            from_surface: Some(true),
            capture_beyond_viewport: Some(true),
            optimize_for_speed: Some(true),
        })?;
        let png = base64::engine::general_purpose::STANDARD.decode(taken.data)?;
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(to, png)?;
        Ok(())
    }
}

/// Whether it is a page that was refused, not something that a page wanted.
fn refusal(text: &str, url: Option<&str>) -> bool {
    text.contains("status of 40") && !url.is_some_and(|u| u.contains("/assets/"))
}

/// axe-core, where `cargo xtask test` has put it.
fn axe_script() -> Result<Option<String>> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/axe/axe.min.js");
    let place = std::env::var_os("MINGZHANG_AXE").map_or(own, PathBuf::from);
    match place.exists() {
        true => Ok(Some(std::fs::read_to_string(place)?)),
        false if std::env::var_os("MINGZHANG_BROWSER_MUST").is_some() => {
            bail!("there is no axe-core at {}, and it must be tested with", place.display())
        }
        false => {
            eprintln!("NOT TESTED: there is no axe-core; `cargo xtask test` fetches it");
            Ok(None)
        }
    }
}
