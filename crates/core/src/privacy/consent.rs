//! 同意与撤回: a receipt for each consent to the use of one's data, and what follows when it is withdrawn (PIPL arts 13 to 16).
//!
//! Not to be confused with the consent to being mediated, which is a move of mediation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, IdText, Instant, Refusal, Text};
use crate::matters::PartyNo;
use crate::people::age;
use crate::text_enum;

text_enum! {
    /// How somebody told us.
    pub enum PrivacyHow {
        Oral = "oral" ("口头", "Orally"),
        Paper = "paper" ("书面", "On paper"),
        Online = "online" ("网上", "Online"),
    }
}

/// How a consent is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrivacyGiven)]
pub struct Given {
    pub how: PrivacyHow,
    /// The guardian spoke. Under 14 nobody else can (PIPL art. 31).
    #[serde(default)]
    pub by_guardian: bool,
}

/// That a consent was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrivacyWithdrawal)]
pub struct Withdrawal {
    pub how: PrivacyHow,
    pub at: Instant,
    /// Who wrote it down.
    pub by_name: String,
}

/// That a party of a matter was told a version of the notice and agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrivacyReceipt)]
pub struct Receipt {
    /// Counted within the matter.
    pub no: u16,
    pub party: PartyNo,
    /// The version of the county's notice; 0: the words of the house.
    pub notice: i64,
    #[serde(flatten)]
    pub given: Given,
    pub at: Instant,
    /// Who wrote it down; the number of nobody where the party did so online.
    pub by: IdText,
    pub by_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// The receipts of a matter, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Receipts(pub Vec<Receipt>);

/// Until this age a guardian consents (PIPL art. 31).
pub const GUARDIAN_CONSENTS_UNDER: i16 = 14;

impl Receipts {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The consent of a party that holds.
    pub fn standing(&self, party: PartyNo) -> Option<&Receipt> {
        self.0.iter().rev().find(|receipt| receipt.party == party).filter(|receipt| receipt.withdrawn.is_none())
    }

    /// The party has consented and withdrawn that.
    pub fn is_withdrawn(&self, party: PartyNo) -> bool {
        self.0.iter().rev().find(|receipt| receipt.party == party).is_some_and(|receipt| receipt.withdrawn.is_some())
    }

    /// Somebody in the matter has withdrawn.
    pub fn any_withdrawn(&self) -> bool {
        self.0.iter().any(|receipt| self.is_withdrawn(receipt.party))
    }

    /// May this party's consent be recorded?
    ///
    /// # Errors
    /// [`Code::PrivacyConsentThere`] where the same version was agreed to already, [`Code::GuardianMustConsent`] for a
    /// child under 14.
    pub fn check(
        &self,
        party: PartyNo,
        born: Option<Date>,
        notice: i64,
        given: Given,
        today: Date,
    ) -> Result<(), Refusal> {
        let child = born.is_some_and(|born| age(born, today).is_none_or(|years| years < GUARDIAN_CONSENTS_UNDER));
        if child && !given.by_guardian {
            return Err(Refusal::at(Code::GuardianMustConsent, "/by_guardian"));
        }
        if self.standing(party).is_some_and(|receipt| receipt.notice == notice) {
            return Err(Refusal::new(Code::PrivacyConsentThere));
        }
        Ok(())
    }

    /// Writes down that a party withdraws.
    ///
    /// # Errors
    /// [`Code::PrivacyConsentMissing`] where there is no consent that holds.
    pub fn withdraw(&mut self, party: PartyNo, withdrawal: Withdrawal) -> Result<(), Refusal> {
        let standing = self.0.iter_mut().rev().find(|receipt| receipt.party == party);
        let receipt = standing.filter(|receipt| receipt.withdrawn.is_none());
        receipt.ok_or(Refusal::new(Code::PrivacyConsentMissing))?.withdrawn = Some(withdrawal);
        Ok(())
    }
}

/// What follows from a withdrawal, for one use of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Consequence {
    pub what: Text,
    /// It may go on, because the law says so.
    pub goes_on: bool,
    pub why: Text,
    /// The article.
    pub source: Text,
}

/// What stops when somebody withdraws, and what the law lets go on. The same for everybody: it is read out before.
pub fn consequences() -> Vec<Consequence> {
    let line = |goes_on, what: [&str; 2], why: [&str; 2], source: [&str; 2]| Consequence {
        what: Text::new(what[0], what[1]),
        goes_on,
        why: Text::new(why[0], why[1]),
        source: Text::new(source[0], source[1]),
    };
    vec![
        line(
            false,
            ["为安排调解、回访而联系您", "Reaching you to arrange mediation or to ask afterwards"],
            ["只凭您的同意", "It rests on your consent alone"],
            ["个人信息保护法第十五条、第四十七条", "PIPL arts 15, 47"],
        ),
        line(
            false,
            [
                "把您的信息交给其他单位协助，已经给的授权也停止",
                "Sharing your data with other bodies that help; what was shared ends",
            ],
            ["需要您单独同意", "It needs your separate consent"],
            ["个人信息保护法第二十三条", "PIPL art. 23"],
        ),
        line(
            false,
            ["把这件事写成案例公开", "Publishing the case as an example"],
            ["需要您单独同意", "It needs your separate consent"],
            ["个人信息保护法第二十五条", "PIPL art. 25"],
        ),
        line(
            true,
            [
                "保管已经形成的登记、调解记录和协议，只保存，不作他用",
                "Keeping the register, the records and the agreement that exist: stored and nothing else",
            ],
            ["调委会依法建立调解工作档案", "A committee must keep files of its work"],
            ["人民调解法第二十七条，个人信息保护法第四十七条第二款", "Mediation Law art. 27; PIPL art. 47(2)"],
        ),
        line(
            true,
            [
                "履行已经生效的协议：送达文书、督促履行、申请司法确认",
                "Performing an agreement in effect: serving papers, urging performance, judicial confirmation",
            ],
            ["协议对双方有约束力，调委会督促履行", "The agreement binds, and the committee urges its performance"],
            [
                "人民调解法第三十一条、第三十三条，个人信息保护法第十三条第一款第二项",
                "Mediation Law arts 31, 33; PIPL art. 13(1)(2)",
            ],
        ),
        line(
            true,
            ["法律规定必须作出的报告和答复", "Reports and answers that the law demands"],
            ["履行法定职责或者法定义务", "A duty by law"],
            ["个人信息保护法第十三条第一款第三项", "PIPL art. 13(1)(3)"],
        ),
        line(
            true,
            ["不含姓名、不能认出您的统计数字", "Figures that name nobody and from which nobody can be told"],
            ["匿名化以后的信息不是个人信息", "Anonymous data is not personal data"],
            ["个人信息保护法第四条", "PIPL art. 4"],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ORAL: Given = Given { how: PrivacyHow::Oral, by_guardian: false };

    fn receipt(no: u16, party: PartyNo, notice: i64) -> Receipt {
        Receipt { no, party, notice, given: ORAL, at: 0, by: IdText(1), by_name: String::new(), withdrawn: None }
    }

    fn withdrawal() -> Withdrawal {
        Withdrawal { how: PrivacyHow::Paper, at: 1, by_name: String::new() }
    }

    #[test]
    fn a_consent_holds_until_it_is_withdrawn_and_may_be_given_again() {
        let mut receipts = Receipts(vec![receipt(1, 1, 0)]);
        assert_eq!(receipts.check(1, None, 0, ORAL, date(2026, 3, 2)).unwrap_err().code, Code::PrivacyConsentThere);
        receipts.check(1, None, 1, ORAL, date(2026, 3, 2)).unwrap();
        receipts.withdraw(1, withdrawal()).unwrap();
        assert!(receipts.is_withdrawn(1) && receipts.any_withdrawn() && receipts.standing(1).is_none());
        assert!(!receipts.is_withdrawn(2), "nobody withdraws for others");
        assert_eq!(receipts.withdraw(1, withdrawal()).unwrap_err().code, Code::PrivacyConsentMissing);
        assert_eq!(receipts.withdraw(2, withdrawal()).unwrap_err().code, Code::PrivacyConsentMissing);
        receipts.check(1, None, 0, ORAL, date(2026, 3, 2)).unwrap();
        receipts.0.push(receipt(2, 1, 0));
        assert!(!receipts.any_withdrawn());
        assert_eq!(receipts.standing(1).map(|r| r.no), Some(2));
    }

    #[test]
    fn for_a_child_under_fourteen_the_guardian_consents() {
        let receipts = Receipts::default();
        let (born, eve, birthday) = (Some(date(2012, 3, 3)), date(2026, 3, 2), date(2026, 3, 3));
        assert_eq!(receipts.check(1, born, 0, ORAL, eve).unwrap_err().code, Code::GuardianMustConsent);
        receipts.check(1, born, 0, Given { by_guardian: true, ..ORAL }, eve).unwrap();
        receipts.check(1, born, 0, ORAL, birthday).unwrap();
    }

    #[test]
    fn what_goes_on_names_its_article() {
        let lines = consequences();
        assert!(lines.iter().any(|line| line.goes_on) && lines.iter().any(|line| !line.goes_on));
        assert!(lines.iter().all(|line| line.source.zh.contains('第') && line.source.en.contains("art")));
    }
}
