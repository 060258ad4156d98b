//! hezheng-pdf: turns what a certificate says into the page that is printed, the signed statement attached.
//!
//! It is a pure function of its input: the same page, attachment and template give the same bytes on any machine. How
//! the page looks is data ([`Template`]), never code. It is not a signer or a verifier (what it is given it prints), it
//! has no clock, no network and no keys, and it claims nothing: no emblem, no drawn seal.
//!
//! Fonts are pinned by hash in the template. The main one is built in; the fallbacks for rare characters are read from
//! the system the first time that a character needs them. A character that no font has is refused by name.
//!
//! The text of every field can be selected and reads back as it was given; [`reading`] has the rule for line ends.
//!
//! The library that writes PDFs gets light stand-ins for fonts, ornament and QR symbol; the finished file gets the real ones.
//!
//! Start reading at [`render`]; the page's data is `templates/default/template.toml`.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod bitmap;
mod certificate_page;
mod combined;
mod design;
mod element;
mod error;
mod fault;
mod finished;
mod font_file;
mod fonts;
mod guilloche;
mod ink;
pub mod legibility;
mod line_break;
pub mod listing;
mod loaded_font;
mod misread;
mod objects;
mod origin;
mod ornament;
mod paragraph;
mod pictures;
mod qr_mask;
pub mod qr_symbol;
pub mod reading;
mod render;
pub mod specimen;
mod specimen_mark;
mod stand_in;
mod style;
mod template;
mod template_rule;
mod typesetter;
mod wording;

pub use certificate_page::CertificatePage;
pub use combined::render_combined;
pub use error::{CombinedError, FontError, RenderError, TemplateError, Unprintable};
pub use fonts::Fonts;
pub use hezheng_core::page::field::Field;
pub use misread::Misread;
pub use render::{check, render, render_specimen};
pub use template::Template;
pub use template_rule::TemplateRule;

/// The name of the one file in the PDF: the signed statement (format.md section 9).
pub const ATTACHMENT_NAME: &str = "certificate.cose";
/// Its media type.
pub const ATTACHMENT_MIME: &str = "application/cose";
