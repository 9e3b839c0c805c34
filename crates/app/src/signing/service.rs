//! Laying papers before signers and taking what they give.

use bandeng_core::kernel::{Code, IdText, MatterCode, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::days::Counting;
use bandeng_core::mediation::{Mediation, Move, MoveKind, NoticeHow, PartyFacts, Signer, moves};
use bandeng_core::messages::MessageKind;
use bandeng_core::policy::{Action, Actor};
use bandeng_core::signing::{self, Asked, Giving, Hand, Paper, Request, ShownLine, SigningEvent, SigningState};
use bandeng_store::{Ctx, Result, Uow};
use serde::Deserialize;
use utoipa::ToSchema;

use super::query;
use super::view::{self, MyPaper, MySigning, PaperToSign, SignablePaper, Signings};
use crate::attachments::service as attachments;
use crate::http::App;
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;
use crate::mediation::service::{self as mediation, party_facts};
use crate::messages::service as messages;
use crate::papers::issue::Issued;
use crate::papers::service::{self as papers, Which};
use crate::residents::links::PartyLink;

/// A paper to be laid before those who sign it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SignatureRequest {
    /// The version of the matter its asker has seen.
    pub version: i64,
    /// Of which mediation.
    pub mediation: u16,
    /// Which paper, as the list names it.
    pub slug: String,
    /// Which session or party, where there are several.
    #[serde(default)]
    pub no: Option<u16>,
    /// Who signs for a party, where it is not the usual one.
    #[serde(default)]
    pub signers: Vec<SignerChoice>,
}

/// Who signs for a party.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SignerChoice {
    pub party: PartyNo,
    /// Guardian, representative or agent; empty: the usual one.
    #[serde(default)]
    pub by: String,
}

fn facts(app: &App, matter: &Matter) -> Vec<PartyFacts> {
    matter.parties.iter().map(|p| party_facts(p, app.db.today())).collect()
}

fn which(paper: &Paper) -> Which<'_> {
    Which { n: paper.proceeding, slug: &paper.slug, no: paper.no }
}

async fn standing(app: &App, matter: &Matter, request: &Request) -> Result<SigningState> {
    if request.completed_at.is_some() || request.withdrawn.is_some() {
        return Ok(request.standing(None));
    }
    let wording = papers::wording(app, matter, which(&request.paper)).await?;
    Ok(request.standing(wording.as_deref()))
}

/// Everything about signatures of a matter.
pub(super) async fn list(app: &App, actor: &Actor, matter: &Matter) -> Result<Signings> {
    let requests = query::list(app.db.reader(), &matter.key).await?;
    let mut items = Vec::with_capacity(requests.len());
    for request in requests.iter().rev() {
        let state = standing(app, matter, request).await?;
        items.push(view::signing(matter.code.as_str(), request, state));
    }
    let may_collect = actor.may(Action::SignatureCollect, &matter.facts);
    let papers = if may_collect { signable(app, actor, matter, &items).await? } else { Vec::new() };
    Ok(Signings { items, papers, may_collect })
}

/// The papers of the latest mediation that the parties sign and that are not being signed or signed already.
async fn signable(
    app: &App,
    actor: &Actor,
    matter: &Matter,
    items: &[view::SigningView],
) -> Result<Vec<SignablePaper>> {
    let rows = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    let Some(row) = rows.last() else { return Ok(Vec::new()) };
    let (n, m) = (row.n as u16, row.body.read::<Mediation>()?);
    let facts = facts(app, matter);
    let mut out = Vec::new();
    for paper in papers::list(app, actor, matter, n).await? {
        let signers = signing::signers(&paper.slug, paper.no, &m, &facts);
        let taken = items.iter().any(|item| {
            (item.paper.proceeding, &item.paper.slug, item.paper.no) == (n, &paper.slug, paper.no)
                && matches!(item.state, SigningState::Open | SigningState::Complete)
        });
        let waits = paper.slug == "agreement" && moves::target(m.state, MoveKind::Sign).is_none();
        if signers.is_empty() || taken || waits {
            continue;
        }
        out.push(SignablePaper {
            slug: paper.slug,
            no: paper.no,
            title: paper.title,
            ready: paper.ready,
            signers: facts.iter().filter(|f| signers.contains(&f.no)).map(view::signatory).collect(),
        });
    }
    Ok(out)
}

/// Lays a paper before those who sign it: it is issued, and from here on it is this version that is signed.
pub(super) async fn ask(app: &App, ctx: &Ctx, code: &MatterCode, asked: SignatureRequest) -> Result<(u16, i64)> {
    let matter = case::read(app.db.reader(), code, app.db.now()).await?;
    matter.require(&ctx.actor, Action::SignatureCollect)?;
    let rows = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    let row = rows.iter().find(|row| row.n == i32::from(asked.mediation)).ok_or(Refusal::new(Code::NotFound))?;
    let m = row.body.read::<Mediation>()?;
    // What is signed takes effect by it: an agreement is signed once all have agreed on its text.
    if asked.slug == "agreement" && moves::target(m.state, MoveKind::Sign).is_none() {
        return Err(Refusal::at(Code::IllegalMove, "/slug").into());
    }
    let facts = facts(app, &matter);
    if signing::signers(&asked.slug, asked.no, &m, &facts).is_empty() {
        return Err(Refusal::at(Code::PaperNotSigned, "/slug").into());
    }
    let wanted = Which { n: asked.mediation, slug: &asked.slug, no: asked.no };
    let to_sign = papers::to_sign(app, ctx, &matter, wanted).await?;
    let paper = Paper {
        proceeding: asked.mediation,
        slug: asked.slug,
        no: to_sign.no,
        title: bandeng_core::kernel::Text::new(to_sign.row.title_zh, to_sign.row.title_en),
        number: to_sign.row.number,
        version: to_sign.row.version,
        mark: to_sign.row.mark,
        sha256: to_sign.row.sha256,
        pages: u16::try_from(to_sign.row.pages).unwrap_or(u16::MAX),
    };
    let must = signing::signers(&paper.slug, paper.no, &m, &facts);
    let before = query::list(app.db.reader(), &matter.key).await?;
    let mut open = false;
    for request in before.iter().filter(|request| request.is_of(&paper)) {
        open |= standing(app, &matter, request).await? == SigningState::Open;
    }
    let chosen: Vec<Asked> = asked.signers.into_iter().map(|one| Asked { party: one.party, by: one.by }).collect();
    let text = to_sign.text.into_iter().map(|line| ShownLine { heading: line.heading, text: line.text }).collect();

    let mut uow = app.begin(ctx).await?;
    let held = lock(&mut uow, code).await?;
    held.require_open()?;
    held.expect_version(&uow, asked.version).await?;
    let no = query::list(uow.read(), &held.key).await?.iter().map(|request| request.no).max().unwrap_or_default() + 1;
    let by = (uow.now(), uow.actor().name.as_str());
    let request = signing::ask(no, paper, text, to_sign.wording, (&must, &chosen), &facts, open, by)?;
    query::insert(&mut uow, &held.key, &request).await?;
    let to: Vec<PartyNo> = request.lines.iter().map(|line| line.party).collect();
    let event = SigningEvent::Asked { request: no, paper: request.paper, signers: must };
    let version = uow.record(&held.key, event.kind(), &event)?;
    if messages::are_sent(app) {
        for party in to {
            messages::tell(app, &mut uow, &held, party, MessageKind::Sign, &format!("sign/{no}"), LINK_HOURS).await?;
        }
    }
    uow.commit().await?;
    Ok((no, version))
}

/// A paper as its signer reads it.
pub(super) async fn to_sign(app: &App, matter: &Matter, no: u16) -> Result<PaperToSign> {
    let request = query::one(app.db.reader(), &matter.key, no).await?.ok_or(Refusal::new(Code::NotFound))?;
    let state = standing(app, matter, &request).await?;
    Ok(view::to_sign(request, state))
}

/// Whoever changes the matter at the same time is faster so often and no oftener.
const TRIES: usize = 3;

/// A request whose matter is locked, with its standing as of that lock: what a paper says is read before it, and once more
/// where somebody was faster.
async fn take_up(app: &App, ctx: &Ctx, code: &MatterCode, no: u16) -> Result<(Uow, Matter, Request, SigningState)> {
    for _ in 0..TRIES {
        let seen = case::read(app.db.reader(), code, app.db.now()).await?;
        let request = query::one(app.db.reader(), &seen.key, no).await?.ok_or(Refusal::new(Code::NotFound))?;
        let state = standing(app, &seen, &request).await?;
        let mut uow = app.begin(ctx).await?;
        let matter = lock(&mut uow, code).await?;
        if matter.version() == seen.version() {
            matter.require_open()?;
            return Ok((uow, matter, request, state));
        }
    }
    Err(Refusal::new(Code::Unavailable).into())
}

/// Puts a signature in, taken by a member of staff, or given by the party itself (`own`). With the last one the paper is
/// signed, and what hangs on it follows.
///
/// A signature that arrives twice is one: a lost connection, a second tap.
pub(crate) async fn give(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    no: u16,
    (party, giving, hand, own): (PartyNo, Giving, Hand, bool),
) -> Result<i64> {
    let (mut uow, matter, request, state) = take_up(app, ctx, code, no).await?;
    if !own {
        matter.require(uow.actor(), Action::SignatureCollect)?;
    }
    if let (Some(before), Giving::Phone { drawing, .. } | Giving::Desk { drawing, .. }) =
        (request.line(party).and_then(|line| line.given.as_ref()), &giving)
        && before.drawing.as_ref() == Some(drawing)
    {
        return Ok(matter.version());
    }
    if let Some(scan) = giving.scan() {
        attachments::require(&uow, &matter.key, scan, "/scan").await?;
    }
    let at = (uow.now(), uow.today());
    let next = signing::give(&request, state, party, &giving, &hand, at)?;
    query::update(&mut uow, &matter.key, &next).await?;
    let title = next.paper.title.clone();
    let line = next.line(party).ok_or(Refusal::at(Code::SignerUnknown, "/party"))?;
    let given = line.given.as_ref().ok_or(Refusal::at(Code::SignerUnknown, "/party"))?;
    let event = SigningEvent::Given {
        request: no,
        title: title.clone(),
        party,
        by: line.by.clone(),
        way: given.way,
        on: given.on,
        sha256: next.paper.sha256.clone(),
        drawing: given.drawing.as_ref().map(signing::Drawing::sha256),
        scan: given.scan,
        link: given.link.clone(),
        device: given.device.clone(),
    };
    let mut version = uow.record(&matter.key, event.kind(), &event)?;
    if next.completed_at.is_some() {
        let event = SigningEvent::Completed { request: no, title };
        version = uow.record(&matter.key, event.kind(), &event)?;
        let calendar = app.calendar();
        version = follow(&mut uow, app.counting(&calendar), code, &next).await?.unwrap_or(version);
    }
    uow.commit().await?;
    Ok(version)
}

/// What the last signature brings along: the agreement has its parties' signatures, the notice of rights is given.
async fn follow(uow: &mut Uow, counting: Counting<'_>, code: &MatterCode, request: &Request) -> Result<Option<i64>> {
    let n = request.paper.proceeding;
    let signed = request.lines.iter().filter_map(|line| Some((line, line.given.as_ref()?)));
    let made: Vec<Move> = match request.paper.slug.as_str() {
        "agreement" => signed
            .map(|(line, given)| Move::Sign {
                signer: Signer::Party { party: line.party },
                how: given.way.how(),
                on: given.on,
                by: line.by.clone(),
                scan: given.scan,
            })
            .collect(),
        "notice-of-rights" => {
            let matter = lock(uow, code).await?;
            let rows = &uow.rows(&matter.key)?.proceedings;
            let row = rows.iter().find(|row| row.n == i32::from(n)).ok_or(Refusal::new(Code::NotFound))?;
            let state = row.body.read::<Mediation>()?.state;
            let last = signed.map(|(_, given)| given.on).max();
            let parties = request.lines.iter().map(|line| line.party).collect();
            // Where the mediation has gone on without it, the signed paper is kept and nothing is recorded anew.
            match (moves::target(state, MoveKind::GiveNotice), last) {
                (Some(_), Some(on)) => vec![Move::GiveNotice { parties, how: NoticeHow::Signed, on }],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    let mut version = None;
    for mv in made {
        let matter = lock(uow, code).await?;
        version = Some(mediation::apply(uow, counting, matter, n, mv).await?);
    }
    Ok(version)
}

/// Takes a signature back before the last one is there; by the party itself (`own`), or by staff on its word.
pub(crate) async fn take_back(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    no: u16,
    (party, reason, own): (PartyNo, &str, bool),
) -> Result<i64> {
    let (mut uow, matter, request, state) = take_up(app, ctx, code, no).await?;
    if !own {
        matter.require(uow.actor(), Action::SignatureCollect)?;
    }
    let next = signing::take_back(&request, state, party, reason, uow.now())?;
    query::update(&mut uow, &matter.key, &next).await?;
    let event = SigningEvent::TakenBack { request: no, title: next.paper.title, party };
    let version = uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(version)
}

/// Withdraws a request.
pub(super) async fn withdraw(app: &App, ctx: &Ctx, code: &MatterCode, no: u16, reason: &str) -> Result<i64> {
    let (mut uow, matter, request, state) = take_up(app, ctx, code, no).await?;
    matter.require(uow.actor(), Action::SignatureCollect)?;
    let next = signing::withdraw(&request, state, reason, (uow.now(), &uow.actor().name))?;
    query::update(&mut uow, &matter.key, &next).await?;
    let event = SigningEvent::Withdrawn { request: no, title: next.paper.title, reason: reason.trim().to_owned() };
    let version = uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(version)
}

/// How long a link to sign by holds, in hours.
const LINK_HOURS: i64 = 72;

/// Gives a party a link to sign by.
///
/// # Errors
/// [`Code::SignedBefore`], [`Code::SigningOver`], [`Code::SigningTextChanged`], [`Code::SignerUnknown`].
pub(super) async fn link(app: &App, ctx: &Ctx, code: &MatterCode, no: u16, party: PartyNo) -> Result<PartyLink> {
    let (mut uow, matter, request, state) = take_up(app, ctx, code, no).await?;
    matter.require(uow.actor(), Action::SignatureCollect)?;
    signing::may_sign(&request, state, party)?;
    let page = format!("sign/{no}");
    let link = messages::link(app, &mut uow, (&matter, party), MessageKind::Sign, (&page, LINK_HOURS)).await?;
    let event = SigningEvent::LinkGiven { request: no, title: request.paper.title, party };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(link)
}

/// The papers laid before a party, the last first.
pub(super) async fn mine(app: &App, matter: &Matter, party: PartyNo) -> Result<Vec<MySigning>> {
    let requests = query::list(app.db.reader(), &matter.key).await?;
    let mut out = Vec::new();
    for request in requests.iter().rev() {
        let Some(line) = request.line(party) else { continue };
        out.push(view::my_signing(request, line, standing(app, matter, request).await?));
    }
    Ok(out)
}

/// A paper as a party reads it.
///
/// # Errors
/// [`Code::NotFound`] also for a paper that was laid before others.
pub(super) async fn my_paper(app: &App, matter: &Matter, no: u16, party: PartyNo) -> Result<MyPaper> {
    let request = query::one(app.db.reader(), &matter.key, no).await?.ok_or(Refusal::new(Code::NotFound))?;
    let line = request.line(party).cloned().ok_or(Refusal::new(Code::NotFound))?;
    let state = standing(app, matter, &request).await?;
    Ok(view::my_paper(request, &line, state, matter.party_name(party)))
}

/// The paper as it was issued, without signatures.
pub(super) async fn unsigned(app: &App, matter: &Matter, no: u16) -> Result<bytes::Bytes> {
    let request = query::one(app.db.reader(), &matter.key, no).await?.ok_or(Refusal::new(Code::NotFound))?;
    super::sheet::unsigned(app, matter, &request).await
}

/// The member of staff at whose desk somebody signs.
pub(super) fn desk(actor: &Actor, device: &str) -> Hand {
    Hand {
        checked_by: Some(IdText(actor.account)),
        checked_by_name: actor.name.clone(),
        door: None,
        link: String::new(),
        device: signing::device(device),
    }
}

/// The signed paper.
///
/// # Errors
/// [`Code::NotFound`] before everybody has signed.
pub(crate) async fn signed(app: &App, ctx: &Ctx, matter: &Matter, no: u16) -> Result<(Request, Issued)> {
    let request = query::one(app.db.reader(), &matter.key, no).await?;
    let request = request.filter(|request| request.completed_at.is_some()).ok_or(Refusal::new(Code::NotFound))?;
    let issued = super::sheet::issued(app, ctx, matter, &request).await?;
    Ok((request, issued))
}

/// A signed paper in outline, for the file of its case.
pub(crate) struct SignedPaper {
    pub no: u16,
    pub title: bandeng_core::kernel::Text,
    pub digest: String,
}

/// The signed papers of a mediation.
pub(crate) async fn complete(app: &App, matter: &Matter, n: u16) -> Result<Vec<SignedPaper>> {
    let requests = query::list(app.db.reader(), &matter.key).await?;
    let done = requests.iter().filter(|request| request.paper.proceeding == n && request.completed_at.is_some());
    done.map(|request| {
        Ok(SignedPaper { no: request.no, title: super::sheet::title(request), digest: super::sheet::digest(request)? })
    })
    .collect()
}
