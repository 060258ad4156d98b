//! The bytes of a trust bundle's content, both ways.

use crate::cbor::{Reader, Writer};
use crate::cose::read_map;
use crate::ids::LeafIndex;
use crate::key::PublicKey;
use crate::limits::{BUNDLE_LIFE_SECS, STAFF_CODE_CHARS, TEXT_CHARS};
use crate::malformed::{Field, Malformed};
use crate::number::{AuthorityCode, InstitutionNumber, Uscc};
use crate::statement::claims::text;
use crate::time::{Date, Time};
use crate::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity, Witnesses,
};
use crate::trust::verified_bundle::{Place, Places};
use alloc::string::String;
use alloc::vec::Vec;

impl BundleBody {
    /// Decodes the content of a bundle and judges what lies within it; the places of its keys come with it.
    pub(super) fn decode(bytes: &[u8]) -> Result<(Self, Places), Malformed> {
        let mut reader = Reader::new(bytes);
        let (mut version, mut issued, mut expires, mut roots) = (None, None, None, None);
        let (mut authorities, mut institutions, mut witnesses) = (None, None, None);
        read_map(&mut reader, |key, reader| {
            match key {
                1 => version = Some(reader.unsigned()?),
                2 => issued = Some(Time(reader.unsigned()?)),
                3 => expires = Some(Time(reader.unsigned()?)),
                4 => roots = Some(list(reader, public_key)?),
                5 => authorities = Some(list(reader, decode_authority)?),
                6 => institutions = Some(list(reader, decode_institution)?),
                7 => witnesses = Some(decode_witnesses(reader)?),
                _ => return Err(Malformed::UnknownKey(key)),
            }
            Ok(())
        })?;
        reader.end()?;
        let body = Self {
            version: version.ok_or(Malformed::MissingKey(1))?,
            issued: issued.ok_or(Malformed::MissingKey(2))?,
            expires: expires.ok_or(Malformed::MissingKey(3))?,
            roots: roots.ok_or(Malformed::MissingKey(4))?,
            authorities: authorities.ok_or(Malformed::MissingKey(5))?,
            institutions: institutions.ok_or(Malformed::MissingKey(6))?,
            witnesses,
        };
        if body.roots.is_empty() {
            return Err(Malformed::Count(Field::RootKeys));
        }
        if body.expires <= body.issued || body.expires.secs_since(body.issued) > BUNDLE_LIFE_SECS {
            return Err(Malformed::Lifetime);
        }
        let places = body.places()?;
        Ok((body, places))
    }

    /// Where each key stands; refuses a public key or kid that appears twice, whatever its place. Equal keys have equal kids, so
    /// that one look at the kids finds both.
    fn places(&self) -> Result<Places, Malformed> {
        let mut places = Vec::new();
        let mut add = |key: &PublicKey, place| places.push((key.kid(), place));
        self.roots.iter().for_each(|key| add(key, Place::Root));
        for (a, authority) in self.authorities.iter().enumerate() {
            authority.service_keys.iter().enumerate().for_each(|(k, key)| add(&key.key, Place::Service(a, k)));
            authority.officer_keys.iter().enumerate().for_each(|(k, key)| add(&key.key, Place::Officer(a, k)));
        }
        for (i, institution) in self.institutions.iter().enumerate() {
            institution.keys.iter().enumerate().for_each(|(k, key)| add(&key.key, Place::Issuing(i, k)));
        }
        let witnesses = self.witnesses.iter().flat_map(|witnesses| &witnesses.witnesses);
        witnesses.for_each(|(_, key)| add(key, Place::Witness));
        Places::new(places)
    }

    /// The content as it is signed.
    #[must_use]
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(6 + usize::from(self.witnesses.is_some())).integer(1).unsigned(self.version);
        writer.integer(2).unsigned(self.issued.0).integer(3).unsigned(self.expires.0);
        writer.integer(4).array(self.roots.len());
        self.roots.iter().for_each(|key| {
            writer.bytes(&key.0);
        });
        writer.integer(5).array(self.authorities.len());
        self.authorities.iter().for_each(|authority| encode_authority(&mut writer, authority));
        writer.integer(6).array(self.institutions.len());
        self.institutions.iter().for_each(|institution| encode_institution(&mut writer, institution));
        if let Some(Witnesses { quorum, witnesses }) = &self.witnesses {
            writer.integer(7).array(2).unsigned(*quorum).array(witnesses.len());
            witnesses.iter().for_each(|(name, key)| {
                writer.array(2).text(name).bytes(&key.0);
            });
        }
        writer.into_bytes()
    }
}

fn list<'a, T>(
    reader: &mut Reader<'a>,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let count = reader.array()?;
    (0..count).map(|_| read(reader)).collect()
}

fn public_key(reader: &mut Reader<'_>) -> Result<PublicKey, Malformed> {
    Ok(PublicKey(reader.array_of()?))
}

fn authority_code(reader: &mut Reader<'_>) -> Result<AuthorityCode, Malformed> {
    AuthorityCode::parse(reader.text()?).map_err(|_| Malformed::Value(Field::AuthorityCode))
}

fn plain_text(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    text(reader, 1, TEXT_CHARS)
}

fn decode_authority(reader: &mut Reader<'_>) -> Result<Authority, Malformed> {
    let (mut code, mut name, mut base_url, mut log_origin) = (None, None, None, None);
    let (mut service_keys, mut officer_keys) = (None, None);
    read_map(reader, |key, reader| {
        match key {
            1 => code = Some(authority_code(reader)?),
            2 => name = Some(plain_text(reader)?),
            3 => base_url = Some(plain_text(reader)?),
            4 => log_origin = Some(plain_text(reader)?),
            5 => service_keys = Some(list(reader, decode_service_key)?),
            6 => officer_keys = Some(list(reader, decode_officer_key)?),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    Ok(Authority {
        code: code.ok_or(Malformed::MissingKey(1))?,
        name: name.ok_or(Malformed::MissingKey(2))?,
        base_url: base_url.ok_or(Malformed::MissingKey(3))?,
        log_origin: log_origin.ok_or(Malformed::MissingKey(4))?,
        service_keys: service_keys.ok_or(Malformed::MissingKey(5))?,
        officer_keys: officer_keys.ok_or(Malformed::MissingKey(6))?,
    })
}

fn encode_authority(writer: &mut Writer, authority: &Authority) {
    writer.map(6).integer(1).text(authority.code.as_str()).integer(2).text(&authority.name);
    writer.integer(3).text(&authority.base_url).integer(4).text(&authority.log_origin);
    writer.integer(5).array(authority.service_keys.len());
    authority.service_keys.iter().for_each(|key| {
        encode_key(writer, 3, &key.key, &key.validity);
        writer.integer(5).unsigned(key.uses);
    });
    writer.integer(6).array(authority.officer_keys.len());
    authority.officer_keys.iter().for_each(|key| {
        encode_key(writer, 4, &key.key, &key.validity);
        writer.integer(5).unsigned(key.roles).integer(6).text(&key.staff_code);
    });
}

/// Writes the head of a key's map with `fixed` keys that are always there, and keys 1 to 4.
fn encode_key(writer: &mut Writer, fixed: usize, key: &PublicKey, validity: &Validity) {
    let optional = usize::from(validity.until.is_some()) + usize::from(validity.distrusted_from.is_some());
    writer.map(fixed + optional).integer(1).bytes(&key.0).integer(2).unsigned(validity.from.0);
    if let Some(until) = validity.until {
        writer.integer(3).unsigned(until.0);
    }
    if let Some(leaf) = validity.distrusted_from {
        writer.integer(4).unsigned(leaf.0);
    }
}

/// The keys 1 to 4 of a service, issuing or officer key.
#[derive(Default)]
struct KeyTerms {
    key: Option<PublicKey>,
    from: Option<Time>,
    until: Option<Time>,
    distrusted_from: Option<LeafIndex>,
}

impl KeyTerms {
    fn value(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        match key {
            1 => self.key = Some(public_key(reader)?),
            2 => self.from = Some(Time(reader.unsigned()?)),
            3 => self.until = Some(Time(reader.unsigned()?)),
            4 => self.distrusted_from = Some(LeafIndex(reader.unsigned()?)),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    }

    fn terms(self) -> Result<(PublicKey, Validity), Malformed> {
        let from = self.from.ok_or(Malformed::MissingKey(2))?;
        let validity = Validity { from, until: self.until, distrusted_from: self.distrusted_from };
        Ok((self.key.ok_or(Malformed::MissingKey(1))?, validity))
    }
}

fn bits(reader: &mut Reader<'_>, most: u64, field: Field) -> Result<u64, Malformed> {
    let bits = reader.unsigned()?;
    if bits <= most { Ok(bits) } else { Err(Malformed::Value(field)) }
}

fn decode_service_key(reader: &mut Reader<'_>) -> Result<ServiceKey, Malformed> {
    let (mut terms, mut uses) = (KeyTerms::default(), None);
    read_map(reader, |key, reader| match key {
        5 => bits(reader, 7, Field::Uses).map(|bits| uses = Some(bits)),
        _ => terms.value(key, reader),
    })?;
    let (key, validity) = terms.terms()?;
    Ok(ServiceKey { key, validity, uses: uses.ok_or(Malformed::MissingKey(5))? })
}

fn decode_officer_key(reader: &mut Reader<'_>) -> Result<OfficerKey, Malformed> {
    let (mut terms, mut roles, mut staff_code) = (KeyTerms::default(), None, None);
    read_map(reader, |key, reader| match key {
        4 => Err(Malformed::UnknownKey(key)),
        5 => bits(reader, 3, Field::Roles).map(|bits| roles = Some(bits)),
        6 => text(reader, 1, STAFF_CODE_CHARS).map(|code| staff_code = Some(code)),
        _ => terms.value(key, reader),
    })?;
    let (key, validity) = terms.terms()?;
    Ok(OfficerKey {
        key,
        validity,
        roles: roles.ok_or(Malformed::MissingKey(5))?,
        staff_code: staff_code.ok_or(Malformed::MissingKey(6))?,
    })
}

fn decode_issuing_key(reader: &mut Reader<'_>) -> Result<IssuingKey, Malformed> {
    let mut terms = KeyTerms::default();
    read_map(reader, |key, reader| terms.value(key, reader))?;
    let (key, validity) = terms.terms()?;
    Ok(IssuingKey { key, validity })
}

fn decode_institution(reader: &mut Reader<'_>) -> Result<Institution, Malformed> {
    let (mut uscc, mut names, mut authority, mut number, mut keys) = (None, None, None, None, None);
    read_map(reader, |key, reader| {
        match key {
            1 => uscc = Some(Uscc::parse(reader.text()?).map_err(|_| Malformed::Value(Field::Uscc))?),
            2 => {
                names = Some(list(reader, |reader| {
                    reader.tuple(2)?;
                    Ok((Date(reader.unsigned()?), plain_text(reader)?))
                })?);
            }
            3 => authority = Some(authority_code(reader)?),
            4 => {
                let parsed = InstitutionNumber::parse(reader.text()?);
                number = Some(parsed.map_err(|_| Malformed::Value(Field::InstitutionNumber))?);
            }
            5 => keys = Some(list(reader, decode_issuing_key)?),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    let names = names.ok_or(Malformed::MissingKey(2))?;
    if names.is_empty() {
        return Err(Malformed::Count(Field::InstitutionNames));
    }
    Ok(Institution {
        uscc: uscc.ok_or(Malformed::MissingKey(1))?,
        names,
        authority: authority.ok_or(Malformed::MissingKey(3))?,
        number: number.ok_or(Malformed::MissingKey(4))?,
        keys: keys.ok_or(Malformed::MissingKey(5))?,
    })
}

fn encode_institution(writer: &mut Writer, institution: &Institution) {
    writer.map(5).integer(1).text(institution.uscc.as_str()).integer(2).array(institution.names.len());
    institution.names.iter().for_each(|(from, name)| {
        writer.array(2).unsigned(from.0).text(name);
    });
    writer.integer(3).text(institution.authority.as_str()).integer(4).text(institution.number.as_str());
    writer.integer(5).array(institution.keys.len());
    institution.keys.iter().for_each(|key| {
        encode_key(writer, 2, &key.key, &key.validity);
    });
}

fn decode_witnesses(reader: &mut Reader<'_>) -> Result<Witnesses, Malformed> {
    reader.tuple(2)?;
    let quorum = reader.unsigned()?;
    let witnesses = list(reader, |reader| {
        reader.tuple(2)?;
        Ok((plain_text(reader)?, public_key(reader)?))
    })?;
    if witnesses.is_empty() { Err(Malformed::Count(Field::Witnesses)) } else { Ok(Witnesses { quorum, witnesses }) }
}
