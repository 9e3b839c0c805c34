//! What a party is shown of its own place in a matter.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::{PartyNo, Side};
use bandeng_store::{Db, Result};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;

use super::PartyKey;

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToCall {
    /// The committee that mediates, or the desk that registered it.
    pub name: String,
    /// Empty where nobody entered it.
    pub phone: String,
}

/// Who came in: one party of one matter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Resident {
    /// The matter's code in groups, as it is read out on the telephone.
    pub code: String,
    pub party: PartyNo,
    pub name: String,
    pub side: Side,
    /// The page the link was sent for, such as `sign/3`; empty for who came in without one.
    pub purpose: String,
    /// Epoch milliseconds: then the door closes by itself.
    pub expires_at: i64,
    pub call: ToCall,
}

/// Composes it: one statement.
pub(crate) async fn resident(db: &Db, party: &PartyKey, purpose: &str, expires_at: i64) -> Result<Resident> {
    let sql = "SELECT m.code, p.name, p.side, c.name, c.phone, d.name, d.phone FROM matters m \
               JOIN parties p ON p.county = m.county AND p.matter_id = m.id AND p.n = $3 \
               JOIN organisations d ON d.id = m.desk_id LEFT JOIN organisations c ON c.id = m.committee_id \
               WHERE m.county = $1 AND m.id = $2";
    let values = [party.matter.county.as_str().into(), party.matter.id.into(), i32::from(party.no).into()];
    let row = db.reader().query_one_raw(db.statement(sql, values)).await?;
    let row = row.ok_or(Refusal::new(Code::NotFound))?;
    let code: bandeng_core::kernel::MatterCode = row.try_get_by_index::<String>(0)?.parse()?;
    let committee = row.try_get_by_index::<Option<String>>(3)?.zip(row.try_get_by_index::<Option<String>>(4)?);
    let desk = (row.try_get_by_index(5)?, row.try_get_by_index::<String>(6)?);
    // The committee's own number, unless it has none and the desk has.
    let (name, phone) = match committee {
        Some(committee) if !committee.1.is_empty() || desk.1.is_empty() => committee,
        _ => desk,
    };
    Ok(Resident {
        code: code.grouped(),
        party: party.no,
        name: row.try_get_by_index(1)?,
        side: row.try_get_by_index::<String>(2)?.parse()?,
        purpose: purpose.to_owned(),
        expires_at,
        call: ToCall { name, phone },
    })
}
