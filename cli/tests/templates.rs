//! `hezheng template`: what a template's maker is told, and what the built-in templates look like.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use image::RgbImage;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{Desk, case};

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../pdf-templates/templates");

fn hezheng(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hezheng")).arg("template").args(arguments).current_dir(folder).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// The default template with something changed, as a file.
fn edited(folder: &Path, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(Path::new(TEMPLATES).join("default/template.toml")).unwrap();
    assert!(text.contains(from), "the template has no {from}");
    std::fs::write(folder.join("edited.toml"), text.replacen(from, to, 1)).unwrap();
    "edited.toml".into()
}

#[test]
fn the_built_in_templates_have_nothing_wrong_with_them() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["zh", "en"] {
        let checked = hezheng(&["check", "--lang", language], folder.path());
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
        assert_eq!(said(&checked).matches('✓').count(), 2, "{}", said(&checked));
    }
}

#[test]
fn what_is_wrong_is_said_with_its_element_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to, zh, en) in [
        (
            "beside_qr = ",
            "beside_the_qr = ",
            "部件“address”：没有“beside_the_qr”这个键",
            "unknown field `beside_the_qr`",
        ),
        ("#16403D", "#A6B0BF", "部件“title”：文字颜色 #A6B0BF", "element “title”: the colour #A6B0BF"),
        (
            "y_mm = 180.5",
            "y_mm = 170",
            "部件“check code”：压着二维码",
            "element “check code”: stands where the largest QR",
        ),
        (
            "height_mm = 40 }",
            "height_mm = 14 }",
            "样张“各项都最长”印不出来",
            "“everything at its longest” cannot be made",
        ),
        ("max_side_mm = 52", "max_side_mm = 44", "而 max_side_mm 是 44.0", "max_side_mm is 44.0"),
        ("sha256 = \"7c", "sha256 = \"7d", "不是模板指定的那一版", "is not the version of"),
        ("/hanazono/HanaMinA", "/nowhere/HanaMinA", "apt-get install fonts-hanazono", "apt-get install fonts-hanazono"),
    ] {
        let file = edited(folder.path(), from, to);
        for (language, words) in [("zh", zh), ("en", en)] {
            let checked = hezheng(&["check", &file, "--lang", language], folder.path());
            assert_eq!(checked.status.code(), Some(1), "{to}");
            assert!(said(&checked).contains(words), "{words} is not in {}", said(&checked));
        }
    }
    let unread = hezheng(&["check", "no-such.toml", "--lang", "zh"], folder.path());
    assert_eq!(unread.status.code(), Some(2));
    assert!(said(&unread).contains("default、bilingual"), "{}", said(&unread));
}

#[test]
fn a_specimen_is_malformed_as_a_file_and_as_a_picture() {
    let desk = Desk::new(&case("plain"));
    for out in ["specimen.pdf", "specimen.png"] {
        let arguments = ["template", "preview", "bilingual", "--out", out, "--specimen", "longest-of-all"];
        let made = desk.run(&arguments, b"");
        assert_eq!(made.code, 0, "{made:?}");
        let report = desk.verify(&[out], &["--json"]);
        assert_eq!((report.code, &report.one()["reason"]), (1, &"malformed".into()), "{out}");
    }
    let refused = desk.run(&["template", "preview", "--out", "specimen.docx"], b"");
    assert_eq!((refused.code, refused.stderr.contains(".pdf or .png")), (2, true), "{refused:?}");
}

/// Neither who runs the program nor where, in which language or time zone: only the page and the template decide.
#[test]
fn a_page_is_the_same_file_in_every_environment() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let made = |place: usize, environment: &[(&str, &str)]| {
        let folder = folders[place].path();
        let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        program.args(["template", "preview", "bilingual", "--specimen", "longest-of-all", "--out", "page.pdf"]);
        program.current_dir(folder).env_clear().env("HOME", folder).envs(environment.iter().copied());
        assert!(program.output().unwrap().status.success());
        std::fs::read(folder.join("page.pdf")).unwrap()
    };
    let first = made(0, &[("LC_ALL", "C"), ("TZ", "UTC")]);
    for environment in [
        &[("LC_ALL", "zh_CN.UTF-8"), ("TZ", "Asia/Shanghai")][..],
        &[("LC_ALL", "tr_TR.UTF-8"), ("TZ", "America/New_York"), ("USER", "somebody")],
        &[("LC_NUMERIC", "de_DE.UTF-8"), ("SOURCE_DATE_EPOCH", "0"), ("TMPDIR", "/nowhere")],
    ] {
        assert!(made(1, environment) == first, "{environment:?}");
    }
}

/// Every built-in template's sample image is what the template looks like now.
#[test]
fn the_sample_images_show_the_templates_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["default", "bilingual"] {
        let made = hezheng(&["preview", name, "--out", "now.png"], folder.path());
        assert!(made.status.success(), "{}", said(&made));
        let kept = PathBuf::from(TEMPLATES).join(name).join("sample.png");
        let renew = format!(
            "look at it, and if it is as it should be: hezheng template preview {name} --out pdf-templates/templates/{name}/sample.png"
        );
        let picture = |path: &Path| {
            image::open(path).unwrap_or_else(|error| panic!("{}: {error}; {renew}", path.display())).into_rgb8()
        };
        let (kept, now) = (picture(&kept), picture(&folder.path().join("now.png")));
        assert_eq!(kept.dimensions(), now.dimensions(), "{name}: {renew}");
        let (mean, worst) = difference(&kept, &now);
        // Edges may fall a little otherwise on another machine; a character that moved or changed is a block apart.
        assert!(mean < 0.5 && worst < 12.0, "{name}: mean difference {mean:.2}, in one block {worst:.1}; {renew}");
    }
}

#[test]
fn a_changed_character_is_seen_in_the_sample_image() {
    let folder = tempfile::tempdir().unwrap();
    let file = edited(folder.path(), "备案机关", "备案机构");
    assert!(hezheng(&["preview", &file, "--out", "now.png"], folder.path()).status.success());
    let open = |path: &Path| image::open(path).unwrap().into_rgb8();
    let kept = open(&Path::new(TEMPLATES).join("default/sample.png"));
    let (_, worst) = difference(&kept, &open(&folder.path().join("now.png")));
    assert!(worst > 12.0, "{worst}");
}

/// The mean difference of all channels, and that of the most different block of 16 by 16 pixels, of 255.
fn difference(a: &RgbImage, b: &RgbImage) -> (f64, f64) {
    const BLOCK: u32 = 16;
    let (width, height) = a.dimensions();
    let mut blocks = vec![(0_u64, 0_u64); (width.div_ceil(BLOCK) * height.div_ceil(BLOCK)) as usize];
    for ((x, y, one), other) in a.enumerate_pixels().zip(b.pixels()) {
        let block = &mut blocks[(y / BLOCK * width.div_ceil(BLOCK) + x / BLOCK) as usize];
        block.0 += one.0.iter().zip(other.0).map(|(one, other)| u64::from(one.abs_diff(other))).sum::<u64>();
        block.1 += 3;
    }
    let mean = |(sum, count): &(u64, u64)| *sum as f64 / *count as f64;
    let all = blocks.iter().fold((0, 0), |all, block| (all.0 + block.0, all.1 + block.1));
    (mean(&all), blocks.iter().map(mean).fold(0.0, f64::max))
}
