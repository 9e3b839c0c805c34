//! Intake: one form for every way a matter comes in. Registers the matter and opens its mediation at once;
//! looks for duplicates; keeps half-typed forms.

pub(crate) mod api;
pub(crate) mod drafts;
pub mod duplicates;
pub(crate) mod query;
pub mod service;
