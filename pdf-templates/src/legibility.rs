//! Whether a template's page can be read: by people, as far as contrast goes, and by phones, as far as the room around
//! the QR code goes. What a template must be to be used at all is checked when it is read; this is what its maker asks.

use crate::element::Element;
use crate::style::{Area, Colour, Style};
use crate::template::Template;

/// Text on paper: WCAG 2.2, success criterion 1.4.3, level AA.
const LEAST_CONTRAST: f64 = 4.5;
/// The words in an empty place, which a picture or a stamp covers: as of a part of a drawing, criterion 1.4.11.
const LEAST_CONTRAST_OF_PLACES: f64 = 3.0;

/// What makes a page hard to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// A text is too pale on the paper, or on the watermark.
    Contrast {
        /// The element's id.
        element: String,
        /// The colour.
        colour: String,
        /// Its contrast, such as `3.12`.
        contrast: String,
        /// The least that it should be.
        least: String,
    },
    /// Something stands where the largest QR code and its quiet zone would (format.md section 4).
    InQuietZone {
        /// The element's id.
        element: String,
    },
}

/// Everything that makes a page of this template hard to read.
#[must_use]
pub fn defects(template: &Template) -> Vec<Defect> {
    let mut found = Vec::new();
    for element in &template.elements {
        found.extend(pale_texts(template, element));
    }
    let place = template.elements.iter().find_map(|element| match element {
        Element::Qr(place) => Some(Area {
            x_mm: place.x_mm,
            y_mm: place.bottom_mm - place.max_side_mm,
            width_mm: place.max_side_mm,
            height_mm: place.max_side_mm,
        }),
        _ => None,
    });
    if let Some(place) = place {
        let near = template.elements.iter().filter(|element| area_of(element, place).is_some_and(|it| meet(it, place)));
        found.extend(near.map(|element| Defect::InQuietZone { element: element.id().to_owned() }));
    }
    found
}

/// The side of the largest QR code with its quiet zone, and the smallest module, in millimetres.
#[must_use]
pub fn qr_sizes_mm(template: &Template) -> Option<(f64, f64)> {
    template.elements.iter().find_map(|element| match element {
        Element::Qr(place) => Some((place.max_side_mm, place.module_mm)),
        _ => None,
    })
}

fn pale_texts(template: &Template, element: &Element) -> Vec<Defect> {
    let (styles, least): (Vec<&Style>, f64) = match element {
        Element::Text(text) => (vec![&text.style], LEAST_CONTRAST),
        Element::Table(table) => {
            let second = table.second_label.as_ref().map(|second| &second.style);
            ([&table.label, &table.value].into_iter().chain(second).collect(), LEAST_CONTRAST)
        }
        Element::Portrait(picture) | Element::Seal(picture) => (vec![&picture.style], LEAST_CONTRAST_OF_PLACES),
        Element::Rule(_) | Element::Qr(_) => return Vec::new(),
    };
    let colours = styles.into_iter().flat_map(|style| [Some(style.colour), style.value_colour]).flatten();
    let pale = |colour: Colour| {
        let contrast = contrast_on_page(template, colour);
        (contrast < least).then(|| Defect::Contrast {
            element: element.id().to_owned(),
            colour: hex(colour),
            contrast: format!("{contrast:.2}"),
            least: format!("{least:.1}"),
        })
    };
    colours.filter_map(pale).collect()
}

/// Where an element stands, if it is drawn on paper that the QR code needs white.
fn area_of(element: &Element, qr: Area) -> Option<Area> {
    match element {
        Element::Text(text) if text.beside_qr => Some(Area { x_mm: qr.right_mm() + text.area.x_mm, ..text.area }),
        Element::Text(text) => Some(text.area),
        Element::Table(table) => Some(table.area),
        Element::Rule(rule) => Some(Area { x_mm: rule.x_mm, y_mm: rule.y_mm, width_mm: rule.width_mm, height_mm: 0.1 }),
        Element::Portrait(picture) | Element::Seal(picture) => Some(picture.area),
        Element::Qr(_) => None,
    }
}

fn meet(a: Area, b: Area) -> bool {
    a.x_mm < b.right_mm() && b.x_mm < a.right_mm() && a.y_mm < b.bottom_mm() && b.y_mm < a.bottom_mm()
}

/// On white paper, or on the watermark's lines, whichever is less.
fn contrast_on_page(template: &Template, colour: Colour) -> f64 {
    let on_paper = contrast(colour, Colour([255, 255, 255]));
    template.watermark.map_or(on_paper, |watermark| on_paper.min(contrast(colour, watermark.colour)))
}

/// The contrast ratio of WCAG 2.2, 1 to 21.
fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance of WCAG 2.2, 0 to 1.
fn luminance(Colour(channels): Colour) -> f64 {
    let linear = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    });
    let [red, green, blue] = linear;
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn hex(Colour([red, green, blue]): Colour) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(from: &str, to: &str) -> Vec<Defect> {
        let text = include_str!("../templates/default/template.toml");
        assert!(text.contains(from), "the template has no {from}");
        defects(&Template::parse(&text.replacen(from, to, 1)).unwrap())
    }

    #[test]
    fn the_built_in_templates_can_be_read() {
        for text in Template::built_in_names().filter_map(Template::built_in_text) {
            assert_eq!(defects(&Template::parse(text).unwrap()), []);
        }
    }

    #[test]
    fn contrasts_are_those_of_wcag() {
        let [white, black, grey] = [[255; 3], [0; 3], [0x77; 3]].map(Colour);
        assert_eq!(format!("{:.2}", contrast(white, black)), "21.00");
        assert_eq!(format!("{:.2}", contrast(grey, white)), "4.48");
        assert_eq!(contrast(grey, grey), 1.0);
    }

    #[test]
    fn a_pale_text_and_a_text_in_the_quiet_zone_are_named() {
        let pale = edited("colour = \"#16403D\"", "colour = \"#9AA9A6\"");
        assert!(matches!(&pale[..], [Defect::Contrast { element, .. }] if element == "title"), "{pale:?}");
        let near = edited("y_mm = 180.5", "y_mm = 179.9");
        assert_eq!(near, [Defect::InQuietZone { element: "check code".into() }]);
        let beside = edited("area = { x_mm = 2, y_mm = 165", "area = { x_mm = -1, y_mm = 165");
        assert_eq!(beside, [Defect::InQuietZone { element: "address".into() }]);
    }
}
