//! Where the matters of the county stand today, and how many of them.

/// Where a matter stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    RegisteredToday,
    AwaitingConsent,
    Barred,
    Accepted,
    Assigned,
    Overdue,
    DueToday,
    DueSoon,
    Mediating,
    Extended,
    Suspended,
    Signing,
    InEffect,
    Fulfilled,
    NeverFollowedUp,
    Unfulfilled,
    Terminated,
    TerminatedClosed,
    TerminatedArchived,
    DeclinedClosed,
    Referred,
    Closed,
    ClosedWithoutFollowUp,
    Returned,
    Reopened,
    Archived,
}

use Stage as S;

impl Stage {
    /// Can a sealed matter have come here? Its mediator carries it alone, so that nobody has asked afterwards.
    pub(super) fn may_be_sealed(self) -> bool {
        !matches!(
            self,
            S::Archived | S::Closed | S::Returned | S::Reopened | S::Barred | S::DeclinedClosed | S::RegisteredToday
        )
    }
}

/// Of three hundred matters, so many at each stage. Terminated and unfulfilled together are about 8 per cent.
pub(super) const MIX: &[(Stage, u32)] = &[
    (S::Archived, 141),
    (S::Closed, 24),
    (S::InEffect, 17),
    (S::Mediating, 11),
    (S::DeclinedClosed, 9),
    (S::TerminatedClosed, 10),
    (S::AwaitingConsent, 9),
    (S::Fulfilled, 8),
    (S::DueSoon, 7),
    (S::Assigned, 7),
    (S::Accepted, 6),
    (S::Unfulfilled, 6),
    (S::Overdue, 5),
    (S::Signing, 5),
    (S::RegisteredToday, 4),
    (S::Suspended, 4),
    (S::NeverFollowedUp, 4),
    (S::ClosedWithoutFollowUp, 4),
    (S::DueToday, 3),
    (S::Extended, 3),
    (S::Terminated, 3),
    (S::TerminatedArchived, 3),
    (S::Referred, 3),
    (S::Barred, 1),
    (S::Returned, 2),
    (S::Reopened, 1),
];

/// Of ten thousand matters of a year: most are over, and what came in lately is open. Terminated and unfulfilled together
/// are about 5 per cent, so that a little less than that share fails.
pub(super) const YEAR: &[(Stage, u32)] = &[
    (S::Archived, 6_620),
    (S::Closed, 600),
    (S::InEffect, 420),
    (S::DeclinedClosed, 300),
    (S::TerminatedClosed, 210),
    (S::ClosedWithoutFollowUp, 190),
    (S::Fulfilled, 180),
    (S::Mediating, 270),
    (S::DueSoon, 170),
    (S::TerminatedArchived, 150),
    (S::AwaitingConsent, 120),
    (S::Assigned, 110),
    (S::Accepted, 90),
    (S::Referred, 90),
    (S::NeverFollowedUp, 90),
    (S::Unfulfilled, 80),
    (S::Signing, 60),
    (S::Overdue, 50),
    (S::Suspended, 50),
    (S::Extended, 40),
    (S::Terminated, 30),
    (S::DueToday, 20),
    (S::RegisteredToday, 20),
    (S::Returned, 20),
    (S::Reopened, 10),
    (S::Barred, 10),
];

/// The stages of so many matters: at every length as near to the mix as can be.
pub(super) fn stages(mix: &[(Stage, u32)], matters: u32) -> Vec<Stage> {
    let all: u64 = mix.iter().map(|(_, share)| u64::from(*share)).sum();
    let mut given = vec![0u64; mix.len()];
    (1..=u64::from(matters))
        .map(|n| {
            // Who lacks most of their share; the first in the list where several do.
            let lack = |i: usize| (u64::from(mix[i].1) * n) as i64 - (given[i] * all) as i64;
            let most = (0..mix.len()).rev().max_by_key(|i| lack(*i)).unwrap_or_default();
            given[most] += 1;
            mix[most].0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hundred_matters_stand_at_every_stage_as_the_mix_says() {
        let mut counted: Vec<(Stage, u32)> = MIX.iter().map(|(stage, _)| (*stage, 0)).collect();
        for stage in stages(MIX, 300) {
            counted.iter_mut().filter(|(s, _)| *s == stage).for_each(|(_, n)| *n += 1);
        }
        assert_eq!(MIX.iter().map(|(_, share)| share).sum::<u32>(), 300);
        for ((stage, share), (_, n)) in MIX.iter().zip(&counted) {
            assert!(*n > 0 && share.abs_diff(*n) <= 1, "{stage:?}: {n}");
        }
        let stages = stages(MIX, 300);
        let failed = stages
            .iter()
            .filter(|s| matches!(s, S::Terminated | S::TerminatedClosed | S::TerminatedArchived | S::Unfulfilled));
        assert!((18..=28).contains(&failed.count()));
    }
}
