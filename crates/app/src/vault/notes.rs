//! Notes: listed, fetched, added, encrypted anew. Only who mediates now gets at them.

use std::sync::Arc;

use bandeng_core::kernel::{Code, Id, MatterCode, Refusal};
use bandeng_core::matters::{MatterEvent, PartyNo};
use bandeng_core::mediation::{Mediation, SessionWith};
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::{Action, Actor};
use bandeng_core::proceedings::ProceedingKind;
use bandeng_core::vault::NoteMark;
use bandeng_store::{Ctx, Result, Uow};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query::{self, Note};
use super::recovery;
use super::sealed::{RecipientView, SealedBody, Wanted, wanted};
use crate::http::{App, IdText};
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;
use crate::mediation::service::require_mediator;

/// The notes of a mediation, and for whom they are encrypted now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteBook {
    pub title: String,
    /// For whom a note is encrypted now: who mediates, and the committee's recovery key.
    pub recipients: Vec<RecipientView>,
    /// Mediators who have no key yet.
    pub lacking: Vec<String>,
    /// One's own key is among the recipients, and the committee has a recovery key: notes can be written.
    pub writable: bool,
    pub has_recovery: bool,
    /// Sessions with one party alone.
    pub sessions: Vec<SessionNotes>,
}

/// A session with one party alone, and its note.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionNotes {
    pub session: u16,
    pub party: PartyNo,
    pub party_name: String,
    /// Civil time in China.
    pub started: String,
    /// Versions of the note, the oldest first.
    pub notes: Vec<NoteView>,
}

/// A version of a note, without its content.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteView {
    pub version: u16,
    /// How often it was encrypted.
    pub sealing: u16,
    /// Epoch milliseconds.
    pub sealed_at: i64,
    pub sealed_by: String,
    /// It is encrypted to a key one has now. An older key of one's own may open it as well.
    pub readable: bool,
    /// It is not encrypted for those who are to read it now: whoever can open it encrypts it anew.
    pub pending: bool,
    /// It was erased as the law asks.
    pub erased: bool,
}

/// A note as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteBody {
    pub version: u16,
    pub sealing: u16,
    /// The age file, in base64.
    pub body: String,
    /// The fingerprints of the keys that open it.
    pub recipients: Vec<String>,
    pub sha256: String,
}

/// A note to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewNote {
    pub session: u16,
    /// The version this one follows; 0 for the first.
    pub after: u16,
    #[serde(flatten)]
    pub sealed: SealedBody,
}

/// The same note, encrypted anew.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Resealing {
    /// The sealing it was opened from.
    pub sealing: u16,
    /// The recovery in which that was done; none for who mediates.
    #[serde(default)]
    pub request: Option<IdText>,
    #[serde(flatten)]
    pub sealed: SealedBody,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteKept {
    pub version: u16,
    pub sealing: u16,
}

/// A matter with one of its mediations, read for who mediates.
async fn mediated(app: &App, actor: &Actor, code: &MatterCode, n: u16) -> Result<(Matter, Mediation)> {
    let matter = case::read(app.db.reader(), code, app.db.now()).await?;
    matter.require(actor, Action::VaultRead)?;
    let m = mediation(app.db.reader(), &matter, n).await?;
    require_mediator(actor, &matter, &m, Action::VaultRead)?;
    Ok((matter, m))
}

/// A mediation of a matter.
pub(super) async fn mediation(connection: &impl ConnectionTrait, matter: &Matter, n: u16) -> Result<Mediation> {
    let rows = matter_rows::mediations(connection, &matter.key).await?;
    let kind = ProceedingKind::Mediation.as_str();
    let row = rows.into_iter().find(|p| p.n == i32::from(n) && p.kind == kind);
    Ok(Mediation::clone(&*row.ok_or(Refusal::new(Code::NotFound))?.body.read()?))
}

/// The notes of a mediation.
pub(super) async fn list(app: &App, ctx: &Ctx, code: &MatterCode, n: u16) -> Result<NoteBook> {
    let (matter, m) = mediated(app, &ctx.actor, code, n).await?;
    let seen = SeenKind::Notes.into();
    app.accesses.note(&app.db, ctx, Action::VaultRead.as_str(), Some(&matter.key), Some(&seen));
    let reader = app.db.reader();
    let wanted = wanted(reader, &m).await?;
    let own = query::key(reader, ctx.actor.account).await?.map(|key| key.fingerprint);
    let rows = latest(query::notes(reader, &matter.key, n).await?);
    let names = matter_rows::names(reader, rows.iter().map(|row| row.sealed_by), [], []).await?;
    let mut sessions = Vec::new();
    for session in &m.sessions {
        let SessionWith::Alone { party } = session.with else { continue };
        let of = rows.iter().filter(|row| row.session == i32::from(session.no));
        let notes = of.map(|row| view(row, &wanted, own.as_deref(), names.account(row.sealed_by)));
        sessions.push(SessionNotes {
            session: session.no,
            party,
            party_name: matter.party_name(party),
            started: session.started.to_string(),
            notes: notes.collect::<Result<_>>()?,
        });
    }
    let mine = own.is_some_and(|own| wanted.recipients.iter().any(|r| r.fingerprint == own));
    Ok(NoteBook {
        title: matter.row.title.clone(),
        writable: mine && wanted.recovery && matter.require_open().is_ok(),
        has_recovery: wanted.recovery,
        recipients: wanted.recipients,
        lacking: wanted.lacking,
        sessions,
    })
}

fn view(row: &Note, wanted: &Wanted, own: Option<&str>, by: String) -> Result<NoteView> {
    let recipients = recipients(row)?;
    Ok(NoteView {
        version: row.version as u16,
        sealing: row.sealing as u16,
        sealed_at: row.sealed_at,
        sealed_by: by,
        readable: own.is_some_and(|own| recipients.iter().any(|r| r == own)),
        pending: recipients != wanted.fingerprints(),
        erased: row.body.is_none(),
    })
}

fn recipients(row: &Note) -> Result<Vec<String>> {
    Ok(serde_json::from_str(&row.recipients)?)
}

/// Of each version, the last encryption; the rows come in order.
pub(super) fn latest(rows: Vec<Note>) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::new();
    for row in rows {
        match kept.last_mut() {
            Some(last) if (last.session, last.version) == (row.session, row.version) => *last = row,
            _ => kept.push(row),
        }
    }
    kept
}

/// Fetches a note, still encrypted.
pub(super) async fn read(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    n: u16,
    session: u16,
    version: u16,
) -> Result<NoteBody> {
    let (matter, _) = mediated(app, &ctx.actor, code, n).await?;
    let seen = Seen::one(SeenKind::Note, format!("{session}.{version}"));
    app.accesses.note(&app.db, ctx, Action::VaultRead.as_str(), Some(&matter.key), Some(&seen));
    let row = query::note(app.db.reader(), &matter.key, n, session, version).await?;
    body(row.ok_or(Refusal::new(Code::NotFound))?)
}

/// A note's row as it is given out. What was erased is not there.
pub(super) fn body(row: Note) -> Result<NoteBody> {
    let recipients = recipients(&row)?;
    Ok(NoteBody {
        version: row.version as u16,
        sealing: row.sealing as u16,
        body: row.body.ok_or(Refusal::new(Code::NotFound))?,
        recipients,
        sha256: row.sha256,
    })
}

/// A matter that is locked, with one of its mediations.
async fn hold(uow: &mut Uow, code: &MatterCode, n: u16) -> Result<(Matter, Arc<Mediation>)> {
    let matter = lock(uow, code).await?;
    let kind = ProceedingKind::Mediation.as_str();
    let rows = &uow.rows(&matter.key)?.proceedings;
    let row = rows.iter().find(|p| p.n == i32::from(n) && p.kind == kind).ok_or(Refusal::new(Code::NotFound))?;
    let m = row.body.read()?;
    Ok((matter, m))
}

/// Keeps a further version of a session's note.
///
/// # Errors
/// [`Code::NotAllowed`] for who does not mediate, [`Code::VaultKeyMissing`], [`Code::VaultNotAlone`],
/// [`Code::VaultNoteMoved`], and what [`SealedBody::check`] refuses.
pub(super) async fn add(app: &App, ctx: &Ctx, code: &MatterCode, n: u16, new: NewNote) -> Result<NoteKept> {
    let mut uow = app.begin(ctx).await?;
    let (matter, m) = hold(&mut uow, code, n).await?;
    require_mediator(&ctx.actor, &matter, &m, Action::VaultRead)?;
    matter.require_open()?;
    let alone = m.sessions.iter().any(|s| s.no == new.session && matches!(s.with, SessionWith::Alone { .. }));
    if !alone {
        return Err(Refusal::at(Code::VaultNotAlone, "/session").into());
    }
    query::key(uow.read(), ctx.actor.account).await?.ok_or(Refusal::new(Code::VaultKeyMissing))?;
    let wanted = wanted(uow.read(), &m).await?;
    let sha256 = new.sealed.check(&wanted)?;
    let last = query::last_version(&uow, &matter.key, n, new.session).await?;
    if last != new.after {
        return Err(Refusal::new(Code::VaultNoteMoved).into());
    }
    let mark = NoteMark { mediation: n, session: new.session, version: last + 1, sealing: 1, sha256 };
    keep(&mut uow, &matter, &mark, new.sealed.body, &wanted).await?;
    let event = MatterEvent::NoteAdded { note: mark.clone() };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(NoteKept { version: mark.version, sealing: mark.sealing })
}

/// Keeps the same note encrypted anew, by who mediates now or by the officer of a recovery both agreed to.
///
/// # Errors
/// As [`add`]; [`Code::RecoveryOver`], [`Code::RecoveryNotAgreed`].
pub(super) async fn reseal(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    n: u16,
    session: u16,
    version: u16,
    new: Resealing,
) -> Result<NoteKept> {
    let mut uow = app.begin(ctx).await?;
    let (matter, m) = hold(&mut uow, code, n).await?;
    match new.request {
        None => require_mediator(&ctx.actor, &matter, &m, Action::VaultRead)?,
        Some(id) => recovery::require_agreed(&uow, id.0, &matter, m.committee.map(|c| c.0)).await?,
    }
    let wanted = wanted(uow.read(), &m).await?;
    let sha256 = new.sealed.check(&wanted)?;
    let before = query::note(uow.read(), &matter.key, n, session, version).await?;
    let before = before.filter(|row| row.body.is_some()).ok_or(Refusal::new(Code::NotFound))?;
    if before.sealing != i32::from(new.sealing) {
        return Err(Refusal::new(Code::VaultNoteMoved).into());
    }
    let mark = NoteMark { mediation: n, session, version, sealing: new.sealing + 1, sha256 };
    keep(&mut uow, &matter, &mark, new.sealed.body, &wanted).await?;
    let event = MatterEvent::NoteResealed { note: mark.clone() };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(NoteKept { version: mark.version, sealing: mark.sealing })
}

async fn keep(uow: &mut Uow, matter: &Matter, mark: &NoteMark, body: String, wanted: &Wanted) -> Result<()> {
    let by: Id = uow.actor().account;
    let row = Note {
        county: matter.key.county.clone(),
        matter_id: matter.key.id,
        proceeding: i32::from(mark.mediation),
        session: i32::from(mark.session),
        version: i32::from(mark.version),
        sealing: i32::from(mark.sealing),
        body: Some(body),
        sha256: mark.sha256.clone(),
        recipients: serde_json::to_string(&wanted.fingerprints())?,
        sealed_at: uow.now(),
        sealed_by: by,
    };
    query::insert_note(uow, &matter.key, row).await
}
