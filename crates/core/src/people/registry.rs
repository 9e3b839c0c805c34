//! What happened to accounts, organisations, areas and dictionaries, as sentences for an auditor.
//!
//! Events of matters have their own: [`crate::timeline`].

use std::str::FromStr;

use serde::Deserialize;
use serde_json::Value;

use crate::figures::Period;
use crate::kernel::{IdText, Text};
use crate::policy::Role;

pub use super::seen::{Seen, SeenKind, access_label};

/// Whose history a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Account(IdText),
    Organisation(IdText),
}

impl Subject {
    /// `account:7`, `organisation:3`; other streams, such as `areas:import`, are nobody's.
    pub fn of(stream: &str) -> Option<Self> {
        let (kind, id) = stream.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "account" => Some(Self::Account(id)),
            "organisation" => Some(Self::Organisation(id)),
            _ => None,
        }
    }
}

/// An event of a registry stream with what it tells; nothing if that was erased.
pub struct Told<'a> {
    stream: &'a str,
    kind: &'a str,
    data: Value,
}

/// Names as they are today, by number; empty where there is none.
pub struct Names<'a> {
    pub account: &'a dyn Fn(IdText) -> String,
    pub organisation: &'a dyn Fn(IdText) -> String,
}

impl<'a> Told<'a> {
    pub fn new(stream: &'a str, kind: &'a str, payload: Option<&str>) -> Self {
        let data = payload
            .and_then(|p| serde_json::from_str::<Value>(p).ok())
            .and_then(|mut v| v.get_mut("data").map(Value::take))
            .unwrap_or_default();
        Self { stream, kind, data }
    }

    /// A factor's kind and the name its owner gave it.
    fn factor(&self, said: [&str; 2]) -> Text {
        let (zh, en) = match self.data["kind"].as_str() {
            Some("passkey") => ("通行密钥", "passkey"),
            _ => ("验证器", "authenticator"),
        };
        let name = self.text("name");
        let [before_zh, before_en] = said;
        let zh_name = if name.is_empty() { String::new() } else { format!("（{name}）") };
        let en_name = if name.is_empty() { String::new() } else { format!(" ({name})") };
        Text::new(format!("{before_zh}{zh}{zh_name}"), format!("{before_en}{en}{en_name}"))
    }

    fn id(&self, field: &str) -> Option<IdText> {
        self.data[field].as_str()?.parse().ok()
    }

    /// A period of the figures as people say it.
    fn period(&self) -> Text {
        let written = self.text("period");
        written.parse().map_or_else(|_| Text::new(written, written), Period::label)
    }

    /// The account it is about.
    pub fn account(&self) -> Option<IdText> {
        match Subject::of(self.stream) {
            Some(Subject::Account(id)) => Some(id),
            _ => self.id("account"),
        }
    }

    /// The organisation it is about.
    pub fn organisation(&self) -> Option<IdText> {
        match Subject::of(self.stream) {
            Some(Subject::Organisation(id)) => Some(id),
            _ => self.id("organisation"),
        }
    }

    /// The name at that time where the event tells it, else the name today, else the stream.
    fn called(&self, today: Option<String>) -> String {
        let then = self.data["name"].as_str().filter(|name| !name.is_empty()).map(str::to_owned);
        then.or(today.filter(|name| !name.is_empty())).unwrap_or_else(|| self.stream.to_owned())
    }

    fn text(&self, field: &str) -> &str {
        self.data[field].as_str().unwrap_or("–")
    }

    fn count(&self, field: &str) -> u64 {
        self.data[field].as_u64().unwrap_or_default()
    }

    /// The sentence; its actor's name stands before it. A kind this version does not know is told by its name.
    pub fn sentence(&self, names: &Names<'_>) -> Text {
        let who = || self.called(self.account().map(names.account));
        let body = || self.called(self.organisation().map(names.organisation));
        let t = |zh: String, en: String| Text::new(zh, en);
        match self.kind {
            "account.created" => match self.data["login"].as_str() {
                Some(login) => {
                    t(format!("开通账号：{}（{login}）", who()), format!("opened an account for {} ({login})", who()))
                }
                None => t(format!("开通账号：{}", who()), format!("opened an account for {}", who())),
            },
            "account.renamed" => {
                let (from, to) = (self.text("from"), self.text("to"));
                t(format!("更改账号姓名：{from}改为{to}"), format!("changed the name of {from} to {to}"))
            }
            "account.disabled" => t(format!("停用账号：{}", who()), format!("disabled the account of {}", who())),
            "account.enabled" => t(format!("启用账号：{}", who()), format!("enabled the account of {}", who())),
            "account.bootstrap_ended" => t(
                "三类管理员已经齐备，初始账号停用".into(),
                "ended the first account: the three administrators exist".into(),
            ),
            "account.locked" => t(
                format!("{}连续输错密码，账号暂时锁定", who()),
                format!("locked the account of {} for a while after wrong passwords", who()),
            ),
            "account.password_reset" => {
                t(format!("重置密码：{}", who()), format!("gave {} a one-time password", who()))
            }
            "account.password_changed" => t("修改了自己的密码".into(), "changed their own password".into()),
            "account.factor_added" => self.factor(["加了登录的第二种方式：", "added a second factor: "]),
            "account.factor_removed" => self.factor(["去掉了登录的第二种方式：", "removed a second factor: "]),
            "account.recovery_codes_made" => t("换了新的备用登录码".into(), "drew new recovery codes".into()),
            "account.recovery_code_used" => t("用备用登录码登录".into(), "signed in with a recovery code".into()),
            "account.factors_reset" => {
                let reason = self.text("reason");
                t(
                    format!("清除{}的第二种登录方式：{reason}", who()),
                    format!("reset the second factors of {}: {reason}", who()),
                )
            }
            "account.openid_linked" => {
                t("第一次用统一登录".into(), "signed in at the provider for the first time".into())
            }
            "post.given" => self.post("授予", ["gave", "to"], &who(), names),
            "post.ended" => self.post("收回", ["took", "from"], &who(), names),
            "organisation.created" => t(format!("新建机构：{}", body()), format!("added the organisation {}", body())),
            "organisation.changed" => {
                t(format!("更改机构：{}", body()), format!("changed the organisation {}", body()))
            }
            "organisation.disabled" => {
                t(format!("停用机构：{}", body()), format!("disabled the organisation {}", body()))
            }
            "organisation.enabled" => {
                t(format!("启用机构：{}", body()), format!("enabled the organisation {}", body()))
            }
            "organisation.members_changed" => {
                t(format!("更新组成人员：{}", body()), format!("changed the members of {}", body()))
            }
            "areas.imported" => {
                let (read, new, renamed, bad) =
                    (self.count("read"), self.count("new"), self.count("renamed"), self.count("bad"));
                let (ended, again) = (self.count("ended"), self.count("again"));
                let (mut zh, mut en) = (String::new(), String::new());
                if ended + again > 0 {
                    zh = format!("，撤销{ended}个，恢复{again}个");
                    en = format!(", {ended} ended, {again} in force again");
                }
                t(
                    format!("导入区划：读取{read}行，新增{new}个，更名{renamed}个{zh}，未收{bad}行"),
                    format!("imported areas: {read} lines read, {new} new, {renamed} renamed{en}, {bad} left out"),
                )
            }
            "paper.issued" => {
                let (title, version) = (Text::deserialize(&self.data["title"]), self.count("version"));
                let title = title.unwrap_or_else(|_| Text::new(self.text("paper"), self.text("paper")));
                t(
                    format!("出具文书：《{}》第{version}版", title.zh),
                    format!("issued a paper: \"{}\", version {version}", title.en),
                )
            }
            "rubric.published" => {
                let (version, day) = (self.count("version"), self.text("takes_effect_on"));
                t(
                    format!("发布卷宗评分标准第{version}版，{day}起施行"),
                    format!("published version {version} of the rubric for files, from {day}"),
                )
            }
            "roster.changed" => {
                t(format!("填写调解员名单中的介绍：{}", who()), format!("wrote what the roster says of {}", who()))
            }
            "roster.published" if self.data["public"] == true => {
                t(format!("公开调解员名单中的介绍：{}", who()), format!("made the roster's entry of {} public", who()))
            }
            "roster.published" => t(
                format!("不再公开调解员名单中的介绍：{}", who()),
                format!("took the roster's entry of {} back", who()),
            ),
            "event_plan.published" => {
                let (version, rules, levels) = (self.count("version"), self.count("rules"), self.count("levels"));
                t(
                    format!("发布事件分级和派遣规则第{version}版：{levels}级、{rules}条规则"),
                    format!("published version {version} of levels and routing rules: {levels} levels, {rules} rules"),
                )
            }
            "unusual.looked_into" => {
                let (day, finding) = (self.text("on"), self.text("finding"));
                t(
                    format!("核查了{}在{day}的异常查阅：{finding}", who()),
                    format!("looked into the unusual reading of {} on {day}: {finding}", who()),
                )
            }
            "notice.published" => {
                let (version, day) = (self.count("version"), self.text("takes_effect_on"));
                t(
                    format!("发布个人信息告知书第{version}版，{day}起施行"),
                    format!("published version {version} of the privacy notice, from {day}"),
                )
            }
            "destruction.drawn_up" => {
                let n = self.count("files");
                t(format!("列出到期销毁清册，{n}份卷宗"), format!("drew up a list of {n} files to be destroyed"))
            }
            "destruction.kept" => match self.text("because") {
                "" => t("到期销毁清册：一份不再留下".into(), "let a file of a list be destroyed after all".into()),
                because => t(
                    format!("到期销毁清册：留下一份，{because}"),
                    format!("kept a file of a list of files to be destroyed: {because}"),
                ),
            },
            "destruction.confirmed" => {
                let (n, kept) = (self.count("destroyed"), self.count("kept"));
                t(
                    format!("核准到期销毁清册：销毁{n}份，留下{kept}份"),
                    format!("confirmed a list of files to be destroyed: {n} destroyed, {kept} kept"),
                )
            }
            "destruction.dropped" => t("作废到期销毁清册".into(), "dropped a list of files to be destroyed".into()),
            "review.drawn" => {
                let list = |field: &str| self.data[field].as_array().map_or(0, Vec::len);
                let (drawn, all, seed) = (list("drawn"), list("candidates"), self.text("seed"));
                t(
                    format!("抽取卷宗评查：从{all}份中抽取{drawn}份，抽取号{seed}"),
                    format!("drew {drawn} of {all} files for review, seed {seed}"),
                )
            }
            "review.scored" => {
                let (n, score) = (self.count("file"), self.count("score"));
                t(format!("评查第{n}份卷宗：{score}分"), format!("scored file {n} of the review: {score}"))
            }
            "review.returned" => {
                let (n, reason, until) = (self.count("file"), self.text("reason"), self.text("until"));
                t(
                    format!("退回第{n}份卷宗，限{until}前改好：{reason}"),
                    format!("sent file {n} of the review back until {until}: {reason}"),
                )
            }
            "review.finished" => t("完成卷宗评查".into(), "finished the review".into()),
            "ledger.exported" => {
                let (rows, reason) = (self.count("rows"), self.text("reason"));
                t(
                    format!("导出台账{rows}行，用途：{reason}"),
                    format!("took out a ledger of {rows} rows for: {reason}"),
                )
            }
            "figures.locked" => {
                let (name, period) = (self.text("name"), self.period());
                t(format!("锁定统计期：{name}{}", period.zh), format!("locked the period {} of {name}", period.en))
            }
            "figures.restated" => {
                let (name, period, reason) = (self.text("name"), self.period(), self.text("reason"));
                t(
                    format!("重报统计期：{name}{}，理由：{reason}", period.zh),
                    format!("restated the period {} of {name}: {reason}", period.en),
                )
            }
            "figures.published" => {
                let (name, period) = (self.text("name"), self.period());
                t(
                    format!("公布统计数字：{name}{}", period.zh),
                    format!("published the figures of {name} for {}", period.en),
                )
            }
            "population.recorded" => {
                let (name, year, source) = (self.text("name"), self.count("year"), self.text("source"));
                let people = self.count("people");
                t(
                    format!("填报人口数：{name}{year}年{people}人（{source}）"),
                    format!("entered the population of {name} in {year}: {people} ({source})"),
                )
            }
            "population.removed" => {
                let (name, year) = (self.text("name"), self.count("year"));
                t(format!("删去人口数：{name}{year}年"), format!("took out the population of {name} in {year}"))
            }
            "boundaries.imported" => {
                let (areas, source) = (self.count("areas"), self.text("source"));
                t(
                    format!("导入边界：{areas}个区划（{source}）"),
                    format!("imported the outlines of {areas} areas ({source})"),
                )
            }
            kind if kind.starts_with("grid.") || kind.starts_with("grids.") => self.grid(),
            kind if kind.starts_with("call") => self.call(),
            kind if kind.starts_with("round.") => self.round(),
            "briefing.saved" => {
                let (name, period) = (self.text("name"), self.period());
                t(format!("保存简报：{name}{}", period.zh), format!("saved the briefing of {name} for {}", period.en))
            }
            "vault.key_made" => t("设置了自己的保险箱密钥".into(), "set up their own vault key".into()),
            "vault.key_replaced" => t("更换了自己的保险箱密钥".into(), "replaced their own vault key".into()),
            "vault.key_rewrapped" => {
                t("更改了保险箱口令或通行密钥".into(), "changed the passphrase or the passkey of their vault".into())
            }
            "vault.recovery_made" => {
                let (version, first, second) = (self.count("version"), self.text("first"), self.text("second"));
                t(
                    format!("设置恢复密钥第{version}版，由{first}和{second}各持一半"),
                    format!("set up version {version} of the recovery key, kept by {first} and {second}, half by each"),
                )
            }
            "vault.recovery_asked" => {
                let (code, reason) = (self.text("code"), self.text("reason"));
                t(
                    format!("申请用恢复密钥打开事项{code}的单独会谈笔录：{reason}"),
                    format!("asked to open the notes of {code} with the recovery key: {reason}"),
                )
            }
            "vault.recovery_agreed" => {
                let code = self.text("code");
                t(
                    format!("同意用恢复密钥打开事项{code}的单独会谈笔录"),
                    format!("agreed to open the notes of {code} with the recovery key"),
                )
            }
            "vault.recovery_finished" => {
                let code = self.text("code");
                t(format!("结束对事项{code}的恢复"), format!("finished the recovery of the notes of {code}"))
            }
            "key.issued" => {
                let (name, until) = (self.text("name"), self.text("expires_on"));
                t(
                    format!("向{}发放接口密钥：{name}，有效至{until}", self.text("organisation_name")),
                    format!("issued a key to {}: {name}, until {until}", self.text("organisation_name")),
                )
            }
            "key.revoked" => t(
                format!("停用{}的接口密钥：{}", self.text("organisation_name"), self.text("name")),
                format!("revoked a key of {}: {}", self.text("organisation_name"), self.text("name")),
            ),
            "area.added" => {
                let (name, code) = (self.text("name"), self.text("code"));
                t(format!("新增区划：{name}（{code}）"), format!("added the area {name} ({code})"))
            }
            "area.ended" => {
                let (name, code) = (self.text("name"), self.text("code"));
                match self.data["successor_name"].as_str() {
                    Some(to) => t(
                        format!("撤销区划：{name}（{code}），由{to}接续"),
                        format!("ended the area {name} ({code}); {to} takes its place"),
                    ),
                    None => t(format!("撤销区划：{name}（{code}）"), format!("ended the area {name} ({code})")),
                }
            }
            "ledger.imported" => {
                let (rows, file) = (self.count("rows"), self.text("sha256"));
                let file: String = file.chars().take(12).collect();
                t(
                    format!("导入台账{rows}行（文件{file}）"),
                    format!("brought in {rows} rows of a ledger (file {file})"),
                )
            }
            "dictionaries.published" => {
                let (version, day) = (self.count("version"), self.text("takes_effect_on"));
                let (added, changed, ended) = (self.count("added"), self.count("changed"), self.count("ended"));
                t(
                    format!("发布字典第{version}版，{day}起施行：新增{added}项，修改{changed}项，停用{ended}项"),
                    format!(
                        "published version {version} of the dictionaries from {day}: {added} added, {changed} changed, \
                         {ended} ended"
                    ),
                )
            }
            "templates.published" => {
                let (version, day) = (self.count("version"), self.text("takes_effect_on"));
                let title = |language: &str| self.data["title"][language].as_str().unwrap_or("–");
                let (zh, en) = match self.data["standard"] == true {
                    true => ("恢复标准文本", ", the standard text again"),
                    false => ("施行", ""),
                };
                t(
                    format!("发布文书模板第{version}版：《{}》自{day}起{zh}", title("zh")),
                    format!("published version {version} of the wording of papers: \"{}\" from {day}{en}", title("en")),
                )
            }
            "calendar.published" => {
                let (version, year, days) = (self.count("version"), self.count("year"), self.count("days"));
                t(
                    format!("发布放假安排第{version}版：{year}年，改变{days}天"),
                    format!("published version {version} of the calendar: {year}, {days} days changed"),
                )
            }
            other => Text::new(other, other),
        }
    }

    /// Grids and their people.
    fn grid(&self) -> Text {
        let (name, code) = (self.text("name"), self.text("code"));
        let said = |zh: &str, en: &str| Text::new(format!("{zh}：{name}（{code}）"), format!("{en} {name} ({code})"));
        match self.kind {
            "grid.opened" => said("新建网格", "opened the grid"),
            "grid.changed" => said("更改网格", "changed the grid"),
            "grid.ended" => said("撤销网格", "ended the grid"),
            "grid.border_drawn" => said("划定网格边界", "drew the border of the grid"),
            "grid.workers_set" => said("安排网格员", "set the people of the grid"),
            "grid.leave_set" => Text::new("登记网格员请假", "entered when a grid worker is away"),
            "grids.borders_imported" => {
                let (count, source) = (self.count("grids"), self.text("source"));
                Text::new(
                    format!("导入网格边界：{count}个（{source}）"),
                    format!("imported the borders of {count} grids ({source})"),
                )
            }
            other => Text::new(other, other),
        }
    }

    /// Calls for help: who was rung and who came, never who called.
    fn call(&self) -> Text {
        let (zh, en) = match self.kind {
            "caller.asked" => ("网上申请求助登记", "asked on the page to be enrolled"),
            "caller.enrolled" => ("登记求助人", "enrolled a caller"),
            "caller.renewed" => ("续期求助登记", "renewed an enrolment"),
            "caller.reminded" => ("提醒求助登记快到期", "reminded a caller that the enrolment ends"),
            "caller.removed" => ("删除求助登记", "removed an enrolment"),
            "call_door.opened" => ("接入求助电话或呼叫器", "connected a keypad or device"),
            "call_door.closed" => ("停用求助电话或呼叫器", "closed a keypad or device"),
            "call.raised" => ("收到求助", "a call for help came in"),
            "call.rung" => ("呼叫下一批人", "rang the next ones"),
            "call.take" => ("接应求助", "took a call for help"),
            "call.arrive" => ("到场", "arrived on the spot"),
            "call.finish" => ("求助办结", "finished a call for help"),
            "call.release" => ("去不了，重新呼叫", "could not come; it rings again"),
            "call.mark_false" => ("标为误报", "marked a call as false"),
            "call.cancel" => ("求助人撤回", "the caller took it back"),
            "call.lapse" => ("没有人办结，自动结束", "ended a call that nobody ended"),
            "call.answered" => ("求助人反馈", "the caller said whether it helped"),
            other => return Text::new(other, other),
        };
        Text::new(zh, en)
    }

    /// Rounds.
    fn round(&self) -> Text {
        let (name, n) = (self.text("name"), self.count("stop"));
        match self.kind {
            "round.planned" => Text::new(format!("安排走访：{name}"), format!("planned the round {name}")),
            "round.recorded" => Text::new(format!("记录走访：{name}第{n}站"), format!("recorded stop {n} of {name}")),
            "round.closed" => Text::new(format!("结束走访：{name}"), format!("closed the round {name}")),
            "round.matter_registered" => {
                let code = self.text("matter");
                Text::new(
                    format!("走访登记为事项：{name}第{n}站，{code}"),
                    format!("registered a matter from stop {n} of {name}: {code}"),
                )
            }
            other => Text::new(other, other),
        }
    }

    fn post(&self, zh: &str, en: [&str; 2], who: &str, names: &Names<'_>) -> Text {
        let role = self.data["role"].as_str().unwrap_or_default();
        let label = Role::from_str(role).map_or_else(|_| Text::new(role, role), Role::label);
        let organisation = match self.data["organisation_name"].as_str() {
            Some(then) => then.to_owned(),
            None => self.id("organisation").map(names.organisation).unwrap_or_default(),
        };
        let (at_zh, at_en) = if organisation.is_empty() {
            (String::new(), String::new())
        } else {
            (organisation.clone(), format!(" at {organisation}"))
        };
        let [verb, direction] = en;
        Text::new(
            format!("{zh}岗位：{who}，{at_zh}{}", label.zh),
            format!("{verb} the post of {}{at_en} {direction} {who}", label.en.to_lowercase()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(stream: &str, kind: &str, payload: Option<&str>) -> Text {
        let account = |id: IdText| if id.0 == 7 { "陈晓燕".to_owned() } else { String::new() };
        let organisation = |id: IdText| if id.0 == 3 { "大柳镇综治中心".to_owned() } else { String::new() };
        Told::new(stream, kind, payload).sentence(&Names { account: &account, organisation: &organisation })
    }

    #[test]
    fn events_are_told_with_the_names_of_accounts_and_organisations() {
        let told =
            sentence("account:7", "account.created", Some(r#"{"salt":"","data":{"login":"chen","name":"陈燕"}}"#));
        assert_eq!(told.zh, "开通账号：陈燕（chen）");
        let told =
            sentence("account:7", "post.given", Some(r#"{"salt":"","data":{"role":"clerk","organisation":"3"}}"#));
        assert_eq!(told.zh, "授予岗位：陈晓燕，大柳镇综治中心窗口人员");
        assert_eq!(told.en, "gave the post of clerk at 大柳镇综治中心 to 陈晓燕");
        let told =
            sentence("areas:import", "areas.imported", Some(r#"{"data":{"read":5,"new":3,"renamed":1,"bad":1}}"#));
        assert_eq!(told.en, "imported areas: 5 lines read, 3 new, 1 renamed, 1 left out");
        let told = sentence("account:7", "figures.published", Some(r#"{"data":{"name":"凉州区","period":"2026-Q3"}}"#));
        assert_eq!(told.zh, "公布统计数字：凉州区2026年第三季度");
        let published = r#"{"data":{"version":2,"levels":4,"rules":1,"note":"夜里先派城管"}}"#;
        let told = sentence("event-plan:620602", "event_plan.published", Some(published));
        assert_eq!(told.zh, "发布事件分级和派遣规则第2版：4级、1条规则");
    }

    #[test]
    fn what_was_erased_or_is_not_known_is_told_by_what_remains() {
        assert_eq!(sentence("account:7", "account.disabled", None).zh, "停用账号：陈晓燕");
        assert_eq!(sentence("account:8", "account.disabled", None).zh, "停用账号：account:8");
        assert_eq!(sentence("account:7", "account.knighted", None), Text::new("account.knighted", "account.knighted"));
    }
}
