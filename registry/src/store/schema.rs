//! The tables: what is kept, under which key, how it is encoded. Values are deterministic CBOR (core's writer); keys are
//! numbers and texts that sort as people expect. Change nothing here without raising [`FORMAT`] and a migration.
//!
//! `authority` is the GB/T 2260 code as a number. `leaf` is a place in that authority's log. Times are whole seconds since
//! 1970. Nothing but `PERSONAL` holds personal data beyond what the certificate itself shows, and `PERSONAL` is sealed.

use redb::TableDefinition;

/// The version of this layout. A store with a higher one was written by a newer program and is refused.
pub(crate) const FORMAT: u64 = 1;

/// `FORMAT_KEY => uint` and `SEALING_CHECK_KEY => bstr`, sealed with the key that seals all else.
pub(crate) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
/// Key of [`META`].
pub(crate) const FORMAT_KEY: &str = "format";
/// Key of [`META`].
pub(crate) const SEALING_CHECK_KEY: &str = "sealing check";

/// `authority => head = [ size, last entry time, as-of of the last snapshot, bundle version or 0, time it was logged ]`.
/// Replaced by every commit that appends.
pub(crate) const HEADS: TableDefinition<u32, &[u8]> = TableDefinition::new("heads");

/// `(authority, leaf) => entry` of format.md section 3. Immutable.
pub(crate) const ENTRIES: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("entries");

/// Authority, level, index.
pub(crate) type NodeKey = (u32, u32, u64);

/// `(authority, level, index) => SHA-256`: roots of complete subtrees, level 0 being leaves. Immutable.
pub(crate) const NODES: TableDefinition<NodeKey, [u8; 32]> = TableDefinition::new("nodes");

/// `(authority, leaf) => certificate = [ bstr registered-statement, bstr receipt, bstr .size 32 person, portraits: 0 / 1 ]`.
/// Immutable: a request sent again gets this answer.
pub(crate) const CERTIFICATES: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("certificates");

/// `(authority, leaf) => nonce .size 24 || XChaCha20-Poly1305([ tstr identity number, ? bstr portrait ])`, the statement
/// hash being the associated data. Immutable.
pub(crate) const PERSONAL: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("personal");

/// `statement hash => (authority, leaf)`. Immutable.
pub(crate) const BY_STATEMENT: TableDefinition<[u8; 32], (u32, u64)> = TableDefinition::new("by statement");

/// `certificate number => (authority, leaf)`. Immutable: a number is taken for ever.
pub(crate) const BY_NUMBER: TableDefinition<&str, (u32, u64)> = TableDefinition::new("by number");

/// `60 bits of a check code => (authority, leaf)`. Immutable: two certificates never share one.
pub(crate) const BY_CHECK_CODE: TableDefinition<u64, (u32, u64)> = TableDefinition::new("by check code");

/// `(person, authority, leaf) => ()`, the person by keyed HMAC.
pub(crate) const BY_PERSON: TableDefinition<([u8; 32], u32, u64), ()> = TableDefinition::new("by person");

/// `(authority, uscc, leaf) => ()`.
pub(crate) const BY_INSTITUTION: TableDefinition<(u32, &str, u64), ()> = TableDefinition::new("by institution");

/// `(authority, class filing, leaf) => ()`.
pub(crate) const BY_CLASS_FILING: TableDefinition<(u32, &str, u64), ()> = TableDefinition::new("by class filing");

/// `(authority, leaf) => status-record = [ status, since, reason, bstr .size 32 order ]`; absent: valid since registration.
pub(crate) const STATUSES: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("statuses");

/// `(authority, SHA-256 of the order) => order-record = [ bstr order, certificates touched, [ * leaf of an entry ] ]`. Immutable.
pub(crate) const ORDERS: TableDefinition<(u32, [u8; 32]), &[u8]> = TableDefinition::new("orders");

/// `(authority, order id) => SHA-256 of the order`. Immutable: an id is taken for ever.
pub(crate) const ORDER_IDS: TableDefinition<(u32, [u8; 16]), [u8; 32]> = TableDefinition::new("order ids");

/// `(uscc, reservation id) => reservation = [ authority, tstr institution number, year, first serial, count ]`. Immutable.
pub(crate) const RESERVATIONS: TableDefinition<(&str, [u8; 16]), &[u8]> = TableDefinition::new("reservations");

/// `(authority, institution number, year, first serial) => range = [ count, uscc ]`. Immutable.
pub(crate) const RANGES: TableDefinition<(u32, &str, u64, u64), &[u8]> = TableDefinition::new("ranges");

/// `(authority, institution number, year) => the first serial that nobody was given`. Only ever grows.
pub(crate) const NEXT_SERIALS: TableDefinition<(u32, &str, u64), u64> = TableDefinition::new("next serials");

/// `bundle version => bundle = [ bstr trust-bundle, root keys changed: 0 / 1 ]`. Immutable.
pub(crate) const BUNDLES: TableDefinition<u64, &[u8]> = TableDefinition::new("bundles");

/// `authority => the newest snapshot, as signed`. Replaced by later ones only.
pub(crate) const SNAPSHOTS: TableDefinition<u32, &[u8]> = TableDefinition::new("snapshots");

/// `(authority, leaf) => count = [ day in Asia/Shanghai, wrong on that day, wrong in all ]`; `(0, n)` is what unknown check
/// codes share.
pub(crate) const MATCH_COUNTS: TableDefinition<(u32, u64), &[u8]> = TableDefinition::new("match counts");
