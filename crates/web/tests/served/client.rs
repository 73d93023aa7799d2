//! A served demonstration, and as little of HTTP as the tests need.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex, mpsc};
use std::time::Duration;

/// The password of the demonstration's accounts.
pub const PASSWORD: &str = "Mingzhang-demo1";

/// Where the demonstration is served, for all tests of this program.
pub static SITE: LazyLock<SocketAddr> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("mingzhang-served-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let ledger = folder.join("demo.db").display().to_string();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = web::demo(&ledger, here).unwrap();
        web::serve(config, |s| tell.send(s.address).unwrap()).unwrap();
    });
    told.recv_timeout(Duration::from_secs(120)).unwrap()
});

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, Vec<String>>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// The value of a cookie that is set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get("set-cookie")?;
        let head = format!("{name}=");
        let found = set.iter().find_map(|c| c.strip_prefix(&head))?;
        Some(found.split(';').next().unwrap_or_default().to_owned())
    }
}

/// A request: method, address, headers, body.
pub fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    ask_at(*SITE, method, path, headers, body).expect("an answer with a head")
}

/// The same of any server; nothing where it does not answer to the end.
pub fn ask_at(
    site: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let mut stream = TcpStream::connect(site).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() || method != "GET" {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    head += "\r\n";
    stream.write_all(head.as_bytes()).ok()?;
    // A server that refuses early may close before everything is sent.
    let _ = stream.write_all(body);
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    read(&all)
}

fn read(all: &[u8]) -> Option<Answer> {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        headers.entry(name.to_lowercase()).or_default().push(value.trim().to_owned());
    }
    let mut body = all[end + 4..].to_vec();
    if headers.get("transfer-encoding").is_some_and(|v| v.iter().any(|v| v == "chunked")) {
        body = unchunked(&body);
    }
    Some(Answer { status, headers, body })
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap();
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    out
}

/// A logged-in visitor.
#[derive(Clone)]
pub struct Visitor {
    site: SocketAddr,
    cookie: String,
    pub csrf: String,
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

impl Visitor {
    /// Logged in as an account of the demonstration: one session for all tests, since who logs in too often
    /// must wait.
    pub fn log_in(name: &str) -> Visitor {
        static KNOWN: Mutex<BTreeMap<String, Visitor>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(|broken| broken.into_inner());
        known.entry(name.to_owned()).or_insert_with(|| Visitor::log_in_anew(name)).clone()
    }

    /// Logs in with a session of its own.
    pub fn log_in_anew(name: &str) -> Visitor {
        Visitor::log_in_at(*SITE, name)
    }

    /// The same at any server.
    pub fn log_in_at(site: SocketAddr, name: &str) -> Visitor {
        let form = format!("name={name}&password={PASSWORD}&back=/");
        let answer = ask_at(site, "POST", "/log-in", &[FORM], form.as_bytes()).unwrap();
        assert_eq!(answer.status, 303, "{name}: {}", answer.text());
        let cookie = format!("mz={}", answer.cookie("mz").unwrap());
        let page = ask_at(site, "GET", "/account", &[("Cookie", &cookie)], &[]).unwrap();
        let text = page.text();
        let csrf = text.split("name=\"_csrf\" value=\"").nth(1).unwrap();
        let csrf = csrf.split('"').next().unwrap().to_owned();
        Visitor { site, cookie, csrf }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.try_get(path).expect("an answer with a head")
    }

    /// The same from a server that may end at any moment.
    pub fn try_get(&self, path: &str) -> Option<Answer> {
        self.try_ask("GET", path, &[], &[])
    }

    /// Sends a form with these fields and the visitor's token.
    pub fn post(&self, path: &str, fields: &str) -> Answer {
        self.post_as(path, &format!("_csrf={}&{fields}", self.csrf))
    }

    /// Sends a body of another kind, as a form with files.
    pub fn post_kind(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        self.try_post_kind(path, kind, body).expect("an answer with a head")
    }

    /// The same to a server that may end at any moment.
    pub fn try_post_kind(&self, path: &str, kind: &str, body: &[u8]) -> Option<Answer> {
        self.try_ask("POST", path, &[("Content-Type", kind)], body)
    }

    /// Sends a form as it stands.
    pub fn post_as(&self, path: &str, form: &str) -> Answer {
        self.try_ask("POST", path, &[FORM], form.as_bytes()).expect("an answer with a head")
    }

    /// Sends a form to a server that may end at any moment.
    pub fn try_post(&self, path: &str, fields: &str) -> Option<Answer> {
        let form = format!("_csrf={}&{fields}", self.csrf);
        self.try_ask("POST", path, &[FORM], form.as_bytes())
    }

    fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let mut all = vec![("Cookie", self.cookie.as_str())];
        all.extend_from_slice(headers);
        ask_at(self.site, method, path, &all, body)
    }
}

pub fn try_log_in(name: &str, password: &str) -> Answer {
    let form = format!("name={name}&password={password}&back=/");
    ask("POST", "/log-in", &[FORM], form.as_bytes())
}
