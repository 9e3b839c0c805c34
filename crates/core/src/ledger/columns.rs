//! The columns of a ledger: an allow-list, in the order in which people expect them.

use crate::text_enum;

text_enum! {
    /// A column of a ledger.
    pub enum Column as "LedgerColumn" {
        Code = "code" ("编号", "Code"),
        Title = "title" ("事项", "Matter"),
        Kind = "kind" ("纠纷类型", "Type"),
        Subtype = "subtype" ("纠纷细类", "Subtype"),
        Source = "source" ("来源", "Source"),
        Subsource = "subsource" ("来源细类", "Local source"),
        Channel = "channel" ("受理渠道", "Channel"),
        Area = "area" ("区划", "Area"),
        Place = "place" ("地点", "Place"),
        OccurredOn = "occurred_on" ("发生日期", "Occurred on"),
        RegisteredOn = "registered_on" ("登记日期", "Registered on"),
        State = "state" ("状态", "State"),
        Stage = "stage" ("调解进展", "Stage"),
        DueOn = "due_on" ("最近期限", "Next due"),
        Amount = "amount" ("涉及金额（元）", "Amount (yuan)"),
        Committee = "committee" ("调解组织", "Committee"),
        Mediators = "mediators" ("调解员", "Mediators"),
        Applicants = "applicants" ("申请人", "Applicants"),
        Respondents = "respondents" ("被申请人", "Respondents"),
    }
}

impl Column {
    /// Names of parties are exported of matters whose contact data the reader may read; on a screen, where anybody may
    /// look over a shoulder, never.
    pub const fn names_parties(self) -> bool {
        matches!(self, Column::Applicants | Column::Respondents)
    }
}
