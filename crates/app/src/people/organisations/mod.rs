//! Centres, committees, offices and departments, and the members of committees.

pub(crate) mod api;
pub(crate) mod query;
pub mod service;
mod view;

pub use view::{CommitteeView, MemberView, OrganisationRow, OrganisationView};
