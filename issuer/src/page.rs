//! The PDF of a registered certificate, made from what was signed and written whole or not at all.

use crate::language::Lang;
use crate::page_words;
use crate::portrait::Portrait;
use crate::profile::{IdentityOnPage, Profile};
use crate::standing::Standing;
use crate::whole_file::{replace_whole, sync_folder};
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::number::{CertificateNumber, IdKind, IdentityNumber};
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement, with_receipts};
use hezheng_pdf::{CertificatePage, Fonts, RenderError, Template};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes PDFs and writes them into a folder.
pub struct Printer {
    /// The template.
    pub template: Template,
    /// Its fonts.
    pub fonts: Fonts,
    /// Where the page of a QR code lies.
    pub page: PageAddress,
    /// The institution's own seal, a PNG.
    pub seal: Option<Vec<u8>>,
    /// What is printed of the identity number.
    pub identity_on_page: IdentityOnPage,
    /// The folder for the PDFs.
    pub folder: PathBuf,
}

/// A PDF that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub file: PathBuf,
    /// The text of its QR code.
    pub qr_text: String,
    /// Its check code.
    pub check_code: String,
}

/// Why there is no PDF.
#[derive(Debug)]
pub enum PageError {
    /// Not a registered statement of ours.
    NotOurs,
    /// The portrait that was signed is not there.
    NoPortrait,
    /// It could not be laid out.
    Render(RenderError),
    /// It could not be written.
    Write(PathBuf, std::io::Error),
}

impl PageError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::NotOurs => lang
                .choose(
                    "日志里的记录不是本校签发的证书。请从备份恢复日志。",
                    "The journal's entry is not a certificate of this school; restore the journal from a backup.",
                )
                .into(),
            Self::NoPortrait => lang
                .choose(
                    "日志文件夹里没有签进证书的那张照片。请从备份恢复日志文件夹。",
                    "The portrait that was signed is not in the journal's folder; restore the folder from a backup.",
                )
                .into(),
            Self::Render(error) => page_words::problem(lang, error),
            Self::Write(path, error) => {
                let path = path.display();
                lang.choose(
                    format!("写不了 {path}（{error}）。证书已备案，不会丢；请检查磁盘，文件正开着的请先关闭，然后再运行一次。"),
                    format!("Cannot write {path} ({error}); the certificate is registered and not lost: check the disk, close the file if it is open somewhere, and run again."),
                )
            }
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for PageError {}

/// Which print of a certificate this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Print {
    /// The one that the trainee is given first.
    First,
    /// One that takes the place of a lost one, and says so.
    Reissued,
}

/// What a certificate is known by once it is registered.
struct Named {
    number: String,
    check_code: String,
    qr_text: String,
}

impl Printer {
    /// As a school's profile says, into this folder.
    #[must_use]
    pub fn of_school(profile: &Profile, fonts: Fonts, folder: &Path) -> Self {
        Self {
            fonts,
            template: profile.template.clone(),
            page: profile.page.clone(),
            seal: profile.seal.clone(),
            identity_on_page: profile.identity_on_page,
            folder: folder.into(),
        }
    }

    /// What stands on the page of a registered statement of ours, and what was signed; `id_text` is what the page shows of
    /// the identity number.
    pub(crate) fn page(
        &self,
        print: Print,
        registered: &[u8],
        (standing, key): (&Standing, &PublicKey),
        id_text: String,
        portrait: Option<&Portrait>,
    ) -> Result<(CertificatePage, Claims), PageError> {
        let statement = UnverifiedStatement::decode(registered).map_err(|_| PageError::NotOurs)?;
        let verified = statement.verify_signature(key).ok_or(PageError::NotOurs)?;
        let claims = verified.claims();
        let for_code = with_receipts(registered, &[]).map_err(|_| PageError::NotOurs)?;
        let named = Named {
            number: verified.number().to_string(),
            check_code: CheckCode::of(&verified.bare()).to_string(),
            qr_text: self.page.qr_text(&for_code),
        };
        if claims.portrait_sha256 != portrait.map(Portrait::sha256) {
            return Err(PageError::NoPortrait);
        }
        let page = self.certificate_page(named, claims, standing, id_text, portrait);
        Ok((CertificatePage { reissued: print == Print::Reissued, ..page }, claims.clone()))
    }

    /// Makes a certificate's PDF, unless the same is there already. Its name is durable once the folder is.
    pub(crate) fn print(&self, page: CertificatePage, registered: &[u8]) -> Result<Printed, PageError> {
        let pdf = hezheng_pdf::render(&self.template, &self.fonts, &page, registered).map_err(PageError::Render)?;
        let file_name = if page.reissued { reissued_file_name } else { file_name };
        let file = self.folder.join(file_name(&page.number, &page.holder));
        if !fs::read(&file).is_ok_and(|there| there == pdf) {
            replace_whole(&file, &pdf).map_err(|error| PageError::Write(file.clone(), error))?;
        }
        let CertificatePage { qr_text, check_code, .. } = page;
        Ok(Printed { file, qr_text, check_code })
    }

    /// The same for one certificate alone: its name is durable when this returns.
    pub(crate) fn print_durably(&self, page: CertificatePage, registered: &[u8]) -> Result<Printed, PageError> {
        let printed = self.print(page, registered)?;
        sync_folder(&self.folder).map_err(|error| PageError::Write(self.folder.clone(), error))?;
        Ok(printed)
    }

    /// Whether the page of these claims can be made: a certificate is signed and registered only then.
    pub(crate) fn check(
        &self,
        claims: &Claims,
        standing: &Standing,
        identity: &IdentityNumber,
        portrait: Option<&Portrait>,
    ) -> Result<(), RenderError> {
        // Every number and check code is of the same width, and QR codes of the same number of bytes need the same room.
        let named = Named {
            number: "0".repeat(20),
            check_code: "0000-0000-0000-0".into(),
            qr_text: self.page.qr_text(&vec![0x55; registered_size_bytes(claims, standing).unwrap_or(1)]),
        };
        let page = self.certificate_page(named, claims, standing, self.id_text(identity), portrait);
        hezheng_pdf::check(&self.template, &self.fonts, &page)
    }

    /// What a page shows of an identity number.
    pub(crate) fn id_text(&self, identity: &IdentityNumber) -> String {
        match self.identity_on_page {
            IdentityOnPage::Full => identity.full_number().into(),
            IdentityOnPage::LastFour => masked(identity),
        }
    }

    /// The same where the number itself is not at hand; `None` where the page needs it.
    pub(crate) fn id_text_without_number(&self, claims: &Claims) -> Option<String> {
        // Of the other kinds the length is not known, and so not how many characters are masked.
        let is_of_known_length = matches!(claims.id_kind, IdKind::ResidentId | IdKind::HmtResidence);
        let is_masked = self.identity_on_page == IdentityOnPage::LastFour && is_of_known_length;
        is_masked.then(|| mask(CITIZEN_CHARS, &claims.id_tail))
    }

    fn certificate_page(
        &self,
        named: Named,
        claims: &Claims,
        standing: &Standing,
        id_text: String,
        portrait: Option<&Portrait>,
    ) -> CertificatePage {
        CertificatePage {
            number: named.number,
            holder: claims.holder.clone(),
            id_kind: u8::try_from(claims.id_kind.code()).unwrap_or(9),
            id_text,
            programme: claims.programme.clone(),
            training: claims.training,
            issued: claims.issued,
            class_hours: claims.class_hours,
            occupation_code: claims.occupation_code.clone(),
            skill_level: claims.skill_level.and_then(|level| u8::try_from(level).ok()),
            class_filing: claims.class_filing.clone(),
            institution: standing.name_on(claims.issued).into(),
            authority: standing.authority_name.clone(),
            check_code: named.check_code,
            qr_text: named.qr_text,
            address: self.page.host().into(),
            portrait: portrait.map(|portrait| portrait.jpeg().to_vec()),
            seal: self.seal.clone(),
            reissued: false,
        }
    }
}

/// Characters of a 公民身份号码 (GB 11643-1999).
const CITIZEN_CHARS: usize = 18;

/// The bytes that a statement of these claims has once it is registered; `None` for claims that no statement can have.
fn registered_size_bytes(claims: &Claims, standing: &Standing) -> Option<usize> {
    let number = CertificateNumber::new(&standing.authority, claims.issued.year(), &standing.number, 1).ok()?;
    let draft = StatementDraft::new(Kid([0; 8]), &standing.uscc, &number, claims).ok()?;
    Some(draft.registered_size_bytes())
}

/// All but the last four characters as asterisks: the one mask everywhere.
pub(crate) fn masked(identity: &IdentityNumber) -> String {
    identity.masked()
}

fn mask(chars: usize, tail: &str) -> String {
    format!("{}{tail}", "*".repeat(chars.saturating_sub(4)))
}

/// The name of a certificate's PDF: number and holder, characters that no file system wants left out.
#[must_use]
pub fn file_name(number: &str, holder: &str) -> String {
    let holder: String = holder.chars().filter(|c| !c.is_control() && !r#"/\:*?"<>|."#.contains(*c)).take(30).collect();
    format!("{number}-{}.pdf", holder.trim())
}

/// The name of a certificate's PDF that was issued again: nobody takes it for the first.
#[must_use]
pub fn reissued_file_name(number: &str, holder: &str) -> String {
    let first = file_name(number, holder);
    format!("{}-补发.pdf", first.strip_suffix(".pdf").unwrap_or(&first))
}
