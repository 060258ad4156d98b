//! The language that the program speaks.

/// Chinese or English.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language of this computer: what its variables say, and where they say nothing what it speaks by itself.
    pub(crate) fn of_system() -> Self {
        Self::of_variables(|name| std::env::var(name).ok()).unwrap_or_else(Self::without_variables)
    }

    /// The first of these variables that is set decides (POSIX, section 8.2).
    fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
        locale.map(|locale| Self::of_locale(&locale))
    }

    #[cfg(not(windows))]
    fn without_variables() -> Self {
        Self::En
    }

    /// Windows has no such variables but a language of its own. Where it does not say which, whoever has this program on
    /// Windows is a clerk.
    #[cfg(windows)]
    fn without_variables() -> Self {
        sys_locale::get_locale().map_or(Self::Zh, |locale| Self::of_locale(&locale))
    }

    /// Chinese where a locale begins with `zh`, otherwise English.
    fn of_locale(locale: &str) -> Self {
        if locale.starts_with("zh") { Self::Zh } else { Self::En }
    }

    /// The one of the two that is in this language.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// The same language, as the issuer's library names it.
impl From<Lang> for hezheng_issuer::language::Lang {
    fn from(lang: Lang) -> Self {
        lang.pick(Self::Zh, Self::En)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |set: &[(&str, &str)]| {
            Lang::of_variables(|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Some(Lang::Zh));
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Some(Lang::En));
        assert_eq!(of(&[("LANG", "C"), ("LC_MESSAGES", "zh_TW"), ("LC_ALL", "")]), Some(Lang::Zh));
    }
}
