//! An order about to be signed by the officer who gives it, and then by the one who approves it.

use super::{OrderBody, UnverifiedOrder};
use crate::cose::{self, CountersignDraft, Envelope, Typ};
use crate::ids::Kid;
use crate::malformed::Malformed;
use crate::time::Time;
use alloc::vec::Vec;

/// An order about to be signed: sign [`OrderDraft::to_be_signed`], then [`OrderDraft::finish`].
#[derive(Clone, Debug)]
pub struct OrderDraft {
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl OrderDraft {
    /// Lays out an order by the officer's key with this kid. The result is decoded by the rules for everybody's bytes.
    ///
    /// # Errors
    /// The first rule of the format that this content breaks.
    pub fn new(kid: Kid, body: &OrderBody) -> Result<Self, Malformed> {
        let draft = Self { protected: cose::encode_protected(kid, Typ::Order), payload: body.encode() };
        UnverifiedOrder::decode(&draft.finish(&[0; 64])).map(|_| ())?;
        Ok(draft)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.payload)
    }

    /// The order, not approved yet.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: &self.payload, signature: *signature }.encode(0, &[])
    }
}

/// The second officer's signature: sign [`ApprovalDraft::to_be_signed`], then [`ApprovalDraft::finish`].
#[derive(Clone, Debug)]
pub struct ApprovalDraft<'o> {
    envelope: Envelope<'o>,
    countersign: CountersignDraft,
}

impl<'o> ApprovalDraft<'o> {
    /// Over this order, by the officer's key with this kid, at this time.
    #[must_use]
    pub fn new(order: &UnverifiedOrder<'o>, kid: Kid, time: Time) -> Self {
        Self { countersign: CountersignDraft::new(&order.envelope, kid, time, None), envelope: order.envelope }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.countersign.to_be_signed()
    }

    /// The approved order.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        self.envelope.encode(1, &self.countersign.finish(signature))
    }
}
