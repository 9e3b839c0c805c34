//! What the machine must have besides Rust and Node. Missing Debian packages are installed when we are root;
//! otherwise the message says what to type. The network is used through apt, npm and cargo alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Something a step needs, the Debian packages that bring it, and how to see that it is there.
struct Need {
    packages: &'static [&'static str],
    there: fn() -> bool,
}

const FONTS: Need = Need { packages: &["fonts-noto-cjk"], there: chinese_fonts };
const POSTGRESQL: Need = Need { packages: &["postgresql"], there: || postgresql_bin().is_some() };
const CHROMIUM: Need = Need { packages: &["chromium"], there: || chromium().is_some() };
const POPPLER: Need = Need { packages: &["poppler-utils"], there: || on_path("pdftotext").is_some() };
/// The drill asks the server as a watch would.
const CURL: Need = Need { packages: &["curl"], there: || on_path("curl").is_some() };

/// What the demo needs to print papers.
pub(crate) fn for_demo() -> Result<()> {
    ensure(&[FONTS])
}

/// What the rules, the documents and the journeys need.
pub(crate) fn for_tests() -> Result<()> {
    ensure(&[FONTS, POSTGRESQL, CHROMIUM, POPPLER, CURL])
}

/// A PostgreSQL server alone.
pub(crate) fn for_postgres() -> Result<()> {
    ensure(&[POSTGRESQL])
}

fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> =
        needs.iter().filter(|need| !(need.there)()).flat_map(|need| need.packages.iter().copied()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!(
        "please install: {list}\n  on Debian: sudo apt-get install --no-install-recommends {list}",
        list = missing.join(" ")
    );
    if !is_root() || on_path("apt-get").is_none() {
        bail!("{by_hand}");
    }
    println!("installing {}", missing.join(", "));
    // An old package index names files that are gone: refresh it and try once more.
    if install(&missing).is_err() {
        process::quiet(&mut apt(&["update"])).context(by_hand.clone())?;
        install(&missing).context(by_hand.clone())?;
    }
    if let Some(need) = needs.iter().find(|need| !(need.there)()) {
        bail!("{} is installed but not usable\n{by_hand}", need.packages.join(" "));
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    let mut command = apt(&["install", "--yes", "--no-install-recommends"]);
    process::quiet(command.args(packages))
}

fn apt(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=120"]).args(args);
    command
}

pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim_ascii() == b"0")
}

/// The folder of the newest PostgreSQL programs, 15 or later: Debian's place first, then the PATH.
pub(crate) fn postgresql_bin() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry)))
        .filter(|(version, entry)| *version >= 15 && entry.path().join("bin/initdb").exists())
        .max_by_key(|(version, _)| *version)
        .map(|(_, entry)| entry.path().join("bin"));
    debian.or_else(|| on_path("initdb")?.parent().map(Path::to_path_buf))
}

/// The browser of the journeys: `CHROMIUM` if set, else Debian's.
pub(crate) fn chromium() -> Option<PathBuf> {
    match std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        Some(path) => Some(PathBuf::from(path)).filter(|path| path.exists()),
        None => on_path("chromium"),
    }
}

/// Papers need a face with Chinese characters; `BANDENG_FONT_DIR` may bring its own.
fn chinese_fonts() -> bool {
    std::env::var_os("BANDENG_FONT_DIR").is_some_and(|dir| Path::new(&dir).is_dir())
        || Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists()
}

fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}
