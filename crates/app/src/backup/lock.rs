//! What a backup is encrypted with, and what opens it.

use std::fmt;
use std::io::Write;

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};

use super::Fault;

/// The most work a passphrase may cost: half a minute and more on a small machine.
const MOST_WORK: u8 = 22;

/// What a backup is encrypted with.
#[derive(Clone)]
pub enum Lock {
    /// A passphrase that people keep.
    Passphrase(String),
    /// Public keys: the machine that makes the backup cannot read it.
    Recipients(Vec<x25519::Recipient>),
}

/// Without the passphrase.
impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase",
            Self::Recipients(_) => "Recipients",
        })
    }
}

impl Lock {
    /// A passphrase as it stands in a file.
    ///
    /// # Errors
    /// [`Fault::NoLock`] if it is blank.
    pub fn of_passphrase(text: &str) -> Result<Self, Fault> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() { Err(Fault::NoLock) } else { Ok(Self::Passphrase(text.to_owned())) }
    }

    /// Public keys such as `age1…`.
    ///
    /// # Errors
    /// [`Fault::NotAKey`] naming the one that is none, [`Fault::NoLock`] if there is none.
    pub fn of_recipients(texts: &[String]) -> Result<Self, Fault> {
        let read = |text: &String| text.trim().parse().map_err(|_| Fault::NotAKey(text.clone()));
        let recipients: Vec<x25519::Recipient> = texts.iter().map(read).collect::<Result<_, _>>()?;
        if recipients.is_empty() { Err(Fault::NoLock) } else { Ok(Self::Recipients(recipients)) }
    }

    /// Encrypts what is written. [`StreamWriter::finish`] ends it.
    pub(super) fn wrap<W: Write>(&self, to: W) -> std::io::Result<StreamWriter<W>> {
        let encryptor = match self {
            Self::Passphrase(text) => Encryptor::with_user_passphrase(SecretString::from(text.clone())),
            Self::Recipients(all) => {
                let all = all.iter().map(|one| -> &dyn Recipient { one });
                Encryptor::with_recipients(all).map_err(std::io::Error::other)?
            }
        };
        encryptor.wrap_output(to)
    }
}

/// What opens a backup.
#[derive(Clone)]
pub enum Opener {
    Passphrase(String),
    /// Private keys.
    Identities(Vec<x25519::Identity>),
}

impl Opener {
    /// A passphrase as it stands in a file.
    pub fn of_passphrase(text: &str) -> Self {
        Self::Passphrase(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// An identity file: a private key a line, `AGE-SECRET-KEY-1…`; lines with `#` are remarks.
    ///
    /// # Errors
    /// [`Fault::NotAKey`] if there is none in it. It does not repeat what stands there.
    pub fn of_identities(text: &str) -> Result<Self, Fault> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let no_key = |_| Fault::NotAKey("the identity file".to_owned());
        let all: Vec<x25519::Identity> = lines.map(str::parse).collect::<Result<_, _>>().map_err(no_key)?;
        if all.is_empty() { Err(no_key("")) } else { Ok(Self::Identities(all)) }
    }

    /// Decrypts what is read.
    pub(super) fn unwrap<R: std::io::BufRead>(&self, from: R) -> Result<StreamReader<R>, Fault> {
        let decryptor = Decryptor::new_buffered(from).map_err(|error| match error {
            DecryptError::UnknownFormat => Fault::Newer("age".to_owned()),
            DecryptError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
            _ => Fault::NotABackup,
        })?;
        match (self, decryptor.is_scrypt()) {
            (Self::Passphrase(text), true) => {
                let mut identity = scrypt::Identity::new(SecretString::from(text.clone()));
                identity.set_max_work_factor(MOST_WORK);
                decryptor.decrypt(std::iter::once(&identity as &dyn Identity)).map_err(|_| Fault::WrongPassphrase)
            }
            (Self::Identities(all), false) => {
                let all = all.iter().map(|one| -> &dyn Identity { one });
                decryptor.decrypt(all).map_err(|_| Fault::WrongIdentity)
            }
            (Self::Passphrase(_), false) => Err(Fault::NeedsIdentity),
            (Self::Identities(_), true) => Err(Fault::NeedsPassphrase),
        }
    }
}

/// A new identity file, and the recipient that backups are encrypted to.
pub fn new_identity() -> (String, String) {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    (format!("# public key: {recipient}\n{}\n", identity.to_string().expose_secret()), recipient)
}
