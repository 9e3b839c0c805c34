//! Daily seals: made by a job, stamped by an authority where the site named one, shown to the audit administrator, and
//! taken out as a text or on paper, so that somebody else keeps them too.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, IdText, Instant, Refusal, china_date};
use bandeng_core::people::registry::SeenKind;
use bandeng_docgen::{Block, Report};
use bandeng_store::audit::Seal;
use bandeng_store::{Ctx, Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::service::{begin, page_size};
use super::stamp;
use crate::http::App;
use crate::privacy::paper;

/// The job that seals.
pub(crate) const SEAL: &str = "seal_days";
/// Milliseconds between two looks for a day that is over.
pub(crate) const EVERY: i64 = 3_600_000;
/// Stamps asked for at a time.
const STAMPS: u64 = 30;
/// Seals on a printed sheet.
const PRINTED: u64 = 31;
/// Most roots in a text: three hundred years.
const MOST: u64 = 110_000;

/// Seals the days that are over, and has them stamped.
pub async fn seal(app: &App) -> Result<()> {
    let made = app.db.seal_days().await?;
    if made > 0 {
        tracing::info!(days = made, "sealed");
    }
    let Some(authority) = &app.settings.stamp_url else { return Ok(()) };
    for seal in app.db.unstamped_seals(STAMPS).await? {
        match stamp::ask(app, authority, &seal.root).await {
            Ok(answer) => app.db.stamp_seal(seal.no, &BASE64.encode(answer)).await?,
            Err(fault) => {
                // It is tried again an hour later.
                tracing::warn!(seal = seal.no, %fault, "a seal was not stamped");
                break;
            }
        }
    }
    Ok(())
}

/// Which seals are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct SealQuery {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// A daily seal.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SealView {
    /// Counted from 1.
    pub no: i64,
    /// First day it covers.
    pub from: Option<Date>,
    /// Last day it covers.
    pub until: Date,
    /// Chains that changed.
    pub heads: i64,
    pub root: String,
    pub prev_root: String,
    pub made_at: Instant,
    /// A time-stamping authority has stamped it.
    pub stamped: bool,
}

/// A page of seals, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SealPage {
    pub items: Vec<SealView>,
    pub next: Option<String>,
}

fn days(seal: &Seal) -> (Option<Date>, Date) {
    ((seal.from > 0).then(|| china_date(seal.from)), china_date(seal.until - 1))
}

pub(super) async fn page(app: &App, ctx: &Ctx, asked: &SealQuery) -> Result<SealPage> {
    begin(app, ctx, SeenKind::RegistryEvents).await?;
    let mut form = Form::default();
    let after = asked.after.as_deref().filter(|after| !after.is_empty());
    let before = after.and_then(|after| form.known::<IdText>(after, "after")).map_or(i64::MAX, |after| after.0);
    form.finish()?;
    let limit = page_size(None);
    let mut seals = app.db.seals_before(before, limit + 1).await?;
    let more = seals.len() as u64 > limit;
    seals.truncate(limit as usize);
    let next = seals.last().filter(|_| more).map(|seal| seal.no.to_string());
    let view = |seal: Seal| {
        let (from, until) = days(&seal);
        let stamped = seal.stamp.is_some();
        let Seal { no, heads, root, prev_root, made_at, .. } = seal;
        SealView { no, from, until, heads, root, prev_root, made_at, stamped }
    };
    Ok(SealPage { items: seals.into_iter().map(view).collect(), next })
}

/// All roots as a text, one a line, the oldest first.
pub(super) async fn roots(app: &App, ctx: &Ctx) -> Result<String> {
    begin(app, ctx, SeenKind::RegistryEvents).await?;
    let mut seals = app.db.seals_before(i64::MAX, MOST).await?;
    seals.reverse();
    Ok(seals.iter().map(|seal| seal.line() + "\n").collect())
}

/// The stamp of a seal as the authority gave it (RFC 3161, DER).
///
/// # Errors
/// [`Code::NotFound`] where there is none.
pub(super) async fn stamp_of(app: &App, ctx: &Ctx, no: i64) -> Result<Vec<u8>> {
    begin(app, ctx, SeenKind::RegistryEvents).await?;
    let before = no.checked_add(1).ok_or(Refusal::new(Code::NotFound))?;
    let seal = app.db.seals_before(before, 1).await?.into_iter().find(|seal| seal.no == no);
    let stamp = seal.and_then(|seal| seal.stamp).ok_or(Refusal::new(Code::NotFound))?;
    BASE64.decode(stamp).map_err(|_| Error::Damaged("a stamp".into()))
}

/// The newest roots on paper, the last of them as a QR code.
///
/// # Errors
/// [`Code::NotFound`] where nothing was sealed yet; [`Code::FontMissing`].
pub(super) async fn print(app: &App, ctx: &Ctx) -> Result<Vec<u8>> {
    begin(app, ctx, SeenKind::RegistryEvents).await?;
    let seals = app.db.seals_before(i64::MAX, PRINTED).await?;
    let newest = seals.first().ok_or(Refusal::new(Code::NotFound))?;
    let qr = QrCode::with_error_correction_level(newest.line(), EcLevel::M)
        .map_err(|_| Error::Other("a root does not fit a QR code".into()))?;
    let drawing = qr.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(200, 200).build();
    let rows = seals.iter().map(|seal| {
        let until = days(seal).1;
        vec![seal.no.to_string(), until.to_string(), seal.heads.to_string(), in_groups(&seal.root)]
    });
    let facts = [
        ("序号", newest.no.to_string()),
        ("封存至", days(newest).1.to_string()),
        ("根值", in_groups(&newest.root)),
        ("前一根值", in_groups(&newest.prev_root)),
    ];
    let report = Report {
        title: "操作日志封存根值".to_owned(),
        subtitle: format!("第{}号", newest.no),
        issuer: String::new(),
        printed_on: app.db.today(),
        blocks: vec![
            Block::Text {
                text:
                    "请由信息系统以外的人保管本页。以后用 bandeng audit verify --roots 核对：根值对得上，本页日期以前的\
                       记录就没有被改写、抽走或者插入。"
                        .to_owned(),
            },
            Block::Signed {
                name: "最新根值".to_owned(),
                drawing,
                facts: facts.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            },
            Block::List {
                heads: ["序号", "封存至", "变动链数", "根值"].map(str::to_owned).to_vec(),
                rows: rows.collect(),
            },
            Block::Signatures { lines: ["保管人", "日期"].map(str::to_owned).to_vec() },
        ],
    };
    paper::print(app, report).await
}

/// A hash in groups of eight, so that a person can compare it.
fn in_groups(root: &str) -> String {
    let (name, figures) = root.rsplit_once(':').map_or(("", root), |(name, figures)| (name, figures));
    let groups = figures.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned());
    let groups = groups.collect::<Vec<_>>().join(" ");
    if name.is_empty() { groups } else { format!("{name} {groups}") }
}
