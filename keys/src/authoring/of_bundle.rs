//! A book as far as a bundle tells it, for whoever has no book: a bureau's console tries on it what it will ask the province for. What
//! a bundle does not say, persons' names, is missing in it; it is kept nowhere.

use super::book::{Book, FORMAT};
use super::records::{AuthorityRecord, DatedName, Holder, InstitutionRecord, KeyRecord, OfficerRecord};
use hezheng_core::key::PublicKey;
use hezheng_core::trust::bundle::{BundleBody, OfficerKey, OfficerRole, ServiceUse, Validity};

/// Where a bundle names nobody.
const NOT_SAID: &str = "—";

impl Book {
    /// What this bundle says, as a book.
    #[must_use]
    pub fn of_bundle(body: &BundleBody) -> Self {
        let mut book = Self {
            format: FORMAT.into(),
            province: NOT_SAID.into(),
            initial_roots: body.roots.clone(),
            authorities: Vec::new(),
            officers: Vec::new(),
            institutions: Vec::new(),
            keys: Vec::new(),
            witness_quorum: body.witnesses.as_ref().map(|witnesses| witnesses.quorum),
            bundles: Vec::new(),
        };
        let forever = Validity { from: body.issued, until: None, distrusted_from: None };
        let mut key = |key: PublicKey, holder: Holder, validity: Validity| {
            book.keys.push(KeyRecord {
                public_key: key,
                kid: key.kid(),
                holder,
                person: NOT_SAID.into(),
                entered: validity.from,
                from: validity.from,
                until: validity.until,
                distrusted_from: validity.distrusted_from.map(|leaf| leaf.0),
            });
        };
        body.roots.iter().for_each(|root| key(*root, Holder::Root {}, forever));
        for (name, witness) in body.witnesses.iter().flat_map(|found| &found.witnesses) {
            key(*witness, Holder::Witness { name: name.clone() }, forever);
        }
        for authority in &body.authorities {
            for held in &authority.service_keys {
                key(
                    held.key,
                    Holder::Service { authority: authority.code.clone(), uses: uses(held.uses) },
                    held.validity,
                );
            }
            for held in &authority.officer_keys {
                let (staff_code, may) = (held.staff_code.clone(), roles(held.roles));
                key(held.key, Holder::Officer { authority: authority.code.clone(), staff_code, may }, held.validity);
            }
        }
        for institution in &body.institutions {
            for held in &institution.keys {
                let (uscc, authority) = (institution.uscc.clone(), institution.authority.clone());
                key(held.key, Holder::Issuer { uscc, authority }, held.validity);
            }
        }
        for authority in &body.authorities {
            book.authorities.push(AuthorityRecord {
                code: authority.code.clone(),
                name: authority.name.clone(),
                base_url: authority.base_url.clone(),
                log_origin: authority.log_origin.clone(),
            });
            for OfficerKey { staff_code, .. } in &authority.officer_keys {
                if book.officer(&authority.code, staff_code).is_err() {
                    let (staff_code, name) = (staff_code.clone(), NOT_SAID.into());
                    book.officers.push(OfficerRecord { authority: authority.code.clone(), staff_code, name });
                }
            }
        }
        book.institutions = body
            .institutions
            .iter()
            .map(|institution| InstitutionRecord {
                uscc: institution.uscc.clone(),
                authority: institution.authority.clone(),
                number: institution.number.clone(),
                names: institution
                    .names
                    .iter()
                    .map(|(from, name)| DatedName { from: *from, name: name.clone() })
                    .collect(),
                contact: NOT_SAID.into(),
            })
            .collect();
        book
    }
}

fn uses(bits: u64) -> Vec<ServiceUse> {
    let all = [ServiceUse::Countersign, ServiceUse::Snapshot, ServiceUse::Log];
    all.into_iter().filter(|held| bits & held.bit() != 0).collect()
}

fn roles(bits: u64) -> Vec<OfficerRole> {
    [OfficerRole::Order, OfficerRole::Approve].into_iter().filter(|role| bits & role.bit() != 0).collect()
}
