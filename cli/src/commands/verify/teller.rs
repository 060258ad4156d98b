//! What is said while inputs are judged: of a few each whole report, of many a line each, then how many came out how.

use crate::commands::verify::VerifyArguments;
use crate::commands::verify::bench::Judged;
use crate::commands::verify::inputs::Inputs;
use crate::commands::verify::report_file::{ReportFile, ReportFiles};
use crate::commands::verify::said::{json_line, text};
use crate::commands::verify::table::Table;
use crate::language::Lang;
use crate::progress::Progress;
use crate::report_text::{self, Colour, Style};
use crate::verdict_words as words;
use std::io::{IsTerminal, Write};

/// Says what comes of each input.
pub(super) struct Teller {
    style: Style,
    how: How,
    told: usize,
}

enum How {
    /// A line of JSON each.
    Json,
    /// The whole report each.
    Whole,
    /// A line for each that is not valid, with a bar or count of how far it is.
    Brief(Progress),
}

impl Teller {
    pub(super) fn new(args: &VerifyArguments, inputs: &Inputs, reports: &ReportFiles, language: Lang) -> Self {
        let how = match () {
            () if args.json => How::Json,
            () if inputs.has_folder || !reports.is_empty() => {
                How::Brief(Progress::verifying(inputs.files.len(), language))
            }
            () => How::Whole,
        };
        Self { style: Style { language, colour: colour() }, how, told: 0 }
    }

    pub(super) fn tell(&mut self, input: &str, judged: &Judged) {
        let language = self.style.language;
        match (&mut self.how, judged) {
            (How::Json, _) => print(&format!("{}\n", json_line(input, judged, language))),
            (How::Whole, Ok(verdict)) => {
                let between = if self.told > 0 { "\n" } else { "" };
                print(&format!("{between}{}", text(input, verdict, self.style)));
            }
            (How::Whole, Err(error)) => print_error(&error.message(language)),
            (How::Brief(progress), _) => {
                let remark =
                    match judged {
                        Err(error) => Some(format!("! {}", error.message(language))),
                        Ok(verdict) if verdict.outcome() == hezheng_core::verify::Outcome::Valid => None,
                        Ok(verdict) => {
                            let (mark, face) = words::face(verdict.outcome());
                            let why = verdict.reason_in_short(language);
                            let (input, face) = (report_text::label(input), face.pick(language));
                            Some(language.pick(
                                format!("{mark} {face}  {input}  {why}"),
                                format!("{mark} {face}  {input}  {why}"),
                            ))
                        }
                    };
                progress.step(remark.as_deref());
            }
        }
        self.told += 1;
    }

    /// Everything was judged.
    pub(super) fn end(&mut self, table: &Table) {
        if let How::Brief(progress) = &mut self.how {
            progress.end();
            print(&format!("{}\n", table.summary()));
        }
    }

    /// A report was written.
    pub(super) fn written(&self, report: &ReportFile) {
        if !matches!(self.how, How::Json) {
            let path = report.path().display();
            let said = self.style.language.pick(format!("报告在 {path}"), format!("The report is in {path}"));
            print(&format!("{said}\n"));
        }
    }
}

/// Where nobody reads any more there is nobody to tell.
pub(super) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

pub(super) fn print_error(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

fn colour() -> Colour {
    let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stdout().is_terminal() && !is_unwanted { Colour::Terminal } else { Colour::None }
}
