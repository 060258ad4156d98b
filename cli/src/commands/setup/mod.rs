//! `hezheng setup`: a few questions instead of writing TOML, or the same as flags. Each answer is tried when it is given, and
//! a wrong one is asked for again; nothing is written before everything was tried against the registry.

mod ask;
mod questions;

use crate::language::Lang;
use crate::{clock, registry_clock, terminal, whole_file};
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_issuer::profile::{IdentityOnPage, ProfileFile};
use hezheng_issuer::standing::{Standing, StandingError};
use hezheng_keys::{PrivateKey, Signer};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 问几个问题，写出学校的配置；也可全用选项给出 · Ask a few questions and write the school's profile
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 写到哪个文件 · The file to write
    #[arg(long, default_value = "hezheng.toml")]
    out: PathBuf,
    /// 备案系统网址 · The registry's address
    #[arg(long, value_name = "URL")]
    registry: Option<String>,
    /// 根公钥文件 · The root key file
    #[arg(long, value_name = "FILE")]
    root: Option<String>,
    /// 签发密钥文件；没有就新建 · The issuing key file; made where there is none
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// 第一行为密钥口令的文件，写进配置 · A file whose first line is the key's passphrase; the profile names it
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// 核验网页的网址 · The address of the verification page
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// 印章图片 PNG；"" 为没有 · The seal as a PNG; "" for none
    #[arg(long, value_name = "FILE")]
    seal: Option<String>,
    /// 不再询问：根公钥指纹已核对，其余用默认值 · Ask nothing: the fingerprint was compared, the rest is as by default
    #[arg(long, short)]
    yes: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, language: Lang) -> ExitCode {
    match (Setup { arguments, language }).attempt() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            terminal::warn(&message);
            ExitCode::from(2)
        }
    }
}

struct Setup<'a> {
    arguments: &'a Arguments,
    language: Lang,
}

impl Setup<'_> {
    fn attempt(&self) -> Result<(), String> {
        let (language, out) = (self.language, &self.arguments.out);
        if out.exists() {
            let out = out.display();
            return Err(language.pick(
                format!("{out} 已经存在，没有改动它。要重新设置，请先把它移走，或用 --out 换一个文件名。"),
                format!("{out} exists and was left as it is; move it away, or give another --out."),
            ));
        }
        let (registry, pack) = self.registry()?;
        self.check_clock(&registry)?;
        let (root_file, root) = self.root(&registry, &pack)?;
        let (key_file, key) = self.key()?;
        let page = self.page(&registry)?;
        let seal = self.seal()?;
        self.check_standing(&registry, &pack, &root, &key)?;
        let profile = ProfileFile {
            format: 1,
            registry,
            page,
            roots: vec![absolute(&root_file)],
            key: absolute(&key_file),
            passphrase_file: self.arguments.passphrase_file.as_deref().map(absolute),
            journal: PathBuf::from("journal"),
            seal: seal.as_deref().map(absolute),
            identity_on_page: IdentityOnPage::LastFour,
            template: None,
        };
        self.write(&profile)?;
        let out = out.display();
        terminal::say(&language.pick(
            format!("已写好 {out}。\n下一步：hezheng issue 名册.xlsx --profile {out} --out 证书"),
            format!("Wrote {out}.\nNext: hezheng issue ROSTER.xlsx --profile {out} --out certificates"),
        ));
        Ok(())
    }

    /// A clock that is too far off ends it: nothing that is signed by it would be taken.
    fn check_clock(&self, registry: &str) -> Result<(), String> {
        match registry_clock::check(registry, clock::now, self.language)? {
            Some(clocks) => {
                let secs = clocks.secs();
                self.note(
                    &format!("本机时钟与备案系统相差 {secs} 秒。"),
                    &format!("This computer's clock and the registry's are {secs} s apart."),
                );
            }
            None => self.note(
                "备案系统没有说现在几点，本机时钟未能核对。请自己看一眼日期和时间。",
                "The registry did not say what time it is, so the clock was not checked; look at date and time yourself.",
            ),
        }
        Ok(())
    }

    /// What the bundle says of us; a key that the bureau has yet to enter is no reason to stop.
    fn check_standing(&self, registry: &str, pack: &[u8], root: &PublicKey, key: &PrivateKey) -> Result<(), String> {
        match judge(registry, pack, root, key.kid()) {
            Ok(Standing { institution, number, authority_name, .. }) => {
                let number = number.as_str();
                self.note(
                    &format!("{institution}，编号 {number}，由{authority_name}备案。"),
                    &format!("{institution}, number {number}, registers with {authority_name}."),
                );
                Ok(())
            }
            Err(error @ StandingError::KeyUnknown(_)) => {
                let message = error.message(self.language.into());
                self.note(&message, &message);
                Ok(())
            }
            Err(error) => Err(error.message(self.language.into())),
        }
    }

    fn write(&self, profile: &ProfileFile) -> Result<(), String> {
        let out = &self.arguments.out;
        let text = toml::to_string(profile).map_err(|error| error.to_string())?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let comment = "# 由 hezheng setup 写出 · written by hezheng setup\n";
        folder
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| whole_file::replace(out, format!("{comment}{text}").as_bytes()))
            .map_err(|error| {
                let out = out.display();
                self.language.pick(
                    format!("写不了 {out}（{error}）。请用 --out 换一个地方。"),
                    format!("{out} cannot be written ({error}); give another --out."),
                )
            })
    }

    fn note(&self, zh: &str, en: &str) {
        terminal::say(&format!("    {}", self.language.pick(zh, en)));
    }
}

fn judge(registry: &str, pack: &[u8], root: &PublicKey, kid: Kid) -> Result<Standing, StandingError> {
    let now = clock::now();
    Standing::judge(pack, &[*root], kid, registry, now.shanghai_day(), now)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}
