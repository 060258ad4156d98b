//! Cutting a photograph to the shape of the place on the page, and making it as small as it is printed.
//!
//! In whole numbers alone, so that the same photograph gives the same bytes on every machine: their hash is signed.

use image::RgbImage;

/// A part of a picture, from its top.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cut {
    left: u32,
    width: u32,
    height: u32,
}

/// The photograph in the shape of `printed` and no larger; a smaller one stays as small as it is.
pub(super) fn to_print(photograph: &RgbImage, printed: (u32, u32)) -> RgbImage {
    let cut = Cut::of(photograph.dimensions(), printed);
    let (width, height) = if cut.width > printed.0 { printed } else { (cut.width, cut.height) };
    shrink(photograph, cut, (width.max(1), height.max(1)))
}

impl Cut {
    /// The largest part of this shape: what is too wide is cut on both sides, what is too high only below, where no head is.
    fn of((width, height): (u32, u32), (wide, high): (u32, u32)) -> Self {
        let fits = |side: u32, of: u32, per: u32| {
            let rounded = (u64::from(side) * u64::from(of) + u64::from(per) / 2) / u64::from(per.max(1));
            u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
        };
        if u64::from(width) * u64::from(high) > u64::from(height) * u64::from(wide) {
            let cut = fits(height, wide, high).min(width);
            Self { left: (width - cut) / 2, width: cut, height }
        } else {
            Self { left: 0, width, height: fits(width, high, wide).min(height) }
        }
    }
}

/// Each pixel becomes the mean of what it covers, to the exact fraction of a pixel.
fn shrink(photograph: &RgbImage, cut: Cut, (width, height): (u32, u32)) -> RgbImage {
    let mut sums = vec![0_u64; width as usize * height as usize * 3];
    let row_sums = width as usize * 3;
    for (y, row) in (0_u64..).zip(photograph.rows().take(cut.height as usize)) {
        let mut across = vec![0_u64; row_sums];
        for (x, pixel) in (0_u64..).zip(row.skip(cut.left as usize).take(cut.width as usize)) {
            for (to, weight) in covers(x, cut.width, width) {
                let sums = across.iter_mut().skip(to as usize * 3);
                sums.zip(pixel.0).for_each(|(sum, value)| *sum += weight * u64::from(value));
            }
        }
        for (to, weight) in covers(y, cut.height, height) {
            let sums = sums.iter_mut().skip(to as usize * row_sums);
            sums.zip(&across).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    let area = (u64::from(cut.width) * u64::from(cut.height)).max(1);
    let bytes = sums.into_iter().map(|sum| u8::try_from((sum + area / 2) / area).unwrap_or(u8::MAX)).collect();
    RgbImage::from_raw(width, height, bytes).unwrap_or_default()
}

/// Which of `to` pixels the pixel `at` of `from` lies in, and with how much of its width, in parts of `to`; those that it
/// lies in add up to `to`, and what lies in one adds up to `from`.
fn covers(at: u64, from: u32, to: u32) -> impl Iterator<Item = (u64, u64)> {
    let (from, to) = (u64::from(from.max(1)), u64::from(to));
    let (begin, end) = (at * to, (at + 1) * to);
    (begin / from..=(end - 1) / from).map(move |pixel| {
        let (first, last) = (begin.max(pixel * from), end.min((pixel + 1) * from));
        (pixel, last - first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let three = RgbImage::from_fn(3, 1, |x, _| Rgb([[0, 90, 255][x as usize]; 3]));
        let cut = Cut { left: 0, width: 3, height: 1 };
        // 1.5 pixels each: (0 + 45) / 1.5 and (45 + 255) / 1.5.
        assert_eq!(shrink(&three, cut, (2, 1)).into_raw(), [30, 30, 30, 200, 200, 200]);
        assert_eq!(shrink(&three, cut, (3, 1)), three);
    }

    #[test]
    fn a_plain_picture_keeps_its_colour_to_the_last_bit() {
        let plain = RgbImage::from_pixel(1_999, 2_801, Rgb([255, 1, 128]));
        let small = to_print(&plain, (307, 413));
        assert_eq!(small.dimensions(), (307, 413));
        assert!(small.pixels().all(|pixel| pixel.0 == [255, 1, 128]));
    }

    #[test]
    fn what_is_too_wide_is_cut_on_both_sides_and_what_is_too_high_below() {
        assert_eq!(Cut::of((800, 1_000), (307, 413)), Cut { left: 28, width: 743, height: 1_000 });
        assert_eq!(Cut::of((700, 1_000), (307, 413)), Cut { left: 0, width: 700, height: 942 });
        assert_eq!(Cut::of((307, 413), (307, 413)), Cut { left: 0, width: 307, height: 413 });
    }

    #[test]
    fn a_small_photograph_is_not_made_larger() {
        assert_eq!(to_print(&RgbImage::new(200, 270), (307, 413)).dimensions(), (200, 269));
    }
}
