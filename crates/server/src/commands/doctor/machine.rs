//! What the doctor asks of the machine.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::{Clock, Date, china_time};
use bandeng_docgen::Fonts;
use bandeng_store::env::SystemClock;

use super::{Finding, fail, ok, warn};
use crate::config::Config;

/// A file that is written, looked at and removed.
const PROBE: &str = ".bandeng-doctor";

pub(super) fn data_folder(config: &Config) -> Finding {
    const WHAT: &str = "data";
    let folder = &config.data_dir;
    if !folder.exists() {
        return warn(WHAT, format!("{} is not there yet; `bandeng run` makes it", folder.display()));
    }
    let probe = folder.join(PROBE);
    let written = fs::write(&probe, b"?").and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => ok(WHAT, format!("{} can be written", folder.display())),
        Err(error) => fail(
            WHAT,
            format!("{} cannot be written: {error}; give it to the account that runs bandeng", folder.display()),
        ),
    }
}

pub(super) fn key_file(config: &Config) -> Finding {
    const WHAT: &str = "keys";
    let path = config.key_file();
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            warn(WHAT, format!("{} is not there yet; the first `bandeng run` makes it", path.display()))
        }
        Err(error) => fail(WHAT, format!("{} cannot be seen: {error}", path.display())),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            fail(WHAT, format!("others may read {0}; run: chmod 600 {0}", path.display()))
        }
        Ok(_) => match File::open(&path) {
            Ok(_) => ok(WHAT, format!("{} is there and private; keep a copy apart from the database", path.display())),
            Err(error) => fail(WHAT, format!("{} cannot be read: {error}", path.display())),
        },
    }
}

pub(super) fn space(config: &Config) -> Finding {
    const WHAT: &str = "disk";
    const GIB: u64 = 1 << 30;
    let folder = nearest(&config.data_dir);
    match rustix::fs::statvfs(&folder) {
        Err(error) => warn(WHAT, format!("the free space of {} cannot be read: {error}", folder.display())),
        Ok(disk) => {
            let free = disk.f_bavail * disk.f_frsize;
            let text = format!("{:.1} GiB free", free as f64 / GIB as f64);
            if free < GIB / 4 {
                fail(WHAT, format!("{text}; make room now, or nothing can be registered soon"))
            } else if free < 2 * GIB {
                warn(WHAT, format!("{text}; make room, scans need it"))
            } else {
                ok(WHAT, text)
            }
        }
    }
}

/// Every commit waits for the disk once: this is the time a clerk waits at least.
pub(super) fn flush(config: &Config) -> Finding {
    const WHAT: &str = "flush";
    let folder = nearest(&config.data_dir);
    let times = match measure(&folder.join(PROBE)) {
        Ok(times) => times,
        Err(error) => return warn(WHAT, format!("cannot be measured in {}: {error}", folder.display())),
    };
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let (median, slowest) = (millis(times[times.len() / 2]), millis(times[times.len() - 1]));
    let text = format!("fdatasync takes {median:.1} ms, at most {slowest:.1} ms of {} times", times.len());
    if median > 50.0 {
        warn(WHAT, format!("{text}; every registration waits for it: use a solid-state disk"))
    } else {
        ok(WHAT, text)
    }
}

fn measure(path: &Path) -> io::Result<Vec<Duration>> {
    let mut file = File::create(path)?;
    let times = (0..30)
        .map(|_| {
            file.write_all(&[7; 4096])?;
            let began = Instant::now();
            file.sync_data()?;
            Ok(began.elapsed())
        })
        .collect::<io::Result<Vec<_>>>();
    fs::remove_file(path)?;
    let mut times = times?;
    times.sort();
    Ok(times)
}

pub(super) fn fonts(config: &Config) -> Finding {
    const WHAT: &str = "fonts";
    match Fonts::load(&config.font_folders).check() {
        Ok(()) => ok(WHAT, "Chinese papers can be printed"),
        Err(error) => {
            warn(WHAT, format!("{error}; no paper can be printed: apt-get install fonts-noto-cjk, or set font_folders"))
        }
    }
}

pub(super) fn clock_and_calendar() -> Vec<Finding> {
    let now = china_time(SystemClock.now());
    let (year, last_known) = (now.year(), Calendar::official().notices().map(|notice| notice.year).max());
    // The calendar in the program is older than the program, and the program is older than now.
    let clock = if last_known.is_some_and(|known| year < known - 1) || year > 2100 {
        fail("clock", format!("it says {} in China; set it and let it follow a time server", now.date()))
    } else {
        ok("clock", format!("{} {:02}:{:02} in China", now.date(), now.hour(), now.minute()))
    };
    vec![clock, calendar(now.date(), |year| Calendar::official().knows(year))]
}

/// The notice for a year comes out in October or November of the year before.
fn calendar(today: Date, knows: impl Fn(i16) -> bool) -> Finding {
    const WHAT: &str = "calendar";
    let (year, next) = (today.year(), today.year() + 1);
    const TO_DO: &str = "update bandeng; until then its deadlines are provisional";
    if !knows(year) {
        warn(WHAT, format!("the holidays of {year} are not known; {TO_DO}"))
    } else if !knows(next) && today.month() == 12 {
        warn(WHAT, format!("the holidays of {next} are not known; {TO_DO}"))
    } else if knows(next) {
        ok(WHAT, format!("the holidays of {year} and {next} are known"))
    } else {
        ok(WHAT, format!("the holidays of {year} are known, those of {next} come out in the autumn"))
    }
}

/// The folder, or the nearest one above it that is there.
fn nearest(folder: &Path) -> PathBuf {
    let mut folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    while !folder.exists() && folder.pop() {}
    folder
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Grade;

    #[test]
    fn next_years_holidays_are_missed_only_in_december() {
        let grade = |month, known: &[i16]| calendar(Date::constant(2026, month, 1), |year| known.contains(&year)).grade;
        assert!(grade(3, &[2026]) == Grade::Ok);
        assert!(grade(12, &[2026]) == Grade::Warn);
        assert!(grade(12, &[2026, 2027]) == Grade::Ok);
        assert!(grade(3, &[2025]) == Grade::Warn);
    }

    #[test]
    fn a_folder_that_is_not_there_is_judged_by_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(nearest(&folder.path().join("a/b")), folder.path());
    }
}
