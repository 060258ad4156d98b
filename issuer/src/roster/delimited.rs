//! Text files with separators, in the encodings that rosters come in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::cells::{Room, text_cell};
use super::error::FileProblem;
use super::header::{self, HeaderSearch};
use super::limits::{COLUMNS, ROWS};
use super::sheet::{Cell, Row, Sheet};

const SEPARATORS: [u8; 3] = *b",\t;";

/// The one sheet of a text file: read with the first separator that shows a header, else with commas.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    let text = decode(bytes)?;
    let mut by_commas = None;
    for separator in SEPARATORS {
        let sheet = split(&text, separator)?;
        if matches!(header::find(&sheet), HeaderSearch::Found(_)) {
            return Ok(vec![sheet]);
        }
        by_commas.get_or_insert(sheet);
    }
    Ok(by_commas.into_iter().collect())
}

/// Decodes without losing a character: by byte order mark, else UTF-8, else GB 18030 (which GBK and GB 2312 are part
/// of, four-byte characters included), else what it looks like, else not at all.
fn decode(bytes: &[u8]) -> Result<String, FileProblem> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return strictly(encoding, rest).ok_or(FileProblem::Encoding { looks_like: encoding.name() });
    }
    if let Some(text) = strictly(UTF_8, bytes) {
        return Ok(text);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // Big5 often decodes as GB 18030 too, into nonsense, and the other way round: the guess goes first.
    let order = if guess == BIG5 { [BIG5, GB18030] } else { [GB18030, guess] };
    order
        .into_iter()
        .filter(|encoding| [GB18030, BIG5, UTF_16LE, UTF_16BE].contains(encoding))
        .find_map(|encoding| strictly(encoding, bytes))
        .ok_or(FileProblem::Encoding { looks_like: guess.name() })
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Splits into rows and cells (RFC 4180, any line end), counting rows as a spreadsheet does: blank lines count, line
/// breaks within quotation marks do not.
fn split(text: &str, separator: u8) -> Result<Sheet, FileProblem> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut rows, mut number, mut room) = (Vec::<Row>::new(), 0_u32, Room::new());
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        if !reader.read_record(&mut record).map_err(|_| FileProblem::Damaged)? {
            return Ok(Sheet { name: String::new(), rows, is_cut: false });
        }
        number = number.saturating_add(1).saturating_add(blank_lines(text, start));
        if record.iter().any(|field| swallows_rows(field, separator)) {
            return Err(FileProblem::OpenQuote { row: number });
        }
        let cells: Vec<Cell> = record.iter().take(COLUMNS).map(text_cell).collect();
        for cell in &cells {
            room.take(cell)?;
        }
        if cells.iter().all(|cell| *cell == Cell::Blank) {
            continue;
        }
        if rows.len() >= ROWS {
            return Ok(Sheet { name: String::new(), rows, is_cut: true });
        }
        rows.push(Row { number, cells });
    }
}

/// The blank lines at a place: the reader passes over them without a word.
fn blank_lines(text: &str, start: usize) -> u32 {
    let rest = text.get(start..).unwrap_or_default();
    // The reader stops between a carriage return and its line feed.
    let ends_a_line = start > 0 && text.get(..start).is_some_and(|before| before.ends_with('\r'));
    let rest = if ends_a_line { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let blank = rest.get(..rest.len() - rest.trim_start_matches(['\r', '\n']).len()).unwrap_or_default();
    let lines = blank.replace("\r\n", "\n").len();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// A cell with a line break in it is a label or an address; one with a table's worth of separators began with a
/// quotation mark that nobody closed.
fn swallows_rows(field: &str, separator: u8) -> bool {
    const CELLS_OF_A_ROW: usize = 4;
    field.contains(['\n', '\r']) && field.bytes().filter(|b| *b == separator).count() >= CELLS_OF_A_ROW
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "姓名,身份证号,培训项目,培训时间\r\n𠮷田,1,保育师,二\r\n";

    fn decoded(bytes: &[u8]) -> Option<String> {
        decode(bytes).ok()
    }

    #[test]
    fn every_encoding_is_read() {
        let gb18030 = GB18030.encode(TABLE).0;
        assert!(gb18030.windows(4).any(|w| w[0] >= 0x81 && w[1].is_ascii_digit()), "a four-byte character");
        assert_eq!(decoded(&gb18030).as_deref(), Some(TABLE));
        assert_eq!(decoded(TABLE.as_bytes()).as_deref(), Some(TABLE));
        assert_eq!(decoded(format!("\u{FEFF}{TABLE}").as_bytes()).as_deref(), Some(TABLE));
        let utf16: Vec<u8> = format!("\u{FEFF}{TABLE}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16).as_deref(), Some(TABLE));
        assert!(matches!(decode(b"\xD0\xD5\xC3\xFB\xFF\xFF,"), Err(FileProblem::Encoding { .. })));
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        for line_end in ["\r\n", "\n", "\r"] {
            let text = ["", "", "a,b", "", "\"c\nd\",e", "f", "", "", "g"].join(line_end);
            let sheet = split(&text, b',').unwrap_or_else(|_| panic!("{text:?}"));
            let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [3, 5, 6, 9], "{line_end:?}");
        }
    }

    #[test]
    fn an_open_quotation_mark_does_not_swallow_people() {
        let text = "姓名,a,b,c,d\n\"张三,1,2,3,4\n李四,1,2,3,4\n";
        assert!(matches!(split(text, b','), Err(FileProblem::OpenQuote { row: 2 })));
    }

    #[test]
    fn the_separator_is_found() {
        for separator in [",", "\t", ";"] {
            let text = TABLE.replace(',', separator);
            let sheets = sheets(text.as_bytes()).unwrap_or_else(|_| panic!("{text:?}"));
            assert_eq!(sheets.first().and_then(|sheet| sheet.rows.first()).map(|row| row.cells.len()), Some(4));
        }
    }
}
