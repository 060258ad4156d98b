//! Building: the verifier, the reader of PDF files and the desk as WASM, the web page around them, the program with the page inside.

use crate::run::{cargo, command, output, root, run, step};
use crate::setup;
use anyhow::{Context, Result, anyhow};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// Which JavaScript the glue is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Glue {
    /// A page: ES module that fetches the WASM file.
    Web,
    /// Node: CommonJS module that reads it.
    Node,
}

/// Builds everything the way it is handed on, and gives the path of the program.
pub fn everything() -> Result<PathBuf> {
    step("准备 · set up", setup::for_building)?;
    page()?;
    step("发行版 · release build of hezheng", || {
        run(&mut cargo(&["build", "--release", "--quiet", "--package", "hezheng-cli"]))
    })?;
    Ok(root().join("target/release/hezheng"))
}

/// Builds the npm package alone.
pub fn for_package() -> Result<PathBuf> {
    step("准备 · set up", setup::for_building)?;
    // Among them is the program that makes the module small.
    step("网页依赖 · npm packages of web/", || setup::npm("web"))?;
    step("核验模块的 npm 包 · verifier as an npm package", package)
}

/// Builds what the demo shows.
pub fn for_demo() -> Result<PathBuf> {
    step("准备 · set up", setup::for_building)?;
    page()?;
    program()
}

/// Builds the program around the page that was built, the way the tests run it.
pub fn program() -> Result<PathBuf> {
    step("程序 · program: hezheng", || run(&mut cargo(&["build", "--quiet", "--package", "hezheng-cli"])))?;
    Ok(root().join("target/debug/hezheng"))
}

/// Builds the verifier, the reader of PDF files and the web page with them.
pub fn page() -> Result<()> {
    step("网页依赖 · npm packages of web/", || setup::npm("web"))?;
    step("核验模块 · verifier as WASM", verifier)?;
    step("PDF 识读模块 · reader of PDF files as WASM", || small(&PDF_READER).map(|_| ()))?;
    step("经办模块 · desk as WASM", || small(&DESK).map(|_| ()))?;
    step("模板文字 · templates in words", wordings)?;
    step("网页 · web page", || run(command("npm", &["run", "--silent", "build"]).current_dir(root().join("web"))))
}

/// A module of the page: the package, how it is compiled, and the folder for it and its glue.
struct Module {
    package: &'static str,
    /// What the module and its glue are called.
    name: &'static str,
    profile: &'static str,
    features: &'static [&'static str],
    /// How the optimizer is told to make it small: again and again, until nothing changes, takes minutes for a large one.
    smaller: &'static [&'static str],
    simd: Simd,
    folder: &'static str,
}

/// The verifier that each visit fetches.
const VERIFIER: Module = Module {
    package: "hezheng-verifier-wasm",
    name: "hezheng_verifier_wasm",
    profile: "verifier",
    features: &["--no-default-features"],
    smaller: &["-Oz", "--converge"],
    simd: Simd::Without,
    folder: "web/src/wasm",
};
/// The same with what judges PDF files, fetched when one is opened. It has a profile of its own, or cargo would write both to
/// one file and take the one for the other.
const VERIFIER_OF_PDFS: Module = Module {
    name: "hezheng_verifier_pdf_wasm",
    profile: "verifier-of-pdfs",
    features: &[],
    folder: "web/src/wasm-pdf",
    ..VERIFIER
};
const PDF_READER: Module = Module {
    package: "hezheng-pdf-reader-wasm",
    name: "hezheng_pdf_reader_wasm",
    profile: "wasm",
    features: &[],
    smaller: &["-Oz"],
    simd: Simd::With,
    folder: "web/src/wasm-pdf",
};
/// With the same instructions as the reader: cargo builds what both are made of anew wherever two of a profile differ in them.
const DESK: Module = Module {
    package: "hezheng-desk-wasm",
    name: "hezheng_desk_wasm",
    profile: "wasm",
    features: &[],
    smaller: &["-Oz"],
    simd: Simd::With,
    folder: "web/src/wasm-desk",
};

/// Builds both of the shipped verifier, made small, with glue for the page.
pub fn verifier() -> Result<()> {
    small(&VERIFIER)?;
    small(&VERIFIER_OF_PDFS).map(|_| ())
}

/// What of the package is written by hand.
const PACKAGE: [&str; 8] = [
    "package.json",
    "README.md",
    "index.d.ts",
    "verifier.js",
    "node.js",
    "browser.js",
    "examples/node.mjs",
    "examples/browser.html",
];

/// Puts the npm package of the verifier together in verifier-wasm/pkg: what is written by hand, the shipped module and its
/// glue, and nothing that lay there before.
pub fn package() -> Result<PathBuf> {
    let (module, written) = (small(&VERIFIER)?, root().join("verifier-wasm/npm"));
    let folder = root().join("verifier-wasm/pkg");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder.join("examples"))?;
    let copy = |from: PathBuf, name: &str| {
        let to = folder.join(name);
        std::fs::copy(&from, &to).with_context(|| format!("could not copy {} to {}", from.display(), to.display()))
    };
    for name in PACKAGE {
        copy(written.join(name), name)?;
    }
    copy(root().join("LICENSE"), "LICENSE")?;
    for name in ["hezheng_verifier_wasm.js", "hezheng_verifier_wasm_bg.wasm"] {
        copy(module.with_file_name(name), name)?;
    }
    Ok(folder)
}

/// Writes the built-in templates in words, with which the page compares what PDF files say.
fn wordings() -> Result<()> {
    let json = output(&mut cargo(&["run", "--quiet", "--package", "hezheng-pdf", "--example", "wordings"]))?;
    let file = root().join("web/src/wasm-pdf/wordings.json");
    std::fs::write(&file, json).with_context(|| format!("could not write {}", file.display()))
}

/// Compiles a package for the page, makes the module small, and says how large it is. Making it small takes longer than all
/// else, so that a module that is newer than what it is made from stays as it is.
fn small(module: &Module) -> Result<PathBuf> {
    let (compiled, folder) = (compile(module)?, root().join(module.folder));
    let made = folder.join(format!("{}_bg.wasm", module.name));
    if !is_newer(&made, &compiled)? || !is_newer(&made, &std::env::current_exe()?)? {
        // Beside its place, so that a build that was interrupted leaves nothing that looks finished.
        let unfinished = root().join("target/unfinished").join(module.name);
        write_glue(module.name, &compiled, Glue::Web, &unfinished)?;
        optimize(&unfinished.join(made.file_name().unwrap_or_default()), module.smaller)?;
        std::fs::create_dir_all(&folder)?;
        for file in std::fs::read_dir(&unfinished)? {
            let file = file?;
            std::fs::rename(file.path(), folder.join(file.file_name()))?;
        }
    }
    eprintln!("   {}: {} bytes", module.name, made.metadata()?.len());
    Ok(made)
}

fn is_newer(a: &Path, b: &Path) -> Result<bool> {
    Ok(a.exists() && a.metadata()?.modified()? > b.metadata()?.modified()?)
}

fn optimize(module: &Path, smaller: &[&str]) -> Result<()> {
    let optimizer = root().join("web/node_modules/.bin/wasm-opt");
    // What rustc's own target uses, and what `Simd` adds; the optimizer must be told.
    let features = [
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-simd",
        "--enable-mutable-globals",
        "--enable-multivalue",
        "--enable-reference-types",
    ];
    run(command(&optimizer, smaller).args(features).arg(module).arg("-o").arg(module))
}

/// Compiles a package to WASM and writes it with its glue into a folder.
pub fn wasm(package: &'static str, glue: Glue, folder: &Path) -> Result<()> {
    let module =
        Module { package, name: "", profile: "verifier", features: &[], smaller: &[], simd: Simd::Without, folder: "" };
    write_glue(&package.replace('-', "_"), &compile(&module)?, glue, folder)
}

/// Whether a module uses WebAssembly's vector instructions, which Safari has from 16.4 on and all others that the page is for
/// (web/README.md). The renderer is written for them: without, it is half as large again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Simd {
    With,
    Without,
}

fn compile(module: &Module) -> Result<PathBuf> {
    let Module { package, profile, .. } = module;
    let build = ["build", "--quiet", "--target", "wasm32-unknown-unknown", "--profile", profile, "--package", package];
    let mut build = cargo(&build);
    let (cargo_home, root) = (cargo_home()?, root());
    let mut flags = vec![
        // Rounds of SHA-2 as loops: unrolled they are 18 KB, for statements of a few hundred bytes.
        "--cfg=sha2_backend=\"soft\"".to_owned(),
        "--cfg=sha2_backend_soft=\"compact\"".to_owned(),
        // Where this machine keeps its sources is nobody's to download.
        format!("--remap-path-prefix={}=", cargo_home.join("registry/src").display()),
        format!("--remap-path-prefix={}=", root.display()),
    ];
    if module.simd == Simd::With {
        flags.push("-Ctarget-feature=+simd128".to_owned());
    }
    build.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run(build.args(module.features))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(root.join("target/wasm32-unknown-unknown").join(profile).join(file))
}

fn cargo_home() -> Result<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).context("neither CARGO_HOME nor HOME is set")
}

fn write_glue(name: &str, module: &Path, glue: Glue, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(name).typescript(true).omit_default_module_path(false);
    match glue {
        Glue::Web => bindgen.web(true),
        Glue::Node => bindgen.nodejs(true),
    }
    .map_err(|error| anyhow!("{error:#}"))?;
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    bindgen.generate(folder).map_err(|error| anyhow!("wasm-bindgen on {}: {error:#}", module.display()))
}
