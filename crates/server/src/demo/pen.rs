//! Writes a matter's script: keeps the time, knows who has the matter in hand, and makes the usual steps.

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::{Date, IdText};
use bandeng_core::matters::record::{ContactHow, Kept, Satisfaction};
use bandeng_core::matters::{FollowUp, MatterMove, PartyKind, PartyNo, Side};
use bandeng_core::mediation::agreement::Signer;
use bandeng_core::mediation::{
    Appointment, Consent, ConsentHow, Copy, Evidence, Investigation, Move, NoticeHow, PlaceKind, Session, SessionWith,
    SigningHow, UndisputedFact,
};
use jiff::Span;
use jiff::civil::DateTime;

use super::draw::Draw;
use super::roster::{Body, Who};
use super::script::{Deed, Script};
use super::trouble::Trouble;
use super::world::World;

/// Who has a matter in hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hands {
    pub(super) desk: Who,
    pub(super) committee: Body,
    pub(super) head: Who,
    pub(super) mediator: Who,
    /// Who asks afterwards: not the mediator. Nobody where the matter is sealed: others do not see it.
    pub(super) asker: Option<Who>,
    /// Who closes it: of a sealed one whose mediation began, the mediator.
    pub(super) closer: Who,
}

/// The script while it is written.
pub(super) struct Pen<'a> {
    pub(super) world: &'a World,
    pub(super) draw: Draw,
    pub(super) trouble: Trouble,
    pub(super) hands: Hands,
    pub(super) now: DateTime,
    /// Where it has got to.
    pub(super) at: DateTime,
    pub(super) script: Script,
}

impl Pen<'_> {
    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// Goes on to a day, in office hours where it can be; the day it has got to, never after today.
    pub(super) fn go(&mut self, day: Date) -> Date {
        self.go_between(day, 9, 17)
    }

    pub(super) fn go_between(&mut self, day: Date, from: i64, to: i64) -> Date {
        let day = day.clamp(self.at.date(), self.today());
        let minutes = self.draw.range(from * 60..=to * 60 - 1);
        // Nobody is at the window at noon.
        let minutes = if (720..870).contains(&minutes) { minutes + 150 } else { minutes };
        let mut at = day.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        if at <= self.at {
            at = self.at.saturating_add(Span::new().minutes(self.draw.range(12..=50)));
        }
        self.at = at.min(self.now).max(self.at);
        self.at.date()
    }

    /// Some days later, mostly on a workday.
    pub(super) fn later(&mut self, from: i64, to: i64) -> Date {
        let day = self.at.date().saturating_add(Span::new().days(self.draw.range(from..=to)));
        if self.draw.chance(85) { Calendar::official().next_workday(day) } else { day }
    }

    /// Goes some days on.
    pub(super) fn wait(&mut self, from: i64, to: i64) -> Date {
        let day = self.later(from, to);
        self.go(day)
    }

    pub(super) fn write(&mut self, who: Who, deeds: Vec<Deed>) {
        self.script.then(self.at, who, deeds);
    }

    /// The consent of those who have not said yet: all, or the respondents where the others applied.
    pub(super) fn consents(&mut self, on: Date, applied: bool) -> Vec<Deed> {
        let speakers = self.trouble.speakers();
        let asked = speakers.into_iter().filter(|no| {
            let side = self.trouble.party(*no).map(|p| p.side);
            !(applied && side == Some(Side::Applicant))
        });
        let asked: Vec<PartyNo> = asked.collect();
        asked
            .into_iter()
            .map(|party| {
                let how =
                    self.draw.weighted(&[(ConsentHow::Telephone, 5), (ConsentHow::Oral, 4), (ConsentHow::Written, 2)]);
                let Consent { party, given, how, on } = Consent { party, given: true, how, on };
                Move::Consent { party, given, how, on }.into()
            })
            .collect()
    }

    pub(super) fn accept(&self, on: Date) -> Deed {
        Move::Accept { committee: Some(self.world.body(self.hands.committee)), on, number: None }.into()
    }

    pub(super) fn assign(&mut self) -> Deed {
        let how = self.draw.weighted(&[(Appointment::Assigned, 8), (Appointment::Chosen, 2)]);
        Move::Assign { mediators: vec![self.mediator()], how }.into()
    }

    pub(super) fn mediator(&self) -> IdText {
        self.world.account(self.hands.mediator)
    }

    pub(super) fn notice(&mut self, on: Date) -> Deed {
        let how = self.draw.weighted(&[(NoticeHow::Signed, 6), (NoticeHow::ReadOut, 3), (NoticeHow::Telephone, 1)]);
        Move::GiveNotice { parties: self.trouble.speakers(), how, on }.into()
    }

    /// A meeting that has just ended. `settled`: they agree.
    pub(super) fn session(&mut self, settled: bool) -> Deed {
        let village = !matches!(self.hands.committee, Body::TownCommittee | Body::Committee(_) | Body::Traffic);
        let site = if self.trouble.template.is_looked_at() { 3 } else { 0 };
        let place_kind = match village {
            true => self.draw.weighted(&[(PlaceKind::Bench, 5), (PlaceKind::Site, site), (PlaceKind::Room, 3)]),
            false => self.draw.weighted(&[(PlaceKind::Room, 14), (PlaceKind::Site, site), (PlaceKind::Remote, 1)]),
        };
        let home = self.trouble.party(self.trouble.first(Side::Respondent)).map(|p| p.address.clone());
        let place = match place_kind {
            PlaceKind::Bench => format!("{}当事人家中", home.unwrap_or_default()),
            PlaceKind::Room if village => format!("{}调解室", self.trouble.spot.name),
            PlaceKind::Room if self.hands.committee == Body::Traffic => "交调委调解室".into(),
            PlaceKind::Room => "综治中心第一调解室".into(),
            PlaceKind::Site => "纠纷现场".into(),
            PlaceKind::Remote => "视频连线".into(),
        };
        let others = match self.draw.range(1..=10) {
            1..=3 => vec!["村民小组长".to_owned()],
            4 => vec!["法律明白人".to_owned(), "邻居".to_owned()],
            _ => Vec::new(),
        };
        let length = self.draw.range(50..=110);
        let session = Session {
            no: 0,
            place_kind,
            place,
            started: self.at.saturating_sub(Span::new().minutes(length)),
            ended: Some(self.at),
            with: SessionWith::Joint {
                parties: self.trouble.speakers(),
                record: self.record(settled),
                result: if settled {
                    "双方达成一致意见。"
                } else {
                    "双方未能达成一致，约定择日继续调解。"
                }
                .into(),
            },
            others,
        };
        Move::HoldSession { session }.into()
    }

    fn record(&mut self, settled: bool) -> String {
        let (a, b) = self.trouble.template.says;
        let opening = self.draw.pick(&[
            "调解员核对双方身份，宣布调解开始，说明调解自愿、平等和不收费的原则。",
            "调解员向到场人员说明调解程序和双方的权利义务，双方表示清楚，不申请回避。",
            "双方到场后，调解员先听取各自说法，请大家一个一个讲。",
        ]);
        let middle = self.draw.pick(&[
            "调解员就争议焦点逐项核对事实，讲解有关法律规定，并结合村规民约分别做工作。",
            "调解员把双方都认可的事实先记下来，再就分歧部分逐条商量。",
            "调解员分别做双方的工作，劝大家各让一步，和气为先。",
        ]);
        let end = if settled {
            "经反复协商，双方各让一步，对处理办法没有异议。"
        } else {
            "双方对处理办法分歧较大，调解员建议回去冷静考虑，与家人商量后再谈。"
        };
        self.trouble.fill(&format!("{opening}申请人{{a}}说：{a}。被申请人{{b}}说：{b}。{middle}{end}"))
    }

    pub(super) fn look(&mut self, on: Date) -> Deed {
        let investigation = Investigation {
            no: 0,
            on,
            place: "纠纷现场".into(),
            others: Vec::new(),
            asked: self.draw.pick(&["村民小组长", "左邻右舍", "双方当事人"]).to_string(),
            record: self
                .trouble
                .fill("到现场查看并询问：{b}与{a}所述经过基本一致，现场情况已拍照留存，双方对查看结果签字认可。"),
        };
        Move::Investigate { investigation }.into()
    }

    pub(super) fn evidence(&mut self, on: Date) -> Vec<Deed> {
        let proofs = self.trouble.template.proofs;
        let by = self.trouble.speakers()[0];
        proofs
            .iter()
            .map(|item| {
                let pages = self.draw.range(1..=6) as u16;
                let copy = if item.contains("照片") || item.contains("截图") || item.contains("记录") {
                    Copy::Electronic
                } else {
                    self.draw.weighted(&[(Copy::Duplicate, 7), (Copy::Original, 3)])
                };
                let item = (*item).to_owned();
                let evidence = Evidence { no: 0, item, provided_by: Some(by), on, pages, copy, attachment: None };
                Move::AddEvidence { evidence }.into()
            })
            .collect()
    }

    pub(super) fn undisputed(&self, on: Date) -> Deed {
        let text = self.trouble.fill(self.trouble.template.facts);
        Move::StateFact { fact: UndisputedFact { text, agreed_by: self.trouble.speakers(), on } }.into()
    }

    /// The signature of a party, in person or through the guardian.
    pub(super) fn sign(&mut self, party: PartyNo, on: Date) -> Deed {
        let kept = self.trouble.party(party);
        let body = kept.is_some_and(|p| p.kind != PartyKind::Natural);
        let by = kept.and_then(|p| p.guardian.as_ref()).map(|g| g.name.clone()).unwrap_or_default();
        let how = match body {
            true => SigningHow::Stamp,
            false => self.draw.weighted(&[(SigningHow::Signature, 7), (SigningHow::Fingerprint, 3)]),
        };
        Move::Sign { signer: Signer::Party { party }, how, on, by, scan: None }.into()
    }

    /// The mediator's signature and the seal.
    pub(super) fn sign_and_seal(&self, on: Date) -> [Deed; 2] {
        let signer = Signer::Mediator { account: self.mediator() };
        let sign = Move::Sign { signer, how: SigningHow::Signature, on, by: String::new(), scan: None };
        [sign.into(), Move::AffixSeal { on }.into()]
    }

    pub(super) fn follow_up(&mut self, on: Date, kept: Kept) -> Deed {
        use Satisfaction as S;
        let speakers = self.trouble.speakers();
        let party = *self.draw.pick(&speakers);
        let (satisfaction, notes): (S, &[&str]) = match kept {
            Kept::Not => (S::Dissatisfied, &["对方一直没有履行，准备走法律途径。", "催了几次没有回音，心里有意见。"]),
            _ => match self.draw.range(1..=20) {
                1 => (S::Dissatisfied, &["事情虽然办了，觉得拖得有些久。"]),
                2..=5 => (S::Fair, &["总体可以，希望对方说到做到。", "说好的都办了，见面还是有点别扭。"]),
                6 => (S::NoAnswer, &["电话里没有多说。"]),
                _ => (
                    S::Satisfied,
                    &[
                        "说好的都办到了，两家见面也说话了。",
                        "对调解结果满意，感谢调解员几次上门。",
                        "调解没有收一分钱，办得也快，很满意。",
                        "现在相处正常，没有再起争执。",
                    ],
                ),
            },
        };
        let how = self.draw.weighted(&[(ContactHow::Telephone, 7), (ContactHow::Visit, 3), (ContactHow::Office, 1)]);
        let note = (*self.draw.pick(notes)).to_owned();
        Deed::FollowUp(FollowUp { party, on, how, kept, satisfaction, note })
    }

    pub(super) fn close(&mut self, note: &str) {
        let closer = self.hands.closer;
        self.write(closer, vec![MatterMove::Close { note: note.into() }.into()]);
    }
}
