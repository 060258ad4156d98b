//! What a file is, told by its first bytes, and a workbook by its parts: names lie, and systems export anything under `.xls`.

use std::io::Cursor;

use zip::ZipArchive;

use super::error::FileProblem;
use super::limits::ARCHIVE_PARTS;

/// A kind of file that can hold a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// Excel workbook, Office Open XML.
    Xlsx,
    /// Excel 97-2003 workbook.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Text with separators.
    Text,
}

const ZIP: &[u8] = b"PK\x03\x04";
/// Compound File Binary: Excel 97-2003, and whatever newer workbook is encrypted.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const OTHER_FILES: [&[u8]; 8] =
    [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"Rar!", b"7z\xBC\xAF", b"{\\rtf", b"\x1F\x8B"];
const UTF8_BOM: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF16_BOMS: [&[u8]; 2] = [&[0xFF, 0xFE], &[0xFE, 0xFF]];

impl FileKind {
    /// The kind of these bytes.
    ///
    /// # Errors
    /// No kind that can hold a roster.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, FileProblem> {
        if bytes.iter().all(u8::is_ascii_whitespace) || bytes == UTF8_BOM {
            return Err(FileProblem::Empty);
        }
        if bytes.starts_with(ZIP) {
            return workbook(bytes);
        }
        if bytes.starts_with(COMPOUND) {
            return if holds_utf16(bytes, "EncryptedPackage") { Err(FileProblem::Password) } else { Ok(Self::Xls) };
        }
        if OTHER_FILES.iter().any(|magic| bytes.starts_with(magic)) {
            return Err(FileProblem::NotASpreadsheet);
        }
        if UTF16_BOMS.iter().any(|bom| bytes.starts_with(bom)) {
            return Ok(Self::Text);
        }
        let text = bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes).trim_ascii_start();
        if text.starts_with(b"<") {
            return Err(FileProblem::WebPage);
        }
        if bytes.contains(&0) { Err(FileProblem::NotASpreadsheet) } else { Ok(Self::Text) }
    }
}

/// The kind of workbook that this archive is.
fn workbook(bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::Damaged)?;
    let parts: Vec<_> = archive.file_names().filter_map(Result::ok).take(ARCHIVE_PARTS).collect();
    let holds = |name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
    if holds("xl/workbook.bin") {
        Err(FileProblem::BinaryWorkbook)
    } else if holds("encrypted-package") {
        // OpenDocument 1.4 packs the whole document once more and encrypts it.
        Err(FileProblem::Password)
    } else if holds("[Content_Types].xml") && parts.iter().any(|part| part.starts_with("xl/")) {
        Ok(FileKind::Xlsx)
    } else if holds("content.xml") && holds("mimetype") {
        Ok(FileKind::Ods)
    } else {
        Err(FileProblem::NotASpreadsheet)
    }
}

/// Whether a file of this name calls itself a workbook.
pub(super) fn is_workbook_name(file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("xlsx" | "xlsm" | "xls" | "et" | "ods"))
}

fn holds_utf16(bytes: &[u8], text: &str) -> bool {
    let wanted: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        assert!(matches!(FileKind::of(b"\xEF\xBB\xBF\xE5\xA7\x93"), Ok(FileKind::Text)));
        assert!(matches!(FileKind::of(b"\xFF\xFEa\0"), Ok(FileKind::Text)));
        for (bytes, expected) in [
            (&b""[..], "Empty"),
            (b" \r\n", "Empty"),
            (b"%PDF-1.7", "NotASpreadsheet"),
            (b"a\0b", "NotASpreadsheet"),
            (b"\n<html><table>", "WebPage"),
        ] {
            assert_eq!(format!("{:?}", FileKind::of(bytes).unwrap_err()), expected);
        }
    }
}
