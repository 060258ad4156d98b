//! `cargo xtask bench verify`: verdicts natively, over a folder, in the module under Node, and in the page in a real browser.

use super::{build, keep, new_run, tee};
use crate::build as building;
use crate::demo::{Demo, Options};
use crate::run::{command, root, step};
use crate::setup;
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::path::Path;

const HEAD: &str = "| what | ours | against | ratio | target |\n|---|---|---|---|---|\n";

/// Builds, measures, keeps: `--peers FOLDER` and `--files N`.
pub fn verify(arguments: &[&str]) -> Result<()> {
    let run = new_run("verify")?;
    // What is measured with lies in a folder of its own, made anew: thousands of files that nobody keeps.
    let work = root().join("target/bench-verify");
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| format!("could not empty {}", work.display()))?;
    }
    fs::create_dir_all(&work)?;
    let mut files = "2000";
    let mut natively = command(root().join("target/release/hezheng-bench-verify"), &[]);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value = *arguments.next().with_context(|| format!("{argument} wants a value"))?;
        match *argument {
            "--files" => {
                files = value;
                natively.args([argument, value])
            }
            "--peers" => {
                let peers = Path::new(value).canonicalize().with_context(|| format!("--peers {value}"))?;
                let python = step("准备 · set up", setup::python_of_verifying_peers)?;
                setup::npm("benches/peers")?;
                natively.arg("--peers").arg(peers).arg("--python").arg(python);
                natively.arg("--node").arg(root().join("benches/peers"))
            }
            other => bail!("bench verify does not know {other}; it takes --peers FOLDER and --files N"),
        };
    }
    step("准备 · set up", || setup::for_building().and_then(|()| setup::for_page_benches()))?;
    building::page()?;
    // One after the other: together they would be built with one set of features, INSECURE keys in the program too.
    step("发行版 · release build of hezheng", || build("hezheng-cli"))?;
    step("测速程序 · release build of what measures", || build("hezheng-bench-verify"))?;

    let (table, program) = (run.join("table.md"), root().join("target/release/hezheng"));
    natively.arg("--vectors").arg(root().join("tests/vectors/verify.json")).arg("--program").arg(&program);
    natively.arg("--folder").arg(&work).arg("--table").arg(&table);
    keep(&run, |raw| {
        fs::write(&table, HEAD)?;
        step("本机 · natively, beside others, and over a folder", || tee(natively, raw))?;
        step("模块 · in the module, under Node", || {
            let mut node = command("node", &["--no-warnings", "benches/verify/module.mjs"]);
            node.arg(&work).arg(&table);
            tee(node, raw)
        })?;
        in_a_browser(&work, &table, raw, files)
    })?;
    println!("\n{}", fs::read_to_string(&table)?);
    Ok(())
}

/// In front of the demo's registry, which serves the page that was built.
fn in_a_browser(work: &Path, table: &Path, raw: &Path, files: &str) -> Result<()> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let folder = work.join("demo");
    let program = root().join("target/release/hezheng");
    let mut demo = Demo::play(program, &Options { once: true, port, folder: folder.clone() })?;
    for (what, script) in [
        ("网页 · in the page", "verdicts.mjs"),
        ("网页批量 · very many files in the page", "bulk.mjs"),
        ("网页打开 · the page's load, by Lighthouse", "lighthouse.mjs"),
    ] {
        step(what, || {
            let mut node = command("node", &["--no-warnings"]);
            node.arg(root().join("benches/page").join(script)).arg(format!("http://127.0.0.1:{port}"));
            node.arg(folder.join("issued.json")).arg(table);
            if script == "bulk.mjs" {
                node.arg(files);
            }
            tee(node, raw)
        })?;
    }
    demo.stop().context("the demo's registry")
}
