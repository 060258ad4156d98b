//! The five questions: registry, root key, issuing key, page and seal; each with how its answer is tried.

use super::ask::Question;
use super::{Setup, judge};
use crate::cannot_run::CannotRun;
use crate::registry_client::RegistryClient;
use crate::terminal::{self, Consent};
use crate::words;
use hezheng_core::key::PublicKey;
use hezheng_core::qr::PageAddress;
use hezheng_issuer::standing::StandingError;
use hezheng_keys::{PrivateKey, Signer, key_file, public_file};
use std::path::{Path, PathBuf};

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

impl Setup<'_> {
    /// The address, without a slash at its end, and the pack that the registry there gives.
    pub(super) fn registry(&self) -> Result<(String, Vec<u8>), String> {
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

    pub(super) fn root(&self, registry: &str, pack: &[u8]) -> Result<(PathBuf, PublicKey), String> {
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

    pub(super) fn key(&self) -> Result<(PathBuf, PrivateKey), String> {
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

    pub(super) fn page(&self, registry: &str) -> Result<String, String> {
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

    pub(super) fn seal(&self) -> Result<Option<PathBuf>, String> {
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
}

/// `https://HOST` of an address.
fn origin(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    format!("{scheme}://{}", rest.split('/').next().unwrap_or(rest))
}
