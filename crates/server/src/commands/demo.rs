//! `bandeng demo`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::demo::{DemoClock, Seeded, seed};
use crate::{open, serve, telemetry};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of the demo's database, keys and files
    #[arg(long, value_name = "DIR", default_value = "./var/demo")]
    data: PathBuf,
    /// How many matters, besides the stories
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    matters: u32,
    /// Throw the demo in this folder away and begin anew
    #[arg(long)]
    fresh: bool,
    /// Print the sign-ins as lines with tabs between the columns
    #[arg(long)]
    plain: bool,
}

/// Lies in the demo's folder: says that what is there may be thrown away, and how to sign in.
#[derive(Serialize, Deserialize)]
struct Marker {
    seeded: Option<Seeded>,
}

const MARKER: &str = "demo.json";

pub(super) async fn run(config: &Config, args: &Args) -> Result<()> {
    telemetry::log(&config.log)?;
    let metrics = config.metrics.then(telemetry::metrics).transpose()?;
    let listener = serve::bind(&config.listen).await?;
    let config = config.clone().within(&args.data);
    let kept = prepare(&args.data, args.fresh)?;

    let clock = DemoClock::default();
    let db = open::database_in(&config, clock.env()).await?;
    open::migrate(&db).await?;
    let app = open::app(&config, db, true).await?;
    let seeded = match kept {
        Some(seeded) => seeded,
        None => {
            let seeded = seed(&app, &clock, args.matters).await.context("the demo county cannot be made")?;
            mark(&args.data, &Marker { seeded: Some(seeded.clone()) })?;
            seeded
        }
    };
    super::print(&table(&seeded, args.plain))?;
    serve::serve(app, listener, metrics).await
}

/// Makes the folder ready. What was made there before is used again if it was finished.
fn prepare(folder: &Path, fresh: bool) -> Result<Option<Seeded>> {
    open::private_folder(folder)?;
    let marker = match fs::read_to_string(folder.join(MARKER)) {
        Ok(text) => Some(serde_json::from_str::<Marker>(&text).unwrap_or(Marker { seeded: None })),
        Err(_) => None,
    };
    match marker {
        None if folder.join("bandeng.db").exists() || folder.join("keys.json").exists() => {
            bail!("{} holds data that is not a demo's; name another folder with --data", folder.display())
        }
        Some(Marker { seeded: Some(seeded) }) if !fresh => return Ok(Some(seeded)),
        None => {}
        // Asked for, or the last one did not get to its end.
        Some(_) => clear(folder)?,
    }
    mark(folder, &Marker { seeded: None })?;
    Ok(None)
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
        Seeded { matters: 3, sign_ins: vec![sign_in("a", "王小明"), sign_in("long-login", "Li")] }
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
        assert!(prepare(folder.path(), true).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("bandeng.db")).unwrap(), "precious");
    }

    #[test]
    fn a_finished_demo_is_used_again_and_an_unfinished_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("bandeng.db");
        assert!(prepare(folder.path(), false).unwrap().is_none());
        fs::write(&database, "half").unwrap();
        assert!(prepare(folder.path(), false).unwrap().is_none());
        assert!(!database.exists());
        fs::write(&database, "whole").unwrap();
        mark(folder.path(), &Marker { seeded: Some(seeded()) }).unwrap();
        assert_eq!(prepare(folder.path(), false).unwrap().unwrap().sign_ins.len(), 2);
        assert!(database.exists());
        assert!(prepare(folder.path(), true).unwrap().is_none());
        assert!(!database.exists());
    }
}
