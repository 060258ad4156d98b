//! Whose photograph a file is, by its name: the identity number stands in it, or it begins with the 序号 of the roster.
//!
//! The name may stand beside either (`13010219900101000X 张三.jpg`, `张三-13010219900101000X.png`, `03张三.jpg`), but not that
//! of somebody else on the roster: a face on another person's certificate is worse than none.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::roster::{Roster, Trainee};

/// Longer numbers are no 序号.
const SERIAL_DIGITS: usize = 4;
/// From here on digits and letters are meant as an identity number, and a slip in it does not make a 序号 of what stands
/// before it.
const IDENTITY_CHARS: usize = 8;

/// Whose a photograph is. People are known by their place among those accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    /// This person's.
    Of(usize),
    /// It names this person by number and another by name.
    NamedOtherwise(usize, String),
    /// It can be several people's.
    Several(Vec<usize>),
    /// Nobody's who can be given a certificate.
    Nobodys,
}

/// The people of a roster by what a file may be named after.
pub(super) struct People {
    by_identity: BTreeMap<String, usize>,
    by_serial: BTreeMap<String, Vec<usize>>,
    names: Vec<String>,
    others: Vec<String>,
}

impl People {
    pub(super) fn of(roster: &Roster) -> Self {
        let mut by_serial: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let serial = |trainee: &Trainee| trainee.serial.as_deref().and_then(|serial| as_serial(&folded(serial)));
        for (place, trainee) in roster.accepted.iter().enumerate() {
            if let Some(serial) = serial(trainee) {
                by_serial.entry(serial).or_default().push(place);
            }
        }
        let number = |(place, trainee): (usize, &Trainee)| (folded(trainee.identity.full_number()), place);
        Self {
            by_identity: roster.accepted.iter().enumerate().map(number).collect(),
            by_serial,
            names: roster.accepted.iter().map(|trainee| folded(&trainee.name)).collect(),
            others: roster.skipped.iter().map(|skipped| folded(&skipped.name)).collect(),
        }
    }

    /// Whose photograph the file of this name is.
    pub(super) fn whose(&self, file_name: &str) -> Whose {
        let stem = folded(stem(file_name));
        let words: Vec<&str> =
            stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut people: Vec<usize> = words.iter().filter_map(|word| self.by_identity.get(*word).copied()).collect();
        if people.is_empty() && words.iter().all(|word| word.len() < IDENTITY_CHARS) {
            let begins = |word: &&str| stem.starts_with(word);
            let serial = words.first().filter(|word| begins(word)).and_then(|word| as_serial(word));
            people = serial.and_then(|serial| self.by_serial.get(&serial).cloned()).unwrap_or_default();
        }
        people.sort_unstable();
        people.dedup();
        match people.as_slice() {
            [] => Whose::Nobodys,
            [person] => {
                self.other_name(*person, &stem).map_or(Whose::Of(*person), |name| Whose::NamedOtherwise(*person, name))
            }
            _ => Whose::Several(people),
        }
    }

    /// The name of somebody else on the roster, where that stands in the file's name and the person's own does not.
    fn other_name(&self, person: usize, stem: &str) -> Option<String> {
        let own = self.names.get(person)?;
        if stem.contains(own.as_str()) {
            return None;
        }
        let names = self.names.iter().chain(&self.others);
        names
            .filter(|name| name.chars().count() > 1 && stem.contains(name.as_str()))
            .max_by_key(|name| name.len())
            .cloned()
    }
}

/// Without its extension. A number with a point in it is rare, and four letters or digits behind the last point are one.
fn stem(file_name: &str) -> &str {
    match file_name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 4 && extension.is_ascii() => stem,
        _ => file_name,
    }
}

/// Full-width forms made ordinary, letters large, no spaces at the ends.
fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_uppercase()
}

/// A 序号 without its zeros in front.
fn as_serial(text: &str) -> Option<String> {
    let is_serial = (1..=SERIAL_DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_serial.then(|| text.trim_start_matches('0').to_owned()).filter(|serial| !serial.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> People {
        let text = "序号,姓名,身份证号,培训项目,培训起止日期,考核结果\n\
                    1,张三,13010220000229000X,保育师,2026-03-01至2026-03-10,合格\n\
                    2,李四,130102199001010007,保育师,2026-03-01至2026-03-10,合格\n\
                    3,王五,130102199203040001,保育师,2026-03-01至2026-03-10,不合格\n";
        let roster = crate::roster::read("r.csv", text.as_bytes()).unwrap();
        assert_eq!((roster.accepted.len(), roster.skipped.len()), (2, 1), "{roster:?}");
        People::of(&roster)
    }

    #[test]
    fn an_identity_number_anywhere_in_the_name_says_whose_it_is() {
        let people = people();
        for name in [
            "13010220000229000X.jpg",
            "13010220000229000x.JPEG",
            "１３０１０２２００００２２９０００Ｘ.png",
            "13010220000229000X 张三.jpg",
            "张三-13010220000229000X.png",
            "张三13010220000229000X(1).jpg",
            "一寸照_13010220000229000X",
        ] {
            assert_eq!(people.whose(name), Whose::Of(0), "{name}");
        }
    }

    #[test]
    fn the_rosters_own_serial_at_the_beginning_says_whose_it_is() {
        let people = people();
        for name in ["2.jpg", "02.jpg", "2 李四.png", "002李四.jpg", "２－李四.jpg"] {
            assert_eq!(people.whose(name), Whose::Of(1), "{name}");
        }
        // What a camera or a chat calls its pictures is no 序号, and neither is what stands before a mistyped number.
        for name in
            ["IMG_0002.jpg", "李四2.jpg", "4.jpg", "0.jpg", "20000.jpg", "2-130102199001010003.jpg", "李四.jpg", ""]
        {
            assert_eq!(people.whose(name), Whose::Nobodys, "{name}");
        }
    }

    #[test]
    fn a_name_of_somebody_else_is_a_contradiction() {
        let people = people();
        assert_eq!(people.whose("2 张三.jpg"), Whose::NamedOtherwise(1, "张三".into()));
        assert_eq!(people.whose("130102199001010007王五.jpg"), Whose::NamedOtherwise(1, "王五".into()));
        assert_eq!(people.whose("13010220000229000X 130102199001010007.jpg"), Whose::Several(vec![0, 1]));
    }
}
