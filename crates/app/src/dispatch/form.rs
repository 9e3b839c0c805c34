//! What the form for a report offers, and what its words speak for.

use bandeng_core::dictionaries::Dictionary;
use bandeng_core::dispatch::suggest::{self, Offered};
use bandeng_core::dispatch::{EventClass, HandlingLevel};
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::App;

/// A category that may be chosen: a word of the county, or a class where the county has none for it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventCategory {
    pub code: String,
    pub class: EventClass,
    pub name: Text,
}

/// What the form offers today.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventForm {
    pub categories: Vec<EventCategory>,
    pub levels: Vec<HandlingLevel>,
}

fn county_of(actor: &Actor) -> Result<String> {
    let county = actor.post_for(Action::EventReport).and_then(|post| post.area.at(Level::County));
    Ok(county.ok_or(Refusal::new(Code::NotAllowed))?.to_string())
}

async fn categories(app: &App, county: &str) -> Result<Vec<EventCategory>> {
    let book = app.books.of(&app.db, county).await?;
    let mut offered: Vec<EventCategory> = book
        .offered(Dictionary::Event, app.db.today())
        .into_iter()
        .filter_map(|entry| {
            Some(EventCategory { class: entry.parent.parse().ok()?, name: entry.name(), code: entry.code })
        })
        .collect();
    for class in EventClass::ALL {
        if !offered.iter().any(|category| category.class == *class) {
            let code = class.as_str().to_owned();
            offered.push(EventCategory { code, class: *class, name: class.label() });
        }
    }
    Ok(offered)
}

pub(super) async fn read(app: &App, actor: &Actor) -> Result<EventForm> {
    require_general(actor, Action::EventReport)?;
    let county = county_of(actor)?;
    let plan = app.plans.of(&app.db, &app.books, &county).await?;
    Ok(EventForm { categories: categories(app, &county).await?, levels: plan.plan.levels.clone() })
}

/// The categories the words of a report speak for, the likeliest first. Nothing is kept.
pub(super) async fn suggested(app: &App, actor: &Actor, words: &str) -> Result<Vec<String>> {
    require_general(actor, Action::EventReport)?;
    let words: String = words.chars().take(2_000).collect();
    let categories = categories(app, &county_of(actor)?).await?;
    let offered: Vec<Offered<'_>> =
        categories.iter().map(|c| Offered { code: &c.code, class: c.class, name: &c.name.zh }).collect();
    Ok(suggest::suggest(&words, &offered).into_iter().map(str::to_owned).collect())
}
