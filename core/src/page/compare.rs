//! What a page says beside what it should say: an alignment of the two, and the pieces in which they differ.
//!
//! Spaces and line ends count for nothing: where a line ends is the typesetter's business. Everything else counts, in order.

use crate::limits::PAGE_TEXT_CHARS;
use alloc::string::String;
use alloc::vec::Vec;

/// A piece of what a page should say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece<N> {
    /// What it is called where it differs.
    pub name: N,
    /// What it should say.
    pub says: Says,
}

/// What a piece should say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Says {
    /// This.
    Text(String),
    /// An identity number, of which the end alone was signed: what stands before it may be digits, capitals or asterisks.
    EndsWith(String),
    /// The name of some host.
    AnyHost,
}

/// What is expected in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Symbol {
    Character(char),
    /// Any number of characters of an identity number that were not signed.
    Unsigned,
    /// Any number of characters of a host's name, with a port.
    Host,
}

impl Symbol {
    fn takes(self, c: char) -> bool {
        match self {
            Self::Character(wanted) => wanted == c,
            Self::Unsigned => c.is_ascii_digit() || c.is_ascii_uppercase() || c == '*',
            Self::Host => c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'),
        }
    }

    /// Whether any number of characters will do.
    fn is_open(self) -> bool {
        matches!(self, Self::Unsigned | Self::Host)
    }
}

/// The names of the pieces in which a page differs, each once, in the order of the page; none where it says what it should.
/// Text between two pieces, neither of them changed, is charged to both.
pub fn differing<N: Copy + PartialEq>(wanted: &[Piece<N>], found: &str) -> Vec<N> {
    let (mut symbols, mut names) = (Vec::new(), Vec::new());
    for piece in wanted {
        let (open, text) = match &piece.says {
            Says::Text(text) => (None, text.as_str()),
            Says::EndsWith(tail) => (Some(Symbol::Unsigned), tail.as_str()),
            Says::AnyHost => (Some(Symbol::Host), ""),
        };
        symbols.extend(open);
        names.extend(open.map(|_| piece.name));
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            symbols.push(Symbol::Character(c));
            names.push(piece.name);
        }
    }
    let found: Vec<char> = found.chars().filter(|c| !c.is_whitespace()).collect();
    let mut differs = Vec::new();
    if symbols.len() > PAGE_TEXT_CHARS || found.len() > PAGE_TEXT_CHARS {
        // No page of ours says so much. What it says beside the certificate is in no piece of it; the last stands for all.
        differs.extend(names.last().copied());
        return differs;
    }
    let name = |place: usize| names.get(place).copied();
    let changes = Alignment::of(&symbols, &found).changes();
    let is_changed =
        |name: N| changes.iter().any(|change| matches!(change, Change::At(place) if names.get(*place) == Some(&name)));
    for change in &changes {
        let charged = match *change {
            Change::At(place) => [name(place), None],
            Change::Before(place) => {
                let beside = [place.checked_sub(1).and_then(name), name(place)];
                // What stands between two belongs to the one that was changed besides; otherwise nobody can say.
                match beside.into_iter().flatten().find(|name| is_changed(*name)) {
                    Some(changed) => [Some(changed), None],
                    None => beside,
                }
            }
        };
        for name in charged.into_iter().flatten() {
            if !differs.contains(&name) {
                differs.push(name);
            }
        }
    }
    differs
}

/// A change that makes what is found out of what is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    /// Something else, or nothing, stands in this place.
    At(usize),
    /// Something stands before this place, or behind the last.
    Before(usize),
}

/// The least number of changes from each beginning of what is wanted to each beginning of what is found (Wagner and
/// Fischer 1974): `PAGE_TEXT_CHARS` squared numbers at most.
struct Alignment<'a> {
    wanted: &'a [Symbol],
    found: &'a [char],
    costs: Vec<u16>,
}

impl<'a> Alignment<'a> {
    fn of(wanted: &'a [Symbol], found: &'a [char]) -> Self {
        let mut alignment = Self { wanted, found, costs: Vec::with_capacity((found.len() + 1) * (wanted.len() + 1)) };
        for row in 0..=wanted.len() {
            for column in 0..=found.len() {
                let least = alignment.steps(row, column).map(|step| step.cost).min();
                alignment.costs.push(least.unwrap_or(0));
            }
        }
        alignment
    }

    fn cost(&self, row: usize, column: usize) -> u16 {
        self.costs.get(row * (self.found.len() + 1) + column).copied().unwrap_or(u16::MAX)
    }

    /// The last steps by which a place can be reached, best first where they cost the same.
    fn steps(&self, row: usize, column: usize) -> impl Iterator<Item = Step> {
        let symbol = row.checked_sub(1).and_then(|before| Some((before, *self.wanted.get(before)?)));
        let character = column.checked_sub(1).and_then(|before| Some((before, *self.found.get(before)?)));
        let step = |(row, column): (usize, usize), is_change: bool| Step {
            row,
            column,
            is_change,
            cost: self.cost(row, column).saturating_add(is_change.into()),
        };
        let both = symbol.zip(character).filter(|((_, symbol), _)| !symbol.is_open());
        let both = both.map(|((above, symbol), (left, c))| step((above, left), !symbol.takes(c)));
        let extra = character.map(|(left, c)| {
            let is_unsigned = symbol.is_some_and(|(_, symbol)| symbol.is_open() && symbol.takes(c));
            step((row, left), !is_unsigned)
        });
        let missing = symbol.map(|(above, symbol)| step((above, column), !symbol.is_open()));
        both.into_iter().chain(extra).chain(missing)
    }

    /// The changes on a cheapest way, from the beginning.
    fn changes(&self) -> Vec<Change> {
        let (mut row, mut column) = (self.wanted.len(), self.found.len());
        let mut changes = Vec::new();
        while let Some(step) = self.steps(row, column).min_by_key(|step| step.cost) {
            if step.is_change {
                changes.push(if step.row == row { Change::Before(row) } else { Change::At(step.row) });
            }
            (row, column) = (step.row, step.column);
        }
        changes.reverse();
        changes
    }
}

/// The last step towards a place in the alignment.
struct Step {
    row: usize,
    column: usize,
    is_change: bool,
    cost: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// The piece with words of the template is `0`.
    fn pieces() -> [Piece<u8>; 6] {
        let text = |name, text: &str| Piece { name, says: Says::Text(text.into()) };
        let tail = Piece { name: 2, says: Says::EndsWith("000X".into()) };
        [text(0, "编号 "), text(3, "0001"), text(1, "林晚秋"), text(0, "，证件号码 "), tail, text(0, "。")]
    }

    fn names(found: &str) -> Vec<u8> {
        differing(&pieces(), found)
    }

    #[test]
    fn a_page_that_says_what_it_should_differs_in_nothing() {
        for page in [
            "编号 0001林晚秋，证件号码 **************000X。",
            "编号0001\n林晚\n秋，证件号码13010519950130000X 。",
            "编号0001林晚秋，证件号码000X。",
        ] {
            assert_eq!(names(page), [0; 0], "{page}");
        }
    }

    #[test]
    fn what_was_changed_is_named() {
        for (page, changed) in [
            ("编号0001林晚春，证件号码****000X。", &[1][..]),
            ("编号0001林秋，证件号码****000X。", &[1]),
            ("编号0001林晚晚秋，证件号码****000X。", &[1]),
            ("编号0002林晚秋，证件号码****000X。", &[3]),
            ("编号0001林晚秋，证件号码****0009。", &[2]),
            ("编号0001林晚秋，证件号码****000X9。", &[2, 0]),
            ("编号0001王丽娟娟，证件号码****000X。", &[1]),
            ("编号0001林晚秋，证件号码**张**000X。", &[2]),
            ("编号0001林晚秋，身份号码****000X。", &[0]),
            ("编号0009林晚春，证件号码****000X。", &[3, 1]),
            ("编号0001林晚秋，证件号码****000X。特级", &[0]),
            ("特编号0001林晚秋，证件号码****000X。", &[0]),
        ] {
            assert_eq!(names(page), changed, "{page}");
        }
        assert_eq!(names("编号0001王林晚秋，证件号码****000X。"), [3, 1], "what stands between two is charged to both");
        assert_eq!(names(""), [0, 3, 1, 2], "of an empty page nothing is right");
    }

    #[test]
    fn a_look_alike_is_another_character() {
        assert_eq!(names("编号OOO1林晚秋，证件号码****000X。"), [3]);
        assert_eq!(names("编号0001林晚秋，证件号码****000\u{445}。"), [2]);
    }

    #[test]
    fn a_page_that_says_far_too_much_is_not_aligned() {
        let long = format!("编号0001林晚秋，证件号码****000X。{}", "喜".repeat(PAGE_TEXT_CHARS));
        assert_eq!(names(&long), [0]);
    }
}
