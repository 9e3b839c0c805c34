//! After a publication: what runs is counted anew.

use bandeng_core::kernel::MatterCode;
use bandeng_store::jobs::Job;
use bandeng_store::{Ctx, MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::App;
use crate::matters::days;

/// The kind of job that counts running days anew.
pub(crate) const RECOUNT: &str = "recount_days";

/// Matters looked for at once.
const PAGE: u64 = 200;

#[derive(Debug, Serialize, Deserialize)]
struct Recount {
    version: i64,
    year: i16,
}

/// Puts the job into the queue of the transaction that publishes.
pub(super) fn enqueue(uow: &mut Uow, version: i64, year: i16) -> Result<()> {
    let job = Job {
        kind: RECOUNT,
        payload: serde_json::to_value(Recount { version, year })?,
        run_at: uow.now(),
        unique_key: Some(format!("recount:{version}")),
    };
    uow.enqueue(job);
    Ok(())
}

/// Counts anew, matter by matter, each in a unit of work of its own: who works meanwhile waits for none but their own.
pub(crate) async fn recount(app: &App, payload: Value) -> Result<()> {
    let Recount { version, year } = serde_json::from_value(payload)?;
    let ctx = Ctx::system("job recount_days");
    app.calendars.stale();
    let mut after = MatterKey { county: String::new(), id: 0 };
    loop {
        let page = days::reaching(&app.db, year, &after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.clone();
        for (_, code) in &page {
            let mut uow = app.begin(&ctx).await?;
            let code: MatterCode = code.parse()?;
            if days::recount(&mut uow, &code, &app.calendar(), version).await? > 0 {
                uow.commit().await?;
            }
        }
    }
}
