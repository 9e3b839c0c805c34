//! Routes of people, accounts and organisations together.

use utoipa_axum::router::OpenApiRouter;

use crate::http::App;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(super::organisations::api::routes()).merge(super::accounts::api::routes())
}
