//! The table: a row for each input.

use crate::language::Lang;
use crate::report::limits::NAME_CHARS;
use crate::report::record::{Judged, ReadRecord};
use crate::report::said::both;
use crate::verdict_words as words;
use hezheng_core::verify::{Outcome, Reason};
use hezheng_pdf::listing::{Cell, CellText, Column, Look, Table, Tone};

pub(super) fn table(record: &ReadRecord) -> Table {
    let column = |width_mm, zh, en| Column { width_mm, head: both(zh, en) };
    Table {
        title: both("逐份结果", "Results"),
        columns: vec![
            column(10.0, "序号", "No."),
            column(38.0, "结论与原因", "Verdict, reason"),
            column(36.0, "姓名与证书序列号", "Name, number"),
            column(94.0, "培训项目、文件与文件的 SHA-256", "Programme, file, SHA-256 of the file"),
        ],
        rows: record.results.iter().zip(1..).map(|(judged, number)| row(judged, number)).collect(),
    }
}

fn row(judged: &Judged, number: usize) -> Vec<Cell> {
    let (holder, certificate_number, programme) = match &judged.certificate {
        Some(certificate) => (&*certificate.holder, &*certificate.number, &*certificate.programme),
        // What no verified signature stands behind is not shown.
        None => ("—", "", "—"),
    };
    let file = judged.sha256.as_deref().unwrap_or("二维码文字，不是文件 · text of a QR code, no file");
    vec![
        cell([(Look::Normal, number.to_string())]),
        verdict(judged),
        cell([(Look::Normal, holder.to_owned()), (Look::Small, certificate_number.to_owned())]),
        cell([
            (Look::Normal, programme.to_owned()),
            (Look::Small, shortened(&judged.input)),
            (Look::Small, file.to_owned()),
        ]),
    ]
}

fn verdict(judged: &Judged) -> Cell {
    let Ok(Some(outcome)) = judged.outcome() else {
        let message = judged.error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
        return cell([
            (Look::Strong(Tone::Unsure), "! 未能核验".to_owned()),
            (Look::SmallEnglish, "Could not be checked".to_owned()),
            (Look::Small, message),
        ]);
    };
    let tone = match outcome {
        Outcome::Valid => Tone::Good,
        Outcome::Invalid => Tone::Bad,
        Outcome::Indeterminate => Tone::Unsure,
    };
    let (mark, face) = words::face(outcome);
    let mut said = vec![(Look::Strong(tone), format!("{mark} {}", face.zh)), (Look::SmallEnglish, face.en.to_owned())];
    if let Some(code) = &judged.reason {
        let reason = words::reason(code);
        let [zh, en] = [Lang::Zh, Lang::En].map(|language| match reason {
            Some(reason) => in_short(judged, reason, language),
            None => code.clone(),
        });
        said.extend([(Look::Small, zh), (Look::SmallEnglish, en)]);
    }
    cell(said)
}

fn in_short(judged: &Judged, reason: Reason, language: Lang) -> String {
    let short = words::in_short(reason).pick(language);
    let differs = judged.page.as_ref().map(|page| page.differs.as_slice()).unwrap_or_default();
    if reason != Reason::Altered || differs.is_empty() {
        return short.into();
    }
    let fields: Vec<_> = differs.iter().map(|name| words::page_field(name).pick(language)).collect();
    let fields = fields.join(language.pick("、", ", "));
    language.pick(format!("{short}：{fields}"), format!("{short}: {fields}"))
}

/// A name that would fill half a page, its middle left out.
fn shortened(name: &str) -> String {
    let count = name.chars().count();
    if count <= NAME_CHARS {
        return name.into();
    }
    let (head, tail) = (NAME_CHARS / 2, NAME_CHARS - NAME_CHARS / 2 - 1);
    let start: String = name.chars().take(head).collect();
    let end: String = name.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

fn cell(said: impl IntoIterator<Item = (Look, String)>) -> Cell {
    Cell(said.into_iter().map(|(look, text)| CellText { text, look }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_loses_its_middle_only() {
        let name = format!("{}/证书.pdf", "文件夹".repeat(100));
        let short = shortened(&name);
        assert_eq!(short.chars().count(), NAME_CHARS);
        assert!(short.starts_with("文件夹文") && short.ends_with("/证书.pdf") && short.contains('…'));
        assert_eq!(shortened("证书.pdf"), "证书.pdf");
    }
}
