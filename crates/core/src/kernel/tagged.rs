//! Enumerations whose variant stands in one of their fields: `{ "move": "accept", "on": "2026-03-02" }`.
//!
//! Serde reads `#[serde(tag)]` too, but forgets where it was when something inside does not fit. People are told at
//! which field.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment, Track};

/// Declares an enumeration that is written as `#[serde(tag = …)]` writes it, and whose faults are told at their place.
///
/// The tag comes first: `tagged_enum! { "move" pub enum Move { … } }`. Unknown fields are refused.
#[macro_export]
macro_rules! tagged_enum {
    ( $tag:tt $(#[$($meta:tt)*])* $vis:vis enum $name:ident { $($variants:tt)* } ) => {
        $(#[$($meta)*])*
        #[derive(::serde::Serialize, ::utoipa::ToSchema)]
        #[serde(tag = $tag, rename_all = "snake_case", deny_unknown_fields)]
        $vis enum $name { $($variants)* }

        const _: () = {
            type Told = $name;

            /// The same with its variant outside, as the derive reads it without forgetting.
            #[derive(::serde::Deserialize)]
            #[serde(remote = "Told", rename_all = "snake_case", deny_unknown_fields)]
            #[allow(dead_code)]
            enum Outside { $($variants)* }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    $crate::kernel::tagged::read(from, $tag, |value| Outside::deserialize(value))
                }
            }
        };
    };
}

/// A value whose reading is followed.
pub type Followed<'a, 'b> = serde_path_to_error::Deserializer<'a, 'b, Value>;

/// Reads a map with its variant under `tag`; `variant` reads the same with the variant outside. The text of an error
/// begins with the place inside the map, as [`place`] reads it.
///
/// # Errors
/// What does not fit.
pub fn read<'de, D: Deserializer<'de>, T>(
    from: D,
    tag: &'static str,
    variant: impl FnOnce(Followed<'_, '_>) -> Result<T, serde_json::Error>,
) -> Result<T, D::Error> {
    let mut fields = Map::deserialize(from)?;
    let name = match fields.remove(tag) {
        None => return Err(D::Error::missing_field(tag)),
        Some(Value::String(name)) => name,
        Some(_) => return Err(D::Error::custom(format!("/{tag}: not a word"))),
    };
    let outside = Value::Object(Map::from_iter([(name, Value::Object(fields))]));
    let mut track = Track::new();
    let outcome = variant(serde_path_to_error::Deserializer::new(outside, &mut track));
    outcome.map_err(|error| {
        let (at, text) = (pointer(&track.path()), error.to_string());
        let mark = if text.starts_with('/') { "" } else { ": " };
        match at.as_str() {
            "" if text.starts_with("unknown variant") => D::Error::custom(format!("/{tag}: {text}")),
            // A place, then the text: nothing is wrong where no place is told but at the map itself.
            "" if mark == ": " => D::Error::custom(text),
            at => D::Error::custom(format!("{at}{mark}{text}")),
        }
    })
}

/// The JSON pointer of a path.
pub fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |mut out, segment| {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("/{index}")),
            Segment::Map { key } => out.push_str(&format!("/{key}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
        out
    })
}

/// The place inside a value at which the text of an error begins, and the rest of the text.
pub fn place(text: &str) -> (&str, &str) {
    text.split_once(": ").filter(|(at, _)| at.starts_with('/')).unwrap_or(("", text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    tagged_enum! { "kind"
        #[derive(Debug, PartialEq)]
        enum Shape {
            Round { radius: u8 },
            Many { of: Vec<Shape>, #[serde(default)] note: String },
            Nothing {},
        }
    }

    fn fault(value: Value) -> String {
        let text = serde_json::from_value::<Shape>(value).unwrap_err().to_string();
        place(&text).0.to_owned()
    }

    #[test]
    fn it_is_read_as_it_is_written_wherever_the_tag_stands() {
        let shape = Shape::Many { of: vec![Shape::Round { radius: 3 }, Shape::Nothing {}], note: String::new() };
        let written = serde_json::to_string(&shape).unwrap();
        assert_eq!(written, r#"{"kind":"many","of":[{"kind":"round","radius":3},{"kind":"nothing"}],"note":""}"#);
        assert_eq!(serde_json::from_str::<Shape>(&written).unwrap(), shape);
        assert_eq!(
            serde_json::from_str::<Shape>(r#"{"radius":3,"kind":"round"}"#).unwrap(),
            Shape::Round { radius: 3 }
        );
    }

    #[test]
    fn what_does_not_fit_is_told_at_its_place_at_any_depth() {
        assert_eq!(fault(json!({ "kind": "round", "radius": "x" })), "/radius");
        assert_eq!(fault(json!({ "kind": "oval" })), "/kind");
        assert_eq!(fault(json!({ "kind": 3 })), "/kind");
        let deep = json!({ "kind": "many", "of": [{ "kind": "nothing" }, { "kind": "round", "radius": 300 }] });
        assert_eq!(fault(deep), "/of/1/radius");
        let text = serde_json::from_value::<Shape>(json!({ "kind": "many", "of": [{ "radius": 1 }] })).unwrap_err();
        assert_eq!(place(&text.to_string()), ("/of/0", "missing field `kind`"));
        let text = serde_json::from_value::<Shape>(json!({ "kind": "round" })).unwrap_err();
        assert_eq!(place(&text.to_string()), ("", "missing field `radius`"));
        serde_json::from_value::<Shape>(json!({ "kind": "nothing", "radius": 1 })).unwrap_err();
    }
}
