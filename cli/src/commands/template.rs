//! `hezheng template`: what templates there are, whether one is right, and what it looks like. Nothing is issued.

use crate::commands::roster::fonts;
use crate::language::Lang;
use crate::page_picture;
use crate::terminal::{say, warn};
use crate::whole_file;
use crate::words::template::{defect, font, specimen, unmade, well};
use hezheng_issuer::{page_words, template_words};
use hezheng_pdf::specimen::Specimen;
use hezheng_pdf::{Fonts, Template, legibility};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Pixels across a picture of a page: as many as a screen shows.
const PICTURE_WIDTH: u16 = 1_400;

/// 证书模板 · Templates of certificates.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// 列出自带的模板 · List the templates that come with the program
    List,
    /// 检查模板：写法、字体、最长的内容、二维码、颜色；有问题就退出 1 · Check templates: form, fonts, the longest texts, QR code, colours; exit 1 if something is wrong
    Check {
        /// 模板文件或自带模板的名字；不写就检查全部自带模板 · Files, or names of built-in templates; all of these unless given
        #[arg(value_name = "FILE|NAME")]
        templates: Vec<String>,
    },
    /// 出一张样张，标明“样张”，永远通不过核验 · Make a specimen, marked as one, which never verifies
    Preview {
        /// 模板文件或自带模板的名字 · A file, or the name of a built-in template
        #[arg(value_name = "FILE|NAME", default_value = "default")]
        template: String,
        /// 写到哪个文件：.pdf 或 .png · The file to write: .pdf or .png
        #[arg(long)]
        out: PathBuf,
        /// 哪一种样张 · Which specimen
        #[arg(long, default_value = "ordinary", value_parser = parse_specimen)]
        specimen: Box<Specimen>,
    },
}

/// Runs the command: exit 0 when all is well, 1 when a template has something wrong with it, 2 when it could not run.
pub(crate) fn run(command: &Command, language: Lang) -> ExitCode {
    let done = match command {
        Command::List => list(language),
        Command::Check { templates } => check(templates, language),
        Command::Preview { template, out, specimen } => preview(template, out, specimen, language),
    };
    done.unwrap_or_else(|message| {
        warn(&message);
        ExitCode::from(2)
    })
}

fn list(language: Lang) -> Result<ExitCode, String> {
    for name in Template::built_in_names() {
        let what = match name {
            "default" => language.pick("中文", "Chinese"),
            "bilingual" => language.pick("中英文对照", "Chinese and English"),
            other => other,
        };
        say(&format!("{name}  {what}"));
    }
    say(language.pick(
        "都不是官方附件的样式。下一步：hezheng template preview 名字 --out 样张.pdf",
        "None is the official annex. Next: hezheng template preview NAME --out SPECIMEN.pdf",
    ));
    Ok(ExitCode::SUCCESS)
}

fn check(templates: &[String], language: Lang) -> Result<ExitCode, String> {
    let built_in: Vec<String> = Template::built_in_names().map(str::to_owned).collect();
    let mut all_well = true;
    for name in if templates.is_empty() { &built_in } else { templates } {
        let text = read(name, language)?;
        let problems = match Template::parse(&text) {
            Err(error) => vec![template_words::problem(language.into(), &error)],
            Ok(template) => {
                let problems = problems(&template, language);
                if problems.is_empty() {
                    let well = well(language, &template);
                    say(&language.pick(format!("✓ {name}：{well}"), format!("✓ {name}: {well}")));
                }
                problems
            }
        };
        all_well &= problems.is_empty();
        for problem in problems {
            say(&language.pick(format!("✗ {name}：{problem}"), format!("✗ {name}: {problem}")));
        }
    }
    if all_well {
        say(language.pick(
            "下一步：hezheng template preview 模板 --out 样张.pdf，打印出来看一看。",
            "Next: hezheng template preview TEMPLATE --out SPECIMEN.pdf, and look at it on paper.",
        ));
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Everything that is wrong with a template that can be read.
fn problems(template: &Template, language: Lang) -> Vec<String> {
    let mut problems: Vec<String> = legibility::defects(template).iter().map(|found| defect(language, found)).collect();
    let fonts = match Fonts::from_system(template) {
        Ok(fonts) => fonts,
        Err(error) => {
            problems.push(font(language, &error));
            return problems;
        }
    };
    problems.extend(fonts.unusable().iter().map(|error| font(language, error)));
    for Specimen { tries, page } in hezheng_pdf::specimen::all() {
        if let Err(error) = hezheng_pdf::render_specimen(template, &fonts, &page) {
            problems.push(unmade(language, tries, &error));
        }
    }
    problems
}

fn preview(name: &str, out: &Path, specimen: &Specimen, language: Lang) -> Result<ExitCode, String> {
    let is_picture = match out.extension().and_then(|extension| extension.to_str()) {
        Some("pdf") => false,
        Some("png") => true,
        _ => {
            let out = out.display();
            return Err(language.pick(
                format!("--out {out} 看不出要写成什么；文件名请以 .pdf 或 .png 结尾。"),
                format!("--out {out} does not say what to write; end the name with .pdf or .png."),
            ));
        }
    };
    let text = read(name, language)?;
    let template = Template::parse(&text).map_err(|error| {
        let problem = template_words::problem(language.into(), &error);
        language.pick(format!("{name}：{problem}"), format!("{name}: {problem}"))
    })?;
    let fonts = fonts(&template, language)?;
    let mut file = hezheng_pdf::render_specimen(&template, &fonts, &specimen.page)
        .map_err(|error| page_words::problem(language.into(), &error))?;
    if is_picture {
        file = page_picture::png(file, PICTURE_WIDTH).ok_or_else(|| {
            language.pick(
                format!("{name} 的页面画不成图片。请改用 --out 样张.pdf。"),
                format!("the page of {name} cannot be drawn as a picture; give --out SPECIMEN.pdf."),
            )
        })?;
    }
    whole_file::replace(out, &file).map_err(|error| {
        let out = out.display();
        language.pick(
            format!("写不了 {out}（{error}）。请检查文件夹是否存在、能否写入。"),
            format!("cannot write {out} ({error}); check that its folder is there and can be written to."),
        )
    })?;
    let (out, tries) = (out.display(), self::specimen(language, specimen.tries));
    say(&language.pick(
        format!("已写好 {out}（{tries}）。它是样张，没有签名，通不过核验。"),
        format!("Wrote {out} ({tries}). It is a specimen: nothing is signed, and it does not verify."),
    ));
    Ok(ExitCode::SUCCESS)
}

/// The text of a built-in template, or of a file.
fn read(name: &str, language: Lang) -> Result<String, String> {
    if let Some(text) = Template::built_in_text(name) {
        return Ok(text.to_owned());
    }
    std::fs::read_to_string(name).map_err(|error| {
        let built_in: Vec<&str> = Template::built_in_names().collect();
        language.pick(
            format!("读不了模板 {name}（{error}）。请检查路径；自带的模板有：{}。", built_in.join("、")),
            format!(
                "cannot read the template {name} ({error}); check the path. Built in are: {}.",
                built_in.join(", ")
            ),
        )
    })
}

fn parse_specimen(name: &str) -> Result<Box<Specimen>, String> {
    let mut all = hezheng_pdf::specimen::all();
    let known: Vec<&str> = all.iter().map(|specimen| specimen.tries).collect();
    let known = known.join(", ");
    let place = all.iter().position(|specimen| specimen.tries == name);
    place.map(|place| Box::new(all.swap_remove(place))).ok_or_else(|| format!("there are: {known}"))
}
