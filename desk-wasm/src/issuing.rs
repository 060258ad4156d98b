//! Issuing the certificates of a class, step by step: the page carries what is made here to the registry, and its answers back.

use crate::desk::{Desk, root_keys};
use crate::problem;
use crate::read::roster;
use hezheng_core::time::{Date, Time};
use hezheng_issuer::class_run::{ClassRun, Person, PersonState};
use hezheng_issuer::language::Lang;
use hezheng_issuer::plan::AfterRefusal;
use hezheng_issuer::standing::{Standing, StandingError};
use hezheng_keys::Signer;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Desk {
    /// Begins to issue a class's certificates; gives the plan, as [`Desk::run_state`] does. Nothing is signed yet. `about` is
    /// `{"roots", "registry", "shown", "certificates", "issued", "again"}`: the root keys, the base URL, what `v1/classes/mine` and
    /// `v1/certificates/mine` say of the class, the date of issue, and whether what an officer refused is applied for again.
    ///
    /// # Errors
    /// Why nothing can be issued.
    pub fn begin_run(
        &mut self,
        about: &str,
        pack: &[u8],
        file_name: &str,
        bytes: &[u8],
        sheet: Option<String>,
        now: u64,
    ) -> Result<String, String> {
        self.run = None;
        let about: Value = serde_json::from_str(about).map_err(|_| problem::code("facts"))?;
        let text = |name: &str| about.get(name).and_then(Value::as_str).ok_or_else(|| problem::code("facts"));
        let roots = about.get("roots").map(Value::to_string).and_then(|roots| root_keys(&roots));
        let roots = roots.ok_or_else(|| problem::code("facts"))?;
        let issued = Date::parse_iso(text("issued")?).ok_or_else(|| problem::code("facts"))?;
        let standing = Standing::judge(pack, &roots, self.key.kid(), text("registry")?, issued, Time(now));
        let standing = standing.map_err(|error| no_standing(&error))?;
        let roster = roster(file_name, bytes, sheet.as_deref())?;
        let seen = (about.get("shown").unwrap_or(&Value::Null), about.get("certificates").unwrap_or(&Value::Null));
        let again = about.get("again").and_then(Value::as_bool).ok_or_else(|| problem::code("facts"))?;
        let refused = if again { AfterRefusal::ApplyAgain } else { AfterRefusal::Stop };
        let run = ClassRun::plan(standing, seen, roster, (issued, refused));
        self.run = Some(run.map_err(|problem| problem::run(&problem))?);
        self.run_state()
    }

    /// Everybody of the run, and what is to be done or came of it: `{"people": [{"row", "name", "id_tail", "place", "state",
    /// "number"?, "why"?}], "missing"}`; `why` is the rule that refused, or the officer's reason.
    ///
    /// # Errors
    /// `no_run`.
    pub fn run_state(&self) -> Result<String, String> {
        let run = self.running()?;
        let people: Vec<Value> = run.people().iter().map(|person| shown(run, person)).collect();
        Ok(json!({ "people": people, "missing": run.missing() }).to_string())
    }

    /// The body that reserves numbers (`v1/reservations`); nothing where everybody who waits has one.
    ///
    /// # Errors
    /// `no_run`.
    pub fn run_reservation(&self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.running()?.reservation(&self.key))
    }

    /// Takes the numbers that the registry gave; gives the plan with them.
    ///
    /// # Errors
    /// They are none.
    pub fn run_take_reservation(&mut self, answer: &[u8]) -> Result<String, String> {
        let taken = self.run.as_mut().ok_or_else(no_run)?.take_reservation(answer);
        taken.map_err(|problem| problem::run(&problem))?;
        self.run_state()
    }

    /// The next people to be registered, by their place in the list of people; none: all is done.
    ///
    /// # Errors
    /// `no_run`.
    pub fn run_next(&self) -> Result<Vec<u32>, String> {
        let chunk = self.running()?.next_chunk();
        Ok(chunk.into_iter().filter_map(|at| u32::try_from(at).ok()).collect())
    }

    /// The body that registers these (`v1/certificates/batch`). The same people give the same bytes.
    ///
    /// # Errors
    /// `no_run`; or no numbers were reserved.
    pub fn run_batch(&self, chunk: &[u32]) -> Result<Vec<u8>, String> {
        self.running()?.batch(&places(chunk), &self.key).map_err(|problem| problem::run(&problem))
    }

    /// The body that registers one alone (`v1/certificates`), to hear in words why it is refused.
    ///
    /// # Errors
    /// As of [`Desk::run_batch`].
    pub fn run_single(&self, at: u32) -> Result<Vec<u8>, String> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.running()?.single(at, &self.key).map_err(|problem| problem::run(&problem))
    }

    /// Takes the answer to [`Desk::run_batch`], proved; gives everybody as they stand then.
    ///
    /// # Errors
    /// The answer proves nothing: stop, and tell the bureau. What of it is good was taken.
    pub fn run_take_batch(&mut self, chunk: &[u32], answer: &[u8], now: u64) -> Result<String, String> {
        let run = self.run.as_mut().ok_or_else(no_run)?;
        run.take_batch(&places(chunk), answer, &self.key, Time(now)).map_err(|problem| problem::run(&problem))?;
        self.run_state()
    }

    fn running(&self) -> Result<&ClassRun, String> {
        self.run.as_ref().ok_or_else(no_run)
    }
}

fn no_run() -> String {
    problem::code("no_run")
}

fn places(chunk: &[u32]) -> Vec<usize> {
    chunk.iter().map(|at| usize::try_from(*at).unwrap_or(usize::MAX)).collect()
}

fn no_standing(error: &StandingError) -> String {
    json!({ "code": "standing", "zh": error.message(Lang::Zh), "en": error.message(Lang::En) }).to_string()
}

fn shown(run: &ClassRun, person: &Person) -> Value {
    let (state, number, why) = match &person.state {
        PersonState::Waits => ("waits", run.number_of(person).map(|number| number.to_string()), None),
        PersonState::Has(number) => ("has", Some(number.clone()), None),
        PersonState::NotPassed => ("not_passed", None, None),
        PersonState::Issued(number) => ("issued", Some(number.clone()), None),
        PersonState::IssuedElsewhere(number) => ("issued_elsewhere", number.clone(), None),
        PersonState::AwaitingApproval(number) => ("awaiting_approval", Some(number.clone()), None),
        PersonState::Refused(code) => ("refused", None, Some(code.clone())),
        PersonState::Declined { number, reason } => ("declined", Some(number.clone()), Some(reason.clone())),
    };
    let trainee = &person.trainee;
    json!({
        "row": trainee.row, "name": trainee.name, "id_tail": trainee.identity.tail(), "place": person.place,
        "programme": trainee.programme, "state": state, "number": number, "why": why,
    })
}
