//! 本人权利: what a person may have of what is kept about them, put right, or erased; and how long it is kept
//! (PIPL arts 44 to 50, 47 for erasure, 19 for keeping).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dossier::{Retention, RetentionTable};
use crate::kernel::{Code, Date, Instant, Text, refusal::Form};
use crate::text_enum;

text_enum! {
    /// A part of what is kept about a party in a matter.
    pub enum KeptPart {
        Contacts = "contacts" ("电话和住址，包括监护人、代理人的电话", "Telephone and address, also of guardian and agents"),
        Particulars = "particulars" ("姓名、性别、出生日期、职业，以及登记的事由", "Name, sex, birth, occupation, and what was told at registration"),
        Papers = "papers" ("已经出具的文书和收到的材料", "Papers that were issued and what was handed in"),
        File = "file" ("调解卷宗", "The file of the mediation"),
        Figures = "figures" ("不能认出您的统计数字", "Figures from which nobody can be told"),
    }
}

/// That a matter is to be kept whatever its time says: an inspection, a lawsuit, a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RetentionHold)]
pub struct Hold {
    pub reason: String,
    /// Last day.
    pub until: Date,
    pub at: Instant,
    /// Who said so.
    pub by_name: String,
}

/// What decides whether something may be erased.
#[derive(Clone, Copy, Debug)]
pub struct Keeping<'a> {
    /// The matter is not over.
    pub open: bool,
    /// It was accepted and so has a file.
    pub filed: bool,
    /// It is held, on this day.
    pub hold: Option<&'a Hold>,
    pub today: Date,
}

/// What becomes of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErasureLine {
    pub part: KeptPart,
    pub part_label: Text,
    /// It is erased; otherwise it is stored and used for nothing else.
    pub goes: bool,
    pub why: Text,
    /// The article.
    pub source: Text,
}

/// What would be erased on a person's demand, and what is refused with its article. The same for whoever asks.
pub fn erasure(keeping: &Keeping<'_>) -> Vec<ErasureLine> {
    let line = |part: KeptPart, goes, why: [&str; 2], source: [&str; 2]| ErasureLine {
        part,
        part_label: part.label(),
        goes,
        why: Text::new(why[0], why[1]),
        source: Text::new(source[0], source[1]),
    };
    let over = (
        ["处理目的已经实现，不再需要", "The purpose is achieved; it is not needed any more"],
        ["个人信息保护法第四十七条第一款第一项", "PIPL art. 47(1)(1)"],
    );
    let waits = match (keeping.hold.filter(|hold| hold.until >= keeping.today), keeping.open) {
        (Some(_), _) => Some((
            ["正在核查、诉讼或者处理投诉，暂停删除", "An inspection, a lawsuit or a complaint is going on"],
            ["个人信息保护法第四十七条第二款", "PIPL art. 47(2)"],
        )),
        (None, true) => Some((
            ["事项还在办理，处理目的没有实现", "The matter is going on; the purpose is not achieved yet"],
            ["个人信息保护法第四十七条第一款第一项", "PIPL art. 47(1)(1)"],
        )),
        (None, false) => None,
    };
    let file = (
        [
            "调委会应当建立调解工作档案；保管期满以前只保存，不作他用",
            "A committee keeps files of its work: until their time is over, stored and nothing else",
        ],
        ["人民调解法第二十七条，个人信息保护法第四十七条第二款", "Mediation Law art. 27; PIPL art. 47(2)"],
    );
    let decide = |part, kept: Option<([&'static str; 2], [&'static str; 2])>| match waits.or(kept) {
        Some((why, source)) => line(part, false, why, source),
        None => line(part, true, over.0, over.1),
    };
    let mut lines = vec![
        decide(KeptPart::Contacts, None),
        decide(KeptPart::Particulars, keeping.filed.then_some(file)),
        line(KeptPart::Papers, false, file.0, file.1),
    ];
    if keeping.filed {
        lines.push(line(KeptPart::File, false, file.0, file.1));
    }
    lines.push(line(
        KeptPart::Figures,
        false,
        ["匿名化以后的信息不是个人信息", "Anonymous data is not personal data"],
        ["个人信息保护法第四条", "PIPL art. 4"],
    ));
    lines
}

/// Refuses a hold without a reason or an end; an end lies at most ten years away, so that somebody asks again.
pub fn check_hold(form: &mut Form, reason: &str, until: Date, today: Date) {
    form.text(reason, 500, "/hold/reason");
    let last = today.saturating_add(jiff::Span::new().years(10));
    if until < today || until > last {
        form.refuse(Code::HoldTooLong, "/hold/until");
    }
}

/// The last day on which a file of a class is kept, counted from the end of the year in which it was closed; none: for ever.
pub fn kept_until(closed_on: Date, class: Retention, table: &RetentionTable) -> Option<Date> {
    let years = match class {
        Retention::Permanent => return None,
        Retention::Long => table.long_years,
        Retention::Short => table.short_years,
    };
    let year = closed_on.year().checked_add_unsigned(years)?;
    Date::new(year, 12, 31).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    fn gone(open: bool, filed: bool, hold: Option<&Hold>) -> Vec<KeptPart> {
        let lines = erasure(&Keeping { open, filed, hold, today: TODAY });
        assert!(lines.iter().all(|line| line.source.zh.contains('第') && !line.why.en.is_empty()));
        lines.into_iter().filter(|line| line.goes).map(|line| line.part).collect()
    }

    #[test]
    fn what_goes_depends_on_the_file_and_what_is_held_stays() {
        use KeptPart as K;
        assert_eq!(gone(true, false, None), []);
        assert_eq!(gone(false, true, None), [K::Contacts]);
        assert_eq!(gone(false, false, None), [K::Contacts, K::Particulars]);
        let hold = |until| Hold { reason: "诉讼".into(), until, at: 0, by_name: String::new() };
        assert_eq!(gone(false, false, Some(&hold(TODAY))), []);
        assert_eq!(gone(false, false, Some(&hold(date(2026, 3, 1)))), [K::Contacts, K::Particulars], "it has ended");
    }

    #[test]
    fn a_class_is_counted_from_the_end_of_the_year() {
        let table = RetentionTable { long_years: 10, short_years: 3, ..RetentionTable::default() };
        let until = |class| kept_until(date(2020, 5, 6), class, &table);
        assert_eq!(until(Retention::Short), Some(date(2023, 12, 31)));
        assert_eq!(until(Retention::Long), Some(date(2030, 12, 31)));
        assert_eq!(until(Retention::Permanent), None);
    }

    #[test]
    fn a_hold_has_a_reason_and_an_end() {
        let codes = |reason: &str, until| {
            let mut form = Form::default();
            check_hold(&mut form, reason, until, TODAY);
            form.finish().err().unwrap_or_default().iter().map(|refusal| refusal.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("诉讼", date(2027, 1, 1)), []);
        assert_eq!(codes(" ", date(2027, 1, 1)), [Code::Required]);
        assert_eq!(codes("诉讼", date(2026, 3, 1)), [Code::HoldTooLong]);
        assert_eq!(codes("诉讼", date(2037, 1, 1)), [Code::HoldTooLong]);
    }
}
