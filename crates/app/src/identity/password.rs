//! Password hashing, off the async threads and no more at once than there are cores.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use bandeng_store::{Error, Result};
use tokio::sync::Semaphore;

/// Hashes and checks passwords with argon2id (19 MiB, two passes).
pub struct Hasher {
    turns: Semaphore,
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { turns: Semaphore::new(cores) }
    }
}

impl Hasher {
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|e| Error::Other(format!("hashing failed: {e}")))
        })
        .await?
    }

    /// Does the password fit the hash? A hash that cannot be read fits nothing.
    pub async fn fits(&self, password: &str, hash: &str) -> Result<bool> {
        let (password, hash) = (password.to_owned(), hash.to_owned());
        self.run(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.turns.acquire().await.map_err(|e| Error::Other(e.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| Error::Other(e.to_string()))
    }
}
