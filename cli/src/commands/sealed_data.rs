//! `hezheng registry reseal` and `purge`: what an operator has done with the personal data in a store.

use crate::commands::custody::Shown;
use crate::language::Lang;
use crate::terminal::{self, Consent, say};
use hezheng_core::time::Date;
use hezheng_registry::chores::{Done, Due};
use hezheng_registry::custody;
use hezheng_registry::{Clock, Config, SystemClock};
use std::path::PathBuf;

/// 用新密钥重新密封 · Seal again with the newest key.
#[derive(clap::Args, Debug)]
pub(crate) struct ResealArguments {
    /// 配置文件；sealing_key_file 为新密钥，old_sealing_key_files 为旧密钥 · The configuration, which names the new key and the old ones
    #[arg(long)]
    config: PathBuf,
}

/// 删除过期的个人信息 · Delete personal data whose time is over.
#[derive(clap::Args, Debug)]
pub(crate) struct PurgeArguments {
    /// 配置文件 · The configuration
    #[arg(long)]
    config: PathBuf,
    /// 哪个人社局（行政区划代码） · Whose: the GB/T 2260 code
    #[arg(long, value_name = "CODE")]
    authority: String,
    /// 删除此日之前发证的；省略则按配置的 retention_days · What was issued before this day; by retention_days where left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    before: Option<String>,
    /// 不再询问 · Do not ask
    #[arg(long)]
    yes: bool,
}

pub(crate) fn reseal(arguments: &ResealArguments, lang: Lang) -> Result<(), String> {
    let config = Config::load(&arguments.config).map_err(|error| error.to_string())?;
    let shown = Shown::new(lang);
    let done = custody::reseal(&config, &mut |done| shown.did(done));
    shown.end();
    let Done { seen, changed, unopened } = done.map_err(|error| error.to_string())?;
    if unopened > 0 {
        return Err(lang.pick(
            format!("{unopened} 行用配置中的任何密钥都打不开，旧密钥不能弃用。请用 hezheng registry fsck 查明是哪些，把缺的密钥写进 old_sealing_key_files 后再运行一次。"),
            format!("{unopened} rows open with none of the configured keys, so no key may go yet. See which with hezheng registry fsck, name the missing key in old_sealing_key_files, and run this again."),
        ));
    }
    say(&lang.pick(
        format!("已查看 {seen} 行，重新密封 {changed} 行，全部由新密钥密封。"),
        format!("Looked at {seen} rows and sealed {changed} again; everything is sealed with the new key."),
    ));
    say(lang.pick(
        "可以从配置中删去 old_sealing_key_files。旧备份仍须旧密钥：备份还在，旧密钥就要另行保管。",
        "old_sealing_key_files may be taken out of the configuration. Older backups still need the old key: keep it apart as long as you keep them.",
    ));
    Ok(())
}

pub(crate) fn purge(arguments: &PurgeArguments, lang: Lang) -> Result<(), String> {
    let config = Config::load(&arguments.config).map_err(|error| error.to_string())?;
    let before = arguments.before.as_deref().map(|day| {
        let wrong = || {
            lang.pick(
                format!("{day} 不是日期；请写成 2026-01-31。"),
                format!("{day} is no date; write it as 2026-01-31"),
            )
        };
        Date::parse_iso(day).ok_or_else(wrong)
    });
    let before = before.transpose()?;
    let purge = custody::purge(&config, &arguments.authority, before, SystemClock.now());
    let purge = purge.map_err(|error| error.to_string())?;
    let (Due { certificates, classes, held }, day) = (purge.due, purge.before);
    say(&lang.pick(
        format!("{day} 之前发证、仍存有身份证件号码和照片的证书：{certificates} 份。"),
        format!(
            "Certificates issued before {day} whose identity numbers and portraits are still kept: {certificates}."
        ),
    ));
    say(&lang.pick(
        format!("{day} 之前结束、仍存有学员名册的班级：{classes} 个。"),
        format!("Classes that ended before {day} whose rosters are still kept: {classes}."),
    ));
    say(&lang.pick(
        format!("{day} 之前签发、待批未获批准、仍存有个人信息的登记：{held} 份。"),
        format!(
            "Registrations issued before {day} that an officer did not approve and whose data is still kept: {held}."
        ),
    ));
    if purge.due == Due::default() {
        return Ok(());
    }
    say(lang.pick(
        "删除后不能恢复：持证人不能再自行下载 PDF 或核对身份，这些班级不能再发证，仍在待批的登记不能再批准。证书、日志、班级备案和核验结果不受影响。",
        "This cannot be undone: their holders can no longer download the PDF or be matched, and no more certificates can be issued of these classes, and what still waits can no longer be approved. Certificates, log, classes and verdicts stay as they are.",
    ));
    let consent = if arguments.yes { Consent::Given } else { Consent::Asked };
    terminal::confirm(lang, consent, lang.pick("删除？", "Delete them?")).map_err(|failure| failure.message)?;
    let shown = Shown::new(lang);
    let done = purge.carry_out(&config, &mut |done| shown.did(done));
    shown.end();
    let Done { changed, .. } = done.map_err(|error| error.to_string())?;
    say(&lang.pick(
        format!("已删除 {changed} 份证书、班级和待批登记的个人信息。"),
        format!("Deleted the personal data of {changed} certificates, classes and registrations that waited."),
    ));
    say(lang.pick(
        "以前的备份里仍有：请按同样的期限销毁旧备份。请用 hezheng registry fsck 检查数据库。",
        "Earlier backups still have it: destroy them by the same time limit. Check the store with hezheng registry fsck.",
    ));
    Ok(())
}
