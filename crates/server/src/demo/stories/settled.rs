//! The stories that end in an agreement.

use bandeng_core::kernel::{Date, Fen};
use bandeng_core::matters::record::{ContactHow, Kept, Satisfaction};
use bandeng_core::matters::{Channel, DisputeKind, FollowUp, Intake, Lead, MatterMove, Sex, Side, Source};
use bandeng_core::mediation::agreement::{AgreementDraft, FulfilmentHow, Signer};
use bandeng_core::mediation::{
    Appointment, ConsentHow, Copy, Due, Evidence, Move, NoticeHow, Obligation, ObligationKind, PlaceKind, SessionWith,
    SigningHow,
};
use jiff::Span;
use jiff::civil::date;

use super::{HUYAN, Story, consent, joint, lasting, lead_day, notice, person, session};
use crate::demo::roster::{Body, Who};
use crate::demo::script::{Deed, Script};

impl Story<'_> {
    /// 1. Wu and Li at the one-stop centre: one session, 25,000 yuan at once.
    pub(super) fn traffic_injury(&self) -> Script {
        let day = self.ago(44);
        let asked = self.ago(31).max(day);
        let archived = self.ago(28).max(asked);
        let happened = day.saturating_sub(Span::new().days(11));
        let parties = vec![
            person(
                Side::Applicant,
                "吴大勇",
                Sex::Male,
                date(1986, 5, 14),
                "个体经营",
                "大柳镇大柳村四组",
                "13800008801",
            ),
            person(Side::Respondent, "李春生", Sex::Male, date(1974, 9, 3), "务农", "大柳镇大柳村一组", "13800008802"),
        ];
        let form = Intake {
            place: "大柳镇十字路口".into(),
            occurred_on: Some(happened),
            narrative: "吴大勇驾驶小型货车在大柳镇十字路口右转时，与骑电动三轮车的李春生相撞，李春生左小腿骨裂，在医院治疗八天。\
                        交警认定吴大勇负全部责任。双方对医疗费、误工费数额意见不一，一同到镇综治中心请求调解。"
                .into(),
            claims: vec!["商定医疗费、误工费赔偿数额，一次性了结".into()],
            amount_fen: Some(Fen::yuan(25_000)),
            ..self.intake(DisputeKind::RoadTraffic, 1, parties)
        };
        let draft = AgreementDraft {
            facts: "吴大勇驾驶小型货车与李春生骑的电动三轮车相撞，致李春生左小腿骨裂。交警认定吴大勇负全部责任。"
                .into(),
            responsibility: "吴大勇负事故全部责任，应当赔偿李春生的医疗费和误工费。".into(),
            obligations: vec![Obligation {
                no: 0,
                debtor: 1,
                creditor: Some(2),
                kind: ObligationKind::Pay,
                what: "医疗费、误工费".into(),
                amount_fen: Some(Fen::yuan(25_000)),
                due: Due::AtOnce {},
                how: "现金当场付清，李春生出具收条".into(),
            }],
            terms: Vec::new(),
        };
        let record = "调解员核对双方身份，说明调解的原则和程序。吴大勇对事故经过和责任没有异议，愿意赔偿。李春生说医疗费花了一万六千余元，\
                      两个月不能干活。调解员按发票和误工天数逐项核对，双方商定赔偿医疗费、误工费共二万五千元，当场付清。";
        let evidence = |item: &str, provided_by, pages| {
            let copy = Copy::Duplicate;
            let evidence = Evidence { no: 0, item: item.into(), provided_by, on: day, pages, copy, attachment: None };
            Deed::from(Move::AddEvidence { evidence })
        };
        let sign = |signer| {
            let mv = Move::Sign { signer, how: SigningHow::Signature, on: day, by: String::new(), scan: None };
            Deed::from(mv)
        };
        let paid = Move::Fulfil {
            obligation: 1,
            paid_fen: Some(Fen::yuan(25_000)),
            on: day,
            how: FulfilmentHow::Receipt,
            note: "李春生当场出具收条。".into(),
            proof: None,
        };
        let asks = FollowUp {
            party: 2,
            on: asked,
            how: ContactHow::Telephone,
            kept: Kept::Fully,
            satisfaction: Satisfaction::Satisfied,
            note: "赔偿款已收到，腿恢复得不错，感谢调解员一次就把事情办妥。".into(),
        };
        let mut script = Script::default();
        script
            .then(day.at(9, 12, 0, 0), Who::Clerk, [form.into()])
            .then(
                day.at(9, 35, 0, 0),
                Who::Clerk,
                [
                    consent(2, true, ConsentHow::Oral, day),
                    notice(NoticeHow::Signed, day),
                    self.accept(Body::TownCommittee, day),
                ],
            )
            .then(day.at(9, 50, 0, 0), Who::Director, [self.assign(Who::Mediator, Appointment::Assigned)])
            .then(
                day.at(11, 20, 0, 0),
                Who::Mediator,
                [
                    evidence("道路交通事故认定书", None, 2),
                    evidence("住院病历和医疗费发票", Some(2), 7),
                    session(
                        PlaceKind::Room,
                        "镇综治中心第一调解室",
                        day.at(10, 0, 0, 0),
                        75,
                        joint(record, "双方达成一致意见，当场付清。"),
                    ),
                    Move::DraftAgreement { draft }.into(),
                    Move::AgreeInWriting {}.into(),
                    sign(Signer::Party { party: 1 }),
                    sign(Signer::Party { party: 2 }),
                    sign(Signer::Mediator { account: self.world.account(Who::Mediator) }),
                    Move::AffixSeal { on: day }.into(),
                    paid.into(),
                ],
            )
            .then(asked.at(15, 10, 0, 0), Who::Clerk, [Deed::FollowUp(asks)])
            .then(
                asked.at(15, 30, 0, 0),
                Who::Clerk,
                [MatterMove::Close { note: "赔偿款已付清，双方无异议。".into() }.into()],
            )
            .then(archived.at(16, 40, 0, 0), Who::Clerk, [MatterMove::Archive {}.into()]);
        script
    }

    /// 2. A lead by telephone, four meetings on the bench, an oral agreement.
    pub(super) fn family_quarrel(&self) -> Script {
        let lead = lead_day(self.today);
        let day = |n: i64| lead.saturating_add(Span::new().days(n));
        let home = "大柳镇湖沿村三组";
        let parties = vec![
            person(Side::Applicant, "罗秀芳", Sex::Female, date(1988, 11, 20), "务农", home, "13800008803"),
            person(Side::Respondent, "俞国栋", Sex::Male, date(1985, 2, 8), "货车司机", home, "13800008804"),
        ];
        let form = Intake {
            source: Some(Source::OwnInitiative),
            channel: Some(Channel::Telephone),
            place: "湖沿村三组".into(),
            narrative:
                "夫妻二人因家庭开支和照看老人经常争吵。近日再次吵闹，罗秀芳收拾东西准备回娘家，两个孩子受到惊吓。\
                        有人来电反映，请调委会上门看看。"
                    .into(),
            lead: Some(Lead {
                reporter: "何秀兰".into(),
                capacity: "中心户长".into(),
                phone: "13800008805".into(),
                received_on: Some(lead),
            }),
            committee: Some(self.world.body(Body::Village(HUYAN))),
            subtype: self.called("spouses"),
            ..self.intake(DisputeKind::MarriageFamily, HUYAN, parties)
        };
        let bench = |on: Date, hour: i8, with| session(PlaceKind::Bench, "当事人家中", on.at(hour, 10, 0, 0), 80, with);
        let draft = AgreementDraft {
            facts: "双方系夫妻，因家庭开支和照看老人发生争吵，感情没有破裂，都愿意和好。".into(),
            responsibility: "双方平时沟通少，遇事各不相让，都有不对的地方。".into(),
            obligations: vec![
                lasting(2, ObligationKind::Act, "每月把收入的大部分交家里统一开支，跑车在外每天给家里打一次电话"),
                lasting(1, ObligationKind::Act, "与丈夫轮流照看老人，遇事先商量再决定"),
                lasting(2, ObligationKind::Refrain, "酒后争吵、摔东西"),
            ],
            terms: Vec::new(),
        };
        let asks = FollowUp {
            party: 1,
            on: day(51),
            how: ContactHow::Visit,
            kept: Kept::Fully,
            satisfaction: Satisfaction::Satisfied,
            note: "一个多月没有再吵，丈夫按说好的把钱交家里，老人也有人管。".into(),
        };
        let (head, mediator) = (Who::VillageDirector(HUYAN), Who::VillageMediator(HUYAN));
        let kept = Move::Fulfil {
            obligation: 1,
            paid_fen: None,
            on: day(45),
            how: FulfilmentHow::Told,
            note: "罗秀芳说，丈夫这一个多月都按说好的做。".into(),
            proof: None,
        };
        let first = "调解员宣读权利义务，说明是调委会主动上门，愿意谈就谈。两人各自说了委屈：罗秀芳说家里开支和老人都靠她，\
                     俞国栋说跑车辛苦、回家就听埋怨。调解员请两人先不提离家的话。";
        let last = "两人都说了这些天的想法，愿意好好过日子。就开支、照看老人和遇事商量三件事口头说定。";
        let mut script = Script::default();
        script
            .then(day(0).at(10, 15, 0, 0), Who::Clerk, [form.into()])
            .then(
                day(1).at(9, 40, 0, 0),
                head,
                [
                    consent(1, true, ConsentHow::Oral, day(1)),
                    consent(2, true, ConsentHow::Telephone, day(1)),
                    self.accept(Body::Village(HUYAN), day(1)),
                    self.assign(mediator, Appointment::Assigned),
                ],
            )
            .then(
                day(3).at(20, 50, 0, 0),
                mediator,
                [notice(NoticeHow::ReadOut, day(3)), bench(day(3), 19, joint(first, "先各自冷静，改天再坐。"))],
            )
            .then(day(9).at(17, 20, 0, 0), mediator, [bench(day(9), 15, SessionWith::Alone { party: 1 })])
            .then(day(16).at(20, 45, 0, 0), mediator, [bench(day(16), 19, SessionWith::Alone { party: 2 })])
            .then(
                day(23).at(21, 0, 0, 0),
                mediator,
                [
                    bench(day(23), 19, joint(last, "双方和好，口头达成协议。")),
                    Move::DraftAgreement { draft }.into(),
                    Move::AgreeOrally { on: day(23) }.into(),
                ],
            )
            .then(day(45).at(16, 10, 0, 0), mediator, [kept.into()])
            .then(day(51).at(10, 30, 0, 0), head, [Deed::FollowUp(asks)]);
        script
    }
}
