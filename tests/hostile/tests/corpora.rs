//! What the replay and the fuzzers share is there, whole and small.

use hezheng_hostile::DECODERS;
use hezheng_hostile::decoders::pdf_text::WORDINGS;
use hezheng_pdf::Template;
use std::fs;
use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = files
        .map(|file| file.expect("a folder can be read").file_name().to_string_lossy().into_owned())
        // The rosters' target has its body and its seeds beside it (fuzz/README.md).
        .filter(|name| !name.starts_with("roster"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_decoder_has_a_corpus_and_every_corpus_a_decoder() {
    let mut names = DECODERS.map(|decoder| decoder.name);
    names.sort_unstable();
    assert_eq!(names_in(&fuzz().join("corpus")), names);
}

#[test]
fn every_decoder_has_a_fuzz_target_that_runs_its_body() {
    for decoder in &DECODERS {
        let target = fuzz().join(format!("fuzz_targets/{}.rs", decoder.name));
        let text = fs::read_to_string(&target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        assert!(text.contains(&format!("hezheng_hostile::decoders::{}::body", decoder.name)), "{}", target.display());
    }
    assert_eq!(names_in(&fuzz().join("fuzz_targets")).len(), DECODERS.len(), "a target without a decoder");
}

#[test]
fn the_corpora_are_small() {
    let corpus = fuzz().join("corpus");
    let files = DECODERS.iter().flat_map(|decoder| {
        let folder = corpus.join(decoder.name);
        names_in(&folder).into_iter().map(move |name| folder.join(name))
    });
    let bytes: u64 = files.map(|file| fs::metadata(file).expect("it was listed").len()).sum();
    assert!(bytes <= 1_500_000, "{bytes} bytes; cargo fuzz cmin makes corpora smaller");
}

#[test]
fn the_templates_in_words_are_those_that_are_printed() {
    let templates = Template::built_in_names().filter_map(Template::built_in_text);
    let wordings: Vec<_> =
        templates.map(|text| Template::parse(text).expect("a built-in template").wording()).collect();
    assert_eq!(*WORDINGS, wordings, "cargo run -p hezheng-pdf --example wordings > tests/hostile/wordings.json");
}
