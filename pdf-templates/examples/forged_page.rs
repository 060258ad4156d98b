//! Writes a page as a forger would who has everything but keys: a genuine statement attached, its genuine QR code, our renderer
//! and fonts, and another name: `forged_page REPORT.json QR-TEXT NAME FILE.pdf`, the report as `hezheng verify --json` prints
//! it. With the holder's own name it is the page of a genuine certificate. tests/browser/pdf.test.mjs has it judged.

use std::error::Error;
use std::process::ExitCode;

use hezheng_core::qr::{parse_qr_text, parse_scanned};
use hezheng_core::time::Date;
use hezheng_pdf::{CertificatePage, Fonts, Template, render};
use serde_json::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [report, qr_text, name, file] = &arguments[..] else {
        eprintln!("usage: forged_page REPORT.json QR-TEXT NAME FILE.pdf");
        return ExitCode::from(2);
    };
    match forged(report, qr_text, name).and_then(|pdf| Ok(std::fs::write(file, pdf)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn forged(report: &str, qr_text: &str, name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let report: Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let (_, statement) = parse_scanned(qr_text).map_err(|error| format!("{error:?}"))?;
    let host = parse_qr_text(qr_text).map_err(|error| format!("{error:?}"))?.host;
    let template = Template::built_in()?;
    let fonts = Fonts::from_system(&template)?;
    let page = page(&report["certificate"], name, qr_text, host).ok_or("no certificate in the report")?;
    Ok(render(&template, &fonts, &page, &statement)?)
}

fn page(said: &Value, name: &str, qr_text: &str, host: &str) -> Option<CertificatePage> {
    let some = |field: &str| said[field].as_str().map(str::to_owned);
    let date = |value: &Value| Date::parse_iso(value.as_str()?);
    Some(CertificatePage {
        number: some("number")?,
        holder: name.into(),
        id_kind: said["id_kind"].as_u64()?.try_into().ok()?,
        id_text: format!("**************{}", said["id_tail"].as_str()?),
        programme: some("programme")?,
        training: (date(&said["training"][0])?, date(&said["training"][1])?),
        issued: date(&said["issued"])?,
        class_hours: said["class_hours"].as_u64(),
        occupation_code: some("occupation_code"),
        skill_level: said["skill_level"].as_u64().and_then(|level| level.try_into().ok()),
        class_filing: some("class_filing"),
        institution: some("institution")?,
        authority: some("authority")?,
        check_code: some("check_code")?,
        qr_text: qr_text.into(),
        address: host.into(),
        portrait: None,
        seal: None,
        reissued: false,
    })
}
