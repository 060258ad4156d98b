//! What is said of a row that is not refused: that it waits, that its person did not pass, or what is to be checked in it.

use super::shown::{one_line, shortened, visible};
use crate::language::Lang;
use crate::portraits::words as portraits;
use crate::roster::limits::{HOURS_A_DAY, PENSION_AGE};
use crate::roster::outcome::{Skipped, Warning};
use crate::roster::passing::NotPassed;
use crate::roster::rule::Notice;

/// What is said of a row with nothing wrong in it, where something said for its class is refused.
pub(in crate::roster) fn held(lang: Lang) -> &'static str {
    lang.choose(
        "这一行没有错，但要等全班共用的内容改正后才能发证。",
        "Nothing is wrong in this row; it waits for what is said once for the class to be corrected.",
    )
}

impl Skipped {
    /// Why there is no certificate.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let value = one_line(&self.value);
        match self.reason {
            NotPassed::Failed => lang.choose(
                format!("考核结果为“{value}”，不发证书。"),
                format!("Did not pass (“{value}”): no certificate."),
            ),
            NotPassed::Absent => lang.choose(
                format!("未参加考核（“{value}”），不发证书。"),
                format!("Did not take the examination (“{value}”): no certificate."),
            ),
        }
    }
}

impl Warning {
    /// What was done, and what to look at.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match &self.notice {
            Notice::Corrected { from, to } => {
                let (from, to) = (visible(from.as_str()), shortened(to.as_str()));
                lang.choose(
                    format!("“{from}”已读作“{to}”，请核对。"),
                    format!("“{from}” was read as “{to}”. Check that it is right."),
                )
            }
            Notice::UnknownRegion { province } => lang.choose(
                format!("身份证号码开头的 {province} 不是任何省份的代码，请核对；号码无误的不必理会。"),
                format!("The identity number begins {province}, which is no province's code. Check it; if it is right, nothing is wrong."),
            ),
            Notice::AgeUnusual { age, on, from } => lang.choose(
                format!("培训开始（{on}）时 {age} 岁，这类培训的学员一般满 {from} 岁、未满 {PENSION_AGE} 岁。请核对证件号码和年龄；无误的不必理会。"),
                format!("Aged {age} when training begins ({on}); trainees of such a course are {from} or older and under {PENSION_AGE} as a rule. Check the identity number; if it is right, nothing is wrong."),
            ),
            Notice::HoursTooDense { hours, days } => lang.choose(
                format!("{hours} 课时排在 {days} 天里，每天超过 {HOURS_A_DAY} 课时。请核对课时和培训日期；无误的不必理会。"),
                format!("{hours} class hours in {days} days are more than {HOURS_A_DAY} a day. Check the hours and the dates; if they are right, nothing is wrong."),
            ),
            Notice::HoursTooSparse { hours, weeks } => lang.choose(
                format!("{hours} 课时分在 {weeks} 周里，每周不到 1 课时。请核对课时和培训日期；无误的不必理会。"),
                format!("{hours} class hours over {weeks} weeks are less than 1 a week. Check the hours and the dates; if they are right, nothing is wrong."),
            ),
            Notice::NoResultColumn => lang.choose(
                "名册没有“考核结果”一列，所有人都按合格处理。有人不合格的，请加上这一列。".into(),
                "No column says who passed (考核结果), so everyone is taken to have. Add the column if somebody did not.".into(),
            ),
            Notice::RowWithoutPerson => lang.choose(
                "这一行没有姓名和证件号码，已略过。".into(),
                "This row has neither a name nor an identity number and was left out.".into(),
            ),
            Notice::AcceptedAbove { first_row } => lang.choose(
                format!("此人在第 {first_row} 行写的是合格，本行写的是未合格；按第 {first_row} 行发证。请核对。"),
                format!("Row {first_row} says that this person passed, this row that they did not; row {first_row} counts. Check it."),
            ),
            Notice::PortraitMissing => lang.choose(
                "没有此人的照片，证书上留空位供贴照片。有照片的，请以身份证号码或名册序号命名后放进照片文件夹。".into(),
                "There is no photograph of this person; the certificate has a place to paste one on. Name the file by the identity number or the roster's 序号 if there is one.".into(),
            ),
            Notice::PortraitsOfNobody { count, first } => portraits::nobodys(lang, *count, first),
            Notice::NoteIgnored(text) => {
                let text = one_line(text.as_str());
                lang.choose(
                    format!("“{text}”当作说明文字，已略过。"),
                    format!("“{text}” was taken for a note and left out."),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::sheet::Shown;

    #[test]
    fn what_cannot_be_seen_is_spelt_out_in_a_correction() {
        let notice = Notice::Corrected { from: Shown::new("薛明\u{200B}"), to: Shown::new("薛明") };
        let warning = Warning { row: Some(3), column: "姓名".into(), notice };
        assert_eq!(warning.message(Lang::Zh), "“薛明<U+200B>”已读作“薛明”，请核对。");
    }
}
