//! The inbox and the letters of a matter over HTTP, for people.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::entrusting::inbox::{InboxChannel, InboxState};
use bandeng_core::entrusting::{Completion, LetterMove};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, IdText, Refusal};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::{Action, LetterFacts, LetterReach, require_general};
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::inbox::{self, Arrived, Outcome, TypedLetter};
use super::query::{self, Letter};
use super::view::{self, InboxLetter, InboxRow, LettersView};
use super::{keys, service, systems};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::api::{Written, read_for};

const PAGE: u64 = 50;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_letters, keep_letter))
        .routes(routes!(read_letter))
        .routes(routes!(replay_letter))
        .routes(routes!(dismiss_letter))
        .routes(routes!(read_matter_letters))
        .routes(routes!(make_letter_move))
        .merge(keys::routes())
        .merge(systems::routes())
}

/// A page of the inbox, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct InboxPage {
    items: Vec<InboxRow>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InboxQuery {
    /// What became of them; all where left out.
    state: Option<InboxState>,
    /// Those alone about which somebody still has to do something.
    waiting: Option<bool>,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// List letters that came in
///
/// Those received at one's desk; for an officer of another body those that body sent.
#[utoipa::path(get, path = "/letters", tag = "entrusting", operation_id = "list_letters", params(InboxQuery),
    responses((status = 200, body = InboxPage), NotAllowed, Invalid))]
async fn list_letters(State(app): State<App>, signed: Signed, Query(query): Query<InboxQuery>) -> Answer<InboxPage> {
    require_general(signed.actor(), Action::LetterList)?;
    let reach = LetterReach::of(signed.actor());
    let states: Vec<InboxState> = match (query.state, query.waiting) {
        (Some(state), _) => vec![state],
        (None, Some(true)) => InboxState::ALL.iter().copied().filter(|state| state.waits()).collect(),
        _ => Vec::new(),
    };
    let mut found = query::page(&app.db, &reach, &states, None, query.after.map(|id| id.0), PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    let items = found.iter().map(view::row).collect::<Result<_>>()?;
    Ok(axum::Json(InboxPage { items, next }))
}

/// A letter within the reader's reach; what lies beyond it is not there.
async fn reached(app: &App, signed: &Signed, id: Id) -> Result<Letter> {
    require_general(signed.actor(), Action::LetterList)?;
    let letter = query::letter(app.db.reader(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let facts = LetterFacts { desk: letter.desk_id, sender: letter.sender_id };
    if LetterReach::of(signed.actor()).holds(facts) { Ok(letter) } else { Err(Refusal::new(Code::NotFound).into()) }
}

/// The same, for somebody who receives letters at its desk.
async fn at_desk(app: &App, signed: &Signed, id: Id) -> Result<Letter> {
    require_general(signed.actor(), Action::LetterReceive)?;
    let letter = reached(app, signed, id).await?;
    if LetterReach::of(signed.actor()).desks.contains(&letter.desk_id) {
        Ok(letter)
    } else {
        Err(Refusal::new(Code::NotAllowed).into())
    }
}

/// Read a letter as it was received, and what came of it
#[utoipa::path(get, path = "/letters/{id}", tag = "entrusting", operation_id = "read_letter", params(("id" = String, Path)),
    responses((status = 200, body = InboxLetter), NotAllowed, NotFound))]
async fn read_letter(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<InboxLetter> {
    let letter = reached(&app, &signed, id.0).await?;
    app.accesses.note(&app.db, &signed.ctx, Action::LetterList.as_str(), None, Some(&SeenKind::Letters.into()));
    Ok(axum::Json(view::letter(&app, signed.actor(), &letter).await?))
}

/// Take in a letter that came on paper
///
/// What is wrong in the form is told and nothing is kept, as at registration. What is wrong with the letter (a party's
/// consent is missing, its number came before, its matter is closed) is told, and the letter is kept in the inbox.
#[utoipa::path(post, path = "/letters", tag = "entrusting", operation_id = "keep_letter", request_body = TypedLetter,
    responses((status = 201, body = InboxRow), NotAllowed, NotFound, Conflict, Invalid))]
async fn keep_letter(
    State(app): State<App>,
    signed: Signed,
    Json(typed): Json<TypedLetter>,
) -> Result<(StatusCode, axum::Json<InboxRow>), Problem> {
    require_general(signed.actor(), Action::LetterReceive)?;
    let post = signed.actor().post_for(Action::LetterReceive).ok_or(Refusal::new(Code::NotAllowed))?;
    typed.form.check(app.db.today())?;
    let letter = typed.form.entrustment.as_ref().ok_or(Refusal::at(Code::Required, "/entrustment"))?;
    let mut form = Form::default();
    form.text(&letter.letter_number, 60, "/entrustment/letter_number");
    if let Some(organisation) = letter.organisation
        && query::body(app.db.reader(), organisation.0).await?.is_none()
    {
        form.refuse(Code::OrganisationUnknown, "/entrustment/organisation");
    }
    form.finish()?;
    let document = serde_json::to_string(&typed).map_err(bandeng_store::Error::from)?;
    let arrived = Arrived {
        desk: post.organisation,
        committee: None,
        sender: letter.organisation.map(|id| id.0),
        body: &letter.body,
        number: &letter.letter_number,
        channel: InboxChannel::Typed,
        key: None,
        document: &document,
    };
    let outcome = inbox::receive(&app, &signed.ctx, arrived).await?;
    Ok((StatusCode::CREATED, axum::Json(settled(outcome)?)))
}

fn settled(outcome: Outcome) -> Result<InboxRow> {
    if outcome.refused.is_empty() { view::row(&outcome.letter) } else { Err(outcome.refused.into()) }
}

/// Go through a letter again, with what was missing
///
/// What was received stays as it was; a letter that became a matter stays that matter.
#[utoipa::path(post, path = "/letters/{id}/replay", tag = "entrusting", operation_id = "replay_letter",
    params(("id" = String, Path)), request_body = Completion,
    responses((status = 200, body = InboxRow), NotAllowed, NotFound, Conflict, Invalid))]
async fn replay_letter(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(added): Json<Completion>,
) -> Answer<InboxRow> {
    at_desk(&app, &signed, id.0).await?;
    let added = Some(added).filter(|added| *added != Completion::default());
    Ok(axum::Json(settled(inbox::go_through(&app, &signed.ctx, id.0, added).await?)?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Dismissal {
    reason: String,
}

/// Set a letter aside, with the reason
#[utoipa::path(post, path = "/letters/{id}/dismissal", tag = "entrusting", operation_id = "dismiss_letter",
    params(("id" = String, Path)), request_body = Dismissal,
    responses((status = 200, body = InboxRow), NotAllowed, NotFound, Conflict, Invalid))]
async fn dismiss_letter(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<Dismissal>,
) -> Answer<InboxRow> {
    at_desk(&app, &signed, id.0).await?;
    let mut form = Form::default();
    form.text(&body.reason, 500, "/reason");
    form.finish()?;
    Ok(axum::Json(view::row(&inbox::dismiss(&app, &signed.ctx, id.0, &body.reason).await?)?))
}

/// Read the letters of a matter: the one it came with, what was answered, reported, handed over and certified
#[utoipa::path(get, path = "/matters/{code}/letters", tag = "entrusting", operation_id = "read_matter_letters",
    params(("code" = String, Path)), responses((status = 200, body = LettersView), NotAllowed, NotFound, Invalid))]
async fn read_matter_letters(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer<LettersView> {
    let matter = read_for(&app, &signed, &code, Action::LetterRead, SeenKind::Letters).await?;
    Ok(axum::Json(view::letters(&app, signed.actor(), &matter).await?))
}

/// A move of the letters, and the version its maker has seen.
#[derive(Debug, Deserialize, ToSchema)]
struct LetterMoveRequest {
    version: i64,
    make: LetterMove,
}

/// Confirm, send back, report, hand over, record an answer, certify
#[utoipa::path(post, path = "/matters/{code}/letters/moves", tag = "entrusting", operation_id = "make_letter_move",
    params(("code" = String, Path)), request_body = LetterMoveRequest,
    responses((status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid))]
async fn make_letter_move(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<LetterMoveRequest>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::make(&app, &mut uow, &code.parse()?, body.version, body.make).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}
