//! Where the catalogues of each bureau that is served here lie.

use super::frame::{INSTITUTIONS, PROGRAMMES, whole};
use crate::desk::notice::escaped;

/// The bureaus: the name of each, and the path of its base URL.
pub(crate) fn bureaus(bureaus: &[(String, &str)]) -> String {
    let link = |(path, catalogue): (&str, &super::frame::Catalogue)| {
        format!(
            "<a href=\"{}/catalogue/{}\">{} <span lang=\"en\">{}</span></a>",
            escaped(path),
            catalogue.name,
            catalogue.zh,
            catalogue.en
        )
    };
    let one = |(name, path): &(String, &str)| {
        format!(
            "<section class=\"card\"><h2>{}</h2><nav aria-label=\"{}\"><p>{}{}</p></nav></section>",
            escaped(name),
            escaped(name),
            link((path, &PROGRAMMES)),
            link((path, &INSTITUTIONS))
        )
    };
    let sections: String = bureaus.iter().map(one).collect();
    let body = format!(
        "<h1>职业培训公开目录<span lang=\"en\">Open catalogues of vocational training</span></h1>{sections}\
         <nav aria-label=\"查验 Verify\"><p><a href=\"/\">查验证书 <span lang=\"en\">Verify a certificate</span></a></p></nav>"
    );
    whole("职业培训公开目录", &body)
}
