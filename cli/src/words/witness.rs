//! What a witness says when it starts, or why it does not.

use crate::language::Lang;
use crate::witness::{ConfigError, MemoryError, Witness};
use std::io;
use std::net::SocketAddr;

/// The lines at the start.
pub(crate) fn serving(lang: Lang, witness: &Witness, address: SocketAddr) -> Vec<String> {
    let vkey = witness.verifier_key();
    let mut lines = vec![
        lang.pick(format!("见证服务：http://{address}"), format!("Witness at http://{address}")),
        lang.pick(format!("公钥（vkey）:{vkey}"), format!("verifier key: {vkey}")),
    ];
    lines.extend(witness.watched().map(|(origin, size)| {
        let size = size.0;
        lang.pick(format!("日志 {origin}：已见证 {size} 条"), format!("log {origin}: {size} entries cosigned"))
    }));
    lines
}

/// Why there is no configuration.
pub(crate) fn config(lang: Lang, error: &ConfigError) -> String {
    match error {
        ConfigError::Unreadable(path, why) => {
            let file = path.display();
            lang.pick(
                format!("{file}：无法读取配置（{why}）。请检查路径。"),
                format!("{file}: the configuration cannot be read ({why}); check the path"),
            )
        }
        ConfigError::Content(path, why) => {
            let (file, why) = (path.display(), why.to_string());
            let why = why.trim_end();
            lang.pick(format!("{file}：{why}。请改正后再启动。"), format!("{file}: {why}; correct it and start again"))
        }
        ConfigError::Value(key, value) => {
            let rule = match *key {
                "listen" => lang.pick(
                    "须为地址和端口，如 127.0.0.1:8090",
                    "it must be an address and a port, such as 127.0.0.1:8090",
                ),
                "name" => lang.pick(
                    "须为不含空格和 + 的名称，如 witness.example.cn",
                    "it must be a name without spaces and +, such as witness.example.cn",
                ),
                _ => lang.pick(
                    "每项须为日志的 vkey（hezheng log audit --json 的 log.vkey），至少一项",
                    "each must be the vkey of a log (log.vkey of hezheng log audit --json), one at least",
                ),
            };
            lang.pick(
                format!("配置中的 {key} = {value:?}：{rule}。"),
                format!("{key} = {value:?} in the configuration: {rule}"),
            )
        }
    }
}

/// Why there is no memory to work with.
pub(crate) fn memory(lang: Lang, error: &MemoryError) -> String {
    match error {
        MemoryError::Folder(path, why) => {
            let folder = path.display();
            lang.pick(
                format!("{folder}：无法使用该文件夹（{why}）。请检查路径和权限。"),
                format!("{folder}: the folder cannot be used ({why}); check the path and its permissions"),
            )
        }
        MemoryError::InUse(path) => {
            let folder = path.display();
            lang.pick(
                format!("{folder}：另一个见证服务正在使用该文件夹；两个一起用会见证互相矛盾的历史。请先停止另一个。"),
                format!("{folder}: another witness uses the folder, and two could cosign histories that contradict one another; stop the other first"),
            )
        }
        MemoryError::Unreadable(path, why) => {
            let file = path.display();
            lang.pick(
                format!("{file}：无法读取（{why}）。请检查权限；不要删除该文件，否则会忘记见证过什么。"),
                format!("{file}: it cannot be read ({why}); check its permissions, and do not delete it: the witness would forget what it cosigned"),
            )
        }
        MemoryError::Foreign(path, origin) => {
            let file = path.display();
            lang.pick(
                format!("{file}：不是日志 {origin} 以所配置的密钥签名的检查点。若日志换过密钥，请在 logs 中同时保留旧的 vkey；否则请从备份中恢复。"),
                format!("{file}: it is no checkpoint that the log {origin} signed with a key configured; if the log changed its key, keep the old vkey in logs too; otherwise take the file from a backup"),
            )
        }
    }
}

/// Why it does not listen.
pub(crate) fn cannot_listen(lang: Lang, address: SocketAddr, why: &io::Error) -> String {
    lang.pick(
        format!("无法在 {address} 上提供服务（{why}）。请停止占用它的程序，或换一个端口。"),
        format!("it cannot serve at {address} ({why}); stop the other program there, or choose another port"),
    )
}
