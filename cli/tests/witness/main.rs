//! `hezheng witness serve`, over HTTP: what it cosigns, what it refuses, and what it remembers through a kill.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod tree;

use hezheng_core::key::PublicKey;
use hezheng_core::log::cosignature::{Cosignature, Cosigner};
use hezheng_core::log::note::{SignatureType, parse_verifier_key, verifier_key};
use hezheng_core::log::witness::REQUEST_BYTES;
use hezheng_keys::PrivateKey;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tree::{ORIGIN, Tree, log_key, public};

const NAME: &str = "witness.example.cn/1";

/// A folder with a witness's key and configuration.
struct Desk(tempfile::TempDir);

/// A witness that runs; it is killed, not asked to stop, as a power cut would.
struct Running {
    child: Child,
    url: String,
    key: PublicKey,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// An answer: status, media type, body.
#[derive(Debug)]
struct Answer {
    status: u16,
    media_type: String,
    body: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::write(desk.path("pass"), "INSECURE passphrase\n").unwrap();
        let made =
            desk.command(&["keys", "new", "--role", "witness", "--out", "witness.pem", "--passphrase-file", "pass"]);
        assert!(made.status.success(), "{made:?}");
        desk.configure("");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn configure(&self, more: &str) {
        let vkey = verifier_key(ORIGIN, SignatureType::Ed25519, &public(&log_key()));
        let text = format!(
            "{more}listen = \"127.0.0.1:0\"\nname = \"{NAME}\"\nkey = \"witness.pem\"\npassphrase_file = \"pass\"\nstate = \"state\"\nlogs = [\"{vkey}\"]\n"
        );
        std::fs::write(self.path("witness.toml"), text).unwrap();
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        program.args(["--lang", "en"]).args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        program
    }

    fn command(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }

    fn start(&self) -> Running {
        let mut child =
            self.program(&["witness", "serve", "--config", "witness.toml"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = |start: &str| lines.next().unwrap().unwrap().strip_prefix(start).unwrap().to_owned();
        let (url, vkey) = (said("Witness at "), said("verifier key: "));
        let (name, key) = parse_verifier_key(&vkey, SignatureType::Cosignature).unwrap();
        assert_eq!(name, NAME);
        Running { child, url, key }
    }

    /// Starting fails; what is said.
    fn does_not_start(&self) -> String {
        let output = self.command(&["witness", "serve", "--config", "witness.toml"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn remembered(&self, extension: &str) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.path("state")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
    }
}

impl Running {
    fn ask(&self, request: &[u8]) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.post(format!("{}/add-checkpoint", self.url)).send(request).unwrap();
        let media_type = answer.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        Answer {
            status: answer.status().as_u16(),
            media_type: media_type.unwrap_or_default(),
            body: answer.body_mut().read_to_string().unwrap(),
        }
    }

    fn status(&self, request: &str) -> u16 {
        self.ask(request.as_bytes()).status
    }

    fn cosigner(&self) -> Cosigner<'_> {
        Cosigner { name: NAME, key: self.key }
    }
}

#[test]
fn a_log_that_goes_on_is_cosigned_and_remembered_through_a_kill() {
    let (desk, tree) = (Desk::new(), Tree::of(20, 20));
    let witness = desk.start();
    for (from, to) in [(0, 3), (3, 3), (3, 8), (8, 20)] {
        let answer = witness.ask(tree.request(from, to).as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
        let found = Cosignature::verify(answer.body.as_bytes(), &tree.verified(to), &witness.cosigner()).unwrap();
        assert_eq!(found.map(|found| found.line().to_owned()), Some(answer.body));
        let kept = desk.remembered("checkpoint");
        assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), tree.checkpoint(to), "on the disk before the answer");
    }
    drop(witness);
    let again = desk.start();
    assert_eq!(again.status(&tree.request(20, 20)), 200);
    let behind = again.ask(tree.request(0, 8).as_bytes());
    assert_eq!((behind.status, behind.body.as_str()), (409, "20\n"));
}

#[test]
fn each_refusal_has_its_status() {
    let (desk, tree, other) = (Desk::new(), Tree::of(20, 20), Tree::of(20, 2));
    let witness = desk.start();
    assert_eq!(witness.status(&tree.request(0, 8)), 200);
    let with = |note: &str| tree.request(8, 20).replace(&tree.checkpoint(20), note);
    let unknown = tree.signed(20, "zs.example.cn/elsewhere", &log_key());
    assert_eq!(witness.status(&with(&unknown)), 404);
    let stranger = tree.signed(20, ORIGIN, &PrivateKey::from_seed([9; 32]));
    assert_eq!(witness.status(&with(&stranger)), 403);
    let conflict = witness.ask(tree.request(7, 20).as_bytes());
    assert_eq!((conflict.status, conflict.media_type.as_str()), (409, "text/x.tlog.size"));
    assert_eq!(conflict.body, "8\n");
    assert_eq!(witness.status(&other.request(8, 20)), 422, "another history");
    assert_eq!(witness.status(&tree.request(8, 20).replace("old 8\n", "old 8\nAAAA\n")), 400);
    assert_eq!(witness.status(&with(&tree.checkpoint(5))), 400, "the old size is the larger");
    assert_eq!(witness.status(""), 400);
    assert_eq!(witness.ask(&[b'a'; REQUEST_BYTES + 1]).status, 413);
    assert_eq!(witness.status(&tree.request(8, 20)), 200, "nothing of that was remembered");
}

#[test]
fn a_fork_is_not_cosigned_and_what_convicts_the_log_is_kept() {
    let (desk, tree, other) = (Desk::new(), Tree::of(20, 20), Tree::of(20, 2));
    let witness = desk.start();
    assert_eq!(witness.status(&tree.request(0, 8)), 200);
    let forked = witness.ask(other.request(8, 8).as_bytes());
    assert_eq!((forked.status, forked.body.as_str()), (409, "8\n"));
    let kept = desk.remembered("contradiction");
    assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), other.checkpoint(8));
    assert_eq!(std::fs::read_to_string(&desk.remembered("checkpoint")[0]).unwrap(), tree.checkpoint(8));
}

#[test]
fn of_requests_at_once_no_older_tree_replaces_a_newer_one() {
    let (desk, tree) = (Desk::new(), Tree::of(20, 20));
    let witness = desk.start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let asked: Vec<_> = (1..=16)
            .map(|size| {
                scope.spawn({
                    let (witness, tree) = (&witness, &tree);
                    move || witness.status(&tree.request(0, size))
                })
            })
            .collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
}

#[test]
fn what_cannot_be_remembered_is_not_cosigned() {
    let (desk, tree) = (Desk::new(), Tree::of(20, 20));
    let witness = desk.start();
    assert_eq!(witness.status(&tree.request(0, 8)), 200);
    // A folder in the file's place: nothing can be moved over it.
    let file = desk.remembered("checkpoint").remove(0);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let answer = witness.ask(tree.request(8, 20).as_bytes());
    assert_eq!((answer.status, answer.body.as_str()), (500, ""));
    std::fs::remove_dir(&file).unwrap();
    assert_eq!(witness.status(&tree.request(8, 20)), 200, "from what was remembered before");
}

#[test]
fn a_witness_whose_memory_was_changed_does_not_start() {
    let (desk, tree) = (Desk::new(), Tree::of(20, 20));
    assert_eq!(desk.start().status(&tree.request(0, 8)), 200);
    let file = desk.remembered("checkpoint").remove(0);
    for note in [String::new(), tree.checkpoint(7).replace("\n7\n", "\n6\n")] {
        std::fs::write(&file, note).unwrap();
        assert!(desk.does_not_start().contains(file.file_name().and_then(|name| name.to_str()).unwrap()));
    }
}

#[test]
fn two_witnesses_do_not_share_a_memory() {
    let desk = Desk::new();
    let _running = desk.start();
    assert!(desk.does_not_start().contains("another witness uses the folder"));
}

#[test]
fn a_configuration_that_is_wrong_is_named() {
    let desk = Desk::new();
    desk.configure("port = 1\n");
    let said = desk.does_not_start();
    assert!(said.contains("witness.toml") && said.contains("unknown field `port`"), "{said}");
    std::fs::remove_file(desk.path("witness.toml")).unwrap();
    assert!(desk.does_not_start().contains("cannot be read"));
}

#[test]
fn anybody_can_ask_who_the_witness_is_and_what_it_has_cosigned() {
    let (desk, tree) = (Desk::new(), Tree::of(20, 20));
    let witness = desk.start();
    assert_eq!(witness.status(&tree.request(0, 8)), 200);
    let about = ureq::get(&witness.url).call().unwrap().body_mut().read_to_string().unwrap();
    let vkey = verifier_key(NAME, SignatureType::Cosignature, &witness.key);
    assert_eq!(about, format!("{vkey}\n{ORIGIN} 8\n"));
    let shown = desk.command(&["keys", "show", "witness.pub.pem", "--vkey", NAME]);
    assert!(String::from_utf8(shown.stdout).unwrap().contains(&vkey));
    assert!(Path::new(&desk.path("state/lock")).exists());
}
