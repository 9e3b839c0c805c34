//! Asking for signatures, giving them, taking them back.

use super::signers::signatories;
use super::{Drawing, Given, Line, Paper, Request, Seen, ShownLine, SigningState, SigningWay, TakenBack, Withdrawal};
use crate::kernel::{Code, Date, IdText, Instant, Refusal, refusal::Form};
use crate::matters::PartyNo;
use crate::mediation::PartyFacts;
use crate::residents::Door;
use crate::tagged_enum;

tagged_enum! { "way"
    /// A signature as it comes in.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Giving {
        /// With a finger on the signer's own telephone.
        Phone { drawing: Drawing, #[serde(default)] seen: Seen },
        /// With a finger or a pen on the desk's screen.
        Desk { drawing: Drawing, #[serde(default)] seen: Seen },
        /// On a printed copy that was scanned.
        Paper { scan: u16, on: Date },
        /// A fingerprint on a printed copy, where somebody cannot write: photographed, with who saw it and who read it out.
        Fingerprint { scan: u16, on: Date, witness: String, read_by: String },
    }
}

impl Giving {
    pub const fn way(&self) -> SigningWay {
        match self {
            Giving::Phone { .. } => SigningWay::Phone,
            Giving::Desk { .. } => SigningWay::Desk,
            Giving::Paper { .. } => SigningWay::Paper,
            Giving::Fingerprint { .. } => SigningWay::Fingerprint,
        }
    }

    /// The file it names.
    pub const fn scan(&self) -> Option<u16> {
        match self {
            Giving::Paper { scan, .. } | Giving::Fingerprint { scan, .. } => Some(*scan),
            Giving::Phone { .. } | Giving::Desk { .. } => None,
        }
    }
}

/// By whose hands a signature comes in.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// The member of staff who looked at who they are.
    pub checked_by: Option<IdText>,
    pub checked_by_name: String,
    /// By which door a party came in; none at the desk.
    pub door: Option<Door>,
    pub link: String,
    pub device: String,
}

/// Whom a paper is laid before, and who signs for each; left empty, the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub party: PartyNo,
    pub by: String,
}

/// Lays a paper before those who sign it. `must`: everybody whose signature the paper asks for.
///
/// # Errors
/// [`Code::PaperNotSigned`]; [`Code::SigningOpen`] where the same paper is being signed; who may not sign, at its place.
#[expect(clippy::too_many_arguments, reason = "a request is made of as many things, once")]
pub fn ask(
    no: u16,
    paper: Paper,
    text: Vec<ShownLine>,
    wording: String,
    (must, asked): (&[PartyNo], &[Asked]),
    parties: &[PartyFacts],
    open: bool,
    (at, by_name): (Instant, &str),
) -> Result<Request, Vec<Refusal>> {
    if must.is_empty() {
        return Err(vec![Refusal::at(Code::PaperNotSigned, "/slug")]);
    }
    if open {
        return Err(vec![Refusal::new(Code::SigningOpen)]);
    }
    let mut form = Form::default();
    let mut lines = Vec::with_capacity(must.len());
    for (i, one) in asked.iter().enumerate() {
        if !must.contains(&one.party) || asked[..i].iter().any(|before| before.party == one.party) {
            form.refuse(Code::SignerUnknown, format!("/signers/{i}/party"));
        }
    }
    for no in must {
        let Some(facts) = parties.iter().find(|p| p.no == *no) else {
            form.refuse(Code::PartyUnknown, "/signers");
            continue;
        };
        let place = asked.iter().position(|one| one.party == *no);
        let at = place.map_or("/signers".to_owned(), |i| format!("/signers/{i}/by"));
        let usual = signatories(facts);
        let by = match place.map(|i| asked[i].by.trim()) {
            Some(by) if !by.is_empty() => by.to_owned(),
            _ => match usual.first() {
                Some(first) => first.clone(),
                None => {
                    form.refuse_with(Refusal::at(Code::GuardianNeeded, format!("parties/{no}/guardian")));
                    continue;
                }
            },
        };
        if let Some(code) = facts.refuses_signature_of(&by) {
            form.refuse(code, at);
        }
        lines.push(Line { party: *no, by, given: None });
    }
    form.finish()?;
    Ok(Request {
        no,
        paper,
        text,
        wording,
        lines,
        asked_at: at,
        asked_by_name: by_name.to_owned(),
        taken_back: Vec::new(),
        withdrawn: None,
        completed_at: None,
    })
}

fn require_open(standing: SigningState) -> Result<(), Vec<Refusal>> {
    match standing {
        SigningState::Open => Ok(()),
        SigningState::Changed => Err(vec![Refusal::new(Code::SigningTextChanged)]),
        SigningState::Withdrawn | SigningState::Complete => Err(vec![Refusal::new(Code::SigningOver)]),
    }
}

/// Puts a signature in. Nothing is half signed: what is refused changes nothing.
///
/// # Errors
/// [`Code::SigningTextChanged`], [`Code::SigningOver`]; [`Code::SignerUnknown`]; [`Code::SignedBefore`]; the faults of the
/// signature itself.
pub fn give(
    request: &Request,
    standing: SigningState,
    party: PartyNo,
    giving: &Giving,
    hand: &Hand,
    (now, today): (Instant, Date),
) -> Result<Request, Vec<Refusal>> {
    may_sign(request, standing, party)?;
    let mut next = request.clone();
    let Some(line) = next.lines.iter_mut().find(|line| line.party == party) else {
        return Err(vec![Refusal::at(Code::SignerUnknown, "/party")]);
    };
    let mut form = Form::default();
    let mut given = Given {
        way: giving.way(),
        at: now,
        on: today,
        drawing: None,
        scan: giving.scan(),
        seen: Seen::default(),
        witness: String::new(),
        checked_by: hand.checked_by,
        checked_by_name: hand.checked_by_name.clone(),
        door: hand.door,
        link: hand.link.clone(),
        device: hand.device.clone(),
    };
    match giving {
        Giving::Phone { drawing, seen } | Giving::Desk { drawing, seen } => {
            form.check(drawing.check("/drawing"), "/drawing");
            form.optional_text(&seen.read_by, 60, "/seen/read_by");
            given.drawing = Some(drawing.clone());
            given.seen = Seen { read_by: seen.read_by.trim().to_owned(), ..seen.clone() };
        }
        Giving::Paper { on, .. } => given.on = signed_on(&mut form, *on, request, today),
        Giving::Fingerprint { on, witness, read_by, .. } => {
            given.on = signed_on(&mut form, *on, request, today);
            form.text(witness, 60, "/witness");
            form.text(read_by, 60, "/read_by");
            given.witness = witness.trim().to_owned();
            given.seen = Seen { seconds: 0, to_the_end: true, read_by: read_by.trim().to_owned() };
        }
    }
    form.finish()?;
    line.given = Some(given);
    if next.is_signed_by_all() {
        next.completed_at = Some(now);
    }
    Ok(next)
}

/// A copy is signed on a day between its printing and today.
fn signed_on(form: &mut Form, on: Date, request: &Request, today: Date) -> Date {
    if on > today {
        form.refuse(Code::DateInFuture, "/on");
    } else if on < crate::kernel::china_date(request.asked_at) {
        form.refuse(Code::DateTooEarly, "/on");
    }
    on
}

/// Whether a party can be asked now to sign on their own telephone.
///
/// # Errors
/// [`Code::SigningTextChanged`], [`Code::SigningOver`]; [`Code::SignerUnknown`]; [`Code::SignedBefore`].
pub fn may_sign(request: &Request, standing: SigningState, party: PartyNo) -> Result<(), Vec<Refusal>> {
    require_open(standing)?;
    match request.line(party) {
        None => Err(vec![Refusal::at(Code::SignerUnknown, "/party")]),
        Some(line) if line.given.is_some() => Err(vec![Refusal::new(Code::SignedBefore)]),
        Some(_) => Ok(()),
    }
}

/// Takes a signature back, before the last one is there.
///
/// # Errors
/// [`Code::SigningOver`]; [`Code::SignerUnknown`] where there is none to take back.
pub fn take_back(
    request: &Request,
    standing: SigningState,
    party: PartyNo,
    reason: &str,
    now: Instant,
) -> Result<Request, Vec<Refusal>> {
    require_open(standing)?;
    let mut form = Form::default();
    form.optional_text(reason, 500, "/reason");
    form.finish()?;
    let mut next = request.clone();
    let line = next.lines.iter_mut().find(|line| line.party == party && line.given.is_some());
    let Some(line) = line else { return Err(vec![Refusal::at(Code::SignerUnknown, "/party")]) };
    line.given = None;
    next.taken_back.push(TakenBack { party, at: now, reason: reason.trim().to_owned() });
    Ok(next)
}

/// Withdraws a request whose last signature is not there, also one whose wording has changed.
///
/// # Errors
/// [`Code::SigningOver`], [`Code::ReasonNeeded`].
pub fn withdraw(
    request: &Request,
    standing: SigningState,
    reason: &str,
    (now, by_name): (Instant, &str),
) -> Result<Request, Vec<Refusal>> {
    if matches!(standing, SigningState::Withdrawn | SigningState::Complete) {
        return Err(vec![Refusal::new(Code::SigningOver)]);
    }
    let mut form = Form::default();
    if reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/reason");
    }
    form.optional_text(reason, 500, "/reason");
    form.finish()?;
    let withdrawal = Withdrawal { at: now, by_name: by_name.to_owned(), reason: reason.trim().to_owned() };
    Ok(Request { withdrawn: Some(withdrawal), ..request.clone() })
}
