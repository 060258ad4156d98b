//! Every limit on what comes to the service, each with its reason. Those of the wire format are core's.

use crate::store::port::Table;
use crate::store::schema;

/// A portrait as printed, 26 x 35 mm at 300 dpi, is some 40 KB of JPEG; five times that is plenty.
pub(crate) const PORTRAIT_BYTES: usize = 204_800;
/// A certificate to register: a statement, an identity number, a portrait, and their CBOR heads.
pub(crate) const CERTIFICATE_REQUEST_BYTES: usize = PORTRAIT_BYTES + 4_096;
/// A correction to file: a certificate to register, the number that it replaces, and a reason.
pub(crate) const CORRECTION_REQUEST_BYTES: usize = CERTIFICATE_REQUEST_BYTES + 64;
/// Which correction is meant: a certificate number and a statement hash.
pub(crate) const CORRECTION_NAME_BYTES: usize = 128;
/// Corrections that an officer is shown at once: with two statements each they stay below 3 MB.
pub(crate) const CORRECTIONS_SHOWN: usize = 1_000;
/// Their numbers in a request, 21 bytes each.
pub(crate) const CORRECTIONS_REQUEST_BYTES: usize = 32_768;
/// Certificates in one batch (format.md section 8).
pub(crate) const BATCH_CERTIFICATES: usize = 500;
/// A batch: 500 statements with portraits as printed, 40 KB each, are 20 MB.
pub(crate) const BATCH_REQUEST_BYTES: usize = 33_554_432;
/// Bytes of request bodies that are held at once: four of the largest batches.
pub(crate) const INTAKE_BYTES: usize = 4 * BATCH_REQUEST_BYTES + 4_096;
/// A reservation is some 50 bytes.
pub(crate) const RESERVATION_REQUEST_BYTES: usize = 256;
/// A statement with four receipts at their largest (64 hashes each) is below 12 KB.
pub(crate) const VERIFY_REQUEST_BYTES: usize = 16_384;
/// Certificates judged in one request: half a season's folder in two, and some 100 ms of one core.
pub(crate) const VERIFY_BATCH_ITEMS: usize = 500;
/// A batch to verify: 500 QR texts at their longest (2,900 characters) are 1.5 MB, as many statements with a receipt in
/// base64 1.2 MB.
pub(crate) const VERIFY_BATCH_REQUEST_BYTES: usize = 2_097_152;
/// Batches that are verified at once: each takes a core, which whoever registers needs too. More are told to come again.
pub(crate) const VERIFY_BATCHES_AT_ONCE: usize = 2;
/// A match request is a code and a number.
pub(crate) const MATCH_REQUEST_BYTES: usize = 1_024;
/// An identity number in a request, in bytes: 100 characters of any text (core's limit), four bytes each.
pub(crate) const IDENTITY_NUMBER_BYTES: usize = 400;
/// Numbers in one reservation: twice the largest roster.
pub(crate) const RESERVATION_COUNT: u64 = 1_000;
/// Serials of one institution in one year (number scheme 1 has six digits).
pub(crate) const LAST_SERIAL: u64 = 999_999;
/// Seconds that the `created` of a signed request may lie from now (format.md section 8).
pub(crate) const REQUEST_AGE_SECS: u64 = 300;
/// Wrong identity numbers for one certificate in one day (format.md section 8).
pub(crate) const WRONG_A_DAY: u64 = 5;
/// Wrong identity numbers for one certificate until the bureau reopens it (format.md section 8).
pub(crate) const WRONG_IN_ALL: u64 = 10;
/// Counters that unknown check codes share, so that asking for many of them does not fill the disk.
pub(crate) const UNKNOWN_CODE_COUNTERS: u64 = 65_536;
/// Counters that those share who name a school instead of a certificate: each is of a name at a school. They are forgotten
/// every day, because people whose names share one must not be shut out for ever.
pub(crate) const SCHOOL_COUNTERS: u64 = 65_536;
/// Certificates of one person that are looked at for somebody who names a school, whether there are any or not: few people
/// have more from one bureau, and the newest are the ones that get lost.
pub(crate) const SCHOOL_SLOTS: usize = 8;
/// A request of a trainee: a proof, and at most 500 characters, each of which JSON may write with 12 bytes.
pub(crate) const TRAINEE_REQUEST_BYTES: usize = 16_384;
/// A name in a request, in bytes: 100 characters (format.md section 2), four bytes each.
pub(crate) const NAME_BYTES: usize = 400;
/// Characters of an objection: some sentences, for an officer who will ask anyway.
pub(crate) const OBJECTION_CHARS: usize = 500;
/// Characters of what a link is for: it must fit one line of a phone at large type.
pub(crate) const PURPOSE_CHARS: usize = 40;
/// Days that a link may last: longer, and nobody remembers that it is there.
pub(crate) const SHARE_DAYS: u64 = 365;
/// Links to one certificate at once: more cannot be kept apart in a list.
pub(crate) const SHARES: usize = 20;
/// Bytes of a link's secret: nobody guesses 128 bits.
pub(crate) const SHARE_SECRET_BYTES: usize = 16;
/// A request to open a link: its token is 48 digits.
pub(crate) const SHARED_REQUEST_BYTES: usize = 256;
/// Readings that a holder is shown, the newest.
pub(crate) const READINGS_SHOWN: usize = 20;
/// Requests of trainees from one address in an hour: a class of 60 may sit behind one, and each asks three or four times.
pub(crate) const VISITS_AN_HOUR: u32 = 240;
/// Those of them that prove nothing: a class mistypes some; a thousand identity numbers would take a day and a half.
pub(crate) const WRONG_VISITS_AN_HOUR: u32 = 30;
/// Addresses that are counted; beyond that all new ones share one count. Some 3 MB.
pub(crate) const ADDRESSES: usize = 65_536;
/// Seconds over which addresses are counted.
pub(crate) const VISIT_SECS: u64 = 3_600;
/// Seconds after which a certificate that is closed for wrong numbers may be tried again: it opens with the next day.
pub(crate) const CLOSED_SECS: u64 = 86_400;
/// Pages that are made at once: each takes a core for some milliseconds, and registering comes first.
pub(crate) const PAGES_AT_ONCE: usize = 2;
/// Bytes beyond its limit that are still read of a body, so that its sender sees that it was too large.
pub(crate) const DRAINED_BYTES: usize = 262_144;
/// Requests that wait for the writer; more are told to come again. Bounds the memory that waiting takes.
pub(crate) const WAITING_REQUESTS: usize = 256;
/// What one commit carries out, a certificate and any other request counting as one: more make a commit last so long that
/// nobody gains by sharing it.
pub(crate) const COMMIT_WEIGHT: usize = 1_024;
/// Milliseconds that a commit waits for as many requests as the one before it carried out.
pub(crate) const COLLECT_MILLIS: u64 = 3;
/// Seconds in which a request must have arrived whole.
pub(crate) const BODY_SECS: u64 = 30;
/// Seconds after which a client that was told to come again should.
pub(crate) const RETRY_SECS: u64 = 1;
/// Seconds between looks at whether a snapshot is due, and whether this process may still write.
pub(crate) const SNAPSHOT_LOOK_SECS: u64 = 1;
/// Milliseconds between looks for checkpoints that witnesses should see.
pub(crate) const WITNESS_LOOK_MILLIS: u64 = 250;
/// Seconds in which a witness must have answered.
pub(crate) const WITNESS_SECS: u64 = 5;
/// Seconds until a witness that failed is asked again; doubled with each failure, up to 64 times.
pub(crate) const WITNESS_RETRY_SECS: u64 = 1;
/// A trust bundle lives 100 days or less (format.md section 5); 30 are enough to sign and hand out the next one.
pub(crate) const BUNDLE_WARNING_SECS: u64 = 30 * 86_400;
/// A new service key must be made, listed in a bundle and configured.
pub(crate) const KEY_WARNING_SECS: u64 = 60 * 86_400;
/// Witnesses answer within seconds; ten minutes are no hiccup.
pub(crate) const WITNESS_WARNING_SECS: u64 = 600;
/// Bytes of the store that are kept in memory.
pub(crate) const STORE_CACHE_BYTES: usize = 268_435_456;
/// Pairs of a range that are read from the store at once: some 4,000 keys and small values are below 1 MB.
pub(crate) const PAIRS_AT_ONCE: usize = 4_096;
/// Connections that readers of one node have to a shared store; more wait for one.
pub(crate) const DATABASE_READERS: usize = 16;
/// Seconds in which a connection to a shared store must be there.
pub(crate) const DATABASE_CONNECT_SECS: u64 = 3;
/// Seconds that one statement of a shared store may take: then it is an error, and no longer a wait.
pub(crate) const DATABASE_SECS: u64 = 5;
/// Seconds that one migration of a shared store may take, and the other nodes wait for it.
pub(crate) const DATABASE_MIGRATION_SECS: u64 = 600;
/// Milliseconds between two signs of life of the session that is elected.
pub(crate) const DATABASE_BEAT_MILLIS: u64 = 500;
/// Milliseconds of silence after which PostgreSQL ends that session: with those until another node looks, and begins, they
/// stay well below the five seconds in which one must have taken over.
pub(crate) const DATABASE_SILENCE_MILLIS: u64 = 2_000;
/// Milliseconds between two looks of a node at whether nobody is elected.
pub(crate) const ELECTION_MILLIS: u64 = 500;
/// Milliseconds between two looks of a node at what the elected one committed.
pub(crate) const FOLLOW_MILLIS: u64 = 100;
// Two seconds are left of the five for beginning to write.
const _: () = assert!(DATABASE_SILENCE_MILLIS + ELECTION_MILLIS + FOLLOW_MILLIS <= 3_000);
/// Seconds for which a node that starts waits for the elected one to begin an empty store.
pub(crate) const BEGIN_SECS: u64 = 30;
/// Seconds in which another node must take a connection: it is near, or it is gone.
pub(crate) const FORWARD_CONNECT_SECS: u64 = 1;
/// Seconds in which the elected node must answer: as long as a body may take to arrive, and a commit.
pub(crate) const FORWARD_SECS: u64 = BODY_SECS + 10;
/// The largest answer to a request that writes: 500 registered statements with their receipts stay below 8 MB.
pub(crate) const FORWARDED_ANSWER_BYTES: usize = 16_777_216;
/// Bytes of one commit of a copy, but for its last rows: so much is in memory twice.
pub(crate) const COPY_COMMIT_BYTES: usize = 8_388_608;
/// Seconds in which whoever asks the control socket must have said what.
#[cfg(unix)]
pub(crate) const CONTROL_SECS: u64 = 5;
/// What is asked of the control socket: a word and a path.
#[cfg(unix)]
pub(crate) const CONTROL_BYTES: u64 = 8_192;

/// People of one class: the largest roster in one file.
pub(crate) const CLASS_PEOPLE: usize = 500;
/// Days of a class, first and last included: two school years.
pub(crate) const CLASS_DAYS: u64 = 731;
/// Teachers of a class.
pub(crate) const TEACHERS: usize = 30;
/// Characters of a class's teaching plan: some two pages.
pub(crate) const PLAN_CHARS: usize = 4_000;
/// Characters of a place, an address, a contact.
pub(crate) const DESK_TEXT_CHARS: usize = 100;
/// Characters of a reason that people read: a paragraph.
pub(crate) const REASON_CHARS: usize = 300;
/// Characters of a programme's code.
pub(crate) const PROGRAMME_CODE_CHARS: usize = 32;
/// Skill levels that there are.
pub(crate) const LEVELS: usize = 5;
/// Subsidy for one person, in 分: a million 元 is a typing error.
pub(crate) const SUBSIDY_FEN: u64 = 100_000_000;
/// Programmes that one institution may teach.
pub(crate) const CATALOGUE_PROGRAMMES: usize = 300;
/// Most days that a bureau may want between filing and beginning: longer plans change.
pub(crate) const NOTICE_DAYS: u64 = 90;
/// A class to file: 500 people with names at their longest, in JSON with every character escaped, and its plan.
pub(crate) const CLASS_REQUEST_BYTES: usize = 524_288;
/// Any other request at the desk: an institution's entry, or a plain word on a class.
pub(crate) const DESK_REQUEST_BYTES: usize = 65_536;
/// Classes or flags that are shown at once.
pub(crate) const DESK_SHOWN: usize = 500;
/// Entries of the audit trail on one page.
pub(crate) const AUDIT_PAGE: usize = 200;
/// Entries of the audit trail that are read from the store at once.
pub(crate) const AUDIT_ROWS: u64 = 200;
/// Entries that one question with a filter looks at: some 100 ms.
pub(crate) const AUDIT_LOOKED_AT: u64 = 10_000;
/// Versions of one entry, or of the policy, that are shown: what officers changed in some years.
pub(crate) const VERSIONS_SHOWN: usize = 100;
/// Characters of what is sought in a catalogue's page: a name, or a code.
pub(crate) const SOUGHT_CHARS: usize = 100;
/// Entries of each catalogue: a city has some hundred institutions, and some hundred programmes.
pub(crate) const CATALOGUE_ENTRIES: usize = 5_000;

/// Certificates that one answer to a search shows: a page that a person reads.
pub(crate) const SEARCH_SHOWN: usize = 100;
/// Certificates that one search looks at where no index leads to what is sought: some 200 ms.
pub(crate) const SEARCH_LOOKED_AT: usize = 20_480;
/// Certificates that are read from the store at once.
pub(crate) const SEARCH_ROWS: usize = 256;
/// Certificates that one question about counts counts: below a second.
pub(crate) const COUNTED_AT_ONCE: u64 = 102_400;
/// Certificates of an order's list on one page.
pub(crate) const PREVIEW_SHOWN: usize = 200;
/// Certificates that an order may name: as many as fit into its bytes (format.md section 6).
pub(crate) const PREVIEW_NUMBERS: usize = hezheng_core::limits::ORDER_BYTES / 21;
/// Days for which a public notice is shown at most: a quarter.
pub(crate) const NOTICE_SHOWN_DAYS: u64 = 92;
/// An order in base64 at its largest, with its note.
pub(crate) const ORDER_DRAFT_BYTES: usize = hezheng_core::limits::ORDER_BYTES / 3 * 4 + 65_536;

/// [`PAIRS_AT_ONCE`], but for a table that may have large values: some 16 MB of them at their largest.
pub(crate) fn pairs_at_once(table: Table) -> usize {
    if [schema::BUNDLES, schema::SNAPSHOTS].contains(&table) {
        1
    } else if table == schema::ORDERS {
        16
    } else if [schema::PERSONAL, schema::CORRECTIONS, schema::HELD, schema::CLASSES, schema::DOCUMENTS].contains(&table)
    {
        64
    } else if [schema::ENTRIES, schema::CERTIFICATES, schema::AUDIT].contains(&table) {
        256
    } else {
        PAIRS_AT_ONCE
    }
}
