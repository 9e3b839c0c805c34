//! Refusals as the document names them: a slice writes `responses((status = 200, body = …), NotAllowed, Invalid)`.
//!
//! What the shell itself may answer to any request (malformed, too large, too often, database gone) is added to every
//! operation as its `default` answer, and 401 to every operation that asks for a sign-in: see [`super::openapi`].

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::response::Response;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};

/// The media type of a problem (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// A problem as an answer.
pub fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    ResponseBuilder::new().description(description).content(PROBLEM, content).build()
}

macro_rules! answers {
    ($( $(#[$meta:meta])* $name:ident = $status:literal, $description:literal; )+) => {
        $(
            $(#[$meta])*
            pub struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    [($status.to_owned(), RefOr::T(problem($description)))].into()
                }
            }
        )+
    };
}

answers! {
    /// 403: known, but the post does not allow it.
    NotAllowed = "403", "The post does not allow this";
    /// 404: not there, or not there for this reader.
    NotFound = "404", "Not found, or not within reach";
    /// 409: an illegal move, a guard, or somebody was faster.
    Conflict = "409", "The state does not allow it, or somebody else was faster";
    /// 422: fields that need mending, each with a pointer.
    Invalid = "422", "Fields that need mending";
    /// 429: locked for a while, or too often.
    TooOften = "429", "Too often; try later";
}
