//! The second table: committees and their mediators (人民调解组织队伍) on a day, as far as Bandeng knows them.
//!
//! The Ministry's form asks for more (full or part time, training, money) than anybody records here. Such a column is
//! there and blank, so that nobody takes "not held" for "none". Only places are counted: no person is compared, and no
//! cell opens.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::Text;
use crate::people::OrganisationKind;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    Bodies(&'static [OrganisationKind]),
    /// Members and engaged mediators of statutory committees and studios.
    Mediators,
    Members,
    Engaged,
    /// Nobody records it here.
    NotHeld,
}

/// A column of the table.
#[derive(Clone, Debug)]
pub struct Column {
    pub no: u8,
    pub label: Text,
    pub group: Text,
    counts: Counts,
}

/// A column as a screen or a program reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StaffColumn)]
pub struct ColumnLine {
    pub no: u8,
    pub label: Text,
    pub group: Text,
    /// Does Bandeng know it? If not, the column is blank.
    pub held: bool,
}

/// An organisation that mediates, as it stood on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub kind: OrganisationKind,
    /// Elected members of a committee (Mediation Law art. 9).
    pub members: u32,
    /// Mediators who are engaged and no members (Mediation Law art. 13).
    pub engaged: u32,
}

use OrganisationKind as K;

const STATUTORY: &[K] = &[
    K::VillageCommittee,
    K::ResidentsCommittee,
    K::TownshipCommittee,
    K::StreetCommittee,
    K::EnterpriseCommittee,
    K::SocialCommittee,
    K::SectorCommittee,
];

/// The columns in their order: committees by kind, studios beside them, mediators, and what is not known here.
pub fn columns() -> Vec<Column> {
    const COMMITTEES: (&str, &str) = ("人民调解委员会", "Committees");
    const STUDIOS: (&str, &str) = ("工作室（不计入委员会）", "Studios (not among the committees)");
    const MEDIATORS: (&str, &str) = ("人民调解员", "Mediators");
    const BLANK: (&str, &str) = ("本系统不掌握", "Not held here");
    let table: [((&str, &str), &str, &str, Counts); 17] = [
        (COMMITTEES, "合计", "All", Counts::Bodies(STATUTORY)),
        (COMMITTEES, "村", "Village", Counts::Bodies(&[K::VillageCommittee])),
        (COMMITTEES, "居民区", "Residents' area", Counts::Bodies(&[K::ResidentsCommittee])),
        (COMMITTEES, "乡镇", "Township", Counts::Bodies(&[K::TownshipCommittee])),
        (COMMITTEES, "街道", "Street", Counts::Bodies(&[K::StreetCommittee])),
        (COMMITTEES, "企事业单位", "Enterprise", Counts::Bodies(&[K::EnterpriseCommittee])),
        (COMMITTEES, "社会团体和其他组织", "Social groups and others", Counts::Bodies(&[K::SocialCommittee])),
        (COMMITTEES, "行业性专业性", "Sector", Counts::Bodies(&[K::SectorCommittee])),
        (STUDIOS, "派驻工作室", "Stationed", Counts::Bodies(&[K::StationedStudio])),
        (STUDIOS, "个人工作室", "Personal", Counts::Bodies(&[K::PersonalStudio])),
        (MEDIATORS, "合计", "All", Counts::Mediators),
        (MEDIATORS, "委员（推选）", "Members (elected)", Counts::Members),
        (MEDIATORS, "聘任", "Engaged", Counts::Engaged),
        (BLANK, "专职", "Full time", Counts::NotHeld),
        (BLANK, "兼职", "Part time", Counts::NotHeld),
        (BLANK, "培训（人次）", "Trained (persons)", Counts::NotHeld),
        (BLANK, "经费（元）", "Funds (yuan)", Counts::NotHeld),
    ];
    (1..)
        .zip(table)
        .map(|(no, (group, zh, en, counts))| Column {
            no,
            label: Text::new(zh, en),
            group: Text::new(group.0, group.1),
            counts,
        })
        .collect()
}

impl Column {
    pub fn held(&self) -> bool {
        self.counts != Counts::NotHeld
    }

    pub fn line(&self) -> ColumnLine {
        ColumnLine { no: self.no, label: self.label.clone(), group: self.group.clone(), held: self.held() }
    }

    /// The number of a cell; none where it is not known here.
    pub fn count<'a>(&self, bodies: impl IntoIterator<Item = &'a Body>) -> Option<i64> {
        let bodies = bodies.into_iter();
        Some(match self.counts {
            Counts::Bodies(kinds) => bodies.filter(|body| kinds.contains(&body.kind)).count() as i64,
            Counts::Mediators => bodies.map(|body| i64::from(body.members) + i64::from(body.engaged)).sum(),
            Counts::Members => bodies.map(|body| i64::from(body.members)).sum(),
            Counts::Engaged => bodies.map(|body| i64::from(body.engaged)).sum(),
            Counts::NotHeld => return None,
        })
    }
}

/// Somebody as a committee's list or a post names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub account: Option<i64>,
    pub name: String,
}

/// How many hold a mediator's post without being members. A member is known by the account, or where the list names none by
/// the name.
pub fn engaged(members: &[Named], posts: &[Named]) -> u32 {
    let is_member = |post: &Named| {
        members.iter().any(|member| match member.account {
            Some(account) => post.account == Some(account),
            None => member.name == post.name,
        })
    };
    let mut counted: Vec<&Named> = Vec::new();
    for post in posts.iter().filter(|post| !is_member(post)) {
        if !counted.iter().any(|known| known.account == post.account) {
            counted.push(post);
        }
    }
    u32::try_from(counted.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_mediates_is_in_one_column_and_the_sum_is_of_committees_alone() {
        let columns = columns();
        for kind in OrganisationKind::ALL.iter().filter(|kind| kind.is_committee()) {
            let body = [Body { kind: *kind, members: 0, engaged: 0 }];
            let counted = columns[1..10].iter().filter(|column| column.count(&body) == Some(1)).count();
            assert_eq!(counted, 1, "{kind}");
            assert_eq!(columns[0].count(&body), Some(i64::from(kind.is_statutory())), "{kind}");
        }
    }

    #[test]
    fn what_is_not_held_is_blank_and_not_nothing() {
        let columns = columns();
        let cells: Vec<Option<i64>> = columns
            .iter()
            .map(|column| column.count(&[Body { kind: K::VillageCommittee, members: 5, engaged: 2 }]))
            .collect();
        assert_eq!(cells[10..], [Some(7), Some(5), Some(2), None, None, None, None]);
        assert_eq!(columns[10].count(&[]), Some(0));
    }

    #[test]
    fn a_member_with_a_post_is_counted_as_a_member_alone() {
        let named = |account, name: &str| Named { account, name: name.to_owned() };
        let members = [named(Some(1), "马某"), named(None, "李某")];
        let posts = [
            named(Some(1), "马某"),
            named(Some(2), "李某"),
            named(Some(3), "马某"),
            named(Some(4), "王某"),
            named(Some(4), "王某"),
        ];
        assert_eq!(engaged(&members, &posts), 2, "one of the same name with another account, and one with two posts");
        assert_eq!(engaged(&[], &[]), 0);
    }
}
