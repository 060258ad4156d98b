//! Why a certificate's page cannot be made, in words.

use crate::language::Lang;
use hezheng_pdf::{FontError, RenderError};

/// What happened and what to do.
pub(crate) fn problem(lang: Lang, problem: &RenderError) -> String {
    if lang == Lang::En {
        return problem.to_string();
    }
    match problem {
        RenderError::MissingGlyph { place, character } => format!(
            "{}中的字符“{character}”（U+{:04X}）没有任何字体，印不出来。请核对是否输错；确为其人用字的，请与人社局商定写法。",
            field(place),
            u32::from(*character)
        ),
        RenderError::FallbackFont { place, character, font } => {
            let font = match &**font {
                FontError::Missing { package, .. } => format!("请安装字体软件包 {package}"),
                other => other.to_string(),
            };
            format!("{}中的字符“{character}”（U+{:04X}）需要另一种字体。{font}。", field(place), u32::from(*character))
        }
        RenderError::DoesNotFit { element, .. } => format!("{}太长，缩到最小字号也放不下。请缩短。", field(element)),
        RenderError::Picture { problem, .. } => format!("印章图片不能用（{problem}）。请换一张 PNG 图片。"),
        other => format!("无法生成 PDF（{other}）。"),
    }
}

/// The name of a field, or of an element of the template, in Chinese.
fn field(name: &str) -> &str {
    match name {
        "holder" => "姓名",
        "programme" => "培训项目",
        "institution" => "培训机构名称",
        "authority" => "人社局名称",
        "body" => "正文",
        other => other,
    }
}
