//! The objects of a PDF file as krilla writes it: where each starts, what it says, and the file with others in their place.

/// A file's objects by number, the first of number 1. krilla writes them in this order, one after the other, and then a table of
/// where they start (ISO 32000-1, 7.5.4).
pub(crate) struct Objects<'a> {
    file: &'a [u8],
    starts: Vec<usize>,
    table: usize,
}

impl<'a> Objects<'a> {
    const ENTRY_BYTES: usize = 20;

    pub(crate) fn find(file: &'a [u8]) -> Option<Self> {
        let (_, end) = rsplit_once(file, b"\nstartxref\n")?;
        let table = decimal(end)?;
        let (count, entries) = split_once(file.get(table..)?.strip_prefix(b"xref\n0 ")?, b"\n")?;
        let entries = entries.chunks_exact(Self::ENTRY_BYTES).take(decimal(count)?);
        // The first is the head of a list of numbers that are free, and none is.
        let starts = entries.skip(1).map(|entry| entry.ends_with(b" 00000 n\r\n").then(|| decimal(entry))?);
        let starts: Vec<usize> = starts.collect::<Option<_>>()?;
        let found = Self { file, starts, table };
        let is_in_order = found.starts.iter().zip(found.starts.iter().skip(1).chain([&table])).all(|(a, b)| a < b);
        let is_numbered = found.iter().enumerate().all(|(index, object)| {
            object.starts_with(format!("{} 0 obj\n", index + 1).as_bytes()) && object.ends_with(b"\nendobj\n")
        });
        (is_in_order && is_numbered).then_some(found)
    }

    pub(crate) fn get(&self, number: usize) -> Option<&'a [u8]> {
        let start = *self.starts.get(number.checked_sub(1)?)?;
        self.file.get(start..*self.starts.get(number).unwrap_or(&self.table))
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        (1..=self.starts.len()).map(|number| self.get(number).unwrap_or_default())
    }

    /// The file with other objects in the place of some.
    pub(crate) fn with(&self, replaced: &[Option<Vec<u8>>]) -> Option<Vec<u8>> {
        let added: usize = replaced.iter().flatten().map(Vec::len).sum();
        let mut file = Vec::with_capacity(self.file.len() + added);
        file.extend_from_slice(self.file.get(..*self.starts.first()?)?);
        let (entries, rest) = self.file.get(self.table..)?.split_at_checked(self.entries_at()?)?;
        let mut entries = entries.to_vec();
        for (object, other) in self.iter().zip(replaced) {
            entries.extend_from_slice(format!("{:010} 00000 n\r\n", file.len()).as_bytes());
            file.extend_from_slice(other.as_deref().unwrap_or(object));
        }
        let table = file.len();
        let (trailer, _) = rsplit_once(rest.get(self.starts.len() * Self::ENTRY_BYTES..)?, b"\nstartxref\n")?;
        file.extend_from_slice(&entries);
        file.extend_from_slice(trailer);
        file.extend_from_slice(format!("\nstartxref\n{table}\n%%EOF").as_bytes());
        Some(file)
    }

    /// How far behind the table's start the entry of object 1 is.
    fn entries_at(&self) -> Option<usize> {
        let (_, entries) = split_once(self.file.get(self.table..)?.strip_prefix(b"xref\n0 ")?, b"\n")?;
        Some(self.file.len() - self.table - entries.len() + Self::ENTRY_BYTES)
    }
}

pub(crate) fn stream_object(number: usize, keys: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("{number} 0 obj\n<</Length {}{keys}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream\nendobj\n"].concat()
}

/// An object's number, its stream's length, and what follows in its dictionary; `None` where it has no stream.
pub(crate) fn stream(object: &[u8]) -> Option<(usize, usize, &[u8])> {
    let number = decimal(object)?;
    let rest = object.strip_prefix(format!("{number} 0 obj\n<</Length ").as_bytes())?;
    let length = decimal(rest)?;
    Some((number, length, rest.strip_prefix(length.to_string().as_bytes())?))
}

/// The bytes of a stream that is deflated and nothing else.
pub(crate) fn deflated(object: &[u8]) -> Option<&[u8]> {
    let (_, length, rest) = stream(object)?;
    rest.strip_prefix(b"/Filter/FlateDecode>>\nstream\n")?.get(..length)
}

/// The object that a key of a dictionary leads to.
pub(crate) fn reference(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    decimal(split_once(dictionary, key)?.1)
}

/// The number whose digits come first.
pub(crate) fn decimal(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()
}

pub(crate) fn split_once<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    Some((bytes.get(..place)?, bytes.get(place + at.len()..)?))
}

fn rsplit_once<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).rposition(|window| window == at)?;
    Some((bytes.get(..place)?, bytes.get(place + at.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(bodies: &[&str]) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n\n".to_vec();
        let mut entries = String::from("0000000000 65535 f\r\n");
        for (number, body) in (1..).zip(bodies) {
            entries += &format!("{:010} 00000 n\r\n", file.len());
            file.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        }
        let table = file.len();
        let tail =
            format!("xref\n0 {}\n{entries}trailer\n<</Root 1 0 R>>\nstartxref\n{table}\n%%EOF", bodies.len() + 1);
        [file, tail.into_bytes()].concat()
    }

    #[test]
    fn objects_after_one_of_another_length_are_found_where_they_then_are() {
        let file = objects(&["<</A 2 0 R>>", "short", "[1 2]"]);
        let longer = b"2 0 obj\nmuch longer than before\nendobj\n".to_vec();
        let found = Objects::find(&file).unwrap();
        assert_eq!(found.get(2), Some(&b"2 0 obj\nshort\nendobj\n"[..]));
        assert_eq!(
            found.with(&[None, Some(longer), None]),
            Some(objects(&["<</A 2 0 R>>", "much longer than before", "[1 2]"]))
        );
        assert_eq!(found.with(&[None, None, None]), Some(file.clone()));
        assert_eq!((found.get(0), found.get(4)), (None, None));
    }

    #[test]
    fn a_file_of_another_kind_is_not_taken_for_krillas() {
        let file = objects(&["<</A 2 0 R>>", "short", "[1 2]"]);
        assert!(Objects::find(&file).is_some());
        let edited = |from: &str, to: &str| String::from_utf8(file.clone()).unwrap().replacen(from, to, 1).into_bytes();
        for (from, to) in [
            ("2 0 obj", "9 0 obj"),
            ("\nendobj\n2", "\nendobj 2"),
            ("00000 n", "00000 f"),
            ("xref\n0 4", "xref\n1 4"),
            ("\nstartxref\n", "\nstartxref\n9"),
            ("\nstartxref\n", "\n"),
        ] {
            assert!(Objects::find(&edited(from, to)).is_none(), "{from:?}");
        }
        assert!(Objects::find(b"").is_none());
    }
}
