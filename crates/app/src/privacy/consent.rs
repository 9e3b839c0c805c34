//! Consents of parties to the use of their data, and their withdrawal. Who may is asked by whoever calls: the staff's
//! service by the policy, the residents' pages by being the party.

use bandeng_core::kernel::{Code, IdText, MatterCode, Refusal};
use bandeng_core::matters::{MatterEvent, PartyKind, PartyNo};
use bandeng_core::privacy::{Given, PrivacyHow, Receipt, Withdrawal};
use bandeng_store::{Result, Uow};

use super::notices;
use crate::matters::case::{Matter, PartyKept, lock};
use crate::matters::{query, service::save};

/// Writes down that a party was told a version of the notice and agrees; answers the receipt's number.
///
/// # Errors
/// [`Code::PartyUnknown`] where there is no such person in the matter, [`Code::NoticeUnknown`],
/// [`Code::PrivacyConsentThere`], [`Code::GuardianMustConsent`].
pub async fn give(uow: &mut Uow, code: &MatterCode, party: PartyNo, notice: i64, given: Given) -> Result<u16> {
    let mut matter = lock(uow, code).await?;
    let today = uow.today();
    if !notices::was_told(uow.read(), code.county(), notice, today).await? {
        return Err(Refusal::at(Code::NoticeUnknown, "/notice").into());
    }
    let born = person(&matter, party)?.born_on;
    matter.record.privacy.check(party, born, notice, given, today)?;
    let no = matter.record.privacy.0.len() as u16 + 1;
    matter.record.privacy.0.push(Receipt {
        no,
        party,
        notice,
        given,
        at: uow.now(),
        by: IdText(uow.actor().account),
        by_name: uow.actor().name.clone(),
        withdrawn: None,
    });
    save(uow, &mut matter)?;
    let event = MatterEvent::PrivacyConsented { party, notice, given };
    uow.record(&matter.key, event.kind(), &event)?;
    Ok(no)
}

/// Writes down that a party withdraws the consent. From now on the matter is shared with nobody but bodies that act by
/// their own power; what else follows says [`bandeng_core::privacy::consequences`].
///
/// # Errors
/// [`Code::PartyUnknown`], [`Code::PrivacyConsentMissing`].
pub async fn withdraw(uow: &mut Uow, code: &MatterCode, party: PartyNo, how: PrivacyHow) -> Result<()> {
    let mut matter = lock(uow, code).await?;
    person(&matter, party)?;
    let withdrawal = Withdrawal { how, at: uow.now(), by_name: uow.actor().name.clone() };
    matter.record.privacy.withdraw(party, withdrawal)?;
    save(uow, &mut matter)?;
    let ended = end_grants(uow, &matter).await?;
    let event = MatterEvent::PrivacyWithdrawn { party, how, ended };
    uow.record(&matter.key, event.kind(), &event)?;
    Ok(())
}

fn person(matter: &Matter, party: PartyNo) -> Result<&PartyKept, Refusal> {
    let known = matter.parties.iter().find(|known| known.no == party && known.kind == PartyKind::Natural);
    known.ok_or(Refusal::new(Code::PartyUnknown))
}

/// Ends what is shared on the ground of consent; answers the names of the bodies.
async fn end_grants(uow: &mut Uow, matter: &Matter) -> Result<Vec<String>> {
    let now = uow.now();
    let bodies = query::bodies(uow.read(), matter.facts.grantees.iter().copied()).await?;
    let ended: Vec<_> = bodies.into_iter().filter(|body| !body.kind.acts_by_law()).collect();
    for grant in &mut uow.rows_mut(&matter.key)?.grants {
        if grant.until_at > now && ended.iter().any(|body| body.id == grant.grantee_id) {
            grant.until_at = now;
        }
    }
    Ok(ended.into_iter().map(|body| body.name).collect())
}
