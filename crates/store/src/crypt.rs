//! Encryption at rest for telephones and whatever else nobody but this house is to read.
//!
//! AES-256-GCM, or SM4-GCM in an installation that began with it, with the key's name in every value, so that keys can be
//! changed without a flag day. Equal telephones are found through a keyed hash, which tells nothing without the key.

use std::collections::BTreeMap;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, Nonce};
use bandeng_core::kernel::chain::Hashing;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;
use sm4::cipher::consts::U12;

use crate::{Env, Error, Result};

/// SM4 (GB/T 32907-2016) in the mode of RFC 8998.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// What keys of SM4 are called; all others are of AES.
const SM4: &str = "sm4-";

/// What an index made with SM3 begins with.
const SM3: &str = "sm3:";

/// A key.
#[derive(Clone)]
enum Secret {
    Aes([u8; 32]),
    Sm4([u8; 16]),
}

impl Secret {
    fn new(env: &Env, hashing: Hashing) -> Self {
        match hashing {
            Hashing::Sha256 => Self::Aes(env.random()),
            Hashing::Sm3 => Self::Sm4(env.random()),
        }
    }

    fn read(id: &str, bytes: Vec<u8>) -> Option<Self> {
        if id.starts_with(SM4) { bytes.try_into().ok().map(Self::Sm4) } else { bytes.try_into().ok().map(Self::Aes) }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Aes(key) => key,
            Self::Sm4(key) => key,
        }
    }

    fn encrypt(&self, nonce: [u8; 12], payload: Payload<'_, '_>) -> Option<Vec<u8>> {
        match self {
            Self::Aes(key) => Aes256Gcm::new(&(*key).into()).encrypt(&Nonce::from(nonce), payload).ok(),
            Self::Sm4(key) => Sm4Gcm::new(&(*key).into()).encrypt(&Nonce::from(nonce), payload).ok(),
        }
    }

    fn decrypt(&self, nonce: [u8; 12], payload: Payload<'_, '_>) -> Option<Vec<u8>> {
        match self {
            Self::Aes(key) => Aes256Gcm::new(&(*key).into()).decrypt(&Nonce::from(nonce), payload).ok(),
            Self::Sm4(key) => Sm4Gcm::new(&(*key).into()).decrypt(&Nonce::from(nonce), payload).ok(),
        }
    }
}

/// The keys of an installation.
#[derive(Clone)]
pub struct Crypt {
    current: String,
    keys: BTreeMap<String, Secret>,
    index: [u8; 32],
    /// What keyed hashes are made with: those that are kept must be found again, so that it never changes.
    hashing: Hashing,
}

/// The key file: JSON, readable by the service alone. Lose it and what it encrypted is lost.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    current: String,
    keys: BTreeMap<String, String>,
    index: String,
    /// `sm3`; absent: SHA-256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index_hash: Option<String>,
}

impl Crypt {
    /// New keys, of the kind the installation is told to begin with.
    pub fn generate(env: &Env) -> Self {
        let current = name(env.hashing, 1);
        let keys = BTreeMap::from([(current.clone(), Secret::new(env, env.hashing))]);
        Self { current, keys, index: env.random(), hashing: env.hashing }
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
            crypt.write(path)?;
            return Ok(crypt);
        }
        let text = std::fs::read_to_string(path).map_err(|e| fault(&e.to_string()))?;
        Self::of_json(&text).map_err(fault)
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_json(text: &str) -> Result<Self, &'static str> {
        let file: KeyFile = serde_json::from_str(text).map_err(|_| "not a key file")?;
        let bytes = |text: &str| BASE64.decode(text).ok();
        let mut keys = BTreeMap::new();
        for (id, text) in &file.keys {
            let secret = bytes(text).and_then(|bytes| Secret::read(id, bytes));
            keys.insert(id.clone(), secret.ok_or("a key has not the length of its kind")?);
        }
        if !keys.contains_key(&file.current) {
            return Err("the current key is not in it");
        }
        let hashing = match file.index_hash.as_deref() {
            None => Hashing::Sha256,
            Some("sm3") => Hashing::Sm3,
            Some(_) => return Err("it names a hash this program does not know"),
        };
        let index = bytes(&file.index).and_then(|bytes| bytes.try_into().ok());
        Ok(Self { current: file.current, keys, index: index.ok_or("the key of the index is not 32 bytes")?, hashing })
    }

    /// The text of the key file: whoever has it reads what is encrypted.
    ///
    /// # Errors
    /// None that can happen.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(&KeyFile {
            current: self.current.clone(),
            keys: self.keys.iter().map(|(id, key)| (id.clone(), BASE64.encode(key.bytes()))).collect(),
            index: BASE64.encode(self.index),
            index_hash: (self.hashing == Hashing::Sm3).then(|| "sm3".to_owned()),
        })?)
    }

    /// Adds a key and makes it the current one: in the file, which a running service reads when it starts again. Older
    /// keys stay for what they encrypted. Answers the new key's name.
    ///
    /// # Errors
    /// [`Error::Other`] if the file cannot be read or written.
    pub fn rotate(path: &Path, env: &Env) -> Result<String> {
        let crypt = Self::open(path, env)?.with_new_key(env);
        crypt.replace(path)?;
        Ok(crypt.current)
    }

    /// The same with one key more, which is the current one. It is of SM4 where the one before is, or the site says so.
    pub fn with_new_key(mut self, env: &Env) -> Self {
        let kind = if self.current.starts_with(SM4) { Hashing::Sm3 } else { env.hashing };
        let number =
            |id: &String| id.trim_start_matches(SM4).trim_start_matches('k').parse::<u32>().unwrap_or_default();
        let next = self.keys.keys().map(number).max().unwrap_or_default() + 1;
        self.current = name(kind, next);
        self.keys.insert(self.current.clone(), Secret::new(env, kind));
        self
    }

    /// Takes keys out of the file, but never the current one. Whatever they encrypted must be encrypted anew before.
    ///
    /// # Errors
    /// [`Error::Other`] if the file cannot be read or written.
    pub fn retire(path: &Path, env: &Env, ids: &[String]) -> Result<()> {
        let mut crypt = Self::open(path, env)?;
        crypt.keys.retain(|id, _| *id == crypt.current || !ids.contains(id));
        crypt.replace(path)
    }

    /// Writes a key file where there is none.
    ///
    /// # Errors
    /// [`Error::Other`] if it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let fault = |e: std::io::Error| Error::Other(format!("key file {}: {e}", path.display()));
        write_private(path, &self.to_json()?).map_err(fault)
    }

    /// Writes the file beside the old one and puts it in its place.
    fn replace(&self, path: &Path) -> Result<()> {
        let fault = |e: std::io::Error| Error::Other(format!("key file {}: {e}", path.display()));
        let beside = path.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        write_private(&beside, &self.to_json()?).map_err(fault)?;
        std::fs::rename(&beside, path).map_err(fault)
    }

    /// The name of the key that encrypts now.
    pub fn current(&self) -> &str {
        &self.current
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// Encrypts a value for a purpose: the key's name, a colon, and base64 of nonce and ciphertext. The purpose is
    /// authenticated, so that a value cannot be moved to another field.
    pub fn seal(&self, env: &Env, purpose: &str, plain: &str) -> Result<String> {
        let key = self.keys.get(&self.current).ok_or_else(|| Error::Other("no current key".into()))?;
        let nonce: [u8; 12] = env.random();
        let sealed = key
            .encrypt(nonce, Payload { msg: plain.as_bytes(), aad: purpose.as_bytes() })
            .ok_or_else(|| Error::Other("encryption failed".into()))?;
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
        let plain = key.decrypt(nonce, Payload { msg: text, aad: purpose.as_bytes() }).ok_or_else(damaged)?;
        String::from_utf8(plain).map_err(|_| damaged())
    }

    /// The key that a value is encrypted with, if it is one of ours.
    pub fn key_of<'a>(&self, sealed: &'a str) -> Option<&'a str> {
        let (id, body) = sealed.split_once(':')?;
        let long = body.len() >= 38 && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
        (long && self.keys.contains_key(id)).then_some(id)
    }

    /// The keyed hash by which equal values are found.
    pub fn index(&self, purpose: &str, plain: &str) -> String {
        let parts = [purpose.as_bytes(), &[0], plain.as_bytes()];
        match self.hashing {
            Hashing::Sha256 => hex::encode(&keyed::<Hmac<Sha256>>(&self.index, &parts)[..16]),
            Hashing::Sm3 => format!("{SM3}{}", hex::encode(&keyed::<Hmac<Sm3>>(&self.index, &parts)[..16])),
        }
    }
}

/// What the `n`-th key of an installation is called.
fn name(hashing: Hashing, n: u32) -> String {
    match hashing {
        Hashing::Sha256 => format!("k{n}"),
        Hashing::Sm3 => format!("{SM4}{n}"),
    }
}

fn keyed<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("any key length fits");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// The signature of a message under a shared secret: HMAC-SHA256 in small hexadecimal figures.
pub fn signature(secret: &str, message: &[u8]) -> String {
    hex::encode(keyed::<Hmac<Sha256>>(secret.as_bytes(), &[message]))
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
    fn a_keyed_hash_of_sm3_is_that_of_others() {
        // As `openssl dgst -sm3 -hmac Jefe` has it.
        let made = keyed::<Hmac<Sm3>>(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(hex::encode(made), "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
    }

    /// GB/T 32907-2016, appendix A.1.
    #[test]
    fn sm4_is_that_of_the_standard() {
        use sm4::cipher::{Block, BlockCipherEncrypt};
        let key = hex::decode("0123456789abcdeffedcba9876543210").unwrap();
        let cipher = Sm4::new_from_slice(&key).unwrap();
        let mut block = Block::<Sm4>::try_from(&key[..]).unwrap();
        cipher.encrypt_block(&mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
        // A million times.
        let mut block = Block::<Sm4>::try_from(&key[..]).unwrap();
        for _ in 0..1_000_000 {
            cipher.encrypt_block(&mut block);
        }
        assert_eq!(hex::encode(block), "595298c7c6fd271f0402f804c33d3f66");
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn sm4_gcm_is_that_of_the_rfc() {
        let key: [u8; 16] = hex::decode("0123456789abcdeffedcba9876543210").unwrap().try_into().unwrap();
        let nonce: [u8; 12] = hex::decode("00001234567800000000abcd").unwrap().try_into().unwrap();
        let aad = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let plain = ["aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa"].map(|byte| byte.repeat(8)).concat();
        let plain = hex::decode(plain).unwrap();
        let sealed = Secret::Sm4(key).encrypt(nonce, Payload { msg: &plain, aad: &aad }).unwrap();
        assert_eq!(
            hex::encode(&sealed),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec"
        );
        assert_eq!(Secret::Sm4(key).decrypt(nonce, Payload { msg: &sealed, aad: &aad }).unwrap(), plain);
    }

    #[test]
    fn an_installation_may_begin_with_sm4_and_sm3() {
        let mut env = Env::system();
        env.hashing = Hashing::Sm3;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let crypt = Crypt::open(&path, &env).unwrap();
        let sealed = crypt.seal(&env, "party.phone", "13812345678").unwrap();
        assert!(sealed.starts_with("sm4-1:") && crypt.index("p", "x").starts_with("sm3:"));
        // Read again by a program that is told nothing.
        let again = Crypt::open(&path, &Env::system()).unwrap();
        assert_eq!(again.open_value("party.phone", &sealed).unwrap(), "13812345678");
        assert_eq!(again.index("p", "x"), crypt.index("p", "x"));
        assert_eq!(Crypt::rotate(&path, &Env::system()).unwrap(), "sm4-2");
    }

    #[test]
    fn a_new_key_encrypts_what_is_new_and_the_old_one_is_retired_when_it_may_be() {
        let env = Env::system();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let old = Crypt::open(&path, &env).unwrap();
        let (sealed, index) = (old.seal(&env, "p", "x").unwrap(), old.index("p", "x"));
        assert_eq!(Crypt::rotate(&path, &env).unwrap(), "k2");
        let new = Crypt::open(&path, &env).unwrap();
        assert_eq!((new.current(), new.names().collect::<Vec<_>>()), ("k2", vec!["k1", "k2"]));
        assert_eq!((new.open_value("p", &sealed).unwrap().as_str(), new.index("p", "x")), ("x", index));
        assert_eq!(new.key_of(&sealed), Some("k1"));
        assert_eq!(new.key_of(&new.seal(&env, "p", "x").unwrap()), Some("k2"));
        assert_eq!((new.key_of("k1:x"), new.key_of("k9:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), (None, None));
        Crypt::retire(&path, &env, &["k1".into(), "k2".into()]).unwrap();
        let last = Crypt::open(&path, &env).unwrap();
        assert_eq!(last.names().collect::<Vec<_>>(), ["k2"], "the current one stays");
        assert!(last.open_value("p", &sealed).is_err());
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
