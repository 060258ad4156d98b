//! Opening the key that signs.

use crate::failure::Failure;
use crate::language::Lang;
use crate::{terminal, words};
use hezheng_keys::{PrivateKey, key_file};
use std::path::{Path, PathBuf};

/// Which key signs.
#[derive(clap::Args)]
pub(crate) struct KeyArguments {
    /// 私钥文件 The private key file that signs
    #[arg(long)]
    key: PathBuf,
    /// 口令文件（第一行） A file whose first line is the passphrase; otherwise it is asked for
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl KeyArguments {
    /// Opens the key; says so where others may read its file.
    pub(crate) fn open(&self, lang: Lang) -> Result<PrivateKey, Failure> {
        open(lang, &self.key, self.passphrase_file.as_deref())
    }
}

/// Opens a key file; says so where others may read it.
pub(crate) fn open(lang: Lang, path: &Path, passphrase_file: Option<&Path>) -> Result<PrivateKey, Failure> {
    if key_file::is_open_to_others(path) {
        let file = path.display();
        terminal::warn(&lang.pick(
            format!("注意：其他用户可以读取 {file}；请运行：chmod 600 {file}"),
            format!("Note: other users can read {file}; run: chmod 600 {file}"),
        ));
    }
    // A wrong kind of file is said before anybody types a passphrase.
    key_file::check_kind(path).map_err(|error| words::keys::file(lang, &error))?;
    let passphrase = terminal::passphrase(lang, path, passphrase_file)?;
    key_file::read(path, &passphrase).map_err(|error| words::keys::file(lang, &error))
}
