use jiff::civil::date;

use super::*;

#[test]
fn everybody_is_first_about_as_often_as_anybody_else() {
    let mut first = [0_u32; 5];
    let mut day = date(2026, 1, 1);
    for _ in 0..1_000 {
        let of_the_day = (0..5_usize).min_by_key(|account| place(day, 100 + *account as Id)).unwrap();
        first[of_the_day] += 1;
        day = day.tomorrow().unwrap();
    }
    assert!(first.iter().all(|times| (150..=250).contains(times)), "{first:?}");
    assert_eq!(place(day, 7), place(day, 7));
}

#[test]
fn a_profile_says_nothing_twice_and_tells_faults_at_their_fields() {
    let today = date(2026, 3, 2);
    let sound = Profile {
        kind: MediatorKind::PartTime,
        specialities: vec![DisputeKind::RoadTraffic],
        languages: vec!["普通话".to_owned(), "凉州话".to_owned()],
        weekdays: vec![Weekday::Monday, Weekday::Friday],
        away_until: Some(date(2026, 3, 2)),
    };
    sound.check(today).unwrap();
    assert!(sound.is_away(today) && !sound.is_away(today.tomorrow().unwrap()));
    let wrong = Profile {
        specialities: vec![DisputeKind::RoadTraffic; 2],
        languages: vec![" ".to_owned()],
        weekdays: vec![Weekday::Monday; 2],
        away_until: Some(date(2030, 1, 1)),
        ..sound
    };
    let at: Vec<_> = wrong.check(today).unwrap_err().into_iter().filter_map(|r| r.pointer).collect();
    assert_eq!(at, ["/specialities", "/languages/0", "/weekdays", "/away_until"]);
}
