//! What the fields of a page, reasons, verdicts, checks, kinds of document and levels are called.

use super::{Both, both};
use hezheng_core::verify::{Check, Outcome, Reason};

/// What a field of a page is called (core's `page`).
#[must_use]
pub(crate) fn page_field(name: &str) -> Both {
    match name {
        "number" => both("证书序列号", "the certificate number"),
        "holder" => both("姓名", "the name"),
        "id_kind" => both("证件类型", "the kind of identity document"),
        "id_text" => both("证件号码", "the identity number"),
        "programme" => both("培训项目", "the programme"),
        "training_first" => both("培训开始日期", "the first day of training"),
        "training_last" => both("培训结束日期", "the last day of training"),
        "issued" => both("发证日期", "the date of issue"),
        "class_hours" => both("学时", "the class hours"),
        "occupation_code" => both("职业编码", "the occupation code"),
        "skill_level" => both("技能等级", "the skill level"),
        "class_filing" => both("开班备案号", "the class filing number"),
        "institution" => both("培训机构", "the institution"),
        "authority" => both("备案机关", "the authority"),
        "check_code" => both("核验码", "the check code"),
        "address" => both("核验网址", "the address"),
        "portrait" => both("照片", "the portrait"),
        _ => both("文字", "the text"),
    }
}

/// A reason in a few words: after a failed check, and for `{what}`.
#[must_use]
pub(crate) fn in_short(reason: Reason) -> Both {
    match reason {
        Reason::Malformed => both("不是证书内容", "not the contents of a certificate"),
        Reason::NoTrustBundle => both("本机没有机构名录", "no list of institutions on this device"),
        Reason::ClockBehind => both("本机时钟早于名录的发布时间", "this clock is before the list was issued"),
        Reason::TrustBundleExpired => both("本机的机构名录已过期", "the list of institutions has expired"),
        Reason::TrustBundleTooOld => both("本机的机构名录不够新", "the list of institutions is too old"),
        Reason::UnknownIssuerKey => {
            both("签发密钥不在机构名录中", "the issuing key is not on the list of institutions")
        }
        Reason::IssuerMismatch => both("签发密钥属于另一家机构", "the issuing key is another institution's"),
        Reason::IssuerKeyNotValidThen => {
            both("备案时签发密钥不在有效期内", "the issuing key was not in force at registration")
        }
        Reason::IssuerKeyDistrusted => both("签发密钥已停止信任", "the issuing key is no longer trusted"),
        Reason::BadSignature => both("培训机构的签名不正确", "the institution's signature is wrong"),
        Reason::NotRegistered => both("没有备案签名", "no registration signature"),
        Reason::UnknownRegistryKey => both("备案密钥不在名录中", "the registration key is not on the list"),
        Reason::RegistryKeyNotValidThen => {
            both("备案时备案密钥不在有效期内", "the registration key was not in force then")
        }
        Reason::RegistryKeyDistrusted => both("备案密钥已停止信任", "the registration key is no longer trusted"),
        Reason::BadRegistration => both("备案签名或回执不正确", "the registration's signature or receipt is wrong"),
        Reason::ReceiptRequired => both("缺少备案回执", "a registration receipt is needed"),
        Reason::LogContradicted => both("备案日志前后矛盾", "the registration log contradicts itself"),
        Reason::RegisteredInFuture => both("备案时间晚于本机时间", "registered later than this clock says"),
        Reason::NumberMismatch => both(
            "证书序列号与备案机关、培训机构或年份不符",
            "the number does not fit the authority, the institution or the year",
        ),
        Reason::RegisteredBeforeIssue => both("备案早于发证日期", "registered before the date of issue"),
        Reason::Revoked => both("已被吊销", "revoked"),
        Reason::Suspended => both("已暂停使用", "suspended"),
        Reason::Superseded => both("已被新证书替换", "replaced by a new certificate"),
        Reason::StatusUnknown => both("没有涵盖该证书的吊销信息", "no revocation data covers it"),
        Reason::StatusStale => both("吊销信息已过期", "the revocation data is out of date"),
        Reason::Altered => both("页面文字与签名内容不一致", "the page differs from what was signed"),
    }
}

/// The verdict in one word, and its mark: told apart by shape before colour.
#[must_use]
pub(crate) fn face(outcome: Outcome) -> (char, Both) {
    match outcome {
        Outcome::Valid => ('✓', both("有效", "Valid")),
        Outcome::Invalid => ('✗', both("无效", "Not valid")),
        Outcome::Indeterminate => ('?', both("无法确认", "Cannot be confirmed")),
    }
}

/// The name of a check.
#[must_use]
pub(crate) fn check(check: Check) -> Both {
    match check {
        Check::Decode => both("读取内容", "Contents read"),
        Check::Trust => both("机构名录", "List of institutions"),
        Check::IssuerKey => both("签发密钥", "Issuing key"),
        Check::IssuerSignature => both("培训机构签名", "Institution's signature"),
        Check::Registration => both("人社部门备案", "Registration"),
        Check::Consistency => both("编号一致", "Number agrees"),
        Check::Status => both("吊销状态", "Revocation"),
    }
}

/// The kind of an identity document, by its code.
#[must_use]
pub(crate) fn id_kind(code: u64) -> Both {
    match code {
        1 => both("居民身份证", "Resident identity card"),
        2 => both("港澳台居民居住证", "Residence permit (Hong Kong, Macao, Taiwan)"),
        3 => both("外国人永久居留身份证", "Foreign permanent resident card"),
        4 => both("港澳居民来往内地通行证", "Mainland travel permit (Hong Kong, Macao)"),
        5 => both("台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"),
        6 => both("护照", "Passport"),
        _ => both("其他证件", "Other document"),
    }
}

/// A skill level, by its number. core lets no other through.
#[must_use]
pub(crate) fn skill_level(level: u64) -> Both {
    match level {
        1 => both("一级/高级技师", "Level 1 (senior technician)"),
        2 => both("二级/技师", "Level 2 (technician)"),
        3 => both("三级/高级工", "Level 3 (senior worker)"),
        4 => both("四级/中级工", "Level 4 (intermediate worker)"),
        _ => both("五级/初级工", "Level 5 (junior worker)"),
    }
}

/// A reason for a revocation, by its code.
#[must_use]
pub(crate) fn order_reason(reason: hezheng_core::status::order::Reason) -> Both {
    use hezheng_core::status::order::Reason as Order;
    match reason {
        Order::Other => both("其他", "other"),
        Order::NoExamHeld => both("未组织考核", "no examination was held"),
        Order::FalseIdentity => both("冒用身份", "false identity"),
        Order::IneligibleTrainee => both("不符合参训条件", "trainee was not eligible"),
        Order::FalseTrainingRecord => both("培训记录不实", "false training record"),
        Order::Sold => both("买卖证书", "certificate was sold"),
        Order::WrongData => both("信息有误", "wrong data"),
        Order::KeyCompromised => both("签发密钥被盗用", "key compromised"),
        Order::AskedByHolder => both("持证人申请", "asked for by the holder"),
    }
}
