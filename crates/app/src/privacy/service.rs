//! What the staff may do with consents.

use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::PartyNo;
use bandeng_core::policy::Action;
use bandeng_core::privacy::{Given, PrivacyHow};
use bandeng_store::{Ctx, Result, Uow};
use serde::Deserialize;
use utoipa::ToSchema;

use super::consent;
use crate::http::App;
use crate::matters::case::lock;

/// A consent as the staff writes it down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentRequest {
    /// What the writer has seen.
    pub version: i64,
    /// The version of the notice that was read out.
    pub notice: i64,
    pub how: PrivacyHow,
    #[serde(default)]
    pub by_guardian: bool,
}

/// A withdrawal as the staff writes it down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawalRequest {
    pub version: i64,
    pub how: PrivacyHow,
}

async fn may(uow: &mut Uow, code: &MatterCode, version: i64) -> Result<()> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::PrivacyKeep)?;
    matter.expect_version(uow, version).await
}

pub(super) async fn give(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    party: PartyNo,
    asked: &ConsentRequest,
) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    may(&mut uow, code, asked.version).await?;
    let given = Given { how: asked.how, by_guardian: asked.by_guardian };
    consent::give(&mut uow, code, party, asked.notice, given).await?;
    uow.commit().await
}

pub(super) async fn withdraw(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    party: PartyNo,
    asked: &WithdrawalRequest,
) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    may(&mut uow, code, asked.version).await?;
    consent::withdraw(&mut uow, code, party, asked.how).await?;
    uow.commit().await
}
