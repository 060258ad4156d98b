//! Public notices: published as they were shown, so that what was public on a day can be read later.

use super::DeskAsk;
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::catalogue::{Versioned, check_seen};
use crate::desk::notice::{Notice, NoticePublished};
use crate::desk::text::Text;
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::desk::{Kind, LoadDesk, notice_of, of_versions};
use crate::store::schema;
use serde_json::{Value, json};

impl Batch<'_> {
    pub(super) fn publish_notice(&mut self, ask: &DeskAsk, asked: &NoticePublished) -> Result<Value, Failed> {
        asked.check(self.now.shanghai_day()).map_err(Failed::refused)?;
        let made = notice_of(&self.writing, ask.authority, (&asked.class, asked.listed))?;
        let made = made.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        if made.people.is_empty() {
            return Err(Failed::refused(DeskRefusal::NobodyToList));
        }
        let value = Notice { until: Some(asked.until), ..made };
        let before: Option<Versioned<Notice>> = self.writing.document(ask.authority, (Kind::Notice, &asked.class))?;
        let in_force = before.as_ref().map_or(0, |before| before.version);
        let is_same = before.is_some_and(|before| before.value == value);
        if is_same && asked.seen.checked_add(1) == Some(in_force) {
            return Ok(json!({ "class": asked.class, "version": in_force }));
        }
        let version = check_seen(asked.seen, in_force).map_err(Failed::refused)?;
        let since_leaf = self.head(ask.authority).size.0;
        let next = Versioned { version, since: Text(self.now), since_leaf, value };
        let key = of_versions(ask.authority, Kind::Notice, &asked.class).u64(version);
        self.put_desk((schema::DOCUMENTS, key), &next, &[])?;
        self.audit(ask, (Action::NoticePublished, &asked.class, Some(version)))?;
        Ok(json!({ "class": asked.class, "version": version }))
    }
}
