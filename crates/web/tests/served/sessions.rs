//! Log-ins, forged forms, headers, what is too large or wrong.

use crate::client::{Visitor, ask, try_log_in};

#[test]
fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let visitor = Visitor::log_in("deputy");
    let forms = ["", "_csrf=", "_csrf=0000", "lang=en&size=large"];
    for form in forms {
        assert_eq!(visitor.post_as("/account/preferences", form).status, 403, "{form}");
    }
    let elsewhere =
        [("Sec-Fetch-Site", "cross-site"), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(ask("POST", "/log-in", &elsewhere, b"name=a&password=b").status, 403);
    let origin = [
        ("Origin", "https://elsewhere.example"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    assert_eq!(ask("POST", "/log-in", &origin, b"name=a&password=b").status, 403);
    assert_eq!(visitor.post("/account/preferences", "lang=zh&size=").status, 303);
}

#[test]
fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let wrong = try_log_in("congress", "wrong-password-1");
    let unknown = try_log_in("nobody-here", "wrong-password-1");
    assert_eq!((wrong.status, unknown.status), (401, 401));
    let said = |text: String| text.split("role=\"alert\">").nth(1).unwrap()[..60].to_owned();
    assert_eq!(said(wrong.text()), said(unknown.text()));
}

#[test]
fn every_page_says_what_a_browser_need_not_allow() {
    for path in ["/", "/log-in", "/nothing-here", "/accounts", "/api/v1/me"] {
        let answer = ask("GET", path, &[], &[]);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let page = ask("GET", "/", &[], &[]).text();
    assert!(!page.contains("<style") && !page.contains("onclick"), "{page}");
}

#[test]
fn an_upload_beyond_the_limit_and_a_wrong_kind_are_told() {
    let kind = ("Content-Type", "multipart/form-data; boundary=xx");
    let part = |name: &str, bytes: &[u8]| {
        let head = format!(
            "--xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        );
        [head.as_bytes(), bytes, b"\r\n--xx--\r\n"].concat()
    };
    let large = ask("POST", "/documents", &[kind], &part("a.pdf", &vec![b'x'; 65 << 20]));
    assert_eq!(large.status, 413);
    let odd = ask("POST", "/documents", &[kind], &part("a.exe", b"MZ\x90\x00\x03"));
    assert!(odd.status == 200 || odd.status == 303, "{}", odd.status);
    assert_eq!(ask("POST", "/documents", &[kind], b"--xx--\r\n").status, 400);
}

#[test]
fn who_sends_slowly_leaves_room_for_who_reads() {
    use std::io::Write;
    // A server of its own: the other tests come from the same address.
    let site = crate::told::serve("slow", |_| {});
    let ask = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        crate::client::ask_at(site, method, path, headers, body).unwrap()
    };
    let head = format!(
        "POST /documents HTTP/1.1\r\nHost: {site}\r\nX-Slow: 1\r\nContent-Type: multipart/form-data; \
         boundary=m\r\nContent-Length: 100000\r\n\r\n--m\r\n"
    );
    let slow: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(site).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    let since = std::time::Instant::now();
    assert_eq!(ask("GET", "/published", &[], &[]).status, 200);
    assert!(since.elapsed() < std::time::Duration::from_secs(10));
    // Those beyond their number are told at once, and the places come back.
    let kind = ("Content-Type", "multipart/form-data; boundary=xx");
    let refused = || ask("POST", "/documents", &[kind], b"--xx--\r\n").status == 429;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !refused() {
        assert!(std::time::Instant::now() < until);
    }
    drop(slow);
    while refused() {
        assert!(std::time::Instant::now() < until);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_redirect_leads_nowhere_else() {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    for back in ["//evil.example/", "https://evil.example/", "/\\evil.example"] {
        let form = format!("lang=en&back={back}");
        let answer = ask("POST", "/language", &[kind], form.as_bytes());
        assert_eq!(answer.header("location"), "/", "{back}");
    }
}
