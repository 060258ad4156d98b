//! The registry from outside: over HTTP on this machine, with INSECURE keys and a clock that the tests set.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod bureau;
mod catalogue;
mod client;
mod harness;
mod held;
mod log_lines;
mod people;
mod season;

mod batching;
mod clear_text;
mod console;
mod correction;
mod corrections;
mod custody;
mod desk;
mod dishonest;
mod evidence;
mod faults;
mod fsck;
mod institutions;
mod lists;
mod log_files;
mod many;
mod matching;
mod nodes;
mod orders;
mod own_certificates;
mod pages;
mod registering;
mod reserving;
mod sealing;
mod signing;
mod starting;
mod trainees;
mod verify_batch;
mod witnesses;
