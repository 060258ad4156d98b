//! What the label of a column means, whatever it calls it.

use super::clean::clean;
use super::column::Column;

/// Names that columns bear, surest first, after brackets, spaces and line breaks are gone.
const NAMES: [(Column, &[&str]); 13] = [
    (Column::Name, &["姓名", "学员姓名", "名字", "学员", "学员名称", "NAME"]),
    (Column::IdKind, &["证件类型", "证件种类", "身份证件类型", "证件名称", "证件类别"]),
    (
        Column::IdNumber,
        &[
            "公民身份号码",
            "身份证号码",
            "身份证号",
            "身份证件号码",
            "身份证件号",
            "证件号码",
            "证件号",
            "身份证",
            "身份号码",
        ],
    ),
    (
        Column::Programme,
        &[
            "培训项目",
            "培训项目名称",
            "培训工种",
            "培训职业",
            "培训专业",
            "项目名称",
            "职业工种",
            "工种",
            "职业",
            "专业",
            "项目",
        ],
    ),
    (Column::OccupationCode, &["职业编码", "职业代码", "职业工种编码", "职业工种代码", "工种编码", "工种代码"]),
    (Column::SkillLevel, &["技能等级", "职业技能等级", "培训等级", "等级", "级别"]),
    (Column::Hours, &["培训课时", "培训学时", "总课时", "总学时", "课时", "学时", "课时数", "学时数"]),
    (
        Column::Training,
        &[
            "培训起止日期",
            "培训起止时间",
            "起止日期",
            "起止时间",
            "培训时间",
            "培训日期",
            "培训期间",
            "培训起止",
            "培训时段",
            "培训周期",
        ],
    ),
    (Column::FirstDay, &["培训开始日期", "培训开始时间", "开始日期", "开始时间", "开班日期", "开班时间", "开始", "起"]),
    (Column::LastDay, &["培训结束日期", "培训结束时间", "结束日期", "结束时间", "结业日期", "结业时间", "结束", "止"]),
    (
        Column::Result,
        &["考核结果", "是否合格", "考试结果", "鉴定结果", "考核结论", "结业结果", "是否通过", "合格与否", "结果"],
    ),
    (Column::Serial, &["序号"]),
    // 班号 is what schools call classes among themselves; on a certificate it would say nothing.
    (Column::ClassNumber, &["开班备案号", "班级备案号", "开班备案编号", "班级备案编号", "备案号", "备案编号"]),
];
/// A label that only contains a known word is less sure than any name above.
pub(super) const CONTAINED: usize = 100;
/// Longer texts are sentences, not labels.
const LABEL_CHARS: usize = 20;

/// What a label means, and how surely.
pub(super) fn meaning(label: &str) -> Option<(Column, usize)> {
    let label = clean(label).to_uppercase();
    let is_mark = |c: char| " *:、,/\\|()[]【】《》<>#.。-_".contains(c);
    let whole: String = label.chars().filter(|c| !is_mark(*c)).collect();
    if whole.is_empty() || whole.chars().count() > LABEL_CHARS {
        return None;
    }
    let known = |name: &str| {
        NAMES.iter().find_map(|(column, names)| Some((*column, names.iter().position(|known| *known == name)?)))
    };
    let before_brackets = || -> Option<(Column, usize)> {
        let name: String =
            label.split(['(', '[', '【']).next().unwrap_or_default().chars().filter(|c| !is_mark(*c)).collect();
        known(&name).map(|(column, rank)| (column, rank + CONTAINED)).filter(|_| !speaks_of_something_else(&whole))
    };
    known(&whole).or_else(|| contained(&whole).map(|column| (column, CONTAINED))).or_else(before_brackets)
}

/// What a label means by a word in it.
fn contained(label: &str) -> Option<Column> {
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if speaks_of_something_else(label) {
        None
    } else if has(&["备案"]) {
        // A day of filing is no day of training, and a project filed elsewhere no class.
        (has(&["班"]) && has(&["备案号", "备案编号"])).then_some(Column::ClassNumber)
    } else if has(&["证件类", "证件种", "证件名"]) {
        Some(Column::IdKind)
    } else if has(&["身份证", "身份号", "证件号"]) {
        Some(Column::IdNumber)
    } else if has(&["姓名"]) {
        Some(Column::Name)
    } else if has(&["职业", "工种"]) && has(&["编码", "代码", "编号"]) {
        Some(Column::OccupationCode)
    } else if has(&["等级", "级别"]) {
        Some(Column::SkillLevel)
    } else if has(&["课时", "学时"]) {
        (!has(&["理论", "实操", "实训", "实践", "线上", "线下", "已", "缺", "费", "每"])).then_some(Column::Hours)
    } else if has(&["开始", "起始", "开班", "开课"]) && has(&["日", "时间"]) {
        Some(Column::FirstDay)
    } else if has(&["结束", "截止", "终止", "结业", "结课", "结班"]) && has(&["日", "时间"]) {
        Some(Column::LastDay)
    } else if has(&["培训"]) && has(&["时间", "日期", "起止"]) {
        Some(Column::Training)
    } else if has(&["合格", "结果", "结论", "是否通过"]) {
        (!has(&["理论", "实操", "补考"])).then_some(Column::Result)
    } else if has(&["培训项目", "培训工种", "培训职业", "培训专业", "项目名", "职业名", "工种名", "职业工种", "专业名"])
    {
        (!has(&["编码", "代码", "编号", "类别"])).then_some(Column::Programme)
    } else {
        None
    }
}

/// Other people's names and numbers, other days, parts of a number.
fn speaks_of_something_else(label: &str) -> bool {
    const WORDS: [&str; 2] = [
        "教师 老师 授课 联系人 家长 监护 考评 负责 经办 推荐 单位 机构 班主任 拼音 英文 曾用 银行 开户 报名 出生",
        "发证 填报 申请 考试日 考试时 考核日 考核时 鉴定日 鉴定时 地址 复印 有效期 后四位 后六位 后4位 后6位 电话 证书 补贴 意向",
    ];
    WORDS.iter().flat_map(|words| words.split(' ')).any(|word| label.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_other_names() {
        for (label, column) in [
            ("身份证\n号码", Some(Column::IdNumber)),
            ("*身份证号 (18位)", Some(Column::IdNumber)),
            ("学员身份证号码", Some(Column::IdNumber)),
            ("身份证号\u{FF08}必填\u{FF09}\u{FF1A}", Some(Column::IdNumber)),
            ("证件号码", Some(Column::IdNumber)),
            ("证件类型", Some(Column::IdKind)),
            ("学员姓名", Some(Column::Name)),
            ("姓 名", Some(Column::Name)),
            ("参训人员姓名", Some(Column::Name)),
            ("培训工种", Some(Column::Programme)),
            ("职业(工种)", Some(Column::Programme)),
            ("职业(工种)名称", Some(Column::Programme)),
            ("职业(工种)编码", Some(Column::OccupationCode)),
            ("职业技能等级", Some(Column::SkillLevel)),
            ("学时", Some(Column::Hours)),
            ("理论课时", None),
            ("培训时间", Some(Column::Training)),
            ("培训日期(开始)", Some(Column::FirstDay)),
            ("培训结业日期", Some(Column::LastDay)),
            ("是否合格", Some(Column::Result)),
            ("最终考核结果", Some(Column::Result)),
            ("姓名(拼音)", None),
            ("课时(理论+实操)", Some(Column::Hours)),
            ("授课教师姓名", None),
            ("紧急联系人姓名", None),
            ("出生日期", None),
            ("报名开始日期", None),
            ("身份证号后四位", None),
            ("证书编号", None),
            ("备案号", Some(Column::ClassNumber)),
            ("开班\n备案号(人社局)", Some(Column::ClassNumber)),
            ("培训班备案编号", Some(Column::ClassNumber)),
            ("机构备案号", None),
            ("培训项目备案号", None),
            ("开班备案日期", None),
            ("班号", None),
            ("备注", None),
            ("姓名和身份证号码请如实填写,不得涂改,否则后果自负", None),
        ] {
            assert_eq!(meaning(label).map(|(column, _)| column), column, "{label}");
        }
    }
}
