//! Who may do what: one rule answers "may I do this?" and "which ones may I see?".
//!
//! The whole policy is the one `match` in [`rules::rule`]. A rule is read twice: [`Rule::holds`] judges one
//! matter, [`Rule::arms`] says which indexed look-ups find all matters it holds for. A property test keeps
//! the two readers together on both databases.

mod arms;
mod letters;
mod rules;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use arms::{Arm, Key, Residual};
pub use letters::{KeyReader, KeyScope, LetterFacts, LetterReach};
pub use rules::{Rule, rule};

use crate::kernel::{Code, Id, Refusal};
use crate::matters::{MatterState, PartyNo};
use crate::places::AreaCode;
use crate::text_enum;

text_enum! {
    /// A post somebody holds at an organisation.
    pub enum Role {
        Clerk = "clerk" ("窗口人员", "Clerk"),
        Mediator = "mediator" ("调解员", "Mediator"),
        Director = "director" ("调委会主任", "Committee director"),
        Coordinator = "coordinator" ("中心协调员", "Centre coordinator"),
        DepartmentOfficer = "department_officer" ("部门经办人", "Department officer"),
        GridWorker = "grid_worker" ("网格员", "Grid worker"),
        JudicialOfficer = "judicial_officer" ("司法所工作人员", "Judicial office"),
        Leader = "leader" ("领导", "Leader"),
        HallScreen = "hall_screen" ("大厅屏幕", "Screen in the hall"),
        SystemAdministrator = "system_administrator" ("系统管理员", "System administrator"),
        SecurityAdministrator = "security_administrator" ("安全管理员", "Security administrator"),
        AuditAdministrator = "audit_administrator" ("审计管理员", "Audit administrator"),
    }
}

impl Role {
    /// The three administrators exclude each other and see no matters (separation of three powers, GB/T 22239).
    pub const fn is_administrator(self) -> bool {
        matches!(self, Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator)
    }
}

text_enum! {
    /// Something a person may or may not do. Each has its rule for each role.
    pub enum Action {
        MatterRegister = "matter.register" ("登记事项", "Register a matter"),
        MatterList = "matter.list" ("查看事项列表", "List matters"),
        LedgerExport = "ledger.export" ("导出台账", "Export a ledger"),
        LedgerImport = "ledger.import" ("导入台账", "Import a ledger"),
        FiguresRead = "figures.read" ("查看统计数字", "See figures"),
        FiguresOpen = "figures.open" ("展开统计数字", "Open figures into matters"),
        FiguresOwn = "figures.own" ("查看本人数字", "See one's own figures"),
        FiguresGuide = "figures.guide" ("查看异常提示", "See what looks odd in figures"),
        FiguresLock = "figures.lock" ("锁定与重报统计期", "Lock and restate periods"),
        FiguresPublish = "figures.publish" ("公布统计数字", "Publish figures"),
        WorkList = "work.list" ("今日工作", "See the day's work"),
        MatterRead = "matter.read" ("查看事项", "Read a matter"),
        NarrativeRead = "narrative.read" ("查看事由和记录", "Read narrative and records"),
        ContactRead = "contact.read" ("查看联系方式", "Read contact data"),
        ReporterRead = "reporter.read" ("查看线索来源", "Read who reported"),
        UrgentRead = "urgent.read" ("查看紧急报告", "Read urgent reports"),
        MatterEdit = "matter.edit" ("补充事项", "Amend a matter"),
        MatterClose = "matter.close" ("结案与重启", "Close and reopen a matter"),
        MatterArchive = "matter.archive" ("归档", "Archive a matter"),
        MatterReview = "matter.review" ("卷宗退回整改", "Return an archived matter for repair"),
        MatterSeal = "matter.seal" ("保密与解除", "Seal and unseal a matter"),
        MatterGrant = "matter.grant" ("授权协作", "Grant another organisation access"),
        UrgentReport = "urgent.report" ("紧急报告", "Make an urgent report"),
        FollowUp = "matter.follow_up" ("回访", "Follow up"),
        MediationIntake = "mediation.intake" ("征询与告知", "Record consents and notices"),
        MediationAccept = "mediation.accept" ("受理", "Accept or decline mediation"),
        MediationAssign = "mediation.assign" ("指派调解员", "Assign a mediator"),
        MediationConduct = "mediation.conduct" ("主持调解", "Conduct mediation"),
        MediationFulfil = "mediation.fulfil" ("登记履行", "Record fulfilment"),
        PaperPrint = "paper.print" ("出具文书", "Print papers"),
        SignatureCollect = "signature.collect" ("收集签名", "Have papers signed"),
        DossierTransfer = "dossier.transfer" ("编制移交清单", "List files to be handed over"),
        ReviewDraw = "review.draw" ("抽取卷宗评查", "Draw files for review"),
        SlipGive = "slip.give" ("出具查询凭条", "Give a party its slip"),
        AttachmentRead = "attachment.read" ("查看附件", "Read attachments"),
        SealedCount = "sealed.count" ("查看保密事项编号与期限", "See code and days left of sealed matters"),
        LetterList = "letter.list" ("查看来函", "See letters received"),
        LetterReceive = "letter.receive" ("收函与处理来函", "Receive letters"),
        LetterRead = "letter.read" ("查看事项的往来函件", "Read a matter's letters"),
        LetterAnswer = "letter.answer" ("确认或退回来函", "Confirm a letter or send it back"),
        LetterWrite = "letter.write" ("反馈结果与移送", "Report results and hand over"),
        CertificateIssue = "certificate.issue" ("出具调解证明", "Issue certificates"),
        KeyManage = "key.manage" ("发放接口密钥", "Issue keys to systems"),
        VaultRead = "vault.read" ("查看和书写单独会谈笔录", "Read and write notes of sessions with one party alone"),
        VaultKeep = "vault.keep" ("持有保险箱密钥", "Keep a vault key"),
        VaultRecover = "vault.recover" ("设置恢复密钥", "Set up the recovery key"),
        EventReport = "event.report" ("上报事件", "Report events"),
        EventFile = "event.file" ("核实立案", "Verify and file events"),
        EventRoute = "event.route" ("派遣事件", "Dispatch events"),
        EventHandle = "event.handle" ("承办事件", "Handle events"),
        EventCheck = "event.check" ("核查事件", "Check what was handled"),
        EventSupervise = "event.supervise" ("督办事件", "Supervise units"),
        EventMediate = "event.mediate" ("事件转调解", "Make an event a mediation"),
        EventQueue = "event.queue" ("查看派来的事件", "See events sent to one's unit"),
        EventPlan = "event.plan" ("维护事件分级和派遣规则", "Keep levels and routing rules"),
        SupervisionBoard = "supervision.board" ("查看挂牌督办栏", "See the board of public supervision"),
        OrganisationManage = "organisation.manage" ("维护机构", "Keep organisations"),
        FileDestroy = "file.destroy" ("到期销毁卷宗", "Destroy files whose time is over"),
        OperationsRead = "operations.read" ("查看运行状态", "See how the house runs"),
        AccountManage = "account.manage" ("维护账号", "Keep accounts"),
        PostManage = "post.manage" ("授予岗位", "Give and end posts"),
        GridManage = "grid.manage" ("维护网格", "Keep grids"),
        CallerEnrol = "caller.enrol" ("登记求助人", "Enrol callers"),
        CallAnswer = "call.answer" ("接应求助", "Answer calls for help"),
        CallWatch = "call.watch" ("查看求助动态", "Watch calls for help"),
        CallDoorManage = "call_door.manage" ("接入电话按键和呼叫器", "Connect keypads and devices"),
        RoundPlan = "round.plan" ("安排走访", "Plan rounds"),
        RoundRecord = "round.record" ("记录走访", "Record rounds"),
        AreaManage = "area.manage" ("维护区划", "Keep areas"),
        PopulationKeep = "population.keep" ("填报人口数", "Enter how many people live in an area"),
        DictionaryEdit = "dictionary.edit" ("维护字典", "Keep dictionaries"),
        TemplateEdit = "template.edit" ("维护文书模板", "Keep the wording of papers"),
        CalendarEdit = "calendar.edit" ("维护放假安排", "Keep the calendar"),
        PrivacyKeep = "privacy.keep" ("登记个人信息的同意与撤回", "Record consents to the use of personal data"),
        NoticePublish = "notice.publish" ("发布个人信息告知书", "Publish the privacy notice"),
        AuditRead = "audit.read" ("查看操作日志", "Read events and accesses"),
    }
}

/// A post as the policy reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub role: Role,
    pub organisation: Id,
    /// The area of the organisation: what `InMyArea` means for this post.
    pub area: AreaCode,
}

/// Who is acting: an account with its posts of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: Id,
    pub name: String,
    pub posts: Vec<Post>,
}

impl Actor {
    /// The number that stands for the system itself in events.
    pub const SYSTEM: Id = 0;

    /// The system itself: jobs and commands.
    pub fn system() -> Self {
        Self { account: Self::SYSTEM, name: String::new(), posts: Vec::new() }
    }

    /// A party who acts in person, without an account: in events the number of the party, with a minus before it. It holds
    /// no post, so that no rule of a role ever allows it anything.
    pub fn party(no: PartyNo, name: String) -> Self {
        Self { account: -Id::from(no), name, posts: Vec::new() }
    }

    /// The party an actor of an event is, if it is one.
    pub fn party_of(actor: Id) -> Option<PartyNo> {
        actor.checked_neg().filter(|no| *no > 0).and_then(|no| PartyNo::try_from(no).ok())
    }

    pub fn holds_role(&self, role: Role) -> bool {
        self.posts.iter().any(|p| p.role == role)
    }

    /// Where the actor holds posts.
    pub fn organisations(&self) -> Vec<Id> {
        self.posts.iter().map(|post| post.organisation).collect()
    }

    /// The post for which an action is allowed at all, whatever the matter: where a new matter is registered.
    pub fn post_for(&self, action: Action) -> Option<&Post> {
        self.posts.iter().find(|p| rule(p.role, action) != Rule::Never)
    }

    /// May this actor do it to an area as a whole, such as see its figures? Where a post allows it, its own area and below.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] where no post allows it anywhere, [`Code::AreaBeyond`] where none reaches so far.
    pub fn require_area(&self, action: Action, area: &AreaCode) -> Result<(), Refusal> {
        let mut posts = self.posts.iter().filter(|post| rule(post.role, action) != Rule::Never).peekable();
        if posts.peek().is_none() {
            return Err(Refusal::new(Code::NotAllowed));
        }
        if posts.any(|post| post.area.contains(area)) { Ok(()) } else { Err(Refusal::at(Code::AreaBeyond, "area")) }
    }

    /// Where the actor may do it to what lies in an area: the areas of the posts that allow it.
    pub fn areas_for(&self, action: Action) -> Vec<AreaCode> {
        let mut areas: Vec<AreaCode> = Vec::new();
        for post in self.posts.iter().filter(|post| rule(post.role, action) != Rule::Never) {
            if !areas.contains(&post.area) {
                areas.push(post.area.clone());
            }
        }
        areas
    }

    /// Actions the actor may do at least somewhere: what the screens build their menus from.
    pub fn abilities(&self) -> Vec<Action> {
        Action::ALL.iter().copied().filter(|a| self.post_for(*a).is_some()).collect()
    }

    /// May this actor do it to this matter?
    pub fn may(&self, action: Action, matter: &MatterFacts) -> bool {
        self.posts.iter().any(|post| rule(post.role, action).holds(self.account, post, matter))
    }

    /// The arms that together find every matter the actor may do it to; none if there are none.
    pub fn arms(&self, action: Action) -> Vec<Arm> {
        let mut arms: Vec<Arm> = Vec::new();
        for post in &self.posts {
            for arm in rule(post.role, action).arms(self.account, post) {
                if !arms.contains(&arm) {
                    arms.push(arm);
                }
            }
        }
        arms
    }
}

/// What the policy needs to know of a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterFacts {
    /// Where the dispute is.
    pub area: AreaCode,
    /// The organisation whose desk registered it or was handed it.
    pub desk: Id,
    /// The committee of the latest mediation.
    pub committee: Option<Id>,
    pub state: MatterState,
    pub sealed: bool,
    /// Accounts handling it now.
    pub handlers: Vec<Id>,
    /// Organisations it is shared with now.
    pub grantees: Vec<Id>,
}

/// Refuses what the actor may not do. What an actor may not even read answers "not found".
pub fn require(actor: &Actor, action: Action, matter: &MatterFacts) -> Result<(), Refusal> {
    if actor.may(action, matter) {
        Ok(())
    } else if actor.may(Action::MatterRead, matter) {
        Err(Refusal::new(Code::NotAllowed))
    } else {
        Err(Refusal::new(Code::NotFound))
    }
}

/// Refuses an action that concerns no matter, such as keeping accounts.
pub fn require_general(actor: &Actor, action: Action) -> Result<(), Refusal> {
    match actor.post_for(action) {
        Some(_) => Ok(()),
        None => Err(Refusal::new(Code::NotAllowed)),
    }
}

/// What of a matter a reader is shown: each field group asks its own rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sight {
    /// Narrative, claims, sessions, statements, evidence.
    pub narrative: bool,
    /// Telephones and addresses of parties.
    pub contacts: bool,
    /// Who reported a lead.
    pub reporter: bool,
    pub urgent_reports: bool,
    pub attachments: bool,
}

impl Sight {
    pub fn of(actor: &Actor, matter: &MatterFacts) -> Self {
        Self {
            narrative: actor.may(Action::NarrativeRead, matter),
            contacts: actor.may(Action::ContactRead, matter),
            reporter: actor.may(Action::ReporterRead, matter),
            urgent_reports: actor.may(Action::UrgentRead, matter),
            attachments: actor.may(Action::AttachmentRead, matter),
        }
    }
}

#[cfg(test)]
mod tests;
