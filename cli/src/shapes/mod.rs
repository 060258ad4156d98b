//! The structures of wire format 1 as data, for showing them: which key means what. Nothing is decided by this; what counts
//! is how core decodes. Here is what a shape can be, and what several structures have alike.

mod bundle;
mod certificate;
mod status;

use crate::verdict_words::Both;
pub(crate) use bundle::BUNDLE;
pub(crate) use certificate::{RECEIPT, STATEMENT};
pub(crate) use status::{ORDER, SNAPSHOT};

/// What an item is, as far as showing it goes.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Shown as it is written.
    Plain,
    /// Days since 1970.
    Date,
    /// Seconds since 1970.
    Time,
    /// The 32 bytes of a public key, shown with its kid.
    Key,
    /// A number that stands for something.
    Code(&'static [(u64, Both)]),
    /// A number whose bits stand for something.
    Bits(&'static [(u64, Both)]),
    /// A map.
    Map(&'static [Field]),
    /// An array whose places differ; the key of a field is its place.
    Tuple(&'static [Field]),
    /// An array whose items are alike.
    Each(&'static Shape),
    /// A byte string that holds an item.
    Embedded(&'static Shape),
    /// A tag before an item.
    Tagged(&'static Shape),
}

/// A named item of a map or array.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its key, or its place.
    pub(crate) key: i64,
    /// What it is called.
    pub(crate) name: Both,
    /// What it is.
    pub(crate) shape: Shape,
}

const fn field(key: i64, zh: &'static str, en: &'static str, shape: Shape) -> Field {
    Field { key, name: Both { zh, en }, shape }
}

const fn code(code: u64, zh: &'static str, en: &'static str) -> (u64, Both) {
    (code, Both { zh, en })
}

const ALGORITHM: Field = field(1, "算法（-19：Ed25519）", "algorithm (-19: Ed25519)", Shape::Plain);
const KID: Field = field(4, "签名密钥的标识 kid", "kid of the signing key", Shape::Plain);
const TYP: Field = field(
    16,
    "类型",
    "typ",
    Shape::Code(&[
        code(65_001, "证书声明", "statement"),
        code(65_002, "信任名录", "trust bundle"),
        code(65_003, "吊销快照", "revocation snapshot"),
        code(65_004, "状态令", "order"),
    ]),
);
const SIGNATURE: &str = "签名";

/// The protected header of bundles, snapshots and orders.
const PLAIN_HEADER: Shape = Shape::Embedded(&Shape::Map(&[ALGORITHM, KID, TYP]));

/// A full countersignature (RFC 9338).
const COUNTERSIGNATURE: Shape = Shape::Tuple(&[
    field(
        0,
        "受保护的头",
        "protected header",
        Shape::Embedded(&Shape::Map(&[
            ALGORITHM,
            KID,
            field(
                15,
                "声明",
                "claims",
                Shape::Map(&[
                    field(6, "时间", "time", Shape::Time),
                    field(-65_537, "叶序号", "leaf index", Shape::Plain),
                ]),
            ),
        ])),
    ),
    field(1, "不受保护的头", "unprotected header", Shape::Map(&[])),
    field(2, SIGNATURE, "signature", Shape::Plain),
]);

/// A pack.
pub(crate) static PACK: Shape = Shape::Tuple(&[
    field(0, "信任名录", "trust bundles", Shape::Each(&Shape::Embedded(&BUNDLE))),
    field(1, "吊销快照", "snapshots", Shape::Each(&Shape::Embedded(&SNAPSHOT))),
    field(2, "检查点", "checkpoints", Shape::Each(&Shape::Plain)),
]);
