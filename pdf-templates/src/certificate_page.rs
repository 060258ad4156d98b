//! Everything that is printed for one certificate.

use hezheng_core::page::field::Facts;
use hezheng_core::time::Date;

/// Everything that is printed for one certificate. The caller has verified it; nothing here is judged, only printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificatePage {
    /// The certificate number.
    pub number: String,
    /// The holder's name.
    pub holder: String,
    /// The kind of identity document, as in the statement: 1 to 6, or 9.
    pub id_kind: u8,
    /// What to print of its number: all of it, or masked but for the tail. The caller decides.
    pub id_text: String,
    /// The training programme.
    pub programme: String,
    /// First and last day of training.
    pub training: (Date, Date),
    /// The day of issue.
    pub issued: Date,
    /// Class hours.
    pub class_hours: Option<u64>,
    /// The occupation code, `d-dd-dd-dd`.
    pub occupation_code: Option<String>,
    /// The skill level, 1 (highest) to 5.
    pub skill_level: Option<u8>,
    /// The class filing number.
    pub class_filing: Option<String>,
    /// The institution's name on the day of issue.
    pub institution: String,
    /// The name of the authority that registered the certificate.
    pub authority: String,
    /// The check code, with its hyphens.
    pub check_code: String,
    /// The text of the QR code, `https://HOST/c#DIGITS`.
    pub qr_text: String,
    /// The official address, in words.
    pub address: String,
    /// The holder's portrait: a JPEG file, embedded byte for byte.
    pub portrait: Option<Vec<u8>>,
    /// The institution's own picture of its seal: a PNG file.
    pub seal: Option<Vec<u8>>,
    /// Whether this is a certificate issued again (补发).
    pub reissued: bool,
}

/// Names no person, so that a page in an error or a log shows nothing private.
impl std::fmt::Debug for CertificatePage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificatePage").field("number", &self.number).finish_non_exhaustive()
    }
}

impl CertificatePage {
    /// What it says in words.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            number: &self.number,
            holder: &self.holder,
            id_kind: self.id_kind,
            id_text: &self.id_text,
            programme: &self.programme,
            training: self.training,
            issued: self.issued,
            class_hours: self.class_hours,
            occupation_code: self.occupation_code.as_deref(),
            skill_level: self.skill_level,
            class_filing: self.class_filing.as_deref(),
            institution: &self.institution,
            authority: &self.authority,
            check_code: &self.check_code,
            address: &self.address,
            reissued: self.reissued,
        }
    }
}
