//! Headers of every answer: what a page of ours never does, a browser need not allow.

use crate::config::Config;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// No script in pages, nothing from elsewhere, no frame around us. Styles may stand at elements, because
/// the chart library sets them there.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'; font-src 'self'; \
    manifest-src 'self'";

const ALWAYS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Sets them.
pub(super) fn set(response: &mut Response, config: &Config) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Pages differ by who asks: no store between us and the browser keeps them.
    let keep = HeaderValue::from_static("private, no-cache");
    headers.entry(header::CACHE_CONTROL).or_insert(keep);
    if config.tls.is_some() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}
