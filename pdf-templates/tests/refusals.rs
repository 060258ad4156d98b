//! What is not printed, and how that is said; and that what is printed is always the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_pdf::{CertificatePage, FontError, Fonts, RenderError, Template, Unprintable, check, render};

mod samples;

fn rendered(page: &CertificatePage) -> Result<Vec<u8>, RenderError> {
    let template = Template::built_in().unwrap();
    let fonts = Fonts::from_system(&template).unwrap();
    render(&template, &fonts, page, b"statement")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, page) in samples::samples() {
        let first = rendered(&page).unwrap();
        assert!(first == rendered(&page).unwrap(), "{name}");
        assert!(first == std::thread::spawn(move || rendered(&page).unwrap()).join().unwrap(), "{name}");
    }
}

#[test]
fn a_renderer_used_before_gives_the_same_bytes_as_a_new_one() {
    let template = Template::built_in().unwrap();
    let fonts = Fonts::from_system(&template).unwrap();
    for _ in 0..2 {
        for (name, page) in samples::samples() {
            assert!(render(&template, &fonts, &page, b"statement") == rendered(&page), "{name}");
        }
    }
}

#[test]
fn another_attachment_gives_another_file() {
    let template = Template::built_in().unwrap();
    let fonts = Fonts::from_system(&template).unwrap();
    let page = samples::ordinary();
    assert!(render(&template, &fonts, &page, b"a").unwrap() != render(&template, &fonts, &page, b"b").unwrap());
}

#[test]
fn a_character_that_no_font_has_is_named_with_its_code_point_and_field() {
    let page = CertificatePage { holder: "张\u{12000}三".into(), ..samples::ordinary() };
    let error = rendered(&page).unwrap_err();
    assert_eq!(error, RenderError::Character { place: "holder".into(), problem: Unprintable::NoFont('\u{12000}') });
    assert!(error.to_string().contains("U+12000") && error.to_string().contains("holder"), "{error}");
}

#[test]
fn a_page_is_checked_as_it_would_be_made() {
    let template = Template::built_in().unwrap();
    let fonts = Fonts::from_system(&template).unwrap();
    for (name, page) in samples::samples() {
        assert_eq!(check(&template, &fonts, &page), Ok(()), "{name}");
    }
    let rare = CertificatePage { holder: "张\u{12000}三".into(), ..samples::ordinary() };
    let long = CertificatePage { institution: "校".repeat(250), ..samples::ordinary() };
    let seal = CertificatePage { seal: Some(b"no picture".to_vec()), ..samples::ordinary() };
    for page in [rare, long, seal] {
        assert_eq!(check(&template, &fonts, &page).err(), rendered(&page).err());
        assert!(check(&template, &fonts, &page).is_err());
    }
}

#[test]
fn a_missing_fallback_is_named_with_its_package_only_where_it_is_needed() {
    let template = Template::built_in().unwrap();
    let fonts = Fonts::from_bytes(&template, Vec::new()).unwrap();
    assert!(render(&template, &fonts, &samples::ordinary(), b"statement").is_ok());
    let page = CertificatePage { holder: "㐀玉".into(), ..samples::ordinary() };
    let error = render(&template, &fonts, &page, b"statement").unwrap_err();
    let RenderError::Character { problem: Unprintable::FontUnusable('㐀', font), .. } = &error else {
        panic!("{error}")
    };
    assert!(matches!(&**font, FontError::Missing { package, .. } if package == "fonts-hanazono"));
    assert!(error.to_string().contains("U+3400"), "{error}");
}

#[test]
fn a_text_that_does_not_fit_at_the_smallest_size_is_refused_and_never_cut() {
    let page = CertificatePage { institution: "校".repeat(250), ..samples::ordinary() };
    let error = rendered(&page).unwrap_err();
    assert!(matches!(&error, RenderError::DoesNotFit { element, .. } if element == "institution"), "{error}");
}

#[test]
fn text_that_breaks_the_rule_for_text_is_refused() {
    for holder in ["", " 张三", "张\u{200B}三", "张\n三", "\u{E000}"] {
        let page = CertificatePage { holder: holder.into(), ..samples::ordinary() };
        assert!(matches!(rendered(&page), Err(RenderError::Text { field: "holder", .. })), "{holder:?}");
    }
}

#[test]
fn codes_without_words_are_refused() {
    let page = CertificatePage { id_kind: 7, ..samples::ordinary() };
    assert_eq!(rendered(&page), Err(RenderError::NoWords { field: "id_kind", value: 7 }));
    let page = CertificatePage { skill_level: Some(0), ..samples::ordinary() };
    assert_eq!(rendered(&page), Err(RenderError::NoWords { field: "skill_level", value: 0 }));
}

#[test]
fn pictures_that_are_none_are_refused() {
    let jpeg = include_bytes!("pictures/portrait.jpg");
    let png = include_bytes!("pictures/seal.png");
    let cut = |file: &[u8]| file[..file.len() / 8].to_vec();
    for portrait in [Vec::new(), b"no picture".to_vec(), png.to_vec(), vec![0xFF; 3 << 20], jpeg[..20].to_vec()] {
        let page = CertificatePage { portrait: Some(portrait), ..samples::ordinary() };
        assert!(matches!(rendered(&page), Err(RenderError::Picture { .. })));
    }
    for seal in [Vec::new(), jpeg.to_vec(), cut(png)] {
        let page = CertificatePage { seal: Some(seal), ..samples::ordinary() };
        assert!(matches!(rendered(&page), Err(RenderError::Picture { .. })));
    }
}

#[test]
fn a_qr_code_that_is_too_large_for_its_place_is_refused() {
    let qr_text = format!("https://zs.example.cn/c#{}", "1".repeat(5_000));
    let page = CertificatePage { qr_text, ..samples::ordinary() };
    assert!(matches!(rendered(&page), Err(RenderError::QrTooLarge { .. })));
    let page = CertificatePage { qr_text: "https://zs.example.cn/c".into(), ..samples::ordinary() };
    assert!(matches!(rendered(&page), Err(RenderError::Qr(_))));
}
