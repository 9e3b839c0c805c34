//! A meeting that is arranged: when and where, told to every party.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Refusal, refusal::Form};
use bandeng_core::matters::MatterEvent;
use bandeng_core::matters::record::Meeting;
use bandeng_core::messages::MessageKind;
use bandeng_core::policy::Action;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{App, Json, Path, Problem, Signed};
use crate::matters::case::lock;
use crate::matters::service::save;
use crate::messages::steps;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(arrange_meeting))
}

/// Nobody arranges a meeting for later than this: it is a slip, and every party would be told of it.
const FURTHEST_YEARS: i64 = 1;

/// How long the link in the message about a meeting holds, in hours.
const LINK_HOURS: i64 = 168;

/// A meeting to be arranged; none calls off the one that was.
#[derive(Debug, Deserialize, ToSchema)]
struct MeetingRequest {
    /// The version of the matter its writer has seen.
    version: i64,
    meeting: Option<Meeting>,
}

/// Arrange a meeting, and tell the parties that there is one; or call it off
#[utoipa::path(put, path = "/matters/{code}/meeting", tag = "mediation", operation_id = "arrange_meeting", params(("code" = String, Path)),
    request_body = MeetingRequest, responses(
    (status = 204, description = "Arranged"), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn arrange_meeting(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<MeetingRequest>,
) -> Result<StatusCode, Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let mut matter = lock(&mut uow, &code.parse()?).await?;
    matter.require(uow.actor(), Action::MediationIntake)?;
    matter.require_open()?;
    matter.expect_version(&uow, body.version).await?;
    let (event, kind) = match body.meeting {
        Some(meeting) => {
            let mut form = Form::default();
            form.text(&meeting.place, 120, "/meeting/place");
            if meeting.at.date() < uow.today() {
                form.refuse(Code::MeetingPast, "/meeting/at");
            }
            if meeting.at.date() > uow.today().saturating_add(jiff::Span::new().years(FURTHEST_YEARS)) {
                form.refuse(Code::OutOfRange, "/meeting/at");
            }
            form.finish().map_err(bandeng_store::Error::from)?;
            let meeting = Meeting { place: meeting.place.trim().to_owned(), ..meeting };
            matter.record.meeting = Some(meeting.clone());
            (MatterEvent::MeetingArranged { meeting }, MessageKind::Session)
        }
        None => {
            let meeting = matter.record.meeting.take().ok_or(Refusal::new(Code::NotFound))?;
            (MatterEvent::MeetingCalledOff { meeting }, MessageKind::News)
        }
    };
    save(&mut uow, &mut matter)?;
    uow.record(&matter.key, event.kind(), &event)?;
    steps::all(&app, &mut uow, &matter, kind, ("mine", LINK_HOURS)).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
