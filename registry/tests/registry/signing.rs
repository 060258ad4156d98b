use crate::bureau::{NOW, key};
use crate::client::{Answer, SignedRequest, digest};
use crate::harness::{Place, Registry, School, reservation};
use hezheng_core::time::Time;

fn request(school: &School) -> SignedRequest<'_> {
    let body = reservation(&school.uscc, 2026, 1, 1);
    SignedRequest::new("130100", "v1/reservations", body, &school.key, NOW)
}

fn refused(registry: &Registry, change: impl FnOnce(&mut SignedRequest<'_>)) -> String {
    let school = School::new(1);
    let mut request = request(&school);
    change(&mut request);
    let answer: Answer = request.send(&registry.client);
    assert_eq!(answer.status, 401, "{answer:?}");
    answer.code()
}

#[test]
fn a_client_may_write_parameters_and_components_in_its_own_order() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let mut request = request(&school);
    request.components = vec!["content-digest", "@target-uri", "content-type", "@method"];
    request.parameters = format!(";alg=\"ed25519\";keyid=\"{}\";nonce=\"n\";created={}", school.key_kid(), NOW.0);
    assert_eq!(request.send(&registry.client).status, 200);
}

/// Signed by another implementation: http-message-signatures 3.0.0 for Python, with the INSECURE key of school 1.
#[test]
fn a_request_signed_by_another_implementation_is_taken() {
    let place = Place::new();
    let registry = place.start();
    let request = ureq::http::Request::post(registry.client.url("/130100/v1/reservations"))
        .header("Content-Type", "application/cbor")
        .header("Content-Digest", "sha-256=:xBlYK1c4CfCuH0nUqYWvosXy88HJ22StyLnJ6EswctI=:")
        .header(
            "Signature-Input",
            "client=(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\");created=1779328800;\
             keyid=\"4daf8eb4d923f3e3\";alg=\"ed25519\"",
        )
        .header(
            "Signature",
            "client=:n86FJ3OT7BsU5F3THcUp3C9ZcWPz49vNvg3ey/O5QQGyFB2yF4hL/L6IVoFUtOJLY6v0gnUikDswgrOicPm8Cg==:",
        )
        .body(reservation(&School::new(1).uscc, 2026, 5, 9));
    let answer = registry.client.send(request.unwrap());
    assert_eq!((answer.status, answer.body), (200, vec![0xA2, 1, 1, 2, 5]));
}

impl School {
    fn key_kid(&self) -> String {
        hezheng_keys::Signer::kid(&self.key).to_string()
    }
}

#[test]
fn what_is_covered_must_be_exactly_the_four() {
    let place = Place::new();
    let registry = place.start();
    for components in [
        vec!["@method", "@target-uri", "content-type"],
        vec!["@method", "@target-uri", "content-digest"],
        vec!["@method", "content-type", "content-digest"],
        vec!["@method", "@target-uri", "content-type", "content-digest", "@authority"],
        vec!["@method", "@target-uri", "content-type", "content-type"],
        vec![],
    ] {
        assert_eq!(refused(&registry, |request| request.components = components), "signature_components");
    }
}

#[test]
fn a_request_counts_for_three_hundred_seconds_either_way() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    for (created, is_taken) in [(-300, true), (300, true), (-301, false), (301, false)] {
        let created = Time(NOW.0.checked_add_signed(created).unwrap());
        let body = reservation(&school.uscc, 2026, 1, 1);
        let answer = SignedRequest::new("130100", "v1/reservations", body, &school.key, created).send(&registry.client);
        if is_taken {
            assert_eq!(answer.status, 200);
        } else {
            assert_eq!(answer.problem(), (401, "signature_time".into()));
        }
    }
}

#[test]
fn parameters_that_are_missing_or_of_another_algorithm_are_refused() {
    let place = Place::new();
    let registry = place.start();
    let kid = School::new(1).key_kid();
    for parameters in [
        format!(";keyid=\"{kid}\";alg=\"ed25519\""),
        format!(";created={};alg=\"ed25519\"", NOW.0),
        format!(";created={};keyid=\"{kid}\"", NOW.0),
        format!(";created={};keyid=\"{kid}\";alg=\"hmac-sha256\"", NOW.0),
        format!(";created={};keyid=\"xyz\";alg=\"ed25519\"", NOW.0),
        format!(";created=\"{}\";keyid=\"{kid}\";alg=\"ed25519\"", NOW.0),
        format!(";created={};keyid=\"{kid}\";alg=\"ed25519\";unknown=1", NOW.0),
    ] {
        assert_eq!(refused(&registry, |request| request.parameters = parameters), "signature_parameters");
    }
    let expired = format!(";created={};expires={};keyid=\"{kid}\";alg=\"ed25519\"", NOW.0, NOW.0 - 1);
    assert_eq!(refused(&registry, |request| request.parameters = expired), "signature_time");
}

#[test]
fn a_body_that_is_not_the_one_digested_is_refused() {
    let place = Place::new();
    let registry = place.start();
    assert_eq!(refused(&registry, |request| *request.body.last_mut().unwrap() ^= 1), "digest");
    assert_eq!(refused(&registry, |request| request.digest = digest(b"another")), "digest");
    assert_eq!(refused(&registry, |request| request.digest = "sha-512=:AAAA:".into()), "digest");
    assert_eq!(refused(&registry, |request| request.digest = "not a dictionary".into()), "digest");
}

#[test]
fn a_signature_for_another_method_target_type_or_key_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let other = "http://registry.test/130200/v1/reservations";
    assert_eq!(refused(&registry, |request| request.target_uri = other.into()), "signature");
    assert_eq!(refused(&registry, |request| request.target_uri += "?a=b"), "signature");
    let school = School::new(1);
    let stranger = key("stranger");
    let kid = format!("keyid=\"{}\"", school.key_kid());
    let by_stranger = SignedRequest::new("130100", "v1/reservations", Vec::new(), &stranger, NOW);
    let unknown = by_stranger.send(&registry.client);
    assert_eq!(unknown.problem(), (401, "signature_key".into()));
    let mut pretended = by_stranger;
    pretended.parameters = format!(";created={};{kid};alg=\"ed25519\"", NOW.0);
    assert_eq!(pretended.send(&registry.client).problem(), (401, "signature".into()));
}

#[test]
fn an_officers_or_a_service_key_signs_no_request() {
    let place = Place::new();
    let registry = place.start();
    for label in ["officer A 130100", "service 130100", "root 1"] {
        let key = key(label);
        let body = reservation(&School::new(1).uscc, 2026, 1, 1);
        let answer = SignedRequest::new("130100", "v1/reservations", body, &key, NOW).send(&registry.client);
        assert_eq!(answer.problem(), (401, "signature_key".into()), "{label}");
    }
}

#[test]
fn signature_fields_that_cannot_be_read_are_refused() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    for (name, value) in [
        ("signature", None),
        ("signature-input", None),
        ("signature", Some("sig1=:AAAA:")),
        ("signature", Some("sig1=\"text\"")),
        ("signature", Some("other=:AAAA:")),
        ("signature-input", Some("sig1=5")),
        ("signature-input", Some("((((")),
    ] {
        let mut request = request(&school).build(&registry.client);
        match value {
            Some(value) => drop(request.headers_mut().insert(name, value.parse().unwrap())),
            None => drop(request.headers_mut().remove(name)),
        }
        let answer = registry.client.send(request);
        assert_eq!(answer.problem(), (401, "signature_malformed".into()), "{name} {value:?}");
    }
    let mut twice = request(&school).build(&registry.client);
    let signature = twice.headers()["signature"].clone();
    twice.headers_mut().append("signature", signature);
    assert_eq!(registry.client.send(twice).problem(), (401, "signature_malformed".into()));
}

#[test]
fn every_bit_of_the_signature_counts() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let good = request(&school).build(&registry.client);
    let text = good.headers()["signature"].to_str().unwrap().to_owned();
    // Any other letter in the base64 is another signature, or none.
    for at in (6..text.len() - 4).step_by(7) {
        let mut changed = text.clone();
        let letter = if &changed[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, letter);
        let mut request = request(&school).build(&registry.client);
        request.headers_mut().insert("signature", changed.parse().unwrap());
        assert_eq!(registry.client.send(request).status, 401);
    }
}
