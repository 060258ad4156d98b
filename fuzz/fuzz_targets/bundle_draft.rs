//! `tests/hostile/src/decoders/bundle_draft.rs` on bytes of the fuzzer's own.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hezheng_hostile::decoders::bundle_draft::body(bytes));
