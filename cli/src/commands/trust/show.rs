//! `hezheng trust show`: the book, for people.

use super::Trust;
use crate::failure::Failure;
use crate::{terminal, words};
use hezheng_core::time::Time;
use hezheng_keys::authoring::KeyRecord;

impl Trust {
    pub(super) fn show(&self) -> Result<(), Failure> {
        let file = self.open()?;
        let trust = file.trust().map_err(|error| self.failed(&error))?;
        let book = &file.book;
        self.say(&format!("名录簿：{}", book.province), &format!("Book of {}", book.province));
        self.say("核验方目前信任的根密钥：", "Root keys that verifiers trust now:");
        for root in trust.roots() {
            terminal::say(&format!("  {}  {}", root.kid(), root.fingerprint()));
        }
        self.say("人社局：", "Authorities:");
        for entry in &book.authorities {
            terminal::say(&format!("  {}  {}  {}  {}", entry.code, entry.name, entry.base_url, entry.log_origin));
        }
        self.say("经办人：", "Officers:");
        for entry in &book.officers {
            terminal::say(&format!("  {}  {}  {}", entry.authority, entry.staff_code, entry.name));
        }
        self.say("培训机构：", "Institutions:");
        for entry in &book.institutions {
            let names: Vec<String> =
                entry.names.iter().map(|dated| format!("{} ({})", dated.name, dated.from)).collect();
            terminal::say(&format!("  {}  {} {}  {}", entry.uscc, entry.authority, entry.number, names.join(", ")));
        }
        self.say("密钥：", "Keys:");
        for record in &book.keys {
            terminal::say(&format!(
                "  {}  {}  {}",
                record.kid,
                self.state(record),
                words::authoring::owner(self.lang, record)
            ));
        }
        if let Some(needed) = book.witness_quorum {
            self.say(&format!("检查点须有 {needed} 个见证人签名。"), &format!("Witnesses that must cosign: {needed}"));
        }
        self.say("已签发的名录：", "Bundles signed:");
        for record in &book.bundles {
            let roots =
                if record.changed_roots { self.lang.pick("  根密钥变更", "  root keys changed") } else { "" };
            let [issued, expires] = [record.issued, record.expires].map(|time| words::time(self.lang, time));
            terminal::say(&format!("  {:04}  {issued} – {expires}{roots}", record.version));
        }
        self.say_expiry(book.bundles.last().map(|record| record.expires));
        Ok(())
    }

    fn state(&self, record: &KeyRecord) -> String {
        let (now, lang) = (self.now, self.lang);
        if let Some(leaf) = record.distrusted_from {
            return lang.pick(format!("从第 {leaf} 条起不可信"), format!("distrusted from leaf {leaf}"));
        }
        let at = |time| words::time(lang, time);
        match record.until {
            Some(until) if until <= now => {
                lang.pick(format!("已于 {} 停用", at(until)), format!("ended {}", at(until)))
            }
            Some(until) => lang.pick(format!("将于 {} 停用", at(until)), format!("ends {}", at(until))),
            None if record.from > now => {
                lang.pick(format!("自 {} 起有效", at(record.from)), format!("counts from {}", at(record.from)))
            }
            None => lang.pick("有效", "in force").to_owned(),
        }
    }

    fn say_expiry(&self, expires: Option<Time>) {
        let Some(expires) = expires else {
            return self.say(
                "还没有签发过名录。下一步：hezheng trust sign --key ROOT.pem",
                "No bundle was signed yet. Next: hezheng trust sign --key ROOT.pem",
            );
        };
        if expires <= self.now {
            return self.say(
                "最新的名录已到期，核验方无法确认任何证书。请尽快签发：hezheng trust sign --key ROOT.pem",
                "The newest bundle expired: verifiers can confirm nothing. Sign one soon: hezheng trust sign --key ROOT.pem",
            );
        }
        let days = expires.secs_since(self.now) / 86_400;
        self.say(&format!("最新的名录还有 {days} 天到期。"), &format!("The newest bundle expires in {days} days."));
    }
}
