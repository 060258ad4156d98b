//! The online check's addition (format.md section 8, `POST v1/verify`): whoever holds the authority's log compares the leaf
//! at the index that a registration names. A countersignature is only a promise; the log is the proof.

use crate::ids::LeafIndex;
use crate::log::Entry;
use crate::verify::findings::verdict;
use crate::verify::reason::{Check, CheckResult, Reason};
use crate::verify::report::Report;
use alloc::string::String;

impl Report {
    /// The code of the authority and the leaf of its log that the registration names. `None` where registration or
    /// consistency did not pass: then nothing is to be compared, and who countersigned is not who the number names.
    #[must_use]
    pub fn leaf_to_compare(&self) -> Option<(String, LeafIndex)> {
        let passed = |check| self.checks.iter().any(|c| c.check == check && c.result == CheckResult::Passed);
        let certificate = self.certificate.as_ref()?;
        let registered = self.evidence.registered?;
        let is_placed = passed(Check::Registration) && passed(Check::Consistency);
        is_placed.then(|| (certificate.number.authority().into(), registered.leaf))
    }

    /// This report, once the log was asked for the leaf of [`Report::leaf_to_compare`]: where the entry `found` there is
    /// not this registration, or there is none, the registration is a `bad_registration`.
    #[must_use]
    pub fn compared_with_log(mut self, found: Option<&[u8]>) -> Self {
        let Some((registered, certificate)) = self.evidence.registered.zip(self.certificate.as_ref()) else {
            return self;
        };
        // The statement hash covers the kid that the entry names too.
        let is_this = matches!(
            found.and_then(|bytes| Entry::decode(bytes).ok()),
            Some(Entry::Registration { time, statement, .. })
                if time == registered.time && statement == certificate.statement_hash
        );
        if !is_this {
            let registration = self.checks.iter_mut().find(|checked| checked.check == Check::Registration);
            registration.into_iter().for_each(|checked| checked.result = CheckResult::Failed(Reason::BadRegistration));
            self.evidence.registered = None;
            (self.outcome, self.reason) = verdict(&self.checks);
        }
        self
    }
}
