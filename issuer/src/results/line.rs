//! What came of each row of a roster, as one line each: those too that got no certificate, with the reason.

use crate::language::Lang;
use crate::outcome::{RowOutcome, RowResult};
use crate::page::masked;
use crate::roster::{Refusal, Roster, Trainee};
use std::collections::BTreeMap;

/// One row. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The row in the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// The identity number, all but its last four characters hidden.
    pub identity: String,
    /// The programme.
    pub programme: String,
    /// The certificate's number.
    pub number: String,
    /// Its check code.
    pub check_code: String,
    /// What came of it, in a word.
    pub state: &'static str,
    /// The name of the PDF.
    pub file: String,
    /// Why, or what is to be known.
    pub remark: String,
}

/// A line for each row of the roster that anything came of, in its order.
#[must_use]
pub fn lines(roster: &Roster, done: &[RowResult], lang: Lang) -> Vec<Line> {
    let trainees: BTreeMap<u32, &Trainee> = roster.accepted.iter().map(|trainee| (trainee.row, trainee)).collect();
    let mut lines: Vec<Line> = done.iter().map(|result| of_result(result, &trainees, lang)).collect();
    for skipped in &roster.skipped {
        let state = lang.choose("未通过", "did not pass");
        let remark = skipped.message(lang);
        lines.push(Line { row: skipped.row, name: skipped.name.clone(), state, remark, ..Line::default() });
    }
    for faults in roster.refused.chunk_by(|a, b| a.row == b.row) {
        let remark = faults.iter().map(|refusal| reason(refusal, lang)).collect::<Vec<_>>().join(lang.choose("", " "));
        let row = faults.first().map_or(0, |refusal| refusal.row);
        lines.push(Line { row, state: lang.choose("名册有误", "refused"), remark, ..Line::default() });
    }
    lines.sort_by_key(|line| line.row);
    lines
}

fn of_result(result: &RowResult, trainees: &BTreeMap<u32, &Trainee>, lang: Lang) -> Line {
    let trainee = trainees.get(&result.row);
    let printed = result.result.printed();
    let file = printed.and_then(|printed| printed.file.file_name()).map(|name| name.to_string_lossy().into_owned());
    Line {
        row: result.row,
        name: result.name.clone(),
        identity: trainee.map(|trainee| masked(&trainee.identity)).unwrap_or_default(),
        programme: trainee.map(|trainee| trainee.programme.clone()).unwrap_or_default(),
        number: result.result.number().unwrap_or_default().into(),
        check_code: printed.map(|printed| printed.check_code.clone()).unwrap_or_default(),
        state: state(&result.result, lang),
        file: file.unwrap_or_default(),
        remark: result.message(lang).unwrap_or_default(),
    }
}

/// Of this run or an earlier one is the same: whoever reads it wants to know who holds what.
fn state(outcome: &RowOutcome, lang: Lang) -> &'static str {
    match outcome {
        RowOutcome::Issued { .. } | RowOutcome::AlreadyIssued { .. } => lang.choose("已签发", "issued"),
        RowOutcome::IssuedElsewhere { .. } => lang.choose("另处已签发", "issued elsewhere"),
        RowOutcome::NotPrintable { number: Some(_), .. } => lang.choose("已备案，无 PDF", "registered, no PDF"),
        RowOutcome::AwaitingApproval { .. } => lang.choose("待批准", "awaiting approval"),
        RowOutcome::CorrectionWaits { .. } => lang.choose("更正待批", "correction waits"),
        RowOutcome::Corrected { .. } => lang.choose("已更正", "corrected"),
        RowOutcome::Declined(_) => lang.choose("未批准", "refused by the bureau"),
        RowOutcome::TooEarly | RowOutcome::NotPrintable { .. } | RowOutcome::Refused { .. } => {
            lang.choose("未签发", "not issued")
        }
    }
}

/// Beginnings of the codes of rules for cells that hold no identity number, however many digits they have.
const OF_THE_COURSE: [&str; 4] = ["training_", "hours_", "occupation_", "skill_"];
/// A cell with more digits than this may hold an identity number, whatever its column is called.
const DIGITS: usize = 6;

/// A refusal's sentence. It quotes the cell; where that may be an identity number its last four characters are enough: the
/// clerk has the roster, and this file goes further.
fn reason(refusal: &Refusal, lang: Lang) -> String {
    let (value, sentence) = (refusal.value.as_str().trim(), refusal.message(lang));
    let is_of_the_course = OF_THE_COURSE.iter().any(|rule| refusal.rule.code().starts_with(rule));
    if is_of_the_course || value.chars().filter(char::is_ascii_digit).count() <= DIGITS {
        return sentence;
    }
    let hidden = value.chars().count().saturating_sub(4);
    let tail: String = value.chars().skip(hidden).collect();
    sentence.replace(value, &format!("…{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster;

    #[test]
    fn every_row_has_its_line_and_no_identity_number_is_in_one() {
        let text = "姓名,身份证号,培训项目,开始日期,结束日期,学时,考核结果\n\
                    林晚秋,130102199104120006,保育师,2026-10-01,2026-10-20,72,合格\n\
                    田雨,130104198809230001,保育师,2026-10-01,2026-10-20,72,合格\n\
                    若兰,13010519950130000X,保育师,2026-10-01,2026-10-20,72,缺考\n\
                    周望舒,130108199207150003,保育师,2026-10-01,2026-9-31,72,合格\n";
        let roster = roster::read("r.csv", text.as_bytes()).unwrap();
        let done = [RowResult { row: 2, name: "林晚秋".into(), result: RowOutcome::TooEarly }];
        let lines = lines(&roster, &done, Lang::Zh);
        let states: Vec<(u32, &str)> = lines.iter().map(|line| (line.row, line.state)).collect();
        assert_eq!(states, [(2, "未签发"), (3, "名册有误"), (4, "未通过"), (5, "名册有误")]);
        assert_eq!((lines[0].identity.as_str(), lines[0].programme.as_str()), ("**************0006", "保育师"));
        assert!(lines[1].remark.contains("“…0001”"), "{}", lines[1].remark);
        assert!(lines[3].remark.contains("2026-9-31"), "a date is no identity number: {}", lines[3].remark);
        let all = format!("{lines:?}");
        assert!(!["199104120006", "198809230001", "19950130000X"].iter().any(|number| all.contains(number)), "{all}");
    }

    #[test]
    fn a_row_with_a_correction_at_hand_says_which_certificate_counts() {
        let number = || "13010020260007000009".to_owned();
        let state = |result| {
            let done = [RowResult { row: 2, name: "林晚秋".into(), result }];
            let line = lines(&Roster::default(), &done, Lang::Zh).remove(0);
            assert!(line.remark.contains(&number()) && line.number.is_empty(), "{line:?}");
            line.state
        };
        assert_eq!(state(RowOutcome::CorrectionWaits { number: number() }), "更正待批");
        assert_eq!(state(RowOutcome::AwaitingApproval { number: number(), rule: Some("pace".into()) }), "待批准");
        assert_eq!(state(RowOutcome::Corrected { number: number() }), "已更正");
    }
}
