//! Which post belongs to which kind of organisation, and which posts one person may hold at once.

use super::OrganisationKind;
use crate::kernel::{Code, Refusal};
use crate::policy::Role;
use crate::text_enum;

text_enum! {
    /// May an account be used?
    pub enum AccountState {
        Active = "active" ("在用", "Active"),
        Disabled = "disabled" ("停用", "Disabled"),
    }
}

impl AccountState {
    pub const fn of(active: bool) -> Self {
        if active { Self::Active } else { Self::Disabled }
    }
}

text_enum! {
    /// What somebody is in a committee (Mediation Law art. 8).
    pub enum Position {
        Director = "director" ("主任", "Director"),
        DeputyDirector = "deputy_director" ("副主任", "Deputy director"),
        Member = "member" ("委员", "Member"),
    }
}

/// Does this post exist at this kind of organisation?
pub const fn fits(role: Role, kind: OrganisationKind) -> bool {
    use OrganisationKind as K;
    match role {
        Role::Mediator | Role::Director => kind.is_committee(),
        Role::Clerk => kind.is_committee() || matches!(kind, K::Centre),
        Role::Coordinator | Role::HallScreen => matches!(kind, K::Centre),
        Role::JudicialOfficer => matches!(kind, K::JudicialOffice | K::JusticeBureau),
        Role::DepartmentOfficer => kind.is_authority(),
        Role::GridWorker => matches!(kind, K::Centre | K::VillageCommittee | K::ResidentsCommittee),
        Role::Leader | Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator => {
            matches!(kind, K::Centre | K::JusticeBureau)
        }
    }
}

/// May somebody who holds these posts take a further one? The three administrators exclude each other and every working
/// post, so that nobody who opens accounts can also give them rights, see matters, or wipe the traces (GB/T 22239,
/// 8.1.5).
///
/// # Errors
/// [`Code::AdministratorsExclude`].
pub fn may_take(held: &[Role], new: Role) -> Result<(), Refusal> {
    let clashes = |&role: &Role| role != new && (role.is_administrator() || new.is_administrator());
    if held.iter().any(clashes) { Err(Refusal::new(Code::AdministratorsExclude)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_post_belongs_somewhere_and_none_everywhere() {
        for &role in Role::ALL {
            let kinds = OrganisationKind::ALL.iter().filter(|kind| fits(role, **kind)).count();
            assert!(kinds > 0 && kinds < OrganisationKind::ALL.len(), "{role}");
        }
        assert!(fits(Role::Mediator, OrganisationKind::StationedStudio));
        assert!(!fits(Role::Mediator, OrganisationKind::Court));
        assert!(!fits(Role::Director, OrganisationKind::Centre));
    }

    #[test]
    fn administrators_exclude_each_other_and_every_working_post() {
        for &held in Role::ALL {
            for &new in Role::ALL {
                let taken = may_take(&[held], new).is_ok();
                let working = !held.is_administrator() && !new.is_administrator();
                assert_eq!(taken, held == new || working, "{held} and {new}");
            }
        }
        assert!(may_take(&[], Role::AuditAdministrator).is_ok());
    }
}
