//! What stands between the program and its registry, and kills the program at the request that a test names.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};

/// When the program is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// The request does not arrive.
    BeforeItArrives,
    /// It is done, and the answer is not seen.
    AfterItIsDone,
}

/// Which request kills, counted from 1; the process is named once it runs.
pub(crate) struct Kill {
    pub(crate) request: usize,
    pub(crate) moment: Moment,
    pub(crate) process: Receiver<u32>,
}

/// A proxy of one registry.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    kill: Arc<Mutex<Option<Kill>>>,
}

impl Proxy {
    pub(crate) fn to(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let proxy = Self { address: listener.local_addr().unwrap(), kill: Arc::default() };
        let serving = proxy.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let proxy = serving.clone();
                // A client that was killed breaks off.
                std::thread::spawn(move || proxy.pass(&stream, upstream).ok());
            }
        });
        proxy
    }

    pub(crate) fn kill_at(&self, kill: Kill) {
        *self.kill.lock().unwrap() = Some(kill);
    }

    /// One request and its answer on a connection.
    fn pass(&self, client: &TcpStream, upstream: SocketAddr) -> std::io::Result<()> {
        let mut reader = BufReader::new(client.try_clone()?);
        let (mut head, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if name == "content-length" {
                length = line.split(':').nth(1).and_then(|value| value.trim().parse().ok()).unwrap_or(0);
            }
            if line == "\r\n" {
                head.extend(b"connection: close\r\n\r\n");
                break;
            }
            if name != "connection" {
                head.extend(line.as_bytes());
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let kill = self.due();
        if let Some((Moment::BeforeItArrives, process)) = kill {
            return end(process);
        }
        let mut registry = TcpStream::connect(upstream)?;
        registry.write_all(&head)?;
        registry.write_all(&body)?;
        let mut answer = Vec::new();
        registry.read_to_end(&mut answer)?;
        if let Some((_, process)) = kill {
            return end(process);
        }
        client.try_clone()?.write_all(&answer)
    }

    /// Counts a request; where it is the one that kills, gives when and whom.
    fn due(&self) -> Option<(Moment, u32)> {
        let mut kill = self.kill.lock().unwrap();
        kill.as_mut()?.request -= 1;
        let due = kill.take_if(|kill| kill.request == 0)?;
        Some((due.moment, due.process.recv().unwrap()))
    }
}

fn end(process: u32) -> std::io::Result<()> {
    assert!(Command::new("kill").args(["-9", &process.to_string()]).status()?.success());
    Ok(())
}
