//! cbor, keys, numbers, checkcode and qr.

use crate::case::{Summary, bytes, hash, list, public_key, text};
use hezheng_core::cbor::{Head, Reader, Writer, check_item};
use hezheng_core::ids::{Hash, to_hex};
use hezheng_core::number::{CertificateNumber, IdKind, IdentityNumber, Uscc};
use hezheng_core::qr::{PageAddress, decode_digits, encode_digits, parse_qr_text};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use serde_json::{Value, json};

pub fn cbor(file: &Value, summary: &mut Summary) {
    for case in list(&file["accept"]) {
        let (encoded, what) = (bytes(&case["hex"]), text(&case["hex"]));
        summary.equal(what, &check_item(&encoded), &Ok(()));
        summary.equal(what, &read_value(&mut Reader::new(&encoded)), &Some(case["value"].clone()));
        let mut writer = Writer::new();
        write_value(&mut writer, &case["value"]);
        summary.equal(what, &to_hex(&writer.into_bytes()), &what.to_owned());
    }
    for case in list(&file["refuse"]) {
        let refused = check_item(&bytes(&case["hex"])).is_err();
        summary.check(text(&case["reason"]), refused, "was accepted");
    }
}

/// An item in the notation of cbor.json.
fn read_value(reader: &mut Reader<'_>) -> Option<Value> {
    let number = |n: i128| {
        if n.abs() < 1 << 53 {
            json!(i64::try_from(n).ok())
        } else if n < 0 && n > -(1 << 53) {
            json!(n as i64)
        } else {
            json!({ "n": n.to_string() })
        }
    };
    Some(match reader.head().ok()? {
        Head::Unsigned(n) => number(n.into()),
        Head::Negative(n) => number(-1 - i128::from(n)),
        Head::Bytes(length) => json!({ "h": to_hex(reader.content(length).ok()?) }),
        Head::Text(length) => json!(std::str::from_utf8(reader.content(length).ok()?).ok()?),
        Head::Array(length) => (0..length).map(|_| read_value(reader)).collect::<Option<Value>>()?,
        Head::Map(length) => {
            let pairs: Option<Value> =
                (0..length).map(|_| Some(json!([read_value(reader)?, read_value(reader)?]))).collect();
            json!({ "map": pairs? })
        }
        Head::Tag(tag) => json!({ "tag": tag, "of": read_value(reader)? }),
        Head::Null => Value::Null,
    })
}

fn write_value(writer: &mut Writer, value: &Value) {
    match value {
        Value::Null => drop(writer.null()),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => drop(writer.unsigned(number)),
            (_, Some(number)) => drop(writer.integer(number)),
            _ => {}
        },
        Value::String(text) => drop(writer.text(text)),
        Value::Array(items) => {
            writer.array(items.len());
            items.iter().for_each(|item| write_value(writer, item));
        }
        Value::Object(object) if object.contains_key("h") => drop(writer.bytes(&bytes(&value["h"]))),
        Value::Object(object) if object.contains_key("n") => match text(&value["n"]).parse::<i128>() {
            Ok(number) if number >= 0 => drop(writer.unsigned(u64::try_from(number).unwrap_or_default())),
            Ok(number) => drop(writer.negative(u64::try_from(-1 - number).unwrap_or_default())),
            Err(_) => {}
        },
        Value::Object(object) if object.contains_key("tag") => {
            writer.tag(value["tag"].as_u64().unwrap_or_default());
            write_value(writer, &value["of"]);
        }
        Value::Object(_) => {
            let pairs = list(&value["map"]);
            writer.map(pairs.len());
            pairs.iter().flat_map(list).for_each(|item| write_value(writer, item));
        }
        Value::Bool(_) => {}
    }
}

pub fn keys(file: &Value, summary: &mut Summary) {
    for case in list(&file["keys"]) {
        let (name, key) = (text(&case["name"]), public_key(&case["public"]));
        summary.equal(name, &crate::case::public_of(&case["seed"]), &key);
        summary.equal(name, &to_hex(&key.cose_key()), &text(&case["cose_key"]).to_owned());
        summary.equal(name, &key.kid().to_string(), &text(&case["kid"]).to_owned());
        summary.check(name, key.is_usable(), "not usable");
    }
}

pub fn numbers(file: &Value, summary: &mut Summary) {
    let identity = |case: &Value| {
        let kind = IdKind::from_code(case["kind"].as_u64().unwrap_or_default());
        kind.is_some_and(|kind| IdentityNumber::parse(kind, text(&case["number"])).is_ok())
    };
    for (verdict, expected) in [("valid", true), ("invalid", false)] {
        for case in list(&file["identity"][verdict]) {
            summary.equal(&case.to_string(), &identity(case), &expected);
        }
    }
    for case in list(&file["uscc"]["valid"]) {
        summary.check(text(case), Uscc::parse(text(case)).is_ok(), "was refused");
    }
    for case in list(&file["uscc"]["invalid"]) {
        summary.check(text(&case["code"]), Uscc::parse(text(&case["code"])).is_err(), "was accepted");
    }
    for case in list(&file["certificate_number"]["valid"]) {
        let number = CertificateNumber::parse(text(&case["number"])).ok();
        let parts = number.map(|n| json!({ "number": n.as_str(), "authority": n.authority(), "year": n.year(), "institution": n.institution(), "serial": n.serial() }));
        summary.equal(text(&case["number"]), &parts, &Some(case.clone()));
    }
    for case in list(&file["certificate_number"]["invalid"]) {
        summary.check(text(&case["number"]), CertificateNumber::parse(text(&case["number"])).is_err(), "was accepted");
    }
}

pub fn check_code(file: &Value, summary: &mut Summary) {
    for case in list(&file["statements"]) {
        let (presented, note) = (bytes(&case["presented"]), text(&case["note"]));
        let Ok(statement) = UnverifiedStatement::decode(&presented) else {
            summary.check(note, false, "does not decode");
            continue;
        };
        summary.equal(note, &CheckCode::of(&statement.bare()).to_string(), &text(&case["code"]).to_owned());
        summary.equal(note, &to_hex(&statement.hash().0.0), &text(&case["statement_hash"]).to_owned());
        let hashed = [b"hezheng check code 1", statement.bare().as_slice()].concat();
        summary.equal(note, &to_hex(&hashed), &text(&case["hashed"]).to_owned());
        summary.equal(note, &Hash::of(&[&hashed]), &hash(&case["digest"]));
        let other = CheckCode::from_digest(&statement.hash().0).to_string();
        summary.equal(note, &other, &text(&case["not_the_code"]).to_owned());
    }
    for case in list(&file["encode"]) {
        let code = CheckCode::from_digest(&hash(&case["digest"])).to_string();
        summary.equal(text(&case["digest"]), &code, &text(&case["code"]).to_owned());
    }
    for case in list(&file["read"]) {
        let code = CheckCode::parse(text(&case["typed"])).map(|code| code.to_string());
        summary.equal(text(&case["typed"]), &code, &Ok(text(&case["code"]).to_owned()));
    }
    for case in list(&file["refuse"]) {
        use hezheng_core::statement::check_code::CheckCodeError::{Character, Length, Typing};
        let reason = CheckCode::parse(text(&case["typed"])).err().map(|error| match error {
            Length => "not 13 characters",
            Character(_) => "character outside the alphabet",
            Typing => "wrong check character",
        });
        summary.equal(text(&case["typed"]), &reason, &case["reason"].as_str());
    }
}

pub fn qr(file: &Value, summary: &mut Summary) {
    for case in list(&file["digits"]) {
        let (raw, digits) = (bytes(&case["hex"]), text(&case["digits"]));
        summary.equal(digits, &encode_digits(&raw), &digits.to_owned());
        summary.equal(digits, &decode_digits(digits), &Ok(raw));
    }
    for case in list(&file["refuse_digits"]) {
        summary.check(text(&case["reason"]), decode_digits(text(&case["digits"])).is_err(), "was accepted");
    }
    for case in list(&file["text"]) {
        let (raw, host, qr) = (bytes(&case["hex"]), text(&case["host"]), text(&case["text"]));
        let made = PageAddress::parse(&format!("https://{host}")).map(|address| address.qr_text(&raw));
        summary.equal(host, &made, &Ok(qr.to_owned()));
        let parsed = parse_qr_text(qr).map(|parsed| (parsed.host.to_owned(), parsed.statement));
        summary.equal(host, &parsed, &Ok((host.to_owned(), raw)));
    }
    for case in list(&file["refuse_text"]) {
        summary.check(text(&case["text"]), parse_qr_text(text(&case["text"])).is_err(), "was accepted");
    }
}
