//! Which cores a measurement takes. As for the peers: what is measured on core 0, what asks it on core 1; and once both for
//! all.

use anyhow::Result;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::ffi::OsStr;
use std::process::Command;

/// Where the server and the load run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cores {
    /// The server on core 0, the load on core 1.
    Apart,
    /// Both on every core.
    Shared,
}

impl Cores {
    /// A command for what is measured.
    pub(crate) fn server(self, program: impl AsRef<OsStr>) -> Command {
        self.command("0", program)
    }

    /// A command for what asks it.
    pub(crate) fn load(self, program: impl AsRef<OsStr>) -> Command {
        self.command("1", program)
    }

    fn command(self, core: &str, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Shared => Command::new(program),
            Self::Apart => {
                let mut command = Command::new("taskset");
                command.args(["-c", core]).arg(program);
                command
            }
        }
    }

    /// Does something on the load's core; what this process does otherwise may use all.
    pub(crate) fn as_load<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self == Self::Shared {
            return work();
        }
        let all = sched_getaffinity(None)?;
        let mut one = CpuSet::new();
        one.set(1);
        sched_setaffinity(None, &one)?;
        let done = work();
        sched_setaffinity(None, &all)?;
        done
    }
}
