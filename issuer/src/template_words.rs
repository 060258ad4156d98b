//! Why a template is refused, in words: what is wrong, where, and what to do.

use crate::language::Lang;
use hezheng_pdf::{Misread, TemplateError, TemplateRule};

/// Why there is no template.
#[must_use]
pub fn problem(lang: Lang, error: &TemplateError) -> String {
    match error {
        TemplateError::Syntax(Misread { line, element, message }) => {
            let line = line.map(|line| lang.choose(format!("第 {line} 行"), format!("line {line}")));
            let element = element.as_ref().map(|id| element_name(lang, id));
            let place: Vec<String> = line.into_iter().chain(element).collect();
            let place = place.join(lang.choose("，", ", "));
            let what = misread(lang, message);
            if place.is_empty() { what } else { lang.choose(format!("{place}：{what}"), format!("{place}: {what}")) }
        }
        TemplateError::Value { element, rule } => {
            let (element, what) = (element_name(lang, element), broken(lang, rule));
            lang.choose(format!("{element}：{what}"), format!("{element}: {what}"))
        }
    }
}

/// An element by its id, quoted: ids are the template's own words.
#[must_use]
pub fn element_name(lang: Lang, id: &str) -> String {
    lang.choose(format!("部件“{id}”"), format!("element “{id}”"))
}

/// What the reader of TOML says, in Chinese where it has a known form.
fn misread(lang: Lang, message: &str) -> String {
    let english = format!("{message}. docs/TEMPLATES.md lists the keys.");
    let mut quoted = message.split('`').skip(1).step_by(2);
    let chinese = match (message, quoted.next()) {
        (_, Some(name)) if message.starts_with("unknown field") => {
            let known: Vec<&str> = quoted.collect();
            format!("没有“{name}”这个键；可用的键：{}。", known.join("、"))
        }
        (_, Some(name)) if message.starts_with("unknown variant") => {
            let known: Vec<&str> = quoted.collect();
            format!("没有“{name}”这个值；可用的值：{}。", known.join("、"))
        }
        (_, Some(name)) if message.starts_with("missing field") => format!("缺少键“{name}”。请补上。"),
        (_, Some(name)) if message.starts_with("duplicate field") => format!("键“{name}”写了两次。请删掉一个。"),
        _ => format!("写法有误（{message}）。各键的写法见 docs/TEMPLATES.md。"),
    };
    lang.choose(chinese, english)
}

fn broken(lang: Lang, rule: &TemplateRule) -> String {
    match rule {
        TemplateRule::PageSide => {
            lang.choose("纸的边长应为 50 至 2000 毫米。", "A side of the paper is 50 to 2000 mm.").into()
        }
        TemplateRule::NoFont => lang
            .choose(
                "一种字体也没有，什么都印不出来。请至少写一个 [[font]]。",
                "There is no font, so nothing could be printed. Name one as [[font]].",
            )
            .into(),
        TemplateRule::WordsMissing { code } => lang.choose(
            format!("缺少代码 {code} 的说法，有这个代码的证书印不出来。请补上。"),
            format!("There are no words for {code}; a certificate with it could not be printed. Add them."),
        ),
        TemplateRule::NoEnglishWords { field } => lang.choose(
            format!("文字里用了 {{{field}:en}}，而模板没有 [words.en]。请补上英文说法。"),
            format!("A text asks for {{{field}:en}}, and the template has no [words.en]. Add it."),
        ),
        TemplateRule::OutsidePage => lang
            .choose(
                "超出纸上可打印的范围，办公打印机会把它切掉。离纸边至少留 8 毫米。",
                "It lies outside the printable part of the page, and an office printer would cut it off. Keep 8 mm from every edge.",
            )
            .into(),
        TemplateRule::IdTwice => lang
            .choose(
                "有两个部件用了这个 id，报错时分不清是哪一个。请改掉一个。",
                "Two elements have this id, and an error could mean either. Change one.",
            )
            .into(),
        TemplateRule::NotOne { found } => lang.choose(
            format!("应当正好有一个，现在有 {found} 个。"),
            format!("There must be exactly one; there are {found}."),
        ),
        TemplateRule::FieldNotShown { field } => lang.choose(
            format!("没有任何文字印出 {{{field}}}；证书的每一项都必须印在纸上。请在某处加上它。"),
            format!("No text shows {{{field}}}, and every field of a certificate is printed. Show it somewhere."),
        ),
        TemplateRule::Range { key, from, to } => lang.choose(
            format!("{key} 应为 {from} 至 {to}。"),
            format!("{key} is {from} to {to}."),
        ),
        TemplateRule::SizeBelowSmallest => lang
            .choose(
                "size_pt 小于 min_size_pt。字号应不小于它能缩到的最小字号。",
                "size_pt is less than min_size_pt, down to which it may shrink. Make it larger.",
            )
            .into(),
        TemplateRule::SecondLabelWithoutStyle => lang
            .choose(
                "有一项写了 second_label，表格也要有 second_label 来说明它的样式。",
                "An item has a second_label; the table needs second_label too, which says how it looks.",
            )
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_pdf::Template;

    fn said(from: &str, to: &str) -> [String; 2] {
        let text = Template::built_in_text("default").unwrap();
        assert!(text.contains(from), "the template has no {from}");
        let error = Template::parse(&text.replacen(from, to, 1)).unwrap_err();
        [Lang::Zh, Lang::En].map(|lang| problem(lang, &error))
    }

    #[test]
    fn an_error_says_where_it_is_and_what_to_do_in_both_languages() {
        let [zh, en] = said("may_break = ", "may_brake = ");
        assert!(zh.contains("部件“body”：没有“may_brake”这个键；可用的键：id、text"), "{zh}");
        assert!(en.contains("element “body”: unknown field `may_brake`"), "{en}");
        let [zh, en] = said("module_mm = 0.42", "module_mm = 0.3");
        assert_eq!([&*zh, &*en], ["部件“qr”：module_mm 应为 0.42 至 2。", "element “qr”: module_mm is 0.42 to 2."]);
        let [zh, _] = said("text = \"{institution}\"\n", "");
        assert!(zh.contains("部件“institution”：缺少键“text”。"), "{zh}");
    }
}
