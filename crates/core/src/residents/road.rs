//! The road of a matter as one party sees it: a few plain steps, whose turn it is, and what comes next.
//!
//! It is made of what every party may know. What the other side said, sessions with one party alone, urgent reports, notes and
//! telephones are nowhere in it, so that nothing has to be taken out.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::{Date, Text, day_en, day_zh};
use crate::matters::{MatterState, PartyNo};
use crate::mediation::agreement::missing;
use crate::mediation::promises::lines;
use crate::mediation::{Case, Ending, Mediation, State, choice, speakers};
use crate::text_enum;

text_enum! {
    /// A step of the road, in words people use.
    pub enum RoadStep {
        Received = "received" ("收到申请", "Received"),
        Accepted = "accepted" ("决定受理", "Accepted"),
        Mediator = "mediator" ("安排调解员", "A mediator"),
        Talks = "talks" ("坐下来谈", "Talks"),
        Agreement = "agreement" ("签协议", "An agreement"),
        Kept = "kept" ("按约定做到", "Promises kept"),
    }
}

text_enum! {
    /// How a step stands.
    pub enum StepStanding {
        Done = "done" ("已完成", "Done"),
        Now = "now" ("正在进行", "Now"),
        Ahead = "ahead" ("还没到", "Ahead"),
        /// It will not come to this.
        Dropped = "dropped" ("没有走到", "Not reached"),
    }
}

text_enum! {
    /// Whose turn it is, seen from one party.
    pub enum Owner {
        You = "you" ("该您", "Your turn"),
        House = "house" ("该我们", "Our turn"),
        Other = "other" ("等对方", "The other side's turn"),
        Nobody = "nobody" ("没有要做的", "Nothing to be done"),
    }
}

/// A step and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoadPoint {
    pub step: RoadStep,
    pub standing: StepStanding,
}

/// Where a matter stands for one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Road {
    pub points: Vec<RoadPoint>,
    /// One sentence, as a clerk reads it out on the telephone.
    pub says: Text,
    pub owner: Owner,
    /// What is to be done next; blank where nothing is.
    pub next: Text,
    /// By when this party is to do it; none where it is not its turn or there is no day.
    pub due_on: Option<Date>,
}

/// The road of a matter for one party. `m` is its last mediation.
pub fn road(state: MatterState, m: Option<&Mediation>, case: &Case, me: PartyNo) -> Road {
    let Some(m) = m else {
        let says = Text::new("已经登记。", "It is registered.");
        return Road { points: points(0, false, false), says, owner: Owner::Nobody, next: blank(), due_on: None };
    };
    let (says, owner, next, due_on) = told(m, case, me);
    let over = state != MatterState::Open;
    let (says, owner, next) = if over && owner == Owner::House {
        (Text::new("已经办结。", "It is closed."), Owner::Nobody, blank())
    } else {
        (says, owner, next)
    };
    let dropped = matches!(m.state, State::Declined | State::Terminated | State::Referred);
    let at = match m.state {
        State::Registered | State::Declined => 1,
        State::Accepted => 2,
        State::Assigned | State::Mediating | State::Suspended | State::Terminated | State::Referred => 3,
        State::Signing => 4,
        State::InEffect | State::Unfulfilled => 5,
        State::Fulfilled => 6,
    };
    Road { points: points(at, dropped, m.state == State::Unfulfilled), says, owner, next, due_on }
}

fn blank() -> Text {
    Text::new("", "")
}

fn points(at: usize, dropped: bool, failed: bool) -> Vec<RoadPoint> {
    let standing = |i: usize| match i.cmp(&at) {
        std::cmp::Ordering::Less => StepStanding::Done,
        _ if dropped || failed => StepStanding::Dropped,
        std::cmp::Ordering::Equal => StepStanding::Now,
        std::cmp::Ordering::Greater => StepStanding::Ahead,
    };
    RoadStep::ALL.iter().enumerate().map(|(i, &step)| RoadPoint { step, standing: standing(i) }).collect()
}

type Told = (Text, Owner, Text, Option<Date>);

fn told(m: &Mediation, case: &Case, me: PartyNo) -> Told {
    let t = |zh: &str, en: &str| Text::new(zh, en);
    let names: Vec<&str> = m.current_mediators().map(|a| a.name.as_str()).collect();
    let (names_zh, names_en) = (names.join("、"), names.join(", "));
    match m.state {
        State::Registered => match m.consent_of(me).map(|c| c.given) {
            None => (
                t("有人请我们调解这件事，还没有开始。", "Somebody has asked us to mediate this; nothing has begun."),
                Owner::You,
                t(
                    "请打下面的电话，告诉我们您愿不愿意谈。",
                    "Please call the number below and say whether you are willing to talk.",
                ),
                None,
            ),
            Some(_) => (
                t("已经收到，正在审查能不能受理。", "It was received and is being looked at."),
                Owner::House,
                t(
                    "我们联系各方，然后答复您是否受理。",
                    "We talk to everybody and then tell you whether it is accepted.",
                ),
                None,
            ),
        },
        State::Accepted if choice::open(m, case).is_some() => choosing(m, case, me),
        State::Accepted => {
            (t("已经受理。", "It is accepted."), Owner::House, t("我们安排调解员。", "We assign a mediator."), None)
        }
        State::Assigned => (
            Text::new(format!("调解员是{names_zh}。"), format!("Your mediator is {names_en}.")),
            Owner::House,
            t("调解员联系您，约时间坐下来谈。", "The mediator calls you to arrange a time."),
            None,
        ),
        State::Mediating => (
            Text::new(format!("正在调解，调解员是{names_zh}。"), format!("Talks are going on, with {names_en}.")),
            Owner::House,
            t("调解员联系您，约下一次。", "The mediator calls you about the next time."),
            None,
        ),
        State::Suspended => (
            t("调解暂停，期限不往前走。", "The talks are suspended and the days do not run."),
            Owner::House,
            t("暂停的原因没有了，我们通知您接着谈。", "When the reason has gone we let you know."),
            None,
        ),
        State::Signing => signing(m, case, me),
        State::InEffect => promised(m, case, me),
        State::Fulfilled => {
            (t("约定的事都做到了。", "Everything that was promised was kept."), Owner::Nobody, blank(), None)
        }
        State::Unfulfilled => (
            t("约定的事没有全部做到。", "Not everything that was promised was kept."),
            Owner::Nobody,
            t(
                "可以凭调解协议到法院起诉；经过司法确认的，可以申请强制执行。",
                "The agreement can be taken to court; where it was confirmed by a court, ask for enforcement.",
            ),
            None,
        ),
        State::Declined | State::Terminated | State::Referred => (ended(m), Owner::Nobody, ways(m), None),
    }
}

/// Whom the other side accepts is told to nobody before all have said it.
fn choosing(m: &Mediation, case: &Case, me: PartyNo) -> Told {
    let t = |zh: &str, en: &str| Text::new(zh, en);
    let says = t("已经受理，请各方选调解员。", "It is accepted, and the parties choose a mediator.");
    let speaks = speakers(&case.parties).iter().any(|party| party.no == me);
    let answered = m.choices.last().is_some_and(|choice| choice.picks.iter().any(|pick| pick.party == me));
    match speaks && !answered {
        true => (
            says,
            Owner::You,
            t(
                "请选您愿意请的调解员。选不到一起的，由调委会指派。",
                "Choose whom you accept. Where you do not agree, the committee assigns.",
            ),
            case.choose_by,
        ),
        false => (says, Owner::Other, t("等其他人选好。", "Others have yet to choose."), None),
    }
}

fn signing(m: &Mediation, case: &Case, me: PartyNo) -> Told {
    let missing = m.agreement.as_ref().map(|a| missing(a, &case.parties)).unwrap_or_default();
    let says = Text::new("协议已经写好，正在签名。", "The agreement is written and is being signed.");
    let (owner, zh, en) = if missing.parties.contains(&me) {
        (
            Owner::You,
            "请看清楚协议再签名，不明白的先问。",
            "Read the agreement before you sign; ask first where it is not clear.",
        )
    } else if missing.parties.is_empty() {
        (Owner::House, "等调解员签名、调委会盖章。", "The mediator signs and the committee affixes its seal.")
    } else {
        (Owner::Other, "等其他人签名。", "Others have yet to sign.")
    };
    (says, owner, Text::new(zh, en), None)
}

fn promised(m: &Mediation, case: &Case, me: PartyNo) -> Told {
    let says = Text::new("协议已经生效。", "The agreement is in effect.");
    let lines = lines(m, case.today);
    let mut owed: Vec<_> = lines.iter().filter(|line| line.is_owed()).collect();
    owed.sort_by_key(|line| line.due);
    let mine = owed.iter().find(|line| line.debtor == me);
    let theirs = owed.iter().find(|line| line.debtor != me);
    match (mine, theirs) {
        (Some(line), _) => {
            let what = Text::new(
                format!("请按约定做到：{}。", line.what),
                format!("Please keep your promise: {}.", line.what),
            );
            (says, Owner::You, what, line.due)
        }
        (None, Some(line)) => {
            let by = line.due.map(|due| (format!("，最晚{}", day_zh(due)), format!(" by {}", day_en(due))));
            let (zh, en) = by.unwrap_or_default();
            let what = Text::new(
                format!("等对方做到：{}{zh}。到时没有做到，请打电话告诉我们。", line.what),
                format!("The other side is to keep its promise: {}{en}. If it does not, call us.", line.what),
            );
            (says, Owner::Other, what, None)
        }
        (None, None) => {
            (says, Owner::House, Text::new("我们核实后办结。", "We make sure of it and close the matter."), None)
        }
    }
}

fn ended(m: &Mediation) -> Text {
    match &m.ending {
        Some(Ending::Declined { .. }) => Text::new("这件事调解委员会没有受理。", "The committee did not accept this."),
        Some(Ending::Terminated { .. }) => Text::new("这次没有谈成。", "The talks came to no agreement."),
        Some(Ending::Referred { body, to, .. }) => match body.trim() {
            "" => Text::new(
                format!("这件事已经转到{}。", to.label().zh),
                format!("This was handed to: {}.", to.label().en),
            ),
            body => Text::new(format!("这件事已经转到{body}。"), format!("This was handed to {body}.")),
        },
        _ => Text::new("已经办结。", "It is closed."),
    }
}

fn ways(m: &Mediation) -> Text {
    let ways = match &m.ending {
        Some(Ending::Declined { route, .. }) => vec![*route],
        Some(Ending::Terminated { remedies, .. }) => remedies.clone(),
        _ => return blank(),
    };
    let zh: Vec<String> = ways.iter().map(|way| way.label().zh).collect();
    let en: Vec<String> = ways.iter().map(|way| way.label().en).collect();
    match ways.is_empty() {
        true => blank(),
        false => {
            Text::new(format!("下一步可以走：{}。", zh.join("、")), format!("Ways that are open: {}.", en.join("; ")))
        }
    }
}
