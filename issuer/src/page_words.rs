//! Why a certificate's page cannot be made, in words: what happened and what to do. A roster's refusals and a run's results
//! say the same.

use crate::language::Lang;
use hezheng_pdf::{FontError, RenderError, Unprintable};

/// The fields of a page that a roster fills, by the names that the template has for them.
pub(crate) const HOLDER: &str = "holder";
pub(crate) const PROGRAMME: &str = "programme";

/// Why there is no page.
#[must_use]
pub fn problem(lang: Lang, problem: &RenderError) -> String {
    match problem {
        RenderError::Character { place, problem } => unprintable(lang, place, "", problem),
        RenderError::Text { field, .. } => lang.choose(
            format!("{}含有不能使用的字符或空格。请改正。", field_name(lang, field)),
            format!("The {} breaks the rule for text. Correct it.", field_name(lang, field)),
        ),
        RenderError::DoesNotFit { element, .. } => lang.choose(
            format!("{}太长，缩到最小字号也放不下。请缩短。", field_name(lang, element)),
            format!("The {} does not fit its place even at the smallest size. Shorten it.", field_name(lang, element)),
        ),
        RenderError::NoWords { field, value } => lang.choose(
            format!("证书模板没有 {field} {value} 的说法。请联系人社局更新模板。"),
            format!("The template has no words for {field} {value}. Ask the bureau for a newer one."),
        ),
        RenderError::Qr(_) | RenderError::QrTooLarge { .. } => lang.choose(
            "二维码放不下：内容太长。请缩短培训项目的写法。".into(),
            "The QR code does not fit its place: it has to say too much. Shorten the programme.".into(),
        ),
        RenderError::Picture { problem, .. } => lang.choose(
            format!("印章图片不能用（{problem}）。请换一张 PNG 图片。"),
            format!("The picture of the seal cannot be used ({problem}). Give another PNG."),
        ),
        RenderError::Pdf(fault) => lang.choose(
            format!("生成的 PDF 不合标准，这是模板或程序的错误。请把这句话报告给开发者：{fault}"),
            format!("The PDF would not keep to its standard: {fault}. That is a fault of the template or the program; report it."),
        ),
    }
}

/// Why a font cannot be used.
#[must_use]
pub fn font(lang: Lang, error: &FontError) -> String {
    match error {
        FontError::Missing { name, package } => lang.choose(
            format!("没有安装字体 {name}。请安装软件包：apt-get install {package}"),
            format!("The font {name} is not installed. Install it: apt-get install {package}"),
        ),
        FontError::OtherBytes { name, path, package, .. } => lang.choose(
            format!("{path} 不是模板指定的那一版 {name}，用它印出来会不一样。请安装软件包 {package} 中的那一版。"),
            format!("{path} is not the version of {name} that the template names, and would print otherwise. Install the one in the package {package}."),
        ),
        FontError::Unreadable { name } => lang.choose(
            format!("字体 {name} 读不出来。请重新安装。"),
            format!("The font {name} cannot be read. Install it again."),
        ),
    }
}

/// Why a character of this field cannot be printed; `shown` is the field's text, or empty.
pub(crate) fn unprintable(lang: Lang, field: &str, shown: &str, problem: &Unprintable) -> String {
    let (Unprintable::NoFont(character) | Unprintable::FontUnusable(character, _)) = problem;
    let code_point = format!("U+{:04X}", u32::from(*character));
    let name = field_name(lang, field);
    let shown =
        if shown.is_empty() { String::new() } else { lang.choose(format!("“{shown}”"), format!(" “{shown}”")) };
    match problem {
        Unprintable::NoFont(c) => {
            let what_to_do = match field {
                PROGRAMME => lang.choose("请改用通用的写法。", "Write it another way."),
                _ => lang.choose(
                    "请联系人社局为证书模板补充字体；不要用别的字代替。",
                    "Ask the bureau for a template with a font that has it; put no other character in its place.",
                ),
            };
            lang.choose(
                format!("{name}{shown}中的“{c}”（{code_point}）没有可用的字体，印不出来。{what_to_do}"),
                format!(
                    "The {name}{shown} contains “{c}” ({code_point}), which no font of the certificate has, so it cannot be printed. {what_to_do}"
                ),
            )
        }
        Unprintable::FontUnusable(c, error) => {
            let font = font(lang, error);
            lang.choose(
                format!("{name}{shown}中的“{c}”（{code_point}）需要另一种字体。{font}"),
                format!("The {name}{shown} contains “{c}” ({code_point}), which needs another font. {font}"),
            )
        }
    }
}

/// A field, or an element of the template.
fn field_name(lang: Lang, name: &str) -> &str {
    match name {
        HOLDER => lang.choose("姓名", "name"),
        PROGRAMME => lang.choose("培训项目", "programme"),
        "institution" => lang.choose("培训机构名称", "institution's name"),
        "authority" => lang.choose("人社局名称", "bureau's name"),
        "body" => lang.choose("正文", "text"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_is_not_installed_is_named_with_its_package_in_one_language() {
        let missing = FontError::Missing { name: "HanaMinA".into(), package: "fonts-hanazono".into() };
        let problem = Unprintable::FontUnusable('㐀', Box::new(missing));
        let zh = unprintable(Lang::Zh, HOLDER, "㐀玉", &problem);
        assert_eq!(
            zh,
            "姓名“㐀玉”中的“㐀”（U+3400）需要另一种字体。没有安装字体 HanaMinA。请安装软件包：apt-get install fonts-hanazono"
        );
        let en = super::problem(Lang::En, &RenderError::Character { place: HOLDER.into(), problem });
        assert!(
            en.starts_with("The name contains “㐀” (U+3400), which needs another font.")
                && en.ends_with("fonts-hanazono"),
            "{en}"
        );
    }
}
