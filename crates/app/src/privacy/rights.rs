//! What a person may have of their data, and have erased; and that a matter is held.

use bandeng_core::dossier::Retention;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Instant, MatterCode, Refusal, Text, china_date};
use bandeng_core::matters::event::PartyWas;
use bandeng_core::matters::{MatterEvent, MatterState, PartyKind, PartyNo, Sex, Side};
use bandeng_core::mediation::Mediation;
use bandeng_core::policy::Action;
use bandeng_core::privacy::destroying::is_code;
use bandeng_core::privacy::looked::Look;
use bandeng_core::privacy::rights::{ErasureLine, Hold, Keeping, KeptPart, check_hold, erasure, kept_until};
use bandeng_core::privacy::{PrivacyHow, Receipt};
use bandeng_docgen::{Block, Report};
use bandeng_store::{Ctx, Document, MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{looked, paper, query};
use crate::entrusting::inbox;
use crate::http::App;
use crate::matters::case::{self, Matter, PartyDetails, PartyKept, lock};
use crate::matters::service::{PHONE, save};
use crate::residents::links;

/// Stands where something was erased.
const GONE: &str = "（已依法删除）";

/// Somebody who acts for a party, without their telephone: that is theirs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActsFor {
    pub name: String,
    pub relation: String,
}

/// What is kept about a person, as they told it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnParticulars {
    pub side: Side,
    pub name: String,
    pub sex: Option<Sex>,
    pub born_on: Option<Date>,
    pub occupation: String,
    pub address: String,
    /// In full: it is their own.
    pub phone: Option<String>,
    pub guardian: Option<ActsFor>,
    pub agents: Vec<ActsFor>,
}

/// What was kept before somebody put it right.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EarlierVersion {
    /// When it was replaced.
    pub at: Instant,
    pub was: PartyWas,
}

/// Everything that is kept about one party in a matter, without others' data and without what is withheld from all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnData {
    pub code: String,
    pub title: String,
    pub kind: Text,
    pub state: Text,
    pub registered_on: Date,
    pub registered_at: String,
    /// The last day on which the file is kept, where the matter is over; none where that is not fixed.
    pub kept_until: Option<Date>,
    pub about: OwnParticulars,
    pub earlier: Vec<EarlierVersion>,
    pub consents: Vec<Receipt>,
    pub looked: Vec<Look>,
    /// What is not in here, and why. The same for everybody.
    pub left_out: Vec<Text>,
}

fn left_out() -> Vec<Text> {
    vec![
        Text::new(
            "事由、调解笔录、协议和证据里也有别人的信息：可以到窗口查阅与您有关的部分，依法遮去别人的信息后复制",
            "What was told, records, the agreement and evidence hold others' data too: see your part at the window and have it copied with others' data covered",
        ),
        Text::new("其他当事人、代理人和反映情况的人的信息", "Data of other parties, of agents and of whoever reported"),
        Text::new("法律规定不能告知的内容", "What the law says may not be told"),
    ]
}

pub(super) fn person(matter: &Matter, no: PartyNo) -> Result<&PartyKept, Refusal> {
    let known = matter.parties.iter().find(|party| party.no == no && party.kind == PartyKind::Natural);
    known.ok_or(Refusal::new(Code::PartyUnknown))
}

/// Composes what is kept about a party.
///
/// # Errors
/// [`Code::PartyUnknown`] where there is no such person in the matter.
pub(super) async fn own(app: &App, matter: &Matter, no: PartyNo) -> Result<OwnData> {
    let party = person(matter, no)?;
    let phone = party.phone.as_deref().filter(|sealed| !sealed.is_empty());
    let phone = phone.map(|sealed| app.crypt.open_value(PHONE, sealed)).transpose()?;
    let acts = |name: &str, relation: &str| ActsFor { name: name.to_owned(), relation: relation.to_owned() };
    let mut earlier = Vec::new();
    for row in query::amended(app.db.reader(), &matter.key).await? {
        if let Some(MatterEvent::PartyAmended { party, was: Some(was) }) = row.event()
            && party.n == no
        {
            earlier.push(EarlierVersion { at: row.at, was: *was });
        }
    }
    Ok(OwnData {
        code: matter.code.grouped(),
        title: matter.row.title.clone(),
        kind: matter.kind.label(),
        state: matter.state.label(),
        registered_on: china_date(matter.row.registered_at),
        registered_at: query::organisation_name(app.db.reader(), matter.row.desk_id).await?,
        kept_until: kept_day(app, matter).await?,
        about: OwnParticulars {
            side: party.side,
            name: party.name.clone(),
            sex: party.sex,
            born_on: party.born_on,
            occupation: party.occupation.clone(),
            address: party.address.clone(),
            phone,
            guardian: party.details.guardian.as_ref().map(|guardian| acts(&guardian.name, &guardian.relation)),
            agents: party.details.agents.iter().map(|agent| acts(&agent.name, &agent.relation)).collect(),
        },
        earlier,
        consents: matter.record.privacy.0.iter().filter(|receipt| receipt.party == no).cloned().collect(),
        looked: looked::of(app, matter, no).await?.items,
        left_out: left_out(),
    })
}

/// The last day on which the file of a matter is kept; none while it is open, or for ever.
async fn kept_day(app: &App, matter: &Matter) -> Result<Option<Date>> {
    let class: Retention = app.settings.retention.of(matter.kind);
    let closed = query::closed_on(app.db.reader(), &matter.key).await?;
    let closed = closed.filter(|_| matter.state != MatterState::Open);
    Ok(closed.and_then(|on| kept_until(on, class, &app.settings.retention)))
}

/// Gives a party what is kept about it. That this was done is an event.
///
/// # Errors
/// As [`own`]; [`Code::NotAllowed`].
pub(super) async fn give(app: &App, ctx: &Ctx, code: &MatterCode, no: PartyNo, printed: bool) -> Result<OwnData> {
    let mut uow = app.begin(ctx).await?;
    let matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::PrivacyKeep)?;
    person(&matter, no)?;
    let event = MatterEvent::DataGiven { party: no, printed };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    own(app, &case::read(app.db.reader(), code, app.db.now()).await?, no).await
}

/// The same on paper.
///
/// # Errors
/// As [`give`]; [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn print(app: &App, ctx: &Ctx, code: &MatterCode, no: PartyNo) -> Result<Vec<u8>> {
    let data = give(app, ctx, code, no, true).await?;
    let about = &data.about;
    let mut facts: Vec<(&str, String)> = vec![
        ("事项", format!("{}（{}）", data.title, data.kind.zh)),
        ("登记", format!("{}，{}", data.registered_on, data.registered_at)),
        ("办理情况", data.state.zh.clone()),
        ("身份", about.side.label().zh),
        ("姓名", about.name.clone()),
        ("性别", about.sex.map(|sex| sex.label().zh).unwrap_or_default()),
        ("出生日期", about.born_on.map(|day| day.to_string()).unwrap_or_default()),
        ("职业", about.occupation.clone()),
        ("住址", about.address.clone()),
        ("电话", about.phone.clone().unwrap_or_default()),
    ];
    for (label, one) in
        about.guardian.iter().map(|one| ("监护人", one)).chain(about.agents.iter().map(|one| ("代理人", one)))
    {
        facts.push((label, format!("{}（{}）", one.name, one.relation)));
    }
    facts.push(("保管至", data.kept_until.map_or_else(|| "未定".to_owned(), |day| day.to_string())));
    let two = |heads: [&str; 2], rows: Vec<Vec<String>>| Block::List { heads: heads.map(str::to_owned).to_vec(), rows };
    let heading = |text: &str| Block::Heading { text: text.to_owned() };
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let mut blocks = vec![two(["项目", "内容"], known.map(|(name, value)| vec![name.to_owned(), value]).collect())];
    if !data.earlier.is_empty() {
        blocks.push(heading("更正以前的内容"));
        let rows = data.earlier.iter().map(|one| vec![china_date(one.at).to_string(), one.was.in_words()]);
        blocks.push(two(["更正日期", "以前的内容"], rows.collect()));
    }
    if !data.consents.is_empty() {
        blocks.push(heading("您的同意"));
        let rows = data.consents.iter().map(|receipt| {
            let ended = receipt.withdrawn.as_ref();
            let ended = ended.map(|w| format!("，{}撤回", china_date(w.at))).unwrap_or_default();
            let how = receipt.given.how.label().zh;
            vec![china_date(receipt.at).to_string(), format!("{how}同意告知书第{}版{ended}", receipt.notice)]
        });
        blocks.push(two(["日期", "内容"], rows.collect()));
    }
    if !data.looked.is_empty() {
        blocks.push(heading("谁看过"));
        let rows = data.looked.iter().map(|look| {
            vec![look.on.to_string(), look.post.zh.clone(), look.organisation.clone(), look.what_for_label.zh.clone()]
        });
        blocks.push(Block::List {
            heads: ["日期", "岗位", "单位", "事由"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        });
    }
    blocks.push(heading("这里没有的"));
    blocks.push(Block::Text { text: data.left_out.iter().map(|text| text.zh.as_str()).collect::<Vec<_>>().join("\n") });
    paper::print(
        app,
        Report {
            title: "个人信息清单".to_owned(),
            subtitle: format!("事项编号 {}", data.code),
            issuer: data.registered_at.clone(),
            printed_on: app.db.today(),
            blocks,
        },
    )
    .await
}

/// What would be erased, and what is refused with its article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasurePlan {
    pub version: i64,
    pub lines: Vec<ErasureLine>,
    pub hold: Option<Hold>,
    pub kept_until: Option<Date>,
}

/// A demand to erase, as the staff writes it down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ErasureRequest {
    /// What the writer has seen.
    pub version: i64,
    /// How the person demanded it.
    pub how: PrivacyHow,
}

/// A matter is held, or no more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldRequest {
    pub version: i64,
    /// None: the hold ends.
    pub hold: Option<HoldTerms>,
}

/// Why and until when.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldTerms {
    pub reason: String,
    pub until: Date,
}

pub(super) async fn plan(app: &App, matter: &Matter, no: PartyNo) -> Result<ErasurePlan> {
    person(matter, no)?;
    let filed = query::is_filed(app.db.reader(), &matter.key).await?;
    Ok(ErasurePlan {
        version: matter.version(),
        lines: erasure(&keeping(matter, filed, app.db.today())),
        hold: matter.record.hold.clone(),
        kept_until: kept_day(app, matter).await?,
    })
}

fn keeping(matter: &Matter, filed: bool, today: Date) -> Keeping<'_> {
    Keeping { open: matter.state == MatterState::Open, filed, hold: matter.record.hold.as_ref(), today }
}

/// Erases what a person demands and the law lets go. What is erased is gone from rows and from what events tell; that it
/// was erased, why and by which law stays on the chain, which still holds together.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::PartyUnknown`], [`Code::NothingToErase`] where everything is refused.
pub(super) async fn erase(app: &App, ctx: &Ctx, code: &MatterCode, no: PartyNo, asked: &ErasureRequest) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let mut matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::PrivacyKeep)?;
    matter.expect_version(&uow, asked.version).await?;
    let name = person(&matter, no)?.name.clone();
    let filed = uow.rows(&matter.key)?.proceedings.iter().any(|row| row.file_seq.is_some());
    let going: Vec<ErasureLine> =
        erasure(&keeping(&matter, filed, uow.today())).into_iter().filter(|line| line.goes).collect();
    let source = going.first().ok_or(Refusal::new(Code::NothingToErase))?.source.clone();
    let parts: Vec<KeptPart> = going.into_iter().map(|line| line.part).collect();
    let whole = parts.contains(&KeptPart::Particulars);
    blank_party(&mut uow, &matter.key, no, whole)?;
    links::end(&uow, &matter.key, no).await?;
    inbox::erase(app, &uow, code, &name, whole).await?;
    if whole {
        blank_matter(&mut uow, &mut matter, no, &name)?;
    }
    query::blank_payloads(&mut uow, &matter.key, no, whole.then_some(name.as_str())).await?;
    let event = MatterEvent::DataErased { party: no, parts, how: asked.how, source };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await
}

fn blank_party(uow: &mut Uow, key: &MatterKey, no: PartyNo, whole: bool) -> Result<()> {
    let rows = &mut uow.rows_mut(key)?.parties;
    let Some(row) = rows.iter_mut().find(|row| row.n == i32::from(no)) else { return Ok(()) };
    row.address = String::new();
    row.phone_sealed = None;
    row.phone_hash = None;
    let mut details = PartyDetails::clone(&*row.details.read()?);
    if let Some(guardian) = &mut details.guardian {
        guardian.phone = String::new();
    }
    details.agents.iter_mut().for_each(|agent| agent.phone = String::new());
    if whole {
        row.name = GONE.to_owned();
        row.sex = None;
        row.born_on = None;
        row.occupation = String::new();
        details = PartyDetails { elected: details.elected, ..PartyDetails::default() };
    }
    row.details = Document::of(std::sync::Arc::new(details));
    Ok(())
}

/// What tells of a person who is erased: the story of the matter, and the name wherever it stands.
fn blank_matter(uow: &mut Uow, matter: &mut Matter, no: PartyNo, name: &str) -> Result<()> {
    // A name that is part of another party's stays there.
    let others = matter.parties.iter().filter(|other| other.no != no);
    let within = others.into_iter().any(|other| other.name.contains(name)) || name.is_empty();
    let without = |text: &str| if within { text.to_owned() } else { text.replace(name, GONE) };
    matter.row.narrative = GONE.to_owned();
    matter.row.title = without(&matter.row.title);
    matter.record.claims.clear();
    // The words of a request are the person's own.
    matter.record.corrections.0.iter_mut().filter(|one| one.party == no).for_each(|one| one.what = GONE.to_owned());
    let mut record = serde_json::to_value(&matter.record)?;
    in_words(&mut record, &without);
    matter.record = serde_json::from_value(record)?;
    save(uow, matter)?;
    for proceeding in &mut uow.rows_mut(&matter.key)?.proceedings {
        let mut body: Value = serde_json::from_str(proceeding.body.text())?;
        in_words(&mut body, &without);
        if proceeding.kind == "mediation" {
            // Figures are counted from it: it must be readable.
            serde_json::from_value::<Mediation>(body.clone())?;
        }
        proceeding.body = Document::from_text(body.to_string());
    }
    Ok(())
}

/// Changes what people wrote in a document, and nothing that the program itself reads.
fn in_words(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) if !is_code(text) => *text = change(text),
        Value::Array(all) => all.iter_mut().for_each(|one| in_words(one, change)),
        Value::Object(all) => all.values_mut().for_each(|one| in_words(one, change)),
        _ => {}
    }
}

/// Holds a matter, or ends that.
///
/// # Errors
/// [`Code::NotAllowed`]; fields.
pub(super) async fn hold(app: &App, ctx: &Ctx, code: &MatterCode, asked: &HoldRequest) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let mut matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::PrivacyKeep)?;
    matter.expect_version(&uow, asked.version).await?;
    let event = match &asked.hold {
        Some(terms) => {
            let mut form = Form::default();
            check_hold(&mut form, &terms.reason, terms.until, uow.today());
            form.finish()?;
            let (reason, by_name) = (terms.reason.trim().to_owned(), uow.actor().name.clone());
            matter.record.hold = Some(Hold { reason: reason.clone(), until: terms.until, at: uow.now(), by_name });
            MatterEvent::HoldSet { reason, until: terms.until }
        }
        None => {
            matter.record.hold.take().ok_or(Refusal::new(Code::NotFound))?;
            MatterEvent::HoldEnded {}
        }
    };
    save(&mut uow, &mut matter)?;
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await
}
