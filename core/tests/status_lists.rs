//! Runs the draft's own examples of compressed lists (tests/vectors/third_party/token-status-list).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

use hezheng_core::status::Status;
use hezheng_core::status::status_list::{PackedStatuses, UnverifiedStatusList};

/// What follows `lst` (a text of three bytes) in an example: a byte string with a head of one or two or three bytes.
fn list(example: &str) -> Vec<u8> {
    let hex: String = example.split("encoded:").last().unwrap().split_whitespace().collect();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let at = bytes.windows(4).position(|window| window == b"\x63lst").unwrap() + 4;
    let (head, length) = match bytes[at] {
        short @ 0x40..=0x57 => (1, usize::from(short - 0x40)),
        0x58 => (2, usize::from(bytes[at + 1])),
        0x59 => (3, usize::from(u16::from_be_bytes([bytes[at + 1], bytes[at + 2]]))),
        other => panic!("{other:02x}"),
    };
    bytes[at + head..at + head + length].to_vec()
}

#[test]
fn the_drafts_examples_unfold_to_what_it_says() {
    for (example, bytes) in [
        (
            include_str!("../../tests/vectors/third_party/token-status-list/status_list_encoding_cbor.md"),
            &[0xB9, 0xA3][..],
        ),
        (
            include_str!("../../tests/vectors/third_party/token-status-list/status_list_encoding2_cbor.md"),
            &[0xC9, 0x44, 0xF9],
        ),
        (include_str!("../../tests/vectors/third_party/token-status-list/status_list_cwt.md"), &[0xB9, 0xA3]),
    ] {
        let unfolded = PackedStatuses::inflate(&list(example)).unwrap();
        assert_eq!(unfolded.bytes(), bytes);
        assert_eq!(PackedStatuses::inflate(&unfolded.deflate()), Ok(unfolded));
    }
}

#[test]
fn a_statuss_place_is_the_drafts() {
    // Section 4.2 of the draft: the statuses of its example with two bits, first to last.
    let example = include_str!("../../tests/vectors/third_party/token-status-list/status_list_encoding2_cbor.md");
    let unfolded = PackedStatuses::inflate(&list(example)).unwrap();
    let codes: Vec<_> = (0..12).map(|index| unfolded.status(index).map(Status::code).unwrap()).collect();
    assert_eq!(codes, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
}

#[test]
fn the_drafts_long_example_unfolds_to_a_whole_shard() {
    let example = include_str!("../../tests/vectors/third_party/token-status-list/status_list_encoding2_long_cbor.md");
    let unfolded = PackedStatuses::inflate(&list(example)).unwrap();
    assert_eq!(unfolded.bytes().len(), 1 << 18);
    let set: Vec<(u64, u64)> = (0..1 << 20)
        .filter_map(|index| unfolded.status(index).map(|status| (index, status.code())))
        .filter(|(_, code)| *code != 0)
        .collect();
    assert_eq!(
        set,
        [
            (0, 1),
            (1_993, 2),
            (25_460, 1),
            (159_495, 3),
            (495_669, 1),
            (554_353, 1),
            (645_645, 2),
            (723_232, 1),
            (854_545, 1),
            (934_534, 2),
            (1_000_345, 3),
        ]
    );
}

#[test]
fn a_token_of_another_algorithm_is_refused() {
    let example = include_str!("../../tests/vectors/third_party/token-status-list/status_list_cwt.md");
    let hex: String = example.split_whitespace().collect();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    assert!(UnverifiedStatusList::decode(&bytes).is_err());
}
