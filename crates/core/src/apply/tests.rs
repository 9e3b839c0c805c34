use jiff::civil::date;

use super::form::{Applicant, Application, Hand, Opponent};
use super::*;
use crate::kernel::Code;
use crate::matters::party::{Guardian, PartyKind};

fn every() -> impl Iterator<Item = Answers> {
    Trouble::ALL.iter().flat_map(|&trouble| {
        Danger::ALL.iter().flat_map(move |&danger| {
            Handled::ALL.iter().flat_map(move |&handled| {
                [(false, false), (false, true), (true, false), (true, true)].map(move |(refused, no_lawyer)| Answers {
                    trouble,
                    danger,
                    handled,
                    refused,
                    no_lawyer,
                })
            })
        })
    })
}

const fn of(trouble: Trouble) -> Answers {
    Answers { trouble, danger: Danger::No, handled: Handled::Nobody, refused: false, no_lawyer: false }
}

#[test]
fn danger_comes_before_everything_else() {
    for answers in every().filter(|a| a.danger.is_now()) {
        let advice = advise(&answers);
        assert_eq!((advice.way, advice.may_apply), (Way::Police, false), "{answers:?}");
        let first: Vec<&str> = advice.first.iter().map(|h| h.number.as_str()).collect();
        let wanted: &[&str] = match answers.danger {
            Danger::Life => &["120", "110", "119"],
            Danger::Child => &["110", "120"],
            _ => &["110", "120", "119"],
        };
        assert_eq!(first, wanted, "{answers:?}");
    }
}

#[test]
fn what_another_body_has_taken_is_never_offered_for_mediation() {
    for answers in every().filter(|a| a.handled != Handled::Nobody) {
        let advice = advise(&answers);
        assert!(advice.way != Way::Mediation && !advice.may_apply, "{answers:?}");
    }
}

#[test]
fn nobody_is_mediated_against_the_others_clear_no_and_everybody_is_told_why() {
    for answers in every() {
        let advice = advise(&answers);
        assert!(!(answers.refused && advice.way == Way::Mediation), "{answers:?}");
        for text in [&advice.reason, &advice.law].into_iter().chain(&advice.know).chain(&advice.bring) {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{answers:?}");
        }
        // Limitation is said to be interrupted only where applying here does it.
        let told = advice.know.iter().any(|t| t.zh.contains("诉讼时效"));
        assert!(!told || advice.may_apply, "{answers:?}");
    }
}

#[test]
fn each_way_is_reached_by_whom_it_is_for() {
    let way = |answers| advise(&answers).way;
    assert_eq!(way(of(Trouble::Wages)), Way::Mediation);
    assert_eq!(way(Answers { refused: true, ..of(Trouble::Wages) }), Way::Arbitration);
    assert_eq!(way(Answers { refused: true, ..of(Trouble::Land) }), Way::Arbitration);
    assert_eq!(way(Answers { refused: true, ..of(Trouble::Money) }), Way::Court);
    assert_eq!(way(Answers { no_lawyer: true, ..of(Trouble::Wages) }), Way::LegalAid);
    assert_eq!(way(Answers { no_lawyer: true, ..of(Trouble::Shopping) }), Way::Mediation, "not among what is aided");
    assert_eq!(way(of(Trouble::Office)), Way::Other);
    assert_eq!(way(Answers { handled: Handled::Court, ..of(Trouble::Money) }), Way::Court);
    let told = |trouble, word: &str| advise(&of(trouble)).know.iter().any(|t| t.zh.contains(word));
    assert!(told(Trouble::Wages, "一年内") && told(Trouble::Office, "六十天") && told(Trouble::Land, "两年内"));
    assert!(!told(Trouble::Neighbours, "一年内"));
}

#[test]
fn all_chinese_is_set_in_chinese_punctuation() {
    let wrong = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
        chars.windows(2).any(|w| (han(&w[0]) && ",:;?!(".contains(w[1])) || (",:;?!)".contains(w[0]) && han(&w[1])))
    };
    for answers in every() {
        let advice = advise(&answers);
        for text in [&advice.reason, &advice.law].into_iter().chain(&advice.know).chain(&advice.bring) {
            assert!(!wrong(&text.zh), "{}", text.zh);
        }
    }
}

fn application() -> Application {
    Application {
        answers: of(Trouble::Wages),
        area: "620602130".into(),
        narrative: "在工地干了三个月，没有给钱。".into(),
        claim: "要回工钱".into(),
        amount_fen: None,
        occurred_on: None,
        me: Applicant { name: "马志强".into(), phone: "138 0000 0003".into(), ..Applicant::default() },
        other: Opponent { kind: PartyKind::Legal, name: "某建筑公司".into(), phone: String::new() },
        notice: Some(0),
        agreed: true,
        by_guardian: false,
        digits: "123456".into(),
    }
}

#[test]
fn an_application_becomes_what_a_clerk_would_have_filled_in() {
    let today = date(2026, 3, 2);
    let intake = application().intake(today, Hand::Own).unwrap();
    let checked = intake.check(today).unwrap();
    assert_eq!((checked.kind, checked.source), (DisputeKind::MigrantWages, crate::matters::Source::Application));
    assert_eq!(checked.channel, crate::matters::Channel::Online);
    assert!(intake.concerns.is_empty() && intake.parties.len() == 2);
    // Violence at home seals it by itself.
    let at_home = Application { answers: Answers { danger: Danger::AtHome, ..of(Trouble::Family) }, ..application() };
    assert!(at_home.intake(today, Hand::Own).unwrap().seals_itself().is_some());
}

#[test]
fn every_fault_of_an_application_is_told_at_its_field() {
    let today = date(2026, 3, 2);
    let faults = |application: Application| -> Vec<(Code, String)> {
        let faults = application.intake(today, Hand::Own).unwrap_err();
        faults.into_iter().map(|f| (f.code, f.pointer.unwrap_or_default().to_string())).collect()
    };
    let bad = Application {
        narrative: "  ".into(),
        claim: String::new(),
        me: Applicant { name: String::new(), phone: "0935-6123456".into(), ..Applicant::default() },
        other: Opponent { kind: PartyKind::Natural, name: String::new(), phone: "没有".into() },
        occurred_on: Some(date(2027, 3, 2)),
        agreed: false,
        ..application()
    };
    let found = faults(bad);
    for (code, at) in [
        (Code::Required, "/narrative"),
        (Code::Required, "/claim"),
        (Code::Required, "/me/name"),
        (Code::NotMobile, "/me/phone"),
        (Code::Required, "/other/name"),
        (Code::PhoneMalformed, "/other/phone"),
        (Code::DateInFuture, "/occurred_on"),
        (Code::Required, "/agreed"),
    ] {
        assert!(found.contains(&(code, at.to_owned())), "{at}: {found:?}");
    }
    assert_eq!(faults(Application { notice: None, ..application() })[0].1, "/agreed");
    // A minor does not apply alone.
    let minor = |guardian| Application {
        me: Applicant { born_on: Some(date(2012, 5, 1)), guardian, ..application().me },
        ..application()
    };
    assert!(faults(minor(None)).iter().any(|(_, at)| at == "/me/guardian/name"));
    let guardian = Guardian { name: "马大山".into(), relation: "父亲".into(), phone: "13800000004".into() };
    // Under 14 the guardian agrees for the child (PIPL art. 31); from then on the child itself may.
    let under_14 = minor(Some(guardian.clone()));
    assert_eq!(faults(under_14.clone()), [(Code::GuardianMustConsent, "/by_guardian".to_owned())]);
    assert!(Application { by_guardian: true, ..under_14 }.intake(today, Hand::Own).is_ok());
    let mut older = minor(Some(guardian));
    older.me.born_on = Some(date(2011, 5, 1));
    assert!(older.intake(today, Hand::Own).is_ok());
}

#[test]
fn who_is_helped_needs_no_telephone() {
    let today = date(2026, 3, 2);
    let without =
        |phone: &str| Application { me: Applicant { phone: phone.into(), ..application().me }, ..application() };
    for phone in ["", "0935-6123456"] {
        assert!(without(phone).intake(today, Hand::Own).is_err());
        let intake = without(phone).intake(today, Hand::Helper).unwrap();
        assert_eq!(intake.check(today).unwrap().channel, crate::matters::Channel::Visit);
    }
    assert!(without("没有").intake(today, Hand::Helper).is_err());
}
