//! What a fresh Debian machine with rustup's Rust, Node 20 and a compiler lacks, installed where we may.

use crate::run::{cargo, command, exists, output, root, run};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WINDOWS_TARGET: &str = "x86_64-pc-windows-gnu";

/// A program, a file (from `/` on) or, for Python, a module; and the Debian package that has it.
struct Needed {
    what: &'static str,
    package: &'static str,
}

const FOR_BUILDING: [Needed; 1] =
    [Needed { what: "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", package: "fonts-hanazono" }];

const FOR_TESTING: [Needed; 7] = [
    Needed { what: "chromium", package: "chromium" },
    Needed { what: "pdftotext", package: "poppler-utils" },
    Needed { what: "qpdf", package: "qpdf" },
    Needed { what: "zbarimg", package: "zbar-tools" },
    Needed { what: "openssl", package: "openssl" },
    // Debian's python3 comes without it, so that the program alone proves nothing.
    Needed { what: "python3 ensurepip", package: "python3-venv" },
    Needed { what: "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", package: "fonts-lxgw-wenkai" },
];

const FOR_PYTHON: [Needed; 1] = [Needed { what: "python3 ensurepip", package: "python3-venv" }];
const FOR_WINDOWS: [Needed; 1] = [Needed { what: "x86_64-w64-mingw32-gcc", package: "gcc-mingw-w64-x86-64-win32" }];

const FOR_WINE: [Needed; 2] =
    [Needed { what: "wine", package: "wine" }, Needed { what: "/usr/lib/wine/wine64", package: "wine64" }];

const FOR_BENCHES: [Needed; 1] = [Needed { what: "taskset", package: "util-linux" }];

const FOR_PAGE_BENCHES: [Needed; 2] =
    [Needed { what: "taskset", package: "util-linux" }, Needed { what: "chromium", package: "chromium" }];

const FOR_PEERS: [Needed; 3] = [
    Needed { what: "node", package: "nodejs" },
    Needed { what: "wrk", package: "wrk" },
    Needed { what: "pgbench", package: "postgresql" },
];

/// Sees to it that the product can be built and used.
pub fn for_building() -> Result<()> {
    rust_target(WASM_TARGET)?;
    debian(&FOR_BUILDING)
}

/// Sees to it that the tests can run.
pub fn for_testing() -> Result<()> {
    rust_components()?;
    debian(&FOR_TESTING)?;
    postgresql()
}

/// PostgreSQL's programs, for the tests' own databases. Debian's package would start a database of the machine's: it is
/// told not to make one.
fn postgresql() -> Result<()> {
    let mut versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    if versions.any(|version| version.path().join("bin/initdb").is_file()) {
        return Ok(());
    }
    check_may_install(&["postgresql"])?;
    let settings = "/etc/postgresql-common/createcluster.conf";
    debian(&[Needed { what: settings, package: "postgresql-common" }])?;
    let (text, no_main_cluster) = (std::fs::read_to_string(settings)?, "create_main_cluster = false");
    if !text.lines().any(|line| line == no_main_cluster) {
        std::fs::write(settings, format!("{text}\n{no_main_cluster}\n"))?;
    }
    // Its programs lie in a folder of their version, which is not known here.
    debian(&[Needed { what: "/usr/lib/postgresql/*/bin/initdb", package: "postgresql" }])
}

/// Sees to it that the program can be built for Windows.
pub fn for_windows() -> Result<()> {
    rust_target(WINDOWS_TARGET)?;
    debian(&FOR_WINDOWS)
}

/// Sees to it that programs for Windows can run here.
pub fn for_wine() -> Result<()> {
    debian(&FOR_WINE)
}

/// Sees to it that benches can run, and what they are held against where that is asked for.
pub fn for_benches(with_peers: bool) -> Result<()> {
    debian(&FOR_BENCHES)?;
    postgresql()?;
    if with_peers { debian(&FOR_PEERS) } else { Ok(()) }
}

/// Sees to it that fuzzers can be built: a nightly compiler beside the one that builds the product, and cargo-fuzz.
pub fn for_fuzzing() -> Result<()> {
    if !exists("rustup") {
        bail!("fuzzing takes a nightly compiler beside the stable one: install rustup");
    }
    let installed = output(&mut command("rustup", &["toolchain", "list"]))?;
    if !installed.lines().any(|line| line.starts_with("nightly")) {
        run(&mut command("rustup", &["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    }
    if exists("cargo-fuzz") { Ok(()) } else { run(&mut cargo(&["install", "cargo-fuzz", "--locked"])) }
}

/// Formatting and lints, which rustup's minimal profile leaves out.
fn rust_components() -> Result<()> {
    if !exists("rustup") {
        return Ok(());
    }
    let installed = output(&mut command("rustup", &["component", "list", "--installed"]))?;
    for component in ["rustfmt", "clippy"] {
        if !installed.lines().any(|line| line.starts_with(component)) {
            run(&mut command("rustup", &["component", "add", component]))?;
        }
    }
    Ok(())
}

fn rust_target(target: &str) -> Result<()> {
    // Without rustup the toolchain may still have the target; the build then says so.
    if !exists("rustup") || output(&mut command("rustup", &["target", "list", "--installed"]))?.contains(target) {
        return Ok(());
    }
    run(&mut command("rustup", &["target", "add", target]))
}

fn debian(needed: &[Needed]) -> Result<()> {
    let missing: Vec<&str> =
        needed.iter().filter(|needed| !is_there(needed.what)).map(|needed| needed.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    check_may_install(&missing)?;
    eprintln!("   apt-get install {}", missing.join(" "));
    run(command("apt-get", &["update", "-qq"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let mut install = command("apt-get", &["install", "-y", "-qq", "--no-install-recommends"]);
    run(install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null()))
}

fn check_may_install(missing: &[&str]) -> Result<()> {
    if !exists("apt-get") || output(&mut command("id", &["-u"]))?.trim() != "0" {
        bail!("these Debian packages are missing; as root: apt-get install {}", missing.join(" "));
    }
    Ok(())
}

fn is_there(what: &str) -> bool {
    match what.strip_prefix("python3 ") {
        Some(module) => {
            let ask = format!("import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)");
            exists("python3") && output(&mut command("python3", &["-c", &ask])).is_ok()
        }
        None if what.starts_with('/') => Path::new(what).is_file(),
        None => exists(what),
    }
}

/// The npm packages of a folder, from its lock file; nothing to do where they are there already.
pub fn npm(folder: &str) -> Result<()> {
    let folder = root().join(folder);
    let (lock, stamp) = (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
    let newer = |a: &Path, b: &Path| Some(a.metadata().ok()?.modified().ok()? > b.metadata().ok()?.modified().ok()?);
    if newer(&stamp, &lock).unwrap_or(false) {
        return Ok(());
    }
    run(command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
}

/// A Python with the packages of tests/requirements.txt, in target/: other people's programs that judge our artifacts.
pub fn python() -> Result<PathBuf> {
    python_with("tests/requirements.txt", "python")
}

/// A Python with what verifying is measured against.
pub fn python_of_verifying_peers() -> Result<PathBuf> {
    debian(&FOR_PYTHON)?;
    python_with("benches/peers/requirements-verify.txt", "python-peers-verify")
}

/// Sees to it that a page can be measured.
pub fn for_page_benches() -> Result<()> {
    debian(&FOR_PAGE_BENCHES)?;
    npm("benches/page")
}

/// A Python with what the making of certificates is measured against.
pub fn python_of_peers() -> Result<PathBuf> {
    debian(&FOR_PYTHON)?;
    python_with("benches/peers/requirements.txt", "python-peers")
}

fn python_with(wanted: &str, name: &str) -> Result<PathBuf> {
    let (folder, wanted) = (root().join("target").join(name), root().join(wanted));
    let (python, stamp) = (folder.join("bin/python"), folder.join("installed.txt"));
    let requirements = std::fs::read_to_string(&wanted)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(python);
    }
    run(command("python3", &["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    run(command(&python, &pip).arg(&wanted))?;
    std::fs::write(&stamp, requirements)?;
    Ok(python)
}
