//! Versions of the schema, in order. A later version is a further file; none is ever edited once released.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Version {
                name: "0001_house",
                both: include_str!("../migrations/0001_house.sql"),
                sqlite: include_str!("../migrations/sqlite.sql"),
                postgres: include_str!("../migrations/postgres.sql"),
            }),
            Box::new(Version {
                name: "0002_search",
                both: "",
                sqlite: include_str!("../migrations/0002_search_sqlite.sql"),
                postgres: include_str!("../migrations/0002_search_postgres.sql"),
            }),
            Box::new(Version::of_both("0003_views", include_str!("../migrations/0003_views.sql"))),
            Box::new(Version::of_both("0004_imports", include_str!("../migrations/0004_imports.sql"))),
            Box::new(Version::of_both("0005_dictionaries", include_str!("../migrations/0005_dictionaries.sql"))),
            Box::new(Version::of_both("0006_figures", include_str!("../migrations/0006_figures.sql"))),
            Box::new(Version::of_both("0007_papers", include_str!("../migrations/0007_papers.sql"))),
            Box::new(Version::of_both("0008_clocks", include_str!("../migrations/0008_clocks.sql"))),
            Box::new(Version::of_both("0009_letters", include_str!("../migrations/0009_letters.sql"))),
            Box::new(Version::of_both("0010_dossiers", include_str!("../migrations/0010_dossiers.sql"))),
            Box::new(Version::of_both("0011_numbers", include_str!("../migrations/0011_numbers.sql"))),
            Box::new(Version::of_both("0012_templates", include_str!("../migrations/0012_templates.sql"))),
            Box::new(Version {
                name: "0013_vault",
                both: include_str!("../migrations/0013_vault.sql"),
                sqlite: include_str!("../migrations/0013_vault_sqlite.sql"),
                postgres: include_str!("../migrations/0013_vault_postgres.sql"),
            }),
            Box::new(Version::of_both("0015_identity", include_str!("../migrations/0015_identity.sql"))),
            Box::new(Version::of_both("0014_person", include_str!("../migrations/0014_person.sql"))),
            Box::new(Version::of_both("0016_residents", include_str!("../migrations/0016_residents.sql"))),
            Box::new(Version::of_both("0017_signing", include_str!("../migrations/0017_signing.sql"))),
            Box::new(Version::of_both("0018_street", include_str!("../migrations/0018_street.sql"))),
            Box::new(Version::of_both("0019_grids", include_str!("../migrations/0019_grids.sql"))),
            Box::new(Version::of_both("0020_messages", include_str!("../migrations/0020_messages.sql"))),
            Box::new(Version::of_both("0021_offers", include_str!("../migrations/0021_offers.sql"))),
            Box::new(Version::of_both("0022_roster", include_str!("../migrations/0022_roster.sql"))),
            Box::new(Version::of_both(
                "0024_public_supervision",
                include_str!("../migrations/0024_public_supervision.sql"),
            )),
            Box::new(Version::of_both("0025_destruction", include_str!("../migrations/0025_destruction.sql"))),
            Box::new(Version::of_both("0028_keeping", include_str!("../migrations/0028_keeping.sql"))),
        ]
    }
}

/// One change of the schema: what both engines read, then what only one understands.
struct Version {
    name: &'static str,
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl Version {
    /// A change that both engines read in one text.
    const fn of_both(name: &'static str, both: &'static str) -> Self {
        Self { name, both, sqlite: "", postgres: "" }
    }
}

impl MigrationName for Version {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Version {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (both, dialect) = match manager.get_database_backend() {
            DbBackend::Postgres => (self.both.to_owned(), self.postgres),
            _ => (for_sqlite(self.both), self.sqlite),
        };
        let connection = manager.get_connection();
        for sql in [both.as_str(), dialect] {
            if !sql.is_empty() {
                connection.execute_unprepared(sql).await?;
            }
        }
        Ok(())
    }
}

/// A word that SQLite alone reads stands as a comment in the text of both: `/*sqlite: WITHOUT ROWID :sqlite*/`.
fn for_sqlite(both: &str) -> String {
    both.replace("/*sqlite:", "").replace(":sqlite*/", "")
}
