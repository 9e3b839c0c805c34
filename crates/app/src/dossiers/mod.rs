//! The file of a case, bound as one PDF; cases that share one; and the list by which files are handed over.
//!
//! [`outline`] says what belongs into a file and in which order, [`binding`] makes the PDF of it, [`jobs`] does so where it
//! takes long, [`transfer`] lists the archived files of a year. Nothing of an urgent report, of who reported a lead or of
//! a talk with one party alone is in a file: neither has a place in the order of binding.

pub(crate) mod api;
mod binding;
mod frame;
mod jobs;
mod outline;
mod query;
mod service;
mod share;
mod transfer;
mod view;

pub(crate) use jobs::{BIND, bind};
