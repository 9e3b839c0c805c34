//! Sending: a job for each message, tried again later and later.

use std::time::Duration;

use bandeng_core::kernel::Id;
use bandeng_core::messages::{ATTEMPTS, CODE_HOLDS_MS, MessageKind, MessageState, MessageWay};
use bandeng_store::{Error, Result};
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Method;
use serde_json::Value;

use super::query;
use super::service::{BODY, TO};
use crate::http::App;

/// The kind of the job.
pub(crate) const SEND: &str = "send_message";

/// How long a server for e-mail may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Sends a message, once: what was sent or given up is left alone.
pub(crate) async fn send(app: &App, payload: Value) -> Result<()> {
    let id: Id = payload["message"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
    let Some(row) = query::one(&app.db, id).await? else { return Ok(()) };
    if row.state != MessageState::Waiting.as_str() {
        return Ok(());
    }
    if row.kind == MessageKind::Code.as_str() && app.db.now() - row.made_at > CODE_HOLDS_MS {
        // A code that opens nothing any more only makes somebody wonder.
        return query::failed(&app.db, id, row.attempts, "too late").await;
    }
    let (to, body) = (app.crypt.open_value(TO, &row.to_sealed)?, app.crypt.open_value(BODY, &row.body_sealed)?);
    let outcome = match row.way.parse::<MessageWay>()? {
        MessageWay::Sms => sms(app, &to, &body, id).await,
        MessageWay::Email => email(app, &to, &body).await,
        // The page shows it from the outbox.
        MessageWay::Page => Ok(()),
    };
    let attempts = row.attempts + 1;
    match outcome {
        Ok(()) => query::sent(&app.db, id, attempts, row.way != MessageWay::Page.as_str()).await,
        Err(fault) if attempts >= ATTEMPTS => {
            tracing::warn!(message = id, way = %row.way, fault, "a message is given up");
            query::failed(&app.db, id, attempts, fault).await
        }
        Err(fault) => {
            query::tried(&app.db, id, attempts, fault).await?;
            Err(Error::Other(format!("a message was not sent: {fault}")))
        }
    }
}

/// By the provider's request. A fault says neither number nor text.
async fn sms(app: &App, to: &str, body: &str, id: Id) -> std::result::Result<(), &'static str> {
    let Some(template) = &app.settings.messages.sms else { return Err("no provider is set up") };
    let id = id.to_string();
    let method: Method = template.method.to_uppercase().parse().map_err(|_| "the method of the provider is none")?;
    let mut request = app.outbound.client().request(method.clone(), template.url(to, body, &id));
    if method != Method::GET {
        let (body, media_type) = template.body(to, body, &id);
        request = request.header(reqwest::header::CONTENT_TYPE, media_type).body(body);
    }
    for (name, value) in &template.headers {
        request = request.header(name, value);
    }
    let reply = app.outbound.send(request).await.map_err(|error| match error {
        crate::http::outbound::OutboundError::NotAllowed => "the provider is not among the origins in `outbound`",
        _ => "the provider does not answer",
    })?;
    let taken = (200..300).contains(&reply.status)
        && (template.sent_if.is_empty() || String::from_utf8_lossy(&reply.body).contains(&template.sent_if));
    if taken { Ok(()) } else { Err("the provider did not take it") }
}

async fn email(app: &App, to: &str, body: &str) -> std::result::Result<(), &'static str> {
    let Some(smtp) = &app.settings.messages.email else { return Err("no server is set up") };
    let message = Message::builder()
        .from(smtp.from.parse().map_err(|_| "the sender's address is none")?)
        .to(to.parse().map_err(|_| "the address is none")?)
        // The subject is on the screen of a locked telephone: it names nobody and nothing.
        .subject("板凳通知 Bandeng")
        .header(ContentType::TEXT_PLAIN)
        .body(body.to_owned())
        .map_err(|_| "the message cannot be written")?;
    let transport =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url).map_err(|_| "the server's address is none")?;
    let transport = transport.timeout(Some(PATIENCE)).build();
    transport.send(message).await.map(drop).map_err(|_| "the server did not take it")
}
