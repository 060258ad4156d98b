//! What is embedded in a PDF file, wherever in it.

use flate2::read::ZlibDecoder;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use hezheng_core::page::artifact::{ATTACHMENT, Embedded};
use std::collections::BTreeSet;
use std::io::Read as _;

/// A statement with four receipts takes some 12 KB.
const ATTACHMENT_BYTES: u64 = 65_536;

/// What is embedded in this file.
pub(crate) fn embedded(pdf: &Pdf) -> Embedded {
    let found = FileSpecifications::of(pdf, ATTACHMENT);
    let mut streams = found.streams.iter();
    match (streams.next(), streams.next()) {
        (None, None) if !found.is_otherwise => Embedded::Nothing,
        (Some((number, generation)), None) if !found.is_otherwise => {
            let id = ObjectIdentifier::new(*number, *generation);
            let content = pdf.xref().get::<Stream<'_>>(id).and_then(|stream| unpack(&stream, ATTACHMENT_BYTES));
            content.map_or(Embedded::Otherwise, Embedded::Certificate)
        }
        _ => Embedded::Otherwise,
    }
}

/// The content of the one embedded file, where it has this name and no more than so many bytes.
pub(crate) fn only_file(pdf: &Pdf, name: &str, limit: u64) -> Option<Vec<u8>> {
    let found = FileSpecifications::of(pdf, name);
    let mut streams = found.streams.iter();
    let (number, generation) = streams.next().filter(|_| streams.next().is_none() && !found.is_otherwise)?;
    let id = ObjectIdentifier::new(*number, *generation);
    pdf.xref().get::<Stream<'_>>(id).and_then(|stream| unpack(&stream, limit))
}

/// The files that the objects of a PDF file embed: every dictionary with an `EF` entry, wherever it stands, is a file
/// specification (ISO 32000-2 section 7.11.3), whether or not anything refers to it.
struct FileSpecifications<'n> {
    /// The name that a file may have.
    name: &'n str,
    /// Object and generation number of the streams.
    streams: BTreeSet<(u32, i32)>,
    /// A file is there that may not be.
    is_otherwise: bool,
}

impl<'n> FileSpecifications<'n> {
    fn of(pdf: &Pdf, name: &'n str) -> Self {
        let mut found = Self { name, streams: BTreeSet::new(), is_otherwise: false };
        for object in pdf.objects() {
            found.look_into(&object);
        }
        found
    }

    fn look_into(&mut self, object: &Object<'_>) {
        match object {
            Object::Dict(dict) => self.look_into_dict(dict),
            Object::Stream(stream) => self.look_into_dict(stream.dict()),
            Object::Array(array) => array.raw_iter().for_each(|item| self.look_into_direct(item)),
            _ => {}
        }
    }

    /// What is referred to is an object of its own and looked into there.
    fn look_into_direct(&mut self, item: MaybeRef<Object<'_>>) {
        if let MaybeRef::NotRef(object) = item {
            self.look_into(&object);
        }
    }

    fn look_into_dict(&mut self, dict: &Dict<'_>) {
        if dict.contains_key("EF") {
            self.specification(dict);
        }
        dict.entries().for_each(|(_, value)| self.look_into_direct(value));
    }

    fn specification(&mut self, dict: &Dict<'_>) {
        let names = ["F", "UF"].map(|key| dict.get::<PdfString<'_>>(key));
        let mut names = names.iter().flatten().peekable();
        let is_ours = names.peek().is_some() && names.all(|name| is_name(name.as_bytes(), self.name));
        let Some(files) = dict.get::<Dict<'_>>("EF") else {
            self.is_otherwise = true;
            return;
        };
        let mut count = 0;
        for (_, value) in files.entries() {
            match value {
                MaybeRef::Ref(reference) => {
                    count += 1;
                    self.streams.insert((reference.obj_number, reference.gen_number));
                }
                MaybeRef::NotRef(_) => self.is_otherwise = true,
            }
        }
        self.is_otherwise |= !is_ours || count == 0;
    }
}

/// Text strings are PDFDocEncoding, UTF-8 or UTF-16 (ISO 32000-2 section 7.9.2.2); the name is ASCII in all three.
fn is_name(name: &[u8], wanted: &str) -> bool {
    let utf16: Vec<u8> = wanted.bytes().flat_map(|byte| [0, byte]).collect();
    name == wanted.as_bytes()
        || name.strip_prefix(b"\xEF\xBB\xBF") == Some(wanted.as_bytes())
        || name.strip_prefix(b"\xFE\xFF") == Some(&utf16)
}

/// Unpacks a stream that is stored as it is or deflated, within a bound. What is packed otherwise is none of ours.
fn unpack(stream: &Stream<'_>, limit: u64) -> Option<Vec<u8>> {
    let dict = stream.dict();
    let raw = stream.raw_data();
    let filter = match dict.get::<Object<'_>>("Filter") {
        None => return (raw.len() as u64 <= limit).then(|| raw.into_owned()),
        Some(Object::Name(name)) => name,
        Some(Object::Array(filters)) => only(&filters)?,
        Some(_) => return None,
    };
    if filter.as_str() != "FlateDecode" || dict.contains_key("DecodeParms") {
        return None;
    }
    let mut content = Vec::new();
    ZlibDecoder::new(&*raw).take(limit + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= limit).then_some(content)
}

fn only<'a>(filters: &Array<'a>) -> Option<Name<'a>> {
    let mut names = filters.iter::<Name<'_>>();
    names.next().filter(|_| names.next().is_none())
}
