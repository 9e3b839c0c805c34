//! What is asked, checked; and numbers of a place and a period, as formulas and tables read them.

use std::collections::HashMap;

use bandeng_core::figures::cell::{Sum, opens};
use bandeng_core::figures::formula::Numbers;
use bandeng_core::figures::{Cut, Measure, Period};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor, Rule, require_general, rule};
use bandeng_store::Result;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::query::numbers::{self as query, Places, SumRow};

/// A place and a period.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureQuery {
    /// An area from province to village; left out, the one of the reader's post.
    #[serde(default)]
    pub area: Option<String>,
    /// `2026`, `2026-H1`, `2026-Q1`, `2026-03` or `2025-11..2026-02`.
    pub period: String,
}

/// The same, read.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub area: AreaCode,
    pub period: Period,
}

impl FigureQuery {
    /// Reads it under what the actor may do.
    ///
    /// # Errors
    /// [`Code::NotAllowed`], [`Code::AreaBeyond`]; fields.
    pub(super) fn read(&self, actor: &Actor, action: Action) -> Result<Asked> {
        let post = actor.posts.iter().find(|post| rule(post.role, action) != Rule::Never);
        let post = post.ok_or(Refusal::new(Code::NotAllowed))?;
        let mut form = Form::default();
        let area = match self.area.as_deref().map(str::trim) {
            None | Some("") => Some(post.area.clone()),
            Some(code) => form.check(code.parse::<AreaCode>(), "area"),
        };
        let period = form.check(self.period.trim().parse::<Period>(), "period");
        form.finish()?;
        let (Some(area), Some(period)) = (area, period) else { return Err(Refusal::new(Code::Internal).into()) };
        if area.level() > Level::Village {
            return Err(Refusal::at(Code::AreaTooNear, "area").into());
        }
        actor.require_area(action, &area)?;
        Ok(Asked { area, period })
    }
}

/// The area with what lies in it.
///
/// # Errors
/// [`Code::AreaUnknown`].
pub(super) async fn places(connection: &impl ConnectionTrait, area: &AreaCode, period: Period) -> Result<Places> {
    Ok(query::places(connection, area, period).await?.ok_or(Refusal::at(Code::AreaUnknown, "area"))?)
}

/// The level directly below, where numbers are kept for it.
pub(super) fn below(level: Level) -> Option<Level> {
    match level {
        Level::Province => Some(Level::City),
        Level::City => Some(Level::County),
        Level::County => Some(Level::Town),
        Level::Town => Some(Level::Village),
        Level::Village | Level::Grid => None,
    }
}

/// Numbers of one place in one period.
#[derive(Default)]
pub(super) struct Read(HashMap<(Measure, Cut, String), Sum>);

impl Read {
    pub(super) fn add(&mut self, row: &SumRow) {
        *self.0.entry((row.measure, row.cut, row.value.clone())).or_default() += row.sum;
    }

    pub(super) fn of<'a>(rows: impl IntoIterator<Item = &'a SumRow>) -> Self {
        let mut read = Self::default();
        rows.into_iter().for_each(|row| read.add(row));
        read
    }

    /// How many facts of a measure there are, in whatever breakdown was read.
    pub(super) fn count(&self, measure: Measure) -> i64 {
        self.0.iter().filter(|((known, ..), _)| *known == measure).map(|(_, sum)| sum.n).sum()
    }

    /// As a measure is shown: how many, or how much.
    pub(super) fn shown(&self, measure: Measure) -> i64 {
        self.number(measure, Cut::All, "")
    }
}

impl Numbers for Read {
    fn number(&self, measure: Measure, cut: Cut, value: &str) -> i64 {
        let sum = self.0.get(&(measure, cut, value.to_owned())).copied().unwrap_or_default();
        if measure.adds_values() { sum.total } else { sum.n }
    }
}

/// Rows by whose they are.
pub(super) fn by_scope(rows: &[SumRow]) -> HashMap<&str, Read> {
    let mut found: HashMap<&str, Read> = HashMap::new();
    for row in rows {
        found.entry(&row.scope).or_default().add(row);
    }
    found
}

/// Refuses to open what this reader cannot, each with its reason. What it does open into are the rows within reach.
pub(super) fn require_opens(
    actor: &Actor,
    area: &AreaCode,
    measure: Measure,
    cut: Cut,
    values: &[impl AsRef<str>],
) -> Result<(), Refusal> {
    let about = measure.about();
    require_general(actor, Action::FiguresOpen)?;
    if !about.is_summed() {
        return Err(Refusal::at(Code::MeasureUnknown, "measure"));
    }
    let known = cut == Cut::All || (about.cuts.contains(&cut) && cut != Cut::Bucket);
    if !known || (cut == Cut::All) != values.is_empty() {
        return Err(Refusal::at(Code::CutUnknown, "cut"));
    }
    if !about.opens || !values.iter().all(|value| opens(about, cut, value.as_ref())) {
        return Err(Refusal::new(Code::NeverOpens));
    }
    if area.level() < Level::County {
        return Err(Refusal::at(Code::OpensBelow, "area"));
    }
    if area.level() > about.deepest.min(cut.deepest()) {
        return Err(Refusal::at(Code::CutUnknown, "cut"));
    }
    Ok(())
}
