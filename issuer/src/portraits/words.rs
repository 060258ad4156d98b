//! What people read about photographs, in Chinese and in English: what is wrong, why it matters, what to do.

use std::io::ErrorKind;

use super::error::{PlaceProblem, PortraitsError};
use super::limits::{ARCHIVE_BYTES, FILES, PHOTOGRAPH_BYTES, PIXELS, SMALLEST, UNPACKED_BYTES};
use super::photograph_problem::PhotographProblem;
use crate::language::Lang;

/// Why a row has no portrait; `file` is the photograph's name.
pub(crate) fn photograph(lang: Lang, problem: &PhotographProblem, file: &str) -> String {
    match lang {
        Lang::Zh => photograph_zh(problem, file),
        Lang::En => photograph_en(problem, file),
    }
}

fn photograph_zh(problem: &PhotographProblem, file: &str) -> String {
    match problem {
        PhotographProblem::Missing => "没有此人的照片。请把照片文件以身份证号码或名册序号命名，放进照片文件夹。".into(),
        PhotographProblem::Several(files) => {
            format!("有 {} 个文件都是此人的照片（{}），不知用哪一个。请只留一个。", files.len(), files.join("、"))
        }
        PhotographProblem::NamedOtherwise { name } => {
            format!("照片“{file}”的号码是此人的，名字却是名册上的另一人“{name}”，可能贴错脸。请核对后改文件名。")
        }
        PhotographProblem::OfSeveral => {
            format!("照片“{file}”按文件名可以是好几个人的。请只用一个人的身份证号码命名。")
        }
        PhotographProblem::CannotRead(kind) => format!("读不了照片“{file}”（{kind}）。请检查文件及其权限。"),
        PhotographProblem::TooLarge { bytes } => format!(
            "照片“{file}”有 {}，最大 {}。请用相机或扫描软件另存一张小些的。",
            megabytes(*bytes),
            megabytes(PHOTOGRAPH_BYTES)
        ),
        PhotographProblem::OtherKind("") => {
            format!("“{file}”的内容不是 JPEG 也不是 PNG 图片（改扩展名没有用）。请用看图软件另存为 JPEG。")
        }
        PhotographProblem::OtherKind(kind) => {
            format!("“{file}”是 {kind} 文件，只能用 JPEG 或 PNG（改扩展名没有用）。请用看图软件另存为 JPEG。")
        }
        PhotographProblem::Damaged => {
            format!("照片“{file}”已损坏或不完整，解不开。请重新取得这张照片。")
        }
        PhotographProblem::TooManyPixels { width, height } => {
            format!("照片“{file}”有 {width}×{height} 像素，超过 {} 万。请缩小后再用。", PIXELS / 10_000)
        }
        PhotographProblem::TooSmall { width, height } => format!(
            "照片“{file}”只有 {width}×{height} 像素，印出来看不清；至少 {}×{}。请换原图（一寸照 300 dpi 为 295×413）。",
            SMALLEST.0, SMALLEST.1
        ),
        PhotographProblem::Shape { width, height } => format!(
            "照片“{file}”为 {width}×{height} 像素，不是证件照的形状（竖向，宽约为高的四分之三）。请裁成一寸或二寸照。"
        ),
    }
}

fn photograph_en(problem: &PhotographProblem, file: &str) -> String {
    match problem {
        PhotographProblem::Missing => "There is no photograph of this person. Name its file by the identity number or the roster's 序号 and put it with the others.".into(),
        PhotographProblem::Several(files) => format!(
            "{} files are photographs of this person ({}), and nobody can say which to use. Keep one.",
            files.len(),
            files.join(", ")
        ),
        PhotographProblem::NamedOtherwise { name } => format!(
            "The photograph “{file}” has this person's number and the name of another on the roster, “{name}”: it may be the wrong face. Check it and rename the file."
        ),
        PhotographProblem::OfSeveral => format!(
            "By its name the photograph “{file}” can be several people's. Name it by one identity number."
        ),
        PhotographProblem::CannotRead(kind) => {
            format!("The photograph “{file}” cannot be read ({kind}). Check the file and its permissions.")
        }
        PhotographProblem::TooLarge { bytes } => format!(
            "The photograph “{file}” has {}; {} are allowed. Save a smaller one.",
            megabytes(*bytes),
            megabytes(PHOTOGRAPH_BYTES)
        ),
        PhotographProblem::OtherKind("") => format!(
            "“{file}” holds neither a JPEG nor a PNG picture (a new extension does not change that). Save it as JPEG."
        ),
        PhotographProblem::OtherKind(kind) => format!(
            "“{file}” is a {kind} file; only JPEG and PNG can be used (a new extension does not change that). Save it as JPEG."
        ),
        PhotographProblem::Damaged => {
            format!("The photograph “{file}” is damaged or not complete. Get it again.")
        }
        PhotographProblem::TooManyPixels { width, height } => format!(
            "The photograph “{file}” has {width} x {height} pixels, more than {} million. Make it smaller.",
            PIXELS / 1_000_000
        ),
        PhotographProblem::TooSmall { width, height } => format!(
            "The photograph “{file}” has only {width} x {height} pixels, too few to print; {} x {} are the least. Give the original.",
            SMALLEST.0, SMALLEST.1
        ),
        PhotographProblem::Shape { width, height } => format!(
            "The photograph “{file}” is {width} x {height} pixels, which is not the shape of a portrait (upright, three quarters as wide as high). Crop it."
        ),
    }
}

/// Files that belong to nobody who can be given a certificate: how many, and the first few.
pub(crate) fn nobodys(lang: Lang, count: usize, first: &[String]) -> String {
    let more = count > first.len();
    lang.choose(
        format!(
            "有 {count} 个照片文件不属于名册里可以发证的人，没有用：{}{}。文件名应含身份证号码，或以名册序号开头；请核对有没有打错。",
            first.join("、"),
            if more { "等" } else { "" }
        ),
        format!(
            "{count} photographs belong to nobody on the roster who can be given a certificate and were left out: {}{}. A file's name holds the identity number or begins with the roster's 序号; look for slips.",
            first.join(", "),
            if more { ", …" } else { "" }
        ),
    )
}

impl PortraitsError {
    /// What happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let place = &self.place;
        match &self.problem {
            PlaceProblem::CannotRead(ErrorKind::NotFound) => lang.choose(
                format!("找不到照片文件夹或 ZIP 文件 {place}。请检查 --portraits 的路径。"),
                format!("There is no folder or ZIP file {place}. Check the path given with --portraits."),
            ),
            PlaceProblem::CannotRead(kind) => lang.choose(
                format!("读不了照片文件夹或 ZIP 文件 {place}（{kind}）。请检查路径和权限。"),
                format!("{place} cannot be read ({kind}). Check the path and its permissions."),
            ),
            PlaceProblem::NotAZip("") => lang.choose(
                format!("{place} 既不是文件夹也不是 ZIP 文件。请给放照片的文件夹，或把它压成 ZIP。"),
                format!("{place} is neither a folder nor a ZIP file. Give the folder with the photographs, or a ZIP file of it."),
            ),
            PlaceProblem::NotAZip(kind) => lang.choose(
                format!("{place} 是 {kind} 文件，只能用文件夹或 ZIP。请先解压，再给解压后的文件夹。"),
                format!("{place} is a {kind} file; a folder or a ZIP file is needed. Unpack it and give the folder."),
            ),
            PlaceProblem::TooLarge { bytes } => lang.choose(
                format!("{place} 有 {}，最大 {}。请解压成文件夹再用。", megabytes(*bytes), megabytes(ARCHIVE_BYTES)),
                format!("{place} has {}; {} are allowed. Unpack it and give the folder.", megabytes(*bytes), megabytes(ARCHIVE_BYTES)),
            ),
            PlaceProblem::Damaged => lang.choose(
                format!("{place} 已损坏，解不开。请重新压缩或重新取得。"),
                format!("{place} is damaged and cannot be unpacked. Pack or get it again."),
            ),
            PlaceProblem::Packing { file } => lang.choose(
                format!("{place} 中的“{file}”用了不支持的压缩方法。请解压成文件夹再用。"),
                format!("“{file}” in {place} is packed by a method that is not known. Unpack it and give the folder."),
            ),
            PlaceProblem::Password => lang.choose(
                format!("{place} 设有密码。请解压成文件夹，或去掉密码重新压缩。"),
                format!("{place} needs a password. Unpack it and give the folder, or pack it without one."),
            ),
            PlaceProblem::TooMuchInside => lang.choose(
                format!(
                    "{place} 解开后大得不像照片（总共超过 {}，或某个文件压缩了上百倍），没有解开。请向给文件的人要照片本身。",
                    megabytes(UNPACKED_BYTES)
                ),
                format!(
                    "{place} unpacks to more than photographs can be (over {} in all, or a file packed a hundred times over) and was not unpacked. Ask for the photographs themselves.",
                    megabytes(UNPACKED_BYTES)
                ),
            ),
            PlaceProblem::TooManyFiles => lang.choose(
                format!("{place} 中有超过 {FILES} 个文件。请只放这个名册的照片。"),
                format!("{place} holds more than {FILES} files. Put the photographs of this roster alone into it."),
            ),
            PlaceProblem::Nobodys { files, example } => {
                let example = example.as_deref().unwrap_or_default();
                match files {
                    0 => lang.choose(
                        format!("{place} 中没有任何文件。请检查 --portraits 的路径。"),
                        format!("There are no files in {place}. Check the path given with --portraits."),
                    ),
                    _ => lang.choose(
                        format!(
                            "{place} 中的 {files} 个文件（如“{example}”）没有一个是名册上的人的照片。文件名应含身份证号码，或以名册序号开头；请检查路径和文件名。"
                        ),
                        format!(
                            "Of the {files} files in {place} (such as “{example}”) not one belongs to anybody on the roster. A file's name holds the identity number or begins with the roster's 序号; check the path and the names."
                        ),
                    ),
                }
            }
        }
    }
}

/// A size as a person reads it.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    if tenths.is_multiple_of(10) {
        format!("{} MiB", tenths / 10)
    } else {
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    }
}
