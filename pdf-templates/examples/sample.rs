//! Writes sample certificates of every built-in template into a folder: `cargo run -p hezheng-pdf --example sample -- FOLDER`.

use std::path::Path;
use std::process::ExitCode;

use hezheng_pdf::{Fonts, Template, render};

#[path = "../tests/samples/mod.rs"]
mod samples;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: sample FOLDER");
        return ExitCode::from(2);
    };
    match write_samples(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_samples(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    for text in Template::built_in_names().filter_map(Template::built_in_text) {
        let template = Template::parse(text)?;
        let fonts = Fonts::from_system(&template)?;
        let folder = folder.join(&template.id);
        std::fs::create_dir_all(&folder)?;
        for (name, page) in samples::samples() {
            let started = std::time::Instant::now();
            let pdf = render(&template, &fonts, &page, b"the signed statement")?;
            println!("{}/{name}.pdf: {} bytes in {:?}", template.id, pdf.len(), started.elapsed());
            std::fs::write(folder.join(name).with_extension("pdf"), pdf)?;
        }
    }
    Ok(())
}
