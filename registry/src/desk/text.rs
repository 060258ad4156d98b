//! Values that JSON has as text: days, times, keys' ids, numbers of institutions.

use hezheng_core::ids::{Kid, parse_hex, to_hex};
use hezheng_core::number::Uscc;
use hezheng_core::time::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A value written as the text that people know it by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Text<T>(pub(crate) T);

/// What [`Text`] can be of.
pub(crate) trait Written: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

impl Written for Date {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(text: &str) -> Option<Self> {
        Self::parse_iso(text)
    }
}

impl Written for Time {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for Kid {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for Uscc {
    fn write(&self) -> String {
        self.as_str().into()
    }
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl<const N: usize> Written for [u8; N] {
    fn write(&self) -> String {
        to_hex(self)
    }
    fn read(text: &str) -> Option<Self> {
        parse_hex(text)
    }
}

impl<T: Written> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.write())
    }
}

impl<'d, T: Written> Deserialize<'d> for Text<T> {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'d, str>>::deserialize(deserializer)?;
        T::read(&text).map(Self).ok_or_else(|| de::Error::custom("not of its form"))
    }
}
