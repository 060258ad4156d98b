use crate::bureau::{bundle, bundle_body, key};
use crate::harness::{Place, Registry, School};
use crate::log_lines;
use hezheng_core::ids::TreeSize;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;
use hezheng_core::log::cosignature::{CosignatureDraft, Cosigner};
use hezheng_core::log::witness::{Seen, UnverifiedRequest, WitnessRefusal, encode_size, judge};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::Witnesses;
use hezheng_keys::Signer;
use hezheng_registry::WitnessConfig;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A witness of one log over HTTP, for as long as the test runs.
pub(crate) struct Witness {
    name: &'static str,
    url: String,
    is_down: Arc<AtomicBool>,
}

impl Witness {
    pub(crate) fn start(name: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let is_down = Arc::new(AtomicBool::new(false));
        let down = Arc::clone(&is_down);
        std::thread::spawn(move || {
            let mut seen = Seen::nothing();
            for stream in listener.incoming().flatten() {
                if !down.load(Ordering::SeqCst) {
                    answer(name, stream, &mut seen);
                }
            }
        });
        Self { name, url, is_down }
    }

    fn config(&self) -> WitnessConfig {
        WitnessConfig { name: self.name.into(), url: self.url.clone() }
    }
}

fn answer(name: &str, stream: TcpStream, seen: &mut Seen) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("POST /add-checkpoint "), "{line}");
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let request = UnverifiedRequest::decode(&body).unwrap();
    let origin = "registry.test/130100";
    let (status, text) = match request.checkpoint.verify(origin, &key("service 130100").public_key()) {
        Err(_) => ("403 Forbidden", String::new()),
        Ok(checkpoint) => match judge(seen, request.old_size, &request.proof, &checkpoint) {
            Ok(next) => {
                *seen = next;
                let key = key(name);
                let draft = CosignatureDraft::new(&checkpoint, Time(1_800_000_000));
                let cosigner = Cosigner { name, key: key.public_key() };
                ("200 OK", draft.finish(&cosigner, &key.sign(draft.to_be_signed())))
            }
            Err(WitnessRefusal::Conflict(size)) => ("409 Conflict", encode_size(size)),
            Err(_) => ("422 Unprocessable Content", String::new()),
        },
    };
    let mut stream = reader.into_inner();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len()).unwrap();
}

/// A place whose bundle names these witnesses, so many of which must have cosigned.
pub(crate) fn watched(witnesses: &[&Witness], quorum: u64) -> Place {
    let mut place = Place::new();
    let mut body = bundle_body();
    let named = witnesses.iter().map(|witness| (witness.name.into(), key(witness.name).public_key()));
    body.witnesses = Some(Witnesses { quorum, witnesses: named.collect() });
    std::fs::write(&place.config.trust_bundle, bundle(&body)).unwrap();
    place.config.witnesses = witnesses.iter().map(|witness| witness.config()).collect();
    place
}

/// The size of the checkpoint given out, and how many of these cosigned it.
pub(crate) fn given_out(registry: &Registry, witnesses: &[&Witness]) -> (u64, usize) {
    let answer = registry.client.get("/130100/checkpoint");
    let checkpoint = UnverifiedCheckpoint::decode(&answer.body).unwrap();
    let cosigned = witnesses.iter().filter(|witness| {
        checkpoint.cosigned_at(&Cosigner { name: witness.name, key: key(witness.name).public_key() }).is_some()
    });
    let verified = checkpoint.verify("registry.test/130100", &key("service 130100").public_key()).unwrap();
    let TreeSize(size) = verified.size();
    (size, cosigned.count())
}

/// Looks until it is so. Witnesses are asked in the background, on a machine that may be busy.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < end, "not within 60 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn checkpoints_are_given_out_with_the_lines_of_the_witnesses() {
    let witnesses = [&Witness::start("witness.test/a"), &Witness::start("witness.test/b")];
    let place = watched(&witnesses, 2);
    let registry = place.start();
    registry.issue(&School::new(1), 0..3);
    until("4 entries cosigned by two", || given_out(&registry, &witnesses) == (4, 2));
    registry.issue(&School::new(1), 3..10);
    until("11 entries cosigned by two", || given_out(&registry, &witnesses) == (11, 2));
    drop(registry);
    let registry = place.start();
    assert_eq!(given_out(&registry, &witnesses), (11, 2), "after a start");
}

#[test]
fn a_checkpoint_without_enough_witnesses_does_not_replace_one_that_has_enough() {
    let witnesses = [&Witness::start("witness.test/c"), &Witness::start("witness.test/d")];
    let place = watched(&witnesses, 2);
    let registry = place.start();
    until("the bundle's entry cosigned", || given_out(&registry, &witnesses) == (1, 2));
    witnesses[1].is_down.store(true, Ordering::SeqCst);
    registry.issue(&School::new(1), 0..2);
    until("a failure in the log", || log_lines::all().contains("witness.test/d"));
    assert_eq!(given_out(&registry, &witnesses), (1, 2));
    witnesses[1].is_down.store(false, Ordering::SeqCst);
    until("both again", || {
        place.clock.advance(60);
        given_out(&registry, &witnesses) == (3, 2)
    });
}

#[test]
fn a_server_that_starts_from_a_copy_of_anothers_store_is_found_out_by_the_witness() {
    let witnesses = [&Witness::start("witness.test/e")];
    let place = watched(&witnesses, 1);
    let registry = place.start();
    registry.issue(&School::new(1), 0..2);
    until("3 entries cosigned", || given_out(&registry, &witnesses) == (3, 1));
    drop(registry);
    let copy = place.folder.path().join("copy.redb");
    std::fs::copy(place.folder.path().join("registry.redb"), &copy).unwrap();

    let registry = place.start();
    registry.issue(&School::new(1), 2..9);
    until("10 entries cosigned", || given_out(&registry, &witnesses) == (10, 1));
    drop(registry);

    let mut other = watched(&witnesses, 1);
    std::fs::copy(&copy, other.folder.path().join("registry.redb")).unwrap();
    other.config.sealing_key_file = place.config.sealing_key_file.clone();
    let fork = other.start();
    fork.issue(&School::new(1), 20..22);
    until("the log line that says so", || log_lines::all().contains("a witness has seen a larger log than this"));
    fork.issue(&School::new(1), 30..40);
    until("the log line that the trees differ", || {
        other.clock.advance(60);
        log_lines::all().contains("it answered 422")
    });
    assert_eq!(given_out(&fork, &witnesses), (3, 1), "nothing after the copy is cosigned");
}
