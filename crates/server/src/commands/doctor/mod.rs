//! `bandeng doctor`: is this machine fit?

mod backups;
mod database;
mod machine;

use std::process::ExitCode;

use anyhow::Result;

use crate::config::Config;

/// How a check went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
struct Finding {
    grade: Grade,
    what: &'static str,
    /// What was found and, unless it is well, what to do.
    text: String,
}

fn ok(what: &'static str, text: impl Into<String>) -> Finding {
    Finding { grade: Grade::Ok, what, text: text.into() }
}

fn warn(what: &'static str, text: impl Into<String>) -> Finding {
    Finding { grade: Grade::Warn, what, text: text.into() }
}

fn fail(what: &'static str, text: impl Into<String>) -> Finding {
    Finding { grade: Grade::Fail, what, text: text.into() }
}

/// Prints one line per check. Exit code 0 if it can run (warnings included), 1 if something must be mended first.
pub(super) async fn run(config: &Config) -> Result<ExitCode> {
    let mut worst = Grade::Ok;
    let mut report = |findings: Vec<Finding>| {
        for finding in findings {
            worst = worst.max(finding.grade);
            let grade = match finding.grade {
                Grade::Ok => "ok  ",
                Grade::Warn => "warn",
                Grade::Fail => "fail",
            };
            println!("{grade}  {:<10} {}", finding.what, finding.text);
        }
    };
    report(vec![machine::data_folder(config), machine::key_file(config), machine::space(config)]);
    report(vec![machine::flush(config), machine::fonts(config)]);
    report(database::check(config).await);
    report(vec![backups::check(config)]);
    report(machine::clock_and_calendar());
    let (summary, code) = match worst {
        Grade::Ok => ("fit", ExitCode::SUCCESS),
        Grade::Warn => ("fit, with warnings", ExitCode::SUCCESS),
        Grade::Fail => ("not fit: mend what says fail", ExitCode::FAILURE),
    };
    println!("\n{summary}");
    Ok(code)
}
