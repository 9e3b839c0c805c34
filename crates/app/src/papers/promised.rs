//! Papers about a promise: the application for confirmation, receipts, reminders, and what a creditor asks a court for.

use bandeng_core::kernel::{Date, Fen, day_zh};
use bandeng_core::matters::{PartyKind, PartyNo};
use bandeng_core::mediation::confirmation::{confirmed, papers};
use bandeng_core::mediation::promises::{self, Line};
use bandeng_core::mediation::speakers;
use bandeng_docgen as paper;
use bandeng_store::Result;

use super::data::Writer;
use super::people::{Contacts, block};
use crate::matters::case::PartyKept;
use crate::mediation::service::case_of;

/// A party as a court asks for it. Numbers of identity documents are not kept; people write theirs in.
fn court_party(p: &PartyKept, label: &str, contacts: &Contacts<'_>, today: Date) -> Result<paper::CourtParty> {
    Ok(paper::CourtParty {
        party: paper::PartyBlock { side_label: label.to_owned(), ..block(p, contacts, today)? },
        born_on: p.born_on.filter(|_| contacts.shown),
        id_number: match p.kind {
            PartyKind::Natural => String::new(),
            _ => p.details.credit_code.clone(),
        },
    })
}

/// The joint application (form D10): as it was made, or as it would be made by those who speak for their sides.
pub(super) fn confirmation(writer: &Writer<'_>, contacts: &Contacts<'_>) -> Result<paper::Confirmation> {
    let (matter, m, today) = (writer.scene.matter, writer.scene.m, writer.today);
    let case = case_of(matter, today, Vec::new());
    let made = m.confirmations.last();
    let applicants: Vec<PartyNo> = match made {
        Some(made) => made.applicants.clone(),
        None => speakers(&case.parties).iter().map(|p| p.no).collect(),
    };
    let parties = matter.parties.iter().filter(|p| applicants.contains(&p.no));
    let agreement = m.agreement.as_ref();
    Ok(paper::Confirmation {
        court: made.map_or_else(|| writer.names.court.clone(), |made| made.court.clone()),
        applicants: parties.map(|p| court_party(p, "申请人", contacts, today)).collect::<Result<_>>()?,
        agreement_number: writer.number.clone(),
        agreed_on: agreement.and_then(|a| a.signatures.iter().map(|s| s.on).max().or(a.effective_on)),
        effective_on: agreement.and_then(|a| a.effective_on),
        requests: Vec::new(),
        facts: String::new(),
        attachments: papers(m, &case).into_iter().skip(1).map(|paper| paper.what.zh).collect(),
        on: made.map(|made| made.applied_on),
    })
}

/// A receipt (form D19) of one payment or deed, by its place in the record.
pub(super) fn proof(writer: &Writer<'_>, index: usize) -> Option<paper::ProofOfPerformance> {
    let (matter, m) = (writer.scene.matter, writer.scene.m);
    let done = m.fulfilments.get(index)?;
    let promise = m.agreement.as_ref()?.draft.obligations.iter().find(|o| o.no == done.obligation)?;
    // What had been paid by then, this one included: which instalments it touched.
    let by_then: Fen =
        m.fulfilments[..=index].iter().filter(|f| f.obligation == promise.no).filter_map(|f| f.paid_fen).sum();
    let before = Fen(by_then.0 - done.paid_fen.unwrap_or_default().0);
    let (mut sum, mut touched) = (Fen(0), Vec::new());
    let parts = promises::parts(m, promise);
    for (no, (_, amount)) in (1..).zip(&parts) {
        let from = sum;
        sum = sum + amount.unwrap_or_default();
        if from < by_then && before < sum {
            touched.push(format!("第{no}期"));
        }
    }
    let left = promise.amount_fen.map(|all| Fen(all.0 - by_then.0)).filter(|left| left.0 > 0);
    Some(paper::ProofOfPerformance {
        no: index as u32 + 1,
        agreement_number: writer.number.clone(),
        payer: matter.party_name(promise.debtor),
        payee: promise.creditor.map(|no| matter.party_name(no)).unwrap_or_default(),
        what: promise.what.trim().trim_end_matches('。').to_owned(),
        amount: done.paid_fen.map(|fen| fen.to_string()).unwrap_or_default(),
        amount_words: done.paid_fen.map(|fen| fen.in_words()).unwrap_or_default(),
        on: Some(done.on),
        how_label: done.how.label().zh,
        instalment: match parts.len() {
            0 | 1 => String::new(),
            of => format!("{}（共{of}期）", touched.join("、")),
        },
        remaining: left.map(|left| format!("{left}元")).unwrap_or_default(),
        note: done.note.clone(),
    })
}

/// A party's address for service (form D15).
pub(super) fn service_address(p: &PartyKept, contacts: &Contacts<'_>) -> Result<paper::ServiceAddress> {
    let block = block(p, contacts, Date::MIN)?;
    Ok(paper::ServiceAddress {
        party: p.name.clone(),
        side_label: p.side.label().zh,
        address: block.address,
        phone: block.phone,
        electronic: contacts.email(&p.details.email)?,
        electronic_agreed: p.details.electronic_service,
        ..Default::default()
    })
}

/// What to say to a debtor, by the line of the ledger.
pub(super) fn reminder(writer: &Writer<'_>, index: usize) -> Option<paper::Reminder> {
    let (matter, m, today) = (writer.scene.matter, writer.scene.m, writer.today);
    let line = promises::lines(m, today).into_iter().nth(index)?;
    let case = case_of(matter, today, Vec::new());
    let to = matter.party_name(line.debtor);
    let text = promises::reminder(m, &line, &case.parties).zh;
    let said = text.strip_prefix(&format!("{to}：")).unwrap_or(&text).to_owned();
    Some(paper::Reminder { to, text: said, on: Some(today) })
}

/// Enforcement, a payment order or a suit: what is late, owed by whom to whom, and how it came about.
pub(super) fn court_request(writer: &Writer<'_>, slug: &str, contacts: &Contacts<'_>) -> Result<paper::CourtRequest> {
    let (matter, m, today) = (writer.scene.matter, writer.scene.m, writer.today);
    let late: Vec<Line> = promises::lines(m, today).into_iter().filter(Line::is_late).collect();
    let (asks, owes) = match slug {
        "enforcement-application" => ("申请执行人", "被执行人"),
        "complaint" => ("原告", "被告"),
        _ => ("申请人", "被申请人"),
    };
    let of = |label: &str, wanted: &dyn Fn(&Line) -> Option<PartyNo>| -> Result<Vec<paper::CourtParty>> {
        let parties = matter.parties.iter().filter(|p| late.iter().any(|line| wanted(line) == Some(p.no)));
        parties.map(|p| court_party(p, label, contacts, today)).collect()
    };
    let owed = |line: &Line| match line.outstanding {
        Some(open) => format!("{}款项人民币{open}元（大写：{}）", line.called().zh, open.in_words()),
        None => format!("{}：{}", line.called().zh, line.what.trim()),
    };
    let ruling = confirmed(m).and_then(|c| c.ruling.as_ref().map(|ruling| (c, ruling)));
    let requests = late.iter().map(|line| match (slug, line.outstanding) {
        ("enforcement-application", Some(_)) => format!("强制执行{owes}给付{}", owed(line)),
        ("enforcement-application", None) => format!("强制执行{owes}履行{}", owed(line)),
        ("complaint", None) => format!("判令{owes}履行{}", owed(line)),
        ("complaint", Some(_)) => format!("判令{owes}给付{}", owed(line)),
        _ => format!("向{owes}发出支付令，督促其给付{}", owed(line)),
    });
    let effective = m.agreement.as_ref().and_then(|a| a.effective_on);
    let day = |on: Option<Date>| on.map(day_zh).unwrap_or_default();
    let mut facts = vec![format!(
        "{asks}与{owes}因{}，经{}主持调解自愿达成调解协议（编号：{}），协议自{}起生效。",
        matter.kind.label().zh,
        writer.names.committee,
        writer.number,
        day(effective),
    )];
    if let Some((application, ruling)) = ruling {
        facts.push(format!(
            "{}于{}作出{}民事裁定，确认该调解协议有效。",
            application.court,
            day_zh(ruling.on),
            ruling.number
        ));
    }
    for line in &late {
        let urged = line.urged_on.map(|on| format!("，{}经督促仍未履行", day_zh(on))).unwrap_or_default();
        let paid = if line.paid.0 > 0 { format!("，已付{}元", line.paid) } else { String::new() };
        facts.push(format!(
            "协议{}（{}）应于{}前履行{paid}，至今逾期{}日{urged}。",
            line.called().zh,
            line.what.trim(),
            day(line.due),
            line.days_late
        ));
    }
    facts.push(
        match slug {
            "enforcement-application" => "根据《中华人民共和国民事诉讼法》第二百零六条的规定，申请强制执行。",
            "complaint" => "根据《中华人民共和国人民调解法》第三十二条的规定，提起诉讼。",
            _ => "双方没有其他债务纠纷，支付令能够送达被申请人。根据《中华人民共和国民事诉讼法》第二百二十五条的规定，申请支付令。",
        }
        .to_owned(),
    );
    let mut attachments = vec!["人民调解协议书".to_owned()];
    if ruling.is_some() {
        attachments.insert(0, "民事裁定书".to_owned());
    }
    if !m.fulfilments.is_empty() {
        attachments.push("已经履行部分的收条、转账凭证".to_owned());
    }
    attachments.push(format!("{asks}身份证明"));
    Ok(paper::CourtRequest {
        court: ruling.map(|(application, _)| application.court.clone()).unwrap_or_default(),
        applicants: of(asks, &|line| line.creditor)?,
        respondents: of(owes, &|line| Some(line.debtor))?,
        requests: requests.collect(),
        facts: facts.join("\n"),
        attachments,
        on: Some(today),
    })
}
