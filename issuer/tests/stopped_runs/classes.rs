//! Issuing a class from a desk that keeps nothing: whatever is closed or lost in the middle, the next attempt makes the same
//! certificates, and nobody gets a second one.

use crate::school::{NOW, School, key, trainees};
use crate::twin::Twin;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::number::{IdKind, IdentityNumber, Uscc};
use hezheng_core::time::Date;
use hezheng_issuer::class::ClassProblem;
use hezheng_issuer::class_run::{ClassRun, PersonState, RunProblem};
use hezheng_issuer::plan::AfterRefusal;
use hezheng_issuer::registry_port::{Answered, Registration, Registry, Reservation};
use hezheng_issuer::roster::{ClassNumber, Roster, Trainee};
use serde_json::{Value, json};

const CLASS: &str = "130100-2026-000001";

fn people() -> Vec<Trainee> {
    trainees().into_iter().map(|trainee| Trainee { portrait: None, ..trainee }).collect()
}

/// What the registry shows of a class of these people, of whom these passed.
fn shown(people: &[Trainee], passed: &[u64]) -> Value {
    let on_roster = |(index, one): (usize, &Trainee)| json!({ "index": index, "name": one.name, "id_kind": one.identity.kind().code(), "id_tail": one.identity.tail() });
    let roster: Vec<Value> = people.iter().enumerate().map(on_roster).collect();
    let last = people[0].training.1.to_string();
    json!({ "class": { "number": CLASS, "state": "accepted", "last": last, "passed": passed }, "roster": roster })
}

/// The certificates of the class, as the registry lists them.
fn listed(twin: &Twin, people: &[Trainee]) -> Value {
    let certificate = |(number, (_, holder, _)): (&String, &(Vec<u8>, String, Vec<u8>))| {
        let place = people.iter().position(|one| one.identity.full_number() == holder);
        json!({ "number": number, "place": place })
    };
    let certificates: Vec<_> = twin.certificates.iter().map(certificate).collect();
    json!({ "certificates": certificates, "more": 0, "held": [] })
}

/// What the registry lists of one that waits, or that an officer refused for this reason.
fn held(one: &Trainee, number: &str, refused: Option<&str>) -> Value {
    json!({
        "number": number, "holder": one.name, "id_kind": one.identity.kind().code(), "id_tail": one.identity.tail(),
        "state": if refused.is_some() { "refused" } else { "waiting" }, "since": NOW.to_string(), "reason": refused,
    })
}

fn plan(school: &School, twin: &Twin, passed: &[u64], given: Vec<Trainee>) -> Result<ClassRun, RunProblem> {
    let all = people();
    let roster = Roster { accepted: given, ..Roster::default() };
    ClassRun::plan(school.standing.clone(), (&shown(&all, passed), &listed(twin, &all)), roster, today())
}

fn today() -> (Date, AfterRefusal) {
    (NOW.shanghai_day(), AfterRefusal::Stop)
}

/// Carries the reservation to the twin and back.
fn reserve(run: &mut ClassRun, twin: &mut Twin) {
    let Some(body) = run.reservation(&key(1)) else { return };
    let mut reader = Reader::new(&body);
    let mut keys = reader.map().unwrap();
    let (mut uscc, mut year, mut count, mut id) = (None, 0, 0, [0; 16]);
    while let Some(key) = keys.next(&mut reader).unwrap() {
        match key {
            1 => uscc = Uscc::parse(reader.text().unwrap()).ok(),
            2 => year = reader.unsigned().unwrap(),
            3 => count = reader.unsigned().unwrap(),
            _ => id = reader.array_of().unwrap(),
        }
    }
    let given = twin.reserve(&Reservation { uscc: uscc.unwrap(), year, count, id }).unwrap();
    let mut answer = Writer::new();
    answer.map(2).integer(1).unsigned(given.first).integer(2).unsigned(given.count);
    run.take_reservation(&answer.into_bytes()).unwrap();
}

/// Has the twin register a batch; gives its answer as bytes.
fn register(batch: &[u8], twin: &mut Twin) -> Vec<u8> {
    let mut reader = Reader::new(batch);
    let count = reader.array().unwrap();
    let mut answer = Writer::new();
    answer.array(usize::try_from(count).unwrap());
    for _ in 0..count {
        let mut keys = reader.map().unwrap();
        let (mut statement, mut number) = (Vec::new(), String::new());
        while let Some(key) = keys.next(&mut reader).unwrap() {
            match key {
                1 => statement = reader.bytes().unwrap().to_vec(),
                _ => number = reader.text().unwrap().to_owned(),
            }
        }
        let identity = IdentityNumber::parse(IdKind::ResidentId, &number).unwrap();
        let one = Registration { statement: &statement, identity: &identity, portrait: None };
        match twin.register_batch(&[one]).unwrap().pop().unwrap() {
            Answered::Registered(registered) => answer.map(2).integer(1).unsigned(201).integer(2).bytes(&registered),
            Answered::AwaitingApproval { .. } => {
                answer.map(2).integer(1).unsigned(202).integer(3).text("awaiting_approval")
            }
            Answered::Refused { code, number: None } => answer.map(2).integer(1).unsigned(409).integer(3).text(&code),
            Answered::Refused { code, number: Some(number) } => {
                answer.map(3).integer(1).unsigned(409).integer(3).text(&code).integer(4).text(&number)
            }
        };
    }
    answer.into_bytes()
}

fn states(run: &ClassRun) -> Vec<PersonState> {
    run.people().iter().map(|person| person.state.clone()).collect()
}

#[test]
fn a_desk_that_was_closed_before_the_answer_came_makes_the_same_certificates() {
    let (school, mut twin) = (School::new(), Twin::default());
    let mut first = plan(&school, &twin, &[0, 2, 3], people()).unwrap();
    reserve(&mut first, &mut twin);
    let batch = first.batch(&first.next_chunk(), &key(1)).unwrap();
    // The registry did it, and nobody heard.
    register(&batch, &mut twin);
    assert_eq!(twin.certificates.len(), 3);
    // The list of certificates came too late to the second attempt: it plans as the first did.
    let before = Twin::default();
    let mut second = plan(&school, &before, &[0, 2, 3], people()).unwrap();
    reserve(&mut second, &mut twin);
    let chunk = second.next_chunk();
    let again = second.batch(&chunk, &key(1)).unwrap();
    assert_eq!(again, batch, "the same people, numbers and signatures");
    let answer = register(&again, &mut twin);
    second.take_batch(&chunk, &answer, &key(1), NOW).unwrap();
    assert_eq!((twin.certificates.len(), twin.last), (3, 3));
    let issued = |serial: u64| PersonState::Issued(format!("1301002026000700000{serial}"));
    assert_eq!(states(&second), [issued(1), PersonState::NotPassed, issued(2), issued(3), PersonState::NotPassed]);
    assert!(second.next_chunk().is_empty());
}

#[test]
fn who_has_a_certificate_is_left_out_and_the_others_keep_their_numbers() {
    let (school, mut twin) = (School::new(), Twin::default());
    let mut first = plan(&school, &twin, &[0, 2, 3], people()).unwrap();
    reserve(&mut first, &mut twin);
    let batch = first.batch(&[2], &key(1)).unwrap();
    register(&batch, &mut twin);
    let mut second = plan(&school, &twin, &[0, 2, 3], people()).unwrap();
    assert_eq!(second.people()[2].state, PersonState::Has("13010020260007000002".into()));
    reserve(&mut second, &mut twin);
    assert_eq!(twin.last, 3, "no number more was taken");
    assert_eq!(second.next_chunk(), [0, 3]);
    let numbers: Vec<_> = [0, 3].iter().filter_map(|at| second.number_of(&second.people()[*at])).collect();
    assert_eq!(numbers.iter().map(|number| number.serial()).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn another_day_changes_no_number_and_makes_nobody_a_second_certificate() {
    let (school, mut twin) = (School::new(), Twin::default());
    let all = people();
    let yesterday = Date(NOW.shanghai_day().0 - 1);
    let seen = (&shown(&all, &[0, 2, 3]), &listed(&twin, &all));
    let roster = Roster { accepted: people(), ..Roster::default() };
    let mut first = ClassRun::plan(school.standing.clone(), seen, roster, (yesterday, AfterRefusal::Stop)).unwrap();
    reserve(&mut first, &mut twin);
    register(&first.batch(&[0], &key(1)).unwrap(), &mut twin);
    // The list of certificates came before the first of them was there.
    let mut second = plan(&school, &Twin::default(), &[0, 2, 3], people()).unwrap();
    reserve(&mut second, &mut twin);
    let chunk = second.next_chunk();
    let answer = register(&second.batch(&chunk, &key(1)).unwrap(), &mut twin);
    second.take_batch(&chunk, &answer, &key(1), NOW).unwrap();
    assert_eq!(second.people()[0].state, PersonState::Refused("number_taken".into()));
    assert_eq!(twin.certificates.len(), 3);
}

#[test]
fn what_an_officer_refused_is_applied_for_again_only_when_told_and_with_another_number() {
    let (school, mut twin) = (School::new(), Twin::default());
    let all = people();
    let planned = |twin: &Twin, held: &[Value], refused: AfterRefusal| {
        let mut certificates = listed(twin, &all);
        certificates["held"] = held.into();
        let roster = Roster { accepted: people(), ..Roster::default() };
        let seen = (&shown(&all, &[0, 2, 3]), &certificates);
        ClassRun::plan(school.standing.clone(), seen, roster, (NOW.shanghai_day(), refused))
    };
    let mut first = plan(&school, &twin, &[0, 2, 3], people()).unwrap();
    reserve(&mut first, &mut twin);
    let numbers: Vec<_> =
        [0, 2, 3].iter().map(|at| first.number_of(&first.people()[*at]).unwrap().to_string()).collect();
    register(&first.batch(&[0], &key(1)).unwrap(), &mut twin);
    twin.disapproved.insert(numbers[1].clone());
    let refused = held(&all[2], &numbers[1], Some("未见开班备案"));

    // Nothing is done for the second, and the third keeps its number.
    let mut stopped = planned(&twin, std::slice::from_ref(&refused), AfterRefusal::Stop).unwrap();
    let declined = PersonState::Declined { number: numbers[1].clone(), reason: "未见开班备案".into() };
    assert_eq!(stopped.people()[2].state, declined);
    reserve(&mut stopped, &mut twin);
    assert_eq!((stopped.next_chunk(), twin.last), (vec![3], 3));
    assert_eq!(stopped.number_of(&stopped.people()[3]).unwrap().to_string(), numbers[2]);
    assert!(stopped.reservation(&key(1)).is_none());

    // Told so, it gets a number of its own, and the same one whenever it is told so.
    for _ in 0..2 {
        let mut again = planned(&twin, std::slice::from_ref(&refused), AfterRefusal::ApplyAgain).unwrap();
        reserve(&mut again, &mut twin);
        reserve(&mut again, &mut twin);
        assert!(again.reservation(&key(1)).is_none());
        assert_eq!((again.next_chunk(), twin.last), (vec![2, 3], 4));
        assert_eq!(again.number_of(&again.people()[2]).unwrap().serial(), 4);
        assert_eq!(again.number_of(&again.people()[3]).unwrap().to_string(), numbers[2]);
    }
    // Refused a second time it is the second that counts; while it waits nothing is sent; once registered, it is.
    let second = numbers[1].replace("0002", "0004");
    let twice = [refused.clone(), held(&all[2], &second, Some("照片不符"))];
    let state = |run: ClassRun| run.people()[2].state.clone();
    let declined = PersonState::Declined { number: second.clone(), reason: "照片不符".into() };
    assert_eq!(state(planned(&twin, &twice, AfterRefusal::Stop).unwrap()), declined);
    let mut third = planned(&twin, &twice, AfterRefusal::ApplyAgain).unwrap();
    reserve(&mut third, &mut twin);
    assert_eq!(third.number_of(&third.people()[2]).unwrap().serial(), 5);
    let waits = [refused.clone(), held(&all[2], &second, None)];
    let waiting = PersonState::AwaitingApproval(second.clone());
    for what in [AfterRefusal::Stop, AfterRefusal::ApplyAgain] {
        assert_eq!(state(planned(&twin, &waits, what).unwrap()), waiting);
    }
    register(&third.batch(&[2], &key(1)).unwrap(), &mut twin);
    let has = PersonState::Has(numbers[1].replace("0002", "0005"));
    assert_eq!(state(planned(&twin, &twice, AfterRefusal::ApplyAgain).unwrap()), has);
    // Of somebody else, or said as no registry says it.
    let stranger = json!({ "number": second, "holder": "外来人", "id_kind": 1, "id_tail": "0000", "state": "refused", "reason": "" });
    assert_eq!(
        state(planned(&Twin::default(), std::slice::from_ref(&stranger), AfterRefusal::Stop).unwrap()),
        PersonState::Waits
    );
    let mut strange = stranger;
    strange["state"] = "approved".into();
    let problem = planned(&twin, &[strange], AfterRefusal::Stop).map(drop);
    assert_eq!(problem, Err(RunProblem::Class(ClassProblem::Shown)));
}

#[test]
fn an_answer_for_another_certificate_is_taken_for_none() {
    let (school, mut twin) = (School::new(), Twin::default());
    let mut run = plan(&school, &twin, &[0, 2], people()).unwrap();
    reserve(&mut run, &mut twin);
    let first = register(&run.batch(&[0], &key(1)).unwrap(), &mut twin);
    let taken = run.take_batch(&[2], &first, &key(1), NOW);
    assert_eq!(taken, Err(RunProblem::Answer));
    assert_eq!(run.people()[2].state, PersonState::Waits);
    assert_eq!(run.take_batch(&[0, 2], &first, &key(1), NOW), Err(RunProblem::Answer), "one answer for two");
}

#[test]
fn what_is_not_ready_is_not_planned() {
    let (school, twin) = (School::new(), Twin::default());
    let all = people();
    let with = |change: fn(&mut Value)| {
        let mut shown = shown(&all, &[0]);
        change(&mut shown["class"]);
        let roster = Roster { accepted: people(), ..Roster::default() };
        let seen = (&shown, &listed(&twin, &all));
        ClassRun::plan(school.standing.clone(), seen, roster, today()).map(drop)
    };
    assert_eq!(with(|class| class["state"] = "returned".into()), Err(RunProblem::NotAccepted));
    assert_eq!(with(|class| drop(class.as_object_mut().unwrap().remove("passed"))), Err(RunProblem::NoResults));
    assert_eq!(with(|class| class["last"] = "2099-01-01".into()), Err(RunProblem::TooEarly));
    assert_eq!(with(|class| class["last"] = 7.into()), Err(RunProblem::Class(ClassProblem::Shown)));
    let mut stranger = people();
    stranger[1].name = "外来人".into();
    let problem = plan(&school, &twin, &[0], stranger).map(drop);
    assert_eq!(problem, Err(RunProblem::Class(ClassProblem::NotFiled { row: 3, name: "外来人".into() })));
    let of_class = |number: &str| {
        let named = ClassNumber { row: 1, column: "备案号".into(), number: number.into() };
        let roster = Roster { accepted: people(), class: Some(named), ..Roster::default() };
        let (shown, listed) = (shown(&all, &[0]), listed(&twin, &all));
        ClassRun::plan(school.standing.clone(), (&shown, &listed), roster, today()).map(drop)
    };
    assert_eq!(of_class(CLASS), Ok(()));
    let problem = of_class("130100-2026-000002").unwrap_err();
    assert_eq!(problem.code(), "other_class", "{problem:?}");
    let some = plan(&school, &twin, &[0, 2, 3], people().split_off(2)).unwrap();
    assert_eq!(some.missing(), 1, "the first passed and is not on what was given");
}
