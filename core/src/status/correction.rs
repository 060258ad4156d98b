//! Corrections (更正): which order carries them out. A convention of the registry (docs/decisions/0008-corrections.md), not of
//! the wire format: the order is a superseding order like any other, and its id names the statements that take the place of
//! those it supersedes. So two officers sign for exactly these statements, and nobody can put another in between.

use crate::ids::{Hash, StatementHash};

const LABEL: &[u8] = b"hezheng correction 1";

/// The id of the order that carries out these corrections, in the order in which it names the certificates they replace:
/// the first 16 bytes of SHA-256 over a label and the statements' hashes.
#[must_use]
pub fn order_id(statements: &[StatementHash]) -> [u8; 16] {
    let hashes = statements.iter().map(|statement| statement.0.0.as_slice());
    let parts: alloc::vec::Vec<&[u8]> = core::iter::once(LABEL).chain(hashes).collect();
    let hash = Hash::of(&parts).0;
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(place, byte)| *place = byte);
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::to_hex;

    #[test]
    fn an_order_id_names_the_statements_and_their_order() {
        let mut ascending = [0; 32];
        ascending.iter_mut().zip(0..).for_each(|(place, byte)| *place = byte);
        let [ones, ascending] = [[1; 32], ascending].map(|hash| StatementHash(Hash(hash)));
        assert_eq!(to_hex(&order_id(&[ones, ascending])), "a2f67e249fabab91206ba34e13251923");
        assert_eq!(to_hex(&order_id(&[ascending, ones])), "db941b69b2872de79b75b3e363ad59a3");
        assert_ne!(order_id(&[ones]), order_id(&[ones, ones]));
    }
}
