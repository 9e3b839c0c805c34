//! What a mediation's file must hold before it is archived: one case, one file.

use super::{Ending, Mediation, SessionWith, State};
use crate::kernel::Text;

/// Required papers that cannot be made yet from what is recorded. A dispute that was never accepted has no file.
pub fn lacks(m: &Mediation) -> Vec<Text> {
    lacking(m).into_iter().map(|(text, _)| text).collect()
}

/// The same, each with the key of the section that mends it.
pub fn lacking(m: &Mediation) -> Vec<(Text, &'static str)> {
    let mut out = Vec::new();
    if m.accepted_on.is_none() {
        return out;
    }
    let referred_early = matches!(m.ending, Some(Ending::Referred { .. })) && m.sessions.is_empty();
    if m.notices.is_empty() && !referred_early {
        out.push((Text::new("权利义务告知书", "notice of rights"), "notices"));
    }
    let joint = m.sessions.iter().any(|s| matches!(s.with, SessionWith::Joint { .. }));
    if m.state.is_agreed() && !joint {
        out.push((Text::new("调解记录", "mediation record"), "sessions"));
    }
    if m.state.is_agreed() && m.agreement.as_ref().is_none_or(|a| a.effective_on.is_none()) {
        out.push((Text::new("调解协议", "agreement"), "agreement"));
    }
    if m.state == State::Terminated && m.ending.is_none() {
        out.push((Text::new("终止调解告知书", "termination notice"), "ending"));
    }
    out
}
