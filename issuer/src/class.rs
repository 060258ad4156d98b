//! What an institution files of a class: the class with its people before it begins, and who passed when it ended. Bodies of
//! requests only; the program and the desk in the browser carry them to the registry, and sign there.

use crate::roster::{ClassNumber, Roster, Trainee};
use hezheng_core::ids::{Hash, to_hex};
use hezheng_core::time::Date;
use hezheng_keys::Signer;
use serde_json::{Value, json};

/// What is said of a class beside its roster; `None` is as the roster says.
#[derive(Clone, Debug, Default)]
pub struct ClassFacts {
    /// The class that was returned or withdrawn, in whose place this one is filed.
    pub replaces: Option<String>,
    /// The programme's code in the catalogue.
    pub programme: String,
    /// The first day.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
    /// Class hours.
    pub class_hours: Option<u32>,
    /// Where it is taught.
    pub place: String,
    /// Who teaches.
    pub teachers: Vec<String>,
    /// The teaching plan; may be empty.
    pub plan: String,
}

/// Why nothing is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassProblem {
    /// Rows of the roster are refused; what is filed is fixed, so that they are mended first.
    Faults,
    /// The roster has nobody, or says of somebody that they failed or were absent.
    NotOfABeginning,
    /// Neither the roster nor the facts say how many class hours.
    NoHours,
    /// Somebody is not on the roster that was filed, or not the only one like it.
    NotFiled {
        /// The row in the sheet.
        row: u32,
        /// The name.
        name: String,
    },
    /// The roster names another class than the one that is spoken of; of a class to be filed it names any at all.
    OtherClass {
        /// What the roster names, and where.
        named: ClassNumber,
        /// The class that is spoken of, where it has a number yet.
        number: Option<String>,
    },
    /// What the registry shows of the class cannot be read.
    Shown,
}

impl ClassProblem {
    /// Its name, which is an interface.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Faults => "roster_faults",
            Self::NotOfABeginning => "roster_not_of_a_beginning",
            Self::NoHours => "no_hours",
            Self::NotFiled { .. } => "not_filed",
            Self::OtherClass { number: Some(_), .. } => "other_class",
            Self::OtherClass { number: None, .. } => "class_named_before",
            Self::Shown => "answer_not_understood",
        }
    }
}

/// A class to be filed with everybody on this roster, as the registry reads it (`v1/classes`).
///
/// # Errors
/// Why it is not filed.
pub fn filing(facts: &ClassFacts, roster: &Roster, signer: &dyn Signer) -> Result<Value, ClassProblem> {
    check_faultless(roster)?;
    // What is filed anew may carry the number of the class that it replaces, and no other: its own is yet to be given.
    match (&roster.class, &facts.replaces) {
        (Some(named), Some(replaced)) => check_class(named, replaced)?,
        (Some(named), None) => return Err(ClassProblem::OtherClass { named: named.clone(), number: None }),
        (None, _) => {}
    }
    let one = roster.accepted.first().filter(|_| roster.skipped.is_empty()).ok_or(ClassProblem::NotOfABeginning)?;
    let hours = facts.class_hours.or(one.hours).ok_or(ClassProblem::NoHours)?;
    let people: Vec<Value> = roster.accepted.iter().map(person).collect();
    let filed = json!({
        "replaces": facts.replaces, "programme": facts.programme,
        "first": facts.first.unwrap_or(one.training.0).to_string(),
        "last": facts.last.unwrap_or(one.training.1).to_string(),
        "class_hours": hours, "place": facts.place, "teachers": facts.teachers, "plan": facts.plan, "roster": people,
    });
    Ok(with_id(filed, signer))
}

/// Who passed, as the registry reads it (`v1/classes/results`): those whom this roster says did, by their place on the roster
/// that was filed, which is as `v1/classes/mine` shows it.
///
/// # Errors
/// Why it is not filed.
pub fn results(number: &str, roster: &Roster, filed: &[Value]) -> Result<Value, ClassProblem> {
    check_faultless(roster)?;
    roster.class.iter().try_for_each(|named| check_class(named, number))?;
    let mut passed = roster.accepted.iter().map(|trainee| place(trainee, filed)).collect::<Result<Vec<u64>, _>>()?;
    passed.sort_unstable();
    Ok(json!({ "number": number, "passed": passed }))
}

/// Where somebody stands on the roster that was filed.
///
/// # Errors
/// Nobody like it does, or several do.
pub fn place(trainee: &Trainee, filed: &[Value]) -> Result<u64, ClassProblem> {
    let is_same = |one: &&Value| {
        let is = |name: &str, value: &str| one.get(name).and_then(Value::as_str) == Some(value);
        is("name", &trainee.name)
            && is("id_tail", trainee.identity.tail())
            && one.get("id_kind").and_then(Value::as_u64) == Some(trainee.identity.kind().code())
    };
    let mut found = filed.iter().filter(is_same);
    let first = found.next().and_then(|one| one.get("index")?.as_u64());
    let not_filed = || ClassProblem::NotFiled { row: trainee.row, name: trainee.name.clone() };
    first.filter(|_| found.next().is_none()).ok_or_else(not_filed)
}

/// A roster that names another class was made for other people.
pub(crate) fn check_class(named: &ClassNumber, number: &str) -> Result<(), ClassProblem> {
    let other = |named: &ClassNumber| ClassProblem::OtherClass { named: named.clone(), number: Some(number.into()) };
    named.other_than(number).map_or(Ok(()), |named| Err(other(named)))
}

fn check_faultless(roster: &Roster) -> Result<(), ClassProblem> {
    if roster.refused.is_empty() { Ok(()) } else { Err(ClassProblem::Faults) }
}

fn person(trainee: &Trainee) -> Value {
    let identity = &trainee.identity;
    json!({ "name": trainee.name, "id_kind": identity.kind().code(), "id_number": identity.full_number() })
}

/// Id and salt follow from the key and from what is filed (an Ed25519 signature is the same each time), so that what was
/// stopped can be done again and files nothing twice; and nobody without the key can guess the salt.
fn with_id(mut facts: Value, signer: &dyn Signer) -> Value {
    let seed = signer.sign(&[b"hezheng class 1".as_slice(), facts.to_string().as_bytes()].concat());
    for (name, label) in [("id", b"id  ".as_slice()), ("salt", b"salt")] {
        let hash = Hash::of(&[label, &seed]);
        let half: Vec<u8> = hash.0.iter().copied().take(16).collect();
        if let Some(facts) = facts.as_object_mut() {
            facts.insert(name.into(), to_hex(&half).into());
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster;
    use hezheng_keys::PrivateKey;

    const HEADER: &str = "姓名,身份证号,培训项目,课时,培训时间";

    fn read(text: &str) -> Roster {
        roster::read("名册.csv", text.as_bytes()).unwrap()
    }

    fn facts() -> ClassFacts {
        ClassFacts { programme: "4-10-01-03".into(), place: "一教".into(), ..ClassFacts::default() }
    }

    fn numbered(body: &str) -> String {
        let fits = |check: &char| {
            let number = format!("{body}{check}");
            hezheng_core::number::IdentityNumber::parse(hezheng_core::number::IdKind::ResidentId, &number).is_ok()
        };
        let check = "0123456789X".chars().find(fits).unwrap();
        format!("{body}{check}")
    }

    /// With a column for results, where anybody has one.
    fn rows(rows: &[(&str, &str, &str)]) -> String {
        let has_results = rows.iter().any(|(_, _, result)| !result.is_empty());
        let row = |(name, body, result): &(&str, &str, &str)| {
            let row = format!("{name},{},保育师,72,2026-03-01至2026-03-15", numbered(body));
            if has_results { format!("{row},{result}") } else { row }
        };
        let header = if has_results { format!("{HEADER},结果") } else { HEADER.into() };
        let rows: Vec<String> = rows.iter().map(row).collect();
        format!("{header}\n{}", rows.join("\n"))
    }

    const FIRST: (&str, &str) = ("测试甲", "13010219900307000");
    const SECOND: (&str, &str) = ("测试乙", "13010219910408000");

    #[test]
    fn the_same_class_has_the_same_id_and_another_key_or_person_another() {
        let (key, other) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
        let roster = read(&rows(&[(FIRST.0, FIRST.1, "")]));
        let filed = filing(&facts(), &roster, &key).unwrap();
        assert_eq!(filed, filing(&facts(), &roster, &key).unwrap());
        assert_ne!(filed["id"], filed["salt"]);
        let two = read(&rows(&[(FIRST.0, FIRST.1, ""), (SECOND.0, SECOND.1, "")]));
        for another in [filing(&facts(), &roster, &other), filing(&facts(), &two, &key)] {
            assert_ne!(another.unwrap()["id"], filed["id"]);
        }
    }

    #[test]
    fn a_roster_with_results_or_faults_begins_no_class() {
        let key = PrivateKey::from_seed([1; 32]);
        let failed = read(&rows(&[(FIRST.0, FIRST.1, "合格"), (SECOND.0, SECOND.1, "不合格")]));
        assert_eq!(filing(&facts(), &failed, &key), Err(ClassProblem::NotOfABeginning));
        let faulty = read(&rows(&[(FIRST.0, FIRST.1, ""), ("", SECOND.1, "")]));
        assert_eq!(filing(&facts(), &faulty, &key), Err(ClassProblem::Faults));
    }

    #[test]
    fn a_roster_that_names_another_class_is_none_of_this_one() {
        let key = PrivateKey::from_seed([1; 32]);
        let above = |number: &str| read(&format!("备案号：{number}\n{}", rows(&[(FIRST.0, FIRST.1, "")])));
        let body = numbered(FIRST.1);
        let filed = [json!({ "index": 0, "name": FIRST.0, "id_kind": 1, "id_tail": &body[14..] })];
        assert_eq!(results("K1", &above("K1"), &filed).unwrap(), json!({ "number": "K1", "passed": [0] }));
        let other = |number: Option<&str>| {
            let named = ClassNumber { row: 1, column: "备案号".into(), number: "K2".into() };
            ClassProblem::OtherClass { named, number: number.map(Into::into) }
        };
        assert_eq!(results("K1", &above("K2"), &filed), Err(other(Some("K1"))));
        assert_eq!(filing(&facts(), &above("K2"), &key), Err(other(None)));
        let again = |number: &str| ClassFacts { replaces: Some(number.into()), ..facts() };
        assert_eq!(filing(&again("K1"), &above("K2"), &key), Err(other(Some("K1"))));
        assert!(filing(&again("K2"), &above("K2"), &key).is_ok());
    }

    #[test]
    fn who_passed_is_said_by_the_place_on_the_roster_that_was_filed() {
        let roster = read(&rows(&[(SECOND.0, SECOND.1, "合格"), (FIRST.0, FIRST.1, "合格")]));
        let tail = |body: &str| numbered(body)[14..].to_owned();
        let filed = |name: &str, body: &str, index: u64| json!({ "index": index, "name": name, "id_kind": 1, "id_tail": tail(body) });
        let all = [filed(FIRST.0, FIRST.1, 0), filed("测试丙", FIRST.1, 1), filed(SECOND.0, SECOND.1, 2)];
        assert_eq!(results("K1", &roster, &all).unwrap(), json!({ "number": "K1", "passed": [0, 2] }));
        let missing = ClassProblem::NotFiled { row: 3, name: FIRST.0.into() };
        assert_eq!(results("K1", &roster, &all[1..]), Err(missing.clone()));
        let twice = [all.as_slice(), &[filed(FIRST.0, FIRST.1, 3)]].concat();
        assert_eq!(results("K1", &roster, &twice), Err(missing), "of two alike neither is taken for the other");
    }
}
