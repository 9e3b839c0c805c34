//! Which wording holds, drafts of another, seeing and publishing it.

use bandeng_core::kernel::refusal::Form as Fields;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_core::templates::{check_publication, earliest};
use bandeng_docgen::{FORMS, Form, LONGEST_TEMPLATE, PaperData, Pdf, Template, TemplateFault, sample};
use bandeng_store::{Ctx, Error, Result, Uow};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::query::{self, VersionRow};
use super::view::{
    TemplateDraft, TemplateLine, TemplatePublication, TemplateStanding, TemplateVersion, TemplateView, changes, title,
};
use super::wording::{Wording, unprinted};
use crate::http::App;

/// The county whose wording somebody keeps.
fn kept_by(actor: &Actor) -> Result<String> {
    require_general(actor, Action::TemplateEdit)?;
    let county = actor.post_for(Action::TemplateEdit).and_then(|post| post.area.at(Level::County));
    let none = Refusal::new(Code::NotAllowed).with(
        "文书模板由各县维护，您的岗位不在某个县。",
        "The wording of papers is kept by counties; your post is not in one.",
    );
    Ok(county.ok_or(none)?.to_string())
}

fn form_of(slug: &str) -> Result<&'static Form, Refusal> {
    Form::by_slug(slug).ok_or(Refusal::new(Code::NotFound))
}

/// What a version says.
fn text_of<'a>(row: &'a VersionRow, form: &'a Form) -> &'a str {
    if row.text.is_empty() { form.template } else { &row.text }
}

/// The county's own text, and the standard text it was made of is no longer the one of the program.
fn is_behind(row: &VersionRow, form: &Form) -> bool {
    !row.text.is_empty() && row.standard != form.template
}

fn is_broken(row: &VersionRow, form: &Form) -> bool {
    !row.text.is_empty() && Template::read(&row.text, form).is_err()
}

fn day_of(row: &VersionRow) -> Result<Date> {
    row.takes_effect_on.parse().map_err(|_| Error::Damaged("the day of a template".into()))
}

/// All forms, and how the wording of each stands.
pub(super) async fn list(app: &App, actor: &Actor) -> Result<Vec<TemplateLine>> {
    let county = kept_by(actor)?;
    let today = app.db.today();
    let standing = query::standing(app.db.reader(), &county, today).await?;
    let drafted = query::drafted(app.db.reader(), &county).await?;
    FORMS
        .iter()
        .map(|form| {
            let (mut held, mut waiting) = (None, None);
            for row in standing.iter().filter(|row| row.form == form.slug) {
                match day_of(row)? {
                    day if day <= today => held = Some((row, day)),
                    day => waiting = Some(day),
                }
            }
            let latest = standing.iter().rev().find(|row| row.form == form.slug);
            Ok(TemplateLine {
                form: form.slug,
                code: form.code,
                title: title(form),
                own: held.is_some_and(|(row, _)| !row.text.is_empty()),
                since: held.map(|(_, day)| day),
                waiting,
                draft: drafted.iter().any(|slug| slug == form.slug),
                older_standard: latest.is_some_and(|row| is_behind(row, form)),
                broken: held.is_some_and(|(row, _)| is_broken(row, form)),
            })
        })
        .collect()
}

/// A form with its wording, its versions, and what is being edited.
///
/// # Errors
/// [`Code::NotFound`] for a form there is not.
pub(super) async fn read(app: &App, actor: &Actor, slug: &str) -> Result<TemplateView> {
    let county = kept_by(actor)?;
    let form = form_of(slug)?;
    let today = app.db.today();
    let rows = query::versions(app.db.reader(), &county, form.slug).await?;
    let latest = rows.first();
    let draft = match query::draft(app.db.reader(), &county, form.slug).await? {
        Some(row) => TemplateDraft {
            revision: IdText(row.revision),
            saved_at: Some(row.saved_at),
            saved_by: Some(query::name(&app.db, row.saved_by).await?),
            ..draft_of(form, row.text)
        },
        None => draft_of(form, latest.map_or(form.template, |row| text_of(row, form)).to_owned()),
    };
    let mut held = None;
    let mut versions = Vec::with_capacity(rows.len());
    for row in &rows {
        let day = day_of(row)?;
        let standing = match held {
            _ if day > today => TemplateStanding::Waiting,
            None => TemplateStanding::InForce,
            Some(_) => TemplateStanding::Over,
        };
        if standing == TemplateStanding::InForce {
            held = Some(row);
        }
        versions.push(TemplateVersion {
            version: row.version,
            takes_effect_on: day,
            standing,
            standard: row.text.is_empty(),
            text: text_of(row, form).to_owned(),
            note: row.note.clone(),
            published_at: row.published_at,
            published_by: query::name(&app.db, row.published_by).await?,
        });
    }
    Ok(TemplateView {
        form: form.slug,
        code: form.code,
        title: title(form),
        standard: form.template,
        draft,
        versions,
        standard_changes: match latest.filter(|row| is_behind(row, form)) {
            Some(row) => changes(&row.standard, form.template),
            None => Vec::new(),
        },
        broken: held.is_some_and(|row| is_broken(row, form)),
        fields: Template::fields(form),
        earliest: earliest(latest.map(day_of).transpose()?, today),
    })
}

fn draft_of(form: &Form, text: String) -> TemplateDraft {
    let faults = Template::read(&text, form).err().unwrap_or_default();
    TemplateDraft {
        revision: IdText(0),
        faults: faults.into_iter().map(Into::into).collect(),
        from_standard: changes(form.template, &text),
        text,
        saved_at: None,
        saved_by: None,
    }
}

/// Keeps a draft, with whatever faults it has: nothing typed is lost.
///
/// # Errors
/// [`Code::NotFound`], [`Code::DraftMoved`], [`Code::TooLong`].
pub async fn save(uow: &Uow, slug: &str, seen: i64, text: &str) -> Result<Id> {
    let county = kept_by(uow.actor())?;
    let form = form_of(slug)?;
    let text = text.replace("\r\n", "\n");
    let mut fields = Fields::default();
    if text.len() > LONGEST_TEMPLATE {
        fields.refuse(Code::TooLong, "/text");
    } else {
        fields.text(&text, LONGEST_TEMPLATE, "/text");
    }
    fields.finish()?;
    let revision = uow.next_id();
    let draft = query::Draft {
        county,
        form: form.slug.to_owned(),
        revision,
        text,
        saved_at: uow.now(),
        saved_by: uow.actor().account,
    };
    expect(query::save(uow, seen, draft).await?)?;
    Ok(revision)
}

fn expect(written: bool) -> Result<()> {
    if written { Ok(()) } else { Err(Refusal::new(Code::DraftMoved).into()) }
}

/// Throws the draft away.
///
/// # Errors
/// [`Code::NotFound`], [`Code::DraftMoved`].
pub(super) async fn discard(uow: &Uow, slug: &str, seen: i64) -> Result<()> {
    let county = kept_by(uow.actor())?;
    expect(query::drop(uow, &county, form_of(slug)?.slug, seen).await?)
}

/// A text that can be used; its faults otherwise, at `/text/{line}/{column}`.
fn readable(text: &str, form: &Form) -> Result<Template> {
    let told = |fault: TemplateFault| {
        Refusal::at(Code::TemplateFaulty, format!("/text/{}/{}", fault.line, fault.column)).with(fault.zh(), fault.en())
    };
    Template::read(text, form).map_err(|faults| Error::Refused(faults.into_iter().map(told).collect()))
}

/// Prints a text with an invented case.
async fn specimen(app: &App, form: &'static Form, text: &str) -> Result<Pdf> {
    let wording = Wording::Own(readable(text, form)?.into());
    let fonts = app.fonts.clone();
    // No paper of anybody's: it says that it is a draft, and its mark leads nowhere.
    let data = PaperData { mark: String::new(), check_at: String::new(), provisional: true, ..sample::full() };
    let work = tokio::task::spawn_blocking(move || wording.render(form, &data, &fonts));
    let printed = work.await.map_err(|_| Error::Other(format!("printing {} panicked", form.code)))?;
    printed.map_err(|error| unprinted(&error))
}

/// What is being edited, printed with an invented case.
///
/// # Errors
/// [`Code::NotFound`], [`Code::TemplateFaulty`], [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn preview(app: &App, actor: &Actor, slug: &str) -> Result<Pdf> {
    let county = kept_by(actor)?;
    let form = form_of(slug)?;
    let text = match query::draft(app.db.reader(), &county, form.slug).await? {
        Some(draft) => draft.text,
        None => {
            let rows = query::versions(app.db.reader(), &county, form.slug).await?;
            rows.first().map_or(form.template, |row| text_of(row, form)).to_owned()
        }
    };
    specimen(app, form, &text).await
}

/// Publishes the draft as the next version; returns its number. From then on it never changes. A draft that says what the
/// program's own text says goes back to that text.
///
/// # Errors
/// [`Code::NotFound`], [`Code::DraftMoved`], [`Code::NothingToPublish`], [`Code::WordingTooEarly`], fields; what
/// keeps it from being printed.
pub async fn publish(app: &App, ctx: &Ctx, slug: &str, publication: &TemplatePublication) -> Result<i64> {
    let county = kept_by(&ctx.actor)?;
    let form = form_of(slug)?;
    let draft = query::draft(app.db.reader(), &county, form.slug).await?;
    let draft = draft.filter(|draft| draft.revision == publication.revision.0).ok_or(Refusal::new(Code::DraftMoved))?;
    // Typeset before the transaction: what cannot be printed must not be found out at the counter.
    specimen(app, form, &draft.text).await?;

    let mut uow = app.begin(ctx).await?;
    // Of two who publish at once the second finds nothing to drop.
    expect(query::drop(&uow, &county, form.slug, draft.revision).await?)?;
    let rows = query::versions(uow.read(), &county, form.slug).await?;
    let latest = rows.first();
    let standard = draft.text.trim_end() == form.template.trim_end();
    let text = if standard { String::new() } else { draft.text };
    // The same words upon another standard: somebody has looked at what changed and keeps them.
    let same = latest.map_or(standard, |row| row.text == text && !is_behind(row, form));
    if same {
        return Err(Refusal::new(Code::NothingToPublish).into());
    }
    let day = publication.takes_effect_on;
    check_publication(latest.map(day_of).transpose()?, day, &publication.note, uow.today())?;
    let version = query::last_number(uow.read(), &county).await? + 1;
    let note = publication.note.trim();
    let event = json!({
        "county": county, "version": version, "form": form.slug, "title": title(form), "takes_effect_on": day,
        "standard": standard, "note": note, "sha256": hex::encode(Sha256::digest(text.as_bytes())),
    });
    let row = VersionRow {
        county: county.clone(),
        version,
        form: form.slug.to_owned(),
        takes_effect_on: day.to_string(),
        text,
        standard: form.template.to_owned(),
        note: note.to_owned(),
        published_at: uow.now(),
        published_by: uow.actor().account,
    };
    query::insert(&uow, row).await?;
    uow.record_registry(format!("templates:{county}"), "templates.published", &event)?;
    uow.commit().await?;
    app.wordings.stale(&county);
    Ok(version)
}
