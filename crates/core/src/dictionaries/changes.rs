//! What a draft would change, and when it may be published.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Entry, Version};
use crate::kernel::refusal::Form;
use crate::kernel::{Code, Date, Refusal};
use crate::text_enum;

text_enum! {
    /// What happens to an entry.
    pub enum ChangeKind as "DictionaryChangeKind" {
        Added = "added" ("新增", "Added"),
        Changed = "changed" ("修改", "Changed"),
        Ended = "ended" ("停用", "Ended"),
    }
}

/// How a draft differs from what was published last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DictionaryChange)]
pub struct Change {
    pub how: ChangeKind,
    pub entry: Entry,
    /// As it was published.
    pub before: Option<Entry>,
}

/// The differences, in the order of the draft.
pub fn differences(published: &[Entry], draft: &[Entry]) -> Vec<Change> {
    let change = |entry: &Entry| {
        let before = published.iter().find(|old| old.dictionary == entry.dictionary && old.code == entry.code);
        let how = match before {
            None => ChangeKind::Added,
            Some(old) if old == entry => return None,
            Some(old) if old.until.is_none() && Entry { until: entry.until, ..old.clone() } == *entry => {
                ChangeKind::Ended
            }
            Some(_) => ChangeKind::Changed,
        };
        Some(Change { how, entry: entry.clone(), before: before.cloned() })
    };
    draft.iter().filter_map(change).collect()
}

/// Most characters of the note that says what a version is about.
const LONGEST_NOTE: usize = 200;

/// May a version be published for this day? Not for one that is over: what was filed under the old words on it stands.
/// Nor for a day before that of a version that waits, which would then come after a later one.
///
/// # Errors
/// [`Code::NothingToPublish`], [`Code::PublicationTooEarly`], fields.
pub fn check_publication(
    latest: Option<&Version>,
    changes: &[Change],
    takes_effect_on: Date,
    note: &str,
    today: Date,
) -> Result<(), Vec<Refusal>> {
    if changes.is_empty() {
        return Err(vec![Refusal::new(Code::NothingToPublish)]);
    }
    let mut form = Form::default();
    let earliest = latest.map_or(today, |version| version.takes_effect_on.max(today));
    if takes_effect_on < earliest {
        let refusal = Refusal::new(Code::PublicationTooEarly)
            .with(format!("施行日最早为{earliest}。"), format!("It takes effect on {earliest} at the earliest."));
        form.check::<()>(Err(refusal), "/takes_effect_on");
    } else if takes_effect_on.year() > today.year() + 5 {
        form.refuse(Code::OutOfRange, "/takes_effect_on");
    }
    form.optional_text(note, LONGEST_NOTE, "/note");
    form.finish()
}
