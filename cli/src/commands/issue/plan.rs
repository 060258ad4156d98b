//! The plan as people see it before anything is signed: what, for whom, with which numbers.

use crate::language::Lang;
use crate::terminal;
use hezheng_core::time::Date;
use hezheng_issuer::page::Printer;
use hezheng_issuer::page_words;
use hezheng_issuer::plan::{Action, Plan, Step};
use hezheng_issuer::roster::Roster;
use hezheng_issuer::standing::Standing;
use serde_json::json;
use std::collections::BTreeMap;

/// Ranges of numbers and programmes that are named; a roster has few.
const NAMED: usize = 6;

/// What a plan is told with.
pub(super) struct PlanText<'p> {
    pub(super) roster: &'p Roster,
    pub(super) standing: &'p Standing,
    pub(super) printer: &'p Printer,
    pub(super) issued: Date,
    pub(super) language: Lang,
}

impl PlanText<'_> {
    /// Shows it before it is carried out; beside the answer where that is for a program.
    pub(super) fn show(&self, plan: &Plan<'_>, is_beside: bool) {
        let lines = self.summary(plan).into_iter().chain(self.left_out(plan));
        lines.for_each(|line| if is_beside { terminal::warn(&line) } else { terminal::say(&line) });
    }

    /// Shows it, each row of it, when nothing is to be changed.
    pub(super) fn show_dry(&self, plan: &Plan<'_>, as_json: bool) {
        if as_json {
            let row = |step: &Step<'_>| {
                let mut row =
                    json!({ "row": step.trainee.row, "name": step.trainee.name, "action": step.action.code() });
                if let (Some(members), Some(number)) = (row.as_object_mut(), step.action.number()) {
                    members.insert("number".into(), number.into());
                }
                row
            };
            let rows: Vec<_> = plan.steps.iter().map(row).collect();
            return terminal::say(&json!({ "plan": rows }).to_string());
        }
        let rows = plan.steps.iter().map(|step| self.row(step));
        self.summary(plan).into_iter().chain(rows).for_each(|line| terminal::say(&line));
        terminal::say(self.language.pick("以上只是计划，没有作任何改动。", "This is a plan; nothing was changed."));
    }

    /// What a person is asked.
    pub(super) fn question(&self, plan: &Plan<'_>) -> String {
        let count = plan.count("issue") + plan.count("resume");
        self.language.pick(
            format!("按以上计划签发并备案 {count} 份证书吗？"),
            format!("Sign and register these certificates ({count})?"),
        )
    }

    fn summary(&self, plan: &Plan<'_>) -> Vec<String> {
        let pick = |zh: &'static str, en: &'static str| self.language.pick(zh, en);
        let line = |name: &str, value: String| format!("  {name:12}  {value}");
        let standing = self.standing;
        let uscc = standing.uscc.as_str();
        let mut lines = vec![
            pick("计划：", "The plan:").to_owned(),
            line(pick("培训机构", "school"), format!("{}  {uscc}", standing.institution)),
            line(pick("备案机关", "bureau"), standing.authority_name.clone()),
            line(pick("发证日期", "issued"), self.issued.to_string()),
            line(
                pick("证书模板", "template"),
                format!("{} {}", self.printer.template.id, self.printer.template.version),
            ),
            line(pick("存放位置", "folder"), self.printer.folder.display().to_string()),
        ];
        if let Some(class) = plan.steps.iter().find_map(|step| step.trainee.class_filing.clone()) {
            lines.push(line(pick("开班备案号", "class"), class));
        }
        let programmes = programmes(plan);
        let more = programmes.len().saturating_sub(NAMED);
        for (programme, count) in programmes.into_iter().take(NAMED) {
            let count = self.language.pick(format!("{count} 人"), format!("{count} people"));
            lines.push(line(pick("培训项目", "programme"), format!("{programme}  {count}")));
        }
        if more > 0 {
            lines.push(line(
                pick("　　　　", ""),
                self.language.pick(format!("另有 {more} 项"), format!("{more} more")),
            ));
        }
        lines.push(line(pick("签发新证", "new"), self.new_certificates(plan)));
        let others = [
            (
                "resume",
                pick("接着上次", "gone on with"),
                pick("已签名，还没有确认备案", "signed, not known to be registered"),
            ),
            ("print", pick("已经签发", "issued before"), pick("只补 PDF", "only the PDF is made")),
            (
                "correction_waits",
                pick("不予签发", "none"),
                pick("更正正等待人社局审批", "a correction waits for the bureau"),
            ),
            (
                "corrected",
                pick("不予签发", "none"),
                pick("已更正，请用更正后的名册", "it was corrected; use the corrected roster"),
            ),
            (
                "declined",
                pick("不予签发", "none"),
                pick(
                    "人社局未批准，见下；再次申请请加 --again",
                    "the bureau refused it, see below; --again applies again",
                ),
            ),
            ("too_early", pick("不予签发", "none"), pick("发证日期早于培训结束", "issued before the end of training")),
            ("not_printable", pick("不予签发", "none"), pick("证书印不出来", "the page cannot be made")),
        ];
        for (code, name, what) in others {
            let count = plan.count(code);
            if count > 0 {
                lines
                    .push(line(name, self.language.pick(format!("{count} 份（{what}）"), format!("{count} ({what})"))));
            }
        }
        let (refused, skipped) = (self.roster.refused_rows(), self.roster.skipped.len());
        if refused + skipped > 0 {
            let rows = self.language.pick(
                format!("{refused} 行被拒绝，{skipped} 人未通过"),
                format!("{refused} rows refused, {skipped} did not pass"),
            );
            lines.push(line(pick("不在其内", "left out"), rows));
        }
        lines
    }

    /// How many new certificates, and the numbers that are reserved for them.
    fn new_certificates(&self, plan: &Plan<'_>) -> String {
        let count = self.language.pick(format!("{} 份", plan.count("issue")), plan.count("issue").to_string());
        let new = plan.steps.iter().filter(|step| matches!(step.action, Action::Issue(_)));
        let mut numbers: Vec<&str> = new.filter_map(|step| step.action.number()).collect();
        numbers.sort_unstable();
        let ranges = ranges(&numbers);
        if ranges.is_empty() {
            return count;
        }
        let shown =
            ranges.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(self.language.pick("、", ", "));
        let rest = if ranges.len() > NAMED { "…" } else { "" };
        self.language.pick(format!("{count}，编号 {shown}{rest}"), format!("{count}, numbers {shown}{rest}"))
    }

    /// The rows that get no certificate although they are in order.
    fn left_out(&self, plan: &Plan<'_>) -> Vec<String> {
        let left = plan.steps.iter().filter(|step| !is_done(&step.action));
        left.map(|step| self.row(step)).collect()
    }

    fn row(&self, step: &Step<'_>) -> String {
        let language = self.language;
        let action = match &step.action {
            Action::Issue(_) => language.pick("签发新证书".into(), "a new certificate".into()),
            Action::Resume(number) => language.pick(
                format!("接着上次：登记已签名的证书 {number}"),
                format!("goes on: registers what was signed, {number}"),
            ),
            Action::Print(number) => {
                language.pick(format!("已签发 {number}：只补 PDF"), format!("issued already, {number}: only the PDF"))
            }
            Action::CorrectionWaits(number) => language.pick(
                format!("不签发：更正证书 {number} 正等待人社局审批"),
                format!("none: a correction, {number}, waits for the bureau"),
            ),
            Action::Corrected(number) => language.pick(
                format!("不签发：已更正为 {number}，请用更正后的名册"),
                format!("none: it was corrected, {number} took its place; use the corrected roster"),
            ),
            Action::Declined(declined) => language.pick(
                format!(
                    "不签发：人社局没有批准 {}：{}再次申请（--again）将使用新的编号",
                    declined.number, declined.reason
                ),
                format!(
                    "none: the bureau refused {}: {} Applying again (--again) takes a new number",
                    declined.number, declined.reason
                ),
            ),
            Action::NotPrintable(problem) => {
                let problem = page_words::problem(language.into(), problem);
                language.pick(format!("不签发：{problem}"), format!("none: {problem}"))
            }
            Action::TooEarly => language.pick(
                "不签发：发证日期早于培训结束".into(),
                "none: the date of issue lies before the end of training".into(),
            ),
        };
        let row = language.pick(format!("第 {} 行", step.trainee.row), format!("row {}", step.trainee.row));
        format!("{row}  {}  {action}", step.trainee.name)
    }
}

/// Programmes with their days, and how many people each has, for whom something is done.
fn programmes(plan: &Plan<'_>) -> Vec<(String, usize)> {
    let mut programmes: BTreeMap<(&str, Date, Date), usize> = BTreeMap::new();
    for step in plan.steps.iter().filter(|step| is_done(&step.action)) {
        let (first, last) = step.trainee.training;
        *programmes.entry((&step.trainee.programme, first, last)).or_default() += 1;
    }
    let named = programmes.into_iter();
    named.map(|((name, first, last), count)| (format!("{name}  {first} – {last}"), count)).collect()
}

/// Whether the person has a certificate, or is to have one by this run.
fn is_done(action: &Action) -> bool {
    matches!(action, Action::Issue(_) | Action::Resume(_) | Action::Print(_))
}

/// Sorted numbers, those that follow one another as `first – last`.
fn ranges(numbers: &[&str]) -> Vec<String> {
    let follows = |a: &&str, b: &&str| matches!((a.parse::<u128>(), b.parse::<u128>()), (Ok(a), Ok(b)) if b == a + 1);
    let range = |run: &[&str]| match run {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{first} – {last}"),
    };
    numbers.chunk_by(follows).map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_one_another_are_a_range() {
        let numbers = ["13010020260007000001", "13010020260007000002", "13010020260007000003", "13010020260007000009"];
        assert_eq!(ranges(&numbers), ["13010020260007000001 – 13010020260007000003", "13010020260007000009"]);
        assert!(ranges(&[]).is_empty());
    }
}
