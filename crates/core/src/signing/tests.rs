use jiff::civil::date;

use super::*;
use crate::kernel::{Code, Refusal, clock::instant_of};
use crate::matters::Side;
use crate::mediation::PartyFacts;

fn party(no: PartyNo, side: Side, name: &str) -> PartyFacts {
    PartyFacts {
        no,
        side,
        name: name.to_owned(),
        minor: false,
        guardian: None,
        special_agents: Vec::new(),
        legal_representative: None,
        elected: false,
    }
}

fn two() -> Vec<PartyFacts> {
    vec![party(1, Side::Applicant, "李建设"), party(2, Side::Respondent, "吴大勇")]
}

fn paper() -> Paper {
    Paper {
        proceeding: 1,
        slug: "agreement".to_owned(),
        no: None,
        title: Text::new("人民调解协议书", "Written agreement"),
        number: String::new(),
        version: 1,
        mark: "7K3M-9QXV-02AB-CD1F".to_owned(),
        sha256: "00".repeat(32),
        pages: 2,
    }
}

const WORDING: &str = "w";

fn noon() -> Instant {
    instant_of(date(2026, 3, 2).at(12, 0, 0, 0))
}

fn asked(parties: &[PartyFacts], by: &[Asked]) -> Result<Request, Vec<Refusal>> {
    let must: Vec<PartyNo> = parties.iter().map(|p| p.no).collect();
    ask(1, paper(), Vec::new(), WORDING.to_owned(), (&must, by), parties, false, (noon(), "陈晓燕"))
}

/// A name of three strokes across a pad of 600 by 300.
fn name() -> Drawing {
    let stroke = |x: u32, y: u32| (0..8).map(|i| [x + i * 15, y + i * 4, i * 20]).collect();
    Drawing { width: 600, height: 300, strokes: vec![stroke(60, 80), stroke(200, 100), stroke(340, 60)] }
}

fn on_the_phone() -> Giving {
    Giving::Phone { drawing: name(), seen: Seen { seconds: 40, to_the_end: true, read_by: String::new() } }
}

fn give_at(request: &Request, party: PartyNo, giving: &Giving) -> Result<Request, Vec<Refusal>> {
    let standing = request.standing(Some(WORDING));
    give(request, standing, party, giving, &Hand::default(), (noon(), date(2026, 3, 2)))
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Vec<Refusal>>) -> Code {
    outcome.unwrap_err()[0].code
}

#[test]
fn two_sign_in_any_order_and_the_last_one_completes_it() {
    for order in [[1, 2], [2, 1]] {
        let request = asked(&two(), &[]).unwrap();
        let first = give_at(&request, order[0], &on_the_phone()).unwrap();
        assert_eq!((first.completed_at, first.standing(Some(WORDING))), (None, SigningState::Open));
        let last = give_at(&first, order[1], &on_the_phone()).unwrap();
        assert_eq!(last.completed_at, Some(noon()));
        // Complete stays complete, whatever is written afterwards.
        assert_eq!(last.standing(None), SigningState::Complete);
        assert_eq!(code(give_at(&last, order[0], &on_the_phone())), Code::SigningOver);
    }
}

#[test]
fn nobody_signs_twice_and_nobody_signs_who_was_not_asked() {
    let first = give_at(&asked(&two(), &[]).unwrap(), 1, &on_the_phone()).unwrap();
    assert_eq!(code(give_at(&first, 1, &on_the_phone())), Code::SignedBefore);
    assert_eq!(code(give_at(&first, 3, &on_the_phone())), Code::SignerUnknown);
}

#[test]
fn another_wording_voids_what_was_signed_before_the_last() {
    let first = give_at(&asked(&two(), &[]).unwrap(), 1, &on_the_phone()).unwrap();
    for wording in [Some("another"), None] {
        assert_eq!(first.standing(wording), SigningState::Changed);
        let late =
            give(&first, first.standing(wording), 2, &on_the_phone(), &Hand::default(), (noon(), date(2026, 3, 2)));
        assert_eq!(code(late), Code::SigningTextChanged);
    }
}

#[test]
fn a_signature_is_taken_back_until_the_last_one_is_there() {
    let request = asked(&two(), &[]).unwrap();
    let first = give_at(&request, 1, &on_the_phone()).unwrap();
    let open = first.standing(Some(WORDING));
    assert_eq!(code(take_back(&first, open, 2, "", noon())), Code::SignerUnknown);
    let back = take_back(&first, open, 1, "想再看看", noon()).unwrap();
    assert!(back.lines.iter().all(|line| line.given.is_none()));
    assert_eq!(back.taken_back[0].party, 1);
    let both = give_at(&give_at(&back, 2, &on_the_phone()).unwrap(), 1, &on_the_phone()).unwrap();
    assert_eq!(code(take_back(&both, both.standing(None), 1, "", noon())), Code::SigningOver);
}

#[test]
fn a_request_is_withdrawn_with_a_reason_until_it_is_complete() {
    let request = asked(&two(), &[]).unwrap();
    let open = SigningState::Open;
    assert_eq!(code(withdraw(&request, open, " ", (noon(), ""))), Code::ReasonNeeded);
    let gone = withdraw(&request, open, "写错了金额", (noon(), "陈晓燕")).unwrap();
    assert_eq!(gone.standing(Some(WORDING)), SigningState::Withdrawn);
    assert_eq!(code(give_at(&gone, 1, &on_the_phone())), Code::SigningOver);
}

#[test]
fn a_dot_is_no_signature_and_what_no_pad_sends_is_refused() {
    let drawn = |strokes: Vec<Vec<drawing::Point>>| Drawing { width: 600, height: 300, strokes };
    let dash = |from: u32, to: u32| (from..=to).step_by(2).map(|x| [x, 150, x]).collect::<Vec<_>>();
    for small in [
        drawn(vec![]),
        drawn(vec![vec![]]),
        drawn(vec![vec![[300, 150, 0]]]),
        drawn(vec![vec![[300, 150, 0]; 60]]),
        drawn((0..40).map(|i| vec![[i * 10, 150, i]]).collect()),
        drawn(vec![dash(300, 340)]),
    ] {
        assert_eq!(small.check("/drawing").unwrap_err().code, Code::SignatureTooSmall, "{small:?}");
    }
    for wrong in [
        drawn(vec![vec![[601, 10, 0]; 10]]),
        drawn(vec![vec![[1, 1, 0]]; 301]),
        drawn(vec![vec![[1, 1, 0]; 8_001]]),
        Drawing { width: 5, height: 5, strokes: vec![] },
        Drawing { width: u32::MAX, height: u32::MAX, strokes: vec![] },
    ] {
        assert_eq!(wrong.check("/drawing").unwrap_err().code, Code::OutOfRange);
    }
    name().check("/drawing").unwrap();
    let outcome =
        give_at(&asked(&two(), &[]).unwrap(), 1, &Giving::Desk { drawing: drawn(vec![]), seen: Seen::default() });
    assert_eq!(outcome.unwrap_err(), [Refusal::at(Code::SignatureTooSmall, "/drawing")]);
}

#[test]
fn a_drawing_becomes_a_picture_of_its_strokes() {
    let svg = name().svg();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert_eq!(svg.matches('M').count(), 3, "{svg}");
    assert!(!svg.contains("script") && !svg.contains("href"));
    assert_eq!(name().sha256().len(), 64);
    assert_ne!(name().sha256(), Drawing { width: 601, ..name() }.sha256());
}

#[test]
fn a_fingerprint_needs_who_saw_it_and_who_read_it_out_and_a_day_that_can_be() {
    let request = asked(&two(), &[]).unwrap();
    let print = |on, witness: &str, read_by: &str| Giving::Fingerprint {
        scan: 3,
        on,
        witness: witness.to_owned(),
        read_by: read_by.to_owned(),
    };
    let today = date(2026, 3, 2);
    let missing = give_at(&request, 1, &print(today, " ", "")).unwrap_err();
    assert_eq!(missing, [Refusal::at(Code::Required, "/witness"), Refusal::at(Code::Required, "/read_by")]);
    assert_eq!(code(give_at(&request, 1, &print(date(2026, 3, 3), "甲", "乙"))), Code::DateInFuture);
    assert_eq!(code(give_at(&request, 1, &Giving::Paper { scan: 3, on: date(2026, 3, 1) })), Code::DateTooEarly);
    let given = give_at(&request, 1, &print(today, "刘存善", "陈晓燕")).unwrap();
    let given = given.line(1).and_then(|line| line.given.clone()).unwrap();
    assert_eq!(
        (given.way.how(), given.scan, given.seen.read_by.as_str()),
        (SigningHow::Fingerprint, Some(3), "陈晓燕")
    );
}

#[test]
fn a_guardian_a_representative_or_an_agent_with_special_authority_signs_for_others() {
    let mut parties = two();
    parties[0].minor = true;
    assert_eq!(asked(&parties, &[]).unwrap_err()[0].code, Code::GuardianNeeded);
    parties[0].guardian = Some("李父".to_owned());
    parties[1].legal_representative = Some("钱广进".to_owned());
    parties[1].special_agents = vec!["孙律师".to_owned()];
    let request = asked(&parties, &[]).unwrap();
    let by: Vec<_> = request.lines.iter().map(|line| line.by.as_str()).collect();
    assert_eq!(by, ["李父", "钱广进"]);
    let agent = |by: &str| asked(&parties, &[Asked { party: 2, by: by.to_owned() }]);
    assert_eq!(agent("孙律师").unwrap().lines[1].by, "孙律师");
    assert_eq!(agent("路人").unwrap_err(), [Refusal::at(Code::SpecialAuthorityNeeded, "/signers/0/by")]);
    assert_eq!(
        asked(&parties, &[Asked { party: 9, by: String::new() }]).unwrap_err(),
        [Refusal::at(Code::SignerUnknown, "/signers/0/party")]
    );
}

#[test]
fn representatives_sign_for_a_side_and_an_applicant_signs_the_application_alone() {
    let mut parties: Vec<PartyFacts> = (1..=6).map(|n| party(n, Side::Applicant, "种植户")).collect();
    parties.push(party(7, Side::Respondent, "公司"));
    parties[1].elected = true;
    let m = crate::mediation::Mediation::open(None, date(2026, 3, 2));
    assert_eq!(signers("agreement", None, &m, &parties), [2, 7]);
    assert_eq!(signers("application", None, &m, &parties), [2]);
    assert_eq!(signers("service-address", Some(5), &m, &parties), [5]);
    assert_eq!(signers("session-record", Some(1), &m, &parties), Vec::<PartyNo>::new());
    assert_eq!(signers("closing-report", None, &m, &parties), Vec::<PartyNo>::new());
}

#[test]
fn a_telephone_is_known_by_its_kind_and_no_more() {
    let wechat = "Mozilla/5.0 (Linux; Android 13; V2148A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) \
                  Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47.2560(0x28002F50)";
    assert_eq!(device(wechat), "Android 13, WeChat 8");
    let iphone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1";
    assert_eq!(device(iphone), "iOS 17, Safari 17");
    assert_eq!(device("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120.0.0.0 Edg/120.0.0.0"), "Windows 10, Edge 120");
    assert_eq!(device("curl/8\u{1b}[31m"), "");
}
