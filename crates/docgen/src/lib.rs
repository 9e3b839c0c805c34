//! Papers of people's mediation as PDF, from plain data: no SQL, no HTTP, no clock.
//!
//! A [`Form`] is one paper of the official set (司发通〔2010〕239号): a text in `forms/` that says what stands on it, an
//! entry in [`FORMS`], and the fields without which the paper is only a draft. A [`Template`] fills that text, or a
//! county's own, into blocks; PDF and DOCX are laid out from the same blocks. [`PaperData`] is the one plain struct that all
//! forms read. Typesetting happens in this process; templates can read neither files, nor the network, nor the time.
//!
//! ```no_run
//! use bandeng_docgen::{Fonts, Form, PaperData, lacking, render};
//!
//! let fonts = Fonts::load(&["/etc/bandeng/fonts".into()]);
//! fonts.check().expect("install fonts-noto-cjk");
//! let form = Form::by_code("D7").expect("the agreement is a known form");
//! let data = PaperData::default();
//! assert!(!lacking(form, &data).is_empty());
//! let pdf = render(form, &data, &fonts).expect("a draft can always be printed");
//! std::fs::write("agreement.pdf", pdf.bytes).expect("written");
//! ```
//!
//! **A further form** costs `forms/dNN.txt`, an entry in [`FORMS`], and a test.
//!
//! **What a form may show** is decided before its template runs: an entry names the parts of [`PaperData`] that reach
//! the template (see [`Part`]); anything else is not there to be printed by mistake. Records of sessions with one
//! party alone reach no paper at all.

mod bind;
mod block;
mod card;
mod clean;
mod docx;
mod error;
mod fonts;
mod form;
mod forms;
mod glyphs;
mod paper;
mod picture;
mod plain;
mod receipt;
mod render;
mod report;
mod required;
pub mod sample;
mod slip;
mod template;
mod typeset;
mod view;
mod words;
mod world;

pub use bind::{
    BindError, MAX_PAGES, PdfFacts, PdfLook, Piece, Sheets, Unbindable, acts_by_itself, bind, inspect_pdf,
    look_into_pdf, prepare_picture,
};
pub use card::{Card, CardPerson, render_card};
pub use docx::{
    Change, Difference, Docx, DocxError, LARGEST_DOCX, compare, read_docx, write_docx, write_docx_with, write_report,
};
pub use error::{MissingFont, PaperError, font_package};
pub use fonts::Fonts;
pub use form::{Audience, Form, Part, Title};
pub use forms::FORMS;
pub use paper::*;
pub use picture::redraw;
pub use plain::{PlainLine, plain, plain_with};
pub use receipt::{AppliedReceipt, render_applied_receipt};
pub use render::{Pdf, render, render_with};
pub use report::{Block, Report, render_report};
pub use required::{Lacking, Required, lacking};
pub use slip::{Slip, render_slip};
pub use template::{FaultKind, LONGEST_TEMPLATE, Template, TemplateFault};
pub use view::substance;
