//! A column that holds a document: JSON which only services read.

use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A document as a row holds it. It is read once, however often it is asked for, and written when its text is needed:
/// by the database, that is, and not by each of the moves that change it in between.
#[derive(Clone)]
pub struct Document(Arc<Inner>);

struct Inner {
    text: OnceLock<String>,
    /// As what it was read last, or what it is to be written from.
    value: RwLock<Option<Arc<dyn Any + Send + Sync>>>,
    write: fn(&(dyn Any + Send + Sync)) -> String,
}

impl Document {
    /// A document of a value. Its type is one that can always be written: strings for keys, and nothing that refuses.
    pub fn of<T: Serialize + Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self(Arc::new(Inner { text: OnceLock::new(), value: RwLock::new(Some(value)), write: write::<T> }))
    }

    /// A document by its text.
    pub fn from_text(text: String) -> Self {
        Self(Arc::new(Inner { text: OnceLock::from(text), value: RwLock::default(), write: |_| String::new() }))
    }

    /// Its JSON.
    pub fn text(&self) -> &str {
        self.0.text.get_or_init(|| self.value().as_deref().map(self.0.write).unwrap_or_default())
    }

    /// The value it holds.
    ///
    /// # Errors
    /// If the text is no such document.
    pub fn read<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Result<Arc<T>, serde_json::Error> {
        if let Some(known) = self.value().and_then(|value| value.downcast().ok()) {
            return Ok(known);
        }
        let read: Arc<T> = Arc::new(serde_json::from_str(self.text())?);
        *self.0.value.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }

    fn value(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        self.0.value.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[expect(clippy::expect_used, reason = "the types are ours, and each test that writes one would fail")]
fn write<T: Serialize + 'static>(value: &(dyn Any + Send + Sync)) -> String {
    let value = value.downcast_ref::<T>().expect("written as what it was made of");
    serde_json::to_string(value).expect("a document can be written")
}

impl bandeng_core::proceedings::Body for Document {
    fn read<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Result<Arc<T>, serde_json::Error> {
        self.read()
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.text() == other.text()
    }
}

impl Eq for Document {}

impl Debug for Document {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl From<Document> for Value {
    fn from(document: Document) -> Self {
        document.text().into()
    }
}

impl TryGetable for Document {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        String::try_get_by(row, index).map(Self::from_text)
    }
}

impl ValueType for Document {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <String as ValueType>::try_from(value).map(Self::from_text)
    }

    fn type_name() -> String {
        "Document".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl Nullable for Document {
    fn null() -> Value {
        Value::String(None)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde::Deserialize;

    use super::*;

    static WRITTEN: AtomicUsize = AtomicUsize::new(0);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Counted(u8);

    impl Serialize for Counted {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            WRITTEN.fetch_add(1, Ordering::Relaxed);
            serializer.serialize_u8(self.0)
        }
    }

    #[test]
    fn a_document_is_written_when_its_text_is_asked_for_and_once() {
        let document = Document::of(Arc::new(Counted(7)));
        assert_eq!(*document.read::<Counted>().unwrap(), Counted(7));
        assert_eq!(WRITTEN.load(Ordering::Relaxed), 0);
        let copy = document.clone();
        assert_eq!((document.text(), copy.text()), ("7", "7"));
        assert_eq!(WRITTEN.load(Ordering::Relaxed), 1);
        assert_eq!(document, Document::from_text("7".into()));
    }

    #[test]
    fn a_document_is_read_as_whatever_it_is_and_else_refused() {
        let document = Document::from_text(r#"{"a":1}"#.into());
        let value = document.read::<serde_json::Value>().unwrap();
        assert!(Arc::ptr_eq(&value, &document.read().unwrap()), "read once");
        assert_eq!(document.read::<std::collections::BTreeMap<String, u8>>().unwrap()["a"], 1);
        document.read::<Counted>().unwrap_err();
        assert_eq!(document.text(), r#"{"a":1}"#);
    }
}
