//! The backup of each day, by the site's setting, and the one of rows alone between: when they are due, what is kept, how the
//! last one went.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Instant, Text, china_date};

use super::{Fault, Lock, Source, make};
use crate::http::App;

/// `[backup]`: a backup a day.
#[derive(Clone, Debug)]
pub struct BackupSettings {
    /// Where they lie: on another disk than the data.
    pub folder: PathBuf,
    /// How many are kept.
    pub keep: usize,
    /// The hour of the day, in China, from which the day's is made.
    pub hour: i8,
    /// So often rows alone are backed up besides: what is lost at most when the machine is. None: once a day.
    pub rows_minutes: Option<u16>,
    pub lock: Lock,
}

/// After a failure it is tried again so many milliseconds later.
const AGAIN: i64 = 15 * 60_000;
/// What is unfinished and so old belongs to a program that was killed.
const LEFT_BEHIND: i64 = 24 * 3_600_000;
/// A newest backup older than this is late, where one is made each day.
const LATE: i64 = 26 * 3_600_000;

/// So long backups of rows are kept: until the day's own was surely looked at.
const ROWS_KEPT: i64 = 48 * 3_600_000;

const PREFIX: &str = "bandeng-";
const ROWS: &str = "bandeng-rows-";
const SUFFIX: &str = ".age";
const UNFINISHED: &str = ".age.part";

/// How it goes: kept while the program runs, told to the system administrator.
#[derive(Default)]
pub struct Backups(Mutex<State>);

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) running_since: Option<Instant>,
    /// When the last one failed, and why; none when it went well.
    pub(super) fault: Option<(Instant, Text)>,
}

impl State {
    /// One failed a moment ago.
    fn rests(&self, now: Instant) -> bool {
        self.fault.as_ref().is_some_and(|(at, _)| now - at < AGAIN && now >= *at)
    }
}

impl Backups {
    pub(super) fn state(&self) -> State {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// A backup that lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    /// When it was begun, by its name.
    pub at: Instant,
    pub bytes: u64,
}

/// What a backup of an instant is called, by the clock in China: `bandeng-20260301-020000.age`.
pub fn name_of(at: Instant) -> String {
    format!("{PREFIX}{}{SUFFIX}", stamp(at))
}

/// The same of one of rows alone: `bandeng-rows-20260301-021500.age`.
fn rows_name_of(at: Instant) -> String {
    format!("{ROWS}{}{SUFFIX}", stamp(at))
}

fn stamp(at: Instant) -> String {
    let (seconds, day) = (at.div_euclid(1_000), china_date(at));
    let of_day = seconds - instant_of(day.at(0, 0, 0, 0)).div_euclid(1_000);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let (year, month, day) = (day.year(), day.month(), day.day());
    format!("{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}")
}

/// The instant of a name, without its ending.
fn at_of(stem: &str, prefix: &str) -> Option<Instant> {
    let (day, time) = stem.strip_prefix(prefix)?.split_once('-')?;
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let year: i16 = day.get(0..4)?.parse().ok()?;
    let date = bandeng_core::kernel::Date::new(year, number(day, 4, 6)?, number(day, 6, 8)?).ok()?;
    (day.len() == 8 && time.len() == 6)
        .then(|| Some(instant_of(date.at(number(time, 0, 2)?, number(time, 2, 4)?, number(time, 4, 6)?, 0))))?
}

/// The whole backups in a folder, the newest first.
///
/// # Errors
/// If the folder cannot be read.
pub fn kept(folder: &Path) -> std::io::Result<Vec<Kept>> {
    listed(folder, PREFIX)
}

/// When the newest was made. One from the future was made before the clock was set back, and stands in nobody's way.
pub fn newest(all: &[Kept], now: Instant) -> Option<Instant> {
    all.iter().map(|kept| kept.at).filter(|at| *at <= now).max()
}

/// Those of rows alone, the newest first.
pub(super) fn kept_rows(folder: &Path) -> std::io::Result<Vec<Kept>> {
    listed(folder, ROWS)
}

fn listed(folder: &Path, prefix: &str) -> std::io::Result<Vec<Kept>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(at) = name.strip_suffix(SUFFIX).and_then(|stem| at_of(stem, prefix)) {
            all.push(Kept { name, at, bytes: entry.metadata()?.len() });
        }
    }
    all.sort_by_key(|kept| std::cmp::Reverse(kept.at));
    Ok(all)
}

impl BackupSettings {
    /// The newest instant at which one was to be made.
    fn was_due(&self, now: Instant) -> Instant {
        let today = instant_of(china_date(now).at(self.hour, 0, 0, 0));
        if today <= now { today } else { today - 24 * 3_600_000 }
    }

    /// Whether the day's backup is still to be made.
    fn is_due(&self, now: Instant, newest: Option<Instant>, state: &State) -> bool {
        !state.rests(now) && newest.is_none_or(|at| at < self.was_due(now))
    }

    /// Whether rows are to be backed up again.
    fn rows_are_due(&self, now: Instant, newest: Option<Instant>, state: &State) -> bool {
        let Some(minutes) = self.rows_minutes else { return false };
        !state.rests(now) && newest.is_none_or(|at| now - at >= i64::from(minutes) * 60_000)
    }
}

/// Whether somebody ought to look: the newest is older than a day, or there is none.
pub(super) fn is_late(now: Instant, newest: Option<Instant>) -> bool {
    newest.is_none_or(|at| now - at > LATE)
}

/// Makes the day's backup if it is due, or one of rows if that is; whether one was made.
pub async fn tend(app: &App) -> bool {
    let Some(settings) = &app.settings.backup else { return false };
    let (now, state) = (app.db.now(), app.backups.state());
    let last = |all: std::io::Result<Vec<Kept>>| all.ok().and_then(|all| newest(&all, now));
    let whole = last(kept(&settings.folder));
    let full = settings.is_due(now, whole, &state);
    // The day's own has the rows too.
    if !full && !settings.rows_are_due(now, whole.max(last(kept_rows(&settings.folder))), &state) {
        return false;
    }
    app.backups.set(State { running_since: Some(now), fault: None });
    let outcome = if full { one(app, settings, now).await } else { rows(app, settings, now).await };
    metrics::counter!("bandeng_backups_total", "outcome" => if outcome.is_ok() { "done" } else { "failed" })
        .increment(1);
    match outcome {
        Ok(()) => {
            app.backups.set(State::default());
            true
        }
        Err(fault) => {
            tracing::error!(%fault, "a backup was not made");
            app.backups.set(State { running_since: None, fault: Some((app.db.now(), fault.words())) });
            false
        }
    }
}

async fn one(app: &App, settings: &BackupSettings, now: Instant) -> Result<(), Fault> {
    let folder = &settings.folder;
    let disk = |error| Fault::disk(folder.display(), error);
    fs::create_dir_all(folder).map_err(disk)?;
    sweep(folder, now).map_err(disk)?;
    let source = Source { db: &app.db, crypt: &app.crypt, objects: Some(app.objects.as_ref()) };
    let made = make(&source, &settings.lock, &folder.join(name_of(now)), &mut |_| {}).await?;
    let (rows, files, bytes) = (made.manifest.rows(), made.manifest.files.count, made.bytes);
    tracing::info!(rows, files, bytes, ms = app.db.now() - now, "the backup of the day is made");
    for key in &made.manifest.files.lacking {
        tracing::error!(%key, "a file that a row names is gone or altered");
    }
    let mut all = kept(folder).map_err(disk)?;
    all.sort_by_key(|kept| (kept.at > now, std::cmp::Reverse(kept.at)));
    for old in all.iter().skip(settings.keep.max(1)) {
        fs::remove_file(folder.join(&old.name)).map_err(disk)?;
    }
    Ok(())
}

/// Rows alone, and away with those that are old.
async fn rows(app: &App, settings: &BackupSettings, now: Instant) -> Result<(), Fault> {
    let folder = &settings.folder;
    let disk = |error| Fault::disk(folder.display(), error);
    fs::create_dir_all(folder).map_err(disk)?;
    sweep(folder, now).map_err(disk)?;
    let source = Source { db: &app.db, crypt: &app.crypt, objects: None };
    let made = make(&source, &settings.lock, &folder.join(rows_name_of(now)), &mut |_| {}).await?;
    tracing::info!(rows = made.manifest.rows(), bytes = made.bytes, ms = app.db.now() - now, "rows are backed up");
    for old in kept_rows(folder).map_err(disk)?.iter().filter(|kept| now - kept.at > ROWS_KEPT) {
        fs::remove_file(folder.join(&old.name)).map_err(disk)?;
    }
    Ok(())
}

/// Removes what programs left that were killed while they made one.
fn sweep(folder: &Path, now: Instant) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let at = name.strip_suffix(UNFINISHED).and_then(|stem| at_of(stem, PREFIX).or_else(|| at_of(stem, ROWS)));
        if at.is_some_and(|at| now - at > LEFT_BEHIND) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i8, hour: i8, minute: i8) -> Instant {
        instant_of(bandeng_core::kernel::Date::constant(2026, 3, day).at(hour, minute, 5, 0))
    }

    #[test]
    fn a_name_says_when() {
        assert_eq!(name_of(at(1, 2, 7)), "bandeng-20260301-020705.age");
        assert_eq!(at_of("bandeng-20260301-020705", PREFIX), Some(at(1, 2, 7)));
        let rows = rows_name_of(at(1, 2, 7));
        assert_eq!(rows, "bandeng-rows-20260301-020705.age");
        let stem = rows.trim_end_matches(SUFFIX);
        assert_eq!((at_of(stem, ROWS), at_of(stem, PREFIX)), (Some(at(1, 2, 7)), None), "one is not the other");
        for other in ["bandeng-20260301-0207", "bandeng-x", "bandeng-20261301-020705", "other-20260301-020705"] {
            assert_eq!(at_of(other, PREFIX), None, "{other}");
        }
    }

    #[test]
    fn a_clock_that_was_ahead_once_does_not_end_the_backups() {
        let made = |at| Kept { name: name_of(at), at, bytes: 1 };
        let all = [made(at(9, 2, 0)), made(at(2, 2, 0)), made(at(1, 2, 0))];
        assert_eq!(newest(&all, at(2, 9, 0)), Some(at(2, 2, 0)));
        assert_eq!(newest(&all[..1], at(2, 9, 0)), None, "it is due, and late");
    }

    #[test]
    fn one_is_due_a_day_and_again_a_while_after_a_failure() {
        let lock = Lock::Passphrase("x".into());
        let settings = BackupSettings { folder: PathBuf::new(), keep: 3, hour: 2, rows_minutes: Some(15), lock };
        let well = State::default();
        let failed = |at| State { running_since: None, fault: Some((at, Text::new("", ""))) };
        assert!(settings.is_due(at(2, 1, 0), None, &well), "the first one at once");
        assert!(!settings.is_due(at(2, 1, 0), Some(at(1, 2, 0)), &well), "not before its hour");
        assert!(settings.is_due(at(2, 2, 0), Some(at(1, 2, 0)), &well));
        assert!(settings.is_due(at(2, 9, 0), Some(at(1, 2, 0)), &well), "the machine was off at two");
        assert!(!settings.is_due(at(2, 9, 0), Some(at(2, 3, 0)), &well));
        assert!(!settings.is_due(at(2, 2, 10), Some(at(1, 2, 0)), &failed(at(2, 2, 0))));
        assert!(settings.is_due(at(2, 2, 20), Some(at(1, 2, 0)), &failed(at(2, 2, 0))));
        assert!(settings.is_due(at(2, 2, 0), Some(at(1, 2, 0)), &failed(at(3, 2, 0))), "the clock was set back");
        for (newest, due) in [(None, true), (Some(at(2, 8, 46)), false), (Some(at(2, 8, 45)), true)] {
            assert_eq!(settings.rows_are_due(at(2, 9, 0), newest, &well), due, "{newest:?}");
            assert!(!settings.rows_are_due(at(2, 9, 0), newest, &failed(at(2, 8, 50))));
            assert!(!BackupSettings { rows_minutes: None, ..settings.clone() }.rows_are_due(
                at(2, 9, 0),
                newest,
                &well
            ));
        }
        assert!(is_late(at(3, 9, 0), Some(at(2, 2, 0))) && !is_late(at(3, 2, 30), Some(at(2, 2, 0))));
    }

    #[test]
    fn what_was_left_behind_is_swept_and_what_is_whole_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str| fs::write(folder.path().join(name), "x").unwrap();
        make(&name_of(at(1, 2, 0)));
        make(&name_of(at(2, 2, 0)));
        make(&(name_of(at(1, 3, 0)) + ".part"));
        make(&(name_of(at(3, 2, 0)) + ".part"));
        make("something else");
        sweep(folder.path(), at(3, 2, 1)).unwrap();
        let left: Vec<String> = kept(folder.path()).unwrap().into_iter().map(|kept| kept.name).collect();
        assert_eq!(left, [name_of(at(2, 2, 0)), name_of(at(1, 2, 0))]);
        assert!(!folder.path().join(name_of(at(1, 3, 0)) + ".part").exists());
        assert!(
            folder.path().join(name_of(at(3, 2, 0)) + ".part").exists()
                && folder.path().join("something else").exists()
        );
    }
}
