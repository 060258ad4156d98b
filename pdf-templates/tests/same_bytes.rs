//! The same page has the same bytes: alone and in any batch, on one thread and on several, and on any machine.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::Write;

use hezheng_pdf::{CertificatePage, Fonts, Template, render};
use sha2::{Digest, Sha256};

mod samples;

const STATEMENT: &[u8] = b"statement";

fn fonts(template: &Template) -> Fonts {
    Fonts::from_system(template).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbers without an order, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A page with a name, programme and QR text of its own; one name in eight needs the fallback fonts.
fn page(numbers: &mut Numbers) -> CertificatePage {
    let rare = numbers.below(8) == 0;
    let holder = (0..2 + numbers.below(3)).map(|_| match rare {
        true => char::from_u32(0x20000 + numbers.below(500)).unwrap(),
        false => char::from_u32(0x4E00 + numbers.below(5_000)).unwrap(),
    });
    let holder = holder.collect();
    let qr_text = format!("https://zs.example.cn/c#{}", format!("{:09}", numbers.below(1_000_000_000)).repeat(75));
    let class_hours = (numbers.below(2) == 0).then(|| u64::from(numbers.below(200)) + 1);
    CertificatePage { holder, qr_text, class_hours, ..samples::ordinary() }
}

#[test]
fn a_page_has_the_same_bytes_alone_and_in_any_batch() {
    let template = Template::built_in().unwrap();
    for seed in 1..=3 {
        let mut numbers = Numbers(seed);
        let pages: Vec<_> = (0..12).map(|_| page(&mut numbers)).collect();
        let alone = |page: &CertificatePage| render(&template, &fonts(&template), page, STATEMENT).unwrap();
        let alone: Vec<_> = pages.iter().map(alone).collect();
        let together = fonts(&template);
        std::thread::scope(|scope| {
            for start in 0..3 {
                let (pages, alone, template, together) = (&pages, &alone, &template, &together);
                // Each thread in an order of its own: seven and twelve have no divisor in common.
                scope.spawn(move || {
                    for step in 0..pages.len() {
                        let index = (start + 7 * step) % pages.len();
                        let made = render(template, together, &pages[index], STATEMENT).unwrap();
                        assert!(made == alone[index], "seed {seed}, page {index}");
                    }
                });
            }
        });
    }
}

/// A page made on any machine and in any build has these bytes. Where they change on purpose, say so in CHANGELOG.md: a
/// page printed again is then not the file that was handed out before.
#[test]
fn pages_have_the_bytes_that_are_written_down() {
    let mut found = String::new();
    for name in Template::built_in_names() {
        let template = Template::parse(Template::built_in_text(name).unwrap()).unwrap();
        let fonts = fonts(&template);
        for (sample, page) in samples::samples() {
            let hash = sha256(&render(&template, &fonts, &page, STATEMENT).unwrap());
            found += &format!("{hash}  {name} {sample}\n");
        }
    }
    let pinned = include_str!("samples/pages.sha256");
    assert_eq!(found, pinned, "now they are\n{found}");
}

/// The streams of a PDF are deflated by the package that Cargo.toml names, whatever else a program switches on: this text
/// has other bytes with any other.
#[test]
fn deflate_is_the_one_that_was_chosen() {
    let mut numbers = Numbers(7);
    let text: String = (0..20_000).map(|_| format!("{} {} l\n", numbers.below(80), numbers.below(80))).collect();
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(text.as_bytes()).unwrap();
    assert_eq!(sha256(&encoder.finish().unwrap()), "802c39d12abfbd7341fdc5aab9c5ac485eaa41e0442b22abb879c119bae199af");
}
