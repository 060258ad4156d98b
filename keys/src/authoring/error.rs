//! Why an entry in the book, or a bundle from it, was refused: each in one sentence.

use super::records::KeyRecord;
use hezheng_core::Malformed;
use hezheng_core::ids::Kid;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::text::TextError;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleRefusal;

/// Why the book did not change, or no bundle was made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself, in its sentence, what its fields are")]
pub enum AuthoringError {
    #[error("the book cannot be read ({0}); put the line named right, or take the book from a backup")]
    UnreadableBook(String),
    #[error("the book is of the format {0:?}, which this version does not know; use the version that wrote it")]
    BookFormat(String),
    #[error("the book contradicts itself at {0}; it was edited by hand: take it from a backup")]
    Contradiction(String),
    #[error("the {field} cannot be used in a bundle; write it as plain text of the length allowed")]
    Text { field: &'static str, error: TextError },
    #[error("there is no authority {0} in the book; add it first with: hezheng trust add-authority")]
    UnknownAuthority(AuthorityCode),
    #[error("the authority {0} is in the book already; nothing needs to be added")]
    AuthorityExists(AuthorityCode),
    #[error(
        "{0:?} cannot be a base URL: it needs https (http only for 127.0.0.1 and localhost), a host, and no / at its end"
    )]
    BaseUrl(String),
    #[error("{0:?} cannot be the origin of a log: it needs a name without spaces and without +")]
    LogOrigin(String),
    #[error("{0:?} belongs to the authority {1} already; each has its own")]
    AddressTaken(String, AuthorityCode),
    #[error(
        "there is no institution {uscc} at the authority {authority}; add it first with: hezheng trust add-institution"
    )]
    UnknownInstitution { uscc: Uscc, authority: AuthorityCode },
    #[error("there is no institution {0} in the book; add it first with: hezheng trust add-institution")]
    UnknownUscc(Uscc),
    #[error("the institution {uscc} is in the book already, at the authority {authority}; rename or move it instead")]
    InstitutionExists { uscc: Uscc, authority: AuthorityCode },
    #[error("the number {number} at the authority {authority} is {holder}'s; give another")]
    NumberTaken { number: InstitutionNumber, authority: AuthorityCode, holder: String },
    #[error("a new name must begin after the last one did, on {0}; give a later day")]
    NameNotLater(Date),
    #[error(
        "there is no officer {staff_code} at the authority {authority}; add the person first with: hezheng trust add-officer"
    )]
    UnknownOfficer { authority: AuthorityCode, staff_code: String },
    #[error("the staff code {staff_code} is {name}'s already; a staff code names one person")]
    StaffCodeTaken { staff_code: String, name: String },
    #[error(
        "{name} is in the book with the staff code {known}; with two codes one person could approve an own order; \
         if this is another person of that name, say --another-person"
    )]
    StaffCodeDiffers { name: String, known: String },
    #[error("a key needs at least one use or role, each named once")]
    NoUse,
    #[error("a root, service or witness key needs the name of the person who holds it; say it with: --person")]
    PersonMissing,
    #[error(
        "the key {} was entered on {} for {} and can never be used again; make a new one with: hezheng keys new",
        known.kid, known.entered, known.owner()
    )]
    KeyUsed { known: Box<KeyRecord> },
    #[error("signatures with this public key cannot be trusted; make a new key with: hezheng keys new")]
    UnusableKey,
    #[error("there is no key {0} in the book; hezheng trust show lists them")]
    UnknownKey(Kid),
    #[error("the key {0} is a root key; those change with: hezheng trust rotate")]
    IsRoot(Kid),
    #[error("the key {0} is not a root key in force; hezheng trust show lists them")]
    NotRoot(Kid),
    #[error("the key {0} is an officer's, which no leaf index cuts off; end it with: hezheng trust end-key")]
    OfficerKeyNotDistrusted(Kid),
    #[error(
        "{given} is past (it is {now}); a change of the past would touch what was signed since: \
         give a later time, and cut a stolen key off with: hezheng trust distrust-key"
    )]
    InThePast { given: Time, now: Time },
    #[error("the key ends at {current} already; an end can be brought forward, never put off")]
    EndNotEarlier { current: Time },
    #[error("the key counts from {from} on; it cannot end before")]
    EndBeforeBeginning { from: Time },
    #[error(
        "the key is distrusted from leaf {current} on already; the place can be moved forward to an earlier leaf only"
    )]
    DistrustNotEarlier { current: u64 },
    #[error("the key {0} is a witness's, which no leaf index cuts off; end it with: hezheng trust end-key")]
    WitnessKeyNotDistrusted(Kid),
    #[error("{0:?} cannot be the name of a witness: it needs a name without spaces and without +")]
    WitnessName(String),
    #[error("the witness {name} has the key {kid} in force; end that one first, or one witness would count twice")]
    WitnessKeyInForce { name: String, kid: Kid },
    #[error(
        "{needed} witnesses cannot be asked for where {witnesses} are in force; \
         enter more with: hezheng trust add-key --role witness, or ask for fewer with: hezheng trust ask-witnesses"
    )]
    QuorumTooLarge { needed: u64, witnesses: u64 },
    #[error("a bundle needs at least one root key, or no other could ever follow it")]
    NoRootLeft,
    #[error("a bundle lives 1 to 100 days, not {0}")]
    Lifetime(u64),
    #[error("the clock says {now}, which is before the last bundle was issued, at {last}; set it right")]
    ClockBehind { last: Time, now: Time },
    #[error("the key {0} is no root key that verifiers trust now; sign with one that the last bundle lists")]
    NotTrustedRoot(Kid),
    #[error("the key {0} signed this bundle already; the second signature must be another root key's")]
    SameRootTwice(Kid),
    #[error("this bundle needs no second signature; nothing is to be done")]
    NoSecondNeeded,
    #[error("this bundle is not what the book says now; sign a new one")]
    BookChangedSince,
    #[error("{0} is in the last bundle but not in the book; nothing may be removed: take the book from a backup")]
    Removed(String),
    #[error("{0} was changed in the book in a way that no later bundle may; take the book from a backup")]
    Altered(String),
    #[error("bundle {version} beside the book is missing or is not the one that was signed; take it from a backup")]
    BundleFile { version: u64 },
    #[error("what the book says cannot be put into a bundle; this is a fault of the program or of an edited book")]
    Unencodable(Malformed),
    #[error("a verifier would refuse the bundle just made; nothing was published; report this fault")]
    OwnOutput(BundleRefusal),
    #[error("these bytes are no trust bundle; name the file that hezheng trust sign wrote")]
    NotABundle(Malformed),
    #[error("this is no draft of a bundle, or it asks for nothing or for too much; have the bureau prepare it again")]
    NotADraft,
    #[error(
        "the draft was made from bundle {draft}, and the newest is {newest}; what it asks for may be done or changed: \
         have the bureau prepare it again"
    )]
    DraftOfAnother { draft: u64, newest: u64 },
    #[error("the draft is not signed by an officer of the bureau whose key {0} counts now; ask the bureau who made it")]
    DraftSigner(Kid),
    #[error("the key {0} is not of an officer or institution of the bureau that asks; only the province changes it")]
    NotTheirs(Kid),
}
