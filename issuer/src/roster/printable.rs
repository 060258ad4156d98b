//! Whether everybody's certificate can be printed, asked before anything is signed: what is registered and has no page
//! would stop every run.

use hezheng_pdf::{FontError, Fonts};

use super::outcome::{Refusal, Roster, Trainee};
use super::rule::Rule;
use super::sheet::Shown;

impl Roster {
    /// Refuses the rows whose name or programme has a character that none of these fonts has.
    ///
    /// # Errors
    /// A rare character needs a fallback font that cannot be had, so that nothing can be said of it.
    pub fn refuse_unprintable(&mut self, fonts: &Fonts) -> Result<(), FontError> {
        let mut accepted = Vec::new();
        for trainee in std::mem::take(&mut self.accepted) {
            let faults = unprintable(&trainee, fonts)?;
            if faults.is_empty() {
                accepted.push(trainee);
            }
            self.refused.extend(faults);
        }
        self.accepted = accepted;
        self.refused.sort_by_key(|refusal| refusal.row);
        Ok(())
    }
}

fn unprintable(trainee: &Trainee, fonts: &Fonts) -> Result<Vec<Refusal>, FontError> {
    let fault = |column: &str, value: &str, rule| Refusal {
        row: trainee.row,
        column: column.into(),
        value: Shown::new(value),
        rule,
    };
    let name = fonts.first_missing(&trainee.name)?.map(Rule::NameUnprintable);
    let programme = fonts.first_missing(&trainee.programme)?.map(Rule::ProgrammeUnprintable);
    let name = name.map(|rule| fault("姓名", &trainee.name, rule));
    let programme = programme.map(|rule| fault("培训项目", &trainee.programme, rule));
    Ok(name.into_iter().chain(programme).collect())
}
