//! `hezheng setup`: a few questions instead of writing TOML. It checks the answers against the registry before it writes.

use crate::clock;
use crate::commands::roster::lang;
use crate::language::Lang;
use crate::terminal::{self, Consent};
use crate::words;
use hezheng_core::key::PublicKey;
use hezheng_core::qr::PageAddress;
use hezheng_issuer::http_registry::HttpRegistry;
use hezheng_issuer::profile::{IdentityOnPage, ProfileFile};
use hezheng_issuer::registry_port::Registry;
use hezheng_issuer::standing::{Standing, StandingError};
use hezheng_keys::{PrivateKey, Signer, key_file, public_file};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 问几个问题，写出学校的配置 · Ask a few questions and write the school's profile
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 写到哪个文件 · The file to write
    #[arg(long, default_value = "hezheng.toml")]
    out: PathBuf,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, language: Lang) -> ExitCode {
    match attempt(&arguments.out, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn attempt(out: &Path, language: Lang) -> Result<(), String> {
    if out.exists() {
        let out = out.display();
        return Err(language.pick(
            format!("{out} 已经存在，没有改动它。要重新设置，请先把它移走，或用 --out 换一个文件名。"),
            format!("{out} exists and was left as it is; move it away, or give another --out."),
        ));
    }
    let ask = |zh: &str, en: &str| question(language.pick(zh, en), language);
    let registry = ask(
        "1/5 人社局给的备案系统网址（如 https://zs.example.cn/130100）：",
        "1/5 The registry's address, from the bureau (such as https://zs.example.cn/130100): ",
    )?;
    let registry = registry.trim_end_matches('/').to_owned();
    let root_file = PathBuf::from(ask(
        "2/5 人社局给的根公钥文件（root.pub.pem）：",
        "2/5 The root key file from the bureau (root.pub.pem): ",
    )?);
    let root = public_file::read(&root_file).map_err(|error| words::keys::file(language, &error).message)?;
    println!(
        "{}",
        language.pick(format!("    指纹 {}", root.fingerprint()), format!("    fingerprint {}", root.fingerprint()))
    );
    let same = language.pick(
        "    请打电话向人社局核对这个指纹。一致吗？",
        "    Compare this fingerprint with the bureau by telephone. Is it the same?",
    );
    if terminal::confirm(language, Consent::Asked, same).is_err() {
        return Err(language.pick(
            "指纹不一致，什么都没有写。请向人社局要正确的文件。".into(),
            "The fingerprints differ; nothing was written. Ask the bureau for the right file.".into(),
        ));
    }
    let key_path = ask(
        "3/5 本校签发密钥文件（回车 = 新建 issuer.pem）：",
        "3/5 This school's issuing key file (Enter = make issuer.pem): ",
    )?;
    let key_path = PathBuf::from(if key_path.is_empty() { "issuer.pem" } else { &key_path });
    let key = open_or_make(&key_path, language)?;
    let default_page = origin(&registry);
    let page = ask(
        &format!("4/5 核验网页的网址（回车 = {default_page}）："),
        &format!("4/5 The address of the verification page (Enter = {default_page}): "),
    )?;
    let page = if page.is_empty() { default_page } else { page.trim_end_matches('/').to_owned() };
    PageAddress::parse(&page).map_err(|_| {
        language.pick(
            format!("{page} 不是网址；应写成 https://主机名。"),
            format!("{page} is no address; write https://HOST."),
        )
    })?;
    let seal = ask(
        "5/5 本校印章图片 PNG（没有就回车，证书上留盖章处）：",
        "5/5 This school's seal as a PNG (Enter = none, a place is left for it): ",
    )?;

    check(&registry, &root, &key, language)?;
    let folder = out.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.into());
    let profile = ProfileFile {
        format: 1,
        registry,
        page,
        roots: vec![absolute(&root_file)],
        key: absolute(&key_path),
        passphrase_file: None,
        journal: PathBuf::from("journal"),
        seal: (!seal.is_empty()).then(|| absolute(Path::new(&seal))),
        identity_on_page: IdentityOnPage::LastFour,
        template: None,
    };
    let text = toml::to_string(&profile).map_err(|error| error.to_string())?;
    if !folder.as_os_str().is_empty() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    let comment = "# 由 hezheng setup 写出 · written by hezheng setup\n";
    std::fs::write(out, format!("{comment}{text}")).map_err(|error| error.to_string())?;
    let out = out.display();
    println!(
        "{}",
        language.pick(
            format!("已写好 {out}。\n下一步：hezheng issue 名册.xlsx --profile {out} --out 证书"),
            format!("Wrote {out}.\nNext: hezheng issue ROSTER.xlsx --profile {out} --out certificates"),
        )
    );
    Ok(())
}

fn open_or_make(path: &Path, language: Lang) -> Result<PrivateKey, String> {
    if path.exists() {
        let passphrase = terminal::passphrase(language, path, None).map_err(|failure| failure.message)?;
        return key_file::read(path, &passphrase).map_err(|error| words::keys::file(language, &error).message);
    }
    let key = PrivateKey::generate().map_err(|error| error.to_string())?;
    let passphrase = terminal::new_passphrase(language, None).map_err(|failure| failure.message)?;
    key_file::write(path, &key, &passphrase).map_err(|error| words::keys::file(language, &error).message)?;
    let public = public_file::path_beside(path);
    public_file::write(&public, &key.public_key()).map_err(|error| words::keys::file(language, &error).message)?;
    let public = public.display();
    println!(
        "{}",
        language.pick(
            format!("    已新建密钥。请把 {public} 交给人社局登记；私钥和口令不要给任何人。"),
            format!(
                "    The key was made. Give {public} to the bureau; give the private key and its passphrase to nobody."
            ),
        )
    );
    Ok(key)
}

/// What the registry says of us; a key that the bureau has yet to enter is no reason to stop.
fn check(registry: &str, root: &PublicKey, key: &PrivateKey, language: Lang) -> Result<(), String> {
    let pack = HttpRegistry::new(registry, key, clock::now).pack().map_err(|error| error.message(lang(language)))?;
    let now = clock::now();
    match Standing::judge(&pack, &[*root], key.kid(), registry, now.shanghai_day(), now) {
        Ok(standing) => println!(
            "{}",
            language.pick(
                format!(
                    "    {}，编号 {}，由{}备案。",
                    standing.institution,
                    standing.number.as_str(),
                    standing.authority_name
                ),
                format!(
                    "    {}, number {}, registers with {}.",
                    standing.institution,
                    standing.number.as_str(),
                    standing.authority_name
                ),
            )
        ),
        Err(error @ StandingError::KeyUnknown(_)) => println!("    {}", error.message(lang(language))),
        Err(error) => return Err(error.message(lang(language))),
    }
    Ok(())
}

/// `https://HOST` of an address.
fn origin(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    format!("{scheme}://{}", rest.split('/').next().unwrap_or(rest))
}

fn question(text: &str, language: Lang) -> Result<String, String> {
    print!("{text}");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    let mut answer = String::new();
    match std::io::stdin().lock().read_line(&mut answer) {
        Ok(0) => Err(language
            .pick(
                "没有问完就结束了，什么都没有写。请在终端里重新运行 hezheng setup。",
                "setup ended before its questions did; nothing was written. Run it again on a terminal.",
            )
            .into()),
        Ok(_) => Ok(answer.trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
