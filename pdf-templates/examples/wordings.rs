//! Writes the built-in templates in words, as JSON, for verifiers that are built apart from this crate:
//! `cargo run -p hezheng-pdf --example wordings`.

use hezheng_pdf::Template;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let templates = Template::built_in_names().filter_map(Template::built_in_text).map(Template::parse);
    let wordings = templates.map(|template| template.map(|template| template.wording()));
    println!("{}", serde_json::to_string(&wordings.collect::<Result<Vec<_>, _>>()?)?);
    Ok(())
}
