//! Load: keep-alive connections, each with one request under way, driven by one thread.
//!
//! Requests are whole before the clock starts, so that nothing but sending and receiving is done while it runs. Every
//! answer is judged; the first that should not be ends the measurement, so a figure never has errors in it.

use crate::figure::median;
use crate::http::{self, Answer, PATIENCE};
use anyhow::{Context, Result, bail};
use mio::event::Event;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ran {
    secs: f64,
    /// From sending a request to its whole answer.
    millis: Vec<f64>,
}

impl Ran {
    /// Requests answered.
    pub(crate) fn answered(&self) -> usize {
        self.millis.len()
    }

    /// Requests answered in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.millis.len() as f64 / self.secs
    }

    /// The milliseconds in which this part of all requests was answered.
    pub(crate) fn percentile(&self, part: f64) -> f64 {
        let mut sorted = self.millis.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() as f64 * part) as usize;
        sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
    }
}

/// `p50 … p99 …`, the middle of the runs'.
pub(crate) fn latency_note(runs: &[Ran]) -> String {
    let of = |part| median(&runs.iter().map(|run| run.percentile(part)).collect::<Vec<_>>());
    format!("p50 {:.2} ms p99 {:.2} ms, 0 errors", of(0.50), of(0.99))
}

/// Keeps so many connections busy for so long, or until `next` has no more; then waits for what is under way.
pub(crate) fn drive<'r>(
    address: SocketAddr,
    connections: usize,
    duration: Duration,
    mut next: impl FnMut() -> Option<&'r [u8]>,
    mut judge: impl FnMut(Answer<'_>) -> Result<()>,
) -> Result<Ran> {
    let mut poll = Poll::new()?;
    let mut open = Vec::with_capacity(connections);
    for place in 0..connections {
        let mut stream = connect(address)?;
        poll.registry().register(&mut stream, Token(place), Interest::READABLE | Interest::WRITABLE)?;
        open.push(Connection { stream, request: &[], received: Vec::new(), since: Instant::now() });
    }
    let (mut events, mut millis, mut busy) = (Events::with_capacity(1_024), Vec::new(), 0);
    let begun = Instant::now();
    for connection in &mut open {
        if let Some(request) = next() {
            connection.send(request)?;
            busy += 1;
        }
    }
    while busy > 0 {
        poll.poll(&mut events, Some(PATIENCE))?;
        if events.is_empty() {
            bail!("no answer in {} s", PATIENCE.as_secs());
        }
        for event in &events {
            let connection = open.get_mut(event.token().0).context("an event of no connection")?;
            let Some(length) = connection.go_on(event)? else { continue };
            millis.push(connection.since.elapsed().as_secs_f64() * 1e3);
            if let Some((answer, _)) = http::answer(&connection.received)? {
                judge(answer)?;
            }
            connection.received.drain(..length);
            match (begun.elapsed() < duration).then(&mut next).flatten() {
                Some(request) => connection.send(request)?,
                None => busy -= 1,
            }
        }
    }
    Ok(Ran { secs: begun.elapsed().as_secs_f64(), millis })
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = std::net::TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(TcpStream::from_std(stream))
}

/// A connection, and what is left to send of its request.
struct Connection<'r> {
    stream: TcpStream,
    request: &'r [u8],
    received: Vec<u8>,
    since: Instant,
}

impl<'r> Connection<'r> {
    fn send(&mut self, request: &'r [u8]) -> Result<()> {
        self.since = Instant::now();
        self.request = request;
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        while !self.request.is_empty() {
            match self.stream.write(self.request) {
                Ok(count) => self.request = self.request.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Sends and receives what can be; the length of the answer once it is whole.
    fn go_on(&mut self, event: &Event) -> Result<Option<usize>> {
        if event.is_writable() {
            self.flush()?;
        }
        if !event.is_readable() || !self.receive()? {
            return Ok(None);
        }
        Ok(http::answer(&self.received)?.map(|(_, length)| length))
    }

    /// Receives all there is; whether there was anything.
    fn receive(&mut self) -> Result<bool> {
        let (before, mut chunk) = (self.received.len(), [0; 65_536]);
        loop {
            match self.stream.read(&mut chunk) {
                // What it said last is judged first: it says why.
                Ok(0) if self.received.len() > before => return Ok(true),
                Ok(0) => bail!("the server closed a connection"),
                Ok(count) => self.received.extend(chunk.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(self.received.len() > before),
                Err(error) => return Err(error.into()),
            }
        }
    }
}
