//! A command that did not do what it was asked to: what is said of it, and the exit code.

/// What went wrong, in words: what happened, why it matters where that is not obvious, what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// The words.
    pub(crate) message: String,
    /// The exit code.
    pub(crate) exit: u8,
}

impl Failure {
    /// A failure with exit code 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: 1 }
    }
}
