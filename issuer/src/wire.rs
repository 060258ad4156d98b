//! What is sent to a registry and what it answers, as bytes (docs/API.md): whoever carries them there, over HTTP here or in a
//! browser.

use crate::registry_port::{AWAITING_APPROVAL, Answered, Registration, Reservation, Reserved};
use hezheng_core::cbor::{Reader, Writer};

/// `{1: uscc, 2: year, 3: count, 4: bstr .size 16 id}`
#[must_use]
pub fn reservation(reservation: &Reservation) -> Vec<u8> {
    let mut body = Writer::new();
    body.map(4).integer(1).text(reservation.uscc.as_str()).integer(2).unsigned(reservation.year);
    body.integer(3).unsigned(reservation.count).integer(4).bytes(&reservation.id);
    body.into_bytes()
}

/// One certificate to be registered.
#[must_use]
pub fn registration(registration: Registration<'_>) -> Vec<u8> {
    let mut body = Writer::new();
    write_registration(&mut body, registration, 0);
    body.into_bytes()
}

/// Certificates to be registered, each by itself.
#[must_use]
pub fn batch(registrations: &[Registration<'_>]) -> Vec<u8> {
    let mut body = Writer::new();
    body.array(registrations.len());
    registrations.iter().for_each(|registration| write_registration(&mut body, *registration, 0));
    body.into_bytes()
}

/// `{1: bstr signed-statement, 2: tstr full identity number, ? 3: bstr portrait}`, and room for so many members more.
pub(crate) fn write_registration(body: &mut Writer, registration: Registration<'_>, more: usize) {
    let Registration { statement, identity, portrait } = registration;
    body.map(2 + usize::from(portrait.is_some()) + more);
    body.integer(1).bytes(statement).integer(2).text(identity.full_number());
    if let Some(portrait) = portrait {
        body.integer(3).bytes(portrait.jpeg());
    }
}

/// `[ 1*500 ( {1: 200 / 201, 2: bstr} / {1: uint, 3: tstr, ? 4: tstr, ? 5: tstr} ) ]`
#[must_use]
pub fn decode_answers(bytes: &[u8]) -> Option<Vec<Answered>> {
    let mut reader = Reader::new(bytes);
    let count = reader.array().ok()?;
    let answers = (0..count).map(|_| decode_answered(&mut reader)).collect::<Option<Vec<_>>>()?;
    reader.end().ok()?;
    Some(answers)
}

fn decode_answered(reader: &mut Reader<'_>) -> Option<Answered> {
    let mut keys = reader.map().ok()?;
    let (mut registered, mut code, mut number, mut rule) = (None, None, None, None);
    while let Some(key) = keys.next(reader).ok()? {
        match key {
            1 => drop(reader.unsigned().ok()?),
            2 => registered = Some(reader.bytes().ok()?.to_vec()),
            3 => code = Some(reader.text().ok()?.to_owned()),
            4 => number = Some(reader.text().ok()?.to_owned()),
            5 => rule = Some(reader.text().ok()?.to_owned()),
            _ => return None,
        }
    }
    match (registered, code) {
        (Some(registered), None) if number.is_none() && rule.is_none() => Some(Answered::Registered(registered)),
        (None, Some(code)) if code == AWAITING_APPROVAL => Some(Answered::AwaitingApproval { rule }),
        (None, Some(code)) => Some(Answered::Refused { code, number }),
        _ => None,
    }
}

/// `{1: first serial, 2: count}`
#[must_use]
pub fn decode_reserved(bytes: &[u8]) -> Option<Reserved> {
    let mut reader = Reader::new(bytes);
    let mut keys = reader.map().ok()?;
    let mut value = |expected| {
        (keys.next(&mut reader).ok()? == Some(expected)).then_some(())?;
        reader.unsigned().ok()
    };
    let (first, count) = (value(1)?, value(2)?);
    let is_end = keys.next(&mut reader).ok()?.is_none() && reader.end().is_ok();
    is_end.then_some(Reserved { first, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_of_a_batch_are_read_each_by_itself() {
        let mut body = Writer::new();
        body.array(4).map(2).integer(1).unsigned(201).integer(2).bytes(b"registered");
        body.map(3).integer(1).unsigned(409).integer(3).text("already_issued").integer(4).text("1301002026000700001");
        body.map(2).integer(1).unsigned(422).integer(3).text("portrait");
        body.map(3).integer(1).unsigned(202).integer(3).text("awaiting_approval").integer(5).text("pace");
        let whole = body.into_bytes();
        let refused = |code: &str, number: Option<&str>| Answered::Refused {
            code: code.into(),
            number: number.map(str::to_owned),
        };
        let wanted = vec![
            Answered::Registered(b"registered".to_vec()),
            refused("already_issued", Some("1301002026000700001")),
            refused("portrait", None),
            Answered::AwaitingApproval { rule: Some("pace".into()) },
        ];
        assert_eq!(decode_answers(&whole), Some(wanted));
        assert!((0..whole.len()).all(|end| decode_answers(&whole[..end]).is_none()), "cut short it says nothing");
        assert_eq!(decode_answers(&[&whole[..], &[0]].concat()), None);
        let mut both = Writer::new();
        both.array(1).map(3).integer(1).unsigned(201).integer(2).bytes(b"registered").integer(3).text("portrait");
        assert_eq!(decode_answers(&both.into_bytes()), None, "registered and refused");
    }
}
