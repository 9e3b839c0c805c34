//! What can be printed now, and printing it.

use std::sync::Arc;

use bandeng_core::dossier::item_of_form;
use bandeng_core::kernel::{Code, Date, Refusal, Text};
use bandeng_core::matters::FileKind;
use bandeng_core::mediation::Mediation;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Actor, Sight};
use bandeng_docgen::{Form, PaperError, Pdf, PlainLine, lacking, substance};
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::data::{Composed, Names, compose};
use super::fields::key;
use super::issue::{Set, Wanted, digest, issue};
use super::offer::{Offer, Scene, Wait, is_required, offers, waits};
use super::query;
use crate::http::App;
use crate::matters::case::Matter;
use crate::matters::query as matter_rows;
use crate::mediation::service::court_of;
use crate::templates::wording::{Wording, unprinted};

/// Something a paper lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaperLack {
    pub label: Text,
    /// Where it is mended: the keys that the moves of a mediation use, such as `parties/2` or `agreement`.
    pub field: Option<String>,
}

/// A paper that can be printed now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperView {
    /// Its name in addresses: `agreement`.
    pub slug: String,
    /// Its number in the official set: `D7`.
    pub code: String,
    pub title: Text,
    /// Which session, follow-up or urgent report, where it is printed for each.
    pub no: Option<u16>,
    /// Part of the file in any case.
    pub required: bool,
    /// Nothing is lacking: it can be signed. Otherwise it is printed as a draft.
    pub ready: bool,
    pub lacking: Vec<PaperLack>,
    /// Where it is, as PDF.
    pub url: String,
    /// Where it is to be edited, as DOCX.
    pub docx: String,
    /// Where its edited versions are, and go.
    pub versions: String,
}

/// A printed paper and what it is called.
pub(crate) struct Printed {
    pub bytes: Vec<u8>,
    pub name: String,
    pub ascii: String,
}

impl Printed {
    pub(super) fn of(bytes: Vec<u8>, offer: Offer, matter: &Matter, format: Format) -> Self {
        Self::called(bytes, offer.form, offer.no, matter, format)
    }

    pub(crate) fn called(bytes: Vec<u8>, form: &Form, no: Option<u16>, matter: &Matter, format: Format) -> Self {
        let no = no.map(|no| format!("-{no}")).unwrap_or_default();
        let ending = format.kind().ending();
        Self {
            bytes,
            name: format!("{}{no}-{}.{ending}", form.title.zh, matter.code),
            ascii: format!("{}{no}-{}.{ending}", form.code, matter.code),
        }
    }
}

/// A mediation with what is needed around it.
pub(super) struct Open {
    pub m: Arc<Mediation>,
    is_home: bool,
    names: Names,
}

impl Open {
    /// For whoever sees all of it.
    pub(super) fn whole<'a>(&'a self, matter: &'a Matter, today: Date) -> Scene<'a> {
        let sight =
            Sight { narrative: true, contacts: true, reporter: false, urgent_reports: false, attachments: true };
        Scene { matter, m: &self.m, is_home: self.is_home, sight, today }
    }
}

/// The papers that apply to a mediation now.
pub(crate) async fn list(app: &App, actor: &Actor, matter: &Matter, n: u16) -> Result<Vec<PaperView>> {
    let open = open(app, matter, n).await?;
    let scene = scene(&open, matter, actor, app.db.today());
    let today = app.db.today();
    offers(&scene)
        .into_iter()
        .map(|offer| {
            let composed = compose(offer, &scene, n, &open.names, &app.crypt, today)?;
            let lacking = lacks(offer.form, &composed, waits(offer.form, &scene, today));
            let path = format!("/api/v1/matters/{}/mediations/{n}/papers/{}", matter.code, offer.form.slug);
            let query = |more: &str| match (offer.no, more) {
                (Some(no), "") => format!("?no={no}"),
                (Some(no), more) => format!("?no={no}&{more}"),
                (None, "") => String::new(),
                (None, more) => format!("?{more}"),
            };
            Ok(PaperView {
                slug: offer.form.slug.to_owned(),
                code: offer.form.code.to_owned(),
                title: title(offer),
                no: offer.no,
                required: is_required(offer.form),
                ready: lacking.is_empty(),
                lacking,
                url: format!("{path}{}", query("")),
                docx: format!("{path}{}", query("format=docx")),
                versions: format!("{path}/versions{}", query("")),
            })
        })
        .collect()
}

/// As what a paper is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Pdf,
    Docx,
}

impl Format {
    pub(crate) const fn kind(self) -> FileKind {
        match self {
            Format::Pdf => FileKind::Pdf,
            Format::Docx => FileKind::Docx,
        }
    }
}

/// Which paper of a mediation.
#[derive(Clone, Copy)]
pub(crate) struct Which<'a> {
    pub n: u16,
    pub slug: &'a str,
    /// Which session, party, follow-up or report; the latest where left out.
    pub no: Option<u16>,
}

/// The one that is meant, of those that apply now.
///
/// # Errors
/// [`Code::NotFound`] for a form or a number there is not, [`Code::IllegalMove`] for a form that does not apply now.
fn chosen(scene: &Scene<'_>, which: Which<'_>) -> Result<Offer> {
    let form = Form::by_slug(which.slug).ok_or(Refusal::new(Code::NotFound))?;
    let offers: Vec<Offer> = offers(scene).into_iter().filter(|offer| offer.form == form).collect();
    if offers.is_empty() {
        let refusal = Refusal::new(Code::IllegalMove);
        let zh = format!("现在还不能出具《{}》。", form.title.zh);
        return Err(refusal.with(zh, format!("\"{}\" does not apply at present.", form.title.en)).into());
    }
    let offer = match which.no {
        Some(_) => offers.into_iter().find(|offer| offer.no == which.no),
        None => offers.into_iter().next_back(),
    };
    Ok(offer.ok_or(Refusal::new(Code::NotFound))?)
}

/// What a paper says; provisional while something it tells of has not happened yet.
pub(super) fn composed(app: &App, open: &Open, scene: &Scene<'_>, n: u16, offer: Offer) -> Result<Composed> {
    let today = app.db.today();
    let mut composed = compose(offer, scene, n, &open.names, &app.crypt, today)?;
    composed.data.provisional = !waits(offer.form, scene, today).is_empty();
    Ok(composed)
}

/// The same paper with its number said: of several, left out means the latest.
pub(super) async fn exactly<'a>(app: &App, actor: &Actor, matter: &Matter, which: Which<'a>) -> Result<Which<'a>> {
    let open = open(app, matter, which.n).await?;
    let no = chosen(&scene(&open, matter, actor, app.db.today()), which)?.no;
    Ok(Which { no, ..which })
}

/// Does this reader see what the parties' telephones and addresses are?
pub(super) fn sees_contacts(actor: &Actor, matter: &Matter) -> bool {
    Sight::of(actor, &matter.facts).contacts
}

/// Prints one, or writes it to be edited.
///
/// # Errors
/// [`Code::NotFound`] for a form or a number there is not, [`Code::IllegalMove`] for a form that does not apply now,
/// [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(crate) async fn print(app: &App, ctx: &Ctx, matter: &Matter, which: Which<'_>, format: Format) -> Result<Printed> {
    if format == Format::Pdf && app.fonts.check().is_err() {
        return Err(Refusal::new(Code::FontMissing).into());
    }
    let open = open(app, matter, which.n).await?;
    let scene = scene(&open, matter, &ctx.actor, app.db.today());
    let offer = chosen(&scene, which)?;
    let form = offer.form;
    let bytes = match format {
        Format::Pdf => leaf(app, ctx, matter, which.n, &open, &scene, offer).await?.bytes.to_vec(),
        Format::Docx => {
            let composed = composed(app, &open, &scene, which.n, offer)?;
            let wording = words_of(app, matter, &open.m, form).await?;
            wording.write(form, &composed.data).map_err(|error| fault(&error, &composed))?.bytes
        }
    };
    Ok(Printed::of(bytes, offer, matter, format))
}

/// A paper that belongs into a file, before it is set.
pub(crate) struct Planned {
    pub form: &'static Form,
    pub no: Option<u16>,
    pub title: Text,
    /// What it says, by its hash.
    pub digest: String,
    pub required: bool,
    pub lacking: Vec<PaperLack>,
}

/// The papers of a mediation that belong into its file.
pub(crate) async fn planned(app: &App, actor: &Actor, matter: &Matter, n: u16) -> Result<Vec<Planned>> {
    let open = open(app, matter, n).await?;
    let scene = scene(&open, matter, actor, app.db.today());
    let today = app.db.today();
    bound(&scene)
        .map(|offer| {
            let composed = compose(offer, &scene, n, &open.names, &app.crypt, today)?;
            let said = substance(offer.form, &composed.data).map_err(|error| fault(&error, &composed))?;
            Ok(Planned {
                form: offer.form,
                no: offer.no,
                title: title(offer),
                digest: digest(&said),
                required: is_required(offer.form),
                lacking: lacks(offer.form, &composed, waits(offer.form, &scene, today)),
            })
        })
        .collect()
}

/// What belongs into a file of what applies now.
fn bound(scene: &Scene<'_>) -> impl Iterator<Item = Offer> {
    offers(scene).into_iter().filter(|offer| item_of_form(offer.form.code).is_some())
}

/// A paper as pages of a file.
pub(crate) struct Leaf {
    pub form: &'static Form,
    pub no: Option<u16>,
    pub bytes: Bytes,
    pub pages: usize,
}

/// The papers of a mediation that belong into its file, as they are printed for this reader.
pub(crate) async fn leaves(app: &App, ctx: &Ctx, matter: &Matter, n: u16) -> Result<Vec<Leaf>> {
    if app.fonts.check().is_err() {
        return Err(Refusal::new(Code::FontMissing).into());
    }
    let open = open(app, matter, n).await?;
    let scene = scene(&open, matter, &ctx.actor, app.db.today());
    let mut leaves = Vec::new();
    for offer in bound(&scene) {
        leaves.push(leaf(app, ctx, matter, n, &open, &scene, offer).await?);
    }
    Ok(leaves)
}

/// Prints a paper. One that is ready, for a reader who sees all of it, is issued: it is kept and carries its mark. A
/// draft, a copy with something withheld and an urgent report are not: the first is none yet, the second is not what was
/// signed, and the third is nobody's to show around.
pub(super) async fn leaf(
    app: &App,
    ctx: &Ctx,
    matter: &Matter,
    n: u16,
    open: &Open,
    scene: &Scene<'_>,
    offer: Offer,
) -> Result<Leaf> {
    let form = offer.form;
    let composed = composed(app, open, scene, n, offer)?;
    let wording = words_of(app, matter, &open.m, form).await?;
    let said = substance(form, &composed.data).map_err(|error| fault(&error, &composed))?;
    let draft = composed.data.provisional || !lacking(form, &composed.data).is_empty();
    if draft || !scene.sight.contacts || item_of_form(form.code).is_none() {
        let pdf = typeset(app, form, wording, composed).await?;
        return Ok(Leaf { form, no: offer.no, bytes: pdf.bytes.into(), pages: pdf.pages });
    }
    let number =
        composed.data.agreement.as_ref().map(|a| a.number.clone()).filter(|_| matches!(form.code, "D7" | "D8"));
    let wanted = Wanted {
        matter,
        which: query::Which { matter: &matter.key, proceeding: n, slug: form.slug, no: offer.no.unwrap_or(0) },
        title: title(offer),
        number: number.unwrap_or_else(|| composed.data.dossier_number.clone()),
        issuer: composed.data.committee.name.clone(),
        substance: said,
        about: String::new(),
    };
    let (composed, wording) = (&composed, &wording);
    let issued = issue(app, ctx, &wanted, |mark| {
        let mut composed = composed.clone();
        composed.data.check_at = app.settings.check_at(&mark);
        composed.data.mark = mark;
        async move {
            let pdf = typeset(app, form, wording.clone(), composed).await?;
            Ok(Set { bytes: pdf.bytes, pages: pdf.pages, about: None })
        }
    })
    .await?;
    Ok(Leaf { form, no: offer.no, bytes: issued.bytes, pages: issued.row.pages as usize })
}

/// A paper that was issued to be signed.
pub(crate) struct ToSign {
    pub row: query::Row,
    /// Which session or party, where there are several.
    pub no: Option<u16>,
    pub text: Vec<PlainLine>,
    /// What it says but for signatures, by its hash.
    pub wording: String,
}

/// Issues a paper that is to be signed, and tells what it says.
///
/// # Errors
/// As [`print`]; [`Code::PaperLacks`] for a draft, [`Code::NotAllowed`] for who does not see all of it.
pub(crate) async fn to_sign(app: &App, ctx: &Ctx, matter: &Matter, which: Which<'_>) -> Result<ToSign> {
    if !sees_contacts(&ctx.actor, matter) {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    if app.fonts.check().is_err() {
        return Err(Refusal::new(Code::FontMissing).into());
    }
    let open = open(app, matter, which.n).await?;
    let scene = scene(&open, matter, &ctx.actor, app.db.today());
    let offer = chosen(&scene, which)?;
    let composed = composed(app, &open, &scene, which.n, offer)?;
    if let Some(lack) = lacks(offer.form, &composed, waits(offer.form, &scene, app.db.today())).into_iter().next() {
        let refusal = match lack.field {
            Some(field) => Refusal::at(Code::PaperLacks, field),
            None => Refusal::new(Code::PaperLacks),
        };
        let (zh, en) = (format!("文书还缺：{}。", lack.label.zh), format!("The paper lacks: {}.", lack.label.en));
        return Err(refusal.with(zh, en).into());
    }
    leaf(app, ctx, matter, which.n, &open, &scene, offer).await?;
    let which = query::Which {
        matter: &matter.key,
        proceeding: which.n,
        slug: offer.form.slug,
        no: offer.no.unwrap_or_default(),
    };
    let row = query::latest(app.db.reader(), which).await?.ok_or(Refusal::new(Code::NotFound))?;
    let words = words_of(app, matter, &open.m, offer.form).await?;
    let text = words.plain(offer.form, &composed.data).map_err(|error| fault(&error, &composed))?;
    Ok(ToSign { row, no: offer.no, text, wording: said_apart_from_signatures(&composed, offer.form, &open.m)? })
}

/// What a paper says now but for signatures, by its hash; none where it does not apply any more. Not as one reader sees it:
/// as it is issued.
pub(crate) async fn wording(app: &App, matter: &Matter, which: Which<'_>) -> Result<Option<String>> {
    let open = open(app, matter, which.n).await?;
    let scene = open.whole(matter, app.db.today());
    let Ok(offer) = chosen(&scene, which) else { return Ok(None) };
    let composed = composed(app, &open, &scene, which.n, offer)?;
    said_apart_from_signatures(&composed, offer.form, &open.m).map(Some)
}

/// Signatures, seal and the day they took effect are no words of the paper. That somebody wanted another wording is known
/// even where the next one happens to read the same.
fn said_apart_from_signatures(composed: &Composed, form: &Form, m: &Mediation) -> Result<String> {
    let mut bare = composed.clone();
    let data = &mut bare.data;
    if let Some(agreement) = &mut data.agreement {
        (agreement.signed_on, agreement.effective_on, agreement.sealed_on) = (None, None, None);
        agreement.signers.clear();
    }
    if let Some(confirmation) = &mut data.confirmation {
        confirmation.on = None;
    }
    (data.notice_of_rights, data.provisional) = (None, false);
    let mut said = substance(form, data).map_err(|error| fault(&error, composed))?;
    said.extend_from_slice(&m.voided.to_be_bytes());
    Ok(digest(&said))
}

/// In which words a paper of a mediation is printed: in those that held when it was accepted, before that in today's.
async fn words_of(app: &App, matter: &Matter, m: &Mediation, form: &Form) -> Result<Wording> {
    let on = m.accepted_on.unwrap_or_else(|| app.db.today());
    app.wordings.of(&app.db, &matter.key.county, form, on).await
}

async fn typeset(app: &App, form: &'static Form, wording: Wording, composed: Composed) -> Result<Pdf> {
    let set = wording.typeset(form, composed.data.clone(), &app.fonts).await?;
    set.map_err(|error| fault(&error, &composed))
}

/// What is told of a paper that could not be made, at the field that is mended.
fn fault(error: &PaperError, composed: &Composed) -> Error {
    let field = match error {
        PaperError::MissingGlyph { pointer: Some(pointer), .. } => key(pointer, composed),
        _ => None,
    };
    match (unprinted(error), field) {
        (Error::Refused(refusals), Some(field)) => {
            let at = |refusal| Refusal { pointer: Some(field.clone()), ..refusal };
            Error::Refused(refusals.into_iter().map(at).collect())
        }
        (error, _) => error,
    }
}

pub(super) fn title(offer: Offer) -> Text {
    let title = offer.form.title;
    match offer.no.filter(|_| offer.several) {
        Some(no) if offer.form.slug == "service-address" => {
            Text::new(format!("{}（第{no}位当事人）", title.zh), format!("{} (party {no})", title.en))
        }
        Some(no) => Text::new(format!("{}（第{no}次）", title.zh), format!("{} ({no})", title.en)),
        None => Text::new(title.zh, title.en),
    }
}

pub(super) fn lacks(form: &Form, composed: &Composed, waits: Vec<Wait>) -> Vec<PaperLack> {
    let mut out: Vec<PaperLack> = Vec::new();
    let fields = lacking(form, &composed.data).into_iter().map(|lack| PaperLack {
        // A record that is not there lacks everything; one line says so.
        label: match lack.pointer.as_str() {
            "/sessions" => Text::new("各方共同参加的调解记录", "Record of a session with all sides"),
            _ => Text::new(lack.label_zh, lack.label_en),
        },
        field: key(&lack.pointer, composed),
    });
    let others = waits.into_iter().map(|wait| PaperLack { label: wait.label, field: Some(wait.field) });
    for lack in fields.chain(others) {
        if !out.contains(&lack) {
            out.push(lack);
        }
    }
    out
}

fn scene<'a>(open: &'a Open, matter: &'a Matter, actor: &Actor, today: Date) -> Scene<'a> {
    Scene { matter, m: &open.m, is_home: open.is_home, sight: Sight::of(actor, &matter.facts), today }
}

pub(super) async fn open(app: &App, matter: &Matter, n: u16) -> Result<Open> {
    let reader = app.db.reader();
    let rows = matter_rows::mediations(reader, &matter.key).await?;
    let all: Vec<(u16, Arc<Mediation>)> =
        rows.iter().map(|row| Ok((row.n as u16, row.body.read()?))).collect::<Result<_>>()?;
    let agreed = all.iter().rev().find(|(_, m)| m.state.is_agreed());
    let home = agreed.or(all.last()).map(|(n, _)| *n);
    let (_, m) = all.into_iter().find(|(no, _)| *no == n).ok_or(Refusal::new(Code::NotFound))?;

    // Only what is promised can come before a court.
    let court = match m.agreement.as_ref().and_then(|a| a.effective_on) {
        Some(_) => court_of(app, matter).await?.unwrap_or_default(),
        None => String::new(),
    };
    let committee = m.committee.map(|c| c.0);
    let area = &matter.facts.area;
    let above = [Level::Town, Level::Village, Level::Grid].into_iter().filter_map(|level| area.at(level));
    let organisations = committee.into_iter().chain([matter.row.desk_id]);
    let names =
        matter_rows::names(reader, [matter.row.registered_by], organisations, above.map(|a| a.to_string())).await?;
    Ok(Open {
        is_home: home == Some(n),
        names: Names {
            committee: committee.map(|id| names.organisation(id)).unwrap_or_default(),
            desk: names.organisation(matter.row.desk_id),
            registered_by: names.account(matter.row.registered_by),
            court,
            place: place(area, &|code| names.area(code), &matter.row.place),
        },
        m,
    })
}

/// `大柳镇桥坡村村口十字路口`: town, village and grid before the place, unless it names them itself.
pub(crate) fn place(area: &AreaCode, name: &dyn Fn(&str) -> String, typed: &str) -> String {
    let mut out = String::new();
    for level in [Level::Town, Level::Village, Level::Grid] {
        let name = area.at(level).map(|code| name(code.as_str())).unwrap_or_default();
        let name = without_office(&name);
        if !typed.contains(name) {
            out.push_str(name);
        }
    }
    out + typed.trim()
}

/// The statistical code lists name the villagers' and residents' committees; people live in the village.
fn without_office(name: &str) -> &str {
    ["居民委员会", "居委会", "民委员会", "委会"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// A matter's code as a QR code, for the receipt.
pub(crate) fn qr(code: &str) -> Result<String> {
    let made = QrCode::with_error_correction_level(code, EcLevel::M);
    let qr = made.map_err(|e| Error::Other(format!("a code does not fit a QR code: {e}")))?;
    Ok(qr.render::<svg::Color<'_>>().min_dimensions(180, 180).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_with_town_and_village_once() {
        let names = |code: &str| {
            let name = match code {
                "620602130" => "大柳镇",
                "620602130200" => "桥坡村委会",
                "620602130001" => "柳苑新村社区居委会",
                _ => "",
            };
            name.to_owned()
        };
        let at = |area: &str, typed: &str| match area.parse() {
            Ok(area) => place(&area, &names, typed),
            Err(refusal) => panic!("{refusal}"),
        };
        assert_eq!(at("620602130200", "村口十字路口"), "大柳镇桥坡村村口十字路口");
        assert_eq!(at("620602130200", "大柳镇桥坡村二组"), "大柳镇桥坡村二组");
        assert_eq!(at("620602130001", " "), "大柳镇柳苑新村社区");
        assert_eq!(at("620602130", "集市"), "大柳镇集市");
    }
}
