//! A report for people: the verdict first, then what the certificate says, then the checks, then the evidence and its age.

use crate::language::Lang;
use crate::times;
use crate::verdict_words::{self as words, Both};
use hezheng_core::time::Time;
use hezheng_core::verify::{CheckResult, Outcome, Proof, Report};
use std::fmt::Write as _;

/// How to show a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Style {
    /// In this language.
    pub(crate) language: Lang,
    /// With colour or without.
    pub(crate) colour: Colour,
}

/// Whether there is colour: only on a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Colour {
    /// On a terminal.
    Terminal,
    /// Everywhere else.
    None,
}

impl Style {
    fn paint(self, text: &str, outcome: Outcome) -> String {
        let code = match outcome {
            Outcome::Valid => 32,
            Outcome::Invalid => 31,
            Outcome::Indeterminate => 33,
        };
        match self.colour {
            Colour::Terminal => format!("\x1b[1;{code}m{text}\x1b[0m"),
            Colour::None => text.into(),
        }
    }

    fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        self.language.pick(zh, en)
    }

    /// `name` and `value` on a line of their own.
    fn line(self, out: &mut String, name: &str, value: &str) {
        let width: usize = name.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum();
        let pad = " ".repeat(self.language.pick(18_usize, 26).saturating_sub(width).max(1));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {name}{pad}{value}");
    }
}

/// The whole report on the input of this name.
#[must_use]
pub(crate) fn whole(report: &Report, input: &str, style: Style) -> String {
    let mut out = format!("{}\n", label(input));
    verdict(&mut out, report, style);
    certificate(&mut out, report, style);
    checks(&mut out, report, style);
    evidence(&mut out, report, style);
    out
}

/// What an input is called on the screen: shortened, and nothing that a terminal would obey.
#[must_use]
pub(crate) fn label(input: &str) -> String {
    const SHOWN: usize = 60;
    let safe: String = input.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    match safe.char_indices().nth(SHOWN) {
        Some((end, _)) if safe.starts_with("http") || safe.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}…", safe.get(..end).unwrap_or_default())
        }
        _ => safe,
    }
}

/// The sentence for a report with its places filled.
#[must_use]
pub(crate) fn sentence(report: &Report, text: Both, language: Lang) -> String {
    let view = report.certificate.as_ref();
    let institution = view.and_then(|view| view.institution.as_deref());
    let authority = view.and_then(|view| view.authority.as_deref());
    let time = |time: Option<Time>| time.map(|time| times::time(time, language)).unwrap_or_default();
    let what = report.reason.map(|reason| words::in_short(reason).pick(language)).unwrap_or_default();
    text.pick(language)
        .replace("{institution}", institution.unwrap_or(language.pick("培训机构", "the training institution")))
        .replace("{authority}", authority.unwrap_or(language.pick("人社部门", "the labour bureau")))
        .replace("{as_of}", &time(report.evidence.snapshot.as_ref().map(|snapshot| snapshot.as_of)))
        .replace("{bundle_issued}", &time(report.evidence.bundle.map(|bundle| bundle.issued)))
        .replace("{what}", what)
        .replace("{field}", &fields_that_differ(report, language))
}

/// The fields of the page that differ, in words.
#[must_use]
pub(crate) fn fields_that_differ(report: &Report, language: Lang) -> String {
    let differs = report.page.as_ref().map(|page| page.differs.as_slice()).unwrap_or_default();
    let names: Vec<_> = differs.iter().map(|name| words::page_field(name).pick(language)).collect();
    names.join(language.pick("、", ", "))
}

fn verdict(out: &mut String, report: &Report, style: Style) {
    let said = words::sentence(report);
    let (mark, _) = words::face(report.outcome);
    let why = format!("{mark} {}", sentence(report, said.why, style.language));
    let _ = writeln!(out, "{}", style.paint(&why, report.outcome));
    let _ = writeln!(out, "  {}", sentence(report, said.advice, style.language));
    if let Some(page) = &report.page {
        let said = match (page.compared, page.differs.is_empty()) {
            (false, _) => words::PAGE_NOT_COMPARED.pick(style.language).into(),
            (true, true) => words::PAGE_IS_THE_SAME.pick(style.language).into(),
            (true, false) => {
                let fields = fields_that_differ(report, style.language);
                style
                    .language
                    .pick(format!("页面上改动过的内容：{fields}。"), format!("Altered on the page: {fields}."))
            }
        };
        let _ = writeln!(out, "  {said}");
    }
    if let Some(host) = &report.host {
        let said = match style.language {
            Lang::Zh => format!("二维码指向的网址是 {host}；本结果由本机独立核验得出，与该网址无关。"),
            Lang::En => format!(
                "The QR code points to {host}; this result was worked out on this device and does not rest on that address."
            ),
        };
        let _ = writeln!(out, "  {said}");
    }
}

fn certificate(out: &mut String, report: &Report, style: Style) {
    let Some(view) = &report.certificate else {
        let _ = writeln!(
            out,
            "\n{}",
            style.pick("签名未经确认，不显示证书内容。", "The signature was not verified, so no contents are shown.")
        );
        return;
    };
    let title = match report.outcome {
        Outcome::Valid => style.pick("证书内容", "Certificate"),
        Outcome::Invalid => style.pick("证书内容（证书无效，不能作为凭据）", "Certificate (not valid, proves nothing)"),
        Outcome::Indeterminate => {
            style.pick("证书内容（未获确认，不能作为凭据）", "Certificate (not confirmed, proves nothing)")
        }
    };
    let _ = writeln!(out, "\n{title}");
    let (claims, language) = (&view.claims, style.language);
    let mut line = |zh, en, value: &str| style.line(out, style.pick(zh, en), value);
    line("姓名", "Name", &claims.holder);
    let kind = words::id_kind(claims.id_kind.code()).pick(language);
    line(
        "证件",
        "Identity document",
        &match language {
            Lang::Zh => format!("{kind} 尾号 {}", claims.id_tail),
            Lang::En => format!("{kind}, ending in {}", claims.id_tail),
        },
    );
    line("培训项目", "Programme", &claims.programme);
    let (first, last) = (times::date(claims.training.0, language), times::date(claims.training.1, language));
    line("培训起止日期", "Training", &format!("{first}{}{last}", style.pick("至", " to ")));
    line("培训机构", "Institution", view.institution.as_deref().unwrap_or("-"));
    line("统一社会信用代码", "Unified credit code", view.uscc.as_str());
    line("备案机关", "Registered with", view.authority.as_deref().unwrap_or("-"));
    line("发证日期", "Date of issue", &times::date(claims.issued, language));
    line("证书序列号", "Certificate number", view.number.as_str());
    line("核验码", "Check code", &view.check_code.to_string());
    if let Some(hours) = claims.class_hours {
        line("学时", "Class hours", &hours.to_string());
    }
    if let Some(code) = &claims.occupation_code {
        line("职业编码", "Occupation code", code);
    }
    if let Some(level) = claims.skill_level {
        line("技能等级", "Skill level", words::skill_level(level).pick(language));
    }
    if let Some(filing) = &claims.class_filing {
        line("开班备案号", "Class filing number", filing);
    }
    if let Some(hash) = &claims.portrait_sha256 {
        line("照片 SHA-256", "Portrait SHA-256", &hash.to_string());
    }
}

fn checks(out: &mut String, report: &Report, style: Style) {
    let _ = writeln!(out, "\n{}", style.pick("核验项目", "Checks"));
    for checked in &report.checks {
        let (mark, said) = match checked.result {
            CheckResult::Passed => ('✓', style.pick("通过", "passed").to_owned()),
            CheckResult::NotChecked => ('-', style.pick("未核验", "not checked").into()),
            CheckResult::Failed(reason) => {
                let (mark, _) = words::face(reason.outcome());
                let failed = match reason.outcome() {
                    Outcome::Indeterminate => style.pick("无法确认", "cannot be confirmed"),
                    _ => style.pick("未通过", "failed"),
                };
                let short = words::in_short(reason).pick(style.language);
                (mark, format!("{failed}{}{short} [{}]", style.pick("：", ": "), reason.code()))
            }
        };
        style.line(out, &format!("{mark} {}", words::check(checked.check).pick(style.language)), &said);
    }
}

fn evidence(out: &mut String, report: &Report, style: Style) {
    let (language, now) = (style.language, report.checked_at);
    let dated = |time: Time| {
        let (time, age) = (times::time(time, language), times::age(time, now, language));
        language.pick(format!("{time}（{age}）"), format!("{time} ({age})"))
    };
    let title = match language {
        Lang::Zh => format!("依据（北京时间；核验于 {}）", times::time(now, language)),
        Lang::En => format!("Evidence (Beijing time; checked at {})", times::time(now, language)),
    };
    let _ = writeln!(out, "\n{title}");
    let snapshot = report.evidence.snapshot.as_ref().map(|snapshot| match language {
        Lang::Zh => {
            format!("截至 {}，应于 {} 前更新", dated(snapshot.as_of), times::time(snapshot.next_update, language))
        }
        Lang::En => {
            format!("as of {}, due again by {}", dated(snapshot.as_of), times::time(snapshot.next_update, language))
        }
    });
    let none = style.pick("没有", "none");
    style.line(out, style.pick("吊销信息", "Revocation data"), snapshot.as_deref().unwrap_or(none));
    let bundle = report.evidence.bundle.map(|bundle| match language {
        Lang::Zh => format!(
            "第 {} 版，发布于 {}，有效至 {}",
            bundle.version,
            dated(bundle.issued),
            times::time(bundle.expires, language)
        ),
        Lang::En => format!(
            "version {}, issued {}, valid until {}",
            bundle.version,
            dated(bundle.issued),
            times::time(bundle.expires, language)
        ),
    });
    style.line(out, style.pick("机构名录", "List of institutions"), bundle.as_deref().unwrap_or(none));
    let registered = report.evidence.registered.map(|registered| {
        let proof = match registered.proof {
            Proof::Promised => style.pick("备案机关签名承诺", "promised by the bureau's signature"),
            Proof::Proved => style.pick("已见备案日志收录的证明", "proof seen that the log contains it"),
        };
        match language {
            Lang::Zh => format!("{}，备案日志序号 {}，{proof}", dated(registered.time), registered.leaf.0),
            Lang::En => format!("{}, place {} in the log, {proof}", dated(registered.time), registered.leaf.0),
        }
    });
    let unconfirmed = style.pick("未经确认", "not confirmed");
    style.line(out, style.pick("备案", "Registered"), registered.as_deref().unwrap_or(unconfirmed));
}
