//! What photographs may cost to read, and what becomes of them, each number with its reason.

/// One photograph's file. A telephone's largest, of 50 million pixels, has 15 MB.
pub const PHOTOGRAPH_BYTES: u64 = 20 << 20;
/// A ZIP file of them: 500 photographs as cameras make them, 1 MB each.
pub const ARCHIVE_BYTES: u64 = 512 << 20;
/// What a ZIP file may unpack to: photographs are packed already, so hardly more than it has itself.
pub const UNPACKED_BYTES: u64 = 1 << 30;
/// How many times its packed size a file may unpack to. A JPEG or PNG gains nothing by being packed once more.
pub const UNPACKED_RATIO: u64 = 100;
/// Files up to this size are not asked for their ratio: a few hundred zeros pack well and hurt nobody.
pub const RATIO_FREE_BYTES: u64 = 1 << 20;
/// Files in a folder or ZIP: four for each of the 500 people of a roster.
pub const FILES: usize = 2_000;
/// Folders within folders that are looked into: a season, a class, a day.
pub const DEPTH: usize = 4;
/// Pixels of a photograph: the largest cameras of telephones.
pub const PIXELS: u64 = 50_000_000;
/// Pixels on one side of it.
pub const SIDE: u32 = 16_000;
/// What decoding may set aside: its pixels in 16-bit colour with transparency.
pub const DECODED_BYTES: u64 = PIXELS * 8;
/// A portrait as printed, 26 x 35 mm at 300 dpi.
pub const PRINTED: (u32, u32) = (307, 413);
/// Fewer pixels than this show a face of 26 mm as a mosaic: some 195 dpi.
pub const SMALLEST: (u32, u32) = (200, 270);
/// Width in thousandths of the height, from the passport's 33 x 48 mm, and a little narrower, to the identity card's
/// 358 x 441 pixels, and a little wider. What is left over is cut off: an eighth at most.
pub const SHAPES: std::ops::RangeInclusive<u64> = 650..=850;
/// A registry takes no larger portrait (docs/API.md).
pub const PORTRAIT_BYTES: usize = 200 << 10;
