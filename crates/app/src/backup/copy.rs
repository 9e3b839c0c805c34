//! Copying a whole database into another one, of either engine, without a file between.

use bandeng_store::tables::{Sum, Table, line, tables};
use bandeng_store::{Db, Error};

use super::{Fault, Step, Tell};
use crate::{figures, search};

/// What was copied and found again over there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    pub tables: usize,
    pub rows: u64,
    /// Events of the history, walked again.
    pub events: u64,
    /// Matters whose figures were counted again.
    pub matters: u64,
}

/// Copies every table into a database that holds nothing and has the same schema, in one transaction; then reads all of it
/// again over there: rows, history, figures. The search index is made anew. Bytes of attachments and papers stay where they are.
///
/// # Errors
/// A [`Fault`]; [`Fault::Differs`] names a table that is not what it was, `history` or `figures`. All rows are there or none.
pub async fn copy(from: &Db, into: &Db, tell: Tell<'_>) -> Result<Copied, Fault> {
    let copied = rows(from, into, tell).await?;
    let mut compared = 0;
    for (table, sum) in &copied {
        if table.sum(into.technical()).await? != *sum {
            return Err(Fault::Differs(table.name.clone()));
        }
        compared += sum.rows;
        tell(Step::Compared(compared));
    }
    let report = into.verify_chains(|events| tell(Step::Walked(events))).await?;
    if !report.breaks.is_empty() {
        return Err(Fault::Differs("history".to_owned()));
    }
    let counted = figures::verify(into, |matters| tell(Step::Counted(matters))).await?;
    if !counted.is_right() {
        return Err(Fault::Differs("figures".to_owned()));
    }
    search::rebuild::rebuild(into, |matters| tell(Step::Indexed(matters))).await?;
    Ok(Copied { tables: copied.len(), rows: compared, events: report.events, matters: counted.matters })
}

async fn rows(from: &Db, into: &Db, tell: Tell<'_>) -> Result<Vec<(Table, Sum)>, Fault> {
    let snapshot = from.snapshot().await?;
    let there = tables(into.technical()).await?;
    let here = tables(&snapshot).await?;
    if let Some(more) = there.iter().find(|other| here.iter().all(|table| table.name != other.name)) {
        return Err(Fault::Differs(more.name.clone()));
    }
    let tx = into.filling().await?;
    let (mut copied, mut count) = (Vec::new(), 0);
    for table in here {
        let target = there.iter().find(|other| other.name == table.name && other.columns == table.columns);
        let target = target.ok_or_else(|| Fault::Differs(table.name.clone()))?;
        let mut sum = Sum::default();
        let mut pages = table.pages();
        while let Some(page) = pages.next(&snapshot).await? {
            page.iter().for_each(|row| sum.add(&line(row)));
            target.insert(&tx, &page).await?;
            count += page.len() as u64;
            tell(Step::Rows(count));
        }
        copied.push((target.clone(), sum));
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(copied)
}
