//! `hezheng roster check`: what would happen, row by row, changing nothing.

use crate::language::Lang;
use crate::portraits::PortraitArguments;
use hezheng_issuer::page_words;
use hezheng_issuer::roster::{self, Roster, RosterReport};
use hezheng_pdf::{Fonts, Template};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 名册 · Rosters.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// 检查名册，不作任何改动；有一行被拒绝就退出 1 · Check a roster, changing nothing; exit 1 if a row is refused
    Check {
        /// 名册文件 (.xlsx .xls .ods .csv) · The roster
        file: PathBuf,
        #[command(flatten)]
        portraits: PortraitArguments,
        /// 输出 JSON · Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub(crate) fn run(command: &Command, language: Lang) -> ExitCode {
    let Command::Check { file, portraits, json } = command;
    let checked = template(language).and_then(|(_, fonts)| {
        let mut roster = read(file, &fonts, language)?;
        portraits.attach(&mut roster, language)?;
        Ok(roster)
    });
    let roster = match checked {
        Ok(roster) => roster,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if *json {
        match serde_json::to_string(&RosterReport::new(&roster, lang(language))) {
            Ok(text) => println!("{text}"),
            Err(error) => eprintln!("{error}"),
        }
    } else {
        table(&roster, language);
        problems(&roster, language);
        summary(&roster, language);
    }
    if roster.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// The template of the certificates, and its fonts.
pub(crate) fn template(language: Lang) -> Result<(Template, Fonts), String> {
    let template = Template::built_in().map_err(|error| error.to_string())?;
    let fonts = Fonts::from_system(&template).map_err(|error| page_words::font(lang(language), &error))?;
    Ok((template, fonts))
}

/// What comes of a roster that is to be printed in these fonts.
pub(crate) fn read(file: &Path, fonts: &Fonts, language: Lang) -> Result<Roster, String> {
    let mut roster = roster::read_file(file).map_err(|error| error.message(lang(language)))?;
    roster.refuse_unprintable(fonts);
    Ok(roster)
}

/// The roster crate's name for the language.
pub(crate) fn lang(language: Lang) -> roster::Lang {
    language.pick(roster::Lang::Zh, roster::Lang::En)
}

/// Who would get a certificate: full numbers are masked, a screen is seen by more than one person.
fn table(roster: &Roster, language: Lang) {
    let mut out = std::io::stdout().lock();
    for trainee in &roster.accepted {
        let (first, last) = trainee.training;
        let hours = trainee
            .hours
            .map(|hours| language.pick(format!("{hours} 学时"), format!("{hours} hours")))
            .unwrap_or_default();
        let row = language.pick(format!("第 {} 行", trainee.row), format!("row {}", trainee.row));
        // A closed pipe (`| head`) is no fault of ours to report.
        let _ = writeln!(
            out,
            "✓ {row}  {}  …{}  {}  {first} – {last}  {hours}",
            trainee.name,
            trainee.identity.tail(),
            trainee.programme
        );
    }
}

/// What is wrong, left out or put right, with where it stands.
pub(crate) fn problems(roster: &Roster, language: Lang) {
    let row = |row: u32| language.pick(format!("第 {row} 行"), format!("row {row}"));
    for skipped in &roster.skipped {
        eprintln!("– {}  {}", row(skipped.row), skipped.message(lang(language)));
    }
    for refusal in &roster.refused {
        let column = language.pick(format!("“{}”列", refusal.column), format!("column “{}”", refusal.column));
        eprintln!("✗ {} {column}  {}", row(refusal.row), refusal.message(lang(language)));
    }
    for warning in &roster.warnings {
        let place = warning.row.map(row).unwrap_or_default();
        eprintln!("! {place}  {}", warning.message(lang(language)));
    }
}

fn summary(roster: &Roster, language: Lang) {
    let (accepted, refused, skipped) = (roster.accepted.len(), roster.refused_rows(), roster.skipped.len());
    println!(
        "{}",
        language.pick(
            format!("可以发证 {accepted} 人；拒绝 {refused} 行；未通过 {skipped} 人。"),
            format!("{accepted} can be issued; {refused} rows refused; {skipped} did not pass."),
        )
    );
    let next = if refused == 0 {
        language.pick(
            "下一步：hezheng issue 名册 --profile 配置 --out 文件夹",
            "Next: hezheng issue ROSTER --profile FILE --out FOLDER",
        )
    } else {
        language.pick(
            "下一步：按提示改好名册再检查；或签发时加 --skip-refused 先发其余的人。",
            "Next: mend the roster and check again, or issue the others with --skip-refused.",
        )
    };
    println!("{next}");
}
