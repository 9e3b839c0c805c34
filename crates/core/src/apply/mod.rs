//! Applying without a clerk: a few plain questions that end in the way that is right, with the reason.
//!
//! The rules are data ([`WAYS`]): the first row that fits decides, and each row names the law it stands on. Whoever answers is
//! under pressure and no lawyer: nothing here refuses anybody who only wants to talk to the centre.

pub mod form;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::Text;
use crate::matters::DisputeKind;
use crate::matters::intake::Barrier;
use crate::text_enum;

text_enum! {
    /// What somebody came with, in words people use.
    pub enum Trouble {
        Family = "family" ("和家里人", "With my family"),
        Neighbours = "neighbours" ("和邻居", "With neighbours"),
        Wages = "wages" ("要工钱", "Wages"),
        Work = "work" ("工伤、辞退等", "Injury or dismissal at work"),
        Traffic = "traffic" ("车祸", "A traffic accident"),
        Money = "money" ("借钱、合同", "A loan or a contract"),
        House = "house" ("房子、宅基地", "A house or its ground"),
        Land = "land" ("承包地、山林", "Fields or forest"),
        Taking = "taking" ("征地、拆迁", "Land taken, houses pulled down"),
        Shopping = "shopping" ("买东西", "Something I bought"),
        Medical = "medical" ("看病", "Treatment in a hospital"),
        Housing = "housing" ("小区物业", "Property management"),
        Harm = "harm" ("受了伤、东西坏了", "Harm to me or my things"),
        Office = "office" ("不服政府部门的决定", "A decision of an authority"),
        Other = "other" ("别的", "Something else"),
    }
}

impl Trouble {
    /// The type it is filed under; a clerk may put it right.
    pub const fn kind(self) -> DisputeKind {
        match self {
            Trouble::Family => DisputeKind::MarriageFamily,
            Trouble::Neighbours => DisputeKind::Neighbours,
            Trouble::Wages => DisputeKind::MigrantWages,
            Trouble::Work => DisputeKind::OtherLabour,
            Trouble::Traffic => DisputeKind::RoadTraffic,
            Trouble::Money => DisputeKind::Contract,
            Trouble::House => DisputeKind::Homestead,
            Trouble::Land => DisputeKind::ForestLand,
            Trouble::Taking => DisputeKind::LandTaking,
            Trouble::Shopping => DisputeKind::OtherConsumer,
            Trouble::Medical => DisputeKind::Medical,
            Trouble::Housing => DisputeKind::PropertyManagement,
            Trouble::Harm => DisputeKind::Damages,
            Trouble::Office | Trouble::Other => DisputeKind::Other,
        }
    }

    /// Between who works and who pays: arbitration comes before the court (Labour Dispute Mediation and Arbitration Law art. 5).
    const fn is_labour(self) -> bool {
        matches!(self, Trouble::Wages | Trouble::Work)
    }

    /// Among what legal aid is given for (Legal Aid Law art. 31).
    const fn is_aided(self) -> bool {
        matches!(
            self,
            Trouble::Wages | Trouble::Work | Trouble::Family | Trouble::Traffic | Trouble::Medical | Trouble::Harm
        )
    }
}

text_enum! {
    /// Whether somebody is in danger.
    pub enum Danger {
        No = "no" ("没有", "No"),
        Now = "now" ("有人正在动手，或者马上要动手", "Somebody is being hurt, or is about to be"),
        Child = "child" ("孩子正受到伤害", "A child is being harmed"),
        Life = "life" ("有人想不开", "Somebody wants to end their life"),
        AtHome = "at_home" ("以前在家里动过手", "There has been violence at home before"),
    }
}

impl Danger {
    /// Call somebody before anything else.
    pub const fn is_now(self) -> bool {
        matches!(self, Danger::Now | Danger::Child | Danger::Life)
    }
}

text_enum! {
    /// Who deals with it already.
    pub enum Handled {
        Nobody = "nobody" ("没有", "Nobody"),
        Court = "court" ("法院", "A court"),
        Police = "police" ("派出所、交警", "The police"),
        Arbitration = "arbitration" ("仲裁", "An arbitration body"),
        Office = "office" ("别的政府部门", "Another authority"),
    }
}

impl Handled {
    /// What a committee may not accept then (Rules on People's Mediation art. 22).
    pub const fn barrier(self) -> Option<Barrier> {
        match self {
            Handled::Nobody => None,
            Handled::Court => Some(Barrier::Court),
            Handled::Police => Some(Barrier::Police),
            Handled::Arbitration => Some(Barrier::Arbitration),
            Handled::Office => Some(Barrier::Administration),
        }
    }
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Answers {
    pub trouble: Trouble,
    pub danger: Danger,
    pub handled: Handled,
    /// The other side has said clearly that it will not talk.
    pub refused: bool,
    /// Somebody wants to sue and cannot pay a lawyer.
    pub no_lawyer: bool,
}

text_enum! {
    /// Where somebody is sent.
    pub enum Way {
        Mediation = "mediation" ("找人说和（调解）", "Mediation"),
        Arbitration = "arbitration" ("仲裁", "Arbitration"),
        Court = "court" ("法院", "A court"),
        LegalAid = "legal_aid" ("法律援助", "Legal aid"),
        Police = "police" ("公安", "The police"),
        Other = "other" ("别的部门", "Another authority"),
    }
}

/// A number to call, as it is dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hotline {
    pub number: String,
    pub name: Text,
}

/// What the answers come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Advice {
    pub way: Way,
    /// Why, in plain words.
    pub reason: Text,
    /// The law it stands on.
    pub law: Text,
    /// Whether applying here makes sense all the same: the centre asks the other side once more.
    pub may_apply: bool,
    /// Call these first. Where somebody is in danger they stand before everything else.
    pub first: Vec<Hotline>,
    /// What else is good to know, such as a limit that runs.
    pub know: Vec<Text>,
    /// What to bring or photograph, if it is there. Nothing of it is needed to apply.
    pub bring: Vec<Text>,
}

/// A row: when it fits, where it leads, why, and by which law.
struct Row {
    fits: fn(&Answers) -> bool,
    way: Way,
    may_apply: bool,
    zh: &'static str,
    en: &'static str,
    law_zh: &'static str,
    law_en: &'static str,
}

/// The first that fits decides; the last fits always.
const WAYS: &[Row] = &[
    Row {
        fits: |a| a.danger.is_now(),
        way: Way::Police,
        may_apply: false,
        zh: "有人有危险，先打电话求助，别的以后再说。",
        en: "Somebody is in danger. Call first; everything else can wait.",
        law_zh: "人民调解法第二十五条，反家庭暴力法第十四条，未成年人保护法第十一条",
        law_en: "Mediation Law art. 25, Domestic Violence Law art. 14, Minors Law art. 11",
    },
    Row {
        fits: |a| a.handled == Handled::Court,
        way: Way::Court,
        may_apply: false,
        zh: "法院已经在管这件事，请找那里的法官。想调解也可以跟法官说，法院可以委托我们调解。",
        en: "A court deals with it already: please turn to its judge. If you want mediation, tell the judge, who may entrust it to us.",
        law_zh: "人民调解工作若干规定第二十二条",
        law_en: "Rules on People's Mediation art. 22",
    },
    Row {
        fits: |a| a.handled == Handled::Arbitration,
        way: Way::Arbitration,
        may_apply: false,
        zh: "仲裁已经在办，请找办案的仲裁员。",
        en: "It is being arbitrated: please turn to the arbitrator.",
        law_zh: "人民调解工作若干规定第二十二条",
        law_en: "Rules on People's Mediation art. 22",
    },
    Row {
        fits: |a| a.handled == Handled::Police,
        way: Way::Police,
        may_apply: false,
        zh: "公安已经在办，请找办案的民警。想调解可以跟民警说，公安可以委托我们调解。",
        en: "The police deal with it already: please turn to the officer. If you want mediation, say so; the police may entrust it to us.",
        law_zh: "人民调解工作若干规定第二十二条，治安管理处罚法第九条",
        law_en: "Rules on People's Mediation art. 22, Public Security Law art. 9",
    },
    Row {
        fits: |a| a.handled == Handled::Office,
        way: Way::Other,
        may_apply: false,
        zh: "别的部门已经在办，请找那个部门问结果。",
        en: "Another authority deals with it already: please ask there.",
        law_zh: "人民调解工作若干规定第二十二条",
        law_en: "Rules on People's Mediation art. 22",
    },
    Row {
        fits: |a| a.trouble == Trouble::Office,
        way: Way::Other,
        may_apply: false,
        zh: "这是对政府决定不服，调解管不了。可以申请行政复议，或者到法院告。",
        en: "This is about a decision of an authority, which cannot be mediated here. Ask for administrative reconsideration, or go to court.",
        law_zh: "行政复议法第二十条",
        law_en: "Administrative Reconsideration Law art. 20",
    },
    Row {
        fits: |a| a.no_lawyer && a.trouble.is_aided(),
        way: Way::LegalAid,
        may_apply: true,
        zh: "这类事可以申请免费律师（法律援助）。想先谈一谈，也可以同时申请调解。",
        en: "For this you can ask for a lawyer free of charge (legal aid). If you want to talk first, you can apply for mediation as well.",
        law_zh: "法律援助法第三十一条、第四十二条",
        law_en: "Legal Aid Law arts. 31, 42",
    },
    Row {
        fits: |a| a.refused && a.trouble.is_labour(),
        way: Way::Arbitration,
        may_apply: true,
        zh: "对方明确不愿谈，劳动方面的事要先仲裁再打官司。您也可以让我们再问对方一次。",
        en: "The other side will not talk. In labour matters arbitration comes before the court. We can also ask the other side once more.",
        law_zh: "劳动争议调解仲裁法第五条，人民调解法第十七条",
        law_en: "Labour Dispute Mediation and Arbitration Law art. 5, Mediation Law art. 17",
    },
    Row {
        fits: |a| a.refused && a.trouble == Trouble::Land,
        way: Way::Arbitration,
        may_apply: true,
        zh: "对方明确不愿谈，承包地的事可以申请农村土地承包仲裁，也可以到法院。您也可以让我们再问对方一次。",
        en: "The other side will not talk. Disputes over contracted land can be arbitrated or go to court. We can also ask the other side once more.",
        law_zh: "农村土地承包经营纠纷调解仲裁法第四条，人民调解法第十七条",
        law_en: "Rural Land Contract Dispute Law art. 4, Mediation Law art. 17",
    },
    Row {
        fits: |a| a.refused,
        way: Way::Court,
        may_apply: true,
        zh: "对方明确不愿谈，不能勉强，可以到法院起诉。您也可以让我们再问对方一次。",
        en: "The other side will not talk and cannot be made to. You can go to court. We can also ask the other side once more.",
        law_zh: "人民调解法第三条、第十七条",
        law_en: "Mediation Law arts. 3, 17",
    },
    Row {
        fits: |_| true,
        way: Way::Mediation,
        may_apply: true,
        zh: "这件事可以请人说和。不收钱，自愿，谈不成也不影响您仲裁或者打官司。",
        en: "This can be mediated: free, voluntary, and if it fails you can still go to arbitration or court.",
        law_zh: "人民调解法第二条、第三条、第四条",
        law_en: "Mediation Law arts. 2, 3, 4",
    },
];

/// Where the answers lead.
pub fn advise(answers: &Answers) -> Advice {
    let row = WAYS.iter().find(|row| (row.fits)(answers)).unwrap_or(&WAYS[WAYS.len() - 1]);
    Advice {
        way: row.way,
        reason: Text::new(row.zh, row.en),
        law: Text::new(row.law_zh, row.law_en),
        may_apply: row.may_apply,
        first: hotlines(answers, row.way),
        know: know(answers),
        bring: bring(answers.trouble),
    }
}

fn hotline(number: &str, zh: &str, en: &str) -> Hotline {
    Hotline { number: number.to_owned(), name: Text::new(zh, en) }
}

fn hotlines(answers: &Answers, way: Way) -> Vec<Hotline> {
    let police = || hotline("110", "报警", "Police");
    let ambulance = || hotline("120", "急救", "Ambulance");
    match (answers.danger, way) {
        (Danger::Now, _) => vec![police(), ambulance(), hotline("119", "消防救援", "Fire and rescue")],
        (Danger::Child, _) => vec![police(), ambulance()],
        (Danger::Life, _) => vec![ambulance(), police(), hotline("119", "消防救援", "Fire and rescue")],
        (Danger::AtHome, _) => vec![police(), hotline("12338", "妇女维权热线", "Women's hotline")],
        (_, Way::LegalAid | Way::Court | Way::Arbitration | Way::Other) => {
            vec![hotline("12348", "公共法律服务热线", "Legal service hotline")]
        }
        _ => Vec::new(),
    }
}

/// Limits and ways that people lose by not knowing them.
fn know(answers: &Answers) -> Vec<Text> {
    let mut know = Vec::new();
    let mut add = |fits: bool, zh: &str, en: &str| {
        if fits {
            know.push(Text::new(zh, en));
        }
    };
    let trouble = answers.trouble;
    add(
        answers.danger == Danger::AtHome,
        "家里动过手，可以向法院申请人身安全保护令，居委会、村委会可以代您申请。这样的事不会让别的工作人员看到。",
        "After violence at home a court can order protection, and the village or residents' committee may apply for you. Only those who handle it see such a matter.",
    );
    add(
        trouble.is_labour(),
        "劳动仲裁一般要在一年内申请；还在职时要工钱，离职后一年内都可以。",
        "Labour arbitration must be asked for within a year; for unpaid wages, within a year after the work has ended.",
    );
    add(
        trouble == Trouble::Wages,
        "农民工要工钱、要工伤赔偿，申请法律援助不看家里穷不穷。",
        "Migrant workers who claim wages or injury compensation get legal aid whatever they earn.",
    );
    add(
        trouble == Trouble::Office,
        "行政复议一般要在知道决定后六十天内申请。",
        "Administrative reconsideration must be asked for within sixty days of knowing of the decision.",
    );
    add(
        trouble == Trouble::Land,
        "承包地仲裁要在知道权利受侵害后两年内申请。",
        "Arbitration over contracted land must be asked for within two years.",
    );
    add(
        trouble == Trouble::Family,
        "离婚本身要到婚姻登记处或者法院办；钱、孩子、老人的事可以先谈。",
        "A divorce itself goes to the registry or the court; money, children and parents can be talked over first.",
    );
    add(
        !answers.danger.is_now() && answers.handled == Handled::Nobody && trouble != Trouble::Office,
        "提出调解申请，诉讼时效从申请那天起重新计算，凭证上写明到秒。",
        "Applying for mediation interrupts limitation from the day you apply; your receipt has the time to the second.",
    );
    know
}

fn bring(trouble: Trouble) -> Vec<Text> {
    let text = |zh: &str, en: &str| Text::new(zh, en);
    let own = match trouble {
        Trouble::Wages | Trouble::Work => text(
            "劳动合同、考勤、工资条、聊天记录，有什么带什么",
            "Contract, attendance, pay slips, chats: whatever there is",
        ),
        Trouble::Traffic => {
            text("事故认定书、病历和费用单、保险单", "The accident report, medical bills, the insurance")
        }
        Trouble::Money => text("合同、借条、转账记录", "Contract, note of the loan, transfers"),
        Trouble::House | Trouble::Land | Trouble::Taking => {
            text("宅基地证、承包合同、协议、照片", "Titles, contracts, agreements, photographs")
        }
        Trouble::Shopping => text("付款记录、订单、东西的照片", "Payment, order, photographs"),
        Trouble::Medical => text("病历、检查单、费用单", "Medical records and bills"),
        Trouble::Family => text("有关的协议、证件、转账记录", "Agreements, certificates, transfers"),
        Trouble::Office => text("决定书和收到的日期", "The decision, and the day you got it"),
        Trouble::Neighbours | Trouble::Housing | Trouble::Harm | Trouble::Other => {
            text("照片、聊天记录、费用单", "Photographs, chats, bills")
        }
    };
    vec![text("身份证（见面时看一眼，不用上传）", "Your identity card: shown when you meet, not uploaded"), own]
}
