use super::*;
use crate::desk::policy::Setting;
use crate::desk::text::Text;
use hezheng_core::ids::Hash;
use hezheng_core::number::{CertificateNumber, IdKind};
use hezheng_core::time::{Date, Time};

const ISSUED: u64 = 20_600;

fn uscc() -> Uscc {
    Uscc::parse("91350100M000100Y43").unwrap()
}

fn claims() -> Claims {
    Claims {
        holder: "测试学员".into(),
        id_kind: IdKind::ResidentId,
        id_tail: "000X".into(),
        programme: "保育师".into(),
        training: (Date(ISSUED - 10), Date(ISSUED - 1)),
        issued: Date(ISSUED),
        class_hours: Some(80),
        occupation_code: Some("4-10-01-03".into()),
        skill_level: Some(5),
        class_filing: Some("130100-2026-000001".into()),
        portrait_sha256: None,
        number_scheme: None,
    }
}

fn class() -> Class {
    Class {
        number: "130100-2026-000001".into(),
        id: Text([1; 16]),
        uscc: Text(uscc()),
        institution: "测试培训学校".into(),
        programme: "BYS-5".into(),
        programme_name: "保育师".into(),
        first: Text(Date(ISSUED - 10)),
        last: Text(Date(ISSUED - 1)),
        class_hours: 80,
        place: "一号教室".into(),
        teachers: vec!["测试教师".into()],
        plan: String::new(),
        salt: Text([2; 16]),
        people: 3,
        roster_sha256: Hash([0; 32]),
        content_sha256: Hash([0; 32]),
        replaces: None,
        filed: Text(Time(0)),
        state: ClassState::Accepted,
        since: Text(Time(0)),
        reason: None,
        decided_by: None,
        accepted_at_leaf: Some(1),
        kept_from: None,
        passed: Some(vec![0, 2]),
    }
}

fn earlier(change: impl FnOnce(&mut Earlier)) -> Earlier {
    let mut one = Earlier {
        uscc: uscc(),
        number: CertificateNumber::parse("13010020260001000001").unwrap(),
        claims: Claims { training: (Date(100), Date(110)), occupation_code: None, ..claims() },
        status: Status::Valid,
    };
    change(&mut one);
    one
}

/// What the certificate breaks: the rules' codes.
fn broken(policy: &Policy, facts: &RuleFacts<'_>) -> Vec<&'static str> {
    judge(policy, facts).iter().filter(|one| one.broken().is_some()).map(|one| one.rule.code()).collect()
}

struct Case {
    claims: Claims,
    class: ClassFacts,
    earlier: Vec<Earlier>,
    counts: (u64, u64),
    policy: Policy,
}

impl Case {
    fn good() -> Self {
        let class = ClassFacts::Known(Box::new(class()), Some(0));
        Self { claims: claims(), class, earlier: Vec::new(), counts: (0, 0), policy: Policy::default() }
    }

    fn of_class(place: Option<u64>, change: impl FnOnce(&mut Class)) -> Self {
        let mut class = class();
        change(&mut class);
        Self { class: ClassFacts::Known(Box::new(class), place), ..Self::good() }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut case = Self::good();
        change(&mut case);
        case
    }

    fn broken(&self) -> Vec<&'static str> {
        let facts = RuleFacts {
            claims: &self.claims,
            uscc: &uscc(),
            class: self.class.clone(),
            earlier: &self.earlier,
            today: self.counts.0,
            this_year: self.counts.1,
        };
        broken(&self.policy, &facts)
    }
}

#[test]
fn a_certificate_of_somebody_who_passed_an_accepted_class_breaks_no_rule() {
    assert_eq!(Case::good().broken(), [""; 0]);
}

#[test]
fn each_rule_about_a_class_is_broken_by_its_own_fault_alone() {
    let last_day = ISSUED;
    for (case, rule) in [
        (Case::with(|case| case.class = ClassFacts::Unknown), "class_accepted"),
        (Case::of_class(Some(0), |class| class.state = ClassState::Waiting), "class_accepted"),
        (Case::of_class(Some(0), |class| class.state = ClassState::Returned), "class_accepted"),
        (Case::of_class(Some(0), |class| class.programme_name = "育婴员".into()), "programme_allowed"),
        (Case::of_class(Some(0), |class| class.first = Text(Date(ISSUED - 9))), "class_dates"),
        (Case::of_class(None, |_| {}), "on_roster"),
        (Case::of_class(Some(1), |_| {}), "passed"),
        (Case::of_class(Some(0), |class| class.passed = None), "passed"),
    ] {
        assert_eq!(case.broken(), [rule]);
    }
    let stranger = Case::of_class(Some(0), |class| class.uscc = Text(Uscc::parse("91110000600037341L").unwrap()));
    assert_eq!(stranger.broken(), ["class_accepted"]);
    // Issued on the last day is in time; the day before it is not.
    let mut case = Case::of_class(Some(0), |class| class.last = Text(Date(last_day)));
    assert_eq!(case.broken(), ["class_dates"]);
    case.claims.issued = Date(last_day - 1);
    assert_eq!(case.broken(), ["class_dates", "class_finished"]);
}

#[test]
fn a_certificate_that_names_no_class_is_judged_by_no_rule_about_one_unless_one_is_required() {
    let mut case = Case::with(|case| case.class = ClassFacts::NotNamed);
    assert_eq!(case.broken(), [""; 0]);
    case.policy.rules.insert(RuleCode::ClassRequired, Setting { severity: Severity::Refuse, limit: None });
    assert_eq!(case.broken(), ["class_required"]);
}

#[test]
fn limits_hold_exactly() {
    let issued = |days: u64| Case::with(|case| case.claims.issued = Date(ISSUED - 1 + days));
    assert_eq!(issued(90).broken(), [""; 0]);
    assert_eq!(issued(91).broken(), ["issue_window"]);
    let hours = |hours: u64| Case::with(|case| case.claims.class_hours = Some(hours));
    assert_eq!(hours(100).broken(), [""; 0]);
    assert_eq!(hours(101).broken(), ["hours_against_dates"]);
}

#[test]
fn a_flag_for_too_many_is_raised_once_and_a_refusal_each_time() {
    let counts = |today, year| Case::with(|case| case.counts = (today, year));
    assert_eq!(counts(499, 19_999).broken(), [""; 0]);
    assert_eq!(counts(500, 0).broken(), ["pace"]);
    assert_eq!(counts(501, 0).broken(), [""; 0]);
    assert_eq!(counts(0, 20_000).broken(), ["quota"]);
    let mut case = counts(501, 0);
    case.policy.rules.insert(RuleCode::Pace, Setting { severity: Severity::Refuse, limit: Some(2) });
    assert_eq!(case.broken(), ["pace"]);
    case.counts.0 = 1;
    assert_eq!(case.broken(), [""; 0]);
}

#[test]
fn courses_overlap_where_they_share_a_day_and_both_are_in_force() {
    let with = |change: fn(&mut Earlier)| Case::with(|case| case.earlier = vec![earlier(change)]).broken();
    assert_eq!(with(|_| {}), [""; 0]);
    assert_eq!(with(|one| one.claims.training = (Date(ISSUED - 30), Date(ISSUED - 10))), ["course_overlap"]);
    assert_eq!(with(|one| one.claims.training = (Date(ISSUED - 30), Date(ISSUED - 11))), [""; 0]);
    let revoked = |one: &mut Earlier| {
        (one.claims.training, one.status) = ((Date(ISSUED - 30), Date(ISSUED - 10)), Status::Revoked);
    };
    assert_eq!(with(revoked), [""; 0]);
}

#[test]
fn the_same_occupation_and_level_twice_is_found() {
    let with = |change: fn(&mut Earlier)| Case::with(|case| case.earlier = vec![earlier(change)]).broken();
    let same = |one: &mut Earlier| one.claims.occupation_code = Some("4-10-01-03".into());
    assert_eq!(with(same), ["same_level_twice"]);
    let other_level = |one: &mut Earlier| {
        (one.claims.occupation_code, one.claims.skill_level) = (Some("4-10-01-03".into()), Some(4));
    };
    assert_eq!(with(other_level), [""; 0]);
}

#[test]
fn a_rule_that_is_off_finds_nothing() {
    let mut case = Case::of_class(None, |class| class.state = ClassState::Waiting);
    for rule in RuleCode::ALL {
        case.policy.rules.insert(*rule, Setting { severity: Severity::Off, limit: None });
    }
    assert_eq!(case.broken(), [""; 0]);
}
