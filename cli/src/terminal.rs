//! Talking to a person: lines out, passphrases and yes or no in.

use crate::failure::Failure;
use crate::language::Lang;
use crate::words;
use hezheng_keys::Passphrase;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

/// A short passphrase is guessed from a copied file in hours.
const ADVISED_CHARS: usize = 12;

/// Prints a line of the answer.
pub(crate) fn say(line: &str) {
    // Whoever closed the pipe wants no more: nothing is to be done about it.
    let _ = writeln!(io::stdout(), "{line}");
}

/// Prints text as it is.
pub(crate) fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Prints a line beside the answer.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// How many places a line of the answer has; `None` where it goes to a file or another program.
pub(crate) fn width() -> Option<usize> {
    let out = console::Term::stdout();
    let (_, columns) = out.size_checked().filter(|_| out.is_term())?;
    Some(columns.into())
}

/// The passphrase of an existing key file: from a file, else asked for without showing it.
pub(crate) fn passphrase(lang: Lang, key: &Path, file: Option<&Path>) -> Result<Passphrase, Failure> {
    match file {
        Some(file) => Passphrase::from_file(file).map_err(|error| words::keys::file(lang, &error)),
        None => {
            ask(lang, &lang.pick(format!("{} 的口令：", key.display()), format!("Passphrase of {}: ", key.display())))
        }
    }
}

/// A passphrase for a new key file: from a file, else asked for twice.
pub(crate) fn new_passphrase(lang: Lang, file: Option<&Path>) -> Result<Passphrase, Failure> {
    let passphrase = match file {
        Some(file) => Passphrase::from_file(file).map_err(|error| words::keys::file(lang, &error))?,
        None => {
            let first = ask(lang, lang.pick("为新密钥设置口令：", "Passphrase for the new key: "))?;
            let second = ask(lang, lang.pick("再输入一次：", "The same again: "))?;
            if !first.equals(&second) {
                return Err(Failure::new(lang.pick(
                    "两次输入的口令不同，未生成密钥。请重新运行本命令。",
                    "the two passphrases differ, and no key was made; run the command again",
                )));
            }
            first
        }
    };
    if passphrase.chars() < ADVISED_CHARS {
        warn(lang.pick(
            "注意：口令较短。密钥文件一旦被复制，短口令可被猜出；建议 12 个字符以上。",
            "Note: the passphrase is short. Whoever copies the key file can guess it; 12 characters or more are better.",
        ));
    }
    Ok(passphrase)
}

fn ask(lang: Lang, prompt: &str) -> Result<Passphrase, Failure> {
    let typed = rpassword::prompt_password(prompt).map_err(|_| {
        Failure::new(lang.pick(
            "没有可以输入口令的终端。请用 --passphrase-file 指定口令文件。",
            "there is no terminal to type the passphrase at; name a file with --passphrase-file",
        ))
    })?;
    Passphrase::new(typed).map_err(|problem| Failure::new(words::keys::problem(lang, &problem)))
}

/// What `--yes` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Consent {
    /// Given beforehand.
    Given,
    /// A person at the terminal is asked; without a terminal it is refused.
    Asked,
}

/// Goes on only where a person says yes, or said so beforehand.
pub(crate) fn confirm(lang: Lang, consent: Consent, question: &str) -> Result<(), Failure> {
    if consent == Consent::Given {
        return Ok(());
    }
    let mut stdin = io::stdin().lock();
    if !stdin.is_terminal() {
        return Err(Failure::new(lang.pick(
            "没有可以确认的终端，未作任何更改。请核对以上内容后加 --yes 重新运行。",
            "there is no terminal to confirm at, and nothing was changed; check the above and run again with --yes",
        )));
    }
    let _ = write!(io::stderr(), "{question} [y/N] ");
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let is_yes = stdin.read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "是");
    let declined = || Failure::new(lang.pick("未确认，未作任何更改。", "not confirmed; nothing was changed"));
    if is_yes { Ok(()) } else { Err(declined()) }
}
