//! Filling a database: what is made in bulk is counted while it is made, and written with its facts and sums.

use std::collections::HashMap;
use std::str::FromStr;

use bandeng_core::figures::cell::Gathered;
use bandeng_core::kernel::Id;
use bandeng_core::people::OrganisationKind;
use bandeng_store::entities::facts::Entity as Facts;
use bandeng_store::rows::{execute_all, inserts};
use bandeng_store::{Db, Engine, Made, Result};
use sea_orm::{ConnectionTrait, Statement};

use super::counting::rows_of;
use super::query::counting::{Kept, Turn};

/// Of which kind each organisation is.
pub struct Bodies(pub(super) HashMap<Id, OrganisationKind>);

impl Bodies {
    /// Reads all of them.
    ///
    /// # Errors
    /// [`bandeng_store::Error::Db`].
    pub async fn read(db: &Db) -> Result<Self> {
        let rows = db.reader().query_all_raw(db.statement("SELECT id, kind FROM organisations", [])).await?;
        let kinds = rows.iter().map(|row| {
            let kind: String = row.try_get_by_index(1)?;
            Ok((row.try_get_by_index(0)?, OrganisationKind::from_str(&kind)?))
        });
        Ok(Self(kinds.collect::<Result<_>>()?))
    }
}

/// What a batch has made, with its facts: ready to be written, so that whoever writes does nothing else.
pub struct Counted {
    statements: Vec<Statement>,
    sums: Gathered,
}

impl Counted {
    /// Counts what a batch has made.
    ///
    /// # Errors
    /// If a row cannot be read.
    pub fn of(made: Made, bodies: &Bodies, engine: Engine) -> Result<Self> {
        let (mut sums, mut facts) = (Gathered::default(), Vec::new());
        for (rows, events) in made.chains() {
            let kept = Kept::of(rows, events, &bodies.0)?;
            for (fact, row) in rows_of(&kept) {
                sums.add(&kept.filed(), &fact, 1);
                facts.push(row);
            }
        }
        // In the order of their keys: neighbours lie on the same page.
        facts.sort_unstable_by(|a, b| {
            (&a.county, a.matter_id, &a.measure, a.n).cmp(&(&b.county, b.matter_id, &b.measure, b.n))
        });
        let mut statements = made.into_statements(engine)?;
        statements.extend(inserts::<Facts>(engine.backend(), facts, None)?);
        Ok(Self { statements, sums })
    }
}

/// Writes batches, some of them in one transaction: sums are moved once for all of them.
pub struct Filling<'a> {
    db: &'a Db,
    open: Option<Turn>,
    sums: Gathered,
}

impl<'a> Filling<'a> {
    pub fn of(db: &'a Db) -> Self {
        Self { db, open: None, sums: Gathered::default() }
    }

    /// Writes a batch. It lasts from the next [`Self::commit`] on.
    ///
    /// # Errors
    /// [`bandeng_store::Error::Db`], as when a matter is there already; what was not committed is lost then.
    pub async fn add(&mut self, counted: Counted) -> Result<()> {
        let turn = match &mut self.open {
            Some(turn) => turn,
            none => none.insert(Turn::begin(self.db).await?),
        };
        execute_all(turn.connection(), counted.statements).await?;
        self.sums.merge(counted.sums);
        Ok(())
    }

    /// Ends the transaction, with the sums of what is in it.
    ///
    /// # Errors
    /// [`bandeng_store::Error::Db`]; nothing of it lasts then.
    pub async fn commit(&mut self) -> Result<()> {
        let Some(turn) = self.open.take() else { return Ok(()) };
        turn.write(Vec::new(), &[], std::mem::take(&mut self.sums).into_sums()).await?;
        turn.commit().await
    }
}
