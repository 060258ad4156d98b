//! What the fuzzers kept, replayed: every file of `fuzz/corpus` through the body of its decoder, and the memory that each took.

mod allocator;

use hezheng_hostile::{DECODERS, Decoder, World, contained};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")
}

/// The inputs of a decoder, each with its name.
fn inputs(decoder: &Decoder) -> Vec<(String, Vec<u8>)> {
    let folder = corpus().join(decoder.name);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| file.expect("a folder can be read"))
        .map(|file| {
            (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).expect("a file can be read"))
        })
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{}: no inputs", folder.display());
    inputs
}

/// The only test of this program, because the allocator counts for the whole process.
#[test]
fn every_input_that_the_fuzzers_kept_holds_and_takes_no_more_memory_than_its_decoder_may() {
    let world = World::get();
    println!("decoder         inputs  slowest       most memory  limit        others' panics");
    for decoder in &DECODERS {
        let inputs = inputs(decoder);
        // What a body makes once and keeps is no input's.
        (decoder.body)(&world.registered);
        let (mut slowest, mut most, before) = (Duration::ZERO, (0, ""), contained::borne());
        for (name, input) in &inputs {
            let start = Instant::now();
            let ((), bytes) = allocator::most_held(|| (decoder.body)(input));
            slowest = slowest.max(start.elapsed());
            most = most.max((bytes, name));
        }
        println!(
            "{:<15} {:>6} {:>8.1} ms {:>11} KiB {:>6} KiB {:>8}",
            decoder.name,
            inputs.len(),
            slowest.as_secs_f64() * 1_000.0,
            most.0.div_ceil(1_024),
            decoder.memory_bytes / 1_024,
            contained::borne() - before
        );
        assert!(most.0 <= decoder.memory_bytes, "{} took {} bytes for {}", decoder.name, most.0, most.1);
    }
}
