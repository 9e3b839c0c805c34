use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::kernel::Code;
use crate::matters::{Channel, DisputeKind, MatterState, Source};

fn document<'a>(title: &'a str, body: &'a str, hidden: Hidden) -> Document<'a> {
    Document {
        title: [title, ""],
        body: vec![body],
        hidden,
        area: "620602130200".parse().unwrap(),
        kind: DisputeKind::Neighbours,
        subtype: Some("ditch"),
        state: MatterState::Open,
        source: Source::Application,
        subsource: Some("hall"),
        channel: Channel::Window,
        desk: 7,
        committee: Some(8),
        handlers: &[9],
        grantees: &[],
    }
}

fn tokens(body: &str, hidden: Hidden) -> BTreeSet<String> {
    let line = document("", body, hidden).tokens();
    line.split(' ').filter(|t| !t.starts_with('_')).map(str::to_owned).collect()
}

fn found(query: &str, body: &str) -> bool {
    holds(&tokens(body, Hidden::default()), &Words::read(query).unwrap())
}

fn holds(all: &BTreeSet<String>, query: &Words) -> bool {
    query.tokens.is_subset(all) && query.starts.iter().all(|start| all.iter().any(|token| token.starts_with(start)))
}

fn people(names: &[&str]) -> Hidden {
    let mut hidden = Hidden::default();
    names.iter().for_each(|name| hidden.person(name));
    hidden
}

#[test]
fn a_matter_is_one_line_of_tokens() {
    let line = document("吴某与李某邻里纠纷", "院墙 2 米，A座", Hidden::default()).tokens();
    let mut tokens: Vec<&str> = line.split(' ').collect();
    tokens.sort_unstable();
    assert_eq!(
        tokens.join(" "),
        "2 _a62 _a6206 _a620602 _a620602130 _a620602130200 _c8 _d7 _h9 _kneighbours _nwindow _oapplication _sopen \
         _t与李 _t吴某 _t李某 _t某与 _t某邻 _t纠纷 _t纷 _t邻里 _t里纠 _uditch _vhall \
         a 与李 吴某 墙 座 李某 某与 某邻 米 纠纷 纷 邻里 里纠 院墙"
    );
}

#[test]
fn what_stands_together_is_found_in_any_writing() {
    let text = "雨水流入桥坡村二组张家院内，ＷＰＳ表格第３页，QQ群聊天记录";
    for query in ["桥坡村", "雨水 院内", "院", "内", "wps", "WPS表格", "3", "qq群", "“聊天记录”", "记录，雨水"]
    {
        assert!(found(query, text), "{query}");
    }
    for query in ["坡桥", "雨水院内", "w", "33"] {
        assert!(!found(query, text), "{query}");
    }
}

#[test]
fn names_never_become_tokens_however_they_are_spaced() {
    let hidden = people(&["吴大勇", "欧阳雪梅", "买买提·吐尔逊", "John Smith", "李四"]);
    let all =
        tokens("吴大勇、欧阳 雪梅与李　四争吵；大勇推了雪梅，买买提吐尔逊和 JOHN  SMITH 在场。老李说大勇亲", hidden);
    for part in ["吴大", "大勇", "勇", "欧阳", "阳雪", "雪梅", "李四", "买买", "吐尔", "john", "smith", "johnsmith"]
    {
        assert!(!all.contains(part), "{part} in {all:?}");
    }
    for part in ["争吵", "在场", "推了", "了", "说", "亲", "老李"] {
        assert!(all.contains(part), "{part} not in {all:?}");
    }
    // A break, not a bridge: what stood on both sides of a name does not stand together.
    assert!(!all.contains("与争") && !all.contains("了和"));
}

#[test]
fn an_organisations_whole_name_is_hidden_and_its_words_elsewhere_are_not() {
    let mut hidden = Hidden::default();
    hidden.body("武威宏达建筑有限公司");
    let all = tokens("武威宏达建筑有限公司拖欠工资，宏达公司不认账", hidden);
    assert!(!all.contains("威宏") && all.contains("宏达") && all.contains("拖欠"));
}

#[test]
fn long_numbers_never_become_tokens() {
    for number in [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "(0935)2212345",
        "+86 138.0000.0001",
        "１３８００００００１",
        "62060219900101123X",
        "6222 0212 3456 7890 123",
    ] {
        let all = tokens(&format!("电话{number}联系"), Hidden::default());
        assert!(all.iter().all(|t| !t.chars().any(|c| c.is_ascii_alphanumeric())), "{number}: {all:?}");
        assert!(all.contains("电话") && all.contains("联系") && !all.contains("话联"), "{number}: {all:?}");
        let query = Words::read(number).unwrap();
        assert!(query.never_indexed && query.tokens.is_empty(), "{number}: {query:?}");
    }
    for number in ["25000", "2026", "3.5"] {
        assert!(found(number, &format!("共{number}元")), "{number}");
    }
}

#[test]
fn a_text_beyond_all_measure_is_found_by_its_beginning() {
    let text: String = (0..40_000).filter_map(|n| char::from_u32(0x4e00 + n * 7_919 % 20_000)).collect();
    let line = document("院墙", &text, Hidden::default()).tokens();
    assert_eq!(line.split(' ').filter(|t| !t.starts_with('_')).count(), 20_000 - 2);
    assert!(["_t院墙", "_sopen"].iter().all(|token| line.split(' ').any(|t| t == *token)));
    let start: String = text.chars().take(20).collect();
    let words = Words::read(&start).unwrap();
    assert!(words.tokens.iter().all(|token| line.split(' ').any(|t| t == token)));
}

#[test]
fn hostile_queries_are_plain_text() {
    for query in ["\" OR *", "纠纷\" OR \"x\":*", "a' | 'b & !c", "NEAR(a b)", "纠\0纷", "_a620602", "{title}:x^2"]
    {
        let words = Words::read(query).unwrap();
        assert!(words.tokens.union(&words.starts).all(|t| t.chars().all(char::is_alphanumeric)), "{words:?}");
    }
    for query in ["", "  ", "！！？", "\" * \"", "\0"] {
        assert_eq!(Words::read(query).unwrap_err().code, Code::SearchEmpty, "{query:?}");
    }
    assert_eq!(Words::read(&"纠".repeat(10_000)).unwrap_err().code, Code::TooLong);
    assert_eq!(Words::read(&"\u{fdfa}".repeat(100)).unwrap().runs.len(), 301);
}

proptest! {
    #[test]
    fn every_piece_of_a_text_finds_the_text(text in "[\u{4e00}-\u{4e40}a-c0-9，。 ]{1,60}", from in 0usize..60, len in 1usize..20) {
        let piece: String = text.chars().skip(from).take(len).collect();
        // A word cut in two is another word; Chinese may be cut anywhere.
        prop_assume!(!piece.chars().any(|c| c.is_ascii_alphanumeric()));
        if let Ok(query) = Words::read(&piece) {
            prop_assert!(holds(&tokens(&text, Hidden::default()), &query));
        }
    }

    #[test]
    fn tokens_are_letters_and_digits_whatever_is_typed(text in "\\PC{0,80}") {
        for token in tokens(&text, Hidden::default()) {
            prop_assert!(token.is_empty() || token.chars().all(char::is_alphanumeric), "{token:?}");
        }
        if let Ok(query) = Words::read(&text) {
            prop_assert!(query.tokens.union(&query.starts).all(|t| !t.is_empty() && t.chars().all(char::is_alphanumeric)));
        }
    }

    #[test]
    fn a_name_and_a_number_are_not_found_where_they_were_written(
        before in "[\u{4e00}-\u{4e20}]{0,5}", name in "[\u{5000}-\u{5030}]{2,4}", after in "[\u{4e00}-\u{4e20}]{0,5}",
        number in "1[3-9][0-9]{9}", gap in "[ .,，、-]{0,2}",
    ) {
        let spaced: String = name.chars().flat_map(|c| [c.to_string(), gap.clone()]).collect();
        let all = tokens(&format!("{before}{spaced}{after}{number}"), people(&[&name]));
        prop_assert!(!all.iter().any(|t| t.chars().any(|c| name.contains(c) || c.is_ascii_digit())), "{all:?}");
    }
}
