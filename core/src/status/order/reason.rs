//! Why an order was given: the reasons of format.md section 6, with their codes and names.

/// Why an order was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the reason of that name in format.md section 6")]
pub enum Reason {
    Other,
    NoExamHeld,
    FalseIdentity,
    IneligibleTrainee,
    FalseTrainingRecord,
    Sold,
    WrongData,
    KeyCompromised,
    AskedByHolder,
}

impl Reason {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Other, "other"),
        (Self::NoExamHeld, "no-exam-held"),
        (Self::FalseIdentity, "false-identity"),
        (Self::IneligibleTrainee, "ineligible-trainee"),
        (Self::FalseTrainingRecord, "false-training-record"),
        (Self::Sold, "sold"),
        (Self::WrongData, "wrong-data"),
        (Self::KeyCompromised, "key-compromised"),
        (Self::AskedByHolder, "asked-by-holder"),
    ];

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).map(|(reason, _)| *reason)
    }

    /// The code of this reason.
    #[must_use]
    pub fn code(self) -> u64 {
        self as u64
    }

    /// The reason of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(reason, _)| *reason)
    }

    /// Its name, as the command line and reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("other", |(_, name)| name)
    }

    /// All names, in the order of their codes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, name)| *name)
    }
}
