//! Which of the eight masks a QR symbol gets: the one with the fewest penalty points (ISO/IEC 18004:2015, 7.8.3), the
//! first of several.
//!
//! The points are counted a row at a time, a module a bit. The choice is that of the qrcode crate, whose own count, a
//! module at a time, took a fifth of the time of a whole page; tests hold the two together.

use std::sync::LazyLock;

use qrcode::canvas::{Canvas, MaskPattern, Module};

/// Whether a mask turns over the module in a column and row.
type Turns = fn(usize, usize) -> bool;

/// The masks by number (Table 10).
const MASKS: [(MaskPattern, Turns); 8] = [
    (MaskPattern::Checkerboard, |x, y| (x + y) % 2 == 0),
    (MaskPattern::HorizontalLines, |_, y| y % 2 == 0),
    (MaskPattern::VerticalLines, |x, _| x % 3 == 0),
    (MaskPattern::DiagonalLines, |x, y| (x + y) % 3 == 0),
    (MaskPattern::LargeCheckerboard, |x, y| (x / 3 + y / 2) % 2 == 0),
    (MaskPattern::Fields, |x, y| (x * y) % 2 + (x * y) % 3 == 0),
    (MaskPattern::Diamonds, |x, y| ((x * y) % 2 + (x * y) % 3) % 2 == 0),
    (MaskPattern::Meadow, |x, y| ((x + y) % 2 + (x * y) % 3) % 2 == 0),
];
/// All of them repeat after so many rows, and after so many columns.
const PERIOD: usize = 12;

/// The best mask for level M and a canvas of this width whose data are drawn and not yet masked.
pub(crate) fn best_mask(canvas: &Canvas, width: usize) -> MaskPattern {
    let (plain, maskable) = Modules::of(canvas, width);
    let mut best = (u32::MAX, MaskPattern::Checkerboard);
    for (number, mask) in (0..).zip(PREPARED.iter()) {
        let mut masked = plain.masked(&maskable, mask);
        masked.draw_format_information(number);
        if let Some(points) = masked.penalty_below(best.0) {
            best = (points, mask.pattern);
        }
    }
    best.1
}

/// A mask, as wide as the widest symbol.
struct Mask {
    pattern: MaskPattern,
    rows: [Line; PERIOD],
    columns: [Line; PERIOD],
}

static PREPARED: LazyLock<Vec<Mask>> = LazyLock::new(|| {
    let mask = |(pattern, turns): (MaskPattern, Turns)| Mask {
        pattern,
        rows: std::array::from_fn(|y| Line::of((0..Line::MODULES).map(|x| turns(x, y)))),
        columns: std::array::from_fn(|x| Line::of((0..Line::MODULES).map(|y| turns(x, y)))),
    };
    MASKS.into_iter().map(mask).collect()
});

/// A bit for each module of a symbol, by rows and by columns.
struct Modules {
    width: usize,
    rows: Vec<Line>,
    columns: Vec<Line>,
}

impl Modules {
    fn light(width: usize) -> Self {
        Self { width, rows: vec![Line::default(); width], columns: vec![Line::default(); width] }
    }

    /// The dark modules of a canvas, and those that a mask may turn over.
    fn of(canvas: &Canvas, width: usize) -> (Self, Self) {
        let (mut dark, mut maskable) = (Self::light(width), Self::light(width));
        for y in 0..width {
            for x in 0..width {
                // No symbol is wider than 177 modules.
                let module = canvas.get(x as i16, y as i16);
                if module.is_dark() {
                    dark.put(x, y, true);
                }
                if !matches!(module, Module::Masked(_)) {
                    maskable.put(x, y, true);
                }
            }
        }
        (dark, maskable)
    }

    fn masked(&self, maskable: &Self, mask: &Mask) -> Self {
        let turn = |lines: &[Line], maskable: &[Line], mask: &[Line]| {
            let turned = lines.iter().zip(maskable).zip(mask.iter().cycle());
            turned.map(|((line, maskable), mask)| line.xor(maskable.and(*mask))).collect()
        };
        Self {
            width: self.width,
            rows: turn(&self.rows, &maskable.rows, &mask.rows),
            columns: turn(&self.columns, &maskable.columns, &mask.columns),
        }
    }

    /// Level M and the mask's number, twice, around the finder patterns (7.9.1): they count for the penalty too.
    fn draw_format_information(&mut self, mask_number: u16) {
        let information = format_information(mask_number);
        let last = self.width.saturating_sub(1);
        let beside = [0, 1, 2, 3, 4, 5, 7, 8].map(|x| (x, 8)).into_iter();
        let above = [7, 5, 4, 3, 2, 1, 0].map(|y| (8, y)).into_iter();
        let below = (0..7).map(|back| (8, last - back));
        let far_beside = (0..8).rev().map(|back| (last - back, 8));
        for places in [beside.chain(above).collect::<Vec<_>>(), below.chain(far_beside).collect()] {
            for (bit, (x, y)) in (0..15).rev().zip(places) {
                self.put(x, y, information >> bit & 1 == 1);
            }
        }
    }

    fn put(&mut self, x: usize, y: usize, dark: bool) {
        if let (Some(row), Some(column)) = (self.rows.get_mut(y), self.columns.get_mut(x)) {
            row.put(x, dark);
            column.put(y, dark);
        }
    }

    /// The penalty points of a whole symbol (Table 11), where they are fewer than that; counted as the qrcode crate counts
    /// them: dark modules are compared with half to a half per cent, not in steps of five.
    fn penalty_below(&self, limit: u32) -> Option<u32> {
        let (pairs_start, finders_start) =
            (Line::first(self.width.saturating_sub(1)), Line::first(self.width.saturating_sub(6)));
        let dark: u32 = self.rows.iter().map(|row| row.count()).sum();
        let total = u32::try_from(self.width * self.width).unwrap_or(u32::MAX);
        let mut points = (dark * 200 / total.max(1)).abs_diff(100);
        // The finder patterns count as what looks like them; all masks have those points.
        for lines in [&self.rows, &self.columns] {
            points += lines.iter().map(|line| line.runs(pairs_start) + line.finders(finders_start)).sum::<u32>();
            if points >= limit {
                return None;
            }
        }
        let neighbours = self.rows.iter().zip(self.rows.iter().skip(1));
        points += neighbours.map(|(row, next)| row.blocks(*next, pairs_start)).sum::<u32>();
        (points < limit).then_some(points)
    }
}

/// The fifteen bits of level M with a mask, BCH code and XOR included (7.9.1, Annex C).
fn format_information(mask_number: u16) -> u16 {
    const GENERATOR: u16 = 0b101_0011_0111;
    const MASK: u16 = 0b101_0100_0001_0010;
    let data = mask_number << 10;
    let mut rest = data;
    for bit in (10..15).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= GENERATOR << (bit - 10);
        }
    }
    (data | rest) ^ MASK
}

/// A row or a column, the first module in the lowest bit of the first word; what is beyond the symbol is light.
#[derive(Clone, Copy, Default)]
struct Line([u64; Self::WORDS]);

impl Line {
    /// 177 modules are the most.
    const WORDS: usize = 3;
    const MODULES: usize = 64 * Self::WORDS;

    fn of(modules: impl Iterator<Item = bool>) -> Self {
        let mut line = Self::default();
        for (place, _) in modules.enumerate().filter(|(_, set)| *set) {
            line.put(place, true);
        }
        line
    }

    fn first(modules: usize) -> Self {
        let mut words = [0; Self::WORDS];
        for (word, from) in words.iter_mut().zip((0..).step_by(64)) {
            let bits = modules.saturating_sub(from).min(64);
            *word = u64::MAX.checked_shr(64 - bits as u32).unwrap_or(0);
        }
        Self(words)
    }

    fn put(&mut self, place: usize, set: bool) {
        if let Some(word) = self.0.get_mut(place / 64) {
            let bit = 1 << (place % 64);
            *word = if set { *word | bit } else { *word & !bit };
        }
    }

    fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    fn or(self, other: Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    fn xor(self, other: Self) -> Self {
        self.with(other, |a, b| a ^ b)
    }

    fn and_not(self, other: Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    fn with(self, other: Self, operation: impl Fn(u64, u64) -> u64) -> Self {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Self([operation(a, x), operation(b, y), operation(c, z)])
    }

    /// Each module's place takes the value `by` modules on, 1 to 63.
    fn ahead(self, by: u32) -> Self {
        let [a, b, c] = self.0;
        Self([a >> by | b << (64 - by), b >> by | c << (64 - by), c >> by])
    }

    /// Each module's place takes the value `by` modules back, 1 to 63.
    fn back(self, by: u32) -> Self {
        let [a, b, c] = self.0;
        Self([a << by, b << by | a >> (64 - by), c << by | b >> (64 - by)])
    }

    fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Where a module is as the next one; `starts` are all but the last.
    fn repeats(self, starts: Self) -> Self {
        starts.and_not(self.xor(self.ahead(1)))
    }

    /// Five modules and more of one colour: 3 points, and one for each beyond the fifth.
    fn runs(self, starts: Self) -> u32 {
        let pairs = self.repeats(starts);
        let threes = pairs.and(pairs.ahead(1));
        let fives = threes.and(threes.ahead(2));
        let run_starts = fives.and_not(fives.back(1));
        fives.count() + 2 * run_starts.count()
    }

    /// Four modules of one colour in a square with the next line: 3 points.
    fn blocks(self, next: Self, starts: Self) -> u32 {
        3 * self.repeats(starts).and_not(next.xor(next.ahead(1))).and_not(self.xor(next)).count()
    }

    /// What looks like a finder pattern, with four light modules on a side: 40 points.
    fn finders(self, starts: Self) -> u32 {
        let patterns = starts
            .and(self)
            .and_not(self.ahead(1))
            .and(self.ahead(2))
            .and(self.ahead(3))
            .and(self.ahead(4))
            .and_not(self.ahead(5))
            .and(self.ahead(6));
        let dark_before = self.back(1).or(self.back(2)).or(self.back(3)).or(self.back(4));
        let dark_after = self.ahead(7).or(self.ahead(8)).or(self.ahead(9)).or(self.ahead(10));
        40 * patterns.and_not(dark_before.and(dark_after)).count()
    }
}
