//! What can be wrong with a key file, in words.

use crate::failure::Failure;
use crate::language::Lang;
use hezheng_keys::{KeyFileError, KeyFileProblem};

/// A failure that names the file.
pub(crate) fn file(lang: Lang, error: &KeyFileError) -> Failure {
    let colon = lang.pick("：", ": ");
    Failure::new(format!("{}{colon}{}", error.path.display(), problem(lang, &error.problem)))
}

/// What is wrong, without the file.
pub(crate) fn problem(lang: Lang, problem: &KeyFileProblem) -> String {
    if lang == Lang::En {
        return problem.to_string();
    }
    let again = "请重新加密：openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt -in 文件 -out 新文件";
    match problem {
        KeyFileProblem::Exists => "文件已存在，不会覆盖，因为密钥丢失后无法重新生成。请换一个文件名。".into(),
        KeyFileProblem::Unreadable(error) => format!("无法读取（{error}）。请检查路径和读取权限。"),
        KeyFileProblem::Unwritable(error) => format!("无法写入（{error}）。请检查文件夹、权限和剩余空间。"),
        KeyFileProblem::TooLarge => "文件太大，不是密钥文件。请检查路径。".into(),
        KeyFileProblem::NotPem => "不是 PEM 文件，或者已损坏（密钥文件以 -----BEGIN … 开头）。请从备份中恢复。".into(),
        KeyFileProblem::NotEncrypted => {
            format!("其中的私钥没有加密，任何人复制文件后都能签名。{again}，然后销毁旧文件。")
        }
        KeyFileProblem::PublicHalf => "其中只有公钥，不能用来签名。请指定私钥文件。".into(),
        KeyFileProblem::PrivateHalf => "其中是私钥，而这里需要公钥。请指定旁边的 .pub.pem 文件。".into(),
        KeyFileProblem::OtherLabel(label) => {
            format!("是 PEM 文件，但内容是“{label}”，不是所需的密钥。请指定正确的文件。")
        }
        KeyFileProblem::Damaged => "内容已损坏。请从备份中恢复。".into(),
        KeyFileProblem::UnknownEncryption => format!("加密方式不受支持。{again}"),
        KeyFileProblem::TooCostly => format!("解密所需的内存或时间超出正常密钥文件。{again}"),
        KeyFileProblem::WrongPassphrase => "口令不正确，或者文件已损坏。请再试一次口令，然后再试备份。".into(),
        KeyFileProblem::NotEd25519 => {
            "其中的密钥不是 Ed25519（本系统唯一使用的算法）。请用 hezheng keys new 生成。".into()
        }
        KeyFileProblem::UnusableKey => "其中的公钥不安全，其签名不可信。请勿使用，并查明来源。".into(),
        KeyFileProblem::PublicHalfDiffers(beside) => {
            format!(
                "与旁边的公钥 {} 不是同一把密钥：其中一个文件已损坏或被调换。请从备份中恢复这两个文件。",
                beside.display()
            )
        }
        KeyFileProblem::EmptyPassphrase => "口令是空的，起不到保护作用。请在第一行写入口令。".into(),
        KeyFileProblem::UnusablePassphrase => "口令无法使用。请写成一行 UTF-8 文本，不超过 1023 字节。".into(),
        KeyFileProblem::NoRandomness(_) => {
            "操作系统没有提供随机数；没有随机数的密钥可以被猜出。请换一台正常的机器。".into()
        }
    }
}
