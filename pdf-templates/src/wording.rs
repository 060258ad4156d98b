//! A template in words, for verifiers: the same texts in the order in which they are drawn. A test holds it to the pages.

use hezheng_core::page::wording::{Line, Wording};

use crate::element::{Element, Item, Picture, Table};
use crate::template::Template;

impl Template {
    /// What it prints, without where and how.
    #[must_use]
    pub fn wording(&self) -> Wording {
        let lines = self.elements.iter().flat_map(lines).collect();
        Wording { id: self.id.clone(), version: self.version, words: self.words.clone(), lines }
    }
}

fn lines(element: &Element) -> Vec<Line> {
    match element {
        Element::Text(text) => vec![Line::Text(text.text.0.clone())],
        Element::Table(table) => table.items.iter().map(|item| self::item(table, item)).collect(),
        Element::Portrait(picture) => in_place(picture, Line::NoPortrait),
        Element::Seal(picture) => in_place(picture, Line::NoSeal),
        Element::Rule(_) | Element::Qr(_) => Vec::new(),
    }
}

fn item(table: &Table, item: &Item) -> Line {
    let second = item.second_label.clone().filter(|_| table.second_label.is_some());
    Line::Item([item.label.clone()].into_iter().chain(second).collect(), item.text.0.clone())
}

/// Words that are drawn as shapes are no text.
fn in_place(picture: &Picture, line: fn(String) -> Line) -> Vec<Line> {
    if picture.words_as_shapes { Vec::new() } else { vec![line(picture.words.clone())] }
}
