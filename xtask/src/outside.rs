//! The tests from outside: other people's programs and a real browser in front of what the demo made.

use crate::build::{self, Glue};
use crate::demo::{Demo, Options};
use crate::run::{command, output, root, run, step};
use crate::setup;
use anyhow::{Context, Result};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

/// What `cargo test` built beside the tests: programs are built once, with the features of the whole workspace.
fn built(name: &str) -> PathBuf {
    root().join("target/debug").join(name)
}

/// The vectors in WASM under Node: the shipped module, and a test build of core; then the npm package around the module.
pub fn node() -> Result<()> {
    let folder = root().join("target/vector-runner");
    build::wasm("hezheng-vector-runner", Glue::Node, &folder)?;
    let reports = output(&mut command(built("examples/reports"), &[]))?;
    std::fs::write(folder.join("reports.native"), reports)?;
    build::package()?;
    let tests = ["tests/node/vectors.test.mjs", "tests/node/package.test.mjs", "tests/node/threat-model.test.mjs"];
    run(command("node", &["--no-warnings", "--test"]).args(tests))
}

/// Plays the demo in a folder of its own, and has its files and its page judged.
pub fn artifacts_and_browser() -> Result<()> {
    let python = step("别人的程序 · other people's programs: Python packages", setup::python)?;
    with_demo(|about| {
        step("成品 · artifacts, judged by programs not written here", || {
            let tests = ["-m", "unittest", "discover", "-v", "-s", "tests/outside"];
            let mut python = about.tell(command(python, &tests));
            python.env("HEZHENG_SAMPLES", built("examples/sample"));
            run(python.env("PYTHONDONTWRITEBYTECODE", "1"))
        })?;
        step("浏览器 · browser", || in_browser(about, BROWSER_TESTS))
    })
}

/// The browser tests alone, all of them or some by name: `bureau` is `tests/browser/bureau.test.mjs`.
pub fn browser(names: &[&str]) -> Result<()> {
    let all = BROWSER_TESTS.iter().copied();
    let tests: Vec<&str> = match names {
        [] => all.collect(),
        names => {
            let known =
                |name: &&str| BROWSER_TESTS.iter().copied().find(|path| path.ends_with(&format!("/{name}.test.mjs")));
            names
                .iter()
                .map(|name| known(name).with_context(|| format!("no such browser test: {name}")))
                .collect::<Result<_>>()?
        }
    };
    build::page()?;
    run(&mut command("cargo", &["build", "--workspace", "--bins", "--examples"]))?;
    with_demo(|about| in_browser(about, &tests))
}

const BROWSER_TESTS: &[&str] = &[
    "tests/node/desk.test.mjs",
    "tests/browser/access.test.mjs",
    "tests/browser/bulk.test.mjs",
    "tests/browser/bureau.test.mjs",
    "tests/browser/camera.test.mjs",
    "tests/browser/catalogue.test.mjs",
    "tests/browser/device.test.mjs",
    "tests/browser/institution.test.mjs",
    "tests/browser/issuing.test.mjs",
    "tests/browser/log.test.mjs",
    "tests/browser/package.test.mjs",
    "tests/browser/me.test.mjs",
    "tests/browser/page.test.mjs",
    "tests/browser/pdf.test.mjs",
    "tests/browser/reading.test.mjs",
    "tests/browser/season-embedded.test.mjs",
    "tests/browser/season-postgres.test.mjs",
    "tests/browser/traffic.test.mjs",
    "tests/browser/verdicts.test.mjs",
];

/// What the tests from outside are told of the demo.
struct About {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl About {
    fn tell(&self, mut command: Command) -> Command {
        command.env("HEZHENG_DEMO", &self.folder).env("HEZHENG_PROGRAM", &self.program);
        command.env("HEZHENG_ORIGIN", format!("http://127.0.0.1:{}", self.port));
        command
    }
}

fn with_demo(work: impl FnOnce(&About) -> Result<()>) -> Result<()> {
    step("浏览器测试依赖 · npm packages of tests/browser", || setup::npm("tests/browser"))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let about = About { program: built("hezheng"), folder: root().join("target/demo-for-tests"), port };
    let mut demo = Demo::play(about.program.clone(), &Options { once: true, port, folder: about.folder.clone() })?;
    work(&about)?;
    demo.stop().context("the demo's registry")
}

fn in_browser(about: &About, tests: &[&str]) -> Result<()> {
    let mut node =
        about.tell(command("node", &["--no-warnings", "--test", "--test-concurrency=1", "--test-timeout=1200000"]));
    node.env("HEZHENG_FORGED_PAGE", built("examples/forged_page"));
    node.env("HEZHENG_REGISTRY_LATER", built("examples/registry_later"));
    run(node.env("HEZHENG_FORGE", built("examples/forge")).args(tests))
}
