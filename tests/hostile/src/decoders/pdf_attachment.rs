//! What is embedded in a PDF file.

use super::check_report;
use crate::World;
use crate::contained::bear;
use crate::world::NOW;
use hezheng_core::page::Seen;
use hezheng_core::page::artifact::{Artifact, Embedded};
use hezheng_core::verify::Outcome;
use hezheng_pdf_reader::PdfFile;

/// What the reader unpacks at most.
const ATTACHMENT_BYTES: usize = 65_536;

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let Some(Ok(embedded)) = bear(|| PdfFile::open(bytes.to_vec()).map(|file| file.embedded())) else { return };
    if let Embedded::Certificate(statement) = &embedded {
        assert!(statement.len() <= ATTACHMENT_BYTES);
    }
    let is_otherwise = embedded == Embedded::Otherwise;
    let artifact = Artifact { embedded, seen: Seen::default(), codes: Vec::new() };
    if let Ok(report) = artifact.verify(&world.evidence, &world.trust, &[], NOW) {
        check_report(&report, world);
        assert!(!is_otherwise || report.outcome == Outcome::Invalid, "of two files none is judged");
    }
}
