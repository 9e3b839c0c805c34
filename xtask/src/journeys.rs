//! Browser journeys: a real browser against the real binary.

use anyhow::{Context, Result, bail};

use crate::paths::Workspace;
use crate::{process, tools, web};

/// Runs `npm test` in `e2e/` with the built binary and the browser named in the environment.
pub(crate) fn run(ws: &Workspace, filter: Option<&str>) -> Result<()> {
    let e2e = ws.e2e();
    if !e2e.join("package.json").exists() {
        bail!("e2e/package.json is missing: there are no journeys to run");
    }
    web::packages(&e2e)?;
    let chromium = tools::chromium().context("no Chromium: set CHROMIUM to its path")?;
    let mut command = process::npm(&e2e);
    command.arg("test");
    if let Some(filter) = filter {
        command.args(["--", "--test-name-pattern", filter]);
    }
    process::run(command.env("BANDENG_BIN", ws.binary()).env("CHROMIUM", chromium))
}
