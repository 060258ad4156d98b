//! Whatever bytes come, reading ends with a roster or a reason and never panics.
#![allow(clippy::unwrap_used, reason = "a test file; the switch in clippy.toml does not reach its helpers")]

use std::path::Path;

use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::{RosterReport, read};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

const SAMPLES: [&str; 7] = [
    "roster-clean.xlsx",
    "roster-messy.xlsx",
    "roster-aliases.xlsx",
    "roster-legacy.xls",
    "roster-gbk.csv",
    "roster-gb18030.csv",
    "roster-utf8-bom.csv",
];
const BEGINNINGS: [&[u8]; 6] = [
    b"",
    b"PK\x03\x04",
    &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
    &[0xEF, 0xBB, 0xBF],
    &[0xFF, 0xFE],
    "姓名,身份证号,培训项目,培训时间,考核结果,课时,证件类型,职业编码,技能等级\n".as_bytes(),
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rosters").join(name)).unwrap()
}

/// Reads, and says everything that there is to say.
fn exercise(bytes: &[u8]) {
    let outcome = read("roster", bytes);
    for lang in [Lang::Zh, Lang::En] {
        match &outcome {
            Ok(roster) => {
                serde_json::to_string(&RosterReport::new(roster, lang)).unwrap();
                let refused = roster.refused.iter().map(|refusal| refusal.message(lang));
                assert!(
                    roster
                        .warnings
                        .iter()
                        .map(|warning| warning.message(lang))
                        .chain(refused)
                        .all(|text| text.len() > 8)
                );
            }
            Err(error) => assert!(!error.message(lang).is_empty()),
        }
    }
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Config::default() }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn any_bytes_are_borne(beginning in prop::sample::select(&BEGINNINGS[..]), rest in prop::collection::vec(any::<u8>(), 0..600)) {
        exercise(&[beginning, &rest].concat());
    }

    #[test]
    fn any_cells_are_borne(cells in prop::collection::vec("[\\PC,\n]{0,12}", 0..60)) {
        exercise(&[BEGINNINGS[5], cells.join(",").as_bytes()].concat());
    }

    #[test]
    fn cells_that_almost_mean_something_are_borne(cells in prop::collection::vec("[0-9Xx年月日至.\\-/E+*合格不缺考 ]{0,20}", 0..60)) {
        exercise(&[BEGINNINGS[5], cells.join(",").as_bytes()].concat());
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_changed_file_is_borne(
        name in prop::sample::select(&SAMPLES[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = sample(name);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        exercise(&bytes);
    }
}
