//! The courses a matter can take, each up to where the plan wants it today.

use bandeng_core::deadlines::{Calendar, Deadline, Presets, RuleId, rule};
use bandeng_core::kernel::Date;
use bandeng_core::matters::record::Kept;
use bandeng_core::matters::{Barrier, DisputeKind, MatterMove, Side, Source};
use bandeng_core::mediation::agreement::FulfilmentHow;
use bandeng_core::mediation::{
    ConsentHow, DeclineReason, ExtensionConsent, Move, PauseReason, RecusalGround, RecusalOutcome, Route,
    TerminationReason, ToldHow,
};
use jiff::Span;

use super::agreed::{Agreed, Fate, agree};
use super::pen::Pen;
use super::roster::{Body, Who};
use super::script::Deed;

/// The limit of a mediation of a kind and source, as the rules begin it on acceptance.
pub(super) fn limit(kind: DisputeKind, source: Source, accepted_on: Date) -> Date {
    let id = match (kind, source) {
        (DisputeKind::Medical, _) => RuleId::Medical,
        (DisputeKind::MigrantWages | DisputeKind::OtherLabour, _) => RuleId::Labour,
        (_, Source::Court) => RuleId::CourtBeforeFiling,
        _ => RuleId::Mediation,
    };
    Deadline::start(rule(id, accepted_on), accepted_on, &Presets::default(), Calendar::official()).due_on
}

/// The latest day of acceptance whose limit is this day, or the next day a limit can end on.
pub(super) fn accepted_for(kind: DisputeKind, source: Source, due: Date) -> Date {
    (0..60)
        .map(|back| due.saturating_sub(Span::new().days(back)))
        .find(|day| limit(kind, source, *day) <= due)
        .unwrap_or(due)
}

impl Pen<'_> {
    /// Consent, acceptance and an assigned mediator, from the day of acceptance on.
    pub(super) fn accepted(&mut self, day: Date, source: Source) {
        let on = self.go(day);
        let mut deeds = self.consents(on, source == Source::Application);
        if self.draw.chance(25) && !self.trouble.template.proofs.is_empty() {
            deeds.extend(self.evidence(on));
        }
        let desk = self.hands.desk;
        // At the window in one go, or left to the committee.
        if self.draw.chance(60) {
            deeds.push(self.accept(on));
            self.write(desk, deeds);
        } else {
            self.write(desk, deeds);
            let on = self.go(on);
            let (head, accept) = (self.hands.head, self.accept(on));
            self.write(head, vec![accept]);
        }
        let may_need_help = matches!(
            self.trouble.template.kind,
            DisputeKind::MarriageFamily | DisputeKind::Damages | DisputeKind::Medical
        );
        if may_need_help && desk == Who::Clerk && self.draw.chance(22) {
            let on = self.go(self.at.date());
            // A grant lasts a year at most.
            let until = self.today().saturating_add(Span::new().days(60)).min(on.saturating_add(Span::new().days(360)));
            let share = Deed::Share {
                with: Body::CivilAffairs, purpose: "了解家庭困难，评估是否给予救助", until
            };
            self.write(desk, vec![share]);
        }
    }

    pub(super) fn assigned(&mut self) {
        self.wait(0, 1);
        let (head, assign) = (self.hands.head, self.assign());
        self.write(head, vec![assign]);
        if self.hands.asker.is_none() {
            self.hands.closer = self.hands.mediator;
        }
        if self.draw.chance(3) {
            let on = self.go(self.at.date());
            let disclose = Move::Disclose {
                mediator: self.mediator(),
                raised_by: None,
                ground: RecusalGround::Other,
                text: "与一方当事人同村，平时有来往。".into(),
            };
            let mediator = self.hands.mediator;
            self.write(mediator, vec![disclose.into()]);
            self.go(on);
            let decide = Move::DecideDisclosure { disclosure: 1, outcome: RecusalOutcome::Waived };
            self.write(head, vec![decide.into()]);
        }
    }

    /// Meetings, the last of which settles it if it is to be. The first comes with the notice of rights.
    pub(super) fn met(&mut self, meetings: i64, settled: bool, first_by: Option<Date>) {
        for i in 1..=meetings {
            let mut day = self.later(if i == 1 { 1 } else { 3 }, if i == 1 { 4 } else { 8 });
            day = first_by.map_or(day, |by| day.min(by));
            let evening = self.draw.chance(20);
            let on = if evening { self.go_between(day, 19, 21) } else { self.go_between(day, 10, 18) };
            let mut deeds = Vec::new();
            if i == 1 {
                deeds.push(self.notice(on));
                if self.trouble.template.is_looked_at() && self.draw.chance(45) {
                    deeds.push(self.look(on));
                }
            }
            deeds.push(self.session(settled && i == meetings));
            if i == meetings && self.draw.chance(10) {
                deeds.push(self.undisputed(on));
            }
            let mediator = self.hands.mediator;
            self.write(mediator, deeds);
        }
    }

    /// The agreement, in effect, and what was kept of it up to today.
    pub(super) fn agreed(&mut self, fate: Fate) -> Agreed {
        let on = self.go(self.at.date());
        let agreed = agree(&self.trouble, &mut self.draw, on, fate);
        let mut deeds: Vec<Deed> = vec![Move::DraftAgreement { draft: agreed.draft.clone() }.into()];
        let oral = agreed.is_done_on_the_spot() && !self.trouble.template.kind.needs_writing() && self.draw.chance(45);
        if oral {
            deeds.push(Move::AgreeOrally { on }.into());
        } else {
            deeds.push(Move::AgreeInWriting {}.into());
            for party in self.trouble.speakers() {
                deeds.push(self.sign(party, on));
            }
            deeds.extend(self.sign_and_seal(on));
        }
        let (at_once, later): (Vec<_>, Vec<_>) = agreed.kept.iter().cloned().partition(|(day, _)| *day <= on);
        deeds.extend(at_once.into_iter().map(|(_, mv)| Deed::from(mv)));
        let mediator = self.hands.mediator;
        self.write(mediator, deeds);
        for (day, mv) in later {
            self.go(day);
            self.write(mediator, vec![mv.into()]);
        }
        agreed
    }

    /// An agreement that waits for signatures.
    pub(super) fn signing(&mut self) {
        let on = self.go(self.at.date());
        let fate = Fate::Running { today: self.today() };
        let agreed = agree(&self.trouble, &mut self.draw, on, fate);
        let mut deeds: Vec<Deed> =
            vec![Move::DraftAgreement { draft: agreed.draft }.into(), Move::AgreeInWriting {}.into()];
        let speakers = self.trouble.speakers();
        let signed = self.draw.range(0..=speakers.len() as i64 - 1) as usize;
        for party in &speakers[..signed] {
            deeds.push(self.sign(*party, on));
        }
        let mediator = self.hands.mediator;
        self.write(mediator, deeds);
    }

    /// Somebody else than the mediator asks.
    pub(super) fn followed_up(&mut self, from: i64, to: i64, kept: Kept) {
        let Some(asker) = self.hands.asker else { return };
        let on = self.wait(from, to);
        let deed = self.follow_up(on, kept);
        self.write(asker, vec![deed]);
    }

    pub(super) fn closed(&mut self, archive: bool) {
        self.wait(0, 3);
        let note = *self.draw.pick(&["协议已全部履行，双方无异议。", "已履行完毕，双方和好。", "事了人和，准予结案。"]);
        self.close(note);
        if archive {
            self.wait(1, 9);
            let closer = self.hands.closer;
            self.write(closer, vec![MatterMove::Archive {}.into()]);
        }
    }

    pub(super) fn suspended(&mut self) {
        let on = self.wait(2, 6);
        let (reason, note) = *self.draw.pick(&[
            (PauseReason::Appraisal, "双方同意委托评估损失，等待评估结果。"),
            (PauseReason::AwaitingResult, "等待交警部门出具事故认定书。"),
            (PauseReason::Other, "一方当事人住院治疗，出院后继续调解。"),
        ]);
        let mediator = self.hands.mediator;
        let (note, approver) = (note.into(), "调委会主任".into());
        self.write(mediator, vec![Move::Suspend { reason, from: on, note, approver, evidence: None }.into()]);
    }

    /// Both ask for more time, before the limit has passed.
    pub(super) fn extended(&mut self, limit: Date, days: i64) {
        let on = self.go(limit.saturating_sub(Span::new().days(2)));
        let until = limit.saturating_add(Span::new().days(days));
        if until <= on {
            return;
        }
        let agrees = |party| ExtensionConsent { party, on, how: ConsentHow::Oral };
        let consents = self.trouble.speakers().into_iter().map(agrees).collect();
        let reason = "双方希望继续协商，申请延期。".to_owned();
        let mediator = self.hands.mediator;
        self.write(mediator, vec![Move::Extend { until, consents, reason, evidence: None }.into()]);
    }

    /// Ends without an agreement; from which state depends on what was written before.
    pub(super) fn terminated(&mut self, by_mediator: bool) {
        let on = self.wait(1, 7);
        let who = if by_mediator { self.hands.mediator } else { self.hands.desk };
        let choices: &[(TerminationReason, &str)] = if by_mediator {
            &[
                (TerminationReason::NoAgreementPossible, "经多次调解，双方对数额分歧过大，不能达成协议。"),
                (TerminationReason::PartyRefuses, "一方明确表示不愿继续调解，要求通过诉讼解决。"),
                (TerminationReason::TakenElsewhere, "一方已向法院起诉。"),
            ]
        } else {
            &[
                (TerminationReason::Withdrawn, "申请人撤回申请。"),
                (TerminationReason::CannotContact, "多次打电话、上门均未找到被申请人，无法取得联系。"),
                (TerminationReason::SettledPrivately, "双方已自行和解。"),
                (TerminationReason::PartyRefuses, "一方改变主意，不愿调解。"),
            ]
        };
        let (reason, note) = *self.draw.pick(choices);
        let mut deeds = Vec::new();
        if reason == TerminationReason::PartyRefuses {
            let party = self.trouble.first(Side::Respondent);
            deeds.push(Move::Consent { party, given: false, how: ConsentHow::Telephone, on }.into());
        }
        let remedies = remedies(self.trouble.template.kind);
        let told = self.draw.weighted(&[(ToldHow::InPerson, 5), (ToldHow::Telephone, 3), (ToldHow::Served, 2)]);
        deeds.push(Move::Terminate { reason, note: note.into(), remedies, told }.into());
        self.write(who, deeds);
    }

    /// Not accepted: because another body has it, or because a party refuses.
    pub(super) fn declined(&mut self, barrier: Option<Barrier>) {
        let on = self.wait(0, 2);
        let party = self.trouble.first(Side::Respondent);
        let mut deeds = Vec::new();
        let (reason, note, route) = match barrier {
            Some(Barrier::Court) => {
                (DeclineReason::AlreadyBeforeCourt, "该纠纷法院已立案，请通过诉讼程序解决。", Route::Court)
            }
            Some(Barrier::Police) => {
                (DeclineReason::AlreadyBeforePolice, "派出所已受案，请等待公安机关处理。", Route::Police)
            }
            Some(_) => {
                (DeclineReason::AlreadyBeforePolice, "主管部门已受理，请按行政程序办理。", Route::Administrative)
            }
            None => {
                deeds.push(Move::Consent { party, given: false, how: ConsentHow::Telephone, on }.into());
                (DeclineReason::PartyRefuses, "被申请人明确拒绝调解，已告知可以起诉。", Route::Court)
            }
        };
        deeds.push(Move::Decline { reason, note: note.into(), route }.into());
        let desk = self.hands.desk;
        self.write(desk, deeds);
    }

    pub(super) fn referred(&mut self) {
        self.wait(1, 4);
        let town = self.trouble.spot.town();
        let (government, police) = (format!("{}人民政府", town.name), format!("{}派出所", town.short()));
        let (to, body, note) = match remedies(self.trouble.template.kind)[0] {
            to @ Route::LandArbitration => (to, "凉州区农村土地承包仲裁委员会", "双方同意由土地承包仲裁机构处理。"),
            to @ Route::LabourArbitration => (to, "凉州区劳动人事争议仲裁委员会", "涉及劳动关系认定，移送仲裁处理。"),
            to @ Route::Administrative => (to, government.as_str(), "涉及补偿标准，由政府依职权处理。"),
            _ if self.draw.chance(30) => (Route::Police, police.as_str(), "可能涉及治安案件，移送公安机关处理。"),
            to => (to, "凉州区人民法院", "双方同意进入诉讼程序，由法院处理。"),
        };
        let mediator = self.hands.mediator;
        self.write(mediator, vec![Move::Refer { to, body: body.into(), note: note.into() }.into()]);
    }

    /// The promises were not kept, and the parties are told how to go on.
    pub(super) fn unfulfilled(&mut self) {
        self.wait(26, 40);
        let note = "经两次催促，义务人仍未履行。".to_owned();
        let mediator = self.hands.mediator;
        self.write(mediator, vec![Move::DeclareUnfulfilled { note, told: ToldHow::Telephone }.into()]);
    }

    /// A little of it came late, after all.
    pub(super) fn paid_late(&mut self, agreed: &Agreed) {
        let paid = |no: u16| -> i64 {
            let of = |mv: &Move| match mv {
                Move::Fulfil { obligation, paid_fen: Some(paid), .. } if *obligation == no => paid.0,
                _ => 0,
            };
            agreed.kept.iter().map(|(_, mv)| of(mv)).sum()
        };
        let owed = agreed.draft.obligations.iter().find_map(|o| o.amount_fen.map(|a| (o.no, a.0 - paid(o.no))));
        let Some((obligation, left)) = owed.filter(|(_, left)| *left > 40_000) else { return };
        let on = self.wait(3, 9);
        let part = bandeng_core::kernel::Fen(left / 30_000 * 10_000);
        let note = "义务人主动联系，先付一部分。".to_owned();
        let how = FulfilmentHow::Transfer;
        let mv = Move::Fulfil { obligation, paid_fen: Some(part), on, how, note, proof: None };
        let mediator = self.hands.mediator;
        self.write(mediator, vec![mv.into()]);
    }
}

fn remedies(kind: DisputeKind) -> Vec<Route> {
    use DisputeKind as K;
    match kind {
        K::MigrantWages | K::OtherLabour => vec![Route::LabourArbitration, Route::LegalAid],
        K::ForestLand => vec![Route::LandArbitration, Route::Court],
        K::LandTaking => vec![Route::Administrative, Route::Court],
        K::RoadTraffic | K::Damages | K::Medical => vec![Route::Court, Route::LegalAid],
        _ => vec![Route::Court],
    }
}
