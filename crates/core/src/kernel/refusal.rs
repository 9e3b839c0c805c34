//! Why something is refused: one list of reasons with a stable code and a sentence in both languages.

use std::str::FromStr;

use serde::Serialize;

use super::text::Text;

/// What kind of answer a refusal is; the HTTP shell turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nobody is signed in, or not as somebody who exists.
    Unauthenticated,
    /// Known, but not allowed.
    Forbidden,
    /// Not there, or not there for this reader.
    NotFound,
    /// The state does not allow it, or somebody was faster.
    Conflict,
    /// A field is missing or wrong.
    Invalid,
    /// The request itself cannot be read.
    Malformed,
    /// Larger than is taken.
    TooLarge,
    /// Too often.
    TooMany,
    /// The database or the disk is not there at the moment.
    Unavailable,
    /// Our mistake.
    Internal,
}

macro_rules! codes {
    ($( $variant:ident = $code:literal, $kind:ident, $zh:literal, $en:literal; )+) => {
        /// A reason for refusing, stable across versions. The title says what happened and what to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $( $variant ),+ }

        impl Code {
            pub const ALL: &'static [Code] = &[$( Code::$variant ),+];

            pub const fn as_str(self) -> &'static str {
                match self { $( Code::$variant => $code ),+ }
            }

            pub const fn kind(self) -> Kind {
                match self { $( Code::$variant => Kind::$kind ),+ }
            }

            pub fn title(self) -> Text {
                match self { $( Code::$variant => Text::new($zh, $en) ),+ }
            }
        }
    };
}

codes! {
    // The shell
    SignInNeeded = "sign-in-needed", Unauthenticated, "请先登录。", "Please sign in.";
    SignInFailed = "sign-in-failed", Unauthenticated, "账号或密码不对，请再试一次。", "The account or the password is wrong. Please try again.";
    SignInLocked = "sign-in-locked", TooMany, "连续输错次数过多，账号已暂时锁定，请稍后再试或联系系统管理员。", "Too many wrong attempts: the account is locked for a while. Try later or ask the system administrator.";
    PasswordChangeNeeded = "password-change-needed", Forbidden, "请先设置您自己的密码。", "Please set a password of your own first.";
    PasswordWeak = "password-weak", Invalid, "密码至少 10 位，并且不能是常见密码或包含账号。", "A password has at least 10 characters, is not a common one and does not contain the account name.";
    PasswordWrong = "password-wrong", Invalid, "现在的密码不对。", "The present password is wrong.";
    NotAllowed = "not-allowed", Forbidden, "您的岗位不能做这件事。", "Your post does not allow this.";
    NotFound = "not-found", NotFound, "没有找到，或者不在您的范围内。请核对编号。", "Not found, or not within your reach. Please check the code.";
    StaleVersion = "stale-version", Conflict, "刚才有别人改动过这件事项。您填写的内容还在，请看过变化后再提交。", "Somebody else has changed this matter meanwhile. What you typed is kept; look at the change and submit again.";
    AppliedAlready = "applied-already", Conflict, "您的申请已经收到，这次的改动没有保存。请用手机号进入，要补充的写在那里或者打电话告诉我们。", "Your application was received already; what you changed was not saved. Come in with your telephone number, and add it there or call us.";
    IdempotencyMismatch = "idempotency-mismatch", Conflict, "先前那次提交已经收下，这次改过的内容没有保存。请找到先前那一件，在那里修改。", "What was submitted before has been taken; the changes made since were not saved. Find what was taken, and change it there.";
    Malformed = "malformed", Malformed, "请求的格式不对，没有保存。", "The request cannot be read; nothing was saved.";
    FieldsInvalid = "fields-invalid", Invalid, "有几处需要改一下，其余内容都还在。", "A few fields need mending; everything else is kept.";
    TooLarge = "too-large", TooLarge, "内容太大，没有保存。", "This is too large; nothing was saved.";
    TooMany = "too-many", TooMany, "操作太频繁，请稍等片刻再试。", "Too many requests; please wait a moment.";
    Unavailable = "unavailable", Unavailable, "数据库暂时连不上，没有保存任何内容。请稍后再试。", "The database cannot be reached; nothing was saved. Please try again shortly.";
    StorageFull = "storage-full", Unavailable, "服务器的磁盘满了，没有保存任何内容。请告诉系统管理员，腾出空间以后再试。", "The server's disk is full; nothing was saved. Please tell the system administrator, and try again when there is room.";
    StorageReadOnly = "storage-read-only", Unavailable, "服务器的磁盘写不进去，没有保存任何内容。请告诉系统管理员。", "The server's disk cannot be written; nothing was saved. Please tell the system administrator.";
    DatabaseMoved = "database-moved", Unavailable, "数据库文件不在原来的地方，没有保存任何内容。请告诉系统管理员。", "The database is not where it was; nothing was saved. Please tell the system administrator.";
    Internal = "internal", Internal, "程序出了错，没有保存。请把请求编号告诉系统管理员。", "Something went wrong on our side; nothing was saved. Please give the request number to the system administrator.";

    // Fields
    Required = "required", Invalid, "请填写这一项。", "Please fill this in.";
    TooLong = "too-long", Invalid, "内容太长，请写短一些。", "Too long; please shorten it.";
    OutOfRange = "out-of-range", Invalid, "这个数不在允许的范围内。", "This figure is out of range.";
    UnknownValue = "unknown-value", Invalid, "没有这个选项。", "There is no such choice.";
    DateInFuture = "date-in-future", Invalid, "日期不能晚于今天。", "The date cannot be later than today.";
    DateTooEarly = "date-too-early", Invalid, "日期太早，请核对。", "The date is too early; please check it.";
    DatesReversed = "dates-reversed", Invalid, "结束不能早于开始。", "The end cannot be before the start.";
    PhoneMalformed = "phone-malformed", Invalid, "这不像电话号码。手机 11 位，座机带区号。", "This does not look like a telephone number: mobiles have 11 digits, landlines an area code.";
    SearchEmpty = "search-empty", Invalid, "请输入要查找的字词或编号。", "Please type a word or a code to look for.";
    CreditCodeMalformed = "credit-code-malformed", Invalid, "统一社会信用代码应为 18 位，且校验位要对。", "A unified social credit code has 18 characters and a check digit that fits.";
    ControlCharacter = "control-character", Invalid, "含有不能保存的控制字符。", "It contains control characters that cannot be kept.";

    // Codes and places
    MatterCodeMalformed = "matter-code-malformed", Invalid, "事项编号是 16 位数字。", "A matter's code has 16 digits.";
    MatterCodeMistyped = "matter-code-mistyped", Invalid, "事项编号有一位不对，请再核对一遍。", "One digit of the matter's code is wrong; please check it again.";
    AreaMalformed = "area-malformed", Invalid, "区划代码应为 2、4、6、9、12 或 15 位数字。", "An area code has 2, 4, 6, 9, 12 or 15 digits.";
    AreaUnknown = "area-unknown", Invalid, "没有这个区划，请从列表中选择。", "There is no such area; please choose from the list.";
    AreaNeeded = "area-needed", Invalid, "请选择纠纷发生在哪个乡镇、街道或者村、社区。", "Please choose the town, street office, village or community where the dispute is.";
    AreaTooWide = "area-too-wide", Invalid, "地点要具体到乡镇、街道，最好到村、社区。", "Please choose a town or street office at least, better a village or community.";
    AreaEnded = "area-ended", Invalid, "这个区划已经撤销，请选择现在的区划。", "This area is no more; please choose one that is in force.";
    AreaOver = "area-over", Conflict, "这个区划已经撤销了。", "This area has been ended already.";
    SuccessorUnfit = "successor-unfit", Invalid, "接续的区划应当现在有效，并且不在被撤销的区划之内。", "The area that takes its place must be in force and lie outside the one that ends.";

    BoundaryUnreadable = "boundary-unreadable", Invalid, "读不出边界。请上传 GeoJSON 的 FeatureCollection，每个区划一个要素。", "No outlines can be read. Send GeoJSON: a FeatureCollection with one feature an area.";
    BoundaryTooMany = "boundary-too-many", Invalid, "一次最多导入 5000 个区划的边界，请分几次。", "At most 5,000 outlines at once; please bring them in parts.";
    BoundaryTwice = "boundary-twice", Invalid, "这个区划前面已经有边界。", "There is an outline of this area already.";
    BoundaryKind = "boundary-kind", Invalid, "边界要是面（Polygon 或 MultiPolygon），每个点有经度和纬度。", "An outline is a Polygon or a MultiPolygon, each point with longitude and latitude.";
    CoordinateOutside = "coordinate-outside", Invalid, "坐标不在中国境内。要先经度、后纬度，单位是度。", "The coordinate is not in China: longitude first, then latitude, in degrees.";
    RingOpen = "ring-open", Invalid, "这一圈没有闭合：最后一个点应与第一个点相同，至少四个点。", "This ring is not closed: its last point is its first, and it has four at least.";
    RingCrosses = "ring-crosses", Invalid, "边界自相交，请先在制图软件里修好。", "The outline crosses itself; mend it in a mapping program first.";
    RingTooLong = "ring-too-long", Invalid, "这一圈的点超过五万个，请先在制图软件里简化。", "This ring has more than 50,000 points; simplify it in a mapping program first.";

    // Grids
    GridLevel = "grid-level", Invalid, "网格只建在乡镇街道、村社区和组这三级。", "Grids stand on towns, villages and groups.";
    GridUnknown = "grid-unknown", Invalid, "这里没有这个网格。", "There is no such grid here.";
    GridExists = "grid-exists", Conflict, "这个编码已经有网格，编码不重复使用。", "There is a grid under this code already; codes are never used again.";
    GridOver = "grid-over", Conflict, "这个网格已经撤销。", "This grid has been ended.";
    GridMoved = "grid-moved", Conflict, "刚才有别人改过这个网格。您画的和填的都还在，请刷新看过再保存。", "Somebody else has changed this grid meanwhile. What you drew and typed is kept; reload, look and save again.";
    GridOutside = "grid-outside", Invalid, "边界超出了本县。", "The border leaves the county.";
    GridHasPeople = "grid-has-people", Conflict, "还有人登记在这个网格，请先改到别的网格。", "Callers are still enrolled in this grid; move them to another one first.";
    BorderTooEarly = "border-too-early", Conflict, "新边界的生效日不能早于现在边界的生效日。", "A new border cannot hold from a day before the present one began.";
    GridWorkerUnfit = "grid-worker-unfit", Invalid, "请选择在这一片任职的网格员。", "Please choose somebody who holds the post of a grid worker around here.";
    ShiftUnfit = "shift-unfit", Invalid, "班次要有星期几和起止时间，起止不能相同。", "A shift has days of the week and a beginning and an end that differ.";

    // Calls for help
    CallTaken = "call-taken", Conflict, "已经有人接应。", "Somebody has taken it already.";
    CallOver = "call-over", Conflict, "这一步现在不能做，请看最新的情况。", "That cannot be done now; look at how the call stands.";
    CancelLate = "cancel-late", Conflict, "超过一分钟，已经有人在路上。不需要帮助的话，请告诉来的人。", "More than a minute has passed and somebody may be on the way. Please tell them if no help is needed.";
    HelpLinkUnknown = "help-link-unknown", NotFound, "这个求助链接不能用了。情况紧急请直接打 110、119 或 120。", "This link for help no longer works. In an emergency call 110, 119 or 120.";
    KeyWithoutMeaning = "key-without-meaning", Invalid, "这个按键没有约定用途。", "This key has no meaning here.";
    CallerTwice = "caller-twice", Conflict, "这个电话已经登记过求助。", "This telephone number is enrolled already.";
    ConsentNeeded = "consent-needed", Invalid, "要本人看过告知并同意，才能登记。", "Nobody is enrolled without having been told and having agreed.";
    SignatureWrong = "signature-wrong", Unauthenticated, "请求的签名不对，或者时间相差太多。", "The signature does not fit, or the time is too far off.";

    // Rounds
    TextPersonal = "text-personal", Conflict, "文字里好像有个人的号码。", "The text seems to hold the number of a person.";
    RoundOver = "round-over", Conflict, "这次走访已经结束。", "This round is closed.";
    StopHasMatter = "stop-has-matter", Conflict, "这一站已经登记为事项。", "This stop has become a matter already.";

    // Accounts, posts, organisations
    LoginTaken = "login-taken", Invalid, "这个登录名已经有人用了。", "This sign-in name is taken.";
    LoginMalformed = "login-malformed", Invalid, "登录名用 3 到 32 位小写字母、数字、点或横线。", "A sign-in name has 3 to 32 lower-case letters, digits, dots or hyphens.";
    AdministratorsExclude = "administrators-exclude", Conflict, "系统管理员、安全管理员、审计管理员三者不能由一人兼任，也不能兼任业务岗位。", "System, security and audit administrator exclude each other and every working post.";
    LastAdministrator = "last-administrator", Conflict, "这是最后一位此类管理员，不能停用。请先任命另一位。", "This is the last administrator of that kind; appoint another one first.";
    NotYourself = "not-yourself", Conflict, "不能对自己的账号做这件事。", "This cannot be done to your own account.";
    OrganisationUnknown = "organisation-unknown", Invalid, "没有这个机构。", "There is no such organisation.";
    OrganisationBeyond = "organisation-beyond", Invalid, "这个机构在别的区划，这里不能选。", "This organisation lies in another area and cannot be chosen here.";
    RoleDoesNotFit = "role-does-not-fit", Invalid, "这个岗位不属于这类机构。", "That post does not belong to this kind of organisation.";
    OrganisationInUse = "organisation-in-use", Conflict, "还有人在这个机构任职，请先结束他们的岗位。", "Somebody still holds a post at this organisation; end those posts first.";
    PostHeld = "post-held", Conflict, "这个人已经有这个岗位。", "This person holds that post already.";
    MembersElsewhere = "members-elsewhere", Conflict, "只有调解组织登记委员。", "Only mediation committees have members.";
    BootstrapOver = "bootstrap-over", Conflict, "三类管理员已经齐备，初始账号不再可用。", "The three administrators exist; the first account is no longer of use.";

    // Intake
    TwoPartiesNeeded = "two-parties-needed", Conflict, "受理需要双方当事人都已登记。", "Acceptance needs a party on both sides.";
    ApplicantNeeded = "applicant-needed", Invalid, "请至少登记一位当事人。", "Please register at least one party.";
    TooManyRepresentatives = "too-many-representatives", Invalid, "一方推选的代表不超过五人。", "One side elects at most five representatives.";
    TooManyAgents = "too-many-agents", Invalid, "每位当事人的代理人不超过两人。", "A party has at most two agents.";
    GuardianNeeded = "guardian-needed", Conflict, "未成年当事人还没有登记监护人。", "A party who is a minor has no guardian yet.";
    ReporterNeeded = "reporter-needed", Invalid, "请写明线索从哪里来。", "Please say where the lead came from.";
    DraftGone = "draft-gone", NotFound, "草稿已过期或已提交。", "The draft has expired or was submitted.";

    // Ledgers
    ColumnTwice = "column-twice", Invalid, "这一列已经选过了。", "That column was chosen already.";
    TooManyViews = "too-many-views", Conflict, "保存的视图已经太多，请先删除不用的。", "Too many saved views; please delete some first.";
    TooManyRows = "too-many-rows", Invalid, "一次处理的行数太多，请缩小范围。", "Too many rows at once; please narrow the list.";

    DateMalformed = "date-malformed", Invalid, "没有这个日期，请写成 2025-03-02 的样子。", "There is no such day; write it like 2025-03-02.";
    AmountMalformed = "amount-malformed", Invalid, "这不像金额，请只写数字，单位为元。", "This does not look like an amount; write figures only, in yuan.";
    SheetKindRefused = "sheet-kind-refused", Invalid, "只收 XLSX 表格。旧的 XLS、ET 或 CSV 文件，请先在 Excel 或 WPS 中另存为 XLSX。", "Only XLSX spreadsheets are taken. Save an old XLS, ET or CSV file as XLSX in Excel or WPS first.";
    SheetLocked = "sheet-locked", Invalid, "表格设了打开密码，请去掉密码后再传。", "The spreadsheet has a password; remove it and send it again.";
    SheetDamaged = "sheet-damaged", Invalid, "表格不完整或已损坏，请重新保存后再传。", "The spreadsheet is incomplete or damaged; save it anew and send it again.";
    SheetTooLarge = "sheet-too-large", Invalid, "表格太大：一次最多 10 万行、100 列。请分成几个文件。", "The spreadsheet is too large: at most 100,000 rows and 100 columns at once. Split it into several files.";
    SheetSwells = "sheet-swells", Invalid, "表格展开后大得不正常，没有读取。", "The spreadsheet unpacks to an abnormal size and was not read.";
    HeadingMissing = "heading-missing", Invalid, "前 10 行里没有找到表头。请使用模板的列名。", "No heading was found in the first 10 rows. Use the names of the template.";
    ImportInterrupted = "import-interrupted", Conflict, "读取中断了，请重新上传。", "Reading was interrupted; please upload it again.";
    ImportBusy = "import-busy", Conflict, "正在读取或登记，请等它完成。", "It is being read or registered; please wait until that is done.";
    RowRegistered = "row-registered", Conflict, "这一行已经登记，请到事项里更正。", "This row is registered already; amend the matter instead.";

    // Dictionaries
    DictionaryUnknown = "dictionary-unknown", Invalid, "没有这个字典。", "There is no such dictionary.";
    EntryUnknown = "entry-unknown", Invalid, "本县的字典里没有这一项，请重新选择。", "The county's dictionary has no such entry; please choose again.";
    EntryElsewhere = "entry-elsewhere", Invalid, "这一项不属于所选的类别，请重新选择。", "That entry does not belong to what was chosen above it.";
    EntryEnded = "entry-ended", Invalid, "这一项现在不用，请重新选择。", "That entry is not in use now; please choose another.";
    EntryCodeMalformed = "entry-code-malformed", Invalid, "代码用小写字母、数字和下划线，以字母开头，不超过 40 位。", "A code has small letters, digits and underscores, begins with a letter and is at most 40 long.";
    EntryCodeTaken = "entry-code-taken", Invalid, "这个代码是全国统一的，请换一个。", "That code belongs to the national list; please choose another.";
    EntryTwice = "entry-twice", Invalid, "这个代码前面已经用过。", "That code was used before.";
    EntryNameTwice = "entry-name-twice", Invalid, "同一上级下已经有这个名称。", "There is such a name already under the same heading.";
    EntryNameOfHeading = "entry-name-of-heading", Invalid, "这是上一级的名称，请换一个。", "That is the name of a heading; please choose another.";
    EntryParentMissing = "entry-parent-missing", Invalid, "请写明属于哪个上级，否则不知道计入哪一类。", "Please say under which heading it stands; nothing can be counted without.";
    EntryParentUnknown = "entry-parent-unknown", Invalid, "没有这个上级。", "There is no such heading.";
    EntryThirdLevel = "entry-third-level", Invalid, "上级本身是本地条目。字典只有两级，请写全国统一的那一级。", "The heading is itself a local entry. There are two levels; name the national one.";
    EntryParentFixed = "entry-parent-fixed", Invalid, "已经发布的条目不能换上级。请停用它，另立新代码。", "An entry that was published stays under its heading. End it and add another code.";
    LooksLikeFormula = "looks-like-formula", Invalid, "不能以 =、+、- 或 @ 开头，表格软件会当作公式。", "It cannot begin with =, +, - or @: a spreadsheet would take it for a formula.";
    QuoteOpen = "quote-open", Invalid, "引号没有成对。", "A quotation mark is not closed.";
    TextUndecodable = "text-undecodable", Invalid, "读不出文字。请在 WPS 或 Excel 中另存为“CSV UTF-8”。", "The characters cannot be read. Save it as CSV UTF-8 in WPS or Excel.";
    DraftMoved = "draft-moved", Conflict, "草稿刚被别人改过或发布了，请重新打开再改。", "Somebody else has changed or published the draft meanwhile; open it again.";
    NothingToPublish = "nothing-to-publish", Conflict, "和已发布的没有差别，不用发布。", "Nothing differs from what was published.";
    PublicationTooEarly = "publication-too-early", Invalid, "施行日不能早于今天，也不能早于上一版的施行日。", "It cannot take effect before today, nor before the version published last.";
    // Figures
    PeriodMalformed = "period-malformed", Invalid, "统计期要写成 2026、2026-H1、2026-Q1、2026-03 或 2025-11..2026-02 的样子。", "A period is written like 2026, 2026-H1, 2026-Q1, 2026-03 or 2025-11..2026-02.";
    PeriodTooLong = "period-too-long", Invalid, "统计期最长十年，请分段查询。", "A period has at most ten years; ask for it in parts.";
    PeriodRunning = "period-running", Invalid, "这个统计期还没有结束，结束后才能锁定或者公布。", "This period is not over; it can be locked or published once it is.";
    PeriodLocked = "period-locked", Conflict, "这个统计期已经锁定。数字有变的，请说明理由重报，前后差异会一并公开。", "This period is locked. If its numbers have changed, restate it with the reason; the difference is shown with it.";
    PeriodNotLocked = "period-not-locked", Conflict, "这个统计期还没有锁定，不用重报。", "This period is not locked; there is nothing to restate.";
    NothingToRestate = "nothing-to-restate", Conflict, "现在的数字与锁定时一样，不用重报。", "The numbers are what they were when the period was locked; there is nothing to restate.";
    AreaBeyond = "area-beyond", Forbidden, "您的岗位只管到本区划及以下。", "Your post reaches its own area and below alone.";
    AreaTooNear = "area-too-near", Invalid, "数字统计到村、社区为止，网格没有单独的数字。", "Numbers are kept down to the village or community; a grid has none of its own.";
    MeasureUnknown = "measure-unknown", Invalid, "没有这个指标。", "There is no such measure.";
    CutUnknown = "cut-unknown", Invalid, "这个指标没有这样的分组，或者在这一级区划没有。", "This measure is not broken down like that, or not for an area this near.";
    FormulaMalformed = "formula-malformed", Invalid, "公式读不懂。只能用指标名、数字、加减乘除和括号。", "The formula cannot be read: names of measures, numbers, + - * / and parentheses are all there is.";
    BriefingMoved = "briefing-moved", Conflict, "这份简报刚被别人改过。您写的内容还在，请看过新的内容后再保存。", "Somebody else has changed this briefing meanwhile. What you typed is kept; look at the new words and save again.";
    NeverOpens = "never-opens", Forbidden, "这个数只计数，不展开到事项。", "This number is a count only and opens into no matter.";
    OpensBelow = "opens-below", Invalid, "请先点到县一级，再展开到事项。", "Please go down to a county first; there the number opens into matters.";
    PublicArea = "public-area", Invalid, "只公布县一级的数字。", "Only numbers of counties are published.";
    PublicPeriod = "public-period", Invalid, "只按季度公布。", "Numbers are published by quarter alone.";
    PublishedAlready = "published-already", Conflict, "这个季度已经公布过，公布的内容不再改动。", "This quarter was published already, and what was published does not change.";

    // Lifecycles
    IllegalMove = "illegal-move", Conflict, "现在的状态不能这样做。", "This cannot be done in the present state.";
    MatterNotOpen = "matter-not-open", Conflict, "事项已经结案，不能再改。", "The matter is closed and cannot be changed.";
    ProceedingRunning = "proceeding-running", Conflict, "还有程序没有结束，不能结案。", "A proceeding is still running; the matter cannot be closed.";
    FollowUpMissing = "follow-up-missing", Conflict, "达成协议的事项要先回访再归档。", "A matter with an agreement is followed up before it is archived.";
    DossierIncomplete = "dossier-incomplete", Conflict, "卷宗还缺必备材料，补齐后再归档。", "The dossier lacks required papers; complete it before archiving.";
    ReasonNeeded = "reason-needed", Invalid, "请写明理由。", "Please give the reason.";
    SealedByKind = "sealed-by-kind", Conflict, "这类事项依法保密，不能解除。", "Matters of this kind are sealed by law and cannot be unsealed.";
    AlreadySealed = "already-sealed", Conflict, "事项已经保密。", "The matter is sealed already.";

    // Events and their dispatch
    CategoryUnknown = "category-unknown", Invalid, "本县字典里没有这个事件类别，请从列表中选择。", "The county's dictionary has no such category of events; please choose from the list.";
    CodeMalformed = "code-malformed", Invalid, "代码用 1 到 20 位小写字母、数字或下划线。", "A code has 1 to 20 lower-case letters, digits or underscores.";
    CodeTwice = "code-twice", Invalid, "这个代码前面已经用过。", "This code is used above already.";
    UnitTwice = "unit-twice", Invalid, "这个单位已经在其中。", "This unit is among them already.";
    UnitUnknown = "unit-unknown", Invalid, "这件事没有派给这个单位。", "This was not sent to such a unit.";
    UnitNotYours = "unit-not-yours", Conflict, "只有承办单位自己可以这样做。", "Only the unit itself can do this.";
    UnitElsewhere = "unit-elsewhere", Conflict, "这个单位现在不在这一步。", "This unit is not at this step now.";
    UnitsUnfinished = "units-unfinished", Conflict, "还有单位没有办完。", "Some unit has not finished yet.";
    LeadNeeded = "lead-needed", Invalid, "请指定一个主办单位，而且只指定一个。", "Please name one lead, and only one.";
    NoRuleFits = "no-rule-fits", Conflict, "没有一条派遣规则适用，请自己选择承办单位。", "No routing rule fits; please choose the unit yourself.";
    ObjectionPending = "objection-pending", Conflict, "还有异议没有裁定。", "An objection has not been decided yet.";
    ObjectionLate = "objection-late", Conflict, "已经超过提出异议的期限，请先接单。", "The time to object has passed; please accept it first.";
    HandledBySelf = "handled-by-self", Conflict, "承办的人和单位不能核查、评价自己办的事。请由别人来做。", "Whoever handled it cannot check or rate it. Somebody else has to.";
    ProofNeeded = "proof-needed", Invalid, "请附上照片或者其他证明材料。", "Please attach a photo or another proof.";
    GroundMissing = "ground-missing", Conflict, "还没有出现采取这一步的情形。", "The ground for this step has not come true.";
    LeaderUnknown = "leader-unknown", Invalid, "没有这位领导，请从列表中选择。", "There is no such leader; please choose from the list.";
    EventSame = "event-same", Invalid, "不能并入它自己。", "It cannot be merged into itself.";
    EventEnded = "event-ended", Conflict, "那一件已经办结，不能并入。", "That one is over; nothing can be merged into it.";
    PlanMoved = "plan-moved", Conflict, "刚才有别人改动过草稿，请刷新后再改。", "Somebody else has changed the draft meanwhile; please reload.";
    PlanNoCounty = "plan-no-county", Forbidden, "分级和派遣规则由县级中心维护。", "Levels and routing rules are kept by the county's centre.";

    // Mediation
    ConsentMissing = "consent-missing", Conflict, "还没有取得各方同意调解。", "Not every party has consented to mediation yet.";
    PartyRefuses = "party-refuses", Conflict, "有一方明确拒绝调解，不能受理或继续。", "A party clearly refuses mediation; it cannot be accepted or go on.";
    AcceptanceBarred = "acceptance-barred", Conflict, "法院、公安或其他机关已经受理或处理，调委会不能受理。", "A court, the police or another organ has taken the case; the committee cannot accept it.";
    CommitteeNeeded = "committee-needed", Conflict, "请先确定由哪个调解组织受理。", "Please say which committee takes it.";
    CommitteeInvalid = "committee-invalid", Conflict, "这个机构不是调解组织。", "That organisation is no mediation committee.";
    MediatorNeeded = "mediator-needed", Conflict, "请先指派或选定调解员。", "Please assign or choose a mediator first.";
    MediatorUnknown = "mediator-unknown", Invalid, "这位调解员不在这个调解组织。", "That mediator does not belong to this committee.";
    Recusal = "recusal", Conflict, "这位调解员应当回避，请另行指派。", "This mediator must step aside; please assign another.";
    DisclosureOpen = "disclosure-open", Conflict, "有一项回避事由还没有处理。", "A ground for recusal has not been decided yet.";
    NoticeMissing = "notice-missing", Conflict, "首次调解前要向各方告知权利义务。", "Every party is told rights and duties before the first session.";
    SessionMissing = "session-missing", Conflict, "还没有调解记录。", "There is no record of a session yet.";
    ExtensionNeedsBoth = "extension-needs-both", Conflict, "延期需要各方都同意。", "An extension needs the consent of every party.";
    ObligationsMissing = "obligations-missing", Conflict, "协议还没有约定内容。", "The agreement has no obligations yet.";
    AgreementMissing = "agreement-missing", Conflict, "还没有起草协议。", "No agreement has been drafted yet.";
    WrittenFormNeeded = "written-form-needed", Conflict, "这件纠纷的协议应当是书面的。", "An agreement in this dispute must be in writing.";
    AlreadySigned = "already-signed", Conflict, "已经有人签名，不能再改协议内容。请先作废签名。", "Somebody has signed; the text can no longer be changed. Void the signatures first.";
    SignerUnknown = "signer-unknown", Invalid, "这位签名人不在协议里。", "That signer does not belong to the agreement.";
    SpecialAuthorityNeeded = "special-authority-needed", Conflict, "代签协议需要特别授权。", "Signing for a party needs special authority.";
    RemediesNotTold = "remedies-not-told", Conflict, "终止前要告知当事人还可以走仲裁、行政或诉讼途径。", "Before terminating, the parties are told that arbitration, administrative or judicial channels remain.";
    ObligationUnknown = "obligation-unknown", Invalid, "协议里没有这一项约定。", "The agreement has no such obligation.";
    OverPaid = "over-paid", Invalid, "履行金额超过了约定金额。", "More was recorded as paid than was promised.";
    NothingPromised = "nothing-promised", Conflict, "还没有生效的协议，没有可以回访的约定。", "No agreement is in effect yet; there is no promise to ask about.";
    FollowUpBySelf = "follow-up-by-self", Conflict, "回访要由调解员以外的人来做。", "The follow-up is made by somebody other than the mediator.";
    NoPlainNoteAlone = "no-plain-note-alone", Invalid, "与一方单独谈话的内容不在这里记录。", "What was said with one party alone is not recorded here.";
    PartyUnknown = "party-unknown", Invalid, "没有这位当事人。", "There is no such party.";

    // Personal data
    NoticeIncomplete = "notice-incomplete", Invalid, "告知书要把每一项都写到，各写一次。", "A notice tells every part, each once.";
    NoticeUnchanged = "notice-unchanged", Conflict, "和现行的告知书没有差别，不用发布。", "Nothing differs from the notice in force.";
    NoticeUnknown = "notice-unknown", Invalid, "没有这一版告知书，或者还没有施行。", "There is no such version of the notice, or it does not hold yet.";
    PrivacyConsentThere = "privacy-consent-there", Conflict, "这位当事人已经同意过这一版告知书。", "This party has agreed to this version of the notice already.";
    PrivacyConsentMissing = "privacy-consent-missing", Conflict, "这位当事人现在没有可以撤回的同意。", "There is no consent of this party to withdraw.";
    PrivacyWithdrawn = "privacy-withdrawn", Conflict, "有当事人撤回了对处理个人信息的同意，不能再这样使用。", "A party has withdrawn the consent to the use of personal data; it cannot be used like this any more.";
    AlreadyLookedInto = "already-looked-into", Conflict, "已经有人核查过。", "Somebody has looked into it already.";
    HoldTooLong = "hold-too-long", Invalid, "暂停删除的最后一天在今天以后、十年以内。", "The last day of a hold lies ahead, within ten years.";
    DestructionChanged = "destruction-changed", Conflict, "清册有变动，还没有全部销毁。请重新看过再核准。", "The list was changed, and not all of it is destroyed. Please look at it again before you confirm it.";
    DestructionDecided = "destruction-decided", Conflict, "这份清册已经办结，不能再改。", "This list was decided on already.";
    SecondPersonNeeded = "second-person-needed", Conflict, "清册由列出以外的人核准。请换一位同事核准。", "Somebody other than who drew the list up confirms it.";
    NothingToErase = "nothing-to-erase", Conflict, "现在没有可以删除的内容，理由见清单。", "Nothing can be erased now; the list says why.";
    PaperNotShared = "paper-not-shared", Conflict, "这份文书不能给这位当事人看，或者本来就看得到。", "This paper cannot be shared with this party, or it has it anyhow.";
    MeetingPast = "meeting-past", Invalid, "见面的时间已经过去。", "The time of the meeting has passed.";
    CorrectionsWait = "corrections-wait", Conflict, "您提的更正还有几条没有答复，请等答复以后再提。", "Several of your requests wait for an answer; please wait for it.";
    CorrectionAnswered = "correction-answered", Conflict, "这条更正已经答复过了。", "This request was answered already.";
    GuardianMustConsent = "guardian-must-consent", Invalid, "不满十四周岁的，由监护人同意。", "For a child under 14 the guardian consents.";

    // Letters between bodies
    // Residents
    EntryNeeded = "entry-needed", Unauthenticated, "请先打开您的事项：用凭条上的密码，或者手机收到的链接、验证码。", "Please open your matter first: with the secret on your slip, or with the link or code sent to your telephone.";
    EntryRefused = "entry-refused", Unauthenticated, "编号和密码对不上。请照着凭条再看一遍；还不行，请打凭条上的电话。", "The number and the secret do not fit. Please compare them with your slip; if it still fails, call the number on it.";
    LinkUsed = "link-used", Conflict, "这个链接已经用过，或者过了时间。请用凭条上的密码，或者让手机再收一个验证码。", "This link was used already or is over. Please use the secret on your slip, or ask for a code by telephone.";
    CodeRefused = "code-refused", Unauthenticated, "验证码不对，或者过了时间。请再看一遍短信；还不行，请重新收一个。", "The code does not fit or is over. Please look at the message again, or ask for a new one.";
    CodeNeeded = "code-needed", Conflict, "链接可能被转发。请先用手机收到的验证码确认是您本人。", "A link may have been forwarded. Please confirm with a code sent to your telephone that it is you.";
    NoMessages = "no-messages", Conflict, "这里还没有开通短信。请用凭条上的密码，或者打电话。", "No text messages are sent here. Please use the secret on your slip, or call.";
    NotMobile = "not-mobile", Invalid, "这个号码收不了短信，请填手机号。", "This number takes no text messages; please give a mobile number.";
    NoDesk = "no-desk", Conflict, "这个地方还没有开通网上申请。请打 12348，或者到当地综治中心。", "Nobody here takes applications from that place yet. Please call 12348, or go to the local centre.";
    DemoOnly = "demo-only", Conflict, "只有演示环境才有这个页面。", "Only a demo has this page.";
    KeyNeeded = "key-needed", Unauthenticated, "接口密钥无效、已过期或者已停用。请在 Authorization 中写 Bearer 加密钥；密钥由安全管理员发放。", "The key is not valid, has expired or was revoked. Send Authorization: Bearer with a key that the security administrator issued.";
    KeyScope = "key-scope", Forbidden, "这个密钥不能做这件事，请向安全管理员申请相应的权限。", "This key does not allow this; ask the security administrator for one that does.";
    SenderUnfit = "sender-unfit", Invalid, "接口密钥只发给法院、检察院、公安机关、信访部门和其他部门。", "Keys are issued to courts, procuratorates, police, petition offices and other departments.";
    DeskUnfit = "desk-unfit", Invalid, "收函窗口应当是综治中心或者调解组织。", "Letters are received at a centre or a committee.";
    LetterNumberTaken = "letter-number-taken", Conflict, "这个文号已经来过一件内容不同的函，没有重复登记。本次来函已经保存；确实是另一件的，请换一个文号重发。", "A different letter came under this number before; nothing was registered twice. This one is kept; if it is another case, send it again under a number of its own.";
    LetterThere = "letter-there", Conflict, "这件事项已经有来函。", "This matter has a letter already.";
    LetterForClosedMatter = "letter-for-closed-matter", Conflict, "来函所指的事项已经结案。来函已经保存；需要继续办理的，请先重新打开事项，再重新处理来函。", "The matter this letter speaks of is closed. The letter is kept; reopen the matter and go through the letter again.";
    LetterDone = "letter-done", Conflict, "这封来函已经登记成事项，不用再处理。", "This letter was registered already; there is nothing to do.";
    ReportMissing = "report-missing", Conflict, "还没有向委托方反馈结果，请先反馈再结案。", "The body that entrusted the matter has not been told the result; report it before closing.";
    NotPerformed = "not-performed", Conflict, "约定还没有全部履行，不能证明已经履行。", "Not every promise is kept yet; that cannot be certified.";

    // Papers and files
    LetterElsewhere = "letter-elsewhere", Invalid, "其他单位委托移送来的，请在“来函”里登记（POST /api/v1/letters）：来函原文会一起留存。", "What another body sent is registered with its letter (POST /api/v1/letters), so that the letter is kept as it came.";
    EmailWrong = "email-wrong", Invalid, "电子邮箱不对，请核对。", "This is no e-mail address; please check it.";
    PaperLacks = "paper-lacks", Conflict, "文书还缺内容，请先补齐。", "The paper lacks something; please complete it first.";
    FontMissing = "font-missing", Unavailable, "服务器缺少中文字体，暂时不能出文书。请联系系统管理员。", "The server has no Chinese font and cannot print papers; please tell the system administrator.";
    CharacterUnprintable = "character-unprintable", Invalid, "有一个字服务器的字体印不出来。", "No font on the server draws one of the characters.";
    WordElsewhere = "word-elsewhere", Invalid, "只有调委会的卷号有自己的字。", "Only a committee has a word of its own in its numbers.";
    WordMalformed = "word-malformed", Invalid, "卷号前的字只用汉字，最多八个。", "The word before the number has Chinese characters alone, at most eight.";
    NothingToBind = "nothing-to-bind", Conflict, "还没有受理，没有卷宗可以装订。", "It has not been accepted; there is no file to bind.";
    DossierElsewhere = "dossier-elsewhere", Conflict, "这个案件合在别的卷里，请到那一卷装订。", "This case lies in the file of another; bind that one.";
    FileNotShared = "file-not-shared", Invalid, "只有同一调委会同一年、口头协议已经办结、没有归档也没有保密的案件可以合卷。", "Only cases of one committee and year that were settled orally, are over, neither archived nor sealed, share a file.";
    MatterArchived = "matter-archived", Conflict, "已经归档的卷宗不能再改。", "An archived file cannot be changed.";
    BindingBusy = "binding-busy", Conflict, "卷宗正在装订，请等它完成。", "The file is being bound; please wait until that is done.";
    FileKindRefused = "file-kind-refused", Invalid, "只收照片（JPG、PNG）和 PDF。", "Only photos (JPG, PNG) and PDF are taken.";
    PhotosEnough = "photos-enough", Conflict, "已经有九张照片，够了。有别的情况，请写在说明里。", "There are nine photos already, which is enough. Please write down anything else.";
    FileEmpty = "file-empty", Invalid, "文件是空的。", "The file is empty.";
    FileTooLarge = "file-too-large", TooLarge, "文件太大，请压缩后再传。", "The file is too large; please make it smaller.";

    // Signing
    SignatureTooSmall = "signature-too-small", Invalid, "这还不是签名：只有一个点，或者太小了。请用手指在框里写下您的名字，写大一些。", "This is no signature yet: a dot, or too small. Please write your name in the box with a finger, a little larger.";
    SigningTextChanged = "signing-text-changed", Conflict, "文书的文字改过了，之前的签名都不再算数。请等工作人员重新发起签署。", "The wording of the paper has changed, and signatures given before no longer count. Please wait until it is laid before you anew.";
    SigningOver = "signing-over", Conflict, "这份文书已经签完或者撤回，不能再改。", "This paper is signed by all or was withdrawn; nothing can be changed any more.";
    SigningOpen = "signing-open", Conflict, "这份文书正在签署，不用再发起。", "This paper is being signed already.";
    SignedBefore = "signed-before", Conflict, "这一位已经签过了，不用再签。", "They have signed already; there is nothing more to do.";
    PaperNotSigned = "paper-not-signed", Invalid, "这种文书不需要当事人签名。", "The parties do not sign this paper.";

    // Offers
    OfferUnknown = "offer-unknown", NotFound, "没有这一条，或者不是给您的。", "There is no such entry, or it is not for you.";
    OfferOver = "offer-over", Conflict, "这一条已经有了结果：撤回了、过期了、有了新的，或者各方已经接受。", "This entry is settled: withdrawn, expired, replaced, or accepted by all.";
    OfferPrivate = "offer-private", Conflict, "这一条只说给调解员听，不能转给对方。", "This entry is for the mediator alone and cannot be shown to the other side.";
    OfferWithoutTerms = "offer-without-terms", Invalid, "提议要写明谁做什么、什么时候做。", "An offer says who does what, and when.";
    NothingAccepted = "nothing-accepted", Conflict, "还没有各方都接受、可以写进协议的内容。", "Nothing is accepted by all that could go into the agreement.";

    // Choosing a mediator
    ThreeAtMost = "three-at-most", Invalid, "请提出一到三位调解员。", "Please propose one to three mediators.";
    ChoiceOpen = "choice-open", Conflict, "双方正在选调解员，选定或者到期以后再指派。", "The parties are choosing a mediator; assign one when they have, or when their time is over.";
    ChoiceOver = "choice-over", Conflict, "现在没有等着选的调解员：已经选定、指派，或者过了时间。", "There is nobody to choose now: chosen or assigned already, or the time is over.";

    // The second factor
    SecondFactorWrong = "second-factor-wrong", Invalid, "验证码不对，或者已经用过。", "The code is wrong, or was used before.";
    SignInStepOver = "sign-in-step-over", Conflict, "这一步过期了，请重新开始。", "This step has expired; please begin again.";
    PasskeyRefused = "passkey-refused", Invalid, "通行密钥没有通过，请再试一次，或者用别的办法。", "The passkey was not accepted; try again, or use another way.";
    PasskeysUnavailable = "passkeys-unavailable", Conflict, "这里还不能用通行密钥：请系统管理员设置 public_url（域名，不能是 IP 地址）。", "Passkeys cannot be used here yet: the operator sets public_url to a name, not to an IP address.";
    FactorNeeded = "factor-needed", Forbidden, "您的岗位要用两种方式登录，请先在“登录安全”里设置第二种。", "Your post asks for two factors; set up a second one under Sign-in security first.";
    FactorTaken = "factor-taken", Conflict, "已经有验证器了，要换请先去掉原来的。", "There is an authenticator already; remove it before setting up another.";
    FactorMissing = "factor-missing", Conflict, "您没有这种登录方式，可能已经去掉了。", "You have no such factor; it may have been removed.";
    FactorLast = "factor-last", Conflict, "您的岗位要用两种方式登录，不能去掉最后一种。", "Your post asks for two factors; the last one stays.";
    OpenidUnavailable = "openid-unavailable", Conflict, "统一登录现在用不了，请用登录名和密码。", "Sign-in at the provider does not work at the moment; use name and password.";
    OpenidRefused = "openid-refused", Invalid, "统一登录没有通过，请再试一次。", "The provider's answer was not accepted; please try again.";
    OpenidUnknown = "openid-unknown", Invalid, "统一登录通过了，但这里没有对应的账号。请找本单位的系统管理员。", "The provider knows you, but no account here is yours; please ask your administrator.";

    // The vault
    VaultFileUnreadable = "vault-file-unreadable", Invalid, "这不是加密好的内容，没有保存。", "This is not encrypted as it must be; nothing was saved.";
    VaultRecipientsWrong = "vault-recipients-wrong", Conflict, "调解员或者密钥刚有变化，没有保存。请重新打开，再保存一次。", "The mediators or their keys have just changed; nothing was saved. Open the page again and save once more.";
    VaultKeyMissing = "vault-key-missing", Conflict, "还没有保险箱密钥，请先设置。", "There is no vault key yet; please set one up first.";
    VaultKeyMoved = "vault-key-moved", Conflict, "密钥刚在别处改过，请重新打开。", "The key was changed elsewhere meanwhile; open the page again.";
    VaultRecoveryMissing = "vault-recovery-missing", Conflict, "调委会还没有恢复密钥，请主任先设置，否则调解员忘了口令，笔录就再也打不开。", "The committee has no recovery key; its director sets one up first. Without it a forgotten passphrase would lose the notes for ever.";
    VaultOfficersUnfit = "vault-officers-unfit", Invalid, "恢复密钥由两位不同的保管人各持一半，两人都要先有自己的保险箱密钥。", "A recovery key is kept by two different officers, half by each, and both have a vault key of their own.";
    VaultNotAlone = "vault-not-alone", Conflict, "只有单独会谈才有封存的笔录。", "Only a session with one party alone has a sealed note.";
    VaultNoteMoved = "vault-note-moved", Conflict, "这份笔录刚有了新的版本。您写的内容还在，请看过以后再保存。", "This note has a newer version meanwhile. What you typed is kept; look at it and save again.";
    RecoveryOver = "recovery-over", Conflict, "这次恢复已经结束或者过期，请重新申请。", "This recovery is over or has expired; ask for another one.";
    RecoveryNotAgreed = "recovery-not-agreed", Conflict, "另一位保管人还没有同意。", "The other officer has not agreed yet.";
    RecoveryBySelf = "recovery-by-self", Conflict, "要由另一位保管人同意。", "The other officer has to agree.";

    // Reviews of files
    NothingToDraw = "nothing-to-draw", Conflict, "这个范围里没有已归档的卷宗可以抽取。", "There is no archived file to draw from.";
    SeedMalformed = "seed-malformed", Invalid, "抽取号用 4 到 64 个字符，不能有空格。", "A seed has 4 to 64 characters and no spaces.";
    ReviewOver = "review-over", Conflict, "这次评查已经完成，不能再改。", "This review is finished and cannot be changed.";
    ReviewUnfinished = "review-unfinished", Conflict, "还有卷宗没有评分，不能完成评查。", "Some files have not been scored; the review cannot be finished.";
    PictureBroken = "picture-broken", Invalid, "这张图片打不开，可能没有传完整，请重新拍照或重新选择。", "The picture cannot be opened; it may be incomplete. Please take or choose it again.";
    PictureTooLarge = "picture-too-large", Invalid, "图片尺寸太大，请用普通清晰度重新拍照。", "The picture has too many pixels; please take it again at normal quality.";
    FileActs = "file-acts", Invalid, "这份 PDF 里有会自动运行的内容，不能上传。请打印成新的 PDF 或拍照后再传。", "This PDF contains something that acts by itself and is not taken. Please print it to a new PDF, or take photos.";
    FileUnreadable = "file-unreadable", Invalid, "这份 PDF 的结构不正常，没有上传。请打印成新的 PDF 或拍照后再传。", "The structure of this PDF is not sound, and it is not taken. Please print it to a new PDF, or take photos.";
    FileMoved = "file-moved", Conflict, "这份卷宗已经不在归档状态，不能评分或退回。", "This file is no longer archived; it can be neither scored nor sent back.";
    RubricUnchanged = "rubric-unchanged", Conflict, "和现行的评分标准没有差别，不用发布。", "Nothing differs from the rubric in force.";

    // Wording of papers
    TemplateFaulty = "template-faulty", Invalid, "模板有错，改好以后才能预览和发布。", "The text has faults; mend them to see and publish it.";
    WordingTooEarly = "wording-too-early", Invalid, "文书模板最早从明天起施行，也不能早于上一版的施行日。", "Wording takes effect tomorrow at the earliest, and not before the version published last.";

    // Deadlines
    DeadlineOver = "deadline-over", Conflict, "期限已经届满或者已经办结，不能再改。", "The period is over or was met; it cannot be changed any more.";
    RuleNotHere = "rule-not-here", Invalid, "这件事项里没有这个期限。", "This limit has no place in this matter.";
    DeadlineNotExtendable = "deadline-not-extendable", Conflict, "这个期限依法不能延长。", "This period cannot be extended.";
    ExtensionConsentWrong = "extension-consent-wrong", Conflict, "延长这个期限需要另一种同意方式。", "Extending this period needs somebody else's consent.";
    DeadlineNotPausable = "deadline-not-pausable", Conflict, "这个期限不能因此中止。", "This period does not stand still for that reason.";
    DeadlinePaused = "deadline-paused", Conflict, "期限已经中止，请先恢复计算。", "The period stands still already; resume it first.";
    DeadlineNotPaused = "deadline-not-paused", Conflict, "期限没有中止，不用恢复。", "The period does not stand still; there is nothing to resume.";
    PresetNotLocal = "preset-not-local", Invalid, "这个期限由法律规定，当地不能改。", "The law sets this period; it cannot be changed locally.";
    ExtensionTooLong = "extension-too-long", Conflict, "超过了本地设置的最长延期。", "This is longer than extensions may be here.";
    PauseOverlaps = "pause-overlaps", Conflict, "这段时间和已经登记的中止重叠。", "This overlaps a pause that is recorded already.";

    // Calendar
    CalendarDayTwice = "calendar-day-twice", Invalid, "同一天写了两次。", "A day stands there twice.";
    MakeUpDayOnWeekday = "make-up-day-on-weekday", Invalid, "调休上班日应当是周六或者周日。", "A make-up workday is a Saturday or a Sunday.";
    CalendarYearUnfit = "calendar-year-unfit", Invalid, "只能编辑今年前后几年的放假安排。", "Only years near this one can be edited.";

    // Promises and judicial confirmation
    InstalmentsDoNotAddUp = "instalments-do-not-add-up", Invalid, "各期相加和总额不一致。", "The instalments do not add up to the amount.";
    RepresentativeElsewhere = "representative-elsewhere", Invalid, "代表人应当是这一方的当事人。", "A representative is a party of that side.";
    ElectorsMissing = "electors-missing", Invalid, "请写明由哪些当事人推选。", "Please say who elected them.";
    ChangeNeedsBoth = "change-needs-both", Conflict, "改变履行方式需要义务人和权利人都同意。", "A changed plan needs both who owes and who is owed.";
    ConfirmationTooLate = "confirmation-too-late", Conflict, "自协议生效之日起三十日已过，不能再申请司法确认。", "The thirty days from the agreement's taking effect are over; confirmation can no longer be applied for.";
    JointApplicationNeeded = "joint-application-needed", Conflict, "司法确认由各方当事人共同申请。", "All parties apply for confirmation together.";
    ConfirmationNotApplied = "confirmation-not-applied", Conflict, "还没有登记司法确认申请，请先登记申请。", "No application for confirmation is recorded; record the application first.";
    RulingTooEarly = "ruling-too-early", Invalid, "裁定日期不能早于申请日期。", "The ruling cannot be earlier than the application.";
    CourtNotCompetent = "court-not-competent", Invalid, "法院邀请调解的，向作出邀请的法院申请。", "Where a court invited the mediation, that court is applied to.";
}

/// A refusal: the reason, the field it points at, and what more there is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    /// JSON pointer to the field, where it is about one: `/parties/0/name`.
    pub pointer: Option<String>,
    /// More than the title says, where there is more.
    pub detail: Option<Text>,
}

impl Refusal {
    pub fn new(code: Code) -> Self {
        Self { code, pointer: None, detail: None }
    }

    pub fn at(code: Code, pointer: impl Into<String>) -> Self {
        Self { code, pointer: Some(pointer.into()), detail: None }
    }

    pub fn with(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some(Text::new(zh, en));
        self
    }

    /// The sentence to show: the detail where there is one, else the title.
    pub fn sentence(&self) -> Text {
        self.detail.clone().unwrap_or_else(|| self.code.title())
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for Refusal {}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// Gathers the refusals of a whole form, so that a person mends everything in one go.
#[derive(Debug, Default)]
pub struct Form {
    refusals: Vec<Refusal>,
}

impl Form {
    /// Keeps a refusal, pointing at a field.
    pub fn refuse(&mut self, code: Code, pointer: impl Into<String>) {
        self.refusals.push(Refusal::at(code, pointer));
    }

    /// Keeps a refusal that points at its field already.
    pub fn refuse_with(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Keeps the refusal of a check, if it made one; its pointer becomes `pointer`.
    pub fn check<T>(&mut self, result: Result<T, Refusal>, pointer: impl Into<String>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.refusals.push(Refusal { pointer: Some(pointer.into()), ..refusal });
                None
            }
        }
    }

    /// A value in its written form: one of a list of words, a day, a number.
    pub fn known<T: FromStr>(&mut self, text: &str, pointer: &str) -> Option<T> {
        self.check(text.parse().map_err(|_| Refusal::new(Code::UnknownValue)), pointer)
    }

    /// A field that must be filled in.
    pub fn needed<T>(&mut self, value: Option<T>, pointer: &str) -> Option<T> {
        if value.is_none() {
            self.refuse(Code::Required, pointer);
        }
        value
    }

    /// A required line of text: not blank, at most `max` characters, no control characters.
    pub fn text(&mut self, value: &str, max: usize, pointer: &str) {
        if value.trim().is_empty() {
            self.refuse(Code::Required, pointer);
        } else {
            self.optional_text(value, max, pointer);
        }
    }

    /// An optional line of text under the same limits.
    pub fn optional_text(&mut self, value: &str, max: usize, pointer: &str) {
        if value.chars().count() > max {
            self.refuse(Code::TooLong, pointer);
        } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            self.refuse(Code::ControlCharacter, pointer);
        }
    }

    /// All refusals, or none.
    pub fn finish(self) -> Result<(), Vec<Refusal>> {
        if self.refusals.is_empty() { Ok(()) } else { Err(self.refusals) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_titles_exist_in_both_languages() {
        let codes: HashSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(!code.title().zh.is_empty() && !code.title().en.is_empty());
            assert!(code.title().en.is_ascii(), "{code:?}: the English title is in English");
        }
    }
}
