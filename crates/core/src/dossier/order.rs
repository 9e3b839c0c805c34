//! The order in which a file is bound (after one county's files), and what goes where.

use crate::matters::AttachmentPurpose;
use crate::text_enum;

text_enum! {
    /// A place in a file, in the order of binding. Cover and contents stand before, the page of notes and the back
    /// cover behind.
    pub enum DossierItem {
        Application = "application" ("人民调解申请书", "Application"),
        Acceptance = "acceptance" ("人民调解受理登记表", "Register of acceptance"),
        Decline = "decline" ("不予受理告知书", "Notice of refusal"),
        Letter = "letter" ("往来函件", "Letters"),
        NoticeOfRights = "notice_of_rights" ("权利义务告知书", "Notice of rights"),
        Identity = "identity" ("身份证明材料", "Proofs of identity"),
        Authority = "authority" ("授权委托书", "Powers of attorney"),
        ServiceAddress = "service_address" ("送达地址确认书", "Addresses for service"),
        Investigation = "investigation" ("调查记录", "Records of investigation"),
        Evidence = "evidence" ("证据材料", "Evidence"),
        UndisputedFacts = "undisputed_facts" ("无争议事实记载", "Undisputed facts"),
        SessionRecord = "session_record" ("调解记录", "Records of mediation"),
        Agreement = "agreement" ("调解协议", "Agreement"),
        SignedPage = "signed_page" ("签署页", "Signed pages"),
        Termination = "termination" ("终止调解告知书", "Notice of termination"),
        Proof = "proof" ("履行凭证", "Proofs of fulfilment"),
        FollowUp = "follow_up" ("回访记录", "Records of follow-ups"),
        Confirmation = "confirmation" ("司法确认材料", "Papers of the judicial confirmation"),
        ClosingReport = "closing_report" ("结案报告", "Closing report"),
        Other = "other" ("其他材料", "Other papers"),
    }
}

/// Where a form of the official set is bound, by its code. None for what never is: an urgent report (D17), the covers and
/// lists of the file itself (D20 to D23), what a party takes to a court on its own (C3 to C5), and the papers of an event (C6 to
/// C11). A form that has no
/// place of its own lies with the other papers.
pub fn item_of_form(code: &str) -> Option<DossierItem> {
    use DossierItem as I;
    Some(match code {
        "D17" | "D20" | "D21" | "D22" | "D23" | "C3" | "C4" | "C5" => return None,
        // An event has no file of a mediation.
        "C6" | "C7" | "C8" | "C9" | "C10" | "C11" => return None,
        "D1" => I::Application,
        "D2" => I::Acceptance,
        "D3" => I::NoticeOfRights,
        "D4" => I::Investigation,
        "D5" => I::Evidence,
        "D6" => I::SessionRecord,
        "D7" | "D8" => I::Agreement,
        "D9" => I::FollowUp,
        "D10" => I::Confirmation,
        "D11" => I::Termination,
        "D12" => I::Decline,
        "D14" => I::Authority,
        "D15" => I::ServiceAddress,
        "D16" => I::UndisputedFacts,
        "D18" => I::ClosingReport,
        "D19" => I::Proof,
        code if code.starts_with("D13") => I::Letter,
        _ => I::Other,
    })
}

/// Where a file that was handed in is bound.
pub const fn item_of_purpose(purpose: AttachmentPurpose) -> DossierItem {
    use DossierItem as I;
    match purpose {
        AttachmentPurpose::Evidence => I::Evidence,
        AttachmentPurpose::Identity => I::Identity,
        AttachmentPurpose::Authority => I::Authority,
        AttachmentPurpose::SignedPage => I::SignedPage,
        AttachmentPurpose::Proof => I::Proof,
        AttachmentPurpose::Letter => I::Letter,
        AttachmentPurpose::Paper | AttachmentPurpose::Other => I::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_the_one_files_are_bound_in() {
        let codes = ["D1", "D2", "D3", "D14", "D4", "D5", "D6", "D7", "D19", "D9", "D10", "D18"];
        let places: Vec<_> = codes.iter().map(|code| item_of_form(code)).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(places.is_sorted(), "{places:?}");
        assert!(item_of_purpose(AttachmentPurpose::Identity) > DossierItem::NoticeOfRights);
        assert!(item_of_purpose(AttachmentPurpose::Identity) < DossierItem::Authority);
    }

    #[test]
    fn an_urgent_report_is_in_no_file() {
        assert_eq!(item_of_form("D17"), None);
        assert_eq!(["D20", "D21", "D22", "D23", "C5"].map(item_of_form), [None; 5]);
    }
}
