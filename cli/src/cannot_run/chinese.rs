//! What stood in the way, in Chinese.

use super::{BadRoot, CannotRun};

impl CannotRun {
    pub(super) fn chinese(&self) -> String {
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
}
