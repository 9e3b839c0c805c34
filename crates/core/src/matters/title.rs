//! A matter's title, made from what is known and sparing with names.

use super::kinds::DisputeKind;
use super::party::{Party, PartyKind, Side};

/// The surnames of two characters that still occur often; the rest are taken to have one.
const TWO_CHARACTER_SURNAMES: [&str; 12] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"];

/// `吴某与李某道路交通事故纠纷`: surnames only, so that a list read over a shoulder tells no one's business.
pub fn compose(parties: &[Party], kind: DisputeKind) -> String {
    let applicants = side_words(parties, Side::Applicant);
    let respondents = side_words(parties, Side::Respondent);
    let kind = kind.label().zh;
    match (applicants, respondents) {
        (Some(a), Some(b)) => format!("{a}与{b}{kind}"),
        (Some(one), None) | (None, Some(one)) => format!("{one}{kind}"),
        (None, None) => kind,
    }
}

fn side_words(parties: &[Party], side: Side) -> Option<String> {
    let on_side: Vec<_> = parties.iter().filter(|p| p.side == side).collect();
    let first = on_side.first()?;
    let name = masked(first);
    Some(if on_side.len() > 1 { format!("{name}等{}人", on_side.len()) } else { name })
}

/// A natural person's surname with 某; an organisation's full name.
pub fn masked(party: &Party) -> String {
    match party.kind {
        PartyKind::Natural => mask_name(&party.name),
        PartyKind::Legal | PartyKind::Unincorporated => party.name.trim().to_owned(),
    }
}

/// `吴大勇` → `吴某`.
pub fn mask_name(name: &str) -> String {
    format!("{}某", surname(name.trim()))
}

fn surname(name: &str) -> &str {
    let known = TWO_CHARACTER_SURNAMES.iter().find_map(|s| name.get(..s.len()).filter(|start| start == s));
    known.unwrap_or_else(|| &name[..name.chars().next().map_or(0, char::len_utf8)])
}

/// `吴大勇` → `大勇`. Empty where the name is not written in Chinese characters: there the order differs.
pub fn given_name(name: &str) -> &str {
    let name = name.trim();
    if name.chars().all(|c| c >= '\u{2e80}' && c.is_alphanumeric()) { &name[surname(name).len()..] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_masked_to_its_surname() {
        assert_eq!(mask_name("吴大勇"), "吴某");
        assert_eq!(mask_name("欧阳明"), "欧阳某");
        assert_eq!(mask_name(""), "某");
    }

    #[test]
    fn a_given_name_is_what_follows_the_surname() {
        for (name, given) in [("吴大勇", "大勇"), ("欧阳雪梅", "雪梅"), ("李四", "四"), ("John Smith", ""), ("", "")]
        {
            assert_eq!(given_name(name), given);
        }
    }
}
