//! Writes sample certificates of every built-in template into a folder:
//! `cargo run -p hezheng-pdf --example sample -- FOLDER`. With the text of a QR code after it, the fullest page alone, with
//! this code: tests/outside/test_printed_codes.py looks at it as phones and scanners would.

use std::path::Path;
use std::process::ExitCode;

use hezheng_pdf::{CertificatePage, Fonts, Template, render};

#[path = "../tests/samples/mod.rs"]
mod samples;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, qr_text) = match &arguments[..] {
        [folder] => (folder, None),
        [folder, qr_text] => (folder, Some(qr_text.as_str())),
        _ => {
            eprintln!("usage: sample FOLDER [QR-TEXT]");
            return ExitCode::from(2);
        }
    };
    match write_samples(Path::new(folder), qr_text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_samples(folder: &Path, qr_text: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    for text in Template::built_in_names().filter_map(Template::built_in_text) {
        let template = Template::parse(text)?;
        let fonts = Fonts::from_system(&template)?;
        let folder = folder.join(&template.id);
        std::fs::create_dir_all(&folder)?;
        for (name, mut page) in samples::samples() {
            match qr_text {
                Some(_) if name != "everything-long" => continue,
                Some(qr_text) => page.qr_text = qr_text.to_owned(),
                None => {}
            }
            let started = std::time::Instant::now();
            let pdf = render(&template, &fonts, &page, b"the signed statement")?;
            println!("{}/{name}.pdf: {} bytes in {:?}", template.id, pdf.len(), started.elapsed());
            std::fs::write(folder.join(name).with_extension("pdf"), pdf)?;
            std::fs::write(folder.join(name).with_extension("fields"), fields(&page))?;
        }
    }
    Ok(())
}

/// What must be found on the page as it was signed, a line each.
fn fields(page: &CertificatePage) -> String {
    let hours = page.class_hours.map(|hours| hours.to_string());
    let always = [&page.number, &page.holder, &page.id_text, &page.programme, &page.institution, &page.authority];
    let also = [&page.check_code, &page.address];
    let optional = [hours.as_ref(), page.occupation_code.as_ref(), page.class_filing.as_ref()];
    let dates = [page.training.0, page.training.1, page.issued].map(|date| {
        let (year, month, day) = date.ymd();
        format!("{year}年{month}月{day}日")
    });
    let all = always.into_iter().chain(also).chain(optional.into_iter().flatten()).chain(&dates);
    all.map(|field| format!("{field}\n")).collect()
}
