//! The dark areas of a QR symbol as outlines: filled, they are the same in every reader. Lines as thick as a module are not:
//! readers make strokes thicker and thinner to fit their dots, and codes on bad paper stop being read.

use crate::qr_symbol::QrSymbol;

/// A way along the edge of a module, dark on its right.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Down,
    Left,
    Up,
}

/// A corner of modules: column and row, from the upper left.
pub(crate) type Corner = (usize, usize);

/// The outline of each dark area and of each hole in one, corner after corner, closed by its first; dark on the right, so that
/// holes go the other way round.
pub(crate) fn outlines(symbol: &QrSymbol) -> Vec<Vec<Corner>> {
    let modules = Modules::of(symbol);
    let width = symbol.width;
    // Every outline has an upper edge of a module; those that were walked along begin no other.
    let mut walked = vec![false; width * width];
    let mut outlines = Vec::new();
    for row in 0..width {
        for column in 0..width {
            let is_begun = walked.get(row * width + column).copied().unwrap_or(true);
            if !is_begun && modules.dark(column, row) && !modules.dark_above(column, row) {
                outlines.push(modules.outline((column, row), &mut walked));
            }
        }
    }
    outlines
}

struct Modules<'s> {
    rows: Vec<&'s [bool]>,
}

impl<'s> Modules<'s> {
    fn of(symbol: &'s QrSymbol) -> Self {
        Self { rows: symbol.rows().collect() }
    }

    fn dark(&self, column: usize, row: usize) -> bool {
        self.rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false)
    }

    fn dark_above(&self, column: usize, row: usize) -> bool {
        row.checked_sub(1).is_some_and(|above| self.dark(column, above))
    }

    /// Walks around from the upper edge of this module.
    fn outline(&self, start: Corner, walked: &mut [bool]) -> Vec<Corner> {
        let mut corners = vec![start];
        let (mut at, mut way) = (start, Way::Right);
        loop {
            if way == Way::Right
                && let Some(edge) = walked.get_mut(at.1 * self.rows.len() + at.0)
            {
                *edge = true;
            }
            at = match way {
                Way::Right => (at.0 + 1, at.1),
                Way::Down => (at.0, at.1 + 1),
                Way::Left => (at.0.saturating_sub(1), at.1),
                Way::Up => (at.0, at.1.saturating_sub(1)),
            };
            let next = self.turn(at, way);
            if at == start && next == Way::Right {
                return corners;
            }
            if next != way {
                corners.push(at);
            }
            way = next;
        }
    }

    /// Where the edge goes on at a corner. Of two modules that touch with a corner each is outlined by itself.
    fn turn(&self, (column, row): Corner, way: Way) -> Way {
        let upper_left = column.checked_sub(1).is_some_and(|left| self.dark_above(left, row));
        let upper_right = self.dark_above(column, row);
        let lower_left = column.checked_sub(1).is_some_and(|left| self.dark(left, row));
        let lower_right = self.dark(column, row);
        let (ahead_right, ahead_left, right, left) = match way {
            Way::Right => (lower_right, upper_right, Way::Down, Way::Up),
            Way::Down => (lower_left, lower_right, Way::Left, Way::Right),
            Way::Left => (upper_left, lower_left, Way::Up, Way::Down),
            Way::Up => (upper_right, upper_left, Way::Right, Way::Left),
        };
        match (ahead_right, ahead_left) {
            (false, _) => right,
            (true, true) => left,
            (true, false) => way,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a module lies inside: the outlines around its middle, counted by crossings to its left (nonzero winding).
    fn winding(outlines: &[Vec<Corner>], column: usize, row: usize) -> i32 {
        let mut winding = 0;
        for outline in outlines {
            for (from, to) in outline.iter().zip(outline.iter().cycle().skip(1)) {
                let (low, high) = (from.1.min(to.1), from.1.max(to.1));
                if from.0 == to.0 && from.0 <= column && (low..high).contains(&row) {
                    winding += if to.1 < from.1 { 1 } else { -1 };
                }
            }
        }
        winding
    }

    #[test]
    fn outlines_enclose_the_dark_modules_and_nothing_else() {
        for digits in [1, 40, 300, 700, 2_100] {
            let text = format!("https://zs.example.cn/c#{}", "0123456789".repeat(digits / 10 + 1));
            let symbol = QrSymbol::encode(&text).unwrap();
            let outlines = outlines(&symbol);
            for (row, modules) in symbol.rows().enumerate() {
                for (column, dark) in modules.iter().enumerate() {
                    assert_eq!(winding(&outlines, column, row), i32::from(*dark), "{digits}: {column}, {row}");
                }
            }
            let is_turn = |pair: [&Corner; 3]| (pair[0].0 == pair[1].0) != (pair[1].0 == pair[2].0);
            for outline in &outlines {
                let around = outline.iter().cycle();
                let corners = outline.iter().zip(around.clone().skip(1)).zip(around.skip(2)).take(outline.len());
                assert!(corners.into_iter().all(|((a, b), c)| is_turn([a, b, c])), "a corner where nothing turns");
            }
        }
    }
}
