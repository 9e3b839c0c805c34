//! `bandeng look-into-pdf`: what the house asks itself about each PDF that somebody hands in, in a process that may break down.

use std::fs;
use std::io::{Read, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use bandeng_docgen::look_into_pdf;
use rustix::process::{Resource, Rlimit, setrlimit};

/// What it may fill beside what it has when it begins, in bytes.
const MEMORY: u64 = 768 << 20;
/// How long it may work, in seconds of the processor.
const SECONDS: u64 = 30;
/// And by the clock: whoever is out of memory may also stand still.
const STANDS: Duration = Duration::from_secs(60);
/// Less than a thread of the house has: what is read here is read there, too, when a file is bound.
const STACK: usize = 1 << 20;

/// Needs no runtime, and has none: the fewer threads, the less there is to break down.
pub(crate) fn run() -> ExitCode {
    thread::spawn(|| {
        thread::sleep(STANDS);
        std::process::abort();
    });
    match look() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn look() -> Result<()> {
    let mut bytes = Vec::new();
    stdin().read_to_end(&mut bytes)?;
    for (resource, most) in [(Resource::Data, filled()? + MEMORY), (Resource::Cpu, SECONDS), (Resource::Core, 0)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    let reader = thread::Builder::new().stack_size(STACK).spawn(move || look_into_pdf(&Arc::new(bytes)))?;
    let look = reader.join().map_err(|_| anyhow!("the reader broke down"))?;
    Ok(serde_json::to_writer(stdout(), &look)?)
}

/// What counts against the limit already, in bytes: the allocator takes much at once.
fn filled() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let data = status.lines().find_map(|line| line.strip_prefix("VmData:")).context("no word of the data")?;
    let kilobytes: u64 = data.trim().trim_end_matches("kB").trim_end().parse()?;
    Ok(kilobytes << 10)
}
