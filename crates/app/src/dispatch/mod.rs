//! Events and their dispatch: reported, verified and filed, sent to the unit that answers for it, handled, checked, rated.

pub mod api;
mod board;
mod form;
mod mediate;
mod papers;
mod photos;
pub mod planning;
pub(crate) mod plans;
mod public;
mod query;
pub mod report;
pub mod service;
mod similar;
mod trial;
mod view;
