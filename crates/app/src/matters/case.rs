//! A matter as a service holds it: the row, locked, with everything the rules look at.

use std::str::FromStr;

use bandeng_core::kernel::{Code, Date, MatterCode, Refusal};
use bandeng_core::matters::party::{Agent, Guardian};
use bandeng_core::matters::{DisputeKind, MatterRecord, MatterState, Party, PartyKind, PartyNo, Sex, Side, Source};
use bandeng_core::mediation::days::Running;
use bandeng_core::people::minor;
use bandeng_core::policy::{self, Action, Actor, MatterFacts};
use bandeng_store::entities::{matters, parties};
use bandeng_store::{MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};

use super::query::{self, Around};

/// What of a party does not need a column: JSON in `parties.details`. Telephones in it are encrypted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartyDetails {
    #[serde(default)]
    pub legal_representative: String,
    #[serde(default)]
    pub credit_code: String,
    #[serde(default)]
    pub guardian: Option<Guardian>,
    #[serde(default)]
    pub agents: Vec<Agent>,
    #[serde(default)]
    pub elected: bool,
    /// Encrypted; empty where none is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(default)]
    pub electronic_service: bool,
}

/// A party as it is kept.
#[derive(Clone, Debug)]
pub struct PartyKept {
    pub no: PartyNo,
    pub side: Side,
    pub kind: PartyKind,
    pub name: String,
    pub sex: Option<Sex>,
    pub born_on: Option<Date>,
    pub occupation: String,
    pub address: String,
    /// Encrypted.
    pub phone: Option<String>,
    pub details: PartyDetails,
}

impl PartyKept {
    pub(crate) fn read(row: parties::Model) -> Result<Self> {
        Ok(Self {
            no: row.n as PartyNo,
            side: Side::from_str(&row.side)?,
            kind: PartyKind::from_str(&row.kind)?,
            name: row.name,
            sex: row.sex.as_deref().map(Sex::from_str).transpose()?,
            born_on: row.born_on.and_then(|d| d.parse().ok()),
            occupation: row.occupation,
            address: row.address,
            phone: row.phone_sealed,
            details: PartyDetails::clone(&*row.details.read()?),
        })
    }

    /// The party as the form holds it, without telephones.
    pub fn without_phones(&self) -> Party {
        Party {
            side: self.side,
            kind: self.kind,
            name: self.name.clone(),
            sex: self.sex,
            born_on: self.born_on,
            occupation: self.occupation.clone(),
            address: self.address.clone(),
            phone: String::new(),
            legal_representative: self.details.legal_representative.clone(),
            credit_code: self.details.credit_code.clone(),
            guardian: self.details.guardian.clone(),
            agents: self.details.agents.clone(),
            elected: self.details.elected,
            email: String::new(),
            electronic_service: self.details.electronic_service,
        }
    }

    pub fn is_minor(&self, on: Date) -> bool {
        self.kind == PartyKind::Natural && self.born_on.is_some_and(|born| minor::is_minor(born, on))
    }
}

/// A matter with what the rules need.
pub struct Matter {
    pub key: MatterKey,
    pub row: matters::Model,
    pub code: MatterCode,
    pub kind: DisputeKind,
    pub source: Source,
    pub state: MatterState,
    pub record: MatterRecord,
    pub parties: Vec<PartyKept>,
    pub facts: MatterFacts,
    pub days: Vec<Running>,
}

impl Matter {
    /// The number of the last event: what a writer must have seen.
    pub fn version(&self) -> i64 {
        self.row.head_seq
    }

    pub fn party_numbers(&self) -> Vec<PartyNo> {
        self.parties.iter().map(|p| p.no).collect()
    }

    pub fn party_name(&self, no: PartyNo) -> String {
        self.parties.iter().find(|p| p.no == no).map(|p| p.name.clone()).unwrap_or_default()
    }

    /// Refuses what the actor may not do; what may not be read at all answers "not found".
    pub fn require(&self, actor: &Actor, action: Action) -> Result<()> {
        Ok(policy::require(actor, action, &self.facts)?)
    }

    /// Refuses where somebody else has moved the matter since the writer looked, and says what happened.
    pub async fn expect_version(&self, uow: &Uow, expected: i64) -> Result<()> {
        if expected == self.version() {
            return Ok(());
        }
        let changes = super::timeline::since(uow, self, expected).await?;
        Err(bandeng_store::Error::Stale { now: self.version(), changes })
    }

    /// Only open matters are worked on.
    pub fn require_open(&self) -> Result<()> {
        if self.state == MatterState::Open { Ok(()) } else { Err(Refusal::new(Code::MatterNotOpen).into()) }
    }
}

/// Locks a matter's row, then reads everything about it. The first step of every write.
///
/// # Errors
/// [`Code::NotFound`] if there is no such matter.
pub async fn lock(uow: &mut Uow, code: &MatterCode) -> Result<Matter> {
    let key = uow.hold(code).await?.ok_or(Refusal::new(Code::NotFound))?;
    let rows = uow.rows(&key)?;
    let parties = rows.parties.iter().cloned().map(PartyKept::read).collect::<Result<_>>()?;
    compose(rows.matter.clone(), parties, Around::of(rows, uow.now())?)
}

/// Reads a matter for showing.
pub async fn read(connection: &impl sea_orm::ConnectionTrait, code: &MatterCode, now: i64) -> Result<Matter> {
    let row = query::matter(connection, code).await?.ok_or(Refusal::new(Code::NotFound))?;
    let key = MatterKey { county: row.county.clone(), id: row.id };
    let parties = query::parties(connection, &key).await?.into_iter().map(PartyKept::read).collect::<Result<_>>()?;
    let around = query::around(connection, &key, now).await?;
    compose(row, parties, around)
}

fn compose(row: matters::Model, parties: Vec<PartyKept>, around: Around) -> Result<Matter> {
    let state = MatterState::from_str(&row.state)?;
    Ok(Matter {
        code: row.code.parse()?,
        kind: DisputeKind::from_str(&row.kind)?,
        source: Source::from_str(&row.source)?,
        state,
        record: MatterRecord::clone(&*row.record.read()?),
        parties,
        facts: MatterFacts {
            area: row.area.parse()?,
            desk: row.desk_id,
            committee: row.committee_id,
            state,
            sealed: row.sealed,
            handlers: around.handlers,
            grantees: around.grantees,
        },
        days: around.days,
        key: MatterKey { county: row.county.clone(), id: row.id },
        row,
    })
}
