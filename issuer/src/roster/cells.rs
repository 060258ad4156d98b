//! Cells collected one by one, in whatever order a file names them, and no more of them than a roster has.

use std::collections::BTreeMap;

use super::error::FileProblem;
use super::limits::{CELL_CHARS, CELLS, COLUMNS, ROWS, TEXT_BYTES, VISITS};
use super::sheet::{Cell, Row, Sheet};

/// What is left for all sheets of a workbook together: many sheets, or many cells that name one long text, cost more than
/// the file that holds them.
pub(super) struct Room {
    cells: usize,
    text_bytes: usize,
    visits: usize,
}

/// The cells of one sheet, by row and column, both from 0.
#[derive(Default)]
pub(super) struct Cells {
    rows: BTreeMap<u32, BTreeMap<usize, Cell>>,
    is_cut: bool,
}

/// A region merged over more columns than this is a title or a note, and no course written once for a class.
pub(super) const MERGED_COLUMNS: u32 = 2;

/// A cell merged down over several rows of its column.
#[derive(Clone, Copy)]
pub(super) struct MergedDown {
    pub(super) column: u32,
    pub(super) first_row: u32,
    pub(super) last_row: u32,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { cells: CELLS, text_bytes: TEXT_BYTES, visits: VISITS }
    }

    /// Counts a cell that is kept.
    pub(super) fn take(&mut self, cell: &Cell) -> Result<(), FileProblem> {
        let text_bytes = match cell {
            Cell::Text(text) | Cell::Error(text) => text.len(),
            Cell::Blank | Cell::Number(_) | Cell::Date(_) => 0,
        };
        self.cells = self.cells.checked_sub(1).ok_or(FileProblem::TooMuchInside)?;
        self.text_bytes = self.text_bytes.checked_sub(text_bytes).ok_or(FileProblem::TooMuchInside)?;
        Ok(())
    }

    /// Counts a cell that is looked at, kept or not.
    pub(super) fn visit(&mut self) -> Result<(), FileProblem> {
        self.visits = self.visits.checked_sub(1).ok_or(FileProblem::TooMuchInside)?;
        Ok(())
    }
}

impl Cells {
    /// Takes a cell in. One of a row beyond the last that is read is left out, and the sheet is cut off there.
    pub(super) fn put(&mut self, room: &mut Room, (row, column): (u32, u32), cell: Cell) -> Result<(), FileProblem> {
        room.visit()?;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if cell == Cell::Blank || column >= COLUMNS {
            return Ok(());
        }
        if self.rows.len() >= ROWS && !self.rows.contains_key(&row) {
            self.is_cut = true;
            return Ok(());
        }
        room.take(&cell)?;
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }

    /// Whether there are more rows than are read: nothing more need be put.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The sheet of these cells. A cell merged down says the same of each of its rows: a course written once for a class.
    pub(super) fn into_sheet(
        mut self,
        name: String,
        merged: &[MergedDown],
        room: &mut Room,
    ) -> Result<Sheet, FileProblem> {
        for region in merged {
            self.spread_down(*region, room)?;
        }
        let rows = self
            .rows
            .into_iter()
            .map(|(number, mut cells)| {
                let width = cells.last_key_value().map_or(0, |(column, _)| column + 1);
                let cells = (0..width).map(|column| cells.remove(&column).unwrap_or(Cell::Blank)).collect();
                Row { number: number.saturating_add(1), cells }
            })
            .collect();
        Ok(Sheet { name, rows, is_cut: self.is_cut })
    }

    fn spread_down(&mut self, region: MergedDown, room: &mut Room) -> Result<(), FileProblem> {
        room.visit()?;
        let column = usize::try_from(region.column).unwrap_or(usize::MAX);
        let Some(cell) = self.rows.get(&region.first_row).and_then(|row| row.get(&column)).cloned() else {
            return Ok(());
        };
        if region.last_row <= region.first_row {
            return Ok(());
        }
        for (_, row) in self.rows.range_mut(region.first_row.saturating_add(1)..=region.last_row) {
            room.visit()?;
            if let std::collections::btree_map::Entry::Vacant(place) = row.entry(column) {
                room.take(&cell)?;
                place.insert(cell.clone());
            }
        }
        Ok(())
    }
}

/// The cell of a text, as long as a spreadsheet lets it be.
pub(super) fn text_cell(text: &str) -> Cell {
    let end = text.char_indices().nth(CELL_CHARS).map_or(text.len(), |(end, _)| end);
    Cell::of_text(text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_cut_off_after_its_last_row() {
        let (mut cells, mut room) = (Cells::default(), Room::new());
        for row in 0..=u32::try_from(ROWS).unwrap() {
            cells.put(&mut room, (row, 0), Cell::Number(1.0)).unwrap();
            assert_eq!(cells.is_cut(), row == u32::try_from(ROWS).unwrap());
        }
        let sheet = cells.into_sheet(String::new(), &[], &mut room).unwrap();
        assert_eq!((sheet.rows.len(), sheet.is_cut), (ROWS, true));
    }

    #[test]
    fn one_long_text_in_many_cells_is_counted_in_each() {
        let (mut cells, mut room) = (Cells::default(), Room::new());
        let text = "长".repeat(CELL_CHARS);
        let fit = u32::try_from(TEXT_BYTES / text.len()).unwrap();
        for row in 0..fit {
            assert_eq!(cells.put(&mut room, (row, 0), text_cell(&text)), Ok(()));
        }
        assert_eq!(cells.put(&mut room, (fit, 0), text_cell(&text)), Err(FileProblem::TooMuchInside));
    }

    #[test]
    fn a_cell_merged_over_rows_is_in_each_that_there_is() {
        let (mut cells, mut room) = (Cells::default(), Room::new());
        for row in [1, 2, 4] {
            cells.put(&mut room, (row, 0), Cell::Number(row.into())).unwrap();
        }
        cells.put(&mut room, (1, 3), text_cell("保育师")).unwrap();
        let merged = MergedDown { column: 3, first_row: 1, last_row: u32::MAX };
        let sheet = cells.into_sheet(String::new(), &[merged], &mut room).unwrap();
        let programmes: Vec<_> = sheet.rows.iter().map(|row| row.cell(3).text()).collect();
        assert_eq!(programmes, ["保育师"; 3]);
    }
}
