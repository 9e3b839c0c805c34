//! One matter's trouble: a template with its people, place and details filled in.

use bandeng_core::kernel::{Date, Fen};
use bandeng_core::matters::{
    Agent, Authority, Barrier, Channel, Concern, DisputeKind, Entrustment, Intake, Lead, Party, PartyKind, PartyNo,
    Side, Source,
};

use super::county::{Needs, Scope, Spot, county};
use super::draw::Draw;
use super::persons::{Cast, Kin, Phones};
use super::templates::{By, Template};

/// A trouble, ready to be told at the window.
#[derive(Clone)]
pub(super) struct Trouble {
    pub(super) template: &'static Template,
    pub(super) spot: &'static Spot,
    pub(super) parties: Vec<Party>,
    pub(super) amount: Option<i64>,
    occurred_on: Date,
    registered_on: Date,
    x: &'static str,
    y: &'static str,
    n: &'static str,
    story: &'static str,
    place: &'static str,
}

/// How it comes in.
pub(super) struct Way {
    pub(super) source: Source,
    pub(super) barrier: Option<Barrier>,
    pub(super) committee: Option<bandeng_core::kernel::IdText>,
    /// What makes the matter seal itself.
    pub(super) concern: Option<Concern>,
    /// The county has its dictionary: a demo that was begun before there were any has none.
    pub(super) words: bool,
    /// The day a court's or another body's letter sets.
    pub(super) letter_due: Option<Date>,
}

impl Trouble {
    pub(super) fn new(
        template: &'static Template,
        scope: Scope,
        draw: &mut Draw,
        phones: &mut Phones,
        registered_on: Date,
    ) -> Self {
        let needs = match template.kind {
            DisputeKind::PropertyManagement => Needs::Community,
            _ if template.is_urban() => Needs::Any,
            _ => Needs::Village,
        };
        let spot = county().spot(scope, needs, draw);
        let parties = people(template, draw, phones, spot, registered_on);
        let amount = template.amount.map(|(from, to, step)| from + draw.range(0..=(to - from) / step) * step);
        let text = |draw: &mut Draw, list: &[&'static str]| if list.is_empty() { "" } else { *draw.pick(list) };
        let (x, y) = match (template.x, template.y) {
            (x, y) if !x.is_empty() && x.len() == y.len() => {
                let i = draw.range(0..=x.len() as i64 - 1) as usize;
                (x[i], y[i])
            }
            (x, y) => (text(draw, x), text(draw, y)),
        };
        let back = draw.range(0..=25);
        Self {
            template,
            spot,
            parties,
            amount,
            occurred_on: registered_on.saturating_sub(jiff::Span::new().days(back)),
            registered_on,
            x,
            y,
            n: text(draw, &["三", "四", "五", "六", "七", "八"]),
            story: text(draw, template.stories),
            place: text(draw, template.places),
        }
    }

    /// The first of a side.
    pub(super) fn first(&self, side: Side) -> PartyNo {
        self.parties.iter().position(|p| p.side == side).map_or(1, |i| i as PartyNo + 1)
    }

    /// Who speaks for the sides: those elected where a side elected some, everybody otherwise.
    pub(super) fn speakers(&self) -> Vec<PartyNo> {
        let elects = |side| self.parties.iter().any(|p| p.side == side && p.elected);
        let speaks = |p: &Party| p.elected || !elects(p.side);
        (1..).zip(&self.parties).filter(|(_, p)| speaks(p)).map(|(no, _)| no).collect()
    }

    pub(super) fn party(&self, no: PartyNo) -> Option<&Party> {
        self.parties.get(usize::from(no).wrapping_sub(1))
    }

    /// Debtor and creditor for each who promises.
    pub(super) fn promisers(&self, by: By) -> Vec<(PartyNo, PartyNo)> {
        let (a, b) = (self.speakers()[0], self.first(Side::Respondent));
        match by {
            By::A => vec![(a, b)],
            By::B => vec![(b, a)],
            By::Both => vec![(a, b), (b, a)],
        }
    }

    /// To whom what is promised to one is owed: wages to each who worked, anything else to that one.
    pub(super) fn creditors(&self, one: PartyNo) -> Vec<PartyNo> {
        let side = self.party(one).map(|p| p.side);
        match self.template.kind {
            DisputeKind::MigrantWages => {
                (1..).zip(&self.parties).filter(|(_, p)| Some(p.side) == side).map(|(no, _)| no).collect()
            }
            _ => vec![one],
        }
    }

    /// Puts the details into a text of the template.
    pub(super) fn fill(&self, text: &str) -> String {
        let name = |side| self.parties.iter().find(|p| p.side == side).map_or("", |p| p.name.as_str());
        let (a, b) = (name(Side::Applicant), name(Side::Respondent));
        let year = if self.occurred_on.year() < self.registered_on.year() { "去年" } else { "" };
        let month = self.occurred_on.month();
        let this_or_last = if year.is_empty() { "今年" } else { year };
        let yuan = self.amount.unwrap_or_default().to_string();
        let (village, town) = (&self.spot.name, self.spot.town().name);
        let seat = format!("{village}{}委会", if self.spot.is_community() { "居" } else { "村" });
        // Details may name the parties or the place themselves: they come first.
        text.replace("{x}", self.x)
            .replace("{y}", self.y)
            .replace("{n}", self.n)
            .replace("{d}", &format!("{year}{month}月{}日", self.occurred_on.day()))
            .replace("{m}", &format!("{this_or_last}{month}月"))
            .replace("{yuan}", &yuan)
            .replace("{v}村委会", &seat)
            .replace("{v}", village)
            .replace("{t}", town)
            .replace("{a}", a)
            .replace("{b}", b)
    }

    fn narrative(&self, concern: Option<Concern>) -> String {
        let story = self.fill(self.story);
        match concern {
            Some(Concern::DomesticViolence) => story + &self.fill("其间有推搡、打骂，{a}称不敢回家。"),
            Some(Concern::MinorHarmed) => story + "孩子身上另有旧伤，来由说不清楚。",
            _ => story,
        }
    }

    /// The form as the desk fills it in.
    pub(super) fn intake(&self, way: &Way, draw: &mut Draw, phones: &mut Phones) -> Intake {
        let on = self.registered_on;
        let channel = channel(way.source, draw);
        let area = if draw.chance(6) { self.spot.town().code } else { self.spot.code };
        Intake {
            kind: Some(self.template.kind),
            subtype: Some(self.template.subtype.to_owned()).filter(|code| way.words && !code.is_empty()),
            source: Some(way.source),
            subsource: None,
            channel: Some(channel),
            title: String::new(),
            area: area.to_owned(),
            place: self.fill(self.place),
            occurred_on: Some(self.occurred_on).filter(|_| self.story.contains("{d}") || draw.chance(50)),
            narrative: self.narrative(way.concern),
            claims: self.template.claims.iter().map(|c| self.fill(c)).collect(),
            amount_fen: self.amount.map(Fen::yuan),
            parties: self.parties.clone(),
            lead: (way.source == Source::OwnInitiative).then(|| lead(self.spot, on, draw, phones)),
            entrustment: way.source.is_entrusted().then(|| letter(way, self.spot, on, draw)),
            barrier: way.barrier,
            concerns: way.concern.into_iter().collect(),
            committee: way.committee,
        }
    }
}

fn people(
    template: &Template,
    draw: &mut Draw,
    phones: &mut Phones,
    spot: &'static Spot,
    registered_on: Date,
) -> Vec<Party> {
    let more = if template.more > 0 { draw.range(0..=template.more) } else { 0 };
    let with_agent = draw.chance(6);
    let mut cast = Cast { draw, phones, today: registered_on, spot };
    let a = cast.party(template.a, Side::Applicant, None);
    let surname = a.name.chars().next().map(String::from).filter(|_| template.one_family);
    let mut parties = vec![a];
    while (parties.len() as i64) < 1 + more {
        let next = cast.party(template.a, Side::Applicant, None);
        if parties.iter().all(|p| p.name != next.name) {
            parties.push(next);
        }
    }
    loop {
        let mut b = cast.party(template.b, Side::Respondent, surname.as_deref());
        if parties.iter().any(|p| p.name == b.name) {
            continue;
        }
        if template.b == Kin::Husband {
            b.address.clone_from(&parties[0].address);
        }
        parties.push(b);
        break;
    }
    if parties.len() > 5 {
        parties.iter_mut().take(2).for_each(|p| p.elected = true);
    }
    if with_agent && template.a != Kin::Child {
        let sex =
            if cast.draw.chance(50) { bandeng_core::matters::Sex::Male } else { bandeng_core::matters::Sex::Female };
        let (name, phone) = (cast.name(sex, None), cast.phone());
        let relation = if parties[0].kind == PartyKind::Natural { "亲属" } else { "单位职工" };
        parties[0].agents.push(Agent { name, relation: relation.into(), authority: Authority::Ordinary, phone });
    }
    parties
}

fn channel(source: Source, draw: &mut Draw) -> Channel {
    use Channel as C;
    match source {
        Source::Application => {
            draw.weighted(&[(C::Window, 68), (C::Telephone, 14), (C::Visit, 8), (C::Online, 8), (C::Letter, 2)])
        }
        Source::OwnInitiative => draw.weighted(&[(C::Screening, 50), (C::Telephone, 30), (C::Visit, 20)]),
        _ => C::Letter,
    }
}

fn lead(spot: &'static Spot, on: Date, draw: &mut Draw, phones: &mut Phones) -> Lead {
    let capacity = draw.weighted(&[("中心户长", 5), ("网格员", 4), ("村民小组长", 2), ("邻居", 2)]);
    let mut cast = Cast { draw, phones, today: on, spot };
    let sex = if cast.draw.chance(50) { bandeng_core::matters::Sex::Male } else { bandeng_core::matters::Sex::Female };
    Lead { reporter: cast.name(sex, None), capacity: capacity.into(), phone: cast.phone(), received_on: Some(on) }
}

fn letter(way: &Way, spot: &Spot, on: Date, draw: &mut Draw) -> Entrustment {
    let town = spot.town().short();
    let first: String = town.chars().take(1).collect();
    let (year, number) = (on.year(), draw.range(3..=480));
    let (body, letter_number) = match way.source {
        Source::Court => ("凉州区人民法院".to_owned(), format!("（{year}）甘0602诉前调{number}号")),
        Source::Procuratorate => ("凉州区人民检察院".into(), format!("凉检委调〔{year}〕{}号", number % 20 + 1)),
        Source::Police => (format!("{town}派出所"), format!("凉公（{first}）委调字〔{year}〕{}号", number % 90 + 1)),
        Source::PetitionOffice => ("凉州区信访局".into(), format!("凉信转〔{year}〕{number}号")),
        _ => ("凉州区农业农村局".into(), format!("凉农函〔{year}〕{}号", number % 60 + 1)),
    };
    Entrustment { body, letter_number, received_on: Some(on), due_on: way.letter_due, ..Default::default() }
}
