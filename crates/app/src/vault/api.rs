//! The vault over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Id, Refusal};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keys::{self, KeyRequest, OwnKey, VaultView};
use super::notes::{self, NewNote, NoteBody, NoteBook, NoteKept, Resealing};
use super::recovery::{self, Asked, HandingOver, OfficerView, RecoveryRequest, RequestLine, RequestView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Json, Path, Problem, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_vault))
        .routes(routes!(put_vault_key))
        .routes(routes!(list_officers))
        .routes(routes!(make_recovery))
        .routes(routes!(ask_recovery))
        .routes(routes!(read_recovery))
        .routes(routes!(agree_recovery))
        .routes(routes!(finish_recovery))
        .routes(routes!(list_notes, add_note))
        .routes(routes!(read_note, reseal_note))
}

fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// One's own vault: the key, and the recoveries one has a part in
#[utoipa::path(get, path = "/vault", tag = "vault", operation_id = "read_vault",
    responses((status = 200, body = VaultView), NotAllowed))]
async fn read_vault(State(app): State<App>, signed: Signed) -> Answer<VaultView> {
    Ok(axum::Json(keys::show(&app, &signed.ctx).await?))
}

/// Keep a key that one's browser made, or the same one behind another passphrase
#[utoipa::path(put, path = "/vault/key", tag = "vault", operation_id = "put_vault_key", request_body = KeyRequest,
    responses((status = 200, body = OwnKey), NotAllowed, Conflict, Invalid))]
async fn put_vault_key(State(app): State<App>, signed: Signed, Json(body): Json<KeyRequest>) -> Answer<OwnKey> {
    Ok(axum::Json(keys::put(&app, &signed.ctx, body).await?))
}

/// Those who may keep half of a recovery key.
#[derive(Debug, Serialize, ToSchema)]
struct Officers {
    items: Vec<OfficerView>,
}

/// Who may keep half of a committee's recovery key
#[utoipa::path(get, path = "/vault/recoveries/{committee}/candidates", tag = "vault", operation_id = "list_officers",
    params(("committee" = String, Path)), responses((status = 200, body = Officers), NotAllowed, NotFound))]
async fn list_officers(State(app): State<App>, signed: Signed, Path(committee): Path<String>) -> Answer<Officers> {
    Ok(axum::Json(Officers { items: recovery::candidates(&app, &signed.ctx, id(&committee)?).await? }))
}

/// Keep a committee's recovery key, split between two officers
#[utoipa::path(put, path = "/vault/recoveries/{committee}", tag = "vault", operation_id = "make_recovery",
    params(("committee" = String, Path)), request_body = RecoveryRequest,
    responses((status = 204, description = "Kept"), NotAllowed, NotFound, Conflict, Invalid))]
async fn make_recovery(
    State(app): State<App>,
    signed: Signed,
    Path(committee): Path<String>,
    Json(body): Json<RecoveryRequest>,
) -> Result<StatusCode, Problem> {
    recovery::make(&app, &signed.ctx, id(&committee)?, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask to open a matter's notes with the recovery key; needs a reason and is an event
#[utoipa::path(post, path = "/vault/recoveries/{committee}/requests", tag = "vault", operation_id = "ask_recovery",
    params(("committee" = String, Path)), request_body = Asked,
    responses((status = 201, body = RequestLine), NotAllowed, NotFound, Conflict, Invalid))]
async fn ask_recovery(
    State(app): State<App>,
    signed: Signed,
    Path(committee): Path<String>,
    Json(body): Json<Asked>,
) -> Result<(StatusCode, axum::Json<RequestLine>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(recovery::ask(&app, &signed.ctx, id(&committee)?, body).await?)))
}

/// A recovery as one of its two officers sees it
#[utoipa::path(get, path = "/vault/requests/{id}", tag = "vault", operation_id = "read_recovery",
    params(("id" = String, Path)), responses((status = 200, body = RequestView), NotAllowed, NotFound, Conflict))]
async fn read_recovery(State(app): State<App>, signed: Signed, Path(request): Path<String>) -> Answer<RequestView> {
    Ok(axum::Json(recovery::show(&app, &signed.ctx, id(&request)?).await?))
}

/// Agree to a recovery the other officer asked for
#[utoipa::path(post, path = "/vault/requests/{id}/agreement", tag = "vault", operation_id = "agree_recovery",
    params(("id" = String, Path)), request_body = HandingOver,
    responses((status = 204, description = "Agreed"), NotAllowed, NotFound, Conflict, Invalid))]
async fn agree_recovery(
    State(app): State<App>,
    signed: Signed,
    Path(request): Path<String>,
    Json(body): Json<HandingOver>,
) -> Result<StatusCode, Problem> {
    recovery::agree(&app, &signed.ctx, id(&request)?, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a recovery; what was handed over is gone
#[utoipa::path(post, path = "/vault/requests/{id}/finish", tag = "vault", operation_id = "finish_recovery",
    params(("id" = String, Path)), responses((status = 204, description = "Over"), NotAllowed, NotFound, Conflict))]
async fn finish_recovery(
    State(app): State<App>,
    signed: Signed,
    Path(request): Path<String>,
) -> Result<StatusCode, Problem> {
    recovery::finish(&app, &signed.ctx, id(&request)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The sealed notes of a mediation, without their content
///
/// For who mediates now, and for nobody else.
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/notes", tag = "vault", operation_id = "list_notes",
    params(("code" = String, Path), ("n" = u16, Path)),
    responses((status = 200, body = NoteBook), NotAllowed, NotFound, Invalid))]
async fn list_notes(State(app): State<App>, signed: Signed, Path((code, n)): Path<(String, u16)>) -> Answer<NoteBook> {
    Ok(axum::Json(notes::list(&app, &signed.ctx, &code.parse()?, n).await?))
}

/// Keep a note of a session with one party alone, encrypted in the browser
///
/// For who mediates now. What is no age file for exactly the keys of those who mediate and the recovery key is refused.
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/notes", tag = "vault", operation_id = "add_note",
    params(("code" = String, Path), ("n" = u16, Path)), request_body = NewNote,
    responses((status = 201, body = NoteKept), NotAllowed, NotFound, Conflict, Invalid))]
async fn add_note(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Json(body): Json<NewNote>,
) -> Result<(StatusCode, axum::Json<NoteKept>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(notes::add(&app, &signed.ctx, &code.parse()?, n, body).await?)))
}

/// Fetch a version of a note, still encrypted
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/notes/{session}/{version}", tag = "vault", operation_id = "read_note",
    params(("code" = String, Path), ("n" = u16, Path), ("session" = u16, Path), ("version" = u16, Path)),
    responses((status = 200, body = NoteBody), NotAllowed, NotFound, Invalid))]
async fn read_note(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, session, version)): Path<(String, u16, u16, u16)>,
) -> Answer<NoteBody> {
    Ok(axum::Json(notes::read(&app, &signed.ctx, &code.parse()?, n, session, version).await?))
}

/// Keep the same note encrypted anew, for those who mediate now
///
/// By one of them, or by an officer in a recovery.
#[utoipa::path(put, path = "/matters/{code}/mediations/{n}/notes/{session}/{version}", tag = "vault", operation_id = "reseal_note",
    params(("code" = String, Path), ("n" = u16, Path), ("session" = u16, Path), ("version" = u16, Path)),
    request_body = Resealing, responses((status = 200, body = NoteKept), NotAllowed, NotFound, Conflict, Invalid))]
async fn reseal_note(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, session, version)): Path<(String, u16, u16, u16)>,
    Json(body): Json<Resealing>,
) -> Answer<NoteKept> {
    Ok(axum::Json(notes::reseal(&app, &signed.ctx, &code.parse()?, n, session, version, body).await?))
}
