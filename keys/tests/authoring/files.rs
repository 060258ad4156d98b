//! The book on a disk.

use crate::*;
use hezheng_core::trust::Trust;
use hezheng_keys::authoring::{BookFile, BookFileProblem, countersign};
use std::path::PathBuf;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("trust.json")
    }
}

fn sign_next(file: &BookFile, root: u8, now: Time) -> Outcome {
    sign(&file.book, &file.trust().unwrap(), &key(root), terms(file.next_version().unwrap(), now)).unwrap()
}

#[test]
fn bundles_lie_beside_the_book_and_lead_from_the_pinned_roots_to_the_newest() {
    let folder = Folder::new();
    let mut file = BookFile::create(&folder.path(), book()).unwrap();
    let outcome = sign_next(&file, 1, NOW);
    assert_eq!(file.keep(&outcome).unwrap(), folder.0.path().join("bundles/0001.cbor"));
    file.book.rotate_roots(&[keeper(3, "钱十")], &[key(1).kid()], after(1)).unwrap();
    file.save().unwrap();
    let outcome = sign_next(&file, 1, after(1));
    assert_eq!(file.keep(&outcome).unwrap(), file.awaiting_path());
    let again = file.keep(&outcome).unwrap_err();
    assert!(matches!(again.problem, BookFileProblem::AwaitsSecondRoot), "{again}");

    let mut file = BookFile::open(&folder.path()).unwrap();
    let trust = file.trust().unwrap();
    let rotated = countersign(&file.book, &trust, &file.awaiting().unwrap(), &key(2), after(2)).unwrap();
    file.keep_countersigned(&rotated).unwrap();
    assert!(matches!(file.awaiting().unwrap_err().problem, BookFileProblem::NothingAwaits));

    let file = BookFile::open(&folder.path()).unwrap();
    let bundles = file.bundles().unwrap();
    let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
    let trust = Trust::follow(&[public(1), public(2)], &bundles);
    assert_eq!(trust.bundle().unwrap().body().version, 2);
    assert!(trust.roots().contains(&public(3)));
}

#[test]
fn a_book_is_not_created_over_another_and_not_saved_over_somebody_elses_change() {
    let folder = Folder::new();
    assert!(matches!(BookFile::open(&folder.path()).unwrap_err().problem, BookFileProblem::NoBook));
    let mut first = BookFile::create(&folder.path(), book()).unwrap();
    assert!(matches!(BookFile::create(&folder.path(), book()).unwrap_err().problem, BookFileProblem::Exists));
    let mut second = BookFile::open(&folder.path()).unwrap();
    first.book.end_key(key(30).kid(), after(1), NOW).unwrap();
    first.save().unwrap();
    assert!(matches!(second.save().unwrap_err().problem, BookFileProblem::ChangedMeanwhile));
    assert_eq!(BookFile::open(&folder.path()).unwrap().book, first.book);
}

#[test]
fn a_bundle_left_by_a_crash_before_the_book_was_saved_is_passed_over() {
    let folder = Folder::new();
    let mut file = BookFile::create(&folder.path(), book()).unwrap();
    let outcome = sign_next(&file, 1, NOW);
    file.keep(&outcome).unwrap();
    std::fs::write(file.bundle_path(2), b"left behind").unwrap();
    assert_eq!(file.next_version().unwrap(), 3);
    let outcome = sign_next(&file, 1, after(1));
    file.keep(&outcome).unwrap();
    let versions: Vec<u64> = BookFile::open(&folder.path()).unwrap().book.bundles.iter().map(|b| b.version).collect();
    assert_eq!(versions, [1, 3]);
}
