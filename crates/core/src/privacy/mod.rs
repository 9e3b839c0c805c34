//! 个人信息: what people are told about their data, what they agree to, and who sees a telephone number in full.
//!
//! Law: Personal Information Protection Law (PIPL).

pub mod consent;
pub mod correction;
pub mod destroying;
pub mod looked;
pub mod notice;
pub mod reveal;
pub mod rights;
pub mod unusual;

pub use consent::{
    Consequence, GUARDIAN_CONSENTS_UNDER, Given, PrivacyHow, Receipt, Receipts, Withdrawal, consequences,
};
pub use looked::{Look, LookedFor};
pub use notice::{Notice, NoticePart, NoticeSection};
pub use reveal::{RevealReason, WhosePhone};
pub use unusual::{Thresholds, UnusualReason};
