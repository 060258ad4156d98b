use crate::bureau::{DAY, NOW, key};
use crate::harness::Place;
use hezheng_core::ids::to_hex;
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use hezheng_registry::Assets;

const README: &str = include_str!("../../../web/README.md");

fn place_with_page() -> Place {
    let assets = Assets::new(|path| match path {
        "/" | "/c" => Some((b"<!doctype html>".into(), "text/html; charset=utf-8")),
        "/assets/app-1a2b.js" => Some((b"export {}".into(), "text/javascript")),
        "/service-worker.js" => Some((b"self".into(), "text/javascript")),
        _ => None,
    });
    Place { assets, ..Place::new() }
}

#[test]
fn the_page_is_served_with_a_policy_that_lets_nothing_else_in() {
    let place = place_with_page();
    let registry = place.start();
    for (path, keep) in [
        ("/", "no-cache"),
        ("/c", "no-cache"),
        ("/service-worker.js", "no-cache"),
        ("/assets/app-1a2b.js", "public, max-age=31536000, immutable"),
    ] {
        let answer = registry.client.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some(keep), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';"));
        assert!(policy.ends_with("frame-ancestors 'none'"));
        // What the page's own README says of them is what is sent.
        let headers = README.split("### Headers").nth(1).unwrap().split("```").nth(1).unwrap();
        for line in headers.trim().lines() {
            let (name, value) = line.split_once(": ").unwrap();
            assert_eq!(answer.header(&name.to_lowercase()), Some(value), "{path} {name}");
        }
    }
    assert_eq!(registry.client.get("/c").body, b"<!doctype html>");
    assert_eq!(registry.client.get("/nothing").problem(), (404, "not_found".into()));
    let posted = registry.client.send_binary("POST", "/c", "text/plain", b"");
    assert_eq!(posted.problem(), (404, "not_found".into()));
}

#[test]
fn the_page_is_told_the_pinned_roots_and_the_authorities() {
    let place = place_with_page();
    let registry = place.start();
    let answer = registry.client.get("/config.json");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let authority = |code: &str, name: &str| serde_json::json!({"code": code, "name": name, "base_url": format!("http://registry.test/{code}")});
    assert_eq!(
        answer.json(),
        serde_json::json!({
            "format": 1,
            "roots": [to_hex(&key("root 1").public_key().0), to_hex(&key("root 2").public_key().0)],
            "official_host": "127.0.0.1:8080",
            "authorities": [authority("130100", "石家庄测试局"), authority("130200", "唐山测试局")],
        })
    );
}

#[test]
fn health_says_whether_certificates_can_be_registered() {
    let place = place_with_page();
    let registry = place.start();
    assert_eq!(registry.client.get("/health/live").json()["status"], "live");
    assert_eq!(registry.client.get("/health/ready").json()["status"], "ready");
    place.clock.set(Time(NOW.0 + 90 * DAY));
    assert_eq!(registry.client.get("/health/live").status, 200);
    assert_eq!(registry.client.get("/health/ready").problem(), (503, "trust_bundle_expired".into()));
}

#[test]
fn a_known_address_with_another_method_is_a_problem_too() {
    let place = place_with_page();
    let registry = place.start();
    for path in ["/130100/v1/certificates", "/130100/v1/orders", "/130100/v1/verify"] {
        assert_eq!(registry.client.get(path).problem(), (405, "method_not_allowed".into()), "{path}");
    }
    let answer = registry.client.send_binary("POST", "/130100/v1/pack", "application/cbor", b"");
    assert_eq!(answer.problem(), (405, "method_not_allowed".into()));
    assert_eq!(registry.client.get("/130300/v1/pack").problem(), (404, "not_found".into()));
    let untyped = registry.client.send_binary("POST", "/130100/v1/orders", "text/plain", b"");
    assert_eq!(untyped.problem(), (415, "content_type".into()));
}
