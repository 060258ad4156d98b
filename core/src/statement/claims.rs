//! What a certificate says: the body of a statement.
//!
//! ```cddl
//! body = { 1: tstr,                ; holder's name, 1..50 characters
//!          2: [ id-kind, tstr ],   ; identity document: its kind, and the last four characters of its number
//!          3: tstr,                ; training programme, 1..60 characters
//!          4: [ date, date ],      ; first and last day of training
//!          5: date,                ; date of issue
//!          ? 6: uint, ? 7: tstr, ? 8: 1..5, ? 9: tstr, ? 10: bstr .size 32, ? 11: uint }
//! ; 6 class hours  7 occupation code  8 skill level  9 class filing number  10 SHA-256 of the portrait  11 number scheme
//! ```

use crate::cbor::{Reader, Writer};
use crate::cose::read_map;
use crate::ids::Hash;
use crate::limits::{CLASS_FILING_CHARS, NAME_CHARS, PROGRAMME_CHARS};
use crate::malformed::{Field, Malformed};
use crate::number::IdKind;
use crate::text::check_text;
use crate::time::Date;
use alloc::string::String;
use alloc::vec::Vec;

/// The claims of one certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claims {
    /// The holder's name.
    pub holder: String,
    /// The kind of the holder's identity document.
    pub id_kind: IdKind,
    /// The last four characters of its number.
    pub id_tail: String,
    /// The training programme.
    pub programme: String,
    /// First and last day of training.
    pub training: (Date, Date),
    /// Date of issue.
    pub issued: Date,
    /// Class hours.
    pub class_hours: Option<u64>,
    /// Occupation code, `d-dd-dd-dd`.
    pub occupation_code: Option<String>,
    /// Skill level, 1 (highest) to 5.
    pub skill_level: Option<u64>,
    /// Class filing number given by the registry.
    pub class_filing: Option<String>,
    /// SHA-256 of the holder's portrait as printed.
    pub portrait_sha256: Option<Hash>,
    /// Number scheme; absent means 1.
    pub number_scheme: Option<u64>,
}

impl Claims {
    /// Decodes a body and judges every rule that lies within it.
    pub(crate) fn decode(body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let mut found = Found::default();
        read_map(&mut reader, |key, reader| found.value(key, reader))?;
        reader.end()?;
        found.claims()
    }

    /// The body as it is signed.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let optional = [
            self.class_hours.is_some(),
            self.occupation_code.is_some(),
            self.skill_level.is_some(),
            self.class_filing.is_some(),
            self.portrait_sha256.is_some(),
            self.number_scheme.is_some(),
        ];
        let mut writer = Writer::new();
        writer.map(5 + optional.iter().filter(|is_there| **is_there).count());
        writer.integer(1).text(&self.holder);
        writer.integer(2).array(2).unsigned(self.id_kind.code()).text(&self.id_tail);
        writer.integer(3).text(&self.programme);
        writer.integer(4).array(2).unsigned(self.training.0.0).unsigned(self.training.1.0);
        writer.integer(5).unsigned(self.issued.0);
        let unsigned = |writer: &mut Writer, key, value: Option<u64>| {
            if let Some(value) = value {
                writer.integer(key).unsigned(value);
            }
        };
        let text = |writer: &mut Writer, key, value: &Option<String>| {
            if let Some(value) = value {
                writer.integer(key).text(value);
            }
        };
        unsigned(&mut writer, 6, self.class_hours);
        text(&mut writer, 7, &self.occupation_code);
        unsigned(&mut writer, 8, self.skill_level);
        text(&mut writer, 9, &self.class_filing);
        if let Some(hash) = &self.portrait_sha256 {
            writer.integer(10).bytes(&hash.0);
        }
        unsigned(&mut writer, 11, self.number_scheme);
        writer.into_bytes()
    }
}

/// The values read so far.
#[derive(Default)]
struct Found {
    holder: Option<String>,
    document: Option<(IdKind, String)>,
    programme: Option<String>,
    training: Option<(Date, Date)>,
    issued: Option<Date>,
    class_hours: Option<u64>,
    occupation_code: Option<String>,
    skill_level: Option<u64>,
    class_filing: Option<String>,
    portrait_sha256: Option<Hash>,
    number_scheme: Option<u64>,
}

impl Found {
    fn value(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        match key {
            1 => self.holder = Some(text(reader, 1, NAME_CHARS)?),
            2 => self.document = Some(identity_document(reader)?),
            3 => self.programme = Some(text(reader, 1, PROGRAMME_CHARS)?),
            4 => {
                reader.tuple(2)?;
                self.training = Some((Date(reader.unsigned()?), Date(reader.unsigned()?)));
            }
            5 => self.issued = Some(Date(reader.unsigned()?)),
            6 => self.class_hours = Some(reader.unsigned()?),
            7 => {
                let code = reader.text()?;
                if !is_occupation_code(code) {
                    return Err(Malformed::Value(Field::OccupationCode));
                }
                self.occupation_code = Some(code.into());
            }
            8 => self.skill_level = Some(within(reader.unsigned()?, 1, 5, Field::SkillLevel)?),
            9 => self.class_filing = Some(text(reader, 1, CLASS_FILING_CHARS)?),
            10 => self.portrait_sha256 = Some(Hash(reader.array_of()?)),
            11 => self.number_scheme = Some(within(reader.unsigned()?, 1, 1, Field::NumberScheme)?),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    }

    fn claims(self) -> Result<Claims, Malformed> {
        let (id_kind, id_tail) = self.document.ok_or(Malformed::MissingKey(2))?;
        let claims = Claims {
            holder: self.holder.ok_or(Malformed::MissingKey(1))?,
            id_kind,
            id_tail,
            programme: self.programme.ok_or(Malformed::MissingKey(3))?,
            training: self.training.ok_or(Malformed::MissingKey(4))?,
            issued: self.issued.ok_or(Malformed::MissingKey(5))?,
            class_hours: self.class_hours,
            occupation_code: self.occupation_code,
            skill_level: self.skill_level,
            class_filing: self.class_filing,
            portrait_sha256: self.portrait_sha256,
            number_scheme: self.number_scheme,
        };
        if claims.training.0 > claims.training.1 {
            return Err(Malformed::TrainingReversed);
        }
        if claims.issued < claims.training.1 {
            return Err(Malformed::IssuedBeforeTrainingEnded);
        }
        Ok(claims)
    }
}

/// Reads a text of `min..=max` characters.
pub(crate) fn text(reader: &mut Reader<'_>, min: usize, max: usize) -> Result<String, Malformed> {
    let text = reader.text()?;
    check_text(text, min, max)?;
    Ok(text.into())
}

fn identity_document(reader: &mut Reader<'_>) -> Result<(IdKind, String), Malformed> {
    reader.tuple(2)?;
    let kind = IdKind::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::IdKind))?;
    let tail = text(reader, 4, 4)?;
    let plain = tail.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    if plain || kind == IdKind::Other { Ok((kind, tail)) } else { Err(Malformed::Value(Field::IdTail)) }
}

/// Whether this is an occupation code, `d-dd-dd-dd`.
#[must_use]
pub fn is_occupation_code(code: &str) -> bool {
    let pattern = "d-dd-dd-dd";
    let fits = |(byte, wanted)| if wanted == b'd' { u8::is_ascii_digit(&byte) } else { byte == wanted };
    code.len() == pattern.len() && code.bytes().zip(pattern.bytes()).all(fits)
}

fn within(value: u64, min: u64, max: u64, field: Field) -> Result<u64, Malformed> {
    if (min..=max).contains(&value) { Ok(value) } else { Err(Malformed::Value(field)) }
}
