//! 求助呼叫: calls for help.
//!
//! A call has a stream of its own in the registry (`call:7`): it is no matter, and what happened to it must hold for ever
//! while what is known of the caller goes. So no event says who called. Whoever answers for the grid is rung at once
//! ([`ringing`]), by one stream of server-sent events for everybody ([`stream`], [`hub`]); what each sees of a call is in
//! [`view`].

pub(crate) mod api;
mod board;
mod callers;
mod doors;
pub mod hub;
pub mod jobs;
mod open;
mod query;
mod ringing;
pub mod service;
mod stream;
mod view;
