//! Half-typed forms: saved as one types, encrypted, without a code, gone after a fortnight.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_store::entities::drafts;
use bandeng_store::{Ctx, Result};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::query;
use crate::http::App;

/// What the encryption is for.
const PURPOSE: &str = "draft";
/// A fortnight.
const LIFE_MS: i64 = 14 * 24 * 3_600_000;
/// Larger than any form.
const MAX_BYTES: usize = 200_000;

/// A half-typed form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Draft {
    /// The client's own name for it: `intake-…`, or the page it belongs to.
    pub key: String,
    pub saved_at: i64,
    pub expires_at: i64,
    /// What the form held; left out in lists.
    #[schema(value_type = Option<Object>)]
    pub body: Option<Value>,
}

fn check_key(key: &str) -> Result<()> {
    let fits = (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    if fits { Ok(()) } else { Err(Refusal::at(Code::UnknownValue, "key").into()) }
}

pub(crate) async fn save(app: &App, ctx: &Ctx, key: &str, body: &Value) -> Result<Draft> {
    check_key(key)?;
    let text = body.to_string();
    if text.len() > MAX_BYTES {
        return Err(Refusal::new(Code::TooLarge).into());
    }
    let now = app.db.now();
    let row = drafts::Model {
        account_id: ctx.actor.account,
        key: key.to_owned(),
        body: app.crypt.seal(app.db.env(), PURPOSE, &text)?,
        saved_at: now,
        expires_at: now + LIFE_MS,
    };
    let draft = Draft { key: key.to_owned(), saved_at: now, expires_at: row.expires_at, body: None };
    query::save_draft(&app.db, row).await?;
    Ok(draft)
}

pub(crate) async fn read(app: &App, ctx: &Ctx, key: &str) -> Result<Draft> {
    let row = query::draft(&app.db, ctx.actor.account, key).await?;
    let row = row.filter(|r| r.expires_at > app.db.now()).ok_or(Refusal::new(Code::DraftGone))?;
    let body = serde_json::from_str(&app.crypt.open_value(PURPOSE, &row.body)?)?;
    Ok(Draft { key: row.key, saved_at: row.saved_at, expires_at: row.expires_at, body: Some(body) })
}

/// One's own drafts, newest first, without their content.
pub(crate) async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Draft>> {
    let rows = query::drafts(&app.db, ctx.actor.account).await?;
    Ok(rows
        .into_iter()
        .map(|r| Draft { key: r.key, saved_at: r.saved_at, expires_at: r.expires_at, body: None })
        .collect())
}

pub(crate) async fn drop(app: &App, ctx: &Ctx, key: &str) -> Result<()> {
    query::drop_draft(&app.db, ctx.actor.account, key).await
}
