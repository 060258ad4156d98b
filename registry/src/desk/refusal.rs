//! What is wrong with a request at the desk.

/// The rule that it breaks. Nothing here can hold personal data: a person is named by the row of the roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum DeskRefusal {
    /// A value is not what it must be; its member's name.
    Value(&'static str),
    /// A person's name or identity number breaks a rule; the row, from 1, and which of the two.
    RosterRow(usize, &'static str),
    /// The person of this row, from 1, stands in an earlier one, from 1.
    RosterTwice(usize, usize),
    /// The programme is not in the catalogue, or not for these days.
    ProgrammeNotListed,
    /// The institution is not in the catalogue, is not open, or may not teach this programme.
    MayNotTeach,
    /// The class begins sooner than so many days after today.
    FiledTooLate(u64),
    /// The id was used for another class.
    ClassIdTaken,
    /// There is no class, flag or key by this name for who asks.
    Unknown,
    /// What is asked cannot follow the state that the class is in.
    ClassState(&'static str),
    /// The class has not ended.
    ClassNotEnded,
    /// Certificates of the class were issued.
    CertificatesIssued(u64),
    /// Somebody else changed it meanwhile: the version that is in force.
    Version(u64),
    /// The policy cannot be taken: which rule, or which member.
    Policy(&'static str),
    /// The flag was decided.
    FlagDecided,
    /// The order would change no certificate.
    NothingToChange,
    /// The person's data is kept no longer.
    PersonGone,
    /// A notice would list nobody.
    NobodyToList,
    /// What is asked cannot follow the state that the order is in.
    DraftState(&'static str),
    /// What is asked cannot follow the state that the registration is in.
    HeldState(&'static str),
    /// A rule that the officer did not approve holds the registration too.
    HeldByMore(&'static str),
    /// The order, or its approval, is not signed by the key that signed the request.
    OtherOfficer,
}
