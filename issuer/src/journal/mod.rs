//! The journal: what was done, written and on disk before the next step, so that a run that ends anywhere is gone on with
//! and no number is used twice.
//!
//! A folder with `journal.jsonl`, one event a line, and the portraits that were signed, each named by its SHA-256. It holds
//! no identity number: a person is known by an HMAC whose key only the issuing key can make. In memory there is only where
//! each certificate's lines stand, so that a journal of years is opened and kept cheaply. What a crash leaves behind at each
//! line is said in `recovery.rs`. What a line can say is in `event`, what the lines come to in `state`; `corrections` is what can
//! be asked about corrections.

mod corrections;
mod error;
mod event;
mod hex;
mod state;

pub use error::JournalError;
pub use event::Event;
pub(crate) use hex::hex;
pub(crate) use state::APPROVAL_REFUSED;
pub use state::{Declined, OpenCorrection};

use crate::portrait::Portrait;
use crate::whole_file::{private_options, sync_folder, write_whole};
use hex::from_hex;
use hezheng_core::ids::{Hash, parse_hex, to_hex};
use state::State;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A statement of this journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: String,
    /// The statement as signed.
    pub statement: Vec<u8>,
    /// The registered statement with its receipt, once the registry answered.
    pub registered: Option<Vec<u8>>,
}

/// A certificate that the journal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known<'j> {
    /// Its number.
    pub number: &'j str,
    /// Whether the registry has answered.
    pub is_registered: bool,
}

/// The journal, open for this run alone.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where the next line goes.
    end: u64,
    state: State,
}

impl Journal {
    /// Opens the journal in this folder, made where there is none. A last line that a crash cut short is taken away: what
    /// it would have said had not begun.
    ///
    /// # Errors
    /// It cannot be used, is damaged, or in use.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join("journal.jsonl");
        let io = |error| JournalError::Io(path.clone(), error);
        std::fs::create_dir_all(folder).map_err(io)?;
        let mut options = private_options();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(JournalError::InUse(path)),
            Err(std::fs::TryLockError::Error(error)) => return Err(io(error)),
        }
        let (mut state, mut end) = (State::default(), 0);
        let mut lines = BufReader::new(&file);
        let mut bytes = Vec::new();
        for line in 1.. {
            bytes.clear();
            lines.read_until(b'\n', &mut bytes).map_err(io)?;
            if bytes.last() != Some(&b'\n') {
                break;
            }
            let damaged = || JournalError::Line(path.clone(), line);
            let event = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
            state.apply(&event, end).ok_or_else(damaged)?;
            end += bytes.len() as u64;
        }
        file.set_len(end).map_err(io)?;
        // The folder's entry for the file must last as the file does.
        sync_folder(folder).map_err(io)?;
        Ok(Self { path, file, end, state })
    }

    /// Writes an event; it is on disk when this returns.
    ///
    /// # Errors
    /// It could not be written: the step it announces must not be taken.
    pub fn record(&mut self, event: &Event) -> Result<(), JournalError> {
        self.record_all(std::slice::from_ref(event))
    }

    /// Writes events; they are on disk, all of them, when this returns.
    ///
    /// # Errors
    /// They could not be written, and none of them is there: the steps they announce must not be taken.
    pub fn record_all(&mut self, events: &[Event]) -> Result<(), JournalError> {
        let (mut lines, mut places) = (Vec::new(), Vec::with_capacity(events.len()));
        for event in events {
            places.push(self.end + lines.len() as u64);
            serde_json::to_writer(&mut lines, event).map_err(|error| self.io(error.into()))?;
            lines.push(b'\n');
        }
        if let Err(error) = self.append(&lines) {
            // Where even this fails, the next run finds whole lines of steps not taken, which it takes, and a torn one.
            let _ = self.file.set_len(self.end);
            return Err(self.io(error));
        }
        self.end += lines.len() as u64;
        for (event, place) in events.iter().zip(places) {
            self.state.apply(event, place);
        }
        Ok(())
    }

    fn append(&self, lines: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(lines)?;
        file.sync_data()
    }

    fn io(&self, error: io::Error) -> JournalError {
        JournalError::Io(self.path.clone(), error)
    }

    /// Keeps a portrait that is about to be signed: the statement names it by its hash, and whoever signed must be able to
    /// show it, whatever becomes of the file that it was made from. It is on disk when this returns.
    ///
    /// # Errors
    /// It could not be written: nothing that names it must be signed.
    pub fn keep(&self, portrait: &Portrait) -> Result<(), JournalError> {
        let path = self.portrait_path(portrait.sha256());
        if self.portrait(portrait.sha256()).is_some() {
            return Ok(());
        }
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| write_whole(&path, portrait.jpeg())).map_err(|error| JournalError::Io(path, error))
    }

    /// The portrait with this hash, where it was kept and is undamaged.
    #[must_use]
    pub fn portrait(&self, sha256: Hash) -> Option<Portrait> {
        let portrait = Portrait::of_jpeg(std::fs::read(self.portrait_path(sha256)).ok()?);
        (portrait.sha256() == sha256).then_some(portrait)
    }

    fn portrait_path(&self, sha256: Hash) -> PathBuf {
        self.path.with_file_name("portraits").join(format!("{}.jpg", to_hex(&sha256.0)))
    }

    /// Reservations of this year, asked for but not answered: id and count.
    #[must_use]
    pub fn open_reservations(&self, year: u64) -> Vec<(String, u64)> {
        let open = self.state.reservations.iter().filter(|(_, (of, _, first))| *of == year && first.is_none());
        open.map(|(id, (_, count, _))| (id.clone(), *count)).collect()
    }

    /// Serials of this year that were given and not used; `number` says which number a serial makes.
    pub fn free_serials(&self, year: u64, number: impl Fn(u64) -> Option<String>) -> Vec<u64> {
        let given = self.state.reservations.values().filter(|(of, ..)| *of == year);
        let given = given.filter_map(|(_, count, first)| first.map(|first| first..first.saturating_add(*count)));
        let is_free = |serial: &u64| number(*serial).is_some_and(|number| !self.state.person_of.contains_key(&number));
        let mut free: Vec<u64> = given.flatten().filter(is_free).collect();
        free.sort_unstable();
        free
    }

    /// What is known of this person's certificate of this course, unless it was refused.
    #[must_use]
    pub fn known(&self, person: &str) -> Option<Known<'_>> {
        let places = self.state.issued.get(&parse_hex(person)?)?;
        Some(Known { number: &places.number, is_registered: places.registered.is_some() })
    }

    /// What an officer refused for this person and course, where nothing was applied for since.
    #[must_use]
    pub fn declined(&self, person: &str) -> Option<&Declined> {
        self.state.declined.get(&parse_hex(person)?)
    }

    /// What was issued to this person for this course, and not refused.
    ///
    /// # Errors
    /// The journal's file cannot be read any more.
    pub fn issued(&self, person: &str) -> Result<Option<Issued>, JournalError> {
        let Some(places) = parse_hex(person).and_then(|person| self.state.issued.get(&person)) else { return Ok(None) };
        let bytes = |place| self.bytes_at(place).map_err(|error| self.io(error));
        let registered = places.registered.map(bytes).transpose()?;
        Ok(Some(Issued { number: places.number.clone(), statement: bytes(places.signed)?, registered }))
    }

    /// The statement, bare or registered, in the line at this place.
    fn bytes_at(&self, place: u64) -> io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(place))?;
        let mut line = Vec::new();
        BufReader::new(file).read_until(b'\n', &mut line)?;
        match serde_json::from_slice(&line) {
            Ok(Event::Signed { statement: hex, .. } | Event::Correcting { statement: hex, .. }) => from_hex(&hex),
            Ok(Event::Registered { registered: hex, .. } | Event::Corrected { registered: hex, .. }) => from_hex(&hex),
            _ => None,
        }
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(person: u8, serial: u8) -> Event {
        let number = format!("130100202600070000{serial:02}");
        Event::Signed { person: to_hex(&[person; 32]), number, statement: to_hex(&[serial; 9]) }
    }

    #[test]
    fn what_was_written_is_read_back_from_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.record_all(&[signed(1, 1), signed(2, 2)]).unwrap();
        let number = "13010020260007000002".to_owned();
        journal.record(&Event::Registered { number: number.clone(), registered: to_hex(&[7; 20]) }).unwrap();
        journal.record(&signed(3, 3)).unwrap();
        let look = |journal: &Journal| {
            let two = journal.issued(&to_hex(&[2; 32])).unwrap().unwrap();
            assert_eq!(two, Issued { number: number.clone(), statement: vec![2; 9], registered: Some(vec![7; 20]) });
            let three = journal.known(&to_hex(&[3; 32])).unwrap();
            assert_eq!(three, Known { number: "13010020260007000003", is_registered: false });
            assert_eq!(journal.issued(&to_hex(&[4; 32])).unwrap(), None);
        };
        look(&journal);
        drop(journal);
        look(&Journal::open(folder.path()).unwrap());
    }

    #[test]
    fn an_event_that_cannot_be_written_has_not_happened() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.record(&signed(1, 1)).unwrap();
        // From now on nothing can be written.
        journal.file = File::open(&journal.path).unwrap();
        let failed = journal.record_all(&[signed(2, 2), signed(3, 3)]);
        assert!(matches!(failed, Err(JournalError::Io(..))), "{failed:?}");
        assert_eq!((journal.known(&to_hex(&[2; 32])), journal.known(&to_hex(&[3; 32]))), (None, None));
        drop(journal);
        let mut journal = Journal::open(folder.path()).unwrap();
        assert!(journal.known(&to_hex(&[1; 32])).is_some());
        journal.record(&signed(2, 2)).unwrap();
        assert!(journal.known(&to_hex(&[2; 32])).is_some());
    }

    #[test]
    fn a_line_that_is_damaged_stops_and_one_that_is_cut_short_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        Journal::open(folder.path()).unwrap().record_all(&[signed(1, 1), signed(2, 2)]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        std::fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        assert!(Journal::open(folder.path()).unwrap().known(&to_hex(&[2; 32])).is_none());
        assert_eq!(std::fs::metadata(&path).unwrap().len(), first as u64, "the rest of it is gone");
        std::fs::write(&path, [&whole[..first - 3], b"\n", &whole[first..]].concat()).unwrap();
        assert!(matches!(Journal::open(folder.path()), Err(JournalError::Line(_, 1))));
    }
}
