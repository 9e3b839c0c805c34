//! A second factor beside the password: codes by time, passkeys, recovery codes; and signing in with a passkey alone.

pub(crate) mod api;
pub(super) mod factors;
pub mod passkeys;
pub(crate) mod query;
pub(super) mod sign_in;
pub(super) mod steps;

pub(crate) use factors::reset;
