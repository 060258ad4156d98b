//! Which rule of the format was broken, in a few words that fit into a sentence.

use crate::language::Lang;
use hezheng_core::Malformed;
use hezheng_core::cbor::CborError;
use hezheng_core::number::UsccError;
use hezheng_core::text::TextError;

/// What makes bytes no object of the format.
pub(crate) fn malformed(lang: Lang, cause: Malformed) -> String {
    match cause {
        Malformed::Cbor(error) => cbor(lang, error).into(),
        Malformed::Text(error) => text(lang, error),
        Malformed::Size { bytes, limit } => lang.pick(
            format!("有 {bytes} 字节，最多 {limit} 字节"),
            format!("it has {bytes} bytes, more than the {limit} allowed"),
        ),
        Malformed::Typ => lang.pick("是另一种文件", "it is of another kind").into(),
        Malformed::Algorithm => lang.pick("签名算法不是 Ed25519", "its signature is not of Ed25519").into(),
        Malformed::KeyTwice => lang.pick("同一个密钥出现两次", "one key is in it twice").into(),
        _ => lang.pick("内容不合格式", "what it says does not keep to the format").into(),
    }
}

/// How bytes are not the CBOR of the format.
pub(crate) fn cbor(lang: Lang, error: CborError) -> &'static str {
    match error {
        CborError::Truncated => lang.pick("内容不完整", "it ends too early"),
        CborError::Trailing => lang.pick("末尾有多余内容", "something follows its end"),
        CborError::NotShortest => {
            lang.pick("整数或长度没有用最短写法", "a number or length is not written in the shortest way")
        }
        CborError::Indefinite => lang.pick("用了不定长度", "a length is indefinite"),
        CborError::KeyOrder | CborError::KeyTwice => {
            lang.pick("映射的键重复或次序不对", "the keys of a map are out of order or double")
        }
        CborError::Utf8 => lang.pick("文字不是 UTF-8", "a text is not UTF-8"),
        CborError::Nesting => lang.pick("嵌套过深", "it is nested too deeply"),
        CborError::Unsupported | CborError::Kind => {
            lang.pick("含有本格式不用的项", "an item is of a kind that the format does not use")
        }
    }
}

/// How a text breaks the rule for text.
pub(crate) fn text(lang: Lang, error: TextError) -> String {
    match error {
        TextError::Length { chars, min, max } => lang
            .pick(format!("有 {chars} 字，应为 {min} 至 {max} 字"), format!("{chars} characters, not {min} to {max}")),
        // By its code point: what is refused here may not show, or may steer a terminal.
        TextError::Character(c) => lang.pick(
            format!("不能有字符 U+{:04X}", u32::from(c)),
            format!("it may not hold the character U+{:04X}", u32::from(c)),
        ),
        TextError::Space => lang.pick("首尾有空格，或空格连用", "a space at an end, or two together").into(),
        TextError::NotNfc => lang
            .pick("字母与附加符号须合为一个字符（NFC）", "letters and their marks must be one character (NFC)")
            .into(),
    }
}

/// How a text is no 统一社会信用代码, in both languages: clap asks before the language is known.
pub(crate) fn uscc(error: UsccError) -> String {
    match error {
        UsccError::Length { chars } => format!("有 {chars} 位，应为 18 位 / {chars} characters, not 18"),
        UsccError::Character { position, found } => format!(
            "第 {position} 位不能是“{}” / character {position} cannot be “{}”",
            found.escape_default(),
            found.escape_default()
        ),
        UsccError::CheckCharacter { expected, found } => format!(
            "校验码不对，照前 17 位末位应为 {expected}，现为 {found} / the first 17 characters call for {expected} at the end, not {found}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::text::check_text;

    #[test]
    fn a_broken_rule_is_said_in_words() {
        let broken = |text: &str| check_text(text, 1, 3).unwrap_err();
        assert_eq!(text(Lang::En, broken("a  b")), "4 characters, not 1 to 3");
        assert_eq!(text(Lang::En, broken("a ")), "a space at an end, or two together");
        assert_eq!(text(Lang::Zh, broken("a\u{202E}b")), "不能有字符 U+202E");
        assert_eq!(malformed(Lang::En, Malformed::Cbor(CborError::Kind)), cbor(Lang::En, CborError::Kind));
    }
}
