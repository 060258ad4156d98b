//! Whether everybody's certificate can be printed, asked before anything is signed: what is registered and has no page
//! is of no use to its holder.

use hezheng_pdf::Fonts;

use super::outcome::{Refusal, Roster, Trainee};
use super::rule::Rule;
use super::sheet::Shown;

impl Roster {
    /// Refuses the rows whose name or programme has a character that none of these fonts has, or one that needs a font
    /// which cannot be had here.
    pub fn refuse_unprintable(&mut self, fonts: &Fonts) {
        let mut accepted = Vec::new();
        for trainee in std::mem::take(&mut self.accepted) {
            let faults = unprintable(&trainee, fonts);
            if faults.is_empty() {
                accepted.push(trainee);
            }
            self.refused.extend(faults);
        }
        self.accepted = accepted;
        self.refused.sort_by_key(|refusal| refusal.row);
    }
}

fn unprintable(trainee: &Trainee, fonts: &Fonts) -> Vec<Refusal> {
    let fault = |column: &str, value: &str, rule| Refusal {
        row: trainee.row,
        column: column.into(),
        value: Shown::new(value),
        rule,
    };
    let name = fonts.first_unprintable(&trainee.name).map(Rule::NameUnprintable);
    let programme = fonts.first_unprintable(&trainee.programme).map(Rule::ProgrammeUnprintable);
    let name = name.map(|rule| fault("姓名", &trainee.name, rule));
    let programme = programme.map(|rule| fault("培训项目", &trainee.programme, rule));
    name.into_iter().chain(programme).collect()
}
