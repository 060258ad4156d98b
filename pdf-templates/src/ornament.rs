//! The ornament, drawn in full once and kept: it is the same on page after page, and its curves and what they lie in took a fifth
//! of a page's time.
//!
//! On a page krilla draws what stands in for it: the same stamps, one in another, each with a short line in the place of its
//! curves. In the finished file each stamp's object then gets what it has in full. A design whose stamps in full do not
//! answer to those that stand in, one by one, is drawn in full on each page.

use std::sync::{Arc, Mutex, PoisonError};

use krilla::graphic::Graphic;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use crate::design::Design;
use crate::error::RenderError;
use crate::guilloche::{Pen, draw_ornament, stamp};
use crate::ink::pt;
use crate::objects::{Objects, decimal, stream};

/// How many designs are kept: a program has a template or two.
const KEPT: usize = 8;

static ORNAMENTS: Ornaments = Ornaments(Mutex::new(Vec::new()));

/// The ornaments that are kept, the newest last.
struct Ornaments(Mutex<Vec<Arc<Ornament>>>);

impl Ornaments {
    /// The lock is not held while one is made: of those that make the same one at once, all get what the first keeps.
    fn of(&self, design: &Design) -> Result<Arc<Ornament>, RenderError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |kept: &[Arc<Ornament>]| kept.iter().find(|ornament| ornament.design == *design).cloned();
        if let Some(known) = known(&kept()) {
            return Ok(known);
        }
        let made = Arc::new(Ornament::new(*design)?);
        let mut kept = kept();
        if let Some(known) = known(&kept) {
            return Ok(known);
        }
        let too_many = (kept.len() + 1).saturating_sub(KEPT);
        kept.drain(..too_many);
        kept.push(Arc::clone(&made));
        Ok(made)
    }
}

/// What the ornament of a design comes to in a file.
pub(crate) struct Ornament {
    design: Design,
    /// Empty where it is drawn in full.
    stamps: Vec<Stamp>,
}

/// A stamp as it stands in, and in full.
struct Stamp {
    standing_in: Form,
    full: Form,
}

/// What an object says of a stamp that does not depend on the file: its box, and the stream.
#[derive(PartialEq, Eq)]
struct Form {
    length: usize,
    rest: Vec<u8>,
}

impl Ornament {
    pub(crate) fn of(design: &Design) -> Result<Arc<Self>, RenderError> {
        ORNAMENTS.of(design)
    }

    fn new(design: Design) -> Result<Self, RenderError> {
        let (full, standing_in) = (forms(&design, &Pen::full())?, forms(&design, &Pen::standing_in())?);
        let are_all_different = standing_in.iter().enumerate().all(|(index, form)| {
            let others = standing_in.iter().skip(index + 1);
            others.into_iter().all(|other| other != form)
        });
        let answers = full.len() == standing_in.len() && are_all_different;
        let pairs = standing_in.into_iter().zip(full).map(|(standing_in, full)| Stamp { standing_in, full });
        Ok(Self { design, stamps: if answers { pairs.collect() } else { Vec::new() } })
    }

    /// What is drawn on a page.
    pub(crate) fn graphic(&self, surface: &mut Surface<'_>) -> Graphic {
        let pen = if self.stamps.is_empty() { Pen::full() } else { Pen::standing_in() };
        stamp(surface, |surface| draw_ornament(surface, &pen, &self.design))
    }

    /// How many objects of a file stand in for something.
    pub(crate) fn stamp_count(&self) -> usize {
        self.stamps.len()
    }

    /// A stamp's object in full; `None` of any other object.
    pub(crate) fn in_full(&self, object: &[u8]) -> Option<Vec<u8>> {
        let (found, number, resources) = Form::read(object)?;
        let Form { length, rest } = &self.stamps.iter().find(|stamp| stamp.standing_in == found)?.full;
        let head = format!("{number} 0 obj\n<</Length {length}{FORM}{resources} 0 R");
        Some([head.as_bytes(), rest].concat())
    }
}

const FORM: &str = "/Type/XObject/Subtype/Form/Filter/FlateDecode/Resources ";

impl Form {
    /// With the numbers of the object and of its resources.
    fn read(object: &[u8]) -> Option<(Self, usize, usize)> {
        let (number, length, keys) = stream(object)?;
        let rest = keys.strip_prefix(FORM.as_bytes())?;
        let resources = decimal(rest)?;
        let rest = rest.strip_prefix(format!("{resources} 0 R").as_bytes())?;
        Some((Self { length, rest: rest.to_vec() }, number, resources))
    }
}

/// The stamps of a file with nothing but the ornament.
fn forms(design: &Design, pen: &Pen) -> Result<Vec<Form>, RenderError> {
    let broken = || RenderError::Pdf("the ornament could not be drawn".into());
    // Colours as in PDF/A.
    let mut document = Document::new_with(SerializeSettings { no_device_cs: true, ..SerializeSettings::default() });
    let size = PageSettings::from_wh(pt(design.page.width_mm), pt(design.page.height_mm)).ok_or_else(broken)?;
    let mut sheet = document.start_page_with(size);
    let mut surface = sheet.surface();
    let ornament = stamp(&mut surface, |surface| draw_ornament(surface, pen, design));
    surface.draw_graphic(ornament);
    surface.finish();
    sheet.finish();
    let file = document.finish().map_err(|_| broken())?;
    let objects = Objects::find(&file).ok_or_else(broken)?;
    Ok(objects.iter().filter_map(|object| Some(Form::read(object)?.0)).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;
    use crate::template::Template;

    #[test]
    fn every_stamp_of_the_built_in_designs_has_one_that_stands_in_for_it() {
        for name in Template::built_in_names() {
            let design = Template::parse(Template::built_in_text(name).unwrap()).unwrap().design();
            let ornament = Ornament::of(&design).unwrap();
            // Three petals, a wave, two sides, a corner's petal and rosette, and all of it.
            assert_eq!(ornament.stamp_count(), 9, "{name}");
            let bytes =
                |form: fn(&Stamp) -> &Form| ornament.stamps.iter().map(|stamp| form(stamp).length).sum::<usize>();
            let (full, standing_in) = (bytes(|stamp| &stamp.full), bytes(|stamp| &stamp.standing_in));
            assert!(full > 4 * standing_in, "{name}: {full}, {standing_in}");
        }
    }

    #[test]
    fn a_design_with_two_stamps_alike_is_drawn_in_full() {
        let mut design = Template::built_in().unwrap().design();
        // All four sides of a square have the same waves.
        design.page.width_mm = design.page.height_mm;
        assert_eq!(Ornament::of(&design).unwrap().stamp_count(), 8);
        // A side of one wave that is not stretched.
        design.frame.wave_mm = 0.5;
        assert!(Ornament::of(&design).is_ok());
    }

    fn none_yet() -> Ornaments {
        Ornaments(Mutex::new(Vec::new()))
    }

    #[test]
    fn designs_are_told_apart() {
        let ornaments = none_yet();
        let design = Template::built_in().unwrap().design();
        let other = Design { watermark: None, ..design };
        assert_eq!(ornaments.of(&other).unwrap().stamp_count(), 6);
        assert!(Arc::ptr_eq(&ornaments.of(&design).unwrap(), &ornaments.of(&design).unwrap()));
        assert!(!Arc::ptr_eq(&ornaments.of(&design).unwrap(), &ornaments.of(&other).unwrap()));
    }

    #[test]
    fn those_who_make_one_at_once_get_the_same() {
        let ornaments = none_yet();
        let design = Template::built_in().unwrap().design();
        let together = Barrier::new(4);
        let made: Vec<_> = std::thread::scope(|scope| {
            let threads = [(); 4].map(|()| {
                scope.spawn(|| {
                    together.wait();
                    ornaments.of(&design).unwrap()
                })
            });
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(made.iter().all(|ornament| Arc::ptr_eq(ornament, &made[0])));
        assert_eq!(ornaments.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn the_oldest_makes_room() {
        let ornaments = none_yet();
        let design = Template::built_in().unwrap().design();
        let first = ornaments.of(&design).unwrap();
        let mut other = design;
        for _ in 0..KEPT {
            other.page.width_mm += 1.0;
            ornaments.of(&other).unwrap();
        }
        assert_eq!(ornaments.0.lock().unwrap().len(), KEPT);
        assert!(!Arc::ptr_eq(&ornaments.of(&design).unwrap(), &first));
    }
}
