//! The tables: what is kept, under which key, how it is encoded. Values are deterministic CBOR (core's writer) where
//! nothing else is said; keys are parts put one after another ([`Key`](super::key::Key)). Change nothing here without
//! raising [`FORMAT`] and a migration.
//!
//! `authority` is the GB/T 2260 code as a number. `leaf` is a place in that authority's log. Times are whole seconds since
//! 1970. Nothing but `PERSONAL`, open `CORRECTIONS`, waiting `HELD` and `CLASS_PEOPLE` holds personal data beyond what the certificate itself shows, and
//! there it is sealed.
//!
//! `CERTIFICATES`, `PERSONAL`, `BY_PERSON`, `CORRECTION_NUMBERS`, `AUDIT`, `DOCUMENTS`, `CLASS_IDS` and `CLASS_PEOPLE` are written
//! once, and again where the sealing key is another one or what was sealed is kept no longer; nothing else in them ever changes.

use crate::store::port::{Promise, Table};

/// The version of this layout. A store with a higher one was written by a newer program and is refused.
pub(crate) const FORMAT: u64 = 3;

/// What [`FORMAT_KEY`] says while the store is being filled from another: no layout, so that nobody takes it for whole.
pub(crate) const FORMAT_HALF_FILLED: u64 = 0;

/// `FORMAT_KEY => uint` and `SEALING_CHECK_KEY => bstr`, sealed with the key that seals all else.
pub(crate) const META: Table = replaced("meta");
/// Key of [`META`].
pub(crate) const FORMAT_KEY: &[u8] = b"format";
/// Key of [`META`].
pub(crate) const SEALING_CHECK_KEY: &[u8] = b"sealing check";

/// `authority => head = [ size, last entry time, as-of of the last snapshot, bundle version or 0, time it was logged ]`.
/// Replaced by every commit that appends.
pub(crate) const HEADS: Table = replaced("heads");

/// `authority => the checkpoint of the head, signed` (C2SP tlog-checkpoint). Replaced by every commit that appends.
pub(crate) const CHECKPOINTS: Table = replaced("checkpoints");

/// `authority => the newest checkpoint that enough witnesses cosigned, with their lines`. Replaced by later ones.
pub(crate) const COSIGNED: Table = replaced("cosigned");

/// `(authority, leaf) => entry` of format.md section 3.
pub(crate) const ENTRIES: Table = immutable("entries");

/// `(authority, level, index) => SHA-256`: roots of complete subtrees, level 0 being leaves.
pub(crate) const NODES: Table = immutable("nodes");

/// `(authority, leaf) => certificate = [ bstr registered-statement, bstr receipt, bstr .size 32 person, portraits: 0 / 1 ]`.
/// A request sent again gets this answer.
pub(crate) const CERTIFICATES: Table = replaced("certificates");

/// `(authority, leaf) => nonce .size 24 || XChaCha20-Poly1305([ tstr identity number, ? bstr portrait ])`, the statement
/// hash being the associated data.
pub(crate) const PERSONAL: Table = replaced("personal");

/// `statement hash => place = (authority, leaf)`, as in keys.
pub(crate) const BY_STATEMENT: Table = immutable("by_statement");

/// `certificate number => place`. A number is taken for ever.
pub(crate) const BY_NUMBER: Table = immutable("by_number");

/// `60 bits of a check code => place`. Two certificates never share one.
pub(crate) const BY_CHECK_CODE: Table = immutable("by_check_code");

/// `(person, authority, leaf) => nothing`, the person by keyed HMAC.
pub(crate) const BY_PERSON: Table = replaced("by_person");

/// `(authority, uscc, leaf) => nothing`.
pub(crate) const BY_INSTITUTION: Table = immutable("by_institution");

/// `(authority, class filing, leaf) => nothing`.
pub(crate) const BY_CLASS_FILING: Table = immutable("by_class_filing");

/// `(authority, leaf) => status-record = [ status, since, reason, bstr .size 32 order ]`; absent: valid since registration.
pub(crate) const STATUSES: Table = replaced("statuses");

/// `(authority, SHA-256 of the order) => order-record = [ bstr order, certificates touched, [ * leaf of an entry ] ]`.
pub(crate) const ORDERS: Table = immutable("orders");

/// `(authority, order id) => SHA-256 of the order`. An id is taken for ever.
pub(crate) const ORDER_IDS: Table = immutable("order_ids");

/// `(uscc, reservation id) => reservation = [ authority, tstr institution number, year, first serial, count ]`.
pub(crate) const RESERVATIONS: Table = immutable("reservations");

/// `(authority, institution number, year, first serial) => range = [ count, uscc ]`.
pub(crate) const RANGES: Table = immutable("ranges");

/// `(authority, institution number, year) => uint`, the first serial that nobody was given. Only ever grows.
pub(crate) const NEXT_SERIALS: Table = replaced("next_serials");

/// `(authority, number of the certificate to be replaced) => correction = [ state, filed at, in that state since, bstr
/// statement, bstr .size 32 person, portraits: 0 / 1, reason, bstr sealed ]`, the last one that was filed for it. `sealed` holds
/// what [`PERSONAL`] would while the correction is open, and nothing from then on; all else of the row is its associated
/// data, because the log knows nothing of corrections: no other row would show that one was changed.
pub(crate) const CORRECTIONS: Table = replaced("corrections");

/// `certificate number of a correction => [ tstr number to be replaced, bstr .size 32 statement hash, bstr sealed ]`. A number is
/// taken for ever, whatever becomes of the correction. `sealed` holds nothing, with all else as its associated data.
pub(crate) const CORRECTION_NUMBERS: Table = replaced("correction_numbers");

/// `bundle version => bundle = [ bstr trust-bundle, root keys changed: 0 / 1 ]`.
pub(crate) const BUNDLES: Table = immutable("bundles");

/// `authority => the newest snapshot, as signed`. Replaced by later ones only.
pub(crate) const SNAPSHOTS: Table = replaced("snapshots");

/// `(authority, leaf) => count = [ day in Asia/Shanghai, wrong on that day, wrong in all ]`; `(0, n)` is what unknown
/// numbers and codes share (n below 2^16), and those who name a school instead (n from there on).
pub(crate) const MATCH_COUNTS: Table = replaced("match_counts");

/// `authority => desk-row of { audit: entries of the audit trail, flags, classes: { year => classes filed in it } }`.
///
/// A desk-row is `[ bstr content, bstr seal ]`: content is JSON (`desk` has the types), and the seal XChaCha20-Poly1305 of a
/// secret, or of nothing, with the table's name, the key and the content as associated data: the log knows nothing of the
/// desk, and no other row would show that one was changed.
pub(crate) const DESK_HEADS: Table = replaced("desk_heads");

/// `(authority, serial from 0) => desk-row of an audit entry`, with the signature of whoever acted.
pub(crate) const AUDIT: Table = replaced("audit");

/// `(authority, kind, name, version from 1) => desk-row of { version, since, since_leaf, value }`: programmes by code,
/// institutions by uscc, the policy by the name `policy`, orders on their way by hash,
/// public notices by class. Old versions are kept.
pub(crate) const DOCUMENTS: Table = replaced("documents");

/// `(authority, class filing number) => desk-row of a class`: its facts, where it stands, who passed.
pub(crate) const CLASSES: Table = replaced("classes");

/// `(authority, class id) => desk-row of its number`. An id is taken for ever.
pub(crate) const CLASS_IDS: Table = replaced("class_ids");

/// `(authority, class filing number, person) => desk-row of { index, name, id_kind, id_tail }`, the person by keyed HMAC and
/// the full identity number sealed.
pub(crate) const CLASS_PEOPLE: Table = replaced("class_people");

/// `(authority, serial from 0) => desk-row of a flag`; what a certificate's holder wrote is sealed with it.
pub(crate) const FLAGS: Table = replaced("flags");

/// `(authority, uscc, year) => pace = [ certificates registered in that year, day of the last, registered on that day ]`.
pub(crate) const PACES: Table = replaced("paces");

/// `(authority, leaf) => serial of a flag`: the one that was raised because the holder never took this training.
pub(crate) const OBJECTIONS: Table = immutable("objections");

/// `(authority, leaf, SHA-256 of the share's secret) => share = [ tstr purpose, made at, until ]`. A link that its holder took
/// back is gone; the secret is in nobody's hands but theirs to whom the link was given.
pub(crate) const SHARES: Table = replaced("shares");

/// `(authority, leaf, n) => reading = [ time, act ]`: each time that a full identity number or a portrait was read for somebody.
pub(crate) const READINGS: Table = immutable("readings");

/// `authority => day`: the identity numbers and portraits of certificates issued before it are kept no longer. Only ever grows.
pub(crate) const RETENTION: Table = replaced("retention");

/// `(authority, certificate number) => desk-row of a registration that waits for an officer, or waited` (`desk::held`). A number
/// is taken for ever, whatever was decided. What [`PERSONAL`] would hold is sealed with it while it waits, and nothing after.
pub(crate) const HELD: Table = replaced("held");

/// Every table: what is made, copied from store to store, and checked.
pub(crate) const ALL: [Table; 38] = [
    META,
    HEADS,
    CHECKPOINTS,
    COSIGNED,
    ENTRIES,
    NODES,
    CERTIFICATES,
    PERSONAL,
    BY_STATEMENT,
    BY_NUMBER,
    BY_CHECK_CODE,
    BY_PERSON,
    BY_INSTITUTION,
    BY_CLASS_FILING,
    STATUSES,
    ORDERS,
    ORDER_IDS,
    RESERVATIONS,
    RANGES,
    NEXT_SERIALS,
    CORRECTIONS,
    CORRECTION_NUMBERS,
    BUNDLES,
    SNAPSHOTS,
    MATCH_COUNTS,
    DESK_HEADS,
    AUDIT,
    DOCUMENTS,
    CLASSES,
    CLASS_IDS,
    CLASS_PEOPLE,
    FLAGS,
    PACES,
    OBJECTIONS,
    SHARES,
    READINGS,
    RETENTION,
    HELD,
];

const fn immutable(name: &'static str) -> Table {
    Table { name, promise: Promise::Immutable }
}

const fn replaced(name: &'static str) -> Table {
    Table { name, promise: Promise::Replaced }
}
