//! Which papers apply now, and what each waits for beside its fields.

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::{Date, Text};
use bandeng_core::matters::Source;
use bandeng_core::matters::record::Kept;
use bandeng_core::mediation::confirmation;
use bandeng_core::mediation::promises::{self, Line, PartStanding};
use bandeng_core::mediation::remedies::remedies;
use bandeng_core::mediation::{AgreementForm, Ending, Mediation, PerformanceRoute, SessionWith, State};
use bandeng_core::policy::Sight;
use bandeng_docgen::{FORMS, Form};

use crate::matters::case::Matter;
use crate::mediation::service::case_of;

/// A mediation, with its place among the proceedings of the matter.
pub(super) struct Scene<'a> {
    pub matter: &'a Matter,
    pub m: &'a Mediation,
    /// What belongs to the matter and not to one of its mediations is printed with this one: the last that came to an
    /// agreement, or the last.
    pub is_home: bool,
    pub sight: Sight,
    pub today: Date,
}

/// A paper that can be printed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub form: &'static Form,
    /// Which session, party, follow-up or report, where a form is printed for each.
    pub no: Option<u16>,
    /// There is more than one of them.
    pub several: bool,
}

/// Something a paper waits for that is no field of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub label: Text,
    pub field: String,
}

/// Everything that applies, in the order of the forms.
pub(super) fn offers(scene: &Scene<'_>) -> Vec<Offer> {
    FORMS
        .iter()
        .flat_map(|form| {
            let numbers = numbers(form, scene);
            let several = numbers.len() > 1;
            numbers.into_iter().map(move |no| Offer { form, no, several })
        })
        .collect()
}

/// For which sessions, parties, follow-ups or reports a form is printed; `None` alone where it is printed once, and nothing
/// where it does not apply.
fn numbers(form: &Form, scene: &Scene<'_>) -> Vec<Option<u16>> {
    let Scene { matter, m, .. } = scene;
    let once = |applies: bool| if applies { vec![None] } else { Vec::new() };
    let each = |count: usize| (1..=count as u16).map(Some).collect();
    match form.slug {
        "application" => once(matter.source == Source::Application),
        "acceptance-register" => once(m.accepted_on.is_some()),
        // It may be printed before it is given: that is how it is given.
        "notice-of-rights" => once(!m.state.is_ended() || !m.notices.is_empty()),
        "session-record" => {
            let joint: Vec<_> = joint_sessions(m).map(Some).collect();
            // One with each party alone has been held, or an agreement reached: the record is owed and not there.
            if joint.is_empty() { once(!m.sessions.is_empty()) } else { joint }
        }
        "agreement" => once(is_written(m)),
        "oral-agreement" => once(m.agreement.as_ref().is_some_and(|a| a.form == AgreementForm::Oral)),
        "follow-up" if scene.is_home => {
            let made = (1..).zip(&matter.record.follow_ups);
            made.filter(|(_, one)| one.follow_up.kept != Kept::Silent).map(|(no, _)| Some(no)).collect()
        }
        "termination-notice" => once(matches!(m.ending, Some(Ending::Terminated { .. }))),
        "decline-notice" => once(matches!(m.ending, Some(Ending::Declined { .. }))),
        "investigation-record" => each(m.investigations.len()),
        "evidence-list" => once(!m.evidence.is_empty()),
        "power-of-attorney" => {
            matter.parties.iter().filter(|p| !p.details.agents.is_empty()).map(|p| Some(p.no)).collect()
        }
        "confirmation-application" => once(in_effect(m) && may_confirm(scene)),
        "receipt" => each(m.fulfilments.len()),
        "service-address" => match in_effect(m) {
            true => matter.parties.iter().map(|p| Some(p.no)).collect(),
            false => Vec::new(),
        },
        "performance-reminder" => {
            let urgent = |line: &Line| line.is_late() || line.standing == PartStanding::DueToday;
            let lines = if in_effect(m) { promises::lines(m, scene.today) } else { Vec::new() };
            (1..).zip(&lines).filter(|(_, line)| urgent(line)).map(|(no, _)| Some(no)).collect()
        }
        "enforcement-application" => once(is_open(scene, PerformanceRoute::Enforce)),
        "payment-order-application" => once(is_open(scene, PerformanceRoute::PaymentOrder)),
        "complaint" => once(is_open(scene, PerformanceRoute::Sue)),
        "undisputed-facts" => once(!m.undisputed_facts.is_empty()),
        "closing-report" => once(m.state.is_ended()),
        "entrusting-receipt" if scene.is_home => {
            once(matter.record.entrustment.is_some() && matter.record.letters.answer.is_some())
        }
        "entrusting-result" if scene.is_home && matter.record.entrustment.is_some() => {
            each(matter.record.letters.reports.len())
        }
        "transfer-letter" if scene.is_home => each(matter.record.letters.handovers.len()),
        "mediation-certificate" if scene.is_home => each(matter.record.letters.certificates.len()),
        "urgent-report" if scene.is_home && scene.sight.urgent_reports => each(matter.record.urgent_reports.len()),
        _ => Vec::new(),
    }
}

fn in_effect(m: &Mediation) -> bool {
    m.agreement.as_ref().is_some_and(|a| a.effective_on.is_some())
}

/// It was applied for, or can be.
fn may_confirm(scene: &Scene<'_>) -> bool {
    let Scene { matter, m, today, .. } = *scene;
    !m.confirmations.is_empty()
        || confirmation::findings(m, &case_of(matter, today, Vec::new())).iter().all(|finding| !finding.bars)
}

/// The law gives this way now. Until when is not asked here: no calendar is needed.
fn is_open(scene: &Scene<'_>, route: PerformanceRoute) -> bool {
    let Scene { matter, m, today, .. } = *scene;
    let case = case_of(matter, today, Vec::new());
    remedies(m, &case, &matter.days, Calendar::official()).iter().any(|way| way.open && way.route == route)
}

/// Numbers of the sessions that have a record everybody may see.
pub(super) fn joint_sessions(m: &Mediation) -> impl Iterator<Item = u16> {
    m.sessions.iter().filter(|s| matches!(s.with, SessionWith::Joint { .. })).map(|s| s.no)
}

/// In force, being signed, or being drafted. A draft of a mediation that ended without it is no paper.
fn is_written(m: &Mediation) -> bool {
    let drafting = matches!(m.state, State::Mediating | State::Suspended | State::Signing);
    m.agreement.as_ref().is_some_and(|a| a.form == AgreementForm::Written && (drafting || a.effective_on.is_some()))
}

/// Part of the file of such a mediation in any case: one case, one file.
pub(super) fn is_required(form: &Form) -> bool {
    matches!(
        form.slug,
        "application"
            | "acceptance-register"
            | "notice-of-rights"
            | "session-record"
            | "agreement"
            | "oral-agreement"
            | "termination-notice"
            | "decline-notice"
    )
}

/// What a paper waits for that is no field of it: a guardian who signs, parties who agree on the text.
pub(super) fn waits(form: &Form, scene: &Scene<'_>, today: Date) -> Vec<Wait> {
    let mut out = Vec::new();
    let signed_by_parties = matches!(
        form.slug,
        "application" | "acceptance-register" | "notice-of-rights" | "session-record" | "agreement"
    );
    if signed_by_parties {
        let orphans = scene.matter.parties.iter().filter(|p| p.is_minor(today) && p.details.guardian.is_none());
        out.extend(orphans.map(|p| Wait {
            label: Text::new(format!("{}的监护人", p.name), format!("Guardian of {}", p.name)),
            field: format!("parties/{}/guardian", p.no),
        }));
    }
    if form.slug == "agreement" && matches!(scene.m.state, State::Mediating | State::Suspended) {
        out.push(Wait {
            label: Text::new("各方确认协议内容", "The parties' yes to the text"),
            field: "agreement".into(),
        });
    }
    out
}
