//! The control socket of a registry that runs: a Unix domain socket beside its store, for whoever the registry's own user
//! is (and root), and for nothing but copying the store. Asked `backup PATH` in one line, it answers in lines: `copied
//! ROWS` now and then, then `done COMMIT ROWS` or `failed WHY`.

use crate::custody::backup::{Copied, copy_into_file};
use crate::custody::{CustodyError, Step};
use crate::limits::{CONTROL_BYTES, CONTROL_SECS};
use crate::store::port::Store;
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
pub(super) fn socket_of(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".control");
    name.into()
}

/// The listening end. Dropped, it is gone from the folder.
pub(crate) struct Control {
    listener: UnixListener,
    socket: PathBuf,
    /// Who may ask, beside root.
    owner: u32,
    store: Arc<dyn Store>,
}

impl Control {
    /// Listens beside a store that this process has open, so that nobody else does.
    pub(crate) fn bind(path: &Path, store: Arc<dyn Store>) -> io::Result<Self> {
        let socket = socket_of(path);
        match fs::symlink_metadata(&socket) {
            // Left by a registry that was killed.
            Ok(found) if found.file_type().is_socket() => fs::remove_file(&socket)?,
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {}
        }
        let listener = UnixListener::bind(&socket)?;
        fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
        let owner = fs::metadata(&socket)?.uid();
        Ok(Self { listener, socket, owner, store })
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
        let Some(out) = line.strip_suffix('\n').and_then(|line| line.strip_prefix("backup ")) else {
            return stream.write_all(b"failed it was not asked for a backup\n").await;
        };
        self.backup(Path::new(out), &mut stream).await
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

/// Asks the registry that runs for a backup; `None`: none runs.
pub(super) fn ask(store: &Path, out: &Path, progress: &mut dyn FnMut(Step)) -> Result<Option<Copied>, CustodyError> {
    let Ok(mut stream) = PlainStream::connect(socket_of(store)) else { return Ok(None) };
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
