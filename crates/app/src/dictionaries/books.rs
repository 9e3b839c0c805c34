//! What has been published, in memory: words are read with every page, and nobody asks the database for them.
//!
//! A version never changes, so that only later ones are ever asked for: at once after a publication here, and after a
//! minute where another process may have published.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use bandeng_core::dictionaries::{Book, Dictionary};
use bandeng_core::kernel::{Date, Instant, Text};
use bandeng_store::{Db, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;

/// How long nothing is asked.
const FRESH_MS: Instant = 60_000;

/// A word of a county beside its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LocalWord {
    pub code: String,
    /// As it was called on the day of registration.
    pub name: Text,
}

/// The books of the counties that were asked for.
#[derive(Default)]
pub struct Books(RwLock<HashMap<String, Kept>>);

#[derive(Clone)]
struct Kept {
    book: Arc<Book>,
    asked_at: Instant,
}

impl Books {
    /// The book of a county; an empty one where nothing was ever published.
    pub async fn of(&self, db: &Db, county: &str) -> Result<Arc<Book>> {
        let found = self.of_several(db, BTreeSet::from([county])).await?;
        Ok(found.get(county).cloned().unwrap_or_default())
    }

    /// The books of several counties: at most one statement, mostly none.
    pub async fn of_several(&self, db: &Db, counties: BTreeSet<&str>) -> Result<HashMap<String, Arc<Book>>> {
        let now = db.now();
        let (mut found, mut stale) = (HashMap::new(), Vec::new());
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            for county in counties {
                match kept.get(county) {
                    Some(one) if (0..FRESH_MS).contains(&(now - one.asked_at)) => {
                        found.insert(county.to_owned(), one.book.clone());
                    }
                    other => stale.push((county.to_owned(), other.map(|one| one.book.clone()).unwrap_or_default())),
                }
            }
        }
        if stale.is_empty() {
            return Ok(found);
        }
        let asked: Vec<(&str, i64)> = stale
            .iter()
            .map(|(county, book)| (county.as_str(), book.latest().map_or(0, |version| version.number)))
            .collect();
        let mut later = query::later(db.reader(), &asked).await?;
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (county, book) in stale {
            let book = match later.remove(&county) {
                Some(versions) => Arc::new(book.with(versions)),
                None => book,
            };
            kept.insert(county.clone(), Kept { book: book.clone(), asked_at: now });
            found.insert(county, book);
        }
        Ok(found)
    }

    /// Something was published: the next who asks is told.
    pub(super) fn stale(&self, county: &str) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = kept.get_mut(county) {
            one.asked_at = Instant::MIN / 2;
        }
    }
}

/// What a code was called on a day.
pub(crate) fn word(book: &Book, dictionary: Dictionary, code: &str, day: Date) -> LocalWord {
    LocalWord { code: code.to_owned(), name: book.name(dictionary, code, day) }
}
