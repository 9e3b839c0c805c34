//! Which database, and how to speak of it without its password.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// A database and how to call it without its password.
pub(crate) struct Database {
    url: String,
    /// The file, on SQLite.
    pub(crate) path: Option<PathBuf>,
}

impl Database {
    /// A database by the address an operator wrote.
    ///
    /// # Errors
    /// Says what an address looks like.
    pub(crate) fn at(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self { url: url.to_owned(), path: None });
        }
        if url.contains(":memory:") || url.contains("mode=memory") {
            bail!("database_url: a database in memory forgets everything; name a file");
        }
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.trim_start_matches("//");
            let path = path.split('?').next().unwrap_or(path);
            if path.is_empty() {
                bail!("database_url: sqlite:// needs the path of a file, such as sqlite:///var/lib/bandeng/bandeng.db");
            }
            return Ok(Self { url: url.to_owned(), path: Some(unescape(path).into()) });
        }
        if url.contains("://") || url.is_empty() {
            bail!("database_url must begin with sqlite:// or postgres://, or be the path of a SQLite file");
        }
        Ok(Self::file(Path::new(url)))
    }

    pub(super) fn file(path: &Path) -> Self {
        let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        Self { url: format!("sqlite://{escaped}"), path: Some(path.to_path_buf()) }
    }

    /// With the password: for connecting only.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Takes the address with its password out of a message.
    pub(crate) fn hide(&self, message: &str) -> String {
        let mut message = message.replace(&self.url, &self.to_string());
        if let Some(password) = self.password().filter(|password| !password.is_empty()) {
            message = message.replace(password, "***");
        }
        message
    }

    fn password(&self) -> Option<&str> {
        let (_, rest) = self.url.split_once("://")?;
        let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
        user.split_once(':').map(|(_, password)| password)
    }
}

/// Without password and options.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            return write!(f, "{}", path.display());
        }
        let plain = self.url.split('?').next().unwrap_or_default();
        let (scheme, rest) = plain.split_once("://").unwrap_or(("postgres", plain));
        let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
        write!(f, "{scheme}://{place}")
    }
}

fn unescape(path: &str) -> String {
    path.replace("%3F", "?").replace("%3f", "?").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Result<Database> {
        Database::at(url)
    }

    #[test]
    fn a_password_is_never_shown() {
        let database = at("postgres://bandeng:s3c:r@t@db.example/bandeng?sslmode=require").unwrap();
        assert_eq!(database.to_string(), "postgres://db.example/bandeng");
        let message =
            database.hide("cannot use postgres://bandeng:s3c:r@t@db.example/bandeng?sslmode=require (s3c:r@t)");
        assert_eq!(message, "cannot use postgres://db.example/bandeng (***)");
    }

    #[test]
    fn a_database_is_a_file_unless_it_says_postgres() {
        assert_eq!(Database::file(Path::new("./var/bandeng.db")).url(), "sqlite://./var/bandeng.db");
        assert_eq!(at("/data/a.db").unwrap().url(), "sqlite:///data/a.db");
        assert_eq!(at("sqlite:///data/a.db?mode=rw").unwrap().path.unwrap(), Path::new("/data/a.db"));
        assert_eq!(at("/data/100%?.db").unwrap().url(), "sqlite:///data/100%25%3F.db");
        for wrong in ["", "mysql://host/db", "sqlite://", "sqlite::memory:"] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }
}
