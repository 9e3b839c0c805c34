//! The demo county: 凉州区 with 大柳镇, synthetic people, the stories, a few hundred matters, and a year of the whole county.
//!
//! Everything is written down first, as scripts ([`stories`], [`plan`]), and then played in the order of time through
//! the services ([`play`]), by who does it and on the day it happens, so that events, days and rights are as in life. The
//! year ([`year`]) goes through the same services in batches: each matter by itself, in memory, written many at once.

mod agreed;
mod clock;
mod county;
mod course;
mod draw;
mod ground;
mod pen;
mod persons;
mod plan;
mod play;
mod roster;
mod script;
mod stage;
mod stories;
mod street;
mod templates;
#[cfg(test)]
mod tests;
mod trouble;
mod world;
mod year;

use anyhow::Result;
use bandeng_app::App;
use bandeng_core::kernel::{Clock, MatterCode, china_time};
use jiff::Span;
use serde::{Deserialize, Serialize};

pub(crate) use clock::DemoClock;
use persons::Phones;
use plan::Plan;
use roster::Who;
use world::World;
pub(crate) use world::{KeptWorld, REQUEST};
pub(crate) use year::{Lot, Made, Pace};

/// What was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Seeded {
    pub(crate) matters: u32,
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) world: KeptWorld,
}

/// How to sign in as somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) organisation: String,
}

/// The one password of the demo. It is printed, so it protects nothing.
const PASSWORD: &str = "liangzhou-demo";

/// Fills an empty database: the county, the stories, and so many further matters. `clock` is the one of the database.
pub(crate) async fn seed(app: &App, clock: &DemoClock, matters: u32) -> Result<Seeded> {
    // What is not finished is thrown away: until then nothing need be on the disk.
    app.db.set_durable(false).await?;
    let made = fill(app, clock, matters).await;
    clock.let_go();
    app.db.set_durable(true).await?;
    let (world, codes) = made?;
    Ok(Seeded { matters: codes.len() as u32, sign_ins: sign_ins(), world: world.kept() })
}

/// The codes of the stories, then those of the others.
async fn fill(app: &App, clock: &DemoClock, matters: u32) -> Result<(World, Vec<MatterCode>)> {
    let now = china_time(clock.now());
    // Before the year begins, whatever was made of it, and before the oldest story.
    let oldest = now.date().saturating_sub(Span::new().days(YEAR));
    let began = oldest.min(stories::lead_day(now.date())).saturating_sub(Span::new().days(10));
    clock.put(began.at(8, 30, 0, 0));
    let world = World::build(app, PASSWORD, began).await?;
    ground::lay(app, &world, began).await?;
    ground::introduce(app, &world).await?;
    let mut scripts = stories::scripts(&world, now);
    scripts.extend(Plan::of_town(matters, now).scripts(&world, &mut Phones::Few(0)));
    let codes = play::play(app, clock, &world, &scripts).await?;
    street::tell(app, &world, matters / 20).await?;
    Ok((world, codes))
}

/// Days of the year of which matters are made in bulk, with a few for what waited before it was accepted.
const YEAR: i64 = 370;

fn sign_ins() -> Vec<SignIn> {
    Who::all()
        .filter(|who| who.is_shown())
        .map(|who| SignIn {
            login: who.login(),
            password: PASSWORD.into(),
            name: who.person().0.into(),
            role: who.role().to_string(),
            organisation: who.body().name(),
        })
        .collect()
}
