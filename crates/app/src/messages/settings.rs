//! How messages leave the house: set by the operator in the settings file, since every provider wants another request.

use std::collections::BTreeMap;
use std::fmt;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::http::outbound;

/// Ways that are set up. None of them: messages are dropped, and shown on a page in a demo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageSettings {
    pub sms: Option<SmsTemplate>,
    pub email: Option<Smtp>,
}

/// How the placeholders of a body are written so that nothing in a text can leave its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    #[default]
    Json,
    Form,
    Text,
}

/// The request with which a provider sends a text message. `{phone}`, `{text}` and `{id}` are placeholders in address and
/// body.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsTemplate {
    /// Its origin must be among those in `outbound`.
    pub url: String,
    #[serde(default = "post")]
    pub method: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub body_kind: BodyKind,
    /// What the answer holds if the message was taken; empty: a status of success is enough.
    #[serde(default)]
    pub sent_if: String,
}

fn post() -> String {
    "POST".into()
}

// Headers hold the provider's secret.
impl fmt::Debug for SmsTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsTemplate").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A server for e-mail.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// `smtps://user:password@mail.example.cn:465`, `smtp://127.0.0.1:25`.
    pub url: String,
    /// Who writes: `板凳 <no-reply@example.cn>`.
    pub from: String,
}

// The address holds a password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from).finish_non_exhaustive()
    }
}

impl MessageSettings {
    /// What cannot work, in words without a secret.
    pub fn fault(&self, outbound: &[String]) -> Option<&'static str> {
        if let Some(sms) = &self.sms {
            let url = reqwest::Url::parse(&sms.url("0", "0", "0")).ok();
            let named = url.is_some_and(|url| {
                outbound.iter().filter_map(|text| outbound::origin(text)).any(|origin| origin.origin() == url.origin())
            });
            if !named {
                return Some("sms.url: its origin must be listed in `outbound`");
            }
            if !["GET", "POST", "PUT"].contains(&sms.method.to_uppercase().as_str()) {
                return Some("sms.method is GET, POST or PUT");
            }
            if !format!("{}{}", sms.url, sms.body).contains("{phone}") {
                return Some("sms: {phone} stands neither in url nor in body");
            }
        }
        let email = self.email.as_ref()?;
        if email.from.parse::<Mailbox>().is_err() {
            return Some("email.from must look like Bandeng <no-reply@example.cn>");
        }
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&email.url)
            .is_err()
            .then_some("email.url must look like smtps://user:password@mail.example.cn:465")
    }
}

impl SmsTemplate {
    /// The address with its placeholders filled in.
    pub(super) fn url(&self, phone: &str, text: &str, id: &str) -> String {
        fill(&self.url, phone, text, id, percent)
    }

    /// The body with its placeholders filled in, and its media type.
    pub(super) fn body(&self, phone: &str, text: &str, id: &str) -> (String, &'static str) {
        match self.body_kind {
            BodyKind::Json => (fill(&self.body, phone, text, id, json), "application/json"),
            BodyKind::Form => (fill(&self.body, phone, text, id, percent), "application/x-www-form-urlencoded"),
            BodyKind::Text => (fill(&self.body, phone, text, id, str::to_owned), "text/plain; charset=utf-8"),
        }
    }
}

/// In one go, so that a placeholder within a text stays text.
fn fill(template: &str, phone: &str, text: &str, id: &str, write: fn(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() + text.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let known = [("{phone}", phone), ("{text}", text), ("{id}", id)];
        match known.iter().find(|(name, _)| from.starts_with(name)) {
            Some((name, value)) => {
                out.push_str(&write(value));
                rest = &from[name.len()..];
            }
            None => {
                out.push('{');
                rest = &from[1..];
            }
        }
    }
    out + rest
}

/// As it stands between the quotation marks of JSON.
fn json(text: &str) -> String {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(url: &str, body: &str, body_kind: BodyKind) -> SmsTemplate {
        SmsTemplate {
            url: url.into(),
            method: post(),
            headers: BTreeMap::new(),
            body: body.into(),
            body_kind,
            sent_if: String::new(),
        }
    }

    #[test]
    fn a_text_cannot_leave_its_place() {
        let nasty = "\",\"to\":\"1\" {phone} &x=1\n";
        let sms = template(
            "https://a/s?to={phone}&t={text}",
            "{\"to\":\"{phone}\",\"t\":\"{text}\",\"n\":{id}}",
            BodyKind::Json,
        );
        assert_eq!(
            sms.url("138", nasty, "7"),
            "https://a/s?to=138&t=%22%2C%22to%22%3A%221%22%20%7Bphone%7D%20%26x%3D1%0A"
        );
        let body: serde_json::Value = serde_json::from_str(&sms.body("138", nasty, "7").0).unwrap();
        assert_eq!((body["t"].as_str(), body["to"].as_str(), body["n"].as_i64()), (Some(nasty), Some("138"), Some(7)));
        let form = template("", "to={phone}&t={text}", BodyKind::Form);
        assert_eq!(form.body("138", "a&b", "7").0, "to=138&t=a%26b");
    }

    #[test]
    fn what_cannot_work_is_told_when_the_house_opens() {
        let good = template("https://sms.example.cn/s?to={phone}", "", BodyKind::Text);
        let outbound = vec!["https://sms.example.cn".to_owned()];
        let with = |sms: SmsTemplate| MessageSettings { sms: Some(sms), email: None };
        assert_eq!(with(good.clone()).fault(&outbound), None);
        assert!(with(good.clone()).fault(&[]).is_some(), "an origin nobody named");
        assert!(with(SmsTemplate { method: "BREW".into(), ..good }).fault(&outbound).is_some());
        assert!(with(template("https://sms.example.cn/s", "{text}", BodyKind::Text)).fault(&outbound).is_some());
        let mail = |url: &str, from: &str| MessageSettings {
            sms: None,
            email: Some(Smtp { url: url.into(), from: from.into() }),
        };
        assert_eq!(mail("smtp://127.0.0.1:25", "板凳 <a@b.cn>").fault(&[]), None);
        assert!(mail("mail.example.cn", "a@b.cn").fault(&[]).is_some());
        assert!(mail("smtp://127.0.0.1:25", "nobody").fault(&[]).is_some());
    }

    #[test]
    fn secrets_are_not_written_into_logs() {
        let mut sms = template("https://a/?key=geheim", "", BodyKind::Text);
        sms.headers.insert("authorization".into(), "geheim".into());
        let email = Smtp { url: "smtps://u:geheim@m".into(), from: "a@b.cn".into() };
        let all = MessageSettings { sms: Some(sms), email: Some(email) };
        assert!(!format!("{all:?}").contains("geheim"));
    }
}
