//! Password hashing, off the async threads and no more at once than there are cores.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use bandeng_store::{Env, Error, Result};
use tokio::sync::Semaphore;

/// Hashes and checks passwords with argon2id (19 MiB, two passes).
pub struct Hasher {
    turns: Semaphore,
}

/// A hash with the usual cost that no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YmFuZGVuZ2JhbmRlbmdiYQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

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

    /// As much work as [`Hasher::fits`] for a name nobody has: the answer takes as long.
    pub async fn fits_nobody(&self, password: &str) -> Result<()> {
        self.fits(password, NOBODY).await.map(|_| ())
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.turns.acquire().await.map_err(|e| Error::Other(e.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| Error::Other(e.to_string()))
    }
}

/// Letters and digits that cannot be taken for one another, read aloud or copied from paper.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password to be handed over once: 16 characters in groups, 79 bits.
pub(crate) fn one_time(env: &Env) -> String {
    let mut out = String::new();
    let mut drawn = 0;
    while drawn < 16 {
        // Five bits; the one value without a character is drawn again, so that none is likelier.
        let [byte] = env.random::<1>();
        let Some(&character) = ALPHABET.get(usize::from(byte & 31)) else { continue };
        if drawn > 0 && drawn % 4 == 0 {
            out.push('-');
        }
        out.push(char::from(character));
        drawn += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_nobody_has_costs_as_much_as_one_that_exists() {
        let hash = PasswordHash::new(NOBODY).expect("the hash of nobody can be read");
        let real = Hasher::default().hash("correct horse bench").await.expect("it hashes");
        let real = PasswordHash::new(&real).expect("a hash can be read");
        assert_eq!(hash.algorithm, real.algorithm);
        assert_eq!(hash.params.as_str(), real.params.as_str());
        assert_eq!(hash.hash.map(|h| h.as_bytes().len()), real.hash.map(|h| h.as_bytes().len()),);
    }
}
