use crate::bureau::{DAY, NOW, bundle, bundle_body, key};
use crate::harness::{Place, Registry, School};
use hezheng_core::ids::to_hex;
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use hezheng_registry::{Asset, Assets};

const README: &str = include_str!("../../../web/README.md");

fn place_with_page() -> Place {
    let file = |bytes: &'static [u8], brotli: Option<&'static [u8]>, content_type| {
        Some(Asset { bytes: bytes.into(), brotli: brotli.map(Into::into), content_type })
    };
    let assets = Assets::new(move |path| match path {
        "/" | "/c" => file(b"<!doctype html>", None, "text/html; charset=utf-8"),
        "/assets/app-1a2b.js" => file(b"export {}", Some(b"smaller"), "text/javascript"),
        "/service-worker.js" => file(b"self", None, "text/javascript"),
        _ => None,
    });
    let mut place = Place::new();
    place.assets = assets;
    place
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
fn whoever_takes_brotli_gets_what_was_compressed_and_nobody_else_does() {
    let place = place_with_page();
    let registry = place.start();
    let asked = |path: &str, encodings: &str| {
        let request = ureq::http::Request::get(registry.client.url(path)).header("accept-encoding", encodings);
        registry.client.send(request.body(Vec::new()).unwrap())
    };
    for encodings in ["br", "gzip, deflate, br, zstd", "BR;q=0.5", "gzip,br; q=1.0"] {
        let answer = asked("/assets/app-1a2b.js", encodings);
        assert_eq!((answer.header("content-encoding"), &answer.body[..]), (Some("br"), &b"smaller"[..]), "{encodings}");
        assert_eq!(
            (answer.header("vary"), answer.header("content-type")),
            (Some("accept-encoding"), Some("text/javascript"))
        );
        // Of this one there is no other.
        let answer = asked("/service-worker.js", encodings);
        assert_eq!(
            (answer.header("content-encoding"), answer.header("vary"), &answer.body[..]),
            (None, None, &b"self"[..])
        );
    }
    for encodings in ["", "gzip", "*", "identity", "br;q=0", "br;Q=0", "br; q=0.000, gzip", "brotli"] {
        let answer = asked("/assets/app-1a2b.js", encodings);
        assert_eq!((answer.header("content-encoding"), &answer.body[..]), (None, &b"export {}"[..]), "{encodings}");
        // A cache between must know that there are two.
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
    }
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

/// The codes of the warnings at this time, with the authorities they are about.
fn warned_at(registry: &Registry, time: Time) -> Vec<(String, String)> {
    registry.clock.set(time);
    let health = registry.client.get("/health/ready").json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let warnings = health["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| (text(&warning["code"]), text(&warning["authority"]))).collect()
}

#[test]
fn what_runs_out_is_said_long_before() {
    let place = place_with_page();
    let mut body = bundle_body();
    body.authorities[1].service_keys[0].validity.until = Some(Time(NOW.0 + 80 * DAY));
    std::fs::write(&place.config.trust_bundle, bundle(&body)).unwrap();
    let registry = place.start();
    assert_eq!(warned_at(&registry, NOW), []);
    let warned = |time| {
        registry.clock.set(time);
        registry.pack();
        warned_at(&registry, time)
    };
    let keys = ["countersign_key_ends", "snapshot_key_ends", "log_key_ends"].map(|code| (code.into(), "130200".into()));
    assert_eq!(warned(Time(NOW.0 + 20 * DAY - 1)), []);
    assert_eq!(warned(Time(NOW.0 + 20 * DAY)), keys);
    let bundle_too = [[("trust_bundle_expires".into(), String::new())].as_slice(), &keys].concat();
    assert_eq!(warned(Time(NOW.0 + 60 * DAY)), bundle_too);
}

#[test]
fn a_snapshot_that_was_not_made_in_time_is_said() {
    let place = place_with_page();
    let mut body = bundle_body();
    body.authorities[1].service_keys[0].validity.until = Some(Time(NOW.0 + 10));
    std::fs::write(&place.config.trust_bundle, bundle(&body)).unwrap();
    let registry = place.start();
    let line = format!("hezheng_warning{{code=\"snapshot_late\",authority=\"130200\",at=\"{}\"}} 1", NOW.0 + 3_600);
    let is_said = |time| {
        registry.clock.set(time);
        String::from_utf8(registry.client.get("/metrics").body).unwrap().contains(&line)
    };
    assert!(!is_said(Time(NOW.0 + 7_200)));
    assert!(is_said(Time(NOW.0 + 7_201)));
}

#[test]
fn metrics_count_requests_by_route_and_name_nobody() {
    let place = place_with_page();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    registry.client.get(&format!("/130100/v1/lookup?code={}", issued[0].number));
    let answer = registry.client.get("/metrics");
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = String::from_utf8(answer.body).unwrap();
    for line in [
        "hezheng_requests_total{route=\"/130100/v1/certificates\",status=\"201\"} 2",
        "hezheng_requests_total{route=\"/130100/v1/lookup\",status=\"400\"} 1",
        "hezheng_log_entries{authority=\"130100\"} 3",
        "hezheng_snapshot_age_seconds{authority=\"130100\"} 0",
        &format!("hezheng_trust_bundle_expires_seconds {}", 90 * DAY),
        "hezheng_commits_failed_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    assert!(!text.contains(&issued[0].number) && !text.contains(&issued[0].identity_number));
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
