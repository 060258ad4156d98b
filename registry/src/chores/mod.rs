//! What an operator has done with every row that holds personal data, while the registry runs: sealing it again with the
//! newest key, and deleting what is kept no longer.
//!
//! A chore goes through its tables step by step, each step some rows and one commit of the one writer, registrations and all
//! else between. It may stop anywhere: what a step did is durable and is passed over the next time, so that beginning again
//! is going on. What it did to a row it did whole: certificate, sealed record and index change in one commit.

mod purge;
mod reseal;

use crate::limits::pairs_at_once;
use crate::sealing::SealingKey;
use crate::store::key::every_key;
use crate::store::port::{Pair, Read, Store, Table};
use crate::store::schema::CLASSES;
use crate::store::{AuthorityNumber, StoreError, Writing};
use hezheng_core::time::Date;
pub use purge::Due;
pub(crate) use purge::count as count_purgeable;
use std::ops::Range;

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Chore {
    /// Seal everything with the newest key, and enter everybody under it.
    Reseal,
    /// Delete identity numbers and portraits of this authority's certificates issued before this day, and the rosters of
    /// classes that ended before it.
    Purge(AuthorityNumber, Date),
}

/// How far a chore is: in which of its tables, from which key on.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct At {
    table: usize,
    from: Vec<u8>,
}

/// What a chore came to so far.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Done {
    /// Rows looked at.
    pub seen: u64,
    /// Rows changed.
    pub changed: u64,
    /// Rows that open with none of the configured keys.
    pub unopened: u64,
}

/// A step, to be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChoreStep {
    pub(crate) chore: Chore,
    pub(crate) at: At,
    pub(crate) done: Done,
}

impl ChoreStep {
    /// The first one.
    pub(crate) fn first(chore: Chore) -> Self {
        Self { chore, at: At::default(), done: Done::default() }
    }

    /// Takes it, on a commit in the making. Gives what is done so far, and the next one.
    pub(crate) fn take(&self, writing: &mut Writing, sealing: &SealingKey) -> Result<(Done, Option<Self>), StoreError> {
        let (tables, mut done) = (self.chore.tables(), self.done);
        let Some(table) = tables.get(self.at.table).copied() else {
            self.chore.end(writing, sealing, done)?;
            return Ok((done, None));
        };
        let within = self.chore.range(table);
        let from = if self.at.from.is_empty() { within.start } else { self.at.from.clone() };
        let limit = self.chore.rows_at_once(table);
        let pairs = writing.range(table, &from..&within.end, limit)?;
        let at = match pairs.last() {
            Some((last, _)) if pairs.len() == limit => At { from: [last.as_slice(), &[0]].concat(), ..self.at },
            _ => At { table: self.at.table + 1, from: Vec::new() },
        };
        for pair in pairs {
            done.seen += 1;
            match self.chore.row(writing, sealing, table, &pair)? {
                Row::Changed => done.changed += 1,
                Row::Unopened => done.unopened += 1,
                Row::AsItShouldBe => {}
            }
        }
        Ok((done, Some(Self { chore: self.chore, at, done })))
    }
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    AsItShouldBe,
    Changed,
    Unopened,
}

impl Chore {
    fn tables(self) -> &'static [Table] {
        match self {
            Self::Reseal => &reseal::TABLES,
            Self::Purge(..) => &purge::TABLES,
        }
    }

    fn range(self, table: Table) -> Range<Vec<u8>> {
        match self {
            Self::Reseal => every_key(),
            Self::Purge(authority, _) => purge::range(table, authority),
        }
    }

    fn rows_at_once(self, table: Table) -> usize {
        match self {
            Self::Purge(..) if table == CLASSES => purge::CLASSES_AT_ONCE,
            _ => pairs_at_once(table),
        }
    }

    fn row(self, writing: &mut Writing, sealing: &SealingKey, table: Table, pair: &Pair) -> Result<Row, StoreError> {
        match self {
            Self::Reseal => reseal::row(writing, sealing, table, pair),
            Self::Purge(authority, before) => purge::row(writing, sealing, table, (authority, before), pair),
        }
    }

    /// What is said of the whole, once every row was seen.
    fn end(self, writing: &mut Writing, sealing: &SealingKey, done: Done) -> Result<(), StoreError> {
        match self {
            Self::Reseal if done.unopened == 0 => reseal::end(writing, sealing),
            _ => Ok(()),
        }
    }
}

/// Does a chore in a store that no registry has open, telling how far it is.
pub(crate) fn carry_out(
    store: &dyn Store,
    sealing: &SealingKey,
    chore: Chore,
    progress: &mut dyn FnMut(Done),
) -> Result<Done, StoreError> {
    let mut next = Some(ChoreStep::first(chore));
    let mut done = Done::default();
    while let Some(step) = next {
        let mut writing = Writing::on(store)?;
        (done, next) = step.take(&mut writing, sealing)?;
        writing.commit(store)?;
        progress(done);
    }
    Ok(done)
}
