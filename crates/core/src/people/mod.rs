//! People and the bodies they act for: telephone numbers, sign-in names, passwords, age, committees.
//!
//! There is no table of the population here: these are checks on what somebody typed, and on how a committee is made up.

pub mod committee;
pub mod credit_code;
pub mod factors;
pub mod login;
pub mod minor;
pub mod password;
pub mod phone;
pub mod posts;
pub mod registry;
mod seen;

pub use committee::{Composition, OrganisationKind};
pub use minor::{Capacity, age};
pub use posts::{AccountState, Position};
