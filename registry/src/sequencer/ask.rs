//! A question to the writer, and where its answer goes.

use crate::refusal::{Failed, Refusal, Unavailable};
use crate::store::StoreError;
use tokio::sync::oneshot;

/// A question, its answer once it is decided, and who waits for it.
pub(crate) struct Ask<Q, A> {
    pub(super) question: Q,
    pub(super) answer: Option<Result<A, Refusal>>,
    pub(super) waiting: oneshot::Sender<Result<A, Refusal>>,
}

impl<Q, A> Ask<Q, A> {
    /// Decides the question. The answer goes out after the commit.
    pub(super) fn decide(&mut self, decide: impl FnOnce(&Q) -> Result<A, Failed>) -> Result<(), StoreError> {
        self.answer = Some(match decide(&self.question) {
            Ok(answer) => Ok(answer),
            Err(Failed::Refused(refusal)) => Err(refusal),
            Err(Failed::Store(error)) => return Err(error),
        });
        Ok(())
    }

    /// Sends the answer. Whoever has hung up gets it when the request is sent again.
    pub(super) fn send(self) {
        let _ = self.waiting.send(self.answer.unwrap_or(Err(Unavailable::Store.into())));
    }

    /// Says that nothing is known to have happened.
    pub(super) fn send_unavailable(self) {
        let _ = self.waiting.send(Err(Unavailable::Store.into()));
    }
}
