//! CBOR: what is one item is encoded in the one way there is.

use hezheng_core::cbor::{Head, Reader, Writer, check_item};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let item = reader.item();
    assert!(reader.rest().len() <= bytes.len());
    let is_whole = item.is_ok() && reader.end().is_ok();
    assert_eq!(check_item(bytes).is_ok(), is_whole, "one item and nothing behind it");
    if let Ok(item) = item {
        let mut writer = Writer::new();
        copy(&mut Reader::new(item), &mut writer);
        assert_eq!(writer.into_bytes(), item, "an item has one encoding");
    }
}

/// Encodes anew what an item says.
fn copy(reader: &mut Reader<'_>, writer: &mut Writer) {
    match reader.head().expect("it was read before") {
        Head::Unsigned(number) => drop(writer.unsigned(number)),
        Head::Negative(number) => drop(writer.negative(number)),
        Head::Bytes(length) => drop(writer.bytes(reader.content(length).expect("it was read before"))),
        Head::Text(length) => {
            let text = reader.content(length).expect("it was read before");
            writer.text(std::str::from_utf8(text).expect("text is UTF-8"));
        }
        Head::Array(length) => {
            writer.array(usize::try_from(length).expect("it was read before"));
            (0..length).for_each(|_| copy(reader, writer));
        }
        Head::Map(length) => {
            writer.map(usize::try_from(length).expect("it was read before"));
            let mut last: Option<Vec<u8>> = None;
            for _ in 0..length {
                let mut key = Writer::new();
                copy(reader, &mut key);
                let key = key.into_bytes();
                assert!(last.is_none_or(|last| last < key), "keys ascend, none twice");
                writer.raw(&key);
                last = Some(key);
                copy(reader, writer);
            }
        }
        Head::Tag(number) => {
            writer.tag(number);
            copy(reader, writer);
        }
        Head::Null => drop(writer.null()),
    }
}
