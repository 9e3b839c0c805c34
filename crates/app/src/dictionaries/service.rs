//! What is offered today; drafts, as forms and as text; publishing.

use bandeng_core::dictionaries::{
    self, Book, Change, ChangeKind, Dictionary, Entry, Fault, Row, Version, check, check_publication, differences,
    in_order,
};
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal, Text};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Ctx, Db, Error, Result, Uow};
use encoding_rs::{Encoding, GB18030, UTF_8};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query;
use crate::http::App;

/// An entry as the screens know it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferedEntry)]
pub(super) struct Offered {
    #[serde(flatten)]
    pub entry: Entry,
    pub name: Text,
    /// It may be chosen today.
    pub offered: bool,
}

/// The words of the reader's county today.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Dictionaries {
    /// None where the reader works above a county.
    pub county: Option<String>,
    /// The version in force; 0 where there is none.
    pub version: i64,
    /// In the order in which people read them.
    pub entries: Vec<Offered>,
}

/// How a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DictionaryVersionStanding)]
pub(super) enum Standing {
    /// It takes effect on a later day.
    Waiting,
    InForce,
    /// Another has taken its place.
    Over,
}

/// A version in outline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DictionaryVersion)]
pub(super) struct VersionView {
    pub version: i64,
    pub takes_effect_on: Date,
    pub standing: Standing,
    pub note: String,
    /// Epoch milliseconds.
    pub published_at: i64,
    pub published_by: String,
}

/// What is being edited: what was published last with what was changed since.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DictionaryDraft)]
pub(super) struct DraftView {
    /// Names this state of the draft; where nothing was changed, the version it would follow.
    pub revision: IdText,
    /// The version it would follow; 0 where there is none.
    pub follows: i64,
    pub entries: Vec<Entry>,
    pub changes: Vec<Change>,
    /// Epoch milliseconds.
    pub saved_at: Option<i64>,
    pub saved_by: Option<String>,
    /// The first day for which it may be published.
    pub earliest: Date,
}

/// When it takes effect, and what it is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Publication {
    /// Of the draft that is meant.
    pub revision: IdText,
    pub takes_effect_on: Date,
    #[serde(default)]
    pub note: String,
}

/// The county whose words somebody reads: of the first post that lies in one.
fn county_of(actor: &Actor) -> Option<String> {
    actor.posts.iter().find_map(|post| post.area.at(Level::County)).map(|county| county.to_string())
}

/// The county whose words somebody keeps.
fn kept_by(actor: &Actor) -> Result<String> {
    require_general(actor, Action::DictionaryEdit)?;
    let county = actor.post_for(Action::DictionaryEdit).and_then(|post| post.area.at(Level::County));
    let none = Refusal::new(Code::NotAllowed)
        .with("字典由各县维护，您的岗位不在某个县。", "Dictionaries are kept by counties; your post is not in one.");
    Ok(county.ok_or(none)?.to_string())
}

/// What is offered today, and what no longer is.
pub(super) async fn read(app: &App, actor: &Actor) -> Result<Dictionaries> {
    let today = app.db.today();
    let Some(county) = county_of(actor) else {
        return Ok(Dictionaries { county: None, version: 0, entries: Vec::new() });
    };
    let book = app.books.of(&app.db, &county).await?;
    let version = book.on(today);
    let entries = entries_of(version).into_iter().map(|entry| Offered {
        name: entry.name(),
        offered: entry.is_offered(today),
        entry,
    });
    Ok(Dictionaries { county: Some(county), version: version.map_or(0, |v| v.number), entries: entries.collect() })
}

/// The versions of the reader's county, newest first.
pub(super) async fn versions(db: &Db, actor: &Actor) -> Result<Vec<VersionView>> {
    let Some(county) = county_of(actor) else { return Ok(Vec::new()) };
    let today = db.today();
    let mut later = true;
    let rows = query::published(db, &county).await?.into_iter().map(|row| {
        let day: Date = row.takes_effect_on.parse().map_err(|_| Error::Damaged("the day of a version".into()))?;
        let standing = match () {
            () if day > today => Standing::Waiting,
            () if later => Standing::InForce,
            () => Standing::Over,
        };
        later = later && day > today;
        Ok(VersionView {
            version: row.number,
            takes_effect_on: day,
            standing,
            note: row.note,
            published_at: row.at,
            published_by: row.by,
        })
    });
    rows.collect()
}

/// The entries of a version, in order; of the one published last where none is named.
///
/// # Errors
/// [`Code::NotFound`] if there is no such version.
pub(super) async fn entries(app: &App, actor: &Actor, number: Option<i64>) -> Result<Vec<Entry>> {
    let book = match county_of(actor) {
        Some(county) => app.books.of(&app.db, &county).await?,
        None => Default::default(),
    };
    Ok(entries_of(match number {
        None => book.latest(),
        Some(number) => Some(book.version(number).ok_or(Refusal::new(Code::NotFound))?),
    }))
}

fn entries_of(version: Option<&Version>) -> Vec<Entry> {
    let mut entries = version.map(|v| v.entries().to_vec()).unwrap_or_default();
    in_order(&mut entries);
    entries
}

/// What is being edited, and how it differs from what was published.
pub(super) async fn draft(app: &App, actor: &Actor) -> Result<DraftView> {
    let county = kept_by(actor)?;
    let latest = query::latest(app.db.reader(), &county).await?;
    let published = entries_of(latest.as_ref());
    let row = query::draft(app.db.reader(), &county).await?;
    let today = app.db.today();
    let follows = latest.as_ref().map_or(0, |v| v.number);
    let mut view = DraftView {
        // Whoever begins a draft begins it from a version: without a draft, that is what they have seen.
        revision: IdText(follows),
        follows,
        changes: Vec::new(),
        saved_at: None,
        saved_by: None,
        earliest: latest.map_or(today, |v| v.takes_effect_on.max(today)),
        entries: Vec::new(),
    };
    match row {
        None => view.entries = published,
        Some(row) => {
            view.entries = serde_json::from_str(&row.entries)?;
            view.changes = differences(&published, &view.entries);
            view.revision = IdText(row.revision);
            view.saved_at = Some(row.saved_at);
            view.saved_by = Some(query::name(&app.db, row.saved_by).await?);
        }
    }
    Ok(view)
}

/// Replaces the draft by rows as somebody typed them, if all of them are right; its new revision. `seen` is the revision
/// their writer has read, so that neither a draft nor a version they have not seen is undone.
///
/// # Errors
/// [`Code::DraftMoved`]; the faults, each at `/rows/{number}/{column}`.
pub async fn save(uow: &Uow, seen: i64, rows: &[(u32, Row)]) -> Result<Id> {
    let county = kept_by(uow.actor())?;
    let latest = query::latest(uow.read(), &county).await?;
    let follows = latest.as_ref().map_or(0, |v| v.number);
    let entries = check(rows, &entries_of(latest.as_ref())).map_err(refusals)?;
    let revision = uow.next_id();
    let draft = query::Draft {
        county: county.clone(),
        revision,
        entries: serde_json::to_string(&entries)?,
        saved_at: uow.now(),
        saved_by: uow.actor().account,
    };
    // No revision is as small as the number of a version.
    let is_first = seen == follows;
    expect(query::save(uow, (!is_first).then_some(seen), draft).await?)?;
    if is_first {
        // Whose draft was in the way of this one may just have been published: this one would then follow what is over.
        expect(query::latest_number(uow, &county).await? == follows)?;
    }
    Ok(revision)
}

/// Replaces the draft by a text. Its faults are those of [`save`], counted by lines.
///
/// # Errors
/// [`Code::TextUndecodable`], [`Code::DraftMoved`], the faults.
pub async fn bring(uow: &Uow, seen: i64, bytes: &[u8]) -> Result<Id> {
    let county = kept_by(uow.actor())?;
    let text = decode(bytes).ok_or(Refusal::at(Code::TextUndecodable, "/file"))?;
    let (rows, mut faults) = dictionaries::read(&text);
    if faults.is_empty() {
        return save(uow, seen, &rows).await;
    }
    let published = entries_of(query::latest(uow.read(), &county).await?.as_ref());
    faults.extend(check(&rows, &published).err().unwrap_or_default());
    faults.sort_by_key(|fault| (fault.row, fault.column));
    Err(refusals(faults))
}

/// As WPS and Excel save text: UTF-8, with or without its mark, UTF-16 with it, or the encoding of old Chinese programs.
fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (GB18030, bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains('\0')).then(|| text.into_owned())
}

/// Faults told at once: who has more mends these first.
const TOLD: usize = 200;

fn refusals(faults: Vec<Fault>) -> Error {
    let at = |fault: Fault| {
        let column = fault.column.map(|column| format!("/{column}")).unwrap_or_default();
        Refusal { pointer: Some(format!("/rows/{}{column}", fault.row)), ..fault.refusal }
    };
    Error::Refused(faults.into_iter().take(TOLD).map(at).collect())
}

fn expect(written: bool) -> Result<()> {
    if written { Ok(()) } else { Err(Refusal::new(Code::DraftMoved).into()) }
}

/// Throws the draft away.
///
/// # Errors
/// [`Code::DraftMoved`].
pub(super) async fn discard(uow: &Uow, seen: i64) -> Result<()> {
    let county = kept_by(uow.actor())?;
    expect(query::drop(uow, &county, seen).await?)
}

/// Publishes the draft as the next version; returns its number. From then on it never changes.
///
/// # Errors
/// [`Code::DraftMoved`], [`Code::NothingToPublish`], [`Code::PublicationTooEarly`], fields.
pub async fn publish(uow: &mut Uow, publication: &Publication) -> Result<i64> {
    let county = kept_by(uow.actor())?;
    let draft = query::draft(uow.read(), &county).await?.filter(|draft| draft.revision == publication.revision.0);
    // Of two who publish at once the second finds nothing to drop.
    let draft = draft.ok_or(Refusal::new(Code::DraftMoved))?;
    expect(query::drop(uow, &county, draft.revision).await?)?;
    let latest = query::latest(uow.read(), &county).await?;
    let entries: Vec<Entry> = serde_json::from_str(&draft.entries)?;
    let published = latest.as_ref().map(Version::entries).unwrap_or_default();
    // A version holds every code of the one before: a draft that lacks one was begun from another.
    let has = |old: &Entry| entries.iter().any(|new| new.dictionary == old.dictionary && new.code == old.code);
    expect(published.iter().all(has))?;
    let changes = differences(published, &entries);
    let day = publication.takes_effect_on;
    check_publication(latest.as_ref(), &changes, day, &publication.note, uow.today())?;
    let number = latest.map_or(0, |version| version.number) + 1;
    let count = |how: ChangeKind| changes.iter().filter(|change| change.how == how).count();
    let event = json!({
        "county": county, "version": number, "takes_effect_on": day, "note": publication.note.trim(),
        "added": count(ChangeKind::Added), "changed": count(ChangeKind::Changed), "ended": count(ChangeKind::Ended),
        "entries": entries.len(), "sha256": hex::encode(Sha256::digest(draft.entries.as_bytes())),
    });
    let row = query::VersionRow {
        county: county.clone(),
        version: number,
        takes_effect_on: day.to_string(),
        entries: draft.entries,
        note: publication.note.trim().to_owned(),
        published_at: uow.now(),
        published_by: uow.actor().account,
    };
    query::insert(uow, row).await?;
    uow.record_registry(format!("dictionaries:{county}"), "dictionaries.published", &event)?;
    Ok(number)
}

/// After a publication was committed: the next who reads finds it.
pub fn published(app: &App, ctx: &Ctx) {
    if let Ok(county) = kept_by(&ctx.actor) {
        app.books.stale(&county);
    }
}

/// Refuses a code that may not be filed under what stands above it on this day.
///
/// # Errors
/// [`Code::EntryUnknown`], [`Code::EntryElsewhere`], [`Code::EntryEnded`], at the pointer.
pub(crate) fn require(
    book: &Book,
    (dictionary, code): (Dictionary, Option<&str>),
    parent: &str,
    day: Date,
    pointer: &str,
) -> Result<()> {
    match code.and_then(|code| book.objection(dictionary, code, parent, day)) {
        Some(objection) => Err(Refusal::at(objection, pointer).into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn text_is_decoded_as_spreadsheets_save_it() {
        let text = "code\t排水";
        let (gb, ..) = encoding_rs::GB18030.encode(text);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [text.as_bytes(), &[b"\xef\xbb\xbf", text.as_bytes()].concat(), &gb, &wide] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        assert_eq!(decode(b"PK\x03\x04\0\0"), None, "a spreadsheet");
        assert_eq!(decode(b"\x89PNG\xff"), None);
    }
}
