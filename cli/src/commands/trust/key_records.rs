//! `hezheng trust add-key | end-key | distrust-key | rotate`.

use super::{Trust, authority_code, kid, time, uscc};
use crate::commands::keys::Role;
use crate::failure::Failure;
use crate::words;
use clap::Args;
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{AuthorityCode, Uscc};
use hezheng_core::time::Time;
use hezheng_keys::authoring::{AuthoringError, Book, Holder, NewKey, parse_roles, parse_uses};
use hezheng_keys::{Kid, public_file};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct AddKey {
    /// 公钥文件 The public half, NAME.pub.pem
    file: PathBuf,
    /// 用途 What the key is for (root keys: hezheng trust init and rotate)
    #[arg(long, value_enum)]
    role: Role,
    /// 人社局代码 The authority; for an issuer by default the one it belongs to now
    #[arg(long, value_parser = authority_code)]
    authority: Option<AuthorityCode>,
    /// 服务密钥的用途 What a service key signs
    #[arg(long, default_value = "countersign,snapshot,log", value_name = "countersign,snapshot,log")]
    uses: String,
    /// 经办人工号 The officer's staff code
    #[arg(long)]
    staff_code: Option<String>,
    /// 经办人职责 What the officer may do with the key
    #[arg(long, default_value = "order,approve", value_name = "order,approve")]
    may: String,
    /// 机构的统一社会信用代码 The institution
    #[arg(long, value_parser = uscc)]
    uscc: Option<Uscc>,
    /// 见证人名称（其签名行所用）The witness's name, as in its signature lines
    #[arg(long)]
    name: Option<String>,
    /// 保管人姓名 The person who holds the key; for a service or witness key always
    #[arg(long)]
    person: Option<String>,
    /// 生效时间（默认现在）It counts from this time on; by default now
    #[arg(long, value_parser = time)]
    from: Option<Time>,
}

#[derive(Args)]
pub(super) struct EndKey {
    /// 密钥编号（kid）
    #[arg(value_parser = kid)]
    kid: Kid,
    /// 停用时间（默认现在）When it ends; by default now
    #[arg(long, value_parser = time)]
    at: Option<Time>,
}

#[derive(Args)]
pub(super) struct DistrustKey {
    /// 密钥编号（kid）
    #[arg(value_parser = kid)]
    kid: Kid,
    /// 日志位置：从这一条起不可信 Every registration at this leaf index or after is distrusted
    #[arg(long)]
    from_leaf: u64,
}

#[derive(Args)]
pub(super) struct AskWitnesses {
    /// 须有几个见证人签名 How many witnesses must have cosigned a checkpoint; 0 asks for none
    needed: u64,
}

#[derive(Args)]
pub(super) struct Rotate {
    /// 新的根公钥文件（可多次）The public half of a root key to come
    #[arg(long)]
    add: Vec<PathBuf>,
    /// 新根密钥的保管人（与 --add 一一对应）Who keeps it; once for each --add
    #[arg(long)]
    person: Vec<String>,
    /// 退出的根密钥编号（可多次）The kid of a root key to go
    #[arg(long, value_parser = kid)]
    remove: Vec<Kid>,
}

impl Trust {
    pub(super) fn add_key(&self, add: AddKey) -> Result<(), Failure> {
        let key = public_file::read(&add.file).map_err(|error| words::keys::file(self.lang, &error))?;
        let mut file = self.open()?;
        let holder = self.holder(&add, &file.book)?;
        let new = NewKey { key, holder, person: add.person, from: add.from.unwrap_or(self.now) };
        let kid = file.book.add_key(new, self.now).map_err(|error| self.refusal(&error))?;
        file.save().map_err(|error| self.failed(&error))?;
        let owner = file.book.key(kid).map(|record| words::authoring::owner(self.lang, record)).unwrap_or_default();
        self.say_changed(&format!("已登记密钥 {kid}：{owner}"), &format!("Key {kid} entered for {owner}"));
        Ok(())
    }

    fn holder(&self, add: &AddKey, book: &Book) -> Result<Holder, Failure> {
        match add.role {
            Role::Root => Err(Failure::new(self.lang.pick(
                "根密钥用 hezheng trust init 或 rotate 登记。",
                "root keys are entered with: hezheng trust init, or rotate",
            ))),
            Role::Verifier => Err(Failure::new(self.lang.pick(
                "核验人密钥不登记在信任名录中；请把公钥直接交给核对报告的人。",
                "a verifier's key is in no bundle: give its public half to whoever checks the reports",
            ))),
            Role::Authority => Ok(Holder::Service {
                authority: self.needed(add.authority.as_ref(), "--authority")?,
                uses: parse_uses(&add.uses).ok_or_else(|| self.refusal(&AuthoringError::NoUse))?,
            }),
            Role::Officer => Ok(Holder::Officer {
                authority: self.needed(add.authority.as_ref(), "--authority")?,
                staff_code: self.needed(add.staff_code.as_ref(), "--staff-code")?,
                may: parse_roles(&add.may).ok_or_else(|| self.refusal(&AuthoringError::NoUse))?,
            }),
            Role::Witness => Ok(Holder::Witness { name: self.needed(add.name.as_ref(), "--name")? }),
            Role::Issuer => {
                let uscc = self.needed(add.uscc.as_ref(), "--uscc")?;
                // The entry of an institution that moved comes last.
                let newest = book.institutions.iter().rfind(|entry| entry.uscc == uscc);
                let authority = add.authority.clone().or_else(|| newest.map(|entry| entry.authority.clone()));
                let authority = authority.ok_or_else(|| self.refusal(&AuthoringError::UnknownUscc(uscc.clone())))?;
                Ok(Holder::Issuer { uscc, authority })
            }
        }
    }

    fn needed<T: Clone>(&self, value: Option<&T>, name: &str) -> Result<T, Failure> {
        value.cloned().ok_or_else(|| {
            Failure::new(self.lang.pick(format!("这种密钥需要 {name}。"), format!("this kind of key needs {name}")))
        })
    }

    pub(super) fn end_key(&self, end: &EndKey) -> Result<(), Failure> {
        let (kid, at) = (end.kid, end.at.unwrap_or(self.now));
        self.change(|book| book.end_key(kid, at, self.now))?;
        let at = words::time(self.lang, at);
        self.say_changed(
            &format!("密钥 {kid} 将于 {at} 停用；此前备案的证书仍然有效。"),
            &format!("Key {kid} ends at {at}; what was registered before stays valid."),
        );
        Ok(())
    }

    pub(super) fn distrust_key(&self, distrust: &DistrustKey) -> Result<(), Failure> {
        let (kid, leaf) = (distrust.kid, distrust.from_leaf);
        self.change(|book| book.distrust_key(kid, LeafIndex(leaf), self.now))?;
        self.say_changed(
            &format!("密钥 {kid} 从日志第 {leaf} 条起不可信，并立即停用；此前备案的证书仍然有效。"),
            &format!(
                "Key {kid} is distrusted from leaf {leaf} on and ends now; what was registered before stays valid."
            ),
        );
        Ok(())
    }

    pub(super) fn ask_witnesses(&self, ask: &AskWitnesses) -> Result<(), Failure> {
        let needed = ask.needed;
        self.change(|book| book.ask_witnesses(needed))?;
        self.say_changed(
            &format!("检查点须有 {needed} 个见证人签名。"),
            &format!("{needed} witnesses must have cosigned a checkpoint."),
        );
        Ok(())
    }

    pub(super) fn rotate(&self, rotate: &Rotate) -> Result<(), Failure> {
        if rotate.add.is_empty() && rotate.remove.is_empty() {
            return Err(Failure::new(self.lang.pick(
                "没有要更换的根密钥。请给出 --add 公钥文件 --person 姓名，或 --remove 密钥编号。",
                "nothing to rotate; give --add FILE --person NAME, or --remove KID",
            )));
        }
        let come = self.root_keepers(&rotate.add, &rotate.person)?;
        self.change(|book| book.rotate_roots(&come, &rotate.remove, self.now))?;
        self.say_changed(
            "根密钥已在名录簿中更换。须由目前受信任的根密钥签发；受信任的根密钥有两个以上时，还需第二个根密钥签名。",
            "The root keys are changed in the book. A root key trusted now signs; where there are two or more, a second one too.",
        );
        Ok(())
    }
}
