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

const RULES: [Rule; 9] = [
    Rule {
        package: "hezheng-core",
        workspace: &[],
        outside: Some(&["base64", "ed25519-dalek", "miniz_oxide", "once_cell", "sha2", "serde"]),
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
        package: "hezheng-desk-wasm",
        workspace: &["hezheng-core", "hezheng-keys", "hezheng-issuer"],
        outside: Some(&["wasm-bindgen", "serde_json", "zeroize", "getrandom"]),
        never: &[],
    },
    Rule {
        package: "hezheng-registry",
        workspace: &["hezheng-core", "hezheng-keys", "hezheng-pdf"],
        outside: None,
        never: &[],
    },
];

/// The crates that must not reach HTTP or a database, however far down.
const PURE: [&str; 7] = [
    "hezheng-core",
    "hezheng-keys",
    "hezheng-pdf",
    "hezheng-pdf-reader",
    "hezheng-verifier-wasm",
    "hezheng-pdf-reader-wasm",
    "hezheng-desk-wasm",
];

/// The crates that other software builds in, and that must compile no C and link against no library, however far down, build
/// scripts included; and the one platform that a crate is for, where it is not for all.
const WITHOUT_C: [(&str, Option<&str>); 2] =
    [("hezheng-core", None), ("hezheng-verifier-wasm", Some("wasm32-unknown-unknown"))];

/// Whether a package compiles C or links against a library, or has others do so.
fn is_c(name: &str, links: Option<&str>) -> bool {
    // wasm-bindgen's macros say `links` so that no two versions of them are in one program; there is no library.
    let is_marker = links.is_none() || name.starts_with("wasm-bindgen");
    let builds = ["cc", "cmake", "bindgen", "pkg-config", "vcpkg", "autotools", "nasm-rs"];
    !is_marker || builds.contains(&name) || (name.ends_with("-sys") && !is_marker_of_the_web(name))
}

/// Bindings to what a browser has; they are Rust alone.
fn is_marker_of_the_web(name: &str) -> bool {
    ["js-sys", "web-sys"].contains(&name)
}

/// Checks the table.
pub fn check() -> Result<()> {
    let graph = Graph::of(None)?;
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
        for name in reached(rule.package)? {
            if rule.never.iter().chain(pure).chain(databases).any(|never| *never == name) {
                broken.push(format!("{} reaches {name}, which it must never do", rule.package));
            }
        }
    }
    for (package, platform) in WITHOUT_C {
        let graph = Graph::of(platform)?;
        let reached = graph.reached_in_building(package);
        let c = reached.iter().filter(|(name, links)| is_c(name, links.as_deref()));
        broken.extend(c.map(|(name, _)| format!("{package} reaches {name}, which compiles C or links a library")));
    }
    if !broken.is_empty() {
        bail!("the import rules of ARCHITECTURE.md are broken:\n  {}", broken.join("\n  "));
    }
    eprintln!("   {} crates keep to the table", RULES.len());
    Ok(())
}

/// Every package that this one builds on, however far down, built by itself: in the metadata the issuer has its HTTP client
/// wherever one of the workspace wants it.
fn reached(package: &str) -> Result<BTreeSet<String>> {
    let tree = ["tree", "--locked", "--edges", "normal", "--target", "all", "--prefix", "none", "--format", "{p}"];
    let listed = output(cargo(&tree).args(["--package", package]))?;
    let names = listed.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    Ok(names.filter(|name| name != package).collect())
}

/// The packages and what each builds on, development and build dependencies left out.
struct Graph {
    names: BTreeMap<String, String>,
    normal: BTreeMap<String, Vec<String>>,
    /// With build dependencies.
    building: BTreeMap<String, Vec<String>>,
    /// The library that a package says it links against.
    links: BTreeMap<String, String>,
}

impl Graph {
    /// Of all platforms, or of this one.
    fn of(platform: Option<&str>) -> Result<Self> {
        let mut metadata = cargo(&["metadata", "--format-version", "1", "--locked"]);
        if let Some(platform) = platform {
            metadata.args(["--filter-platform", platform]);
        }
        Ok(Self::read(&serde_json::from_str(&output(&mut metadata)?)?))
    }

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
        let building = nodes.iter().map(|node| {
            let is_built = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
            let deps = list(&node["deps"]);
            (text(&node["id"]), deps.iter().filter(is_built).map(|dep| text(&dep["pkg"])).collect())
        });
        let packages = list(&metadata["packages"]);
        let links = packages.iter().filter(|package| package["links"].is_string());
        let links = links.map(|package| (text(&package["id"]), text(&package["links"]))).collect();
        Self { names, normal: normal.collect(), building: building.collect(), links }
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

    /// Names of packages, and the libraries that they say they link against; build scripts' packages too.
    fn reached_in_building(&self, package: &str) -> BTreeSet<(String, Option<String>)> {
        let seen = self.reached_by(&self.building, package);
        seen.into_iter().map(|id| (self.name(id), self.links.get(id).cloned())).collect()
    }

    fn reached_by<'g>(&'g self, edges: &'g BTreeMap<String, Vec<String>>, package: &str) -> BTreeSet<&'g String> {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut next: Vec<&String> = self.id(package).into_iter().collect();
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(edges.get(id).into_iter().flatten());
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_compiles_c_or_links_a_library_is_known_by_its_name_or_links() {
        for (name, links) in
            [("cc", None), ("openssl-sys", Some("openssl")), ("ring", Some("ring_core")), ("libfoo-sys", None)]
        {
            assert!(is_c(name, links), "{name}");
        }
        for (name, links) in
            [("sha2", None), ("js-sys", None), ("wasm-bindgen-shared", Some("wasm_bindgen")), ("rustc_version", None)]
        {
            assert!(!is_c(name, links), "{name}");
        }
    }
}
