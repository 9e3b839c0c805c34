//! 个人信息处理告知: what a person is told before anything is written down about them (PIPL art. 17).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Text, refusal::Form};
use crate::text_enum;

text_enum! {
    /// What a notice must tell (PIPL art. 17).
    pub enum NoticePart {
        Handler = "handler" ("谁在处理", "Who handles the data"),
        Purposes = "purposes" ("为了什么", "What for"),
        Kinds = "kinds" ("哪些信息", "Which data"),
        Sharing = "sharing" ("会给谁看", "Who gets to see it"),
        Retention = "retention" ("保存多久", "How long it is kept"),
        Rights = "rights" ("您的权利", "Your rights"),
    }
}

/// A part of a notice with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSection {
    pub part: NoticePart,
    /// Chinese is what holds; the English may be blank.
    pub text: Text,
}

/// The notice of a county: every part once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PrivacyNotice)]
pub struct Notice {
    pub sections: Vec<NoticeSection>,
}

/// Most characters of one part.
pub const MAX_PART: usize = 2_000;

impl Notice {
    /// The words of the house, before a county has published its own.
    pub fn preset() -> Self {
        use NoticePart as P;
        let section = |part, zh: &str, en: &str| NoticeSection { part, text: Text::new(zh, en) };
        Self {
            sections: vec![
                section(
                    P::Handler,
                    "登记您这件事的综治中心、调解您纠纷的人民调解委员会。联系方式见本中心窗口公示。",
                    "The centre that registers your matter and the committee that mediates it. Their addresses are posted at the window.",
                ),
                section(
                    P::Purposes,
                    "只为化解您这件纠纷：登记、联系、调解、出具文书、督促履行、回访、归档。不作别的用途。",
                    "To settle this dispute alone: registering, reaching you, mediating, writing papers, following the promises, asking afterwards, filing. For nothing else.",
                ),
                section(
                    P::Kinds,
                    "姓名、联系电话、住址和与纠纷有关的情况。涉及健康、财产账户的，只在纠纷需要时记录。不收集指纹、人脸等生物识别信息用作识别，不复印身份证。",
                    "Name, telephone, address and what belongs to the dispute. Health and accounts only where the dispute needs them. No biometrics to recognise you by, no copy of your identity card.",
                ),
                section(
                    P::Sharing,
                    "经办您这件事的工作人员。需要请其他单位协助的，先征得您单独同意；法律规定必须报告、答复或者移送的，依法办理。谁看过您的信息，您可以随时来查。",
                    "The staff who handle your matter. Another body is asked to help only with your separate consent; what the law says must be reported, answered or handed over follows the law. You may ask at any time who has looked.",
                ),
                section(
                    P::Retention,
                    "调解卷宗按档案管理规定的年限保管，期满后删除；没有受理的，到规定年限即删除。",
                    "The file is kept for the years that the rules on archives say and is then erased; what was not accepted is erased when its time is over.",
                ),
                section(
                    P::Rights,
                    "您可以查阅、复制、更正、补充、删除自己的信息，可以撤回同意，不用说明理由。到窗口提出即可；我们不能照办的，会告诉您依据哪一条。撤回同意不影响撤回以前已经做的事。",
                    "You may see, copy, correct, complete and have erased what is kept about you, and you may withdraw your consent without giving a reason. Tell the window; what we cannot do, we refuse with the article of the law. What was done before a withdrawal stays done.",
                ),
            ],
        }
    }

    /// Refuses a notice that leaves out what the law wants told.
    pub fn check(&self, form: &mut Form) {
        for part in NoticePart::ALL {
            if self.sections.iter().filter(|section| section.part == *part).count() != 1 {
                form.refuse(Code::NoticeIncomplete, "/sections");
                return;
            }
        }
        for (i, section) in self.sections.iter().enumerate() {
            form.text(&section.text.zh, MAX_PART, &format!("/sections/{i}/text/zh"));
            form.optional_text(&section.text.en, MAX_PART, &format!("/sections/{i}/text/en"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(notice: &Notice) -> Vec<Code> {
        let mut form = Form::default();
        notice.check(&mut form);
        form.finish().err().unwrap_or_default().iter().map(|refusal| refusal.code).collect()
    }

    #[test]
    fn a_notice_tells_every_part_once() {
        let preset = Notice::preset();
        assert_eq!(faults(&preset), []);
        let mut short = preset.clone();
        short.sections.pop();
        assert_eq!(faults(&short), [Code::NoticeIncomplete]);
        let mut twice = preset.clone();
        twice.sections.push(preset.sections[0].clone());
        assert_eq!(faults(&twice), [Code::NoticeIncomplete]);
        let mut blank = preset;
        blank.sections[0].text.zh = "  ".to_owned();
        assert_eq!(faults(&blank), [Code::Required]);
    }
}
