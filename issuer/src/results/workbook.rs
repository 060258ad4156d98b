//! The lines of a batch as a workbook: text is text, whatever it begins with, and the same lines give the same bytes.

use super::line::Line;
use crate::language::Lang;
use hezheng_core::time::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Cells this wide are read without drawing them wider; longer ones are cut off on the screen, not in the file.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=60;

/// The workbook's bytes.
pub(super) fn make(lines: &[Line], issued: Date, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = issued.ymd();
    let day = ExcelDateTime::from_ymd(
        u16::try_from(year).unwrap_or(1_900),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet().set_name(lang.choose("结果", "Results"))?;
    let heads = match lang {
        Lang::Zh => ["行", "姓名", "证件号码", "培训项目", "证书序列号", "核验码", "状态", "PDF 文件", "说明"],
        Lang::En => ["Row", "Name", "Identity", "Programme", "Number", "Check code", "State", "PDF", "Remark"],
    };
    let mut widths = heads.map(width);
    for (column, head) in (0_u16..).zip(heads) {
        sheet.write_string_with_format(0, column, head, &Format::new().set_bold())?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        sheet.write_number(row, 0, line.row)?;
        let Line { name, identity, programme, number, check_code, file, remark, .. } = line;
        let texts = [name, identity, programme, number, check_code, line.state, file, remark.as_str()];
        for ((column, text), width_so_far) in (1_u16..).zip(texts).zip(widths.iter_mut().skip(1)) {
            sheet.write_string(row, column, text)?;
            *width_so_far = width(text).max(*width_so_far);
        }
    }
    for (column, width) in (0_u16..).zip(widths) {
        let width = u16::try_from(width.clamp(*WIDTHS.start(), *WIDTHS.end()) + 2).unwrap_or(u16::MAX);
        sheet.set_column_width(column, f64::from(width))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// How wide text is, in the width of a digit: what is not ASCII takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn text_that_looks_like_a_formula_stays_text_and_the_bytes_are_the_same_each_time() {
        let formula = "=HYPERLINK(\"http://example.cn\")";
        let line = Line {
            row: 7,
            name: "林晚秋".into(),
            number: "13010020260007000001".into(),
            state: "未签发",
            remark: formula.into(),
            ..Line::default()
        };
        let issued = Date::from_ymd(2026, 11, 26).unwrap();
        let bytes = make(std::slice::from_ref(&line), issued, Lang::Zh).unwrap();
        assert_eq!(make(&[line], issued, Lang::Zh).unwrap(), bytes);
        let mut read = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = read.worksheet_range("结果").unwrap();
        let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or_default();
        assert_eq!((cell(0, 4), cell(1, 0)), (Data::String("证书序列号".into()), Data::Float(7.0)));
        assert_eq!(cell(1, 4), Data::String("13010020260007000001".into()), "no digit of a number is lost");
        assert_eq!(cell(1, 8), Data::String(formula.into()));
        let formulas = read.worksheet_formula("结果").unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    }
}
