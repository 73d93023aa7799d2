//! What browsers load beside the pages: all of it inside the binary, none from elsewhere.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io::Read;
use std::sync::LazyLock;

/// A file for browsers, compressed when the program was built.
struct Asset {
    name: &'static str,
    /// Changes with the content.
    mark: &'static str,
    kind: &'static str,
    packed: &'static [u8],
}

const ALL: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of a file; it changes with the content.
pub(crate) fn address(name: &str) -> String {
    let mark = ALL.iter().find(|a| a.name == name).map_or("", |a| a.mark);
    format!("/assets/{mark}/{name}")
}

/// Addresses of the style, the script, the charts and the icon.
pub(crate) static USUAL: LazyLock<[String; 4]> =
    LazyLock::new(|| ["mz.css", "mz.js", "echarts.js", "icon.svg"].map(address));

/// Serves a file.
pub(crate) async fn asset(
    Path((mark, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = ALL.iter().find(|a| a.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let keep = match mark == asset.mark {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let mut response = match accepts.is_some_and(|a| a.contains("gzip")) {
        true => ([(header::CONTENT_ENCODING, "gzip")], asset.packed).into_response(),
        false => plain(asset.packed).into_response(),
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    set.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}

/// The file as it was before it was compressed.
fn plain(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was packed by our own build cannot be broken; an empty file would be seen at once.
    let _ = flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes);
    bytes
}
