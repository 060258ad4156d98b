//! `hezheng trust`: the province's book, and the trust bundles signed from it.

mod changes;
mod draft;
mod entries;
mod key_records;
mod show;
mod signing;

use crate::failure::Failure;
use crate::language::Lang;
use crate::{terminal, words};
use clap::{Args, Subcommand};
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_keys::Kid;
use hezheng_keys::authoring::{AuthoringError, BookFile, RootKeeper};
use hezheng_keys::public_file;
use std::path::PathBuf;

/// 信任名录 Keep the province's book and sign trust bundles
#[derive(Args)]
pub(crate) struct TrustArguments {
    /// 名录簿文件 The file of the book; its bundles lie in bundles/ beside it
    #[arg(long, global = true, default_value = "trust.json")]
    book: PathBuf,
    #[command(subcommand)]
    command: TrustCommand,
}

#[derive(Subcommand)]
enum TrustCommand {
    /// 新建名录簿 Begin a book with the root keys that verifiers will pin
    Init(Init),
    /// 登记人社局 Enter an authority
    AddAuthority(entries::AddAuthority),
    /// 登记培训机构 Enter an institution
    AddInstitution(entries::AddInstitution),
    /// 机构更名 Give an institution a new name from a day on
    RenameInstitution(entries::RenameInstitution),
    /// 机构迁移 Move an institution to another authority; its keys end, and it needs new ones
    MoveInstitution(entries::MoveInstitution),
    /// 登记经办人 Enter an officer
    AddOfficer(entries::AddOfficer),
    /// 登记密钥 Enter a key and bind it to its holder
    AddKey(key_records::AddKey),
    /// 停用密钥 End a key; what was registered under it stays valid
    EndKey(key_records::EndKey),
    /// 停信被盗密钥 Cut a stolen key off at a place in the log
    DistrustKey(key_records::DistrustKey),
    /// 见证人数 Say how many witnesses must have cosigned a checkpoint
    AskWitnesses(key_records::AskWitnesses),
    /// 更换根密钥 Change the root keys that the next bundle lists
    Rotate(key_records::Rotate),
    /// 查看并登记人社局拟制的草案 Show what a bureau's draft asks for, and enter it
    Draft(draft::Draft),
    /// 签发名录 Sign the next bundle
    Sign(signing::Sign),
    /// 第二个根密钥签名 Add the second root key's signature where the root keys change
    Countersign(signing::Countersign),
    /// 发送名录 Send the bundles to a registry
    Send(signing::Send),
    /// 查看名录簿 Show the book
    Show,
}

#[derive(Args)]
struct Init {
    /// 省级人社部门名称 The name of the province's office
    #[arg(long)]
    province: String,
    /// 根公钥文件（可多次）A root key's public half; once for each root key
    #[arg(long, required = true)]
    root: Vec<PathBuf>,
    /// 保管人姓名（与 --root 一一对应）Who keeps it; once for each --root, in the same order
    #[arg(long, required = true)]
    person: Vec<String>,
}

pub(crate) fn run(arguments: TrustArguments, lang: Lang) -> Result<(), Failure> {
    let trust = Trust { path: arguments.book, lang, now: crate::clock::now() };
    match arguments.command {
        TrustCommand::Init(init) => trust.init(&init),
        TrustCommand::AddAuthority(add) => trust.add_authority(add),
        TrustCommand::AddInstitution(add) => trust.add_institution(add),
        TrustCommand::RenameInstitution(rename) => trust.rename_institution(&rename),
        TrustCommand::MoveInstitution(relocate) => trust.move_institution(relocate),
        TrustCommand::AddOfficer(add) => trust.add_officer(&add),
        TrustCommand::AddKey(add) => trust.add_key(add),
        TrustCommand::EndKey(end) => trust.end_key(&end),
        TrustCommand::DistrustKey(distrust) => trust.distrust_key(&distrust),
        TrustCommand::AskWitnesses(ask) => trust.ask_witnesses(&ask),
        TrustCommand::Rotate(rotate) => trust.rotate(&rotate),
        TrustCommand::Draft(draft) => trust.draft(&draft),
        TrustCommand::Sign(sign) => trust.sign(&sign),
        TrustCommand::Countersign(countersign) => trust.countersign(&countersign),
        TrustCommand::Send(send) => trust.send(&send),
        TrustCommand::Show => trust.show(),
    }
}

/// One command on one book.
struct Trust {
    path: PathBuf,
    lang: Lang,
    now: Time,
}

impl Trust {
    fn init(&self, init: &Init) -> Result<(), Failure> {
        let roots = self.root_keepers(&init.root, &init.person)?;
        let book = hezheng_keys::authoring::Book::init(&init.province, &roots, self.now);
        BookFile::create(&self.path, book.map_err(|error| self.refusal(&error))?)
            .map_err(|error| self.failed(&error))?;
        self.say(&format!("已新建名录簿：{}", self.path.display()), &format!("Book begun: {}", self.path.display()));
        for root in &roots {
            self.say(
                &format!("根密钥指纹（请核验方固定并公布）：{}", root.key.fingerprint()),
                &format!("Root key fingerprint, for verifiers to pin: {}", root.key.fingerprint()),
            );
        }
        self.say(
            "下一步：hezheng trust add-authority --code CODE --name NAME --base-url URL",
            "Next: hezheng trust add-authority --code CODE --name NAME --base-url URL",
        );
        Ok(())
    }

    fn root_keepers(&self, files: &[PathBuf], persons: &[String]) -> Result<Vec<RootKeeper>, Failure> {
        if files.len() != persons.len() {
            return Err(Failure::new(self.lang.pick(
                format!(
                    "{} 个公钥文件对应 {} 个姓名；请按相同顺序为每个公钥写一个 --person。",
                    files.len(),
                    persons.len()
                ),
                format!(
                    "{} public halves and {} persons; give one --person for each, in the same order",
                    files.len(),
                    persons.len()
                ),
            )));
        }
        let keeper = |(file, person): (&PathBuf, &String)| {
            let key = public_file::read(file).map_err(|error| words::keys::file(self.lang, &error))?;
            Ok(RootKeeper { key, person: person.clone() })
        };
        files.iter().zip(persons).map(keeper).collect()
    }

    fn open(&self) -> Result<BookFile, Failure> {
        BookFile::open(&self.path).map_err(|error| self.failed(&error))
    }

    /// Opens the book, changes it and saves it; where the change is refused nothing is saved.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut hezheng_keys::authoring::Book) -> Result<T, AuthoringError>,
    ) -> Result<T, Failure> {
        let mut file = self.open()?;
        let done = change(&mut file.book).map_err(|error| self.refusal(&error))?;
        file.save().map_err(|error| self.failed(&error))?;
        Ok(done)
    }

    /// Says that the book changed and has yet to be signed.
    fn say_changed(&self, zh: &str, en: &str) {
        self.say(zh, en);
        self.say(
            "名录簿已更新。签发之前，核验方还不知道这一更改。下一步：hezheng trust sign --key ROOT.pem",
            "The book is updated. Verifiers learn of it once it is signed. Next: hezheng trust sign --key ROOT.pem",
        );
    }

    fn say(&self, zh: &str, en: &str) {
        terminal::say(self.lang.pick(zh, en));
    }

    fn refusal(&self, error: &AuthoringError) -> Failure {
        words::authoring::refusal(self.lang, error)
    }

    fn failed(&self, error: &hezheng_keys::authoring::BookFileError) -> Failure {
        words::authoring::file(self.lang, error)
    }
}

// What clap reads arguments with: the message is what a person sees beside the argument's name.

pub(crate) fn authority_code(text: &str) -> Result<AuthorityCode, String> {
    AuthorityCode::parse(text)
        .map_err(|_| "须为 6 位数字的行政区划代码 / needs the six digits of a GB/T 2260 code".into())
}

fn institution_number(text: &str) -> Result<InstitutionNumber, String> {
    InstitutionNumber::parse(text).map_err(|_| "须为 4 位数字 / needs four digits".into())
}

pub(crate) fn uscc(text: &str) -> Result<Uscc, String> {
    Uscc::parse(text).map_err(|error| {
        format!("不是正确的统一社会信用代码 / is no right 统一社会信用代码 ({})", words::rule::uscc(error))
    })
}

fn kid(text: &str) -> Result<Kid, String> {
    Kid::parse(text).ok_or_else(|| "须为 16 位十六进制数 / needs 16 hexadecimal digits".into())
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).ok_or_else(|| "须写成 2026-05-21 / needs the form 2026-05-21".into())
}

fn time(text: &str) -> Result<Time, String> {
    Time::parse(text)
        .ok_or_else(|| "须写成 2026-05-21T08:00:00+08:00 / needs the form 2026-05-21T08:00:00+08:00".into())
}
