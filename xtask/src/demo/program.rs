//! Runs the program as people do, and shows each command.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

pub(super) fn hezheng(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Shows the command, runs it, and wants it to exit 0.
pub(super) fn say(command: &mut Command) -> Result<()> {
    match exit_code(command)? {
        (0, _) => Ok(()),
        (code, shown) => bail!("exit {code}: {shown}"),
    }
}

/// Shows the command, runs it, and gives its exit code.
pub(super) fn exit_code(command: &mut Command) -> Result<(i32, String)> {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let shown = format!("hezheng {}", words.join(" "));
    println!("\n$ {shown}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("could not start {shown}"))?;
    Ok((status.code().unwrap_or(-1), shown))
}

/// As [`exit_code`], showing nothing.
pub(super) fn exit_code_silent(command: &mut Command) -> Result<(i32, String)> {
    let output = command.stdin(Stdio::null()).output()?;
    Ok((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned()))
}
