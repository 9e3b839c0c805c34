//! Encryption at rest for telephones and, later, identity numbers.
//!
//! AES-256-GCM with the key's name in every value, so that keys can be changed without a flag day. Equal
//! telephones are found through a keyed hash, which tells nothing without the key.

use std::collections::BTreeMap;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{Env, Error, Result};

/// The keys of an installation.
pub struct Crypt {
    current: String,
    keys: BTreeMap<String, [u8; 32]>,
    index: [u8; 32],
}

/// The key file: JSON, readable by the service alone. Lose it and what it encrypted is lost.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    current: String,
    keys: BTreeMap<String, String>,
    index: String,
}

impl Crypt {
    /// New keys.
    pub fn generate(env: &Env) -> Self {
        Self { current: "k1".into(), keys: BTreeMap::from([("k1".into(), env.random())]), index: env.random() }
    }

    /// Reads the key file, or makes one on the first start.
    ///
    /// # Errors
    /// [`Error::Other`] if the file cannot be read, written or understood.
    pub fn open(path: &Path, env: &Env) -> Result<Self> {
        let fault = |what: &str| Error::Other(format!("key file {}: {what}", path.display()));
        if !path.exists() {
            let crypt = Self::generate(env);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|e| fault(&e.to_string()))?;
            }
            write_private(path, &crypt.to_json()?).map_err(|e| fault(&e.to_string()))?;
            return Ok(crypt);
        }
        let text = std::fs::read_to_string(path).map_err(|e| fault(&e.to_string()))?;
        let file: KeyFile = serde_json::from_str(&text).map_err(|_| fault("not a key file"))?;
        let key = |text: &str| -> Result<[u8; 32]> {
            BASE64.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or_else(|| fault("a key is not 32 bytes"))
        };
        let keys = file.keys.iter().map(|(id, k)| Ok((id.clone(), key(k)?))).collect::<Result<BTreeMap<_, _>>>()?;
        if !keys.contains_key(&file.current) {
            return Err(fault("the current key is not in it"));
        }
        Ok(Self { current: file.current, keys, index: key(&file.index)? })
    }

    fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(&KeyFile {
            current: self.current.clone(),
            keys: self.keys.iter().map(|(id, k)| (id.clone(), BASE64.encode(k))).collect(),
            index: BASE64.encode(self.index),
        })?)
    }

    /// Encrypts a value for a purpose: `k1:` and base64 of nonce and ciphertext. The purpose is authenticated,
    /// so that a value cannot be moved to another field.
    pub fn seal(&self, env: &Env, purpose: &str, plain: &str) -> Result<String> {
        let key = self.keys.get(&self.current).ok_or_else(|| Error::Other("no current key".into()))?;
        let nonce: [u8; 12] = env.random();
        let sealed = cipher(key)
            .encrypt(&Nonce::from(nonce), Payload { msg: plain.as_bytes(), aad: purpose.as_bytes() })
            .map_err(|_| Error::Other("encryption failed".into()))?;
        Ok(format!("{}:{}", self.current, BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Decrypts a value made for the same purpose.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the key is unknown, or the value was altered or made for another purpose.
    pub fn open_value(&self, purpose: &str, sealed: &str) -> Result<String> {
        let damaged = || Error::Damaged(format!("an encrypted {purpose} cannot be read"));
        let (id, body) = sealed.split_once(':').ok_or_else(damaged)?;
        let key = self.keys.get(id).ok_or_else(damaged)?;
        let bytes = BASE64.decode(body).map_err(|_| damaged())?;
        let (nonce, text) = bytes.split_at_checked(12).ok_or_else(damaged)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| damaged())?;
        let plain = cipher(key)
            .decrypt(&Nonce::from(nonce), Payload { msg: text, aad: purpose.as_bytes() })
            .map_err(|_| damaged())?;
        String::from_utf8(plain).map_err(|_| damaged())
    }

    /// The keyed hash by which equal values are found.
    pub fn index(&self, purpose: &str, plain: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.index).expect("any key length fits");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(plain.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..16])
    }
}

/// The signature of a message under a shared secret: HMAC-SHA256 in small hexadecimal figures.
pub fn signature(secret: &str, message: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).expect("any key length fits");
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_for_its_purpose_alone() {
        let env = Env::system();
        let crypt = Crypt::generate(&env);
        let sealed = crypt.seal(&env, "party.phone", "13812345678").unwrap();
        assert!(!sealed.contains("138123"));
        assert_eq!(crypt.open_value("party.phone", &sealed).unwrap(), "13812345678");
        assert!(crypt.open_value("lead.phone", &sealed).is_err());
        assert!(crypt.open_value("party.phone", &sealed.replace("k1:", "k2:")).is_err());
        assert_ne!(sealed, crypt.seal(&env, "party.phone", "13812345678").unwrap());
        assert_eq!(crypt.index("phone", "13812345678"), crypt.index("phone", "13812345678"));
        assert_ne!(crypt.index("phone", "13812345678"), crypt.index("phone", "13812345679"));
    }

    #[test]
    fn a_signature_is_the_published_one() {
        // RFC 4231, test case 2.
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let env = Env::system();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let sealed = Crypt::open(&path, &env).unwrap().seal(&env, "p", "x").unwrap();
        assert_eq!(Crypt::open(&path, &env).unwrap().open_value("p", &sealed).unwrap(), "x");
        std::fs::write(&path, "{}").unwrap();
        assert!(Crypt::open(&path, &env).is_err());
    }
}
