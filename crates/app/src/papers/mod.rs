//! Papers: what is recorded, on the official forms.
//!
//! [`edited`] keeps what somebody edited and sent back, and shows what differs. [`offer`] says which forms apply now, [`data`] puts what is recorded into the plain data they read, and
//! `bandeng_docgen` prints them. A further form costs its text there and one line in [`offer`].
//!
//! **What is lacking** is named with the key of the place on the screen where it is mended; the moves of a mediation
//! use the same keys for what they wait for:
//!
//! | key | place |
//! |---|---|
//! | `parties`, `parties/2`, `parties/2/guardian` | the parties, one of them, that one's guardian |
//! | `narrative`, `claims`, `place` | the story of the matter |
//! | `committee` | which committee takes it |
//! | `acceptance` | accepting |
//! | `mediators` | who mediates |
//! | `sessions`, `sessions/2` | the sessions, one of them |
//! | `investigations`, `evidence`, `undisputed_facts` | what was found out |
//! | `agreement` | the draft, its signatures and its seal |
//! | `ending` | how it ended: declined, terminated |
//! | `fulfilment` | the fulfilment ledger |
//! | `follow_up` | the follow-ups |
//! | `urgent_reports/1` | an urgent report |

pub(crate) mod api;
mod data;
mod edited;
mod fields;
pub mod issue;
mod letters;
mod offer;
pub(crate) mod outward;
mod people;
mod promised;
pub(crate) mod query;
pub mod service;
mod words;
