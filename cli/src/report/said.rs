//! What a reader would otherwise take to have been looked at.

use crate::report::record::ReadRecord;
use hezheng_pdf::listing::Words;

pub(super) fn both(zh: &str, en: &str) -> Words {
    Words::new(zh, en)
}

/// What was not compared, in this run.
pub(super) fn not_compared(record: &ReadRecord) -> Vec<Words> {
    let judged = || record.results.iter().filter(|judged| judged.error.is_none());
    let pages = judged().filter(|judged| judged.page.as_ref().is_some_and(|page| !page.compared)).count();
    let without = judged().filter(|judged| judged.page.is_none()).count();
    let mut said = vec![both(
        "持证人是否就是证书上的人：请与本人身份证核对姓名和证件尾号。",
        "Whether the person who shows a certificate is the one it names: compare name and last four characters with the identity card.",
    )];
    if pages > 0 {
        said.push(Words::new(
            format!("有 {pages} 份 PDF 的页面文字没有与签名内容比对（页面用的模板不在本程序中，或页面没有文字）。表中是签名的内容，请与页面核对。"),
            format!("PDF files whose page text was not compared with what was signed: {pages} (a template that this program does not have, or no text). The table has what was signed: compare it with the page."),
        ));
    }
    if without > 0 {
        said.push(Words::new(
            format!("有 {without} 份是图片、二维码文字或签名数据本身，没有可比对的页面文字。表中是签名的内容。"),
            format!("Pictures, QR texts and bare statements, which have no page text to compare: {without}. The table has what was signed."),
        ));
    }
    said.push(both(
        "纸面和图像的样子（印章、版式、覆盖在文字上的图片）不作判断。",
        "How paper and pictures look (seals, layout, an image over the text) is not judged.",
    ));
    said.push(match record.evidence.registry_asked {
        true => both(
            "备案系统的答复没有签名：它可以使结论更为不利，不能使无效或无法确认的变为有效。",
            "The registry's word is not signed: it can make a verdict less favourable, and never valid what is not.",
        ),
        false => both(
            "吊销信息截止时间之后的吊销、中止和更正不在其中，也没有联网查询备案系统。",
            "Revocations, suspensions and corrections after the time of the revocation data; the registry was not asked.",
        ),
    });
    said.push(both(
        "方括号中的 U+ 编码代表所用字体没有的字符，原文见附件。",
        "A number in brackets, U+ and digits, stands for a character that the fonts lack; the attachment has it.",
    ));
    said
}
