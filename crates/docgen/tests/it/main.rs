//! The papers as people get them: text and page count of the PDF.

mod bind;
mod docx;
mod guards;
mod layout;
mod papers;
mod registry;
mod street;
mod templates;
mod tools;
