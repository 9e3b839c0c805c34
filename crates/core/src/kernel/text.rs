//! Text that is shown to people exists in Chinese and in English, or it does not exist.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One sentence or label in both languages. The reader's screen picks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Text {
    /// Chinese, the language of record.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Declares an enumeration whose variants have a stable code (database, API, events) and a label in both languages.
///
/// The labels travel to the screens through `kernel::labels`, so a term is written down once.
#[macro_export]
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(as $schema:literal)? { $( $(#[$vmeta:meta])* $variant:ident = $code:literal ($zh:literal, $en:literal) ),+ $(,)? }
    ) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        $(#[$meta])*
        pub enum $name { $( $(#[$vmeta])* #[serde(rename = $code)] $variant ),+ }

        impl $name {
            /// Every value, in the order in which people list them.
            pub const ALL: &'static [$name] = &[$( $name::$variant ),+];

            /// The stable code kept in the database, the API and the events.
            pub const fn as_str(self) -> &'static str {
                match self { $( $name::$variant => $code ),+ }
            }

            /// The word people read.
            pub fn label(self) -> $crate::kernel::Text {
                match self { $( $name::$variant => $crate::kernel::Text::new($zh, $en) ),+ }
            }
        }

        // By hand: the derive cannot read a code that comes through this macro.
        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                ::utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(::utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::ALL.iter().map(|value| value.as_str())))
                    .into()
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                #[allow(unused_mut, unused_assignments)]
                let mut name = stringify!($name);
                $( name = $schema; )?
                ::std::borrow::Cow::Borrowed(name)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::kernel::text::UnknownCode;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $( $code => Ok($name::$variant), )+
                    _ => Err($crate::kernel::text::UnknownCode { of: stringify!($name), code: s.to_owned() }),
                }
            }
        }
    };
}

/// A stored code that no variant carries: the data is newer than the program, or damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    pub of: &'static str,
    pub code: String,
}

impl std::fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no {}", self.code, self.of)
    }
}

impl std::error::Error for UnknownCode {}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Where half-width marks stand beside a Chinese character in a string of our sources.
    fn half_width(source: &str) -> Vec<String> {
        let chinese = |c: Option<&char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        let strings = source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| {
            // Between quotes stands every second piece. A quote that is escaped ends the piece early, which hides nothing.
            line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
        });
        strings
            .filter(|text| {
                let chars: Vec<char> = text.chars().collect();
                (0..chars.len()).any(|i| {
                    ",:;?!()".contains(chars[i]) && (chinese(chars.get(i + 1)) || (i > 0 && chinese(chars.get(i - 1))))
                })
            })
            .collect()
    }

    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                found.extend(half_width(&source).into_iter().map(|text| format!("{}: {text}", path.display())));
            }
        }
    }

    #[test]
    fn chinese_is_written_with_chinese_marks() {
        assert_eq!(half_width("say(\"\u{597d}, \u{597d}\")"), ["\u{597d}, \u{597d}"]);
        let mut found = Vec::new();
        for room in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the rooms") {
            let sources = room.expect("a room").path().join("src");
            if sources.is_dir() {
                walk(&sources, &mut found);
            }
        }
        assert!(found.is_empty(), "half-width marks beside Chinese: {found:#?}");
    }
}
