//! `cargo xtask`: the one index of commands. What a person, a hook or a CI runs is written here once.

mod attack;
mod bench;
mod check;
#[cfg(test)]
mod cited;
mod demo;
mod fixture;
mod fresh;
mod fuzz;
mod generate;
mod journeys;
mod pack;
mod paths;
mod postgres;
mod process;
mod report;
mod suite;
mod supply;
mod tools;
mod web;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, try and check Bandeng", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, fill a demo county and serve it
    Demo(demo::Args),
    /// Everything: format, lints, rules, both databases, web, journeys, generated files
    Test(suite::Args),
    /// The quick look while you write: compile, lint what changed, types of the web
    Check,
    /// Write what is generated: the OpenAPI document, the labels, the web's types
    Gen(generate::Args),
    /// Measure: pages, matters, search, registering, export, memory, at several sizes on both engines
    Bench(bench::Args),
    /// Keep a database of the present schema, for every later one to upgrade
    Fixture(fixture::Args),
    /// Try the API with strange values as several posts: schemathesis against a demo
    Attack(attack::Args),
    /// Try every reader of strangers' bytes with a fuzzer; needs cargo-fuzz
    Fuzz(fuzz::Args),
    /// What is given to others: Debian package, container file, list of parts, licences
    Dist(pack::Args),
    /// Start a throw-away PostgreSQL, run a command with TEST_DB set (or wait), and remove it
    Postgres(postgres::Args),
}

fn main() -> std::process::ExitCode {
    let result = paths::Workspace::locate().and_then(|ws| match Cli::parse().command {
        Command::Demo(args) => demo::run(&ws, &args),
        Command::Test(args) => suite::run(&ws, &args),
        Command::Check => check::run(&ws),
        Command::Gen(args) => generate::run(&ws, &args),
        Command::Bench(args) => bench::run(&ws, &args),
        Command::Fixture(args) => fixture::run(&ws, &args),
        Command::Attack(args) => attack::run(&ws, &args),
        Command::Fuzz(args) => fuzz::run(&ws, &args),
        Command::Dist(args) => pack::run(&ws, &args),
        Command::Postgres(args) => postgres::run(&ws, &args),
    });
    match result {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
