//! The vectors against native code.

use std::path::Path;

#[test]
fn every_vector_holds_natively() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let mut broken = Vec::new();
    for kind in hezheng_vector_runner::KINDS {
        let json =
            std::fs::read_to_string(folder.join(format!("{kind}.json"))).expect("the vectors are in the repository");
        let summary = hezheng_vector_runner::run(&json);
        println!("{kind}: {} comparisons held, {} did not", summary.passed, summary.failures.len());
        assert!(summary.passed > 0, "{kind}: nothing was compared");
        broken.extend(summary.failures.into_iter().map(|failure| format!("{kind}: {failure}")));
    }
    assert!(broken.is_empty(), "{} comparisons failed:\n{}", broken.len(), broken.join("\n"));
}
