//! Binding a file that takes long.

use std::sync::Arc;

use bandeng_core::kernel::{Code, IdText};
use bandeng_store::jobs::Job;
use bandeng_store::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::outline::{may_read_bound, outline};
use super::query::{self, Binding};
use super::{binding, view};
use crate::http::App;
use crate::identity::service as identity;
use crate::matters::case::{self, Matter};

/// The job's kind.
pub(crate) const BIND: &str = "bind_dossier";

/// Nobody has touched it for so long: whoever bound it is gone.
const GONE_MS: i64 = 5 * 60_000;

#[derive(Serialize, Deserialize)]
struct Payload {
    matter: String,
    n: u16,
    account: IdText,
}

/// Is a file being bound now?
pub(super) fn is_busy(row: &Binding, now: i64) -> bool {
    row.state != "failed" && now - row.touched_at < GONE_MS
}

/// Puts it into the queue.
pub(super) async fn ask(app: &App, ctx: &Ctx, matter: &Matter, n: u16, total: usize) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let account = ctx.actor.account;
    let row = Binding {
        county: matter.key.county.clone(),
        matter_id: matter.key.id,
        proceeding: i32::from(n),
        account_id: account,
        state: "waiting".to_owned(),
        done: 0,
        total: total as i32,
        fault: None,
        touched_at: uow.now(),
    };
    query::put_binding(uow.technical(), row).await?;
    let payload = json!(Payload { matter: matter.code.to_string(), n, account: IdText(account) });
    let (run_at, unique_key) = (uow.now(), Some(format!("{BIND}:{}:{n}", matter.code)));
    uow.enqueue(Job { kind: BIND, payload, run_at, unique_key });
    uow.commit().await
}

/// How far a binding is, for whoever waits.
pub(super) struct Progress {
    row: Binding,
}

impl Progress {
    /// Says so, once a second.
    pub(super) async fn told(&mut self, app: &App, done: usize, total: usize) -> Result<()> {
        let now = app.db.now();
        if now - self.row.touched_at < 1_000 {
            return Ok(());
        }
        (self.row.done, self.row.total, self.row.touched_at) = (done as i32, total as i32, now);
        query::put_binding(app.db.technical(), self.row.clone()).await
    }
}

/// Binds a file on behalf of who asked for it, as far as they may today. Once more does no harm: what says the same is the
/// same version.
pub(crate) async fn bind(app: &App, payload: Value) -> Result<()> {
    let Payload { matter, n, account: IdText(account) } = serde_json::from_value(payload)?;
    let matter = case::read(app.db.reader(), &matter.parse()?, app.db.now()).await?;
    let key = matter.key.clone();
    let Some(asked) = query::binding(&app.db, &key, n).await? else { return Ok(()) };
    let fail = |code: Code| {
        let row = Binding {
            state: "failed".into(),
            fault: Some(code.as_str().into()),
            touched_at: app.db.now(),
            ..asked.clone()
        };
        async move { query::put_binding(app.db.technical(), row).await }
    };
    let actor = identity::actor(app, account).await?.filter(|actor| may_read_bound(actor, &matter));
    let Some(actor) = actor else { return fail(Code::NotAllowed).await };
    let ctx = Ctx { actor: Arc::new(actor), request_id: format!("bind-{}-{n}", matter.code) };
    let outline = outline(app, &ctx.actor, matter, n).await?;
    let mut far = Progress { row: Binding { state: "binding".into(), ..asked.clone() } };
    match binding::bind(app, &ctx, &outline, Some(&mut far)).await {
        Ok(_) => query::drop_binding(&app.db, &key, n).await,
        Err(Error::Refused(refusals)) => fail(refusals.first().map_or(Code::Internal, |r| r.code)).await,
        Err(Error::Damaged(what)) => {
            tracing::error!(%what, "a file cannot be bound");
            fail(Code::Internal).await
        }
        // The database or the store: it comes back.
        Err(error) => Err(error),
    }
}

/// As it is shown.
pub(super) fn view(row: &Binding, now: i64) -> view::BindingView {
    let gone = row.state != "failed" && !is_busy(row, now);
    let code = row.fault.as_deref().and_then(|fault| Code::ALL.iter().find(|code| code.as_str() == fault));
    let fault = match (code, gone) {
        (Some(code), _) => Some(code.title()),
        (None, true) => Some(Code::ImportInterrupted.title()),
        (None, false) => None,
    };
    view::BindingView { done: row.done, total: row.total, fault }
}
