//! Where in its file a template cannot be read: the line, and the element that stands there.

use std::fmt;

use serde::Deserialize;

use crate::element::Element;

/// What cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<usize>,
    /// The element's id, or its place among the elements where it has none.
    pub element: Option<String>,
    /// What is wrong, as the reader of TOML says it.
    pub message: String,
}

impl Misread {
    /// Finds the place of an error. An element's kind decides its keys, so the reader knows of an error in one only that
    /// it is in one: the elements are read again, one by one.
    pub(crate) fn find(text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        let elsewhere = Self { line, element: None, message: error.message().trim().to_owned() };
        let Ok(table) = text.parse::<toml::Table>() else { return elsewhere };
        let elements = table.get("element").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        for (index, element) in elements.iter().enumerate() {
            if let Err(error) = Element::deserialize(element.clone()) {
                let id = element.get("id").and_then(toml::Value::as_str);
                let message = error.message().trim().to_owned();
                return Self {
                    line: line_in_element(text, index, &message),
                    element: Some(id.map_or_else(|| format!("[[element]] {}", index + 1), str::to_owned)),
                    message,
                };
            }
        }
        elsewhere
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(element) = &self.element {
            write!(f, "{element}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// The line of the key or value that a message names in backticks or quotes, or else the element's first.
fn line_in_element(text: &str, index: usize, message: &str) -> Option<usize> {
    let is_header = |line: &str| line.trim_start().starts_with('[');
    let is_element = |line: &str| line.trim().starts_with("[[element]]");
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().enumerate().filter(|(_, line)| is_element(line)).nth(index)?.0;
    let body = lines.iter().enumerate().skip(first + 1).take_while(|(_, line)| !is_header(line));
    // What is missing stands nowhere.
    let is_missing = message.starts_with("missing field");
    let named = message.split(['`', '"']).nth(1).filter(|name| !is_missing && !name.is_empty());
    let named = named.and_then(|name| body.into_iter().find(|(_, line)| line.contains(name)));
    Some(named.map_or(first, |(index, _)| index) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::TemplateError;
    use crate::template::Template;

    fn misread(from: &str, to: &str) -> Misread {
        let text = include_str!("../templates/default/template.toml");
        assert!(text.contains(from), "the template has no {from}");
        match Template::parse(&text.replacen(from, to, 1)) {
            Err(TemplateError::Syntax(misread)) => misread,
            other => panic!("{other:?}"),
        }
    }

    fn line_of(words: &str) -> Option<usize> {
        let text = include_str!("../templates/default/template.toml");
        Some(text.lines().position(|line| line.contains(words))? + 1)
    }

    #[test]
    fn an_error_in_an_element_has_its_line_and_the_elements_id() {
        let found = misread("role = \"title\"", "rolle = \"title\"");
        assert_eq!((found.line, found.element.as_deref()), (line_of("role = \"title\""), Some("title")));
        assert!(found.message.starts_with("unknown field `rolle`"), "{found}");
        let found = misread("beside_qr = true\n", "beside_qr = 7\n");
        assert_eq!(found.element.as_deref(), Some("address"));
    }

    #[test]
    fn what_an_element_lacks_is_said_of_its_first_line() {
        let found = misread("id = \"qr\"\n", "");
        assert_eq!(
            (found.line, found.element.as_deref()),
            (line_of("kind = \"qr\"").map(|line| line - 1), Some("[[element]] 13"))
        );
    }

    #[test]
    fn an_error_elsewhere_has_its_line() {
        let found = misread("threads = 10", "threads = \"many\"");
        assert_eq!((found.line, found.element), (line_of("threads = 10"), None));
        let found = misread("id = \"default\"", "id = default");
        assert_eq!((found.line, found.element), (line_of("id = \"default\""), None));
    }
}
