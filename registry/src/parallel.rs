//! Work that can be done on all cores, where there is enough of it to be worth the hand-over.

use rayon::prelude::*;

/// Fewer pieces than this are not worth another core: each is some 50 microseconds, a hand-over some ten.
const WORTH_A_CORE: usize = 8;

/// What `work` makes of each piece, in their order.
pub(crate) fn map<P: Send, R: Send>(pieces: Vec<P>, work: impl Fn(P) -> R + Send + Sync) -> Vec<R> {
    if pieces.len() < 2 * WORTH_A_CORE || rayon::current_num_threads() < 2 {
        pieces.into_iter().map(work).collect()
    } else {
        pieces.into_par_iter().with_min_len(WORTH_A_CORE).map(work).collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_is_kept_however_many_pieces_there_are() {
        for count in [0, 1, 15, 16, 1_000] {
            let expected: Vec<usize> = (1..=count).collect();
            assert_eq!(super::map((0..count).collect(), |piece| piece + 1), expected);
        }
    }
}
