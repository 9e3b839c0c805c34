//! `cargo xtask test`: everything that must hold before a change is good.

use std::process::Command;

use anyhow::{Result, bail};

use crate::paths::Workspace;
use crate::postgres::Cluster;
use crate::report::Report;
use crate::{generate, journeys, process, supply, tools, web};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only tests whose name contains this: the Rust tests on both databases and the journeys
    filter: Option<String>,
    /// Run only these steps, separated by commas
    #[arg(long, value_delimiter = ',', conflicts_with = "filter", value_parser = STEPS)]
    only: Vec<String>,
}

impl Args {
    /// Whether a step was asked for. A filter leaves those that have tests to filter, and what they need.
    fn wants(&self, step: &str) -> bool {
        const FILTERED: &[&str] = &[TOOLS, WEB_BUILD, BUILD, SQLITE, POSTGRES, JOURNEYS];
        if self.filter.is_some() {
            FILTERED.contains(&step)
        } else {
            self.only.is_empty() || self.only.iter().any(|name| name == step)
        }
    }
}

const TOOLS: &str = "tools";
const FORMAT: &str = "format";
const PACKAGES: &str = "packages";
const SUPPLY: &str = "supply";
const WEB_CHECK: &str = "web-check";
const WEB_UNITS: &str = "web-units";
const WEB_BUILD: &str = "web-build";
const CLIPPY: &str = "clippy";
const BUILD: &str = "build";
const GENERATED: &str = "generated";
const SQLITE: &str = "sqlite";
const POSTGRES: &str = "postgres";
const DRILL: &str = "drill";
const JOURNEYS: &str = "journeys";

const STEPS: [&str; 14] = [
    TOOLS, FORMAT, PACKAGES, SUPPLY, WEB_CHECK, WEB_UNITS, WEB_BUILD, CLIPPY, BUILD, GENERATED, SQLITE, POSTGRES,
    DRILL, JOURNEYS,
];

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    let mut suite = Suite { ws, args, report: Report::default() };
    suite.step(TOOLS, &[], |_| tools::for_tests());
    suite.step(FORMAT, &[], |ws| {
        process::run(process::cargo(ws).args(["fmt", "--all", "--check", "--", "--files-with-diff"]))
    });
    // The web comes first: the binary carries it, and a broken page shows within a minute.
    suite.step(PACKAGES, &[], |ws| web::packages(&ws.web()));
    suite.step(SUPPLY, &[PACKAGES], supply::run);
    suite.step(WEB_CHECK, &[PACKAGES], |ws| web::script(ws, "check"));
    suite.step(WEB_UNITS, &[PACKAGES], |ws| web::script(ws, "test"));
    suite.step(WEB_BUILD, &[PACKAGES], web::build);
    suite.step(CLIPPY, &[], |ws| {
        let mut command = process::cargo(ws);
        command.args(["clippy", "--workspace", "--all-targets"]);
        process::run(command.args(["--", "-D", "warnings"]))
    });
    // One build for the tests and the binary: the same features, so that nothing is compiled twice.
    suite.step(BUILD, &[], |ws| process::run(process::cargo(ws).args(["build", "--workspace", "--all-targets"])));
    suite.step(GENERATED, &[PACKAGES, BUILD], generate::check);
    let filter = args.filter.as_deref();
    suite.step(SQLITE, &[BUILD], |ws| {
        let mut command = process::cargo(ws);
        command.args(["test", "--workspace", "--no-fail-fast"]);
        process::run(command.args(filter).env_remove("TEST_DB"))
    });
    suite.step(POSTGRES, &[TOOLS, BUILD], |ws| {
        // Cargo would content itself with the other packages' tests of that name.
        if !ws.root.join("crates/app/tests/it").is_dir() {
            bail!("crates/app/tests/it is missing: nothing would run on PostgreSQL");
        }
        let cluster = Cluster::start()?;
        let mut command = process::cargo(ws);
        // The tests that know a database are the integration tests. `--package bandeng-app` would select other
        // features of shared dependencies and build most of them once more.
        command.args(["test", "--workspace", "--test", "it", "--no-fail-fast"]);
        process::run(command.args(filter).env("TEST_DB", cluster.url()))
    });
    // The database is lost and comes back; data is lost and comes back as of a moment.
    suite.step(DRILL, &[TOOLS, BUILD], |ws| {
        process::run(Command::new(ws.root.join(".ci/drill")).arg(ws.target.join("debug/bandeng")))
    });
    suite.step(JOURNEYS, &[TOOLS, WEB_BUILD, BUILD], |ws| journeys::run(ws, filter));
    Ok(suite.report.finish())
}

struct Suite<'a> {
    ws: &'a Workspace,
    args: &'a Args,
    report: Report,
}

impl Suite<'_> {
    /// Runs a step if it was asked for and what it needs has passed.
    fn step(&mut self, name: &str, needs: &[&str], work: impl FnOnce(&Workspace) -> Result<()>) {
        if !self.args.wants(name) {
            return self.report.skipped(name, "not asked for");
        }
        match needs.iter().find(|need| self.report.has_failed(need)) {
            Some(need) => self.report.blocked(name, need),
            None => {
                self.report.step(name, || work(self.ws));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(filter: Option<&str>, only: &[&str]) -> Args {
        Args { filter: filter.map(str::to_owned), only: only.iter().map(|&name| name.to_owned()).collect() }
    }

    #[test]
    fn without_words_every_step_runs() {
        assert!([TOOLS, FORMAT, GENERATED, JOURNEYS].iter().all(|step| args(None, &[]).wants(step)));
    }

    #[test]
    fn a_filter_leaves_the_steps_that_have_named_tests() {
        let args = args(Some("accept"), &[]);
        assert!(args.wants(SQLITE) && args.wants(POSTGRES));
        assert!(!args.wants(CLIPPY) && !args.wants(GENERATED));
    }

    #[test]
    fn only_runs_what_it_names() {
        let args = args(None, &["format", "clippy"]);
        assert!(args.wants(FORMAT) && args.wants(CLIPPY) && !args.wants(BUILD));
    }
}
