//! Programs that were not written here, to judge what was. One that is missing fails the test and says what installs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a program printed; it must end well.
pub(crate) fn run(program: &str, package: &str, arguments: &[&str], folder: &Path) -> Vec<u8> {
    let Output { status, stdout, stderr } = run_however(program, package, arguments, folder);
    assert!(status.success(), "{program} {arguments:?} ended with {status}: {}", String::from_utf8_lossy(&stderr));
    stdout
}

/// What a program did, however it ended.
pub(crate) fn run_however(program: &str, package: &str, arguments: &[&str], folder: &Path) -> Output {
    let started = Command::new(program).args(arguments).current_dir(folder).output();
    started.unwrap_or_else(|error| {
        panic!("{program} cannot be started ({error}); install the Debian package {package}: apt-get install {package}")
    })
}

/// An empty folder for one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The text of a PDF as people would copy it.
pub(crate) fn text_of(pdf: &[u8], folder: &Path) -> String {
    std::fs::write(folder.join("text.pdf"), pdf).unwrap();
    String::from_utf8(run("pdftotext", "poppler-utils", &["-enc", "UTF-8", "text.pdf", "-"], folder)).unwrap()
}
