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
    step("核验模块 · verifier as WASM", || verifier().map(|_| ()))?;
    step("PDF 识读模块 · reader of PDF files as WASM", pdf_reader)?;
    step("经办模块 · desk as WASM", desk)?;
    step("模板文字 · templates in words", wordings)?;
    step("网页 · web page", || run(command("npm", &["run", "--silent", "build"]).current_dir(root().join("web"))))
}

/// Builds the shipped verifier, made small, with glue for the page in web/src/wasm.
pub fn verifier() -> Result<PathBuf> {
    small("hezheng-verifier-wasm", Simd::Without, "web/src/wasm")
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
    let (module, written) = (verifier()?, root().join("verifier-wasm/npm"));
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

/// Builds the shipped reader of PDF files, made small, with glue for the page in web/src/wasm-pdf.
fn pdf_reader() -> Result<()> {
    small("hezheng-pdf-reader-wasm", Simd::With, "web/src/wasm-pdf").map(|_| ())
}

/// Builds the shipped desk, made small, with glue for the page in web/src/wasm-desk.
fn desk() -> Result<()> {
    small("hezheng-desk-wasm", Simd::Without, "web/src/wasm-desk").map(|_| ())
}

/// Writes the built-in templates in words, with which the page compares what PDF files say.
fn wordings() -> Result<()> {
    let json = output(&mut cargo(&["run", "--quiet", "--package", "hezheng-pdf", "--example", "wordings"]))?;
    let file = root().join("web/src/wasm-pdf/wordings.json");
    std::fs::write(&file, json).with_context(|| format!("could not write {}", file.display()))
}

/// Compiles a package for the page, makes the module small, and says how large it is. Making it small takes longer than all
/// else, so that a module that is newer than what it is made from stays as it is.
fn small(package: &str, simd: Simd, folder: &str) -> Result<PathBuf> {
    let (compiled, folder) = (compile(package, simd)?, root().join(folder));
    let module = folder.join(format!("{}_bg.wasm", package.replace('-', "_")));
    if !is_newer(&module, &compiled)? || !is_newer(&module, &std::env::current_exe()?)? {
        // Beside its place, so that a build that was interrupted leaves nothing that looks finished.
        let unfinished = root().join("target/unfinished").join(package);
        write_glue(package, &compiled, Glue::Web, &unfinished)?;
        optimize(&unfinished.join(module.file_name().unwrap_or_default()))?;
        std::fs::create_dir_all(&folder)?;
        for file in std::fs::read_dir(&unfinished)? {
            let file = file?;
            std::fs::rename(file.path(), folder.join(file.file_name()))?;
        }
    }
    let compressed = output(command("sh", &["-c", "gzip -9 --stdout \"$0\" | wc -c"]).arg(&module))?;
    eprintln!("   {} bytes, {} with gzip", module.metadata()?.len(), compressed.trim());
    Ok(module)
}

fn is_newer(a: &Path, b: &Path) -> Result<bool> {
    Ok(a.exists() && a.metadata()?.modified()? > b.metadata()?.modified()?)
}

fn optimize(module: &Path) -> Result<()> {
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
    run(command(&optimizer, &["-Oz"]).args(features).arg(module).arg("-o").arg(module))
}

/// Compiles a package to WASM and writes it with its glue into a folder.
pub fn wasm(package: &str, glue: Glue, folder: &Path) -> Result<()> {
    write_glue(package, &compile(package, Simd::Without)?, glue, folder)
}

/// Whether a module uses WebAssembly's vector instructions, which Safari has from 16.4 on and all others that the page is for
/// (web/README.md). The renderer is written for them: without, it is half as large again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Simd {
    With,
    Without,
}

fn compile(package: &str, simd: Simd) -> Result<PathBuf> {
    let build = ["build", "--quiet", "--target", "wasm32-unknown-unknown", "--profile", "wasm", "--package", package];
    let mut build = cargo(&build);
    if simd == Simd::With {
        build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Ctarget-feature=+simd128");
    }
    run(&mut build)?;
    Ok(root().join(format!("target/wasm32-unknown-unknown/wasm/{}.wasm", package.replace('-', "_"))))
}

fn write_glue(package: &str, module: &Path, glue: Glue, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(&package.replace('-', "_")).typescript(true).omit_default_module_path(false);
    match glue {
        Glue::Web => bindgen.web(true),
        Glue::Node => bindgen.nodejs(true),
    }
    .map_err(|error| anyhow!("{error:#}"))?;
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    bindgen.generate(folder).map_err(|error| anyhow!("wasm-bindgen on {}: {error:#}", module.display()))
}
