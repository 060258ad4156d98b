//! What the demo is set in: keys, the trust bundle that names them, and a registry that runs.

use super::program::{hezheng, say};
use super::{AUTHORITY, INSTITUTION, OFFICERS};
use anyhow::{Result, bail};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// What the set-up steps share.
pub(super) struct Setting<'s> {
    pub(super) program: &'s Path,
    pub(super) folder: &'s Path,
    pub(super) origin: &'s str,
    pub(super) base_url: &'s str,
}

impl Setting<'_> {
    fn say(&self, arguments: &[&str]) -> Result<()> {
        say(&mut hezheng(self.program, self.folder, arguments))
    }

    pub(super) fn keys(&self) -> Result<()> {
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

    pub(super) fn trust(&self) -> Result<()> {
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

    pub(super) fn registry(&self, port: u16) -> Result<Child> {
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
