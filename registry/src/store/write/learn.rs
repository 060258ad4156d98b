//! What the writer asks for at once, before it decides on many requests together: over a network, asking one by one is slow.

use super::Writing;
use crate::sealing::PersonKey;
use crate::store::desk::{of_held, of_person_of_class};
use crate::store::load::{at, of_check_code, of_node, of_number, of_person, of_statement, of_year_of};
use crate::store::{AuthorityNumber, StoreError, schema};
use hezheng_core::ids::{LeafIndex, StatementHash, TreeSize};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::check_code::CheckCode;

impl Writing {
    /// Asks at once where these statements are registered.
    pub(crate) fn learn_places_of_statements(
        &self,
        hashes: impl Iterator<Item = StatementHash>,
    ) -> Result<(), StoreError> {
        self.base.learn(schema::BY_STATEMENT, hashes.map(|hash| of_statement(hash).into_bytes()).collect())
    }

    /// Asks at once where certificates of these numbers are registered.
    pub(crate) fn learn_places_of_numbers<'n>(
        &self,
        numbers: impl Iterator<Item = &'n CertificateNumber>,
    ) -> Result<(), StoreError> {
        self.base.learn(schema::BY_NUMBER, numbers.map(|number| of_number(number).into_bytes()).collect())
    }

    /// Asks at once which corrections took these numbers.
    pub(crate) fn learn_corrections_of_numbers<'n>(
        &self,
        numbers: impl Iterator<Item = &'n CertificateNumber>,
    ) -> Result<(), StoreError> {
        self.base.learn(schema::CORRECTION_NUMBERS, numbers.map(|number| of_number(number).into_bytes()).collect())
    }

    /// Asks at once where certificates of these check codes are registered.
    pub(crate) fn learn_places_of_check_codes(&self, codes: impl Iterator<Item = CheckCode>) -> Result<(), StoreError> {
        self.base.learn(schema::BY_CHECK_CODE, codes.map(|code| of_check_code(code).into_bytes()).collect())
    }

    /// Asks at once which certificates these people have.
    pub(crate) fn learn_places_of_people(&self, people: impl Iterator<Item = PersonKey>) -> Result<(), StoreError> {
        self.base.learn_ranges(schema::BY_PERSON, people.map(of_person).collect())
    }

    /// Asks at once for the numbers that were reserved like these: by the same institution, in the same year.
    pub(crate) fn learn_reservations<'n>(
        &self,
        numbers: impl Iterator<Item = &'n CertificateNumber>,
    ) -> Result<(), StoreError> {
        let ranges: std::collections::HashSet<_> = numbers.map(of_year_of).collect();
        self.base.learn_ranges(schema::RANGES, ranges.into_iter().collect())
    }

    /// Asks at once for the nodes that the next entries are hashed with, and proved by: the roots of the complete
    /// subtrees that an authority's tree of this size is made of.
    pub(crate) fn learn_edge(&self, authority: AuthorityNumber, size: TreeSize) -> Result<(), StoreError> {
        let levels = (0..u64::BITS).filter(|level| size.0 >> level & 1 == 1);
        let keys = levels.map(|level| of_node(authority, level, (size.0 >> level) - 1).into_bytes());
        self.base.learn(schema::NODES, keys.collect())
    }

    /// Asks at once whether these people are on the rosters of these classes.
    pub(crate) fn learn_rosters<'n>(
        &self,
        authority: AuthorityNumber,
        people: impl Iterator<Item = (&'n str, PersonKey)>,
    ) -> Result<(), StoreError> {
        let keys = people.map(|(number, person)| of_person_of_class(authority, number, person).into_bytes());
        self.base.learn(schema::CLASS_PEOPLE, keys.collect())
    }

    /// Asks at once for what orders made of these certificates.
    pub(crate) fn learn_statuses(&self, authority: AuthorityNumber, leaves: &[LeafIndex]) -> Result<(), StoreError> {
        let keys = leaves.iter().map(|leaf| at((authority, *leaf)).into_bytes()).collect();
        self.base.learn(schema::STATUSES, keys)
    }

    /// Asks at once whether certificates of these numbers wait for an officer, or waited.
    pub(crate) fn learn_held<'n>(
        &self,
        authority: AuthorityNumber,
        numbers: impl Iterator<Item = &'n CertificateNumber>,
    ) -> Result<(), StoreError> {
        self.base.learn(schema::HELD, numbers.map(|number| of_held(authority, number.as_str()).into_bytes()).collect())
    }
}
