//! A hostile file of a few kilobytes may unpack to gigabytes, which would take a phone's browser down with it: the module may
//! never have more memory than this, and traps where it asks for more.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        // 512 MiB: the largest file that is taken (32 MiB, twice) and a page of 16 million pixels fit several times.
        println!("cargo::rustc-link-arg-cdylib=--max-memory=536870912");
    }
}
