//! An order in words: exactly what it changes.

use crate::language::Lang;
use crate::{terminal, words};
use hezheng_core::ids::Kid;
use hezheng_core::limits::ORDER_LIFE_SECS;
use hezheng_core::status::order::{Selector, UnverifiedOrder};
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_keys::orders::NAMED_ONE_BY_ONE;

/// Says what an order changes, why, and who signed; officers by their staff code where the bundle is known.
pub(super) fn say(order: &UnverifiedOrder<'_>, bundle: Option<&TrustBundle>, lang: Lang) {
    let body = order.unverified_body();
    let line = |zh: &str, en: &str, value: &str| {
        terminal::say(&lang.pick(format!("{zh}：{value}"), format!("{en}: {value}")));
    };
    line("状态令", "Order", words::order::status(lang, body.status));
    line("人社局", "Authority", body.authority.as_str());
    match &body.selector {
        Selector::Numbers(numbers) => {
            line("涉及证书", "Certificates", &lang.pick(format!("{} 张", numbers.len()), numbers.len().to_string()));
            numbers.iter().for_each(|number| terminal::say(&format!("  {number}")));
        }
        Selector::Institution(uscc, from, until) => line(
            "涉及证书",
            "Certificates",
            &lang.pick(
                format!("机构 {uscc} 在日志第 {} 至 {} 条（不含后者）登记的全部证书", from.0, until.0),
                format!("all of institution {uscc} registered at leaf {} to {} (exclusive)", from.0, until.0),
            ),
        ),
        Selector::ClassFiling(filing) => line(
            "涉及证书",
            "Certificates",
            &lang.pick(format!("开班备案 {filing} 的全部证书"), format!("all of class filing {filing}")),
        ),
    }
    line("原因", "Reason", words::order::reason(lang, body.reason));
    line(
        "范围",
        "Limit",
        &if body.seen == NAMED_ONE_BY_ONE {
            lang.pick("按编号点名，不限日志条数".into(), "named one by one, however far the log had come".into())
        } else {
            lang.pick(
                format!("只涉及日志前 {} 条之内登记的证书", body.seen.0),
                format!("only what is registered below leaf {}", body.seen.0),
            )
        },
    );
    line("下令时间", "Ordered", &words::time(lang, body.ordered));
    line("最迟执行", "To be executed by", &words::time(lang, body.ordered.plus_secs(ORDER_LIFE_SECS)));
    if let Some(note) = &body.note {
        line("说明的哈希", "Hash of the note", &note.to_string());
    }
    let (ordered, approved) = order.unverified_kids();
    line("下令人", "Ordered by", &officer(ordered, bundle, lang));
    let missing = lang.pick("（尚未批准）", "(not approved yet)").to_owned();
    line("批准人", "Approved by", &approved.map_or(missing, |kid| officer(kid, bundle, lang)));
    line("SHA-256", "SHA-256", &order.hash().to_string());
}

fn officer(kid: Kid, bundle: Option<&TrustBundle>, lang: Lang) -> String {
    match bundle.map(|bundle| bundle.officer_key(kid)) {
        None => kid.to_string(),
        Some(None) => lang.pick(format!("{kid}（名录中没有）"), format!("{kid} (not in the trust bundle)")),
        Some(Some((authority, key))) => lang.pick(
            format!("工号 {}，{}（{kid}）", key.staff_code, authority.name),
            format!("staff code {}, {} ({kid})", key.staff_code, authority.name),
        ),
    }
}
