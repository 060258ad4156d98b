//! CBOR in diagnostic notation (RFC 8949 section 8; `<< >>` for an item inside a byte string, as RFC 8610 appendix G.3),
//! with what each item means beside it as a comment.

use crate::language::Lang;
use crate::shapes::{Field, Shape};
use crate::times;
use hezheng_core::cbor::{CborError, Head, Reader, check_item};
use hezheng_core::ids::to_hex;
use hezheng_core::key::PublicKey;
use hezheng_core::time::{Date, Time};
use std::fmt::Write as _;

/// Longer byte strings are cut: a snapshot may have megabytes of bits.
const SHOWN_BYTES: usize = 1_024;

/// The notation of the one item that fills `bytes`.
///
/// # Errors
/// Where the bytes are not one item, or not in core deterministic encoding.
pub(crate) fn notation(bytes: &[u8], shape: &Shape, lang: Lang) -> Result<String, CborError> {
    check_item(bytes)?;
    let mut writer = Notation { out: String::new(), lang };
    writer.item(&mut Reader::new(bytes), shape, 0, "")?;
    writer.out.push('\n');
    Ok(writer.out)
}

struct Notation {
    out: String,
    lang: Lang,
}

/// Writing to a String cannot fail.
macro_rules! push {
    ($out:expr, $($arg:tt)*) => {{
        let _ = write!($out, $($arg)*);
    }};
}

impl Notation {
    /// Writes an item that starts in the middle of a line; `name` is the comment after its first line.
    fn item(&mut self, reader: &mut Reader<'_>, shape: &Shape, depth: usize, name: &str) -> Result<(), CborError> {
        let head = reader.head()?;
        match head {
            Head::Unsigned(number) => {
                push!(self.out, "{number}");
                self.comment(name, self.number_in_words(number, shape));
            }
            Head::Negative(n) => {
                push!(self.out, "{}", -1 - i128::from(n));
                self.comment(name, None);
            }
            Head::Null => {
                self.out.push_str("null");
                self.comment(name, None);
            }
            Head::Text(length) => {
                let text = String::from_utf8_lossy(reader.content(length)?).into_owned();
                self.text(&text);
                self.comment(name, None);
            }
            Head::Bytes(length) => self.bytes(reader.content(length)?, shape, depth, name)?,
            Head::Array(length) => self.array(reader, length, shape, depth, name)?,
            Head::Map(length) => self.map(reader, length, shape, depth, name)?,
            Head::Tag(number) => {
                push!(self.out, "{number}(");
                let inner = if let Shape::Tagged(inner) = shape { inner } else { &Shape::Plain };
                self.item(reader, inner, depth, name)?;
                self.out.push(')');
            }
        }
        Ok(())
    }

    fn array(
        &mut self,
        reader: &mut Reader<'_>,
        length: u64,
        shape: &Shape,
        depth: usize,
        name: &str,
    ) -> Result<(), CborError> {
        self.out.push('[');
        self.comment(name, None);
        for place in 0..length {
            let field = match shape {
                Shape::Tuple(fields) => fields.iter().find(|field| u64::try_from(field.key) == Ok(place)),
                _ => None,
            };
            let each = if let Shape::Each(each) = shape { each } else { &Shape::Plain };
            self.line(depth + 1);
            self.item(reader, field.map_or(each, |field| &field.shape), depth + 1, self.name(field))?;
            self.separator(place + 1 < length);
        }
        self.close(length, depth, "]");
        Ok(())
    }

    fn map(
        &mut self,
        reader: &mut Reader<'_>,
        length: u64,
        shape: &Shape,
        depth: usize,
        name: &str,
    ) -> Result<(), CborError> {
        self.out.push('{');
        self.comment(name, None);
        for place in 0..length {
            self.line(depth + 1);
            let key = reader.clone().integer().ok();
            self.item(reader, &Shape::Plain, depth + 1, "")?;
            self.out.push_str(": ");
            let field = match shape {
                Shape::Map(fields) => fields.iter().find(|field| Some(field.key) == key),
                _ => None,
            };
            self.item(reader, field.map_or(&Shape::Plain, |field| &field.shape), depth + 1, self.name(field))?;
            self.separator(place + 1 < length);
        }
        self.close(length, depth, "}");
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8], shape: &Shape, depth: usize, name: &str) -> Result<(), CborError> {
        if let Shape::Embedded(inner) = shape
            && check_item(bytes).is_ok()
        {
            self.out.push_str("<<");
            self.item(&mut Reader::new(bytes), inner, depth, name)?;
            self.out.push_str(">>");
            return Ok(());
        }
        let shown = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
        push!(self.out, "h'{}'", to_hex(shown));
        let cut = self.lang.pick(
            format!("共 {} 字节，仅显示前 {SHOWN_BYTES} 字节", bytes.len()),
            format!("cut to {SHOWN_BYTES} of {} bytes", bytes.len()),
        );
        let kid = match (shape, <[u8; 32]>::try_from(bytes)) {
            (Shape::Key, Ok(key)) => Some(format!("kid {}", PublicKey(key).kid())),
            _ => None,
        };
        self.comment(name, if shown.len() < bytes.len() { Some(cut) } else { kid });
        Ok(())
    }

    /// Text as in JSON; what a terminal would obey is escaped.
    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => push!(self.out, "\\{c}"),
                _ if c.is_control() || !hezheng_core::text::is_allowed(c) => {
                    let mut units = [0; 2];
                    c.encode_utf16(&mut units).iter().for_each(|unit| {
                        push!(self.out, "\\u{unit:04x}");
                    });
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn number_in_words(&self, number: u64, shape: &Shape) -> Option<String> {
        match shape {
            Shape::Date => Some(times::date(Date(number), self.lang)),
            Shape::Time => Some(Time(number).to_string()),
            Shape::Code(codes) => {
                codes.iter().find(|(code, _)| *code == number).map(|(_, name)| name.pick(self.lang).into())
            }
            Shape::Bits(bits) => {
                let set = bits.iter().filter(|(bit, _)| number & bit != 0).map(|(_, name)| name.pick(self.lang));
                Some(set.collect::<Vec<_>>().join(self.lang.pick("、", ", ")))
            }
            _ => None,
        }
    }

    fn name(&self, field: Option<&Field>) -> &'static str {
        field.map_or("", |field| field.name.pick(self.lang))
    }

    fn comment(&mut self, name: &str, value: Option<String>) {
        let between = self.lang.pick("：", ": ");
        match (name, value) {
            ("", None) => {}
            ("", Some(value)) => push!(self.out, " / {value} /"),
            (name, None) => push!(self.out, " / {name} /"),
            (name, Some(value)) => push!(self.out, " / {name}{between}{value} /"),
        }
    }

    fn line(&mut self, depth: usize) {
        push!(self.out, "\n{}", "  ".repeat(depth));
    }

    fn separator(&mut self, is_followed: bool) {
        if is_followed {
            self.out.push(',');
        }
    }

    fn close(&mut self, length: u64, depth: usize, bracket: &str) {
        if length > 0 {
            self.line(depth);
        }
        self.out.push_str(bracket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(hex: &[u8]) -> String {
        notation(hex, &Shape::Plain, Lang::En).unwrap().split_whitespace().collect()
    }

    #[test]
    fn the_examples_of_rfc_8949_appendix_a_are_written_as_there() {
        assert_eq!(plain(&[0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "18446744073709551615");
        assert_eq!(plain(&[0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "-18446744073709551616");
        assert_eq!(plain(&[0xF6]), "null");
        assert_eq!(plain(&[0xC1, 0x1A, 0x51, 0x4B, 0x67, 0xB0]), "1(1363896240)");
        assert_eq!(plain(&[0x44, 1, 2, 3, 4]), "h'01020304'");
        assert_eq!(plain(&[0x62, 0x22, 0x5C]), r#""\"\\""#);
        assert_eq!(plain(&[0x83, 1, 0x82, 2, 3, 0x82, 4, 5]), "[1,[2,3],[4,5]]");
        assert_eq!(plain(&[0xA2, 1, 2, 3, 4]), "{1:2,3:4}");
        assert_eq!(plain(&[0x80]), "[]");
    }

    #[test]
    fn an_item_inside_a_byte_string_is_shown_where_one_is_meant() {
        let embedded = notation(&[0x42, 0x18, 0x20], &Shape::Embedded(&Shape::Time), Lang::En).unwrap();
        assert_eq!(embedded, "<<32 / 1970-01-01T00:00:32Z />>\n");
        assert_eq!(notation(&[0x41, 0xFF], &Shape::Embedded(&Shape::Plain), Lang::En).unwrap(), "h'ff'\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(plain(&[0x62, 0x1B, 0x5B]), r#""\u001b[""#);
    }
}
