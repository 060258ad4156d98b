//! What was found in a PDF file, for the module that is fetched when one is opened.

use crate::{Verifier, statement_bytes};
use hezheng_core::json::Json;
use hezheng_core::page::artifact::{Artifact, Found};
use hezheng_core::page::wording::Wording;
use hezheng_core::time::Time;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Verifier {
    /// The Report on a PDF file, as its reader found it: `artifact` is the JSON of core's `Artifact`, `wordings` an array of
    /// templates in words. Where there is nothing to judge: `{"nothing": "no_code" | "several_codes"}`.
    ///
    /// # Errors
    /// `malformed` where one of the two is not the JSON it should be.
    pub fn verify_pdf(&mut self, artifact: &str, wordings: &str, now: u64) -> Result<String, String> {
        let malformed = |_| "malformed".to_owned();
        let artifact: Artifact = serde_json::from_str(artifact).map_err(malformed)?;
        let wordings: Vec<Wording> = serde_json::from_str(wordings).map_err(malformed)?;
        let (evidence, trust) = self.0.at(Time(now));
        Ok(match artifact.verify(evidence, trust, &wordings, Time(now)) {
            Ok(report) => report.to_json(),
            Err(nothing) => Json::object_of(|json| json.member("nothing", nothing.code())),
        })
    }
}

/// The statement that [`Verifier::verify_pdf`] judges in a PDF file, for sending it to the registry when a person asks for that.
///
/// # Errors
/// `malformed` where there is none.
#[wasm_bindgen]
pub fn pdf_statement(artifact: &str) -> Result<Vec<u8>, String> {
    let artifact: Option<Artifact> = serde_json::from_str(artifact).ok();
    match artifact.and_then(|artifact| artifact.find().ok()) {
        Some((Found::Statement(statement), _)) => Ok(statement),
        Some((Found::QrText(text), _)) => statement_bytes(&text),
        Some((Found::NotOurs, _)) | None => Err("malformed".to_owned()),
    }
}
