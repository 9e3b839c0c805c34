//! Reading a request: a clear answer at the field where it is not what it should be.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use bandeng_core::kernel::{Code, Refusal, tagged};
use bandeng_store::Error;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Problem;

/// A body as it came, up to the size that is taken.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| {
            let too_large = rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
            Refusal::new(if too_large { Code::TooLarge } else { Code::Malformed }).into()
        })
    }
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Raw(bytes) = Raw::from_request(request, state).await?;
        parse(&bytes).map(Json).map_err(Problem)
    }
}

/// The part of an address behind the question mark. A wrong value answers with the name of its parameter.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Refusal::new(Code::Malformed).into());
        }
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => {
                // The parameter is told in the text alone: `Failed to deserialize query string: kind: unknown variant …`.
                let text = rejection.body_text();
                let name = text.split(": ").nth(1).unwrap_or_default();
                Err(match text.split("missing field `").nth(1).and_then(|t| t.split('`').next()) {
                    Some(field) => Refusal::at(Code::Required, field),
                    None if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
                        Refusal::at(Code::UnknownValue, name)
                    }
                    None => Refusal::new(Code::Malformed),
                }
                .into())
            }
        }
    }
}

/// The variable parts of an address. What cannot be an identifier names nothing that exists.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Refusal::new(Code::NotFound).into());
        }
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(Refusal::new(Code::NotFound).into()),
        }
    }
}

/// Parses JSON; a wrong field answers with its pointer.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    if has_zero(bytes) {
        return Err(Refusal::new(Code::Malformed).into());
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let outside = tagged::pointer(error.path());
        let inner = error.into_inner();
        // Where a choice is written as `null`, the reader calls that a fault of syntax, and it is none.
        let unreadable = inner.is_eof() || inner.is_io() || inner.is_syntax();
        if unreadable && serde_json::from_slice::<IgnoredAny>(bytes).is_err() {
            return Refusal::new(Code::Malformed);
        }
        let text = inner.to_string();
        let (inside, text) = tagged::place(&text);
        let pointer = format!("{outside}{inside}");
        let (pointer, code) = match text.strip_prefix("missing field `").and_then(|t| t.split('`').next()) {
            Some(field) => (format!("{pointer}/{field}"), Code::Required),
            None => {
                let code = fault_at(bytes, &pointer);
                (pointer, code)
            }
        };
        Refusal::at(code, pointer)
    })?;
    json.end().map_err(|_| Refusal::new(Code::Malformed))?;
    Ok(value)
}

/// Is a zero letter written in it? No person types one, and PostgreSQL keeps no text that has one. JSON has one only as
/// `\u0000`; where the stroke before it is itself struck, it is no letter but six of them.
fn has_zero(json: &[u8]) -> bool {
    const ZERO: &[u8] = b"\\u0000";
    let strokes = |at: usize| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
    json.windows(ZERO.len()).enumerate().any(|(at, part)| part == ZERO && strokes(at) % 2 == 0)
}

/// What is wrong with the value there: nothing was filled in, no day is called that, or nobody may choose it.
fn fault_at(bytes: &[u8], pointer: &str) -> Code {
    let whole: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    match whole.pointer(pointer) {
        Some(serde_json::Value::String(text)) if text.trim().is_empty() => Code::Required,
        Some(serde_json::Value::String(text)) if is_like_a_date(text) => Code::DateMalformed,
        Some(serde_json::Value::Null) => Code::Required,
        _ => Code::UnknownValue,
    }
}

/// Three numbers with strokes between them.
fn is_like_a_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    struct Form {
        #[expect(dead_code)]
        lines: Vec<Line>,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Line {
        #[expect(dead_code)]
        count: u8,
    }

    fn refusal(json: &str) -> Refusal {
        refused::<Form>(json)
    }

    fn refused<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> Refusal {
        match parse::<T>(json.as_bytes()).unwrap_err() {
            Error::Refused(mut refusals) => refusals.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_field_is_pointed_at() {
        assert_eq!(
            refusal(r#"{"lines":[{"count":1},{"count":"x"}]}"#),
            Refusal::at(Code::UnknownValue, "/lines/1/count")
        );
        assert_eq!(refusal(r#"{"lines":[{}]}"#), Refusal::at(Code::Required, "/lines/0/count"));
        for blank in ["\" \"", "null"] {
            let json = format!("{{\"lines\":[{{\"count\":{blank}}}]}}");
            assert_eq!(refusal(&json), Refusal::at(Code::Required, "/lines/0/count"), "{blank}");
        }
        let chosen = |json: &str| refused::<bandeng_core::matters::UrgentReport>(json);
        for blank in ["\"\"", "null"] {
            let json = format!("{{\"ground\":{blank},\"to\":[],\"facts\":\"\"}}");
            assert_eq!(chosen(&json), Refusal::at(Code::Required, "/ground"), "{blank}");
        }
        assert_eq!(chosen(r#"{"ground":null,"to":[}"#), Refusal::new(Code::Malformed));
        assert_eq!(refusal("{"), Refusal::new(Code::Malformed));
        assert_eq!(refusal(r#"{"lines":[]} x"#), Refusal::new(Code::Malformed));
    }

    #[test]
    fn a_zero_letter_is_refused_and_its_name_is_not() {
        for zero in [r#"{"lines":[],"a":"\u0000"}"#, r#"{"lines":[],"a":"桥\\\u0000坡"}"#] {
            assert_eq!(refusal(zero), Refusal::new(Code::Malformed), "{zero}");
        }
        assert!(parse::<Form>(br#"{"lines":[],"a":"\\u0000"}"#).is_ok());
    }

    #[derive(serde::Deserialize, Debug)]
    struct Request {
        #[expect(dead_code)]
        make: bandeng_core::mediation::Move,
    }

    #[test]
    fn a_wrong_field_of_a_move_is_pointed_at_however_deep_it_lies_and_wherever_the_tag_stands() {
        let at = |make: &str, code: Code, pointer: &str| {
            let found = refused::<Request>(&format!("{{\"make\":{make}}}"));
            assert_eq!(found, Refusal::at(code, pointer), "{make}");
        };
        at(r#"{"move":"accept","on":"2026-13-40"}"#, Code::DateMalformed, "/make/on");
        at(r#"{"on":"2026-13-40","move":"accept"}"#, Code::DateMalformed, "/make/on");
        at(r#"{"move":"accept","on":""}"#, Code::Required, "/make/on");
        at(r#"{"move":"accept"}"#, Code::Required, "/make/on");
        at(r#"{"on":"2026-03-02"}"#, Code::Required, "/make/move");
        at(r#"{"move":"bless"}"#, Code::UnknownValue, "/make/move");
        at(r#""accept""#, Code::UnknownValue, "/make");
        let session = |with: &str| {
            format!(
                r#"{{"move":"hold_session","session":{{"place_kind":"room","started":"2026-03-02T09:00:00","with":{with}}}}}"#
            )
        };
        at(&session(r#"{"form":"alone","party":"x"}"#), Code::UnknownValue, "/make/session/with/party");
        at(&session(r#"{"form":"alone"}"#), Code::Required, "/make/session/with/party");
        at(&session(r#"{"form":""}"#), Code::Required, "/make/session/with/form");
        let draft = |due: &str| {
            let obligations = format!(r#"[{{"debtor":2,"kind":"pay","what":"a","due":{due}}}]"#);
            format!(r#"{{"move":"draft_agreement","draft":{{"facts":"","obligations":{obligations}}}}}"#)
        };
        at(&draft(r#"{"due":"by","on":"soon"}"#), Code::UnknownValue, "/make/draft/obligations/0/due/on");
        at(&draft(r#"{"due":"by"}"#), Code::Required, "/make/draft/obligations/0/due/on");
        at(&draft("null"), Code::Required, "/make/draft/obligations/0/due");
    }
}
