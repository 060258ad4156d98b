//! The body of a request that is sent on, piece by piece: a node holds none of it whole. What nobody wants any more is still
//! read for a while: a client that is still sending would not see the answer.

use crate::limits::{BODY_SECS, DRAINED_BYTES};
use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use std::future::Future;
use std::time::Duration;
use tokio::sync::mpsc;

/// A body that gives what `body` gives; and the reading of it, which is to be awaited beside whatever takes it.
pub(super) fn relay(body: Body) -> (Body, impl Future<Output = ()>) {
    let (sender, receiver) = mpsc::channel(1);
    let pieces = stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
    (Body::from_stream(pieces), read(body, sender))
}

/// Reads what a client sends to whom it will not be passed on.
pub(super) async fn drain(body: Body) {
    let (_, reading) = relay(body);
    reading.await;
}

async fn read(body: Body, sender: mpsc::Sender<Result<Bytes, axum::Error>>) {
    let mut body = body.into_data_stream();
    let reading = async {
        let mut unwanted = 0;
        while let Some(piece) = body.next().await {
            let bytes = piece.as_ref().map_or(0, Bytes::len);
            if sender.send(piece).await.is_err() {
                unwanted += bytes;
            }
            if unwanted > DRAINED_BYTES {
                return;
            }
        }
    };
    // A client that is slower than this may not see its answer.
    let _ = tokio::time::timeout(Duration::from_secs(BODY_SECS), reading).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A body of so many pieces of 1,000 bytes, which counts those that were taken.
    fn body(pieces: usize) -> (Body, Arc<AtomicUsize>) {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let piece = move |number: usize| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::convert::Infallible>(vec![number.to_le_bytes()[0]; 1_000])
        };
        (Body::from_stream(stream::iter((0..pieces).map(piece))), taken)
    }

    fn run<T>(doing: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(doing)
    }

    #[test]
    fn what_comes_is_given_on_byte_for_byte() {
        let (relayed, reading) = relay(body(300).0);
        let (relayed, ()) = run(async { tokio::join!(to_bytes(relayed, usize::MAX), reading) });
        let whole = run(to_bytes(body(300).0, usize::MAX)).unwrap();
        assert_eq!(relayed.unwrap(), whole);
    }

    #[test]
    fn what_nobody_wants_is_read_to_its_end_but_not_for_ever() {
        for (pieces, read) in [(5, 5), (DRAINED_BYTES / 1_000 + 100, DRAINED_BYTES / 1_000 + 1)] {
            let (body, taken) = body(pieces);
            run(drain(body));
            assert_eq!(taken.load(Ordering::SeqCst), read);
        }
    }
}
