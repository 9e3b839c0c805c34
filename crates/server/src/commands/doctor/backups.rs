//! What the doctor asks of backups.

use bandeng_app::backup::{kept, newest};
use bandeng_core::kernel::Clock;
use bandeng_store::env::SystemClock;

use super::{Finding, fail, ok, warn};
use crate::config::Config;

const WHAT: &str = "backups";
const HOUR: i64 = 3_600_000;

/// Is there a setting, and is the newest of a day ago at most?
pub(super) fn check(config: &Config) -> Finding {
    let settings = match config.backup() {
        Ok(Some(settings)) => settings,
        Ok(None) => return warn(WHAT, "no daily backup is set up; write [backup] in bandeng.toml"),
        Err(error) => return fail(WHAT, format!("{error:#}")),
    };
    let folder = settings.folder.display();
    let now = SystemClock.now();
    match kept(&settings.folder).map(|all| newest(&all, now).map(|at| now - at)) {
        Err(_) | Ok(None) => warn(WHAT, format!("none yet in {folder}")),
        Ok(Some(age)) if age > 26 * HOUR => {
            warn(WHAT, format!("the newest in {folder} is {} hours old; see why in the log", age / HOUR))
        }
        Ok(Some(age)) => ok(WHAT, format!("the newest in {folder} is {} hours old", age / HOUR)),
    }
}
