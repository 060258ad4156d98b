//! Why the registry does not start, in words.

use super::keys;
use crate::language::Lang;
use hezheng_core::trust::BundleRefusal;
use hezheng_registry::{
    AuthorityProblem, BundleProblem, ConfigError, SealingError, SettingsError, StartError, StoreError, TemplateProblem,
    ValueRule,
};

/// What is wrong with the configuration file itself.
pub(crate) fn config(lang: Lang, error: &ConfigError) -> String {
    match error {
        ConfigError::Unreadable { path, error } => {
            let path = path.display();
            lang.pick(
                format!("{path}：无法读取配置文件（{error}）。请检查路径。"),
                format!("{path}: the configuration cannot be read ({error}); check the path"),
            )
        }
        ConfigError::Content { path, line, rule } => {
            let path = path.display();
            lang.pick(
                format!("{path} 第 {line} 行有误：{rule}。请改正后再启动。"),
                format!("{path}, line {line}: {rule}; correct it and start again"),
            )
        }
    }
}

/// What stands in the way of the start.
pub(crate) fn start(lang: Lang, error: &StartError) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        StartError::Settings(error) => settings(error),
        StartError::Store { address, error } => format!("配置中的 store（{address}）：{}", store(error)),
        StartError::Bundle { path, problem } => {
            format!("配置中的 trust_bundle（{}）：{}", path.display(), bundle(problem))
        }
        StartError::Roots => {
            "配置中的 roots：数据库里的名录不是由这些根密钥签发的，其中内容都不可信。请指定建库时所用的根公钥。".into()
        }
        StartError::Authority { code, problem } => format!("配置中的人社局 {code}：{}", authority(problem)),
        StartError::Listen { address, error } => {
            format!("配置中的 listen = \"{address}\"：{error}。请停掉占用该端口的程序，或换一个端口。")
        }
        StartError::Thread(error) => format!("无法启动写入线程（{error}）。请检查本机的资源限制。"),
    }
}

/// What is wrong with the sealing key's file.
pub(crate) fn sealing(lang: Lang, error: &SealingError) -> String {
    if matches!(error, SealingError::File(error) if error.kind() == std::io::ErrorKind::AlreadyExists) {
        return lang
            .pick(
                "文件已存在，不会覆盖：没有它就读不出已封存的个人信息。请换一个文件名。",
                "it exists already and is not overwritten, because what it sealed can be read with no other; give another name",
            )
            .into();
    }
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        SealingError::File(error) => format!("文件无法读写（{error}）。请检查路径和权限。"),
        SealingError::Content => {
            "文件内容不是 64 位十六进制数；用另一把密钥读不出已封存的个人信息。请从备份中恢复正确的文件。".into()
        }
        SealingError::Open(mode) => format!("其他人可以读取这个文件（权限 {mode:03o}）。请收回：chmod 600"),
        SealingError::Randomness(_) => "操作系统没有提供随机数。请换一台正常的机器。".into(),
    }
}

fn settings(error: &SettingsError) -> String {
    match error {
        SettingsError::Value { key, value, rule } => format!("配置中的 {key} = \"{value}\"：{}", value_rule(rule)),
        SettingsError::KeyFile { key, error } => {
            format!("配置中的 {key}（{}）：{}", error.path.display(), keys::problem(Lang::Zh, &error.problem))
        }
        SettingsError::StorePassword { path, error } => {
            let path = path.display();
            format!("配置中的 store_password_file（{path}）：无法读取文件（{error}）。请检查路径和权限。")
        }
        SettingsError::Sealing { path, error } => {
            format!("配置中的 sealing_key_file（{}）：{}", path.display(), sealing(Lang::Zh, error))
        }
        SettingsError::OldSealing { path, error } => {
            format!("配置中的 old_sealing_key_files（{}）：{}", path.display(), sealing(Lang::Zh, error))
        }
        SettingsError::Template { name, problem } => format!("配置中的 template = \"{name}\"：{}", template(problem)),
    }
}

fn template(problem: &TemplateProblem) -> String {
    match problem {
        TemplateProblem::Unreadable(error) => {
            format!("既不是程序自带的模板，也不是能读取的文件（{error}）。请写自带模板的名称，或检查路径。")
        }
        TemplateProblem::Content(error) => {
            hezheng_issuer::template_words::problem(hezheng_issuer::language::Lang::Zh, error)
        }
        TemplateProblem::Font(error) => hezheng_issuer::page_words::font(hezheng_issuer::language::Lang::Zh, error),
    }
}

fn value_rule(rule: &ValueRule) -> &'static str {
    match rule {
        ValueRule::Address => "须为地址和端口，如 127.0.0.1:8080。",
        ValueRule::NoRoots => "请至少指定一个根公钥文件，如 root.pub.pem。",
        ValueRule::Origin => "须为 https://主机；演示时可为 http://127.0.0.1:端口 或 http://localhost:端口；不带路径。",
        ValueRule::NextUpdate => "须为 1 至 604800（7 天）。",
        ValueRule::Interval => "须大于 0 且小于 next_update_secs，否则下一份快照还没做出，上一份已过期。",
        ValueRule::MaxAge => "须大于 0 且不大于 snapshot_interval_secs。",
        ValueRule::AuthorityCode => "须为 6 位数字的行政区划代码。",
        ValueRule::CodeTwice => "出现了两次；每个代码只写一个 [[authority]]。",
        ValueRule::NoAuthority => "至少要有一个 [[authority]]。",
        ValueRule::WitnessName => "见证人名称须与名录一致，不含空格和加号。",
        ValueRule::WitnessTwice => "出现了两次；每个名称只写一个 [[witness]]。",
        ValueRule::WitnessUrl => "须为见证人的网址，如 https://witness.example.cn。",
        ValueRule::ForDatabase => "只用于 PostgreSQL，而 store 是文件：请删去，或让 store 指向数据库。",
        ValueRule::NodeUrl => "使用 PostgreSQL 时须写明其他节点怎样访问本节点：http://主机：端口，不带路径。",
        ValueRule::Header => "须为前置代理所设的 HTTP 头名称，如 x-forwarded-for。",
        ValueRule::Store => "须为文件，或数据库地址，如 postgresql://用户@主机：5432/数据库。",
        ValueRule::PasswordInUrl => "口令不能写在配置里：请写进文件，用 store_password_file 指明。",
        ValueRule::DatabaseParts => "须写明用户、主机和数据库：postgresql://用户@主机/数据库。",
        ValueRule::DatabaseTls => "本程序与数据库之间不用 TLS：请去掉 sslmode，并另行保护这段网络。",
    }
}

fn store(error: &StoreError) -> String {
    match error {
        StoreError::Redb(error) => format!("数据库无法读写（{error}）。请检查磁盘和剩余空间。"),
        StoreError::File(error) => format!("无法建立数据库文件（{error}）。请检查文件夹和权限。"),
        StoreError::Damaged(_) => "数据库已损坏（有内容读不出来）。请从备份中恢复。".into(),
        StoreError::Busy => "另一个进程正在使用这个数据库。请先停掉它。".into(),
        StoreError::Newer { found, known } => {
            format!("数据库由更新的程序写成（布局 {found}，本程序只认 {known}）。请用那个或更新的程序。")
        }
        StoreError::Older { found } => format!("数据库由首次发布之前的程序写成（布局 {found}）。请新建一个。"),
        StoreError::Missing => "没有数据库。请检查路径。".into(),
        StoreError::HalfFilled => "这个数据库是迁移到一半停下的。请删去它（原数据库没有改动），重新迁移。".into(),
        StoreError::OtherRoots => {
            "数据库里的名录不是由所指定的根密钥签发的，其中内容都不可信。请指定建库时所用的根公钥。".into()
        }
        StoreError::Database(error) => {
            format!("数据库无法读写（{error}）。请检查 PostgreSQL 是否在运行、是否允许本节点连接。")
        }
        StoreError::DatabaseSilent(secs) => format!("数据库 {secs} 秒内没有回答。请检查它的负载和到它的网络。"),
        StoreError::NotElected => "本节点没有当选；写入由当选节点完成，几秒内会选出。".into(),
        StoreError::NotBegun => "数据库是空的，而当选节点没有开始使用它。请查看那个节点的日志。".into(),
        StoreError::SealingKey => {
            "封存密钥不是建库时所用的那把，继续会丢失个人信息。请指定正确的 sealing_key_file。".into()
        }
        StoreError::Randomness(_) => "操作系统没有提供随机数。请换一台正常的机器。".into(),
        // What only a running registry meets.
        error => error.to_string(),
    }
}

fn bundle(problem: &BundleProblem) -> String {
    let refusal = match problem {
        BundleProblem::Unreadable(error) => {
            return format!("无法读取文件（{error}）。请向省级人社部门索取现行名录。");
        }
        BundleProblem::Refused(refusal) => refusal,
    };
    let why = match refusal {
        BundleRefusal::Malformed(_) => "文件已损坏，或不是名录",
        BundleRefusal::UnknownRoot => "不是 roots 中的根密钥签发的",
        BundleRefusal::BadSignature => "签名不对",
        BundleRefusal::SecondRootMissing => "更换了根密钥，却没有第二个根密钥的签名",
        BundleRefusal::NotNewer => "数据库里有更新的名录",
        BundleRefusal::Expired => "已过期",
    };
    format!("不能采用这份名录（{why}）。请向省级人社部门索取现行名录，并核对根公钥。")
}

fn authority(problem: &AuthorityProblem) -> String {
    match problem {
        AuthorityProblem::NotListed => "名录中没有它。请省级人社部门登记。".into(),
        AuthorityProblem::KeyNotListed(key) => format!("名录没有为此用途登记 {key}。请省级人社部门登记。"),
        AuthorityProblem::LogOrigin => {
            "名录中它的日志名称不能用作签名者的名称（不得含空格和加号）。请省级人社部门更正。".into()
        }
        AuthorityProblem::Path => "名录中它的基础网址所带的路径无法提供服务。请省级人社部门更正。".into(),
        AuthorityProblem::SamePath => "名录中它的基础网址与另一个人社局路径相同。请用另一个进程为它服务。".into(),
    }
}
