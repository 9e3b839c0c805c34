//! Rows the mediation's rules ask about: who may mediate, and what kind of organisation it is.

use std::str::FromStr;

use bandeng_core::kernel::{Date, Id, IdText};
use bandeng_core::people::OrganisationKind;
use bandeng_store::entities::organisations;
use bandeng_store::{Result, Uow};
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

/// Mediators and directors of a committee today.
pub(crate) async fn mediators(uow: &Uow, committee: Id, today: Date) -> Result<Vec<(IdText, String)>> {
    let posts = uow.ask(|| format!("mediators of {committee}"), posts(uow.read(), committee)).await?;
    let today = today.to_string();
    let holds = |post: &Post| post.from_on <= today && post.until_on.as_ref().is_none_or(|until| *until >= today);
    let mut mediators: Vec<_> = posts.into_iter().filter(holds).map(|p| (IdText(p.account), p.name)).collect();
    mediators.dedup();
    Ok(mediators)
}

/// Somebody's post as mediator or director.
#[derive(Clone)]
struct Post {
    account: Id,
    name: String,
    from_on: String,
    until_on: Option<String>,
}

async fn posts(connection: &impl ConnectionTrait, committee: Id) -> Result<Vec<Post>> {
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT a.id, a.name, p.from_on, p.until_on FROM posts p JOIN accounts a ON a.id = p.account_id \
             WHERE p.organisation_id = $1 AND p.role IN ('mediator', 'director') AND a.active ORDER BY a.id",
            [committee.into()],
        ))
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Post {
                account: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                from_on: row.try_get_by_index(2)?,
                until_on: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// What kind of organisation it is, if it exists and works.
pub(crate) async fn organisation_kind(uow: &Uow, id: Id) -> Result<Option<OrganisationKind>> {
    let look = async {
        match organisations::Entity::find_by_id(id).one(uow.read()).await? {
            Some(row) if row.active => Ok(Some(OrganisationKind::from_str(&row.kind)?)),
            _ => Ok(None),
        }
    };
    uow.ask(|| format!("kind of organisation {id}"), look).await
}
