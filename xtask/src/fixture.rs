//! `cargo xtask fixture NAME`: keeps a database of the present schema, on both engines, for every later one to upgrade.

use anyhow::{Result, bail};

use crate::paths::Workspace;
use crate::postgres::Cluster;
use crate::{process, tools};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The name of the schema, such as v1
    name: String,
}

/// The test that plays something of everything and keeps its database.
const TEST: &str = "everything::something_of_everything_happened";

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    tools::for_tests()?;
    let folder = ws.root.join("crates/testkit/fixtures").join(&args.name);
    if folder.exists() {
        bail!("{} is there already; a fixture is made once and never changed", folder.display());
    }
    let cluster = Cluster::start()?;
    for database in [None, Some(cluster.url())] {
        let mut command = process::cargo(ws);
        command.args(["test", "--workspace", "--test", "it", "--", "--exact", TEST]);
        command.env("BANDENG_FIXTURE", &folder).env_remove("TEST_DB").envs(database.map(|url| ("TEST_DB", url)));
        process::run(&mut command)?;
    }
    println!("written: {}", folder.display());
    Ok(true)
}
