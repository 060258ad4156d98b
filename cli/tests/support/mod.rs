//! What the tests of the program share: cases from the vectors laid out as files, and the program run on them.
#![allow(dead_code, reason = "each test file uses some of it")]

pub(crate) mod http;
pub(crate) mod pdf;
pub(crate) mod picture;

use base64::Engine as _;
use hezheng_core::trust::pack::UnverifiedPack;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The cases of verify.json.
pub(crate) fn cases() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/verify.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// The case with this note.
pub(crate) fn case(note: &str) -> Value {
    cases().into_iter().find(|case| case["note"] == note).unwrap()
}

pub(crate) fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The pack that a verifier of this case holds; nothing where it holds no bundle.
pub(crate) fn pack(case: &Value) -> Vec<u8> {
    if case["bundle"].is_null() {
        return Vec::new();
    }
    let bundle = bytes(&case["bundle"]);
    let snapshots: Vec<Vec<u8>> = case["snapshots"].as_array().unwrap().iter().map(bytes).collect();
    let snapshots = snapshots.iter().map(Vec::as_slice).collect();
    UnverifiedPack { bundles: vec![&bundle], snapshots, checkpoints: Vec::new() }.encode()
}

/// A public key as PEM.
pub(crate) fn pem(key: &[u8]) -> String {
    let der = [&bytes(&Value::from("302a300506032b6570032100"))[..], key].concat();
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n")
}

/// A folder with a case's files: `case.cose`, `pack.cbor`, `root-0.pem`, `root-1.pem`, ….
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    roots: Vec<PathBuf>,
    now: String,
}

impl Desk {
    pub(crate) fn new(case: &Value) -> Self {
        let mut desk = Self { folder: tempfile::tempdir().unwrap(), roots: Vec::new(), now: case["now"].to_string() };
        desk.write("case.cose", &bytes(&case["presented"]));
        desk.write("pack.cbor", &pack(case));
        case["trusted_roots"].as_array().unwrap().iter().for_each(|key| desk.pin(&bytes(key)));
        desk
    }

    /// Pins one more root key.
    pub(crate) fn pin(&mut self, key: &[u8]) {
        let root = self.write(&format!("root-{}.pem", self.roots.len()), pem(key).as_bytes());
        self.roots.push(root);
    }

    /// `--now TIME --root FILE …` of the case.
    pub(crate) fn judging(&self) -> Vec<&str> {
        let mut arguments = vec!["--now", &self.now];
        self.roots.iter().for_each(|root| arguments.extend(["--root", text(root)]));
        arguments
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// `hezheng verify` of these inputs with the pack, the root keys and the time of the case.
    pub(crate) fn verify(&self, inputs: &[&str], more: &[&str]) -> Said {
        let mut arguments = vec!["verify"];
        arguments.extend(inputs);
        arguments.extend(["--pack", "pack.cbor"]);
        arguments.extend(self.judging());
        arguments.extend(more);
        self.run(&arguments, b"")
    }

    /// The program, in this folder, with no configuration but what lies in it.
    pub(crate) fn run(&self, arguments: &[&str], stdin: &[u8]) -> Said {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        program.args(arguments).current_dir(self.folder.path());
        program.env_clear().env("HOME", self.folder.path()).env("LANG", "C.UTF-8");
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        // A program that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        child.wait_with_output().unwrap().into()
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the program said, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    /// The lines of JSON.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The one line of JSON.
    pub(crate) fn one(&self) -> Value {
        let lines = self.json();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines.into_iter().next().unwrap()
    }
}

/// The QR code's text for this statement.
pub(crate) fn qr_text(statement: &[u8]) -> String {
    hezheng_core::qr::PageAddress::parse("https://zs.example.cn").unwrap().qr_text(statement)
}
