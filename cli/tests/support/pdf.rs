//! Small PDF files written by hand: a page with a picture, and embedded files of any number and name.

use flate2::bufread::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};
use image::GrayImage;
use std::io::Read as _;

/// A page that shows this picture, and these embedded files: name and content.
pub(crate) fn pdf(picture: Option<&GrayImage>, files: &[(&str, &[u8])]) -> Vec<u8> {
    let blank = GrayImage::from_pixel(8, 8, image::Luma([255]));
    let picture = picture.unwrap_or(&blank);
    let (width, height) = picture.dimensions();
    let names: String = (0..files.len()).map(|i| format!("(f{i}) {} 0 R ", 6 + 2 * i)).collect();
    let stream = |dict: &str, content: &[u8]| {
        let head = format!("<< {dict} /Length {} >>\nstream\n", content.len());
        [head.as_bytes(), content, b"\nendstream"].concat()
    };
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [{names}] >> >> >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 595] /Contents 5 0 R /Resources << /XObject << /Q 4 0 R >> >> >>"
            .to_vec(),
        stream(
            &format!("/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"),
            picture.as_raw(),
        ),
        stream("", b"q 400 0 0 400 100 100 cm /Q Do Q"),
    ];
    for (index, (name, content)) in files.iter().enumerate() {
        objects.push(
            format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {} 0 R >> >>", 7 + 2 * index).into_bytes(),
        );
        objects.push(stream("/Type /EmbeddedFile /Subtype /application#2Fcose", content));
    }
    assemble(&objects)
}

/// A page whose content is four gigabytes of spaces, deflated twice into some kilobytes.
pub(crate) fn bomb() -> Vec<u8> {
    // One megabyte that ends at a whole byte and refers to nothing before it, 4096 times over (RFC 1951).
    let mut once = b"\x78\x9C".to_vec();
    let mut megabyte = Vec::new();
    let mut deflate = Compress::new(Compression::best(), false);
    megabyte.reserve(65_536);
    deflate.compress_vec(&[b' '; 1 << 20], &mut megabyte, FlushCompress::Full).unwrap();
    (0..4_096).for_each(|_| once.extend(&megabyte));
    // The last block, empty; no reader comes as far as the checksum.
    once.extend([0x03, 0x00, 0, 0, 0, 0]);
    let mut twice = Vec::new();
    ZlibEncoder::new(once.as_slice(), Compression::best()).read_to_end(&mut twice).unwrap();
    let head = format!("<< /Filter [/FlateDecode /FlateDecode] /Length {} >>\nstream\n", twice.len());
    assemble(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 595] /Contents 4 0 R >>".to_vec(),
        [head.as_bytes(), &twice, b"\nendstream"].concat(),
    ])
}

fn assemble(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file.extend(format!("{} 0 obj\n", index + 1).as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let trailer = format!("trailer\n<< /Root 1 0 R /Size {} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    [file, table.into_bytes(), trailer.into_bytes()].concat()
}
