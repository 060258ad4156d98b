//! What an audit finds, in words: what is wrong and where. What it means and what to do stands once, in the summary.

use super::order;
use super::time;
use crate::commands::log::finding::{CertificateFault, Changed, Finding, TileFault};
use crate::language::Lang;
use crate::verdict_words::in_short;
use hezheng_core::log::replay::{self, Fault, OrderFault, SnapshotFault};
use hezheng_core::log::tile::{BadTile, Content};
use hezheng_core::status::Status;
use hezheng_core::status::snapshot::SnapshotRefusal;

/// The sentence for a finding.
pub(crate) fn sentence(lang: Lang, finding: &Finding) -> String {
    match finding {
        Finding::NoCheckpoint => lang.pick("没有检查点：日志没有公布。", "There is no checkpoint: the log is not published.").into(),
        Finding::BadCheckpoint(rule) => lang.pick(
            format!("检查点的格式不对（{rule:?}）。"),
            format!("The checkpoint is malformed ({rule:?})."),
        ),
        Finding::UnknownLog(origin) => lang.pick(
            format!("检查点属于日志“{}”，信任名录中没有这个日志。", safe(origin)),
            format!("The checkpoint is of the log \"{}\", which the trust bundle does not list.", safe(origin)),
        ),
        Finding::OtherLog(origin, due) => lang.pick(
            format!("检查点属于日志“{}”，而此地址的日志应为“{}”。", safe(origin), safe(due)),
            format!("The checkpoint is of the log \"{}\"; at this address it must be \"{}\".", safe(origin), safe(due)),
        ),
        Finding::UnsignedCheckpoint => lang.pick(
            "检查点没有该日志密钥的正确签名。",
            "The checkpoint is not signed by any key of the log.",
        ).into(),
        Finding::CheckpointKeyEnded => lang.pick(
            "检查点由已停用或不再可信的密钥签名。",
            "The checkpoint is signed by a key that has ended or is distrusted.",
        ).into(),
        Finding::Quorum(cosigned, quorum) => lang.pick(
            format!("检查点只有 {cosigned} 个见证人的签名，信任名录要求 {quorum} 个。"),
            format!("{cosigned} of the witnesses cosigned the checkpoint; the trust bundle asks for {quorum}."),
        ),
        Finding::NoSnapshot => lang.pick("没有公布吊销快照。", "There is no snapshot.").into(),
        Finding::BadSnapshot(refusal) => snapshot_refusal(lang, refusal),
        Finding::OthersSnapshot => lang.pick("公布的吊销快照是别的人社局的。", "The snapshot served is another authority's.").into(),
        Finding::StaleSnapshot(due) => lang.pick(
            format!("吊销快照应于 {} 前更新，现已过期。", time(lang, *due)),
            format!("The snapshot was due again by {} and is stale.", time(lang, *due)),
        ),
        Finding::SnapshotBundle(named, newest) => lang.pick(
            format!("吊销快照所称的信任名录为第 {named} 版，而公布的最新一版为第 {newest} 版。"),
            format!("The snapshot names version {named} of the trust bundle; the newest published is {newest}."),
        ),
        Finding::BundleNotLogged => lang.pick(
            "日志最后记载的信任名录不是现行的那一版。",
            "The trust bundle that the log names last is not the one in force.",
        ).into(),
        Finding::Tile(tile, fault) => tile_fault(lang, &tile.to_string(), *fault),
        Finding::Hash(tile, at) => match tile.content() {
            Content::Hashes(level) if level.number() == 0 => {
                let leaf = tile.first() + u64::from(*at);
                lang.pick(
                    format!("{tile} 第 {at} 个哈希不是日志第 {leaf} 条的哈希：条目或哈希被改动。"),
                    format!("Hash {at} of {tile} is not that of entry {leaf}: the entry or the hash was changed."),
                )
            }
            _ => lang.pick(
                format!("{tile} 第 {at} 个哈希与其下的条目不符：该哈希被改动。"),
                format!("Hash {at} of {tile} is not what the entries below it give: that hash was changed."),
            ),
        },
        Finding::Root(Changed::Entries) => lang.pick(
            "条目算出的根与检查点不符，而公布的叶哈希与检查点相符：被改动的是条目。",
            "The entries do not give the root that the checkpoint signs, and the leaf hashes served do: entries were changed.",
        ).into(),
        Finding::Root(Changed::Unknown) => lang.pick(
            "条目和公布的叶哈希算出的根都与检查点不符。",
            "Neither the entries nor the leaf hashes served give the root that the checkpoint signs.",
        ).into(),
        Finding::Shrunk(then, now) => lang.pick(
            format!("上次看到 {} 条，现在只有 {} 条：日志变短了。", then.0, now.0),
            format!("The log had {} entries when it was last seen and has {} now: it became shorter.", then.0, now.0),
        ),
        Finding::Forked(then) => lang.pick(
            format!("前 {} 条与上次看到的不同：历史被改写或分叉。", then.0),
            format!("The first {} entries are not those seen last: history was changed or forked.", then.0),
        ),
        Finding::Certificate(name, fault) => certificate(lang, name, *fault),
        Finding::Replay(finding) => replayed(lang, finding),
    }
}

/// Text from outside, with nothing that a terminal would obey.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(120).collect()
}

fn tile_fault(lang: Lang, tile: &str, fault: TileFault) -> String {
    match fault {
        TileFault::Missing => lang.pick(format!("{tile} 缺失。"), format!("{tile} is missing.")),
        TileFault::Bad(BadTile::Length { bytes, expected }) => lang.pick(
            format!("{tile} 有 {bytes} 字节，应为 {expected} 字节。"),
            format!("{tile} has {bytes} bytes and must have {expected}."),
        ),
        TileFault::Bad(BadTile::Truncated(at)) => lang.pick(
            format!("{tile} 在第 {at} 个条目处中断：少了条目，或条目被截短。"),
            format!("{tile} ends within its entry {at}: an entry was dropped or cut short."),
        ),
        TileFault::Bad(BadTile::Trailing) => lang.pick(
            format!("{tile} 在最后一个条目之后还有多余的字节。"),
            format!("{tile} has bytes after its last entry."),
        ),
    }
}

fn snapshot_refusal(lang: Lang, refusal: &SnapshotRefusal) -> String {
    match refusal {
        SnapshotRefusal::Malformed(rule) => {
            lang.pick(format!("吊销快照的格式不对（{rule:?}）。"), format!("The snapshot is malformed ({rule:?})."))
        }
        SnapshotRefusal::UnknownKey => lang.pick(
            "吊销快照的签名密钥不是该人社局用于快照的密钥。".into(),
            "The snapshot is signed by a key that is none of this authority's for snapshots.".into(),
        ),
        SnapshotRefusal::KeyNotValidThen => lang.pick(
            "吊销快照的签名密钥当时不在有效期内。".into(),
            "The snapshot's key was not valid at its as-of time.".into(),
        ),
        SnapshotRefusal::KeyDistrusted => {
            lang.pick("吊销快照由不再可信的密钥签名。".into(), "The snapshot is signed by a distrusted key.".into())
        }
        SnapshotRefusal::BadSignature => {
            lang.pick("吊销快照的签名不对。".into(), "The snapshot's signature is wrong.".into())
        }
        SnapshotRefusal::FromTheFuture => {
            lang.pick("吊销快照的时间晚于现在。".into(), "The snapshot is as of a time later than now.".into())
        }
        SnapshotRefusal::Lifetime => lang.pick(
            "吊销快照的更新期限不合规定（须晚于其时间，且不超过 7 天）。".into(),
            "The snapshot's next update is not after its as-of time, or more than 7 days after.".into(),
        ),
    }
}

fn certificate(lang: Lang, name: &str, fault: CertificateFault) -> String {
    match fault {
        CertificateFault::NotPromised(reason) => {
            let why = reason.map(|reason| in_short(reason).pick(lang)).unwrap_or_default();
            lang.pick(
                format!("{name}：没有可以核对的备案承诺（{why}）。请用 hezheng verify 核验。"),
                format!(
                    "{name}: it proves no promise of registration to look for ({why}). Check it with hezheng verify."
                ),
            )
        }
        CertificateFault::OtherLog => lang.pick(
            format!("{name}：由别的人社局备案，不在这个日志中。"),
            format!("{name}: another authority registered it; it is not for this log to hold."),
        ),
        CertificateFault::Beyond(leaf) => lang.pick(
            format!("{name}：承诺登记在第 {} 条，日志还没有这一条。", leaf.0),
            format!("{name}: it was promised entry {}, which the log does not have.", leaf.0),
        ),
        CertificateFault::OtherEntry(leaf) => lang.pick(
            format!("{name}：承诺登记在第 {} 条，日志的这一条却不是它。", leaf.0),
            format!("{name}: it was promised entry {}, and the log has something else there.", leaf.0),
        ),
    }
}

fn replayed(lang: Lang, finding: &replay::Finding) -> String {
    let at = finding.leaf.0;
    let what = match &finding.fault {
        Fault::Malformed(rule) => {
            lang.pick(format!("不是合格的条目（{rule:?}）"), format!("it is no entry ({rule:?})"))
        }
        Fault::TimeWentBack { latest, time: own } => {
            let (latest, own) = (time(lang, *latest), time(lang, *own));
            lang.pick(
                format!("时间 {own} 早于之前条目的 {latest}"),
                format!("its time, {own}, is before that of an entry before it, {latest}"),
            )
        }
        Fault::UnknownIssuer(kid) => lang.pick(
            format!("登记的密钥 {kid} 不属于该人社局的任何机构"),
            format!("it registers for the key {kid}, which no institution of this authority has"),
        ),
        Fault::LeafNotBefore(leaf) => lang.pick(
            format!("改变了第 {} 条的状态，而那一条不在它之前", leaf.0),
            format!("it changes the status of entry {}, which is not before it", leaf.0),
        ),
        Fault::NoRegistration(leaf) => lang.pick(
            format!("改变了第 {} 条的状态，而那一条不是证书登记", leaf.0),
            format!("it changes the status of entry {}, which is no registration", leaf.0),
        ),
        Fault::Order { order, fault } => {
            let short = order.to_string().get(..16).unwrap_or_default().to_owned();
            let what = order_fault(lang, fault);
            lang.pick(format!("状态令 {short}…：{what}"), format!("order {short}…: {what}"))
        }
        Fault::Snapshot { as_of, size, fault } => {
            let as_of = time(lang, *as_of);
            let what = snapshot_fault(lang, fault);
            lang.pick(
                format!("截至 {as_of} 的吊销快照（{} 条）{what}", size.0),
                format!("the snapshot as of {as_of} (of {} entries) {what}", size.0),
            )
        }
    };
    lang.pick(format!("第 {at} 条：{what}。"), format!("Entry {at}: {what}."))
}

fn order_fault(lang: Lang, fault: &OrderFault) -> String {
    match fault {
        OrderFault::Missing => {
            lang.pick("没有公布，或公布的不是这一份".into(), "it is not published, or another is in its place".into())
        }
        OrderFault::Malformed(rule) => {
            lang.pick(format!("格式不对（{rule:?}）"), format!("it is malformed ({rule:?})"))
        }
        OrderFault::NotInForce(refusal) => {
            let why = order::finding(lang, *refusal);
            lang.pick(format!("不生效：{why}"), format!("it is not in force: {why}"))
        }
        OrderFault::OtherAuthority => lang.pick("是下给别的人社局的".into(), "it is for another authority".into()),
        OrderFault::OtherStatus { ordered } => {
            let ordered = status(lang, *ordered);
            lang.pick(
                format!("所定的状态是“{ordered}”，与条目不同"),
                format!("it orders \"{ordered}\", and the entry says otherwise"),
            )
        }
        OrderFault::IdTwice => lang.pick("编号已被另一份状态令用过".into(), "another order had its id before".into()),
        OrderFault::NotConsecutive => lang.pick("它的各条目不相连".into(), "its entries are not consecutive".into()),
        OrderFault::SeveralTimes => lang.pick("它的各条目时间不同".into(), "its entries bear several times".into()),
        OrderFault::NamesAnothers => lang.pick(
            "所列证书中有别的人社局备案的".into(),
            "it names a certificate that another authority registers".into(),
        ),
        OrderFault::NotSeen(leaf) => lang.pick(
            format!("触及第 {} 条，而经办人员下令时没有看到它", leaf.0),
            format!("it touches entry {}, which the officers had not seen", leaf.0),
        ),
        OrderFault::NotChanged { leaf, current } => {
            let current = status(lang, *current);
            lang.pick(
                format!("触及第 {} 条，而其状态“{current}”不能由它改变", leaf.0),
                format!("it touches entry {}, whose status \"{current}\" it cannot change", leaf.0),
            )
        }
        OrderFault::NotNamed(leaf) => lang.pick(
            format!("触及第 {} 条，而它没有列入这张证书", leaf.0),
            format!("it touches entry {}, which it does not name", leaf.0),
        ),
        OrderFault::MoreThanNamed(leaf) => lang.pick(
            format!("触及第 {} 条，超出它所列该机构证书的数目", leaf.0),
            format!("it touches entry {}, one more of that institution than it names", leaf.0),
        ),
        OrderFault::LeftOut(leaf) => lang.pick(
            format!("列入了第 {} 条，而日志没有改变其状态", leaf.0),
            format!("it names entry {}, whose status was not changed", leaf.0),
        ),
    }
}

fn snapshot_fault(lang: Lang, fault: &SnapshotFault) -> String {
    match fault {
        SnapshotFault::Differs { says, log, .. } => {
            let (says, log) = (status(lang, *says), status(lang, *log));
            lang.pick(format!("称其“{says}”，而日志为“{log}”"), format!("says \"{says}\", and the log gives \"{log}\""))
        }
        SnapshotFault::Overtaken => lang.pick(
            "本应包括这一条：其时间不晚于快照".into(),
            "should have spoken of it: its time is not after the snapshot's".into(),
        ),
        SnapshotFault::BeyondLog => {
            lang.pick("所称的条目日志中没有".into(), "speaks of entries that the log does not have".into())
        }
    }
}

fn status(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Valid => lang.pick("有效", "valid"),
        Status::Revoked => lang.pick("已吊销", "revoked"),
        Status::Suspended => lang.pick("已暂停", "suspended"),
        Status::Superseded => lang.pick("已被替换", "superseded"),
    }
}
