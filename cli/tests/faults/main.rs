//! The program on an embedded store that things happen to: `kill -9` under load, a power cut, a full disk. Afterwards every
//! certificate that was acknowledged is there, an outsider's audit of the log passes, and fsck finds nothing.
//!
//! `cargo test` runs a short form; `cargo xtask faults` a long one, by HEZHENG_FAULT_ROUNDS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod aftermath;
mod volume;

#[path = "../nodes/bureau.rs"]
#[allow(dead_code, reason = "the tests of nodes use the rest of it")]
mod bureau;
#[path = "../../../registry/tests/registry/client.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod client;
#[path = "../nodes/load.rs"]
#[allow(dead_code, reason = "the tests of nodes use the rest of it")]
mod load;
#[path = "../nodes/node.rs"]
#[allow(dead_code, reason = "the tests of nodes use the rest of it")]
mod node;
#[path = "../nodes/rounds.rs"]
mod rounds;

#[path = "../../../registry/tests/registry/people.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod people;

use aftermath::{Aftermath, audit};
use bureau::{Bureau, now};
use load::Load;
use node::Node;
use rounds::rounds;
use volume::Volume;

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        // Knuth's multiplier; the upper bits are good enough for moments.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (most + 1)
    }
}

#[test]
fn kill_9_under_load_loses_nothing_that_was_acknowledged() {
    let (rounds, mut dice) = (rounds(4), Dice(1));
    let folder = tempfile::tempdir().unwrap();
    let bureau = Bureau::new(folder.path().join("registry.redb").display().to_string());
    let mut node = bureau.start_node();
    let load = Load::begin(&bureau, vec![node.client.clone()]);
    for _ in 0..rounds {
        let some = usize::try_from(dice.up_to(40)).unwrap();
        load.until_acknowledged(load.acknowledged() + 1 + some);
        node.kill();
        node.start_again();
    }
    load.until_acknowledged(load.acknowledged() + 5);
    let acknowledged = load.end();
    let found = Aftermath { bureau: &bureau, node: &mut node }.check(&acknowledged);
    println!("kill -9: {rounds} times; {} acknowledged, none lost; {found}", acknowledged.len());
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let (rounds, mut dice) = (rounds(3), Dice(2));
    let volume = match Volume::loop_mounted(64) {
        Ok(volume) => volume,
        Err(why) => return println!("power cut: this machine mounts no image ({why})"),
    };
    let bureau = Bureau::new(volume.path().join("registry.redb").display().to_string());
    let node = bureau.start_node();
    let load = Load::begin(&bureau, vec![node.client.clone()]);
    let mut cuts = Vec::new();
    for _ in 0..rounds {
        let some = usize::try_from(dice.up_to(30)).unwrap();
        load.until_acknowledged(load.acknowledged() + 1 + some);
        // Whatever was acknowledged before this moment must be in the copy; what came during it may be. The process stands
        // still meanwhile, or the copy would have blocks of many moments and be what no power cut leaves. What it wrote and
        // did not flush is not in the copy: the kernel still holds it.
        let before = load.acknowledged();
        node.freeze();
        cuts.push((before, volume.copy_image()));
        node.go_on();
    }
    let acknowledged = load.end();
    drop(node);
    for (round, (before, image)) in cuts.iter().enumerate() {
        let after = Volume::of_image(image).unwrap();
        let mut node = bureau.start_node_on(&after.path().join("registry.redb").display().to_string());
        let found = Aftermath { bureau: &bureau, node: &mut node }.check(&acknowledged[..*before]);
        println!("power cut {round}: {before} acknowledged before it, none lost; {found}");
        drop(after);
        std::fs::remove_file(image).unwrap();
    }
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let volume = match Volume::in_memory(6) {
        Ok(volume) => volume,
        Err(why) => return println!("full disk: this machine mounts nothing ({why})"),
    };
    let bureau = Bureau::new(volume.path().join("registry.redb").display().to_string());
    let mut node = bureau.start_node();
    let load = Load::begin(&bureau, vec![node.client.clone()]);
    load.until_acknowledged(5);
    let filler = volume.path().join("filler");
    volume.fill(&filler);
    load.until_refused();
    let at_refusal = load.acknowledged();
    std::fs::remove_file(&filler).unwrap();
    volume.grow(64);
    load.until_acknowledged(at_refusal + 20);
    let acknowledged = load.end();
    let found = Aftermath { bureau: &bureau, node: &mut node }.check(&acknowledged);
    println!("full disk: {at_refusal} acknowledged when it was full, {} in the end; {found}", acknowledged.len());
}

#[test]
fn a_server_that_starts_from_a_copy_of_anothers_store_is_found_out_by_an_audit() {
    let folder = tempfile::tempdir().unwrap();
    let (store, copy, seen) =
        (folder.path().join("registry.redb"), folder.path().join("copy.redb"), folder.path().join("seen"));
    let bureau = Bureau::new(store.display().to_string());
    let register = |node: &Node, count| {
        let load = Load::begin(&bureau, vec![node.client.clone()]);
        load.until_acknowledged(count);
        load.end();
    };
    let mut node = bureau.start_node();
    register(&node, 5);
    node.kill();
    std::fs::copy(&store, &copy).unwrap();
    node.start_again();
    node.until_ready();
    register(&node, 20);
    let first = audit(&bureau, &node, &seen);
    assert_eq!(first["clean"], true, "{first}");
    node.kill();
    let ended = now();

    let fork = bureau.start_node_on(&copy.display().to_string());
    fork.until_ready();
    // The load is the same certificates again, and registered in the same second they would make the same log.
    while now() == ended {
        std::thread::yield_now();
    }
    register(&fork, 60);
    let second = audit(&bureau, &fork, &seen);
    assert_eq!(second["clean"], false, "{second}");
    println!("a copy that went its own way: {}", second["findings"][0]["message"].as_str().unwrap());
}
