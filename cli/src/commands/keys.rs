//! `hezheng keys`: make a key, show one.

use crate::failure::Failure;
use crate::language::Lang;
use crate::{signing_key, terminal, words};
use clap::{Args, Subcommand, ValueEnum};
use hezheng_core::log::note::{SignatureType, is_key_name, verifier_key};
use hezheng_keys::{KeyFileError, KeyFileProblem, PrivateKey, PublicKey, Signer, key_file, public_file};
use std::path::{Path, PathBuf};

/// 密钥 Make and show keys
#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// 生成密钥 Make a key: an encrypted private key file and its public half beside it
    New(New),
    /// 查看密钥 Show a key's kid and fingerprint; a public half needs no passphrase
    Show(Show),
}

#[derive(Args)]
pub(crate) struct New {
    /// 用途 What the key is for
    #[arg(long, value_enum)]
    role: Role,
    /// 私钥文件 The private key file to write; the public half goes to NAME.pub.pem beside it
    #[arg(long)]
    out: PathBuf,
    /// 口令文件（第一行） A file whose first line is the passphrase; otherwise it is asked for twice
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Show {
    /// 另示 C2SP 公钥（vkey），用此名称 Show it as a C2SP verifier key of this name too: a log's origin, or a witness's name
    #[arg(long, value_name = "NAME")]
    vkey: Option<String>,
    /// 密钥文件 A private key file or a .pub.pem
    file: PathBuf,
    /// 口令文件（第一行） A file whose first line is the passphrase
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Role {
    /// 省级根密钥 The province's root key: signs trust bundles
    Root,
    /// 人社局服务密钥 An authority's service key: countersigns, publishes
    Authority,
    /// 经办人密钥 An officer's key: orders and approves
    Officer,
    /// 机构签发密钥 An institution's key: signs certificates
    Issuer,
    /// 见证人密钥 A witness's key: cosigns checkpoints
    Witness,
    /// 核验人密钥 A verifier's key: signs reports of verifications; no bundle lists it
    Verifier,
}

pub(crate) fn run(command: KeysCommand, lang: Lang) -> Result<(), Failure> {
    match command {
        KeysCommand::New(new) => make(&new, lang),
        KeysCommand::Show(show) => show_key(&show, lang),
    }
}

fn make(new: &New, lang: Lang) -> Result<(), Failure> {
    let failed = |error: KeyFileError| words::keys::file(lang, &error);
    let public_path = public_file::path_beside(&new.out);
    for path in [&new.out, &public_path] {
        if path.symlink_metadata().is_ok() {
            return Err(failed(KeyFileError { path: path.clone(), problem: KeyFileProblem::Exists }));
        }
    }
    let passphrase = terminal::new_passphrase(lang, new.passphrase_file.as_deref())?;
    let key = PrivateKey::generate()
        .map_err(|error| Failure::new(words::keys::problem(lang, &KeyFileProblem::NoRandomness(error))))?;
    key_file::write(&new.out, &key, &passphrase).map_err(failed)?;
    public_file::write(&public_path, &key.public_key()).map_err(failed)?;
    terminal::say(&lang.pick(
        format!("私钥（已加密，请备份并妥善保管）：{}", new.out.display()),
        format!("Private key (encrypted; back it up and keep it safe): {}", new.out.display()),
    ));
    print(&key.public_key(), &public_path, lang);
    terminal::say(&next_command(new.role, &new.out, &public_path, lang));
    Ok(())
}

fn next_command(role: Role, private: &Path, public: &Path, lang: Lang) -> String {
    let file = public.display();
    let command = match role {
        Role::Root => format!("hezheng trust init --province NAME --root {file} --person NAME"),
        Role::Authority => format!(
            "hezheng trust add-key {file} --role authority --authority CODE --uses countersign,snapshot,log --person NAME"
        ),
        Role::Officer => {
            format!("hezheng trust add-key {file} --role officer --authority CODE --staff-code STAFF --may order")
        }
        Role::Issuer => format!("hezheng trust add-key {file} --role issuer --uscc USCC"),
        Role::Witness => format!("hezheng trust add-key {file} --role witness --name NAME --person NAME"),
        Role::Verifier => {
            let key = private.display();
            format!("hezheng verify FOLDER --pack pack.cbor --report REPORT.pdf --sign-with {key}")
        }
    };
    match role {
        Role::Verifier => lang.pick(
            format!("下一步：把公钥文件 {file} 交给将来核对报告的人；签名用：{command}"),
            format!("Next: give the public half {file} to whoever will check your reports; sign with: {command}"),
        ),
        Role::Root => lang.pick(format!("下一步：{command}"), format!("Next: {command}")),
        _ => lang.pick(
            format!("下一步：把公钥文件交给省级人社部门，由其运行：{command}"),
            format!("Next: give the public half to the province, which runs: {command}"),
        ),
    }
}

fn show_key(show: &Show, lang: Lang) -> Result<(), Failure> {
    let key = shown_key(show, lang)?;
    let Some(name) = &show.vkey else { return Ok(()) };
    if !is_key_name(name) {
        return Err(Failure::new(lang.pick(
            format!("“{name}”不能作为 vkey 的名称：不得含空格和 +。"),
            format!("{name:?} cannot be the name of a verifier key: it needs a name without spaces and without +"),
        )));
    }
    for (zh, en, signature_type) in [
        ("vkey（日志）:", "vkey, log:     ", SignatureType::Ed25519),
        ("vkey（见证人）:", "vkey, witness: ", SignatureType::Cosignature),
    ] {
        terminal::say(&format!("{}{}", lang.pick(zh, en), verifier_key(name, signature_type, &key)));
    }
    Ok(())
}

/// Prints the key, and gives it.
fn shown_key(show: &Show, lang: Lang) -> Result<PublicKey, Failure> {
    let failed = |error: KeyFileError| words::keys::file(lang, &error);
    match public_file::read(&show.file) {
        Ok(key) => {
            print(&key, &show.file, lang);
            return Ok(key);
        }
        Err(KeyFileError { problem: KeyFileProblem::PrivateHalf, .. }) => {}
        Err(error) => return Err(failed(error)),
    }
    let beside = public_file::path_beside(&show.file);
    let key = match (show.passphrase_file.as_deref(), public_file::read(&beside)) {
        (None, Ok(public)) => {
            terminal::say(&lang.pick(
                format!("（据旁边的公钥文件 {}；未打开私钥）", beside.display()),
                format!("(from the public half {}; the private key was not opened)", beside.display()),
            ));
            public
        }
        (file, _) => signing_key::open(lang, &show.file, file)?.public_key(),
    };
    print(&key, &beside, lang);
    Ok(key)
}

fn print(key: &PublicKey, public: &Path, lang: Lang) {
    terminal::say(&format!("{}{}", lang.pick("密钥编号（kid）：", "kid:         "), key.kid()));
    terminal::say(&format!("{}{}", lang.pick("公钥指纹：", "fingerprint: "), key.fingerprint()));
    if public.exists() {
        terminal::say(&format!("{}{}", lang.pick("公钥文件：", "public half: "), public.display()));
    } else if let Ok(pem) = public_file::to_pem(key) {
        terminal::say(&format!("{}\n{}", lang.pick("公钥：", "public half:"), pem.trim_end()));
    }
}
