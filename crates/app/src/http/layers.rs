//! What happens to every request: a number, limits, headers, a log line without personal data.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use bandeng_core::kernel::{Code, Id, Instant, Refusal};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::{App, Problem, address};

/// The number of a request: in its answer, its log lines and its events.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The header every write carries. A foreign page cannot set it without our consent (CORS), so a forged
/// form cannot act for somebody who is signed in.
pub const WRITE_HEADER: &str = "x-requested-with";

const MAX_JSON: usize = 1024 * 1024;

/// Wraps the routes.
pub fn wrap(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(middleware::from_fn(forgery))
        .layer(middleware::from_fn_with_state(app.clone(), in_place))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(CatchPanicLayer::custom(|_| Problem::from(Refusal::new(Code::Internal)).into_response()))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), address::know))
        .layer(middleware::from_fn_with_state((policy(app), app.settings.secure_cookies), headers))
        .layer(middleware::from_fn_with_state(app.clone(), number_and_log))
}

async fn number_and_log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_be_bytes(app.db.env().random()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // The pattern and not the path: a path can hold a code.
    let route = request.extensions().get::<MatchedPath>().map_or("-".to_owned(), |p| p.as_str().to_owned());
    let began = app.db.now();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let took = app.db.now() - began;
    metrics::counter!("bandeng_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("bandeng_request_seconds", "route" => route.clone()).record(took as f64 / 1000.0);
    tracing::info!(request_id = %id, %method, route, status, ms = took, "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Refuses writes while the database is not where it was: they would be confirmed and lost.
async fn in_place(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match app.db.is_in_place() {
        Err(error) if !reads => Problem::from(error).into_response(),
        _ => next.run(request).await,
    }
}

async fn forgery(request: Request, next: Next) -> Response {
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A key is sent on purpose, and a foreign page cannot set its header either.
    let sent_on_purpose = [WRITE_HEADER, header::AUTHORIZATION.as_str()];
    if writes && !sent_on_purpose.iter().any(|name| request.headers().contains_key(*name)) {
        return Problem::from(Refusal::new(Code::Malformed)).into_response();
    }
    next.run(request).await
}

/// What a page may load: our own files, and the tiles of the base map from exactly where the site gets them.
fn policy(app: &App) -> HeaderValue {
    let tiles = app.settings.map.as_ref().and_then(|map| map.origin()).map(|o| format!(" {o}")).unwrap_or_default();
    // Inline styles are set by the components (positions of pop-ups); scripts come from our own files alone.
    let text = format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{tiles}; \
         connect-src 'self'{tiles}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

async fn headers(State((policy, secure)): State<(HeaderValue, bool)>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    // No page of another house may open ours and keep a hand on it, take in our files, or use a device in our name.
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
    );
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if api {
        set(header::CACHE_CONTROL, "no-store");
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    response
}

/// How often an account may do something costly or curious.
#[derive(Default)]
pub struct Limits {
    windows: Mutex<HashMap<(&'static str, String), Window>>,
}

/// When a window of time began, and how often it was used since.
type Window = (Instant, u32);

impl Limits {
    /// Counts one use. At most `max` within `window_ms`.
    ///
    /// # Errors
    /// [`Code::TooMany`] above that.
    pub fn count(
        &self,
        what: &'static str,
        who: impl ToString,
        now: Instant,
        window_ms: i64,
        max: u32,
    ) -> Result<(), Refusal> {
        let mut windows = self.windows.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if windows.len() > 50_000 {
            windows.retain(|_, (began, _)| now - *began < 3_600_000);
        }
        let entry = windows.entry((what, who.to_string())).or_insert((now, 0));
        // A clock that was set back begins a new window too: nobody is to wait for the time to come again.
        if !(0..window_ms).contains(&(now - entry.0)) {
            *entry = (now, 0);
        }
        entry.1 += 1;
        if entry.1 <= max {
            return Ok(());
        }
        let minutes = (window_ms - (now - entry.0) + 59_999) / 60_000;
        let many = if minutes == 1 { "" } else { "s" };
        Err(Refusal::new(Code::TooMany).with(
            format!("次数太多了，请过{minutes}分钟再试。"),
            format!("Too often; please try again in {minutes} minute{many}."),
        ))
    }

    /// As [`Limits::count`], for an account.
    pub fn account(
        &self,
        what: &'static str,
        account: Id,
        now: Instant,
        window_ms: i64,
        max: u32,
    ) -> Result<(), Refusal> {
        self.count(what, account, now, window_ms, max)
    }
}
