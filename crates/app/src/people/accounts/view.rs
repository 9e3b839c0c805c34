//! What an administrator is shown of an account.

use bandeng_core::people::AccountState;
use bandeng_core::policy::Role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::places::AreaRef;

/// An account with its posts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountView {
    pub id: IdText,
    pub login: String,
    pub name: String,
    pub state: AccountState,
    /// Locked after wrong passwords until this instant, if that is still to come.
    pub locked_until: Option<i64>,
    /// The owner has not yet set a password of their own.
    pub must_change_password: bool,
    /// The first account of the installation.
    pub bootstrap: bool,
    /// Posts that hold today or begin later, in the order in which they were given.
    pub posts: Vec<PostView>,
    /// Epoch milliseconds; none if nobody ever signed in with it.
    pub last_sign_in_at: Option<i64>,
    pub created_at: i64,
    /// To be sent back with a change.
    pub version: i64,
}

/// A post somebody holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostView {
    pub id: IdText,
    pub role: Role,
    pub organisation: OrganisationRef,
    /// The area of the organisation.
    pub area: AreaRef,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from_on: String,
    /// Last day; none while it is open.
    #[schema(value_type = Option<String>, format = Date)]
    pub until_on: Option<String>,
}
