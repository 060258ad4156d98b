//! What changes and tells a status: an order, and a revocation snapshot.

use super::{COUNTERSIGNATURE, PLAIN_HEADER, Shape, code, field};

const STATUS: Shape = Shape::Code(&[
    code(0, "有效（恢复）", "valid (reinstated)"),
    code(1, "吊销", "revoked"),
    code(2, "暂停", "suspended"),
    code(3, "被替换", "superseded"),
]);

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
