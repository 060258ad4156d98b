//! The journal: what was done, written and on disk before the next step, so that a run that ends anywhere is gone on with
//! and no number is used twice.
//!
//! A folder with `journal.jsonl`, one event a line, and the portraits that were signed, each named by its SHA-256. It holds no identity number: a person is known by an HMAC whose key
//! only the issuing key can make. What a crash leaves behind at each line is said in `recovery.rs`.

use crate::portrait::Portrait;
use crate::roster::Lang;
use crate::whole_file::{sync_folder, write_whole};
use hezheng_core::ids::{Hash, to_hex};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// About to ask for numbers.
    Reserving {
        /// The reservation's id.
        id: String,
        /// Of which year.
        year: u64,
        /// How many.
        count: u64,
    },
    /// Numbers were given.
    Reserved {
        /// The reservation's id.
        id: String,
        /// The first serial.
        first: u64,
        /// How many.
        count: u64,
    },
    /// A statement was signed and is about to be registered. Its number is used now, whatever happens.
    Signed {
        /// The person and course, as an HMAC.
        person: String,
        /// The certificate number.
        number: String,
        /// The statement, hexadecimal.
        statement: String,
    },
    /// The registry answered.
    Registered {
        /// The certificate number.
        number: String,
        /// The registered statement with its receipt, hexadecimal.
        registered: String,
    },
    /// The registry refused; the number stays used.
    Refused {
        /// The certificate number.
        number: String,
        /// The stable code.
        code: String,
    },
}

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

/// What is wrong with a journal.
#[derive(Debug)]
pub enum JournalError {
    /// The folder or file cannot be used.
    Io(PathBuf, std::io::Error),
    /// A line, other than a torn last one, is not an event.
    Line(PathBuf, usize),
    /// Another run has it open.
    InUse(PathBuf),
}

impl JournalError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Io(path, error) => {
                let path = path.display();
                lang.choose(
                    format!("无法使用签发日志 {path}（{error}）。已备案的不会丢；请检查磁盘和权限后再运行。"),
                    format!("The journal {path} cannot be used ({error}); what is registered is not lost: check the disk and permissions and run again."),
                )
            }
            Self::Line(path, line) => {
                let path = path.display();
                lang.choose(
                    format!("签发日志 {path} 第 {line} 行损坏。为避免重号，已停止；请从备份恢复。"),
                    format!("Line {line} of the journal {path} is damaged; stopped so that no number is used twice: restore it from a backup."),
                )
            }
            Self::InUse(path) => {
                let path = path.display();
                lang.choose(
                    format!("签发日志 {path} 正被另一个 hezheng issue 使用。请等它结束。"),
                    format!("The journal {path} is in use by another run; wait for it to end."),
                )
            }
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for JournalError {}

/// The journal, open for this run alone.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    state: State,
}

/// What the events come to.
#[derive(Debug, Default)]
struct State {
    reservations: BTreeMap<String, (u64, u64, Option<u64>)>,
    used: BTreeSet<String>,
    issued: BTreeMap<String, Issued>,
    person_of: BTreeMap<String, String>,
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
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(JournalError::InUse(path)),
            Err(std::fs::TryLockError::Error(error)) => return Err(io(error)),
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(io)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let mut state = State::default();
        for (line, bytes) in text.get(..whole).unwrap_or_default().split_inclusive(|byte| *byte == b'\n').enumerate() {
            let event = serde_json::from_slice(bytes).map_err(|_| JournalError::Line(path.clone(), line + 1))?;
            state.apply(&event).ok_or_else(|| JournalError::Line(path.clone(), line + 1))?;
        }
        file.set_len(whole as u64).map_err(io)?;
        file.seek(SeekFrom::End(0)).map_err(io)?;
        // The folder's entry for the file must last as the file does.
        sync_folder(folder).map_err(io)?;
        Ok(Self { path, file, state })
    }

    /// Writes an event; it is on disk when this returns.
    ///
    /// # Errors
    /// It could not be written: the step it announces must not be taken.
    pub fn record(&mut self, event: &Event) -> Result<(), JournalError> {
        let io = |error| JournalError::Io(self.path.clone(), error);
        let mut line = serde_json::to_vec(event).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).and_then(|()| self.file.sync_data()).map_err(io)?;
        self.state.apply(event);
        Ok(())
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
        let mut free: Vec<u64> = given
            .flatten()
            .filter(|serial| number(*serial).is_some_and(|number| !self.state.used.contains(&number)))
            .collect();
        free.sort_unstable();
        free
    }

    /// What was issued to this person for this course, and not refused.
    #[must_use]
    pub fn issued(&self, person: &str) -> Option<&Issued> {
        self.state.issued.get(person)
    }
}

impl State {
    /// What an event changes; `None` where it does not fit those before it.
    fn apply(&mut self, event: &Event) -> Option<()> {
        match event {
            Event::Reserving { id, year, count } => {
                self.reservations.entry(id.clone()).or_insert((*year, *count, None));
            }
            Event::Reserved { id, first, .. } => self.reservations.get_mut(id)?.2 = Some(*first),
            Event::Signed { person, number, statement } => {
                self.used.insert(number.clone());
                self.person_of.insert(number.clone(), person.clone());
                let issued = Issued { number: number.clone(), statement: from_hex(statement)?, registered: None };
                self.issued.insert(person.clone(), issued);
            }
            Event::Registered { number, registered } => {
                let person = self.person_of.get(number)?;
                self.issued.get_mut(person)?.registered = Some(from_hex(registered)?);
            }
            Event::Refused { number, .. } => {
                let person = self.person_of.get(number)?;
                self.issued.remove(person);
            }
        }
        Some(())
    }
}

/// Bytes as the journal writes them.
#[must_use]
pub(crate) fn hex(bytes: &[u8]) -> String {
    to_hex(bytes)
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
        .collect()
}
