//! Who looked at a party's matter, as the party is told it: for the clerk to hand over, and for the residents' pages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use bandeng_core::kernel::{Code, Date, Id, MatterCode, Refusal, Text, china_date};
use bandeng_core::matters::{MatterEvent, PartyKind, PartyNo};
use bandeng_core::policy::{Action, Actor, Role};
use bandeng_core::privacy::looked::{Look, LookedFor, PostThen, Withheld, post_of};
use bandeng_docgen::{Block, Report};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::paper;
use super::query::{self, PostRow};
use crate::http::App;
use crate::matters::case::{self, Matter};

/// Who looked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Looks {
    /// The newest day first.
    pub items: Vec<Look>,
    /// What stands under every such list, whatever is in it.
    pub note: Text,
}

/// Says what no list tells, in each of them, so that it tells nothing about this one.
fn note() -> Text {
    Text::new(
        "同一天同一岗位为同一事由多次查阅，只列一次。依法不能告知的查阅，任何人的查阅情况里都不列出。",
        "Several looks of a day under one post for one thing are one line. What the law says may not be told stands in nobody's list.",
    )
}

/// Who looked at the matter of a party.
///
/// # Errors
/// [`Code::NotFound`], [`Code::PartyUnknown`] where there is no such person in the matter.
pub async fn for_party(app: &App, code: &MatterCode, party: PartyNo) -> Result<Looks> {
    let matter = case::read(app.db.reader(), code, app.db.now()).await?;
    of(app, &matter, party).await
}

pub(super) async fn of(app: &App, matter: &Matter, party: PartyNo) -> Result<Looks> {
    if !matter.parties.iter().any(|known| known.no == party && known.kind == PartyKind::Natural) {
        return Err(Refusal::new(Code::PartyUnknown).into());
    }
    // What still waits in memory belongs to the answer.
    app.accesses.flush(&app.db).await?;
    let withheld = Withheld::of(!matter.record.concerns.is_empty(), &matter.record.urgent_reports);
    let mut seen: Vec<(Id, Date, Option<Action>, LookedFor)> = Vec::new();
    for row in query::accesses_to(&app.db, &matter.key).await? {
        if let Some(what_for) = LookedFor::of_access(&row.action, &row.detail) {
            seen.push((row.account, china_date(row.at), row.action.parse().ok(), what_for));
        }
    }
    for row in query::phones_shown(&app.db, &matter.key).await? {
        let Some(MatterEvent::PhoneShown { party: whose, why, .. }) = row.event() else { continue };
        if let Some(what_for) = LookedFor::of_reveal(why).filter(|_| whose == party) {
            seen.push((row.actor, china_date(row.at), Some(Action::ContactRead), what_for));
        }
    }
    // Neither the house itself nor the parties.
    seen.retain(|(account, ..)| *account != Actor::SYSTEM && Actor::party_of(*account).is_none());
    let accounts: BTreeSet<Id> = seen.iter().map(|(account, ..)| *account).collect();
    let mut posts: HashMap<Id, Vec<PostRow>> = HashMap::new();
    for post in query::posts_of(&app.db, accounts).await? {
        posts.entry(post.account).or_default().push(post);
    }
    let mut on_day: BTreeMap<(Id, Date), Vec<PostThen>> = BTreeMap::new();
    // The newest day first.
    let mut lines = BTreeSet::new();
    for (account, on, action, what_for) in seen {
        let held = on_day
            .entry((account, on))
            .or_insert_with(|| posts.get(&account).into_iter().flatten().filter_map(|p| p.on(on)).collect());
        let Some(post) = post_of(held, action, &withheld) else { continue };
        lines.insert((Reverse(on), post.organisation.clone(), post.role, what_for));
    }
    let line = |(Reverse(on), organisation, role, what_for): (Reverse<Date>, String, Role, LookedFor)| Look {
        on,
        organisation,
        post: role.label(),
        what_for,
        what_for_label: what_for.label(),
    };
    Ok(Looks { items: lines.into_iter().map(line).collect(), note: note() })
}

/// The same on paper.
///
/// # Errors
/// As [`for_party`]; [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn print(app: &App, matter: &Matter, party: PartyNo) -> Result<Vec<u8>> {
    let looks = of(app, matter, party).await?;
    let name = matter.party_name(party);
    let heads = ["日期", "岗位", "单位", "事由"].map(str::to_owned).to_vec();
    let rows = looks.items.into_iter();
    let rows = rows.map(|l| vec![l.on.to_string(), l.post.zh, l.organisation, l.what_for_label.zh]).collect::<Vec<_>>();
    let mut blocks =
        vec![Block::Text { text: format!("{name}：以下是谁看过您这件事（{}）。", matter.row.title) }];
    blocks.push(match rows.is_empty() {
        true => Block::Text { text: "还没有人查阅。".to_owned() },
        false => Block::List { heads, rows },
    });
    blocks.push(Block::Text { text: looks.note.zh });
    paper::print(
        app,
        Report {
            title: "查阅情况".to_owned(),
            subtitle: format!("事项编号 {}", matter.code.grouped()),
            issuer: query::organisation_name(app.db.reader(), matter.row.desk_id).await?,
            printed_on: app.db.today(),
            blocks,
        },
    )
    .await
}
