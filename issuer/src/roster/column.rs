//! What the columns of a roster can hold.

/// What a column of a roster can hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// 姓名.
    Name,
    /// 证件类型.
    IdKind,
    /// 身份证号码.
    IdNumber,
    /// 培训项目.
    Programme,
    /// 职业编码.
    OccupationCode,
    /// 技能等级.
    SkillLevel,
    /// 课时.
    Hours,
    /// 培训起止日期, both days in one cell.
    Training,
    /// 培训开始日期.
    FirstDay,
    /// 培训结束日期.
    LastDay,
    /// 考核结果.
    Result,
    /// 序号.
    Serial,
    /// 开班备案号.
    ClassNumber,
}
