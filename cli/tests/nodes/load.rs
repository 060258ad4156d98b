//! Load: clients that register certificates through all nodes, each again and again until it is acknowledged.

use crate::bureau::{AUTHORITY, Bureau, now};
use crate::client::{Answer, Client, SignedRequest, send_by};
use crate::people::{claims, identity_number, statement, uscc};
use hezheng_core::cbor::Writer;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Clients at the same time.
pub(crate) const CLIENTS: usize = 4;
/// Numbers that are reserved: more than any test registers.
const NUMBERS: u64 = 10_000;
/// How long a client waits for one node's answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// A certificate that a node said is registered.
pub(crate) struct Acknowledged {
    /// As it was sent.
    pub(crate) statement: Vec<u8>,
    pub(crate) request: Vec<u8>,
    /// As it was answered.
    pub(crate) registered: Vec<u8>,
    /// When the request was sent that was answered.
    sent: Instant,
}

/// Clients at work.
pub(crate) struct Load {
    work: Arc<Work>,
    clients: Vec<JoinHandle<()>>,
}

struct Work {
    school: Arc<hezheng_keys::PrivateKey>,
    agent: ureq::Agent,
    nodes: Vec<Client>,
    first: u64,
    taken: AtomicU64,
    over: AtomicBool,
    refused: AtomicU64,
    acknowledged: Mutex<Vec<Acknowledged>>,
}

impl Load {
    pub(crate) fn begin(bureau: &Bureau, nodes: Vec<Client>) -> Self {
        let first = bureau.reserve(&nodes[0], NUMBERS);
        let school = Arc::clone(&bureau.school);
        // A node that is frozen takes a connection and never answers.
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        let (taken, over, refused) = (AtomicU64::new(0), AtomicBool::new(false), AtomicU64::new(0));
        let work = Arc::new(Work {
            school,
            agent: agent.new_agent(),
            nodes,
            first,
            taken,
            over,
            refused,
            acknowledged: Mutex::default(),
        });
        let client = |number| {
            let work = Arc::clone(&work);
            std::thread::spawn(move || work.run(number))
        };
        Self { clients: (0..CLIENTS).map(client).collect(), work }
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.work.acknowledged.lock().unwrap().len()
    }

    pub(crate) fn until_acknowledged(&self, count: usize) {
        self.until(|| self.acknowledged() >= count);
    }

    /// Waits until a certificate is acknowledged whose request was sent after this moment.
    pub(crate) fn until_acknowledged_after(&self, moment: Instant) {
        self.until(|| self.work.acknowledged.lock().unwrap().iter().any(|one| one.sent > moment));
    }

    /// Waits until somebody is told to come again.
    pub(crate) fn until_refused(&self) {
        let before = self.work.refused.load(Ordering::SeqCst);
        self.until(|| self.work.refused.load(Ordering::SeqCst) > before);
    }

    fn until(&self, holds: impl Fn() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < Duration::from_secs(300), "only {} are acknowledged", self.acknowledged());
            assert!(self.clients.iter().all(|client| !client.is_finished()), "a client gave up");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends one certificate once, to a node that answers, however long that takes.
    pub(crate) fn try_once(&self, node: &Client) -> Answer {
        let (_, request) = self.work.next();
        node.send(self.work.signed(request).build(node))
    }

    /// Has every client finish what it has begun; gives all that was acknowledged.
    pub(crate) fn end(self) -> Vec<Acknowledged> {
        self.work.over.store(true, Ordering::SeqCst);
        self.clients.into_iter().for_each(|client| client.join().unwrap());
        std::mem::take(&mut self.work.acknowledged.lock().unwrap())
    }
}

impl Work {
    fn run(&self, number: usize) {
        let mut node = number;
        while !self.over.load(Ordering::SeqCst) {
            let (statement, request) = self.next();
            let begun = Instant::now();
            loop {
                let sent = Instant::now();
                node = (node + 1) % self.nodes.len();
                match self.send(&self.nodes[node], request.clone()) {
                    Ok(answer) if matches!(answer.status, 200 | 201) => {
                        let registered = answer.body;
                        let mut acknowledged = self.acknowledged.lock().unwrap();
                        acknowledged.push(Acknowledged { statement, request, registered, sent });
                        break;
                    }
                    Ok(answer) => {
                        assert_eq!(answer.status, 503, "{answer:?}");
                        self.refused.fetch_add(1, Ordering::SeqCst);
                    }
                    // Killed or frozen.
                    Err(_) => {}
                }
                assert!(begun.elapsed() < Duration::from_secs(300), "nobody takes it");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// A certificate that nobody has sent yet: its statement, and the request's body.
    fn next(&self) -> (Vec<u8>, Vec<u8>) {
        let number = self.taken.fetch_add(1, Ordering::SeqCst);
        assert!(number < NUMBERS);
        let today = now().shanghai_day();
        let person = identity_number(number);
        let serial = format!("{AUTHORITY}{}0001{:06}", today.year(), self.first + number);
        let statement = statement(&self.school, &uscc(1), &serial, &claims(&person, today));
        let mut request = Writer::new();
        request.map(2).integer(1).bytes(&statement).integer(2).text(&person);
        (statement, request.into_bytes())
    }

    fn send(&self, node: &Client, request: Vec<u8>) -> Result<Answer, ureq::Error> {
        send_by(&self.agent, self.signed(request).build(node))
    }

    fn signed(&self, request: Vec<u8>) -> SignedRequest<'_> {
        SignedRequest::new(AUTHORITY, "v1/certificates", request, &self.school, now())
    }
}
