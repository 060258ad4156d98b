//! fsck: everything that can be derived again is, from the entries and the registered statements, and whatever is not as it
//! follows is named: table, row, and what is wrong with it.
//!
//! It reads the state of one commit and changes nothing. What an outsider can check of a log from what it publishes,
//! `hezheng log audit` checks; here is what only the store's keeper can: sealed records, indexes, numbers given away, and
//! that what the store says of itself agrees. Each table has its file: start at [`check`].
//!
//! What cannot be derived: the day and counts of wrong identity numbers ([`match_counts`]), and when an order came that
//! changed nothing ([`orders`]).

mod bundles;
mod corrections;
mod desk;
mod finding;
mod held;
mod holders;
mod index;
mod log;
mod match_counts;
mod numbers;
mod orders;
mod publication;
mod registration;
mod row;
mod tree;
mod walk;

pub use finding::{Fault, Finding};

use crate::sealing::SealingKey;
use crate::settings::store_keys::StoreKeys;
use crate::store::key::{Key, Parts, beginning_with, every_key};
use crate::store::load::Load;
use crate::store::open::{Content, check_format, check_sealing};
use crate::store::port::{Read, Table};
use crate::store::records::Record;
use crate::store::schema::{self, FORMAT_KEY, META, SEALING_CHECK_KEY};
use crate::store::{AuthorityNumber, StoreError};
use bundles::Bundles;
use finding::{Findings, Stopped};
use hezheng_core::ids::{Hash, LeafIndex};
use hezheng_core::log::Entry;
use index::Index;
use numbers::Ranges;
use std::collections::{BTreeMap, BTreeSet};
use walk::Walk;

/// After so many findings no more is looked for, where nothing else is said: the first ones say what happened.
pub const FINDINGS: usize = 20;

/// How far the check of a log has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Whose log.
    pub authority: String,
    /// Entries checked.
    pub entries: u64,
    /// Of how many.
    pub of: u64,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The number of the commit whose state was checked.
    pub commit: u64,
    /// Each log that was checked to its end.
    pub logs: Vec<LogReport>,
    /// What is wrong, in the order in which it was found. None: the store is clean.
    pub findings: Vec<Finding>,
    /// How many rows of which table need an older sealing key: `hezheng registry reseal` sees to them.
    pub needs_older_key: BTreeMap<&'static str, u64>,
    /// Whether the check ended before everything was looked at, because there were as many findings as were asked for.
    pub stopped: bool,
}

/// What is in a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogReport {
    /// The authority's code.
    pub authority: String,
    /// Its entries.
    pub entries: u64,
    /// How many of them are registrations.
    pub registrations: u64,
    /// Orders, those that changed nothing too.
    pub orders: u64,
    /// The root of the tree; `None` where entries are missing.
    pub root: Option<Hash>,
}

/// What a check works with.
struct Fsck<'r> {
    read: &'r dyn Read,
    sealing: &'r SealingKey,
    bundles: Bundles,
    index: Index,
    ranges: Ranges,
    findings: Findings,
    /// Rows by table that the newest sealing key does not open, and an older one does.
    needs_older: BTreeMap<&'static str, u64>,
    /// Whether every log so far could be read whole.
    is_whole: bool,
    progress: &'r mut dyn FnMut(Progress),
}

/// Checks the state of a commit, up to so many findings.
pub(crate) fn check(
    read: &dyn Read,
    keys: &StoreKeys,
    limit: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, StoreError> {
    if check_format(read)? == Content::Nothing {
        return Err(StoreError::Missing);
    }
    let mut logs = Vec::new();
    let mut fsck = Fsck {
        read,
        sealing: &keys.sealing,
        bundles: Bundles::default(),
        index: Index::default(),
        ranges: Ranges::default(),
        findings: Findings::up_to(limit),
        needs_older: BTreeMap::new(),
        is_whole: true,
        progress,
    };
    let stopped = match fsck.run(keys, &mut logs) {
        Ok(()) => false,
        Err(Stopped::Enough) => true,
        Err(Stopped::Store(error)) => return Err(error),
    };
    Ok(Report {
        commit: read.number().0,
        logs,
        findings: fsck.findings.into_kept(),
        needs_older_key: fsck.needs_older,
        stopped,
    })
}

impl Fsck<'_> {
    fn run(&mut self, keys: &StoreKeys, logs: &mut Vec<LogReport>) -> Result<(), Stopped> {
        self.check_meta()?;
        self.bundles = Bundles::check(self.read, &keys.roots, &mut self.findings)?;
        numbers::check(self.read, &mut self.findings)?;
        for authority in self.authorities()? {
            logs.push(log::LogCheck::run(self, authority)?);
        }
        if self.is_whole {
            self.bundles.check_logged(&mut self.findings)?;
        }
        for authority in self.authorities()? {
            publication::check_quorum(self.read, authority, &self.bundles, &mut self.findings)?;
        }
        self.index.check_excess(self.read, &mut self.findings)?;
        self.check_corrections()?;
        self.check_holders()?;
        match_counts::check(self.read, &mut self.findings)?;
        self.check_desk()
    }

    /// What the store says of itself. A sealing key that opens nothing is the wrong one, and no finding.
    fn check_meta(&mut self) -> Result<(), Stopped> {
        let mut rows = Walk::over(META, every_key());
        // In the order of keys; the layout was judged before.
        rows.value(self.read, FORMAT_KEY, &mut self.findings)?;
        let check = rows.wanted(self.read, SEALING_CHECK_KEY, &mut self.findings)?;
        rows.end(self.read, &mut self.findings)?;
        match check_sealing(self.read, self.sealing) {
            Err(StoreError::SealingKey) if !self.opens_something()? => Err(StoreError::SealingKey.into()),
            Err(StoreError::SealingKey) if check.is_some() => {
                self.findings.add(META, SEALING_CHECK_KEY, Fault::NotSealed)
            }
            _ => Ok(()),
        }
    }

    /// Whether the sealing key opens the first sealed record.
    fn opens_something(&self) -> Result<bool, Stopped> {
        let Some((key, sealed)) = Walk::over(schema::PERSONAL, every_key()).next(self.read)? else { return Ok(false) };
        let mut parts = Parts::of(&key);
        let Some((authority, leaf)) = parts.u32().zip(parts.u64()) else { return Ok(false) };
        let place = (AuthorityNumber(authority), LeafIndex(leaf));
        let entry = self.read.entry(place)?.and_then(|entry| Entry::decode(&entry).ok());
        let Some(Entry::Registration { statement, .. }) = entry else { return Ok(false) };
        Ok(self.sealing.open(&statement.0.0, &sealed).is_some())
    }

    /// Every authority that has rows, with a log or without.
    fn authorities(&mut self) -> Result<BTreeSet<AuthorityNumber>, Stopped> {
        let mut authorities = BTreeSet::new();
        for table in OF_AUTHORITIES {
            let mut from = every_key().start;
            while let Some((key, _)) = Walk::over(table, from..every_key().end).next(self.read)? {
                let Some(authority) = Parts::of(&key).u32().map(AuthorityNumber) else {
                    self.findings.add(table, &key, Fault::Excess)?;
                    from = [key.as_slice(), &[0]].concat();
                    continue;
                };
                authorities.insert(authority);
                from = beginning_with(Key::of(authority)).end;
            }
        }
        Ok(authorities)
    }
}

/// The tables whose keys begin with an authority that has a log.
const OF_AUTHORITIES: [Table; 11] = [
    schema::HEADS,
    schema::CHECKPOINTS,
    schema::COSIGNED,
    schema::ENTRIES,
    schema::NODES,
    schema::CERTIFICATES,
    schema::PERSONAL,
    schema::STATUSES,
    schema::ORDERS,
    schema::ORDER_IDS,
    schema::SNAPSHOTS,
];

/// Decodes a value that is kept in the one form that this program writes.
fn decode_exact<R: Record>(value: &[u8]) -> Option<R> {
    R::decode(value).ok().filter(|record| record.encode() == value)
}
