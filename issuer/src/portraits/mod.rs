//! Portraits for the people of a roster, from a folder or ZIP file of photographs.
//!
//! [`attach`] does all of it before anything is signed: which files there are (`source`), whose each is (`file_name`), what
//! becomes of it (`photograph`, `scale`). A photograph that cannot be used refuses its person's row, as any other fault of
//! the row does; what people read lies in `words`.

mod error;
mod file_name;
pub mod limits;
mod photograph;
pub(crate) mod photograph_problem;
mod scale;
mod source;
pub(crate) mod words;

use std::path::Path;

pub use error::{PlaceProblem, PortraitsError};
pub use photograph_problem::PhotographProblem;

use crate::portrait::Portrait;
use crate::roster::{Notice, Refusal, Roster, Rule, Shown, Trainee, Warning};
use file_name::{People, Whose};
use source::{ReadError, Source};

/// The column that faults of photographs are shown under.
const COLUMN: &str = "照片";
/// How many of nobody's files are named; a wrong folder has hundreds.
const NAMED_FILES: usize = 5;

/// What is done about somebody who has no photograph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// A warning; the certificate has an empty place for a picture to be pasted on.
    Warns,
    /// The row is refused.
    Refuses,
}

/// Gives everybody on the roster the portrait that this folder or ZIP file has of them.
///
/// # Errors
/// The folder or file as a whole cannot be used; a photograph that cannot is no error but a [`Refusal`].
pub fn attach(roster: &mut Roster, place: &Path, missing: Missing) -> Result<(), PortraitsError> {
    attach_from(roster, place, missing)
        .map_err(|problem| PortraitsError { place: place.display().to_string(), problem })
}

fn attach_from(roster: &mut Roster, place: &Path, missing: Missing) -> Result<(), PlaceProblem> {
    let mut source = Source::open(place)?;
    let mut of_people: Vec<Photographs> = roster.accepted.iter().map(|_| Photographs::default()).collect();
    let nobodys = sort(&source, &People::of(roster), &mut of_people);
    let has_any = of_people.iter().any(|photographs| *photographs != Photographs::default());
    if !has_any && !roster.accepted.is_empty() {
        let (files, example) = (source.names().len(), source.names().first().cloned());
        return Err(PlaceProblem::Nobodys { files, example });
    }
    let mut accepted = Vec::new();
    for (mut trainee, photographs) in std::mem::take(&mut roster.accepted).into_iter().zip(of_people) {
        match photographs.portrait(&mut source)? {
            Ok(Some(portrait)) => trainee.portrait = Some(portrait),
            Ok(None) if missing == Missing::Refuses => {
                roster.refused.push(refusal(&trainee, "", PhotographProblem::Missing));
                continue;
            }
            Ok(None) => roster.warnings.push(warning(Some(trainee.row), Notice::PortraitMissing)),
            Err((file, problem)) => {
                roster.refused.push(refusal(&trainee, &file, problem));
                continue;
            }
        }
        accepted.push(trainee);
    }
    roster.accepted = accepted;
    roster.refused.sort_by_key(|refusal| refusal.row);
    if !nobodys.is_empty() {
        let first = nobodys.iter().take(NAMED_FILES).cloned().collect();
        roster.warnings.push(warning(None, Notice::PortraitsOfNobody { count: nobodys.len(), first }));
    }
    Ok(())
}

/// What there is of one person.
#[derive(Default, PartialEq, Eq)]
struct Photographs {
    /// Places of files in the source, with their names.
    files: Vec<(usize, String)>,
    /// A file whose name contradicts itself.
    contradiction: Option<(String, PhotographProblem)>,
}

/// Gives each file to whose it is; what is left is nobody's.
fn sort(source: &Source, people: &People, of_people: &mut [Photographs]) -> Vec<String> {
    let mut nobodys = Vec::new();
    for (place, file) in source.names().iter().enumerate() {
        let mut contradiction = |person: usize, problem| {
            if let Some(photographs) = of_people.get_mut(person) {
                photographs.contradiction = Some((file.clone(), problem));
            }
        };
        match people.whose(file) {
            Whose::Of(person) => {
                if let Some(photographs) = of_people.get_mut(person) {
                    photographs.files.push((place, file.clone()));
                }
            }
            Whose::NamedOtherwise(person, name) => {
                contradiction(person, PhotographProblem::NamedOtherwise { name });
            }
            Whose::Several(several) => {
                several.into_iter().for_each(|person| contradiction(person, PhotographProblem::OfSeveral));
            }
            Whose::Nobodys if is_named_like_a_picture(file) => nobodys.push(file.clone()),
            // Rosters and notes lie beside photographs.
            Whose::Nobodys => {}
        }
    }
    nobodys
}

type Faulty = (String, PhotographProblem);

impl Photographs {
    /// The portrait; none where there is no photograph.
    fn portrait(self, source: &mut Source) -> Result<Result<Option<Portrait>, Faulty>, PlaceProblem> {
        if let Some(contradiction) = self.contradiction {
            return Ok(Err(contradiction));
        }
        match self.files.as_slice() {
            [] => Ok(Ok(None)),
            [(place, name)] => match source.read(*place) {
                Ok(bytes) => {
                    let portrait = photograph::portrait(&bytes);
                    Ok(portrait.map(Some).map_err(|problem| (name.clone(), problem)))
                }
                Err(ReadError::Photograph(problem)) => Ok(Err((name.clone(), problem))),
                Err(ReadError::Place(problem)) => Err(problem),
            },
            several => {
                let names = several.iter().map(|(_, name)| name.clone()).collect();
                Ok(Err((String::new(), PhotographProblem::Several(names))))
            }
        }
    }
}

fn is_named_like_a_picture(file: &str) -> bool {
    const EXTENSIONS: [&str; 11] = ["jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "webp", "bmp", "tif", "tiff"];
    let extension = file.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn refusal(trainee: &Trainee, file: &str, problem: PhotographProblem) -> Refusal {
    Refusal { row: trainee.row, column: COLUMN.into(), value: Shown::new(file), rule: Rule::Portrait(problem) }
}

fn warning(row: Option<u32>, notice: Notice) -> Warning {
    Warning { row, column: COLUMN.into(), notice }
}
