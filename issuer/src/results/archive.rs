//! All PDFs and the workbook in one archive: stored, since PDFs are packed already, and the same bytes for the same files.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Writes the archive: the workbook first, then the PDFs in their order. They are read one after the other.
pub(super) fn write(file: &mut File, table: &Path, workbook: &[u8], pdfs: &[&Path]) -> io::Result<()> {
    // A PDF that is as new as the archive would have other bytes on another day.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    let mut archive = ZipWriter::new(file);
    archive.start_file(name(table), options)?;
    archive.write_all(workbook)?;
    for pdf in pdfs {
        archive.start_file(name(pdf), options)?;
        io::copy(&mut File::open(pdf)?, &mut archive)?;
    }
    archive.finish()?;
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Read;

    #[test]
    fn an_archive_has_every_file_as_it_is_and_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("1-林晚秋.pdf"), folder.path().join("2-田雨.pdf"));
        fs::write(&one, "one").unwrap();
        fs::write(&two, "two").unwrap();
        let make = |name: &str| {
            let path = folder.path().join(name);
            write(&mut File::create(&path).unwrap(), Path::new("a/结果.xlsx"), b"table", &[&one, &two]).unwrap();
            fs::read(path).unwrap()
        };
        let bytes = make("a.zip");
        fs::write(&one, "one").unwrap();
        assert_eq!(make("b.zip"), bytes, "whenever the files were written");
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["结果.xlsx", "1-林晚秋.pdf", "2-田雨.pdf"]);
        let mut content = String::new();
        archive.by_name("2-田雨.pdf").unwrap().read_to_string(&mut content).unwrap();
        assert_eq!(content, "two");
    }
}
