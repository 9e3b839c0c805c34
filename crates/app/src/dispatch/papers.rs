//! Papers of an event: the order to each unit, the steps of the ladder, a leader's charge. They are issued as those of a
//! mediation are: with a mark and a hash, the same to the byte, and anybody who has one can ask whether it is true.
//!
//! A paper tells what was recorded when it was made, so that what happens afterwards does not change it. Who reported and who of
//! a unit handles it stand on none.

use bandeng_core::dispatch::ladder::Rung;
use bandeng_core::dispatch::{Charge, Dispatch, LadderStep, Unit};
use bandeng_core::kernel::{Code, Date, Instant, Refusal, Text, china_date, china_time, day_zh};
use bandeng_core::places::Level;
use bandeng_docgen as paper;
use bandeng_docgen::{Form, PaperData, lacking, substance};
use bandeng_store::{Ctx, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::case::Matter;
use crate::matters::list::event_word;
use crate::matters::query as matter_rows;
use crate::papers::issue::{Set, Wanted, issue};
use crate::papers::query::Which;
use crate::papers::service::{Format, Printed, place};
use crate::templates::wording::unprinted;

/// A paper of an event that can be printed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventPaper {
    /// Its name in addresses: `event-order`.
    pub slug: String,
    pub title: Text,
    /// To whom it is addressed; the leader, of a charge.
    pub to: Vec<String>,
    /// Which unit or which step; none of a charge.
    pub no: Option<u16>,
    pub on: Date,
    /// Where it is, as PDF.
    pub url: String,
    /// Where it is to be edited, as DOCX.
    pub docx: String,
}

/// What a paper is about.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Order(&'a Unit),
    Step(&'a Rung),
    Charge(&'a Charge),
}

impl Subject<'_> {
    fn slug(self) -> &'static str {
        match self {
            Subject::Order(_) => "event-order",
            Subject::Step(rung) => match rung.step {
                LadderStep::Reminder => "event-reminder",
                LadderStep::Supervision => "event-supervision",
                LadderStep::PublicSupervision => "event-public-supervision",
                LadderStep::Talk => "event-talk",
            },
            Subject::Charge(_) => "event-charge",
        }
    }

    fn no(self) -> Option<u16> {
        match self {
            Subject::Order(unit) => Some(unit.no),
            Subject::Step(rung) => Some(rung.no),
            Subject::Charge(_) => None,
        }
    }

    fn at(self) -> Instant {
        match self {
            Subject::Order(unit) => unit.sent_at,
            Subject::Step(rung) => rung.at,
            Subject::Charge(charge) => charge.since,
        }
    }

    fn to(self, d: &Dispatch) -> Vec<String> {
        match self {
            Subject::Order(unit) => vec![unit.name.clone()],
            Subject::Step(rung) => rung.units.iter().filter_map(|no| Some(d.unit(*no)?.name.clone())).collect(),
            Subject::Charge(charge) => vec![charge.leader_name.clone()],
        }
    }

    /// The body in whose name it stands; empty where a rule made it.
    fn from(self) -> String {
        match self {
            Subject::Order(unit) => unit.from.clone(),
            Subject::Step(rung) => rung.from.clone(),
            Subject::Charge(charge) => charge.from.clone(),
        }
    }
}

fn subjects(d: &Dispatch) -> impl Iterator<Item = Subject<'_>> {
    let orders = d.units.iter().map(Subject::Order);
    orders.chain(d.rungs.iter().map(Subject::Step)).chain(d.charge.iter().map(Subject::Charge))
}

fn form(subject: Subject<'_>) -> Result<&'static Form> {
    Ok(Form::by_slug(subject.slug()).ok_or(Refusal::new(Code::NotFound))?)
}

/// The papers there are, in the order in which they came about within each kind.
pub(super) fn list(matter: &Matter, n: u16, d: &Dispatch) -> Result<Vec<EventPaper>> {
    subjects(d)
        .map(|subject| {
            let form = form(subject)?;
            let path = format!("/api/v1/matters/{}/dispatches/{n}/papers/{}", matter.code, form.slug);
            let (url, docx) = match subject.no() {
                Some(no) => (format!("{path}?no={no}"), format!("{path}?no={no}&format=docx")),
                None => (path.clone(), format!("{path}?format=docx")),
            };
            Ok(EventPaper {
                slug: form.slug.to_owned(),
                title: Text::new(form.title.zh, form.title.en),
                to: subject.to(d),
                no: subject.no(),
                on: china_date(subject.at()),
                url,
                docx,
            })
        })
        .collect()
}

/// Prints one, or writes it to be edited. A PDF is issued.
///
/// # Errors
/// [`Code::NotFound`] for a form or a number there is not, [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn print(
    app: &App,
    ctx: &Ctx,
    (matter, n, d): (&Matter, u16, &Dispatch),
    (slug, no): (&str, Option<u16>),
    format: Format,
) -> Result<Printed> {
    let subject = subjects(d).filter(|subject| subject.slug() == slug && (no.is_none() || subject.no() == no)).last();
    let subject = subject.ok_or(Refusal::new(Code::NotFound))?;
    let form = form(subject)?;
    let data = compose(app, matter, d, subject).await?;
    let wording = app.wordings.of(&app.db, &matter.key.county, form, d.opened_on).await?;
    let bytes = match format {
        Format::Docx => wording.write(form, &data).map_err(|error| unprinted(&error))?.bytes,
        Format::Pdf if !lacking(form, &data).is_empty() => {
            wording.typeset(form, data, &app.fonts).await?.map_err(|error| unprinted(&error))?.bytes
        }
        Format::Pdf => {
            let event = data.event.clone().unwrap_or_default();
            let wanted = Wanted {
                matter,
                which: Which { matter: &matter.key, proceeding: n, slug: form.slug, no: subject.no().unwrap_or(0) },
                title: Text::new(form.title.zh, form.title.en),
                number: event.number,
                issuer: event.from,
                substance: substance(form, &data).map_err(|error| unprinted(&error))?,
                about: String::new(),
            };
            let (data, wording) = (&data, &wording);
            let issued = issue(app, ctx, &wanted, |mark| {
                let data = PaperData { check_at: app.settings.check_at(&mark), mark, ..data.clone() };
                async move {
                    let pdf = wording.clone().typeset(form, data, &app.fonts).await?.map_err(|e| unprinted(&e))?;
                    Ok(Set { bytes: pdf.bytes, pages: pdf.pages, about: None })
                }
            });
            issued.await?.bytes.to_vec()
        }
    };
    Ok(Printed::called(bytes, form, subject.no(), matter, format))
}

/// What a paper says.
async fn compose(app: &App, matter: &Matter, d: &Dispatch, subject: Subject<'_>) -> Result<PaperData> {
    let area = &matter.facts.area;
    // Where a rule did it, it stands in the name of the centre.
    let desk = query::centre(&app.db, area).await?.unwrap_or(matter.row.desk_id);
    let above = [Level::Town, Level::Village, Level::Grid].into_iter().filter_map(|level| area.at(level));
    let names = matter_rows::names(app.db.reader(), [], [desk], above.map(|code| code.to_string())).await?;
    let book = app.books.of(&app.db, &matter.key.county).await?;
    let from = match subject.from() {
        from if from.is_empty() => names.organisation(desk),
        from => from,
    };
    let kind = match subject {
        Subject::Order(_) => "派",
        Subject::Step(_) => "督",
        Subject::Charge(_) => "包",
    };
    let event = paper::EventSheet {
        number: format!("{} {kind}{}", matter.code.grouped(), subject.no().unwrap_or(1)),
        from: from.clone(),
        to: subject.to(d),
        category: event_word(&d.category, Some((&book, d.opened_on))).name.zh,
        level: d.level.as_ref().map(|level| level.zh.clone()).unwrap_or_default(),
        reported_at: Some(china_time(matter.row.registered_at)),
        whistle: d.whistle,
        lead: match subject {
            Subject::Step(rung) => lead_at(d, rung.at),
            _ => String::new(),
        },
        on: Some(china_date(subject.at())),
        ..event(d, subject)
    };
    Ok(PaperData {
        matter: paper::Matter {
            code: matter.code.to_string(),
            code_grouped: matter.code.grouped(),
            title: matter.row.title.clone(),
            place: place(area, &|code| names.area(code), &matter.row.place),
            narrative: matter.row.narrative.clone(),
            ..Default::default()
        },
        committee: paper::Committee { name: from, ..Default::default() },
        event: Some(event),
        printed_on: Some(app.db.today()),
        ..Default::default()
    })
}

/// What belongs to the subject alone.
fn event(d: &Dispatch, subject: Subject<'_>) -> paper::EventSheet {
    match subject {
        Subject::Order(unit) => {
            let together: Vec<_> = d.units.iter().filter(|one| one.sent_at == unit.sent_at).map(task).collect();
            paper::EventSheet {
                task: Some(task(unit)),
                units: if together.len() > 1 { together } else { Vec::new() },
                ..Default::default()
            }
        }
        Subject::Step(rung) => {
            let before = d.rungs.iter().filter(|one| one.no < rung.no).map(|one| {
                let (on, step, ground) = (china_date(one.at), one.step.label().zh, one.ground.label().zh);
                format!("{}{step}：{ground}", day_zh(on))
            });
            paper::EventSheet {
                step: Some(paper::EventStep {
                    ground_label: rung.ground.label().zh,
                    note: rung.note.clone(),
                    sent_on: d.units.first().map(|unit| china_date(unit.sent_at)),
                    until: Some(rung.until),
                    before: before.collect(),
                }),
                ..Default::default()
            }
        }
        Subject::Charge(charge) => paper::EventSheet {
            charge: Some(paper::EventCharge {
                leader: charge.leader_name.clone(),
                unit: d.unit(charge.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
                since: Some(china_date(charge.since)),
                target_on: Some(charge.target_on),
                meetings: charge
                    .meetings
                    .iter()
                    .map(|one| paper::ChargeMeeting { on: Some(one.on), text: one.text.clone() })
                    .collect(),
                result: charge.result.clone().unwrap_or_default(),
            }),
            ..Default::default()
        },
    }
}

fn task(unit: &Unit) -> paper::EventTask {
    paper::EventTask {
        name: unit.name.clone(),
        part_label: unit.part.label().zh,
        task: unit.task.clone(),
        sent_at: Some(china_time(unit.sent_at)),
        answer_by: unit.answer_by.map(china_time),
        finish_by: unit.finish_by.map(china_time),
    }
}

/// The unit that led at an instant: the one asked last that had accepted by then, or else the one asked first.
fn lead_at(d: &Dispatch, at: Instant) -> String {
    use bandeng_core::dispatch::UnitPart;
    let leads = || d.units.iter().filter(|unit| unit.part == UnitPart::Lead && unit.sent_at <= at);
    let accepted = leads().rfind(|unit| unit.accepted_at.is_some_and(|accepted| accepted <= at));
    accepted.or_else(|| leads().next()).map(|unit| unit.name.clone()).unwrap_or_default()
}
