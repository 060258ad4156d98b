//! A store file that appears whole or not at all: filled beside its place, made durable, then moved there in one step. A
//! crash before that leaves a file whose name begins with `.hezheng-`, which the next attempt removes.

use crate::custody::CustodyError;
use crate::custody::copy::CopyError;
use crate::store::StoreError;
use crate::store::embedded::Embedded;
use crate::store::port::Store;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A store in the making; dropped before it is in its place, it leaves nothing behind.
pub(super) struct NewStore {
    place: PathBuf,
    // Closed before its file is removed: fields are dropped in this order.
    store: Embedded,
    partial: Partial,
}

/// A file that is removed where it still has its first name.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Once it is in its place there is none.
        let _ = fs::remove_file(&self.0);
    }
}

impl NewStore {
    /// Begins one that will be at this place, where there must be nothing.
    pub(super) fn begin(place: &Path) -> Result<Self, CustodyError> {
        if place.symlink_metadata().is_ok() {
            return Err(CustodyError::Exists(place.into()));
        }
        let unwritable = |error| CustodyError::File { path: place.into(), error };
        let name = place.file_name().ok_or_else(|| unwritable(io::ErrorKind::InvalidFilename.into()))?;
        let partial = place.with_file_name([OsStr::new(".hezheng-partial-"), name].into_iter().collect::<OsString>());
        remove_left_over(&partial).map_err(|error| error.at(&place.display().to_string()))?;
        let store = Embedded::open(&partial).map_err(|error| match error {
            StoreError::File(error) => unwritable(error),
            error => CopyError::Store(error).at(&place.display().to_string()),
        })?;
        Ok(Self { place: place.into(), store, partial: Partial(partial) })
    }

    /// The store to be filled.
    pub(super) fn store(&self) -> &dyn Store {
        &self.store
    }

    /// Why it could not be filled.
    pub(super) fn failed(&self, error: CopyError) -> CustodyError {
        error.at(&self.place.display().to_string())
    }

    /// Puts it in its place, durably.
    pub(super) fn put_in_place(self) -> Result<(), CustodyError> {
        let Self { place, store, partial } = self;
        // Closing writes what redb keeps for the next opening.
        drop(store);
        let done = File::open(&partial.0).and_then(|file| file.sync_all());
        let done = done.and_then(|()| move_to(&partial.0, &place)).and_then(|()| sync_folder(&place));
        done.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => CustodyError::Exists(place),
            _ => CustodyError::File { path: place, error },
        })
    }
}

/// What an attempt that was killed left behind; one that is still under way is left alone.
fn remove_left_over(partial: &Path) -> Result<(), CopyError> {
    if partial.symlink_metadata().is_err() {
        return Ok(());
    }
    match Embedded::open(partial) {
        Err(StoreError::Busy) => Err(StoreError::Busy.into()),
        // Whatever is in it, it is half of something.
        _ => Ok(fs::remove_file(partial).map_err(StoreError::from)?),
    }
}

/// Moves a file to a place where there must be nothing.
fn move_to(partial: &Path, place: &Path) -> io::Result<()> {
    // A second name refuses where there is one already, which moving does not; not every file system has second names.
    match fs::hard_link(partial, place) {
        Ok(()) => fs::remove_file(partial),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if place.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(partial, place),
    }
}

/// Makes a name durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn it_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy");
        let new = NewStore::begin(&place).unwrap();
        assert_eq!(names(folder.path()), [".hezheng-partial-copy"]);
        drop(new);
        assert!(names(folder.path()).is_empty());
        NewStore::begin(&place).unwrap().put_in_place().unwrap();
        assert_eq!(names(folder.path()), ["copy"]);
        Embedded::open_existing(&place).map(drop).unwrap();
        assert!(matches!(NewStore::begin(&place), Err(CustodyError::Exists(_))));
    }

    #[test]
    fn what_came_to_the_place_meanwhile_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy");
        let new = NewStore::begin(&place).unwrap();
        fs::write(&place, "somebody's").unwrap();
        assert!(matches!(new.put_in_place(), Err(CustodyError::Exists(_))));
        assert_eq!(fs::read_to_string(&place).unwrap(), "somebody's");
        assert_eq!(names(folder.path()), ["copy"]);
    }

    #[test]
    fn what_a_kill_left_behind_is_removed_and_what_is_under_way_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy");
        fs::write(folder.path().join(".hezheng-partial-copy"), "half of something").unwrap();
        let new = NewStore::begin(&place).unwrap();
        let busy = NewStore::begin(&place).map(drop);
        assert!(matches!(busy, Err(CustodyError::Store { error: StoreError::Busy, .. })), "{busy:?}");
        new.put_in_place().unwrap();
        assert_eq!(names(folder.path()), ["copy"]);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy");
        NewStore::begin(&place).unwrap().put_in_place().unwrap();
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
