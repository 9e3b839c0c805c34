//! Errors as RFC 9457 problem details: what happened, what is kept, what to do now.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bandeng_core::kernel::refusal::Kind;
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_store::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// One field that needs mending, or one thing a move waits for.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request, or the name of the section to go to.
    pub pointer: Option<String>,
    /// Stable code.
    #[schema(value_type = String)]
    pub code: Code,
    pub message: Text,
}

/// What somebody else did meanwhile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// Epoch milliseconds.
    pub at: i64,
    pub actor: String,
    pub sentence: Text,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Always `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    pub type_uri: &'static str,
    pub status: u16,
    /// In English, for machines and logs.
    pub title: String,
    /// Stable code, such as `stale-version`.
    #[schema(value_type = String)]
    pub code: Code,
    /// For people, in both languages.
    pub text: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// With `stale-version`: what happened since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeView>,
    /// With `stale-version`: the version now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// An error on its way out.
#[derive(Debug)]
pub struct Problem(pub Error);

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Problem(error.into())
    }
}

/// The HTTP status of a reason.
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Malformed => StatusCode::BAD_REQUEST,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl ProblemBody {
    fn of(code: Code, text: Text) -> Self {
        ProblemBody {
            type_uri: "about:blank",
            status: status(code.kind()).as_u16(),
            title: code.title().en,
            code,
            text,
            errors: Vec::new(),
            changes: Vec::new(),
            version: None,
        }
    }

    fn refused(refusals: Vec<Refusal>) -> Self {
        let several_fields =
            refusals.len() > 1 || refusals.iter().any(|r| r.code.kind() == Kind::Invalid && r.pointer.is_some());
        let (code, text) = match refusals.first() {
            Some(first) if several_fields && first.code.kind() == Kind::Invalid => {
                (Code::FieldsInvalid, Code::FieldsInvalid.title())
            }
            Some(first) => (first.code, first.sentence()),
            None => (Code::Internal, Code::Internal.title()),
        };
        let errors = refusals
            .into_iter()
            .filter(|r| r.pointer.is_some())
            .map(|r| FieldProblem { message: r.sentence(), pointer: r.pointer, code: r.code })
            .collect();
        Self { errors, ..Self::of(code, text) }
    }
}

impl Problem {
    /// The error as it is told.
    pub fn body(self) -> ProblemBody {
        match self.0 {
            Error::Refused(refusals) => ProblemBody::refused(refusals),
            Error::Stale { now, changes } => ProblemBody {
                version: Some(now),
                changes: changes
                    .into_iter()
                    .map(|c| ChangeView { at: c.at, actor: c.actor, sentence: c.sentence })
                    .collect(),
                ..ProblemBody::of(Code::StaleVersion, Code::StaleVersion.title())
            },
            Error::Db(error) => {
                let code = outage(&error).unwrap_or(Code::Internal);
                // The message of a database error can hold values; its kind is enough to start looking.
                tracing::error!(kind = db_kind(&error), "database error");
                ProblemBody::of(code, code.title())
            }
            Error::Damaged(what) | Error::Other(what) => {
                tracing::error!(fault = %what, "internal error");
                ProblemBody::of(Code::Internal, Code::Internal.title())
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body();
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

/// The database is gone, full or locked, as opposed to a mistake of ours. Drivers tell it in words alone.
fn outage(error: &sea_orm::DbErr) -> Option<Code> {
    use sea_orm::DbErr;
    let text = match error {
        DbErr::ConnectionAcquire(_) => return Some(Code::Unavailable),
        DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner) => inner.to_string(),
        // What a flush that several shared has said.
        DbErr::Custom(text) => text.clone(),
        _ => return None,
    };
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&[bandeng_store::MOVED]) {
        Some(Code::DatabaseMoved)
    } else if says(&["disk is full", "no space left", "disk full"]) {
        Some(Code::StorageFull)
    } else if says(&["readonly", "read-only", "disk i/o"]) {
        Some(Code::StorageReadOnly)
    } else if matches!(error, DbErr::Conn(_)) || says(AWAY) {
        Some(Code::Unavailable)
    } else {
        None
    }
}

/// What drivers say of a database that does not answer.
const AWAY: &[&str] = &[
    "closed",
    "refused",
    "reset",
    "broken pipe",
    "terminating",
    "shutting down",
    "starting up",
    "recovery",
    "locked",
    "end of file",
    "at eof",
    "unable to open",
    "crashed",
    "given up",
];

fn db_kind(error: &sea_orm::DbErr) -> &'static str {
    use sea_orm::DbErr;
    match error {
        DbErr::ConnectionAcquire(_) => "connection-acquire",
        DbErr::Conn(_) => "connection",
        DbErr::Exec(_) => "execute",
        DbErr::Query(_) => "query",
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => "type",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_bad_fields_make_one_answer_with_a_pointer_each() {
        let body = ProblemBody::refused(vec![
            Refusal::at(Code::Required, "/narrative"),
            Refusal::at(Code::PhoneMalformed, "/parties/0/phone"),
        ]);
        assert_eq!((body.status, body.code, body.errors.len()), (422, Code::FieldsInvalid, 2));
    }

    #[test]
    fn an_outage_is_told_from_a_mistake() {
        use sea_orm::{DbErr, RuntimeErr};
        let code = |text: &str| outage(&DbErr::Exec(RuntimeErr::Internal(text.to_owned())));
        assert_eq!(code("(code: 13) database or disk is full"), Some(Code::StorageFull));
        assert_eq!(code("could not extend file: No space left on device"), Some(Code::StorageFull));
        assert_eq!(code("(code: 8) attempt to write a readonly database"), Some(Code::StorageReadOnly));
        assert_eq!(code("(code: 1802) disk I/O error"), Some(Code::StorageReadOnly));
        assert_eq!(code("terminating connection due to administrator command"), Some(Code::Unavailable));
        assert_eq!(code("expected to read 5 bytes, got 0 bytes at EOF"), Some(Code::Unavailable));
        assert_eq!(code("no such column: lost"), None);
        assert_eq!(outage(&DbErr::Custom("database or disk is full".to_owned())), Some(Code::StorageFull));
        let moved = DbErr::Conn(RuntimeErr::Internal(bandeng_store::MOVED.to_owned()));
        assert_eq!(outage(&moved), Some(Code::DatabaseMoved));
        assert_eq!(outage(&DbErr::Type("x".to_owned())), None);
    }

    #[test]
    fn a_guard_answers_with_its_own_reason() {
        let body = ProblemBody::refused(vec![Refusal::at(Code::TwoPartiesNeeded, "parties")]);
        assert_eq!((body.status, body.code), (409, Code::TwoPartiesNeeded));
    }
}
