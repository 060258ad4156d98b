//! The QR symbol of format.md section 4: a byte segment up to `#`, a numeric segment for the digits, level M, the
//! smallest version that holds both.

use qrcode::bits::Bits;
use qrcode::canvas::Canvas;
use qrcode::ec::construct_codewords;
use qrcode::types::{Mode, QrResult};
use qrcode::{Color, EcLevel, Version};

use crate::qr_mask::best_mask;

/// Modules of white that a symbol needs on every side.
pub const QUIET_ZONE_MODULES: usize = 4;

/// A symbol: its version and its modules, row by row, dark ones true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrSymbol {
    /// 1 to 40.
    pub version: u8,
    /// Modules on a side, without the quiet zone.
    pub width: usize,
    modules: Vec<bool>,
}

/// Why there is no symbol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Not `…#DIGITS`.
    #[error("the text of the QR code is not https://HOST/c#DIGITS")]
    Text,
    /// Longer than version 40 holds.
    #[error("the text of the QR code is too long: {0} characters")]
    TooLong(usize),
}

impl QrSymbol {
    /// The symbol of a text `https://HOST/c#DIGITS`.
    ///
    /// # Errors
    /// A text without `#` followed by digits only, or one that no symbol holds.
    pub fn encode(text: &str) -> Result<Self, QrError> {
        let (address, digits) = text.split_once('#').ok_or(QrError::Text)?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || !address.is_ascii() {
            return Err(QrError::Text);
        }
        let prefix = text.get(..=address.len()).ok_or(QrError::Text)?;
        let too_long = |_| QrError::TooLong(text.len());
        let number = smallest_version(prefix.len(), digits.len()).ok_or(QrError::TooLong(text.len()))?;
        let version = Version::Normal(number);
        let codewords = codewords(version, prefix, digits).map_err(too_long)?;
        let width = usize::try_from(version.width()).unwrap_or(0);
        let modules = masked(version, width, &codewords).into_colors();
        let modules = modules.into_iter().map(|colour| colour == Color::Dark).collect();
        Ok(Self { version: u8::try_from(number).unwrap_or(u8::MAX), width, modules })
    }

    /// The rows from the top, dark modules true.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks(self.width.max(1))
    }
}

/// Data and error correction.
struct Codewords {
    data: Vec<u8>,
    correction: Vec<u8>,
}

fn codewords(version: Version, prefix: &str, digits: &str) -> QrResult<Codewords> {
    let mut bits = Bits::new(version);
    bits.push_byte_data(prefix.as_bytes())?;
    bits.push_numeric_data(digits.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    let (data, correction) = construct_codewords(&bits.into_bytes(), version, EcLevel::M)?;
    Ok(Codewords { data, correction })
}

fn masked(version: Version, width: usize, codewords: &Codewords) -> Canvas {
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&codewords.data, &codewords.correction);
    canvas.apply_mask(best_mask(&canvas, width));
    canvas
}

fn smallest_version(byte_count: usize, digit_count: usize) -> Option<i16> {
    (1..=40).find(|number| {
        let version = Version::Normal(*number);
        let segment = |mode: Mode, length: usize| {
            let counter = mode.length_bits_count(version);
            let countable = length < 1 << counter;
            countable.then(|| version.mode_bits_count() + counter + mode.data_bits_count(length))
        };
        match (segment(Mode::Byte, byte_count), segment(Mode::Numeric, digit_count)) {
            (Some(bytes), Some(digits)) => {
                Bits::new(version).max_len(EcLevel::M).is_ok_and(|room| bytes + digits <= room)
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of every version, and many of those that certificates have; the digits are without order, and the same in
    /// every run.
    fn texts() -> Vec<String> {
        let digits = |seed: u64, count: u64| -> String {
            let mix = |place: u64| (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15 ^ seed).wrapping_pow(3) >> 40;
            (0..count).map(|place| (mix(place) % 10).to_string()).collect()
        };
        let of_all_lengths = (1..600).step_by(17).chain((600..5_500).step_by(103)).map(|count| digits(count, count));
        let of_certificates = (0..150).map(|seed| digits(seed, 650 + 3 * seed));
        let addressed = of_all_lengths.chain(of_certificates).map(|digits| format!("https://zs.example.cn/c#{digits}"));
        addressed.chain(["c#1".into(), format!("c#{}", "0".repeat(50)), format!("c#{}", "8".repeat(2_000))]).collect()
    }

    #[test]
    fn the_mask_is_the_one_that_the_qrcode_crate_chooses() {
        let mut versions = std::collections::BTreeSet::new();
        for text in texts() {
            let symbol = QrSymbol::encode(&text).unwrap();
            versions.insert(symbol.version);
            let mut bits = Bits::new(Version::Normal(symbol.version.into()));
            let (prefix, digits) = text.split_at(text.find('#').unwrap() + 1);
            bits.push_byte_data(prefix.as_bytes()).unwrap();
            bits.push_numeric_data(digits.as_bytes()).unwrap();
            bits.push_terminator(EcLevel::M).unwrap();
            let theirs = qrcode::QrCode::with_bits(bits, EcLevel::M).unwrap();
            let theirs: Vec<bool> = theirs.into_colors().into_iter().map(|colour| colour == Color::Dark).collect();
            assert!(symbol.modules == theirs, "version {}, {text}", symbol.version);
        }
        assert_eq!(versions.len(), 40, "{versions:?}");
    }

    #[test]
    fn texts_of_another_form_are_refused() {
        for text in ["", "https://a.cn/c", "https://a.cn/c#", "https://a.cn/c#12a", "https://核.cn/c#12"] {
            assert_eq!(QrSymbol::encode(text), Err(QrError::Text), "{text}");
        }
        let long = format!("https://a.cn/c#{}", "1".repeat(6_000));
        assert_eq!(QrSymbol::encode(&long), Err(QrError::TooLong(6_015)));
    }
}
