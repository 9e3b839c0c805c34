//! One value of a row, the same from both engines.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Error, Result};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Integer,
    Boolean,
    Real,
    Text,
    Bytes,
}

impl Kind {
    /// By the type a column was declared with, on either engine; none for a type we do not use.
    pub(super) fn declared(name: &str) -> Option<Self> {
        Some(match name {
            "bigint" | "integer" | "smallint" => Self::Integer,
            "boolean" => Self::Boolean,
            "double precision" | "real" => Self::Real,
            "text" => Self::Text,
            "bytea" | "blob" => Self::Bytes,
            _ => return None,
        })
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Real(Option<f64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    pub(super) fn read(kind: Kind, row: &QueryResult, i: usize) -> Result<Self> {
        Ok(match kind {
            Kind::Integer => Self::Integer(row.try_get_by_index(i)?),
            Kind::Boolean => Self::Boolean(row.try_get_by_index(i)?),
            Kind::Real => Self::Real(row.try_get_by_index(i)?),
            Kind::Text => Self::Text(row.try_get_by_index(i)?),
            Kind::Bytes => Self::Bytes(row.try_get_by_index(i)?),
        })
    }

    /// As it is bound to a statement.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Integer(v) => (*v).into(),
            Self::Boolean(v) => (*v).into(),
            Self::Real(v) => (*v).into(),
            Self::Text(v) => v.clone().into(),
            Self::Bytes(v) => v.clone().into(),
        }
    }

    /// As it is written into a backup. What JSON has no exact word for is text.
    pub fn json(&self) -> Json {
        match self {
            Self::Integer(v) => (*v).into(),
            Self::Boolean(v) => (*v).into(),
            Self::Real(v) => v.map(|v| format!("{v:?}")).into(),
            Self::Text(v) => v.clone().into(),
            Self::Bytes(v) => v.as_ref().map(|v| BASE64.encode(v)).into(),
        }
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is no such value.
    pub fn of_json(kind: Kind, json: Json) -> Result<Self> {
        let damaged = || Error::Damaged(format!("a value of a backup is no {kind:?}"));
        let text = |json: Json| match json {
            Json::Null => Ok(None),
            Json::String(text) => Ok(Some(text)),
            _ => Err(damaged()),
        };
        Ok(match kind {
            Kind::Integer if json.is_null() => Self::Integer(None),
            Kind::Integer => Self::Integer(Some(json.as_i64().ok_or_else(damaged)?)),
            Kind::Boolean if json.is_null() => Self::Boolean(None),
            Kind::Boolean => Self::Boolean(Some(json.as_bool().ok_or_else(damaged)?)),
            Kind::Real => Self::Real(text(json)?.map(|t| t.parse().map_err(|_| damaged())).transpose()?),
            Kind::Text => Self::Text(text(json)?),
            Kind::Bytes => Self::Bytes(text(json)?.map(|t| BASE64.decode(t).map_err(|_| damaged())).transpose()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was() {
        for (kind, cell) in [
            (Kind::Integer, Cell::Integer(Some(i64::MIN))),
            (Kind::Integer, Cell::Integer(None)),
            (Kind::Boolean, Cell::Boolean(Some(true))),
            (Kind::Real, Cell::Real(Some(0.1 + 0.2))),
            (Kind::Real, Cell::Real(Some(f64::MIN_POSITIVE))),
            (Kind::Text, Cell::Text(Some("板凳\n\"\u{0}".into()))),
            (Kind::Text, Cell::Text(None)),
            (Kind::Bytes, Cell::Bytes(Some(vec![0, 255, 10]))),
        ] {
            let written = serde_json::to_string(&cell.json()).unwrap();
            assert_eq!(Cell::of_json(kind, serde_json::from_str(&written).unwrap()).unwrap(), cell, "{written}");
        }
        assert!(Cell::of_json(Kind::Integer, "7".into()).is_err());
        assert!(Cell::of_json(Kind::Bytes, "#".into()).is_err());
    }
}
