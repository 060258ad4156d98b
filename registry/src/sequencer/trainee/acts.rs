//! What a trainee who proved it can have done.

use super::words::without_identity_numbers;
use super::{Proved, TraineeAsked};
use crate::desk::rules::RuleCode;
use crate::limits::{SHARE_SECRET_BYTES, SHARES};
use crate::refusal::{Failed, Refusal};
use crate::sequencer::batch::Batch;
use crate::store::desk::LoadDesk;
use crate::store::records::{ReadingAct, ReadingRecord, ShareRecord};
use crate::store::{Load, LoadHolders, Place, StoreError};
use hezheng_core::ids::Hash;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;
use zeroize::Zeroizing;

/// What is asked for. It may hold personal data and has no `Debug`.
pub(crate) enum Act {
    /// The PDF.
    Print,
    /// Everything that was issued in this name.
    List,
    /// To tell the bureau that this training was never taken.
    Object(Zeroizing<String>),
    /// A link.
    Share { purpose: String, days: u64, secret: [u8; SHARE_SECRET_BYTES] },
    /// To take a link back.
    Unshare(Hash),
}

/// What is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Given {
    /// These may be shown to their holder.
    Certificates(Vec<Place>),
    /// The objection that stands, from then.
    Objected(Time),
    /// The link to this certificate is good until then.
    Shared(Place, Time),
    Unshared,
}

impl Batch<'_> {
    /// Raises the flag that a training was never taken, where there is none yet; gives since when it stands.
    fn object(&mut self, place: Place, words: &str) -> Result<Time, Failed> {
        if let Some(serial) = self.writing.objection(place)? {
            let flag = self.writing.flag(place.0, serial)?.ok_or(StoreError::Damaged(None))?;
            return Ok(flag.raised.0);
        }
        let record = self.found(place)?.ok_or(StoreError::Damaged(None))?;
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        let number = statement.unverified_number().as_str();
        let serial = self.raise_with_words(place, number, (RuleCode::NeverTaken, ""), words.as_bytes())?;
        self.writing.put_objection(place, serial);
        Ok(self.now)
    }

    /// Does it, for one of the certificates of the person who proved it; `None`: that one is somebody else's.
    pub(super) fn act(&mut self, asked: &TraineeAsked, proved: &Proved) -> Result<Option<Given>, Failed> {
        let own = self.places_of(asked.authority, proved.kind, &asked.proof.identity_number)?;
        let place = match &asked.about {
            None => Some(proved.place),
            Some(number) => self.writing.place_of_number(number)?.filter(|place| own.contains(place)),
        };
        let Some(place) = place else { return Ok(None) };
        let now = self.now;
        Ok(Some(match &asked.act {
            Act::List => Given::Certificates(own),
            Act::Print => {
                let reading = ReadingRecord { time: now, act: ReadingAct::HoldersPdf };
                self.writing.put_reading(place, reading)?;
                Given::Certificates(vec![place])
            }
            Act::Object(words) => {
                let words = without_identity_numbers(words, &asked.proof.identity_number);
                Given::Objected(self.object(place, &words)?)
            }
            Act::Share { purpose, days, secret } => {
                let (over, live): (Vec<_>, Vec<_>) =
                    self.writing.shares(place)?.into_iter().partition(|(_, share)| share.until <= now);
                over.into_iter().for_each(|(share, _)| self.writing.remove_share(place, share));
                if live.len() >= SHARES {
                    return Err(Failed::Refused(Refusal::TooManyShares));
                }
                let until = now.plus_secs(days.saturating_mul(86_400));
                let record = ShareRecord { purpose: purpose.clone(), made: now, until };
                self.writing.put_share(place, Hash::of(&[secret]), &record);
                Given::Shared(place, until)
            }
            Act::Unshare(share) => {
                self.writing.remove_share(place, *share);
                Given::Unshared
            }
        }))
    }
}
