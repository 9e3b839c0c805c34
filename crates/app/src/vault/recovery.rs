//! Recovery keys: made in a director's browser, split between two officers, of use only to both together.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, MatterCode, Refusal};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::{Action, Actor, Role, require_general};
use bandeng_core::vault::{LARGEST_WRAP, RECOVERY_MS, check_sealed, fingerprint};
use bandeng_store::{Ctx, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::notes::{self, NoteBody};
use super::query::{self, Recovery, Request};
use super::sealed::{RecipientView, wanted};
use super::{decode, keys};
use crate::http::{App, IdText};
use crate::matters::case::{self, Matter};
use crate::matters::query as matter_rows;

/// Somebody who keeps half of a recovery key, or may.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfficerView {
    pub account: IdText,
    pub name: String,
    /// Their public key; blank where it is not asked for.
    pub recipient: String,
}

/// A committee's recovery key as its director and its officers see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecoveryView {
    pub committee: IdText,
    pub committee_name: String,
    /// 0 where there is none yet.
    pub version: i64,
    pub fingerprint: String,
    /// Who keeps the halves.
    pub officers: Vec<OfficerView>,
    /// Epoch milliseconds.
    pub made_at: Option<i64>,
    /// One may set it up anew.
    pub may_make: bool,
    /// One keeps a half.
    pub mine: bool,
}

/// A recovery that is not over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestLine {
    pub id: IdText,
    pub committee_name: String,
    /// The matter.
    pub code: String,
    pub reason: String,
    pub asked_by: String,
    /// Epoch milliseconds.
    pub asked_at: i64,
    pub expires_at: i64,
    /// Both officers agree.
    pub agreed: bool,
    /// One asked for it oneself.
    pub own: bool,
}

/// A recovery as an officer sees it: what they need to go on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestView {
    #[serde(flatten)]
    pub line: RequestLine,
    /// One's own half, for one's own key; none where it was printed.
    pub share: Option<String>,
    /// To whose key the other officer encrypts their half: who asked.
    pub asker: String,
    /// The other half, encrypted to who asked; none where it was printed, or for whoever did not ask.
    pub handed: Option<String>,
    /// The public half of the recovery key: what the two halves must make.
    pub recipient: String,
    /// The notes, for who asked, once both agreed.
    pub books: Vec<RecoveryBook>,
}

/// The notes of a mediation in a recovery.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecoveryBook {
    pub mediation: u16,
    /// For whom they are to be encrypted anew.
    pub recipients: Vec<RecipientView>,
    pub notes: Vec<RecoveryNote>,
}

/// A note in a recovery.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecoveryNote {
    pub session: u16,
    #[serde(flatten)]
    pub note: NoteBody,
}

/// A half for an officer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    pub account: IdText,
    /// An age file for that officer's key, in base64; none where it was printed on paper.
    #[serde(default)]
    pub share: Option<String>,
}

/// A recovery key to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecoveryRequest {
    /// The version that holds; 0 where there is none.
    pub version: i64,
    pub recipient: String,
    /// Two.
    pub shares: Vec<Share>,
}

/// A recovery to be asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The matter.
    pub code: String,
    pub reason: String,
}

/// The other officer agrees.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandingOver {
    /// One's half, encrypted to who asked, in base64; none where it is on paper and was handed over in person.
    #[serde(default)]
    pub share: Option<String>,
}

fn stream(committee: Id) -> String {
    format!("organisation:{committee}")
}

/// Committees somebody directs.
fn directed(actor: &Actor) -> Vec<Id> {
    actor.posts.iter().filter(|post| post.role == Role::Director).map(|post| post.organisation).collect()
}

fn keeps(recovery: &Recovery, account: Id) -> bool {
    recovery.first_officer == account || recovery.second_officer == account
}

/// The recovery keys and recoveries around somebody.
pub(super) async fn around(app: &App, actor: &Actor) -> Result<(Vec<RecoveryView>, Vec<RequestLine>)> {
    let reader = app.db.reader();
    let directed = directed(actor);
    let mut found = query::recoveries_around(reader, actor.account, &directed).await?;
    // A key that was replaced is nobody's any more.
    let mut current = Vec::new();
    for recovery in found.drain(..) {
        match query::recovery(reader, recovery.committee_id).await? {
            Some(last) if last.version == recovery.version => current.push(last),
            Some(last) if directed.contains(&last.committee_id) => current.push(last),
            _ => {}
        }
    }
    let kept: Vec<Id> = current.iter().filter(|r| keeps(r, actor.account)).map(|r| r.committee_id).collect();
    let requests = query::open_requests(reader, &kept, app.db.now()).await?;
    let accounts = current.iter().flat_map(|r| [r.first_officer, r.second_officer]);
    let accounts: Vec<Id> = accounts.chain(requests.iter().map(|r| r.asked_by)).collect();
    let committees: Vec<Id> = directed.iter().copied().chain(current.iter().map(|r| r.committee_id)).collect();
    let names = matter_rows::names(reader, accounts, committees, []).await?;
    let mut views: Vec<RecoveryView> = Vec::new();
    for recovery in &current {
        let officer = |id: Id| OfficerView { account: IdText(id), name: names.account(id), recipient: String::new() };
        views.push(RecoveryView {
            committee: IdText(recovery.committee_id),
            committee_name: names.organisation(recovery.committee_id),
            version: recovery.version,
            fingerprint: recovery.fingerprint.clone(),
            officers: vec![officer(recovery.first_officer), officer(recovery.second_officer)],
            made_at: Some(recovery.made_at),
            may_make: directed.contains(&recovery.committee_id),
            mine: keeps(recovery, actor.account),
        });
    }
    for committee in directed.iter().filter(|id| !current.iter().any(|r| r.committee_id == **id)) {
        views.push(RecoveryView {
            committee: IdText(*committee),
            committee_name: names.organisation(*committee),
            version: 0,
            fingerprint: String::new(),
            officers: Vec::new(),
            made_at: None,
            may_make: true,
            mine: false,
        });
    }
    let lines = requests.iter().map(|r| line(r, &names, actor.account)).collect();
    Ok((views, lines))
}

fn line(request: &Request, names: &matter_rows::Names, reader: Id) -> RequestLine {
    RequestLine {
        id: IdText(request.id),
        committee_name: names.organisation(request.committee_id),
        code: request.code.clone(),
        reason: request.reason.clone(),
        asked_by: names.account(request.asked_by),
        asked_at: request.asked_at,
        expires_at: request.expires_at,
        agreed: request.agreed_at.is_some(),
        own: request.asked_by == reader,
    }
}

fn require_director(actor: &Actor, committee: Id) -> Result<()> {
    require_general(actor, Action::VaultRecover)?;
    if directed(actor).contains(&committee) { Ok(()) } else { Err(Refusal::new(Code::NotFound).into()) }
}

/// Who may keep half of a committee's recovery key, with their public keys.
pub(super) async fn candidates(app: &App, ctx: &Ctx, committee: Id) -> Result<Vec<OfficerView>> {
    require_director(&ctx.actor, committee)?;
    let reader = app.db.reader();
    let officers = query::officers(reader, committee, app.db.today()).await?;
    let keys = query::keys(reader, &officers.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let with_key = officers.into_iter().filter_map(|(id, name)| {
        let key = keys.iter().find(|key| key.account_id == id)?;
        Some(OfficerView { account: IdText(id), name, recipient: key.recipient.clone() })
    });
    Ok(with_key.collect())
}

/// Keeps a committee's recovery key. Notes that were encrypted to an older one wait to be encrypted anew.
///
/// # Errors
/// [`Code::NotFound`] for another committee, [`Code::VaultOfficersUnfit`], [`Code::VaultKeyMoved`], and what is wrong with
/// the files.
pub(super) async fn make(app: &App, ctx: &Ctx, committee: Id, request: RecoveryRequest) -> Result<()> {
    require_director(&ctx.actor, committee)?;
    let recipient = keys::recipient(request.recipient.trim())?;
    let [first, second] = &request.shares[..] else {
        return Err(Refusal::at(Code::VaultOfficersUnfit, "/shares").into());
    };
    for (n, share) in request.shares.iter().enumerate() {
        if let Some(file) = &share.share {
            let pointer = format!("/shares/{n}/share");
            check_sealed(&decode(file, LARGEST_WRAP, &pointer)?, LARGEST_WRAP, 1, &pointer)?;
        }
    }
    let mut uow = app.begin(ctx).await?;
    let officers = query::officers(uow.read(), committee, uow.today()).await?;
    let named = |id: Id| officers.iter().find(|(officer, _)| *officer == id).map(|(_, name)| name.clone());
    let (Some(first_name), Some(second_name)) = (named(first.account.0), named(second.account.0)) else {
        return Err(Refusal::at(Code::VaultOfficersUnfit, "/shares").into());
    };
    if first.account == second.account {
        return Err(Refusal::at(Code::VaultOfficersUnfit, "/shares").into());
    }
    let before = query::recovery(uow.read(), committee).await?.map_or(0, |recovery| recovery.version);
    if before != request.version {
        return Err(Refusal::new(Code::VaultKeyMoved).into());
    }
    let row = Recovery {
        committee_id: committee,
        version: before + 1,
        fingerprint: fingerprint(&recipient),
        recipient,
        first_officer: first.account.0,
        first_share: first.share.clone(),
        second_officer: second.account.0,
        second_share: second.share.clone(),
        made_at: uow.now(),
        made_by: ctx.actor.account,
    };
    let payload = json!({
        "version": row.version, "fingerprint": row.fingerprint, "first": first_name, "second": second_name,
        "first_account": first.account, "second_account": second.account,
    });
    uow.record_registry(stream(committee), "vault.recovery_made", &payload)?;
    query::insert_recovery(&uow, row).await?;
    uow.commit().await
}

/// An officer asks for a recovery of a matter's notes, and says why.
///
/// # Errors
/// [`Code::NotFound`] for who keeps no half, [`Code::ReasonNeeded`].
pub(super) async fn ask(app: &App, ctx: &Ctx, committee: Id, asked: Asked) -> Result<RequestLine> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    let mut uow = app.begin(ctx).await?;
    let recovery = query::recovery(uow.read(), committee).await?;
    let recovery = recovery.filter(|r| keeps(r, ctx.actor.account)).ok_or(Refusal::new(Code::NotFound))?;
    require_officer(uow.read(), committee, ctx.actor.account, uow.today()).await?;
    let mut form = Form::default();
    if asked.reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/reason");
    }
    form.optional_text(&asked.reason, 500, "/reason");
    let code = form.check(asked.code.trim().parse::<MatterCode>(), "/code");
    form.finish()?;
    let Some(code) = code else { return Err(Refusal::at(Code::MatterCodeMalformed, "/code").into()) };
    let matter = case::read(uow.read(), &code, uow.now()).await.ok();
    // Of a matter of another committee nothing is told, not even that it is there.
    let matter = matter.filter(|matter| matter.facts.committee == Some(committee));
    let matter = matter.ok_or(Refusal::at(Code::NotFound, "/code"))?;
    query::forget_handed(&uow).await?;
    let row = Request {
        id: uow.next_id(),
        committee_id: committee,
        key_version: recovery.version,
        county: matter.key.county.clone(),
        matter_id: matter.key.id,
        code: code.to_string(),
        reason: asked.reason.trim().to_owned(),
        asked_by: ctx.actor.account,
        asked_at: uow.now(),
        expires_at: uow.now() + RECOVERY_MS,
        agreed_by: None,
        agreed_at: None,
        handed: None,
        finished_at: None,
    };
    let payload = json!({ "request": IdText(row.id), "code": row.code, "reason": row.reason });
    uow.record_registry(stream(committee), "vault.recovery_asked", &payload)?;
    query::insert_request(&uow, row.clone()).await?;
    uow.commit().await?;
    let names = matter_rows::names(app.db.reader(), [row.asked_by], [committee], []).await?;
    Ok(line(&row, &names, ctx.actor.account))
}

/// A recovery with its key, for one of its two officers. For others it is not there.
async fn officers_own(
    connection: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    request: Option<Request>,
    today: Date,
) -> Result<(Request, Recovery)> {
    let request = request.ok_or(Refusal::new(Code::NotFound))?;
    let recovery = query::recovery_version(connection, request.committee_id, request.key_version).await?;
    let recovery = recovery.filter(|r| keeps(r, actor.account)).ok_or(Refusal::new(Code::NotFound))?;
    require_officer(connection, request.committee_id, actor.account, today).await?;
    Ok((request, recovery))
}

/// Whoever went elsewhere keeps no half any more, whatever they still have at home.
async fn require_officer(
    connection: &impl sea_orm::ConnectionTrait,
    committee: Id,
    account: Id,
    today: Date,
) -> Result<()> {
    let officers = query::officers(connection, committee, today).await?;
    if officers.iter().any(|(id, _)| *id == account) { Ok(()) } else { Err(Refusal::new(Code::NotFound).into()) }
}

fn require_running(request: &Request, now: i64) -> Result<(), Refusal> {
    let over = request.finished_at.is_some() || request.expires_at <= now;
    if over { Err(Refusal::new(Code::RecoveryOver)) } else { Ok(()) }
}

/// A recovery as one of its officers sees it. Looking at its notes is an access.
pub(super) async fn show(app: &App, ctx: &Ctx, id: Id) -> Result<RequestView> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    let reader = app.db.reader();
    let (request, recovery) =
        officers_own(reader, &ctx.actor, query::request(reader, id).await?, app.db.today()).await?;
    require_running(&request, app.db.now())?;
    let names = matter_rows::names(reader, [request.asked_by], [request.committee_id], []).await?;
    let asker = query::key(reader, request.asked_by).await?.ok_or(Refusal::new(Code::VaultKeyMissing))?;
    let line = line(&request, &names, ctx.actor.account);
    let own = line.own;
    let books = if own && line.agreed { books(app, ctx, &request).await? } else { Vec::new() };
    let first = recovery.first_officer == ctx.actor.account;
    Ok(RequestView {
        line,
        share: if first { recovery.first_share } else { recovery.second_share },
        asker: asker.recipient,
        handed: request.handed.filter(|_| own),
        recipient: recovery.recipient,
        books,
    })
}

async fn books(app: &App, ctx: &Ctx, request: &Request) -> Result<Vec<RecoveryBook>> {
    let reader = app.db.reader();
    let matter = case::read(reader, &request.code.parse()?, app.db.now()).await?;
    let seen = SeenKind::Recovery.into();
    app.accesses.note(&app.db, ctx, Action::VaultRead.as_str(), Some(&matter.key), Some(&seen));
    let mut books = Vec::new();
    for row in matter_rows::mediations(reader, &matter.key).await? {
        if row.organisation_id != Some(request.committee_id) {
            continue;
        }
        let n = row.n as u16;
        let m = notes::mediation(reader, &matter, n).await?;
        let recipients = wanted(reader, &m).await?.recipients;
        let mut found = Vec::new();
        for note in notes::latest(query::notes(reader, &matter.key, n).await?) {
            let (session, version) = (note.session as u16, note.version as u16);
            let Some(whole) = query::note(reader, &matter.key, n, session, version).await? else { continue };
            if whole.body.is_some() {
                found.push(RecoveryNote { session, note: notes::body(whole)? });
            }
        }
        books.push(RecoveryBook { mediation: n, recipients, notes: found });
    }
    Ok(books)
}

/// The other officer agrees, and hands their half over for whoever asked.
///
/// # Errors
/// [`Code::RecoveryBySelf`], [`Code::RecoveryOver`].
pub(super) async fn agree(app: &App, ctx: &Ctx, id: Id, agreement: HandingOver) -> Result<()> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    if let Some(share) = &agreement.share {
        check_sealed(&decode(share, LARGEST_WRAP, "/share")?, LARGEST_WRAP, 1, "/share")?;
    }
    let mut uow = app.begin(ctx).await?;
    let found = query::request_for_update(&uow, id).await?;
    let (request, _) = officers_own(uow.read(), &ctx.actor, found, uow.today()).await?;
    require_running(&request, uow.now())?;
    if request.asked_by == ctx.actor.account {
        return Err(Refusal::new(Code::RecoveryBySelf).into());
    }
    let payload = json!({ "request": IdText(id), "code": request.code });
    uow.record_registry(stream(request.committee_id), "vault.recovery_agreed", &payload)?;
    let agreed =
        Request { agreed_by: Some(ctx.actor.account), agreed_at: Some(uow.now()), handed: agreement.share, ..request };
    query::update_request(&uow, agreed).await?;
    uow.commit().await
}

/// An officer ends a recovery; what was handed over is gone.
///
/// # Errors
/// [`Code::RecoveryOver`].
pub(super) async fn finish(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    let mut uow = app.begin(ctx).await?;
    let found = query::request_for_update(&uow, id).await?;
    let (request, _) = officers_own(uow.read(), &ctx.actor, found, uow.today()).await?;
    require_running(&request, uow.now())?;
    let payload = json!({ "request": IdText(id), "code": request.code });
    uow.record_registry(stream(request.committee_id), "vault.recovery_finished", &payload)?;
    query::update_request(&uow, Request { finished_at: Some(uow.now()), handed: None, ..request }).await?;
    uow.commit().await
}

/// Refuses unless this is a running recovery of the matter that the actor asked for and the other officer agreed to.
pub(super) async fn require_agreed(uow: &Uow, id: Id, matter: &Matter, committee: Option<Id>) -> Result<()> {
    let request = query::request(uow.read(), id).await?;
    let request = request.filter(|r| {
        r.asked_by == uow.actor().account
            && (r.county.as_str(), r.matter_id) == (matter.key.county.as_str(), matter.key.id)
            && Some(r.committee_id) == committee
    });
    let request = request.ok_or(Refusal::new(Code::NotFound))?;
    require_officer(uow.read(), request.committee_id, uow.actor().account, uow.today()).await?;
    require_running(&request, uow.now())?;
    match request.agreed_at {
        Some(_) => Ok(()),
        None => Err(Refusal::new(Code::RecoveryNotAgreed).into()),
    }
}
