//! The desk: what institutions file before a class begins, what officers keep in catalogues and decide about it, and the
//! bureau's policy. Pure: what each of these says, and what may follow what. Who may ask, and what is kept of it, is the
//! sequencer's (`sequencer::desk`); docs/decisions/0010-class-filing-and-policy.md says why it is as it is.

pub(crate) mod audit;
pub(crate) mod catalogue;
pub(crate) mod class;
pub(crate) mod csv;
pub(crate) mod draft;
pub(crate) mod flag;
pub(crate) mod held;
pub(crate) mod judgement;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod person;
pub(crate) mod policy;
pub(crate) mod refusal;
pub(crate) mod roster;
pub(crate) mod rules;
pub(crate) mod text;

pub(crate) use refusal::DeskRefusal;
