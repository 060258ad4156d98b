//! What a roster file may cost to read, each limit with its reason.

/// A roster file. A class of 500 with a photograph or two pasted in stays well below.
pub const FILE_BYTES: u64 = 20 * 1_024 * 1_024;
/// What a workbook may unpack to: a packed file can claim a thousand times its size.
pub const UNPACKED_BYTES: u64 = 100 * 1_024 * 1_024;
/// Parts packed into one workbook: a real one has some twenty.
pub const ARCHIVE_PARTS: usize = 2_000;
/// People in one roster: a class has 30 to 60, and a bureau's list of one course at most this many.
pub const TRAINEES: usize = 500;
/// Sheets that are read: a school's year has 12 months, and its classes less than a hundred.
pub const SHEETS: usize = 100;
/// Rows that hold something, in one sheet: 500 people, and whatever stands above and below them.
pub const ROWS: usize = 10_000;
/// Cells that hold something, in all sheets: 500 people with 100 columns are a twentieth of it.
pub const CELLS: usize = 1_000_000;
/// Text in all cells together: many cells may name one long text, which the file holds once.
pub const TEXT_BYTES: usize = 64 * 1_024 * 1_024;
/// Cells looked at, blank ones too: one part of a workbook may be named by many sheets. More than fit into what a workbook
/// may unpack to.
pub const VISITS: usize = 20_000_000;
/// Columns of an `.xls` ([MS-XLS] 2.2.1): more is damage.
pub const XLS_COLUMNS: u64 = 256;
/// Cells between the first and the last of an `.xls`, blank ones too, since room is set aside for them: one stray cell in
/// the last row of a sheet of 60 columns fits.
pub const XLS_AREA: u64 = 4_000_000;
/// The same for all sheets of an `.xls` together.
pub const XLS_AREAS: u64 = 8_000_000;
/// Columns looked at; what lies further right is no part of a roster.
pub const COLUMNS: usize = 256;
/// Rows searched for the header from the top of a sheet.
pub const HEADER_ROWS: usize = 50;
/// Rows of a sheet: Excel's own limit.
pub const SHEET_ROWS: u32 = 1_048_576;
/// Characters of a cell: Excel's own limit.
pub const CELL_CHARS: usize = 32_767;
/// Characters of a value that a sentence shows.
pub const SHOWN_CHARS: usize = 100;
/// Class hours: more than a man-year of teaching is a slip of the keyboard.
pub const CLASS_HOURS: u32 = 9_999;
/// Class hours a day that are unusual when there are more: ten of 45 minutes are a full day at school, and every day of the
/// course counts as one.
pub const HOURS_A_DAY: u32 = 10;
/// Nobody younger may be employed (劳动法, article 15), so vocational training of somebody younger is unusual.
pub const WORKING_AGE: u64 = 16;
/// The same where the course leads to a skill level, 1 (highest) to 5: between one level and the next lie years of work at
/// the trade, two at the least (国家职业标准, 申报条件), so that nobody comes to the higher ones as young as this.
pub const AGE_AT_LEVEL: [(u8, u64); 3] = [(1, 24), (2, 20), (3, 18)];
/// The highest statutory retirement age, men's from 2040 on (全国人大常委会关于实施渐进式延迟法定退休年龄的决定, 2024): from then on
/// nobody is trained for a job with public money.
pub const PENSION_AGE: u64 = 63;
