//! Who may act for a party, and where papers reach it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Agent, PartyBlock};

/// 授权委托书 (form D14). One for each principal; one or two agents (Civil Procedure Law art. 61).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PowerOfAttorney {
    pub principal: PartyBlock,
    pub agents: Vec<Agent>,
    /// 一般代理, 特别授权.
    pub authority_label: String,
    /// With special authority the agent may concede, waive, change requests, settle and sign (interpretation of the
    /// Civil Procedure Law art. 147: “full authority” alone is none of these).
    pub special: bool,
    pub on: Option<Date>,
}

/// 送达地址确认书 (form D15): a court may use it later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceAddress {
    pub party: String,
    pub side_label: String,
    /// Who takes papers in for the party; empty: the party.
    pub recipient: String,
    pub address: String,
    pub phone: String,
    /// Mail address, number for messages, or account of a platform.
    pub electronic: String,
    /// Agrees to be served electronically.
    pub electronic_agreed: bool,
    pub on: Option<Date>,
}
