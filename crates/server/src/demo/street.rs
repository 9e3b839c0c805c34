//! A few events of the street: reported on the last day, routed by the county's rules, some of them on their way.

use anyhow::Result;
use bandeng_app::App;
use bandeng_app::dispatch::planning::{self, PlanPublication};
use bandeng_app::dispatch::{report, service};
use bandeng_core::dispatch::levels::LevelScheme;
use bandeng_core::dispatch::{
    DispatchMove, EventPlan, EventReport, HandlingLevel, HandlingRule, LevelLimit, ObjectionReason,
};
use bandeng_core::kernel::{IdText, MatterCode};
use bandeng_core::matters::party::Side;
use bandeng_core::matters::{Channel, Party, PartyKind};

use super::roster::{Body, VILLAGES, Who};
use super::world::World;

/// How far an event has come.
#[derive(Clone, Copy)]
enum Come {
    Reported,
    Filed,
    Sent,
    Accepted,
    Objected,
}

/// Category, what was seen, where, how far it has come.
const SEEN: [(&str, &str, &str, Come); 8] = [
    ("construction", "供水站前的井盖不见了，晚上没有灯，有人差点掉下去。", "供水站前", Come::Accepted),
    ("quarrel", "两家邻居为巷道排水争吵，推搡了几下，被劝开了。", "二组巷道", Come::Reported),
    ("transport", "通村路的护栏被撞断了一截，旁边就是水渠。", "通村路三公里处", Come::Objected),
    ("environment", "河道边有人倾倒建筑垃圾，堵了渠口。", "东河渠口", Come::Filed),
    ("construction", "自来水管漏水，路面已经结冰。", "文化广场西侧", Come::Sent),
    ("construction", "两盏路灯不亮，老人晚上不敢出门。", "卫生室门口", Come::Reported),
    ("agriculture", "灌溉渠的闸门坏了，关不严，浇不上水。", "四组分水闸", Come::Accepted),
    ("transport", "路口红绿灯一直闪黄灯。", "学校路口", Come::Reported),
];

/// The rules of the county: who answers for what, by when.
fn plan(world: &World) -> EventPlan {
    let rule = |categories: &[&str], unit: Body| HandlingRule {
        categories: categories.iter().map(|code| (*code).to_owned()).collect(),
        areas: Vec::new(),
        channels: Vec::new(),
        levels: Vec::new(),
        time: None,
        unit: world.body(unit),
        assisting: Vec::new(),
        level: "ordinary".into(),
        finish: None,
        at_once: false,
        note: String::new(),
    };
    let answer = Some(LevelLimit::Workdays { value: 1 });
    let levels = LevelScheme::ByDifficulty.levels().into_iter().map(|level| HandlingLevel { answer, ..level });
    EventPlan {
        levels: levels.collect(),
        rules: vec![rule(&["construction", "agriculture"], Body::Water), rule(&["transport"], Body::Roads)],
    }
}

/// Publishes the rules, and tells of so many events.
pub(super) async fn tell(app: &App, world: &World, events: u32) -> Result<()> {
    let planner = world.ctx(Who::CountyCoordinator)?;
    let uow = app.begin(&planner).await?;
    let revision = planning::save(app, &uow, 0, &plan(world)).await?;
    uow.commit().await?;
    let publication = PlanPublication { revision: IdText(revision), note: "首次发布".into() };
    planning::publish(app, &planner, &publication).await?;
    for n in 0..events as usize {
        let (category, narrative, place, come) = SEEN[n % SEEN.len()];
        let quarrel = category == "quarrel";
        let party = |side: Side, name: &str| Party::named(side, PartyKind::Natural, name);
        let form = EventReport {
            category: category.into(),
            narrative: narrative.into(),
            area: VILLAGES[n / SEEN.len() % VILLAGES.len()].code.into(),
            place: place.into(),
            channel: Some(Channel::Visit),
            people: match quarrel {
                true => vec![party(Side::Applicant, "柴有福"), party(Side::Respondent, "董守田")],
                false => Vec::new(),
            },
            ..EventReport::default()
        };
        let receipt = report::report(app, &world.ctx(Who::GridWorker)?, None, &form).await?;
        go_on(app, world, &receipt.code.parse()?, come).await?;
    }
    Ok(())
}

async fn go_on(app: &App, world: &World, code: &MatterCode, come: Come) -> Result<()> {
    let officer = match come {
        Come::Objected => Who::RoadsOfficer,
        _ => Who::WaterOfficer,
    };
    let file = DispatchMove::File { level: "ordinary".into(), category: None, class: None, note: String::new() };
    let send = DispatchMove::Send { units: Vec::new(), finish: None, note: String::new(), routed: None };
    let object = DispatchMove::Object {
        unit: 1,
        reason: ObjectionReason::OutsideArea,
        note: "这一段归镇上养护。".into(),
        suggests: None,
    };
    let moves = match come {
        Come::Reported => vec![],
        Come::Filed => vec![(Who::Coordinator, file)],
        Come::Sent => vec![(Who::Coordinator, file), (Who::Coordinator, send)],
        Come::Accepted => {
            vec![(Who::Coordinator, file), (Who::Coordinator, send), (officer, DispatchMove::Accept { unit: 1 })]
        }
        Come::Objected => vec![(Who::Coordinator, file), (Who::Coordinator, send), (officer, object)],
    };
    for (who, mv) in moves {
        let ctx = world.ctx(who)?;
        let version = bandeng_app::matters::case::read(app.db.reader(), code, app.db.now()).await?.version();
        let mut uow = app.begin(&ctx).await?;
        service::make(app, &mut uow, code, 1, version, mv).await?;
        uow.commit().await?;
    }
    Ok(())
}
