//! What an order would change, before anybody signs it: how many certificates, what their statuses are, and the exact list,
//! page by page, from a tree size that stays the same for all pages and becomes what the order says was seen.

use super::rows::{rows, status_name, status_named};
use crate::desk::DeskRefusal;
use crate::limits::{PAIRS_AT_ONCE, PREVIEW_NUMBERS, PREVIEW_SHOWN};
use crate::refusal::{Failed, Unavailable};
use crate::selection::selected_by;
use crate::service::Service;
use crate::store::load::at;
use crate::store::records::{Record, StatusRecord};
use crate::store::{AuthorityNumber, Load, Read, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::Entry;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::order::Selector;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Which order, and which page of its list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preview {
    status: String,
    selector: SelectorNamed,
    /// The tree size that the first page named; the log as it is where this is the first.
    #[serde(default)]
    seen: Option<u64>,
    /// How many of the list were shown on earlier pages.
    #[serde(default)]
    skip: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum SelectorNamed {
    Numbers {
        numbers: Vec<String>,
    },
    Institution {
        institution: String,
        from: u64,
        until: u64,
    },
    ClassFiling {
        class_filing: String,
    },
    /// What an order in force changed, by its hash: what undoes it names them one by one.
    Order {
        order: Hash,
    },
}

impl SelectorNamed {
    fn read(&self) -> Result<Selector, DeskRefusal> {
        let wrong = || DeskRefusal::Value("selector");
        match self {
            Self::Numbers { numbers } if (1..=PREVIEW_NUMBERS).contains(&numbers.len()) => {
                let numbers = numbers.iter().map(|number| CertificateNumber::parse(number));
                numbers.collect::<Result<_, _>>().map(Selector::Numbers).map_err(|_| wrong())
            }
            Self::Institution { institution, from, until } if from < until => {
                let uscc = Uscc::parse(institution).map_err(|_| wrong())?;
                Ok(Selector::Institution(uscc, LeafIndex(*from), LeafIndex(*until)))
            }
            Self::ClassFiling { class_filing } if !class_filing.is_empty() => {
                Ok(Selector::ClassFiling(class_filing.clone()))
            }
            _ => Err(wrong()),
        }
    }

    /// The selector, and the leaves that it selects.
    fn selected(
        &self,
        reading: &dyn Read,
        authority: AuthorityNumber,
        seen: TreeSize,
    ) -> Result<(Selector, Vec<LeafIndex>), Failed> {
        if let Self::Order { order } = self {
            return Ok((Selector::Numbers(Vec::new()), changed_by(reading, authority, *order)?));
        }
        let selector = self.read().map_err(Failed::refused)?;
        let leaves = selected_by(reading, authority, (&selector, seen))?;
        Ok((selector, leaves))
    }
}

/// What an order in force changed.
fn changed_by(reading: &dyn Read, authority: AuthorityNumber, order: Hash) -> Result<Vec<LeafIndex>, Failed> {
    let record = reading.order(authority, order)?.ok_or(Failed::refused(DeskRefusal::Unknown))?;
    let mut changed = Vec::new();
    for entry in record.entries {
        let entry = reading.entry((authority, entry))?.and_then(|entry| Entry::decode(&entry).ok());
        if let Some(Entry::StatusChange { leaves, .. }) = entry {
            changed.extend(leaves);
        }
    }
    Ok(changed)
}

impl Service {
    pub(crate) fn preview(&self, authority: AuthorityNumber, asked: &Preview) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let status = status_named(&asked.status).ok_or(Failed::refused(DeskRefusal::Value("status")))?;
        let reading = self.store.read()?;
        let reading = reading.as_ref();
        let size = reading.head(authority)?.size.0;
        let seen = asked.seen.unwrap_or(size).min(size);
        let (selector, leaves) = asked.selector.selected(reading, authority, TreeSize(seen))?;
        let statuses = statuses(reading, authority, &leaves)?;
        let changes = |current: &Status| selector.changes(*current, status);
        let touched = statuses.iter().filter(|current| changes(current)).count();
        if touched == 0 {
            return Err(Failed::refused(DeskRefusal::NothingToChange));
        }
        let mut now: BTreeMap<&str, usize> = BTreeMap::new();
        statuses.iter().for_each(|current| *now.entry(status_name(*current)).or_default() += 1);
        let page: Vec<LeafIndex> = leaves.iter().skip(asked.skip).take(PREVIEW_SHOWN).copied().collect();
        let mut shown = Vec::with_capacity(page.len());
        for row in rows(reading, authority, &page)? {
            let mut value = row.shown(bundle)?;
            if let Some(members) = value.as_object_mut() {
                members.insert("changes".into(), changes(&row.status()).into());
            }
            shown.push(value);
        }
        let shown_so_far = asked.skip.saturating_add(page.len());
        Ok(json!({
            "seen": seen, "selected": leaves.len(), "touched": touched, "now": now, "certificates": shown,
            "next": (shown_so_far < leaves.len()).then_some(shown_so_far),
        }))
    }
}

/// The status of each, in their order.
fn statuses(reading: &dyn Read, authority: AuthorityNumber, leaves: &[LeafIndex]) -> Result<Vec<Status>, StoreError> {
    let mut statuses = Vec::with_capacity(leaves.len());
    for leaves in leaves.chunks(PAIRS_AT_ONCE) {
        let keys: Vec<_> = leaves.iter().map(|leaf| at((authority, *leaf)).into_bytes()).collect();
        for record in reading.get_many(schema::STATUSES, &keys)? {
            let record = record.map(|record| StatusRecord::decode(&record)).transpose()?;
            statuses.push(record.map(|record| record.status).unwrap_or_default());
        }
    }
    Ok(statuses)
}
