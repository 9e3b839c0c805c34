//! The agreement: promises as rows, the text they make, what is unclear in it, and when it binds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PartyFacts, speakers};
use crate::kernel::{Code, Date, Fen, IdText, Refusal, Text, day_zh, refusal::Form};
use crate::matters::{DisputeKind, PartyNo};
use crate::{tagged_enum, text_enum};

text_enum! {
    pub enum AgreementForm {
        Written = "written" ("书面协议", "Written"),
        Oral = "oral" ("口头协议", "Oral"),
    }
}

text_enum! {
    pub enum ObligationKind {
        Pay = "pay" ("给付款项", "Pay"),
        Deliver = "deliver" ("交付财物", "Hand over"),
        Act = "act" ("做某事", "Do"),
        Refrain = "refrain" ("不做某事", "Refrain"),
        Apologise = "apologise" ("赔礼道歉", "Apologise"),
    }
}

tagged_enum! { "due"
    /// By when a promise is due.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Due {
        /// On the day of signing, on the spot.
        AtOnce {},
        /// No later than a day.
        By { on: Date },
        /// In parts, each by its day; together they are the amount.
        Instalments { parts: Vec<Instalment> },
        /// For as long as it lasts, such as keeping a drain clear.
        Lasting {},
    }
}

/// A part of a payment and its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Instalment {
    pub on: Date,
    /// In fen.
    pub amount_fen: Fen,
}

/// Most parts of one payment.
const MOST_PARTS: usize = 120;

/// Checks parts under a pointer: each an amount and a later day than the one before, together the amount promised.
pub(super) fn check_parts(form: &mut Form, parts: &[Instalment], amount: Option<Fen>, at: &str) {
    if parts.is_empty() {
        form.refuse(Code::Required, at);
        return;
    }
    if parts.len() > MOST_PARTS {
        form.refuse(Code::OutOfRange, at);
        return;
    }
    let mut sound = true;
    for (i, part) in parts.iter().enumerate() {
        if part.amount_fen.0 <= 0 || part.amount_fen > Fen::MAX {
            form.refuse(Code::OutOfRange, format!("{at}/{i}/amount_fen"));
            sound = false;
        }
        if i > 0 && part.on <= parts[i - 1].on {
            form.refuse(Code::DatesReversed, format!("{at}/{i}/on"));
        }
    }
    let sum: Fen = parts.iter().map(|part| part.amount_fen).sum();
    if let Some(amount) = amount.filter(|amount| sound && sum != *amount) {
        // The amount itself may be anything: its own field refuses that.
        let gap = Fen(sum.0.saturating_sub(amount.0).saturating_abs());
        let (less_zh, less_en) = if sum < amount { ("少", "less") } else { ("多", "more") };
        form.refuse_with(Refusal::at(Code::InstalmentsDoNotAddUp, at).with(
            format!("各期合计{sum}元，比约定的{amount}元{less_zh}{gap}元。"),
            format!("The instalments come to {sum} yuan, {gap} {less_en} than the {amount} promised."),
        ));
    }
}

/// One promise: who, what, how much, to whom, by when, how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Obligation {
    /// Number within the agreement, from 1; given by the server.
    #[serde(default)]
    pub no: u16,
    pub debtor: PartyNo,
    #[serde(default)]
    pub creditor: Option<PartyNo>,
    pub kind: ObligationKind,
    /// What for, or what is to be done.
    pub what: String,
    /// In fen; only where the promise is to pay.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    pub due: Due,
    /// In cash, by transfer to an account, in whose presence.
    #[serde(default)]
    pub how: String,
}

/// What a draft says (Mediation Law art. 29).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementDraft {
    /// The main facts and what was disputed.
    pub facts: String,
    /// Each side's responsibility.
    #[serde(default)]
    pub responsibility: String,
    pub obligations: Vec<Obligation>,
    /// The terms as edited by hand; empty: composed from the obligations.
    #[serde(default)]
    pub terms: Vec<String>,
}

text_enum! {
    /// How somebody signed.
    pub enum SigningHow {
        Signature = "signature" ("签名", "Signature"),
        Fingerprint = "fingerprint" ("按指印", "Fingerprint"),
        Stamp = "stamp" ("盖章", "Stamp"),
    }
}

tagged_enum! { "as"
    /// Who signs.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Signer {
        Party { party: PartyNo },
        Mediator { account: IdText },
    }
}

/// A signature as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    pub signer: Signer,
    pub how: SigningHow,
    pub on: Date,
    #[serde(default)]
    pub by: String,
    #[serde(default)]
    pub scan: Option<u16>,
    pub recorded_by: String,
}

/// The agreement of a mediation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Agreement {
    pub form: AgreementForm,
    pub draft: AgreementDraft,
    #[serde(default)]
    pub signatures: Vec<Signature>,
    #[serde(default)]
    pub sealed_on: Option<Date>,
    /// Computed from signatures and seal, or the day of an oral agreement; never pressed.
    #[serde(default)]
    pub effective_on: Option<Date>,
}

text_enum! {
    pub enum FulfilmentHow {
        Receipt = "receipt" ("收条", "Receipt"),
        Transfer = "transfer" ("转账凭证", "Proof of transfer"),
        Witnessed = "witnessed" ("调解员在场见证", "Witnessed by the mediator"),
        Told = "told" ("权利人确认", "Confirmed by the creditor"),
    }
}

/// What was done about a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fulfilment {
    pub obligation: u16,
    #[serde(default)]
    pub paid_fen: Option<Fen>,
    pub on: Date,
    pub how: FulfilmentHow,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub proof: Option<u16>,
}

impl AgreementDraft {
    /// Checks the fields under `/draft`.
    pub fn check(&self, form: &mut Form, parties: &[PartyFacts]) {
        form.optional_text(&self.facts, 5_000, "/draft/facts");
        form.optional_text(&self.responsibility, 2_000, "/draft/responsibility");
        if self.obligations.len() > 60 {
            form.refuse(Code::OutOfRange, "/draft/obligations");
        }
        let known = |no: PartyNo| parties.iter().any(|p| p.no == no);
        for (i, o) in self.obligations.iter().enumerate() {
            let at = format!("/draft/obligations/{i}");
            form.text(&o.what, 500, &format!("{at}/what"));
            form.optional_text(&o.how, 300, &format!("{at}/how"));
            if !known(o.debtor) {
                form.refuse(Code::PartyUnknown, format!("{at}/debtor"));
            }
            if o.creditor.is_some_and(|c| !known(c) || c == o.debtor) {
                form.refuse(Code::PartyUnknown, format!("{at}/creditor"));
            }
            match (o.kind, o.amount_fen) {
                (ObligationKind::Pay, None) => form.refuse(Code::Required, format!("{at}/amount_fen")),
                (_, Some(amount)) if amount.0 <= 0 || amount > Fen::MAX => {
                    form.refuse(Code::OutOfRange, format!("{at}/amount_fen"));
                }
                _ => {}
            }
            match &o.due {
                Due::Instalments { .. } if o.kind != ObligationKind::Pay => {
                    form.refuse(Code::OutOfRange, format!("{at}/due"));
                }
                Due::Instalments { parts } => check_parts(form, parts, o.amount_fen, &format!("{at}/due/parts")),
                _ => {}
            }
        }
        for (i, term) in self.terms.iter().enumerate() {
            form.text(term, 2_000, &format!("/draft/terms/{i}"));
        }
    }

    /// The terms as they are printed: edited by hand, or composed.
    pub fn terms(&self, parties: &[PartyFacts]) -> Vec<String> {
        if self.terms.is_empty() { compose(&self.obligations, parties) } else { self.terms.clone() }
    }

    /// Everything that is to be paid, in fen.
    pub fn total(&self) -> Fen {
        self.obligations.iter().filter_map(|o| o.amount_fen).sum()
    }
}

/// `分2期付清：第1期于2026年3月20日前支付2,500.00元；第2期…`
pub fn parts_in_words(parts: &[Instalment]) -> String {
    let part =
        |(i, part): (usize, &Instalment)| format!("第{}期于{}前支付{}元", i + 1, day_zh(part.on), part.amount_fen);
    let each: Vec<_> = parts.iter().enumerate().map(part).collect();
    format!("分{}期付清：{}", parts.len(), each.join("；"))
}

/// One sentence a promise, in the words agreements use.
pub fn compose(obligations: &[Obligation], parties: &[PartyFacts]) -> Vec<String> {
    let name = |no: PartyNo| parties.iter().find(|p| p.no == no).map_or("", |p| p.name.as_str());
    obligations
        .iter()
        .map(|o| {
            let debtor = name(o.debtor);
            let due = match &o.due {
                Due::AtOnce {} => "于签订本协议当日".to_owned(),
                Due::By { on } => format!("于{}前", day_zh(*on)),
                Due::Instalments { .. } => String::new(),
                Due::Lasting {} => "自本协议生效之日起".to_owned(),
            };
            let to = o.creditor.map(name).filter(|n| !n.is_empty());
            let toward = to.map(|n| format!("向{n}")).unwrap_or_default();
            let what = o.what.trim().trim_end_matches(['。', ';', '\u{ff1b}', '.']);
            let mut sentence = match o.kind {
                ObligationKind::Pay => {
                    let amount = o.amount_fen.unwrap_or_default();
                    format!("{debtor}{due}{toward}支付{what}人民币{amount}元（大写：{}）", amount.in_words())
                }
                ObligationKind::Deliver => format!("{debtor}{due}{toward}交付{what}"),
                ObligationKind::Act => format!("{debtor}{due}{what}"),
                ObligationKind::Refrain => format!("{debtor}{due}不得{what}"),
                ObligationKind::Apologise => {
                    format!("{debtor}{due}{}赔礼道歉：{what}", to.map(|n| format!("向{n}")).unwrap_or_default())
                }
            };
            if let Due::Instalments { parts } = &o.due {
                sentence += &format!("，{}", parts_in_words(parts));
            }
            if !o.how.trim().is_empty() {
                sentence.push_str(&format!("，方式为{}", o.how.trim().trim_end_matches('。')));
            }
            sentence.push('。');
            sentence
        })
        .collect()
}

/// Something a court, or an angry party, could trip over. Warnings inform; they never block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// The obligation it speaks of; none if it speaks of the whole.
    pub obligation: Option<u16>,
    pub text: Text,
}

/// Words that leave open what is owed or when.
const VAGUE: [&str; 12] =
    ["尽快", "适当", "适时", "合理", "若干", "左右", "大概", "有关", "相关费用", "视情况", "及时", "必要时"];

/// The first word that leaves open what is owed.
pub(super) fn vague_word(text: &str) -> Option<&'static str> {
    VAGUE.into_iter().find(|word| text.contains(word))
}

/// Does it settle marriage, adoption or parentage?
pub(super) fn concerns_status(text: &str) -> bool {
    ["解除婚姻", "离婚", "收养关系", "亲子关系", "抚养关系成立"].iter().any(|word| text.contains(word))
}

/// Does it settle whose something is?
pub(super) fn concerns_title(text: &str) -> bool {
    ["归其所有", "所有权归", "产权归", "确认归", "使用权归"].iter().any(|word| text.contains(word))
}

/// What is unclear or does not add up (Interpretation of the Civil Procedure Law art. 358: content unclear),
/// and what cannot be judicially confirmed (art. 355: status, title).
pub fn warnings(draft: &AgreementDraft, parties: &[PartyFacts], kind: DisputeKind) -> Vec<Warning> {
    let mut out = Vec::new();
    for o in &draft.obligations {
        let mut warn = |zh: String, en: String| out.push(Warning { obligation: Some(o.no), text: Text::new(zh, en) });
        if let Some(word) = vague_word(&o.what).or_else(|| vague_word(&o.how)) {
            warn(
                format!("“{word}”不够明确，将来难以执行。请写清做什么、多少、何时。"),
                format!("\"{word}\" is vague and hard to enforce. Say what, how much and when."),
            );
        }
        if o.kind == ObligationKind::Pay && o.creditor.is_none() {
            warn("没有写付给谁。".into(), "It does not say to whom the money goes.".into());
        }
        if o.kind == ObligationKind::Pay && matches!(o.due, Due::Lasting {}) {
            warn("付款没有期限。".into(), "The payment has no date.".into());
        }
        if o.kind == ObligationKind::Pay
            && matches!(o.due, Due::By { .. } | Due::Instalments { .. })
            && o.how.trim().is_empty()
        {
            warn("没有写付款方式（现金、转账账户）。".into(), "It does not say how the money is paid.".into());
        }
        if concerns_status(&o.what) {
            warn(
                "涉及身份关系的内容法院不予司法确认。".into(),
                "A court does not confirm what concerns personal status.".into(),
            );
        }
        if concerns_title(&o.what) {
            warn("涉及确权的内容法院不予司法确认。".into(), "A court does not confirm what settles title.".into());
        }
    }
    let mut whole = |zh: &str, en: &str| out.push(Warning { obligation: None, text: Text::new(zh, en) });
    if draft.facts.trim().is_empty() {
        whole("还没有写主要事实和争议事项。", "The main facts and what was disputed are not written down yet.");
    }
    if !draft.terms.is_empty() {
        let text = draft.terms.concat();
        let plain: String = text.chars().filter(|c| !matches!(c, ',' | '\u{ff0c}')).collect();
        for o in draft.obligations.iter().filter(|o| o.kind == ObligationKind::Pay) {
            let amount = o.amount_fen.unwrap_or_default();
            let yuan = amount.0 / 100;
            if !plain.contains(&yuan.to_string()) && !text.contains(&amount.in_words()) {
                out.push(Warning {
                    obligation: Some(o.no),
                    text: Text::new(
                        format!("协议文字里没有这一项的金额 {amount} 元。"),
                        format!("The text does not contain this amount of {amount} yuan."),
                    ),
                });
            }
        }
        sums_in_text(&text, draft.total(), &mut out);
    }
    for party in parties.iter().filter(|p| p.minor && p.guardian.is_none()) {
        out.push(Warning {
            obligation: None,
            text: Text::new(
                format!("{}未成年，协议要由监护人签字。", party.name),
                format!("{} is a minor: the guardian signs.", party.name),
            ),
        });
    }
    if kind == DisputeKind::MarriageFamily && draft.obligations.iter().any(|o| o.what.contains("抚养")) {
        out.push(Warning {
            obligation: None,
            text: Text::new(
                "涉及子女抚养的，请听取八周岁以上子女的真实意愿。",
                "Where a child's care is settled, a child of eight or older is heard.",
            ),
        });
    }
    out
}

/// Where the text names a total (共计, 合计), it equals the sum of the rows.
fn sums_in_text(text: &str, total: Fen, out: &mut Vec<Warning>) {
    for word in ["共计", "合计", "总计"] {
        let Some(at) = text.find(word) else { continue };
        let figure: String = text[at + word.len()..]
            .chars()
            .skip_while(|c| !c.is_ascii_digit() && *c != '。')
            .take_while(|c| c.is_ascii_digit() || *c == ',' || *c == '.')
            .filter(|c| *c != ',')
            .collect();
        if let Ok(stated) = figure.parse::<f64>()
            && (stated * 100.0).round() as i64 != total.0
        {
            out.push(Warning {
                obligation: None,
                text: Text::new(
                    format!("文字中{word} {figure} 元，与各项相加的 {total} 元不一致。"),
                    format!("The text totals {figure} yuan, the rows add up to {total}."),
                ),
            });
        }
    }
}

/// Who still has to sign, and whether the seal is missing (Mediation Law art. 29).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    pub parties: Vec<PartyNo>,
    pub mediator: bool,
    pub seal: bool,
}

impl Missing {
    pub fn is_none(&self) -> bool {
        self.parties.is_empty() && !self.mediator && !self.seal
    }
}

/// What a written agreement still lacks to bind.
pub fn missing(agreement: &Agreement, parties: &[PartyFacts]) -> Missing {
    let signed =
        |no: PartyNo| agreement.signatures.iter().any(|s| matches!(&s.signer, Signer::Party { party } if *party == no));
    Missing {
        parties: speakers(parties).into_iter().map(|p| p.no).filter(|no| !signed(*no)).collect(),
        mediator: !agreement.signatures.iter().any(|s| matches!(s.signer, Signer::Mediator { .. })),
        seal: agreement.sealed_on.is_none(),
    }
}

/// The day a written agreement takes effect: when the last of signatures and seal was given.
pub fn effective_on(agreement: &Agreement, parties: &[PartyFacts]) -> Option<Date> {
    if agreement.form == AgreementForm::Oral || !missing(agreement, parties).is_none() {
        return agreement.effective_on;
    }
    agreement.signatures.iter().map(|s| s.on).chain(agreement.sealed_on).max()
}

/// What has been paid on an obligation, in fen.
pub fn paid(obligation: u16, fulfilments: &[Fulfilment]) -> Fen {
    fulfilments.iter().filter(|f| f.obligation == obligation).filter_map(|f| f.paid_fen).sum()
}

/// Is a promise kept? Money when it is all there, anything else when it was recorded; a lasting duty counts as begun.
pub fn is_fulfilled(obligation: &Obligation, fulfilments: &[Fulfilment]) -> bool {
    match obligation.amount_fen {
        Some(amount) => paid(obligation.no, fulfilments) >= amount,
        None => matches!(obligation.due, Due::Lasting {}) || fulfilments.iter().any(|f| f.obligation == obligation.no),
    }
}
