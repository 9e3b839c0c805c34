//! `cargo xtask bench`: the real binary under load, at several sizes, on both engines, one at a time.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::paths::Workspace;
use crate::postgres::Cluster;
use crate::{process, tools};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Matters in the database, one run each
    #[arg(long, value_delimiter = ',', default_value = "10000,1000000")]
    sizes: Vec<u32>,
    /// sqlite, postgres
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<String>,
    /// Seconds of each load
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Where the figures go: name, engine, size, value, unit, ratio
    #[arg(long, default_value = "var/bench/figures.json")]
    json: PathBuf,
    /// How they grow
    #[arg(long, default_value = "var/bench/growth.svg")]
    plot: PathBuf,
    /// Keep the SQLite databases for another run: a million matters take some thirty gigabytes
    #[arg(long)]
    keep: bool,
    /// The profile that is measured; the release takes a quarter of an hour to build on two cores
    #[arg(long, default_value = "release")]
    profile: String,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    let mut build = process::cargo(ws);
    build.args(["build", "--package", "bandeng", "--package", "bandeng-bench", "--profile", &args.profile]);
    process::run(&mut build)?;
    let folder = ws.target.join(if args.profile == "dev" { "debug" } else { &args.profile });
    for engine in &args.engines {
        let mut bench = Command::new(folder.join("bandeng-bench"));
        let sizes: Vec<String> = args.sizes.iter().map(u32::to_string).collect();
        bench
            .current_dir(&ws.root)
            .arg("--binary")
            .arg(folder.join("bandeng"))
            .args(["--engine", engine, "--sizes", &sizes.join(","), "--seconds", &args.seconds.to_string()])
            .args(["--data", "var/bench"])
            .arg("--json")
            .arg(&args.json)
            .arg("--plot")
            .arg(&args.plot);
        if !args.keep {
            bench.arg("--tidy");
        }
        let mut cluster = None;
        if engine == "postgres" {
            tools::for_postgres()?;
            // Durable, unlike the one of the tests: what is measured is what somebody could run.
            let running = Cluster::durable()?;
            for size in &sizes {
                running.create(&format!("bench_{size}"))?;
            }
            bench.args(["--database", &running.database("bench_{size}")]).arg("--disk").arg(running.folder());
            // Its databases go with the cluster: what is left of an earlier run names none of them.
            for size in &sizes {
                let _ = std::fs::remove_dir_all(ws.root.join(format!("var/bench/postgres-{size}")));
            }
            cluster = Some(running);
        }
        process::run(&mut bench)?;
        drop(cluster);
    }
    Ok(true)
}
