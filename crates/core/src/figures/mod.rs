//! Figures: what is counted, from which events, and how a count is read.
//!
//! [`measure`] names each measure once. [`life::facts`] makes the facts of one matter: a pure function of what the
//! matter *is now* and of which events happened to it *when*; it looks at no payload of an event, so that erasing one
//! changes no figure. [`cell`] says into which sums a fact goes. Everything that is shown (dashboards, the statutory
//! table, briefings, exports) is read from those sums and says so with the measure's own words.
//!
//! **Correction by replacement.** A matter's facts are always those of the matter as it stands: whoever counts again
//! takes away what was counted of this matter before and puts in what is true now. So counting a year once from the
//! beginning and counting it event by event end alike, whatever was corrected meanwhile, and counting twice changes
//! nothing. What was reported is not looked up here: a locked period keeps the numbers it was locked with.

pub mod cell;
pub mod duration;
pub mod formula;
pub mod indicator;
pub mod life;
pub mod measure;
pub mod pattern;
pub mod period;
pub mod population;
pub mod publish;
pub mod staffing;
pub mod statutory;
#[cfg(test)]
mod tests;

pub use cell::{Cell, Cut, Scope, Sum};
pub use duration::Histogram;
pub use formula::Formula;
pub use indicator::{Indicator, Reading};
pub use life::{Fact, Filed, Happened, Life, facts};
pub use measure::{About, AskedBy, Measure, Unit};
pub use period::{Month, Period};
