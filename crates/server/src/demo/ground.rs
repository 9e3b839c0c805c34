//! A few grids of 大柳镇 with their people. The borders are made up: rectangles that no map has.

use anyhow::Result;
use bandeng_app::App;
use bandeng_app::grids::borders::{self, NewBorder};
use bandeng_app::grids::service::{self as grids, GridWorkers, NewGrid, NewGridWorker};
use bandeng_core::grids::{GridKind, GridPart};
use bandeng_core::kernel::Date;
use bandeng_core::places::AreaCode;
use bandeng_core::places::datum::Datum;

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
