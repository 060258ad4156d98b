//! The disk's own speed, to read durable figures against: `fdatasync` of 8 KiB appends, as the peers' `fsync_cal.py`.

use crate::figure::median;
use anyhow::Result;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

const APPENDS: usize = 300;

/// Appends made durable in a second, one after another, in this folder.
pub(crate) fn syncs_per_second(folder: &Path) -> Result<f64> {
    let path = folder.join("disk-speed");
    let mut file = File::create(&path)?;
    let mut secs = Vec::with_capacity(APPENDS);
    for _ in 0..APPENDS {
        let begun = Instant::now();
        file.write_all(&[b'x'; 8192])?;
        file.sync_data()?;
        secs.push(begun.elapsed().as_secs_f64());
    }
    std::fs::remove_file(&path)?;
    Ok(1.0 / median(&secs))
}
