//! `hezheng inspect`: shows what is in a file, item by item, and verifies nothing.

use crate::cannot_run::CannotRun;
use crate::diagnostic;
use crate::input::{Input, read_file};
use crate::language::Lang;
use crate::presented;
use crate::report_text::label;
use crate::shapes::{self, Shape};
use crate::verdict_words::Both;
use crate::words::rule;
use hezheng_core::cbor::{CborError, Head, Reader};
use hezheng_core::ids::to_hex;
use hezheng_core::limits::PACK_BYTES;
use std::io::Write as _;
use std::process::ExitCode;

/// Shows the structure of a certificate, trust bundle, snapshot, order, receipt or pack. Nothing is verified.
#[derive(clap::Args, Debug)]
pub(crate) struct InspectArguments {
    /// PDF, PNG or JPEG file, QR code text or a file with it, any of our signed objects, or `-` for standard input
    #[arg(value_name = "INPUT")]
    input: String,
}

/// Runs the command.
pub(crate) fn run(args: &InspectArguments, lang: Lang) -> ExitCode {
    let shown = object(&args.input).map(|bytes| describe(&bytes, lang));
    match shown {
        Ok(Ok(text)) => {
            // Where nobody reads any more there is nobody to tell.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Ok(Err(message)) => {
            let _ = writeln!(std::io::stderr(), "{} {message}", label(&args.input));
            ExitCode::from(2)
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{}", error.message(lang));
            ExitCode::from(2)
        }
    }
}

/// The bytes of the object in an input: a pack may be larger than what `verify` reads.
fn object(argument: &str) -> Result<Vec<u8>, CannotRun> {
    let input = match Input::read(argument, &mut std::io::stdin().lock()) {
        Err(CannotRun::TooLarge(..)) if argument != "-" => Input::Statement(read_file(argument, PACK_BYTES as u64)?),
        input => input?,
    };
    Ok(presented::find(input, &label(argument))?.statement().unwrap_or_default())
}

/// What an object says of itself, in words and in diagnostic notation.
///
/// # Errors
/// A sentence, where the bytes are not what any object of ours is written in.
pub(crate) fn describe(bytes: &[u8], lang: Lang) -> Result<String, String> {
    let (name, shape) =
        kind(bytes).unwrap_or((Both { zh: "不是已知的种类", en: "no kind that is known" }, &Shape::Plain));
    let notation = diagnostic::notation(bytes, shape, lang).map_err(|error| not_ours(bytes, error, lang))?;
    let name = name.pick(lang);
    let title = match lang {
        Lang::Zh => format!("{name}，{} 字节", bytes.len()),
        Lang::En => format!("{name}, {} bytes", bytes.len()),
    };
    let warning = lang.pick(
        "这里没有核验任何内容：以下只是文件自己所说的，可能是伪造的。核验请用 hezheng verify。",
        "Nothing is verified here: what follows is only what the file says, and may be forged. To check it: hezheng verify",
    );
    Ok(format!("{title}\n{warning}\n\n{notation}"))
}

fn not_ours(bytes: &[u8], error: CborError, lang: Lang) -> String {
    if bytes.is_empty() {
        return lang
            .pick(
                "是空的，或不含本系统的内容。请检查是否给错了文件。",
                "is empty, or holds nothing of this system. Check that this is the right file.",
            )
            .into();
    }
    let rule = rule::cbor(lang, error);
    let start = to_hex(bytes.get(..32).unwrap_or(bytes));
    match lang {
        Lang::Zh => format!("不是本系统的文件（{rule}；开头为 {start}）。请检查是否给错了文件。"),
        Lang::En => {
            format!("is no object of this system ({rule}; it begins with {start}). Check that this is the right file.")
        }
    }
}

/// Which object these bytes seem to be, by their own word.
fn kind(bytes: &[u8]) -> Option<(Both, &'static Shape)> {
    let both = |zh, en| Both { zh, en };
    let mut reader = Reader::new(bytes);
    match reader.head().ok()? {
        Head::Array(3) => Some((both("核验数据包", "Pack"), &shapes::PACK)),
        Head::Tag(18) => {
            reader.tuple(4).ok()?;
            let mut protected = Reader::new(reader.bytes().ok()?);
            let is_countersigned = has_key(&mut reader, 11).is_some();
            let mut as_receipt = protected.clone();
            if has_key(&mut as_receipt, 395).is_some() {
                return Some((both("备案回执", "Receipt"), &shapes::RECEIPT));
            }
            let typ = has_key(&mut protected, 16).and_then(|mut value| value.unsigned().ok())?;
            Some(match (typ, is_countersigned) {
                (65_001, true) => (
                    both("已有备案签名的证书声明", "Statement (certificate) that bears a registration"),
                    &shapes::STATEMENT,
                ),
                (65_001, false) => (
                    both("没有备案签名的证书声明", "Statement (certificate) without a registration"),
                    &shapes::STATEMENT,
                ),
                (65_002, _) => (both("信任名录", "Trust bundle"), &shapes::BUNDLE),
                (65_003, _) => (both("吊销快照", "Revocation snapshot"), &shapes::SNAPSHOT),
                (65_004, true) => (both("已有批准签名的状态令", "Order that bears an approval"), &shapes::ORDER),
                (65_004, false) => (both("没有批准签名的状态令", "Order without an approval"), &shapes::ORDER),
                _ => return None,
            })
        }
        _ => None,
    }
}

/// Reads the map at the reader; a reader at the value of this key, if it is there.
fn has_key<'a>(reader: &mut Reader<'a>, wanted: i64) -> Option<Reader<'a>> {
    let mut found = None;
    let mut keys = reader.map().ok()?;
    while let Ok(Some(key)) = keys.next(reader) {
        if key == wanted {
            found = Some(reader.clone());
        }
        reader.item().ok()?;
    }
    found
}
