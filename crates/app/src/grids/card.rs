//! The contact card of a grid, as the regulations on grids ask: name, people with their telephones, where to complain.

use bandeng_core::grids::GridPart;
use bandeng_core::kernel::{Code, Refusal, day_zh};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Actor;
use bandeng_docgen::{Card, CardPerson, PaperError, render_card};
use bandeng_store::{Error, Result};

use super::service;
use crate::http::App;

/// People who fit on a card.
const MOST: usize = 4;

/// Prints it.
///
/// # Errors
/// [`Code::NotFound`], [`Code::GridOver`], [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn print(app: &App, actor: &Actor, area: &AreaCode) -> Result<Vec<u8>> {
    let grid = service::show(app, actor, area).await?;
    if grid.line.ended_on.is_some() {
        return Err(Refusal::new(Code::GridOver).into());
    }
    let today = app.db.today();
    let there = grid.workers.iter().filter(|w| w.from <= today && w.until.is_none_or(|until| today <= until));
    let mut people: Vec<(GridPart, CardPerson)> = there
        .map(|w| (w.part, CardPerson { part: w.part.label().zh, name: w.name.clone(), phone: w.phone.clone() }))
        .collect();
    people.sort_by_key(|(part, _)| *part);
    let link = app.settings.public_url.as_deref().map(|house| format!("{house}/r/help?grid={}", grid.line.code));
    let link = link.unwrap_or_default();
    let place: Vec<&str> = grid.path.iter().skip(2).map(|area| area.name.as_str()).collect();
    let card = Card {
        place: place.join(" "),
        people: people.into_iter().map(|(_, person)| person).take(MOST).collect(),
        hint: if link.is_empty() { String::new() } else { "扫码登记求助、反映问题".to_owned() },
        link,
        issuer: grid.path.last().map(|area| area.name.clone()).unwrap_or_default(),
        printed: day_zh(today),
        printed_on: today,
        code: grid.line.code,
        name: grid.line.name,
        supervision_phone: grid.supervision_phone,
    };
    let fonts = app.fonts.clone();
    let printing = tokio::task::spawn_blocking(move || render_card(&card, &fonts));
    let printed = printing.await.map_err(|error| Error::Other(format!("printing a card: {error}")))?;
    Ok(printed.map_err(fault)?.bytes)
}

fn fault(error: PaperError) -> Error {
    match error {
        PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
        PaperError::MissingGlyph { .. } => Refusal::new(Code::CharacterUnprintable).into(),
        PaperError::Template { .. } | PaperError::Data { .. } => Error::Other("the template of cards failed".into()),
    }
}
