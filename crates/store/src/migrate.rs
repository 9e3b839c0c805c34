//! Versions of the schema, in order. A later version is a further file; none is ever edited once released.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(House), Box::new(Views)]
    }
}

struct House;

impl MigrationName for House {
    fn name(&self) -> &str {
        "0001_house"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for House {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dialect = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("../migrations/postgres.sql"),
            _ => include_str!("../migrations/sqlite.sql"),
        };
        let connection = manager.get_connection();
        connection.execute_unprepared(include_str!("../migrations/0001_house.sql")).await?;
        connection.execute_unprepared(dialect).await?;
        Ok(())
    }
}

struct Views;

impl MigrationName for Views {
    fn name(&self) -> &str {
        "0003_views"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Views {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(include_str!("../migrations/0003_views.sql")).await?;
        Ok(())
    }
}
