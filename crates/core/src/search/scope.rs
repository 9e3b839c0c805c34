//! A matter's place among matters as tokens, so that a reader's reach and a filter are words that must occur too.
//!
//! They begin with a character that no token of a text has. They narrow; whether a hit may be shown is decided on the
//! matter's row.

use crate::kernel::Id;
use crate::matters::{Channel, DisputeKind, MatterState, Source};
use crate::places::{AreaCode, Level};
use crate::policy::{Key, Residual};

const LEVELS: [Level; 6] = [Level::Province, Level::City, Level::County, Level::Town, Level::Village, Level::Grid];

/// The area and every area above it.
pub fn areas(area: &AreaCode) -> impl Iterator<Item = String> {
    LEVELS.into_iter().filter_map(|level| area.at(level)).map(|area| self::area(&area))
}

pub fn area(area: &AreaCode) -> String {
    format!("_a{}", area.as_str())
}

/// Before the word of a kind, a source, a channel; and before the code of a county's own word for the former two, which
/// means another thing in another county: the area tells.
pub const KIND: &str = "_k";
pub const SUBTYPE: &str = "_u";
pub const SOURCE: &str = "_o";
pub const SUBSOURCE: &str = "_v";
pub const CHANNEL: &str = "_n";

pub fn kind(kind: DisputeKind) -> String {
    format!("{KIND}{kind}")
}

pub fn subtype(code: &str) -> String {
    format!("{SUBTYPE}{code}")
}

pub fn subsource(code: &str) -> String {
    format!("{SUBSOURCE}{code}")
}

pub fn state(state: MatterState) -> String {
    format!("_s{state}")
}

pub fn source(source: Source) -> String {
    format!("{SOURCE}{source}")
}

pub fn channel(channel: Channel) -> String {
    format!("{CHANNEL}{channel}")
}

/// Closed or archived.
pub const FINISHED: &str = "_finished";

pub fn desk(organisation: Id) -> String {
    format!("_d{organisation}")
}

pub fn committee(organisation: Id) -> String {
    format!("_c{organisation}")
}

pub fn handler(account: Id) -> String {
    format!("_h{account}")
}

/// Stays when the grant has ended: the grant's own row says until when.
pub fn grantee(organisation: Id) -> String {
    format!("_g{organisation}")
}

/// The token an arm begins with.
pub fn of_key(key: &Key) -> String {
    match key {
        Key::Area(code) => area(code),
        Key::Desk(organisation) => desk(*organisation),
        Key::Committee(organisation) => committee(*organisation),
        Key::Handler(account) => handler(*account),
        Key::Grantee(organisation) => grantee(*organisation),
    }
}

/// The token of a further condition. None for the seal: a sealed matter is not in the index at all.
pub fn of_residual(residual: &Residual) -> Option<String> {
    match residual {
        Residual::NotSealed => None,
        Residual::Open => Some(state(MatterState::Open)),
        Residual::Finished => Some(FINISHED.to_owned()),
        Residual::Also(key) => Some(of_key(key)),
    }
}
