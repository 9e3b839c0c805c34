//! Letters to other bodies, and the certificate that a mediation took place: from what the matter's letters record.

use bandeng_core::entrusting::{Handover, LetterAnswer, Letters, MediationCertificate, ResultKind, ResultReport};
use bandeng_core::matters::Entrustment;
use bandeng_core::mediation::{AgreementForm, Mediation, State};
use bandeng_docgen as paper;

use crate::matters::case::Matter;

/// A letter in answer to one that came: who wrote it, under which number and when.
fn answering(letter: &Entrustment, from: &str) -> paper::Letter {
    paper::Letter {
        from: from.to_owned(),
        to: letter.body.clone(),
        case_number: letter.case_number.clone(),
        answers_number: letter.letter_number.clone(),
        answers_on: letter.received_on,
        received_on: letter.received_on,
        ..Default::default()
    }
}

/// 回执: taken, or sent back with the reason and the way that is open instead.
pub(super) fn receipt(letters: &Letters, letter: &Entrustment, from: &str) -> Option<paper::Letter> {
    let (on, decision_label, decision_reason) = match letters.answer.as_ref()? {
        LetterAnswer::Confirmed { on, note, .. } => (*on, "同意接收".to_owned(), note.clone()),
        LetterAnswer::SentBack { on, reason, note, route, .. } => {
            let parts = [reason.label().zh, note.trim().to_owned(), format!("建议途径\u{ff1a}{}", route.label().zh)];
            let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (*on, "不同意接收".to_owned(), said.join("\u{ff1b}"))
        }
    };
    Some(paper::Letter { on: Some(on), decision_label, decision_reason, ..answering(letter, from) })
}

/// 结果反馈函.
pub(super) fn result(report: &ResultReport, letter: &Entrustment, from: &str, agreement: &str) -> paper::Letter {
    let agreed = report.result.kind == ResultKind::Agreed;
    let words = report.result.words().zh;
    paper::Letter {
        number: report.number.clone(),
        on: Some(report.on),
        result_label: report.result.kind.label().zh,
        result_text: if report.note.trim().is_empty() { words } else { report.note.clone() },
        agreement_number: if agreed { agreement.to_owned() } else { String::new() },
        performance: if report.result.performed { "已全部履行".to_owned() } else { String::new() },
        ..answering(letter, from)
    }
}

/// 移送函.
pub(super) fn transfer(handover: &Handover, matter: &Matter, from: &str) -> paper::Letter {
    let consented: Vec<String> = handover.consented.iter().map(|no| matter.party_name(*no)).collect();
    paper::Letter {
        number: handover.number.clone(),
        from: from.to_owned(),
        to: handover.body.clone(),
        reason: handover.reason.clone(),
        consent: if consented.is_empty() { String::new() } else { format!("{}同意移送", consented.join("、")) },
        materials: handover.materials.clone(),
        deadline: handover.answer_by,
        contact: handover.contact.clone(),
        on: Some(handover.on),
        ..Default::default()
    }
}

/// 调解情况证明.
pub(super) fn certificate(one: &MediationCertificate, m: &Mediation, agreement: &str) -> paper::Certificate {
    let kept = m.agreement.as_ref().filter(|_| one.effective_on.is_some());
    let result_label = match kept.map(|agreement| agreement.form) {
        Some(AgreementForm::Written) => "达成书面调解协议",
        Some(AgreementForm::Oral) => "达成口头调解协议",
        None => "未达成调解协议",
    };
    let performance = match (one.performed, m.state, kept) {
        (true, ..) => "已全部履行",
        (false, _, None) => "",
        (false, State::Fulfilled, Some(_)) => "",
        (false, ..) if m.fulfilments.is_empty() => "尚未履行",
        (false, ..) => "部分履行",
    };
    paper::Certificate {
        number: one.number.clone(),
        to: one.to.clone(),
        accepted_on: m.accepted_on,
        ended_on: m.ended_on.filter(|on| *on <= one.on),
        result_label: result_label.to_owned(),
        agreement_number: kept.map(|_| agreement.to_owned()).unwrap_or_default(),
        effective_on: one.effective_on,
        performance_label: performance.to_owned(),
        performed_on: one.performed_on,
        on: Some(one.on),
        ..Default::default()
    }
}
