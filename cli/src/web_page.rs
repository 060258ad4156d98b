//! The web page, built into the program: `cargo xtask page` makes web/dist, and this takes it in.

use hezheng_registry::{Asset, Assets};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Files;

/// Whether there was a page to build in.
pub(crate) fn is_built_in() -> bool {
    Files::get("index.html").is_some()
}

/// The files by their path; `/` and `/c` are one page, `/me` and `/s` another, `/institution` is that of institutions, `/bureau`
/// that of officers.
pub(crate) fn assets() -> Assets {
    Assets::new(|path| {
        let name = match path {
            "/" | "/c" => "index.html",
            "/me" | "/s" => "me.html",
            "/institution" => "institution.html",
            "/bureau" => "bureau.html",
            other => other.strip_prefix('/')?,
        };
        let brotli = Files::get(&format!("{name}.br")).map(|file| file.data);
        Files::get(name).map(|file| Asset { bytes: file.data, brotli, content_type: content_type(name) })
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
