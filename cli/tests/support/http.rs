//! A registry for tests: answers fixed bytes on 127.0.0.1, and keeps what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is answered: path, status, body.
pub(crate) type Answers = Vec<(&'static str, u16, Vec<u8>)>;

pub(crate) struct Registry {
    pub(crate) url: String,
    /// The bodies of the requests that were answered.
    pub(crate) bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Registry {
    /// Answers until the test's process ends.
    pub(crate) fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/130100", listener.local_addr().unwrap());
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = bodies.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that breaks off is the test's to judge.
                let _ = answer(stream, &answers, &kept);
            }
        });
        Self { url, bodies }
    }
}

fn answer(mut stream: TcpStream, answers: &Answers, kept: &Mutex<Vec<Vec<u8>>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split(' ').nth(1).unwrap_or_default().strip_prefix("/130100").unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    kept.lock().unwrap().push(body);
    let missing = (404, Vec::new());
    let (status, content) = answers
        .iter()
        .find(|(known, ..)| *known == path)
        .map_or(missing, |(_, status, content)| (*status, content.clone()));
    write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", content.len())?;
    stream.write_all(&content)
}
