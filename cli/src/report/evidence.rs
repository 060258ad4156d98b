//! By whose evidence was judged, from when it is, and how old it was then.

use crate::language::Lang;
use crate::report::limits::{ROOTS_SHOWN, SNAPSHOTS_SHOWN};
use crate::report::record::{ReadRecord, Snapshot};
use crate::report::said::both;
use crate::times;
use hezheng_core::time::Time;
use hezheng_pdf::listing::Words;

/// Labels and values.
pub(super) fn facts(record: &ReadRecord) -> Vec<(Words, Words)> {
    let (evidence, now) = (&record.evidence, record.checked_at);
    let source = match evidence.registry_asked {
        true => Words::new(
            format!("备案系统 {}（取得数据包，并逐份查询）", evidence.source),
            format!("the registry {}: its pack, and its word on each certificate", evidence.source),
        ),
        false => {
            Words::new(format!("数据包 {}（离线）", evidence.source), format!("the pack {}, offline", evidence.source))
        }
    };
    let bundle = evidence.bundle.as_ref().map_or_else(
        || both("没有可用的机构名录：无法确认任何证书", "none that counts: no certificate can be confirmed"),
        |bundle| {
            let ([issued, issued_en], [expires, expires_en]) = (dated(bundle.issued, now), plain(bundle.expires));
            Words::new(
                format!("第 {} 版，发布于 {issued}，有效至 {expires}", bundle.version),
                format!("version {}, issued {issued_en}, valid until {expires_en}", bundle.version),
            )
        },
    );
    let mut facts =
        vec![(both("依据来源", "Evidence from"), source), (both("机构名录", "List of institutions"), bundle)];
    if evidence.snapshots.is_empty() {
        let none = both("没有：吊销状态无法确认", "none: whether anything was revoked cannot be known");
        facts.push((both("吊销信息", "Revocation data"), none));
    }
    let shown = evidence.snapshots.iter().take(SNAPSHOTS_SHOWN);
    facts.extend(shown.map(|snapshot| (both("吊销信息", "Revocation data"), revocations(snapshot, now))));
    if let Some(more) = evidence.snapshots.len().checked_sub(SNAPSHOTS_SHOWN).filter(|more| *more > 0) {
        let said =
            Words::new(format!("另有 {more} 个机关的，见附件"), format!("{more} more authorities', in the attachment"));
        facts.push((both("吊销信息", "Revocation data"), said));
    }
    facts.extend(
        evidence
            .roots
            .iter()
            .take(ROOTS_SHOWN)
            .map(|root| (both("所信任的根公钥", "Root key trusted"), Words::same(root.clone()))),
    );
    facts
}

fn revocations(snapshot: &Snapshot, now: Time) -> Words {
    let ([as_of, as_of_en], [due, due_en]) = (dated(snapshot.as_of, now), plain(snapshot.next_update));
    let Snapshot { name, authority, .. } = snapshot;
    Words::new(
        format!("{name}（{authority}）：截至 {as_of}，应于 {due} 前更新"),
        format!("{name} ({authority}): as of {as_of_en}, due again by {due_en}"),
    )
}

fn plain(time: Time) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|lang| times::time(time, lang))
}

fn dated(time: Time, now: Time) -> [String; 2] {
    let [zh, en] = plain(time);
    let [age, age_en] = [Lang::Zh, Lang::En].map(|lang| times::age(time, now, lang));
    [format!("{zh}（{age}）"), format!("{en} ({age_en})")]
}
