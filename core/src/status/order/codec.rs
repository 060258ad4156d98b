//! The bytes of what an order says, both ways.

use super::{OrderBody, Reason, Selector};
use crate::cbor::{Reader, Writer};
use crate::cose::read_map;
use crate::ids::{Hash, LeafIndex, TreeSize};
use crate::limits::CLASS_FILING_CHARS;
use crate::malformed::{Field, Malformed};
use crate::number::{AuthorityCode, CertificateNumber, Uscc};
use crate::statement::claims::text;
use crate::status::Status;
use crate::time::Time;
use alloc::vec::Vec;

pub(super) fn decode_body(bytes: &[u8]) -> Result<OrderBody, Malformed> {
    let mut reader = Reader::new(bytes);
    let (mut id, mut status, mut selector, mut reason) = (None, None, None, None);
    let (mut ordered, mut authority, mut note, mut seen) = (None, None, None, None);
    read_map(&mut reader, |key, reader| {
        match key {
            1 => id = Some(reader.array_of()?),
            2 => status = Some(Status::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::Status))?),
            3 => selector = Some(decode_selector(reader)?),
            4 => reason = Some(Reason::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::Reason))?),
            5 => ordered = Some(Time(reader.unsigned()?)),
            6 => {
                let code = AuthorityCode::parse(reader.text()?);
                authority = Some(code.map_err(|_| Malformed::Value(Field::AuthorityCode))?);
            }
            7 => note = Some(Hash(reader.array_of()?)),
            8 => seen = Some(TreeSize(reader.unsigned()?)),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(OrderBody {
        id: id.ok_or(Malformed::MissingKey(1))?,
        status: status.ok_or(Malformed::MissingKey(2))?,
        selector: selector.ok_or(Malformed::MissingKey(3))?,
        reason: reason.ok_or(Malformed::MissingKey(4))?,
        ordered: ordered.ok_or(Malformed::MissingKey(5))?,
        authority: authority.ok_or(Malformed::MissingKey(6))?,
        note,
        seen: seen.ok_or(Malformed::MissingKey(8))?,
    })
}

fn certificate_number(reader: &mut Reader<'_>) -> Result<CertificateNumber, Malformed> {
    CertificateNumber::parse(reader.text()?).map_err(|_| Malformed::Value(Field::CertificateNumber))
}

fn decode_selector(reader: &mut Reader<'_>) -> Result<Selector, Malformed> {
    let mut selector = None;
    read_map(reader, |key, reader| {
        if selector.is_some() {
            return Err(Malformed::Value(Field::Selector));
        }
        selector = Some(match key {
            1 => {
                let count = reader.array()?;
                Selector::Numbers((0..count).map(|_| certificate_number(reader)).collect::<Result<_, _>>()?)
            }
            2 => {
                reader.tuple(3)?;
                let uscc = Uscc::parse(reader.text()?).map_err(|_| Malformed::Value(Field::Uscc))?;
                Selector::Institution(uscc, LeafIndex(reader.unsigned()?), LeafIndex(reader.unsigned()?))
            }
            3 => Selector::ClassFiling(text(reader, 1, CLASS_FILING_CHARS)?),
            _ => return Err(Malformed::UnknownKey(key)),
        });
        Ok(())
    })?;
    match selector {
        Some(Selector::Numbers(numbers)) if numbers.is_empty() => Err(Malformed::Count(Field::Selector)),
        Some(Selector::Institution(_, from, until)) if from >= until => Err(Malformed::Value(Field::Selector)),
        Some(selector) => Ok(selector),
        None => Err(Malformed::Count(Field::Selector)),
    }
}

impl OrderBody {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(7 + usize::from(self.note.is_some())).integer(1).bytes(&self.id);
        writer.integer(2).unsigned(self.status.code()).integer(3).map(1);
        match &self.selector {
            Selector::Numbers(numbers) => {
                writer.integer(1).array(numbers.len());
                numbers.iter().for_each(|number| {
                    writer.text(number.as_str());
                });
            }
            Selector::Institution(uscc, from, until) => {
                writer.integer(2).array(3).text(uscc.as_str()).unsigned(from.0).unsigned(until.0);
            }
            Selector::ClassFiling(filing) => {
                writer.integer(3).text(filing);
            }
        }
        writer.integer(4).unsigned(self.reason.code()).integer(5).unsigned(self.ordered.0);
        writer.integer(6).text(self.authority.as_str());
        if let Some(note) = &self.note {
            writer.integer(7).bytes(&note.0);
        }
        writer.integer(8).unsigned(self.seen.0);
        writer.into_bytes()
    }
}
