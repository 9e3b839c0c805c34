//! Signing in: accounts, sessions, passwords.

pub(crate) mod api;
pub mod me;
pub mod openid;
pub mod password;
pub(crate) mod query;
pub mod second;
pub mod service;

use bandeng_core::policy::Action;

/// What the first account of an installation may do, and nothing else: appoint the three administrators, and open the
/// one organisation they belong to.
pub const BOOTSTRAP_MAY: &[Action] = &[Action::AccountManage, Action::OrganisationManage, Action::PostManage];
