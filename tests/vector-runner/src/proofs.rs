//! merkle and receipt.

use crate::case::{Summary, bytes, hash, list, public_key, sign, text, time};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize, to_hex};
use hezheng_core::log::Entry;
use hezheng_core::log::receipt::{ReceiptDraft, ReceiptSubject, UnverifiedReceipt};
use hezheng_core::log::tree::{self, Nodes};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::with_receipts;
use serde_json::Value;

/// The complete subtrees over some leaf hashes.
struct Subtrees(Vec<Vec<Hash>>);

impl Subtrees {
    fn over(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let next = level.chunks_exact(2).map(|pair| tree::node_hash(&pair[0], &pair[1])).collect();
            levels.push(next);
        }
        Self(levels)
    }
}

impl Nodes for Subtrees {
    type Error = ();

    fn node(&self, level: u32, index: u64) -> Result<Hash, ()> {
        let level = self.0.get(level as usize).ok_or(())?;
        level.get(usize::try_from(index).map_err(|_| ())?).copied().ok_or(())
    }
}

fn size(value: &Value) -> TreeSize {
    TreeSize(value.as_u64().unwrap_or_default())
}

pub fn merkle(file: &Value, summary: &mut Summary) {
    let entries: Vec<Vec<u8>> = list(&file["entries"]).iter().map(bytes).collect();
    let leaves: Vec<Hash> = entries.iter().map(|entry| tree::leaf_hash(entry)).collect();
    summary.equal("leaf hashes", &leaves, &list(&file["leaf_hashes"]).iter().map(hash).collect());
    let roots: Vec<Hash> = list(&file["roots"]).iter().map(hash).collect();
    let nodes = Subtrees::over(leaves.clone());
    for (count, root) in (0_u64..).zip(&roots) {
        summary.equal(&format!("root of {count}"), &tree::root(&nodes, TreeSize(count)), &Ok(*root));
    }
    let root =
        |count: TreeSize| roots.get(usize::try_from(count.0).unwrap_or(usize::MAX)).copied().unwrap_or(Hash([0; 32]));
    for case in list(&file["inclusion"]) {
        let (of, index, path) =
            (size(&case["size"]), size(&case["index"]).0, list(&case["path"]).iter().map(hash).collect::<Vec<_>>());
        let leaf = usize::try_from(case["leaf"].as_u64().unwrap_or(index)).unwrap_or_default();
        let leaf_hash = leaves.get(leaf).copied().unwrap_or(Hash([0; 32]));
        let ok = tree::root_from_inclusion(of, LeafIndex(index), &leaf_hash, &path) == Some(root(of));
        summary.equal(&case.to_string(), &Some(ok), &case["ok"].as_bool());
        if ok {
            let made = tree::prove_inclusion(&nodes, of, LeafIndex(index)).ok().flatten();
            summary.equal(&case.to_string(), &made.map(|made| (made.path, made.root)), &Some((path, root(of))));
        }
    }
    for case in list(&file["consistency"]) {
        let (first, second) = (size(&case["first"]), size(&case["second"]));
        let given = |key: &str, of| case[key].as_str().map_or(root(of), |_| hash(&case[key]));
        let path: Vec<Hash> = list(&case["path"]).iter().map(hash).collect();
        let ok =
            tree::is_consistent((first, &given("root_first", first)), (second, &given("root_second", second)), &path);
        summary.equal(&case.to_string(), &Some(ok), &case["ok"].as_bool());
        if ok && first.0 > 0 {
            summary.equal(&case.to_string(), &tree::prove_consistency(&nodes, first, second), &Ok(path));
        }
    }
    for case in list(&file["entry_forms"]["accept"]) {
        let (note, raw) = (text(&case["note"]), bytes(&case["entry"]));
        summary.equal(note, &Entry::decode(&raw).map(|entry| to_hex(&entry.encode())), &Ok(to_hex(&raw)));
        summary.equal(note, &tree::leaf_hash(&raw), &hash(&case["leaf_hash"]));
    }
    for case in list(&file["entry_forms"]["refuse"]) {
        summary.check(text(&case["note"]), Entry::decode(&bytes(&case["entry"])).is_err(), "was accepted");
    }
}

pub fn receipt(file: &Value, summary: &mut Summary) {
    for case in list(&file["accept"]) {
        if accepted(case, summary).is_none() {
            summary.check(&case["tree_size"].to_string(), false, "a step of it was refused");
        }
    }
    for case in list(&file["refuse"]) {
        let raw = bytes(&case["receipt"]);
        let proves = UnverifiedReceipt::decode(&raw).is_ok_and(|receipt| {
            receipt.proves(
                &tree::leaf_hash(&bytes(&case["entry"])),
                text(&case["origin"]),
                &public_key(&case["public"]),
            )
        });
        summary.check(text(&case["note"]), !proves, "was accepted");
    }
}

fn accepted(case: &Value, summary: &mut Summary) -> Option<()> {
    let what = format!("receipt of leaf {} in {}", case["leaf_index"], case["tree_size"]);
    let nodes = Subtrees::over(list(&case["leaf_hashes"]).iter().map(hash).collect());
    let leaf = LeafIndex(case["leaf_index"].as_u64()?);
    let proof = tree::prove_inclusion(&nodes, size(&case["tree_size"]), leaf).ok()??;
    summary.equal(&what, &proof.root, &hash(&case["root"]));
    let number = CertificateNumber::parse(text(&case["subject"])).ok()?;
    let subject = ReceiptSubject { origin: text(&case["origin"]), number: &number };
    let draft = ReceiptDraft::new(public_key(&case["public"]).kid(), subject, time(&case["time"]), &proof);
    let made = draft.finish(&sign(&case["key_seed"], draft.to_be_signed()));
    summary.equal(&what, &to_hex(&made), &text(&case["receipt"]).to_owned());
    let entry_hash = tree::leaf_hash(&bytes(&case["entry"]));
    let receipt = UnverifiedReceipt::decode(&made).ok()?;
    summary.check(
        &what,
        receipt.proves(&entry_hash, text(&case["origin"]), &public_key(&case["public"])),
        "does not prove it",
    );
    let whole = bytes(&case["statement_with_registration_and_receipt"]);
    summary.equal(&what, &with_receipts(&whole, &[&made]).map(|bytes| to_hex(&bytes)), &Ok(to_hex(&whole)));
    Some(())
}
