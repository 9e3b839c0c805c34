//! One move of many matters: each in its own unit of work, with its own event or its own refusal.

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::lifecycle::MatterMove;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::problem::ProblemBody;
use crate::http::{App, Problem};
use crate::matters::service;

/// Matters that are moved at once: a page of a list.
pub(super) const MOST: usize = 100;

/// A matter and the version its mover has seen.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Chosen {
    pub code: String,
    pub version: i64,
}

/// The same move for each of some matters.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct BulkMove {
    /// At most 100.
    pub matters: Vec<Chosen>,
    pub make: MatterMove,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Moved {
    pub code: String,
    /// The version now; none where it was refused.
    pub version: Option<i64>,
    /// Why it was refused.
    pub problem: Option<ProblemBody>,
}

/// Moves them one after the other. What cannot be moved says why and stops nobody else.
///
/// # Errors
/// [`Code::TooManyRows`] before anything is done.
pub(super) async fn make(app: &App, ctx: &Ctx, request: BulkMove) -> Result<Vec<Moved>> {
    if request.matters.len() > MOST {
        return Err(Refusal::at(Code::TooManyRows, "/matters").into());
    }
    let mut moved = Vec::with_capacity(request.matters.len());
    for chosen in request.matters {
        let done = one(app, ctx, &chosen, request.make.clone()).await;
        let (version, problem) = match done {
            Ok(version) => (Some(version), None),
            Err(error) => (None, Some(Problem(error).body())),
        };
        moved.push(Moved { code: chosen.code, version, problem });
    }
    Ok(moved)
}

async fn one(app: &App, ctx: &Ctx, chosen: &Chosen, mv: MatterMove) -> Result<i64> {
    let code: MatterCode = chosen.code.parse()?;
    let mut uow = app.begin(ctx).await?;
    let version = service::make(&mut uow, &code, chosen.version, mv).await?;
    uow.commit().await?;
    Ok(version)
}
