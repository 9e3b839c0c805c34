//! What everybody may see: fixed tables, once a period, in which nobody can be found by subtraction.
//!
//! A table is a line of cells with their sum. A cell about fewer than [`FEWEST`] people is not shown; then neither are
//! further ones, the smallest first, until what can be calculated from the rest leaves each hidden number at least
//! [`WIDTH`] apart between its least and its greatest. So that nothing can be subtracted from outside either, only
//! counties are published and only quarters: no sum of counties, no year; and what was published is never replaced.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, Refusal, Text};
use crate::places::{AreaCode, Level};

use super::period::Period;

/// Fewer people than this are nobody's business.
pub const FEWEST: i64 = 5;
/// Between the least and the greatest a hidden number may be.
pub const WIDTH: i64 = 4;

/// A cell before it is published: the number, and how many people it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub number: i64,
    pub people: i64,
}

/// A cell as it is published; none where it is not shown.
pub type Shown = Option<i64>;

/// A published table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PublicTable)]
pub struct Table {
    pub title: Text,
    pub labels: Vec<Text>,
    pub cells: Vec<Option<i64>>,
    pub total: Option<i64>,
}

/// Hides what must not be shown. The numbers are not negative, and a cell without people has the number 0.
///
/// Returns the cells and their sum.
pub fn suppress(cells: &[Open]) -> (Vec<Shown>, Shown) {
    let total: i64 = cells.iter().map(|cell| cell.number).sum();
    let mut hidden: Vec<bool> = cells.iter().map(|cell| cell.people > 0 && cell.people < FEWEST).collect();
    if !hidden.contains(&true) {
        return (cells.iter().map(|cell| Some(cell.number)).collect(), Some(total));
    }
    // The smallest first: as little as possible is lost. Zeroes are nobody, and hide nothing.
    let mut others: Vec<usize> = (0..cells.len()).filter(|i| !hidden[*i] && cells[*i].number > 0).collect();
    others.sort_unstable_by_key(|i| (cells[*i].number, *i));
    let mut others = others.into_iter();
    while !is_hidden_well(cells, &hidden) {
        let Some(next) = others.next() else {
            // Too few to hide among: then the sum is not told either.
            return (vec![None; cells.len()], None);
        };
        hidden[next] = true;
    }
    let shown = cells.iter().zip(&hidden).map(|(cell, hidden)| (!hidden).then_some(cell.number)).collect();
    (shown, Some(total))
}

/// Tables that are published together: lines about the same matters, so that their sums are one. Where one of them has
/// too few to hide among, its sum must not be learnt from another: then none is shown.
pub fn release(tables: Vec<(Text, Vec<Text>, Vec<Open>)>) -> Vec<Table> {
    let hidden: Vec<_> = tables.iter().map(|(.., cells)| suppress(cells)).collect();
    let too_few = hidden.iter().any(|(_, total)| total.is_none());
    let shown = tables.into_iter().zip(hidden);
    shown
        .map(|((title, labels, _), (cells, total))| match too_few {
            true => Table { title, cells: vec![None; labels.len()], labels, total: None },
            false => Table { title, labels, cells, total },
        })
        .collect()
}

/// Whoever subtracts knows what the hidden ones add up to, and that each is at least one. How far apart are the least
/// and the greatest that each can be?
fn is_hidden_well(cells: &[Open], hidden: &[bool]) -> bool {
    let numbers: Vec<i64> = cells.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(c, _)| c.number).collect();
    let (sum, many) = (numbers.iter().sum::<i64>(), numbers.len() as i64);
    many >= 2 && sum - many >= WIDTH
}

/// Refuses what is not published: other places than counties, other periods than quarters that are over.
pub fn check(area: &AreaCode, period: Period, today: Date) -> Result<(), Refusal> {
    if area.level() != Level::County {
        return Err(Refusal::at(Code::PublicArea, "/area"));
    }
    if !period.is_quarter() {
        return Err(Refusal::at(Code::PublicPeriod, "/period"));
    }
    if !period.is_over(today) {
        return Err(Refusal::at(Code::PeriodRunning, "/period"));
    }
    Ok(())
}
