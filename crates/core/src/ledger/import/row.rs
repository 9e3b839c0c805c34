//! A row of a ledger as the form a clerk would have filled in.

use std::collections::HashMap;
use std::str::FromStr;

use super::cells::{amount, day, fold, fold_text, in_place, is_blank, several, squeeze};
use super::field::{Cells, Field};
use super::names::{Areas, Found, Names};
use crate::dictionaries::{Dictionary, Entry};
use crate::kernel::{Code, Date, Id, IdText, Refusal};
use crate::matters::record::{ClosedThere, Imported};
use crate::matters::{Channel, DisputeKind, Entrustment, Intake, Lead, Party, PartyKind, Side, Source};
use crate::places::AreaCode;

/// A row that can be registered: the form, and what only the old ledger knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub intake: Intake,
    pub imported: Imported,
}

/// Why a row cannot be registered, and in which cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: Field,
    pub refusal: Refusal,
}

/// Reads rows. What it knows is loaded once for all of them.
pub struct Reader {
    areas: Areas,
    committees: Names<Id>,
    kinds: Names<DisputeKind>,
    subtypes: Names<Local<DisputeKind>>,
    sources: Names<Source>,
    subsources: Names<Local<Source>>,
    channels: Names<Channel>,
    today: Date,
    /// What was probably meant: ledgers make the same slip a thousand times.
    meant: HashMap<(Field, String), Option<String>>,
}

/// A word of the county: what it counts as, and its code.
type Local<T> = (T, String);

/// A name under its heading: the same word may stand under several.
fn under(heading: &str, name: &str) -> String {
    format!("{heading}\u{1f}{name}")
}

/// The county's words of a dictionary by name and code, alone and under their heading.
fn local<T: FromStr + Clone + PartialEq>(words: &[Entry], dictionary: Dictionary) -> Names<Local<T>> {
    let mut names = Names::default();
    for entry in words.iter().filter(|entry| entry.dictionary == dictionary) {
        let Ok(heading) = entry.parent.parse::<T>() else { continue };
        let word = (heading, entry.code.clone());
        names.add(&entry.zh, word.clone());
        for name in [&entry.zh, &entry.en, &entry.code].into_iter().filter(|name| !name.is_empty()) {
            names.also(name, word.clone());
            names.also(&under(&entry.parent, name), word.clone());
        }
    }
    names
}

/// Slips remembered.
const SLIPS: usize = 5_000;

/// Words for a matter that is not over. What is not here, and not blank, is how it ended.
const OPEN: [&str; 14] = [
    "在办",
    "办理中",
    "正在办理",
    "处理中",
    "调解中",
    "正在调解",
    "未结",
    "未结案",
    "未办结",
    "待受理",
    "已受理",
    "受理",
    "登记",
    "open",
];

/// How words begin that say that something is still to come.
const NOT_YET: [&str; 6] = ["尚未", "暂未", "还未", "还没", "正在", "待"];

/// How words begin that say that something did not happen: the matter is not over...
const NOT: [&str; 2] = ["未", "没有"];

/// ...unless it is this, which is how mediation ends without an agreement.
const FAILED: [&str; 2] = ["达成", "成功"];

/// Words for a matter that is over, as ledgers have them; anything that contains one of them counts.
const CLOSED: [&str; 14] = [
    "结案",
    "办结",
    "成功",
    "达成",
    "不成",
    "失败",
    "未达成",
    "终止",
    "撤回",
    "撤销",
    "归档",
    "履行",
    "化解",
    "closed",
];

/// Does a word say that the matter is not over? Before [`CLOSED`] is looked for: `未化解` contains `化解`.
fn is_open(word: &str) -> bool {
    let begins = |with: &[&str]| with.iter().any(|beginning| word.starts_with(beginning));
    OPEN.contains(&word)
        || begins(&NOT_YET)
        || (begins(&NOT) && !FAILED.iter().any(|failed| word.contains(failed)))
        || word.trim_end_matches(['。', '.']).ends_with('中')
}

impl Reader {
    /// `areas`, `committees` and the county's own `words`: what rows may name.
    pub fn new(areas: Areas, committees: Names<Id>, words: &[Entry], today: Date) -> Self {
        let (mut kinds, mut sources, mut channels) = (Names::default(), Names::default(), Names::default());
        for kind in DisputeKind::ALL {
            let label = kind.label();
            kinds.add(&label.zh, *kind);
            for name in [label.zh.trim_end_matches("纠纷"), &label.en, kind.as_str()] {
                kinds.also(name, *kind);
            }
        }
        for source in Source::ALL {
            let label = source.label();
            sources.add(&label.zh, *source);
            for name in [label.zh.trim_end_matches("移送"), &label.en, source.as_str()] {
                sources.also(name, *source);
            }
        }
        sources.also("申请", Source::Application);
        sources.also("依申请", Source::Application);
        sources.also("依申请调解", Source::Application);
        sources.also("主动", Source::OwnInitiative);
        for channel in Channel::ALL {
            let label = channel.label();
            channels.add(&label.zh, *channel);
            channels.also(&label.en, *channel);
            channels.also(channel.as_str(), *channel);
        }
        for (name, channel) in [
            ("窗口", Channel::Window),
            ("来访", Channel::Window),
            ("来电", Channel::Telephone),
            ("走访", Channel::Visit),
            ("来信", Channel::Letter),
            ("排查", Channel::Screening),
            ("网络", Channel::Online),
            ("线上", Channel::Online),
        ] {
            channels.also(name, channel);
        }
        let (subtypes, subsources) = (local(words, Dictionary::Kind), local(words, Dictionary::Source));
        Self { areas, committees, kinds, subtypes, sources, subsources, channels, today, meant: HashMap::new() }
    }

    /// Reads a row: the same checks as the form, each fault at its cell.
    ///
    /// # Errors
    /// All faults of the row.
    pub fn read(&mut self, cells: &Cells) -> Result<Brought, Vec<Fault>> {
        let mut faults = Faults(Vec::new());
        let text = |field: Field| {
            cells.get(&field).filter(|text| !is_blank(text)).map(|text| fold_text(text)).unwrap_or_default()
        };
        let registered_on = faults.day(cells, Field::RegisteredOn, self.today, true);
        let occurred_on = faults.day(cells, Field::OccurredOn, self.today, false);
        let closed_on = faults.day(cells, Field::ClosedOn, self.today, false);
        let on = registered_on.unwrap_or(self.today);
        if let (Some(from), Some(to)) = (registered_on, closed_on)
            && to < from
        {
            faults.add(Field::ClosedOn, Refusal::new(Code::DatesReversed));
        }
        let closed = self.closed(&text(Field::Result), closed_on, &mut faults);

        let filing = Filing { cells, meant: &mut self.meant, faults: &mut faults };
        let (kind, subtype) =
            filing.read((&self.kinds, Field::Kind), (&self.subtypes, Field::Subtype), DisputeKind::as_str);
        let filing = Filing { cells, meant: &mut self.meant, faults: &mut faults };
        let (source, subsource) =
            filing.read((&self.sources, Field::Source), (&self.subsources, Field::Subsource), Source::as_str);
        let channel = word(&self.channels, &mut self.meant, cells, Field::Channel, &mut faults).copied();
        let area = self.area(cells, &mut faults);
        let committee = match text(Field::Committee).is_empty() {
            true => None,
            false => word(&self.committees, &mut self.meant, cells, Field::Committee, &mut faults).copied(),
        };
        let amount_fen = match cells.get(&Field::Amount).filter(|text| !is_blank(text)) {
            Some(typed) => faults.check(Field::Amount, amount(typed)),
            None => None,
        };

        let mut parties = parties(cells, Field::Applicants, Field::ApplicantPhones, Side::Applicant, &mut faults);
        let applicants = parties.len();
        parties.extend(self::parties(
            cells,
            Field::Respondents,
            Field::RespondentPhones,
            Side::Respondent,
            &mut faults,
        ));

        let reporter = text(Field::Reporter);
        let entrusted_by = text(Field::EntrustedBy);
        let intake = Intake {
            kind,
            subtype,
            source,
            subsource,
            channel,
            title: String::new(),
            area: area.map(|area| area.to_string()).unwrap_or_default(),
            place: text(Field::Place),
            occurred_on,
            narrative: cells.get(&Field::Narrative).map(|text| fold_text(text)).unwrap_or_default(),
            claims: several_lines(&text(Field::Claims)),
            amount_fen,
            parties,
            lead: (!reporter.is_empty()).then(|| Lead {
                reporter,
                capacity: String::new(),
                phone: String::new(),
                received_on: Some(on),
            }),
            entrustment: (source.is_some_and(Source::is_entrusted) && !entrusted_by.is_empty()).then(|| Entrustment {
                body: entrusted_by,
                letter_number: String::new(),
                received_on: Some(on),
                ..Default::default()
            }),
            barrier: None,
            concerns: Vec::new(),
            committee: committee.map(IdText),
        };
        for refusal in intake.check(self.today).err().into_iter().flatten() {
            let pointer = refusal.pointer.as_deref().unwrap_or_default();
            let Some(field) = field_of(pointer, applicants) else { continue };
            // What was typed and could not be read is not refused as missing too.
            if !faults.has(field) {
                faults.add(field, Refusal { pointer: None, ..refusal });
            }
        }
        let original_no = text(Field::OriginalNo);
        if original_no.chars().count() > Imported::MAX_NO {
            faults.add(Field::OriginalNo, Refusal::new(Code::TooLong));
        }
        if !faults.0.is_empty() {
            faults.0.sort_by_key(|fault| fault.field);
            return Err(faults.0);
        }
        Ok(Brought { intake, imported: Imported { original_no, registered_on: on, closed } })
    }

    fn closed(&self, result: &str, on: Option<Date>, faults: &mut Faults) -> Option<ClosedThere> {
        let word = squeeze(&fold(result)).to_lowercase();
        if result.chars().count() > ClosedThere::MAX_RESULT {
            faults.add(Field::Result, Refusal::new(Code::TooLong));
            return None;
        }
        let open = is_open(&word);
        if open && on.is_some() {
            let refusal = Refusal::new(Code::DatesReversed)
                .with("还没有结案，却有结案日期。", "It is not closed and yet has a day on which it was closed.");
            faults.add(Field::ClosedOn, refusal);
        }
        let over = !open && (on.is_some() || CLOSED.iter().any(|closed| word.contains(closed)));
        if !over && !open && !word.is_empty() {
            let refusal = Refusal::new(Code::UnknownValue).with(
                "看不出是否结案：请写“在办”“已结案”，或者怎样结案（如“调解成功”“调解不成”）。",
                "This does not tell whether it is closed: write that it is open or closed, or how it ended.",
            );
            faults.add(Field::Result, refusal);
        }
        over.then(|| ClosedThere { result: result.to_owned(), on })
    }

    fn area(&mut self, cells: &Cells, faults: &mut Faults) -> Option<AreaCode> {
        let Some(typed) = cells.get(&Field::Area).filter(|text| !is_blank(text)) else {
            faults.add(Field::Area, Refusal::new(Code::Required));
            return None;
        };
        match self.areas.find(typed) {
            Found::One(code) => return Some(code.clone()),
            Found::Several => faults.add(
                Field::Area,
                Refusal::new(Code::AreaUnknown).with(
                    format!("有几个地方都叫“{typed}”，请在前面写上乡镇，或者写区划代码。"),
                    format!("Several places are called \"{typed}\": write the town before it, or the code."),
                ),
            ),
            Found::Nothing => {
                let meant = nearest(&mut self.meant, Field::Area, typed, |typed| self.areas.nearest(typed));
                faults.add(Field::Area, unknown(Code::AreaUnknown, typed, meant));
            }
        }
        None
    }
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, field: Field, refusal: Refusal) {
        self.0.push(Fault { field, refusal });
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|fault| fault.field == field)
    }

    fn check<T>(&mut self, field: Field, result: Result<T, Refusal>) -> Option<T> {
        result.map_err(|refusal| self.add(field, refusal)).ok()
    }

    /// A day that is not in the future.
    fn day(&mut self, cells: &Cells, field: Field, today: Date, required: bool) -> Option<Date> {
        let Some(typed) = cells.get(&field).filter(|text| !is_blank(text)) else {
            if required {
                self.add(field, Refusal::new(Code::Required));
            }
            return None;
        };
        let day = self.check(field, day(typed))?;
        if day > today {
            self.add(field, Refusal::new(Code::DateInFuture));
        } else if day.year() < today.year() - 130 {
            self.add(field, Refusal::new(Code::DateTooEarly));
        }
        Some(day)
    }
}

/// Reads what a row is filed under, at both levels.
struct Filing<'a> {
    cells: &'a Cells,
    meant: &'a mut Meant,
    faults: &'a mut Faults,
}

impl Filing<'_> {
    /// A county's word says what it counts as, wherever it stands: in its own column, with or without the national
    /// word, or in the column of the national ones.
    fn read<T: Copy + PartialEq>(
        self,
        (national, field): (&Names<T>, Field),
        (local, sub): (&Names<Local<T>>, Field),
        code_of: fn(T) -> &'static str,
    ) -> (Option<T>, Option<String>) {
        let Self { cells, meant, faults } = self;
        let typed = |field: Field| cells.get(&field).filter(|text| !is_blank(text));
        let one = |name: &str| match local.find(name) {
            Found::One((heading, code)) => Some((*heading, code.clone())),
            _ => None,
        };
        let heading = match (typed(field), typed(sub)) {
            (Some(text), _)
                if national.find(text) == Found::Nothing
                    && let Some((heading, code)) = one(text) =>
            {
                match typed(sub) {
                    None => return (Some(heading), Some(code)),
                    Some(_) => Some(heading),
                }
            }
            (None, Some(text)) if let Some((heading, code)) = one(text) => return (Some(heading), Some(code)),
            _ => word(national, meant, cells, field, faults).copied(),
        };
        let Some(text) = typed(sub) else { return (heading, None) };
        let Some(known) = heading else { return (None, None) };
        match local.find(&under(code_of(known), text)) {
            Found::One((_, code)) => return (heading, Some(code.clone())),
            _ if local.find(text) != Found::Nothing => faults.add(sub, Refusal::new(Code::EntryElsewhere)),
            _ => {
                let meant = nearest(meant, sub, text, |text| local.nearest(text));
                faults.add(sub, unknown(Code::EntryUnknown, text, meant));
            }
        }
        (heading, None)
    }
}

type Meant = HashMap<(Field, String), Option<String>>;

/// A word of a list. An unknown one is refused with the one that was probably meant.
fn word<'a, T: Clone + PartialEq>(
    names: &'a Names<T>,
    meant: &mut Meant,
    cells: &Cells,
    field: Field,
    faults: &mut Faults,
) -> Option<&'a T> {
    let Some(typed) = cells.get(&field).filter(|text| !is_blank(text)) else {
        faults.add(field, Refusal::new(Code::Required));
        return None;
    };
    match names.find(typed) {
        Found::One(thing) => Some(thing),
        Found::Several => {
            let refusal = Refusal::new(Code::UnknownValue).with(
                format!("有几个都叫“{typed}”，请在导入后手工指定。"),
                format!("Several are called \"{typed}\": leave it empty and choose after the import."),
            );
            faults.add(field, refusal);
            None
        }
        Found::Nothing => {
            let meant = nearest(meant, field, typed, |typed| names.nearest(typed));
            faults.add(field, unknown(Code::UnknownValue, typed, meant));
            None
        }
    }
}

fn nearest<'a>(meant: &mut Meant, field: Field, typed: &str, look: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    // Longer than any name: a sentence in the wrong column.
    if typed.chars().count() > 60 {
        return None;
    }
    if meant.len() > SLIPS {
        meant.clear();
    }
    meant.entry((field, typed.to_owned())).or_insert_with(|| look(typed).map(str::to_owned)).clone()
}

fn unknown(code: Code, typed: &str, meant: Option<String>) -> Refusal {
    let shown: String = typed.chars().take(20).collect();
    match meant {
        Some(meant) => Refusal::new(code).with(
            format!("没有“{shown}”，是不是“{meant}”？"),
            format!("There is no \"{shown}\". Did you mean \"{meant}\"?"),
        ),
        None => Refusal::new(code).with(
            format!("没有“{shown}”，请从字典中选择。"),
            format!("There is no \"{shown}\"; choose from the lists."),
        ),
    }
}

/// Names and telephones of a side: the first number is the first person's, and so on. A mark for nothing in the place of
/// a number is of who has none.
fn parties(cells: &Cells, names: Field, phones: Field, side: Side, faults: &mut Faults) -> Vec<Party> {
    let typed_names = cells.get(&names).map(|text| several(&fold_text(text))).unwrap_or_default();
    let mut typed_phones = cells.get(&phones).map(|text| in_place(text)).unwrap_or_default();
    let places = typed_phones.len();
    while typed_phones.last().is_some_and(String::is_empty) {
        typed_phones.pop();
    }
    if typed_phones.len() > typed_names.len() {
        let refusal = Refusal::new(Code::OutOfRange)
            .with("电话比姓名多，分不清是谁的。", "More telephones than names: whose are they?");
        faults.add(phones, refusal);
    } else if typed_phones.iter().any(String::is_empty) && ![places, typed_phones.len()].contains(&typed_names.len()) {
        // Somebody is left out, and nobody can say who.
        let refusal = Refusal::new(Code::OutOfRange).with(
            "电话有空缺，个数又和姓名不一样，分不清是谁的。",
            "Telephones are left out, and there are not as many places as names: whose are they?",
        );
        faults.add(phones, refusal);
    }
    let mut phones = typed_phones.into_iter();
    typed_names
        .into_iter()
        .map(|name| Party { phone: phones.next().unwrap_or_default(), ..Party::named(side, kind_of(&name), name) })
        .collect()
}

/// A ledger does not say whether a party is a person. A name of five characters or more that ends as companies and
/// bodies end is a body; whoever knows better amends the party.
fn kind_of(name: &str) -> PartyKind {
    const ENDINGS: [&str; 10] = ["公司", "合作社", "委员会", "医院", "学校", "银行", "集团", "中心", "厂", "局"];
    let body = name.chars().count() >= 5 && ENDINGS.iter().any(|ending| name.ends_with(ending));
    if body { PartyKind::Legal } else { PartyKind::Natural }
}

/// Claims stand one a line, or between semicolons.
fn several_lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{ff1b}', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The cell a refusal of the form is about.
fn field_of(pointer: &str, applicants: usize) -> Option<Field> {
    let mut parts = pointer.trim_start_matches('/').split('/');
    Some(match parts.next()? {
        "kind" => Field::Kind,
        "subtype" => Field::Subtype,
        "source" => Field::Source,
        "subsource" => Field::Subsource,
        "channel" => Field::Channel,
        "area" => Field::Area,
        "place" => Field::Place,
        "occurred_on" => Field::OccurredOn,
        "narrative" => Field::Narrative,
        "claims" => Field::Claims,
        "amount_fen" => Field::Amount,
        "committee" => Field::Committee,
        "lead" | "entrustment" if pointer.ends_with("/received_on") => Field::RegisteredOn,
        "lead" => Field::Reporter,
        "entrustment" => Field::EntrustedBy,
        "parties" => {
            let applies = parts.next().and_then(|n| n.parse::<usize>().ok()).is_none_or(|n| n < applicants);
            match (parts.next(), applies) {
                (Some("phone"), true) => Field::ApplicantPhones,
                (Some("phone"), false) => Field::RespondentPhones,
                (_, true) => Field::Applicants,
                (_, false) => Field::Respondents,
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Fen;
    use jiff::civil::date;

    fn reader() -> Reader {
        let areas = [("620602", "凉州区"), ("620602130", "大柳镇"), ("620602130200", "桥坡村")];
        let mut committees = Names::default();
        committees.add("大柳镇人民调解委员会", 7);
        let areas = Areas::new(&areas.map(|(code, name)| (code.parse().unwrap(), name.to_owned())));
        let words = [("ditch", "neighbours", "排水"), ("wall", "neighbours", "院墙"), ("water", "forest_land", "排水")];
        let words = words.map(|(code, parent, zh)| Entry {
            dictionary: Dictionary::Kind,
            code: code.into(),
            parent: parent.into(),
            zh: zh.into(),
            en: String::new(),
            order: 0,
            from: None,
            until: None,
        });
        Reader::new(areas, committees, &words, date(2026, 3, 2))
    }

    fn row() -> Cells {
        [
            (Field::OriginalNo, "2025-017"),
            (Field::RegisteredOn, "２０２５年３月２日"),
            (Field::Kind, "邻里"),
            (Field::Source, "当事人申请"),
            (Field::Channel, "来访"),
            (Field::Area, "大柳镇桥坡村"),
            (Field::Applicants, "张三、李四"),
            (Field::ApplicantPhones, "１３８１２３４５６７８"),
            (Field::Respondents, "凉州区红旗农民专业合作社"),
            (Field::RespondentPhones, "/"),
            (Field::Narrative, "因院墙排水发生争吵，要求赔偿１２００元。"),
            (Field::Amount, "1,200"),
            (Field::Committee, "大柳镇 人民调解委员会"),
        ]
        .map(|(field, text)| (field, text.to_owned()))
        .into()
    }

    fn with(changes: &[(Field, &str)]) -> Cells {
        let mut cells = row();
        for (field, text) in changes {
            match *text {
                "" => drop(cells.remove(field)),
                text => drop(cells.insert(*field, text.to_owned())),
            }
        }
        cells
    }

    fn faults(changes: &[(Field, &str)]) -> Vec<(Field, Code)> {
        let faults = reader().read(&with(changes)).unwrap_err();
        faults.into_iter().map(|fault| (fault.field, fault.refusal.code)).collect()
    }

    #[test]
    fn a_row_becomes_the_form_a_clerk_would_have_filled_in() {
        let Brought { intake, imported } = reader().read(&row()).unwrap();
        assert_eq!(
            (intake.kind, intake.source, intake.channel),
            (Some(DisputeKind::Neighbours), Some(Source::Application), Some(Channel::Window))
        );
        assert_eq!(
            (intake.area.as_str(), intake.committee, intake.amount_fen),
            ("620602130200", Some(IdText(7)), Some(Fen(120_000)))
        );
        assert_eq!(intake.narrative, "因院墙排水发生争吵，要求赔偿1200元。");
        let parties: Vec<_> =
            intake.parties.iter().map(|p| (p.side, p.kind, p.name.as_str(), p.phone.as_str())).collect();
        assert_eq!(
            parties,
            [
                (Side::Applicant, PartyKind::Natural, "张三", "13812345678"),
                (Side::Applicant, PartyKind::Natural, "李四", ""),
                (Side::Respondent, PartyKind::Legal, "凉州区红旗农民专业合作社", ""),
            ]
        );
        let kept = Imported { original_no: "2025-017".into(), registered_on: date(2025, 3, 2), closed: None };
        assert_eq!(imported, kept);
    }

    #[test]
    fn every_fault_of_a_row_is_told_at_its_cell() {
        let found = faults(&[
            (Field::RegisteredOn, "去年"),
            (Field::Kind, "邻居吵架"),
            (Field::Channel, ""),
            (Field::Area, "小柳镇"),
            (Field::ApplicantPhones, "13812345678、没有"),
            (Field::Narrative, ""),
            (Field::Amount, "若干"),
            (Field::Committee, "某某调委会"),
        ]);
        let expected = [
            (Field::RegisteredOn, Code::DateMalformed),
            (Field::Kind, Code::UnknownValue),
            (Field::Channel, Code::Required),
            (Field::Area, Code::AreaUnknown),
            (Field::ApplicantPhones, Code::PhoneMalformed),
            (Field::Narrative, Code::Required),
            (Field::Amount, Code::AmountMalformed),
            (Field::Committee, Code::UnknownValue),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_nearest() {
        let faults = reader().read(&with(&[(Field::Kind, "邻里矛盾")])).unwrap_err();
        let sentence = faults[0].refusal.sentence();
        assert!(sentence.zh.contains("邻里纠纷") && sentence.en.contains("Did you mean"), "{sentence:?}");
        let faults = reader().read(&with(&[(Field::Area, "大柳乡")])).unwrap_err();
        assert!(faults[0].refusal.sentence().zh.contains("大柳镇"));
    }

    #[test]
    fn a_word_of_the_county_says_what_it_counts_as() {
        let filed = |changes: &[(Field, &str)]| {
            let intake = reader().read(&with(changes)).unwrap().intake;
            (intake.kind.unwrap(), intake.subtype)
        };
        let (neighbours, forest) = (DisputeKind::Neighbours, DisputeKind::ForestLand);
        assert_eq!(filed(&[]), (neighbours, None));
        assert_eq!(filed(&[(Field::Subtype, "排水")]), (neighbours, Some("ditch".into())));
        assert_eq!(filed(&[(Field::Kind, "山林土地纠纷"), (Field::Subtype, "排 水")]), (forest, Some("water".into())));
        // The old ledger has the county's words alone, in a column of their own or among the types.
        assert_eq!(filed(&[(Field::Kind, ""), (Field::Subtype, "院墙")]), (neighbours, Some("wall".into())));
        assert_eq!(filed(&[(Field::Kind, "院墙")]), (neighbours, Some("wall".into())));
        // One word under two types says nothing by itself.
        assert_eq!(faults(&[(Field::Kind, ""), (Field::Subtype, "排水")]), [(Field::Kind, Code::Required)]);
        assert_eq!(faults(&[(Field::Subtype, "水渠")]), [(Field::Subtype, Code::EntryUnknown)]);
        let elsewhere = [(Field::Kind, "合同纠纷"), (Field::Subtype, "院墙")];
        assert_eq!(faults(&elsewhere), [(Field::Subtype, Code::EntryElsewhere)]);
    }

    #[test]
    fn own_initiative_needs_its_lead_and_an_entrusted_matter_its_body() {
        assert_eq!(faults(&[(Field::Source, "主动")]), [(Field::Reporter, Code::ReporterNeeded)]);
        assert_eq!(faults(&[(Field::Source, "法院委托")]), [(Field::EntrustedBy, Code::Required)]);
        let row = with(&[(Field::Source, "法院委托移送"), (Field::EntrustedBy, "凉州区人民法院")]);
        let letter = reader().read(&row).unwrap().intake.entrustment.unwrap();
        assert_eq!((letter.body.as_str(), letter.received_on), ("凉州区人民法院", Some(date(2025, 3, 2))));
    }

    #[test]
    fn what_was_closed_there_is_told_from_what_is_open() {
        let closed = |changes: &[(Field, &str)]| reader().read(&with(changes)).unwrap().imported.closed;
        assert_eq!(closed(&[(Field::Result, "调解中")]), None);
        assert_eq!(closed(&[(Field::Result, "—")]), None);
        for open in [
            "未化解",
            "化解中",
            "正在化解",
            "尚未结案",
            "暂未办结",
            "还未调解成功",
            "还没结案",
            "没有结案",
            "履行中",
            "协议履行中。",
            "待归档",
            "尚未达成协议",
        ] {
            assert_eq!(closed(&[(Field::Result, open)]), None, "{open}");
            let day = [(Field::Result, open), (Field::ClosedOn, "2025.4.1")];
            assert_eq!(faults(&day), [(Field::ClosedOn, Code::DatesReversed)], "{open}");
        }
        for over in ["已化解", "已履行", "归档", "调解不成", "未达成", "未能达成协议", "没有达成协议", "未成功"]
        {
            assert!(closed(&[(Field::Result, over)]).is_some(), "{over}");
        }
        let agreed = ClosedThere { result: "调解成功".into(), on: Some(date(2025, 4, 1)) };
        assert_eq!(closed(&[(Field::Result, "调解成功"), (Field::ClosedOn, "2025.4.1")]), Some(agreed));
        assert_eq!(closed(&[(Field::Result, "未达成协议")]).unwrap().on, None);
        assert_eq!(faults(&[(Field::Result, "随便")]), [(Field::Result, Code::UnknownValue)]);
        assert_eq!(faults(&[(Field::ClosedOn, "2025.2.1")]), [(Field::ClosedOn, Code::DatesReversed)]);
        assert_eq!(
            faults(&[(Field::Result, "在办"), (Field::ClosedOn, "2025.4.1")]),
            [(Field::ClosedOn, Code::DatesReversed)]
        );
        assert_eq!(faults(&[(Field::ClosedOn, "2026.3.3")]), [(Field::ClosedOn, Code::DateInFuture)]);
    }

    #[test]
    fn a_telephone_is_of_whose_place_it_stands_in() {
        let phones = |names: &str, typed: &str| {
            let row = with(&[(Field::Applicants, names), (Field::ApplicantPhones, typed)]);
            let parties = reader().read(&row).unwrap().intake.parties;
            let applicants = parties.into_iter().filter(|party| party.side == Side::Applicant);
            applicants.map(|party| party.phone).collect::<Vec<_>>()
        };
        let (one, two) = ("13812345678", "13800000001");
        for none in ["无", "/", "", "不详", "—"] {
            assert_eq!(phones("张三、李四", &format!("{none}、{one}")), ["", one], "{none}");
            assert_eq!(phones("张三、李四", &format!("{one}、{none}")), [one, ""], "{none}");
            assert_eq!(phones("张三、李四、王五", &format!("{one}、{none}、{two}")), [one, "", two], "{none}");
            assert_eq!(phones("张三、李四、王五", &format!("{none}、{one}、{none}")), ["", one, ""], "{none}");
        }
        assert_eq!(phones("张三、李四", &format!("{one}、\r\n{two}")), [one, two]);
        assert_eq!(phones("张三", &format!("{one}、无")), [one]);
        assert_eq!(phones("张三、李四、王五", &format!("{one}、{two}")), [one, two, ""]);
        for (names, typed) in [("张三、李四、王五", "无、13812345678"), ("张三", "无、13812345678")] {
            let told = faults(&[(Field::Applicants, names), (Field::ApplicantPhones, typed)]);
            assert_eq!(told, [(Field::ApplicantPhones, Code::OutOfRange)], "{names}");
        }
    }

    #[test]
    fn a_telephone_too_many_and_nobody_at_all_are_faults() {
        assert_eq!(
            faults(&[(Field::RespondentPhones, "13812345678 13800000000、12348")]).first().unwrap().0,
            Field::RespondentPhones
        );
        assert_eq!(
            faults(&[(Field::Applicants, ""), (Field::ApplicantPhones, ""), (Field::Respondents, "")]),
            [(Field::Applicants, Code::ApplicantNeeded)]
        );
    }
}
