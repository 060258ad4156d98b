//! The profile: what a school tells the program once. `hezheng setup` writes it, so that nobody has to.
//!
//! Paths are relative to the file. Unknown keys are errors: a misspelt key must not pass for a default.

use crate::language::Lang;
use crate::template_words;
use hezheng_core::key::PublicKey;
use hezheng_core::qr::PageAddress;
use hezheng_keys::public_file;
use hezheng_pdf::{Template, TemplateError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};

/// The file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    /// Format of this file: 1.
    pub format: u64,
    /// Base URL of the authority's registry, no slash at its end.
    pub registry: String,
    /// Where the page that a QR code opens lies: `https://HOST`.
    pub page: String,
    /// Files with the root keys that this school trusts (SPKI PEM).
    pub roots: Vec<PathBuf>,
    /// File with the issuing key (encrypted PKCS#8 PEM).
    pub key: PathBuf,
    /// File whose first line is the passphrase of the key; asked for on the terminal where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passphrase_file: Option<PathBuf>,
    /// Folder of the journal, which goes on where a run stopped.
    pub journal: PathBuf,
    /// The institution's own seal, a PNG; without one the place reads 盖章处.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<PathBuf>,
    /// What is printed of the identity number: `full` or `last-four`.
    #[serde(default)]
    pub identity_on_page: IdentityOnPage,
    /// How a certificate looks: the name of a template that comes with the program, or a file; `default` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// What is printed of the identity number. The registry, QR code and log never show more than the last four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityOnPage {
    /// All of it, on the trainee's own PDF.
    Full,
    /// The last four characters.
    #[default]
    LastFour,
}

/// A profile with its files found and read.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Base URL of the authority's registry.
    pub registry: String,
    /// Where the page of a QR code lies.
    pub page: PageAddress,
    /// The root keys trusted.
    pub roots: Vec<PublicKey>,
    /// Path of the issuing key.
    pub key: PathBuf,
    /// Path of its passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// Folder of the journal.
    pub journal: PathBuf,
    /// The seal's PNG.
    pub seal: Option<Vec<u8>>,
    /// What is printed of the identity number.
    pub identity_on_page: IdentityOnPage,
    /// How a certificate looks.
    pub template: Template,
}

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileError {
    /// The file cannot be read.
    Unreadable(PathBuf, String),
    /// Not TOML, a key missing, or one that is not known.
    Form(PathBuf, String),
    /// A format this program does not know.
    Format(PathBuf, u64),
    /// A value that cannot be.
    Value(PathBuf, &'static str, String),
    /// The template that it names is none of the program's, and there is no such file to be read.
    NoTemplate(PathBuf, PathBuf, String),
    /// The template that it names cannot be used.
    Template(PathBuf, String, Box<TemplateError>),
}

impl ProfileError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let (Self::Unreadable(path, _)
        | Self::Form(path, _)
        | Self::Format(path, _)
        | Self::Value(path, ..)
        | Self::NoTemplate(path, ..)
        | Self::Template(path, ..)) = self;
        let path = path.display();
        match self {
            Self::Unreadable(_, why) => lang.choose(
                format!("读不了文件 {path}（{why}）。请检查路径，或运行 hezheng setup 重新生成配置。"),
                format!("Cannot read {path} ({why}); check the path, or run hezheng setup."),
            ),
            Self::Form(_, why) => lang.choose(
                format!("配置文件 {path} 写法有误：{why}。请改正，或运行 hezheng setup 重新生成。"),
                format!("{path} is not a profile: {why}; mend it or run hezheng setup."),
            ),
            Self::Format(_, found) => lang.choose(
                format!("配置文件 {path} 的格式是 {found}，本程序只认 1。请更新程序。"),
                format!("{path} has format {found}, this program knows 1; update the program."),
            ),
            Self::Value(_, key, found) => lang.choose(
                format!("配置文件 {path} 的 {key} 不对：{found}。请改正，或运行 hezheng setup。"),
                format!("{key} in {path} is wrong: {found}; mend it or run hezheng setup."),
            ),
            Self::NoTemplate(_, template, why) => {
                let (template, known) = (template.display(), Template::built_in_names().collect::<Vec<_>>());
                lang.choose(
                    format!("配置文件 {path} 指定的模板 {template} 读不了（{why}）。自带的模板有：{}；否则应是模板文件的路径。", known.join("、")),
                    format!("The template {template} that {path} names cannot be read ({why}). Built in are {}; otherwise it is the path of a file.", known.join(", ")),
                )
            }
            Self::Template(_, template, error) => {
                let error = template_words::problem(lang, error);
                lang.choose(
                    format!("配置文件 {path} 指定的模板 {template} 不能用。{error}改好后可用 hezheng template check {template} 检查。"),
                    format!("The template {template} that {path} names cannot be used. {error} Check it with hezheng template check {template}."),
                )
            }
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for ProfileError {}

/// Windows' Notepad writes a byte order mark before UTF-8.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

impl Profile {
    /// Reads a profile and the public files that it names. The key itself is not touched.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let unreadable = |path: &Path, error: std::io::Error| ProfileError::Unreadable(path.into(), error.to_string());
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        let file: ProfileFile = toml::from_str(without_mark(&text))
            .map_err(|error| ProfileError::Form(path.into(), error.message().to_owned()))?;
        if file.format != 1 {
            return Err(ProfileError::Format(path.into(), file.format));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let wrong = |key, found: String| ProfileError::Value(path.into(), key, found);
        let page = PageAddress::parse(&file.page).map_err(|_| wrong("page", file.page.clone()))?;
        if file.roots.is_empty() {
            return Err(wrong("roots", "[]".into()));
        }
        let roots = file
            .roots
            .iter()
            .map(|root| public_file::read(&folder.join(root)).map_err(|error| wrong("roots", error.to_string())));
        let seal = match &file.seal {
            None => None,
            Some(seal) => {
                Some(std::fs::read(folder.join(seal)).map_err(|error| unreadable(&folder.join(seal), error))?)
            }
        };
        let template = file.template.as_deref().unwrap_or("default");
        let template = match Template::built_in_text(template) {
            Some(text) => Template::parse(text),
            None => {
                let file = folder.join(template);
                let text = std::fs::read_to_string(&file)
                    .map_err(|error| ProfileError::NoTemplate(path.into(), file, error.to_string()))?;
                Template::parse(&text)
            }
        }
        .map_err(|error| ProfileError::Template(path.into(), template.to_owned(), Box::new(error)))?;
        if !(file.registry.starts_with("https://") || file.registry.starts_with("http://"))
            || file.registry.ends_with('/')
        {
            return Err(wrong("registry", file.registry));
        }
        Ok(Self {
            page,
            roots: roots.collect::<Result<_, _>>()?,
            key: folder.join(file.key),
            passphrase_file: file.passphrase_file.map(|file| folder.join(file)),
            journal: folder.join(file.journal),
            seal,
            identity_on_page: file.identity_on_page,
            template,
            registry: file.registry,
        })
    }
}
