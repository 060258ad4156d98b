//! A trust bundle: who is listed, with which keys.

use super::{COUNTERSIGNATURE, Field, PLAIN_HEADER, Shape, code, field};

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
