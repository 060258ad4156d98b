//! Which certificates an order names: by their numbers, their institution or their class filing.

use crate::refusal::{Failed, OrderRule};
use crate::store::{AuthorityNumber, Load};
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::status::order::{OrderBody, Selector};

/// The leaves that an order names, whatever their status, ascending.
pub(crate) fn selected(
    reading: &(impl Load + ?Sized),
    authority: AuthorityNumber,
    body: &OrderBody,
) -> Result<Vec<LeafIndex>, Failed> {
    selected_by(reading, authority, (&body.selector, body.seen))
}

/// The same, by a selector and the tree size that was seen.
pub(crate) fn selected_by(
    reading: &(impl Load + ?Sized),
    authority: AuthorityNumber,
    (selector, seen): (&Selector, TreeSize),
) -> Result<Vec<LeafIndex>, Failed> {
    let mut leaves = match selector {
        Selector::Numbers(numbers) => {
            let mut leaves = Vec::new();
            for number in numbers {
                let place = reading.place_of_number(number)?.filter(|place| place.0 == authority);
                let (_, leaf) = place.ok_or_else(|| Failed::refused(OrderRule::UnknownNumber(number.clone())))?;
                if !seen.covers(leaf) {
                    return Err(Failed::refused(OrderRule::NotSeen(number.clone())));
                }
                leaves.push(leaf);
            }
            leaves
        }
        Selector::Institution(uscc, from, until) => {
            reading.leaves_of_institution(authority, uscc, from.0..until.0.min(seen.0).max(from.0))?
        }
        Selector::ClassFiling(filing) => reading.leaves_of_class_filing(authority, filing, seen.0)?,
    };
    leaves.sort_unstable();
    leaves.dedup();
    Ok(leaves)
}
