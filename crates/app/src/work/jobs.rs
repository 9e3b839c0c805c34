//! What is brought to people's attention by itself.

use bandeng_store::{Ctx, Result};
use serde_json::Value;

use super::service;
use crate::http::App;

/// Reminds those who owe something by a day. It may run twice; nobody is reminded twice.
pub(crate) async fn remind_deadline(app: &App, payload: Value) -> Result<()> {
    let mut uow = app.begin(&Ctx::system("job remind_deadline")).await?;
    service::remind(&mut uow, &serde_json::from_value(payload)?).await?;
    uow.commit().await
}
