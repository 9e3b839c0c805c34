//! The binary `bandeng`: commands, configuration, telemetry, the embedded web.

mod commands;
mod config;
mod demo;
mod open;
mod progress;
mod serve;
mod telemetry;
mod web;
mod wire;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // What is made here is nobody else's to read: the database, the attachments, the keys.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = <commands::Cli as clap::Parser>::parse();
    if let Some(code) = cli.before_runtime() {
        return code;
    }
    let on_fault = cli.on_fault();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime does not start: {error}");
            return on_fault;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            on_fault
        }
    }
}
