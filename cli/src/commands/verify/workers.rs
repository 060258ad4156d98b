//! Work on all cores, its results in the order in which it was given.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Does `work` for each index below `count` on as many threads as there are cores, and gives `each` the results in order.
/// Results that came too early wait here.
pub(super) fn in_order<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync, mut each: impl FnMut(usize, T)) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(count);
    if threads <= 1 {
        (0..count).for_each(|index| each(index, work(index)));
        return;
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || sender.send((index, work(index))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut waiting, mut due) = (BTreeMap::new(), 0);
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                each(due, result);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_how_long() {
        for count in [0, 1, 2, 700] {
            let mut came = Vec::new();
            // The even ones take longer.
            let work = |index: usize| (0..(index % 2) * 1_000).fold(index, |kept, _| std::hint::black_box(kept));
            in_order(count, work, |index, result| came.push((index, result)));
            assert!(came.iter().enumerate().all(|(at, (index, result))| at == *index && at == *result), "{came:?}");
            assert_eq!(came.len(), count);
        }
    }
}
