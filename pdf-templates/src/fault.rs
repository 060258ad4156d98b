//! What the PDF library finds wrong with a file, in words: the library names each fault by an identifier alone.

use krilla::configure::{ValidationError as Fault, Validators};
use krilla::error::KrillaError;

use crate::error::RenderError;

/// Why the library made no file.
pub(crate) fn problem(error: KrillaError) -> RenderError {
    match error {
        KrillaError::Image(_, _, problem) => RenderError::Picture { which: "portrait or seal", problem },
        KrillaError::Validation(broken) => RenderError::Pdf(words(&broken)),
        other => RenderError::Pdf(other.to_string()),
    }
}

/// The faults, each once.
fn words(faults: &[(Fault, Validators)]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for (fault, _) in faults {
        let fault = sentence(fault);
        if !said.contains(&fault) {
            said.push(fault);
        }
    }
    said.join(", ")
}

fn sentence(fault: &Fault) -> &'static str {
    match fault {
        Fault::TooLongString | Fault::TooLongName => "a text is longer than PDF/A allows",
        Fault::TooLongArray | Fault::TooLongDictionary | Fault::TooManyIndirectObjects => "it has too many parts",
        Fault::TooLargeFloat => "a number is larger than PDF/A allows",
        Fault::TooHighQNestingLevel => "the page is nested too deeply",
        Fault::ContainsPostScript(_) => "it holds PostScript, which PDF/A forbids",
        Fault::MissingCMYKProfile | Fault::InconsistentSeparationFallback(_) => "a colour has no fixed meaning",
        Fault::ContainsNotDefGlyph(..) => "a character has no glyph",
        Fault::NoCodepointMapping(..) | Fault::InvalidCodepointMapping(..) => "a glyph stands for no character",
        Fault::UnicodePrivateArea(..) => "a character is one of Unicode's private use area",
        Fault::RestrictedLicense(_) => "a font's licence forbids to embed it",
        Fault::NoDocumentLanguage => "its language is not said",
        Fault::NoDocumentTitle => "it has no title",
        Fault::MissingAltText(_) | Fault::MissingAnnotationAltText(_) => "a picture is not described",
        Fault::MissingHeadingTitle => "a heading has no title",
        Fault::MissingDocumentOutline => "it has no outline",
        Fault::MissingDocumentDate => "it has no date",
        Fault::Transparency(_) => "something is transparent",
        Fault::ImageInterpolation(_) => "a picture asks to be smoothed",
        Fault::EmbeddedFile(..) => "the attached statement is not described as PDF/A-3 asks",
        Fault::MissingTagging => "it is not tagged",
        Fault::EmbeddedPDF(_) => "another PDF is in it",
        Fault::RequiresNewerPdfVersion(..) => "it needs a newer version of PDF",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_said_in_words_and_each_once() {
        let found = [Fault::NoDocumentTitle, Fault::TooLongName, Fault::TooLongString];
        let found = found.map(|fault| (fault, Validators::default()));
        assert_eq!(words(&found), "it has no title, a text is longer than PDF/A allows");
    }
}
