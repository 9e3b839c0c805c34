//! The demo county: synthetic people, the stories, a few hundred matters.

use anyhow::Result;
use bandeng_app::App;
use serde::{Deserialize, Serialize};

/// What was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Seeded {
    pub(crate) matters: u32,
    pub(crate) sign_ins: Vec<SignIn>,
}

/// How to sign in as somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) organisation: String,
}

/// Fills an empty database.
pub(crate) async fn seed(_app: &App, _matters: u32) -> Result<Seeded> {
    Ok(Seeded { matters: 0, sign_ins: Vec::new() })
}
