//! What the book says, as the content of a bundle. Persons' names stay in the book.

use super::book::Book;
use super::records::{AuthorityRecord, Holder, InstitutionRecord, KeyRecord};
use super::terms::Terms;
use hezheng_core::ids::LeafIndex;
use hezheng_core::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity, Witnesses,
};

impl Book {
    /// What a bundle made now says.
    pub(super) fn body(&self, terms: Terms) -> BundleBody {
        BundleBody {
            version: terms.version,
            issued: terms.now,
            expires: terms.expires(),
            roots: self.roots(),
            authorities: self.authorities.iter().map(|authority| self.authority_entry(authority)).collect(),
            institutions: self.institutions.iter().map(|institution| self.institution_entry(institution)).collect(),
            witnesses: self.witness_entry(),
        }
    }

    fn witness_entry(&self) -> Option<Witnesses> {
        let witnesses = self.witnesses();
        (!witnesses.is_empty()).then(|| Witnesses { quorum: self.witness_quorum.unwrap_or_default(), witnesses })
    }

    fn authority_entry(&self, entry: &AuthorityRecord) -> Authority {
        let service_keys = self.keys.iter().filter_map(|record| match &record.holder {
            Holder::Service { authority, uses } if *authority == entry.code => {
                let uses = uses.iter().fold(0, |bits, held| bits | held.bit());
                Some(ServiceKey { key: record.public_key, validity: record.validity(), uses })
            }
            _ => None,
        });
        let officer_keys = self.keys.iter().filter_map(|record| match &record.holder {
            Holder::Officer { authority, staff_code, may } if *authority == entry.code => Some(OfficerKey {
                key: record.public_key,
                validity: record.validity(),
                roles: may.iter().fold(0, |bits, role| bits | role.bit()),
                staff_code: staff_code.clone(),
            }),
            _ => None,
        });
        Authority {
            code: entry.code.clone(),
            name: entry.name.clone(),
            base_url: entry.base_url.clone(),
            log_origin: entry.log_origin.clone(),
            service_keys: service_keys.collect(),
            officer_keys: officer_keys.collect(),
        }
    }

    fn institution_entry(&self, entry: &InstitutionRecord) -> Institution {
        let keys = self.keys.iter().filter_map(|record| match &record.holder {
            Holder::Issuer { uscc, authority } if *uscc == entry.uscc && *authority == entry.authority => {
                Some(IssuingKey { key: record.public_key, validity: record.validity() })
            }
            _ => None,
        });
        Institution {
            uscc: entry.uscc.clone(),
            names: entry.names.iter().map(|dated| (dated.from, dated.name.clone())).collect(),
            authority: entry.authority.clone(),
            number: entry.number.clone(),
            keys: keys.collect(),
        }
    }
}

impl KeyRecord {
    fn validity(&self) -> Validity {
        Validity { from: self.from, until: self.until, distrusted_from: self.distrusted_from.map(LeafIndex) }
    }
}
