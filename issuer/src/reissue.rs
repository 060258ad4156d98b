//! Reissue (补发): the page of a lost certificate, printed again with that mark. Number, statement and attachment are those
//! of the first print; nothing is signed and nothing registered, so no key is needed. The journal has the certificate, the
//! trust bundle the names, and the snapshots say whether it is still in force.

use crate::journal::{Event, Journal, JournalError};
use crate::language::Lang;
use crate::page::{PageError, Print, Printed, Printer};
use crate::print::portrait;
use crate::roster::Trainee;
use crate::standing::Standing;
use hezheng_core::key::PublicKey;
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Outcome, Presented, Reason, verify};
use std::fmt;

/// What a run needs.
pub struct Reissuing<'r> {
    /// The journal that the certificates were issued by.
    pub journal: &'r mut Journal,
    /// What makes the PDFs, and where they go.
    pub printer: &'r Printer,
    /// The root keys trusted.
    pub roots: &'r [PublicKey],
    /// The pack: names, and whether a certificate is in force.
    pub pack: &'r [u8],
    /// The roster, where full identity numbers are needed.
    pub trainees: &'r [Trainee],
    /// Now.
    pub now: Time,
}

/// A page that was printed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissued {
    /// The PDF.
    pub printed: Printed,
    /// Why the pack cannot confirm that the certificate is in force, where it cannot.
    pub unconfirmed: Option<Reason>,
}

/// Why no page was printed.
#[derive(Debug)]
pub enum ReissueError {
    /// The journal has no certificate of this number.
    Unknown(String),
    /// The certificate of the second number took its place.
    Replaced(String, String),
    /// It is not registered yet.
    NotRegistered(String),
    /// It is not in force, or not genuine.
    NotValid(String, Reason),
    /// No trust bundle in the pack is proved by the pinned root keys, or it does not know the institution.
    NotProved,
    /// The page needs the identity number, and no row of a roster has it.
    IdentityNumber(String),
    /// The page could not be made or written.
    Page(String, PageError),
    /// The journal could not be written.
    Journal(JournalError),
}

impl ReissueError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_number",
            Self::Replaced(..) => "superseded",
            Self::NotRegistered(_) => "not_registered",
            Self::NotValid(_, reason) => reason.code(),
            Self::NotProved => "not_proved",
            Self::IdentityNumber(_) => "identity_number",
            Self::Page(..) => "not_printable",
            Self::Journal(_) => "journal",
        }
    }

    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Unknown(number) => lang.choose(
                format!("{number}：本机的签发日志里没有这张证书。请核对序列号；若是在另一台电脑上签发的，请在那台电脑上补发。"),
                format!("{number}: the journal here has no certificate of this number; check it, or run this on the computer that issued it."),
            ),
            Self::Replaced(number, by) => lang.choose(
                format!("{number}：这张证书已由更正后的 {by} 替换，不能补发。请补发 {by}。"),
                format!("{number}: it was corrected, and {by} took its place, so it is not printed again; reissue {by}."),
            ),
            Self::NotRegistered(number) => lang.choose(
                format!("{number}：已签名但还没有备案成功，没有什么可补发。请先用原来的名册再运行 hezheng issue。"),
                format!("{number}: signed, but not registered yet, so there is nothing to print again; run hezheng issue with its roster first."),
            ),
            Self::NotValid(number, Reason::Superseded) => lang.choose(
                format!("{number}：这张证书已被更正后的新证书替换，不能补发。请补发新证书。"),
                format!("{number}: a corrected certificate took its place, so it is not printed again; reissue the new one."),
            ),
            Self::NotValid(number, reason) => lang.choose(
                format!("{number}：这张证书现在无效（{}），不能补发。如有疑问，请联系人社局。", reason.code()),
                format!("{number}: this certificate is not valid now ({}), so it is not printed again; ask the bureau.", reason.code()),
            ),
            Self::NotProved => lang
                .choose(
                    "数据包里的机构名录，不能由本机信任的根密钥证实，或者其中没有本校。请核对配置里的 roots 和数据包。",
                    "The list of institutions in the pack is not proved by the root keys trusted here, or lacks this school; check roots in the profile, and the pack.",
                )
                .into(),
            Self::IdentityNumber(number) => lang.choose(
                format!("{number}：打印这张证书需要完整的证件号码，而签发日志不保存它。请用 --roster 指定有这名学员的名册。"),
                format!("{number}: this page needs the full identity number, which the journal does not keep; name a roster with this trainee: --roster FILE"),
            ),
            Self::Page(number, error) => format!("{number}{}{}", lang.choose("：", ": "), error.message(lang)),
            Self::Journal(error) => error.message(lang),
        }
    }
}

impl fmt::Display for ReissueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for ReissueError {}

/// Prints the certificate of this number again.
///
/// # Errors
/// Why it was not printed.
pub fn reissue(run: &mut Reissuing<'_>, number: &str) -> Result<Reissued, ReissueError> {
    if let Some(by) = run.journal.replaced_by(number) {
        return Err(ReissueError::Replaced(number.into(), by.into()));
    }
    let issued = run.journal.numbered(number).map_err(ReissueError::Journal)?;
    let issued = issued.ok_or_else(|| ReissueError::Unknown(number.into()))?;
    let registered = issued.registered.ok_or_else(|| ReissueError::NotRegistered(number.into()))?;
    let of_page = |error| ReissueError::Page(number.into(), error);
    let statement = UnverifiedStatement::decode(&registered).map_err(|_| of_page(PageError::NotOurs))?;
    let pack = UnverifiedPack::decode(run.pack).map_err(|_| ReissueError::NotProved)?;
    let trust = Trust::follow(run.roots, &pack.bundles);
    let evidence = Evidence::collect(&trust, &pack.snapshots, run.now);
    let report = verify(Presented::Statement(&registered), &evidence, &trust, run.now);
    let unconfirmed = match (report.outcome, report.reason) {
        (Outcome::Invalid, Some(reason)) => return Err(ReissueError::NotValid(number.into(), reason)),
        (_, reason) => reason,
    };
    let (standing, key) = names(&statement, &trust).ok_or(ReissueError::NotProved)?;
    let claims = statement.unverified_claims();
    let id_text = run
        .printer
        .id_text_without_number(claims)
        .or_else(|| in_roster(run.trainees, claims).map(|trainee| run.printer.id_text(&trainee.identity)))
        .ok_or_else(|| ReissueError::IdentityNumber(number.into()))?;
    let portrait = portrait(run.journal, &registered).map_err(of_page)?;
    let names = (&standing, &key);
    let page = run.printer.page(Print::Reissued, &registered, names, id_text, portrait.as_ref()).map_err(of_page)?.0;
    let day = run.now.shanghai_day().to_string();
    run.journal.record(&Event::Reissued { number: number.into(), day }).map_err(ReissueError::Journal)?;
    let printed = run.printer.print_durably(page, &registered).map_err(of_page)?;
    Ok(Reissued { printed, unconfirmed })
}

/// The names that a certificate's page bears, and the key that signed it. A key that has ended since makes no page wrong.
pub(crate) fn names(statement: &UnverifiedStatement<'_>, trust: &Trust) -> Option<(Standing, PublicKey)> {
    Standing::of_signer(trust, statement.unverified_kid(), statement.unverified_claims().issued)
}

/// The one row that can be whom the certificate names.
pub(crate) fn in_roster<'t>(trainees: &'t [Trainee], claims: &Claims) -> Option<&'t Trainee> {
    let is_holder = |trainee: &&Trainee| {
        trainee.name == claims.holder
            && trainee.programme == claims.programme
            && trainee.training == claims.training
            && trainee.identity.kind() == claims.id_kind
            && trainee.identity.tail() == claims.id_tail
    };
    let mut rows = trainees.iter().filter(is_holder);
    rows.next().filter(|_| rows.next().is_none())
}
