//! A certificate: the signed statement, and the receipt of its registration.

use super::{ALGORITHM, COUNTERSIGNATURE, KID, SIGNATURE, Shape, TYP, code, field};

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
