//! How backups stand, for whoever runs the house.

use axum::extract::State;
use bandeng_core::kernel::{Instant, Text};
use bandeng_core::policy::{Action, require_general};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::daily::{is_late, kept_rows, newest};
use super::kept;
use crate::http::answers::NotAllowed;
use crate::http::{Answer, App, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_backups))
}

/// Backups of the house.
#[derive(Debug, Serialize, ToSchema)]
struct BackupsView {
    /// The setting for a backup a day; none where the site has not set it up.
    plan: Option<BackupPlanView>,
    /// What lies in the folder, the newest first.
    items: Vec<BackupView>,
    /// When rows alone were last backed up.
    rows_at: Option<Instant>,
    /// One is being made since then.
    running_since: Option<Instant>,
    /// When the last one failed, and why; none when it went well.
    failed_at: Option<Instant>,
    fault: Option<Text>,
    /// The newest is older than a day, or there is none: somebody ought to look.
    late: bool,
}

/// A backup a day.
#[derive(Debug, Serialize, ToSchema)]
struct BackupPlanView {
    folder: String,
    /// How many are kept.
    keep: usize,
    /// The hour of the day, in China, from which the day's is made.
    hour: i8,
    /// So often rows alone are backed up besides, in minutes; none: once a day.
    rows_minutes: Option<u16>,
}

/// A backup that lies in the folder, whole.
#[derive(Debug, Serialize, ToSchema)]
struct BackupView {
    name: String,
    at: Instant,
    bytes: u64,
}

/// How backups stand
///
/// For system administrators. A backup is made and read back at the machine alone (`bandeng backup`, `bandeng restore`).
#[utoipa::path(get, path = "/operations/backups", tag = "operations", operation_id = "read_backups", responses(
    (status = 200, body = BackupsView), NotAllowed,
))]
async fn read_backups(State(app): State<App>, signed: Signed) -> Answer<BackupsView> {
    require_general(signed.actor(), Action::OperationsRead)?;
    let settings = app.settings.backup.as_ref();
    let folder = settings.map(|settings| settings.folder.clone());
    // A folder that cannot be read is one without backups: the newest is then late.
    let listed = tokio::task::spawn_blocking(move || {
        let folder = folder.unwrap_or_default();
        (kept(&folder).unwrap_or_default(), kept_rows(&folder).unwrap_or_default())
    });
    let (all, rows) = listed.await.unwrap_or_default();
    let state = app.backups.state();
    let (failed_at, fault) = state.fault.map_or((None, None), |(at, words)| (Some(at), Some(words)));
    Ok(axum::Json(BackupsView {
        late: is_late(app.db.now(), newest(&all, app.db.now())),
        plan: settings.map(|settings| BackupPlanView {
            folder: settings.folder.display().to_string(),
            keep: settings.keep,
            hour: settings.hour,
            rows_minutes: settings.rows_minutes,
        }),
        items: all.into_iter().map(|kept| BackupView { name: kept.name, at: kept.at, bytes: kept.bytes }).collect(),
        rows_at: rows.first().map(|kept| kept.at),
        running_since: state.running_since,
        failed_at,
        fault,
    }))
}
