//! What is recorded, as the plain data the forms read.
//!
//! What may not be on a paper is not put in: no reporter of a lead, no statement made without prejudice, nothing of a
//! session with one party alone. An urgent report reaches its own form and no other.

use bandeng_core::kernel::{Date, china_date, china_time};
use bandeng_core::matters::record::{FollowUpMade, UrgentReportMade};
use bandeng_core::matters::{Authority, PartyNo, Source};
use bandeng_core::mediation::agreement::{self, Due, ObligationKind, Signer};
use bandeng_core::mediation::{
    Agreement, AgreementForm, Ending, Evidence, Investigation, Mediation, Session, SessionWith, UndisputedFact,
};
use bandeng_docgen as paper;
use bandeng_store::{Crypt, Result};
use jiff::civil::DateTime;

use super::letters;
use super::offer::{Offer, Scene};
use super::people::{Contacts, block, in_order, signing_name};
use super::{promised, words};
use crate::matters::case::PartyKept;
use crate::matters::veil::Veil;
use crate::mediation::service::party_facts;

/// Names that are not in the matter itself.
#[derive(Default)]
pub(super) struct Names {
    pub committee: String,
    /// The desk that registered the matter: it reports where there is no committee yet.
    pub desk: String,
    pub registered_by: String,
    /// What the basic court of the place is usually called; empty before there is an agreement.
    pub court: String,
    /// Town, village and place, in one line.
    pub place: String,
}

/// The data of one paper, and whom and what its lists speak of.
#[derive(Clone)]
pub(super) struct Composed {
    pub data: paper::PaperData,
    /// Numbers of the parties, in the order of the paper.
    pub parties: Vec<PartyNo>,
    pub no: Option<u16>,
}

/// Composes the data of one paper.
pub(super) fn compose(
    offer: Offer,
    scene: &Scene<'_>,
    n: u16,
    names: &Names,
    crypt: &Crypt,
    today: Date,
) -> Result<Composed> {
    let Scene { matter, m, sight, .. } = *scene;
    let writer = Writer { scene, names, today, number: number(m, &matter.code.grouped(), n) };
    let contacts = Contacts { crypt, shown: sight.contacts };
    let parties = in_order(&matter.parties);
    let sessions: Vec<&Session> = match offer.no {
        Some(no) => m.sessions.iter().filter(|s| s.no == no).collect(),
        None => Vec::new(),
    };
    let index = usize::from(offer.no.unwrap_or(0)).wrapping_sub(1);
    let mut data = paper::PaperData {
        matter: writer.matter(),
        committee: paper::Committee { name: names.committee.clone(), ..Default::default() },
        dossier_number: m.dossier_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        // As old as they were then: a paper does not change with a birthday.
        parties: parties.iter().map(|p| block(p, &contacts, m.accepted_on.unwrap_or(today))).collect::<Result<_>>()?,
        acceptance: writer.acceptance(),
        decline: writer.decline(),
        notice_of_rights: writer.notice_of_rights(),
        agreement: m.agreement.as_ref().map(|a| writer.agreement(a)),
        mediators: mediators(m, sessions.first().map(|s| s.started.date())),
        termination: writer.termination(),
        printed_on: Some(today),
        ..Default::default()
    };
    match offer.form.slug {
        "session-record" => data.sessions = sessions.iter().filter_map(|s| writer.session(s)).collect(),
        "follow-up" => {
            data.follow_ups = matter.record.follow_ups.get(index).map(|f| writer.follow_up(f)).into_iter().collect();
            // Where none was reached the record says so, instead of a number.
            data.agreement
                .get_or_insert_with(|| paper::Agreement {
                    number: "未达成调解协议".to_owned(), ..Default::default()
                });
        }
        "investigation-record" => {
            data.investigations = m.investigations.get(index).map(|i| writer.investigation(i)).into_iter().collect();
        }
        "evidence-list" => data.evidence = m.evidence.iter().map(|e| writer.evidence(e)).collect(),
        "undisputed-facts" => data.undisputed_facts = m.undisputed_facts.iter().map(|f| writer.fact(f)).collect(),
        "power-of-attorney" => {
            let principal = parties.iter().find(|p| Some(p.no) == offer.no);
            data.powers_of_attorney =
                principal.map(|p| writer.power_of_attorney(p, &contacts)).transpose()?.into_iter().collect();
        }
        "confirmation-application" => data.confirmation = Some(promised::confirmation(&writer, &contacts)?),
        "receipt" => data.proofs = promised::proof(&writer, index).into_iter().collect(),
        "service-address" => {
            let party = parties.iter().find(|p| Some(p.no) == offer.no);
            data.service_addresses =
                party.map(|p| promised::service_address(p, &contacts)).transpose()?.into_iter().collect();
        }
        "performance-reminder" => data.reminder = promised::reminder(&writer, index),
        "enforcement-application" | "payment-order-application" | "complaint" => {
            data.court_request = Some(promised::court_request(&writer, offer.form.slug, &contacts)?);
        }
        "closing-report" => data.closing = Some(writer.closing(china_date(matter.row.registered_at))),
        "urgent-report" => {
            data.urgent_report = matter.record.urgent_reports.get(index).map(|r| writer.urgent_report(r));
            if data.committee.name.is_empty() {
                data.committee.name.clone_from(&names.desk);
            }
        }
        slug => {
            let record = &matter.record;
            let (out, letter) = (&record.letters, record.entrustment.as_ref());
            let from = if names.committee.is_empty() { &names.desk } else { &names.committee };
            let agreement = number(m, &matter.code.grouped(), n);
            data.letter = match slug {
                "entrusting-receipt" => letter.and_then(|letter| letters::receipt(out, letter, from)),
                "entrusting-result" => letter
                    .zip(out.reports.get(index))
                    .map(|(letter, report)| letters::result(report, letter, from, &agreement)),
                // What the centre cannot take, the desk hands on.
                "transfer-letter" => {
                    out.handovers.get(index).map(|handover| letters::transfer(handover, matter, &names.desk))
                }
                _ => None,
            };
            if slug == "mediation-certificate" {
                data.certificate = out.certificates.get(index).map(|one| letters::certificate(one, m, &agreement));
            }
        }
    }
    let data = Veil::of(&matter.parties, sight, today).over(data)?;
    Ok(Composed { data, parties: parties.iter().map(|p| p.no).collect(), no: offer.no })
}

/// The agreement carries the number of the file. What was accepted before numbers were drawn carries the matter's own code; a
/// second mediation of the same matter tells itself apart.
fn number(m: &Mediation, grouped: &str, n: u16) -> String {
    match &m.dossier_number {
        Some(number) => number.to_string(),
        None if n == 1 => grouped.to_owned(),
        None => format!("{grouped}-{n}"),
    }
}

/// The mediators at work on a day, or now; the one in charge first. Of a day before anybody was assigned (a meeting on the
/// spot, put on record afterwards) those who were assigned first: they held it.
fn mediators(m: &Mediation, on: Option<Date>) -> Vec<String> {
    let at_work = |from: Date, until: Option<Date>| match on {
        Some(day) => from <= day && until.is_none_or(|until| until >= day),
        None => until.is_none(),
    };
    let mut now: Vec<_> = m.mediators.iter().filter(|a| at_work(a.from, a.until)).collect();
    if on.is_some() && now.is_empty() {
        let first = m.mediators.iter().map(|a| a.from).min();
        now = m.mediators.iter().filter(|a| Some(a.from) == first).collect();
    }
    now.sort_by_key(|a| !a.lead);
    now.iter().map(|a| a.name.clone()).collect()
}

/// Writes the parts of the data.
pub(super) struct Writer<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) names: &'a Names,
    pub(super) today: Date,
    pub(super) number: String,
}

impl Writer<'_> {
    fn matter(&self) -> paper::Matter {
        let matter = self.scene.matter;
        let row = &matter.row;
        paper::Matter {
            code: matter.code.to_string(),
            code_grouped: matter.code.grouped(),
            title: row.title.clone(),
            kind_label: matter.kind.label().zh,
            source_label: matter.source.label().zh,
            occurred_on: row.occurred_on.as_deref().and_then(|d| d.parse().ok()),
            place: self.names.place.clone(),
            narrative: row.narrative.clone(),
            claims: matter.record.claims.clone(),
            registered_at: Some(to_the_second(row.registered_at)),
            registered_by: self.names.registered_by.clone(),
        }
    }

    fn acceptance(&self) -> Option<paper::Acceptance> {
        let Scene { matter, m, .. } = self.scene;
        let on = m.accepted_on?;
        let basis = match matter.source {
            Source::Application => paper::Basis::Application,
            Source::OwnInitiative => paper::Basis::OwnInitiative,
            _ => paper::Basis::Entrusted,
        };
        Some(paper::Acceptance {
            on: Some(on),
            basis,
            basis_label: matter.record.entrustment.as_ref().map(|e| e.body.clone()).unwrap_or_default(),
            accepted_by: m.accepted_by.clone().unwrap_or_default(),
        })
    }

    fn decline(&self) -> Option<paper::Decline> {
        let Scene { matter, m, .. } = self.scene;
        let Some(Ending::Declined { reason, note, route, on }) = &m.ending else { return None };
        Some(paper::Decline {
            applied_on: Some(china_date(matter.row.registered_at)),
            on: Some(*on),
            reason_label: reason.label().zh,
            reason_text: note.clone(),
            channels: vec![words::way(*route).to_owned()],
            copy_to: matter.record.entrustment.as_ref().map(|e| e.body.clone()).unwrap_or_default(),
            served: Vec::new(),
        })
    }

    fn notice_of_rights(&self) -> Option<paper::NoticeOfRights> {
        let notices = &self.scene.m.notices;
        let told = notices.iter().map(|notice| paper::Served {
            party: self.scene.matter.party_name(notice.party),
            how: notice.how.label().zh,
            on: Some(notice.on),
        });
        let last = notices.iter().map(|notice| notice.on).max();
        last.map(|on| paper::NoticeOfRights { on: Some(on), told: told.collect() })
    }

    /// None for a session with one party alone.
    fn session(&self, session: &Session) -> Option<paper::Session> {
        let SessionWith::Joint { parties, record, result } = &session.with else { return None };
        let matter = self.scene.matter;
        let there = matter.parties.iter().filter(|p| parties.contains(&p.no));
        Some(paper::Session {
            no: u32::from(session.no),
            form_label: session.place_kind.label().zh,
            place: session.place.clone(),
            started: Some(session.started),
            ended: session.ended,
            present: there.map(|p| signing_name(p, self.today)).collect(),
            others: session.others.clone(),
            matter_in_dispute: matter.kind.label().zh,
            record: record.clone(),
            result: result.clone(),
            recorder: String::new(),
            one_party_alone: false,
        })
    }

    fn agreement(&self, a: &Agreement) -> paper::Agreement {
        let matter = self.scene.matter;
        let facts: Vec<_> = matter.parties.iter().map(|p| party_facts(p, self.today)).collect();
        let by_hand = !a.draft.terms.is_empty();
        let mut story = a.draft.facts.trim().to_owned();
        if !a.draft.responsibility.trim().is_empty() && !story.is_empty() {
            story.push_str(&format!("\n各方责任：{}", a.draft.responsibility.trim()));
        }
        paper::Agreement {
            number: self.number.clone(),
            form: match a.form {
                AgreementForm::Written => paper::AgreementForm::Written,
                AgreementForm::Oral => paper::AgreementForm::Oral,
            },
            facts: story,
            issues: String::new(),
            terms: a.draft.terms(&facts),
            // Terms composed from the obligations say who, how and by when already; edited ones may not.
            obligations: match by_hand {
                true => a.draft.obligations.iter().map(|o| self.obligation(o)).collect(),
                false => Vec::new(),
            },
            performance: match by_hand {
                true => String::new(),
                false => "按照上述各项约定的方式和时限履行。".to_owned(),
            },
            copies: Some(matter.parties.len() as u32 + 1),
            signed_on: a.signatures.iter().map(|s| s.on).max(),
            effective_on: a.effective_on,
            signers: a.signatures.iter().map(|s| self.signer(s)).collect(),
            sealed_on: a.sealed_on,
        }
    }

    fn obligation(&self, o: &agreement::Obligation) -> paper::Obligation {
        let name = |no| self.scene.matter.party_name(no);
        let what = o.what.trim().trim_end_matches('。');
        paper::Obligation {
            who: name(o.debtor),
            what: match o.kind {
                ObligationKind::Pay => format!("支付{what}"),
                ObligationKind::Deliver => format!("交付{what}"),
                ObligationKind::Act => what.to_owned(),
                ObligationKind::Refrain => format!("不得{what}"),
                ObligationKind::Apologise => format!("赔礼道歉：{what}"),
            },
            amount: o.amount_fen.map(|fen| fen.to_string()).unwrap_or_default(),
            amount_words: o.amount_fen.map(|fen| fen.in_words()).unwrap_or_default(),
            to_whom: o.creditor.map(name).unwrap_or_default(),
            by_when: match &o.due {
                Due::By { on } => Some(*on),
                Due::AtOnce {} | Due::Instalments { .. } | Due::Lasting {} => None,
            },
            when: match &o.due {
                Due::Instalments { parts } => agreement::parts_in_words(parts),
                Due::AtOnce {} => "于签订本协议当日".to_owned(),
                Due::Lasting {} => "自本协议生效之日起".to_owned(),
                Due::By { .. } => String::new(),
            },
            how: o.how.trim().trim_end_matches('。').to_owned(),
        }
    }

    fn signer(&self, signature: &agreement::Signature) -> paper::Signer {
        let Scene { matter, m, .. } = self.scene;
        let (name, role_label) = match &signature.signer {
            Signer::Party { party } => {
                let side = matter.parties.iter().find(|p| p.no == *party).map(|p| p.side.label().zh);
                (matter.party_name(*party), side.unwrap_or_default())
            }
            Signer::Mediator { account } => {
                let name = m.mediators.iter().find(|a| a.account == *account).map(|a| a.name.clone());
                (name.unwrap_or_default(), "人民调解员".to_owned())
            }
        };
        let through = signature.by.trim();
        paper::Signer {
            name: if through.is_empty() || through == name { name } else { format!("{name}（{through}代签）") },
            role_label,
            how_label: signature.how.label().zh,
            on: Some(signature.on),
        }
    }

    fn termination(&self) -> Option<paper::Termination> {
        let Scene { matter, m, .. } = self.scene;
        let Some(Ending::Terminated { reason, note, remedies, told, on }) = &m.ending else { return None };
        let ways = remedies.iter().map(|route| words::way(*route)).chain(words::further_ways(matter.kind));
        Some(paper::Termination {
            started_on: m.accepted_on,
            ended_on: Some(*on),
            reason_label: reason.label().zh,
            reason_text: note.clone(),
            remedies: ways.map(str::to_owned).collect(),
            served: in_order(&matter.parties)
                .into_iter()
                .map(|p| paper::Served { party: p.name.clone(), how: told.label().zh, on: Some(*on) })
                .collect(),
        })
    }

    fn follow_up(&self, made: &FollowUpMade) -> paper::FollowUp {
        let follow_up = &made.follow_up;
        let (kept, satisfaction) = (follow_up.kept.label().zh, follow_up.satisfaction.label().zh);
        let note = follow_up.note.trim();
        let (performance, satisfaction, findings) = match note {
            "" => (String::new(), String::new(), format!("履行情况：{kept}；当事人意见：{satisfaction}。")),
            note => (format!("{kept}。"), format!("{satisfaction}。"), note.to_owned()),
        };
        let agreed = self.scene.m.state.is_agreed();
        paper::FollowUp {
            on: Some(follow_up.on),
            how_label: follow_up.how.label().zh,
            visited: vec![self.scene.matter.party_name(follow_up.party)],
            purpose: match agreed {
                true => "了解调解协议履行情况和当事人对调解的意见".to_owned(),
                false => "了解纠纷后续情况和当事人对调解的意见".to_owned(),
            },
            performance,
            satisfaction,
            findings,
            measures: String::new(),
            visited_by: vec![made.by_name.clone()],
        }
    }

    fn investigation(&self, i: &Investigation) -> paper::Investigation {
        let known = self.scene.matter.parties.iter().find(|p| p.name == i.asked.trim());
        paper::Investigation {
            no: u32::from(i.no),
            on: Some(i.on),
            place: i.place.clone(),
            others: i.others.clone(),
            asked: paper::PartyBlock {
                side_label: "被调查人".to_owned(),
                name: i.asked.trim().to_owned(),
                sex: known.and_then(|p| p.sex).map(|sex| sex.label().zh).unwrap_or_default(),
                occupation: known.map(|p| p.occupation.clone()).unwrap_or_default(),
                ..Default::default()
            },
            record: i.record.clone(),
            by: mediators(self.scene.m, Some(i.on)),
            recorder: String::new(),
        }
    }

    fn evidence(&self, e: &Evidence) -> paper::EvidenceItem {
        paper::EvidenceItem {
            no: u32::from(e.no),
            item: e.item.clone(),
            provided_by: match e.provided_by {
                Some(no) => self.scene.matter.party_name(no),
                None => self.names.committee.clone(),
            },
            on: Some(e.on),
            pages: if e.pages == 0 { String::new() } else { e.pages.to_string() },
            copy_label: e.copy.label().zh,
        }
    }

    fn fact(&self, f: &UndisputedFact) -> paper::UndisputedFact {
        paper::UndisputedFact {
            text: f.text.trim().to_owned(),
            on: Some(f.on),
            agreed_by: f.agreed_by.iter().map(|no| self.scene.matter.party_name(*no)).collect(),
        }
    }

    fn power_of_attorney(&self, p: &PartyKept, contacts: &Contacts<'_>) -> Result<paper::PowerOfAttorney> {
        let mut principal = block(p, contacts, self.today)?;
        let agents = std::mem::take(&mut principal.agents);
        let special = p.details.agents.iter().any(|a| a.authority == Authority::Special);
        Ok(paper::PowerOfAttorney {
            principal,
            authority_label: if special { Authority::Special } else { Authority::Ordinary }.label().zh,
            agents,
            special,
            on: None,
        })
    }

    fn closing(&self, received_on: Date) -> paper::ClosingReport {
        let Scene { m, .. } = self.scene;
        let (result, text) = match &m.ending {
            Some(Ending::Declined { reason, note, .. }) => (m.state.label().zh, sentence(&reason.label().zh, note)),
            Some(Ending::Terminated { reason, note, .. }) => (m.state.label().zh, sentence(&reason.label().zh, note)),
            Some(Ending::Referred { body, note, .. }) => (m.state.label().zh, sentence(&format!("移送{body}"), note)),
            Some(Ending::Unfulfilled { .. }) | None => ("调解成功".to_owned(), String::new()),
        };
        let agreed = m.agreement.as_ref().filter(|_| m.state.is_agreed());
        let facts: Vec<_> = self.scene.matter.parties.iter().map(|p| party_facts(p, self.today)).collect();
        paper::ClosingReport {
            on: Some(self.today),
            unit: if self.names.committee.is_empty() { &self.names.desk } else { &self.names.committee }.clone(),
            // Of a case that was never given to a mediator, who registered it.
            handlers: match m.mediators.is_empty() {
                true => vec![self.names.registered_by.clone()],
                false => mediators(m, m.ended_on),
            },
            received_on: Some(received_on),
            closed_on: m.ended_on,
            result_label: result,
            result_text: agreed.map(|a| a.draft.terms(&facts).join("\n")).unwrap_or(text),
            agreement_number: agreed.map(|_| self.number.clone()).unwrap_or_default(),
            performance: match &m.ending {
                Some(Ending::Unfulfilled { note, .. }) => sentence(&m.state.label().zh, note),
                _ if agreed.is_some() => format!("{}。", m.state.label().zh),
                _ => String::new(),
            },
        }
    }

    fn urgent_report(&self, made: &UrgentReportMade) -> paper::UrgentReport {
        let report = &made.report;
        let to: Vec<String> = report.to.iter().map(|to| to.label().zh).collect();
        let people: Vec<&str> = self.scene.matter.parties.iter().map(|p| p.name.as_str()).collect();
        paper::UrgentReport {
            to_whom: to.join("、"),
            reported_at: Some(to_the_second(made.at)),
            how_label: report.told_how.clone(),
            kind_label: report.ground.label().zh,
            occurred_at: None,
            place: self.names.place.clone(),
            facts: report.facts.clone(),
            people: people.join("、"),
            measures: report.measures.clone(),
            reported_by: made.by_name.clone(),
            phone: String::new(),
            receipt: None,
        }
    }
}

/// What is named, and the note to it.
fn sentence(named: &str, note: &str) -> String {
    match note.trim() {
        "" => format!("{named}。"),
        note => format!("{named}。{note}"),
    }
}

/// Civil time in China, to the second.
fn to_the_second(at: i64) -> DateTime {
    china_time(at - at.rem_euclid(1000))
}
