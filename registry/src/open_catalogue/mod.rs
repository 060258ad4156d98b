//! The pages of both catalogues that anybody may read (两目录公开): HTML as the registry writes it, without a script, to be searched,
//! printed, and read on any telephone. Chinese first, English beside it. The same data is open as JSON and CSV.
//!
//! Pure: what is shown, when, and what is sought comes in; a page goes out. `http::catalogue` says where.

mod bureaus;
mod frame;
mod institutions;
mod programmes;

pub(crate) use bureaus::bureaus;
pub(crate) use frame::{STYLE, Shown};
pub(crate) use institutions::institutions;
pub(crate) use programmes::programmes;

/// What is sought: every word must stand somewhere in an entry, in whatever case.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Sought {
    text: String,
    words: Vec<String>,
}

impl Sought {
    pub(crate) fn new(text: &str) -> Self {
        let words = text.split_whitespace().map(str::to_lowercase).collect();
        Self { text: text.trim().to_owned(), words }
    }

    fn is_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_found_and_nothing_sought_is_everything() {
        let texts = ["保育师", "BYS-5"];
        for (sought, found) in [("", true), (" ", true), ("bys", true), ("保育　bys", true), ("保育 焊工", false)]
        {
            assert_eq!(Sought::new(sought).is_in(&texts), found, "{sought:?}");
        }
    }
}
