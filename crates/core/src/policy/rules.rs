//! The policy itself: one `match` that a non-engineer can read beside its snapshot.

use std::fmt;

use super::{Action, MatterFacts, Post, Role};
use crate::kernel::Id;
use crate::matters::MatterState;

/// For which matters something is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    Never,
    /// Allowed without looking at a matter: registering one, keeping accounts.
    Always,
    /// The dispute lies in the area of the actor's organisation.
    InMyArea,
    /// The actor's organisation registered the matter or was handed it.
    MyDesk,
    /// The actor's organisation is the committee that mediates.
    MyCommittee,
    /// The actor handles the matter in person.
    Handler,
    /// The matter is shared with the actor's organisation.
    Granted,
    NotSealed,
    Open,
    /// Closed or archived.
    Finished,
    All(Vec<Rule>),
    Any(Vec<Rule>),
}

/// All of these. Refuses an empty list, which would hold for everything.
fn all<const N: usize>(rules: [Rule; N]) -> Rule {
    const { assert!(N > 0, "an empty `all` would open every list") }
    Rule::All(rules.into())
}

fn any<const N: usize>(rules: [Rule; N]) -> Rule {
    const { assert!(N > 0, "an empty `any` is `Never`: say so") }
    Rule::Any(rules.into())
}

/// The rule for a role and an action. This is the whole policy.
pub fn rule(role: Role, action: Action) -> Rule {
    use Action as A;
    use Role as R;
    use Rule::*;

    let desk = || any([Handler, all([MyDesk, NotSealed])]);
    let committee = || any([Handler, all([MyCommittee, NotSealed])]);
    let desk_while_open = || any([all([Handler, Open]), all([MyDesk, NotSealed, Open])]);
    let committee_while_open = || any([all([Handler, Open]), all([MyCommittee, NotSealed, Open])]);

    let area_in_counts = || all([InMyArea, NotSealed]);

    match (role, action) {
        // Clerk: what their own desk registered or was handed.
        (R::Clerk, A::MatterRegister | A::LedgerImport) => Always,
        (
            R::Clerk,
            A::MatterList
            | A::LedgerExport
            | A::MatterRead
            | A::NarrativeRead
            | A::ContactRead
            | A::ReporterRead
            | A::UrgentRead
            | A::UrgentReport
            | A::FollowUp
            | A::PaperPrint
            | A::AttachmentRead
            | A::MatterArchive
            | A::MatterClose,
        ) => desk(),
        (
            R::Clerk,
            A::WorkList
            | A::MatterEdit
            | A::MatterSeal
            | A::MatterGrant
            | A::MediationIntake
            | A::SignatureCollect
            | A::MediationAccept
            | A::MediationAssign,
        ) => desk_while_open(),

        // Mediator: what they handle; of their committee's open ones the outline, so that they can step in.
        (R::Mediator, A::MatterRegister) => Always,
        (R::Mediator, A::MatterList | A::MatterRead) => any([Handler, all([MyCommittee, NotSealed, Open])]),
        (
            R::Mediator,
            A::LedgerExport
            | A::NarrativeRead
            | A::ContactRead
            | A::UrgentRead
            | A::UrgentReport
            | A::PaperPrint
            | A::AttachmentRead
            | A::MatterClose
            | A::MatterArchive
            | A::MediationFulfil,
        ) => Handler,
        (
            R::Mediator,
            A::WorkList
            | A::MatterEdit
            | A::MatterSeal
            | A::MediationIntake
            | A::SignatureCollect
            | A::MediationConduct,
        ) => all([Handler, Open]),
        // A follow-up is made by somebody else than the mediator: a colleague of the committee.
        (R::Mediator, A::FollowUp) => any([Handler, all([MyCommittee, NotSealed])]),

        // Director: their committee's.
        (R::Director, A::MatterRegister) => Always,
        (
            R::Director,
            A::MatterList
            | A::LedgerExport
            | A::MatterRead
            | A::NarrativeRead
            | A::ContactRead
            | A::UrgentRead
            | A::UrgentReport
            | A::FollowUp
            | A::PaperPrint
            | A::AttachmentRead
            | A::MatterClose
            | A::MatterArchive
            | A::MediationFulfil,
        ) => committee(),
        (
            R::Director,
            A::WorkList
            | A::MatterEdit
            | A::MatterSeal
            | A::MatterGrant
            | A::MediationIntake
            | A::SignatureCollect
            | A::MediationConduct,
        ) => committee_while_open(),
        // Of sealed ones the director sees code and days left, and so can accept and assign.
        (R::Director, A::MediationAccept | A::MediationAssign) => any([all([Handler, Open]), all([MyCommittee, Open])]),
        (R::Director, A::SealedCount) => MyCommittee,

        // Coordinator: the unsealed ones of the centre's area; contacts of those the desk routes.
        (R::Coordinator, A::MatterRegister | A::LedgerImport) => Always,
        (R::Coordinator, A::MatterList | A::LedgerExport | A::MatterRead | A::NarrativeRead | A::FollowUp) => {
            any([Handler, all([InMyArea, NotSealed])])
        }
        (
            R::Coordinator,
            A::ContactRead | A::UrgentRead | A::UrgentReport | A::ReporterRead | A::AttachmentRead | A::PaperPrint,
        ) => desk(),
        (
            R::Coordinator,
            A::WorkList
            | A::MatterEdit
            | A::MatterGrant
            | A::MatterSeal
            | A::MediationIntake
            | A::SignatureCollect
            | A::MediationAccept
            | A::MediationAssign,
        ) => desk_while_open(),

        // Department officer: what was sent to them.
        (R::DepartmentOfficer, A::MatterList | A::MatterRead | A::NarrativeRead) => all([Granted, NotSealed]),
        (R::DepartmentOfficer, A::WorkList) => all([Granted, NotSealed, Open]),

        // Judicial office: finished files of its area, for review; no contact data.
        (R::JudicialOfficer, A::MatterList | A::LedgerExport | A::MatterRead | A::NarrativeRead | A::PaperPrint) => {
            all([InMyArea, Finished, NotSealed])
        }
        (R::JudicialOfficer, A::FileDestroy) => Always,
        (R::JudicialOfficer, A::MatterReview) => all([InMyArea, Finished, NotSealed]),

        // Leader: counts elsewhere; rows only of matters they lead in person.
        (R::Leader, A::MatterList | A::MatterRead | A::NarrativeRead) => all([Handler, NotSealed]),
        (R::Leader, A::WorkList) => all([Handler, NotSealed, Open]),

        // Files to be handed over: a committee's own, sealed ones by their number alone, since a register has no gaps.
        (R::Director, A::DossierTransfer) => MyCommittee,
        (R::Clerk, A::DossierTransfer) => desk(),
        (R::Coordinator, A::DossierTransfer) => any([Handler, all([InMyArea, NotSealed])]),
        (R::JudicialOfficer, A::DossierTransfer | A::ReviewDraw) => all([InMyArea, Finished, NotSealed]),
        // Letters: who works on the matter reads what was written about it; a mediator who is asked answers. Letters that
        // came in lie at a desk; the body that sent them sees its own (see `LetterReach`).
        (R::Clerk | R::Coordinator, A::LetterList | A::LetterReceive) => Always,
        (R::DepartmentOfficer, A::LetterList) => Always,
        (R::Clerk | R::Coordinator, A::LetterRead) => desk(),
        (R::Mediator, A::LetterRead) => Handler,
        (R::Director, A::LetterRead) => committee(),
        (R::Mediator, A::LetterAnswer) => all([Handler, Open]),
        (R::Director, A::LetterAnswer) => any([all([Handler, Open]), all([MyCommittee, Open])]),
        (R::Clerk | R::Coordinator, A::LetterAnswer) => desk_while_open(),
        (R::Clerk | R::Coordinator, A::LetterWrite | A::CertificateIssue) => desk(),
        (R::Mediator, A::LetterWrite) => all([Handler, Open]),
        (R::Director, A::LetterWrite | A::CertificateIssue) => committee(),

        // The slip opens a party's own door: whoever deals with the parties in person hands it out, also after the end.
        (R::Clerk | R::Coordinator, A::SlipGive) => desk(),
        (R::Mediator, A::SlipGive) => Handler,
        (R::Director, A::SlipGive) => committee(),
        // The vault: who mediates, in person; that they mediate now is asked besides. A director and a judicial officer may
        // hold half of a recovery key, and so need a key of their own.
        (R::Mediator | R::Director, A::VaultRead) => Handler,
        (R::Mediator | R::Director | R::JudicialOfficer, A::VaultKeep) => Always,
        (R::Director, A::VaultRecover) => Always,
        // Personal data: whoever handles the matter writes down what a party agrees to; it is open in any state.
        (R::Clerk | R::Coordinator, A::PrivacyKeep) => desk(),
        (R::Mediator, A::PrivacyKeep) => Handler,
        (R::Director, A::PrivacyKeep) => committee(),

        // Figures: everybody who works for a place sees its numbers, as they answer for them; they open as far as the
        // lists go. A leader's stop at counts. Nobody sees another person's.
        (R::Clerk | R::Director | R::Coordinator | R::JudicialOfficer | R::Leader, A::FiguresRead) => area_in_counts(),
        (R::Clerk, A::FiguresOpen) => desk(),
        (R::Director, A::FiguresOpen) => committee(),
        (R::Coordinator, A::FiguresOpen) => any([Handler, all([InMyArea, NotSealed])]),
        (R::JudicialOfficer, A::FiguresOpen) => all([InMyArea, Finished, NotSealed]),
        (R::Mediator | R::Director, A::FiguresOwn) => Handler,
        (R::Coordinator | R::JudicialOfficer, A::FiguresLock | A::FiguresGuide) => area_in_counts(),
        (R::JudicialOfficer, A::FiguresPublish) => area_in_counts(),

        // The ground: a centre keeps the grids of its area (departments draw none of their own); who works in the area
        // enrols callers and goes on rounds. Who is rung sees that call; the others see that there is one, and where.
        (R::Coordinator, A::GridManage) => area_in_counts(),
        (R::GridWorker | R::Clerk | R::Coordinator, A::CallerEnrol | A::RoundRecord) => area_in_counts(),
        (R::Coordinator, A::RoundPlan) => area_in_counts(),
        (R::GridWorker | R::Clerk | R::Coordinator, A::CallAnswer) => Always,
        (R::Clerk | R::Coordinator | R::Leader | R::HallScreen, A::CallWatch) => area_in_counts(),
        // What a grid worker finds becomes a matter, which they go on seeing.
        (R::GridWorker, A::MatterRegister) => Always,
        (R::GridWorker, A::MatterList | A::MatterRead | A::NarrativeRead | A::AttachmentRead | A::EventCheck) => {
            Handler
        }
        (R::GridWorker, A::WorkList | A::MatterEdit | A::EventMediate) => all([Handler, Open]),
        // Events: reported by whoever works outside or at a desk; filed and dispatched where they lie; handled by the unit
        // they were sent to, which answers as an organisation; checked by whoever did not handle them.
        (R::Clerk | R::Coordinator | R::Mediator | R::Director | R::GridWorker, A::EventReport) => Always,
        (R::Clerk, A::EventFile | A::EventRoute | A::EventMediate) => desk_while_open(),
        (R::Clerk, A::EventCheck) => desk(),
        (R::Coordinator, A::EventFile | A::EventRoute | A::EventMediate) => {
            any([all([Handler, Open]), all([InMyArea, NotSealed, Open])])
        }
        (R::Coordinator, A::EventCheck | A::EventSupervise) => any([Handler, all([InMyArea, NotSealed])]),
        (R::Coordinator, A::EventPlan) => Always,
        // What is supervised publicly is public to the units and to who works with them: category, town, unit, limit, result.
        (
            R::Clerk | R::Coordinator | R::Director | R::Mediator | R::GridWorker | R::DepartmentOfficer | R::Leader,
            A::SupervisionBoard,
        ) => Always,
        (R::DepartmentOfficer, A::EventHandle | A::EventQueue) => all([Granted, NotSealed, Open]),

        // The three administrators see no matters. What they keep lies in the area of their own body and below.
        (R::SystemAdministrator, A::AccountManage | A::OrganisationManage | A::AreaManage) => area_in_counts(),
        (R::SystemAdministrator, A::OperationsRead) => Always,
        (R::SecurityAdministrator, A::PostManage | A::PopulationKeep | A::KeyManage | A::CallDoorManage) => {
            area_in_counts()
        }
        (R::SecurityAdministrator, A::DictionaryEdit | A::TemplateEdit | A::CalendarEdit | A::NoticePublish) => Always,
        (R::AuditAdministrator, A::AuditRead) => Always,

        _ => Never,
    }
}

impl Rule {
    /// Does the rule hold for this account, under this post, for this matter?
    pub fn holds(&self, account: Id, post: &Post, matter: &MatterFacts) -> bool {
        match self {
            Rule::Never => false,
            Rule::Always => true,
            Rule::InMyArea => post.area.contains(&matter.area),
            Rule::MyDesk => matter.desk == post.organisation,
            Rule::MyCommittee => matter.committee == Some(post.organisation),
            Rule::Handler => matter.handlers.contains(&account),
            Rule::Granted => matter.grantees.contains(&post.organisation),
            Rule::NotSealed => !matter.sealed,
            Rule::Open => matter.state == MatterState::Open,
            Rule::Finished => matter.state != MatterState::Open,
            Rule::All(rules) => rules.iter().all(|r| r.holds(account, post, matter)),
            Rule::Any(rules) => rules.iter().any(|r| r.holds(account, post, matter)),
        }
    }
}

/// The sentence of the snapshot: `handler, or (my desk and not sealed)`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, rules: &[Rule], word: &str| {
            for (i, rule) in rules.iter().enumerate() {
                if i > 0 {
                    f.write_str(word)?;
                }
                match rule {
                    Rule::All(_) => write!(f, "({rule})")?,
                    _ => write!(f, "{rule}")?,
                }
            }
            Ok(())
        };
        match self {
            Rule::Never => f.write_str("–"),
            Rule::Always => f.write_str("always"),
            Rule::InMyArea => f.write_str("in my area"),
            Rule::MyDesk => f.write_str("my desk"),
            Rule::MyCommittee => f.write_str("my committee"),
            Rule::Handler => f.write_str("handled by me"),
            Rule::Granted => f.write_str("shared with my organisation"),
            Rule::NotSealed => f.write_str("not sealed"),
            Rule::Open => f.write_str("open"),
            Rule::Finished => f.write_str("closed or archived"),
            Rule::All(rules) => join(f, rules, " and "),
            Rule::Any(rules) => join(f, rules, ", or "),
        }
    }
}
