//! `cargo xtask windows`: hezheng.exe, cross-built on Debian; with `--test` it is tried under Wine beside the program of this
//! machine: what both say of the same rosters, PDFs made of the same statements, certificates issued from there against a
//! registry here, verdicts, paths and file names as Windows has them.

use crate::build;
use crate::demo::{Demo, Options};
use crate::run::{cargo, command, root, run, step};
use crate::setup;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TARGET: &str = "x86_64-pc-windows-gnu";
/// 260 characters are the limit of programs that do not ask for more (Windows' MAX_PATH).
const LONG_PATH: usize = 300;

/// Builds the program as it is handed on.
pub fn build() -> Result<()> {
    step("准备 · set up", || setup::for_building().and_then(|()| setup::for_windows()))?;
    build::page()?;
    step("发行版 · release build of hezheng.exe", || program(&["--release"]))?;
    eprintln!("   {}", root().join(format!("target/{TARGET}/release/hezheng.exe")).display());
    Ok(())
}

/// Builds it as the tests run it, and tries it.
pub fn test() -> Result<()> {
    step("准备 · set up", || {
        setup::for_building().and_then(|()| setup::for_windows()).and_then(|()| setup::for_wine())
    })?;
    build::page()?;
    let here = build::program()?;
    step("程序 · program: hezheng.exe", || program(&[]).and_then(|()| randomness()))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    // A space and hanzi, as in a clerk's folders.
    let folder = root().join("target/windows-test/结业 证书");
    fs::create_dir_all(folder.parent().context("it has one")?)?;
    let mut demo = Demo::play(here.clone(), &Options { once: true, port, folder: folder.clone() })?;
    let trial = Trial { exe: root().join(format!("target/{TARGET}/debug/hezheng.exe")), here, folder, port };
    step("Wine · Windows to run it in", || trial.prefix())?;
    step("名册 · rosters: what is said of them", || trial.rosters())?;
    step("补打 · PDFs from the same statements", || trial.printed_again())?;
    step("设置 · setup against the registry", || trial.setup())?;
    step("签发 · issuing from there, printed here", || trial.issued())?;
    step("核验 · verdicts", || trial.verdicts())?;
    step("路径 · paths and file names", || trial.paths())?;
    demo.stop().context("the demo's registry")
}

fn program(more: &[&str]) -> Result<()> {
    let build = ["build", "--quiet", "--package", "hezheng-cli", "--target", TARGET];
    run(&mut cargo(&[&build[..], more].concat()))
}

/// Debian's Wine lacks the library that random bytes are asked of; see the file.
fn randomness() -> Result<()> {
    let library = root().join(format!("target/{TARGET}/debug/bcryptprimitives.dll"));
    let compile = ["-Wall", "-Werror", "-shared", "tests/wine/bcryptprimitives.c", "-ladvapi32", "-o"];
    run(command("x86_64-w64-mingw32-gcc", &compile).arg(library))
}

struct Trial {
    exe: PathBuf,
    here: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Trial {
    /// The program under Wine, in the demo's folder.
    fn there(&self, arguments: &[&str]) -> Command {
        let mut command = self.wine();
        command.arg(&self.exe).args(["--lang", "zh"]).args(arguments).current_dir(&self.folder);
        command
    }

    fn here(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.here);
        command.args(["--lang", "zh"]).args(arguments).current_dir(&self.folder);
        command
    }

    /// Wine with a Windows of its own below target/, without a screen. It reads arguments in the locale's encoding.
    fn wine(&self) -> Command {
        let mut command = Command::new("wine");
        command.env("WINEPREFIX", root().join("target/windows-test/prefix"));
        command.env("WINEARCH", "win64").env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=");
        command.env("LC_ALL", "C.UTF-8").env_remove("DISPLAY").stdin(Stdio::null());
        command
    }

    fn prefix(&self) -> Result<()> {
        let said = said(self.wine().args(["cmd", "/c", "ver"]))?;
        ensure!(said.status.success(), "Wine does not start: {said:?}");
        Ok(())
    }

    /// The shared rosters and the demo's own give the same JSON and the same exit code.
    fn rosters(&self) -> Result<()> {
        let mut rosters: Vec<PathBuf> = fs::read_dir(root().join("tests/rosters"))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<_>>()?;
        rosters.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("roster-")));
        rosters.sort();
        ensure!(rosters.len() >= 7, "tests/rosters has only {} rosters", rosters.len());
        for roster in &rosters {
            let there = said(&mut self.there(&["roster", "check", &on_windows(roster), "--json"]))?;
            let here = said(&mut self.here(&["roster", "check", &roster.to_string_lossy(), "--json"]))?;
            same(&there, &here).with_context(|| roster.display().to_string())?;
        }
        println!("   {} 份名册，结果逐字节相同 · {0} rosters, the same byte for byte", rosters.len());
        Ok(())
    }

    /// With a copy of the journal the PDFs of the demo are made once more, the same byte for byte.
    fn printed_again(&self) -> Result<()> {
        copy_folder(&self.folder.join("journal"), &self.folder.join("journal-there"))?;
        self.profile("there.toml", "journal-there")?;
        let roster = on_windows(&root().join("xtask/demo-roster.xlsx"));
        let issue = ["issue", &roster, "--profile", "there.toml", "--out", "印好 的", "--skip-refused", "--json"];
        let done = json(&succeeded(said(&mut self.there(&issue))?)?)?;
        let all = done["issued"].as_array().context("issued")?;
        ensure!(all.iter().all(|one| one["status"] == "already_issued"), "nothing is to be issued anew: {done}");
        let (there, here) = (self.pdfs("印好 的")?, self.pdfs("certificates")?);
        ensure!(there == here, "the PDFs differ: {:?} and {:?}", there.keys(), here.keys());
        // Once more over files that are there: one is damaged and must be replaced.
        let damaged = self.folder.join("印好 的").join(there.keys().next().context("a PDF")?);
        fs::write(&damaged, b"%PDF-")?;
        succeeded(said(&mut self.there(&issue))?)?;
        ensure!(self.pdfs("印好 的")? == here, "the damaged PDF was not replaced");
        println!("   {} 份 PDF 逐字节相同 · {0} PDFs, the same byte for byte", here.len());
        Ok(())
    }

    /// Setup by flags, with a passphrase file as Windows' Notepad writes it.
    fn setup(&self) -> Result<()> {
        let passphrase = fs::read_to_string(self.folder.join("keys/issuer.pass"))?;
        fs::write(self.folder.join("口令.txt"), format!("\u{FEFF}{}\r\n", passphrase.trim_end()))?;
        let url = format!("http://127.0.0.1:{}/130100", self.port);
        let setup = ["setup", "--registry", &url, "--root", r".\root.pub.pem", "--key", r"keys\issuer.pem"];
        let more = ["--passphrase-file", "口令.txt", "--out", r"新配置\hezheng.toml", "--yes"];
        let said = succeeded(said(&mut self.there(&[&setup[..], &more].concat()))?)?;
        ensure!(said.contains("由") && said.contains("备案"), "setup did not find the school: {said}");
        // As an editor on Windows leaves it.
        let profile = self.folder.join("新配置/hezheng.toml");
        let text = fs::read_to_string(&profile)?;
        ensure!(text.contains(r"Z:\"), "paths are Windows' own: {text}");
        Ok(fs::write(&profile, format!("\u{FEFF}{}", text.replace('\n', "\r\n")))?)
    }

    /// Issued under Wine with that profile, printed here from its journal: the same PDFs.
    fn issued(&self) -> Result<()> {
        let roster = on_windows(&root().join("tests/rosters/roster-clean.xlsx"));
        let issue = ["issue", &roster, "--profile", r"新配置\hezheng.toml", "--out", "新证书", "--yes", "--json"];
        let done = json(&succeeded(said(&mut self.there(&issue))?)?)?;
        let issued = done["issued"].as_array().context("issued")?;
        ensure!(issued.len() > 10 && issued.iter().all(|one| one["status"] == "issued"), "not all were issued: {done}");
        copy_folder(&self.folder.join("新配置/journal"), &self.folder.join("journal-here"))?;
        self.profile("here.toml", "journal-here")?;
        let roster = root().join("tests/rosters/roster-clean.xlsx");
        let issue = ["issue", &roster.to_string_lossy(), "--profile", "here.toml", "--out", "here", "--json"];
        succeeded(said(&mut self.here(&issue))?)?;
        ensure!(self.pdfs("新证书")? == self.pdfs("here")?, "the PDFs differ from those printed here");
        println!(
            "   签发 {} 份，PDF 与本机所印逐字节相同 · {0} issued, the same PDFs as are printed here",
            issued.len()
        );
        Ok(())
    }

    /// The same verdicts of the same PDFs at the same time, the revoked one among them.
    fn verdicts(&self) -> Result<()> {
        let files: Vec<String> =
            self.pdfs("certificates")?.into_keys().map(|name| format!("certificates/{name}")).collect();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs().to_string();
        let verify = ["verify", "--pack", "pack.cbor", "--root", "root.pub.pem", "--now", &now, "--json"];
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let arguments = [&verify[..], &files].concat();
        let (there, here) = (said(&mut self.there(&arguments))?, said(&mut self.here(&arguments))?);
        ensure!(here.status.code() == Some(1), "one is revoked: {here:?}");
        same(&there, &here)?;
        let fresh = self.pdfs("新证书")?;
        let fresh = format!(r"新证书\{}", fresh.keys().next().context("a PDF")?);
        let url = format!("http://127.0.0.1:{}/130100", self.port);
        let online = ["verify", &fresh, "--registry", &url, "--root", "root.pub.pem"];
        succeeded(said(&mut self.there(&online))?)?;
        println!("   {} 份的核验结果逐字节相同 · {0} verdicts, the same byte for byte", files.len());
        Ok(())
    }

    /// Long paths, backslashes, drive letters; names that Windows keeps for itself.
    fn paths(&self) -> Result<()> {
        let mut long = format!("{}\\长", on_windows(&self.folder));
        while long.chars().count() < LONG_PATH {
            long.push_str("\\一个名字很长的文件夹");
        }
        let roster = on_windows(&root().join("xtask/demo-roster.xlsx"));
        let issue = ["issue", &roster, "--profile", "there.toml", "--out", &long, "--skip-refused", "--json"];
        let done = json(&succeeded(said(&mut self.there(&issue))?)?)?;
        let file = done["issued"][0]["file"].as_str().context("a file")?;
        ensure!(file.starts_with("Z:\\") && file.ends_with(".pdf"), "{file}");
        let verify = ["verify", file, "--pack", "pack.cbor", "--root", "root.pub.pem"];
        let verdict = said(&mut self.there(&verify))?;
        ensure!(matches!(verdict.status.code(), Some(0 | 1)), "a long path is read: {verdict:?}");
        // What is no file is a sentence and no crash.
        for name in ["NUL", "CON", "没有\\这个.xlsx", "a?b.xlsx"] {
            let refused = said(&mut self.there(&["roster", "check", name]))?;
            ensure!(refused.status.code() == Some(2) && !refused.stderr.is_empty(), "{name}: {refused:?}");
        }
        Ok(())
    }

    /// A profile like the demo's with another journal.
    fn profile(&self, name: &str, journal: &str) -> Result<()> {
        let text = fs::read_to_string(self.folder.join("profile.toml"))?;
        let changed = text.replace("journal = \"journal\"", &format!("journal = \"{journal}\""));
        ensure!(changed != text, "the demo's profile names its journal otherwise");
        Ok(fs::write(self.folder.join(name), changed)?)
    }

    fn pdfs(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut pdfs = BTreeMap::new();
        for entry in fs::read_dir(self.folder.join(folder)).with_context(|| folder.to_owned())? {
            let entry = entry?;
            // The files of the batch lie in a folder of their own.
            if entry.file_type()?.is_dir() {
                continue;
            }
            pdfs.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
        }
        ensure!(!pdfs.is_empty(), "{folder} is empty");
        Ok(pdfs)
    }
}

/// A path as Wine shows this machine's files: below the drive Z.
fn on_windows(path: &Path) -> String {
    format!("Z:{}", path.to_string_lossy().replace('/', "\\"))
}

fn said(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().context("could not start wine or the program")
}

fn succeeded(output: Output) -> Result<String> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{}: {said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said)
}

fn json(text: &str) -> Result<Value> {
    serde_json::from_str(text).with_context(|| format!("not JSON: {text}"))
}

fn same(there: &Output, here: &Output) -> Result<()> {
    if there.status.code() == here.status.code() && there.stdout == here.stdout {
        return Ok(());
    }
    let shown = |output: &Output| {
        let text = [&output.stdout[..], &output.stderr].concat();
        format!("{} {}", output.status, String::from_utf8_lossy(&text).chars().take(2_000).collect::<String>())
    };
    bail!("Windows and this machine differ:\n{}\n{}", shown(there), shown(here))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
