//! The plans of the counties in memory: every report is routed, and nobody asks the database for the rules.
//!
//! A version never changes, so that only a later one is ever asked for: at once after a publication here, and after a
//! minute where another process may have published.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bandeng_core::dispatch::{EventPlan, EventQuestion, HandlingLevel, Routed, routing};
use bandeng_core::kernel::{Id, IdText, Instant, Text};
use bandeng_store::{Db, Result};

use super::query;
use crate::dictionaries::books::Books;

/// How long nothing is asked.
const FRESH_MS: Instant = 60_000;

/// What a county published last, with its rules as sentences.
#[derive(Debug)]
pub(crate) struct Published {
    /// 0 where nothing was published.
    pub version: i64,
    pub plan: EventPlan,
    /// In the order of the rules.
    pub sentences: Vec<Text>,
}

impl Published {
    /// The first rule that fits, and how it reads.
    pub(crate) fn route(&self, question: &EventQuestion<'_>) -> Option<Routed> {
        let rule = self.plan.choose(question)?;
        let sentence = self.sentences.get(usize::from(rule) - 1)?.clone();
        Some(Routed { version: self.version, rule, sentence })
    }

    pub(crate) fn level(&self, code: &str) -> Option<&HandlingLevel> {
        self.plan.level(code)
    }
}

/// The plans of the counties that were asked for.
#[derive(Default)]
pub struct Plans(RwLock<HashMap<String, Kept>>);

#[derive(Clone)]
struct Kept {
    published: Arc<Published>,
    asked_at: Instant,
}

impl Plans {
    /// The plan of a county; what the program was built with where nothing was published.
    pub(crate) async fn of(&self, db: &Db, books: &Books, county: &str) -> Result<Arc<Published>> {
        let now = db.now();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(county).cloned();
        if let Some(known) = &known
            && (0..FRESH_MS).contains(&(now - known.asked_at))
        {
            return Ok(known.published.clone());
        }
        let version = known.as_ref().map_or(0, |known| known.published.version);
        let published = match (query::later(db.reader(), county, version).await?, known) {
            (Some(row), _) => {
                let plan: EventPlan = serde_json::from_str(&row.body)?;
                let sentences = sentences(db, books, county, &plan).await?;
                Arc::new(Published { version: row.version, plan, sentences })
            }
            (None, Some(known)) => known.published,
            (None, None) => Arc::new(Published { version: 0, plan: EventPlan::default(), sentences: Vec::new() }),
        };
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(county.to_owned(), Kept { published: published.clone(), asked_at: now });
        Ok(published)
    }

    /// Something was published: the next who asks is told.
    pub(super) fn stale(&self, county: &str) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = kept.get_mut(county) {
            one.asked_at = Instant::MIN / 2;
        }
    }
}

/// Every unit its rules name.
pub(super) fn units_of(plan: &EventPlan) -> Vec<IdText> {
    plan.rules.iter().flat_map(|rule| std::iter::once(rule.unit).chain(rule.assisting.iter().copied())).collect()
}

/// The rules of a plan as sentences, with the names of units, places and words as they are today.
pub(super) async fn sentences(db: &Db, books: &Books, county: &str, plan: &EventPlan) -> Result<Vec<Text>> {
    let units: Vec<Id> = units_of(plan).into_iter().map(|id| id.0).collect();
    let areas: Vec<String> = plan.rules.iter().flat_map(|rule| rule.areas.clone()).collect();
    let names = crate::matters::query::names(db.reader(), [], units, areas).await?;
    let (book, today) = (books.of(db, county).await?, db.today());
    let name = |code: &str| {
        // Numbers of organisations are longer than any code of an area, and no code of a word is a number.
        let by_number = code.parse().map(|id| names.organisation(id)).unwrap_or_default();
        let by_area = names.area(code);
        match (by_number.is_empty(), by_area.is_empty()) {
            (false, _) => Text::new(by_number.clone(), by_number),
            (true, false) => Text::new(by_area.clone(), by_area),
            (true, true) => crate::matters::list::event_word(code, Some((&book, today))).name,
        }
    };
    Ok(plan.rules.iter().map(|rule| routing::sentence(rule, plan, &name)).collect())
}
