//! Public notices: what one would say, to officers; what was published, to anybody until its last day.

use crate::desk::DeskRefusal;
use crate::desk::catalogue::Versioned;
use crate::desk::notice::{Notice, NoticeAsked};
use crate::refusal::Failed;
use crate::service::Service;
use crate::store::AuthorityNumber;
use crate::store::desk::{Kind, LoadDesk, notice_of};
use serde_json::{Value, json};

impl Service {
    /// What the notice would say, and which version of it is published.
    pub(crate) fn notice_shown(&self, authority: AuthorityNumber, asked: &NoticeAsked) -> Result<Value, Failed> {
        let notice = self.notice(authority, asked)?;
        let reading = self.store.read()?;
        let published: Option<Versioned<Notice>> = reading.document(authority, (Kind::Notice, &asked.class))?;
        let version = published.as_ref().map_or(0, |published| published.version);
        let until = published.and_then(|published| published.value.until);
        Ok(json!({ "title": notice.title(), "notice": notice, "published": version, "published_until": until }))
    }

    pub(crate) fn notice(&self, authority: AuthorityNumber, asked: &NoticeAsked) -> Result<Notice, Failed> {
        let reading = self.store.read()?;
        let notice = notice_of(reading.as_ref(), authority, (&asked.class, asked.listed))?;
        notice.ok_or(Failed::refused(DeskRefusal::Unknown))
    }

    /// The notice of a class that anybody may read today.
    pub(crate) fn public_notice(&self, authority: AuthorityNumber, class: &str) -> Result<Option<Notice>, Failed> {
        let today = self.now().shanghai_day();
        let published: Option<Versioned<Notice>> = self.store.read()?.document(authority, (Kind::Notice, class))?;
        let notice = published.map(|published| published.value);
        Ok(notice.filter(|notice| notice.until.is_some_and(|until| today <= until.0)))
    }
}
