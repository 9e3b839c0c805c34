//! 合卷: small cases settled orally may lie in one file. Each keeps its number.

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::{MatterEvent, MatterState};
use bandeng_core::mediation::{AgreementForm, Mediation};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::entities::proceedings;
use bandeng_store::{Result, Uow};

use super::query;
use crate::matters::case::{Matter, lock};

/// Most guests of a file.
const GUESTS: usize = 30;

/// Who may say in which file a case lies: who archives it.
pub(super) fn may(actor: &Actor, matter: &Matter) -> bool {
    actor.may(Action::MatterArchive, &matter.facts)
}

/// Puts a case into the file of another, or takes it out again.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::FileNotShared`] where the two do not fit together, [`Code::MatterArchived`].
pub(super) async fn share(
    uow: &mut Uow,
    code: &MatterCode,
    n: u16,
    version: i64,
    host: Option<&MatterCode>,
) -> Result<i64> {
    // Both are held, in the same order by everybody: nobody makes the host a guest meanwhile.
    if let Some(host) = host.filter(|host| *host < code) {
        // One that is not there is refused below.
        let _ = lock(uow, host).await;
    }
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterArchive)?;
    matter.expect_version(uow, version).await?;
    if matter.state == MatterState::Archived {
        return Err(Refusal::new(Code::MatterArchived).into());
    }
    let row = mediation(&uow.rows(&matter.key)?.proceedings, n)?.clone();
    let with = match host {
        None => None,
        Some(host) => Some(host_of(uow, &matter, &row, host).await?),
    };
    if row.file_of == with.as_ref().map(|(id, _)| *id) {
        return Ok(matter.version());
    }
    let rows = uow.rows_mut(&matter.key)?;
    if let Some(row) = rows.proceedings.iter_mut().find(|row| row.n == i32::from(n)) {
        row.file_of = with.as_ref().map(|(id, _)| *id);
    }
    let event = MatterEvent::FileShared { with: with.map(|(_, number)| number) };
    uow.record(&matter.key, event.kind(), &event)
}

fn mediation(rows: &[proceedings::Model], n: u16) -> Result<&proceedings::Model> {
    Ok(rows.iter().find(|row| row.n == i32::from(n)).ok_or(Refusal::new(Code::NotFound))?)
}

fn is_small(row: &proceedings::Model) -> Result<bool> {
    let m = row.body.read::<Mediation>()?;
    Ok(m.state.is_ended() && m.agreement.as_ref().is_some_and(|a| a.form == AgreementForm::Oral))
}

/// The file that takes it: of the same register and year, small itself, nobody's guest, and not archived.
async fn host_of(uow: &mut Uow, guest: &Matter, row: &proceedings::Model, code: &MatterCode) -> Result<(i64, String)> {
    let refused = || Refusal::at(Code::FileNotShared, "/host");
    let host = lock(uow, code).await.map_err(|_| refused())?;
    if !may(uow.actor(), &host) || host.key == guest.key || host.key.county != guest.key.county {
        return Err(refused().into());
    }
    if !is_small(row)? || !query::guests(uow.read(), &guest.key).await?.is_empty() {
        return Err(refused().into());
    }
    let rows = &uow.rows(&host.key)?.proceedings;
    let fits = |other: &&proceedings::Model| {
        other.file_seq.is_some()
            && other.file_of.is_none()
            && (other.file_register, other.file_year) == (row.file_register, row.file_year)
    };
    let other = rows.iter().find(fits).ok_or_else(refused)?;
    let sealed = host.facts.sealed || guest.facts.sealed;
    let full = query::guests(uow.read(), &host.key).await?.len() >= GUESTS;
    if !is_small(other)? || host.state == MatterState::Archived || sealed || full {
        return Err(refused().into());
    }
    let number = other.body.read::<Mediation>()?.dossier_number.as_ref().map(ToString::to_string);
    Ok((host.key.id, number.unwrap_or_default()))
}
