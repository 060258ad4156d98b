//! Corrections asked of a registry over HTTP.

use crate::correction_port::{Corrections, Filed, Filing};
use crate::http_registry::HttpRegistry;
use crate::registry_port::RegistryError;
use crate::wire;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::StatementHash;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;

impl Corrections for HttpRegistry<'_> {
    fn file(&mut self, filing: &Filing<'_>) -> Result<Filed, RegistryError> {
        let mut body = Writer::new();
        // Beside what is sent to register: 4: the number to be replaced, 5: the reason.
        wire::write_registration(&mut body, filing.new, 2);
        body.integer(4).text(filing.replaces).integer(5).unsigned(filing.reason);
        decode_filed("v1/corrections", self.post("v1/corrections", &body.into_bytes())?)
    }

    fn collect(&mut self, replaces: &str, statement: StatementHash) -> Result<Filed, RegistryError> {
        let path = "v1/corrections/collect";
        decode_filed(path, self.post(path, &correction_name(replaces, statement))?)
    }

    fn withdraw(&mut self, replaces: &str, statement: StatementHash) -> Result<(), RegistryError> {
        self.post("v1/corrections/withdraw", &correction_name(replaces, statement)).map(drop)
    }
}

/// `{1: tstr number to be replaced, 2: bstr .size 32 statement hash}`
fn correction_name(replaces: &str, statement: StatementHash) -> Vec<u8> {
    let mut body = Writer::new();
    body.map(2).integer(1).text(replaces).integer(2).bytes(&statement.0.0);
    body.into_bytes()
}

/// A registered statement, or `{1: time filed}`.
fn decode_filed(path: &str, answer: Vec<u8>) -> Result<Filed, RegistryError> {
    if UnverifiedStatement::decode(&answer).is_ok() {
        return Ok(Filed::CarriedOut(answer));
    }
    let mut reader = Reader::new(&answer);
    let since = reader.map().ok().and_then(|mut keys| {
        (keys.next(&mut reader).ok()? == Some(1)).then_some(())?;
        let since = reader.unsigned().ok()?;
        (keys.next(&mut reader).ok()?.is_none() && reader.end().is_ok()).then_some(since)
    });
    since.map(|since| Filed::Waiting(Time(since))).ok_or_else(|| RegistryError::Answer(path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_time_or_a_statement_and_nothing_else() {
        let mut waiting = Writer::new();
        waiting.map(1).integer(1).unsigned(1_795_000_000);
        let waiting = waiting.into_bytes();
        assert_eq!(decode_filed("p", waiting.clone()), Ok(Filed::Waiting(Time(1_795_000_000))));
        let mut other = Writer::new();
        other.map(1).integer(2).unsigned(1);
        let with_more = [waiting.as_slice(), &[0]].concat();
        for wrong in [Vec::new(), b"<html>".to_vec(), other.into_bytes(), with_more] {
            assert_eq!(decode_filed("p", wrong), Err(RegistryError::Answer("p".into())));
        }
    }
}
