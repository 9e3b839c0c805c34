//! `cargo xtask demo`: from a checkout to a page in the browser.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::paths::Workspace;
use crate::report::human;
use crate::{process, tools, web};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Further arguments for `bandeng demo`
    #[arg(last = true)]
    more: Vec<String>,
}

/// Where the demo keeps its database and files; ignored by git, safe to delete.
const DATA: &str = "var/demo";

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    let start = Instant::now();
    let (ready, tools) = timed(tools::for_demo);
    ready?;
    // The two builds share nothing: the compiler keeps the cores busy while npm waits for the network.
    let (rust, web) = std::thread::scope(|scope| {
        let web = scope.spawn(|| timed(|| web::build(ws)));
        let rust = timed(|| process::run(process::cargo(ws).args(["build", "--package", "bandeng"])));
        (rust, web.join())
    });
    let web = web.map_err(|_| anyhow::anyhow!("the web build panicked"))?;
    rust.0.and(web.0)?;
    for (what, took) in
        [("tools", tools), ("web", web.1), ("binary (at the same time)", rust.1), ("together", start.elapsed())]
    {
        println!("{what:<26} {:>12}", human(took));
    }
    serve(ws, args)
}

/// Becomes the server, so that Ctrl-C and signals reach it as if it had been started by hand.
fn serve(ws: &Workspace, args: &Args) -> Result<bool> {
    let mut command = Command::new(ws.binary());
    command.current_dir(&ws.root).args(["demo", "--data", DATA, "--listen", &args.listen]).args(&args.more);
    println!("$ {}\n", process::line(&command));
    Err(command.exec()).context("cannot start the binary")
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (work(), start.elapsed())
}
