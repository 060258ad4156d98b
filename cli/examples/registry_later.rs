//! A registry whose clock is ahead, for tests of what takes days: `registry_later CONFIG DAYS`. Everything else is as `hezheng
//! registry serve` has it.

use hezheng_registry::{Clock, Config, SystemClock, serve};
use std::path::Path;
use std::sync::Arc;

#[path = "../src/web_page.rs"]
#[expect(dead_code, reason = "the program says where there is no page")]
mod web_page;

struct Later {
    secs: u64,
}

impl Clock for Later {
    fn now(&self) -> hezheng_core::time::Time {
        SystemClock.now().plus_secs(self.secs)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(config), Some(days)) = (arguments.next(), arguments.next()) else {
        return Err("registry_later CONFIG DAYS".into());
    };
    let config = Config::load(Path::new(&config))?;
    let clock = Later { secs: days.parse::<u64>()? * 86_400 };
    let runtime = tokio::runtime::Runtime::new()?;
    Ok(runtime.block_on(serve(&config, web_page::assets(), Arc::new(clock), std::future::pending()))?)
}
