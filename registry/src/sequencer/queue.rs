//! The queue to the writer: what can be asked, and where the answer goes.

use crate::chores::{ChoreStep, Done};
use crate::limits::{COLLECT_MILLIS, COMMIT_WEIGHT, SNAPSHOT_LOOK_SECS, WAITING_REQUESTS};
use crate::refusal::{Refusal, Unavailable};
use crate::sequencer::ask::Ask;
use crate::sequencer::{
    DeskAsk, Filed, Filing, Given, MatchQuestion, OrderGiven, Publication, RegisterAsk, Registration, Reservation,
    Reserved, TraineeAsked, Withdrawal,
};
use crate::store::AuthorityNumber;
use crate::store::records::OrderRecord;
use serde_json::Value;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// What the writer can be asked.
pub(crate) enum Asked {
    Reserve(Ask<Reservation, Reserved>),
    Register(RegisterAsk),
    FileCorrection(Ask<Filing, Filed>),
    WithdrawCorrection(Ask<Withdrawal, ()>),
    /// What institutions file and officers decide at the desk.
    Desk(Ask<Box<DeskAsk>, Value>),
    /// What would happen to a certificate. Nothing is written.
    Explain(Ask<Registration, Value>),
    Order(Ask<OrderGiven, OrderRecord>),
    TakeBundle(Ask<Vec<u8>, ()>),
    Match(Ask<MatchQuestion, bool>),
    /// Nothing where nothing was proved.
    Trainee(Ask<TraineeAsked, Option<Given>>),
    /// To make a snapshot of an authority where the last one is not fresh.
    Refresh(Ask<AuthorityNumber, ()>),
    Publish(Ask<Publication, ()>),
    /// One step of an operator's chore; gives what is done so far, and the next step.
    Chore(Ask<ChoreStep, (Done, Option<ChoreStep>)>),
    /// Whether the writer can write.
    Ping(Ask<(), ()>),
}

macro_rules! for_each_kind {
    ($asked:expr, $ask:ident => $body:expr) => {
        match $asked {
            Asked::Reserve($ask) => $body,
            Asked::Register($ask) => $body,
            Asked::FileCorrection($ask) => $body,
            Asked::WithdrawCorrection($ask) => $body,
            Asked::Desk($ask) => $body,
            Asked::Explain($ask) => $body,
            Asked::Order($ask) => $body,
            Asked::TakeBundle($ask) => $body,
            Asked::Match($ask) => $body,
            Asked::Trainee($ask) => $body,
            Asked::Refresh($ask) => $body,
            Asked::Publish($ask) => $body,
            Asked::Chore($ask) => $body,
            Asked::Ping($ask) => $body,
        }
    };
}

impl Asked {
    /// A question whose answer nobody waits for.
    pub(super) fn unheard<Q, A>(question: Q, kind: fn(Ask<Q, A>) -> Self) -> Self {
        kind(Ask { question, answer: None, waiting: oneshot::channel().0 })
    }

    /// The certificates to be registered, where this is about some.
    pub(super) fn registration_mut(&mut self) -> Option<&mut RegisterAsk> {
        if let Self::Register(ask) = self { Some(ask) } else { None }
    }

    /// How much of a commit this is.
    fn weight(&self) -> usize {
        if let Self::Register(ask) = self { ask.question.len() } else { 1 }
    }

    /// Sends the answer: what it says is durable.
    pub(super) fn answer(self) {
        for_each_kind!(self, ask => ask.send());
    }

    /// Says that nothing is known to have happened.
    pub(crate) fn answer_unavailable(self) {
        for_each_kind!(self, ask => ask.send_unavailable());
    }
}

/// What the next commit carries out: what waits, and for some milliseconds what comes, until there are as many requests as
/// usual or so many that more would be too much. Nothing, after a while without requests; `None` when nobody can ask more.
pub(super) fn collect(requests: &Receiver<Asked>, usual: usize) -> Option<Vec<Asked>> {
    let mut asked = match requests.recv_timeout(Duration::from_secs(SNAPSHOT_LOOK_SECS)) {
        Ok(first) => vec![first],
        Err(RecvTimeoutError::Timeout) => return Some(Vec::new()),
        Err(RecvTimeoutError::Disconnected) => return None,
    };
    let mut weight: usize = asked.iter().map(Asked::weight).sum();
    let end = Instant::now() + Duration::from_millis(COLLECT_MILLIS);
    while weight < COMMIT_WEIGHT {
        let more = match requests.try_recv() {
            Ok(more) => more,
            Err(_) if asked.len() >= usual => break,
            Err(_) => match requests.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(more) => more,
                Err(_) => break,
            },
        };
        weight += more.weight();
        asked.push(more);
    }
    Some(asked)
}

/// The sending end.
#[derive(Clone)]
pub(crate) struct Queue(SyncSender<Asked>);

impl Queue {
    /// A queue of bounded length, and its receiving end.
    pub(crate) fn new() -> (Self, Receiver<Asked>) {
        let (sender, receiver) = sync_channel(WAITING_REQUESTS);
        (Self(sender), receiver)
    }

    /// Asks, and waits for the answer. A full queue answers at once.
    pub(crate) async fn ask<Q, A>(&self, question: Q, kind: fn(Ask<Q, A>) -> Asked) -> Result<A, Refusal> {
        self.send(question, kind)?.await.unwrap_or(Err(Unavailable::Store.into()))
    }

    /// The same, for a thread that may wait.
    pub(crate) fn ask_blocking<Q, A>(&self, question: Q, kind: fn(Ask<Q, A>) -> Asked) -> Result<A, Refusal> {
        self.send(question, kind)?.blocking_recv().unwrap_or(Err(Unavailable::Store.into()))
    }

    fn send<Q, A>(
        &self,
        question: Q,
        kind: fn(Ask<Q, A>) -> Asked,
    ) -> Result<oneshot::Receiver<Result<A, Refusal>>, Refusal> {
        let (waiting, answer) = oneshot::channel();
        match self.0.try_send(kind(Ask { question, answer: None, waiting })) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(Unavailable::Busy.into()),
            Err(TrySendError::Disconnected(_)) => Err(Unavailable::Store.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_says_so_at_once() {
        let (queue, requests) = Queue::new();
        for _ in 0..WAITING_REQUESTS {
            queue.0.try_send(Asked::unheard((), Asked::Ping)).ok().unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let busy = runtime.block_on(queue.ask((), Asked::Ping));
        assert_eq!(busy, Err(Refusal::Unavailable(Unavailable::Busy)));
        drop(requests);
        let stopped = runtime.block_on(queue.ask((), Asked::Ping));
        assert_eq!(stopped, Err(Refusal::Unavailable(Unavailable::Store)));
    }
}
