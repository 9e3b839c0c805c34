//! The papers that are meant for the body that entrusted a case, given to its system.
//!
//! Its own letters: the receipt, the reported result, a certificate made out to it. The agreement is nobody's outside
//! (Special Invitation Mediation Rules art. 2); the court the parties have asked to confirm it gets it with the
//! application (Interpretation of the Civil Procedure Law art. 354).

use bandeng_core::kernel::{Code, Id, Refusal, Text};
use bandeng_core::matters::Source;
use bandeng_store::{Ctx, Result};

use super::offer::{Offer, Scene, offers, waits};
use super::service::{Format, Open, Printed, Which, composed, lacks, leaf, open, title};
use crate::http::App;
use crate::matters::case::Matter;

/// The body whose system asks.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a> {
    pub organisation: Id,
    pub name: &'a str,
    /// Of the letter it asks about.
    pub number: &'a str,
}

/// A paper that is meant for it, and is complete.
pub(crate) struct Meant {
    pub slug: &'static str,
    pub no: Option<u16>,
    pub title: Text,
}

fn is_meant(offer: Offer, scene: &Scene<'_>, body: Body<'_>) -> bool {
    let Scene { matter, m, .. } = scene;
    let own = matter.record.entrustment.as_ref().is_some_and(|letter| {
        letter.organisation.is_some_and(|own| own.0 == body.organisation) && letter.letter_number.trim() == body.number
    });
    if !own {
        return false;
    }
    let nth = usize::from(offer.no.unwrap_or(1)).saturating_sub(1);
    match offer.form.slug {
        "entrusting-receipt" | "entrusting-result" => true,
        "mediation-certificate" => {
            matter.record.letters.certificates.get(nth).is_some_and(|one| one.to.trim() == body.name)
        }
        "agreement" | "oral-agreement" => {
            let asked = m.confirmations.last().is_some_and(|one| one.court == body.name);
            matter.source == Source::Court && asked
        }
        _ => false,
    }
}

fn found(app: &App, open: &Open, scene: &Scene<'_>, n: u16, body: Body<'_>) -> Result<Vec<Offer>> {
    let mut out = Vec::new();
    for offer in offers(scene).into_iter().filter(|offer| is_meant(*offer, scene, body)) {
        let said = composed(app, open, scene, n, offer)?;
        if lacks(offer.form, &said, waits(offer.form, scene, scene.today)).is_empty() {
            out.push(offer);
        }
    }
    Ok(out)
}

/// What there is for a body, of the latest mediation.
pub(crate) async fn meant(app: &App, matter: &Matter, n: u16, body: Body<'_>) -> Result<Vec<Meant>> {
    let open = open(app, matter, n).await?;
    let scene = open.whole(matter, app.db.today());
    let offers = found(app, &open, &scene, n, body)?;
    Ok(offers.into_iter().map(|offer| Meant { slug: offer.form.slug, no: offer.no, title: title(offer) }).collect())
}

/// One of them as PDF; of several the latest where no number is asked for. It is issued like any other.
///
/// # Errors
/// [`Code::NotFound`] for what is not meant for this body or is not complete; [`Code::FontMissing`].
pub(crate) async fn give(app: &App, ctx: &Ctx, matter: &Matter, which: Which<'_>, body: Body<'_>) -> Result<Printed> {
    if app.fonts.check().is_err() {
        return Err(Refusal::new(Code::FontMissing).into());
    }
    let open = open(app, matter, which.n).await?;
    let scene = open.whole(matter, app.db.today());
    let fits = |offer: &Offer| offer.form.slug == which.slug && (which.no.is_none() || offer.no == which.no);
    let offer = found(app, &open, &scene, which.n, body)?.into_iter().rfind(fits);
    let offer = offer.ok_or(Refusal::new(Code::NotFound))?;
    let leaf = leaf(app, ctx, matter, which.n, &open, &scene, offer).await?;
    Ok(Printed::of(leaf.bytes.to_vec(), offer, matter, Format::Pdf))
}
