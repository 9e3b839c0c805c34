//! Codes are drawn in blocks: a process takes a hundred numbers in one short write and gives them out from memory.

use std::collections::HashMap;

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::Mutex;

use crate::{Db, Error, Result};

/// Numbers a process takes at once. What it does not use when it stops stays a gap.
const BLOCK: i64 = 100;

#[derive(Default)]
pub(crate) struct CodeBlocks {
    left: Mutex<HashMap<(String, i16), std::ops::Range<i64>>>,
}

impl CodeBlocks {
    pub(crate) async fn next(&self, db: &Db, county: &str, year: i16) -> Result<MatterCode> {
        let mut left = self.left.lock().await;
        let block = left.entry((county.to_owned(), year)).or_insert(0..0);
        if block.is_empty() {
            *block = reserve(db, county, year, BLOCK).await?;
        }
        let number = block.next().unwrap_or_default();
        if number > i64::from(MatterCode::MAX_SEQUENCE) {
            return Err(Refusal::new(Code::Unavailable).into());
        }
        Ok(MatterCode::new(county, year, number as u32))
    }
}

/// Takes so many numbers of a county's year at once.
async fn reserve(db: &Db, county: &str, year: i16, count: i64) -> Result<std::ops::Range<i64>> {
    let statement = Statement::from_sql_and_values(
        db.backend(),
        "INSERT INTO code_blocks (county, year, next) VALUES ($1, $2, $3 + 1) \
         ON CONFLICT (county, year) DO UPDATE SET next = code_blocks.next + $3 RETURNING next",
        [county.into(), i32::from(year).into(), count.into()],
    );
    let row = db.technical().query_one_raw(statement).await?.ok_or_else(|| Error::Damaged("no code block".into()))?;
    let next: i64 = row.try_get_by_index(0)?;
    Ok(next - count..next)
}

impl Db {
    /// Takes so many codes of a county's year at once, for a batch; the number of the first.
    ///
    /// # Errors
    /// [`Code::Unavailable`] if the year has not so many left.
    pub async fn reserve_codes(&self, county: &str, year: i16, count: u32) -> Result<u32> {
        let block = reserve(self, county, year, count.into()).await?;
        if block.end - 1 > i64::from(MatterCode::MAX_SEQUENCE) {
            return Err(Refusal::new(Code::Unavailable).into());
        }
        Ok(block.start as u32)
    }
}
