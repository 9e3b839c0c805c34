//! The list of parts as CycloneDX 1.6. The same parts give the same bytes: no time, no number drawn at random.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::parts::Part;

pub(super) fn cyclonedx(version: &str, parts: &[Part]) -> Result<String> {
    let components: Vec<Value> = parts.iter().map(component).collect();
    let depends: Vec<String> = parts.iter().map(address).collect();
    let own = format!("pkg:generic/bandeng@{version}");
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": own, "name": "bandeng", "version": version,
            "licenses": [{ "license": { "id": "Apache-2.0" } }],
        } },
        "components": components,
        "dependencies": [{ "ref": own, "dependsOn": depends }],
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// The address of a part in its registry (purl); `@` of a scope is written by its number.
fn address(part: &Part) -> String {
    format!("pkg:{}/{}@{}", part.from, part.name.replace('@', "%40"), part.version)
}

fn component(part: &Part) -> Value {
    let address = address(part);
    let mut told = json!({
        "type": "library", "bom-ref": address, "name": part.name, "version": part.version, "purl": address,
    });
    if let Some(licence) = &part.licence {
        told["licenses"] = json!([{ "expression": licence }]);
    }
    let hash = part.hash.as_ref().and_then(|hash| match part.from {
        "cargo" => Some(("SHA-256", hash.clone())),
        _ => Some(("SHA-512", hex(&STANDARD.decode(hash).ok()?))),
    });
    if let Some((kind, content)) = hash {
        told["hashes"] = json!([{ "alg": kind, "content": content }]);
    }
    told
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_its_address_its_licence_and_its_hash() {
        let part = Part {
            from: "npm",
            name: "@a/b".into(),
            version: "1.2.3".into(),
            licence: Some("MIT".into()),
            hash: Some("AQL/".into()),
            folder: "x".into(),
        };
        let told: Value = serde_json::from_str(&cyclonedx("0.1.0", &[part]).unwrap()).unwrap();
        let component = &told["components"][0];
        assert_eq!(component["purl"], "pkg:npm/%40a/b@1.2.3");
        assert_eq!(component["hashes"][0], json!({ "alg": "SHA-512", "content": "0102ff" }));
        assert_eq!(component["licenses"][0]["expression"], "MIT");
        assert_eq!(told["dependencies"][0]["dependsOn"][0], component["bom-ref"]);
    }
}
