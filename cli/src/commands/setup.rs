//! `hezheng setup`: a few questions instead of writing TOML, or the same as flags. Each answer is tried when it is given, and
//! a wrong one is asked for again; nothing is written before everything was tried against the registry.

use crate::cannot_run::CannotRun;
use crate::clock;
use crate::commands::roster::lang;
use crate::language::Lang;
use crate::registry_client::RegistryClient;
use crate::registry_clock;
use crate::terminal::{self, Consent};
use crate::whole_file;
use crate::words;
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::qr::PageAddress;
use hezheng_issuer::profile::{IdentityOnPage, ProfileFile};
use hezheng_issuer::standing::{Standing, StandingError};
use hezheng_keys::{PrivateKey, Signer, key_file, public_file};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

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

/// A question, the flag that answers it, and what Enter means.
struct Question<'q> {
    zh: &'q str,
    en: &'q str,
    flag: Option<&'q str>,
    default: Option<&'q str>,
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

    /// The address, without a slash at its end, and the pack that the registry there gives.
    fn registry(&self) -> Result<(String, Vec<u8>), String> {
        let question = Question {
            zh: "1/5 人社局给的备案系统网址（如 https://zs.example.cn/130100）：",
            en: "1/5 The registry's address, from the bureau (such as https://zs.example.cn/130100): ",
            flag: self.arguments.registry.as_deref(),
            default: None,
        };
        self.ask(&question, |answer| {
            let said = |error: CannotRun| match error {
                CannotRun::NoConnection(url, why) => self.language.pick(
                    format!("未能联系到 {url}（{why}）。请检查网络和地址。"),
                    format!("{url} was not reached ({why}); check the network and the address."),
                ),
                error => error.message(self.language),
            };
            let client = RegistryClient::new(answer).map_err(said)?;
            let pack = client.fetch_pack().map_err(said)?;
            Ok((client.base().to_owned(), pack))
        })
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

    fn root(&self, registry: &str, pack: &[u8]) -> Result<(PathBuf, PublicKey), String> {
        let question = Question {
            zh: "2/5 人社局给的根公钥文件（回车 = root.pub.pem）：",
            en: "2/5 The root key file from the bureau (Enter = root.pub.pem): ",
            flag: self.arguments.root.as_deref(),
            default: Some("root.pub.pem"),
        };
        let (file, root) = self.ask(&question, |answer| {
            let file = PathBuf::from(answer);
            let root = public_file::read(&file).map_err(|error| words::keys::file(self.language, &error).message)?;
            match judge(registry, pack, &root, root.kid()) {
                Err(StandingError::NotProved) => Err(self.language.pick(
                    format!("这个备案系统的机构名录不能由 {answer} 证实：网址或文件不对。请换一个文件，或按 Ctrl-C 重来。"),
                    format!("{answer} does not prove this registry's list of institutions: the address or the file is wrong. Give another file, or begin anew after Ctrl-C."),
                )),
                _ => Ok((file, root)),
            }
        })?;
        let fingerprint = root.fingerprint();
        self.note(&format!("指纹 {fingerprint}"), &format!("fingerprint {fingerprint}"));
        let same = self.language.pick(
            "    请打电话向人社局核对这个指纹。一致吗？",
            "    Compare this fingerprint with the bureau by telephone. Is it the same?",
        );
        let consent = if self.arguments.yes { Consent::Given } else { Consent::Asked };
        terminal::confirm(self.language, consent, same).map_err(|failure| {
            let differ = self.language.pick(
                "指纹没有确认，什么都没有写。请向人社局要正确的文件。",
                "The fingerprint was not confirmed and nothing was written; ask the bureau for the right file.",
            );
            format!("{}\n{differ}", failure.message)
        })?;
        Ok((file, root))
    }

    fn key(&self) -> Result<(PathBuf, PrivateKey), String> {
        let question = Question {
            zh: "3/5 本校签发密钥文件（回车 = issuer.pem，没有就新建）：",
            en: "3/5 This school's issuing key file (Enter = issuer.pem, made where there is none): ",
            flag: self.arguments.key.as_deref(),
            default: Some("issuer.pem"),
        };
        self.ask(&question, |answer| {
            let path = PathBuf::from(answer);
            let key = if path.exists() { self.open(&path) } else { self.make(&path) }?;
            Ok((path, key))
        })
    }

    fn open(&self, path: &Path) -> Result<PrivateKey, String> {
        let passphrase = terminal::passphrase(self.language, path, self.arguments.passphrase_file.as_deref())
            .map_err(|failure| failure.message)?;
        key_file::read(path, &passphrase).map_err(|error| words::keys::file(self.language, &error).message)
    }

    /// A mistyped name is not to become a new key unseen.
    fn make(&self, path: &Path) -> Result<PrivateKey, String> {
        let (language, shown) = (self.language, path.display());
        let consent = if self.arguments.yes { Consent::Given } else { Consent::Asked };
        let question = language.pick(
            format!("    没有 {shown}。新建一个签发密钥吗？"),
            format!("    There is no {shown}. Make a new issuing key?"),
        );
        terminal::confirm(language, consent, &question).map_err(|failure| failure.message)?;
        let key = PrivateKey::generate().map_err(|error| error.to_string())?;
        let passphrase = terminal::new_passphrase(language, self.arguments.passphrase_file.as_deref())
            .map_err(|failure| failure.message)?;
        let said = |error: hezheng_keys::KeyFileError| words::keys::file(language, &error).message;
        key_file::write(path, &key, &passphrase).map_err(said)?;
        let public = public_file::path_beside(path);
        public_file::write(&public, &key.public_key()).map_err(said)?;
        let public = public.display();
        self.note(
            &format!("已新建密钥。请把 {public} 交给人社局登记；私钥和口令不要给任何人。"),
            &format!(
                "The key was made. Give {public} to the bureau; give the private key and its passphrase to nobody."
            ),
        );
        Ok(key)
    }

    fn page(&self, registry: &str) -> Result<String, String> {
        let default = origin(registry);
        let question = Question {
            zh: &format!("4/5 核验网页的网址（回车 = {default}）："),
            en: &format!("4/5 The address of the verification page (Enter = {default}): "),
            flag: self.arguments.page.as_deref(),
            default: Some(&default),
        };
        self.ask(&question, |answer| {
            let page = answer.trim_end_matches('/');
            PageAddress::parse(page).map(|_| page.to_owned()).map_err(|_| {
                self.language.pick(
                    format!("{page} 不是网址；应写成 https://主机名。"),
                    format!("{page} is no address; write https://HOST."),
                )
            })
        })
    }

    fn seal(&self) -> Result<Option<PathBuf>, String> {
        let question = Question {
            zh: "5/5 本校印章图片 PNG（没有就回车，证书上留盖章处）：",
            en: "5/5 This school's seal as a PNG (Enter = none, a place is left for it): ",
            flag: self.arguments.seal.as_deref(),
            default: Some(""),
        };
        self.ask(&question, |answer| {
            if answer.is_empty() {
                return Ok(None);
            }
            let bytes = std::fs::read(answer).map_err(|error| {
                self.language.pick(
                    format!("读不了 {answer}（{error}）。请检查路径；没有印章图片就留空。"),
                    format!("{answer} cannot be read ({error}); check the path, or give none."),
                )
            })?;
            if !bytes.starts_with(PNG) {
                return Err(self.language.pick(
                    format!("{answer} 不是 PNG 图片。请用看图软件另存为 PNG（背景透明最好）。"),
                    format!("{answer} is no PNG picture; save it as PNG, best with a clear background."),
                ));
            }
            Ok(Some(PathBuf::from(answer)))
        })
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
                let message = error.message(lang(self.language));
                self.note(&message, &message);
                Ok(())
            }
            Err(error) => Err(error.message(lang(self.language))),
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

    /// Asks until an answer is right. A flag is asked nothing: where it is wrong, that is the end.
    fn ask<T>(&self, question: &Question<'_>, mut judge: impl FnMut(&str) -> Result<T, String>) -> Result<T, String> {
        if let Some(given) = question.flag.or(question.default.filter(|_| self.arguments.yes)) {
            return judge(given);
        }
        loop {
            let answer = self.read_line(self.language.pick(question.zh, question.en))?;
            let answer = match (answer.as_str(), question.default) {
                ("", Some(default)) => default,
                ("", None) => continue,
                (answer, _) => answer,
            };
            match judge(answer) {
                Ok(right) => return Ok(right),
                Err(message) => terminal::warn(&format!("    ✗ {message}")),
            }
        }
    }

    /// A line from the keyboard; Windows copies paths with quotation marks around them.
    fn read_line(&self, prompt: &str) -> Result<String, String> {
        terminal::print(prompt);
        let _ = std::io::stdout().flush();
        let mut answer = String::new();
        match std::io::stdin().lock().read_line(&mut answer) {
            Ok(0) => Err(self.language.pick(
                "没有问完就结束了，什么都没有写。请在终端里重新运行 hezheng setup，或用选项给出全部回答。".into(),
                "setup ended before its questions did; nothing was written. Run it again on a terminal, or give every answer as a flag.".into(),
            )),
            Ok(_) => Ok(answer.trim().trim_matches('"').to_owned()),
            Err(error) => Err(error.to_string()),
        }
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

/// `https://HOST` of an address.
fn origin(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    format!("{scheme}://{}", rest.split('/').next().unwrap_or(rest))
}
