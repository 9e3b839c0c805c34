//! What must hold on the page whatever people write.

use bandeng_docgen::*;

use crate::tools::{keep, lines, print, words};
use bandeng_docgen::sample::{applicant, company, full, minimal};

#[test]
fn a_name_of_thirty_characters_is_printed_whole() {
    let mut data = full();
    data.parties[1] = company();
    assert!(data.parties[1].name.chars().count() >= 30);
    for code in ["D1", "D2", "D7", "D11"] {
        let pdf = print(code, &data);
        keep(&pdf, &format!("{code}-company"));
        assert!(words(&pdf).contains(&data.parties[1].name), "{code}:\n{}", lines(&pdf));
    }
    let text = words(&print("D7", &data));
    assert!(text.contains("法定代表人（负责人）郑海（理事长）") && text.contains("被申请人名称"), "{text}");

    // A person's long name too, as some languages have them.
    data.parties[1] = PartyBlock { kind: PartyKind::Person, ..company() };
    assert!(words(&print("D7", &data)).contains(&data.parties[1].name));
}

#[test]
fn a_long_narrative_flows_over_pages_and_loses_nothing() {
    let mut data = full();
    let paragraph = |i: usize| {
        format!("第{i}段：双方就漏水的起因、范围和修复办法反复说明各自的看法，物业也在场作了解释。").repeat(6)
    };
    data.matter.narrative = (1..=30).map(paragraph).collect::<Vec<_>>().join("\n");
    for code in ["D1", "D2"] {
        let pdf = print(code, &data);
        keep(&pdf, &format!("{code}-long"));
        assert!(pdf.pages >= 4, "{code} has {} pages", pdf.pages);
        let text = words(&pdf);
        for i in 1..=30 {
            assert_eq!(text.matches(&format!("第{i}段")).count(), 6, "{code} paragraph {i}");
        }
        for page in 1..=pdf.pages {
            assert!(text.contains(&format!("第{page}页共{}页", pdf.pages)), "{code} page {page}");
        }
    }
}

/// No signature stands on a page without the words it is given to.
#[test]
fn signatures_and_seal_stay_with_the_closing_words() {
    for filler in 0..24 {
        let mut data = full();
        if let Some(a) = &mut data.agreement {
            a.facts = "经查明的事实。\n".repeat(filler + 1);
        }
        let text = lines(&print("D7", &data));
        let page = text.split('\u{c}').find(|p| p.contains("签名、盖章或按指印")).expect("a page with signatures");
        for words in ["本协议一式", "记录人", "人民调解委员会印章", "签署情况"] {
            assert!(page.contains(words), "{words} is on another page with {filler} lines:\n{text}");
        }
    }
}

#[test]
fn many_parties_all_get_a_line_to_sign() {
    let mut data = full();
    data.parties = (1..=40).map(|i| PartyBlock { name: format!("申某{i}"), ..applicant() }).collect();
    let pdf = print("D7", &data);
    keep(&pdf, "D7-many");
    let text = words(&pdf);
    for i in 1..=40 {
        assert!(text.contains(&format!("申请人申某{i}")), "party {i}");
    }
}

#[test]
fn guardians_sign_for_their_wards() {
    let mut data = full();
    data.parties[0].guardian =
        Some(Guardian { name: "赵大同".to_owned(), relation: "父亲".to_owned(), phone: String::new() });
    let text = words(&print("D7", &data));
    assert!(text.contains("监护人赵大同与当事人关系父亲"), "{text}");
    assert_eq!(text.matches("监护人赵大同").count(), 2, "in the party block and at the signatures");
}

#[test]
fn a_single_party_leaves_a_block_for_the_other() {
    let mut data = minimal();
    data.parties.truncate(1);
    let text = words(&print("D1", &data));
    assert!(text.contains("被申请人姓名性别民族年龄"), "{text}");
}
