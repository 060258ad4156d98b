//! `--portraits`, which `roster check`, `issue` and `correct` share: photographs for the people of a roster.

use crate::language::Lang;
use hezheng_issuer::portraits::{self, Missing};
use hezheng_issuer::roster::Roster;
use std::path::PathBuf;

/// Where photographs come from.
#[derive(clap::Args, Debug)]
pub(crate) struct PortraitArguments {
    /// 照片文件夹或 ZIP；文件以身份证号码命名，或以名册序号开头 · Folder or ZIP of photographs, named by identity number or 序号
    #[arg(long, value_name = "FOLDER|ZIP")]
    portraits: Option<PathBuf>,
    /// 没有照片的行按有误处理 · Refuse the rows that have no photograph
    #[arg(long, requires = "portraits")]
    portraits_required: bool,
}

impl PortraitArguments {
    /// Gives the people of the roster their portraits, where photographs were named.
    pub(crate) fn attach(&self, roster: &mut Roster, language: Lang) -> Result<(), String> {
        let Some(place) = &self.portraits else { return Ok(()) };
        let missing = if self.portraits_required { Missing::Refuses } else { Missing::Warns };
        portraits::attach(roster, place, missing).map_err(|error| error.message(language.into()))
    }
}
