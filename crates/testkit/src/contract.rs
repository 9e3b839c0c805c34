//! The OpenAPI document as a promise: every answer in the test suite has a documented status and a body that fits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::Answer;

/// An operation's method and pattern, and a status as the document names it.
type Answered = (String, String);

pub(crate) struct Contract {
    document: Value,
    /// Compiled once per operation and status.
    validators: Mutex<HashMap<Answered, Option<Arc<Validator>>>>,
}

/// What the shell may answer to anything: documented once as `default`.
const OF_THE_SHELL: [u16; 5] = [400, 413, 429, 500, 503];

impl Contract {
    pub(crate) fn get() -> &'static Contract {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| {
            let document = serde_json::to_value(bandeng_app::http::openapi::document()).expect("the document is JSON");
            Contract { document, validators: Mutex::default() }
        })
    }

    /// Panics if the answer is not what the document promises.
    pub(crate) fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap_or_default();
        let Some((template, operation)) = self.operation(method, path) else {
            assert!(
                matches!(answer.status, 404 | 405),
                "{method} {path} is not in the document and answers {}",
                answer.status
            );
            return;
        };
        let status = answer.status.to_string();
        let documented = if operation["responses"].get(&status).is_some() {
            status
        } else {
            assert!(
                OF_THE_SHELL.contains(&answer.status),
                "{method} {template} answers {status}, which the document does not name: {:#}",
                answer.json
            );
            "default".to_owned()
        };
        let key = (format!("{method} {template}"), documented);
        let known = self.validators.lock().expect("no panic while compiling").get(&key).cloned();
        let validator = known.unwrap_or_else(|| {
            let made = self.compile(&operation["responses"][&key.1], &key);
            self.validators.lock().expect("no panic while compiling").insert(key.clone(), made.clone());
            made
        });
        let Some(validator) = validator else {
            let binary = operation["responses"][&key.1].get("content").is_some();
            assert!(binary || answer.bytes.is_empty(), "{} {} promises no body: {:#}", key.0, key.1, answer.json);
            return;
        };
        let faults: Vec<String> =
            validator.iter_errors(&answer.json).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert!(faults.is_empty(), "{} {} breaks its promise: {faults:#?}\n{:#}", key.0, key.1, answer.json);
    }

    /// The validator of a JSON answer; none where no JSON is promised.
    fn compile(&self, response: &Value, key: &Answered) -> Option<Arc<Validator>> {
        let content = response.get("content")?.as_object()?;
        let (_, media) = content.iter().find(|(name, _)| name.ends_with("json"))?;
        let mut schema = media["schema"].clone();
        schema.as_object_mut()?.insert("components".to_owned(), self.document["components"].clone());
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        match jsonschema::validator_for(&schema) {
            Ok(validator) => Some(Arc::new(validator)),
            Err(error) => panic!("the schema of {} {} cannot be read: {error}", key.0, key.1),
        }
    }

    /// The operation a path belongs to: of several templates the one with most literal parts.
    fn operation(&self, method: &Method, path: &str) -> Option<(&str, &Value)> {
        let method = method.as_str().to_lowercase();
        let paths = self.document["paths"].as_object()?;
        paths
            .iter()
            .filter(|(template, item)| item.get(&method).is_some() && fits(template, path))
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(template, item)| (template.as_str(), &item[&method]))
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(t, p)| t == p || (t.starts_with('{') && !p.is_empty()))
}
