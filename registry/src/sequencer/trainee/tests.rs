//! What a proof costs, counted: an answer's time must say nothing of why it was no.

use super::*;
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::sealing::SealingKey;
use crate::sequencer::{Sequencer, SnapshotTiming, stored_view};
use crate::store::memory::Memory;
use crate::store::write::CertificateKeys;
use crate::store::{Store, Writing};
use hezheng_core::ids::LeafIndex;
use hezheng_core::key::PublicKey;
use hezheng_core::statement::{Claims, StatementDraft};
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer;
use std::sync::Arc;

const NOW: Time = Time(1_790_000_000);
const HERE: AuthorityNumber = AuthorityNumber(130_100);
const HOLDER: &str = "测试学员";

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Time {
        NOW
    }
}

fn identity_number(last: char) -> String {
    format!("13010219900101000{last}")
}

/// A registry with two certificates of one person and one of another, as far as this door looks at them.
fn sequencer() -> (Sequencer, Memory) {
    let (memory, sealing) = (Memory::default(), Arc::new(SealingKey::from_bytes(&[7; 32])));
    let key = hezheng_keys::insecure::insecure_private_key("school");
    let mut writing = Writing::on(&memory).unwrap();
    for (leaf, serial, last) in [(0, 1, '3'), (1, 2, '3'), (2, 3, '4')] {
        let number = CertificateNumber::parse(&format!("13010020260001{serial:06}")).unwrap();
        let issued = Date(20_600);
        let claims = Claims {
            holder: HOLDER.into(),
            id_kind: IdKind::ResidentId,
            id_tail: identity_number(last)[14..].into(),
            programme: format!("保育师（测试）{serial}"),
            training: (issued, issued),
            issued,
            class_hours: None,
            occupation_code: None,
            skill_level: None,
            class_filing: None,
            portrait_sha256: None,
            number_scheme: None,
        };
        let uscc = uscc();
        let draft = StatementDraft::new(key.kid(), &uscc, &number, &claims).unwrap();
        let registered = draft.finish(&key.sign(&draft.to_be_signed()));
        let place = (HERE, LeafIndex(leaf));
        let statement = UnverifiedStatement::decode(&registered).unwrap();
        let person = sealing.person(IdKind::ResidentId, &identity_number(last));
        let keys = CertificateKeys {
            statement: statement.hash(),
            number: &number,
            check_code: CheckCode::of(&registered),
            person,
            uscc: &uscc,
            class_filing: None,
        };
        writing.put_keys(place, &keys);
        let record =
            CertificateRecord { registered: registered.clone(), receipt: Vec::new(), person, has_portrait: false };
        writing.put_certificate(place, &record);
    }
    writing.commit(&memory).unwrap();
    let store: Arc<dyn Store> = Arc::new(memory.clone());
    let roots: Arc<[PublicKey]> = Arc::new([]);
    let view = stored_view(store.read().unwrap().as_ref(), &[], &roots, NOW).unwrap();
    let timing = SnapshotTiming { interval_secs: 3_600, next_update_secs: 7_200, max_age_secs: 60 };
    let metrics = Arc::new(Metrics::default());
    (
        Sequencer { store, roots, served: Arc::new([]), sealing, timing, clock: Arc::new(Standing), metrics, view },
        memory,
    )
}

fn uscc() -> Uscc {
    let mut checks = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    checks.find_map(|check| Uscc::parse(&format!("91130100TE5T00001{check}")).ok()).unwrap()
}

fn asked(by: By, name: &str, last: char) -> TraineeAsked {
    let identity_number = Zeroizing::new(identity_number(last));
    let proof = Proof { by, name: Zeroizing::new(name.into()), identity_number };
    TraineeAsked { authority: HERE, proof, about: None, act: Act::List }
}

/// What one question costs: questions to the store, keyed hashes, counts written; and what was answered.
fn cost(question: &TraineeAsked) -> (u64, u64, bool, Option<Given>) {
    let (sequencer, memory) = sequencer();
    let mut batch = Batch::new(&sequencer, Writing::on(&memory).unwrap(), NOW);
    let (asked_before, hashes_before) = (memory.asked(), sequencer.sealing.hashes());
    let given = batch.trainee(question).ok().flatten();
    let cost = (memory.asked() - asked_before, sequencer.sealing.hashes() - hashes_before);
    (cost.0, cost.1, batch.writing.has_written(), given)
}

fn number(serial: u32) -> By {
    By::Number(CertificateNumber::parse(&format!("13010020260001{serial:06}")).unwrap())
}

#[test]
fn an_unknown_number_a_wrong_name_and_a_wrong_identity_number_cost_the_same() {
    let wrong_name = cost(&asked(number(1), "别人", '3'));
    assert_eq!(wrong_name.3, None);
    assert!(wrong_name.2, "it is counted");
    for (question, why) in [
        (asked(number(1), HOLDER, '4'), "another's identity number"),
        (asked(number(1), HOLDER, '9'), "nobody's identity number"),
        (asked(number(99), HOLDER, '3'), "an unknown number"),
        (asked(number(99), "别人", '9'), "nothing right at all"),
    ] {
        assert_eq!(cost(&question), wrong_name, "{why}");
    }
}

#[test]
fn an_unknown_check_code_costs_what_a_known_one_with_a_wrong_name_does() {
    let (_, memory) = sequencer();
    let known = memory.read().unwrap().certificate((HERE, LeafIndex(0))).unwrap().unwrap();
    let known = cost(&asked(By::Code(CheckCode::of(&known.registered)), "别人", '3'));
    assert_eq!(known.3, None);
    assert_eq!(cost(&asked(By::Code(CheckCode::of(b"unknown")), "别人", '3')), known);
}

#[test]
fn by_a_school_it_costs_the_same_whether_the_person_is_known_or_not() {
    let known = cost(&asked(By::School("测试学校".into()), HOLDER, '3'));
    assert_eq!(known.3, None, "there is no such school");
    assert_eq!(cost(&asked(By::School("测试学校".into()), HOLDER, '9')), known);
    assert_eq!(cost(&asked(By::School("别的学校".into()), "别人", '4')), known);
}

#[test]
fn the_right_name_and_number_give_all_that_is_in_them_and_nothing_else() {
    let right = cost(&asked(number(2), " 测试学员 ", '3'));
    let places = vec![(HERE, LeafIndex(0)), (HERE, LeafIndex(1))];
    assert_eq!(right.3, Some(Given::Certificates(places)));
    assert!(!right.2, "what is right is not counted");
}
