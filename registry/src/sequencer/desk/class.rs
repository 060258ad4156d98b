//! Classes: filed with their people before they begin, accepted or given back by an officer, ended by results.

use super::{Asking, DeskAsk};
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::catalogue::{InstitutionEntry, Programme};
use crate::desk::class::{Class, ClassFiling, ClassNamed, ClassReturn, ClassState, OnRoster, Results, check_reason};
use crate::desk::roster::{self, Person};
use crate::desk::rules::{RuleCode, Severity};
use crate::desk::text::Text;
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::desk::{Kind, LoadDesk, of_class, of_person_of_class};
use crate::store::key::Key;
use crate::store::{AuthorityNumber, Load, StoreError, schema};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::Uscc;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Date;
use serde_json::{Value, json};

impl Batch<'_> {
    /// Files a class. The same again gets the same answer.
    pub(super) fn file_class(&mut self, ask: &DeskAsk, filing: &ClassFiling) -> Result<Value, Failed> {
        let asking = self.asking(ask)?;
        if let Some(number) = self.writing.class_with_id(ask.authority, filing.id.0)? {
            let before = self.writing.class(ask.authority, &number)?.ok_or(StoreError::Damaged(None))?;
            let is_same = before.content_sha256 == ask.act.digest && before.uscc.0 == asking.uscc;
            return if is_same { Ok(filed(&before)) } else { Err(Failed::refused(DeskRefusal::ClassIdTaken)) };
        }
        let policy = self.policy(ask.authority)?;
        let today = self.now.shanghai_day();
        filing.check(today, policy.notice_days).map_err(Failed::refused)?;
        let people = roster::read(&filing.roster).map_err(Failed::refused)?;
        let programme = self.programme_taught(ask.authority, &asking.uscc, (&filing.programme, filing.first.0))?;
        if let Some(replaced) = &filing.replaces {
            let replaced = self.own_class(ask, &asking, replaced)?;
            if !matches!(replaced.state, ClassState::Returned | ClassState::Withdrawn) {
                return Err(Failed::refused(DeskRefusal::ClassState(replaced.state.code())));
            }
        }

        // Everything is decided; from here on things are written.
        let number = self.next_class_number(ask.authority, today.year())?;
        let class = self.class_of(ask, asking, filing, (programme, number, &people));
        for (index, person) in (0..).zip(&people) {
            self.put_person(ask.authority, &class.number, (index, person))?;
        }
        self.put_class(ask.authority, &class)?;
        let id = Key::of(ask.authority).bytes(&filing.id.0);
        self.put_desk((schema::CLASS_IDS, id), &class.number, &[])?;
        self.audit(ask, (Action::ClassFiled, &class.number, None))?;
        Ok(filed(&class))
    }

    fn class_of(
        &self,
        ask: &DeskAsk,
        asking: Asking,
        filing: &ClassFiling,
        (programme, number, people): (Programme, String, &[Person]),
    ) -> Class {
        let roster = people.iter().map(|one| (one.name.as_str(), one.identity.kind(), one.identity.full_number()));
        Class {
            number,
            id: filing.id,
            uscc: Text(asking.uscc),
            institution: asking.name,
            programme: programme.code,
            programme_name: programme.name,
            first: filing.first,
            last: filing.last,
            class_hours: filing.class_hours,
            place: filing.place.clone(),
            teachers: filing.teachers.clone(),
            plan: filing.plan.clone(),
            salt: filing.salt,
            people: people.len() as u64,
            roster_sha256: roster::hash(&filing.salt.0, roster),
            content_sha256: ask.act.digest,
            replaces: filing.replaces.clone(),
            filed: Text(self.now),
            state: ClassState::Waiting,
            since: Text(self.now),
            reason: None,
            decided_by: None,
            accepted_at_leaf: None,
            kept_from: None,
            passed: None,
        }
    }

    /// The programme of a class, where it is offered then and this institution may teach it.
    fn programme_taught(
        &self,
        authority: AuthorityNumber,
        uscc: &Uscc,
        (code, first): (&str, Date),
    ) -> Result<Programme, Failed> {
        let programme = self.writing.document::<Programme>(authority, (Kind::Programme, code))?;
        let programme = programme.filter(|programme| programme.value.is_offered_on(first));
        let programme = programme.ok_or(Failed::refused(DeskRefusal::ProgrammeNotListed))?;
        let kept = (Kind::Institution, uscc.as_str());
        let entry = self.writing.document::<InstitutionEntry>(authority, kept)?;
        if entry.is_some_and(|entry| entry.value.may_teach(&programme.value.code)) {
            Ok(programme.value)
        } else {
            Err(Failed::refused(DeskRefusal::MayNotTeach))
        }
    }

    /// The next number of this year that no class has: a bureau may have changed what they look like.
    fn next_class_number(&mut self, authority: AuthorityNumber, year: u64) -> Result<String, Failed> {
        let policy = self.policy(authority)?;
        let code = self.authority(authority).map_err(Failed::refused)?.code.clone();
        let mut head = self.writing.desk_head(authority)?;
        let serial = head.classes.entry(year).or_default();
        let number = loop {
            *serial = serial.saturating_add(1);
            let number = policy.class_number(code.as_str(), year, *serial);
            if self.writing.class(authority, &number)?.is_none() {
                break number;
            }
        };
        self.put_desk_head(authority, &head)?;
        Ok(number)
    }

    fn put_class(&mut self, authority: AuthorityNumber, class: &Class) -> Result<(), StoreError> {
        self.put_desk((schema::CLASSES, of_class(authority, &class.number)), class, &[])
    }

    fn put_person(
        &mut self,
        authority: AuthorityNumber,
        number: &str,
        (index, person): (u64, &Person),
    ) -> Result<(), StoreError> {
        let (kind, full) = (person.identity.kind(), person.identity.full_number());
        let key = of_person_of_class(authority, number, self.sealing.person(kind, full));
        let on_roster =
            OnRoster { index, name: person.name.clone(), id_kind: kind.code(), id_tail: person.identity.tail().into() };
        self.put_desk((schema::CLASS_PEOPLE, key), &on_roster, full.as_bytes())
    }

    fn any_class(&self, authority: AuthorityNumber, number: &str) -> Result<Class, Failed> {
        self.writing.class(authority, number)?.ok_or(Failed::refused(DeskRefusal::Unknown))
    }

    /// A class of the institution that asks. Another's is as unknown as none.
    fn own_class(&self, ask: &DeskAsk, asking: &Asking, number: &str) -> Result<Class, Failed> {
        let class = self.any_class(ask.authority, number)?;
        if class.uscc.0 == asking.uscc { Ok(class) } else { Err(Failed::refused(DeskRefusal::Unknown)) }
    }

    pub(super) fn withdraw_class(&mut self, ask: &DeskAsk, named: &ClassNamed) -> Result<Value, Failed> {
        let asking = self.asking(ask)?;
        let class = self.own_class(ask, &asking, &named.number)?;
        match class.state {
            ClassState::Withdrawn => return Ok(standing(&class)),
            ClassState::Waiting => {}
            other => return Err(Failed::refused(DeskRefusal::ClassState(other.code()))),
        }
        let class = Class { state: ClassState::Withdrawn, since: Text(self.now), ..class };
        self.put_class(ask.authority, &class)?;
        self.audit(ask, (Action::ClassWithdrawn, &class.number, None))?;
        Ok(standing(&class))
    }

    pub(super) fn file_results(&mut self, ask: &DeskAsk, results: &Results) -> Result<Value, Failed> {
        let asking = self.asking(ask)?;
        let class = self.own_class(ask, &asking, &results.number)?;
        if class.state == ClassState::Accepted && class.passed.as_ref() == Some(&results.passed) {
            return Ok(standing(&class));
        }
        let issued = self.issued(ask.authority, &class.number)?.len() as u64;
        class.check_results(results, self.now.shanghai_day(), issued).map_err(Failed::refused)?;
        let class = Class { passed: Some(results.passed.clone()), ..class };
        self.put_class(ask.authority, &class)?;
        self.audit(ask, (Action::ResultsFiled, &class.number, None))?;
        Ok(standing(&class))
    }

    pub(super) fn accept_class(&mut self, ask: &DeskAsk, named: &ClassNamed) -> Result<Value, Failed> {
        let class = self.any_class(ask.authority, &named.number)?;
        if class.state == ClassState::Accepted {
            return Ok(standing(&class));
        }
        class.check_acceptable().map_err(Failed::refused)?;
        // The catalogues may say something else by now: an institution that was closed begins no class.
        self.programme_taught(ask.authority, &class.uscc.0, (&class.programme, class.first.0))?;
        let class = Class {
            state: ClassState::Accepted,
            since: Text(self.now),
            decided_by: Some(Text(ask.act.kid)),
            accepted_at_leaf: Some(self.head(ask.authority).size.0),
            ..class
        };
        self.put_class(ask.authority, &class)?;
        self.audit(ask, (Action::ClassAccepted, &class.number, None))?;
        Ok(standing(&class))
    }

    /// Gives a class back. Certificates that were issued of it stay as they are, and each is flagged.
    pub(super) fn return_class(&mut self, ask: &DeskAsk, returned: &ClassReturn) -> Result<Value, Failed> {
        check_reason(&returned.reason).map_err(Failed::refused)?;
        let class = self.any_class(ask.authority, &returned.number)?;
        let issued = self.issued(ask.authority, &class.number)?;
        let answer = |class: &Class| {
            let certificates = issued.len();
            json!({ "number": class.number, "state": class.state, "since": class.since, "certificates": certificates })
        };
        if class.state == ClassState::Returned && class.reason.as_ref() == Some(&returned.reason) {
            return Ok(answer(&class));
        }
        class.check_returnable().map_err(Failed::refused)?;
        let class = Class {
            state: ClassState::Returned,
            since: Text(self.now),
            reason: Some(returned.reason.clone()),
            decided_by: Some(Text(ask.act.kid)),
            ..class
        };
        self.put_class(ask.authority, &class)?;
        if self.policy(ask.authority)?.of(RuleCode::ClassReturned).0 != Severity::Off {
            for leaf in &issued {
                let record = self.certificate((ask.authority, *leaf))?;
                let statement = UnverifiedStatement::decode(&record.registered);
                let number = statement.map_err(|_| StoreError::Damaged(None))?.unverified_number().to_string();
                self.raise((ask.authority, *leaf), &number, (RuleCode::ClassReturned, &class.number))?;
            }
        }
        self.audit_with(ask, (Action::ClassReturned, &class.number, None), class.reason.clone())?;
        Ok(answer(&class))
    }

    /// Where certificates of a class are registered.
    fn issued(&self, authority: AuthorityNumber, number: &str) -> Result<Vec<LeafIndex>, StoreError> {
        self.writing.leaves_of_class_filing(authority, number, u64::MAX)
    }
}

/// The answer to a filing, for ever the first one: where the class stands now, others say.
fn filed(class: &Class) -> Value {
    json!({
        "number": class.number,
        "people": class.people,
        "roster_sha256": class.roster_sha256,
        "filed": class.filed,
    })
}

fn standing(class: &Class) -> Value {
    json!({ "number": class.number, "state": class.state, "since": class.since })
}
