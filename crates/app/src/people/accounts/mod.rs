//! Accounts and the posts they hold.

pub(crate) mod api;
pub(crate) mod query;
pub mod service;
mod view;

pub use view::{AccountView, PostView};
