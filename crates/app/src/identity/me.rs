//! What the screens know of the person in front of them.

use bandeng_core::policy::{Action, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::places::AreaRef;

/// Who is signed in, for which organisations, and what they may do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    pub account: MyAccount,
    /// Posts that hold today.
    pub posts: Vec<MyPost>,
    pub preferences: Preferences,
    /// What this person may do at least somewhere: menus and buttons are built from it.
    pub can: Vec<Action>,
    /// The password was given by somebody else; nothing else works until it is changed.
    pub must_change_password: bool,
    /// The post asks for a second factor; nothing else works until there is one.
    pub must_add_factor: bool,
    /// The first account of an installation: it may only appoint the three administrators.
    pub bootstrap: bool,
}

/// The account itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyAccount {
    pub id: IdText,
    pub login: String,
    pub name: String,
}

/// A post with where it is held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyPost {
    pub role: Role,
    pub organisation: OrganisationRef,
    /// The area of the organisation.
    pub area: AreaRef,
}

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Zh,
    En,
}

/// How somebody likes to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Preferences {
    #[serde(default)]
    pub language: Language,
    /// Large type and fewer things at once.
    #[serde(default)]
    pub elder: bool,
}

/// A sign-in of one's own, to recognise a foreign one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Enough of the token's hash to name it; of no use for signing in.
    pub id: String,
    /// Epoch milliseconds.
    pub created_at: i64,
    pub seen_at: i64,
    pub expires_at: i64,
    /// The one this request came with.
    pub current: bool,
}
