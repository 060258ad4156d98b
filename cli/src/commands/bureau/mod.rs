//! `hezheng bureau`: what officers do at the desk. Each command is one signed request; what is long is given as JSON.

pub(crate) mod explanation;
mod flags;
mod held;
pub(crate) mod shown;

use crate::clock;
use crate::failure::Failure;
use crate::http::Registry;
use crate::language::Lang;
use crate::signing_key::KeyArguments;
use hezheng_keys::PrivateKey;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// 经办 · The bureau's desk.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// 待受理的班级；写备案号则看一个班级及其名册 · Classes that wait; with a number, one class and its roster
    Classes(Classes),
    /// 受理开班备案 · Accept a class
    Accept(Accept),
    /// 退回开班备案，写明原因 · Give a class back, with a reason
    Return(Return),
    /// 待处理的标记；用 --decide 处理一个 · Flags that nobody decided; --decide decides one
    Flags(flags::Flags),
    /// 等待批准的证书；approve、refuse 处理一张 · Certificates that wait for approval; approve or refuse decides one
    Held(held::Held),
    /// 新增或修改培训项目（JSON） · Add or change a programme (JSON)
    Programme(Document),
    /// 新增或修改机构（JSON） · Add or change an institution (JSON)
    Institution(Document),
    /// 修改备案规则（JSON） · Change the policy (JSON)
    Policy(Document),
    /// 操作记录 · The audit trail
    Audit(Audit),
}

/// Which bureau, and whose key.
#[derive(clap::Args)]
pub(crate) struct Officer {
    /// 人社局的基础网址 · The base URL of the authority's registry
    #[arg(long)]
    registry: String,
    #[command(flatten)]
    key: KeyArguments,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct Classes {
    /// 开班备案号 · A class filing number
    number: Option<String>,
    /// 哪些状态：waiting、accepted、returned、withdrawn · Which states
    #[arg(long, value_delimiter = ',', conflicts_with = "number")]
    state: Vec<String>,
    #[command(flatten)]
    officer: Officer,
}

#[derive(clap::Args)]
pub(crate) struct Accept {
    /// 开班备案号 · The class filing number
    number: String,
    #[command(flatten)]
    officer: Officer,
}

#[derive(clap::Args)]
pub(crate) struct Return {
    /// 开班备案号 · The class filing number
    number: String,
    /// 原因，机构会看到 · Why; the institution reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    officer: Officer,
}

#[derive(clap::Args)]
pub(crate) struct Document {
    /// JSON 文件 · A JSON file; docs/API.md shows its members
    file: PathBuf,
    /// 修改前所见的版本；新增时为 0 · The version that was seen before the change; 0 where it is new
    #[arg(long)]
    seen: u64,
    #[command(flatten)]
    officer: Officer,
}

#[derive(clap::Args)]
pub(crate) struct Audit {
    /// 从第几条起 · From which entry on
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// 只看这种操作，如 flag_decided · Only acts of this kind
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// 只看这个人：工号或密钥编号 · Only by this person: a staff code or a kid
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// 只看关于它的：班号、证书序列号等 · Only on this: a class's number, a certificate's
    #[arg(long, value_name = "WHAT")]
    on: Option<String>,
    #[command(flatten)]
    officer: Officer,
}

/// Runs the command.
pub(crate) fn run(command: &Command, lang: Lang) -> Result<(), Failure> {
    match command {
        Command::Classes(Classes { number, state, officer }) => {
            let wanted = match (number, state.is_empty()) {
                (Some(number), _) => json!({ "number": number }),
                (None, true) => json!({}),
                (None, false) => json!({ "states": state }),
            };
            let answer = match number {
                Some(_) => officer.ask("v1/classes/open", &wanted, lang)?,
                None => officer.ask_all(("v1/classes/open", "classes"), &wanted, lang)?,
            };
            shown::classes(&answer, officer.json, lang);
            Ok(())
        }
        Command::Accept(Accept { number, officer }) => {
            let answer = officer.ask("v1/classes/accept", &json!({ "number": number }), lang)?;
            shown::done(&answer, officer.json, &lang.pick(format!("已受理 {number}。"), format!("Accepted {number}.")));
            Ok(())
        }
        Command::Return(returned) => give_back(returned, lang),
        Command::Flags(flags) => flags::run(flags, lang),
        Command::Held(held) => held::run(held, lang),
        Command::Programme(document) => change("v1/programmes", document, lang),
        Command::Institution(document) => change("v1/institutions", document, lang),
        Command::Policy(document) => change("v1/policy", document, lang),
        Command::Audit(Audit { from, action, by, on, officer }) => {
            let wanted = json!({ "from": from, "action": action, "by": by, "on": on });
            shown::audit(&officer.ask("v1/audit", &wanted, lang)?, officer.json, lang);
            Ok(())
        }
    }
}

impl Officer {
    pub(super) fn ask(&self, path: &str, body: &Value, lang: Lang) -> Result<Value, Failure> {
        let key = self.open(lang)?;
        Registry::at(&self.registry, lang).desk(path, body, (&key, clock::now()))
    }

    /// The same where the answer is a list: page after page, until the whole is there.
    pub(super) fn ask_all(&self, (path, member): (&str, &str), wanted: &Value, lang: Lang) -> Result<Value, Failure> {
        let key = self.open(lang)?;
        let (mut whole, mut wanted) = (Vec::new(), wanted.clone());
        loop {
            let page = Registry::at(&self.registry, lang).desk(path, &wanted, (&key, clock::now()))?;
            let shown = page.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            whole.extend_from_slice(shown);
            match (page.get("next"), wanted.as_object_mut()) {
                (Some(Value::String(next)), Some(members)) if !shown.is_empty() => {
                    members.insert("after".into(), next.as_str().into());
                }
                _ => return Ok(json!({ member: whole, "more": 0, "next": null })),
            }
        }
    }

    fn open(&self, lang: Lang) -> Result<PrivateKey, Failure> {
        self.key.open(lang)
    }
}

fn give_back(Return { number, reason, officer }: &Return, lang: Lang) -> Result<(), Failure> {
    let answer = officer.ask("v1/classes/return", &json!({ "number": number, "reason": reason }), lang)?;
    let issued = answer.get("certificates").and_then(Value::as_u64).unwrap_or_default();
    let words = match issued {
        0 => lang.pick(format!("已退回 {number}。"), format!("Returned {number}.")),
        issued => lang.pick(
            format!("已退回 {number}。该班已签发证书 {issued} 张：证书状态没有改变，已逐张标记。\n下一步：hezheng bureau flags；需要吊销时用 hezheng order revoke --class-filing {number}"),
            format!("Returned {number}. Certificates issued of it: {issued}; none was changed, each was flagged.\nNext: hezheng bureau flags; to revoke them, hezheng order revoke --class-filing {number}"),
        ),
    };
    shown::done(&answer, officer.json, &words);
    Ok(())
}

fn change(path: &str, Document { file, seen, officer }: &Document, lang: Lang) -> Result<(), Failure> {
    let value = document(file, lang)?;
    let answer = officer.ask(path, &json!({ "seen": seen, "value": value }), lang)?;
    let version = answer.get("version").and_then(Value::as_u64).unwrap_or_default();
    let words = lang.pick(format!("已生效，版本 {version}。"), format!("In force, version {version}."));
    shown::done(&answer, officer.json, &words);
    Ok(())
}

fn document(file: &Path, lang: Lang) -> Result<Value, Failure> {
    let name = file.display();
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::new(lang.pick(
            format!("{name} 读不出来（{error}）。请检查路径。"),
            format!("{name} cannot be read ({error}); check the path"),
        ))
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(lang.pick(
            format!("{name} 不是 JSON（第 {} 行）。请改正后再试。", error.line()),
            format!("{name} is no JSON (line {}); correct it and try again", error.line()),
        ))
    })
}
