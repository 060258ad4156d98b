//! A twin of the registry: it keeps its promises, and loses the connection where the test says.

use crate::school::{NOW, key, pack};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::IdentityNumber;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::registry_port::{
    AWAITING_APPROVAL, Answered, Registration, Registry, RegistryError, Reservation, Reserved, Said,
};
use hezheng_keys::Signer as _;
use std::collections::{BTreeMap, BTreeSet};

/// What happens to a request at which the connection is to be lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Loss {
    BeforeItArrives,
    AfterItIsDone,
}

/// What is registered of one number: the statement, the identity number, the answer.
type Certificate = (Vec<u8>, String, Vec<u8>);

#[derive(Clone, Default)]
pub(crate) struct Twin {
    /// The last serial that was reserved.
    pub(crate) last: u64,
    pub(crate) reservations: BTreeMap<[u8; 16], Reserved>,
    pub(crate) certificates: BTreeMap<String, Certificate>,
    pub(crate) requests: usize,
    /// At which request, and how.
    pub(crate) lose: Option<(usize, Loss)>,
    /// Numbers that it says are another certificate's.
    pub(crate) taken: BTreeSet<String>,
    /// Numbers of certificates that wait for an officer, until they are taken out of here.
    pub(crate) held: BTreeSet<String>,
    /// Whether what comes from now on waits.
    pub(crate) holds: bool,
    /// Numbers that an officer refused.
    pub(crate) disapproved: BTreeSet<String>,
    /// Corrections that wait, by the numbers to be replaced: statement, identity number, portrait.
    pub(crate) filed: BTreeMap<String, (Vec<u8>, IdentityNumber, Option<Portrait>)>,
    /// Certificates in a request that it finds too large.
    pub(crate) too_many: Option<usize>,
    /// The largest request that came.
    pub(crate) largest: usize,
}

fn refusal(code: &str, number: Option<&str>) -> RegistryError {
    let detail = Said { zh: "说明".into(), en: "in words".into() };
    RegistryError::Refused { code: code.into(), detail, number: number.map(str::to_owned) }
}

impl Twin {
    pub(crate) fn request<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        self.requests += 1;
        let lost = || Err(RegistryError::Unavailable("cut".into()));
        match self.lose {
            Some((at, Loss::BeforeItArrives)) if at == self.requests => lost(),
            Some((at, Loss::AfterItIsDone)) if at == self.requests => work(self).and_then(|_| lost()),
            _ => work(self),
        }
    }

    pub(crate) fn judge(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        let Registration { statement, identity, portrait } = registration;
        let decoded = UnverifiedStatement::decode(statement).expect("the issuer signs what decodes");
        let verified = decoded.verify_signature(&key(1).public_key()).expect("the issuer signs");
        let number = verified.number().to_string();
        assert_eq!(verified.claims().portrait_sha256, portrait.map(Portrait::sha256), "the portrait comes with it");
        if let Some((there, _, answer)) = self.certificates.get(&number) {
            return if there == statement { Ok(answer.clone()) } else { Err(refusal("number_taken", None)) };
        }
        if self.taken.contains(&number) {
            return Err(refusal("number_taken", None));
        }
        let holder = identity.full_number();
        if let Some((other, _)) = self.certificates.iter().find(|(_, (_, of, _))| of == holder) {
            return Err(refusal("already_issued", Some(other)));
        }
        if self.disapproved.contains(&number) {
            return Err(refusal("approval_refused", None));
        }
        if self.holds {
            self.held.insert(number.clone());
        }
        if self.held.contains(&number) {
            return Err(refusal("awaiting_approval", None));
        }
        let registration = verified.register(key(2).kid(), NOW, LeafIndex(self.certificates.len() as u64));
        let answer = registration.finish(&key(2).sign(registration.to_be_signed()));
        self.certificates.insert(number, (statement.to_vec(), holder.into(), answer.clone()));
        Ok(answer)
    }
}

impl Registry for Twin {
    fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
        Ok(pack())
    }

    fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
        self.request(|twin| {
            let next = Reserved { first: twin.last + 1, count: reservation.count };
            let given = *twin.reservations.entry(reservation.id).or_insert(next);
            twin.last = twin.last.max(given.first + given.count - 1);
            Ok(given)
        })
    }

    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        self.request(|twin| twin.judge(registration))
    }

    fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError> {
        self.request(|twin| {
            if twin.too_many.is_some_and(|many| registrations.len() >= many) {
                return Err(refusal("too_large", None));
            }
            twin.largest = twin.largest.max(registrations.len());
            let answered = |registration: &Registration<'_>| match twin.judge(*registration) {
                Ok(registered) => Answered::Registered(registered),
                Err(RegistryError::Refused { code, .. }) if code == AWAITING_APPROVAL => {
                    Answered::AwaitingApproval { rule: Some("pace".into()) }
                }
                Err(RegistryError::Refused { code, number, .. }) => Answered::Refused { code, number },
                Err(error) => panic!("{error}"),
            };
            Ok(registrations.iter().map(answered).collect())
        })
    }
}
