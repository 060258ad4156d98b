//! Making a batch: on one thread by the processor's clock, and on all cores by the wall's.

use crate::certificates::School;
use anyhow::{Result, anyhow};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// What one round came to.
pub(crate) struct Rates {
    pub(crate) per_cpu_second: f64,
    pub(crate) on_all_cores: f64,
    /// A certificate's, which the registry would bear.
    pub(crate) countersigning_us: f64,
    pub(crate) pdf_bytes: f64,
}

/// Makes so many certificates twice.
pub(crate) fn rates(count: usize) -> Result<Rates> {
    let school = School::new()?;
    let mut bytes = 0;
    let mut countersigning = Duration::ZERO;
    let begun = processor_time();
    for index in 0..u32::try_from(count)? {
        let signed = school.sign(index)?;
        let sent = processor_time();
        let registered = school.countersign(&signed)?;
        countersigning += processor_time() - sent;
        bytes += black_box(school.print(&signed, &registered)?).len();
    }
    let spent = processor_time() - begun - countersigning;
    let walled = Instant::now();
    share(&school, count)?;
    Ok(Rates {
        per_cpu_second: count as f64 / spent.as_secs_f64(),
        on_all_cores: count as f64 / walled.elapsed().as_secs_f64(),
        countersigning_us: countersigning.as_secs_f64() * 1e6 / count as f64,
        pdf_bytes: bytes as f64 / count as f64,
    })
}

/// Makes so many, each core taking the next.
pub(crate) fn on_all_cores(count: usize) -> Result<()> {
    share(&School::new()?, count)
}

fn share(school: &School, count: usize) -> Result<()> {
    let count = u32::try_from(count)?;
    let next = AtomicU32::new(0);
    let work = || -> Result<()> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(());
            }
            let signed = school.sign(index)?;
            let registered = school.countersign(&signed)?;
            black_box(school.print(&signed, &registered)?);
        }
    };
    let threads = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread panicked"))?)
    })
}

/// What this process has had of the processor.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
