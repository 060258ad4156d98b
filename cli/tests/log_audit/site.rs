//! What a bureau publishes, as files, and a server of them on 127.0.0.1.

use crate::bureau::{Log, ORIGIN, SERVICE, key, public};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::log::checkpoint::{CheckpointDraft, UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::cosignature::{CosignatureDraft, Cosigner};
use hezheng_core::log::frontier::Frontier;
use hezheng_core::log::tile::{Content, Level, TILE_HEIGHT, Tile, encode_hashes, push_entry};
use hezheng_core::log::tree::leaf_hash;
use hezheng_core::time::Time;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_keys::Signer;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Files by their path below the base URL.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Everything that a log's authority publishes.
pub(crate) fn publish(log: &Log) -> Files {
    let size = TreeSize(log.entries.len() as u64);
    let mut levels: Vec<Vec<Hash>> = Level::all().map(|_| Vec::new()).collect();
    let mut frontier = Frontier::new();
    for entry in &log.entries {
        frontier.push(leaf_hash(entry), |level, _, hash| {
            if level % TILE_HEIGHT == 0 {
                levels[(level / TILE_HEIGHT) as usize].push(*hash);
            }
        });
    }
    let mut files = Files::new();
    for tile in Tile::of_tree(Content::Entries, size, 0) {
        let mut bytes = Vec::new();
        for entry in &log.entries[range(&tile)] {
            push_entry(&mut bytes, entry).unwrap();
        }
        files.insert(tile.to_string(), bytes);
    }
    for (level, hashes) in Level::all().zip(&levels) {
        for tile in Tile::of_tree(Content::Hashes(level), size, 0) {
            files.insert(tile.to_string(), encode_hashes(&hashes[range(&tile)]));
        }
    }
    let snapshot = log.signed_snapshot();
    let pack = UnverifiedPack { bundles: vec![&log.bundle], snapshots: vec![&snapshot], checkpoints: Vec::new() };
    files.insert("v1/pack".into(), pack.encode());
    files.insert("v1/snapshot".into(), snapshot);
    files.extend(log.orders.iter().map(|(hash, order)| (format!("v1/orders/{hash}"), order.clone())));
    files.insert("checkpoint".into(), checkpoint(size, &frontier.root()).into_bytes());
    files
}

fn range(tile: &Tile) -> std::ops::Range<usize> {
    let first = usize::try_from(tile.first()).unwrap();
    first..first + usize::from(tile.width())
}

/// A checkpoint that the log signed.
pub(crate) fn checkpoint(size: TreeSize, root: &Hash) -> String {
    let draft = CheckpointDraft::new(ORIGIN, size, root).unwrap();
    draft.finish(&public(SERVICE), &key(SERVICE).sign(draft.to_be_signed()))
}

pub(crate) fn verified(note: &[u8]) -> VerifiedCheckpoint {
    UnverifiedCheckpoint::decode(note).unwrap().verify(ORIGIN, &public(SERVICE)).unwrap()
}

/// Has this witness cosign the checkpoint.
pub(crate) fn cosign(files: &mut Files, (name, label): (&str, u8)) {
    let note = files.get_mut("checkpoint").unwrap();
    let draft = CosignatureDraft::new(&verified(note), Time(1_779_180_000));
    let line = draft.finish(&Cosigner { name, key: public(label) }, &key(label).sign(draft.to_be_signed()));
    note.extend(line.as_bytes());
}

/// A server of files.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) url: String,
    files: Arc<Mutex<Files>>,
    /// What is served once a checkpoint was.
    later: Arc<Mutex<Option<Files>>>,
}

impl Site {
    /// Serves until the test's process ends.
    pub(crate) fn of(files: Files) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/130100", listener.local_addr().unwrap());
        let site = Self { url, files: Arc::new(Mutex::new(files)), later: Arc::default() };
        let served = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = served.clone();
                // A client that breaks off is the test's to judge.
                std::thread::spawn(move || site.answer(&stream).ok());
            }
        });
        site
    }

    /// Serves something else from now on.
    pub(crate) fn serve(&self, files: Files) {
        *self.files.lock().unwrap() = files;
    }

    /// Serves something else as soon as somebody has fetched the checkpoint.
    pub(crate) fn serve_after_checkpoint(&self, files: Files) {
        *self.later.lock().unwrap() = Some(files);
    }

    fn answer(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream.try_clone()?;
        loop {
            let mut first = String::new();
            if reader.read_line(&mut first)? == 0 {
                return Ok(());
            }
            loop {
                let mut header = String::new();
                if reader.read_line(&mut header)? == 0 || header == "\r\n" {
                    break;
                }
            }
            let path = first.split(' ').nth(1).unwrap_or_default();
            let path = path.strip_prefix("/130100/").unwrap_or_default();
            let content = self.files.lock().unwrap().get(path).cloned();
            if path == "checkpoint"
                && let Some(later) = self.later.lock().unwrap().take()
            {
                self.serve(later);
            }
            let (status, content) = content.map_or((404, Vec::new()), |content| (200, content));
            write!(writer, "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", content.len())?;
            writer.write_all(&content)?;
        }
    }
}
