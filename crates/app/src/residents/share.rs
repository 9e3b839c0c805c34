//! Which papers a party may read, as the house sees and chooses it.

use axum::extract::State;
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::matters::{MatterEvent, PartyNo};
use bandeng_core::mediation::Mediation;
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use bandeng_core::residents::share::{FOR_ALL, Share, may_share};
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::{self, PaperRow};
use super::receipt;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Signed};
use crate::matters::api::read_for;
use crate::matters::case::{self, Matter};
use crate::matters::query as matter_rows;
use crate::matters::service::save;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_party_papers)).routes(routes!(share_paper))
}

/// A paper that a party reads or might read.
#[derive(Debug, Serialize, ToSchema)]
struct PartyPaper {
    mark: String,
    title: Text,
    issued_on: String,
    /// Every party has a copy of it, or it is this party's own: nobody needs to share it.
    own: bool,
    /// It was shared with this party.
    shared: bool,
}

/// The papers of a matter as far as one party may read them.
#[derive(Debug, Serialize, ToSchema)]
struct PartyPapers {
    items: Vec<PartyPaper>,
}

/// Papers that every party gets a copy of, and the party's own receipt.
pub(super) fn is_own(row: &PaperRow, no: PartyNo) -> bool {
    FOR_ALL.contains(&row.slug.as_str()) || (row.slug == receipt::SLUG && row.no == i32::from(no))
}

/// What a party may read: its own, and what was shared with it.
pub(super) fn reads(matter: &Matter, row: &PaperRow, no: PartyNo) -> bool {
    is_own(row, no) || matter.record.shares.of(no).any(|mark| mark == row.mark)
}

async fn listed(app: &App, matter: &Matter, no: PartyNo) -> Result<PartyPapers> {
    if !matter.party_numbers().contains(&no) {
        return Err(Refusal::new(Code::PartyUnknown).into());
    }
    let mediations = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    let mut items = Vec::new();
    for row in query::papers(&app.db, &matter.key).await? {
        let own = is_own(&row, no);
        if own || shareable(&row, &mediations, no)? {
            let shared = !own && reads(matter, &row, no);
            let title = Text::new(row.title_zh, row.title_en);
            items.push(PartyPaper { mark: row.mark, title, issued_on: row.issued_on, own, shared });
        }
    }
    Ok(PartyPapers { items })
}

fn shareable(row: &PaperRow, mediations: &[bandeng_store::entities::proceedings::Model], no: PartyNo) -> Result<bool> {
    let of = mediations.iter().find(|mediation| mediation.n == row.proceeding);
    let m = of.map(|mediation| mediation.body.read::<Mediation>()).transpose()?;
    Ok(may_share(&row.slug, row.no as u16, m.as_deref(), no))
}

/// Which papers a party reads on its telephone, and which could be shared with it
#[utoipa::path(get, path = "/matters/{code}/parties/{n}/papers", tag = "matters", operation_id = "list_party_papers",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 200, body = PartyPapers), NotAllowed, NotFound, Invalid))]
async fn list_party_papers(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, PartyNo)>,
) -> Answer<PartyPapers> {
    let matter = read_for(&app, &signed, &code, Action::SlipGive, SeenKind::Page).await?;
    Ok(axum::Json(listed(&app, &matter, no).await?))
}

/// Whether a party may read a paper.
#[derive(Debug, Deserialize, ToSchema)]
struct Sharing {
    shared: bool,
}

/// Share a paper with a party, or end that
#[utoipa::path(put, path = "/matters/{code}/parties/{n}/papers/{mark}", tag = "matters", operation_id = "share_paper",
    params(("code" = String, Path), ("n" = u16, Path), ("mark" = String, Path)), request_body = Sharing, responses(
    (status = 200, body = PartyPapers), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn share_paper(
    State(app): State<App>,
    signed: Signed,
    Path((code, no, mark)): Path<(String, PartyNo, String)>,
    Json(body): Json<Sharing>,
) -> Answer<PartyPapers> {
    let code = code.parse()?;
    let mut uow = app.begin(&signed.ctx).await?;
    let mut matter = case::lock(&mut uow, &code).await?;
    matter.require(uow.actor(), Action::SlipGive)?;
    let row = query::papers(&app.db, &matter.key).await?.into_iter().find(|row| row.mark == mark);
    let row = row.ok_or(Refusal::new(Code::NotFound))?;
    let title = Text::new(row.title_zh.clone(), row.title_en.clone());
    let event = if body.shared {
        let mediations = matter_rows::mediations(app.db.reader(), &matter.key).await?;
        if is_own(&row, no) || !matter.party_numbers().contains(&no) || !shareable(&row, &mediations, no)? {
            return Err(Refusal::new(Code::PaperNotShared).into());
        }
        let share = Share { party: no, mark: mark.clone(), at: uow.now(), by_name: uow.actor().name.clone() };
        matter.record.shares.add(share).then_some(MatterEvent::PaperShared { party: no, mark, title })
    } else {
        matter.record.shares.end(no, &mark)?;
        Some(MatterEvent::PaperUnshared { party: no, mark, title })
    };
    if let Some(event) = event {
        save(&mut uow, &mut matter)?;
        uow.record(&matter.key, event.kind(), &event)?;
        uow.commit().await?;
    }
    let matter = case::read(app.db.reader(), &code, app.db.now()).await?;
    Ok(axum::Json(listed(&app, &matter, no).await?))
}
