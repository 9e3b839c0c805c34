//! The data as templates see them: cut to what a form may show, then completed by what follows from them.

use serde_json::{Map, Value, json};

use crate::clean::clean;
use crate::error::PaperError;
use crate::form::{Form, Part};
use crate::paper::PaperData;
use crate::words;

/// The data cut to what the form's entry names, without any session with one party alone. The templates get this and
/// nothing else: what must not be on a paper is not there when it is made.
///
/// A removed session leaves a null, so that pointers still count as the caller's list does.
pub(crate) fn visible(form: &Form, data: &PaperData) -> Result<Value, PaperError> {
    const ALWAYS: [&str; 4] = ["matter", "committee", "dossier_number", "printed_on"];
    let mut value =
        serde_json::to_value(data).map_err(|e| PaperError::Data { form: form.code, message: e.to_string() })?;
    if let Value::Object(map) = &mut value {
        map.retain(|key, _| ALWAYS.contains(&key.as_str()) || form.parts.iter().any(|part| part.key() == key));
        if let Some(Value::Array(sessions)) = map.get_mut(Part::Sessions.key()) {
            for session in sessions.iter_mut().filter(|s| s.get("one_party_alone") == Some(&Value::Bool(true))) {
                *session = Value::Null;
            }
        }
    }
    clean(&mut value);
    Ok(value)
}

/// What a paper says: equal for two papers that say the same, whenever they are printed. The number of the file is left
/// out, which is given later and changes nothing of what was said.
///
/// # Errors
/// [`PaperError::Data`] if the data cannot be written down.
pub fn substance(form: &Form, data: &PaperData) -> Result<Vec<u8>, PaperError> {
    let mut shown = visible(form, data)?;
    if let Value::Object(map) = &mut shown {
        map.remove("printed_on");
        map.remove("dossier_number");
    }
    serde_json::to_vec(&json!([form.code, shown]))
        .map_err(|e| PaperError::Data { form: form.code, message: e.to_string() })
}

/// Adds what templates would otherwise have to calculate: the sides, times as people say them, promises as sentences.
/// Of a removed session no trace is left.
pub(crate) fn complete(mut shown: Value) -> Value {
    let Value::Object(map) = &mut shown else { return shown };
    if let Some(Value::Array(sessions)) = map.get_mut(Part::Sessions.key()) {
        sessions.retain(|session| !session.is_null());
        for session in sessions.iter_mut() {
            let time = words::span(text(session, "started"), text(session, "ended"));
            put(session, "time", json!(time));
        }
    }
    if let Some(Value::Array(parties)) = map.get(Part::Parties.key()) {
        let side = |wanted: bool| -> Vec<Value> {
            parties.iter().filter(|p| (text(p, "side") == "applicant") == wanted).cloned().collect()
        };
        let (mut applicants, mut others) = (side(true), side(false));
        // The shape of a side is that of any party.
        if parties.len() == 1 && text(&parties[0], "side").is_empty() {
            (applicants, others) = (parties.clone(), parties.clone());
        }
        map.insert("applicants".to_owned(), Value::Array(applicants));
        map.insert("others".to_owned(), Value::Array(others));
    }
    if let Some(agreement) = map.get_mut(Part::Agreement.key()).filter(|a| a.is_object()) {
        let promises = agreement.get("obligations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let promises: Vec<String> = promises.iter().map(|o| words::promise(o) + "。").collect();
        put(agreement, "promises", json!(promises));
    }
    shown
}

fn put(value: &mut Value, key: &str, more: Value) {
    value.as_object_mut().map(|map: &mut Map<String, Value>| map.insert(key.to_owned(), more));
}

/// A text of an object; empty where it is not there.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
