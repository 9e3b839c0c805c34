use std::collections::HashSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::matters::MatterMoveKind;
use crate::mediation::MoveKind;

fn entry(dictionary: Dictionary, code: &str, parent: &str, zh: &str) -> Entry {
    Entry {
        dictionary,
        code: code.into(),
        parent: parent.into(),
        zh: zh.into(),
        en: String::new(),
        order: 0,
        from: None,
        until: None,
    }
}

fn zh(text: &Text) -> String {
    text.zh.clone()
}

/// Faults as line, column and reason.
fn faults(text: &str, published: &[Entry]) -> Vec<(u32, Option<Column>, Code)> {
    let (rows, mut faults) = read(&commas(text));
    faults.extend(check(&rows, published).err().unwrap_or_default());
    faults.into_iter().map(|f| (f.row, f.column, f.refusal.code)).collect()
}

const HEAD: &str = "dictionary|code|parent|zh|en|order|from|until";

/// Written with bars: a comma beside Chinese is a slip elsewhere.
fn commas(text: &str) -> String {
    text.replace('|', ",")
}

#[test]
fn steps_that_ask_for_a_reason_have_the_names_of_their_moves() {
    for step in ReasonFor::ALL {
        let of_mediation = step.as_str().parse::<MoveKind>().map(MoveKind::label);
        let of_matter = step.as_str().parse::<MatterMoveKind>().map(MatterMoveKind::label);
        match of_mediation.or(of_matter) {
            Ok(label) => assert_eq!(step.label(), label),
            Err(_) => assert!(matches!(step, ReasonFor::Seal | ReasonFor::Unseal), "{step}"),
        }
    }
}

#[test]
fn no_two_headings_of_a_dictionary_answer_to_one_name() {
    for dictionary in Dictionary::ALL {
        let mut seen = HashSet::new();
        for (code, label) in dictionary.headings() {
            assert!(is_code(code) && seen.insert(label.zh.clone()), "{code}");
        }
    }
}

#[test]
fn what_was_written_is_read_again_in_either_language() {
    let mut entries = vec![
        Entry {
            en: "Ditches, \"wet\"".into(),
            order: 20,
            ..entry(Dictionary::Kind, "ditch", "neighbours", "排水用水")
        },
        Entry {
            until: Some(date(2026, 12, 31)), ..entry(Dictionary::Source, "hall", "court", "凉州区法院，立案庭")
        },
        Entry { from: Some(date(2026, 1, 1)), ..entry(Dictionary::Place, "yard", "bench", "大柳村三组场院") },
        entry(Dictionary::Reason, "no_show", "terminate", "一方两次无故不到场"),
    ];
    in_order(&mut entries);
    for say in [zh, |text: &Text| text.en.clone()] {
        let text = write(&entries, &say);
        assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
        let (rows, faults) = read(&text);
        assert_eq!(faults, []);
        assert_eq!(check(&rows, &[]).unwrap(), entries);
    }
}

#[test]
fn a_text_is_read_as_spreadsheets_and_people_leave_it() {
    let tabs = "\u{feff}\r\n名称\t上级\t代码\t字典\t有效期起\t顺序\r\n排水\t邻里纠纷\tＤitch\t纠纷细类\t２０２６年１月２日\t１０\r\n\t\t\t\t\t\r\n";
    let (rows, none) = read(tabs);
    assert_eq!(none, []);
    let expected =
        Entry { order: 10, from: Some(date(2026, 1, 2)), ..entry(Dictionary::Kind, "ditch", "neighbours", "排水") };
    assert_eq!(rows[0].0, 3, "as an editor counts");
    assert_eq!(check(&rows, &[]).unwrap(), [expected]);
    // Padded with separators, quoted, without an end.
    let (rows, _) =
        read(&commas(&format!("{HEAD}\n|||||||\n\"kind\"|\"wall\"|\"neighbours\"|\"院墙，界墙\"|||2026/1/2|无")));
    let read = check(&rows, &[]).unwrap();
    assert_eq!((read[0].zh.as_str(), read[0].until), ("院墙，界墙", None));
}

#[test]
fn every_fault_is_told_by_line_and_column() {
    use Code as C;
    use Column as Col;
    let text = format!(
        "{HEAD}\n\
         fruit|apple|neighbours|苹果\n\
         kind|Ditch-1|neighbours|排水\n\
         kind||neighbours|院墙\n\
         kind|wall||院墙\n\
         kind|hedge|wall|树篱\n\
         kind|fence|gardens|篱笆\n\
         kind|neighbours|neighbours|邻居\n\
         kind|path|neighbours|\n\
         kind|same|neighbours|邻里纠纷\n\
         kind|roof|neighbours|屋檐||-1\n\
         kind|tree|neighbours|树木|||2026-02-30\n\
         kind|dog|neighbours|养狗|||2026-05-01|2026-04-30\n\
         kind|dog|neighbours|养狗扰邻\n\
         kind|noise|neighbours|=HYPERLINK\n\
         kind|smell|neighbours|\"气味\n\
         place|hall|room|{}\n\
         kind|lamp|neighbours|灯光\n\
         kind|light|neighbours|灯 光\n",
        "厅".repeat(61)
    );
    assert_eq!(
        faults(&text, &[]),
        [
            (16, None, C::QuoteOpen),
            (2, Some(Col::Dictionary), C::DictionaryUnknown),
            (3, Some(Col::Code), C::EntryCodeMalformed),
            (4, Some(Col::Code), C::Required),
            (5, Some(Col::Parent), C::EntryParentMissing),
            (6, Some(Col::Parent), C::EntryThirdLevel),
            (7, Some(Col::Parent), C::EntryParentUnknown),
            (8, Some(Col::Code), C::EntryCodeTaken),
            (9, Some(Col::Zh), C::Required),
            (10, Some(Col::Zh), C::EntryNameOfHeading),
            (11, Some(Col::Order), C::OutOfRange),
            (12, Some(Col::From), C::DateMalformed),
            (13, Some(Col::Until), C::DatesReversed),
            (15, Some(Col::Zh), C::LooksLikeFormula),
            (17, Some(Col::Zh), C::TooLong),
            (18, Some(Col::Zh), C::EntryNameTwice),
            (19, Some(Col::Zh), C::EntryNameTwice),
        ]
    );
    let twice = format!("{HEAD}\nkind|dog|neighbours|养狗\nkind|ＤＯＧ|neighbours|犬吠\n");
    assert_eq!(faults(&twice, &[]), [(3, Some(Col::Code), C::EntryTwice)]);
}

#[test]
fn an_unknown_heading_is_answered_with_the_nearest() {
    let (rows, _) = read(&commas(&format!("{HEAD}\nkind|dog|邻居纠纷|养狗\nkind|cat|xyz|养猫\n")));
    let told: Vec<String> = check(&rows, &[]).unwrap_err().iter().map(|fault| fault.refusal.sentence().zh).collect();
    assert_eq!(told, ["没有上级“邻居纠纷”，是不是“邻里纠纷”？", "没有这个上级。"]);
}

#[test]
fn more_rows_than_a_county_has_entries_are_refused_before_they_are_compared() {
    let row = |n: u32| Row {
        dictionary: "kind".into(),
        code: format!("c{n}"),
        parent: "nowhere".into(),
        zh: format!("词{n}"),
        ..Row::default()
    };
    let rows: Vec<(u32, Row)> = (1..=2_001).map(|n| (n, row(n))).collect();
    let told = check(&rows, &[]).unwrap_err();
    assert_eq!((told.len(), told[0].row, told[0].refusal.code), (1, 2_001, Code::TooManyRows));
    let told = check(&rows[..MOST_ENTRIES], &[]).unwrap_err();
    assert_eq!((told.len(), told[0].refusal.code), (MOST_ENTRIES, Code::EntryParentUnknown));
    // However the dictionary is written, its entries are no headings.
    let other = Row { dictionary: "纠纷细类".into(), parent: "C1".into(), ..row(3_000) };
    let known = Row { parent: "neighbours".into(), ..row(1) };
    assert_eq!(check(&[(1, known), (2, other)], &[]).unwrap_err()[0].refusal.code, Code::EntryThirdLevel);
}

#[test]
fn column_names_are_needed_known_and_there_once() {
    assert_eq!(faults("", &[]), [(1, None, Code::HeadingMissing)]);
    let missing = [(1, Some(Column::Parent), Code::HeadingMissing)];
    assert_eq!(faults("dictionary|code|zh\nkind|dog|养狗", &[]), missing);
    let odd = faults("字典|代码|上级|名称|代码|备注", &[]);
    assert_eq!(odd, [(1, Some(Column::Code), Code::ColumnTwice), (1, None, Code::UnknownValue)]);
}

#[test]
fn what_was_published_stays_and_stays_where_it_was() {
    let published =
        [entry(Dictionary::Kind, "ditch", "neighbours", "排水"), entry(Dictionary::Kind, "wall", "neighbours", "院墙")];
    let text = format!("{HEAD}\nkind|ditch|neighbours|排水用水||||2026-06-30\nkind|dog|neighbours|养狗\n");
    let (rows, _) = read(&commas(&text));
    let draft = check(&rows, &published).unwrap();
    assert_eq!(draft.iter().map(|e| e.code.as_str()).collect::<Vec<_>>(), ["ditch", "dog", "wall"]);
    let told: Vec<_> = differences(&published, &draft).into_iter().map(|c| (c.entry.code, c.how)).collect();
    assert_eq!(told, [("ditch".into(), ChangeKind::Changed), ("dog".into(), ChangeKind::Added)]);
    let ended = Entry { until: Some(date(2026, 6, 30)), ..published[1].clone() };
    assert_eq!(differences(&published, &[ended])[0].how, ChangeKind::Ended);

    let moved = format!("{HEAD}\nkind|ditch|homestead|排水\n");
    assert_eq!(faults(&moved, &published), [(2, Some(Column::Parent), Code::EntryParentFixed)]);
    let third = format!("{HEAD}\nkind|deep|院墙|深沟\n");
    assert_eq!(faults(&third, &published), [(2, Some(Column::Parent), Code::EntryThirdLevel)]);
    let namesake = format!("{HEAD}\nkind|wall_2|neighbours|院墙\n");
    assert_eq!(faults(&namesake, &published), [(2, Some(Column::Zh), Code::EntryNameTwice)]);
    // After the one has ended, another may bear its name.
    let successor =
        format!("{HEAD}\nkind|wall|neighbours|院墙||||2026-06-30\nkind|wall_2|neighbours|院墙|||2026-07-01\n");
    assert_eq!(faults(&successor, &published), []);
}

#[test]
fn the_version_of_the_day_says_what_may_be_filed_and_what_it_is_called() {
    let ditch = entry(Dictionary::Kind, "ditch", "neighbours", "排水");
    let renamed = Entry { zh: "排水用水".into(), until: Some(date(2026, 8, 31)), ..ditch.clone() };
    let book = Book::new(vec![
        Version::new(2, date(2026, 6, 1), vec![renamed]),
        Version::new(1, date(2026, 3, 1), vec![ditch]),
    ]);
    let objection = |parent, day| book.objection(Dictionary::Kind, "ditch", parent, day);
    assert_eq!(objection("neighbours", date(2026, 2, 28)), Some(Code::EntryUnknown));
    assert_eq!(objection("neighbours", date(2026, 3, 1)), None);
    assert_eq!(objection("homestead", date(2026, 3, 1)), Some(Code::EntryElsewhere));
    assert_eq!(objection("neighbours", date(2026, 8, 31)), None);
    assert_eq!(objection("neighbours", date(2026, 9, 1)), Some(Code::EntryEnded));
    let name = |day| book.name(Dictionary::Kind, "ditch", day).zh;
    assert_eq!((name(date(2026, 5, 31)).as_str(), name(date(2026, 9, 1)).as_str()), ("排水", "排水用水"));
    assert_eq!(name(date(2025, 1, 1)), "排水", "filed before there was a version");
    assert_eq!(book.name(Dictionary::Source, "ditch", date(2026, 5, 1)).en, "ditch");
    assert_eq!(book.offered(Dictionary::Kind, date(2026, 9, 1)), []);
}

#[test]
fn a_version_takes_effect_today_or_later_and_not_before_one_that_waits() {
    let added = differences(&[], &[entry(Dictionary::Kind, "ditch", "neighbours", "排水")]);
    let waits = Version::new(1, date(2026, 7, 1), Vec::new());
    let today = date(2026, 6, 1);
    let on = |latest, day| check_publication(latest, &added, day, "", today).map_err(|r| r[0].code);
    assert_eq!(on(None, today), Ok(()));
    assert_eq!(on(None, date(2026, 5, 31)), Err(Code::PublicationTooEarly));
    assert_eq!(on(Some(&waits), today), Err(Code::PublicationTooEarly));
    assert_eq!(on(Some(&waits), date(2026, 7, 1)), Ok(()));
    assert_eq!(on(None, date(2062, 6, 1)), Err(Code::OutOfRange));
    let nothing = check_publication(None, &[], today, "", today).unwrap_err();
    assert_eq!(nothing[0].code, Code::NothingToPublish);
}

fn rows() -> impl Strategy<Value = Vec<(u32, Row)>> {
    let row =
        ("[a-e]", 0..4usize, "[甲乙丙]{0,2}", "(2026-0[1-6]-0[1-9])?").prop_map(|(code, parent, zh, until)| Row {
            dictionary: "kind".into(),
            code,
            parent: ["neighbours", "contract", "medical", ""][parent].into(),
            zh,
            until,
            ..Row::default()
        });
    proptest::collection::vec(row, 0..6).prop_map(|rows| (1..).zip(rows).collect())
}

proptest! {
    /// However often it is edited and published, a code once published is there in every later version, under the same
    /// heading, and is read by a name on every day.
    #[test]
    fn a_code_once_published_can_always_be_read(drafts in proptest::collection::vec(rows(), 1..8)) {
        let (mut versions, mut used): (Vec<Version>, Vec<Entry>) = (Vec::new(), Vec::new());
        for (n, rows) in (1..).zip(&drafts) {
            let published = versions.last().map(|v: &Version| v.entries().to_vec()).unwrap_or_default();
            let Ok(entries) = check(rows, &published) else { continue };
            used.extend(entries.iter().cloned());
            versions.push(Version::new(n, date(2026, 1, n as i8), entries));
            let book = Book::new(versions.clone());
            for entry in &used {
                let latest = book.latest().unwrap().find(entry.dictionary, &entry.code);
                prop_assert_eq!(latest.map(|e| &e.parent), Some(&entry.parent));
                for day in [date(2025, 1, 1), date(2026, 1, n as i8), date(2027, 1, 1)] {
                    prop_assert_ne!(&book.name(entry.dictionary, &entry.code, day).zh, &entry.code);
                }
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}", body in "(dictionary|kind|[,\"\t\n]|[a-z一]){0,40}") {
        for text in [text, format!("{HEAD}\n{body}")] {
            let (rows, _) = read(&commas(&text));
            let _ = check(&rows, &[]);
        }
    }
}
