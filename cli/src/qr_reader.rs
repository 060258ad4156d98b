//! Finds QR codes in a grey picture.

use hezheng_pdf_reader::Grey;
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource};
use std::collections::HashSet;

/// The texts of the QR codes found, each once.
#[must_use]
pub(crate) fn read(grey: Grey) -> Vec<String> {
    let hints = DecodeHints {
        PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let Ok(source) = Luma8LuminanceSource::new(grey.pixels, grey.width, grey.height) else { return Vec::new() };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QrReader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    let mut texts: Vec<String> = found.iter().map(|result| result.getText().to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts
}
