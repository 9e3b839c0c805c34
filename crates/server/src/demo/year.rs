//! Any number of matters of a year, played through the services in batches: while one transaction is written, others are made.
//!
//! What a matter is follows from the lot and its number alone, so that an interrupted lot is taken up where it was left:
//! each batch is written whole or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use bandeng_app::App;
use bandeng_app::figures::{Bodies, Counted, Filling};
use bandeng_app::matters::days;
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Ids, MatterCode, china_date};
use bandeng_store::env::SystemEntropy;
use bandeng_store::{Answers, Batch, Env};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::clock::DemoClock;
use super::persons::Phones;
use super::plan::{Coming, Plan};
use super::play::{Place, Stagehand};
use super::roster::COUNTY;
use super::stage::Stage;
use super::world::{KeptWorld, World};

/// Matters made together.
const BATCH: usize = 200;

/// How quickly a lot is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Who makes batches.
    pub(crate) workers: usize,
    /// Batches written in one transaction: the more, the seldomer a sum is moved, and the longer others wait.
    pub(crate) at_once: usize,
}

/// Scripts speak of minutes: so many milliseconds tell matters apart that happen within the same one. A prime.
const LATE: u64 = 59_999;

/// A number of matters to be made: as it is kept while it is worked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lot {
    /// Drawn by these numbers.
    from: u32,
    matters: u32,
    /// Up to when.
    now: DateTime,
    /// The first code's number in each year.
    codes: BTreeMap<i16, u32>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Made {
    pub(crate) matters: u32,
    /// Of these, there before.
    pub(crate) found: u32,
}

impl Lot {
    /// So many matters after so many others. Draws their codes.
    pub(crate) async fn new(app: &App, from: u32, matters: u32, now: DateTime) -> Result<Self> {
        // Whole minutes, and the one that runs is not over.
        let now = now.with().second(0).subsec_nanosecond(0).build()?.saturating_sub(jiff::Span::new().minutes(1));
        let mut lot = Self { from, matters, now, codes: BTreeMap::new() };
        let mut counts = BTreeMap::<i16, u32>::new();
        for coming in lot.plan().comings() {
            *counts.entry(coming.at.year()).or_default() += 1;
        }
        for (year, count) in counts {
            lot.codes.insert(year, app.db.reserve_codes(COUNTY, year, count).await?);
        }
        Ok(lot)
    }

    /// How many matters it has.
    pub(crate) fn len(&self) -> u32 {
        self.matters
    }

    fn plan(&self) -> Plan {
        Plan::of_year(self.from, self.matters, self.now)
    }

    /// The matters in the order in which they come in. Sixteen bytes a matter is all that is held of those that are not
    /// being made.
    fn order(&self) -> Vec<Turn> {
        let turn =
            |coming: Coming| Turn { at: instant_of(coming.at) + late(coming.n), n: coming.n, stage: coming.stage };
        let mut order: Vec<Turn> = self.plan().comings().map(turn).collect();
        order.sort_unstable_by_key(|turn| (turn.at, turn.n));
        order
    }

    /// Makes what is not there yet. `tell` hears after each batch how far it is.
    ///
    /// # Errors
    /// If a step is refused or the database fails; what was written stays, and the lot can be taken up again.
    pub(crate) async fn make(
        &self,
        app: &App,
        world: &KeptWorld,
        pace: Pace,
        mut tell: impl FnMut(Made),
    ) -> Result<()> {
        let shared = Arc::new(Shared::new(app, world, self)?);
        let bodies = Arc::new(Bodies::read(&app.db).await?);
        let (sender, mut batches) = mpsc::channel(pace.workers);
        let mut tasks = JoinSet::new();
        for _ in 0..pace.workers {
            let (shared, bodies, sender) = (shared.clone(), bodies.clone(), sender.clone());
            tasks.spawn(async move { shared.work(&bodies, &sender).await });
        }
        drop(sender);
        let (mut far, mut filling, mut open) = (Made::default(), Filling::of(&app.db), 0);
        while let Some((matters, counted)) = batches.recv().await {
            match counted {
                Some(counted) => {
                    filling.add(counted).await.context("a batch cannot be written")?;
                    open += 1;
                }
                None => far.found += matters,
            }
            if open == pace.at_once {
                filling.commit().await.context("batches cannot be written")?;
                open = 0;
            }
            far.matters += matters;
            tell(far);
        }
        filling.commit().await.context("the last batches cannot be written")?;
        while let Some(done) = tasks.join_next().await {
            done.context("a worker panicked")??;
        }
        Ok(())
    }
}

/// A matter that waits to be made.
#[derive(Clone, Copy)]
struct Turn {
    /// When it comes in.
    at: i64,
    n: u32,
    stage: Stage,
}

impl Turn {
    fn year(&self) -> i16 {
        china_date(self.at).year()
    }
}

/// So many milliseconds after the minute everything happens to this matter: as many matters as there are of them differ.
fn late(n: u32) -> i64 {
    (1 + u64::from(n) * 7_919 % LATE) as i64
}

/// What all workers share.
pub(super) struct Shared {
    app: App,
    world: World,
    lot: Lot,
    order: Vec<Turn>,
    answers: Answers,
    /// The next batch nobody has taken.
    next: AtomicUsize,
}

type Sender = mpsc::Sender<(u32, Option<Counted>)>;

impl Shared {
    pub(super) fn new(app: &App, world: &KeptWorld, lot: &Lot) -> Result<Self> {
        Ok(Self {
            app: app.clone(),
            world: World::of(world)?,
            lot: lot.clone(),
            order: lot.order(),
            answers: Answers::default(),
            next: AtomicUsize::new(0),
        })
    }

    /// Makes batches until there are no more, or nobody writes any more.
    async fn work(&self, bodies: &Bodies, sender: &Sender) -> Result<()> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(turns) = self.order.chunks(BATCH).nth(number) else { return Ok(()) };
            let counted = match self.app.db.has_matter(&self.code(number * BATCH)?).await? {
                true => None,
                false => Some(Counted::of(self.batch(number).await?, bodies, self.app.db.engine())?),
            };
            if sender.send((turns.len() as u32, counted)).await.is_err() {
                return Ok(());
            }
        }
    }

    /// The code of the matter at this place of the order.
    fn code(&self, place: usize) -> Result<MatterCode> {
        let year = self.order[place].year();
        let first_of_year = self.order.partition_point(|turn| turn.year() < year);
        let first = self.lot.codes.get(&year).context("no codes were drawn for this year")?;
        Ok(MatterCode::new(COUNTY, year, first + (place - first_of_year) as u32))
    }

    pub(super) async fn batch(&self, number: usize) -> Result<bandeng_store::Made> {
        let batch = self.app.db.batch(self.answers.clone()).await?;
        let plan = self.lot.plan();
        let turns = self.order.chunks(BATCH).nth(number).unwrap_or_default();
        for (place, turn) in (number * BATCH..).zip(turns) {
            let coming = plan.coming(turn.n, turn.stage);
            self.matter(&batch, &plan, coming, self.code(place)?).await?;
            // Nothing here waits for anything: requests and jobs go first.
            tokio::task::yield_now().await;
        }
        let mut made = batch.finish()?;
        // A year of reminders has run by now; what somebody still owes is left to the queue.
        days::drop_idle(&mut made)?;
        Ok(made)
    }

    /// Plays one matter in a world of its own, in which identifiers are its own too: no other matter has the same
    /// millisecond and node.
    async fn matter(&self, batch: &Batch, plan: &Plan, coming: Coming, code: MatterCode) -> Result<()> {
        let n = coming.n;
        let clock = DemoClock::default();
        let node = (u64::from(n) / LATE) as u16;
        let env = Arc::new(Env {
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(SystemEntropy),
            ids: Ids::new(node),
            hashing: self.app.db.env().hashing,
        });
        let script = plan.script(&self.world, coming, &mut Phones::of(n));
        let place = Place::Batch(batch, &env);
        let stagehand = Stagehand { app: &self.app, world: &self.world, clock: &clock, place };
        stagehand.live(&script, Some(code), late(n)).await.with_context(|| format!("matter {n} of the year"))?;
        Ok(())
    }
}
