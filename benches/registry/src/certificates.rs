//! Certificates to register: invented people, forty to a class; numbers reserved at the registry; signed by schools.
//!
//! Identity numbers have the sequence part 000, which nobody has. Each person has one certificate: a registry that has
//! to look at many of one person's would be measured for something that does not happen.

use crate::http::{self, AUTHORITY};
use crate::insecure_keys::key;
use anyhow::{Context, Result, anyhow, bail};
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::number::{AuthorityCode, CertificateNumber, IdKind, IdentityNumber, InstitutionNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{Claims, StatementDraft};
use hezheng_core::time::Date;
use hezheng_keys::{PrivateKey, Signer};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Range;

/// As many as a city has.
const SCHOOLS: u32 = 40;
/// Numbers in one reservation (docs/API.md).
const RESERVED_AT_ONCE: u64 = 1_000;
/// Days of birth from 1970 on: dates in core begin there.
const BIRTH_DAYS: u64 = 12_000;
const FIRST_ADDRESS_CODE: u64 = 110_000;

/// A school, and the key it signs with.
pub(crate) struct School {
    pub(crate) key: PrivateKey,
    pub(crate) uscc: Uscc,
    pub(crate) number: InstitutionNumber,
}

impl School {
    /// All of them.
    pub(crate) fn all() -> Result<Vec<Self>> {
        (1..=SCHOOLS)
            .map(|serial| {
                let number = InstitutionNumber::parse(&format!("{serial:04}"));
                let number = number.map_err(|error| anyhow!("{error:?}"))?;
                Ok(Self { key: key(&format!("school {serial}")), uscc: uscc(serial)?, number })
            })
            .collect()
    }
}

/// A certificate to register.
pub(crate) struct Certificate {
    pub(crate) school: usize,
    pub(crate) code: CheckCode,
    statement: Vec<u8>,
    identity_number: String,
}

impl Certificate {
    /// As a request carries it.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.map(2).integer(1).bytes(&self.statement).integer(2).text(&self.identity_number);
    }
}

/// Where certificates come from. Nobody gets two, and no number is used twice.
pub(crate) struct Schools {
    schools: Vec<School>,
    address: SocketAddr,
    /// The numbers that each school has left.
    reserved: BTreeMap<usize, Range<u64>>,
    reservations: u64,
    people: u64,
}

impl Schools {
    /// These schools, registering at this address. A store that has certificates already is of no use: the first people
    /// have theirs.
    pub(crate) fn new(schools: Vec<School>, address: SocketAddr) -> Self {
        Self { schools, address, reserved: BTreeMap::new(), reservations: 0, people: 0 }
    }

    pub(crate) fn key(&self, school: usize) -> Result<&PrivateKey> {
        Ok(&self.schools.get(school).context("no such school")?.key)
    }

    /// So many certificates, signed on all cores: by one school after another, `together` of each at a time.
    pub(crate) fn sign(&mut self, count: usize, together: usize) -> Result<Vec<Certificate>> {
        let mut wanted = Vec::with_capacity(count);
        for place in 0..count {
            let school = place / together % self.schools.len();
            wanted.push((school, self.next_serial(school)?, self.people));
            self.people += 1;
        }
        let threads = std::thread::available_parallelism()?.get();
        let (schools, today) = (&self.schools, http::now().shanghai_day());
        let signed: Result<Vec<Vec<Certificate>>> = std::thread::scope(|scope| {
            let parts = wanted.chunks(count.div_ceil(threads).max(1));
            let parts: Vec<_> = parts.map(|part| scope.spawn(move || sign_all(schools, part, today))).collect();
            parts.into_iter().map(|part| part.join().map_err(|_| anyhow!("a signing thread panicked"))?).collect()
        });
        Ok(signed?.into_iter().flatten().collect())
    }

    fn next_serial(&mut self, school: usize) -> Result<u64> {
        if let Some(serial) = self.reserved.get_mut(&school).and_then(Iterator::next) {
            return Ok(serial);
        }
        let mut numbers = self.reserve(school)?;
        let first = numbers.next().context("an empty reservation")?;
        self.reserved.insert(school, numbers);
        Ok(first)
    }

    fn reserve(&mut self, index: usize) -> Result<Range<u64>> {
        let school = self.schools.get(index).context("no such school")?;
        self.reservations += 1;
        let mut body = Writer::new();
        body.map(4).integer(1).text(school.uscc.as_str());
        body.integer(2).unsigned(http::now().shanghai_day().year()).integer(3).unsigned(RESERVED_AT_ONCE);
        body.integer(4).bytes(&u128::from(self.reservations).to_be_bytes());
        let request = http::signed_post(self.address, "v1/reservations", &body.into_bytes(), &school.key);
        let (status, body) = http::ask(self.address, &request)?;
        if status != 200 {
            bail!("no numbers: {status} {}", String::from_utf8_lossy(&body));
        }
        let (first, count) = reserved(&body).map_err(|error| anyhow!("the reservation: {error:?}"))?;
        Ok(first..first + count)
    }
}

/// `{1: first serial, 2: count}`
fn reserved(body: &[u8]) -> Result<(u64, u64), hezheng_core::cbor::CborError> {
    let mut reader = Reader::new(body);
    let mut keys = reader.map()?;
    let mut value = || {
        keys.next(&mut reader)?;
        reader.unsigned()
    };
    Ok((value()?, value()?))
}

fn sign_all(schools: &[School], wanted: &[(usize, u64, u64)], today: Date) -> Result<Vec<Certificate>> {
    wanted.iter().map(|(school, serial, person)| sign(schools, *school, *serial, *person, today)).collect()
}

fn sign(schools: &[School], index: usize, serial: u64, person: u64, today: Date) -> Result<Certificate> {
    let school = schools.get(index).context("no such school")?;
    let authority = AuthorityCode::parse(AUTHORITY).map_err(|error| anyhow!("{error:?}"))?;
    let number = CertificateNumber::new(&authority, today.year(), &school.number, u32::try_from(serial)?);
    let number = number.map_err(|error| anyhow!("{error:?}"))?;
    let identity_number = identity_number(person)?;
    let claims = Claims {
        holder: "测速学员".into(),
        id_kind: IdKind::ResidentId,
        id_tail: identity_number.get(14..).unwrap_or_default().into(),
        programme: "保育师（五级）".into(),
        training: (Date(today.0.saturating_sub(30)), Date(today.0.saturating_sub(1))),
        issued: today,
        class_hours: Some(80),
        occupation_code: Some("4-10-01-03".into()),
        skill_level: Some(5),
        // One that names a class is of a class that was filed, which is another measurement.
        class_filing: None,
        portrait_sha256: None,
        number_scheme: None,
    };
    let draft = StatementDraft::new(school.key.kid(), &school.uscc, &number, &claims);
    let draft = draft.map_err(|rule| anyhow!("a statement: {rule:?}"))?;
    let statement = draft.finish(&school.key.sign(&draft.to_be_signed()));
    Ok(Certificate { school: index, code: CheckCode::of(&statement), statement, identity_number })
}

/// The identity number of the invented person with this number.
fn identity_number(person: u64) -> Result<String> {
    let (year, month, day) = Date(person % BIRTH_DAYS).ymd();
    let body = format!("{:06}{year:04}{month:02}{day:02}000", FIRST_ADDRESS_CODE + person / BIRTH_DAYS);
    let numbers = "0123456789X".chars().map(|check| format!("{body}{check}"));
    let mut right = numbers.filter(|number| IdentityNumber::parse(IdKind::ResidentId, number).is_ok());
    right.next().context("an identity number")
}

/// A 统一社会信用代码 of nobody.
fn uscc(serial: u32) -> Result<Uscc> {
    let mut checks = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let found = checks.find_map(|check| Uscc::parse(&format!("91130100BENCH{serial:04}{check}")).ok());
    found.context("a 统一社会信用代码")
}
