//! The API over a real database: SQLite, or the PostgreSQL that `TEST_DB` names.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod audit;
mod authorization;
mod identity;
mod jobs;
mod matters;
mod parity;
mod people;
mod places;
mod stories;
mod support;
