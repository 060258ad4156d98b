//! Whether the roster says that somebody passed.

use super::clean::clean;
use super::rule::Rule;

/// Why somebody gets no certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotPassed {
    /// Took the examination and failed, or is not to be given a certificate.
    Failed,
    /// Was not there.
    Absent,
}

const PASSED: [&str; 19] = [
    "合格",
    "考核合格",
    "考试合格",
    "鉴定合格",
    "成绩合格",
    "是",
    "通过",
    "已通过",
    "考核通过",
    "及格",
    "优秀",
    "良好",
    "优",
    "良",
    "结业",
    "√",
    "✓",
    "✔",
    "Y",
];
const FAILED: [&str; 17] = [
    "不合格",
    "考核不合格",
    "考试不合格",
    "鉴定不合格",
    "成绩不合格",
    "否",
    "不通过",
    "未通过",
    "没通过",
    "不及格",
    "未合格",
    "未结业",
    "作弊",
    "×",
    "✗",
    "✘",
    "N",
];
const ABSENT: [&str; 12] =
    ["缺考", "缺席", "旷考", "弃考", "未考", "未参加", "未参加考试", "未参加考核", "退学", "退班", "放弃", "缺勤"];

/// Reads the cell for the result: passed, or why not.
pub(super) fn read(typed: &str) -> Result<Option<NotPassed>, Rule> {
    let word = clean(typed).replace(' ', "").to_uppercase();
    let word = word.trim_end_matches(['。', '.', '!', ';', ',']);
    // 缺考(病假): what stands in brackets only explains.
    let word = word.split(['(', '[']).next().unwrap_or(word);
    if word.is_empty() {
        Err(Rule::ResultMissing)
    } else if PASSED.contains(&word) || word == "YES" || word == "PASS" {
        Ok(None)
    } else if FAILED.contains(&word) || word == "NO" || word == "FAIL" {
        Ok(Some(NotPassed::Failed))
    } else if ABSENT.contains(&word) {
        Ok(Some(NotPassed::Absent))
    } else {
        Err(Rule::ResultUnclear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read() {
        for (typed, result) in [
            ("合格\u{3000}", Ok(None)),
            ("合 格", Ok(None)),
            ("是", Ok(None)),
            ("不合格", Ok(Some(NotPassed::Failed))),
            ("否", Ok(Some(NotPassed::Failed))),
            ("缺考", Ok(Some(NotPassed::Absent))),
            ("缺考(病假)", Ok(Some(NotPassed::Absent))),
            ("", Err(Rule::ResultMissing)),
            ("85", Err(Rule::ResultUnclear)),
            ("基本合格", Err(Rule::ResultUnclear)),
            ("待补考", Err(Rule::ResultUnclear)),
        ] {
            assert_eq!(read(typed), result, "{typed}");
        }
    }
}
