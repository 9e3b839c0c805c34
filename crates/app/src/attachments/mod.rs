//! attachments

pub(crate) mod api;
