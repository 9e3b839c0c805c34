//! Is it here already? Exact matches on the telephone's keyed hash, and similar stories in the same place.
//!
//! Every look is logged with its purpose and counted; of a matter outside the reader's reach it tells code,
//! state and stage alone.

use bandeng_core::kernel::{MatterCode, Text};
use bandeng_core::matters::MatterState;
use bandeng_core::matters::similar::similarity;
use bandeng_core::mediation::State;
use bandeng_core::people::phone;
use bandeng_core::people::registry::SeenKind;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, require_general};
use bandeng_core::proceedings::Stage;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::case;
use crate::matters::list::stage;
use crate::matters::service::PHONE;

/// What is known so far while the form is being typed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DuplicateQuery {
    /// Telephones of parties, as typed.
    #[serde(default)]
    pub phones: Vec<String>,
    #[serde(default)]
    pub area: Option<String>,
    #[serde(default)]
    pub narrative: String,
}

/// A matter that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicate {
    pub code: String,
    pub grouped: String,
    pub state: MatterState,
    /// Where its mediation stands; none where there is none.
    pub stage: Option<State>,
    /// None where the reader may not read the matter.
    pub title: Option<String>,
    pub registered_at: Option<i64>,
    /// Why it is shown.
    pub reasons: Vec<Text>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicates {
    pub items: Vec<Duplicate>,
}

/// Looks allowed per person in ten minutes.
const LOOKS: u32 = 120;
/// From here on two stories are worth a look (0 to 100).
const SIMILAR: u8 = 30;

pub async fn find(app: &App, ctx: &Ctx, query: &DuplicateQuery) -> Result<Duplicates> {
    require_general(&ctx.actor, Action::MatterRegister)?;
    let now = app.db.now();
    app.limits.account("duplicates", ctx.actor.account, now, 600_000, LOOKS)?;
    app.accesses.note(&app.db, ctx, "duplicate.check", None, Some(&SeenKind::Registration.into()));

    let hashes: Vec<String> = query
        .phones
        .iter()
        .take(20)
        .filter_map(|typed| phone::normalise(typed).ok())
        .map(|number| app.crypt.index(PHONE, &number))
        .collect();
    let mut found: Vec<(String, Vec<Text>)> = query::by_phone(&app.db, &hashes)
        .await?
        .into_iter()
        .map(|c| (c.code, vec![Text::new("同一电话号码", "the same telephone number")]))
        .collect();
    let by_phone = found.len();
    if let Some(area) = query.area.as_deref().and_then(|a| a.parse::<AreaCode>().ok())
        && query.narrative.chars().count() >= 8
        && area.as_str().len() >= 9
    {
        for candidate in query::nearby(&app.db, &area).await? {
            let Some(story) = &candidate.narrative else { continue };
            let likeness = similarity(&query.narrative, story);
            if likeness < SIMILAR {
                continue;
            }
            let reason = Text::new(
                format!("同一地点，事由相近（{likeness}%）"),
                format!("the same place and a similar story ({likeness}%)"),
            );
            match found.iter_mut().find(|(code, _)| *code == candidate.code) {
                Some((_, reasons)) => reasons.push(reason),
                None => found.push((candidate.code, vec![reason])),
            }
        }
    }

    let mut items = Vec::new();
    for (i, (code, reasons)) in found.into_iter().take(12).enumerate() {
        let matter = case::read(app.db.reader(), &code.parse::<MatterCode>()?, now).await?;
        let readable = ctx.actor.may(Action::MatterRead, &matter.facts);
        // A similar story is a hint within one's own reach alone; an equal telephone is told beyond it.
        if !readable && i >= by_phone {
            continue;
        }
        items.push(Duplicate {
            grouped: matter.code.grouped(),
            code,
            state: matter.state,
            stage: stage(&matter.row.stage)?.and_then(Stage::mediation),
            title: readable.then(|| matter.row.title.clone()),
            registered_at: readable.then_some(matter.row.registered_at),
            reasons,
        });
    }
    Ok(Duplicates { items })
}
