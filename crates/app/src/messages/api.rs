//! Messages over HTTP: what was sent about a matter, and the demo's page.

use axum::extract::State;
use bandeng_core::kernel::{Code, IdText, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::messages::{MessageKind, MessageState, MessageWay};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::{self, Row};
use super::service::{BODY, TO};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Path, Problem, Query, Signed};
use crate::matters::api::read_for;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_messages)).routes(routes!(read_demo_messages))
}

const PAGE: u64 = 50;

/// A message about a matter: to whom and what became of it, never its text.
#[derive(Debug, Serialize, ToSchema)]
struct MessageView {
    id: IdText,
    kind: MessageKind,
    /// None where no way was set up.
    way: Option<MessageWay>,
    state: MessageState,
    party: Option<PartyNo>,
    /// Masked.
    to: String,
    /// Epoch milliseconds.
    made_at: i64,
    sent_at: Option<i64>,
    attempts: i32,
}

#[derive(Debug, Serialize, ToSchema)]
struct MessagePage {
    items: Vec<MessageView>,
    next: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MessageQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// List what was sent to the parties of a matter, newest first
#[utoipa::path(get, path = "/matters/{code}/messages", tag = "messages", operation_id = "list_messages",
    params(("code" = String, Path), MessageQuery), responses((status = 200, body = MessagePage), NotAllowed, NotFound, Invalid))]
async fn list_messages(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<MessageQuery>,
) -> Answer<MessagePage> {
    let matter = read_for(&app, &signed, &code, Action::ContactRead, SeenKind::Page).await?;
    let mut rows = query::page(&app.db, &matter.key, query.after.map(|id| id.0), PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let items = rows.into_iter().map(view).collect::<bandeng_store::Result<_>>()?;
    Ok(axum::Json(MessagePage { items, next }))
}

fn view(row: Row) -> bandeng_store::Result<MessageView> {
    Ok(MessageView {
        id: IdText(row.id),
        kind: row.kind.parse()?,
        way: if row.way.is_empty() { None } else { Some(row.way.parse()?) },
        state: row.state.parse()?,
        party: row.n.map(|n| n as PartyNo),
        to: row.to_shown,
        made_at: row.made_at,
        sent_at: row.sent_at,
        attempts: row.attempts,
    })
}

/// A message of the demo, as it would have been read.
#[derive(Debug, Serialize, ToSchema)]
struct DemoMessage {
    id: IdText,
    to: String,
    text: String,
    made_at: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct DemoMessages {
    items: Vec<DemoMessage>,
}

/// What a demo would have sent, the newest first; in no other installation is there such a page
#[utoipa::path(get, path = "/public/demo/messages", tag = "messages", operation_id = "read_demo_messages",
    responses((status = 200, body = DemoMessages), Conflict))]
async fn read_demo_messages(State(app): State<App>) -> Result<axum::Json<DemoMessages>, Problem> {
    if !app.settings.demo {
        return Err(Refusal::new(Code::DemoOnly).into());
    }
    let rows = query::shown(&app.db, PAGE).await?;
    let read = |row: Row| -> bandeng_store::Result<DemoMessage> {
        Ok(DemoMessage {
            id: IdText(row.id),
            to: app.crypt.open_value(TO, &row.to_sealed)?,
            text: app.crypt.open_value(BODY, &row.body_sealed)?,
            made_at: row.made_at,
        })
    };
    Ok(axum::Json(DemoMessages { items: rows.into_iter().map(read).collect::<bandeng_store::Result<_>>()? }))
}
