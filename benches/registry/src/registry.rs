//! The registry under load: one run of each kind. Requests are prepared before the clock starts; what was registered is
//! kept, so that it can be looked up.

use crate::certificates::{Certificate, Schools};
use crate::cores::Cores;
use crate::http::{self, AUTHORITY, Answer};
use crate::load::{self, Ran};
use anyhow::{Context, Result, anyhow, bail};
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::statement::check_code::CheckCode;
use std::net::SocketAddr;
use std::time::Duration;

/// Certificates in a batch (docs/API.md).
pub(crate) const BATCH: usize = 500;
/// Registered statements that are kept for asking the registry's verdict on them.
const KEPT_STATEMENTS: usize = 2_000;
/// Distinct look-ups in one run.
const LOOKUPS: usize = 20_000;
/// What a registry may register in a second before we know better; more than were prepared end a run early.
const GUESSED_PER_SECOND: f64 = 4_000.0;
const GUESSED_BATCHES_PER_SECOND: f64 = 10.0;
/// Batches that are prepared and sent together when a store is filled, and over how many connections.
const FILLED_AT_ONCE: usize = 80;
const FILLING_CONNECTIONS: usize = 4;
/// How many more are prepared than the last run was quick enough for.
const SPARE: f64 = 1.5;

/// A registry, and what is in it.
pub(crate) struct Registry {
    address: SocketAddr,
    schools: Schools,
    registered: Vec<CheckCode>,
    statements: Vec<Vec<u8>>,
    /// What the last runs came to.
    per_second: f64,
    batches_per_second: f64,
}

impl Registry {
    pub(crate) fn new(address: SocketAddr, schools: Schools) -> Self {
        Self {
            address,
            schools,
            registered: Vec::new(),
            statements: Vec::new(),
            per_second: GUESSED_PER_SECOND,
            batches_per_second: GUESSED_BATCHES_PER_SECOND,
        }
    }

    /// Certificates in it.
    pub(crate) fn size(&self) -> usize {
        self.registered.len()
    }

    /// Registers certificates, one a request.
    pub(crate) fn register(&mut self, cores: Cores, connections: usize, duration: Duration) -> Result<Ran> {
        let count = prepared(self.per_second, duration) + connections;
        let (codes, requests) = self.single_requests(count)?;
        let statements = &mut self.statements;
        let ran = cores.as_load(|| {
            load::drive(self.address, connections, duration, each_once(&requests), |answer| {
                if answer.status != 201 {
                    return Err(answer.unexpected());
                }
                if statements.len() < KEPT_STATEMENTS {
                    statements.push(answer.body.to_vec());
                }
                Ok(())
            })
        })?;
        self.per_second = ran.per_second();
        self.registered.extend(codes.iter().take(ran.answered()));
        Ok(ran)
    }

    /// Registers certificates and looks others up, in turn: every registration makes the snapshot before it old.
    pub(crate) fn register_and_look_up(&mut self, cores: Cores, connections: usize, duration: Duration) -> Result<Ran> {
        let (codes, requests) = self.single_requests(prepared(self.per_second, duration) + connections)?;
        let lookups = self.lookups()?;
        let mut registrations = each_once(&requests);
        let mut lookups = lookups.iter().cycle().map(Vec::as_slice);
        let (mut is_registration, mut registered) = (false, 0);
        let next = || {
            is_registration = !is_registration;
            if is_registration { registrations() } else { lookups.next() }
        };
        let ran = cores.as_load(|| {
            load::drive(self.address, connections, duration, next, |answer| {
                registered += usize::from(answer.status == 201);
                if answer.status == 201 { Ok(()) } else { check_verdict(answer) }
            })
        })?;
        self.registered.extend(codes.iter().take(registered));
        Ok(ran)
    }

    /// So many certificates with numbers, their check codes, and the requests that register them.
    fn single_requests(&mut self, count: usize) -> Result<(Vec<CheckCode>, Vec<Vec<u8>>)> {
        let certificates = self.schools.sign(count, 1)?;
        let requests = certificates.iter().map(|certificate| {
            let mut body = Writer::new();
            certificate.write(&mut body);
            let key = self.schools.key(certificate.school)?;
            Ok(http::signed_post(self.address, "v1/certificates", &body.into_bytes(), key))
        });
        let requests = requests.collect::<Result<_>>()?;
        Ok((certificates.iter().map(|certificate| certificate.code).collect(), requests))
    }

    /// Registers certificates in full batches.
    pub(crate) fn register_batches(&mut self, cores: Cores, connections: usize, duration: Duration) -> Result<Ran> {
        let count = prepared(self.batches_per_second, duration) + connections;
        let ran = self.send_batches(cores, connections, count, duration)?;
        self.batches_per_second = ran.per_second();
        Ok(ran)
    }

    /// Registers batches until there are at least so many certificates.
    pub(crate) fn fill(&mut self, size: usize) -> Result<()> {
        while self.size() < size {
            let batches = (size - self.size()).div_ceil(BATCH).min(FILLED_AT_ONCE);
            self.send_batches(Cores::Shared, FILLING_CONNECTIONS, batches, Duration::MAX)?;
        }
        Ok(())
    }

    fn send_batches(&mut self, cores: Cores, connections: usize, count: usize, duration: Duration) -> Result<Ran> {
        let certificates = self.schools.sign(count * BATCH, BATCH)?;
        let requests: Result<Vec<Vec<u8>>> = certificates.chunks(BATCH).map(|batch| self.batch(batch)).collect();
        let requests = requests?;
        let ran =
            cores.as_load(|| load::drive(self.address, connections, duration, each_once(&requests), check_batch))?;
        self.registered.extend(certificates.iter().take(ran.answered() * BATCH).map(|certificate| certificate.code));
        Ok(ran)
    }

    fn batch(&self, certificates: &[Certificate]) -> Result<Vec<u8>> {
        let mut body = Writer::new();
        body.array(certificates.len());
        certificates.iter().for_each(|certificate| certificate.write(&mut body));
        let school = certificates.first().context("an empty batch")?.school;
        let key = self.schools.key(school)?;
        Ok(http::signed_post(self.address, "v1/certificates/batch", &body.into_bytes(), key))
    }

    /// Looks certificates up by their check codes, from all over the log.
    pub(crate) fn look_up(&self, cores: Cores, connections: usize, duration: Duration) -> Result<Ran> {
        self.ask_for_verdicts(cores, connections, duration, &self.lookups()?)
    }

    fn lookups(&self) -> Result<Vec<Vec<u8>>> {
        if self.registered.is_empty() {
            bail!("nothing is registered yet");
        }
        let step = (self.registered.len() / LOOKUPS).max(1);
        let codes = self.registered.iter().step_by(step);
        Ok(codes.map(|code| http::get(self.address, &format!("/{AUTHORITY}/v1/lookup?code={code}"))).collect())
    }

    /// Asks the verdict on registered statements.
    pub(crate) fn verify(&self, cores: Cores, connections: usize, duration: Duration) -> Result<Ran> {
        let statements = self.statements.iter();
        let requests: Vec<Vec<u8>> =
            statements.map(|statement| http::post(self.address, "v1/verify", "application/cose", statement)).collect();
        self.ask_for_verdicts(cores, connections, duration, &requests)
    }

    fn ask_for_verdicts(
        &self,
        cores: Cores,
        connections: usize,
        duration: Duration,
        requests: &[Vec<u8>],
    ) -> Result<Ran> {
        // After registrations the first that asks has a new snapshot made: once is no part of what each costs.
        let first = requests.first().context("nothing is registered yet")?;
        let (status, body) = http::ask(self.address, first)?;
        check_verdict(Answer { status, body: &body })?;
        let mut again = requests.iter().cycle();
        let next = || again.next().map(Vec::as_slice);
        cores.as_load(|| load::drive(self.address, connections, duration, next, check_verdict))
    }
}

/// How many requests are prepared for a run.
fn prepared(per_second: f64, duration: Duration) -> usize {
    (per_second * duration.as_secs_f64() * SPARE) as usize
}

fn each_once<'r>(requests: &'r [Vec<u8>]) -> impl FnMut() -> Option<&'r [u8]> {
    let mut requests = requests.iter();
    move || requests.next().map(Vec::as_slice)
}

fn check_verdict(answer: Answer<'_>) -> Result<()> {
    let is_valid = answer.status == 200 && answer.body.starts_with(br#"{"outcome":"valid""#);
    if is_valid { Ok(()) } else { Err(answer.unexpected()) }
}

/// Each certificate of a batch must have been registered, by this request.
fn check_batch(answer: Answer<'_>) -> Result<()> {
    if answer.status != 200 {
        return Err(answer.unexpected());
    }
    let registered = count_registered(answer.body).map_err(|error| anyhow!("the answer to a batch: {error:?}"))?;
    if registered == BATCH { Ok(()) } else { Err(anyhow!("{registered} of {BATCH} certificates were registered")) }
}

/// `[ { 1: status, 2: registered statement } / problem ]`
fn count_registered(body: &[u8]) -> Result<usize, CborError> {
    let mut reader = Reader::new(body);
    let mut registered = 0;
    for _ in 0..reader.array()? {
        let mut keys = reader.map()?;
        while let Some(key) = keys.next(&mut reader)? {
            if key == 1 {
                registered += usize::from(reader.unsigned()? == 201);
            } else {
                reader.item()?;
            }
        }
    }
    Ok(registered)
}
