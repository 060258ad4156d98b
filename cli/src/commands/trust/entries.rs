//! `hezheng trust add-authority | add-institution | rename-institution | move-institution | add-officer`.

use super::{Trust, authority_code, date, institution_number, time, uscc};
use crate::failure::Failure;
use crate::words;
use clap::Args;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_keys::authoring::{Namesake, NewAuthority, NewInstitution};

#[derive(Args)]
pub(super) struct AddAuthority {
    /// 行政区划代码 Its GB/T 2260 code
    #[arg(long, value_parser = authority_code)]
    code: AuthorityCode,
    /// 名称 Its name
    #[arg(long)]
    name: String,
    /// 基础网址 The base URL of its service, no slash at its end
    #[arg(long)]
    base_url: String,
    /// 日志名称（默认为去掉 https:// 的基础网址）The origin of its log; by default the base URL without its scheme
    #[arg(long)]
    log_origin: Option<String>,
}

#[derive(Args)]
pub(super) struct AddInstitution {
    /// 统一社会信用代码
    #[arg(long, value_parser = uscc)]
    uscc: Uscc,
    /// 名称 Its name
    #[arg(long)]
    name: String,
    /// 名称启用日期（默认今天）Since when it has that name; by default today
    #[arg(long, value_parser = date)]
    named_from: Option<Date>,
    /// 主管人社局代码 The authority it registers with
    #[arg(long, value_parser = authority_code)]
    authority: AuthorityCode,
    /// 机构编号（4 位）The number that the authority gives it
    #[arg(long, value_parser = institution_number)]
    number: InstitutionNumber,
    /// 密钥负责人 Who answers for its keys
    #[arg(long)]
    contact: String,
}

#[derive(Args)]
pub(super) struct RenameInstitution {
    /// 统一社会信用代码
    #[arg(long, value_parser = uscc)]
    uscc: Uscc,
    /// 新名称 Its new name
    #[arg(long)]
    name: String,
    /// 启用日期 From this day on
    #[arg(long, value_parser = date)]
    from: Date,
}

#[derive(Args)]
pub(super) struct MoveInstitution {
    /// 统一社会信用代码
    #[arg(long, value_parser = uscc)]
    uscc: Uscc,
    /// 新的主管人社局代码 The authority it moves to
    #[arg(long, value_parser = authority_code)]
    authority: AuthorityCode,
    /// 新的机构编号（4 位）The number that the new authority gives it
    #[arg(long, value_parser = institution_number)]
    number: InstitutionNumber,
    /// 原密钥停用时间（默认现在）When the keys it has end; by default now
    #[arg(long, value_parser = time)]
    keys_end: Option<Time>,
}

#[derive(Args)]
pub(super) struct AddOfficer {
    /// 人社局代码 The officer's authority
    #[arg(long, value_parser = authority_code)]
    authority: AuthorityCode,
    /// 工号 The person's staff code
    #[arg(long)]
    staff_code: String,
    /// 姓名 The person's name
    #[arg(long)]
    name: String,
    /// 是同名的另一个人 This is another person than the officer of that name in the book
    #[arg(long)]
    another_person: bool,
}

impl Trust {
    pub(super) fn add_authority(&self, add: AddAuthority) -> Result<(), Failure> {
        let AddAuthority { code, name, base_url, log_origin } = add;
        let words = format!("{code} {name}");
        self.change(|book| book.add_authority(NewAuthority { code, name, base_url, log_origin }))?;
        self.say_changed(&format!("已登记人社局：{words}"), &format!("Authority entered: {words}"));
        Ok(())
    }

    pub(super) fn add_institution(&self, add: AddInstitution) -> Result<(), Failure> {
        let words = format!("{} {}", add.uscc, add.name);
        let new = NewInstitution {
            uscc: add.uscc,
            name: add.name,
            named_from: add.named_from.unwrap_or_else(|| self.now.shanghai_day()),
            authority: add.authority,
            number: add.number,
            contact: add.contact,
        };
        self.change(|book| book.add_institution(new))?;
        self.say_changed(&format!("已登记机构：{words}"), &format!("Institution entered: {words}"));
        Ok(())
    }

    pub(super) fn rename_institution(&self, rename: &RenameInstitution) -> Result<(), Failure> {
        self.change(|book| book.rename_institution(&rename.uscc, &rename.name, rename.from))?;
        let RenameInstitution { uscc, name, from } = rename;
        self.say_changed(
            &format!("机构 {uscc} 自 {from} 起名称为：{name}；此前签发的证书仍用原名称。"),
            &format!(
                "Institution {uscc} is {name} from {from} on; certificates of earlier days keep the earlier name."
            ),
        );
        Ok(())
    }

    pub(super) fn move_institution(&self, relocate: MoveInstitution) -> Result<(), Failure> {
        let MoveInstitution { uscc, authority, number, keys_end } = relocate;
        let end = keys_end.unwrap_or(self.now);
        self.change(|book| book.move_institution(&uscc, &authority, number, end, self.now))?;
        let end = words::time(self.lang, end);
        self.say_changed(
            &format!("机构 {uscc} 已迁至 {authority}；原密钥于 {end} 停用。请为其登记新密钥。"),
            &format!("Institution {uscc} moved to {authority}; the keys it had end at {end}. Enter new keys for it."),
        );
        Ok(())
    }

    pub(super) fn add_officer(&self, add: &AddOfficer) -> Result<(), Failure> {
        let namesake = if add.another_person { Namesake::IsAnotherPerson } else { Namesake::IsTheSamePerson };
        self.change(|book| book.add_officer(&add.authority, &add.staff_code, &add.name, namesake))?;
        let AddOfficer { authority, staff_code, name, .. } = add;
        self.say_changed(
            &format!("已登记经办人：{authority} {staff_code} {name}"),
            &format!("Officer entered: {authority} {staff_code} {name}"),
        );
        Ok(())
    }
}
