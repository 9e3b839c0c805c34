//! Synthetic people: ordinary names, addresses in the county's villages, telephones nobody has.

use bandeng_core::kernel::Date;
use bandeng_core::matters::{Guardian, Party, PartyKind, Sex, Side};

use super::county::Spot;
use super::draw::Draw;

pub(super) const SURNAMES: &[(&str, u32)] = &[
    ("王", 12),
    ("张", 11),
    ("李", 11),
    ("刘", 8),
    ("陈", 5),
    ("杨", 6),
    ("赵", 6),
    ("马", 5),
    ("孙", 4),
    ("徐", 4),
    ("朱", 3),
    ("高", 3),
    ("何", 3),
    ("罗", 2),
    ("郭", 3),
    ("唐", 2),
    ("许", 2),
    ("蔡", 2),
    ("魏", 2),
    ("冯", 2),
    ("董", 2),
    ("柴", 2),
    ("俞", 1),
    ("丁", 2),
    ("钱", 1),
    ("严", 1),
];

pub(super) const MEN: &[&str] = &[
    "建国", "志强", "永福", "德明", "国栋", "玉龙", "文军", "海元", "生财", "兴旺", "立新", "学文", "万年", "宝山",
    "春生", "建平", "世杰", "晓东", "振华", "大勇", "长青", "有才", "开明", "天寿", "培元", "吉祥", "正东", "伟", "涛",
    "鹏", "斌", "军",
];

pub(super) const WOMEN: &[&str] = &[
    "秀英", "桂兰", "玉梅", "春花", "淑珍", "雪莲", "丽娟", "小红", "爱玲", "翠萍", "金凤", "月娥", "兰芳", "巧云",
    "彩霞", "海燕", "玉琴", "晓霞", "文静", "菊香", "红梅", "银花", "芳", "燕", "婷", "静", "丽", "娟",
];

const WORK: &[(&str, u32)] =
    &[("务农", 56), ("务工", 20), ("个体经营", 9), ("货车司机", 3), ("养殖户", 6), ("教师", 1), ("退休", 5)];

/// Somebody as a template asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kin {
    Anyone,
    Woman,
    Man,
    /// Of the household of who came first.
    Husband,
    Elder,
    /// Grown up, of somebody old.
    Son,
    /// With children of an age to marry.
    Parent,
    Worker,
    /// Too young to act alone; comes with a guardian.
    Child,
    /// A company, a cooperative, a shop: what stands before and behind the made-up middle of its name.
    Company(&'static str),
    Cooperative(&'static str),
    /// A body that exists once, such as a villagers' committee: `{v}` is the village.
    Body(&'static str),
}

/// Makes the people of one matter.
pub(super) struct Cast<'a> {
    pub(super) draw: &'a mut Draw,
    pub(super) phones: &'a mut Phones,
    pub(super) today: Date,
    /// Where most of them live.
    pub(super) spot: &'static Spot,
}

impl Cast<'_> {
    /// A party of a side. With a surname, one of that family.
    pub(super) fn party(&mut self, kin: Kin, side: Side, surname: Option<&str>) -> Party {
        let mut party = self.natural(kin, side, surname);
        match kin {
            Kin::Child => {
                party.guardian = Some(Guardian {
                    name: self.name(Sex::Male, party.name.get(..3)),
                    relation: "父亲".into(),
                    phone: self.phone(),
                });
            }
            Kin::Company(what) => self.organisation(&mut party, PartyKind::Legal, "武威市凉州区", what, "91"),
            Kin::Cooperative(what) => self.organisation(&mut party, PartyKind::Legal, "凉州区", what, "93"),
            Kin::Body(name) => {
                let name = name.replace("{t}", self.spot.town().name).replace("{v}", &self.spot.name);
                self.body(&mut party, PartyKind::Legal, name, "54");
                party.address = self.home();
            }
            _ => {}
        }
        party
    }

    /// `大柳镇桥坡村`.
    fn home(&self) -> String {
        format!("{}{}", self.spot.town().name, self.spot.name)
    }

    fn natural(&mut self, kin: Kin, side: Side, surname: Option<&str>) -> Party {
        let sex = match kin {
            Kin::Woman => Sex::Female,
            Kin::Man | Kin::Husband | Kin::Son => Sex::Male,
            Kin::Worker if self.draw.chance(80) => Sex::Male,
            _ if self.draw.chance(42) => Sex::Female,
            _ => Sex::Male,
        };
        let age = match kin {
            Kin::Elder => self.draw.range(66..=84),
            Kin::Child => self.draw.range(8..=15),
            Kin::Worker => self.draw.range(24..=55),
            Kin::Woman | Kin::Man | Kin::Husband => self.draw.range(29..=46),
            Kin::Son => self.draw.range(38..=55),
            Kin::Parent => self.draw.range(46..=62),
            _ => self.draw.range(27..=68),
        };
        let occupation = match kin {
            Kin::Elder => "务农",
            Kin::Child => "学生",
            Kin::Worker => "务工",
            _ => self.draw.weighted(WORK),
        };
        let year = self.today.year() - age as i16;
        let group = self.draw.range(0..=5) as usize;
        let home = self.home();
        let address = match self.spot.is_community() {
            true => format!("{home}{}号楼", group + 1),
            false => format!("{home}{}组", ["一", "二", "三", "四", "五", "六"][group]),
        };
        let born = Date::new(year, self.draw.range(1..=12) as i8, self.draw.range(1..=28) as i8);
        let name = self.name(sex, surname);
        Party {
            sex: Some(sex),
            born_on: born.ok().filter(|_| kin == Kin::Child || self.draw.chance(70)),
            occupation: occupation.into(),
            address,
            phone: if kin == Kin::Child { String::new() } else { self.phone() },
            ..Party::named(side, PartyKind::Natural, name)
        }
    }

    fn organisation(&mut self, party: &mut Party, kind: PartyKind, before: &str, what: &str, code: &str) {
        const MIDDLE: &[&str] =
            &["丰裕", "金禾", "瑞祥", "绿洲", "祁连", "天马", "兴农", "恒达", "众信", "陇原", "润泽", "鸿源"];
        let name = format!("{before}{}{what}", self.draw.pick(MIDDLE));
        self.body(party, kind, name, code);
    }

    fn body(&mut self, party: &mut Party, kind: PartyKind, name: String, code: &str) {
        party.legal_representative = std::mem::replace(&mut party.name, name);
        party.kind = kind;
        party.credit_code = credit_code(code, self.draw);
        (party.sex, party.born_on) = (None, None);
        party.occupation.clear();
    }

    /// A name; with a surname, of that family.
    pub(super) fn name(&mut self, sex: Sex, surname: Option<&str>) -> String {
        let surname = surname.unwrap_or_else(|| self.draw.weighted(SURNAMES));
        let given = self.draw.pick(if sex == Sex::Female { WOMEN } else { MEN });
        format!("{surname}{given}")
    }

    pub(super) fn phone(&mut self) -> String {
        self.phones.next()
    }
}

/// Telephones nobody has.
#[derive(Clone, Debug)]
pub(super) enum Phones {
    /// A range that is used for examples: ten thousand.
    Few(u32),
    /// A segment no carrier gives out, where more are needed.
    Many(u32),
}

impl Phones {
    /// Those of the `n`th matter made in bulk; it has fewer than sixteen.
    pub(super) fn of(n: u32) -> Self {
        Phones::Many(n.wrapping_mul(16))
    }

    fn next(&mut self) -> String {
        match self {
            Phones::Few(n) => {
                *n = *n % 9_999 + 1;
                format!("1380000{n:04}")
            }
            Phones::Many(n) => {
                *n = (*n + 1) % 100_000_000;
                format!("168{n:08}")
            }
        }
    }
}

/// A unified social credit code that passes the check (GB 32100, with the organisation code of GB 11714 inside).
fn credit_code(kind: &str, draw: &mut Draw) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |b: u8| ALPHABET.iter().position(|&a| a == b).unwrap_or_default();
    // The letters of recent codes: MA….
    let body = format!("MA{:06}", draw.range(700_000..=799_999));
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let of_letter = |b: u8| if b.is_ascii_digit() { i64::from(b - b'0') } else { i64::from(b - b'A') + 10 };
    let sum: i64 = body.bytes().zip(weights).map(|(b, weight)| of_letter(b) * weight).sum();
    let inner = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from(b'0' + n as u8),
    };
    let code = format!("{kind}620602{body}{inner}");
    let mut weight = 1;
    let mut sum = 0;
    for b in code.bytes() {
        sum += value(b) * weight;
        weight = weight * 3 % 31;
    }
    let last = ALPHABET[(31 - sum % 31) % 31];
    format!("{code}{}", char::from(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_pass_the_check() {
        let mut draw = Draw::new(1, 2);
        for kind in ["91", "93", "54"] {
            for _ in 0..200 {
                let code = credit_code(kind, &mut draw);
                assert_eq!(bandeng_core::people::credit_code::check(&code).as_deref(), Ok(code.as_str()));
            }
        }
    }

    #[test]
    fn telephones_come_from_a_range_nobody_has() {
        let mut phones = Phones::Few(9_998);
        let numbers: Vec<_> = (0..3).map(|_| phones.next()).collect();
        assert_eq!(numbers, ["13800009999", "13800000001", "13800000002"]);
        assert_eq!(Phones::of(2).next(), "16800000033");
    }
}
