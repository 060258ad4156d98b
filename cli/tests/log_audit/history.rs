//! What was seen last is kept, and history that changed since is found.

use crate::Desk;
use crate::bureau::{ENTERED, Log};
use crate::site::{Files, Site, publish, verified};
use hezheng_core::ids::TreeSize;

fn grown(log: &Log, by: u64) -> Log {
    let mut grown = log.clone();
    (0..by).for_each(|_| grown.register(ENTERED));
    grown.snapshot.size = TreeSize(grown.entries.len() as u64);
    grown
}

fn state(desk: &Desk) -> Vec<u8> {
    std::fs::read(desk.path("state")).unwrap()
}

fn look(desk: &Desk, site: &Site) -> crate::Said {
    desk.audit(site, &["--json", "--state", "state"])
}

#[test]
fn a_log_that_grew_goes_on_from_what_was_seen() {
    let log = Log::of(300);
    let (desk, site) = (Desk::new(), Site::of(publish(&log)));
    assert_eq!(look(&desk, &site).json()["seen"], serde_json::Value::Null);
    for (size, seen) in [(300, 300), (301, 300), (600, 301)] {
        site.serve(publish(&grown(&log, size - 300)));
        let said = look(&desk, &site);
        assert_eq!((said.codes().len(), &said.json()["seen"]), (0, &seen.into()), "{said:?}");
        assert_eq!(verified(&state(&desk)).size(), TreeSize(size));
    }
}

#[test]
fn history_that_was_changed_is_found_and_both_checkpoints_are_kept() {
    let log = Log::of(300);
    let (desk, site) = (Desk::new(), Site::of(publish(&log)));
    assert_eq!(look(&desk, &site).code, 0);
    let kept = state(&desk);
    let mut other = Log::of(299);
    other.register(ENTERED);
    for forked in [grown(&other, 0), grown(&other, 400)] {
        let files = publish(&forked);
        site.serve(files.clone());
        let said = look(&desk, &site);
        assert_eq!(said.codes(), ["history_changed"], "{said:?}");
        assert_eq!(state(&desk), kept, "what was seen stays");
        assert_eq!(std::fs::read(desk.path("state.contradiction")).unwrap(), files["checkpoint"]);
    }
    let said = desk.audit(&site, &["--state", "state"]);
    assert!(said.out.lines().last().unwrap().contains("contradict"), "{said:?}");
}

#[test]
fn a_log_that_became_shorter_is_found() {
    let log = Log::of(300);
    let (desk, site) = (Desk::new(), Site::of(publish(&grown(&log, 1))));
    assert_eq!(look(&desk, &site).code, 0);
    let kept = state(&desk);
    site.serve(publish(&log));
    assert_eq!(look(&desk, &site).codes(), ["log_shrunk"]);
    assert_eq!(state(&desk), kept);
}

#[test]
fn what_is_not_proved_is_not_kept() {
    let mut files = publish(&Log::of(300));
    files.remove("tile/entries/001.p/44");
    let desk = Desk::new();
    assert_eq!(look(&desk, &Site::of(files)).codes(), ["tile_missing"]);
    assert!(!desk.path("state").exists());
}

#[test]
fn an_entry_changed_after_it_was_seen_is_no_changed_history() {
    let log = Log::of(300);
    let (desk, site) = (Desk::new(), Site::of(publish(&log)));
    assert_eq!(look(&desk, &site).code, 0);
    let mut files = publish(&log);
    files.get_mut("tile/entries/000").unwrap()[500] ^= 1;
    site.serve(files);
    let codes = look(&desk, &site).codes();
    assert!(!codes.contains(&"history_changed".to_owned()) && codes.contains(&"hash_differs".to_owned()), "{codes:?}");
}

#[test]
fn a_file_that_is_no_checkpoint_of_this_log_is_not_overwritten() {
    let desk = Desk::new();
    let site = Site::of(publish(&Log::of(5)));
    for content in [&b"somebody's work"[..], b""] {
        std::fs::write(desk.path("state"), content).unwrap();
        let said = look(&desk, &site);
        assert_eq!((said.code, &said.json()["error"]["code"]), (2, &"other_state".into()));
        assert_eq!(state(&desk), content);
    }
}

#[test]
fn without_a_file_named_each_log_has_one_of_its_own() {
    let (desk, site) = (Desk::new(), Site::of(publish(&Log::of(5))));
    assert_eq!(desk.audit(&site, &["--json"]).code, 0);
    let folder = desk.path(".local/state/hezheng/logs");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(verified(&std::fs::read(&files[0]).unwrap()).size(), TreeSize(5));
    assert_eq!(desk.audit(&site, &["--json"]).json()["seen"], 5);
}

#[test]
fn an_empty_folder_of_files_is_no_log() {
    let log = Log::of(5);
    let only_pack: Files = publish(&log).into_iter().filter(|(path, _)| path == "v1/pack").collect();
    let said = crate::audited(only_pack);
    assert_eq!(said.codes(), ["no_checkpoint"]);
}
