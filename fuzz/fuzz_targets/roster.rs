//! A roster of any bytes: reading ends with a roster or a reason, in bounded time and memory, and whatever it ends with can
//! be said in both languages.
//!
//! The first byte says what the rest is: a file as it stands, or one part of a workbook, which is packed here because a
//! changed byte in a packed file only ever shows that its checksum is wrong.
//!
//! A panic of calamine is borne by the product (issuer/src/roster/contained.rs), so it is no finding. A panic of our own is
//! one, contained or not: the hook there hands it on to libFuzzer's, which stops the run.
#![no_main]

use std::io::{Cursor, Write};

use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::{Roster, RosterReport, annotate, limits, read_sheet};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    let (name, bytes, sheet) = match kind % 8 {
        0 => ("名册.xlsx", rest.to_vec(), None),
        1 => ("名册.csv", rest.to_vec(), None),
        2 => ("名册.xls", rest.to_vec(), None),
        3 => ("名册.ods", rest.to_vec(), None),
        4 => ("名册.ods", ods(rest), None),
        5 => ("名册.xlsx", xlsx(rest, b"<sst/>"), None),
        6 => (
            "名册.xlsx",
            xlsx(
                b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>",
                rest,
            ),
            None,
        ),
        _ => ("名册.xlsx", rest.to_vec(), Some("一班")),
    };
    match read_sheet(name, &bytes, sheet) {
        Ok(roster) => {
            say(&roster);
            // Packing a copy takes longer than all the rest, so it is done for some.
            if *kind >= 128 {
                let copy = annotate(name, &bytes, sheet, &roster, Lang::Zh);
                assert!(copy.is_ok_and(|copy| copy.starts_with(b"PK")));
            }
        }
        Err(error) => assert!([Lang::Zh, Lang::En].iter().all(|lang| error.message(*lang).contains(name))),
    }
});

/// Everything that a roster has to say.
fn say(roster: &Roster) {
    assert!(roster.accepted.len() + roster.skipped.len() <= limits::TRAINEES);
    assert!(roster.refused_rows() <= roster.refused.len());
    for lang in [Lang::Zh, Lang::En] {
        serde_json::to_string(&RosterReport::new(roster, lang)).expect("a report is plain data");
        let refusals = roster.refused.iter().map(|refusal| refusal.message(lang));
        let skipped = roster.skipped.iter().map(|skipped| skipped.message(lang));
        let warnings = roster.warnings.iter().map(|warning| warning.message(lang));
        assert!(refusals.chain(skipped).chain(warnings).all(|sentence| sentence.len() > 8));
    }
}

/// An OpenDocument spreadsheet of this content.
fn ods(content: &[u8]) -> Vec<u8> {
    pack(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}

/// A workbook of this sheet and these shared strings.
fn xlsx(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"b\" Type=\"{RELATION}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         <Relationship Id=\"c\" Type=\"{RELATION}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let workbook = format!(
        "<workbook xmlns:r=\"{RELATION}\"><sheets><sheet name=\"名册\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
    );
    let root = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    pack(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", b"<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).expect("an archive in memory takes any part");
        zip.write_all(content).expect("memory can be written to");
    }
    zip.finish().expect("an archive in memory can be finished").into_inner()
}
