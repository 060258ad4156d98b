//! Why nothing was filed, or a run stopped, in words.

use crate::journal::JournalError;
use crate::language::Lang;
use crate::page::PageError;
use crate::page_words;
use crate::registry_port::RegistryError;
use hezheng_core::verify::Reason;
use hezheng_pdf::RenderError;
use std::fmt;

/// Why nothing was filed, or a run stopped.
#[derive(Debug)]
pub enum CorrectionError {
    /// The journal has no certificate of this number.
    Unknown(String),
    /// It is not registered yet.
    NotRegistered(String),
    /// The certificate of the second number took its place already.
    Replaced(String, String),
    /// Another correction of it waits, under the second number.
    OtherWaits(String, String),
    /// Nothing waits for it.
    NothingWaits(String),
    /// The row says what the certificate says.
    NothingDiffers(String),
    /// The person of the row has another certificate of this course, of this number.
    HasAnother(String),
    /// The date of issue lies before the end of training, or is none of a certificate.
    Row(u32),
    /// The page cannot be made.
    NotPrintable(RenderError),
    /// The registry could not be reached, or its answer is wrong.
    Registry(RegistryError),
    /// The registry's answer does not prove a registration of what was filed.
    NotProved(String, Option<Reason>),
    /// The PDF could not be made or written.
    Page(String, PageError),
    /// The journal could not be written.
    Journal(JournalError),
    /// The system gives no random numbers.
    NoRandomness,
}

impl CorrectionError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Unknown(number) => lang.choose(
                format!("{number}：本机的签发日志里没有这张证书，不能更正。请核对序列号；若是在另一台电脑上签发的，请在那台电脑上更正。"),
                format!("{number}: the journal here has no certificate of this number, so it cannot be corrected here; check it, or run this on the computer that issued it."),
            ),
            Self::NotRegistered(number) => lang.choose(
                format!("{number}：已签名但还没有备案成功，没有什么可更正。请先用原来的名册再运行 hezheng issue。"),
                format!("{number}: signed, but not registered yet, so there is nothing to correct; run hezheng issue with its roster first."),
            ),
            Self::Replaced(number, by) => lang.choose(
                format!("{number}：这张证书已由更正后的 {by} 替换。如还要更正，请更正 {by}。"),
                format!("{number}: it was corrected already, and {by} took its place; if that is wrong too, correct {by}."),
            ),
            Self::OtherWaits(number, waits) => lang.choose(
                format!("{number}：已有另一份更正（{waits}）等待人社局审批，内容与这一行不同。请等它执行；若那份有误，请先撤回：hezheng correct {number} --withdraw"),
                format!("{number}: another correction ({waits}), which says something else than this row, waits for the bureau; wait for it, or withdraw it first: hezheng correct {number} --withdraw"),
            ),
            Self::NothingWaits(number) => lang.choose(
                format!("{number}：没有等待审批的更正，没有什么可撤回。请核对序列号：应是要更正的旧证书的序列号。"),
                format!("{number}: no correction of it waits, so there is nothing to withdraw; give the number of the certificate to be replaced."),
            ),
            Self::NothingDiffers(number) => lang.choose(
                format!("{number}：名册这一行与证书内容相同，没有可更正之处。请先在名册里改正这一行。"),
                format!("{number}: the row says what the certificate says, so nothing would change; mend the row first."),
            ),
            Self::HasAnother(number) => lang.choose(
                format!("名册这一行的学员已有此项培训的另一张证书 {number}，不能再得一张。请核对行和序列号。"),
                format!("whoever this row names has another certificate of this course, {number}, and cannot be given a second; check the row and the number."),
            ),
            Self::Row(row) => lang.choose(
                format!("第 {row} 行不能成为证书，或发证日期早于培训结束。请改正名册，或用 --issued 给出发证日期。"),
                format!("Row {row} cannot become a certificate, or the date of issue lies before the end of training; mend the roster, or give --issued."),
            ),
            Self::NotPrintable(problem) => page_words::problem(lang, problem),
            Self::Registry(error) => error.message(lang),
            Self::NotProved(number, reason) => {
                let reason = reason.map_or("bad_registration", Reason::code);
                lang.choose(
                    format!("{number}：备案系统的回答核验不过（{reason}）。请停止并联系人社局。"),
                    format!("{number}: the registry's answer does not verify ({reason}); stop and tell the bureau."),
                )
            }
            Self::Page(number, error) => format!("{number}{}{}", lang.choose("：", ": "), error.message(lang)),
            Self::Journal(error) => error.message(lang),
            Self::NoRandomness => lang
                .choose(
                    "系统不给随机数，没有申请编号。请换一台电脑或重启。",
                    "The system gives no random numbers, so no number was reserved; restart it or use another computer.",
                )
                .into(),
        }
    }
}

impl fmt::Display for CorrectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for CorrectionError {}

impl From<JournalError> for CorrectionError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
