//! A registry that gives the answers it was told to, on 127.0.0.1, and keeps what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Method, path, status, body.
pub(crate) type Answer = (&'static str, &'static str, u16, Vec<u8>);

pub(crate) struct Registry {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Registry {
    /// Serves until the test ends; what has no answer is 404.
    pub(crate) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &answers, &kept);
            }
        });
        Self { url, received }
    }

    pub(crate) fn received(&self) -> Vec<Request> {
        self.received.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, answers: &[Answer], kept: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut headers) = (String::new(), String::new());
    reader.read_line(&mut line).unwrap();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        headers.push_str(&header.to_ascii_lowercase());
    }
    let length = headers.lines().find_map(|header| header.strip_prefix("content-length: ")).unwrap_or("0");
    let mut body = vec![0; length.trim().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let found = answers.iter().find(|answer| answer.0 == method && answer.1 == path);
    let (status, answer) = found.map_or((404, Vec::new()), |answer| (answer.2, answer.3.clone()));
    kept.lock().unwrap().push(Request { line: line.clone(), headers, body });
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", answer.len()) };
    write!(stream, "HTTP/1.1 {status} X\r\n{length}connection: close\r\n\r\n").unwrap();
    stream.write_all(&answer).unwrap();
}
