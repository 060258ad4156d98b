//! `cargo xtask demo`: the whole product on one machine, by the same commands that people use. Everything it makes lies in
//! demo/, which git ignores; the keys there are for showing and for nothing else.

use crate::build;
use crate::run::{root, step};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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

/// What the set-up steps share.
struct Setting<'s> {
    program: &'s Path,
    folder: &'s Path,
    origin: &'s str,
    base_url: &'s str,
}

impl Setting<'_> {
    fn say(&self, arguments: &[&str]) -> Result<()> {
        say(&mut hezheng(self.program, self.folder, arguments))
    }

    fn keys(&self) -> Result<()> {
        fs::create_dir_all(self.folder.join("keys"))?;
        let service = [
            ("root", "root"),
            ("countersign", "authority"),
            ("snapshot", "authority"),
            ("log", "authority"),
            ("issuer", "issuer"),
        ];
        let officers = OFFICERS.map(|(name, ..)| (name, "officer"));
        for (name, role) in service.into_iter().chain(officers) {
            // The service opens its keys by itself, all with one passphrase.
            let secret = if role == "authority" { "备案系统" } else { name };
            fs::write(self.folder.join(format!("keys/{name}.pass")), format!("演示口令 {secret} 仅供演示\n"))?;
            let (file, pass) = (format!("keys/{name}.pem"), format!("keys/{name}.pass"));
            self.say(&["keys", "new", "--role", role, "--out", &file, "--passphrase-file", &pass])?;
        }
        fs::copy(self.folder.join("keys/root.pub.pem"), self.folder.join("root.pub.pem"))?;
        Ok(())
    }

    fn trust(&self) -> Result<()> {
        let [code, name] = AUTHORITY;
        let [uscc, school, number] = INSTITUTION;
        let origin = format!("{}/{code}", self.origin.trim_start_matches("http://"));
        let custodian = ["--person", "演示管理员"];
        self.say(&["trust", "init", "--province", "演示省", "--root", "root.pub.pem", custodian[0], custodian[1]])?;
        self.say(&[
            "trust",
            "add-authority",
            "--code",
            code,
            "--name",
            name,
            "--base-url",
            self.base_url,
            "--log-origin",
            &origin,
        ])?;
        for uses in ["countersign", "snapshot", "log"] {
            let key = format!("keys/{uses}.pub.pem");
            let key = ["trust", "add-key", &key, "--role", "authority", "--authority", code, "--uses", uses];
            self.say(&[key.as_slice(), &custodian].concat())?;
        }
        for (file, staff, person) in OFFICERS {
            let key = format!("keys/{file}.pub.pem");
            self.say(&["trust", "add-officer", "--authority", code, "--staff-code", staff, "--name", person])?;
            self.say(&["trust", "add-key", &key, "--role", "officer", "--authority", code, "--staff-code", staff])?;
        }
        self.say(&[
            "trust",
            "add-institution",
            "--uscc",
            uscc,
            "--name",
            school,
            "--authority",
            code,
            "--number",
            number,
            "--contact",
            "演示联系人",
        ])?;
        self.say(&["trust", "add-key", "keys/issuer.pub.pem", "--role", "issuer", "--uscc", uscc])?;
        self.say(&["trust", "sign", "--key", "keys/root.pem", "--passphrase-file", "keys/root.pass"])
    }

    fn registry(&self, port: u16) -> Result<Child> {
        let [code, _] = AUTHORITY;
        let origin = self.origin;
        fs::write(
            self.folder.join("registry.toml"),
            format!(
                "# 演示用。路径相对于本文件。 · For the demo; paths are relative to this file.\n\
                 listen = \"127.0.0.1:{port}\"\npage_origin = \"{origin}\"\nstore = \"registry.redb\"\n\
                 sealing_key_file = \"keys/sealing.key\"\nroots = [\"root.pub.pem\"]\n\
                 trust_bundle = \"bundles/0001.cbor\"\npassphrase_file = \"keys/countersign.pass\"\n\
                 snapshot_max_age_secs = 1\n\n\
                 [[authority]]\ncode = \"{code}\"\n\
                 countersign_key = \"keys/countersign.pem\"\nsnapshot_key = \"keys/snapshot.pem\"\n\
                 log_key = \"keys/log.pem\"\n"
            ),
        )?;
        fs::write(
            self.folder.join("profile.toml"),
            format!(
                "# 学校的配置；hezheng setup 会问几个问题后写出它。 · What hezheng setup writes.\n\
                 format = 1\nregistry = \"{}\"\npage = \"{origin}\"\nroots = [\"root.pub.pem\"]\n\
                 key = \"keys/issuer.pem\"\npassphrase_file = \"keys/issuer.pass\"\njournal = \"journal\"\n",
                self.base_url
            ),
        )?;
        self.say(&["registry", "sealing-key", "--out", "keys/sealing.key"])?;
        let log = fs::File::create(self.folder.join("registry.log"))?;
        let serve = ["registry", "serve", "--config", "registry.toml"];
        let mut server = hezheng(self.program, self.folder, &serve);
        let mut server = server.stdout(log.try_clone()?).stderr(log).stdin(Stdio::null()).spawn()?;
        let end = Instant::now() + Duration::from_secs(30);
        while !is_ready(port) {
            if let Some(status) = server.try_wait()? {
                let log = fs::read_to_string(self.folder.join("registry.log")).unwrap_or_default();
                bail!("the registry did not start ({status}):\n{log}");
            }
            if Instant::now() > end {
                let _ = server.kill();
                bail!("the registry was not ready after 30 s; see {}", self.folder.join("registry.log").display());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        println!("   {} 已就绪 · ready", self.base_url);
        Ok(server)
    }
}

fn is_ready(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
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

fn hezheng(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Shows the command, runs it, and wants it to exit 0.
fn say(command: &mut Command) -> Result<()> {
    match exit_code(command)? {
        (0, _) => Ok(()),
        (code, shown) => bail!("exit {code}: {shown}"),
    }
}

/// Shows the command, runs it, and gives its exit code.
fn exit_code(command: &mut Command) -> Result<(i32, String)> {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let shown = format!("hezheng {}", words.join(" "));
    println!("\n$ {shown}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("could not start {shown}"))?;
    Ok((status.code().unwrap_or(-1), shown))
}

/// As [`exit_code`], showing nothing.
fn exit_code_silent(command: &mut Command) -> Result<(i32, String)> {
    let output = command.stdin(Stdio::null()).output()?;
    Ok((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned()))
}
