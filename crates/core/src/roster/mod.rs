//! The public roster of a committee's mediators (调解超市): what each is good at, which tongues they speak, which days they are
//! free. No score, no count, no ranking: the order changes every day and means nothing.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, Id, Refusal, refusal::Form};
use crate::matters::DisputeKind;
use crate::text_enum;

text_enum! {
    /// Whether mediating is somebody's work or something they do beside it.
    pub enum MediatorKind {
        FullTime = "full_time" ("专职调解员", "Full-time mediator"),
        PartTime = "part_time" ("兼职调解员", "Part-time mediator"),
    }
}

text_enum! {
    /// A day of the week.
    pub enum Weekday {
        Monday = "monday" ("周一", "Monday"),
        Tuesday = "tuesday" ("周二", "Tuesday"),
        Wednesday = "wednesday" ("周三", "Wednesday"),
        Thursday = "thursday" ("周四", "Thursday"),
        Friday = "friday" ("周五", "Friday"),
        Saturday = "saturday" ("周六", "Saturday"),
        Sunday = "sunday" ("周日", "Sunday"),
    }
}

/// What is told of a mediator. It is public only if the mediator says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    pub kind: MediatorKind,
    /// Kinds of dispute they know well.
    #[serde(default)]
    pub specialities: Vec<DisputeKind>,
    /// Languages and dialects: `凉州话`.
    #[serde(default)]
    pub languages: Vec<String>,
    /// On which days they are free.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// Away until this day, it included.
    #[serde(default)]
    pub away_until: Option<Date>,
}

const MOST_SPECIALITIES: usize = 6;
const MOST_LANGUAGES: usize = 6;

impl Profile {
    /// Checks it.
    ///
    /// # Errors
    /// Every fault at its field.
    pub fn check(&self, today: Date) -> Result<(), Vec<Refusal>> {
        let mut form = Form::default();
        if self.specialities.len() > MOST_SPECIALITIES || twice(&self.specialities) {
            form.refuse(Code::OutOfRange, "/specialities");
        }
        if self.languages.len() > MOST_LANGUAGES || twice(&self.languages) {
            form.refuse(Code::OutOfRange, "/languages");
        }
        for (i, language) in self.languages.iter().enumerate() {
            form.text(language, 20, &format!("/languages/{i}"));
        }
        if twice(&self.weekdays) {
            form.refuse(Code::OutOfRange, "/weekdays");
        }
        if self.away_until.is_some_and(|until| until.year() > today.year() + 1) {
            form.refuse(Code::OutOfRange, "/away_until");
        }
        form.finish()
    }

    /// Away on a day.
    pub fn is_away(&self, today: Date) -> bool {
        self.away_until.is_some_and(|until| today <= until)
    }
}

fn twice<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().any(|(i, one)| list[..i].contains(one))
}

/// Where somebody stands in the roster on a day: by a hash of the day and the account, so that everybody is as often first as
/// anybody else and nobody can do anything about it.
pub fn place(today: Date, account: Id) -> [u8; 32] {
    Sha256::digest(format!("{today}/{account}")).into()
}
