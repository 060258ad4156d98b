//! A correction as an institution files it, and what is asked about it.

use crate::bureau::{approved, key, order_body};
use crate::client::{Answer, SignedRequest};
use crate::harness::{Issued, Registry, School};
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::StatementHash;
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::status::order::{OrderBody, Reason};
use hezheng_core::status::{Status, correction};
use hezheng_core::verify::Reason as Why;
use hezheng_registry::Clock;

/// A correction as an institution files it.
pub(crate) struct Correction {
    pub(crate) replaces: String,
    pub(crate) number: String,
    pub(crate) statement: Vec<u8>,
    pub(crate) identity_number: String,
    pub(crate) portrait: Option<Vec<u8>>,
}

impl Correction {
    /// The holder's name put right, under this serial.
    pub(crate) fn of(school: &School, old: &Issued, serial: u64) -> Self {
        Self::changed(school, old, serial, |_| {})
    }

    pub(crate) fn changed(school: &School, old: &Issued, serial: u64, change: impl FnOnce(&mut Claims)) -> Self {
        let number = format!("{}{serial:06}", &old.number[..14]);
        let mut claims = Claims { holder: "测试学员甲".into(), ..old.claims.clone() };
        change(&mut claims);
        Self {
            replaces: old.number.clone(),
            statement: school.statement(&number, &claims),
            number,
            identity_number: old.identity_number.clone(),
            portrait: None,
        }
    }

    pub(crate) fn hash(&self) -> StatementHash {
        UnverifiedStatement::decode(&self.statement).unwrap().hash()
    }

    pub(crate) fn request(&self) -> Vec<u8> {
        let mut body = Writer::new();
        body.map(4 + usize::from(self.portrait.is_some())).integer(1).bytes(&self.statement);
        body.integer(2).text(&self.identity_number);
        if let Some(portrait) = &self.portrait {
            body.integer(3).bytes(portrait);
        }
        body.integer(4).text(&self.replaces).integer(5).unsigned(Reason::WrongData.code());
        body.into_bytes()
    }

    pub(crate) fn named(&self) -> Vec<u8> {
        let mut body = Writer::new();
        body.map(2).integer(1).text(&self.replaces).integer(2).bytes(&self.hash().0.0);
        body.into_bytes()
    }
}

/// The order that carries these out, at the time of the clock.
pub(crate) fn order_for(registry: &Registry, corrections: &[&Correction]) -> OrderBody {
    let numbers: Vec<&str> = corrections.iter().map(|one| one.replaces.as_str()).collect();
    let hashes: Vec<StatementHash> = corrections.iter().map(|one| one.hash()).collect();
    let id = correction::order_id(&hashes);
    let ordered = registry.clock.now();
    OrderBody { id, reason: Reason::WrongData, ordered, ..order_body(0, Status::Superseded, &numbers) }
}

impl Registry {
    pub(crate) fn send_signed(&self, school: &School, path: &str, body: Vec<u8>) -> Answer {
        SignedRequest::new(school.authority, path, body, &school.key, self.clock.now()).send(&self.client)
    }

    pub(crate) fn file(&self, school: &School, correction: &Correction) -> Answer {
        self.send_signed(school, "v1/corrections", correction.request())
    }

    pub(crate) fn collect(&self, school: &School, correction: &Correction) -> Answer {
        self.send_signed(school, "v1/corrections/collect", correction.named())
    }

    pub(crate) fn withdraw(&self, school: &School, correction: &Correction) -> Answer {
        self.send_signed(school, "v1/corrections/withdraw", correction.named())
    }

    /// What officer A is shown of these, or of all.
    pub(crate) fn shown(&self, numbers: &[&str]) -> Vec<(Vec<u8>, Vec<u8>, u64, u64)> {
        let answer = self.show("officer A 130100", numbers);
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut reader = Reader::new(&answer.body);
        let count = reader.array().unwrap();
        let shown = (0..count).map(|_| {
            let mut keys = reader.map().unwrap();
            assert_eq!(keys.next(&mut reader), Ok(Some(1)));
            let replaced = reader.bytes().unwrap().to_vec();
            assert_eq!(keys.next(&mut reader), Ok(Some(2)));
            let statement = reader.bytes().unwrap().to_vec();
            assert_eq!(keys.next(&mut reader), Ok(Some(3)));
            let reason = reader.unsigned().unwrap();
            assert_eq!(keys.next(&mut reader), Ok(Some(4)));
            let filed = reader.unsigned().unwrap();
            assert_eq!(keys.next(&mut reader), Ok(None));
            (replaced, statement, reason, filed)
        });
        shown.collect()
    }

    pub(crate) fn show(&self, who: &str, numbers: &[&str]) -> Answer {
        let mut body = Writer::new();
        body.array(numbers.len());
        numbers.iter().for_each(|number| {
            body.text(number);
        });
        let key = key(who);
        let path = "v1/corrections/open";
        SignedRequest::new("130100", path, body.into_bytes(), &key, self.clock.now()).send(&self.client)
    }

    pub(crate) fn approve(&self, body: &OrderBody) -> Answer {
        self.order(&approved(body, "A", "B"))
    }

    pub(crate) fn why(&self, registered: &[u8]) -> Option<Why> {
        self.offline(registered).reason
    }
}

/// A school with certificates of three people, and two reserved numbers, serials 4 and 5.
pub(crate) fn school_with_three(registry: &Registry) -> (School, Vec<Issued>) {
    let school = School::new(1);
    let issued = registry.issue(&school, 0..3);
    assert_eq!(registry.reserved(&school, 2026, 2, 1), (4, 2));
    (school, issued)
}

pub(crate) fn problem(status: u16, code: &str) -> (u16, String) {
    (status, code.into())
}

/// The same, with corrections filed for the first two.
pub(crate) fn school_with_two_filed(registry: &Registry) -> (School, Vec<Issued>, [Correction; 2]) {
    let (school, issued) = school_with_three(registry);
    let filed = [(0, 4), (1, 5)].map(|(old, serial)| Correction::of(&school, &issued[old], serial));
    for correction in &filed {
        assert_eq!(registry.file(&school, correction).status, 202);
    }
    (school, issued, filed)
}
