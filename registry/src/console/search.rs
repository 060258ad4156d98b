//! Search: by number, name, institution, class, flag and status, newest first. Where no index leads to what is sought, the
//! log is looked through from its end, so many certificates in one request; the answer says where to go on.

use super::rows::{rows, status_named};
use crate::desk::DeskRefusal;
use crate::desk::rules::RuleCode;
use crate::limits::{SEARCH_LOOKED_AT, SEARCH_ROWS, SEARCH_SHOWN};
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::{AuthorityNumber, Load, Read};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::status::Status;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is sought: certificates that are all of this.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sought {
    number: Option<String>,
    /// Part of the holder's name.
    name: Option<String>,
    institution: Option<String>,
    class: Option<String>,
    /// With a flag of this rule, decided or not.
    flag: Option<RuleCode>,
    status: Option<String>,
    /// At leaves below this one: where an earlier answer said to go on.
    below: Option<u64>,
}

/// What is sought, read.
struct Filter {
    name: Option<String>,
    uscc: Option<Uscc>,
    class: Option<String>,
    status: Option<Status>,
}

/// Which leaves are looked at.
enum Candidates {
    /// All below this.
    Below(u64),
    /// These, ascending.
    These(Vec<LeafIndex>),
}

impl Service {
    pub(crate) fn search(&self, authority: AuthorityNumber, sought: &Sought) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let filter = sought.filter().map_err(Failed::refused)?;
        let size = reading.head(authority)?.size.0;
        let below = sought.below.unwrap_or(size).min(size);
        let mut candidates = sought.candidates(reading.as_ref(), authority, (&filter, below))?;
        let (mut shown, mut looked_at, mut next) = (Vec::new(), 0, below);
        while shown.len() < SEARCH_SHOWN && looked_at < SEARCH_LOOKED_AT {
            let leaves = candidates.take(SEARCH_ROWS);
            let Some(last) = leaves.last() else {
                next = 0;
                break;
            };
            (looked_at, next) = (looked_at + leaves.len(), last.0);
            for row in rows(reading.as_ref(), authority, &leaves)? {
                if !filter.takes(&row)? {
                    continue;
                }
                shown.push(row.shown(bundle)?);
                if shown.len() == SEARCH_SHOWN {
                    next = row.leaf.0;
                    break;
                }
            }
        }
        let next = (next > 0).then_some(next);
        Ok(json!({ "certificates": shown, "looked_at": looked_at, "next": next }))
    }

    /// The certificates at these leaves, as a search shows them.
    pub(crate) fn found_at(&self, authority: AuthorityNumber, leaves: &[LeafIndex]) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let rows = rows(reading.as_ref(), authority, leaves)?;
        let shown = rows.iter().map(|row| row.shown(bundle)).collect::<Result<Vec<_>, _>>()?;
        Ok(json!({ "certificates": shown }))
    }
}

impl Sought {
    fn filter(&self) -> Result<Filter, DeskRefusal> {
        let uscc = self.institution.as_deref().map(Uscc::parse).transpose();
        let status = self.status.as_deref().map(|name| status_named(name).ok_or(DeskRefusal::Value("status")));
        Ok(Filter {
            name: self.name.clone().filter(|name| !name.is_empty()),
            uscc: uscc.map_err(|_| DeskRefusal::Value("institution"))?,
            class: self.class.clone(),
            status: status.transpose()?,
        })
    }

    /// The leaves that the narrowest index leads to.
    fn candidates(
        &self,
        reading: &dyn Read,
        authority: AuthorityNumber,
        (filter, below): (&Filter, u64),
    ) -> Result<Candidates, Failed> {
        let mut leaves = if let Some(number) = &self.number {
            let number = CertificateNumber::parse(number).map_err(|_| Failed::refused(DeskRefusal::Value("number")))?;
            let place = reading.place_of_number(&number)?.filter(|place| place.0 == authority);
            place.map(|place| place.1).into_iter().collect()
        } else if let Some(rule) = self.flag {
            let mut flagged = BTreeSet::new();
            reading.flags(authority, |_, flag| {
                if flag.rule == rule {
                    flagged.insert(LeafIndex(flag.leaf));
                }
            })?;
            flagged.into_iter().collect()
        } else if let Some(class) = &filter.class {
            reading.leaves_of_class_filing(authority, class, below)?
        } else if let Some(uscc) = &filter.uscc {
            reading.leaves_of_institution(authority, uscc, 0..below)?
        } else if filter.status.is_some_and(|status| status != Status::Valid) {
            reading.statuses(authority)?.into_iter().map(|(leaf, _)| leaf).collect()
        } else {
            return Ok(Candidates::Below(below));
        };
        leaves.retain(|leaf| leaf.0 < below);
        Ok(Candidates::These(leaves))
    }
}

impl Candidates {
    /// The next so many, from the last on.
    fn take(&mut self, count: usize) -> Vec<LeafIndex> {
        match self {
            Self::Below(below) => {
                let until = below.saturating_sub(count as u64);
                let taken = (until..*below).rev().map(LeafIndex).collect();
                *below = until;
                taken
            }
            Self::These(leaves) => {
                let rest = leaves.len().saturating_sub(count);
                let mut taken = leaves.split_off(rest);
                taken.reverse();
                taken
            }
        }
    }
}

impl Filter {
    fn takes(&self, row: &super::rows::Row) -> Result<bool, Failed> {
        if self.status.is_some_and(|status| status != row.status()) {
            return Ok(false);
        }
        let statement = row.statement()?;
        let claims = statement.unverified_claims();
        let is_named = self.name.as_ref().is_none_or(|name| claims.holder.contains(name.as_str()));
        let is_of_class = self.class.is_none() || claims.class_filing == self.class;
        Ok(is_named && is_of_class && self.uscc.as_ref().is_none_or(|uscc| uscc == statement.unverified_uscc()))
    }
}
