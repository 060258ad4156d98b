//! The one table: each target, what we came to, what it is held against, and the ratio.

use crate::figure::{Figure, Figures, number};

/// What is measured, our figure, the figure that it is divided by, and what is asked.
const ROWS: [[&str; 4]; 7] = [
    ["sign + QR + page, per CPU-second", "ours", "typst", "10 x typst"],
    ["the same, against reportlab + segno", "ours", "reportlab + segno", "-"],
    ["on all cores, a second", "ours, all cores", "ours", "-"],
    ["a PDF", "ours, a PDF", "", "-"],
    ["peak memory of a batch of 1,000", "memory at 1k", "", "below 100 MB"],
    ["peak memory of a batch of 10,000", "memory at 10k", "memory at 1k", "below 100 MB, flat"],
    ["peak memory of a batch of 100,000", "memory at 100k", "memory at 1k", "below 100 MB, flat"],
];

/// The table in Markdown. What was not measured in this run has no line.
pub(crate) fn table(figures: &Figures) -> String {
    let mut text = String::from("| what | ours | against | ratio | target |\n|---|---|---|---|---|\n");
    for [what, ours, against, target] in ROWS {
        let Some(ours) = figures.find(ours) else { continue };
        let (against, ratio) = match figures.find(against) {
            None if against.is_empty() => ("-".into(), "-".into()),
            None => ("not in this run".into(), "-".into()),
            Some(figure) => {
                (format!("{}: {}", figure.name, value(figure)), format!("{:.2}", ours.median() / figure.median()))
            }
        };
        text.push_str(&format!("| {what} | {} | {against} | {ratio} | {target} |\n", value(ours)));
    }
    text
}

fn value(figure: &Figure) -> String {
    format!("{} {}", number(figure.median()), figure.unit)
}
