//! What a row below the header is: somebody's, or none of a person.

use super::class_values;
use super::clean::clean;
use super::column::Column;
use super::header::Header;
use super::sheet::Row;

/// What a row below the header is.
pub(super) enum RowKind {
    Person,
    /// Blank, a repeated header, or a line for signatures.
    Nothing,
    /// Course and dates filled in for nobody.
    WithoutPerson,
    /// A sentence.
    Note,
}

/// Tells a person's row from what else stands in a table and below it.
pub(super) fn kind(row: &Row, header: &Header) -> RowKind {
    let text = |column| header.column(column).map(|(index, _)| clean(&row.cell(index).text())).unwrap_or_default();
    let (name, number) = (text(Column::Name), text(Column::IdNumber));
    if row.is_blank() || header.is_repeated_by(row) {
        return RowKind::Nothing;
    }
    if looks_like_number(&number) {
        return RowKind::Person;
    }
    if class_values::begins(row) {
        return RowKind::Nothing;
    }
    let says = |text: String| !text.is_empty() && !is_sign_off(&text);
    let says_something = |columns: &[Column]| columns.iter().any(|column| says(text(*column)));
    let has_course = says_something(&[Column::Programme, Column::Training, Column::FirstDay, Column::LastDay]);
    let has_result = says_something(&[Column::Result]);
    let first = row.filled().next().map(|cell| clean(&cell.text())).unwrap_or_default();
    let begins_sign_off = number.is_empty() && !has_course && !has_result && is_sign_off(&first);
    if is_sign_off(&name) || is_sign_off(&number) || begins_sign_off {
        return RowKind::Nothing;
    }
    if name.is_empty() && number.is_empty() && !has_result {
        return if has_course { RowKind::WithoutPerson } else { RowKind::Nothing };
    }
    /// A name alone in its row and longer than this is a sentence.
    const LONE_NAME_CHARS: usize = 5;
    if row.filled().count() == 1 && !name.is_empty() && name.chars().count() > LONE_NAME_CHARS {
        return RowKind::Note;
    }
    RowKind::Person
}

/// Something that only an identity number looks like, right or wrong.
fn looks_like_number(text: &str) -> bool {
    let text = text.replace(' ', "");
    text.len() >= 4
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"*.+".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// 填表人: 审核人: and what else stands below a table; nobody's name has a colon.
fn is_sign_off(text: &str) -> bool {
    const BEGINNINGS: [&str; 24] = [
        "填表",
        "制表",
        "填报",
        "审核",
        "审批",
        "复核",
        "经办",
        "负责人",
        "单位负责",
        "班主任",
        "主管",
        "校长",
        "盖章",
        "签字",
        "签名",
        "签章",
        "备注",
        "说明",
        "合计",
        "总计",
        "小计",
        "共计",
        "以下空白",
        "以下无",
    ];
    text.contains(':') || BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}
