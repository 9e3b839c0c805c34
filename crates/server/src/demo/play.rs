//! Plays scripts through the services, in the order of time, whoever's matter it is.

use anyhow::{Context, Result};
use bandeng_app::App;
use bandeng_app::mediation::service::Counting;
use bandeng_app::{intake, matters, mediation};
use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::{Intake, Source};
use bandeng_core::mediation::Move;
use bandeng_store::{Ctx, Uow};

use super::clock::DemoClock;
use super::script::{Deed, Script, Step};
use super::world::World;

/// A matter while it is played.
struct Playing {
    code: MatterCode,
    /// The number of its last event.
    version: i64,
}

/// Plays everything; the codes in the order of the scripts.
///
/// # Errors
/// If a step is refused: the scripts do nothing that is not allowed.
pub(super) async fn play(app: &App, clock: &DemoClock, world: &World, scripts: &[Script]) -> Result<Vec<MatterCode>> {
    let mut order: Vec<(usize, &Step)> =
        scripts.iter().enumerate().flat_map(|(i, script)| script.steps.iter().map(move |step| (i, step))).collect();
    // Stable: what one matter's script says first comes first, also within a minute.
    order.sort_by_key(|(i, step)| (step.at, *i));
    let mut playing: Vec<Option<Playing>> = scripts.iter().map(|_| None).collect();
    for (i, step) in order {
        clock.put(step.at);
        let ctx = world.ctx(step.who)?;
        let told = || format!("script {i}, {} by {}: {:?}", step.at, step.who.login(), step.deeds);
        let before = playing[i].take();
        playing[i] = Some(sit(app, world, &ctx, before, &step.deeds).await.with_context(told)?);
    }
    Ok(playing.into_iter().flatten().map(|p| p.code).collect())
}

async fn sit(app: &App, world: &World, ctx: &Ctx, before: Option<Playing>, deeds: &[Deed]) -> Result<Playing> {
    let (mut matter, deeds) = match (before, deeds) {
        (None, [Deed::Register(intake), rest @ ..]) => (register(app, ctx, intake).await?, rest),
        (Some(matter), deeds) => (matter, deeds),
        (None, _) => anyhow::bail!("a script begins by registering"),
    };
    if deeds.is_empty() {
        return Ok(matter);
    }
    let mut uow = app.begin(ctx).await?;
    let mut after = matter.version;
    for deed in deeds {
        after = perform(app, world, &mut uow, &matter, after, deed).await?;
    }
    uow.commit().await?;
    matter.version = after;
    Ok(matter)
}

async fn register(app: &App, ctx: &Ctx, form: &Intake) -> Result<Playing> {
    let receipt = intake::service::register(app, ctx, None, form).await?;
    // Its own event, and the consent of each who applied.
    let applied = form.parties.iter().filter(|p| p.side == bandeng_core::matters::Side::Applicant).count();
    let version = 1 + if form.source == Some(Source::Application) { applied as i64 } else { 0 };
    Ok(Playing { code: receipt.code.parse()?, version })
}

/// Does it, and tells the number of the last event. The version a writer has seen stays that of the beginning of the
/// unit of work; the row has it.
async fn perform(app: &App, world: &World, uow: &mut Uow, matter: &Playing, after: i64, deed: &Deed) -> Result<i64> {
    let (code, seen) = (&matter.code, matter.version);
    let counting = Counting { presets: &app.settings.presets, calendar: app.calendar() };
    Ok(match deed {
        Deed::Register(_) => anyhow::bail!("it is registered already"),
        Deed::Make(mv) => mediation::service::make(uow, counting, code, 1, seen, Move::clone(mv)).await?,
        Deed::Matter(mv) => matters::service::make(uow, code, seen, mv.clone()).await?,
        Deed::FollowUp(follow_up) => {
            let (presets, calendar) = (counting.presets, counting.calendar);
            matters::service::follow_up(uow, code, follow_up.clone(), presets, calendar).await?
        }
        Deed::Report(report) => {
            matters::service::report_urgently(uow, code, report.clone()).await?;
            after + 1
        }
        Deed::Share { with, purpose, until } => {
            matters::service::grant(uow, code, world.body(*with).0, purpose, *until).await?
        }
    })
}
