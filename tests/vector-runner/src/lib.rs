//! Runs the vectors in tests/vectors against core. The same code is compiled natively and to WASM, so that both are held
//! to the letter of the same files. It is a test program: it says what failed and never panics over a vector.

mod case;
mod checkpoints;
mod formats;
mod orders;
mod proofs;
mod statements;
mod status_lists;
mod trust;
mod verdicts;

pub use case::Summary;

use wasm_bindgen::prelude::wasm_bindgen;

/// The vector files that this runs, by `kind`.
pub const KINDS: [&str; 14] = [
    "cbor",
    "keys",
    "numbers",
    "checkcode",
    "qr",
    "statement",
    "merkle",
    "receipt",
    "checkpoint",
    "bundle",
    "order",
    "snapshot",
    "statuslist",
    "verify",
];

/// Runs one file of vectors, given as JSON text; the file itself says which kind it is.
#[must_use]
pub fn run(json: &str) -> Summary {
    let mut summary = Summary::default();
    let file: serde_json::Value = match serde_json::from_str(json) {
        Ok(file) => file,
        Err(error) => {
            summary.check("the file is JSON", false, &error.to_string());
            return summary;
        }
    };
    match file["kind"].as_str().unwrap_or_default() {
        "cbor" => formats::cbor(&file, &mut summary),
        "keys" => formats::keys(&file, &mut summary),
        "numbers" => formats::numbers(&file, &mut summary),
        "checkcode" => formats::check_code(&file, &mut summary),
        "qr" => formats::qr(&file, &mut summary),
        "statement" => statements::run(&file, &mut summary),
        "merkle" => proofs::merkle(&file, &mut summary),
        "receipt" => proofs::receipt(&file, &mut summary),
        "checkpoint" => checkpoints::run(&file, &mut summary),
        "bundle" => trust::bundle(&file, &mut summary),
        "snapshot" => trust::snapshot(&file, &mut summary),
        "statuslist" => status_lists::run(&file, &mut summary),
        "order" => orders::run(&file, &mut summary),
        "verify" => verdicts::run(&file, &mut summary),
        other => summary.check("a kind of vectors that is known", false, other),
    }
    summary
}

/// [`run`] for JavaScript: `{"passed": n, "failures": [sentence, …]}`.
#[wasm_bindgen]
#[must_use]
pub fn run_vectors(json: &str) -> String {
    let summary = run(json);
    serde_json::json!({ "passed": summary.passed, "failures": summary.failures }).to_string()
}

/// The Report for each case of verify.json, one JSON text a line, for comparing with the shipped module to the letter.
#[wasm_bindgen]
#[must_use]
pub fn reports(json: &str) -> String {
    verdicts::reports(&serde_json::from_str(json).unwrap_or_default())
}
