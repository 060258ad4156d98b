//! The record: what was judged, by what, and what came of it, as JSON (docs/PROGRAM.md).

use crate::report::FontsUsed;
use crate::report::limits::REPORT_ROWS;
use hezheng_core::time::Time;
use hezheng_core::verify::Outcome;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a record is made of.
pub(crate) struct Record<'r> {
    /// When everything was judged.
    pub(crate) checked_at: Time,
    /// By what: `held` of the verifier, and where it came from.
    pub(crate) evidence: Value,
    /// `{"valid", "invalid", "indeterminate", "could_not_run"}`.
    pub(crate) counts: Value,
    /// What came of each input.
    pub(crate) results: &'r [Value],
}

impl Record<'_> {
    /// As JSON.
    pub(crate) fn json(&self, fonts: FontsUsed) -> Value {
        json!({
            "program": program(),
            "checked_at": self.checked_at.to_string(),
            "fallback_fonts": fonts == FontsUsed::All,
            "evidence": self.evidence,
            "counts": self.counts,
            "results": self.results,
        })
    }
}

/// This program and its version.
pub(crate) fn program() -> String {
    format!("hezheng {}", env!("CARGO_PKG_VERSION"))
}

/// A record that was read, whoever wrote it.
#[derive(Deserialize)]
pub(crate) struct ReadRecord {
    pub(super) program: String,
    #[serde(deserialize_with = "time")]
    pub(super) checked_at: Time,
    fallback_fonts: bool,
    pub(super) evidence: Evidence,
    counts: Counts,
    pub(super) results: Vec<Judged>,
    /// SHA-256 of the JSON.
    #[serde(skip)]
    pub(super) digest: String,
}

/// How many came out how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub(crate) struct Counts {
    pub(crate) valid: usize,
    pub(crate) invalid: usize,
    pub(crate) indeterminate: usize,
    pub(crate) could_not_run: usize,
}

impl Counts {
    /// All together.
    pub(crate) fn total(&self) -> usize {
        [self.valid, self.invalid, self.indeterminate, self.could_not_run].iter().sum()
    }
}

/// By what was judged.
#[derive(Deserialize)]
pub(super) struct Evidence {
    pub(super) source: String,
    pub(super) registry_asked: bool,
    pub(super) roots: Vec<String>,
    pub(super) bundle: Option<Bundle>,
    pub(super) snapshots: Vec<Snapshot>,
}

#[derive(Deserialize)]
pub(super) struct Bundle {
    pub(super) version: u64,
    #[serde(deserialize_with = "time")]
    pub(super) issued: Time,
    #[serde(deserialize_with = "time")]
    pub(super) expires: Time,
}

#[derive(Deserialize)]
pub(super) struct Snapshot {
    pub(super) authority: String,
    pub(super) name: String,
    #[serde(deserialize_with = "time")]
    pub(super) as_of: Time,
    #[serde(deserialize_with = "time")]
    pub(super) next_update: Time,
}

/// What came of an input.
#[derive(Deserialize)]
pub(super) struct Judged {
    pub(super) input: String,
    pub(super) sha256: Option<String>,
    outcome: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) certificate: Option<Certificate>,
    pub(super) page: Option<Page>,
    pub(super) error: Option<Said>,
}

#[derive(Deserialize)]
pub(super) struct Certificate {
    pub(super) number: String,
    pub(super) holder: String,
    pub(super) programme: String,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) compared: bool,
    pub(super) differs: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) message: String,
}

/// Why a record cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoRecord {
    /// Not the JSON of a record.
    Form,
    /// More results than a report has.
    Rows,
    /// Its counts are not those of its results.
    Counts,
}

impl ReadRecord {
    /// Reads a record.
    ///
    /// # Errors
    /// Where it is none, or contradicts itself.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, NoRecord> {
        let mut record: Self = serde_json::from_slice(json).map_err(|_| NoRecord::Form)?;
        if record.results.len() > REPORT_ROWS {
            return Err(NoRecord::Rows);
        }
        let mut counted = Counts::default();
        for judged in &record.results {
            match judged.outcome().map_err(|()| NoRecord::Form)? {
                Some(Outcome::Valid) => counted.valid += 1,
                Some(Outcome::Invalid) => counted.invalid += 1,
                Some(Outcome::Indeterminate) => counted.indeterminate += 1,
                None => counted.could_not_run += 1,
            }
        }
        if counted != record.counts {
            return Err(NoRecord::Counts);
        }
        record.digest = hezheng_core::ids::Hash::of(&[json]).to_string();
        Ok(record)
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    pub(crate) fn checked_at(&self) -> Time {
        self.checked_at
    }

    /// Whether this version of the program wrote it.
    pub(crate) fn is_of_this_version(&self) -> bool {
        self.program == program()
    }

    /// The program that wrote it.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    pub(crate) fn fonts(&self) -> FontsUsed {
        if self.fallback_fonts { FontsUsed::All } else { FontsUsed::BuiltIn }
    }
}

impl Judged {
    /// `None` where it could not be judged.
    pub(super) fn outcome(&self) -> Result<Option<Outcome>, ()> {
        let known = [Outcome::Valid, Outcome::Invalid, Outcome::Indeterminate];
        match (&self.outcome, &self.error) {
            (None, Some(_)) => Ok(None),
            (Some(code), None) => known.into_iter().find(|each| each.code() == code).map(Some).ok_or(()),
            _ => Err(()),
        }
    }
}

fn time<'d, D: serde::Deserializer<'d>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer)?;
    Time::parse(&text).ok_or_else(|| serde::de::Error::custom("no time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(counts: &Value, results: &Value) -> Result<ReadRecord, NoRecord> {
        let evidence = json!({ "source": "pack.cbor", "registry_asked": false, "roots": [], "snapshots": [] });
        let record = json!({ "program": "hezheng 0.1.0", "checked_at": "2026-06-10T02:00:00Z", "fallback_fonts": true,
            "evidence": evidence, "counts": counts, "results": results });
        ReadRecord::parse(record.to_string().as_bytes())
    }

    #[test]
    fn a_record_whose_counts_are_not_those_of_its_results_is_none() {
        let counts = |valid| json!({ "valid": valid, "invalid": 0, "indeterminate": 0, "could_not_run": 1 });
        let results = json!([
            { "input": "a.pdf", "outcome": "valid", "reason": null },
            { "input": "b.pdf", "error": { "code": "unreadable", "message": "damaged" } },
        ]);
        assert!(record(&counts(1), &results).is_ok());
        assert_eq!(record(&counts(2), &results).err(), Some(NoRecord::Counts));
        for wrong in [json!({ "input": "a.pdf" }), json!({ "input": "a.pdf", "outcome": "perhaps" })] {
            assert_eq!(record(&counts(1), &json!([wrong])).err(), Some(NoRecord::Form));
        }
    }

    #[test]
    fn a_record_has_so_many_results_and_no_more() {
        for (rows, allowed) in [(REPORT_ROWS, true), (REPORT_ROWS + 1, false)] {
            let results: Vec<Value> = vec![json!({ "input": "a", "outcome": "valid" }); rows];
            let counts = json!({ "valid": rows, "invalid": 0, "indeterminate": 0, "could_not_run": 0 });
            assert_eq!(record(&counts, &json!(results)).is_ok(), allowed);
        }
    }
}
