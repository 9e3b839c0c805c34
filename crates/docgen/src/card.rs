//! The contact card of a grid: A6, to be put up where people live.

use jiff::civil::Date;
use serde::Serialize;

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::render::Pdf;
use crate::typeset::Print;
use crate::world::CARD;

/// Somebody on the card.
#[derive(Clone, Debug, Serialize)]
pub struct CardPerson {
    pub part: String,
    pub name: String,
    pub phone: String,
}

/// What stands on a card. Texts are printed as they are.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    pub name: String,
    /// The areas it lies in, in one line.
    pub place: String,
    pub code: String,
    pub people: Vec<CardPerson>,
    pub supervision_phone: String,
    pub issuer: String,
    /// What the QR code is for; empty without one.
    pub hint: String,
    /// Where the QR code leads; empty: none is printed.
    pub link: String,
    /// The day of printing as it is read.
    pub printed: String,
    #[serde(skip)]
    pub printed_on: Date,
}

/// Prints a card as a PDF/A-2b of one page.
///
/// # Errors
/// [`PaperError::MissingFont`], [`PaperError::MissingGlyph`]; the other kinds are our own faults.
pub fn render_card(card: &Card, fonts: &Fonts) -> Result<Pdf, PaperError> {
    Print { layout: CARD, name: "card", qr: &card.link, printed_on: Some(card.printed_on), ..Print::default() }
        .plain(card, fonts)
}
