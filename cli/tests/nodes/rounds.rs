//! How often each thing happens to the program.

/// `usual` times, unless HEZHENG_FAULT_ROUNDS asks for a longer form.
pub(crate) fn rounds(usual: usize) -> usize {
    std::env::var("HEZHENG_FAULT_ROUNDS").map_or(usual, |rounds| rounds.parse().expect("a number of rounds"))
}
