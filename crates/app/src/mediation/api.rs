//! Mediations over HTTP.

use axum::extract::State;
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::mediation::agreement::{AgreementDraft, Warning, warnings};
use bandeng_core::mediation::{Mediation, Move};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::view::{self, Around, MediationView};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Signed};
use crate::matters::api::{Written, read_for};
use crate::matters::case::Matter;
use crate::matters::query as matter_rows;
use crate::messages::steps;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_mediation))
        .routes(routes!(make_move))
        .routes(routes!(preview_agreement))
        .merge(super::meeting::routes())
}

/// Reads a mediation of a matter.
pub(crate) async fn load(app: &App, matter: &Matter, n: u16) -> Result<Mediation> {
    let rows = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    let row = rows.into_iter().find(|p| p.n == i32::from(n)).ok_or(Refusal::new(Code::NotFound))?;
    Ok(Mediation::clone(&*row.body.read()?))
}

/// Read a mediation: what is recorded, what can be done now, what is lacking
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}", tag = "mediation", operation_id = "read_mediation", params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = MediationView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn read_mediation(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
) -> Answer<MediationView> {
    let matter = read_for(&app, &signed, &code, Action::MatterRead, SeenKind::Mediation).await?;
    let m = load(&app, &matter, n).await?;
    let (case, calendar) = (service::case_of(&matter, app.db.today(), Vec::new()), app.calendar());
    let court = match m.agreement.as_ref().and_then(|a| a.effective_on) {
        Some(_) => service::court_of(&app, &matter).await?,
        None => None,
    };
    let around = Around { case: &case, calendar: &calendar, court };
    Ok(axum::Json(view::compose(signed.actor(), &matter, n, m, &around)?))
}

/// A move, and the version its maker has seen.
#[derive(Debug, Deserialize, ToSchema)]
struct MoveRequest {
    version: i64,
    make: Move,
}

/// Make a move
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/moves", tag = "mediation", operation_id = "make_move", params(("code" = String, Path), ("n" = u16, Path)), request_body = MoveRequest, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn make_move(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Json(body): Json<MoveRequest>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let calendar = app.calendar();
    let (code, kind) = (code.parse()?, body.make.kind());
    let version = service::make(&mut uow, app.counting(&calendar), &code, n, body.version, body.make).await?;
    steps::moved(&app, &mut uow, &code, kind).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// What a draft would say, and what is unclear in it.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementPreview {
    terms: Vec<String>,
    warnings: Vec<Warning>,
    /// The sum of everything to be paid, for the eye.
    total: Option<Text>,
}

/// Compose a draft's text while it is being written; saves nothing
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/agreement-preview", tag = "mediation", operation_id = "preview_agreement", params(("code" = String, Path), ("n" = u16, Path)), request_body = AgreementDraft, responses(
    (status = 200, body = AgreementPreview),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn preview_agreement(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Json(mut draft): Json<AgreementDraft>,
) -> Answer<AgreementPreview> {
    let matter = read_for(&app, &signed, &code, Action::MediationConduct, SeenKind::AgreementPreview).await?;
    load(&app, &matter, n).await?;
    for (i, obligation) in draft.obligations.iter_mut().enumerate() {
        obligation.no = i as u16 + 1;
    }
    let case = service::case_of(&matter, app.db.today(), Vec::new());
    let total = draft.total();
    Ok(axum::Json(AgreementPreview {
        terms: draft.terms(&case.parties),
        warnings: warnings(&draft, &case.parties, case.kind),
        total: (total.0 > 0)
            .then(|| Text::new(format!("共 {total} 元（大写：{}）", total.in_words()), format!("{total} yuan in all"))),
    }))
}
