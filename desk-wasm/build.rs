//! A hostile workbook of a few kilobytes may unpack to much, and a hostile key file ask for much: the module may never have more
//! memory than this, and traps where it asks for more. Its worker ends then, and nothing else.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        // 1 GiB: the costliest key file that is opened takes 256 MiB, the largest roster less.
        println!("cargo::rustc-link-arg-cdylib=--max-memory=1073741824");
    }
}
