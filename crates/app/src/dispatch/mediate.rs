//! An event becomes a mediation: one tap, one transaction, everything filled in that the report holds.

use bandeng_core::dispatch::{DispatchMove, suggest};
use bandeng_core::kernel::{Code, Fen, IdText, MatterCode, Refusal, china_date};
use bandeng_core::matters::intake::{Intake, Lead};
use bandeng_core::matters::{Channel, DisputeKind, Party, Source};
use bandeng_core::policy::{Action, Role, require_general};
use bandeng_store::{Ctx, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::service;
use crate::http::App;
use crate::intake::service::{self as intake, Receipt};
use crate::matters::case::{Matter, lock};
use crate::matters::query as matter_rows;
use crate::matters::service::{self as matters, PHONE};

/// What may be said beside what is known. All of it may be left out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MediationOfEvent {
    /// What its maker has seen.
    pub version: i64,
    /// As the report's words speak for, where left out.
    #[serde(default)]
    pub kind: Option<DisputeKind>,
    /// Who quarrels, where the report does not say.
    #[serde(default)]
    pub parties: Vec<Party>,
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    /// The committee that is to mediate.
    #[serde(default)]
    pub committee: Option<IdText>,
}

/// Registers the mediation of an event; the two know each other, and the event is over.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::IllegalMove`], [`bandeng_store::Error::Stale`], what registration refuses.
pub(super) async fn mediate(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    n: u16,
    wanted: MediationOfEvent,
) -> Result<Receipt> {
    require_general(&ctx.actor, Action::MatterRegister)?;
    let new = app.db.next_code(code.county(), app.db.today().year()).await?;
    let mut uow = app.begin(ctx).await?;
    let matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::EventMediate)?;
    matter.expect_version(&uow, wanted.version).await?;
    service::stored(&uow, &matter, n)?;
    let form = filled_in(app, &uow, &matter, wanted).await?;
    let receipt = intake::register_as(app, &mut uow, new.clone(), &form).await?;
    let mut made = lock(&mut uow, &new).await?;
    made.record.from_event = Some(matter.code.to_string());
    matters::save(&mut uow, &mut made)?;
    service::apply(app, &mut uow, matter, n, DispatchMove::Mediate { code: new.to_string() }).await?;
    uow.commit().await?;
    Ok(receipt)
}

/// The form a clerk would have typed.
async fn filled_in(app: &App, uow: &bandeng_store::Uow, matter: &Matter, wanted: MediationOfEvent) -> Result<Intake> {
    let mut parties = wanted.parties;
    if parties.is_empty() {
        for kept in &matter.parties {
            let phone = kept.phone.as_deref().map(|sealed| app.crypt.open_value(PHONE, sealed)).transpose()?;
            parties.push(Party { phone: phone.unwrap_or_default(), ..kept.without_phones() });
        }
    }
    if parties.is_empty() {
        return Err(Refusal::at(Code::Required, "/parties").into());
    }
    let lead = match &matter.record.lead {
        Some(lead) => {
            let sealed = lead.phone_sealed.as_deref();
            let phone = sealed.map(|sealed| app.crypt.open_value(matters::LEAD_PHONE, sealed)).transpose()?;
            Lead {
                reporter: lead.reporter.clone(),
                capacity: lead.capacity.clone(),
                phone: phone.unwrap_or_default(),
                received_on: Some(lead.received_on),
            }
        }
        None => {
            let names = matter_rows::names(uow.read(), [matter.row.registered_by], [], []).await?;
            let own = uow.actor().account == matter.row.registered_by && uow.actor().holds_role(Role::GridWorker);
            Lead {
                reporter: names.account(matter.row.registered_by),
                capacity: if own { Role::GridWorker.label().zh } else { "上报人".to_owned() },
                phone: String::new(),
                received_on: Some(china_date(matter.row.registered_at)),
            }
        }
    };
    Ok(Intake {
        kind: Some(wanted.kind.unwrap_or_else(|| suggest::kind_of(&matter.row.narrative))),
        source: Some(Source::OwnInitiative),
        channel: Some(matter.row.channel.parse::<Channel>()?),
        area: matter.row.area.clone(),
        place: matter.row.place.clone(),
        occurred_on: matter.row.occurred_on.as_deref().and_then(|day| day.parse().ok()),
        narrative: matter.row.narrative.clone(),
        amount_fen: wanted.amount_fen,
        parties,
        lead: Some(lead),
        committee: wanted.committee,
        ..Intake::default()
    })
}
