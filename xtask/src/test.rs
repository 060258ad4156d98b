//! `cargo xtask test`: every test there is. Checks block; nothing is skipped.

use crate::run::{self, cargo, command, root, step};
use crate::{build, imports, outside, setup};
use anyhow::{Context, Result};

/// Runs every test, the cheap ones first.
pub fn run() -> Result<()> {
    step("准备 · set up", || setup::for_building().and_then(|()| setup::for_testing()))?;
    step("格式 · formatting", || run_cargo(&["fmt", "--all", "--check"]))?;
    step("引用规则 · who imports whom", imports::check)?;
    build::page()?;
    step("网页检查 · web: types and tests", || {
        let web = root().join("web");
        run::run(command("npm", &["run", "--silent", "check"]).current_dir(&web))?;
        run::run(command("npm", &["test", "--silent"]).current_dir(&web))
    })?;
    step("clippy", || run_cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]))?;
    step("测试 · tests of every crate", || run_cargo(&["test", "--workspace", "--quiet"]))?;
    step("向量 · vectors in WASM", outside::node)?;
    outside::artifacts_and_browser()
}

/// Runs what happens to a registry, so many times each, and shows what was counted.
pub fn faults(rounds: &str) -> Result<()> {
    rounds.parse::<usize>().with_context(|| format!("a number of rounds, not {rounds}"))?;
    step("准备 · set up", || setup::for_building().and_then(|()| setup::for_testing()))?;
    build::page()?;
    step("故障 · faults: every durable write, lost or reported failed", || {
        run_cargo(&[
            "test",
            "--quiet",
            "--package",
            "hezheng-registry",
            "--test",
            "registry",
            "faults",
            "--",
            "--nocapture",
        ])
    })?;
    step("故障 · faults: kill -9, power cuts, a full disk, nodes, a database that goes away, issuing", || {
        let tests =
            ["test", "--quiet", "--package", "hezheng-cli", "--test", "faults", "--test", "nodes", "--test", "issuing"];
        let shown = ["--", "--nocapture", "--test-threads=1"];
        let mut tests = cargo(&[&tests[..], &shown].concat());
        run::run(tests.env("HEZHENG_FAULT_ROUNDS", rounds).env("HEZHENG_SEASON", "100000"))
    })
}

fn run_cargo(arguments: &[&str]) -> Result<()> {
    run::run(&mut cargo(arguments))
}
