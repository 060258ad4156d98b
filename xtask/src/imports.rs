//! Who may import whom: the table of ARCHITECTURE.md, held against what cargo says. Diagrams do not hold; this does.

use crate::run::{cargo, output};
use anyhow::{Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A crate, the crates of the workspace it may import, and words that no crate it builds on may have in its name.
struct Rule {
    package: &'static str,
    workspace: &'static [&'static str],
    /// `None`: any package from outside; `Some`: only these.
    outside: Option<&'static [&'static str]>,
    never: &'static [&'static str],
}

const HTTP: [&str; 9] = ["axum", "hyper", "reqwest", "ureq", "tower", "h2", "http", "tokio", "tungstenite"];
const DATABASE: [&str; 6] = ["redb", "sled", "sqlx", "tokio-postgres", "rusqlite", "rocksdb"];

const RULES: [Rule; 8] = [
    Rule {
        package: "hezheng-core",
        workspace: &[],
        outside: Some(&["base64", "ed25519-dalek", "miniz_oxide", "sha2", "serde"]),
        never: &["getrandom", "rand", "tokio", "log", "tracing", "chrono", "time"],
    },
    Rule { package: "hezheng-keys", workspace: &["hezheng-core"], outside: None, never: &[] },
    Rule { package: "hezheng-pdf", workspace: &["hezheng-core"], outside: None, never: &["chrono"] },
    Rule {
        package: "hezheng-verifier-wasm",
        workspace: &["hezheng-core"],
        outside: Some(&["wasm-bindgen", "serde_json", "dlmalloc"]),
        never: &[],
    },
    Rule { package: "hezheng-pdf-reader", workspace: &["hezheng-core"], outside: None, never: &["chrono"] },
    Rule {
        package: "hezheng-pdf-reader-wasm",
        workspace: &["hezheng-pdf-reader"],
        outside: Some(&["wasm-bindgen", "serde_json"]),
        never: &[],
    },
    Rule {
        package: "hezheng-issuer",
        workspace: &["hezheng-core", "hezheng-keys", "hezheng-pdf"],
        outside: None,
        never: &DATABASE,
    },
    Rule {
        package: "hezheng-registry",
        workspace: &["hezheng-core", "hezheng-keys", "hezheng-pdf"],
        outside: None,
        never: &[],
    },
];

/// The crates that must not reach HTTP or a database, however far down.
const PURE: [&str; 6] = [
    "hezheng-core",
    "hezheng-keys",
    "hezheng-pdf",
    "hezheng-pdf-reader",
    "hezheng-verifier-wasm",
    "hezheng-pdf-reader-wasm",
];

/// Checks the table.
pub fn check() -> Result<()> {
    let metadata: Value =
        serde_json::from_str(&output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))?)?;
    let graph = Graph::read(&metadata);
    let mut broken = Vec::new();
    for rule in &RULES {
        let direct = graph.direct(rule.package);
        if direct.is_none() {
            broken.push(format!("{} is in the table and not in the workspace", rule.package));
        }
        for name in direct.into_iter().flatten() {
            let is_allowed = if name.starts_with("hezheng-") {
                rule.workspace.contains(&name.as_str())
            } else {
                rule.outside.is_none_or(|outside| outside.contains(&name.as_str()))
            };
            if !is_allowed {
                broken.push(format!("{} may not import {name}", rule.package));
            }
        }
        let pure: &[&str] = if PURE.contains(&rule.package) { &HTTP } else { &[] };
        let databases: &[&str] = if PURE.contains(&rule.package) { &DATABASE } else { &[] };
        for name in graph.reached(rule.package) {
            if rule.never.iter().chain(pure).chain(databases).any(|never| *never == name) {
                broken.push(format!("{} reaches {name}, which it must never do", rule.package));
            }
        }
    }
    if !broken.is_empty() {
        bail!("the import rules of ARCHITECTURE.md are broken:\n  {}", broken.join("\n  "));
    }
    eprintln!("   {} crates keep to the table", RULES.len());
    Ok(())
}

/// The packages and what each builds on, development and build dependencies left out.
struct Graph {
    names: BTreeMap<String, String>,
    normal: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn read(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let names =
            list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
        let nodes = list(&metadata["resolve"]["nodes"]);
        let normal = nodes.iter().map(|node| {
            let is_normal = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let deps = list(&node["deps"]);
            (text(&node["id"]), deps.iter().filter(is_normal).map(|dep| text(&dep["pkg"])).collect())
        });
        Self { names, normal: normal.collect() }
    }

    fn id(&self, package: &str) -> Option<&String> {
        self.names.iter().find(|(_, name)| *name == package).map(|(id, _)| id)
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_default()
    }

    fn direct(&self, package: &str) -> Option<Vec<String>> {
        Some(self.normal.get(self.id(package)?)?.iter().map(|id| self.name(id)).collect())
    }

    fn reached(&self, package: &str) -> BTreeSet<String> {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut next: Vec<&String> = self.id(package).into_iter().collect();
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(self.normal.get(id).into_iter().flatten());
            }
        }
        seen.into_iter().map(|id| self.name(id)).filter(|name| name != package).collect()
    }
}
