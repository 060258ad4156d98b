//! The registry over HTTP, by a server that answers as it is told: what is tried again, when, and what is given up.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use hezheng_core::cbor::Writer;
use hezheng_core::number::{IdKind, IdentityNumber, Uscc};
use hezheng_core::time::Time;
use hezheng_issuer::http_registry::{HttpRegistry, Retrying};
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::registry_port::{Answered, Registration, Registry, RegistryError, Reservation, Reserved};
use hezheng_keys::PrivateKey;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What is answered to one request: a status, a header line, a body; or nothing, the connection being closed.
type Answer = Option<(u16, &'static str, Vec<u8>)>;

/// Answers each request with the next of these; gives the address, and what was asked: the request line, the body.
fn serve(answers: Vec<Answer>) -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/130100", listener.local_addr().unwrap());
    let (asked, requests) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            asked.send(read(&stream)).unwrap();
            if let Some((status, header, body)) = answer {
                let length = body.len();
                write!(stream, "HTTP/1.1 {status} X\r\n{header}content-length: {length}\r\nconnection: close\r\n\r\n")
                    .unwrap();
                stream.write_all(&body).unwrap();
            }
        }
    });
    (url, requests)
}

fn read(stream: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (first.trim_end().to_owned(), body)
}

fn now() -> Time {
    Time(1_795_000_000)
}

fn reservation() -> Reservation {
    Reservation { uscc: Uscc::parse("521301004JURQ283FE").unwrap(), year: 2026, count: 3, id: [7; 16] }
}

fn reserved() -> Answer {
    let mut body = Writer::new();
    body.map(2).integer(1).unsigned(41).integer(2).unsigned(3);
    Some((200, "", body.into_bytes()))
}

fn busy(header: &'static str) -> Answer {
    Some((503, header, br#"{"code":"busy"}"#.to_vec()))
}

/// Reserves with this patience, waiting no real time; gives the answer, and the waits that there would have been.
fn reserve(url: &str, patience: Duration) -> (Result<Reserved, RegistryError>, Vec<(Duration, String)>) {
    let (key, waits) = (PrivateKey::from_seed([1; 32]), RefCell::new(Vec::new()));
    let wait = |wait, why: &str| waits.borrow_mut().push((wait, why.to_owned()));
    let retrying = Retrying { patience, random: &|| u64::MAX, wait: &wait };
    let answer = HttpRegistry::new(url, &key, now).retrying(retrying).reserve(&reservation());
    (answer, waits.take())
}

#[test]
fn a_lost_connection_and_a_busy_registry_get_the_same_bytes_again() {
    let (url, requests) = serve(vec![None, busy("retry-after: 9\r\n"), busy(""), reserved()]);
    let (answer, waits) = reserve(&url, Duration::from_secs(60));
    assert_eq!(answer, Ok(Reserved { first: 41, count: 3 }));
    let secs: Vec<f64> = waits.iter().map(|(wait, _)| wait.as_secs_f64()).collect();
    assert_eq!(secs, [0.5, 9.0, 2.0], "what the registry asks for, where that is longer");
    assert_eq!(waits[1].1, "HTTP 503, busy");
    let asked: Vec<(String, Vec<u8>)> = requests.iter().collect();
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|request| *request == asked[0]), "{asked:?}");
    assert_eq!(asked[0].0, "POST /130100/v1/reservations HTTP/1.1");
}

#[test]
fn who_is_asked_to_wait_longer_than_there_is_patience_gives_up_at_once() {
    let (url, requests) = serve(vec![busy("retry-after: 61\r\n")]);
    let (answer, waits) = reserve(&url, Duration::from_secs(60));
    assert_eq!(answer, Err(RegistryError::Unavailable("HTTP 503, busy".into())));
    assert_eq!((waits.len(), requests.iter().count()), (0, 1));
}

#[test]
fn a_refusal_is_final() {
    let problem = br#"{"code":"reservation_year","title":"No","title_zh":"x","detail":"y"}"#;
    let (url, requests) = serve(vec![Some((422, "", problem.to_vec()))]);
    let (answer, waits) = reserve(&url, Duration::from_secs(60));
    assert!(matches!(answer, Err(RegistryError::Refused { code, .. }) if code == "reservation_year"));
    assert_eq!((waits.len(), requests.iter().count()), (0, 1));
}

#[test]
fn a_batch_is_one_array_of_requests() {
    let mut body = Writer::new();
    body.array(2).map(2).integer(1).unsigned(201).integer(2).bytes(b"registered");
    body.map(2).integer(1).unsigned(409).integer(3).text("number_taken");
    let (url, requests) = serve(vec![Some((200, "", body.into_bytes()))]);
    let key = PrivateKey::from_seed([1; 32]);
    let identity = IdentityNumber::parse(IdKind::ResidentId, "130102199104120006").unwrap();
    let portrait = Portrait::of_jpeg(vec![0xff, 0xd8]);
    let with = |statement, portrait| Registration { statement, identity: &identity, portrait };
    let batch = [with(b"one", Some(&portrait)), with(b"two", None)];
    let answers = HttpRegistry::new(&url, &key, now).register_batch(&batch).unwrap();
    let taken = Answered::Refused { code: "number_taken".into(), number: None };
    assert_eq!(answers, [Answered::Registered(b"registered".to_vec()), taken]);
    let mut wanted = Writer::new();
    wanted
        .array(2)
        .map(3)
        .integer(1)
        .bytes(b"one")
        .integer(2)
        .text("130102199104120006")
        .integer(3)
        .bytes(&[0xff, 0xd8]);
    wanted.map(2).integer(1).bytes(b"two").integer(2).text("130102199104120006");
    let (line, sent) = requests.recv().unwrap();
    assert_eq!(line, "POST /130100/v1/certificates/batch HTTP/1.1");
    assert_eq!(sent, wanted.into_bytes());
}
