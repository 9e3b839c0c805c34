//! Months and what is made of them: the quarter, the half-year, the year before.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize, Serializer};

use crate::kernel::{Code, Refusal, Text};

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month a day lies in.
    pub fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    fn new(year: i32, month: i32) -> Self {
        Self(year * 12 + month - 1)
    }

    pub fn year(self) -> i16 {
        self.0.div_euclid(12) as i16
    }

    /// From 1 to 12.
    pub fn month(self) -> i8 {
        (self.0.rem_euclid(12) + 1) as i8
    }

    pub fn first_day(self) -> Date {
        date(self.year(), self.month(), 1)
    }

    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// As a number that grows by one a month.
    pub const fn ordinal(self) -> i32 {
        self.0
    }

    pub const fn from_ordinal(ordinal: i32) -> Self {
        Self(ordinal)
    }
}

/// `2026-03`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::new(Code::PeriodMalformed);
        let (year, month) = s.split_once('-').ok_or_else(malformed)?;
        let month: i32 = digits(month, 2).filter(|month| (1..=12).contains(month)).ok_or_else(malformed)?;
        Ok(Self::new(year_of(year).ok_or_else(malformed)?, month))
    }
}

fn digits(text: &str, many: usize) -> Option<i32> {
    (text.len() == many && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Years this program may be asked about.
fn year_of(text: &str) -> Option<i32> {
    digits(text, 4).filter(|year| (1949..=2200).contains(year))
}

/// The longest period that is read at once, in months.
const LONGEST: i32 = 120;

/// Whole months, from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: Month,
    pub until: Month,
}

impl Period {
    pub fn of_month(month: Month) -> Self {
        Self { from: month, until: month }
    }

    /// How many months.
    pub fn months(self) -> i32 {
        self.until.0 - self.from.0 + 1
    }

    pub fn each(self) -> impl Iterator<Item = Month> {
        (self.from.0..=self.until.0).map(Month)
    }

    pub fn first_day(self) -> Date {
        self.from.first_day()
    }

    pub fn last_day(self) -> Date {
        self.until.last_day()
    }

    pub fn contains(self, month: Month) -> bool {
        (self.from..=self.until).contains(&month)
    }

    /// The same months of the year before: 同比.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { from: self.from.plus(-12), until: self.until.plus(-12) }
    }

    /// As many months just before: 环比.
    #[must_use]
    pub fn just_before(self) -> Self {
        let months = self.months();
        Self { from: self.from.plus(-months), until: self.until.plus(-months) }
    }

    /// Whether it is over on a day.
    pub fn is_over(self, today: Date) -> bool {
        self.last_day() < today
    }

    /// A quarter of a year, as the statistics are reported.
    pub fn is_quarter(self) -> bool {
        self.months() == 3 && self.from.month() % 3 == 1
    }

    /// As people say it.
    pub fn label(self) -> Text {
        let (year, from) = (self.from.year(), self.from.month());
        match (self.months(), from) {
            (1, _) => Text::new(format!("{year}年{from}月"), format!("{from}/{year}")),
            (12, 1) => Text::new(format!("{year}年"), format!("{year}")),
            (6, 1) => Text::new(format!("{year}年上半年"), format!("first half of {year}")),
            (6, 7) => Text::new(format!("{year}年下半年"), format!("second half of {year}")),
            (3, 1 | 4 | 7 | 10) => {
                let quarter = (from + 2) / 3;
                let zh = ["一", "二", "三", "四"][(quarter - 1) as usize];
                Text::new(format!("{year}年第{zh}季度"), format!("quarter {quarter} of {year}"))
            }
            _ => {
                let (last_year, last) = (self.until.year(), self.until.month());
                Text::new(
                    format!("{year}年{from}月至{last_year}年{last}月"),
                    format!("{from}/{year} to {last}/{last_year}"),
                )
            }
        }
    }
}

/// `2026`, `2026-H1`, `2026-Q1`, `2026-03`, `2025-11..2026-02`: the shortest that says it.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, from) = (self.from.year(), self.from.month());
        match (self.months(), from) {
            (1, _) => write!(f, "{}", self.from),
            (12, 1) => write!(f, "{year:04}"),
            (6, 1 | 7) => write!(f, "{year:04}-H{}", (from + 5) / 6),
            (3, 1 | 4 | 7 | 10) => write!(f, "{year:04}-Q{}", (from + 2) / 3),
            _ => write!(f, "{}..{}", self.from, self.until),
        }
    }
}

impl FromStr for Period {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let malformed = || Refusal::new(Code::PeriodMalformed);
        let span = |year: &str, first: i32, months: i32| -> Result<Self, Refusal> {
            let from = Month::new(year_of(year).ok_or_else(malformed)?, first);
            Ok(Self { from, until: from.plus(months - 1) })
        };
        let period = match s.split_once("..") {
            Some((from, until)) => Self { from: from.parse()?, until: until.parse()? },
            None => match s.split_once('-') {
                None => span(s, 1, 12)?,
                Some((year, "H1")) => span(year, 1, 6)?,
                Some((year, "H2")) => span(year, 7, 6)?,
                Some((year, quarter @ ("Q1" | "Q2" | "Q3" | "Q4"))) => {
                    let quarter = i32::from(quarter.as_bytes()[1] - b'0');
                    span(year, quarter * 3 - 2, 3)?
                }
                Some(_) => Self::of_month(s.parse()?),
            },
        };
        if period.until < period.from {
            return Err(Refusal::new(Code::DatesReversed));
        }
        if period.months() > LONGEST {
            return Err(Refusal::new(Code::PeriodTooLong));
        }
        Ok(period)
    }
}

macro_rules! as_text {
    ($($ty:ty = $example:literal),+) => { $(
        impl Serialize for $ty {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $ty {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not a period"))
            }
        }

        impl utoipa::PartialSchema for $ty {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .examples([serde_json::Value::from($example)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $ty {}
    )+ };
}

as_text!(Month = "2026-03", Period = "2026-Q1");
