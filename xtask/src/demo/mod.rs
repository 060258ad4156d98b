//! `cargo xtask demo`: the whole product on one machine, by the same commands that people use. Everything it makes lies in
//! demo/, which git ignores; the keys there are for showing and for nothing else.

mod program;
mod setting;

use crate::build;
use crate::run::{root, step};
use anyhow::{Context, Result, bail};
use program::{exit_code, exit_code_silent, hezheng, say};
use setting::Setting;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// The bureau and the school of the demo. Nobody's: the names say so.
const AUTHORITY: [&str; 2] = ["130100", "石家庄市人力资源和社会保障局（演示）"];
const INSTITUTION: [&str; 3] = ["521301004JURQ283FE", "启明职业培训学校（演示）", "0007"];
const OFFICERS: [(&str, &str, &str); 2] = [("officer-1", "演示-001", "演示甲"), ("officer-2", "演示-002", "演示乙")];
/// Left in the folder, so that we never clear one that is not ours.
const MARKER: &str = "made-by-cargo-xtask-demo";

/// How the demo runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Ends by itself after the steps.
    pub once: bool,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Where everything is made.
    pub folder: PathBuf,
}

impl Options {
    /// Reads `--once` and `--port N`.
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let mut options = Self { once: false, port: 8080, folder: root().join("demo") };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--once" => options.once = true,
                "--port" => {
                    let port = arguments.next().context("--port wants a number")?;
                    options.port = port.parse().with_context(|| format!("--port {port}: not a port"))?;
                }
                other => bail!("demo does not know {other}; it takes --once and --port N"),
            }
        }
        Ok(options)
    }
}

/// Builds everything, plays the demo, and stays until Ctrl-C unless told otherwise.
pub fn run(options: &Options) -> Result<()> {
    let program = build::for_demo()?;
    let mut demo = Demo::play(program, options)?;
    if options.once {
        return demo.stop();
    }
    println!("\n按 Ctrl-C 结束 · Ctrl-C ends the demo");
    let status = demo.server.wait()?;
    bail!("the registry ended by itself: {status}")
}

/// A demo that was played, its registry still running.
pub struct Demo {
    program: PathBuf,
    folder: PathBuf,
    base_url: String,
    server: Child,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Demo {
    /// Plays all steps.
    pub fn play(program: PathBuf, options: &Options) -> Result<Self> {
        let folder = options.folder.clone();
        fresh_folder(&folder)?;
        if TcpStream::connect(("127.0.0.1", options.port)).is_ok() {
            bail!(
                "something listens on 127.0.0.1:{0} already; end it, or: cargo xtask demo --port {1}",
                options.port,
                options.port + 1
            );
        }
        let origin = format!("http://127.0.0.1:{}", options.port);
        let base_url = format!("{origin}/{}", AUTHORITY[0]);
        let setting = Setting { program: &program, folder: &folder, origin: &origin, base_url: &base_url };
        step("1 密钥 · keys: root, bureau, two officers, institution", || setting.keys())?;
        step("2 机构名录 · trust bundle, signed by the root key", || setting.trust())?;
        let server = step("3 备案系统 · registry", || setting.registry(options.port))?;
        let demo = Self { base_url, server, program: program.clone(), folder: folder.clone() };
        step("4 名册 → 证书 · roster to certificates", || demo.issue())?;
        let numbers = step("5 离线核验 · verify offline, before the revocation", || demo.verify_before())?;
        step("6 两名经办人员吊销一份 · two officers revoke one", || demo.revoke(&numbers))?;
        step("7 再次核验 · verify again, with the newer pack", || demo.verify_after())?;
        step("8 审计日志 · audit the log, as anybody may", || demo.audit())?;
        demo.tell(&origin)?;
        Ok(demo)
    }

    fn hezheng(&self, arguments: &[&str]) -> Command {
        hezheng(&self.program, &self.folder, arguments)
    }

    fn issue(&self) -> Result<()> {
        let roster = root().join("xtask/demo-roster.xlsx");
        let roster = roster.to_string_lossy();
        let (refused, _) = exit_code(&mut self.hezheng(&["roster", "check", &roster]))?;
        if refused != 1 {
            bail!("roster check should have found rows to refuse and exit 1; it exited {refused}");
        }
        let issue = ["issue", &roster, "--profile", "profile.toml", "--out", "certificates", "--skip-refused", "--yes"];
        say(&mut self.hezheng(&issue))?;
        // Run again it issues nothing to anybody twice, and says as JSON what there is.
        let (code, json) = exit_code_silent(self.hezheng(&issue).arg("--json"))?;
        let done: serde_json::Value =
            serde_json::from_str(&json).with_context(|| format!("issue --json exited {code}"))?;
        let issued = done["issued"].as_array().context("issue --json names what was issued")?;
        if code != 0 || issued.is_empty() || issued.iter().any(|one| one["status"] != "already_issued") {
            bail!("the same roster again should issue nothing anew; exit {code}: {json}");
        }
        println!("   再运行一次：没有重发 · run again: nothing was issued twice");
        Ok(fs::write(self.folder.join("issued.json"), json)?)
    }

    fn fetch(&self, file: &str) -> Result<()> {
        say(&mut self.hezheng(&["pack", "fetch", &self.base_url, "--root", "root.pub.pem", "--out", file]))
    }

    fn pdfs(&self) -> Result<Vec<String>> {
        let mut pdfs = Vec::new();
        for entry in fs::read_dir(self.folder.join("certificates"))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".pdf") {
                pdfs.push(format!("certificates/{name}"));
            }
        }
        pdfs.sort();
        if pdfs.is_empty() { bail!("no PDF was made") } else { Ok(pdfs) }
    }

    fn verify_before(&self) -> Result<Vec<String>> {
        self.fetch("pack-before.cbor")?;
        let pdfs = self.pdfs()?;
        let offline = ["verify", "--pack", "pack-before.cbor", "--root", "root.pub.pem"];
        say(self.hezheng(&offline).arg(&pdfs[0]))?;
        let (code, _) = exit_code_silent(self.hezheng(&offline).args(&pdfs))?;
        if code != 0 {
            bail!("every certificate should be valid; verify exited {code}");
        }
        println!("   {} 份全部有效 · all {0} certificates are valid", pdfs.len());
        Ok(pdfs.iter().filter_map(|pdf| pdf.strip_prefix("certificates/")?.get(..20).map(str::to_owned)).collect())
    }

    fn revoke(&self, numbers: &[String]) -> Result<()> {
        let number = numbers.first().context("no certificate to revoke")?;
        let key = |officer: &str| [format!("keys/{officer}.pem"), format!("keys/{officer}.pass")];
        let ([first, first_pass], [second, second_pass]) = (key(OFFICERS[0].0), key(OFFICERS[1].0));
        let view = ["--registry", &self.base_url, "--root", "root.pub.pem"];
        let order = ["order", "revoke", "--number", number, "--reason", "false-training-record"];
        let signed = ["--key", &first, "--passphrase-file", &first_pass, "--out", "order.cbor"];
        say(self.hezheng(&order).args(view).args(signed))?;
        let approve = ["order", "approve", "order.cbor", "--key", &second, "--passphrase-file", &second_pass, "--yes"];
        say(self.hezheng(&approve).args(view))?;
        say(&mut self.hezheng(&["order", "send", "order.cbor", "--registry", &self.base_url]))?;
        fs::write(self.folder.join("revoked.txt"), format!("{number}\n"))?;
        Ok(())
    }

    fn verify_after(&self) -> Result<()> {
        self.fetch("pack.cbor")?;
        let pdfs = self.pdfs()?;
        let offline = ["verify", "--pack", "pack.cbor", "--root", "root.pub.pem"];
        let (code, _) = exit_code(self.hezheng(&offline).arg(&pdfs[0]))?;
        if code != 1 {
            bail!("the revoked certificate should be invalid; verify exited {code}");
        }
        let (code, _) = exit_code_silent(self.hezheng(&offline).args(&pdfs[1..]))?;
        if code != 0 {
            bail!("the other certificates should be valid still; verify exited {code}");
        }
        println!("   其余 {} 份仍然有效 · the other {0} are valid still", pdfs.len() - 1);
        Ok(())
    }

    /// Replays the log from what the registry publishes, and finds every certificate in it.
    fn audit(&self) -> Result<()> {
        let audit = ["log", "audit", &self.base_url, "--root", "root.pub.pem", "--state", "audit.checkpoint"];
        say(self.hezheng(&audit).args(self.pdfs()?))
    }

    /// What to open next.
    fn tell(&self, origin: &str) -> Result<()> {
        let pdfs = self.pdfs()?;
        let issued: serde_json::Value = serde_json::from_str(&fs::read_to_string(self.folder.join("issued.json"))?)?;
        println!("\n完成 · done. 接着可以打开 · open next:");
        println!("  证书 · a certificate          {}", self.folder.join(&pdfs[1]).display());
        println!("  已吊销的 · the revoked one    {}", self.folder.join(&pdfs[0]).display());
        println!("  核验网页 · the page           {origin}/");
        println!("  学员 · trainees               {origin}/me");
        println!("  培训机构 · the institution    {origin}/institution   keys/issuer.pem, keys/issuer.pass");
        println!(
            "  经办人员 · officers           {origin}/bureau   keys/officer-1.pem, keys/officer-1.pass; officer-2"
        );
        for (label, place) in ["二维码网址 · its QR code's URL", "吊销的 · the revoked one's   "].iter().zip([1, 0])
        {
            if let Some(url) = issued["issued"][place]["qr_text"].as_str() {
                println!("  {label} {url}");
            }
        }
        println!("  密钥 · keys                   {}", self.folder.join("keys").display());
        println!(
            "  核验 · verify                 hezheng verify certificates/*.pdf --pack pack.cbor --root root.pub.pem   (in {})",
            self.folder.display()
        );
        Ok(())
    }

    /// Ends the registry.
    pub fn stop(&mut self) -> Result<()> {
        self.server.kill().context("could not end the registry")?;
        self.server.wait()?;
        Ok(())
    }
}

fn fresh_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        if !folder.join(MARKER).exists() && fs::read_dir(folder)?.next().is_some() {
            bail!("{} is not empty and was not made by the demo; move it away", folder.display());
        }
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join(MARKER), "cargo xtask demo clears this folder each time it runs.\n")?;
    Ok(())
}
