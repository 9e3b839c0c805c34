//! Time is passed in. Instants are epoch milliseconds; days are counted in Asia/Shanghai.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz};

/// An instant in epoch milliseconds.
pub type Instant = i64;

/// Where the time comes from: the machine's clock in the binary, a fixed one in tests.
pub trait Clock: Send + Sync {
    /// Now, in epoch milliseconds.
    fn now(&self) -> Instant;
}

/// China has had one time, UTC+8 without summer time, since 1991; nothing we count is older.
const CHINA: tz::Offset = tz::Offset::constant(8);

/// The civil time in China at an instant.
pub fn china_time(at: Instant) -> DateTime {
    CHINA.to_datetime(Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// The day in China on which an instant falls.
pub fn china_date(at: Instant) -> Date {
    china_time(at).date()
}

/// The instant at which a civil time in China happens.
pub fn instant_of(time: DateTime) -> Instant {
    CHINA.to_timestamp(time).map(|t| t.as_millisecond()).unwrap_or_default()
}

/// 2026年3月2日
pub fn day_zh(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 2 March 2026
pub fn day_en(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month() - 1).ok().and_then(|m| MONTHS.get(m)).unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let midnight = instant_of(date(2026, 3, 2).at(0, 0, 0, 0));
        assert_eq!(china_date(midnight), date(2026, 3, 2));
        assert_eq!(china_date(midnight - 1), date(2026, 3, 1));
    }
}
