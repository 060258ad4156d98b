//! The control socket of a registry that runs: a Unix domain socket beside its store, for whoever the registry's own user
//! is (and root), and for what only whoever keeps the store may have done. Asked `backup PATH` in one line, it answers in lines: `copied
//! ROWS` now and then, then `done COMMIT ROWS` or `failed WHY`. Asked `reseal MARK` or `purge AUTHORITY DAY`, it has the writer take
//! the steps of that chore one after another: `step SEEN CHANGED UNOPENED` after each, then `done` with the same numbers.
//! Asked `count AUTHORITY DAY`, it says how much a purge would delete: `count CERTIFICATES CLASSES`.

use crate::chores::{Chore, ChoreStep, Done, Due, count_purgeable};
use crate::config::{Config, StoreAddress};
use crate::custody::into_file::{Copied, copy_into_file};
use crate::custody::{CustodyError, Step};
use crate::limits::{CONTROL_BYTES, CONTROL_SECS};
use crate::sealing::SealingKey;
use crate::sequencer::{Asked, Queue};
use crate::store::AuthorityNumber;
use crate::store::port::Store;
use hezheng_core::time::Date;
use std::fs::{self, Permissions};
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream as PlainStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;

/// Where the registry with this store listens.
fn socket_of(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".control");
    name.into()
}

/// Where the registry with this configuration listens, where it does.
pub(crate) fn socket_of_config(config: &Config) -> Option<PathBuf> {
    match (&config.control_socket, &config.store) {
        (Some(socket), _) => Some(socket.clone()),
        (None, StoreAddress::File(path)) => Some(socket_of(path)),
        (None, StoreAddress::Url(_)) => None,
    }
}

/// The listening end. Dropped, it is gone from the folder.
pub(crate) struct Control {
    listener: UnixListener,
    socket: PathBuf,
    /// Who may ask, beside root.
    owner: u32,
    store: Arc<dyn Store>,
    queue: Queue,
    /// The mark of the sealing key that this registry seals with.
    mark: String,
}

impl Control {
    /// Listens beside a store that this process has open, so that nobody else does.
    pub(crate) fn bind(socket: PathBuf, store: Arc<dyn Store>, queue: Queue, mark: String) -> io::Result<Self> {
        match fs::symlink_metadata(&socket) {
            // Left by a registry that was killed.
            Ok(found) if found.file_type().is_socket() => fs::remove_file(&socket)?,
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {}
        }
        let listener = UnixListener::bind(&socket)?;
        fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
        let owner = fs::metadata(&socket)?.uid();
        Ok(Self { listener, socket, owner, store, queue, mark })
    }

    /// Answers whoever asks, one after another, until it is dropped.
    pub(crate) async fn run(self) {
        loop {
            let answered = match self.listener.accept().await {
                Ok((stream, _)) => self.answer(stream).await,
                Err(error) => Err(error),
            };
            if let Err(error) = answered {
                tracing::warn!(%error, "the control socket was not answered to the end");
            }
        }
    }

    async fn answer(&self, stream: UnixStream) -> io::Result<()> {
        // Between binding and its mode others could have come in.
        if ![0, self.owner].contains(&stream.peer_cred()?.uid()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        let mut asked = (&mut stream).take(CONTROL_BYTES);
        let read = tokio::time::timeout(Duration::from_secs(CONTROL_SECS), asked.read_line(&mut line)).await;
        read.map_err(|_| io::ErrorKind::TimedOut)??;
        let line = line.strip_suffix('\n').unwrap_or_default();
        if let Some(out) = line.strip_prefix("backup ") {
            self.backup(Path::new(out), &mut stream).await
        } else if line.strip_prefix("reseal ").is_some_and(|mark| mark != self.mark) {
            // Whoever asks would take the older key away once it is said to be done.
            stream.write_all(b"failed the registry that runs seals with another key than sealing_key_file names; start it again with this configuration, and begin again\n").await
        } else if let Some(chore) = chore(line) {
            self.chore(chore, &mut stream).await
        } else if let Some(Chore::Purge(authority, before)) = line.strip_prefix("count ").and_then(purge) {
            let store = Arc::clone(&self.store);
            let count = move || count_purgeable(store.read()?.as_ref(), authority, before);
            let counted = tokio::task::spawn_blocking(count).await.map_err(io::Error::other)?;
            let answer = match counted {
                Ok(due) => format!("count {} {} {}\n", due.certificates, due.classes, due.held),
                Err(error) => format!("failed {}\n", error.to_string().replace('\n', " ")),
            };
            stream.write_all(answer.as_bytes()).await
        } else {
            stream.write_all(b"failed it was asked for nothing that it does\n").await
        }
    }

    /// Has the writer take every step of a chore. Where nobody reads the lines any more it stops, and may be begun again.
    async fn chore(&self, chore: Chore, stream: &mut BufReader<UnixStream>) -> io::Result<()> {
        tracing::info!(?chore, "a chore begins");
        let mut step = ChoreStep::first(chore);
        loop {
            let line = match self.queue.ask(step, Asked::Chore).await {
                Ok((done, Some(next))) => {
                    step = next;
                    format!("step {} {} {}\n", done.seen, done.changed, done.unopened)
                }
                Ok((done, None)) => {
                    tracing::info!(?chore, done.seen, done.changed, done.unopened, "a chore is done");
                    let line = format!("done {} {} {}\n", done.seen, done.changed, done.unopened);
                    return stream.write_all(line.as_bytes()).await;
                }
                Err(refusal) => {
                    tracing::warn!(?refusal, "a chore stopped");
                    return stream.write_all(b"failed it could not be written; what was done stays done\n").await;
                }
            };
            stream.write_all(line.as_bytes()).await?;
        }
    }

    async fn backup(&self, out: &Path, stream: &mut BufReader<UnixStream>) -> io::Result<()> {
        // Of one line at a time: where nobody reads the lines, or this registry stops, the copy stops.
        let (tell, mut told) = mpsc::channel::<String>(1);
        let (store, out) = (Arc::clone(&self.store), out.to_owned());
        tracing::info!(out = %out.display(), "a backup begins");
        let work = tokio::task::spawn_blocking(move || {
            let line = copied(store.as_ref(), &out, &tell);
            // Whoever asked has gone where this fails.
            let _ = tell.blocking_send(line);
        });
        while let Some(line) = told.recv().await {
            stream.write_all(line.as_bytes()).await?;
        }
        work.await.map_err(io::Error::other)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.socket);
    }
}

/// Copies the store, telling how far it is; gives the last line.
fn copied(store: &dyn Store, out: &Path, tell: &mpsc::Sender<String>) -> String {
    let mut progress = |rows| match tell.blocking_send(format!("copied {rows}\n")) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let read = store.read().map_err(|error| CustodyError::Store { store: "the store".into(), error });
    match read.and_then(|read| copy_into_file(read.as_ref(), out, &mut progress)) {
        Ok(Copied { commit, rows }) => {
            tracing::info!(out = %out.display(), commit, "a backup is whole");
            format!("done {commit} {rows}\n")
        }
        Err(error) => {
            tracing::warn!(%error, "there is no backup");
            format!("failed {}\n", error.to_string().replace('\n', " "))
        }
    }
}

/// Reads `reseal MARK` or `purge AUTHORITY DAY`.
fn chore(line: &str) -> Option<Chore> {
    if line.starts_with("reseal ") { Some(Chore::Reseal) } else { line.strip_prefix("purge ").and_then(purge) }
}

/// Reads `AUTHORITY DAY`.
fn purge(words: &str) -> Option<Chore> {
    let (authority, day) = words.split_once(' ')?;
    let authority = AuthorityNumber::of_text(authority);
    (authority != AuthorityNumber(0)).then_some(Chore::Purge(authority, Date::parse_iso(day)?))
}

/// The words that ask for a chore.
fn words(chore: Chore, sealing: &SealingKey) -> String {
    match chore {
        Chore::Reseal => format!("reseal {}", sealing.mark()),
        Chore::Purge(authority, before) => format!("purge {:06} {before}", authority.0),
    }
}

/// Has the registry that runs do a chore; `None`: none runs.
pub(super) fn ask_chore(
    socket: &Path,
    (chore, sealing): (Chore, &SealingKey),
    progress: &mut dyn FnMut(Done),
) -> Result<Option<Done>, CustodyError> {
    let broken_off = |_| CustodyError::ChoreBrokenOff;
    let Ok(mut stream) = PlainStream::connect(socket) else { return Ok(None) };
    writeln!(stream, "{}", words(chore, sealing)).map_err(broken_off)?;
    for line in io::BufReader::new(stream).lines() {
        let line = line.map_err(broken_off)?;
        let mut said = line.split(' ');
        let word = said.next();
        let mut numbers = said.map_while(|number| number.parse::<u64>().ok());
        match (word, numbers.next(), numbers.next(), numbers.next()) {
            (Some(word), Some(seen), Some(changed), Some(unopened)) => {
                let done = Done { seen, changed, unopened };
                progress(done);
                if word == "done" {
                    return Ok(Some(done));
                }
            }
            _ => return Err(CustodyError::Refused(line.strip_prefix("failed ").unwrap_or(&line).into())),
        }
    }
    Err(CustodyError::ChoreBrokenOff)
}

/// Asks the registry that runs how much a purge would delete; `None`: none runs.
pub(super) fn ask_count(socket: &Path, authority: AuthorityNumber, before: Date) -> Result<Option<Due>, CustodyError> {
    let broken_off = |_| CustodyError::ChoreBrokenOff;
    let Ok(mut stream) = PlainStream::connect(socket) else { return Ok(None) };
    writeln!(stream, "count {:06} {before}", authority.0).map_err(broken_off)?;
    let mut line = String::new();
    io::BufReader::new(stream).read_line(&mut line).map_err(broken_off)?;
    let counts = line.trim_end().strip_prefix("count ");
    let counts = counts.map(|counts| counts.split(' ').map(|count| count.parse().ok()).collect::<Vec<Option<u64>>>());
    let due = match counts.as_deref() {
        Some([Some(certificates), Some(classes), Some(held)]) => {
            Some(Due { certificates: *certificates, classes: *classes, held: *held })
        }
        _ => None,
    };
    due.map(Some).ok_or_else(|| CustodyError::Refused(line.trim_end().replacen("failed ", "", 1)))
}

/// Asks the registry that runs for a backup; `None`: none runs.
pub(super) fn ask(socket: &Path, out: &Path, progress: &mut dyn FnMut(Step)) -> Result<Option<Copied>, CustodyError> {
    let Ok(mut stream) = PlainStream::connect(socket) else { return Ok(None) };
    let out = std::path::absolute(out).map_err(|error| CustodyError::File { path: out.into(), error })?;
    let path = out.to_str().filter(|path| !path.contains('\n')).ok_or_else(|| CustodyError::Path(out.clone()))?;
    let broken_off = |_| CustodyError::BrokenOff;
    writeln!(stream, "backup {path}").map_err(broken_off)?;
    for line in io::BufReader::new(stream).lines() {
        let line = line.map_err(broken_off)?;
        let mut words = line.split(' ');
        let (word, mut numbers) = (words.next(), words.map_while(|word| word.parse::<u64>().ok()));
        match (word, numbers.next(), numbers.next()) {
            (Some("copied"), Some(rows), _) => progress(Step::Copied(rows)),
            (Some("done"), Some(commit), Some(rows)) => return Ok(Some(Copied { commit, rows })),
            _ => return Err(CustodyError::Refused(line.strip_prefix("failed ").unwrap_or(&line).into())),
        }
    }
    Err(CustodyError::BrokenOff)
}
