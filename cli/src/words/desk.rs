//! The rules of a bureau, states of classes and severities, in words.

use crate::language::Lang;

/// What a rule wants, by its stable code.
pub(crate) fn rule(lang: Lang, code: &str) -> &str {
    let (zh, en) = match code {
        "number_authority" => ("证书序列号是本机关的", "the number is this authority's"),
        "number_institution" => ("证书序列号是本机构的", "the number is this institution's"),
        "number_year" => ("序列号年份与发证年份一致", "the number's year is the year of issue"),
        "issued_in_future" => ("发证日期不晚于今天", "the date of issue is no day to come"),
        "number_taken" => ("证书序列号未被使用", "the number is nobody else's"),
        "number_not_reserved" => ("证书序列号已由本机构预留", "the institution reserved the number"),
        "already_issued" => ("没有相同培训的证书", "no other certificate of this training"),
        "check_code_taken" => ("核验码不与他证重复", "the check code is nobody else's"),
        "class_required" => ("注明开班备案号", "a class is named"),
        "class_accepted" => ("班级属本机构且已受理", "the class is the institution's, and accepted"),
        "programme_allowed" => ("培训项目与班级一致", "the programme is the class's"),
        "class_dates" => ("培训日期与班级一致", "the training dates are the class's"),
        "class_finished" => ("发证时班级已结束", "the class ended by the day of issue"),
        "on_roster" => ("学员在花名册中", "the person is on the roster"),
        "passed" => ("学员结业考核合格", "the person passed"),
        "issue_window" => ("结束后及时发证", "issued soon after the training"),
        "hours_against_dates" => ("课时与日期相符", "the hours fit the dates"),
        "course_overlap" => ("同期没有其他培训", "no other course on the same days"),
        "same_level_twice" => ("没有相同职业和等级的证书", "no other certificate of this occupation and level"),
        "pace" => ("当日备案数量", "certificates in one day"),
        "quota" => ("本年度备案数量", "certificates in one year"),
        "number_scheme" => ("证书编号规则已启用", "the number scheme is in use"),
        "never_taken" => ("本人称从未参加本次培训", "the holder says that this training was never taken"),
        "class_returned" => ("班级未在发证后被退回", "the class was not returned after certificates were issued"),
        other => return other,
    };
    lang.pick(zh, en)
}

/// What happens where a rule is broken.
pub(crate) fn severity(lang: Lang, code: &str) -> &str {
    match code {
        "always" => lang.pick("拒绝（固定）", "refuse (always)"),
        "approve" => lang.pick("须批准", "approve"),
        "refuse" => lang.pick("拒绝", "refuse"),
        "flag" => lang.pick("标记", "flag"),
        "off" => lang.pick("关闭", "off"),
        other => other,
    }
}

/// What a rule found.
pub(crate) fn found(lang: Lang, code: &str) -> &str {
    match code {
        "met" => lang.pick("符合", "met"),
        "broken" => lang.pick("不符合", "broken"),
        "not_applicable" => lang.pick("不适用", "does not apply"),
        other => other,
    }
}

/// Where a class stands.
pub(crate) fn state(lang: Lang, code: &str) -> &str {
    match code {
        "waiting" => lang.pick("待受理", "waits"),
        "accepted" => lang.pick("已受理", "accepted"),
        "returned" => lang.pick("已退回", "returned"),
        "withdrawn" => lang.pick("已撤回", "withdrawn"),
        other => other,
    }
}
