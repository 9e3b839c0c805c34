//! `cargo xtask bench`: figures of the real binary under load, each beside the size of the database it was taken at.
//!
//! The client runs on the same machine and takes its share of the cores. Nothing is asserted here: a figure is read
//! beside its baseline and beside the same figure at another size, in the same run.

mod baseline;
mod client;
mod disk;
mod ground;
mod load;
mod papers;
mod plot;
mod report;
mod residents;
mod server;
mod street;
mod suites;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use report::Report;
use server::Server;
use suites::Suite;

#[derive(Parser)]
#[command(about = "Measure a built `bandeng` on databases of several sizes")]
struct Args {
    /// The binary to be measured
    #[arg(long)]
    binary: PathBuf,
    /// What the figures are filed under: sqlite or postgres
    #[arg(long)]
    engine: String,
    /// An empty database per size, with `{size}` in its place: postgres://…/bench_{size}; SQLite if left out
    #[arg(long)]
    database: Option<String>,
    /// Matters in the database
    #[arg(long, value_delimiter = ',', default_value = "10000")]
    sizes: Vec<u32>,
    /// Where the databases are made; those that are there are used again
    #[arg(long)]
    data: PathBuf,
    /// The disk the database lies on, where it is another one than that of `--data`
    #[arg(long)]
    disk: Option<PathBuf>,
    /// Throw each database away when it is measured
    #[arg(long)]
    tidy: bool,
    /// Seconds of each load
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Only these; all of them and the bare insert if left out
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Suite>,
    /// Append the figures to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Draw how the figures of the file grow
    #[arg(long, requires = "json")]
    plot: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let mut report = Report::new(&args.engine, args.json.as_deref())?;
    for size in &args.sizes {
        let database = args.database.as_ref().map(|url| url.replace("{size}", &size.to_string()));
        let folder = args.data.join(format!("{}-{size}", args.engine));
        report.at(*size);
        let lack = disk::lack(args.disk.as_ref().unwrap_or(&folder), &args.engine, *size)?;
        if let (Some(lack), false) = (lack, server::is_made(&folder)) {
            println!("  {lack}");
            continue;
        }
        if server::generate(&args.binary, &folder, database.as_deref(), *size, &mut report)? {
            // Before the staff that are put beside those of the demo, without a history.
            server::walk(&args.binary, &folder, database.as_deref(), &mut report)?;
        }
        let server = Server::start(&args.binary, &folder, database.as_deref(), &mut report).await?;
        let db = baseline::connect(&folder, database.as_deref()).await?;
        suites::run(&server, &folder, &db, &args, &mut report).await?;
        server.stop()?;
        if args.only.is_empty() || args.only.contains(&Suite::Figures) {
            server::recount(&args.binary, &folder, database.as_deref(), &mut report)?;
        }
        if args.only.is_empty() || args.only.contains(&Suite::Register) {
            baseline::run(&db, args.seconds, &mut report).await?;
        }
        db.close().await?;
        report.save()?;
        if args.tidy {
            std::fs::remove_dir_all(&folder)?;
        }
    }
    report.growth();
    if let (Some(json), Some(plot)) = (&args.json, &args.plot) {
        plot::draw(json, plot)?;
    }
    Ok(())
}
