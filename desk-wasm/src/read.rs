//! Rosters, read by the rules of the program.

use crate::problem;
use hezheng_issuer::roster::{Roster, RosterPreview, read_sheet};
use wasm_bindgen::prelude::wasm_bindgen;

/// What comes of each row of a roster, as JSON for a screen: `accepted`, `refused`, `skipped`, `warnings`, `held`. No identity
/// number is in it but its last four characters.
///
/// # Errors
/// The file as a whole is no roster: `{"code": "roster_file", "zh", "en"}`.
#[wasm_bindgen]
pub fn read_roster(file_name: &str, bytes: &[u8], sheet: Option<String>) -> Result<String, String> {
    let roster = roster(file_name, bytes, sheet.as_deref())?;
    serde_json::to_string(&RosterPreview::new(&roster)).map_err(|_| problem::code("damaged"))
}

pub(crate) fn roster(file_name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Roster, String> {
    read_sheet(file_name, bytes, sheet).map_err(|error| problem::roster(&error))
}
