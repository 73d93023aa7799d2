//! Who is told: a program at its address, a person by e-mail; and the log-in of the office, whose issuer is a
//! few lines here.

use crate::client::{Answer, Visitor, ask_at};
use crate::warnings;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

/// What a server of a few lines was sent: head and body of each request, or each letter.
type Sent = Arc<Mutex<Vec<(String, String)>>>;

/// Answers HTTP requests one after the other.
fn http(answer: impl Fn(&str, &str) -> (u16, String) + Send + 'static) -> (SocketAddr, Sent) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (at, sent) = (listener.local_addr().unwrap(), Sent::default());
    let kept = Arc::clone(&sent);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some((head, body)) = request(&stream) else { continue };
            let (status, text) = answer(&head, &body);
            kept.lock().unwrap().push((head, body));
            let size = text.len();
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\
                 Connection: close\r\n\r\n"
            );
            let _ = stream.write_all((head + &text).as_bytes());
        }
    });
    (at, sent)
}

fn request(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).ok()? > 0 && line.trim() != "" {
        head += &line;
        line.clear();
    }
    let length = head.to_lowercase();
    let length = length.split("content-length:").nth(1).and_then(|l| l.lines().next());
    let mut body = vec![0; length.and_then(|l| l.trim().parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8_lossy(&body).into_owned()))
}

/// Takes letters.
fn smtp() -> (SocketAddr, Sent) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (at, sent) = (listener.local_addr().unwrap(), Sent::default());
    let kept = Arc::clone(&sent);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || letters(&stream.unwrap(), &kept));
        }
    });
    (at, sent)
}

fn letters(mut stream: &TcpStream, kept: &Sent) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    stream.write_all(b"220 here\r\n").ok()?;
    let mut to = String::new();
    while let Some(Ok(line)) = lines.next() {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250-here\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to.clone_from(&line);
                "250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").ok()?;
                let text: Vec<String> =
                    lines.by_ref().map_while(Result::ok).take_while(|l| l != ".").collect();
                kept.lock().unwrap().push((to.clone(), text.join("\n")));
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        stream.write_all(answer.as_bytes()).ok()?;
    }
    Some(())
}

/// Where a demonstration of its own lies.
pub fn folder(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("mingzhang-told-{name}-{}", std::process::id()))
}

/// A demonstration of its own.
pub fn serve(name: &str, set: impl FnOnce(&mut web::Config) + Send + 'static) -> SocketAddr {
    let folder = folder(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let ledger = folder.join("demo.db").display().to_string();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut config = web::demo(&ledger, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        config.tell_every = Duration::from_millis(200);
        set(&mut config);
        web::serve(config, |s| tell.send(s.address).unwrap()).unwrap();
    });
    told.recv_timeout(Duration::from_secs(120)).unwrap()
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Confirms a warning of a department.
fn confirm(congress: &Visitor, department: &str) -> String {
    let list = congress.get(&format!("/warnings?which=open&department={department}")).text();
    let found = warnings::ids(&list).into_iter().find_map(|id| {
        let page = congress.get(&format!("/warnings/{id}")).text();
        page.contains("value=\"确认\"").then_some((id, page))
    });
    let (id, page) = found.expect("a warning to confirm");
    let fields = [("action", "确认"), ("comment", "属实")];
    let body = warnings::form(&congress.csrf, &warnings::after(&page), &fields);
    let at = format!("/warnings/{id}/act");
    assert_eq!(congress.post_kind(&at, warnings::KIND, &body).status, 303);
    id
}

#[test]
fn a_program_and_a_person_are_told_and_a_failure_is_made_good() {
    let refuse = Arc::new(Mutex::new(true));
    let first = Arc::clone(&refuse);
    // The first event is refused: it must come again.
    let (hook, told) = http(move |_, body| {
        let refused = body.contains("warning.step") && std::mem::take(&mut *first.lock().unwrap());
        (if refused { 500 } else { 204 }, String::new())
    });
    let (mail, letters) = smtp();
    let site = serve("told", move |config| {
        config.smtp = Some(web::Smtp {
            url: format!("smtp://{mail}"),
            from: "明账 <no-reply@example.gov.cn>".to_owned(),
        });
        config.public_url = Some("https://mz.example.gov.cn".to_owned());
        config.mail_every = Duration::ZERO;
    });
    let [congress, deputy] = ["congress", "deputy"].map(|n| Visitor::log_in_at(site, n));
    for bad in ["url=ftp://a&warning.step=on", "url=http://a/"] {
        assert_eq!(congress.post("/hooks", bad).status, 422, "{bad}");
    }
    let form = format!("url=http://{hook}/in&warning.step=on&document.checked=on");
    let made = congress.post("/hooks", &form).text();
    let secret = made.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let id = made.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(congress.post("/hooks/try", &format!("id={id}")).text().contains("已送达"));
    assert_eq!(deputy.get("/hooks").status, 403);
    let other = Visitor::log_in_at(site, "finance");
    assert_eq!(other.post("/hooks/try", &format!("id={id}")).status, 404);
    assert_eq!(other.post("/hooks/drop", &format!("id={id}")).status, 422);

    assert_eq!(deputy.post("/subscriptions", "department=102&do=start").status, 303);
    assert_eq!(deputy.post("/account/mail", "mail=no").status, 422);
    assert_eq!(deputy.post("/account/mail", "mail=deputy%40example.gov.cn").status, 303);
    let warning = confirm(&congress, "102");
    crate::documents::checked_at(&congress, "told.txt", &crate::documents::example());

    let events = |name: &str| -> Vec<Value> {
        let told = told.lock().unwrap();
        let all = told.iter().flat_map(|(_, body)| {
            let body: Value = serde_json::from_str(body).unwrap();
            body["events"].as_array().unwrap().clone()
        });
        all.filter(|e| e["event"] == name).collect()
    };
    until("the step is told twice, refused at first", || events("warning.step").len() >= 2);
    until("the report is told", || !events("document.checked").is_empty());
    assert_eq!(events("hello").len(), 1);
    assert!(events("warning.step").iter().all(|e| e["id"] == warning && e["action"] == "确认"));
    assert_eq!(events("document.checked")[0]["verdict"], "findings");
    for (head, body) in told.lock().unwrap().iter() {
        let value = |name: &str| {
            let line = head.lines().find(|l| l.to_lowercase().starts_with(name)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{}.{body}", value("x-mingzhang-timestamp")).as_bytes());
        let bytes = mac.finalize().into_bytes();
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(value("x-mingzhang-signature"), format!("sha256={hex}"));
    }

    until("a letter comes", || !letters.lock().unwrap().is_empty());
    let (to, text) = letters.lock().unwrap()[0].clone();
    assert!(to.contains("<deputy@example.gov.cn>"), "{to}");
    let (_, body) = text.split_once("\n\n").unwrap();
    let plain = STANDARD.decode(body.replace('\n', "")).unwrap();
    let plain = String::from_utf8(plain).unwrap();
    let link = format!("https://mz.example.gov.cn/warnings/{warning}");
    assert!(plain.contains(&link) && plain.contains("确认"), "{plain}");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(letters.lock().unwrap().len(), 1, "the same is not written twice");
    assert_eq!(congress.post("/hooks/drop", &format!("id={id}")).status, 303);
}

/// What the issuer says of somebody.
fn id_token(issuer: &str, name: &str, nonce: &str) -> String {
    let claims = json!({
        "iss": issuer, "aud": "mz", "exp": 4_000_000_000_u32, "nonce": nonce,
        "preferred_username": name,
    });
    let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
    format!("{}.{}.none", part(&json!({ "alg": "RS256" })), part(&claims))
}

#[test]
fn the_office_vouches_for_a_name_and_for_nothing_more() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    // Name and nonce of whoever logs in there next.
    let next: Arc<Mutex<(String, String)>> = Arc::default();
    let (known, own) = (Arc::clone(&next), issuer.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some((head, body)) = request(&stream) else { continue };
            let text = match head.starts_with("GET /.well-known/openid-configuration") {
                true => json!({
                    "issuer": own,
                    "authorization_endpoint": format!("{own}/authorize"),
                    "token_endpoint": format!("{own}/token"),
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }),
                false => {
                    assert!(
                        body.contains("code=abc") && body.contains("client_secret=s3"),
                        "{body}"
                    );
                    let (name, nonce) = known.lock().unwrap().clone();
                    json!({ "id_token": id_token(&own, &name, &nonce) })
                }
            };
            let text = text.to_string();
            let size = text.len();
            let head =
                format!("HTTP/1.1 200 X\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all((head + &text).as_bytes());
        }
    });
    let at = issuer.clone();
    let site = serve("sso", move |config| {
        config.oidc = Some(web::Oidc {
            issuer: at,
            client: "mz".to_owned(),
            secret: "s3".to_owned(),
            claim: "preferred_username".to_owned(),
        });
    });
    let page = ask_at(site, "GET", "/log-in", &[], &[]).unwrap().text();
    assert!(page.contains("href=\"/sso?back="));
    let go = |name: &str, nonce: Option<&str>, cookie: Option<&str>| -> Answer {
        let begun = ask_at(site, "GET", "/sso?back=/reports", &[], &[]).unwrap();
        let to = begun.header("location").to_owned();
        assert!(to.starts_with(&format!("{issuer}/authorize?")), "{to}");
        let value = |key: &str| {
            let rest = to.split(&format!("{key}=")).nth(1).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        let nonce = nonce.map_or_else(|| value("nonce"), str::to_owned);
        *next.lock().unwrap() = (name.to_owned(), nonce);
        let bound = begun.cookie("mz-sso").unwrap();
        let cookie = format!("mz-sso={}", cookie.unwrap_or(&bound));
        let back = format!("/sso/back?code=abc&state={}", value("state"));
        ask_at(site, "GET", &back, &[("Cookie", &cookie)], &[]).unwrap()
    };
    let done = go("congress", None, None);
    assert_eq!((done.status, done.header("location")), (303, "/reports"));
    let cookie = format!("mz={}", done.cookie("mz").unwrap());
    let page = ask_at(site, "GET", "/account", &[("Cookie", &cookie)], &[]).unwrap();
    assert_eq!(page.status, 200);
    for (name, nonce, cookie) in
        [("nobody", None, None), ("congress", Some("other"), None), ("congress", None, Some("x"))]
    {
        let refused = go(name, nonce, cookie);
        assert_eq!(refused.status, 401, "{name} {nonce:?} {cookie:?}");
        assert_eq!(refused.cookie("mz"), None);
    }
    let log = Visitor::log_in_at(site, "auditor").get("/log").text();
    assert!(log.contains("经统一身份认证登录"), "{log}");
}
