//! Who works where: the organisations of the demo county and their staff, all names made up.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use bandeng_core::matters::Sex;
use bandeng_core::people::OrganisationKind;
use bandeng_core::policy::Role;

use super::county::county;
use super::draw::Draw;
use super::persons::{MEN, SURNAMES, WOMEN};

use Sex::{Female as F, Male as M};

/// A village of 大柳镇 with its committee: the area's code, its name, the beginning of its people's sign-in names.
pub(super) struct Village {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) slug: &'static str,
    director: (&'static str, Sex),
    mediator: (&'static str, Sex),
    /// Members of the committee who do not sign in.
    pub(super) members: [(&'static str, Sex); 3],
}

const fn village(
    code: &'static str,
    name: &'static str,
    slug: &'static str,
    director: (&'static str, Sex),
    mediator: (&'static str, Sex),
    members: [(&'static str, Sex); 3],
) -> Village {
    Village { code, name, slug, director, mediator, members }
}

/// The seven villages and the community.
pub(super) const VILLAGES: [Village; 8] = [
    village(
        "620602130200",
        "桥坡村",
        "qiaopo",
        ("刘存善", M),
        ("陈桂香", F),
        [("赵福林", M), ("王雪梅", F), ("张有德", M)],
    ),
    village(
        "620602130201",
        "大柳村",
        "daliu",
        ("柴永年", M),
        ("李彩云", F),
        [("董兴国", M), ("马淑芳", F), ("徐天明", M)],
    ),
    village(
        "620602130202",
        "烟房村",
        "yanfang",
        ("杨守义", M),
        ("何秀梅", F),
        [("朱永祥", M), ("高玉兰", F), ("罗成山", M)],
    ),
    village(
        "620602130203",
        "东社村",
        "dongshe",
        ("孙德厚", M),
        ("唐建芳", F),
        [("蔡文学", M), ("许凤英", F), ("丁少华", M)],
    ),
    village(
        "620602130204",
        "西社村",
        "xishe",
        ("魏长安", M),
        ("郭月琴", F),
        [("钱立本", M), ("冯爱莲", F), ("严国平", M)],
    ),
    village(
        "620602130205",
        "湖沿村",
        "huyan",
        ("张万寿", M),
        ("王桂芝", F),
        [("俞志远", M), ("李翠莲", F), ("赵开泰", M)],
    ),
    village(
        "620602130206",
        "王城村",
        "wangcheng",
        ("王继祖", M),
        ("杨春燕", F),
        [("刘玉成", M), ("陈巧珍", F), ("马长有", M)],
    ),
    village(
        "620602130001",
        "柳苑新村社区",
        "liuyuan",
        ("赵红霞", F),
        ("徐向阳", M),
        [("张雅丽", F), ("孙建业", M), ("何淑云", F)],
    ),
];

/// An organisation of the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Body {
    CountyCentre,
    TownCentre,
    TownCommittee,
    /// The committee of a village, by its place in [`VILLAGES`].
    Village(usize),
    Traffic,
    JudicialOffice,
    Court,
    Police,
    CivilAffairs,
    Water,
    Roads,
    JusticeBureau,
    /// The centre and the committee of another town, by its place in the county.
    Centre(usize),
    Committee(usize),
}

pub(super) const COUNTY: &str = "620602";
pub(super) const TOWN: &str = "620602130";

impl Body {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Body> {
        use Body::*;
        [CountyCentre, TownCentre, TownCommittee, Traffic, JudicialOffice, Court, Police, CivilAffairs, Water, Roads]
            .into_iter()
            .chain((0..VILLAGES.len()).map(Village))
    }

    /// Those, and the ones of the other towns.
    pub(super) fn everywhere() -> impl Iterator<Item = Body> {
        let towns = county().others().flat_map(|town| [Body::Centre(town), Body::Committee(town)]);
        Body::all().chain([Body::JusticeBureau]).chain(towns)
    }

    /// Before 人调字 in the numbers of a committee's files: how the place is called for short.
    pub(super) fn number_word(self) -> String {
        let short = |name: &str| name.chars().take(1).collect::<String>();
        match self {
            Body::TownCommittee => "柳".into(),
            Body::Village(v) => format!("柳{}", short(VILLAGES[v].name)),
            Body::Traffic => "凉交".into(),
            Body::Committee(town) => short(county().towns[town].name),
            _ => String::new(),
        }
    }

    /// Whom people of the demo would call; nobody answers there.
    pub(super) fn phone(self) -> String {
        match self {
            Body::CountyCentre => "0935-2310001".into(),
            Body::TownCentre => "0935-2310002".into(),
            Body::TownCommittee => "0935-2310003".into(),
            Body::Village(v) => format!("0935-231{:04}", 100 + v),
            Body::Traffic => "0935-2310004".into(),
            _ => String::new(),
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Body::CountyCentre => "凉州区综治中心".into(),
            Body::TownCentre => "大柳镇综治中心".into(),
            Body::TownCommittee => "大柳镇人民调解委员会".into(),
            Body::Village(v) => format!("{}人民调解委员会", VILLAGES[v].name),
            Body::Traffic => "凉州区道路交通事故纠纷人民调解委员会".into(),
            Body::JudicialOffice => "大柳司法所".into(),
            Body::Court => "凉州区人民法院".into(),
            Body::Police => "大柳派出所".into(),
            Body::CivilAffairs => "凉州区民政局".into(),
            Body::Water => "凉州区水务局".into(),
            Body::Roads => "凉州区交通运输局".into(),
            Body::JusticeBureau => "凉州区司法局".into(),
            Body::Centre(town) => format!("{}综治中心", county().towns[town].name),
            Body::Committee(town) => format!("{}人民调解委员会", county().towns[town].name),
        }
    }

    pub(super) fn kind(self) -> OrganisationKind {
        use OrganisationKind as K;
        match self {
            Body::CountyCentre | Body::TownCentre | Body::Centre(_) => K::Centre,
            Body::Committee(town) if county().towns[town].name.ends_with("街道") => K::StreetCommittee,
            Body::TownCommittee | Body::Committee(_) => K::TownshipCommittee,
            Body::Village(v) if VILLAGES[v].name.ends_with("社区") => K::ResidentsCommittee,
            Body::Village(_) => K::VillageCommittee,
            Body::Traffic => K::SectorCommittee,
            Body::JudicialOffice => K::JudicialOffice,
            Body::Court => K::Court,
            Body::Police => K::Police,
            Body::CivilAffairs | Body::Water | Body::Roads => K::Department,
            Body::JusticeBureau => K::JusticeBureau,
        }
    }

    pub(super) fn area(self) -> &'static str {
        match self {
            Body::CountyCentre
            | Body::Traffic
            | Body::Court
            | Body::CivilAffairs
            | Body::Water
            | Body::Roads
            | Body::JusticeBureau => COUNTY,
            Body::Centre(town) | Body::Committee(town) => county().towns[town].code,
            Body::Village(v) => VILLAGES[v].code,
            _ => TOWN,
        }
    }

    /// Members who do not sign in; those who do are director and deputy.
    pub(super) fn members(self) -> &'static [(&'static str, Sex)] {
        match self {
            Body::TownCommittee => &[("柴生荣", M), ("罗秀珍", F), ("董文斌", M), ("蔡玉梅", F)],
            Body::Traffic => &[("丁建平", M), ("魏小兰", F), ("唐学军", M)],
            Body::Village(v) => &VILLAGES[v].members,
            _ => &[],
        }
    }
}

/// Somebody who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Clerk,
    Mediator,
    Mediator2,
    Director,
    Coordinator,
    Officer,
    GridWorker,
    GridWorker2,
    HallScreen,
    Judicial,
    Leader,
    SystemAdministrator,
    SecurityAdministrator,
    Auditor,
    CountyClerk,
    CountyCoordinator,
    WaterOfficer,
    RoadsOfficer,
    TrafficDirector,
    TrafficMediator,
    VillageDirector(usize),
    VillageMediator(usize),
    CountyJudicial,
    /// Of another town, by its place in the county.
    TownClerk(usize),
    TownDirector(usize),
    TownMediator(usize, u8),
}

/// Mediators of each of the other towns.
pub(super) const TOWN_MEDIATORS: u8 = 3;

impl Who {
    /// All of them, those first whose sign-ins are printed.
    pub(super) fn all() -> impl Iterator<Item = Who> {
        use Who::*;
        let villages = (0..VILLAGES.len()).flat_map(|v| [VillageDirector(v), VillageMediator(v)]);
        [
            Clerk,
            Mediator,
            Mediator2,
            Director,
            Coordinator,
            Officer,
            GridWorker,
            GridWorker2,
            HallScreen,
            Judicial,
            Leader,
            SystemAdministrator,
            SecurityAdministrator,
            Auditor,
            CountyClerk,
            CountyCoordinator,
            WaterOfficer,
            RoadsOfficer,
            TrafficDirector,
            TrafficMediator,
        ]
        .into_iter()
        .chain(villages)
    }

    /// Those, and the staff of the other towns.
    pub(super) fn everywhere() -> impl Iterator<Item = Who> {
        let towns = county().others().flat_map(|town| {
            let mediators = (0..TOWN_MEDIATORS).map(move |n| Who::TownMediator(town, n));
            [Who::TownClerk(town), Who::TownDirector(town)].into_iter().chain(mediators)
        });
        Who::all().chain([Who::CountyJudicial]).chain(towns)
    }

    /// Is the sign-in worth a line on the screen? One village stands for all.
    pub(super) fn is_shown(self) -> bool {
        match self {
            Who::VillageDirector(v) | Who::VillageMediator(v) => VILLAGES[v].slug == "huyan",
            _ => true,
        }
    }

    pub(super) fn is_administrator(self) -> bool {
        self.role().is_administrator()
    }

    pub(super) fn login(self) -> String {
        match self {
            Who::Clerk => "clerk".into(),
            Who::Mediator => "mediator".into(),
            Who::Mediator2 => "mediator2".into(),
            Who::Director => "director".into(),
            Who::Coordinator => "coordinator".into(),
            Who::Officer => "officer".into(),
            Who::GridWorker => "grid-worker".into(),
            Who::GridWorker2 => "grid-worker2".into(),
            Who::HallScreen => "hall-screen".into(),
            Who::Judicial => "judicial".into(),
            Who::Leader => "leader".into(),
            Who::SystemAdministrator => "sysadmin".into(),
            Who::SecurityAdministrator => "secadmin".into(),
            Who::Auditor => "auditor".into(),
            Who::CountyClerk => "county-clerk".into(),
            Who::CountyCoordinator => "county-coordinator".into(),
            Who::WaterOfficer => "water-officer".into(),
            Who::RoadsOfficer => "roads-officer".into(),
            Who::TrafficDirector => "traffic-director".into(),
            Who::TrafficMediator => "traffic-mediator".into(),
            Who::VillageDirector(v) => format!("{}-director", VILLAGES[v].slug),
            Who::VillageMediator(v) => format!("{}-mediator", VILLAGES[v].slug),
            Who::CountyJudicial => "county-judicial".into(),
            Who::TownClerk(town) => format!("{}-clerk", county().towns[town].code),
            Who::TownDirector(town) => format!("{}-director", county().towns[town].code),
            Who::TownMediator(town, n) => format!("{}-mediator{}", county().towns[town].code, n + 1),
        }
    }

    /// Name and sex.
    pub(super) fn person(self) -> (&'static str, Sex) {
        match self {
            Who::Clerk => ("陈晓燕", F),
            Who::Mediator => ("李和平", M),
            Who::Mediator2 => ("张秀英", F),
            Who::Director => ("王守信", M),
            Who::Coordinator => ("杨建国", M),
            Who::Officer => ("周卫东", M),
            Who::GridWorker => ("高巡山", M),
            Who::GridWorker2 => ("林守田", M),
            Who::HallScreen => ("大厅屏幕", F),
            Who::Judicial => ("孙正明", M),
            Who::Leader => ("赵立新", M),
            Who::SystemAdministrator => ("郑志强", M),
            Who::SecurityAdministrator => ("冯雅琴", F),
            Who::Auditor => ("何文斌", M),
            Who::CountyClerk => ("马玉兰", F),
            Who::CountyCoordinator => ("许统筹", M),
            Who::WaterOfficer => ("江清渠", M),
            Who::RoadsOfficer => ("路平安", F),
            Who::TrafficDirector => ("高建军", M),
            Who::TrafficMediator => ("许海霞", F),
            Who::VillageDirector(v) => VILLAGES[v].director,
            Who::VillageMediator(v) => VILLAGES[v].mediator,
            Who::CountyJudicial => ("魏文华", F),
            Who::TownDirector(town) => made_up(town, 0, M),
            Who::TownClerk(town) => made_up(town, 1, F),
            Who::TownMediator(town, 0) => made_up(town, 2, F),
            Who::TownMediator(town, n) => made_up(town, 2 + u64::from(n), M),
        }
    }

    pub(super) fn role(self) -> Role {
        match self {
            Who::Clerk | Who::CountyClerk | Who::TownClerk(_) => Role::Clerk,
            Who::Mediator | Who::Mediator2 | Who::TrafficMediator | Who::VillageMediator(_) | Who::TownMediator(..) => {
                Role::Mediator
            }
            Who::Director | Who::TrafficDirector | Who::VillageDirector(_) | Who::TownDirector(_) => Role::Director,
            Who::Coordinator | Who::CountyCoordinator => Role::Coordinator,
            Who::Officer | Who::WaterOfficer | Who::RoadsOfficer => Role::DepartmentOfficer,
            Who::GridWorker | Who::GridWorker2 => Role::GridWorker,
            Who::HallScreen => Role::HallScreen,
            Who::Judicial | Who::CountyJudicial => Role::JudicialOfficer,
            Who::Leader => Role::Leader,
            Who::SystemAdministrator => Role::SystemAdministrator,
            Who::SecurityAdministrator => Role::SecurityAdministrator,
            Who::Auditor => Role::AuditAdministrator,
        }
    }

    pub(super) fn body(self) -> Body {
        match self {
            Who::Clerk | Who::Coordinator | Who::Leader | Who::HallScreen => Body::TownCentre,
            Who::Mediator | Who::Mediator2 | Who::Director => Body::TownCommittee,
            Who::Officer => Body::CivilAffairs,
            Who::WaterOfficer => Body::Water,
            Who::RoadsOfficer => Body::Roads,
            Who::GridWorker | Who::GridWorker2 => Body::Village(0),
            Who::Judicial => Body::JudicialOffice,
            Who::CountyClerk
            | Who::CountyCoordinator
            | Who::SystemAdministrator
            | Who::SecurityAdministrator
            | Who::Auditor => Body::CountyCentre,
            Who::TrafficDirector | Who::TrafficMediator => Body::Traffic,
            Who::VillageDirector(v) | Who::VillageMediator(v) => Body::Village(v),
            Who::CountyJudicial => Body::JusticeBureau,
            Who::TownClerk(town) => Body::Centre(town),
            Who::TownDirector(town) | Who::TownMediator(town, _) => Body::Committee(town),
        }
    }
}

/// A name for somebody of a town whom nobody has told of.
fn made_up(town: usize, n: u64, sex: Sex) -> (&'static str, Sex) {
    static NAMES: LazyLock<Mutex<HashMap<(usize, u64), &'static str>>> = LazyLock::new(Mutex::default);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let name = names.entry((town, n)).or_insert_with(|| {
        let mut draw = Draw::new(town as u64 + 1, n + 1);
        let surname = draw.weighted(SURNAMES);
        format!("{surname}{}", draw.pick(if sex == F { WOMEN } else { MEN })).leak()
    });
    (name, sex)
}

#[cfg(test)]
mod tests {
    use bandeng_core::people::{login, posts};

    use super::*;

    #[test]
    fn everybody_has_a_sign_in_name_and_a_post_that_exists() {
        let everybody = Who::everywhere;
        let mut logins: Vec<String> = everybody().map(Who::login).collect();
        for login in &logins {
            assert_eq!(login::normalise(login).as_ref(), Ok(login));
        }
        logins.sort();
        logins.dedup();
        assert_eq!(logins.len(), everybody().count());
        assert!(everybody().all(|who| posts::fits(who.role(), who.body().kind())));
    }

    #[test]
    fn committees_are_made_up_as_the_law_wants() {
        for body in Body::everywhere().filter(|b| b.kind().is_statutory()) {
            let staff = Who::everywhere().filter(|w| w.body() == body).map(Who::person);
            let all: Vec<_> = staff.chain(body.members().iter().copied()).collect();
            assert!((3..=9).contains(&all.len()) && all.iter().any(|(_, sex)| *sex == F), "{}", body.name());
        }
    }
}
