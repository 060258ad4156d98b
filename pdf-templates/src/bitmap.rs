//! A picture of black and white, a bit a dot. krilla writes no such pictures: it gets the bytes as the dots of one that is one dot
//! wide, and the finished file says what they are.

use krilla::image::{BitsPerComponent, CustomImage, ImageColorspace};

use crate::objects::{decimal, split_once, stream};

/// Rows of dots, each filled up to whole bytes; a bit that is set is white.
#[derive(Clone, Hash)]
pub(crate) struct Bitmap {
    bytes: Vec<u8>,
}

impl Bitmap {
    /// A square of modules, dark ones true, each so many dots wide and high.
    pub(crate) fn square<'a>(rows: impl Iterator<Item = &'a [bool]>, dots: usize) -> Self {
        let mut bytes = Vec::new();
        for row in rows {
            let start = bytes.len();
            let (mut byte, mut free) = (0, 8);
            for is_dark in row {
                for _ in 0..dots {
                    free -= 1;
                    byte |= u8::from(!is_dark) << free;
                    if free == 0 {
                        bytes.push(byte);
                        (byte, free) = (0, 8);
                    }
                }
            }
            if free < 8 {
                bytes.push(byte);
            }
            let line = bytes.get(start..).unwrap_or_default().to_vec();
            for _ in 1..dots {
                bytes.extend_from_slice(&line);
            }
        }
        Self { bytes }
    }
}

/// For krilla, which takes each byte for a grey dot.
impl CustomImage for Bitmap {
    fn color_channel(&self) -> &[u8] {
        &self.bytes
    }

    fn alpha_channel(&self) -> Option<&[u8]> {
        None
    }

    fn bits_per_component(&self) -> BitsPerComponent {
        BitsPerComponent::Eight
    }

    fn size(&self) -> (u32, u32) {
        (1, u32::try_from(self.bytes.len()).unwrap_or(u32::MAX))
    }

    fn icc_profile(&self) -> Option<&[u8]> {
        None
    }

    fn color_space(&self) -> ImageColorspace {
        ImageColorspace::Luma
    }
}

/// A picture of the file with one dot a row that is not a bitmap's: nobody may have drawn such a one.
pub(crate) struct Broken;

/// The object of a bitmap, saying what it is; `None` of any other object.
pub(crate) fn as_bits(object: &[u8]) -> Result<Option<Vec<u8>>, Broken> {
    const ONE_WIDE: &[u8] = b"/Type/XObject/Subtype/Image/Filter/FlateDecode/Width 1/Height ";
    const EIGHT_BITS: &[u8] = b"/BitsPerComponent 8>>\nstream\n";
    let Some((number, deflated_length, keys)) = stream(object) else { return Ok(None) };
    let Some(rest) = keys.strip_prefix(ONE_WIDE) else { return Ok(None) };
    let length = decimal(rest).ok_or(Broken)?;
    // A longer side takes more bytes, so that there is one at most.
    let side = (1..=length).find(|side| side * side.div_ceil(8) >= length);
    let side = side.filter(|side| side * side.div_ceil(8) == length).ok_or(Broken)?;
    let (keys, stream) = split_once(rest, EIGHT_BITS).ok_or(Broken)?;
    let (_, colours) = split_once(keys, b"/ColorSpace").ok_or(Broken)?;
    let head = format!(
        "{number} 0 obj\n<</Length {deflated_length}/Type/XObject/Subtype/Image/Filter/FlateDecode/Width {side}/Height {side}/ColorSpace"
    );
    Ok(Some([head.as_bytes(), colours, b"/BitsPerComponent 1>>\nstream\n", stream].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_filled_up_to_whole_bytes_and_dark_is_no_bit() {
        let rows: [&[bool]; 2] = [&[true, false], &[false, true]];
        assert_eq!(Bitmap::square(rows.into_iter(), 1).color_channel(), [0b0100_0000, 0b1000_0000]);
        let twice = Bitmap::square(rows.into_iter(), 2);
        assert_eq!(twice.color_channel(), [0b0011_0000, 0b0011_0000, 0b1100_0000, 0b1100_0000]);
        let row = [[false; 9], [true; 9]].concat();
        let bitmap = Bitmap::square(row.chunks(9), 1);
        assert_eq!((bitmap.color_channel(), bitmap.size()), (&[0xFF, 0x80, 0, 0][..], (1, 4)));
    }

    #[test]
    fn a_picture_is_a_bitmap_where_it_is_one_dot_wide_and_only_there() {
        let picture = |width: u32, height: u32, bits: u32| {
            format!("7 0 obj\n<</Length 3/Type/XObject/Subtype/Image/Filter/FlateDecode/Width {width}/Height {height}/ColorSpace 5 0 R/BitsPerComponent {bits}>>\nstream\nabc\nendstream\nendobj\n").into_bytes()
        };
        assert_eq!(as_bits(&picture(1, 18, 8)).ok(), Some(Some(picture(9, 9, 1))));
        assert_eq!(as_bits(&picture(2, 18, 8)).ok(), Some(None));
        assert!(as_bits(&picture(1, 17, 8)).is_err());
        assert!(as_bits(&picture(1, 18, 16)).is_err());
    }
}
