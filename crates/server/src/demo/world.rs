//! Makes the county: areas, organisations, accounts, posts. As on a first day: somebody appoints the three
//! administrators, and these do the rest.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result};
use bandeng_app::App;
use bandeng_app::dictionaries::service::{self as dictionaries, Publication};
use bandeng_app::identity::service::{OneTime, demo_password};
use bandeng_app::people::accounts::service::{self as accounts, NewPost};
use bandeng_app::people::organisations::MemberView;
use bandeng_app::people::organisations::service::{self as organisations, Details};
use bandeng_app::places::import;
use bandeng_core::kernel::{Date, Id, IdText};
use bandeng_core::people::Position;
use bandeng_core::policy::{Actor, Post, Role};
use bandeng_store::{Ctx, Uow};
use serde::{Deserialize, Serialize};

use super::county::AREAS;
use super::roster::{Body, Who};

/// What the county calls things below the national lists.
pub(super) const WORDS: &str = include_str!("../../data/dictionaries-620602.csv");

/// What the demo's data were made by, in the events.
pub(crate) const REQUEST: &str = "demo";

/// Who and what is there. Nobody has the number 0, which stands for what is not there (yet).
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    bodies: HashMap<Body, Id>,
    staff: HashMap<Who, Arc<Actor>>,
    words: bool,
}

impl World {
    pub(super) fn body(&self, body: Body) -> IdText {
        IdText(self.bodies.get(&body).copied().unwrap_or_default())
    }

    pub(super) fn account(&self, who: Who) -> IdText {
        IdText(self.staff.get(&who).map(|a| a.account).unwrap_or_default())
    }

    /// Somebody at work.
    pub(super) fn ctx(&self, who: Who) -> Result<Ctx> {
        let actor = self.staff.get(&who).with_context(|| format!("{} has no account", who.login()))?;
        Ok(Ctx { actor: actor.clone(), request_id: REQUEST.into() })
    }

    /// The county's dictionary was published.
    pub(super) fn has_words(&self) -> bool {
        self.words
    }

    /// Fills an empty database; all accounts get one password.
    pub(super) async fn build(app: &App, password: &str, today: Date) -> Result<Self> {
        import_areas(app).await?;
        let secret = demo_password(app, password).await?;
        let mut world = Self::default();

        let mut uow = app.begin(&founder(Role::SystemAdministrator)?).await?;
        world.open(&mut uow, Body::CountyCentre, today).await?;
        for who in Who::all().filter(|who| who.is_administrator()) {
            world.enrol(&mut uow, who, &secret).await?;
        }
        uow.commit().await?;
        let mut uow = app.begin(&founder(Role::SecurityAdministrator)?).await?;
        for who in Who::all().filter(|who| who.is_administrator()) {
            world.appoint(&mut uow, who).await?;
        }
        uow.commit().await?;

        let bodies: Vec<Body> = Body::everywhere().filter(|body| *body != Body::CountyCentre).collect();
        let staff: Vec<Who> = Who::everywhere().filter(|who| !who.is_administrator()).collect();
        world.furnish(app, &secret, today, &bodies, &staff).await?;
        world.publish_words(app).await?;
        Ok(world)
    }

    /// Opens organisations and gives their staff accounts and posts.
    async fn furnish(
        &mut self,
        app: &App,
        secret: &OneTime,
        today: Date,
        bodies: &[Body],
        staff: &[Who],
    ) -> Result<()> {
        let mut uow = app.begin(&self.ctx(Who::SystemAdministrator)?).await?;
        for body in bodies {
            self.open(&mut uow, *body, today).await?;
        }
        for who in staff {
            self.enrol(&mut uow, *who, secret).await?;
        }
        uow.commit().await?;
        let mut uow = app.begin(&self.ctx(Who::SystemAdministrator)?).await?;
        for body in bodies.iter().filter(|body| body.kind().is_statutory()) {
            // It was opened by the event before, which is the first of its chain.
            organisations::set_members(&mut uow, self.body(*body).0, 1, &self.members(*body)).await?;
        }
        uow.commit().await?;
        let mut uow = app.begin(&self.ctx(Who::SecurityAdministrator)?).await?;
        for who in staff {
            self.appoint(&mut uow, *who).await?;
        }
        uow.commit().await?;
        Ok(())
    }

    /// The county's own words, from the first day on.
    async fn publish_words(&mut self, app: &App) -> Result<()> {
        let mut uow = app.begin(&self.ctx(Who::SecurityAdministrator)?).await?;
        let revision = dictionaries::bring(&uow, 0, WORDS.as_bytes()).await?;
        let publication =
            Publication { revision: IdText(revision), takes_effect_on: uow.today(), note: "首次发布".into() };
        dictionaries::publish(&mut uow, &publication).await?;
        uow.commit().await?;
        self.words = true;
        Ok(())
    }

    /// The numbers of everything and everybody, to be kept.
    pub(super) fn kept(&self) -> KeptWorld {
        KeptWorld {
            bodies: self.bodies.iter().map(|(body, id)| (body.name(), *id)).collect(),
            staff: self.staff.iter().map(|(who, actor)| (who.login(), actor.account)).collect(),
            words: self.words,
        }
    }

    /// The world as it was kept.
    pub(super) fn of(kept: &KeptWorld) -> Result<Self> {
        let mut world = Self { words: kept.words, ..Self::default() };
        for body in Body::everywhere() {
            if let Some(id) = kept.bodies.get(&body.name()) {
                world.bodies.insert(body, *id);
            }
        }
        for who in Who::everywhere() {
            if let Some(account) = kept.staff.get(&who.login()) {
                world.hire(who, *account)?;
            }
        }
        Ok(world)
    }

    fn hire(&mut self, who: Who, account: Id) -> Result<()> {
        let post = Post { role: who.role(), organisation: self.body(who.body()).0, area: who.body().area().parse()? };
        self.staff.insert(who, Arc::new(Actor { account, name: who.person().0.into(), posts: vec![post] }));
        Ok(())
    }

    async fn open(&mut self, uow: &mut Uow, body: Body, today: Date) -> Result<()> {
        let elected_on = today.first_of_month().saturating_sub(jiff::Span::new().months(7)).first_of_month();
        let parent = match body {
            Body::CountyCentre | Body::Court | Body::CivilAffairs | Body::JusticeBureau => None,
            Body::TownCentre | Body::Traffic | Body::Centre(_) => Some(Body::CountyCentre),
            Body::Committee(town) => Some(Body::Centre(town)),
            _ => Some(Body::TownCentre),
        };
        let details = Details {
            name: body.name(),
            area: body.area().into(),
            parent: parent.map(|p| self.body(p).0),
            multi_ethnic: false,
            term_began_on: body.kind().is_statutory().then_some(elected_on),
            number_word: body.number_word(),
            phone: body.phone(),
        };
        let id = organisations::create(uow, body.kind(), &details).await?;
        self.bodies.insert(body, id);
        Ok(())
    }

    async fn enrol(&mut self, uow: &mut Uow, who: Who, secret: &OneTime) -> Result<()> {
        let account = accounts::create(uow, &who.login(), who.person().0, secret).await?;
        self.hire(who, account)
    }

    async fn appoint(&self, uow: &mut Uow, who: Who) -> Result<()> {
        let organisation = self.body(who.body()).0;
        let post = NewPost { role: who.role(), organisation, from_on: None, until_on: None };
        accounts::give_post(uow, self.account(who).0, post).await?;
        Ok(())
    }

    /// The director, the mediators, then those who do not sign in.
    fn members(&self, body: Body) -> Vec<MemberView> {
        let staff = Who::everywhere().filter(|who| who.body() == body).map(|who| {
            let position = if who.role() == Role::Director { Position::Director } else { Position::Member };
            (who.person(), position, Some(self.account(who)))
        });
        let others = body.members().iter().enumerate().map(|(i, person)| {
            let position = if i == 0 { Position::DeputyDirector } else { Position::Member };
            (*person, position, None)
        });
        let mut members: Vec<MemberView> = staff
            .chain(others)
            .map(|((name, sex), position, account)| MemberView {
                name: name.into(),
                position,
                sex: Some(sex),
                smaller_group: None,
                account,
            })
            .collect();
        members.sort_by_key(|m| m.position);
        members
    }
}

/// The numbers under which the database has the organisations, by name, and the staff, by sign-in name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct KeptWorld {
    bodies: BTreeMap<String, Id>,
    staff: BTreeMap<String, Id>,
    #[serde(default)]
    words: bool,
}

/// Who does what nobody is there for yet.
fn founder(role: Role) -> Result<Ctx> {
    let post = Post { role, organisation: 0, area: Body::CountyCentre.area().parse()? };
    let actor = Actor { posts: vec![post], ..Actor::system() };
    Ok(Ctx { actor: Arc::new(actor), request_id: REQUEST.into() })
}

async fn import_areas(app: &App) -> Result<()> {
    let mut file = tempfile::Builder::new().prefix("areas-").suffix(".csv").tempfile()?;
    file.write_all(AREAS.as_bytes())?;
    file.flush()?;
    let report =
        import::import(&app.db, &Ctx::system(REQUEST), file.path(), &import::Complete::Nowhere, |_| {}).await?;
    anyhow::ensure!(report.left_out == 0, "{} areas were left out", report.left_out);
    Ok(())
}
