//! What comes of each row of a run.

use crate::journal::Declined;
use crate::language::Lang;
use crate::page::Printed;
use crate::page_words;
use crate::plan::Step;
use crate::registry_port::Said;
use hezheng_pdf::RenderError;

/// What came of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowResult {
    /// The row in the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// What came of it.
    pub result: RowOutcome,
}

/// What came of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// Registered in this run.
    Issued {
        /// The number.
        number: String,
        /// The PDF.
        printed: Printed,
    },
    /// Registered in an earlier run.
    AlreadyIssued {
        /// The number.
        number: String,
        /// The PDF.
        printed: Printed,
        /// Whether the roster now says something else than what was signed.
        roster_differs: bool,
    },
    /// The same person has a certificate of this course from another computer.
    IssuedElsewhere {
        /// Its number, where the registry says it.
        number: Option<String>,
    },
    /// A correction that would be this person's certificate waits for the bureau's officers.
    CorrectionWaits {
        /// Its number.
        number: String,
    },
    /// It waits for an officer of the bureau, who is to look at what a rule found; asked again in the next run.
    AwaitingApproval {
        /// Its number.
        number: String,
        /// The rule's code, where the registry says it.
        rule: Option<String>,
    },
    /// What was issued for this row was corrected.
    Corrected {
        /// The number of the certificate that took its place.
        number: String,
    },
    /// An officer refused it in an earlier run, and nothing was applied for again.
    Declined(Declined),
    /// The date of issue lies before the end of training.
    TooEarly,
    /// The page cannot be made.
    NotPrintable {
        /// The certificate, where it was registered before that was known; otherwise nothing was begun.
        number: Option<String>,
        /// Why.
        problem: RenderError,
    },
    /// The registry refused.
    Refused {
        /// The stable code.
        code: String,
        /// Why, in the registry's words.
        detail: Said,
    },
}

impl RowResult {
    /// What came of this step.
    pub(crate) fn of(step: &Step<'_>, result: RowOutcome) -> Self {
        Self { row: step.trainee.row, name: step.trainee.name.clone(), result }
    }

    /// Why there is no certificate, or what is to be known of it; `None` where there is nothing to say.
    #[must_use]
    pub fn message(&self, lang: Lang) -> Option<String> {
        let row = self.row;
        Some(match &self.result {
            RowOutcome::Issued { .. } | RowOutcome::AlreadyIssued { roster_differs: false, .. } => return None,
            RowOutcome::AlreadyIssued { number, .. } => lang.choose(
                format!("名册与已签发的证书 {number} 不同；没有重发。要更正，请运行：hezheng correct {number} 名册 --row {row}"),
                format!("the roster differs from certificate {number}, which stands; to correct it: hezheng correct {number} ROSTER --row {row}"),
            ),
            RowOutcome::IssuedElsewhere { number } => {
                let number = number.as_deref().unwrap_or("");
                lang.choose(
                    format!("此人此项培训已有证书 {number}，没有重发。"),
                    format!("holds certificate {number} of this course already; none was issued."),
                )
            }
            RowOutcome::CorrectionWaits { number } => lang.choose(
                format!("此人的更正证书 {number} 正等待人社局审批，没有另发。批准后请运行 hezheng correct --collect 领取。"),
                format!("a correction with the number {number} waits for the bureau, so nothing was issued; collect it with hezheng correct --collect."),
            ),
            RowOutcome::AwaitingApproval { number, rule } => {
                let of_rule = |before: &str, after: &str| match rule {
                    Some(rule) => format!("{before}{rule}{after}"),
                    None => String::new(),
                };
                lang.choose(
                    format!("证书 {number} 等待人社局批准{}，还没有备案。批准后用同样的命令再运行即可领取，不会另用编号。", of_rule("（规则 ", "）")),
                    format!("certificate {number} waits for the bureau's approval{} and is not registered yet; run the same command later to fetch it, no other number is used.", of_rule(" (rule ", ")")),
                )
            }
            RowOutcome::Corrected { number } => lang.choose(
                format!("按这一行签发过的证书已更正为 {number}，没有再发。请用更正后的名册。"),
                format!("what was issued for this row was corrected, and {number} took its place, so nothing was issued; use the corrected roster."),
            ),
            RowOutcome::Declined(Declined { number, reason }) => lang.choose(
                format!("人社局没有批准证书 {number}：{reason}没有再申请。改正后要再次申请，请加 --again，将使用新的编号。"),
                format!("the bureau refused certificate {number}: {reason} Nothing was applied for again; to do so, add --again, and a new number is used."),
            ),
            RowOutcome::TooEarly => lang.choose(
                "发证日期早于培训结束日期。请用 --issued 给一个不早于培训结束的日期。".into(),
                "the date of issue lies before the end of training; give a later --issued.".into(),
            ),
            RowOutcome::NotPrintable { number, problem } => not_printable(number.as_deref(), problem, lang),
            RowOutcome::Refused { code, detail } => {
                let detail = detail.in_language(lang);
                lang.choose(
                    format!("备案系统拒绝（{code}）：{detail}"),
                    format!("refused by the registry ({code}): {detail}"),
                )
            }
        })
    }
}

impl RowOutcome {
    /// Whether the person holds a certificate now.
    #[must_use]
    pub fn is_issued(&self) -> bool {
        matches!(self, Self::Issued { .. } | Self::AlreadyIssued { .. } | Self::IssuedElsewhere { .. })
    }

    /// The PDF, where there is one.
    #[must_use]
    pub fn printed(&self) -> Option<&Printed> {
        match self {
            Self::Issued { printed, .. } | Self::AlreadyIssued { printed, .. } => Some(printed),
            _ => None,
        }
    }

    /// The number of the certificate that the person holds, as far as it is known.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Issued { number, .. } | Self::AlreadyIssued { number, .. } => Some(number),
            Self::IssuedElsewhere { number } | Self::NotPrintable { number, .. } => number.as_deref(),
            Self::AwaitingApproval { .. }
            | Self::CorrectionWaits { .. }
            | Self::Corrected { .. }
            | Self::Declined(_)
            | Self::TooEarly
            | Self::Refused { .. } => None,
        }
    }

    /// Whether the number is in use elsewhere, so that the certificate is to be signed again with another.
    pub(crate) fn wants_another_number(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.as_str(), "number_taken" | "check_code_taken"))
    }
}

fn not_printable(number: Option<&str>, problem: &RenderError, lang: Lang) -> String {
    let problem = page_words::problem(lang, problem);
    match number {
        None => lang.choose(format!("没有签发：{problem}"), format!("not issued: {problem}")),
        Some(number) => lang.choose(
            format!("证书 {number} 已备案，但没有 PDF：{problem}"),
            format!("certificate {number} is registered, but there is no PDF: {problem}"),
        ),
    }
}
