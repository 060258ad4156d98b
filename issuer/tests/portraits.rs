//! Photographs of a roster's people, as they arrive: a folder or a ZIP file, whatever lies in it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_issuer::language::Lang;
use hezheng_issuer::portraits::{Missing, PhotographProblem, PlaceProblem, PortraitsError, attach};
use hezheng_issuer::roster::{self, Notice, Roster, Rule};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

const ZHANG: &str = "13010220000229000X";
const LI: &str = "130102199001010007";

fn roster() -> Roster {
    let text = format!(
        "序号,姓名,身份证号,培训项目,培训起止日期,考核结果\n\
         1,张三,{ZHANG},保育师,2026-03-01至2026-03-10,合格\n\
         2,李四,{LI},保育师,2026-03-01至2026-03-10,合格\n\
         3,王五,130102199203040001,保育师,2026-03-01至2026-03-10,不合格\n"
    );
    let roster = roster::read("r.csv", text.as_bytes()).unwrap();
    assert_eq!(roster.accepted.len(), 2);
    roster
}

fn png(shade: u8, width: u32) -> Vec<u8> {
    let picture = RgbImage::from_pixel(width, width * 4 / 3, Rgb([shade; 3]));
    let mut file = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut file);
    encoder.write_image(&picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    file
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(files: &[(&str, &[u8])]) -> Self {
        let place = Self::new();
        for (name, bytes) in files {
            let path = place.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        place
    }

    fn zip(&self, files: &[(&str, &[u8])]) -> PathBuf {
        self.file("p.zip", &zip(files))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn attached(place: &Path) -> Roster {
    let mut roster = roster();
    attach(&mut roster, place, Missing::Warns).unwrap();
    roster
}

fn refused(place: &Path) -> PortraitsError {
    let mut roster = roster();
    attach(&mut roster, place, Missing::Warns).unwrap_err()
}

/// The problem of the one row that is refused.
fn problem(roster: &Roster) -> &PhotographProblem {
    assert_eq!(roster.refused.len(), 1, "{roster:?}");
    let Rule::Portrait(problem) = &roster.refused[0].rule else { panic!("{roster:?}") };
    problem
}

#[test]
fn photographs_find_their_people_in_folders_and_zip_files_alike() {
    let (zhang, li) = (png(10, 300), png(200, 300));
    let files: [(&str, &[u8]); 6] = [
        ("一班/13010220000229000x 张三.JPG", &zhang),
        ("02.png", &li),
        ("名册.xlsx", b"PK"),
        ("__MACOSX/._02.png", b"junk"),
        (".DS_Store", b"junk"),
        ("Thumbs.db", b"junk"),
    ];
    let folder = Place::folder(&files);
    let roster = attached(folder.0.path());
    assert!(roster.refused.is_empty() && roster.warnings.is_empty(), "{roster:?}");
    let portraits: Vec<_> = roster.accepted.iter().map(|trainee| trainee.portrait.clone().unwrap()).collect();
    assert_ne!(portraits[0], portraits[1]);
    let of_zip = attached(&folder.zip(&files));
    let of_zip: Vec<_> = of_zip.accepted.iter().map(|trainee| trainee.portrait.clone().unwrap()).collect();
    assert_eq!(of_zip, portraits);
}

#[test]
fn somebody_without_a_photograph_is_a_warning_or_a_refusal_as_asked() {
    let place = Place::folder(&[("1.png", &png(10, 300))]);
    let warned = attached(place.0.path());
    assert_eq!((warned.accepted.len(), warned.refused.len()), (2, 0));
    assert!(warned.accepted[1].portrait.is_none());
    assert_eq!((warned.warnings[0].row, &warned.warnings[0].notice), (Some(3), &Notice::PortraitMissing));
    let mut required = roster();
    attach(&mut required, place.0.path(), Missing::Refuses).unwrap();
    assert_eq!((required.accepted.len(), required.refused[0].row), (1, 3));
    assert_eq!(problem(&required), &PhotographProblem::Missing);
}

#[test]
fn files_of_nobody_are_named_and_left_out() {
    let place = Place::folder(&[("1.png", &png(10, 300)), ("2.png", &png(9, 300)), ("9.png", b""), ("王五.jpg", b"")]);
    let roster = attached(place.0.path());
    let expected = Notice::PortraitsOfNobody { count: 2, first: vec!["9.png".into(), "王五.jpg".into()] };
    assert_eq!(roster.warnings.len(), 1);
    assert_eq!(roster.warnings[0].notice, expected);
    assert!(roster.warnings[0].message(Lang::Zh).contains("有 2 个照片文件不属于"));
}

#[test]
fn two_files_for_one_person_are_refused_by_their_names() {
    let (zhang, name) = (png(10, 300), format!("{ZHANG}.png"));
    let place = Place::folder(&[("1.png", &zhang), (&name, &zhang), ("2.png", &png(9, 300))]);
    let roster = attached(place.0.path());
    assert_eq!(problem(&roster), &PhotographProblem::Several(vec!["1.png".into(), name.clone()]));
    assert!(roster.refused[0].message(Lang::Zh).contains(&name));
    assert_eq!((roster.refused[0].row, roster.accepted.len()), (2, 1));
}

#[test]
fn a_photograph_that_cannot_be_used_refuses_its_row_and_no_other() {
    let large = vec![0; (20 << 20) + 1];
    for (bytes, code) in [
        (&b"not a picture"[..], "portrait_not_jpeg_or_png"),
        (&png(10, 300)[..200], "portrait_damaged"),
        (&png(10, 150), "portrait_too_small"),
        (&large, "portrait_file_too_large"),
    ] {
        let place = Place::folder(&[("1.jpg", bytes), ("2.png", &png(9, 300))]);
        let roster = attached(place.0.path());
        assert_eq!(problem(&roster).code(), code);
        assert_eq!((roster.accepted.len(), roster.accepted[0].name.as_str()), (1, "李四"));
        for lang in [Lang::Zh, Lang::En] {
            assert!(roster.refused[0].message(lang).contains("1.jpg"));
        }
    }
}

#[test]
fn a_photograph_named_after_somebody_else_is_not_used() {
    let place = Place::folder(&[(&format!("{LI} 张三.png"), &png(10, 300)), ("1.png", &png(9, 300))]);
    let roster = attached(place.0.path());
    assert_eq!(problem(&roster), &PhotographProblem::NamedOtherwise { name: "张三".into() });
    assert_eq!(roster.refused[0].row, 3);
}

#[test]
fn a_folder_of_other_peoples_photographs_is_refused_as_a_whole() {
    let place = Place::folder(&[("IMG_0001.jpg", &png(10, 300))]);
    let error = refused(place.0.path());
    assert_eq!(error.problem, PlaceProblem::Nobodys { files: 1, example: Some("IMG_0001.jpg".into()) });
    assert_eq!(refused(Place::new().0.path()).problem, PlaceProblem::Nobodys { files: 0, example: None });
    assert_eq!(refused(&place.0.path().join("none")).code(), "portraits_cannot_be_read");
}

#[test]
fn names_that_chinese_windows_packed_are_read() {
    let (name, gbk) = ("AAAA-1.png", [0xD5, 0xC5, 0xC8, 0xFD]);
    let place = Place::new();
    let mut bytes = zip(&[(&name.replace("-1", ZHANG), &png(10, 300)), ("2.png", &png(9, 300))]);
    for at in (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"AAAA13")).collect::<Vec<_>>() {
        bytes[at..at + 4].copy_from_slice(&gbk);
    }
    let roster = attached(&place.file("p.zip", &bytes));
    assert!(roster.accepted.iter().all(|trainee| trainee.portrait.is_some()), "{roster:?}");
}

#[test]
fn paths_that_lead_out_of_an_archive_lead_nowhere() {
    let place = Place::new();
    let roster = attached(&place.zip(&[("../../1.png", &png(10, 300)), ("C:\\temp\\2.png", &png(9, 300))]));
    assert!(roster.accepted.iter().all(|trainee| trainee.portrait.is_some()), "{roster:?}");
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 1, "nothing was unpacked");
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused_whatever_it_says_of_its_sizes() {
    let place = Place::new();
    let zeros = vec![0; 30 << 20];
    let honest = zip(&[("1.png", &zeros), ("2.png", &png(9, 300))]);
    assert_eq!(refused(&place.file("honest.zip", &honest)).problem, PlaceProblem::TooMuchInside);
    let mut lying = honest;
    let said = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    for at in (0..lying.len() - 4).filter(|at| lying[*at..].starts_with(&said)).collect::<Vec<_>>() {
        lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    // No more is unpacked of it than it says.
    assert_eq!(problem(&attached(&place.file("lying.zip", &lying))), &PhotographProblem::Damaged);
    let many: Vec<String> = (0..2_001).map(|n| format!("{n}.txt")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(refused(&place.zip(&many)).problem, PlaceProblem::TooManyFiles);
}

#[test]
fn what_is_no_zip_file_is_named() {
    let place = Place::new();
    let of = |bytes: &[u8]| refused(&place.file("p.zip", bytes));
    assert_eq!(of(b"Rar!\x1A\x07\x01\0").problem, PlaceProblem::NotAZip("RAR"));
    assert_eq!(of(b"7z\xBC\xAF\x27\x1C").problem, PlaceProblem::NotAZip("7z"));
    assert_eq!(of(b"").problem, PlaceProblem::NotAZip(""));
    let whole = zip(&[("1.png", &png(10, 300))]);
    assert_eq!(of(&whole[..whole.len() / 2]).problem, PlaceProblem::Damaged);
    let mut locked = whole;
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = (0..locked.len()).find(|at| locked[*at..].starts_with(mark)).unwrap();
        locked[at + flags] |= 1;
    }
    let error = of(&locked);
    assert_eq!(error.problem, PlaceProblem::Password);
    assert!(error.message(Lang::Zh).contains("设有密码") && error.message(Lang::En).contains("needs a password"));
}

#[test]
fn damage_anywhere_in_an_archive_is_a_sentence_and_never_a_panic() {
    let place = Place::new();
    let whole = zip(&[("1.png", &png(10, 300)), ("2.png", &png(9, 300))]);
    for at in (0..whole.len()).step_by(11) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x81;
        let path = place.file("p.zip", &damaged);
        let mut roster = roster();
        match attach(&mut roster, &path, Missing::Refuses) {
            Ok(()) => assert_eq!(roster.accepted.len() + roster.refused_rows(), 2),
            Err(error) => assert!(!error.message(Lang::Zh).is_empty()),
        }
    }
}
