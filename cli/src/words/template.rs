//! What a check of a template finds, in words.

use crate::language::Lang;
use hezheng_issuer::{page_words, template_words};
use hezheng_pdf::legibility::{self, Defect};
use hezheng_pdf::{FontError, RenderError, Template};

/// What makes a page hard to read, and what to do.
pub(crate) fn defect(language: Lang, defect: &Defect) -> String {
    match defect {
        Defect::Contrast { element, colour, contrast, least } => {
            let element = template_words::element_name(language.into(), element);
            language.pick(
                format!("{element}：文字颜色 {colour} 与纸面的对比度只有 {contrast}，至少要 {least}，否则印出来看不清。请用深一些的颜色。"),
                format!("{element}: the colour {colour} has a contrast of {contrast} with the paper and is hard to read below {least}. Take a darker one."),
            )
        }
        Defect::InQuietZone { element } => {
            let element = template_words::element_name(language.into(), element);
            language.pick(
                format!("{element}：压着二维码最大时要占的地方（含四周空白），手机会扫不出来。请移开。"),
                format!("{element}: stands where the largest QR code and its quiet zone would, and phones would not read the code. Move it away."),
            )
        }
    }
}

/// A certificate of nobody that cannot be made.
pub(crate) fn unmade(language: Lang, tries: &str, error: &RenderError) -> String {
    let tries = specimen(language, tries);
    let why = match error {
        RenderError::DoesNotFit { element, min_size_pt } => {
            let element = template_words::element_name(language.into(), element);
            language.pick(
                format!("{element}缩到 {min_size_pt} 磅也放不下，这样的证书就发不出去。请放大它的位置，或减小 min_size_pt。"),
                format!("{element} does not hold it even at {min_size_pt} pt, and such a certificate could not be issued. Give it more room, or a smaller min_size_pt."),
            )
        }
        RenderError::QrTooLarge { needed_mm, place_mm } => language.pick(
            format!("二维码最小也要 {needed_mm} 毫米，而 max_side_mm 是 {place_mm}。请加大。"),
            format!("its QR code needs {needed_mm} mm, and max_side_mm is {place_mm}. Make it larger."),
        ),
        _ => page_words::problem(language.into(), error),
    };
    language.pick(format!("样张“{tries}”印不出来：{why}"), format!("the specimen “{tries}” cannot be made: {why}"))
}

/// A font that cannot be used.
pub(crate) fn font(language: Lang, error: &FontError) -> String {
    page_words::font(language.into(), error)
}

/// What was looked at where nothing is wrong.
pub(crate) fn well(language: Lang, template: &Template) -> String {
    let fonts = template.font_count();
    let specimens = hezheng_pdf::specimen::all().len();
    let (side_mm, module_mm) = legibility::qr_sizes_mm(template).unwrap_or_default();
    language.pick(
        format!("没有问题（字体 {fonts} 种齐全；{specimens} 种样张都印得下；二维码模块不小于 {module_mm} 毫米，最大 {side_mm} 毫米见方，四周空白无遮挡；文字颜色清晰）"),
        format!("nothing is wrong (all {fonts} fonts are there; all {specimens} specimens fit; QR modules of {module_mm} mm or more, {side_mm} mm square at most, with a free quiet zone; all texts have contrast)"),
    )
}

/// What a specimen tries.
pub(crate) fn specimen(language: Lang, tries: &str) -> &str {
    match tries {
        "ordinary" => language.pick("普通的一份", "an ordinary one"),
        "nothing-optional" => language.pick("没有任何选填项", "nothing optional"),
        "everything-and-reissued" => language.pick("各项都有，补发", "everything, reissued"),
        "name-of-50-hanzi" => language.pick("姓名 50 个汉字", "a name of 50 hanzi"),
        "name-of-50-latin" => language.pick("姓名 50 个字母", "a name of 50 letters"),
        "programme-of-60" => language.pick("培训项目 60 字", "a programme of 60 characters"),
        "institution-and-authority-of-60" => {
            language.pick("机构和人社局名称各 60 字", "an institution and a bureau of 60 characters each")
        }
        "longest-of-all" => language.pick("各项都最长", "everything at its longest"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_specimen_has_words() {
        for specimen in hezheng_pdf::specimen::all() {
            assert_ne!(super::specimen(Lang::Zh, specimen.tries), specimen.tries);
        }
    }
}
