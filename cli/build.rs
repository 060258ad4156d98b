//! The page is built apart; where it is not there yet, the program is built without it and says so when it is run.

fn main() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist");
    // A folder that cannot be made shows in the next step, with a better message than ours.
    let _ = std::fs::create_dir_all(&page);
    println!("cargo::rerun-if-changed={}", page.display());
}
