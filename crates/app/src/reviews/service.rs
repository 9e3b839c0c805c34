//! Drawing files, looking at them, scoring them, sending them back.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use bandeng_core::follow_ups::is_followed_up;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, MatterCode, Refusal, Text};
use bandeng_core::matters::{MatterMove, MatterState};
use bandeng_core::mediation::Mediation;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Rule, rule};
use bandeng_core::reviews::check::{Seen, check};
use bandeng_core::reviews::{
    Given, MOST_FILES, ReviewFileState, ReviewState, Rubric, Scored, draw, figures, seed_is_sound,
};
use bandeng_store::{Ctx, Error, Result, Uow};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::query::{self, FileRow, Review};
use super::rubrics::{county_of, in_force};
use super::view::{
    CommitteeFigures, DrawView, ReviewFileLine, ReviewFileView, ReviewItem, ReviewLine, ReviewPage, ReviewView,
};
use crate::http::App;
use crate::matters::case;
use crate::matters::query as matter_rows;
use crate::matters::service as matters;
use crate::mediation::service::party_facts;
use crate::papers::service as papers;

/// Files a list may have from which is drawn: a county's busy years.
const POPULATION: usize = 50_000;
/// Reviews on a page.
const PAGE: u64 = 25;

/// A draw to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DrawRequest {
    /// The area's code; the reviewer's own where left out.
    #[serde(default)]
    pub area: Option<String>,
    /// The year of the files' numbers.
    pub year: i16,
    /// How many files.
    pub files: u16,
    /// Dice, a lottery's number; one is drawn where left out.
    #[serde(default)]
    pub seed: Option<String>,
}

/// Points for a file.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoreRequest {
    pub given: Vec<Given>,
}

/// A file that goes back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnRequest {
    /// The matter's version.
    pub version: i64,
    pub reason: String,
    /// By when it is to be mended.
    pub until: Date,
}

fn stream(id: Id) -> String {
    format!("review:{id}")
}

/// The areas whose reviews somebody reads: where their posts let them draw.
fn areas(actor: &Actor) -> Result<Vec<AreaCode>, Refusal> {
    let posts = actor.posts.iter().filter(|post| rule(post.role, Action::ReviewDraw) != Rule::Never);
    let areas: Vec<AreaCode> = posts.map(|post| post.area.clone()).collect();
    if areas.is_empty() { Err(Refusal::new(Code::NotAllowed)) } else { Ok(areas) }
}

/// What is not within reach is not there.
fn require_reach(actor: &Actor, review: &Review) -> Result<()> {
    let area: AreaCode = review.area.parse()?;
    if areas(actor)?.iter().any(|own| own.contains(&area)) { Ok(()) } else { Err(Refusal::new(Code::NotFound).into()) }
}

/// Draws files by lot and writes down how.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::NothingToDraw`], fields.
pub(super) async fn draw_files(app: &App, ctx: &Ctx, request: &DrawRequest) -> Result<ReviewView> {
    let county = county_of(&ctx.actor)?;
    let post = ctx.actor.post_for(Action::ReviewDraw).ok_or(Refusal::new(Code::NotAllowed))?.clone();
    let mut form = Form::default();
    let area = match request.area.as_deref().filter(|area| !area.trim().is_empty()) {
        Some(area) => form.check(area.parse::<AreaCode>(), "/area"),
        None => Some(post.area.clone()),
    };
    if !(1..=MOST_FILES as u16).contains(&request.files) {
        form.refuse(Code::OutOfRange, "/files");
    }
    if !(1990..=app.db.today().year()).contains(&request.year) {
        form.refuse(Code::OutOfRange, "/year");
    }
    let seed = match request.seed.as_deref().map(str::trim).filter(|seed| !seed.is_empty()) {
        Some(seed) if !seed_is_sound(seed) => {
            form.refuse(Code::SeedMalformed, "/seed");
            String::new()
        }
        Some(seed) => seed.to_owned(),
        None => hex::encode(app.db.env().random::<8>()),
    };
    form.finish()?;
    let Some(area) = area else { return Err(Refusal::at(Code::AreaMalformed, "/area").into()) };
    ctx.actor.require_area(Action::ReviewDraw, &area)?;
    let arms = ctx.actor.arms(Action::ReviewDraw);
    let found = query::candidates(&app.db, &arms, &area, request.year, POPULATION + 1).await?;
    if found.is_empty() {
        return Err(Refusal::new(Code::NothingToDraw).into());
    }
    if found.len() > POPULATION {
        return Err(Refusal::at(Code::TooManyRows, "/area").into());
    }
    let codes: Vec<String> = found.iter().map(|file| file.code.clone()).collect();
    let drawn = draw(&seed, &codes, usize::from(request.files));
    let mut uow = app.begin(ctx).await?;
    let rubric = in_force(uow.read(), county.as_str(), uow.today()).await?;
    let id = uow.next_id();
    let files = drawn.iter().zip(1..).filter_map(|(code, n)| {
        let file = found.iter().find(|file| file.code == *code)?;
        let m: Mediation = serde_json::from_str(&file.body).ok()?;
        Some(FileRow {
            review_id: id,
            n,
            county: file.county.clone(),
            matter_id: file.matter,
            proceeding: file.proceeding,
            code: code.clone(),
            number: m.dossier_number.map(|number| number.to_string()).unwrap_or_default(),
            committee_id: file.committee,
            state: ReviewFileState::Waiting.to_string(),
            scored: None,
            score: None,
            reason: String::new(),
            until_on: None,
            scored_at: None,
            scored_by: None,
        })
    });
    let files: Vec<FileRow> = files.collect();
    let review = Review {
        id,
        organisation_id: post.organisation,
        area: area.to_string(),
        year: i32::from(request.year),
        seed: seed.clone(),
        population: codes.len() as i32,
        state: ReviewState::Open.to_string(),
        rubric_version: rubric.version,
        rubric: serde_json::to_string(&rubric.rubric)?,
        drawn_at: uow.now(),
        drawn_by: ctx.actor.account,
        finished_at: None,
    };
    query::insert(&uow, review, files).await?;
    // The whole list: without it nobody could draw again.
    let told = json!({
        "area": area, "year": request.year, "seed": seed, "rubric": rubric.version, "drawn": drawn, "candidates": codes,
    });
    uow.record_registry(stream(id), "review.drawn", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// A page of the reviews within reach, the newest first.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::UnknownValue`].
pub(super) async fn page(app: &App, actor: &Actor, after: Option<&str>) -> Result<ReviewPage> {
    let areas = areas(actor)?;
    let after =
        after.map(|after| after.parse::<Id>().map_err(|_| Refusal::at(Code::UnknownValue, "after"))).transpose()?;
    let mut found = query::page(&app.db, &areas, after, PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|review| review.id.to_string());
    let reader = app.db.reader();
    let files = query::files(reader, &found.iter().map(|review| review.id).collect::<Vec<_>>()).await?;
    let names = matter_rows::names(reader, [], [], found.iter().map(|review| review.area.clone())).await?;
    let items = found
        .iter()
        .map(|review| {
            let own: Vec<&FileRow> = files.iter().filter(|file| file.review_id == review.id).collect();
            line(review, &own, names.area(&review.area))
        })
        .collect::<Result<_>>()?;
    Ok(ReviewPage { items, next })
}

fn line(review: &Review, files: &[&FileRow], area_name: String) -> Result<ReviewLine> {
    let rubric: Rubric = serde_json::from_str(&review.rubric)?;
    Ok(ReviewLine {
        id: IdText(review.id),
        area: review.area.clone(),
        area_name,
        year: review.year as i16,
        state: ReviewState::from_str(&review.state)?,
        drawn_at: review.drawn_at,
        population: review.population as u32,
        figures: count(&rubric, files)?,
    })
}

fn count(rubric: &Rubric, files: &[&FileRow]) -> Result<bandeng_core::reviews::Figures> {
    let scored: Vec<(Option<Scored>, bool)> =
        files.iter().map(|file| Ok((scored(file)?, went_back(file)))).collect::<Result<_>>()?;
    Ok(figures(rubric, scored.iter().map(|(scored, back)| (scored.as_ref(), *back))))
}

fn scored(file: &FileRow) -> Result<Option<Scored>> {
    Ok(file.scored.as_deref().map(serde_json::from_str).transpose()?)
}

fn went_back(file: &FileRow) -> bool {
    file.state == ReviewFileState::Returned.as_str()
}

/// A review with its files and its figures.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(super) async fn show(app: &App, actor: &Actor, id: Id) -> Result<ReviewView> {
    let reader = app.db.reader();
    let review = query::one(reader, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    require_reach(actor, &review)?;
    let files = query::files(reader, &[id]).await?;
    let organisations = files.iter().map(|file| file.committee_id).chain([review.organisation_id]);
    let names = matter_rows::names(reader, [], organisations, [review.area.clone()]).await?;
    let codes: Vec<String> = files.iter().map(|file| file.code.clone()).collect();
    let archived = query::archived(reader, &codes).await?;
    let rubric: Rubric = serde_json::from_str(&review.rubric)?;
    let mut by_committee: BTreeMap<Id, Vec<&FileRow>> = BTreeMap::new();
    for file in &files {
        by_committee.entry(file.committee_id).or_default().push(file);
    }
    let mut committees: Vec<CommitteeFigures> = by_committee
        .into_iter()
        .map(|(id, files)| Ok(CommitteeFigures { committee: names.organisation(id), figures: count(&rubric, &files)? }))
        .collect::<Result<_>>()?;
    committees.sort_by(|a, b| a.committee.cmp(&b.committee));
    let state = ReviewState::from_str(&review.state)?;
    Ok(ReviewView {
        line: line(&review, &files.iter().collect::<Vec<_>>(), names.area(&review.area))?,
        organisation: names.organisation(review.organisation_id),
        seed: review.seed.clone(),
        rubric_version: review.rubric_version,
        complete: state == ReviewState::Open && files.iter().all(|file| !waits(file, &archived)),
        rubric,
        files: files
            .iter()
            .map(|file| file_line(file, names.organisation(file.committee_id), archived.contains(&file.code)))
            .collect::<Result<_>>()?,
        committees,
    })
}

fn file_line(file: &FileRow, committee: String, archived: bool) -> Result<ReviewFileLine> {
    let state = ReviewFileState::from_str(&file.state)?;
    Ok(ReviewFileLine {
        n: file.n as u16,
        grouped: file.code.parse::<MatterCode>()?.grouped(),
        code: file.code.clone(),
        number: file.number.clone(),
        committee,
        state,
        score: file.score.map(|score| score as u16),
        reason: file.reason.clone(),
        until: file.until_on.as_deref().and_then(|day| day.parse().ok()),
        mended: state == ReviewFileState::Returned && archived,
        away: state == ReviewFileState::Waiting && !archived,
    })
}

/// It is still to be looked at. What was opened again, sealed or destroyed before anybody scored it holds nothing up.
fn waits(file: &FileRow, archived: &BTreeSet<String>) -> bool {
    file.scored.is_none() && archived.contains(&file.code)
}

/// A drawn file with what the house sees of it by itself.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`]; a matter that was sealed since is not there any more.
pub(super) async fn file(app: &App, ctx: &Ctx, id: Id, n: i32) -> Result<ReviewFileView> {
    let reader = app.db.reader();
    let review = query::one(reader, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    require_reach(&ctx.actor, &review)?;
    let row = query::file(reader, id, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    let matter = case::read(reader, &row.code.parse()?, app.db.now()).await?;
    // One that was sent back is not finished any more and may be out of reach; its score stays to be read.
    let reaches = ctx.actor.may(Action::MatterReview, &matter.facts);
    if !reaches && !went_back(&row) {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let rubric: Rubric = serde_json::from_str(&review.rubric)?;
    let proceeding = row.proceeding as u16;
    let printed = if reaches { papers::list(app, &ctx.actor, &matter, proceeding).await? } else { Vec::new() };
    let rows = matter_rows::mediations(reader, &matter.key).await?;
    let body = rows.iter().find(|found| found.n == row.proceeding).ok_or(Refusal::new(Code::NotFound))?;
    let m = body.body.read::<Mediation>()?;
    let today = app.db.today();
    let parties: Vec<_> = matter.parties.iter().map(|party| party_facts(party, today)).collect();
    let lacking: Vec<Text> = printed
        .iter()
        .filter(|paper| paper.required)
        .flat_map(|paper| paper.lacking.iter().map(|lack| lack.label.clone()))
        .collect();
    let seen = Seen {
        source: matter.source,
        m: &m,
        parties: &parties,
        lacking: &lacking,
        followed_up: is_followed_up(&matter.record.follow_ups),
    };
    let kept = scored(&row)?;
    let items = rubric.items.iter().map(|item| ReviewItem {
        finding: item.check.filter(|_| reaches).map(|what| check(what, &seen)),
        given: kept.as_ref().and_then(|kept| kept.given.iter().find(|given| given.item == item.code).cloned()),
        item: item.clone(),
    });
    let names = matter_rows::names(reader, [], [row.committee_id], []).await?;
    let archived = matter.state == MatterState::Archived;
    app.accesses.note(
        &app.db,
        ctx,
        Action::MatterReview.as_str(),
        Some(&matter.key),
        Some(&bandeng_core::people::registry::SeenKind::Papers.into()),
    );
    Ok(ReviewFileView {
        line: file_line(&row, names.organisation(row.committee_id), archived)?,
        title: matter.row.title.clone(),
        proceeding,
        items: items.collect(),
        scored: kept,
        papers: printed,
        version: matter.version(),
        open: archived && review.state == ReviewState::Open.as_str() && !went_back(&row),
    })
}

/// A review and a file of it, held.
async fn held(uow: &Uow, id: Id, n: i32) -> Result<(Review, FileRow)> {
    let review = open_review(uow, id).await?;
    let row = query::file(uow.read(), id, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    if went_back(&row) {
        return Err(Refusal::new(Code::FileMoved).into());
    }
    Ok((review, row))
}

async fn open_review(uow: &Uow, id: Id) -> Result<Review> {
    let review = query::one_for_update(uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    require_reach(uow.actor(), &review)?;
    if review.state != ReviewState::Open.as_str() {
        return Err(Refusal::new(Code::ReviewOver).into());
    }
    Ok(review)
}

/// Scores a file, or again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::ReviewOver`], [`Code::FileMoved`], fields.
pub(super) async fn score(app: &App, ctx: &Ctx, id: Id, n: i32, request: &ScoreRequest) -> Result<ReviewFileView> {
    let mut uow = app.begin(ctx).await?;
    let (review, mut row) = held(&uow, id, n).await?;
    require_archived(&uow, &row).await?;
    let mut form = Form::default();
    let rubric: Rubric = serde_json::from_str(&review.rubric)?;
    let scored = Scored::of(&rubric, &request.given, &mut form);
    form.finish()?;
    row.state = ReviewFileState::Scored.to_string();
    row.score = Some(i32::from(scored.score));
    row.scored = Some(serde_json::to_string(&scored)?);
    (row.scored_at, row.scored_by) = (Some(uow.now()), Some(ctx.actor.account));
    let told = json!({ "file": n, "code": row.code, "score": scored.score, "given": scored.given });
    query::update_file(&uow, row).await?;
    uow.record_registry(stream(id), "review.scored", &told)?;
    uow.commit().await?;
    file(app, ctx, id, n).await
}

async fn require_archived(uow: &Uow, row: &FileRow) -> Result<()> {
    let matter = case::read(uow.read(), &row.code.parse()?, uow.now()).await?;
    if !uow.actor().may(Action::MatterReview, &matter.facts) {
        return Err(Refusal::new(Code::NotFound).into());
    }
    if matter.state != MatterState::Archived {
        return Err(Refusal::new(Code::FileMoved).into());
    }
    Ok(())
}

/// Sends a file back to be mended: the matter's own move, and the review's record of it, together.
///
/// # Errors
/// As [`score`]; those of the move; [`Code::ReviewUnfinished`] before it was scored, since the reason is in the score.
pub(super) async fn send_back(app: &App, ctx: &Ctx, id: Id, n: i32, request: &ReturnRequest) -> Result<ReviewFileView> {
    let mut uow = app.begin(ctx).await?;
    let (_, mut row) = held(&uow, id, n).await?;
    if row.scored.is_none() {
        return Err(Refusal::new(Code::ReviewUnfinished).into());
    }
    let mv = MatterMove::Return { reason: request.reason.trim().to_owned(), until: Some(request.until) };
    matters::make(&mut uow, &row.code.parse()?, request.version, mv).await?;
    row.state = ReviewFileState::Returned.to_string();
    row.reason = request.reason.trim().to_owned();
    row.until_on = Some(request.until.to_string());
    let told = json!({ "file": n, "code": row.code, "reason": row.reason, "until": request.until });
    query::update_file(&uow, row).await?;
    uow.record_registry(stream(id), "review.returned", &told)?;
    uow.commit().await?;
    file(app, ctx, id, n).await
}

/// Finishes a review: nothing of it changes afterwards.
///
/// # Errors
/// [`Code::NotFound`], [`Code::ReviewOver`], [`Code::ReviewUnfinished`].
pub(super) async fn finish(app: &App, ctx: &Ctx, id: Id) -> Result<ReviewView> {
    let mut uow = app.begin(ctx).await?;
    let mut review = open_review(&uow, id).await?;
    let files = query::files(uow.read(), &[id]).await?;
    let unscored: Vec<String> = files.iter().filter(|f| f.scored.is_none()).map(|f| f.code.clone()).collect();
    if !query::archived(uow.read(), &unscored).await?.is_empty() {
        return Err(Refusal::new(Code::ReviewUnfinished).into());
    }
    let rubric: Rubric = serde_json::from_str(&review.rubric)?;
    let all = count(&rubric, &files.iter().collect::<Vec<_>>())?;
    (review.state, review.finished_at) = (ReviewState::Finished.to_string(), Some(uow.now()));
    query::update(&uow, review).await?;
    uow.record_registry(stream(id), "review.finished", &json!({ "figures": all }))?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// Draws again from what the event of the draw says.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(super) async fn drawn(app: &App, actor: &Actor, id: Id) -> Result<DrawView> {
    #[derive(Deserialize)]
    struct Told {
        data: Drawn,
    }
    #[derive(Deserialize)]
    struct Drawn {
        seed: String,
        drawn: Vec<String>,
        candidates: Vec<String>,
    }
    let reader = app.db.reader();
    let review = query::one(reader, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    require_reach(actor, &review)?;
    let sql = "SELECT payload FROM registry_events WHERE stream = $1 AND seq = 1";
    let row = reader.query_one_raw(app.db.statement(sql, [stream(id).into()])).await?;
    let payload: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    let payload = payload.ok_or_else(|| Error::Damaged("a draw without its event".into()))?;
    let Told { data } = serde_json::from_str(&payload)?;
    let again = draw(&data.seed, &data.candidates, data.drawn.len());
    Ok(DrawView {
        method: Text::new(
            "对每份卷宗，把抽取号、一个换行和事项编号接在一起，算 SHA-256；按结果从小到大，取最前面的几份。",
            "For each file, take SHA-256 of the seed, a line break and the matter's code; the smallest results are drawn.",
        ),
        same: again == data.drawn,
        drawn: again,
        seed: data.seed,
        candidates: data.candidates,
    })
}
