//! What the libraries' errors and the registry's answers mean, in Chinese and English.

pub(crate) mod authoring;
pub(crate) mod desk;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod order;
pub(crate) mod problem;
pub(crate) mod registry;
pub(crate) mod rule;
pub(crate) mod template;
pub(crate) mod witness;

use crate::language::Lang;
use hezheng_core::time::Time;

/// A time as the clock on an office wall in China shows it.
pub(crate) fn time(lang: Lang, time: Time) -> String {
    let (hour, minute, second) = time.shanghai_clock();
    let zone = lang.pick("北京时间", "UTC+8");
    format!("{} {hour:02}:{minute:02}:{second:02} {zone}", time.shanghai_day())
}
