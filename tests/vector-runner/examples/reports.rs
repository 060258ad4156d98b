//! Prints the Report of native code on each case of verify.json, one a line: what the shipped module must match to the letter.

fn main() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/verify.json");
    let json = std::fs::read_to_string(path).expect("the vectors are in the repository");
    println!("{}", hezheng_vector_runner::reports(&json));
}
