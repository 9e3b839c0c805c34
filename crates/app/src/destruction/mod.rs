//! 到期销毁: files whose time is over. One person of the county's judicial office draws up a list, another confirms it.
//!
//! [`destroy`] takes what people wrote out of the rows, the history's payloads and the search index; the bytes of attachments
//! and papers go by a job. Hashes stay, so that the history still holds together, and the matter keeps its code, kind and days.

pub(crate) mod api;
mod destroy;
mod query;
mod service;

pub(crate) use destroy::{DESTROY_BYTES, destroy_bytes};
