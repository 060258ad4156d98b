//! The QR symbol of format.md section 4: a byte segment up to `#`, a numeric segment for the digits, level M, the
//! smallest version that holds both.

use qrcode::bits::Bits;
use qrcode::types::Mode;
use qrcode::{Color, EcLevel, QrCode, Version};

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
        let version = smallest_version(prefix.len(), digits.len()).ok_or(QrError::TooLong(text.len()))?;
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_byte_data(prefix.as_bytes()).map_err(too_long)?;
        bits.push_numeric_data(digits.as_bytes()).map_err(too_long)?;
        bits.push_terminator(EcLevel::M).map_err(too_long)?;
        let code = QrCode::with_bits(bits, EcLevel::M).map_err(too_long)?;
        let width = code.width();
        let modules = code.into_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Ok(Self { version: u8::try_from(version).unwrap_or(u8::MAX), width, modules })
    }

    /// The rows from the top, dark modules true.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks(self.width.max(1))
    }

    /// The dark modules as few rectangles: in each row, each run of neighbours as (row, first column, length).
    pub fn dark_runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.rows().enumerate().flat_map(|(row, modules)| {
            let mut column = 0;
            modules.chunk_by(|a, b| a == b).filter_map(move |run| {
                let first = column;
                column += run.len();
                (run.first() == Some(&true)).then_some((row, first, run.len()))
            })
        })
    }
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

    #[test]
    fn runs_cover_the_dark_modules_and_nothing_else() {
        let symbol = QrSymbol::encode("https://zs.example.cn/c#0123456789").unwrap();
        let mut covered = vec![false; symbol.width * symbol.width];
        for (row, first, length) in symbol.dark_runs() {
            covered[row * symbol.width + first..][..length].fill(true);
        }
        assert_eq!(covered, symbol.modules);
        assert_eq!(symbol.rows().count(), symbol.width);
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
