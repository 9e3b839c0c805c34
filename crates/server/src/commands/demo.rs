//! `bandeng demo` and `bandeng demo generate`

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bandeng_app::App;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::demo::{self, DemoClock, Lot, Made, Pace, Seeded, seed};
use crate::{open, progress, serve, telemetry};

/// With the five stories, as many disputes as a county found in a year.
const A_YEAR: u32 = 12_099;
/// So many are told by hand of one town and played one by one, before the first page.
const TOLD: u32 = 300;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    place: Place,
    /// How many matters, besides the stories; all but the first few hundred are made while the demo runs
    #[arg(long, value_name = "N", default_value_t = A_YEAR, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    matters: u32,
    /// Print the sign-ins as lines with tabs between the columns
    #[arg(long)]
    plain: bool,
}

#[derive(clap::Args)]
struct Place {
    /// Folder of the demo's database, keys and files
    #[arg(long, value_name = "DIR", default_value = "./var/demo")]
    data: PathBuf,
    /// Throw the demo in this folder away and begin anew
    #[arg(long)]
    fresh: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Fill a demo's database and end: new, or brought to so many matters. What is interrupted is taken up again
    Generate {
        #[command(flatten)]
        place: Place,
        /// How many matters, besides the stories
        #[arg(long, value_name = "N", default_value_t = A_YEAR, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
        matters: u32,
        /// Another database than the folder's SQLite file, empty or a demo's: postgres://USER:PASSWORD@HOST/NAME
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
}

/// Lies in the demo's folder: says that what is there may be thrown away, how to sign in, and what is being made.
#[derive(Default, Serialize, Deserialize)]
struct Marker {
    seeded: Option<Seeded>,
    /// How many matters there are to be, besides the stories, and what of that is not finished.
    #[serde(default)]
    planned: u32,
    #[serde(default)]
    lot: Option<Lot>,
}

const MARKER: &str = "demo.json";

pub(super) async fn run(config: &Config, args: &Args) -> Result<()> {
    match &args.command {
        None => serve_demo(config, args).await,
        Some(Command::Generate { place, matters, database }) => {
            generate(config, place, *matters, database.as_deref()).await
        }
    }
}

async fn serve_demo(config: &Config, args: &Args) -> Result<()> {
    telemetry::log(&config.log)?;
    let metrics = config.metrics.then(telemetry::metrics).transpose()?;
    let listener = serve::bind(&config.listen).await?;
    let config = config.clone().within(&args.place.data, None);
    let mut marker = prepare(&args.place)?;
    let begun = marker.seeded.is_some();
    let app = furnish(&config, &args.place.data, &mut marker, args.matters).await?;
    let seeded = marker.seeded.clone().context("the demo is seeded")?;
    super::print(&table(&seeded, args.plain))?;
    // A demo that was there stays as large as it is.
    let matters = if begun { marker.planned } else { args.matters };
    let folder = args.place.data.clone();
    let background = app.clone();
    let filling = tokio::spawn(async move {
        let mut last = Instant::now();
        let tell = |made: Made, all: u32| {
            if last.elapsed() > Duration::from_secs(2) || made.matters == all {
                last = Instant::now();
                tracing::info!(made = made.matters, of = all, "filling the demo with a year of matters");
            }
        };
        // One worker and short transactions: the rest is for who looks at the demo.
        let pace = Pace { workers: 1, at_once: 1 };
        if let Err(error) = fill(&background, &folder, &mut marker, matters, pace, tell).await {
            tracing::error!(error = format!("{error:#}"), "the demo's year is not complete; the next start goes on");
        }
    });
    let served = serve::serve(app, listener, config.wire()?, metrics).await;
    filling.abort();
    served
}

async fn generate(config: &Config, place: &Place, matters: u32, database: Option<&str>) -> Result<()> {
    telemetry::log("warn")?;
    let config = config.clone().within(&place.data, database);
    let mut marker = prepare(place)?;
    let start = Instant::now();
    let app = furnish(&config, &place.data, &mut marker, matters).await?;
    let told = start.elapsed();
    let bar = progress::making("matters", u64::from(matters));
    let start = Instant::now();
    let mut new = 0;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    app.db.set_durable(false).await?;
    let filled = fill(&app, &place.data, &mut marker, matters, Pace { workers, at_once: 10 }, |made, all| {
        new = made.matters - made.found;
        bar.set_position(u64::from(matters - all + made.matters));
    })
    .await;
    bar.finish_and_clear();
    app.db.set_durable(true).await?;
    filled?;
    let took = start.elapsed();
    app.db.clone().close().await?;
    let rate = f64::from(new) / took.as_secs_f64().max(0.001);
    super::print(&format!(
        "the first {} matters in {:.1} s; {new} in bulk in {:.1} s: {rate:.0} a second\n",
        marker.seeded.map_or(0, |seeded| seeded.matters),
        told.as_secs_f64(),
        took.as_secs_f64()
    ))
}

/// The application over the demo's database, with the county and the first matters in it.
async fn furnish(config: &Config, folder: &Path, marker: &mut Marker, matters: u32) -> Result<App> {
    let clock = DemoClock::default();
    let db = open::database_in(config, clock.env()).await?;
    open::migrate(&db).await?;
    let first = db.first_request().await?;
    if first.as_deref().is_some_and(|request| request != demo::REQUEST) || first.is_none() && db.is_in_use().await? {
        bail!("{} holds data that is not a demo's; name another one", config.database()?);
    }
    if first.is_some() && marker.seeded.is_none() {
        bail!(
            "{} holds a demo of another folder, or one that was not finished; name its folder with --data, or drop it",
            config.database()?
        );
    }
    if first.is_none() && marker.seeded.is_some() {
        bail!("the demo of {} lies in another database; name it, or begin anew with --fresh", folder.display());
    }
    let app = open::app(config, db, true).await?;
    if marker.seeded.is_none() {
        let first = matters.min(TOLD);
        marker.seeded = Some(seed(&app, &clock, first).await.context("the demo county cannot be made")?);
        marker.planned = first;
        mark(folder, marker)?;
        // The first page shows figures; what waits at a later start is the job's.
        bandeng_app::figures::catch_up(&app.db).await?;
    }
    Ok(app)
}

/// Brings the demo to so many matters. `tell` hears how far it is, and of how many.
async fn fill(
    app: &App,
    folder: &Path,
    marker: &mut Marker,
    matters: u32,
    pace: Pace,
    mut tell: impl FnMut(Made, u32),
) -> Result<()> {
    let world = marker.seeded.as_ref().context("the demo is seeded")?.world.clone();
    // What was begun is finished first.
    loop {
        if let Some(lot) = &marker.lot {
            lot.make(app, &world, pace, |made| tell(made, lot.len())).await?;
            marker.lot = None;
            mark(folder, marker)?;
        }
        let missing = matters.saturating_sub(marker.planned);
        if missing == 0 {
            // What people did meanwhile, and what a lot of an earlier program left to be counted.
            bandeng_app::figures::catch_up(&app.db).await?;
            return Ok(());
        }
        let now = bandeng_core::kernel::china_time(app.db.now());
        marker.lot = Some(Lot::new(app, marker.planned, missing, now).await?);
        marker.planned = matters;
        mark(folder, marker)?;
    }
}

/// Makes the folder ready. What was made there before is used again if its first part was finished.
fn prepare(place: &Place) -> Result<Marker> {
    let folder = place.data.as_path();
    open::private_folder(folder)?;
    let marker = match fs::read_to_string(folder.join(MARKER)) {
        Ok(text) => Some(serde_json::from_str::<Marker>(&text).unwrap_or_default()),
        Err(_) => None,
    };
    match marker {
        None if folder.join("bandeng.db").exists() || folder.join("keys.json").exists() => {
            bail!("{} holds data that is not a demo's; name another folder with --data", folder.display())
        }
        Some(marker) if marker.seeded.is_some() && !place.fresh => return Ok(marker),
        None => {}
        // Asked for, or the last one did not get to its end.
        Some(_) => clear(folder)?,
    }
    mark(folder, &Marker::default())?;
    Ok(Marker::default())
}

fn clear(folder: &Path) -> Result<()> {
    for name in ["bandeng.db", "bandeng.db-wal", "bandeng.db-shm", "keys.json"] {
        let path = folder.join(name);
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    let files = folder.join("files");
    if files.exists() {
        fs::remove_dir_all(&files).with_context(|| format!("cannot remove {}", files.display()))?;
    }
    Ok(())
}

fn mark(folder: &Path, marker: &Marker) -> Result<()> {
    let path = folder.join(MARKER);
    fs::write(&path, serde_json::to_string_pretty(marker)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Sign-ins as a table; a Chinese character is as wide as two letters.
fn table(seeded: &Seeded, plain: bool) -> String {
    let mut rows = vec![["login", "password", "name", "role", "organisation"].map(str::to_owned)];
    rows.extend(
        seeded.sign_ins.iter().map(|s| [&s.login, &s.password, &s.name, &s.role, &s.organisation].map(String::clone)),
    );
    if plain {
        return rows.iter().skip(1).map(|row| format!("sign-in\t{}\n", row.join("\t"))).collect();
    }
    let widths: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or_default()).collect();
    let mut out =
        format!("demo data: {} matters; the passwords are public, keep it on this machine\n\n", seeded.matters);
    for row in &rows {
        let line: String = row
            .iter()
            .zip(&widths)
            .map(|(cell, width_of_column)| format!("{cell}{}  ", " ".repeat(width_of_column - width(cell))))
            .collect();
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out + "\n"
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c as u32 >= 0x2e80 { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::SignIn;

    fn seeded() -> Seeded {
        let sign_in = |login: &str, name: &str| SignIn {
            login: login.into(),
            password: "p".into(),
            name: name.into(),
            role: "clerk".into(),
            organisation: "中心".into(),
        };
        Seeded {
            matters: 3,
            world: demo::KeptWorld::default(),
            sign_ins: vec![sign_in("a", "王小明"), sign_in("long-login", "Li")],
        }
    }

    fn place(folder: &tempfile::TempDir, fresh: bool) -> Place {
        Place { data: folder.path().to_path_buf(), fresh }
    }

    #[test]
    fn columns_line_up_although_chinese_is_wide() {
        let text = table(&seeded(), false);
        let column = |line: &str, what: &str| width(&line[..line.find(what).unwrap()]);
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("clerk")).collect();
        assert_eq!(column(lines[0], "clerk"), column(lines[1], "clerk"), "{text}");
        assert_eq!(table(&seeded(), true).lines().next(), Some("sign-in\ta\tp\t王小明\tclerk\t中心"));
    }

    #[test]
    fn a_folder_that_is_not_a_demos_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bandeng.db"), "precious").unwrap();
        assert!(prepare(&place(&folder, true)).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("bandeng.db")).unwrap(), "precious");
    }

    #[test]
    fn a_finished_demo_is_used_again_and_an_unfinished_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("bandeng.db");
        assert!(prepare(&place(&folder, false)).unwrap().seeded.is_none());
        fs::write(&database, "half").unwrap();
        assert!(prepare(&place(&folder, false)).unwrap().seeded.is_none());
        assert!(!database.exists());
        fs::write(&database, "whole").unwrap();
        mark(folder.path(), &Marker { seeded: Some(seeded()), ..Marker::default() }).unwrap();
        assert_eq!(prepare(&place(&folder, false)).unwrap().seeded.unwrap().sign_ins.len(), 2);
        assert!(database.exists());
        assert!(prepare(&place(&folder, true)).unwrap().seeded.is_none());
        assert!(!database.exists());
    }
}
