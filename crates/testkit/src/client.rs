//! A browser without a network: requests go straight to the router, and every answer is held against the document.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use bandeng_app::App;
use bandeng_app::http::auth::COOKIE;
use bandeng_app::http::layers::WRITE_HEADER;
use bandeng_core::kernel::{Id, Instant};
use serde_json::Value;
use tower::ServiceExt;

use crate::TestApp;
use crate::contract::Contract;

/// Who asks.
#[derive(Clone)]
pub(crate) enum Who {
    Nobody,
    /// Signed in; the session is opened anew when the clock has moved on.
    Account(Id),
    Token(String),
}

/// Somebody at a screen.
#[derive(Clone)]
pub struct Client {
    app: App,
    router: Router,
    who: Who,
    session: Arc<Mutex<Option<(String, Instant)>>>,
    headers: Vec<(String, String)>,
}

/// Opened anew after this long, well before an idle session ends.
const RENEW_MS: Instant = 20 * 60_000;

impl Client {
    pub(crate) fn new(app: &TestApp, who: Who) -> Self {
        Self { app: app.app.clone(), router: app.router.clone(), who, session: Arc::default(), headers: Vec::new() }
    }

    /// The same person with one more header on every request.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Any method, with or without a JSON body.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        match body {
            Some(json) => self.raw(method, path, "application/json", json.to_string()).await,
            None => self.raw(method, path, "", "").await,
        }
    }

    /// Sends a file as a browser's form does, in the part `file`.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        const BOUNDARY: &str = "----a-part-of-a-test";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        self.raw(Method::POST, path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }

    /// Any method and any body: uploads, and what no honest client sends. `path` is relative to `/api/v1`.
    pub async fn raw(&self, method: Method, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let path = format!("/api/v1{path}");
        let mut request = Request::builder().method(method.clone()).uri(&path);
        if method != Method::GET && !self.headers.iter().any(|(name, _)| name == WRITE_HEADER) {
            request = request.header(WRITE_HEADER, "test");
        }
        if !media_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        if let Some(token) = self.token().await {
            request = request.header(header::COOKIE, format!("{COOKIE}={token}"));
        }
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        let request = request.body(body.into()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answer = Answer { status: parts.status.as_u16(), json, headers: parts.headers, bytes };
        Contract::get().check(&method, &path, &answer);
        answer
    }

    async fn token(&self) -> Option<String> {
        let account = match &self.who {
            Who::Nobody => return None,
            Who::Token(token) => return Some(token.clone()),
            Who::Account(account) => *account,
        };
        let now = self.app.db.now();
        let kept = self.session.lock().expect("no test panics here").clone();
        match kept {
            Some((token, at)) if (0..RENEW_MS).contains(&(now - at)) => Some(token),
            _ => {
                let token = bandeng_app::identity::service::open_session(&self.app, account).await.expect("a session");
                *self.session.lock().expect("no test panics here") = Some((token.clone(), now));
                Some(token)
            }
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// The body, if it is JSON.
    pub json: Value,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Answer {
    /// The body of an answer that went well.
    ///
    /// # Panics
    /// If it did not.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {:#}", self.status, self.json);
        self.json
    }

    /// Holds the answer to a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.json);
        self
    }

    /// Holds the answer to a refusal: the status and the code, of the problem or of one of its fields.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let fields = self.json["errors"].as_array().cloned().unwrap_or_default();
        let named = self.json["code"] == code || fields.iter().any(|f| f["code"] == code);
        assert!(self.status == status && named, "not {status} {code} but {} {:#}", self.status, self.json);
        self.json
    }

    /// The token of the session cookie this answer sets.
    pub fn session_token(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        let token = cookie.strip_prefix(&format!("{COOKIE}="))?.split(';').next()?;
        (!token.is_empty()).then(|| token.to_owned())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}
