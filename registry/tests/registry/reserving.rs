use crate::bureau::{DAY, NOW};
use crate::harness::{Place, School};
use hezheng_core::time::Time;

#[test]
fn nobody_else_is_given_a_reserved_number() {
    let place = Place::new();
    let registry = place.start();
    let (one, two) = (School::new(1), School::new(2));
    assert_eq!(registry.reserved(&one, 2026, 60, 1), (1, 60));
    assert_eq!(registry.reserved(&one, 2026, 40, 2), (61, 40));
    assert_eq!(registry.reserved(&two, 2026, 5, 1), (1, 5), "each institution has numbers of its own");
    assert_eq!(registry.reserved(&one, 2025, 5, 3), (1, 5), "and each year");
}

#[test]
fn a_reservation_sent_again_gets_the_first_answer_across_a_restart() {
    let place = Place::new();
    let school = School::new(1);
    let first = place.start().reserved(&school, 2026, 60, 1);
    let registry = place.start();
    assert_eq!(registry.reserved(&school, 2026, 60, 1), first);
    assert_eq!(registry.reserved(&school, 2026, 60, 2), (61, 60));
}

#[test]
fn an_id_used_with_another_count_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    registry.reserved(&school, 2026, 60, 1);
    assert_eq!(registry.reserve(&school, 2026, 61, 1).problem(), (409, "reservation_id_taken".into()));
    assert_eq!(registry.reserve(&school, 2025, 60, 1).problem(), (409, "reservation_id_taken".into()));
}

#[test]
fn counts_and_years_outside_the_rules_are_refused() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    for count in [0, 1_001] {
        assert_eq!(registry.reserve(&school, 2026, count, 1).problem(), (422, "reservation_count".into()));
    }
    for year in [2024, 2027] {
        assert_eq!(registry.reserve(&school, year, 1, 1).problem(), (422, "reservation_year".into()));
    }
}

#[test]
fn only_the_institution_itself_reserves_and_only_with_its_authority() {
    let place = Place::new();
    let registry = place.start();
    let own = School::new(1);
    let as_another = School { uscc: School::new(2).uscc, ..School::new(1) };
    assert_eq!(registry.reserve(&as_another, 2026, 1, 1).problem(), (403, "issuer_mismatch".into()));
    let elsewhere = School { authority: "130200", ..own };
    assert_eq!(registry.reserve(&elsewhere, 2026, 1, 1).problem(), (403, "other_authority".into()));
}

#[test]
fn reservations_follow_one_another_without_a_gap() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    for block in 0..5 {
        assert_eq!(registry.reserved(&school, 2026, 1_000, block), (1 + 1_000 * u64::from(block), 1_000));
    }
}

#[test]
fn nothing_is_reserved_under_an_expired_bundle() {
    let place = Place::new();
    let registry = place.start();
    place.clock.set(Time(NOW.0 + 90 * DAY - 1));
    assert_eq!(registry.reserve(&School::new(1), 2026, 1, 1).status, 200);
    place.clock.advance(1);
    let answer = registry.reserve(&School::new(1), 2026, 1, 2);
    assert_eq!(answer.problem(), (503, "trust_bundle_expired".into()));
    assert_eq!(answer.header("retry-after"), Some("1"));
}
