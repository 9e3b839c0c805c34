//! Notices of counties, in dated versions. Before a county has published one, the words of the house are in force.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Refusal, Text};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_core::privacy::{Notice, NoticeSection};
use bandeng_store::{Ctx, Result};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query::{self, NoticeRow};
use crate::http::App;

/// A version of a county's notice.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeVersion {
    /// 0: the words of the house.
    pub version: i64,
    pub takes_effect_on: Option<Date>,
    pub notice: Notice,
}

/// A part of a notice as a person reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ToldPart {
    pub title: Text,
    pub text: Text,
}

/// A notice as a person reads it, in the order of the law.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ToldNotice {
    pub version: i64,
    pub parts: Vec<ToldPart>,
}

impl NoticeVersion {
    /// As a person reads it. Chinese holds: where nobody wrote English, it stands in its place.
    pub fn told(self) -> ToldNotice {
        let part = |NoticeSection { part, text }: NoticeSection| {
            let en = if text.en.trim().is_empty() { text.zh.clone() } else { text.en };
            ToldPart { title: part.label(), text: Text { zh: text.zh, en } }
        };
        ToldNotice { version: self.version, parts: self.notice.sections.into_iter().map(part).collect() }
    }
}

/// The notice of a county: in force, and what was published.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    pub in_force: NoticeVersion,
    /// The newest first.
    pub versions: Vec<NoticeVersion>,
}

/// A notice to be published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    /// From which day it is read out.
    pub takes_effect_on: Date,
    pub notice: Notice,
}

/// The county whose notice somebody keeps.
fn county_of(actor: &Actor) -> Result<String> {
    require_general(actor, Action::NoticePublish)?;
    let county = actor.post_for(Action::NoticePublish).and_then(|post| post.area.at(Level::County));
    let none = Refusal::new(Code::NotAllowed)
        .with("告知书由各县发布，您的岗位不在某个县。", "Notices are published by counties; your post is not in one.");
    Ok(county.ok_or(none)?.to_string())
}

/// The notice a county reads out on a day.
///
/// # Errors
/// [`bandeng_store::Error::Db`].
pub async fn in_force(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<NoticeVersion> {
    match query::in_force(connection, county, on).await? {
        Some(row) => version(&row),
        None => Ok(preset()),
    }
}

/// Has a county had this version in force by this day? 0 always was.
pub(super) async fn was_told(connection: &impl ConnectionTrait, county: &str, number: i64, on: Date) -> Result<bool> {
    if number == 0 {
        return Ok(true);
    }
    let row = query::version(connection, county, number).await?;
    Ok(row.is_some_and(|row| row.takes_effect_on <= on.to_string()))
}

fn preset() -> NoticeVersion {
    NoticeVersion { version: 0, takes_effect_on: None, notice: Notice::preset() }
}

fn version(row: &NoticeRow) -> Result<NoticeVersion> {
    Ok(NoticeVersion {
        version: row.version,
        takes_effect_on: row.takes_effect_on.parse().ok(),
        notice: serde_json::from_str(&row.body)?,
    })
}

/// The notice of the county that somebody keeps, with all its versions.
pub(super) async fn show(app: &App, actor: &Actor) -> Result<NoticeView> {
    let county = county_of(actor)?;
    let versions = query::versions(app.db.reader(), &county).await?;
    let versions = versions.iter().map(version).collect::<Result<Vec<_>>>()?;
    let today = Some(app.db.today());
    let in_force = versions.iter().find(|version| version.takes_effect_on <= today).cloned();
    Ok(NoticeView { in_force: in_force.unwrap_or_else(preset), versions })
}

/// Publishes a notice for the county. Consents to earlier versions hold; whoever agrees from then on agrees to this one.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::PublicationTooEarly`], [`Code::NoticeUnchanged`], fields.
pub(super) async fn publish(app: &App, ctx: &Ctx, new: &NewNotice) -> Result<NoticeView> {
    let county = county_of(&ctx.actor)?;
    let mut form = Form::default();
    if let Err(refusals) = checked(&new.notice) {
        for refusal in refusals {
            form.refuse(refusal.code, format!("/notice{}", refusal.pointer.unwrap_or_default()));
        }
    }
    if new.takes_effect_on < app.db.today() {
        form.refuse(Code::PublicationTooEarly, "/takes_effect_on");
    }
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let latest = query::versions(uow.read(), &county).await?.first().map(version).transpose()?;
    let latest = latest.unwrap_or_else(preset);
    if latest.takes_effect_on > Some(new.takes_effect_on) {
        return Err(Refusal::at(Code::PublicationTooEarly, "/takes_effect_on").into());
    }
    if latest.notice == new.notice {
        return Err(Refusal::new(Code::NoticeUnchanged).into());
    }
    let number = latest.version + 1;
    let body = serde_json::to_string(&new.notice)?;
    let sha256 = hex::encode(Sha256::digest(body.as_bytes()));
    let row = NoticeRow {
        county: county.clone(),
        version: number,
        takes_effect_on: new.takes_effect_on.to_string(),
        body,
        published_at: uow.now(),
        published_by: ctx.actor.account,
    };
    query::insert(&uow, row).await?;
    let told =
        json!({ "version": number, "takes_effect_on": new.takes_effect_on, "notice": new.notice, "sha256": sha256 });
    uow.record_registry(format!("notices:{county}"), "notice.published", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor).await
}

fn checked(notice: &Notice) -> Result<(), Vec<Refusal>> {
    let mut form = Form::default();
    notice.check(&mut form);
    form.finish()
}
