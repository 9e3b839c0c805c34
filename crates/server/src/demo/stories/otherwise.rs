//! The ones that end otherwise.

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::Fen;
use bandeng_core::matters::record::{ReportTo, UrgentGround};
use bandeng_core::matters::{Barrier, Concern, DisputeKind, Intake, MatterMove, Sex, Side, UrgentReport};
use bandeng_core::mediation::{
    Appointment, ConsentHow, DeclineReason, Move, NoticeHow, PlaceKind, Route, TerminationReason, ToldHow,
};
use jiff::Span;
use jiff::civil::date;

use super::{Story, consent, joint, notice, person, session};
use crate::demo::roster::{Body, Who};
use crate::demo::script::{Deed, Script};

impl Story<'_> {
    /// 3a. Accepted; then a party refuses.
    pub(super) fn refused_after_acceptance(&self) -> Script {
        let day = self.ago(26);
        // After a long holiday several of them are one day: the hours keep their order.
        let next = |n: i64| Calendar::official().next_workday(day.saturating_add(Span::new().days(n))).min(self.today);
        let parties = vec![
            person(Side::Applicant, "徐海元", Sex::Male, date(1971, 7, 2), "养殖户", "大柳镇烟房村二组", "13800008806"),
            person(
                Side::Respondent,
                "朱立新",
                Sex::Male,
                date(1979, 12, 11),
                "个体经营",
                "大柳镇东社村五组",
                "13800008807",
            ),
        ];
        let form = Intake {
            place: "烟房村养殖小区".into(),
            narrative: "朱立新去年向徐海元购买育肥羊三十只，欠羊款一万八千元，写有欠条，约定今年上半年付清，至今未付。徐海元多次催要无果。".into(),
            claims: vec!["支付羊款18000元".into()],
            amount_fen: Some(Fen::yuan(18_000)),
            subtype: self.called("sale_debt"),
            ..self.intake(DisputeKind::Contract, 2, parties)
        };
        let terminate = Move::Terminate {
            reason: TerminationReason::PartyRefuses,
            note: "朱立新电话表示不愿再谈，让对方去起诉。".into(),
            remedies: vec![Route::Court, Route::LegalAid],
            told: ToldHow::InPerson,
        };
        let mut script = Script::default();
        script
            .then(day.at(10, 5, 0, 0), Who::Clerk, [form.into()])
            .then(
                day.at(15, 30, 0, 0),
                Who::Clerk,
                [consent(2, true, ConsentHow::Telephone, day), self.accept(Body::TownCommittee, day)],
            )
            .then(next(1).at(9, 10, 0, 0), Who::Director, [self.assign(Who::Mediator2, Appointment::Assigned)])
            .then(next(2).at(10, 30, 0, 0), Who::Mediator2, [notice(NoticeHow::Telephone, next(2))])
            .then(
                next(6).at(15, 20, 0, 0),
                Who::Mediator2,
                [consent(2, false, ConsentHow::Telephone, next(6)), terminate.into()],
            )
            .then(
                next(7).at(16, 40, 0, 0),
                Who::Clerk,
                [MatterMove::Close {
                    note: "一方拒绝继续调解，已告知可以起诉和申请法律援助。".into()
                }
                .into()],
            );
        script
    }

    /// 3b. It is before the court already.
    pub(super) fn before_the_court(&self) -> Script {
        let day = self.ago(13);
        let parties = vec![
            person(
                Side::Applicant,
                "董桂兰",
                Sex::Female,
                date(1968, 4, 25),
                "务农",
                "大柳镇西社村一组",
                "13800008808",
            ),
            person(Side::Respondent, "蔡兴旺", Sex::Male, date(1966, 8, 17), "务农", "大柳镇西社村一组", "13800008809"),
        ];
        let form = Intake {
            place: "西社村一组".into(),
            narrative: "董桂兰与蔡兴旺因宅基地边界多年不和，蔡兴旺上月已向凉州区人民法院起诉，法院已经立案。董桂兰希望调委会再调一次。".into(),
            claims: vec!["确认两家界墙位置".into()],
            barrier: Some(Barrier::Court),
            subtype: self.called("plot_boundary"),
            ..self.intake(DisputeKind::Homestead, 4, parties)
        };
        let decline = Move::Decline {
            reason: DeclineReason::AlreadyBeforeCourt,
            note: "该纠纷法院已立案。可以在诉讼中请求法院调解，或者由法院委托本调委会调解。".into(),
            route: Route::Court,
        };
        let mut script = Script::default();
        script
            .then(day.at(14, 45, 0, 0), Who::Clerk, [form.into()])
            .then(day.at(16, 20, 0, 0), Who::Director, [decline.into()])
            .then(
                day.at(16, 50, 0, 0),
                Who::Clerk,
                [MatterMove::Close { note: "已当面告知不予受理的理由和诉讼途径。".into() }.into()],
            );
        script
    }

    /// 3c. A child may be harmed: the matter seals itself, and the duty to report comes before everything else.
    pub(super) fn a_child_may_be_harmed(&self) -> Script {
        let day = self.ago(8);
        let met = self.ago(5).max(day);
        let parties = vec![
            person(
                Side::Applicant,
                "严雪莲",
                Sex::Female,
                date(1990, 6, 9),
                "务工",
                "柳苑新村社区4号楼",
                "13800008810",
            ),
            person(
                Side::Respondent,
                "丁学文",
                Sex::Male,
                date(1987, 1, 30),
                "个体经营",
                "大柳镇王城村二组",
                "13800008811",
            ),
        ];
        let form = Intake {
            place: "王城村二组".into(),
            narrative:
                "双方离婚后，九岁的孩子随父亲生活。严雪莲探望时发现孩子身上有淤青，孩子说挨了打、晚上一个人在家。\
                        严雪莲要求变更由自己抚养，丁学文不同意。"
                    .into(),
            claims: vec!["变更孩子的抚养".into()],
            concerns: vec![Concern::MinorHarmed],
            subtype: self.called("child_support"),
            ..self.intake(DisputeKind::MarriageFamily, 6, parties)
        };
        let record = "调解员告知双方：孩子的安全放在第一位。双方就孩子眼下由谁照看各自陈述。未就抚养问题达成一致。";
        let report = UrgentReport {
            ground: UrgentGround::MinorHarmed,
            to: vec![ReportTo::Police, ReportTo::CivilAffairs],
            facts: "九岁儿童手臂、背部有多处淤青，自述被父亲殴打，夜间多次独自在家。".into(),
            measures:
                "已请母亲将孩子暂时接回照看，陪同就医检查，保存照片和病历；调解暂不涉及孩子去向，等待有关部门处理。"
                    .into(),
            told_how: "当场电话报告大柳派出所值班民警和凉州区民政局未成年人保护工作人员。".into(),
        };
        let mut script = Script::default();
        script
            .then(day.at(10, 20, 0, 0), Who::Clerk, [form.into()])
            .then(
                day.at(10, 50, 0, 0),
                Who::Clerk,
                [consent(2, true, ConsentHow::Telephone, day), self.accept(Body::TownCommittee, day)],
            )
            .then(day.at(11, 5, 0, 0), Who::Director, [self.assign(Who::Mediator2, Appointment::Assigned)])
            .then(
                met.at(16, 30, 0, 0),
                Who::Mediator2,
                [
                    notice(NoticeHow::Signed, met),
                    session(
                        PlaceKind::Room,
                        "镇综治中心第二调解室",
                        met.at(15, 0, 0, 0),
                        70,
                        joint(record, "先由有关部门查明情况。"),
                    ),
                ],
            )
            .then(met.at(16, 45, 0, 0), Who::Mediator2, [Deed::Report(report)]);
        script
    }
}
