//! The report of a run that is kept: a machine-readable record, JSON, and a PDF whose pages say what the record says and
//! which carries it, signed where somebody signs. The pages are made of the record and nothing else, so that whoever has
//! the file can make them again and compare.

mod evidence;
mod limits;
mod page;
mod record;
mod rows;
mod said;

pub(crate) use limits::{REPORT_FILE_BYTES, REPORT_ROWS};
pub(crate) use record::{ReadRecord, Record};

use hezheng_core::ids::Kid;
use hezheng_core::signed_report::SignedReportDraft;
use hezheng_keys::{PrivateKey, Signer};
use hezheng_pdf::listing::{Attachment, Listing, missing_font, render_listing};
use hezheng_pdf::{Fonts, Template};

/// The name of the record in a PDF that somebody signed.
pub(crate) const SIGNED: &str = "verification-report.cose";
/// Its name where nobody did.
pub(crate) const UNSIGNED: &str = "verification-report.json";

/// Why pages could not be made of a record: the program's or the system's fault, in words for whoever mends it.
pub(crate) type CannotPrint = String;

/// The PDF of a record, signed where there is a key.
///
/// # Errors
/// Where no file can be made.
pub(crate) fn pdf(record: &Record<'_>, key: Option<&PrivateKey>) -> Result<Vec<u8>, CannotPrint> {
    let written = |fonts| {
        let json = record.json(fonts).to_string().into_bytes();
        let attachment = match key {
            None => json.clone(),
            Some(key) => {
                let draft = SignedReportDraft::new(key.kid(), &json);
                draft.finish(&key.sign(&draft.to_be_signed()))
            }
        };
        (json, attachment)
    };
    let kid = key.map(Signer::kid);
    let (json, attachment) = written(FontsUsed::All);
    let listing = listing(&json, kid, attachment)?;
    if missing_font(&fonts(FontsUsed::All)?, &listing).is_none() {
        return render(&listing, FontsUsed::All);
    }
    // Where a fallback font is not installed none is used, and the record says so: made again elsewhere, the pages are the same.
    let (json, attachment) = written(FontsUsed::BuiltIn);
    render(&self::listing(&json, kid, attachment)?, FontsUsed::BuiltIn)
}

/// The PDF that a record and its signer's kid give, made again around the attachment as it came.
///
/// # Errors
/// Where no file can be made here, for want of a font.
pub(crate) fn again(record: &ReadRecord, kid: Option<Kid>, attachment: Vec<u8>) -> Result<Vec<u8>, CannotPrint> {
    let listing = page::listing(record, kid, self::attachment(kid, attachment));
    match missing_font(&fonts(record.fonts())?, &listing) {
        Some(font) if record.fonts() == FontsUsed::All => Err(font.to_string()),
        _ => render(&listing, record.fonts()),
    }
}

/// Which fonts the pages are set in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FontsUsed {
    /// The built-in one, and those of the system for rare characters.
    All,
    /// The built-in one alone.
    BuiltIn,
}

fn listing(json: &[u8], kid: Option<Kid>, attachment: Vec<u8>) -> Result<Listing, CannotPrint> {
    let record = ReadRecord::parse(json).map_err(|error| format!("{error:?}"))?;
    Ok(page::listing(&record, kid, self::attachment(kid, attachment)))
}

fn attachment(kid: Option<Kid>, bytes: Vec<u8>) -> Attachment {
    let (name, mime, description) = match kid {
        Some(kid) => (SIGNED, "application/cose", format!("核验报告的机读内容，由密钥 {kid} 签名 (COSE)")),
        None => (UNSIGNED, "application/json", "核验报告的机读内容，未签名 (JSON)".to_owned()),
    };
    Attachment { name, mime, description, bytes }
}

fn fonts(used: FontsUsed) -> Result<Fonts, CannotPrint> {
    let template = Template::built_in().map_err(|error| error.to_string())?;
    let fonts = match used {
        FontsUsed::All => Fonts::from_system(&template),
        FontsUsed::BuiltIn => Fonts::from_bytes(&template, Vec::new()),
    };
    fonts.map_err(|error| error.to_string())
}

fn render(listing: &Listing, used: FontsUsed) -> Result<Vec<u8>, CannotPrint> {
    render_listing(&fonts(used)?, listing).map_err(|error| error.to_string())
}
