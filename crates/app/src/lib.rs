//! The slices of Bandeng, one folder each, and the HTTP shell around them.
//!
//! In a slice, `api.rs` speaks HTTP, `service.rs` does it, `query.rs` reads and writes rows. `matters` knows no
//! other slice; the others know `matters`.

pub mod apply;
pub mod attachments;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod calls;
pub mod destruction;
pub mod dictionaries;
pub mod dispatch;
pub mod dossiers;
pub mod entrusting;
pub mod figures;
pub mod follow_ups;
pub mod grids;
pub mod http;
pub mod identity;
pub mod intake;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod matters;
pub mod mediation;
pub mod messages;
pub mod offers;
pub mod papers;
pub mod people;
pub mod places;
pub mod privacy;
pub mod residents;
pub mod reviews;
pub mod roster;
pub mod rounds;
pub mod search;
pub mod signing;
pub mod templates;
pub mod vault;
pub mod work;

use axum::Router;
pub use http::{App, Settings};
use metrics_exporter_prometheus::PrometheusHandle;

/// The whole application as one service; `web` answers what no route of the API does.
pub fn router(app: &App, metrics: Option<PrometheusHandle>, web: Option<Router<App>>) -> Router {
    let (api, _) = http::openapi::router().split_for_parts();
    let mut router = api.merge(http::ops::routes(metrics));
    router = match web {
        Some(web) => router.merge(web),
        None => router,
    };
    http::layers::wrap(router, app).with_state(app.clone())
}
