//! What two mediators let be told of them, and a few grids of 大柳镇 with their people. The borders are made up: rectangles that no map has.

use anyhow::Result;
use bandeng_app::App;
use bandeng_app::grids::borders::{self, NewBorder};
use bandeng_app::grids::service::{self as grids, GridWorkers, NewGrid, NewGridWorker};
use bandeng_app::roster::service as roster;
use bandeng_core::grids::{GridKind, GridPart};
use bandeng_core::kernel::Date;
use bandeng_core::matters::DisputeKind;
use bandeng_core::places::AreaCode;
use bandeng_core::places::datum::Datum;
use bandeng_core::roster::{MediatorKind, Profile, Weekday};

use super::roster::Who;
use super::world::World;

/// Code, name, west, south, width and height in degrees.
const GRIDS: [(&str, &str, [f64; 4]); 6] = [
    ("620602130", "大柳镇网格", [102.70, 37.80, 0.12, 0.08]),
    ("620602130200", "桥坡村网格", [102.70, 37.80, 0.06, 0.04]),
    ("620602130200001", "桥坡村一组网格", [102.70, 37.80, 0.03, 0.04]),
    ("620602130200002", "桥坡村二组网格", [102.73, 37.80, 0.03, 0.04]),
    ("620602130201", "大柳村网格", [102.76, 37.80, 0.06, 0.04]),
    ("620602130202", "烟房村网格", [102.70, 37.84, 0.12, 0.04]),
];

/// They enter what is told of them, and say that it is public.
pub(super) async fn introduce(app: &App, world: &World) -> Result<()> {
    use {DisputeKind as D, Weekday as W};
    let profile = |kind, specialities: &[D], language: &str, weekdays: &[W]| Profile {
        kind,
        specialities: specialities.to_vec(),
        languages: vec!["普通话".into(), language.into()],
        weekdays: weekdays.to_vec(),
        away_until: None,
    };
    let full = profile(
        MediatorKind::FullTime,
        &[D::MigrantWages, D::Contract],
        "凉州话",
        &[W::Monday, W::Wednesday, W::Friday],
    );
    let part =
        profile(MediatorKind::PartTime, &[D::MarriageFamily, D::Neighbours], "天祝藏语", &[W::Tuesday, W::Saturday]);
    for (who, profile) in [(Who::Mediator, full), (Who::Mediator2, part)] {
        let (ctx, committee) = (world.ctx(who)?, world.body(who.body()).0);
        roster::put(app, &ctx, committee, world.account(who).0, profile).await?;
        roster::publish(app, &ctx, committee, true).await?;
    }
    Ok(())
}

/// Opens them as the coordinator of the town does.
pub(super) async fn lay(app: &App, world: &World, today: Date) -> Result<()> {
    let ctx = world.ctx(Who::Coordinator)?;
    for (code, name, [west, south, width, height]) in GRIDS {
        let new = NewGrid {
            code: code.into(),
            kind: GridKind::General,
            name: name.into(),
            supervision_phone: "0935-2200110".into(),
        };
        grids::open(app, &ctx, &new).await?;
        let area: AreaCode = code.parse()?;
        let (east, north) = (west + width, south + height);
        let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        let border = NewBorder {
            version: 1,
            datum: Datum::Wgs84,
            coordinates: vec![vec![ring.iter().map(|point| point.to_vec()).collect()]],
            valid_from: None,
            source: "演示用的示意边界".into(),
        };
        borders::draw(app, &ctx, &area, &border).await?;
        if !code.starts_with("620602130200") {
            continue;
        }
        let worker = |who: Who, part: GridPart, phone: &str| NewGridWorker {
            account: world.account(who),
            part,
            phone: phone.into(),
            shifts: Vec::new(),
            from: today,
            until: None,
        };
        let workers = vec![
            worker(Who::GridWorker, GridPart::Responsible, "13900000001"),
            worker(Who::GridWorker2, GridPart::Backup, "13900000002"),
        ];
        grids::set_workers(app, &ctx, &area, &GridWorkers { version: 2, workers }).await?;
    }
    Ok(())
}
