//! The API over a real database: SQLite, or the PostgreSQL that `TEST_DB` names.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so")]

mod apply;
mod attachments;
mod audit;
mod authorization;
mod calls;
mod clocks;
mod dictionaries;
mod dispatch;
mod dossiers;
mod entrusting;
mod everything;
mod figures;
mod follow_ups;
mod grids;
mod history;
mod identity;
mod imports;
mod jobs;
mod keys;
mod ledger;
mod matters;
mod messages;
mod offers;
mod papers;
mod parity;
mod people;
mod places;
mod privacy;
mod promises;
mod reminders;
mod residents;
mod reviews;
mod rounds;
mod search;
mod second_factor;
mod signing;
mod signing_on_phones;
mod statements;
mod stories;
mod support;
mod templates;
mod uow;
mod upgrade;
mod vault;
