//! The desk: every row is what was sealed under its key; the audit trail is whole, and each of its entries bears the
//! signature of a key that a trust bundle lists; documents, classes and flags are those that the audit trail and the heads
//! speak of, in the states that it leads to; rosters are those that were frozen; paces are what the log counts; and who has
//! a certificate of a class was on its roster, unless the policy of then let it be.

use super::finding::{Fault, Stopped};
use super::walk::{Walk, every_key};
use super::{Fsck, decode_exact};
use crate::desk::audit::{Action, AuditEntry};
use crate::desk::catalogue::Versioned;
use crate::desk::class::{Class, ClassState, OnRoster};
use crate::desk::draft::{Draft, DraftState, order_bytes};
use crate::desk::flag::Flag;
use crate::desk::policy::{Policy, Severity};
use crate::desk::roster;
use crate::desk::rules::RuleCode;
use crate::http_signature::digest_in;
use crate::sealing::PersonKey;
use crate::store::desk::{DeskHead, DeskRow, Kind, LoadDesk, POLICY, Pace, of_class, of_pace, of_versions};
use crate::store::key::{Key, Parts};
use crate::store::load::at;
use crate::store::port::Table;
use crate::store::records::{Record, decode_personal};
use crate::store::schema::{
    AUDIT, BY_CLASS_FILING, BY_INSTITUTION, CLASS_IDS, CLASS_PEOPLE, CLASSES, DESK_HEADS, DOCUMENTS, ENTRIES, FLAGS,
    PACES,
};
use crate::store::{AuthorityNumber, Load, LoadHolders, Place, StoreError};
use hezheng_core::ids::{Hash, Kid, LeafIndex};
use hezheng_core::key::PublicKey;
use hezheng_core::log::Entry;
use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Date;
use hezheng_core::trust::unverified_body;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// Entries whose times are asked for at once.
const ENTRIES_AT_ONCE: usize = 256;

/// What a row says, and its secret.
type Opened<T> = (T, Zeroizing<Vec<u8>>);
type Acts = Vec<(AuthorityNumber, AuditEntry)>;
type Classes = BTreeMap<(AuthorityNumber, String), Class>;
/// Certificates that a flag of a rule about classes is about.
type Flagged = BTreeSet<(AuthorityNumber, u64)>;
/// A roster as it is put together: name, kind and number by place.
type People = BTreeMap<u64, (String, IdKind, Zeroizing<String>)>;

impl Fsck<'_> {
    /// Checks the tables of the desk.
    pub(super) fn check_desk(&mut self) -> Result<(), Stopped> {
        let heads = self.check_desk_heads()?;
        let acts = self.check_audit(&heads)?;
        self.check_documents(&acts)?;
        let classes = self.check_classes(&acts)?;
        self.check_rosters(&classes)?;
        let mut seen = self.check_flags(&heads, &acts)?;
        seen.extend(self.check_held(&heads, &acts)?);
        self.check_paces()?;
        self.check_of_classes(&classes, &seen)
    }

    /// What a row says, and its secret.
    pub(super) fn opened<T: DeserializeOwned>(
        &mut self,
        (table, key): (Table, &[u8]),
        value: &[u8],
    ) -> Result<Option<Opened<T>>, Stopped> {
        let row = decode_exact::<DeskRow>(value);
        let fault = match row.map(|row| (row.content::<T>(), row.open_and_tell(self.sealing, (table, key)))) {
            Some((Ok(content), Some((with, secret)))) => {
                self.needs_older(table, with);
                return Ok(Some((content, secret)));
            }
            Some((_, None)) => Fault::NotSealed,
            _ => Fault::Unreadable,
        };
        self.findings.add(table, key, fault)?;
        Ok(None)
    }

    /// The rows under these keys, in their order, which must be all that the table has.
    fn exactly<T: DeserializeOwned>(
        &mut self,
        table: Table,
        keys: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<Vec<Option<T>>, Stopped> {
        let (mut rows, mut found) = (Walk::over(table, every_key()), Vec::new());
        for key in keys {
            let value = rows.wanted(self.read, &key, &mut self.findings)?;
            found.push(match value {
                Some(value) => self.opened((table, &key), &value)?.map(|(content, _)| content),
                None => None,
            });
        }
        rows.end(self.read, &mut self.findings)?;
        Ok(found)
    }

    fn check_desk_heads(&mut self) -> Result<BTreeMap<AuthorityNumber, DeskHead>, Stopped> {
        let authorities = self.authorities()?;
        let keys = authorities.iter().map(|authority| Key::of(*authority).into_bytes());
        let heads = self.exactly::<DeskHead>(DESK_HEADS, keys)?;
        Ok(authorities.into_iter().zip(heads).filter_map(|(authority, head)| Some((authority, head?))).collect())
    }

    fn check_audit(&mut self, heads: &BTreeMap<AuthorityNumber, DeskHead>) -> Result<Acts, Stopped> {
        let known = self.keys_ever_listed()?;
        let places: Vec<_> =
            heads.iter().flat_map(|(authority, head)| (0..head.audit).map(|serial| (*authority, serial))).collect();
        let keys = places.iter().map(|(authority, serial)| Key::of(*authority).u64(*serial).into_bytes());
        let entries = self.exactly::<AuditEntry>(AUDIT, keys)?;
        let mut acts = Vec::new();
        for ((authority, serial), entry) in places.into_iter().zip(entries) {
            let Some(entry) = entry else { continue };
            let is_signed = known.get(&entry.kid.0).is_some_and(|keys| {
                keys.iter().any(|key| key.has_signed(entry.signature_base.as_bytes(), &entry.signature.0))
            });
            if !is_signed || digest_in(&entry.signature_base).as_deref() != Some(entry.content_sha256.0.as_slice()) {
                self.findings.add(AUDIT, &Key::of(authority).u64(serial).into_bytes(), Fault::NotSigned)?;
            }
            acts.push((authority, entry));
        }
        Ok(acts)
    }

    /// The keys of institutions and officers that any bundle ever listed. The bundles themselves were checked before.
    fn keys_ever_listed(&self) -> Result<BTreeMap<Kid, Vec<PublicKey>>, Stopped> {
        let mut known: BTreeMap<Kid, Vec<PublicKey>> = BTreeMap::new();
        let bundles = match self.read.bundles() {
            Err(StoreError::Damaged(_)) => Vec::new(),
            bundles => bundles?,
        };
        for body in bundles.iter().filter_map(|record| unverified_body(&record.bundle).ok()) {
            let officers = body.authorities.iter().flat_map(|one| &one.officer_keys).map(|officer| officer.key);
            let institutions = body.institutions.iter().flat_map(|one| &one.keys).map(|key| key.key);
            for key in officers.chain(institutions) {
                known.entry(key.kid()).or_default().push(key);
            }
        }
        Ok(known)
    }

    /// Each version that somebody made is there, and no other.
    fn check_documents(&mut self, acts: &Acts) -> Result<(), Stopped> {
        let made = acts.iter().filter_map(|(authority, entry)| {
            let kind = match entry.action {
                Action::ProgrammeChanged => Kind::Programme,
                Action::InstitutionChanged => Kind::Institution,
                Action::PolicyChanged => Kind::Policy,
                Action::NoticePublished => Kind::Notice,
                Action::OrderFiled | Action::OrderApproved | Action::OrderReturned | Action::OrderWithdrawn => {
                    Kind::OrderDraft
                }
                _ => return None,
            };
            Some((of_versions(*authority, kind, &entry.on).u64(entry.version?).into_bytes(), entry))
        });
        let made: BTreeMap<_, _> = made.collect();
        let found = self.exactly::<Versioned<serde_json::Value>>(DOCUMENTS, made.keys().cloned())?;
        for ((key, entry), document) in made.iter().zip(found) {
            let Some(document) = document else { continue };
            let is_so = (Some(document.version), document.since) == (entry.version, entry.time)
                && Self::draft_is_as_done(entry, document.value);
            if !is_so {
                self.findings.add(DOCUMENTS, key, Fault::DeskState)?;
            }
        }
        Ok(())
    }

    /// Where it is an order on its way: it bears its hash's name, and is in the state that the act led to.
    fn draft_is_as_done(entry: &AuditEntry, document: serde_json::Value) -> bool {
        let states: &[DraftState] = match entry.action {
            Action::OrderFiled => &[DraftState::Waiting, DraftState::CarriedOut],
            Action::OrderApproved => &[DraftState::CarriedOut],
            Action::OrderReturned => &[DraftState::Returned],
            Action::OrderWithdrawn => &[DraftState::Withdrawn],
            _ => return true,
        };
        let Ok(draft) = serde_json::from_value::<Draft>(document) else { return false };
        let is_named = order_bytes(&draft.order).is_ok_and(|order| Hash::of(&[&order]).to_string() == entry.on);
        let is_decided = (draft.state == DraftState::CarriedOut) == draft.in_force.is_some();
        is_named && is_decided && states.contains(&draft.state)
    }

    /// Each class that somebody filed is there, in the state that the acts on it lead to, and its id leads to it.
    fn check_classes(&mut self, acts: &Acts) -> Result<Classes, Stopped> {
        let mut expected: BTreeMap<Vec<u8>, (AuthorityNumber, &AuditEntry, ClassState)> = BTreeMap::new();
        for (authority, entry) in acts {
            let key = of_class(*authority, &entry.on).into_bytes();
            let state = match entry.action {
                Action::ClassFiled => {
                    expected.insert(key, (*authority, entry, ClassState::Waiting));
                    continue;
                }
                Action::ClassAccepted => ClassState::Accepted,
                Action::ClassReturned => ClassState::Returned,
                Action::ClassWithdrawn => ClassState::Withdrawn,
                _ => continue,
            };
            if let Some(class) = expected.get_mut(&key) {
                class.2 = state;
            }
        }
        let found = self.exactly::<Class>(CLASSES, expected.keys().cloned())?;
        let (mut classes, mut ids) = (Classes::new(), BTreeMap::new());
        for ((key, (authority, entry, state)), class) in expected.iter().zip(found) {
            let Some(class) = class else { continue };
            let is_kept_long_enough = match class.kept_from {
                None => true,
                // A row that cannot be read was named with its own table.
                Some(from) => {
                    let retention = self.read.retention(*authority).unwrap_or(Some(from.0));
                    class.last < from && retention.is_some_and(|until| from.0 <= until)
                }
            };
            let is_as_acted =
                (class.state, class.content_sha256, &class.number) == (*state, entry.content_sha256, &entry.on);
            if !is_as_acted || !is_kept_long_enough {
                self.findings.add(CLASSES, key, Fault::DeskState)?;
            }
            ids.insert(Key::of(*authority).bytes(&class.id.0).into_bytes(), class.number.clone());
            classes.insert((*authority, class.number.clone()), class);
        }
        let found = self.exactly::<String>(CLASS_IDS, ids.keys().cloned())?;
        for ((key, number), found) in ids.iter().zip(found) {
            if found.is_some_and(|found| found != *number) {
                self.findings.add(CLASS_IDS, key, Fault::DeskState)?;
            }
        }
        Ok(classes)
    }

    /// Each roster is the one that was frozen: its hash says so.
    fn check_rosters(&mut self, classes: &Classes) -> Result<(), Stopped> {
        let kept = classes.iter().filter(|(_, class)| class.kept_from.is_none());
        let mut unseen: BTreeSet<_> = kept.map(|(of, _)| of.clone()).collect();
        let mut rows = Walk::over(CLASS_PEOPLE, every_key());
        let mut current: Option<((AuthorityNumber, String), People)> = None;
        while let Some((key, value)) = rows.next(self.read)? {
            let Some((class, person)) = class_and_person(&key) else {
                self.findings.add(CLASS_PEOPLE, &key, Fault::Excess)?;
                continue;
            };
            let Some((on_roster, secret)) = self.opened::<OnRoster>((CLASS_PEOPLE, &key), &value)? else { continue };
            if current.as_ref().is_none_or(|(of, _)| *of != class) {
                self.check_roster(classes, current.take(), &mut unseen)?;
            }
            let kind = IdKind::from_code(on_roster.id_kind);
            let number = String::from_utf8(secret.to_vec()).map(Zeroizing::new).ok();
            let identity = kind.zip(number).filter(|(kind, number)| {
                let parsed = IdentityNumber::parse(*kind, number);
                self.sealing.is_person(PersonKey(person), *kind, number)
                    && parsed.is_ok_and(|one| one.tail() == on_roster.id_tail)
            });
            let Some((kind, number)) = identity else {
                self.findings.add(CLASS_PEOPLE, &key, Fault::OtherPerson)?;
                continue;
            };
            let (_, people) = current.get_or_insert((class, People::new()));
            people.insert(on_roster.index, (on_roster.name, kind, number));
        }
        self.check_roster(classes, current, &mut unseen)?;
        for (authority, number) in unseen {
            self.findings.add(CLASS_PEOPLE, &of_class(authority, &number).into_bytes(), Fault::OtherRoster)?;
        }
        Ok(())
    }

    fn check_roster(
        &mut self,
        classes: &Classes,
        roster: Option<((AuthorityNumber, String), People)>,
        unseen: &mut BTreeSet<(AuthorityNumber, String)>,
    ) -> Result<(), Stopped> {
        let Some((of, people)) = roster else { return Ok(()) };
        // A class that cannot be read was named with its own table.
        let Some(class) = classes.get(&of) else { return Ok(()) };
        unseen.remove(&of);
        let all: Vec<_> = people.values().map(|(name, kind, number)| (name.as_str(), *kind, number.as_str())).collect();
        let is_whole = people.keys().copied().eq(0..class.people) && class.kept_from.is_none();
        if is_whole && roster::hash(&class.salt.0, all.into_iter()) == class.roster_sha256 {
            return Ok(());
        }
        self.findings.add(CLASS_PEOPLE, &of_class(of.0, &of.1).into_bytes(), Fault::OtherRoster)
    }

    /// Each flag names a certificate, and is decided where an officer decided it.
    fn check_flags(&mut self, heads: &BTreeMap<AuthorityNumber, DeskHead>, acts: &Acts) -> Result<Flagged, Stopped> {
        let decided: BTreeSet<(AuthorityNumber, &str)> = acts
            .iter()
            .filter(|(_, entry)| entry.action == Action::FlagDecided)
            .map(|(authority, entry)| (*authority, entry.on.as_str()))
            .collect();
        let places: Vec<_> =
            heads.iter().flat_map(|(authority, head)| (0..head.flags).map(|serial| (*authority, serial))).collect();
        let key = |(authority, serial): &(AuthorityNumber, u64)| Key::of(*authority).u64(*serial).into_bytes();
        let flags = self.exactly::<Flag>(FLAGS, places.iter().map(key))?;
        let (mut flagged, mut reports) = (Flagged::new(), BTreeMap::new());
        for (place, flag) in places.iter().zip(flags) {
            let Some(flag) = flag else { continue };
            let certificate = hezheng_core::number::CertificateNumber::parse(&flag.certificate).ok();
            let registered = match certificate.map(|number| self.read.place_of_number(&number)) {
                Some(Ok(registered)) => registered,
                Some(Err(StoreError::Damaged(_))) | None => None,
                Some(Err(error)) => return Err(error.into()),
            };
            if registered != Some((place.0, LeafIndex(flag.leaf))) {
                self.findings.add(FLAGS, &key(place), Fault::NothingFlagged)?;
            }
            if flag.decision.is_some() != decided.contains(&(place.0, place.1.to_string().as_str())) {
                self.findings.add(FLAGS, &key(place), Fault::DeskState)?;
            }
            // What its holder says of a certificate tells nothing of its class.
            if flag.rule == RuleCode::NeverTaken {
                reports.entry((place.0, LeafIndex(flag.leaf))).or_insert(place.1);
            } else {
                flagged.insert((place.0, flag.leaf));
            }
        }
        self.check_objections(&reports)?;
        Ok(flagged)
    }

    /// Counts again how many certificates each institution registered.
    fn check_paces(&mut self) -> Result<(), Stopped> {
        let mut rows = Walk::over(BY_INSTITUTION, every_key());
        let mut paces: BTreeMap<Vec<u8>, Pace> = BTreeMap::new();
        loop {
            let mut found = Vec::new();
            while found.len() < ENTRIES_AT_ONCE
                && let Some((key, _)) = rows.next(self.read)?
            {
                // What is no key of the index was named with it.
                found.extend(institution_and_leaf(&key));
            }
            if found.is_empty() {
                break;
            }
            let keys: Vec<_> = found.iter().map(|(authority, _, leaf)| at((*authority, *leaf)).into_bytes()).collect();
            for ((authority, uscc, _), entry) in found.into_iter().zip(self.read.get_many(ENTRIES, &keys)?) {
                let Some(time) = entry.and_then(|entry| Entry::decode(&entry).ok()).map(|entry| entry.time()) else {
                    // Without the entry nothing can be counted, and the entry was named.
                    return Ok(());
                };
                let day: Date = time.shanghai_day();
                let key = of_pace(authority, &uscc, day.year()).into_bytes();
                let pace = Pace::one_more(paces.get(&key).copied(), day);
                paces.insert(key, pace);
            }
        }
        let mut rows = Walk::over(PACES, every_key());
        for (key, pace) in &paces {
            if let Some(value) = rows.wanted(self.read, key, &mut self.findings)? {
                self.findings.compare(PACES, key, (&value, &pace.encode()))?;
            }
        }
        rows.end(self.read, &mut self.findings)
    }

    /// Whoever has a certificate that names a class was on the roster of a class that was accepted by then; unless the
    /// policy in force then neither refused nor held it, or it came as a correction, which officers ordered and a flag tells of,
    /// or an officer approved it.
    fn check_of_classes(&mut self, classes: &Classes, flagged: &Flagged) -> Result<(), Stopped> {
        let mut rows = Walk::over(BY_CLASS_FILING, every_key());
        let mut policies: BTreeMap<AuthorityNumber, Vec<Versioned<Policy>>> = BTreeMap::new();
        while let Some((key, _)) = rows.next(self.read)? {
            let Some((authority, number, leaf)) = institution_and_leaf(&key) else { continue };
            if flagged.contains(&(authority, leaf.0)) {
                continue;
            }
            let versions = match policies.get(&authority) {
                Some(versions) => versions,
                None => {
                    let versions = self.policies(authority)?;
                    policies.entry(authority).or_insert(versions)
                }
            };
            let then = versions.iter().rfind(|version| version.since_leaf <= leaf.0);
            let policy = then.map(|version| version.value.clone()).unwrap_or_default();
            let refuses = |rule| policy.of(rule).0 >= Severity::Approve;
            let class = classes.get(&(authority, number.clone()));
            let is_accepted = class.and_then(|class| class.accepted_at_leaf).is_some_and(|since| since <= leaf.0);
            if !is_accepted && refuses(RuleCode::ClassAccepted) {
                self.findings.add(BY_CLASS_FILING, &key, Fault::NotOfClass)?;
            } else if class.is_some_and(|class| class.kept_from.is_none()) && refuses(RuleCode::OnRoster) {
                match self.is_on_roster((authority, leaf), &number) {
                    Ok(true) | Err(StoreError::Damaged(_)) => {}
                    Ok(false) => self.findings.add(BY_CLASS_FILING, &key, Fault::NotOfClass)?,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Whether the holder of a certificate is on a roster, as far as it can be known: nothing says whose a certificate is once
    /// its personal data is kept no longer. While the sealing key changes the two may stand under different ones.
    fn is_on_roster(&self, place: Place, number: &str) -> Result<bool, StoreError> {
        let Some(record) = self.read.certificate(place)? else { return Ok(true) };
        let is_found = |people: &[PersonKey]| Ok(self.read.on_roster(place.0, (number, people))?.is_some());
        if record.person == PersonKey::GONE || is_found(&[record.person])? {
            return Ok(true);
        }
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        let Some(sealed) = self.read.personal(place)? else { return Ok(true) };
        let opened = self.sealing.open(&statement.hash().0.0, &sealed).ok_or(StoreError::Damaged(None))?;
        let personal = decode_personal(&opened).map_err(StoreError::damaged)?;
        is_found(&self.sealing.people(statement.unverified_claims().id_kind, &personal.identity_number))
    }

    /// Every version of an authority's policy, oldest first, as far as they can be read.
    fn policies(&self, authority: AuthorityNumber) -> Result<Vec<Versioned<Policy>>, StoreError> {
        let (mut versions, mut rows) = (
            Vec::new(),
            Walk::over(DOCUMENTS, super::walk::beginning_with(of_versions(authority, Kind::Policy, POLICY))),
        );
        while let Some((_, value)) = rows.next(self.read)? {
            versions.extend(DeskRow::decode(&value).ok().and_then(|row| row.content().ok()));
        }
        Ok(versions)
    }
}

fn class_and_person(key: &[u8]) -> Option<((AuthorityNumber, String), [u8; 32])> {
    let mut parts = Parts::of(key);
    let class = (AuthorityNumber(parts.u32()?), parts.text()?.to_owned());
    let person = parts.array()?;
    parts.is_at_end().then_some((class, person))
}

/// An authority, a text and a leaf: what the keys of two indexes are.
fn institution_and_leaf(key: &[u8]) -> Option<(AuthorityNumber, String, LeafIndex)> {
    let mut parts = Parts::of(key);
    let found = (AuthorityNumber(parts.u32()?), parts.text()?.to_owned(), LeafIndex(parts.u64()?));
    parts.is_at_end().then_some(found)
}
