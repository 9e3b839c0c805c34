//! Was the promise kept: asked on the parties' own telephones by somebody else than the mediator, and answered there.

pub(crate) mod api;
mod service;
