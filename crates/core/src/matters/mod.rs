//! Matters: what comes to the window, registered once, under one code, until it is archived.

pub mod attachment;
pub mod event;
pub mod intake;
pub mod kinds;
pub mod lifecycle;
pub mod party;
pub mod record;
pub mod similar;
pub mod title;

pub use attachment::{AttachmentPurpose, FileKind};
pub use event::{MatterEvent, PartyLine};
pub use intake::{Barrier, Checked, Concern, Entrustment, Intake, Lead};
pub use kinds::{Channel, DisputeKind, EntrustStage, Source};
pub use lifecycle::{MatterMove, MatterMoveKind, MatterState};
pub use party::{Agent, Authority, Guardian, Party, PartyKind, PartyNo, Sex, Side};
pub use record::{ClosedThere, FollowUp, Imported, MatterRecord, Seal, SealGround, UrgentReport};
