//! Destroying one file.

use std::sync::Arc;

use bandeng_core::dossier::Retention;
use bandeng_core::kernel::Date;
use bandeng_core::matters::{MatterEvent, MatterRecord, MatterState};
use bandeng_core::mediation::Mediation;
use bandeng_core::privacy::destroying::{GONE, blank};
use bandeng_core::privacy::rights::kept_until;
use bandeng_store::jobs::Job;
use bandeng_store::{Document, Error, Result, Uow};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::query;
use crate::http::App;
use crate::matters::case::{Matter, PartyDetails};
use crate::privacy::retention::closed_on;

/// The job that removes bytes.
pub(crate) const DESTROY_BYTES: &str = "destroy_bytes";

/// What is destroyed, as its list says it.
pub(super) struct Sentence {
    pub list: String,
    pub class: Retention,
    pub until: Date,
}

/// Why a matter is kept after all; none if its time is over.
pub(super) async fn why_kept(app: &App, matter: &Matter, today: Date) -> Result<Option<&'static str>> {
    if matter.row.title == GONE {
        return Ok(Some("已经销毁"));
    }
    if matter.state == MatterState::Open {
        return Ok(Some("已恢复办理"));
    }
    if matter.record.hold.as_ref().is_some_and(|hold| hold.until >= today) {
        return Ok(Some("暂停删除"));
    }
    let class = app.settings.retention.of(matter.kind);
    let closed = closed_on(&app.db, &matter.row).await?;
    let until = closed.and_then(|closed| kept_until(closed, class, &app.settings.retention));
    Ok(until.is_none_or(|until| until >= today).then_some("保管期限未满"))
}

/// Takes what people wrote out of everything that is kept about a matter that is held by the unit of work, and says so on its
/// chain.
///
/// # Errors
/// [`Error::Damaged`] if a document would not be readable without it; then nothing is done.
pub(super) async fn destroy(uow: &mut Uow, matter: &Matter, sentence: &Sentence) -> Result<()> {
    let key = matter.key.clone();
    let rows = uow.rows_mut(&key)?;
    GONE.clone_into(&mut rows.matter.title);
    GONE.clone_into(&mut rows.matter.narrative);
    rows.matter.place = String::new();
    let mut record = blanked::<MatterRecord>(rows.matter.record.text())?;
    // What was sealed is no text, and cannot be opened where one stands.
    record.reporter_secret = None;
    if let Some(lead) = &mut record.lead {
        lead.phone_sealed = None;
    }
    rows.matter.record = Document::of(Arc::new(record));
    for party in &mut rows.parties {
        GONE.clone_into(&mut party.name);
        (party.sex, party.born_on) = (None, None);
        (party.occupation, party.address) = (String::new(), String::new());
        (party.phone_sealed, party.phone_hash) = (None, None);
        let elected = PartyDetails::clone(&*party.details.read()?).elected;
        let details = PartyDetails { elected, ..PartyDetails::default() };
        party.details = Document::of(Arc::new(details));
    }
    for proceeding in &mut rows.proceedings {
        let mut body: Value = serde_json::from_str(proceeding.body.text())?;
        blank(&mut body);
        if proceeding.kind == "mediation" {
            // Figures are counted from it: it must be readable.
            serde_json::from_value::<Mediation>(body.clone())?;
        }
        proceeding.body = Document::from_text(body.to_string());
    }
    for day in &mut rows.deadlines {
        let mut body: Value = serde_json::from_str(day.body.text())?;
        blank(&mut body);
        day.body = Document::from_text(body.to_string());
    }
    for grant in &mut rows.grants {
        GONE.clone_into(&mut grant.purpose);
    }
    let objects = query::objects(uow, &key).await?;
    let files = u16::try_from(objects.len()).unwrap_or(u16::MAX);
    query::blank(uow, &key, matter.code.as_str(), GONE).await?;
    if !objects.is_empty() {
        // With the rows, so that none of them is forgotten; after the commit, so that none is gone too early.
        let run_at = uow.now();
        uow.enqueue(Job { kind: DESTROY_BYTES, payload: json!(objects), run_at, unique_key: None });
    }
    let Sentence { list, class, until } = sentence;
    let event = MatterEvent::Destroyed { class: *class, until: *until, files, list: list.clone() };
    uow.record(&key, event.kind(), &event)?;
    Ok(())
}

/// A document without what people wrote.
fn blanked<T: DeserializeOwned>(text: &str) -> Result<T> {
    let mut value: Value = serde_json::from_str(text)?;
    blank(&mut value);
    Ok(serde_json::from_value(value)?)
}

/// Removes bytes; those that are gone already are no fault.
pub(crate) async fn destroy_bytes(app: &App, payload: Value) -> Result<()> {
    let keys: Vec<String> = serde_json::from_value(payload)?;
    for key in keys {
        match app.objects.delete(&Path::from(key.as_str())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(Error::Other(format!("the bytes of a file cannot be removed: {error}"))),
        }
    }
    Ok(())
}
