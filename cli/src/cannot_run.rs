//! Why there is no verdict at all: the program could not run on what it was given. Never to be taken for "invalid".

use crate::language::Lang;

/// What stood in the way. Each has a stable code, and says what happened, why where that is not obvious, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CannotRun {
    /// There is no file of this name.
    NotFound(String),
    /// An input that is neither a file's name nor the text of a QR code.
    NoSuchInput(String),
    /// A folder where a file is needed.
    Folder(String),
    /// A folder in which nothing can be a certificate.
    EmptyFolder(String),
    /// A report of a kind that is not made.
    ReportKind(String),
    /// A report in PDF of more files than it may have.
    ReportTooLong(String, usize),
    /// A key to sign with, and no report in PDF.
    NothingToSign(String),
    /// A file that is no report of a verification.
    NoReport(String),
    /// A report that cannot be made again here, with the reason.
    ReportNotMadeAgain(String, String),
    /// A report that cannot be written, with the system's reason.
    ReportNotWritten(String, String),
    /// A file that cannot be read, with the system's reason.
    Unreadable(String, String),
    /// A file larger than any certificate.
    TooLarge(String, u64),
    /// A picture or PDF file that is damaged, or that its reader gave up on.
    Damaged(String),
    /// A PDF file that needs a password.
    Encrypted(String),
    /// A picture or PDF file without a QR code (and, for a PDF, without an attachment).
    NoCodeFound(String),
    /// A picture or PDF file with the codes of several certificates.
    SeveralCodes(String),
    /// No root key is pinned; the folder where they are looked for.
    NoRoots(Option<String>),
    /// A file that holds no usable root key.
    BadRoot(String, BadRoot),
    /// A file that holds no usable public key of a signer.
    BadPublicKey(String, BadRoot),
    /// A file that is no pack.
    BadPack(String),
    /// Not an address of a registry.
    BadAddress(String),
    /// The registry was not reached; the system's reason.
    NoConnection(String, String),
    /// The registry answered something else than asked for.
    BadAnswer(String, String),
    /// Not a time.
    BadTime(String),
    /// A pack that no pinned root key proves.
    UnprovedPack(String),
    /// A pack whose newest trust bundle has expired.
    ExpiredPack(String),
    /// The file to write to holds something else.
    OtherFile(String),
    /// A state file that is not of the log at hand.
    OtherState(String),
    /// A file that cannot be written, with the system's reason.
    Unwritable(String, String),
}

/// What is wrong with a root key's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BadRoot {
    /// It holds a private key.
    Private,
    /// It holds no public key in PEM.
    NoPublicKey,
    /// It holds a public key of another kind than Ed25519.
    OtherKind,
    /// It holds 32 bytes that are no key to verify with.
    Unusable,
}

impl CannotRun {
    /// The stable code, for machines.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) | Self::NoSuchInput(_) => "not_found",
            Self::Folder(_) | Self::EmptyFolder(_) | Self::Unreadable(..) | Self::Damaged(_) => "unreadable",
            Self::ReportKind(_) => "report_kind",
            Self::ReportTooLong(..) => "report_too_long",
            Self::NothingToSign(_) => "nothing_to_sign",
            Self::NoReport(_) => "no_report",
            Self::ReportNotMadeAgain(..) => "report_not_made_again",
            Self::ReportNotWritten(..) => "report_not_written",
            Self::TooLarge(..) => "too_large",
            Self::Encrypted(_) => "encrypted",
            Self::NoCodeFound(_) => "no_code_found",
            Self::SeveralCodes(_) => "several_codes",
            Self::NoRoots(_) => "no_roots",
            Self::BadRoot(..) => "bad_root",
            Self::BadPublicKey(..) => "bad_public_key",
            Self::BadPack(_) => "bad_pack",
            Self::BadAddress(_) => "bad_address",
            Self::NoConnection(..) => "no_connection",
            Self::BadAnswer(..) => "bad_answer",
            Self::BadTime(_) => "bad_time",
            Self::UnprovedPack(_) => "unproved_pack",
            Self::ExpiredPack(_) => "expired_pack",
            Self::OtherFile(_) => "other_file",
            Self::OtherState(_) => "other_state",
            Self::Unwritable(..) => "unwritable",
        }
    }

    /// What happened, and what to do.
    #[must_use]
    pub(crate) fn message(&self, language: Lang) -> String {
        match language {
            Lang::Zh => self.chinese(),
            Lang::En => self.english(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::NotFound(file) => format!("找不到文件 {file}。请检查文件名和所在的文件夹。"),
            Self::NoSuchInput(file) => {
                format!("找不到文件 {file}。请检查文件名；二维码文字须以 https:// 开头，或全为数字。")
            }
            Self::Folder(file) => format!("{file} 是文件夹，不是文件。请指明其中的文件。"),
            Self::EmptyFolder(folder) => {
                format!("文件夹 {folder} 里没有证书（PDF、PNG、JPEG 或 .cose 文件）。请检查是否选错了文件夹。")
            }
            Self::ReportKind(file) => {
                format!("不知道报告 {file} 是哪一种。请让文件名以 .pdf、.xlsx、.csv 或 .json 结尾。")
            }
            Self::ReportTooLong(file, most) => {
                format!("PDF 报告 {file} 最多列 {most} 份，这次的文件更多，没有核验。请分文件夹核验，或改用 .xlsx。")
            }
            Self::NothingToSign(key) => {
                format!("指定了签名密钥 {key}，但没有要签名的 PDF 报告。请加上 --report 文件.pdf。")
            }
            Self::NoReport(file) => {
                format!("{file} 不是本程序制作的核验报告，或已损坏，没有核对。请索取原文件。")
            }
            Self::ReportNotMadeAgain(file, why) => {
                format!("无法在本机重新生成 {file} 的页面（{why}），没有核对。请安装所缺的字体后再试。")
            }
            Self::ReportNotWritten(file, why) => {
                format!("写不了报告 {file}（{why}）。请关闭打开着它的程序，或换一个文件名，再运行一次。")
            }
            Self::Unreadable(file, why) => format!("无法读取 {file}（{why}）。请检查文件及其权限。"),
            Self::TooLarge(file, limit) => {
                format!("{file} 超过 {} MiB，不会是证书，没有读取。请提供证书文件本身。", limit >> 20)
            }
            Self::Damaged(file) => format!("{file} 已损坏或无法解读，未能核验。请索取原文件，或改用二维码核验。"),
            Self::Encrypted(file) => format!("{file} 设有密码，未能核验。请提供未加密的原文件。"),
            Self::NoCodeFound(file) => {
                format!("在 {file} 中没有找到二维码，未能核验。请提供清晰、完整、平整的图片，或 PDF 原件。")
            }
            Self::SeveralCodes(file) => {
                format!("{file} 中有多张证书的二维码，无法判断要核验哪一张。请逐张裁开后再核验。")
            }
            Self::NoRoots(folder) => {
                let folder = folder.as_deref().unwrap_or("~/.config/hezheng/roots");
                format!(
                    "没有根公钥，无法判断该信任谁（根公钥从不取自数据包）。请用 --root 指定人社部门公布的根公钥文件，或将其放入 {folder}。"
                )
            }
            Self::BadRoot(file, BadRoot::Private) => {
                format!("{file} 是私钥文件，不能用作根公钥。请改用对应的公钥文件（.pub.pem），私钥请离线妥善保管。")
            }
            Self::BadRoot(file, BadRoot::NoPublicKey) => {
                format!("{file} 中没有 PEM 格式的公钥（BEGIN PUBLIC KEY）。请使用人社部门公布的根公钥文件。")
            }
            Self::BadRoot(file, BadRoot::OtherKind) => {
                format!("{file} 中的公钥不是 Ed25519 公钥。请使用人社部门公布的根公钥文件。")
            }
            Self::BadRoot(file, BadRoot::Unusable) => {
                format!("{file} 中的公钥不能用于核验签名。请重新取得人社部门公布的根公钥文件。")
            }
            Self::BadPublicKey(file, BadRoot::Private) => {
                format!("{file} 是私钥文件。核对签名要用公钥文件（.pub.pem），请向签名人索取。")
            }
            Self::BadPublicKey(file, _) => {
                format!("{file} 中没有可用的 Ed25519 公钥（BEGIN PUBLIC KEY）。请向签名人索取公钥文件（.pub.pem）。")
            }
            Self::BadPack(file) => format!("{file} 不是核验数据包。请用 hezheng pack fetch 重新取得。"),
            Self::BadAddress(url) => {
                format!("{url} 不是备案系统的地址。地址须为 https://主机/…（本机可用 http://127.0.0.1:端口/…）。")
            }
            Self::NoConnection(url, why) => {
                format!("未能联系到 {url}（{why}）。请检查网络和地址后再试，或用 --pack 离线核验。")
            }
            Self::BadAnswer(url, why) => format!("{url} 没有给出可用的答复（{why}）。请检查地址，或稍后再试。"),
            Self::BadTime(text) => {
                format!("{text} 不是时间。--now 须为 RFC 3339（如 2026-05-21T10:00:00+08:00）或 Unix 秒数。")
            }
            Self::UnprovedPack(from) => {
                format!(
                    "{from} 的数据包没有任何内容能由本机的根公钥证实，未予采用，没有改动任何文件。请核对地址和根公钥。"
                )
            }
            Self::ExpiredPack(from) => {
                format!("{from} 的机构名录已过期，未予采用，没有改动任何文件。请联系备案系统，并检查本机时钟。")
            }
            Self::OtherFile(file) => {
                format!("{file} 已存在，但不是本机根公钥能证实的数据包，没有覆盖。请换一个文件名，或先移走它。")
            }
            Self::OtherState(file) => format!(
                "{file} 不是这个日志的检查点，没有使用，也没有覆盖。请用 --state 指定另一个文件；若它曾是本日志的记录，请保留作为证据。"
            ),
            Self::Unwritable(file, why) => format!("无法写入 {file}（{why}）。请检查目录和权限。"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NotFound(file) => format!("There is no file {file}. Check its name and folder."),
            Self::NoSuchInput(file) => format!(
                "There is no file {file}. Check the name; the text of a QR code starts with https:// or is all digits."
            ),
            Self::Folder(file) => format!("{file} is a folder, not a file. Name the files in it."),
            Self::EmptyFolder(folder) => format!(
                "There is no certificate (PDF, PNG, JPEG or .cose file) in the folder {folder}. Check that it is the right one."
            ),
            Self::ReportKind(file) => {
                format!(
                    "What kind of report {file} should be is not known. Let its name end in .pdf, .xlsx, .csv or .json."
                )
            }
            Self::ReportTooLong(file, most) => format!(
                "The report {file} can list {most} files and there are more, so nothing was checked. Check folder by folder, or write .xlsx."
            ),
            Self::NothingToSign(key) => {
                format!("There is a key to sign with, {key}, and no report in PDF to sign. Add --report FILE.pdf.")
            }
            Self::NoReport(file) => format!(
                "{file} is no report of a verification that this program made, or is damaged, so it was not checked. Ask for the original."
            ),
            Self::ReportNotMadeAgain(file, why) => format!(
                "The pages of {file} cannot be made again here ({why}), so it was not checked. Install the font that is missing and try again."
            ),
            Self::ReportNotWritten(file, why) => format!(
                "The report {file} cannot be written ({why}). Close the program that has it open, or give another name, and run again."
            ),
            Self::Unreadable(file, why) => {
                format!("{file} cannot be read ({why}). Check the file and its permissions.")
            }
            Self::TooLarge(file, limit) => format!(
                "{file} is larger than {} MiB, so it is no certificate and was not read. Give the certificate itself.",
                limit >> 20
            ),
            Self::Damaged(file) => format!(
                "{file} is damaged or cannot be made sense of, so nothing was checked. Ask for the original, or check the QR code."
            ),
            Self::Encrypted(file) => {
                format!("{file} needs a password, so nothing was checked. Give the original without a password.")
            }
            Self::NoCodeFound(file) => format!(
                "No QR code was found in {file}, so nothing was checked. Give a sharp, whole, flat picture, or the PDF itself."
            ),
            Self::SeveralCodes(file) => format!(
                "{file} shows the QR codes of several certificates, so it is not clear which one to check. Cut them apart and check each."
            ),
            Self::NoRoots(folder) => {
                let folder = folder.as_deref().unwrap_or("~/.config/hezheng/roots");
                format!(
                    "There is no root key, so nobody can be trusted (root keys are never taken from a pack). Give the public root key that the labour bureau publishes with --root, or put it into {folder}."
                )
            }
            Self::BadRoot(file, BadRoot::Private) => format!(
                "{file} is a private key and cannot be pinned. Give the public half (.pub.pem), and keep the private one offline."
            ),
            Self::BadRoot(file, BadRoot::NoPublicKey) => format!(
                "{file} holds no public key in PEM (BEGIN PUBLIC KEY). Give the root key file that the labour bureau publishes."
            ),
            Self::BadRoot(file, BadRoot::OtherKind) => format!(
                "The public key in {file} is not an Ed25519 key. Give the root key file that the labour bureau publishes."
            ),
            Self::BadRoot(file, BadRoot::Unusable) => format!(
                "The public key in {file} cannot verify any signature. Get the root key file from the labour bureau again."
            ),
            Self::BadPublicKey(file, BadRoot::Private) => {
                format!(
                    "{file} is a private key. A signature is checked with the public one (.pub.pem): ask the signer for it."
                )
            }
            Self::BadPublicKey(file, _) => format!(
                "{file} holds no usable Ed25519 public key (BEGIN PUBLIC KEY). Ask the signer for the public key file (.pub.pem)."
            ),
            Self::BadPack(file) => format!("{file} is not a pack. Get one with: hezheng pack fetch"),
            Self::BadAddress(url) => format!(
                "{url} is not the address of a registry. It must be https://HOST/… (on this machine also http://127.0.0.1:PORT/…)."
            ),
            Self::NoConnection(url, why) => format!(
                "{url} was not reached ({why}). Check the network and the address and try again, or check offline with --pack."
            ),
            Self::BadAnswer(url, why) => {
                format!("{url} gave no usable answer ({why}). Check the address, or try again later.")
            }
            Self::BadTime(text) => {
                format!("{text} is not a time. --now takes RFC 3339 (2026-05-21T10:00:00+08:00) or Unix seconds.")
            }
            Self::UnprovedPack(from) => format!(
                "Nothing in the pack of {from} is proved by the root keys pinned here, so it was not taken and no file was changed. Check the address and the root keys."
            ),
            Self::ExpiredPack(from) => format!(
                "The list of institutions of {from} has expired, so it was not taken and no file was changed. Tell the registry, and check this machine's clock."
            ),
            Self::OtherFile(file) => format!(
                "{file} exists and is no pack that the root keys pinned here prove, so it was not overwritten. Choose another name, or move it away."
            ),
            Self::OtherState(file) => format!(
                "{file} is no checkpoint of this log; it was neither used nor overwritten. Give another file with --state, and keep this one as evidence if it was this log's."
            ),
            Self::Unwritable(file, why) => {
                format!("{file} cannot be written ({why}). Check the folder and its permissions.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_given_as_root_is_named_as_such() {
        let error = CannotRun::BadRoot("root.pem".into(), BadRoot::Private);
        assert_eq!(error.code(), "bad_root");
        assert!(error.message(Lang::En).contains("private key"));
        assert!(error.message(Lang::Zh).contains("私钥"));
    }
}
