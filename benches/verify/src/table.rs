//! The rows of the table that are measured outside of a browser and of Node.

use crate::figure::{Figure, Figures, number};
use crate::{folder, natively};

/// What is measured, our figure, the one it is held against, and what is asked of the ratio.
const ROWS: [[&str; 4]; 8] = [
    ["a verdict natively, one thread: share of the limit", natively::LIMIT, natively::VERDICT, "0.90"],
    ["a verdict, two signatures and status; theirs one signature", natively::VERDICT, "py-cwt", "-"],
    ["the same", natively::VERDICT, "py-pycose", "-"],
    ["the same", natively::VERDICT, "py-raw-cose", "-"],
    ["the same", natively::VERDICT, "node-raw-cose", "-"],
    ["the same", natively::VERDICT, "node-auth0-cose", "-"],
    ["the same", natively::VERDICT, "node-jose-jwt", "-"],
    ["a folder of PDF files, two cores against one", folder::TWO_CORES, folder::ONE_CORE, "2.0"],
];

/// In Markdown, without a head. What was not measured in this run has no line.
pub(crate) fn rows(figures: &Figures) -> String {
    let value = |figure: &Figure| format!("{} {}", number(figure.median()), figure.unit);
    let mut text = String::new();
    for [what, ours, against, target] in ROWS {
        let Some((ours, against)) = figures.find(ours).zip(figures.find(against)) else { continue };
        let ratio = ours.median() / against.median();
        let (ours_name, ours, name) = (&ours.name, value(ours), &against.name);
        text.push_str(&format!(
            "| {what} | {ours_name}: {ours} | {name}: {} | {ratio:.2} | {target} |\n",
            value(against)
        ));
    }
    text
}
