//! What must hold after a fault: everything acknowledged is there and valid, the log passes an audit from outside, and the
//! store passes fsck.

use crate::bureau::{Bureau, now};
use crate::load::Acknowledged;
use crate::node::Node;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Outcome, Presented, Proof, verify};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

pub(crate) struct Aftermath<'a> {
    pub(crate) bureau: &'a Bureau,
    pub(crate) node: &'a mut Node,
}

impl Aftermath<'_> {
    /// Checks all of it; the node is stopped then. Gives what audit and fsck counted.
    pub(crate) fn check(self, acknowledged: &[Acknowledged]) -> String {
        self.node.until_ready();
        let client = &self.node.client;
        let pack = client.get("/130100/v1/pack").body;
        let pack = UnverifiedPack::decode(&pack).unwrap();
        let trust = Trust::follow(&[self.bureau.root], &pack.bundles);
        let evidence = Evidence::collect(&trust, &pack.snapshots, now());
        let mut places = BTreeSet::new();
        for certificate in acknowledged {
            let again = self.bureau.send(client, "v1/certificates", certificate.request.clone());
            assert_eq!((again.status, &again.body), (200, &certificate.registered), "lost, or another answer");
            let report = verify(Presented::Statement(&certificate.registered), &evidence, &trust, now());
            assert_eq!(report.outcome, Outcome::Valid, "{report:?}");
            let registered = report.evidence.registered.unwrap();
            assert_eq!(registered.proof, Proof::Proved);
            assert!(places.insert(registered.leaf), "two certificates at {:?}", registered.leaf);
        }
        let audited = self.audit();
        self.node.kill();
        format!("audit: {audited}; fsck: {}", self.fsck())
    }

    fn audit(&self) -> String {
        let folder = tempfile::tempdir().unwrap();
        let report = audit(self.bureau, self.node, &folder.path().join("seen"));
        assert_eq!(report["clean"], true, "{report}");
        format!("{} entries", report["log"]["tree_size"])
    }

    fn fsck(&self) -> &'static str {
        let mut fsck = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        succeed(fsck.args(["registry", "fsck", "--config"]).arg(self.node.config()));
        "clean"
    }
}

/// What an outsider finds who keeps what was seen in this file.
pub(crate) fn audit(bureau: &Bureau, node: &Node, seen: &Path) -> serde_json::Value {
    let mut audit = Command::new(env!("CARGO_BIN_EXE_hezheng"));
    audit.args(["log", "audit", &node.client.url("/130100"), "--json", "--lang", "en", "--root"]);
    audit.arg(bureau.folder.path().join("root.pub.pem")).arg("--state").arg(seen);
    let output = audit.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} exited {}\n{out}\n{err}", output.status);
    out.into_owned()
}
