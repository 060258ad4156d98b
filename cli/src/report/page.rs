//! What the pages say of a record, part by part.

use crate::language::Lang;
use crate::report::evidence;
use crate::report::record::ReadRecord;
use crate::report::rows;
use crate::report::said::{self, both};
use crate::times;
use hezheng_core::ids::Kid;
use hezheng_core::time::Time;
use hezheng_pdf::listing::{Attachment, Figure, Listing, Part, Tone, Words};

/// The report's pages, signed by the key with this kid or by nobody.
pub(super) fn listing(record: &ReadRecord, kid: Option<Kid>, attachment: Attachment) -> Listing {
    let digest = record.digest.get(..16).unwrap_or_default();
    let mut facts = vec![
        (both("核验时间", "Checked at"), moment(record.checked_at)),
        (both("核验程序", "Checked with"), Words::same(record.program.clone())),
    ];
    facts.extend(evidence::facts(record));
    facts.push((
        both("机读内容", "Machine-readable"),
        Words::new(
            format!("附件 {}，JSON 的 SHA-256 为 {}", attachment.name, record.digest),
            format!("attached as {}; the SHA-256 is that of its JSON", attachment.name),
        ),
    ));
    let parts = vec![
        signature(kid),
        figures(record),
        Part::Facts(facts),
        Part::Section(both("本报告没有核对的内容", "What was not compared"), said::not_compared(record)),
        Part::Table(rows::table(record)),
    ];
    Listing {
        title: both("培训合格证书核验报告", "Report on the verification of training certificates"),
        foot: format!("培训合格证书核验报告 · {} · {digest}", times::time(record.checked_at, Lang::Zh)),
        made: record.checked_at,
        creator: record.program.clone(),
        parts,
        attachment,
    }
}

/// A time as both languages write it, and as machines do.
pub(super) fn moment(time: Time) -> Words {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| times::time(time, lang));
    Words::new(format!("{zh}（北京时间）"), format!("{en}, Beijing time ({time})"))
}

fn signature(kid: Option<Kid>) -> Part {
    match kid {
        Some(kid) => Part::Notice(
            Tone::Plain,
            Words::new(
                format!(
                    "本报告由密钥 {kid} 签名。请用签名人另行给您的公钥核对：hezheng report check 本文件 --key 公钥.pub.pem。签名说明报告由谁作出、此后未被改动；证书本身是否有效，可随时重新核验。"
                ),
                format!(
                    "Signed with the key {kid}. Check it with the signer's public key, which you have from the signer and not from this file: hezheng report check FILE --key KEY.pub.pem. The signature says who made this report and that nobody changed it since; the certificates themselves can be verified again at any time."
                ),
            ),
        ),
        None => Part::Notice(
            Tone::Unsure,
            both(
                "本报告没有签名：不能证明由谁作出，任何人都可以改动而不被发现。要留存或转交他人，请用 --sign-with 密钥文件 重新制作。",
                "This report is not signed: it does not prove who made it, and anybody could change it unnoticed. To keep it or hand it on, make it again with --sign-with KEYFILE.",
            ),
        ),
    }
}

fn figures(record: &ReadRecord) -> Part {
    let counts = record.counts();
    let figure = |number: usize, zh: &str, en: &str, tone: Tone| {
        // What there is none of needs no colour.
        let tone = if number == 0 { Tone::Faint } else { tone };
        Figure { number: number.to_string(), counted: Words::new(zh, en), tone }
    };
    Part::Figures(vec![
        figure(counts.total(), "共核验", "in all", Tone::Plain),
        figure(counts.valid, "有效", "valid", Tone::Good),
        figure(counts.invalid, "无效", "not valid", Tone::Bad),
        figure(counts.indeterminate, "无法确认", "cannot be confirmed", Tone::Unsure),
        figure(counts.could_not_run, "未能核验", "could not be checked", Tone::Unsure),
    ])
}
