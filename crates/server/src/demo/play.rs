//! Plays scripts through the services, by who does it and at the time it happens.

use std::sync::Arc;

use anyhow::{Context, Result};
use bandeng_app::App;
use bandeng_app::{intake, matters, mediation};
use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::{Intake, Side, Source};
use bandeng_core::mediation::Move;
use bandeng_store::{Batch, Ctx, Env, Uow};

use super::clock::DemoClock;
use super::script::{Deed, Script, Step};
use super::world::World;

/// Where units of work take place.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// One by one, as in life.
    House,
    /// In a batch, in a world of their own.
    Batch(&'a Batch, &'a Arc<Env>),
}

/// Somebody who plays.
#[derive(Clone, Copy)]
pub(super) struct Stagehand<'a> {
    pub(super) app: &'a App,
    pub(super) world: &'a World,
    /// The time of the place.
    pub(super) clock: &'a DemoClock,
    pub(super) place: Place<'a>,
}

/// A matter while it is played.
pub(super) struct Playing {
    code: MatterCode,
    /// The number of its last event.
    version: i64,
}

/// Plays everything in the order of time, whoever's matter it is; the codes in the order of the scripts.
///
/// # Errors
/// If a step is refused: the scripts do nothing that is not allowed.
pub(super) async fn play(app: &App, clock: &DemoClock, world: &World, scripts: &[Script]) -> Result<Vec<MatterCode>> {
    let mut order: Vec<(usize, &Step)> =
        scripts.iter().enumerate().flat_map(|(i, script)| script.steps.iter().map(move |step| (i, step))).collect();
    // Stable: what one matter's script says first comes first, also within a minute.
    order.sort_by_key(|(i, step)| (step.at, *i));
    let mut playing: Vec<Option<Playing>> = scripts.iter().map(|_| None).collect();
    let stagehand = Stagehand { app, world, clock, place: Place::House };
    for (i, step) in order {
        clock.put(step.at);
        let before = playing[i].take();
        playing[i] = Some(stagehand.sit(before, None, step).await.with_context(|| format!("script {i}"))?);
    }
    Ok(playing.into_iter().flatten().map(|p| p.code).collect())
}

impl Stagehand<'_> {
    /// Plays a matter's whole life. `code`: drawn for it already, in a batch. `late`: so many milliseconds after what the
    /// script says.
    pub(super) async fn live(&self, script: &Script, code: Option<MatterCode>, late: i64) -> Result<MatterCode> {
        let mut playing = None;
        for step in &script.steps {
            self.clock.put_late(step.at, late);
            playing = Some(self.sit(playing, code.as_ref(), step).await?);
        }
        playing.map(|p| p.code).context("a script has a first step")
    }

    async fn sit(&self, before: Option<Playing>, code: Option<&MatterCode>, step: &Step) -> Result<Playing> {
        let told = || format!("{} by {}: {:?}", step.at, step.who.login(), step.deeds);
        self.sit_down(before, code, step).await.with_context(told)
    }

    async fn sit_down(&self, before: Option<Playing>, code: Option<&MatterCode>, step: &Step) -> Result<Playing> {
        let ctx = self.world.ctx(step.who)?;
        let (mut matter, deeds) = match (before, &step.deeds[..]) {
            (None, [Deed::Register(intake), rest @ ..]) => (self.register(&ctx, code, intake).await?, rest),
            (Some(matter), deeds) => (matter, deeds),
            (None, _) => anyhow::bail!("a script begins by registering"),
        };
        if deeds.is_empty() {
            return Ok(matter);
        }
        let mut uow = self.begin(&ctx).await?;
        let mut after = matter.version;
        for deed in deeds {
            after = self.perform(&mut uow, &matter, after, deed).await?;
        }
        uow.commit().await?;
        matter.version = after;
        Ok(matter)
    }

    async fn begin(&self, ctx: &Ctx) -> Result<Uow> {
        Ok(match self.place {
            Place::House => self.app.begin(ctx).await?,
            Place::Batch(batch, env) => batch.begin(ctx, Arc::clone(env)),
        })
    }

    async fn register(&self, ctx: &Ctx, code: Option<&MatterCode>, form: &Intake) -> Result<Playing> {
        let receipt = match code {
            None => intake::service::register(self.app, ctx, None, form).await?,
            Some(code) => {
                let mut uow = self.begin(ctx).await?;
                let receipt = intake::service::register_as(self.app, &mut uow, code.clone(), form).await?;
                uow.commit().await?;
                receipt
            }
        };
        // Its own event, and the consent of each who applied.
        let applied = form.parties.iter().filter(|p| p.side == Side::Applicant).count();
        let version = 1 + if form.source == Some(Source::Application) { applied as i64 } else { 0 };
        Ok(Playing { code: receipt.code.parse()?, version })
    }

    /// Does it, and tells the number of the last event. The version a writer has seen stays that of the beginning of the
    /// unit of work; the row has it.
    async fn perform(&self, uow: &mut Uow, matter: &Playing, after: i64, deed: &Deed) -> Result<i64> {
        let (code, seen) = (&matter.code, matter.version);
        let calendar = self.app.calendar();
        let counting = self.app.counting(&calendar);
        Ok(match deed {
            Deed::Register(_) => anyhow::bail!("it is registered already"),
            Deed::Make(mv) => mediation::service::make(uow, counting, code, 1, seen, Move::clone(mv)).await?,
            Deed::Matter(mv) => matters::service::make(uow, code, seen, mv.clone()).await?,
            Deed::FollowUp(follow_up) => matters::service::follow_up(uow, code, follow_up.clone(), counting).await?,
            Deed::Report(report) => {
                matters::service::report_urgently(uow, code, report.clone()).await?;
                after + 1
            }
            Deed::Share { with, purpose, until } => {
                matters::service::grant(uow, code, self.world.body(*with).0, purpose, *until).await?
            }
        })
    }
}
