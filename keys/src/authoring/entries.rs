//! Entering authorities, institutions and officers. Each is checked first and entered then: a refusal changes nothing.

use super::book::Book;
use super::error::AuthoringError;
use super::key_records::not_past;
use super::records::{AuthorityRecord, DatedName, Holder, InstitutionRecord, OfficerRecord};
use super::texts;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};

/// An authority to enter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAuthority {
    /// Its GB/T 2260 code.
    pub code: AuthorityCode,
    /// Its name.
    pub name: String,
    /// The base URL of its service.
    pub base_url: String,
    /// The origin line of its log; by default the base URL without its scheme, as C2SP advises.
    pub log_origin: Option<String>,
}

/// An institution to enter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewInstitution {
    /// Its 统一社会信用代码.
    pub uscc: Uscc,
    /// Its name.
    pub name: String,
    /// Since when it has that name.
    pub named_from: Date,
    /// The authority it registers with.
    pub authority: AuthorityCode,
    /// The number that the authority gives it.
    pub number: InstitutionNumber,
    /// Who answers for its keys.
    pub contact: String,
}

/// What an officer's name that is in the book already means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namesake {
    /// The same person: refused, because a person has one staff code.
    IsTheSamePerson,
    /// Another person of that name; somebody has looked.
    IsAnotherPerson,
}

impl Book {
    /// Enters an authority.
    ///
    /// # Errors
    /// Where it is in the book, or an address is unusable or another's.
    pub fn add_authority(&mut self, new: NewAuthority) -> Result<(), AuthoringError> {
        let NewAuthority { code, name, base_url, log_origin } = new;
        let without_scheme = || base_url.split_once("://").map_or_else(String::new, |(_, rest)| rest.to_owned());
        let log_origin = log_origin.unwrap_or_else(without_scheme);
        if self.authority(&code).is_ok() {
            return Err(AuthoringError::AuthorityExists(code));
        }
        texts::check("authority's name", &name)?;
        texts::check_base_url(&base_url)?;
        texts::check_log_origin(&log_origin)?;
        for other in &self.authorities {
            if other.base_url == base_url {
                return Err(AuthoringError::AddressTaken(base_url, other.code.clone()));
            }
            if other.log_origin == log_origin {
                return Err(AuthoringError::AddressTaken(log_origin, other.code.clone()));
            }
        }
        self.authorities.push(AuthorityRecord { code, name, base_url, log_origin });
        Ok(())
    }

    /// Enters an institution.
    ///
    /// # Errors
    /// Where it is in the book, the authority is not, or the number is another's.
    pub fn add_institution(&mut self, new: NewInstitution) -> Result<(), AuthoringError> {
        if let Some(known) = self.institutions.iter().find(|known| known.uscc == new.uscc) {
            return Err(AuthoringError::InstitutionExists { uscc: new.uscc, authority: known.authority.clone() });
        }
        texts::check("institution's name", &new.name)?;
        texts::check("contact", &new.contact)?;
        self.check_number(&new.authority, &new.number)?;
        self.institutions.push(InstitutionRecord {
            uscc: new.uscc,
            authority: new.authority,
            number: new.number,
            names: vec![DatedName { from: new.named_from, name: new.name }],
            contact: new.contact,
        });
        Ok(())
    }

    /// Gives an institution a new name from a day on, in all its entries; certificates keep the name of their day.
    ///
    /// # Errors
    /// Where it is not in the book, or the day is not after that of the last name.
    pub fn rename_institution(&mut self, uscc: &Uscc, name: &str, from: Date) -> Result<(), AuthoringError> {
        texts::check("institution's name", name)?;
        let entries = self.entries_of(uscc)?;
        let last = entries.iter().filter_map(|entry| entry.names.last()).map(|dated| dated.from).max();
        if let Some(last) = last.filter(|last| from <= *last) {
            return Err(AuthoringError::NameNotLater(last));
        }
        for entry in self.institutions.iter_mut().filter(|entry| entry.uscc == *uscc) {
            entry.names.push(DatedName { from, name: name.to_owned() });
        }
        Ok(())
    }

    /// Moves an institution to another authority: a second entry, which needs keys of its own. The keys of the entries
    /// before end at `keys_end`, where they do not end earlier.
    ///
    /// # Errors
    /// Where it is not in the book, was at that authority already, the number is another's, or the end is past.
    pub fn move_institution(
        &mut self,
        uscc: &Uscc,
        authority: &AuthorityCode,
        number: InstitutionNumber,
        keys_end: Time,
        now: Time,
    ) -> Result<(), AuthoringError> {
        not_past(keys_end, now)?;
        let entries = self.entries_of(uscc)?;
        if entries.iter().any(|entry| entry.authority == *authority) {
            return Err(AuthoringError::InstitutionExists { uscc: uscc.clone(), authority: authority.clone() });
        }
        self.check_number(authority, &number)?;
        let unknown = || AuthoringError::UnknownUscc(uscc.clone());
        let mut moved = entries.last().map(|entry| InstitutionRecord::clone(entry)).ok_or_else(unknown)?;
        (moved.authority, moved.number) = (authority.clone(), number);
        self.institutions.push(moved);
        for record in &mut self.keys {
            let is_theirs = matches!(&record.holder, Holder::Issuer { uscc: of, .. } if of == uscc);
            if is_theirs && record.until.is_none_or(|until| keys_end < until) {
                // A key that would have begun later never does.
                record.until = Some(keys_end.max(record.from));
            }
        }
        Ok(())
    }

    /// Enters an officer: a person.
    ///
    /// # Errors
    /// Where the authority is not in the book, the staff code is another's, or the person has one already.
    pub fn add_officer(
        &mut self,
        authority: &AuthorityCode,
        staff_code: &str,
        name: &str,
        namesake: Namesake,
    ) -> Result<(), AuthoringError> {
        texts::check_staff_code(staff_code)?;
        texts::check("officer's name", name)?;
        if let Ok(known) = self.officer(authority, staff_code) {
            let (staff_code, name) = (staff_code.to_owned(), known.name.clone());
            return Err(AuthoringError::StaffCodeTaken { staff_code, name });
        }
        self.authority(authority)?;
        let known = self.officers.iter().find(|known| known.authority == *authority && known.name == name);
        if let (Some(known), Namesake::IsTheSamePerson) = (known, namesake) {
            let (name, known) = (name.to_owned(), known.staff_code.clone());
            return Err(AuthoringError::StaffCodeDiffers { name, known });
        }
        let (staff_code, name) = (staff_code.to_owned(), name.to_owned());
        self.officers.push(OfficerRecord { authority: authority.clone(), staff_code, name });
        Ok(())
    }

    fn entries_of<'b>(&'b self, uscc: &Uscc) -> Result<Vec<&'b InstitutionRecord>, AuthoringError> {
        let entries: Vec<_> = self.institutions.iter().filter(|entry| entry.uscc == *uscc).collect();
        if entries.is_empty() { Err(AuthoringError::UnknownUscc(uscc.clone())) } else { Ok(entries) }
    }

    fn check_number(&self, authority: &AuthorityCode, number: &InstitutionNumber) -> Result<(), AuthoringError> {
        self.authority(authority)?;
        match self.institutions.iter().find(|other| other.authority == *authority && other.number == *number) {
            None => Ok(()),
            Some(other) => Err(AuthoringError::NumberTaken {
                number: number.clone(),
                authority: authority.clone(),
                holder: other.name().to_owned(),
            }),
        }
    }
}
