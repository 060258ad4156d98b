//! The text of a QR code: `https://HOST/c#DIGITS` (format.md section 4). The fragment never leaves the phone.

use alloc::string::String;
use alloc::vec::Vec;

/// Digits that a group of so many bytes takes; a full group is 7 bytes.
const DIGITS: [(usize, usize); 7] = [(7, 17), (6, 15), (5, 13), (4, 10), (3, 8), (2, 5), (1, 3)];
/// What parts the address of the page from the digits.
const PAGE: &[u8] = b"/c#";
const GROUP_BYTES: usize = 7;
const GROUP_DIGITS: usize = 17;

/// Why a text is not that of a QR code of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QrError {
    /// Not `https://HOST/c#DIGITS`.
    Form,
    /// A character that is no ASCII digit.
    Digit,
    /// A number of digits that no number of bytes gives.
    Length,
    /// A group whose value does not fit its bytes.
    Group,
}

/// The text of a QR code, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QrText<'t> {
    /// The host, with its port where there is one. Never a reason to trust anything.
    pub host: &'t str,
    /// The bytes of the registered statement.
    pub statement: Vec<u8>,
}

/// Where the page `/c` of a deployment lies: `https://HOST`, or `http://HOST` on this machine only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageAddress {
    origin: String,
}

impl PageAddress {
    /// Reads `https://HOST`, with a port where needed and no slash at its end.
    ///
    /// # Errors
    /// [`QrError::Form`].
    pub fn parse(origin: &str) -> Result<Self, QrError> {
        let host = split_scheme(origin).ok_or(QrError::Form)?;
        if is_host(host) { Ok(Self { origin: origin.into() }) } else { Err(QrError::Form) }
    }

    /// The host, with its port where there is one.
    #[must_use]
    pub fn host(&self) -> &str {
        split_scheme(&self.origin).unwrap_or("")
    }

    /// The text of a QR code that opens the page here and carries this registered statement.
    #[must_use]
    pub fn qr_text(&self, statement: &[u8]) -> String {
        alloc::format!("{}/c#{}", self.origin, encode_digits(statement))
    }
}

/// Takes the text of a QR code apart.
///
/// # Errors
/// What is wrong with it.
pub fn parse_qr_text(text: &str) -> Result<QrText<'_>, QrError> {
    let (origin, digits) = split_at_page(text).ok_or(QrError::Form)?;
    let host = split_scheme(origin).filter(|host| is_host(host)).ok_or(QrError::Form)?;
    if digits.is_empty() {
        return Err(QrError::Form);
    }
    Ok(QrText { host, statement: decode_digits(digits)? })
}

/// Takes apart what a scanner or a person gives: the whole text of a QR code, or its digits alone, which some readers and
/// notes are cut down to. Digits alone name no host.
///
/// # Errors
/// What is wrong with it.
pub fn parse_scanned(text: &str) -> Result<(Option<&str>, Vec<u8>), QrError> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return decode_digits(text).map(|statement| (None, statement));
    }
    parse_qr_text(text).map(|qr| (Some(qr.host), qr.statement))
}

/// What stands before the first `/c#`, and after it. The library's own search takes texts of any length, and prints where that
/// fails: some kilobytes of each phone's download.
pub(crate) fn split_at_page(text: &str) -> Option<(&str, &str)> {
    let place = text.as_bytes().windows(PAGE.len()).position(|window| window == PAGE)?;
    Some((text.get(..place)?, text.get(place + PAGE.len()..)?))
}

/// What follows `https://`, or `http://` where it is this machine: demos may do without TLS.
fn split_scheme(origin: &str) -> Option<&str> {
    let is_local =
        |host: &&str| matches!(host.split_once(':').map_or(*host, |(name, _)| name), "127.0.0.1" | "localhost");
    origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://").filter(is_local))
}

/// A name or address and an optional port; no user, no path.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}

/// Bytes as decimal digits: each group of 7 bytes, big-endian, as 17 digits, a shorter last group as fewer.
#[must_use]
pub fn encode_digits(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 5 / 2);
    for group in bytes.chunks(GROUP_BYTES) {
        let value = group.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let width = DIGITS.iter().find(|(bytes, _)| *bytes == group.len()).map_or(0, |(_, width)| *width);
        digits.push_str(&alloc::format!("{value:0width$}"));
    }
    digits
}

/// The bytes that these digits stand for.
///
/// # Errors
/// What is wrong with the digits.
pub fn decode_digits(digits: &str) -> Result<Vec<u8>, QrError> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(QrError::Digit);
    }
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for group in digits.as_bytes().chunks(GROUP_DIGITS) {
        let (count, _) = DIGITS.iter().find(|(_, width)| *width == group.len()).ok_or(QrError::Length)?;
        let value = group.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        if value >> (8 * count) != 0 {
            return Err(QrError::Group);
        }
        bytes.extend(value.to_be_bytes().iter().skip(8 - count));
    }
    Ok(bytes)
}
