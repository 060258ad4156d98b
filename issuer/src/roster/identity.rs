//! The identity document of a row: its kind, from a column or from the number itself, and its number.

use hezheng_core::number::{IdKind, IdentityError, IdentityNumber, kinds_proved_by};

use super::clean::clean;
use super::rule::Rule;
use super::sheet::Cell;

/// A spreadsheet keeps 15 significant digits; a number from here on has lost some.
const FIRST_INEXACT: f64 = 1e15;
/// The first two digits of GB/T 2260 codes, mainland and Taiwan.
const PROVINCES: [&str; 32] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
];

/// Reads the number; `kind` is what the roster's column for the document says, where there is one.
pub(super) fn read(number: &Cell, kind: Option<IdKind>) -> Result<IdentityNumber, Rule> {
    let typed = plain(&number.text(), kind);
    if typed.is_empty() {
        return Err(Rule::IdNumberMissing);
    }
    if matches!(number, Cell::Number(value) if value.abs() >= FIRST_INEXACT) || is_scientific(&typed) {
        return Err(Rule::IdNumberStoredAsNumber);
    }
    if typed.contains('*') && kind != Some(IdKind::Other) {
        return Err(Rule::IdNumberMasked);
    }
    let kind =
        kind.or_else(|| kinds_proved_by(&typed).next()).or_else(|| meant_as(&typed)).ok_or(Rule::IdKindNeeded)?;
    IdentityNumber::parse(kind, &typed).map_err(|error| match (number, error) {
        (Cell::Number(_), IdentityError::Length { .. }) => Rule::IdNumberStoredAsNumber,
        (_, error) => Rule::IdNumber { kind, error },
    })
}

/// Reads the name of a document; `None` where the cell is blank.
pub(super) fn read_kind(typed: &str) -> Result<Option<IdKind>, Rule> {
    let name = clean(typed).replace(' ', "");
    let names = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let kind = if name.is_empty() {
        return Ok(None);
    } else if names(&["永久居留"]) {
        IdKind::ForeignerPermanent
    } else if names(&["居住证"]) {
        IdKind::HmtResidence
    } else if names(&["大陆通行证", "台胞证"]) {
        IdKind::TaiwanPermit
    } else if names(&["内地通行证", "回乡证"]) {
        IdKind::HmtPermit
    } else if names(&["护照"]) {
        IdKind::Passport
    } else if names(&["身份证"]) {
        IdKind::ResidentId
    } else if names(&["其他", "其它"]) {
        IdKind::Other
    } else {
        return Err(Rule::IdKindUnknown);
    };
    Ok(Some(kind))
}

/// The first two digits of a resident's number where no province has them.
pub(super) fn unknown_province(identity: &IdentityNumber) -> Option<&str> {
    let province = identity.full_number().get(..2)?;
    (identity.kind() == IdKind::ResidentId && !PROVINCES.contains(&province)).then_some(province)
}

/// The number without what typing adds to it. Documents of kind 9 keep their spaces and their case.
pub(super) fn plain(typed: &str, kind: Option<IdKind>) -> String {
    let number = clean(typed);
    if kind == Some(IdKind::Other) { number } else { number.replace(' ', "").to_uppercase() }
}

/// What somebody who typed this many digits must have had in hand, though the number is wrong.
fn meant_as(number: &str) -> Option<IdKind> {
    let digits = number.strip_suffix('X').unwrap_or(number);
    if digits.len() < 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(match number.get(..2) {
        Some("81" | "82" | "83") => IdKind::HmtResidence,
        Some(prefix) if prefix.starts_with('9') => IdKind::ForeignerPermanent,
        _ => IdKind::ResidentId,
    })
}

/// `1.30102E+17`: a text file saved from a number cell.
fn is_scientific(number: &str) -> bool {
    let Some((digits, exponent)) = number.split_once("E+") else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(&digits.replacen('.', "", 1)) && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(number: &str, kind: Option<IdKind>) -> Result<(String, u64), Rule> {
        read(&Cell::Text(number.into()), kind).map(|read| (read.full_number().into(), read.kind().code()))
    }

    #[test]
    fn numbers_are_read_whatever_typing_added() {
        for typed in [
            "13010220000229000X",
            " 130102 20000229 000x",
            "'13010220000229000X",
            "１３０１０２２００００２２９０００Ｘ",
        ] {
            assert_eq!(read_text(typed, None), Ok(("13010220000229000X".into(), 1)), "{typed}");
        }
    }

    #[test]
    fn number_cells_lose_digits_and_are_refused() {
        let lost = Err(Rule::IdNumberStoredAsNumber);
        assert_eq!(read(&Cell::Number(130_102_199_806_010_000.0), None), lost);
        assert_eq!(read(&Cell::Number(7_526_455.0), Some(IdKind::TaiwanPermit)), lost);
        assert!(read(&Cell::Number(17_526_455.0), Some(IdKind::TaiwanPermit)).is_ok());
        for typed in ["1.30102E+17", "1.30102e+17", "1E+17"] {
            assert_eq!(read_text(typed, None), Err(Rule::IdNumberStoredAsNumber));
        }
    }

    #[test]
    fn the_document_is_guessed_only_where_the_number_proves_it() {
        assert_eq!(read_text("820000199001010002", None).map(|read| read.1), Ok(2));
        for typed in ["H08544973", "07526455", "E06213473", "H12"] {
            assert_eq!(read_text(typed, None), Err(Rule::IdKindNeeded));
        }
        assert_eq!(read_text("H08544973", Some(IdKind::HmtPermit)).map(|read| read.1), Ok(4));
        let short = IdentityError::Length { chars: 17 };
        assert_eq!(
            read_text("13110220000512000", None),
            Err(Rule::IdNumber { kind: IdKind::ResidentId, error: short })
        );
        assert_eq!(read_text("1301**********000X", None), Err(Rule::IdNumberMasked));
    }

    #[test]
    fn documents_are_known_by_their_names() {
        for (name, code) in [
            ("居民身份证", 1),
            ("二代身份证", 1),
            ("港澳台居民居住证", 2),
            ("外国人永久居留身份证", 3),
            ("港澳居民来往内地通行证", 4),
            ("回乡证", 4),
            ("台湾居民来往大陆通行证", 5),
            ("台胞证", 5),
            ("护照(外国)", 6),
            ("其他", 9),
        ] {
            assert_eq!(read_kind(name).ok().flatten().map(IdKind::code), Some(code), "{name}");
        }
        assert_eq!(read_kind(" "), Ok(None));
        assert_eq!(read_kind("往来港澳通行证"), Err(Rule::IdKindUnknown));
    }
}
