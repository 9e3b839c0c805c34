//! The report: what somebody saw, where, with as few questions as possible.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, Refusal, refusal::Form};
use crate::matters::party::{self, Party};
use crate::matters::{Channel, Lead};
use crate::people::phone;
use crate::places::boundary::Datum;
use crate::places::{AreaCode, Level};
use crate::text_enum;

text_enum! {
    /// The classes of events: the fifteen of a published taxonomy of appeals in the manner of the 12345 hotline, and the
    /// quarrel, which is what a mediation is made of. There is no national list; what a county puts under them is its own.
    pub enum EventClass {
        Construction = "construction" ("城乡建设", "Town and country building"),
        Party = "party" ("党务政务", "Party and government affairs"),
        Land = "land" ("国土资源", "Land and resources"),
        Environment = "environment" ("环境保护", "Environment"),
        Discipline = "discipline" ("纪检监察", "Discipline and supervision"),
        Transport = "transport" ("交通运输", "Transport"),
        Economy = "economy" ("经济管理", "Economy"),
        Science = "science" ("科技与信息产业", "Science and information"),
        CivilAffairs = "civil_affairs" ("民政", "Civil affairs"),
        Agriculture = "agriculture" ("农村农业", "Country and farming"),
        Trade = "trade" ("商贸旅游", "Trade and tourism"),
        Health = "health" ("卫生计生", "Health"),
        Justice = "justice" ("政法", "Law and order"),
        Culture = "culture" ("教育文体", "Education, culture and sport"),
        Labour = "labour" ("劳动和社会保障", "Labour and social security"),
        Quarrel = "quarrel" ("矛盾纠纷", "A quarrel"),
    }
}

text_enum! {
    /// What somebody wants who turns to the centre (Beijing Regulation on Handling Appeals art. 2, as far as it is for us).
    #[derive(Default)]
    pub enum Appeal {
        #[default]
        Report = "report" ("反映问题", "Report"),
        Ask = "ask" ("咨询", "Ask"),
        Suggest = "suggest" ("建议", "Suggest"),
    }
}

/// A point on the ground; it always says in which system.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = EventPoint)]
pub struct Point {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    pub datum: Datum,
}

impl Eq for Point {}

impl Point {
    /// Mainland and islands of China, roughly: whatever lies outside was typed in the wrong order.
    const fn is_in_china(&self) -> bool {
        self.longitude > 73.0 && self.longitude < 136.0 && self.latitude > 3.0 && self.latitude < 54.0
    }

    /// Metres to another point of the same system; none between systems, which differ by some hundred metres.
    pub fn metres_to(&self, other: &Point) -> Option<f64> {
        const METRES_A_DEGREE: f64 = 111_320.0;
        if self.datum != other.datum {
            return None;
        }
        let north = (self.latitude - other.latitude) * METRES_A_DEGREE;
        let east = (self.longitude - other.longitude) * METRES_A_DEGREE * self.latitude.to_radians().cos();
        Some(north.hypot(east))
    }
}

/// What is written down when somebody reports an event. Nothing is demanded while it is read, so that
/// [`EventReport::check`] can tell everything that is missing at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventReport {
    #[serde(default)]
    pub appeal: Appeal,
    /// Needed. The county's word for it, by its code in the dictionary, or a class where the county has no word.
    #[serde(default)]
    pub category: String,
    /// Needed. What is the matter.
    #[serde(default)]
    pub narrative: String,
    /// Needed. Town, village or grid.
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub point: Option<Point>,
    #[serde(default)]
    pub occurred_on: Option<Date>,
    /// How it was told; at the window where left out.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Who told it, where that is not the one who writes it down.
    #[serde(default)]
    pub reporter: Option<Lead>,
    /// Who quarrels, where it is a quarrel: they become the parties of a mediation.
    #[serde(default)]
    pub people: Vec<Party>,
    /// How urgent it looks: a level of the plan. Who files it decides.
    #[serde(default)]
    pub level: Option<String>,
}

/// A report that was checked.
#[derive(Clone, Debug)]
pub struct CheckedReport<'a> {
    pub form: &'a EventReport,
    pub area: AreaCode,
    pub channel: Channel,
    pub category: &'a str,
}

impl EventReport {
    /// Checks the whole form. Whether the county has the word, its dictionary must say.
    ///
    /// # Errors
    /// Everything that is missing or wrong, each at its field.
    pub fn check(&self, today: Date) -> Result<CheckedReport<'_>, Vec<Refusal>> {
        let mut form = Form::default();
        form.text(&self.category, 40, "/category");
        form.text(&self.narrative, 2_000, "/narrative");
        form.optional_text(&self.place, 120, "/place");
        let area = match self.area.trim() {
            "" => {
                form.refuse(Code::AreaNeeded, "/area");
                None
            }
            text => form.check(text.parse::<AreaCode>(), "/area"),
        };
        if area.as_ref().is_some_and(|area| area.level() < Level::Town) {
            form.refuse(Code::AreaTooWide, "/area");
        }
        if self.point.is_some_and(|point| !point.is_in_china()) {
            form.refuse(Code::CoordinateOutside, "/point");
        }
        // A telephone whose clock is wrong says so here, and not in the record.
        if let Some(on) = self.occurred_on {
            if on > today {
                form.refuse(Code::DateInFuture, "/occurred_on");
            } else if on.year() < today.year() - 1 {
                form.refuse(Code::DateTooEarly, "/occurred_on");
            }
        }
        if let Some(reporter) = &self.reporter {
            form.text(&reporter.reporter, 60, "/reporter/reporter");
            form.optional_text(&reporter.capacity, 30, "/reporter/capacity");
            if !reporter.phone.trim().is_empty() {
                form.check(phone::normalise(&reporter.phone), "/reporter/phone");
            }
        }
        if !self.people.is_empty() {
            let mut of_people = Form::default();
            party::check_all(&self.people, &mut of_people, today);
            for refusal in of_people.finish().err().unwrap_or_default() {
                let pointer = refusal.pointer.as_deref().map(|at| at.replacen("/parties", "/people", 1));
                form.refuse_with(Refusal { pointer, ..refusal });
            }
        }
        form.finish()?;
        let Some(area) = area else { return Err(vec![Refusal::new(Code::Internal)]) };
        Ok(CheckedReport {
            form: self,
            area,
            channel: self.channel.unwrap_or(Channel::Window),
            category: self.category.trim(),
        })
    }
}
