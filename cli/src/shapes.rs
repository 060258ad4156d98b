//! The structures of wire format 1 as data, for showing them: which key means what. Nothing is decided by this; what counts
//! is how core decodes.

use crate::verdict_words::Both;

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
const STATUS: Shape = Shape::Code(&[
    code(0, "有效（恢复）", "valid (reinstated)"),
    code(1, "吊销", "revoked"),
    code(2, "暂停", "suspended"),
    code(3, "被替换", "superseded"),
]);

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

/// A receipt (RFC 9942).
pub(crate) static RECEIPT: Shape = Shape::Tagged(&Shape::Tuple(&[
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
                    field(1, "日志", "origin of the log", Shape::Plain),
                    field(2, "证书序列号", "certificate number", Shape::Plain),
                    field(6, "时间", "time", Shape::Time),
                    field(-65_538, "树大小", "tree size", Shape::Plain),
                ]),
            ),
            field(395, "日志结构（1：RFC 9162）", "structure of the log (1: RFC 9162)", Shape::Plain),
        ])),
    ),
    field(
        1,
        "不受保护的头",
        "unprotected header",
        Shape::Map(&[field(
            396,
            "证明",
            "proofs",
            Shape::Map(&[field(
                -1,
                "包含证明",
                "inclusion",
                Shape::Each(&Shape::Embedded(&Shape::Tuple(&[
                    field(0, "树大小", "tree size", Shape::Plain),
                    field(1, "叶序号", "leaf index", Shape::Plain),
                    field(2, "路径", "path", Shape::Plain),
                ]))),
            )]),
        )]),
    ),
    field(2, "内容（分离：树根）", "payload (detached: the root)", Shape::Plain),
    field(3, SIGNATURE, "signature", Shape::Plain),
]));

/// A signed statement, registered or not.
pub(crate) static STATEMENT: Shape = Shape::Tagged(&Shape::Tuple(&[
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
                    field(
                        1,
                        "培训机构的统一社会信用代码",
                        "the institution's unified social credit code",
                        Shape::Plain,
                    ),
                    field(2, "证书序列号", "certificate number", Shape::Plain),
                ]),
            ),
            TYP,
        ])),
    ),
    field(
        1,
        "不受保护的头",
        "unprotected header",
        Shape::Map(&[
            field(11, "备案签名", "registration: the authority's countersignature", COUNTERSIGNATURE),
            field(394, "回执", "receipts", Shape::Each(&Shape::Embedded(&RECEIPT))),
        ]),
    ),
    field(
        2,
        "证书内容",
        "body",
        Shape::Embedded(&Shape::Map(&[
            field(1, "姓名", "name", Shape::Plain),
            field(
                2,
                "证件",
                "identity document",
                Shape::Tuple(&[
                    field(
                        0,
                        "种类",
                        "kind",
                        Shape::Code(&[
                            code(1, "居民身份证", "resident identity card"),
                            code(2, "港澳台居民居住证", "residence permit (Hong Kong, Macao, Taiwan)"),
                            code(3, "外国人永久居留身份证", "foreign permanent resident card"),
                            code(4, "港澳居民来往内地通行证", "mainland travel permit (Hong Kong, Macao)"),
                            code(5, "台湾居民来往大陆通行证", "mainland travel permit (Taiwan)"),
                            code(6, "护照", "passport"),
                            code(9, "其他", "other"),
                        ]),
                    ),
                    field(1, "号码后四位", "last four characters of its number", Shape::Plain),
                ]),
            ),
            field(3, "培训项目", "programme", Shape::Plain),
            field(
                4,
                "培训起止日期",
                "training",
                Shape::Tuple(&[field(0, "起", "first day", Shape::Date), field(1, "止", "last day", Shape::Date)]),
            ),
            field(5, "发证日期", "date of issue", Shape::Date),
            field(6, "学时", "class hours", Shape::Plain),
            field(7, "职业编码", "occupation code", Shape::Plain),
            field(8, "技能等级", "skill level", Shape::Plain),
            field(9, "开班备案号", "class filing number", Shape::Plain),
            field(10, "照片的 SHA-256", "SHA-256 of the portrait", Shape::Plain),
            field(11, "编号规则", "number scheme", Shape::Plain),
        ])),
    ),
    field(3, "培训机构的签名", "the institution's signature", Shape::Plain),
]));

const FROM: Field = field(2, "有效起", "valid from", Shape::Time);
const UNTIL: Field = field(3, "有效止", "valid until", Shape::Time);
const DISTRUSTED: Field = field(4, "自此叶序号起不再信任", "distrusted from leaf index", Shape::Plain);

/// A trust bundle.
pub(crate) static BUNDLE: Shape = Shape::Tagged(&Shape::Tuple(&[
    field(0, "受保护的头", "protected header", PLAIN_HEADER),
    field(
        1,
        "不受保护的头",
        "unprotected header",
        Shape::Map(&[field(11, "第二根密钥的签名", "the second root key's countersignature", COUNTERSIGNATURE)]),
    ),
    field(
        2,
        "名录",
        "bundle",
        Shape::Embedded(&Shape::Map(&[
            field(1, "版本", "version", Shape::Plain),
            field(2, "发布时间", "issued at", Shape::Time),
            field(3, "过期时间", "expires at", Shape::Time),
            field(4, "根公钥", "root keys", Shape::Each(&Shape::Key)),
            field(
                5,
                "人社部门",
                "authorities",
                Shape::Each(&Shape::Map(&[
                    field(1, "行政区划代码", "GB/T 2260 code", Shape::Plain),
                    field(2, "名称", "name", Shape::Plain),
                    field(3, "备案系统地址", "base URL", Shape::Plain),
                    field(4, "日志", "origin of the log", Shape::Plain),
                    field(
                        5,
                        "服务密钥",
                        "service keys",
                        Shape::Each(&Shape::Map(&[
                            field(1, "公钥", "key", Shape::Key),
                            FROM,
                            UNTIL,
                            DISTRUSTED,
                            field(
                                5,
                                "用途",
                                "uses",
                                Shape::Bits(&[
                                    code(1, "备案", "countersign"),
                                    code(2, "吊销快照", "snapshot"),
                                    code(4, "日志与回执", "log and receipts"),
                                ]),
                            ),
                        ])),
                    ),
                    field(
                        6,
                        "经办人密钥",
                        "officers' keys",
                        Shape::Each(&Shape::Map(&[
                            field(1, "公钥", "key", Shape::Key),
                            FROM,
                            UNTIL,
                            field(
                                5,
                                "权限",
                                "roles",
                                Shape::Bits(&[code(1, "下令", "order"), code(2, "批准", "approve")]),
                            ),
                            field(6, "工号", "staff code", Shape::Plain),
                        ])),
                    ),
                ])),
            ),
            field(
                6,
                "培训机构",
                "institutions",
                Shape::Each(&Shape::Map(&[
                    field(1, "统一社会信用代码", "unified social credit code", Shape::Plain),
                    field(
                        2,
                        "名称",
                        "names",
                        Shape::Each(&Shape::Tuple(&[
                            field(0, "自", "from", Shape::Date),
                            field(1, "名称", "name", Shape::Plain),
                        ])),
                    ),
                    field(3, "备案部门代码", "code of its authority", Shape::Plain),
                    field(4, "机构编号", "institution number", Shape::Plain),
                    field(
                        5,
                        "签发密钥",
                        "issuing keys",
                        Shape::Each(&Shape::Map(&[field(1, "公钥", "key", Shape::Key), FROM, UNTIL, DISTRUSTED])),
                    ),
                ])),
            ),
            field(
                7,
                "见证人",
                "witnesses",
                Shape::Tuple(&[
                    field(0, "至少几位", "how many must have cosigned", Shape::Plain),
                    field(
                        1,
                        "见证人",
                        "witnesses",
                        Shape::Each(&Shape::Tuple(&[
                            field(0, "名称", "name", Shape::Plain),
                            field(1, "公钥", "key", Shape::Key),
                        ])),
                    ),
                ]),
            ),
        ])),
    ),
    field(3, "根密钥的签名", "the root key's signature", Shape::Plain),
]));

/// Gaps or runs: their places mean different things, so only what they share is named.
const INDEX_SET: Shape = Shape::Tuple(&[
    field(
        0,
        "形式",
        "form",
        Shape::Code(&[
            code(0, "逐个：个数、k、位串", "gaps: count, k, bits"),
            code(1, "成段：段数、k、k、位串", "runs: count, k, k, bits"),
        ]),
    ),
    field(1, "个数", "count", Shape::Plain),
]);

/// A revocation snapshot.
pub(crate) static SNAPSHOT: Shape = Shape::Tagged(&Shape::Tuple(&[
    field(0, "受保护的头", "protected header", PLAIN_HEADER),
    field(1, "不受保护的头", "unprotected header", Shape::Map(&[])),
    field(
        2,
        "快照",
        "snapshot",
        Shape::Embedded(&Shape::Map(&[
            field(1, "人社部门代码", "authority code", Shape::Plain),
            field(2, "截至", "as of", Shape::Time),
            field(3, "下次更新不晚于", "next update due", Shape::Time),
            field(4, "树大小", "tree size", Shape::Plain),
            field(
                5,
                "叶序号，按状态",
                "leaf indices, by status",
                Shape::Map(&[
                    field(1, "已吊销", "revoked", INDEX_SET),
                    field(2, "已暂停", "suspended", INDEX_SET),
                    field(3, "已被替换", "superseded", INDEX_SET),
                ]),
            ),
            field(6, "当时的名录版本", "version of the trust bundle then", Shape::Plain),
        ])),
    ),
    field(3, "人社部门的签名", "the authority's signature", Shape::Plain),
]));

/// An order.
pub(crate) static ORDER: Shape = Shape::Tagged(&Shape::Tuple(&[
    field(0, "受保护的头", "protected header", PLAIN_HEADER),
    field(
        1,
        "不受保护的头",
        "unprotected header",
        Shape::Map(&[field(11, "批准人的签名", "the approver's countersignature", COUNTERSIGNATURE)]),
    ),
    field(
        2,
        "状态令",
        "order",
        Shape::Embedded(&Shape::Map(&[
            field(1, "编号", "id", Shape::Plain),
            field(2, "新状态", "new status", STATUS),
            field(
                3,
                "范围",
                "selector",
                Shape::Map(&[
                    field(1, "证书序列号", "certificate numbers", Shape::Each(&Shape::Plain)),
                    field(
                        2,
                        "某机构一段登记",
                        "an institution, from..until",
                        Shape::Tuple(&[
                            field(0, "统一社会信用代码", "unified social credit code", Shape::Plain),
                            field(1, "起（含）", "from leaf index", Shape::Plain),
                            field(2, "止（不含）", "until leaf index, exclusive", Shape::Plain),
                        ]),
                    ),
                    field(3, "开班备案号", "class filing", Shape::Plain),
                ]),
            ),
            field(
                4,
                "原因",
                "reason",
                Shape::Code(&[
                    code(0, "其他", "other"),
                    code(1, "未组织考试", "no exam held"),
                    code(2, "身份信息虚假", "false identity"),
                    code(3, "学员不符合条件", "ineligible trainee"),
                    code(4, "培训记录虚假", "false training record"),
                    code(5, "买卖证书", "sold"),
                    code(6, "信息有误", "wrong data"),
                    code(7, "密钥被盗用", "key compromised"),
                    code(8, "持证人申请", "asked by the holder"),
                ]),
            ),
            field(5, "下令时间", "ordered at", Shape::Time),
            field(6, "人社部门代码", "authority code", Shape::Plain),
            field(7, "备注的 SHA-256（加盐）", "SHA-256 of a salted note", Shape::Plain),
            field(8, "下令时的树大小", "tree size that the officers saw", Shape::Plain),
        ])),
    ),
    field(3, "经办人的签名", "the officer's signature", Shape::Plain),
]));

/// A pack.
pub(crate) static PACK: Shape = Shape::Tuple(&[
    field(0, "信任名录", "trust bundles", Shape::Each(&Shape::Embedded(&BUNDLE))),
    field(1, "吊销快照", "snapshots", Shape::Each(&Shape::Embedded(&SNAPSHOT))),
    field(2, "检查点", "checkpoints", Shape::Each(&Shape::Plain)),
]);
