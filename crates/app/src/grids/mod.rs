//! 网格: grids, their borders and their people.
//!
//! A grid stands on an area and has its code. Who is there for it is public; what a point lies in is asked of an index in
//! memory ([`kept`]) that is made anew when a border has changed.

pub(crate) mod api;
pub mod borders;
mod card;
pub mod kept;
pub(crate) mod query;
pub mod service;
pub mod view;
