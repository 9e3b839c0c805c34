//! Counting goes on by itself.

use bandeng_store::Result;

use super::counting;
use crate::http::App;

/// The name of the job.
pub(crate) const COUNT: &str = "count_figures";
/// Milliseconds between two runs.
pub(crate) const EVERY: i64 = 5_000;

/// Counts what waits, a while.
pub(crate) async fn count(app: &App) -> Result<()> {
    counting::a_while(&app.db).await
}
