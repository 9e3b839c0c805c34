//! Kinds of organisation, and how a mediation committee must be made up.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Refusal, Text};
use crate::kernel::{day_en, day_zh};
use crate::text_enum;

text_enum! {
    /// The kinds of organisation that meet over a matter.
    pub enum OrganisationKind {
        Centre = "centre" ("综治中心", "Governance centre"),
        VillageCommittee = "village_committee" ("村人民调解委员会", "Village mediation committee"),
        ResidentsCommittee = "residents_committee" ("居民区人民调解委员会", "Residents' mediation committee"),
        TownshipCommittee = "township_committee" ("乡镇人民调解委员会", "Township mediation committee"),
        StreetCommittee = "street_committee" ("街道人民调解委员会", "Street mediation committee"),
        EnterpriseCommittee = "enterprise_committee" ("企事业单位人民调解委员会", "Enterprise mediation committee"),
        SocialCommittee = "social_committee" ("社会团体和其他组织人民调解委员会", "Mediation committee of a social group or other body"),
        SectorCommittee = "sector_committee" ("行业性专业性人民调解委员会", "Sector mediation committee"),
        StationedStudio = "stationed_studio" ("派驻人民调解工作室", "Stationed mediation studio"),
        PersonalStudio = "personal_studio" ("个人调解工作室", "Personal mediation studio"),
        JudicialOffice = "judicial_office" ("司法所", "Judicial office"),
        JusticeBureau = "justice_bureau" ("司法局", "Justice bureau"),
        Court = "court" ("人民法院", "Court"),
        Police = "police" ("公安机关", "Police"),
        Procuratorate = "procuratorate" ("人民检察院", "Procuratorate"),
        PetitionOffice = "petition_office" ("信访部门", "Petition office"),
        Department = "department" ("其他部门", "Department"),
    }
}

impl OrganisationKind {
    /// May it conduct a people's mediation? Studios act for the committee that set them up.
    pub const fn is_committee(self) -> bool {
        self.is_statutory() || matches!(self, Self::StationedStudio | Self::PersonalStudio)
    }

    /// Is it a body beside the centre, with officers of its own: a court, the police, a department? These send disputes and
    /// take them.
    pub const fn is_authority(self) -> bool {
        matches!(self, Self::Department | Self::Police | Self::Court | Self::Procuratorate | Self::PetitionOffice)
    }

    /// Does it act on a case by its own statutory power, whatever the parties agree to (PIPL arts 13(1)(3), 34)?
    pub const fn acts_by_law(self) -> bool {
        matches!(self, Self::Police | Self::Court | Self::Procuratorate)
    }

    /// Is it a committee in the sense of the Mediation Law (arts 8, 34), with members, a term and a seal of its own?
    pub const fn is_statutory(self) -> bool {
        matches!(
            self,
            Self::VillageCommittee
                | Self::ResidentsCommittee
                | Self::TownshipCommittee
                | Self::StreetCommittee
                | Self::EnterpriseCommittee
                | Self::SocialCommittee
                | Self::SectorCommittee
        )
    }

    /// Must every village, or every residents' area, have one (Mediation Law art. 8)?
    pub const fn is_mandatory(self) -> bool {
        matches!(self, Self::VillageCommittee | Self::ResidentsCommittee)
    }

    /// Who elects the members (Mediation Law art. 9; other bodies by analogy, art. 34). None where there are none.
    pub fn elected_by(self) -> Option<Text> {
        match self {
            Self::VillageCommittee => {
                Some(Text::new("村民会议或者村民代表会议", "the villagers' meeting or their representatives"))
            }
            Self::ResidentsCommittee => Some(Text::new("居民会议", "the residents' meeting")),
            Self::EnterpriseCommittee => {
                Some(Text::new("职工大会、职工代表大会或者工会", "the staff meeting, its representatives or the union"))
            }
            kind if kind.is_statutory() => Some(Text::new("设立单位", "the body that set it up")),
            _ => None,
        }
    }
}

/// Fewest and most members of a committee (Mediation Law art. 8).
pub const MEMBERS: std::ops::RangeInclusive<u16> = 3..=9;

/// Years of a term (Mediation Law art. 9).
pub const TERM_YEARS: u32 = 3;

/// How many days before its end a term is announced as ending, so that there is time to elect.
pub const TERM_NOTICE_DAYS: i32 = 90;

/// How a committee is made up. Counts, no names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Composition {
    pub kind: OrganisationKind,
    /// Members (委员), the directors among them; mediators who are merely engaged (聘任) do not count.
    pub members: u16,
    pub directors: u16,
    pub women: u16,
    /// Does it work where several ethnic groups live together?
    pub multi_ethnic_area: bool,
    /// Members of the groups with fewer people there.
    pub minority_members: u16,
    /// When the present members were elected; none if nobody knows.
    pub elected_on: Option<Date>,
}

impl Composition {
    /// The last day of the term (Mediation Law art. 9): three years from the election.
    pub fn term_ends_on(&self) -> Option<Date> {
        self.elected_on.map(term_end)
    }

    /// Do the counts fit each other?
    ///
    /// # Errors
    /// [`Code::OutOfRange`] pointing at a part that is larger than the whole.
    pub fn check(&self) -> Result<(), Refusal> {
        for (part, at) in
            [(self.directors, "/directors"), (self.women, "/women"), (self.minority_members, "/minority_members")]
        {
            if part > self.members {
                return Err(Refusal::at(Code::OutOfRange, at));
            }
        }
        Ok(())
    }
}

/// The last day of a term that began with an election.
pub fn term_end(elected_on: Date) -> Date {
    elected_on.saturating_add(Span::new().years(TERM_YEARS))
}

/// What is not as the Mediation Law wants it (arts 8 and 9), each with the article. Warnings, never a bar: a committee
/// that lacks a member still mediates. Kinds that are no statutory committee have none.
pub fn warnings(composition: &Composition, today: Date) -> Vec<Text> {
    let c = composition;
    let mut found = Vec::new();
    if !c.kind.is_statutory() {
        return found;
    }
    let mut warn = |zh: String, en: String| found.push(Text { zh, en });
    if !MEMBERS.contains(&c.members) {
        let people = if c.members == 1 { "member" } else { "members" };
        warn(
            format!("调委会由3至9名委员组成，现有{}名（《人民调解法》第8条）。", c.members),
            format!("A committee has 3 to 9 members; this one has {} {people} (Mediation Law art. 8).", c.members),
        );
    }
    if c.directors != 1 {
        warn(
            format!("调委会设主任一名，现有{}名（《人民调解法》第8条）。", c.directors),
            format!("A committee has one director; this one has {} (Mediation Law art. 8).", c.directors),
        );
    }
    if c.women == 0 {
        warn(
            "调委会应当有妇女成员（《人民调解法》第8条）。".to_owned(),
            "A committee has at least one woman among its members (Mediation Law art. 8).".to_owned(),
        );
    }
    if c.multi_ethnic_area && c.minority_members == 0 {
        warn(
            "多民族居住地区的调委会应当有人数较少民族的成员（《人民调解法》第8条）。".to_owned(),
            "Where several ethnic groups live together, a smaller group has a member (Mediation Law art. 8)."
                .to_owned(),
        );
    }
    match c.term_ends_on() {
        None => warn(
            "没有登记委员的推选日期，无法计算任期（《人民调解法》第9条）。".to_owned(),
            "The day of election is not recorded, so the term cannot be told (Mediation Law art. 9).".to_owned(),
        ),
        Some(end) if end < today => warn(
            format!("委员任期三年，已于{}届满，请组织推选（《人民调解法》第9条）。", day_zh(end)),
            format!("The three-year term ended on {}; members are to be elected (Mediation Law art. 9).", day_en(end)),
        ),
        Some(end) if (end - today).get_days() <= TERM_NOTICE_DAYS => warn(
            format!("委员任期三年，将于{}届满，请准备推选（《人民调解法》第9条）。", day_zh(end)),
            format!(
                "The three-year term ends on {}; an election is to be prepared (Mediation Law art. 9).",
                day_en(end)
            ),
        ),
        Some(_) => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    fn sound() -> Composition {
        Composition {
            kind: OrganisationKind::VillageCommittee,
            members: 5,
            directors: 1,
            women: 2,
            multi_ethnic_area: true,
            minority_members: 1,
            elected_on: Some(date(2024, 6, 1)),
        }
    }

    fn only_warning(c: &Composition) -> String {
        let mut found = warnings(c, TODAY);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0).en
    }

    #[test]
    fn a_committee_as_the_law_wants_it_gives_no_warning() {
        assert_eq!(warnings(&sound(), TODAY), []);
        for members in [3, 9] {
            assert_eq!(warnings(&Composition { members, ..sound() }, TODAY), []);
        }
    }

    #[test]
    fn each_defect_gives_its_own_warning() {
        for members in [2, 10] {
            assert!(only_warning(&Composition { members, ..sound() }).starts_with("A committee has 3 to 9 members"));
        }
        for directors in [0, 2] {
            assert!(only_warning(&Composition { directors, ..sound() }).starts_with("A committee has one director"));
        }
        assert!(only_warning(&Composition { women: 0, ..sound() }).contains("woman"));
        assert!(only_warning(&Composition { minority_members: 0, ..sound() }).contains("smaller group"));
        assert_eq!(warnings(&Composition { minority_members: 0, multi_ethnic_area: false, ..sound() }, TODAY), []);
        assert!(only_warning(&Composition { elected_on: None, ..sound() }).contains("not recorded"));
    }

    #[test]
    fn a_term_lasts_three_years_and_is_announced_before_it_ends() {
        assert_eq!(sound().term_ends_on(), Some(date(2027, 6, 1)));
        assert_eq!(term_end(date(2024, 2, 29)), date(2027, 2, 28));
        let elected = |on| Composition { elected_on: Some(on), ..sound() };
        assert_eq!(
            only_warning(&elected(date(2023, 3, 1))),
            "The three-year term ended on 1 March 2026; members are to be elected (Mediation Law art. 9)."
        );
        assert!(
            only_warning(&elected(date(2023, 3, 2))).contains("ends on 2 March 2026"),
            "its last day still belongs to it"
        );
        assert!(only_warning(&elected(date(2023, 5, 31))).contains("ends on 31 May 2026"));
        assert_eq!(warnings(&elected(date(2023, 6, 1)), TODAY), []);
    }

    #[test]
    fn a_part_is_not_larger_than_the_whole() {
        assert_eq!(sound().check(), Ok(()));
        let refused = Composition { women: 6, ..sound() }.check().unwrap_err();
        assert_eq!((refused.code, refused.pointer.as_deref()), (Code::OutOfRange, Some("/women")));
    }

    #[test]
    fn only_statutory_committees_are_measured_by_the_law() {
        for &kind in OrganisationKind::ALL {
            let empty = Composition {
                kind,
                members: 0,
                directors: 0,
                women: 0,
                minority_members: 0,
                elected_on: None,
                ..sound()
            };
            assert_eq!(warnings(&empty, TODAY).is_empty(), !kind.is_statutory(), "{kind}");
            assert!(!kind.is_statutory() || kind.is_committee());
            assert_eq!(kind.elected_by().is_some(), kind.is_statutory());
        }
        assert!(OrganisationKind::PersonalStudio.is_committee() && !OrganisationKind::PersonalStudio.is_statutory());
        assert!(!OrganisationKind::JudicialOffice.is_committee() && !OrganisationKind::Centre.is_committee());
    }
}
